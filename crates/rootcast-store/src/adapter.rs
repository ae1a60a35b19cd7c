//! Adapters: from the bytes of a published file and its manifest to batches of observations.
//!
//! [`plan`] looks at the beginning of a file and binds the columns of one manifest to it; the plan then turns blocks
//! of the file into [`Parsed`] without any shared state, so that any number of threads may read one file.

use crate::{
    manifest::Manifest,
    observation::{Batch, Reject, Tally},
};

/// What one block of a file, or one sheet of a workbook, came to.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// Observations, in the order of the file.
    pub batch: Batch,
    /// Rows or cells that could not be read.
    pub rejects: Vec<Reject>,
    /// What became of every cell.
    pub tally: Tally,
}
