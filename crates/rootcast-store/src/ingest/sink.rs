//! Where the parts of a file come together in its order, whichever thread was first.

use std::{collections::BTreeMap, io::Write, mem};

use parquet::arrow::arrow_writer::ArrowColumnChunk;

use super::{
    IngestError,
    repeats::{Key, Keys},
    spool::{Encoding, Spool},
};
use crate::{
    adapter::Parsed,
    cut::CutBuilder,
    error::StoreError,
    manifest::Manifest,
    observation::{Reject, Tally},
    shelf::{Draft, Hashed, ORIGINAL},
};

/// Rejects shown to the caller.
pub(super) const SHOWN: usize = 20;

/// What one thread made of a run of blocks, or of a workbook.
#[derive(Default)]
pub(super) struct Part {
    /// Encoded columns of a row group.
    pub(super) columns: Vec<ArrowColumnChunk>,
    /// A zstd frame of the original bytes.
    pub(super) frame: Vec<u8>,
    /// Labels and periods met.
    pub(super) cuts: CutBuilder,
    /// Its cells, to find those that repeat.
    pub(super) keys: Vec<Key>,
    /// Rejects, tally and corrections.
    pub(super) account: Account,
}

/// What became of the cells of a file or a part of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Account {
    /// Counts.
    pub(crate) tally: Tally,
    /// Cells corrected, by reason.
    pub(crate) corrected: BTreeMap<String, u64>,
    /// What could not be read.
    pub(crate) rejects: Vec<Reject>,
}

impl Account {
    /// Adds what `parsed` came to, and leaves its batch.
    pub(crate) fn take(&mut self, parsed: &mut Parsed) {
        self.add(Account {
            tally: mem::take(&mut parsed.tally),
            corrected: mem::take(&mut parsed.corrected),
            rejects: mem::take(&mut parsed.rejects),
        });
    }

    fn add(&mut self, other: Account) {
        let Tally {
            rows,
            cells,
            observations,
            rejected,
            skipped,
        } = other.tally;
        self.tally.rows += rows;
        self.tally.cells += cells;
        self.tally.observations += observations;
        self.tally.rejected += rejected;
        for (reason, n) in skipped {
            *self.tally.skipped.entry(reason).or_default() += n;
        }
        for (reason, n) in other.corrected {
            *self.corrected.entry(reason).or_default() += n;
        }
        self.rejects.extend(other.rejects);
    }
}

/// Takes parts in any order and writes them in the order of the file.
pub(super) struct Sink<'m> {
    file: String,
    manifest: &'m Manifest,
    next: usize,
    early: BTreeMap<usize, Result<Part, IngestError>>,
    failed: Option<IngestError>,
    spool: Spool,
    keys: Keys,
    original: Hashed,
    account: Account,
    cuts: CutBuilder,
}

/// Everything a file came to.
pub(super) struct Filled {
    pub(super) spool: Spool,
    pub(super) keys: Keys,
    pub(super) original: Hashed,
    pub(super) account: Account,
    pub(super) cuts: CutBuilder,
}

impl<'m> Sink<'m> {
    /// A sink that writes into a draft; `file` is the name for errors.
    pub(super) fn begin(
        draft: &Draft,
        manifest: &'m Manifest,
        file: &str,
    ) -> Result<(Self, Encoding), StoreError> {
        let facets: Vec<String> = manifest.facets().into_iter().map(str::to_owned).collect();
        let (spool, encoding) = Spool::begin(draft, &facets)?;
        let sink = Self {
            file: file.to_owned(),
            manifest,
            next: 0,
            early: BTreeMap::new(),
            failed: None,
            spool,
            keys: Keys::begin(draft)?,
            original: draft.create(ORIGINAL)?,
            account: Account::default(),
            cuts: CutBuilder::default(),
        };
        Ok((sink, encoding))
    }

    /// How many parts are written.
    pub(super) fn written(&self) -> usize {
        self.next
    }

    /// Whether nothing more is of use.
    pub(super) fn has_failed(&self) -> bool {
        self.failed.is_some()
    }

    /// Takes part number `index`. The first failure in the order of the file is kept.
    pub(super) fn put(&mut self, index: usize, part: Result<Part, IngestError>) {
        self.early.insert(index, part);
        while let Some(part) = self.early.remove(&self.next) {
            self.next += 1;
            if self.failed.is_none() {
                self.failed = part.and_then(|p| self.write(p)).err();
            }
        }
    }

    fn write(&mut self, part: Part) -> Result<(), IngestError> {
        self.account.add(part.account);
        let rejected = self.account.tally.rejected;
        let allowed = self.manifest.max_rejects;
        if rejected > allowed {
            let mut rejects = mem::take(&mut self.account.rejects);
            rejects.truncate(SHOWN);
            return Err(IngestError::Refused {
                file: self.file.clone(),
                source_id: self.manifest.id.clone(),
                rejects,
                rejected,
                rows: self.account.tally.rows,
                allowed,
            });
        }
        let path = self.original.path().to_owned();
        self.original
            .write_all(&part.frame)
            .map_err(StoreError::io("cannot write", path))?;
        self.spool.add(part.columns)?;
        self.keys.add(&part.keys)?;
        self.cuts.merge(part.cuts);
        Ok(())
    }

    /// What came together, or the first failure.
    pub(super) fn finish(self) -> Result<Filled, IngestError> {
        match self.failed {
            Some(error) => Err(error),
            None => Ok(Filled {
                spool: self.spool,
                keys: self.keys,
                original: self.original,
                account: self.account,
                cuts: self.cuts,
            }),
        }
    }
}
