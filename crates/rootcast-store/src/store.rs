//! The store: releases from the binary and from a folder, and the answers they give.
//!
//! A reading is answered in four steps, each in a module of its own: `question` spells the reading out, `able`
//! says which cuts could answer it, `choice` applies the as-of rule and the order of sources, `answer` scans and
//! adds up. [`explain`], [`diff`] and [`revisions`] tell the same story from other sides; [`views`] and [`export`]
//! hand the figures to other programs.

mod able;
mod answer;
mod answerable;
mod check;
mod choice;
pub mod diff;
pub mod explain;
pub mod export;
mod nothing;
mod question;
pub mod revisions;
pub mod views;

use std::collections::BTreeMap;

use jiff::civil::Date;
use rootcast_core::{
    evidence::{Answer, Answerable, Evidence, EvidenceError},
    period::Period,
    reading::Reading,
    release::Release,
    value::Missing,
};

use answer::{figures, notes};
use check::cross_checks;
use choice::{Plan, Survey};
use question::{Question, refuse};

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
        reading: &Reading,
        today: Date,
        detail: Detail,
    ) -> Result<Answer, EvidenceError> {
        let question = Question::of(reading, today)?;
        let survey = Survey::of(&self.releases, &question);
        let plan = self.plan(&survey, &question)?;
        let figures = figures(&survey, &question, &plan.periods, &plan.ways, detail.rows)?;
        let cross_checks = if detail.cross_checks {
            cross_checks(&survey, &question, &plan, &figures)?
        } else {
            Vec::new()
        };
        Ok(Answer {
            reading: question.spelled(&applied(&survey, &plan)),
            unit: question.measure.unit,
            notes: notes(&survey, &question, &plan),
            panel: figures.panel,
            provenance: figures.provenance,
            cross_checks,
        })
    }

    /// The plan of an answer, or why there is none.
    fn plan(&self, survey: &Survey<'_>, question: &Question) -> Result<Plan, EvidenceError> {
        if !survey.candidates.iter().any(|c| c.open.is_ok()) {
            return Err(nothing::can_answer(&self.releases, survey, question));
        }
        let plan = survey.plan(question)?;
        if plan.ways.iter().all(Option::is_none) {
            let stock = |p: &Period| survey.why_not(question, *p).0 == Missing::NotApplicable;
            if !plan.periods.iter().any(stock) {
                return Err(nothing::covers(survey, question, &plan));
            }
        }
        Ok(plan)
    }

    /// Says which release answers each period of a reading and why, and what the others say.
    pub fn explain(&self, reading: &Reading, today: Date) -> Result<Explanation, EvidenceError> {
        let question = Question::of(reading, today)?;
        let survey = Survey::of(&self.releases, &question);
        let plan = self.plan(&survey, &question)?;
        let figures = figures(&survey, &question, &plan.periods, &plan.ways, false)?;
        Ok(Explanation {
            reading: question.spelled(&applied(&survey, &plan)),
            as_of: question.as_of,
            unit: question.measure.unit,
            periods: explain::periods(&survey, &question, &plan, &figures.panel),
            cross_checks: cross_checks(&survey, &question, &plan, &figures)?,
            notes: notes(&survey, &question, &plan),
        })
    }

    /// What changed in the answer to a reading between two days of knowledge.
    pub fn diff(&self, reading: &Reading, from: Date, to: Date) -> Result<Diff, EvidenceError> {
        if from > to {
            return Err(refuse(
                reading,
                format!("{from} is after {to}: give the earlier day first"),
            ));
        }
        let on = |day: Date| self.answer_with(&reading.clone().as_of(day), day, Detail::default());
        let new = on(to)?;
        let old = match on(from) {
            Ok(answer) => Some(answer),
            // Nothing was known yet: everything appeared since.
            Err(EvidenceError::NotHeld { .. }) => None,
            Err(e) => return Err(e),
        };
        Ok(Diff::between(
            new.reading.clone(),
            new.unit,
            (from, old.as_ref()),
            (to, Some(&new)),
        ))
    }

    /// What a release revises of its source's release before it, by measure, table and period.
    pub fn revisions_of(&self, release: &Release) -> Result<Vec<Revision>, EvidenceError> {
        let held = self
            .releases
            .iter()
            .find(|h| h.record.release.source == release.source && h.record.release.id == release.id);
        match held {
            None => Err(EvidenceError::Store(format!(
                "{}/{} is not held; `rootcast releases` lists what is",
                release.source, release.id
            ))),
            Some(held) => {
                revisions::revisions(&self.releases, held).map_err(|e| EvidenceError::Store(e.to_string()))
            }
        }
    }
}

impl Evidence for Store {
    fn answer(&self, reading: &Reading, today: Date) -> Result<Answer, EvidenceError> {
        self.answer_with(reading, today, Detail::default())
    }

    fn answerable(&self) -> Result<Vec<Answerable>, EvidenceError> {
        Ok(answerable::answerable(&self.releases))
    }

    fn known_since(&self, day: Date) -> Date {
        self.releases
            .iter()
            .map(|h| h.record.release.effective)
            .filter(|from| *from <= day)
            .max()
            .unwrap_or(Date::MIN)
    }
}

/// Defaults and constants that narrow the answer without being named by the reading.
fn applied(survey: &Survey<'_>, plan: &Plan) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    for way in plan.ways.iter().flatten() {
        for part in &way.parts {
            if let Some(c) = survey.candidates.get(part.candidate) {
                out.extend(c.able.applied.clone());
            }
        }
    }
    out
}
