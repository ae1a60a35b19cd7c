//! What is asked of an ingest, and what comes of it.

use std::path::Path;

use jiff::civil::Date;
use rootcast_core::release::Precision;

use super::Limits;
use crate::{observation::Reject, record::Record};

/// What is to be ingested, and what the caller knows about it.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The file: plain text, gzip, zip or a workbook, told apart by content.
    pub path: &'a Path,
    /// Source the file belongs to; found by its layout where absent.
    pub source: Option<&'a str>,
    /// Day of publication, where the caller knows it.
    pub published: Option<(Date, Precision)>,
    /// Day the publisher's server gave as the file's last change.
    pub served: Option<Date>,
    /// Add up rows that repeat the labels and period of another, instead of refusing the file.
    pub allow_repeats: bool,
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
            allow_repeats: false,
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
    /// Everything is read; the releases are being given their names.
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
    /// Members of a zip that are known to hold no figures, named with its first release.
    pub passed_over: Vec<String>,
}
