//! Reading the original of a release again, through the adapter that read it first.

use std::{fs::File, io::Read, path::Path};

use rayon::prelude::*;

use crate::{
    adapter::{Beginning, Parsed, Plan, TextPlan, recognise},
    cut::{Cut, CutBuilder},
    error::StoreError,
    ingest::{
        IngestError, Limits,
        lines::{Block, Digested, Lines, digest},
        sink::Account,
    },
    manifest::{Manifest, layout::Format},
    observation::Batch,
};

/// Everything an original comes to.
pub(super) struct Found {
    pub(super) digested: Digested,
    pub(super) account: Account,
    pub(super) cuts: Vec<Cut>,
}

/// Why an original cannot be read again.
pub(super) enum Failure {
    /// It is not what was ingested, or its manifest no longer fits it.
    Original(String),
    /// The store cannot be read.
    Store(StoreError),
}

impl From<StoreError> for Failure {
    fn from(e: StoreError) -> Self {
        Failure::Store(e)
    }
}

impl From<IngestError> for Failure {
    fn from(e: IngestError) -> Self {
        match e {
            IngestError::Store(e) => Failure::Store(e),
            other => Failure::Original(other.to_string()),
        }
    }
}

/// Reads the original with its one manifest, and hands every batch over in the order of the file.
pub(super) fn read(
    path: &Path,
    manifest: &[Manifest],
    name: &str,
    each: &mut dyn FnMut(Batch) -> Result<(), StoreError>,
) -> Result<Found, Failure> {
    let file = File::open(path).map_err(StoreError::io("cannot open", path))?;
    let mut original = zstd::Decoder::new(file).map_err(StoreError::io("cannot decompress", path))?;
    let mut taking = Taking {
        account: Account::default(),
        cuts: CutBuilder::default(),
        each,
    };
    let format = manifest.first().map(|m| m.layout.format);
    let unrecognised = |e: crate::adapter::Unrecognised| Failure::Original(e.to_string());
    // The limits were kept when it was ingested; what matters now is that memory stays bounded.
    let digested = if format == Some(Format::Workbook) {
        let mut bytes = Vec::new();
        original
            .read_to_end(&mut bytes)
            .map_err(StoreError::io("cannot decompress", path))?;
        let digested = digest(&bytes);
        match recognise(manifest, Beginning::Workbook(bytes), name).map_err(unrecognised)? {
            Plan::Workbook(book) => {
                for parsed in book.read() {
                    taking.take(parsed)?;
                }
            }
            Plan::Text(_) => return Err(Failure::Original("it is not a workbook".to_owned())),
        }
        digested
    } else {
        let mut lines = Lines::new(original, name, Limits::default());
        match recognise(manifest, Beginning::Text(lines.head()?), name).map_err(unrecognised)? {
            Plan::Text(plan) => {
                lines.begin(plan.header_len(), plan.first_line());
                taking.text(&plan, &mut lines)?;
            }
            Plan::Workbook(_) => return Err(Failure::Original("it is not text".to_owned())),
        }
        lines.finish()
    };
    Ok(Found {
        digested,
        account: taking.account,
        cuts: manifest
            .first()
            .map(|m| taking.cuts.finish(m))
            .unwrap_or_default(),
    })
}

struct Taking<'a> {
    account: Account,
    cuts: CutBuilder,
    each: &'a mut dyn FnMut(Batch) -> Result<(), StoreError>,
}

impl Taking<'_> {
    fn take(&mut self, mut parsed: Parsed) -> Result<(), StoreError> {
        self.account.take(&mut parsed);
        self.cuts.add(&parsed.batch);
        (self.each)(parsed.batch)
    }

    fn text<R: Read>(&mut self, plan: &TextPlan, lines: &mut Lines<'_, R>) -> Result<(), Failure> {
        loop {
            let mut blocks: Vec<Block> = Vec::new();
            while blocks.len() < 2 * rayon::current_num_threads().max(1) {
                let Some(block) = lines.block()? else { break };
                blocks.push(block);
            }
            if blocks.is_empty() {
                return Ok(());
            }
            let read = |b: Block| plan.read(&b.bytes[b.data..], b.line, b.last);
            let parsed: Vec<Parsed> = blocks.into_par_iter().map(read).collect();
            for part in parsed {
                self.take(part)?;
            }
        }
    }
}
