//! The store: releases from the binary and from a folder, and the answers they give.
//!
//! A reading is answered in four steps, each in a module of its own: [`question`] spells the reading out, [`able`]
//! says which cuts could answer it, [`choice`] applies the as-of rule and the order of sources, [`answer`] scans and
//! adds up. [`explain`], [`diff`] and [`revisions`] tell the same story from other sides; [`views`] and [`export`]
//! hand the figures to other programs.

pub mod diff;
pub mod explain;
pub mod export;
pub mod revisions;
pub mod views;

use jiff::civil::Date;
use rootcast_core::{
    evidence::{Answer, Answerable, Evidence, EvidenceError},
    reading::Reading,
    release::Release,
};

pub use crate::shelf::{EmbeddedRelease, Held};
use crate::{
    error::StoreError,
    shelf::{Shelf, embedded},
};
pub use diff::{Change, ChangeKind, Diff, Figure};
pub use explain::{Chosen, Explanation, Passed, PeriodExplained, Reason};
pub use revisions::Revision;

/// How much an answer should say beside its figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Detail {
    /// List the rows of the original files ([`rootcast_core::provenance::Use::rows`]).
    pub rows: bool,
    /// Put the question to the other sources and tables that could answer it.
    pub cross_checks: bool,
}

/// Every release at hand, in order of source, day from which it counts, and identifier.
#[derive(Clone, Debug, Default)]
pub struct Store {
    releases: Vec<Held>,
}

impl Store {
    /// Opens the releases of a folder and of the binary. A release on both counts once: the one in the folder.
    pub fn open(shelf: Option<&Shelf>, inside: &[EmbeddedRelease]) -> Result<Self, StoreError> {
        let mut releases = match shelf {
            Some(shelf) => shelf.list()?,
            None => Vec::new(),
        };
        for release in inside {
            let held = embedded(release)?;
            if !releases.iter().any(|h| h.name() == held.name()) {
                releases.push(held);
            }
        }
        releases.sort_by(|a, b| {
            let key = |h: &Held| {
                let r = &h.record.release;
                (r.source.clone(), r.effective, r.published, r.id.clone())
            };
            key(a).cmp(&key(b))
        });
        Ok(Self { releases })
    }

    /// The releases held, in order of source, day from which they count, and identifier.
    pub fn releases(&self) -> &[Held] {
        &self.releases
    }

    /// Answers a reading as known on `today`, unless the reading itself says `as-of`.
    pub fn answer_with(
        &self,
        _reading: &Reading,
        _today: Date,
        _detail: Detail,
    ) -> Result<Answer, EvidenceError> {
        Err(EvidenceError::Store("being built".to_owned()))
    }

    /// Says which release answers each period of a reading and why, and what the others say.
    pub fn explain(&self, _reading: &Reading, _today: Date) -> Result<Explanation, EvidenceError> {
        Err(EvidenceError::Store("being built".to_owned()))
    }

    /// What changed in the answer to a reading between two days of knowledge.
    pub fn diff(&self, _reading: &Reading, _from: Date, _to: Date) -> Result<Diff, EvidenceError> {
        Err(EvidenceError::Store("being built".to_owned()))
    }

    /// What a release revises of its source's release before it, by measure, table and period.
    pub fn revisions_of(&self, _release: &Release) -> Result<Vec<Revision>, EvidenceError> {
        Err(EvidenceError::Store("being built".to_owned()))
    }
}

impl Evidence for Store {
    fn answer(&self, reading: &Reading, today: Date) -> Result<Answer, EvidenceError> {
        self.answer_with(reading, today, Detail::default())
    }

    fn answerable(&self) -> Result<Vec<Answerable>, EvidenceError> {
        Ok(Vec::new())
    }
}
