//! What is read once of a release, however often it is asked: the periods of its cuts, and the layout of its figures.
//!
//! A release is immutable, so what was read of it stays true.

use std::sync::{Arc, OnceLock};

use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use rootcast_core::period::Span;

use super::Held;
use crate::error::StoreError;

/// Copies of a release share what was read of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Once {
    spans: Arc<OnceLock<Vec<Arc<[Span]>>>>,
    layout: Arc<OnceLock<ArrowReaderMetadata>>,
}

impl Held {
    /// The published periods of each cut of the record, in its order; those of a cut sorted, none twice.
    pub(crate) fn spans(&self) -> &[Arc<[Span]>] {
        self.once.spans.get_or_init(|| {
            let of = |cut: &crate::cut::Cut| {
                let mut spans = cut.spans();
                spans.sort_unstable();
                spans.dedup();
                spans.into()
            };
            self.record.cuts.iter().map(of).collect()
        })
    }

    /// Row groups, columns and statistics of the figures.
    pub(crate) fn layout(&self) -> Result<&ArrowReaderMetadata, StoreError> {
        if let Some(known) = self.once.layout.get() {
            return Ok(known);
        }
        let read = ArrowReaderMetadata::load(&self.open()?, ArrowReaderOptions::new())?;
        Ok(self.once.layout.get_or_init(|| read))
    }
}
