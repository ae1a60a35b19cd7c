//! Why a file was not ingested. Each variant says whose fault it is; whatever it says, the shelf is as it was.

use std::{fmt, path::PathBuf};

use super::repeats::Repeat;
use crate::{error::StoreError, observation::Reject};

/// Cells listed in a message.
const LISTED: usize = 5;

/// A limit that a file went beyond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitReached {
    /// [`super::Limits::file_bytes`].
    FileBytes(u64),
    /// [`super::Limits::line_bytes`], with the line.
    LineBytes {
        /// The limit.
        bytes: usize,
        /// The line, from 1.
        line: u64,
    },
    /// [`super::Limits::ratio`].
    Ratio(u64),
    /// [`super::Limits::members`].
    Members(usize),
    /// [`super::Limits::workbook_bytes`].
    WorkbookBytes(u64),
    /// [`super::Limits::workbook_unpacked_bytes`].
    WorkbookUnpackedBytes(u64),
}

impl fmt::Display for LimitReached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LimitReached::FileBytes(n) => write!(f, "it holds more than {n} bytes once decompressed"),
            LimitReached::LineBytes { bytes, line } => write!(
                f,
                "line {line} is longer than {bytes} bytes; a line break may be missing, or a quotation mark left open"
            ),
            LimitReached::Ratio(n) => write!(
                f,
                "it grows more than {n} times when decompressed, as no table does"
            ),
            LimitReached::Members(n) => write!(f, "it holds more than {n} files"),
            LimitReached::WorkbookBytes(n) => write!(f, "it is a workbook of more than {n} bytes"),
            LimitReached::WorkbookUnpackedBytes(n) => {
                write!(f, "its sheets hold more than {n} bytes once decompressed")
            }
        }
    }
}

impl std::error::Error for LimitReached {}

/// Why a file was not ingested.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// The file cannot be read. Caused by the caller (a wrong path) or the machine.
    #[error("cannot read `{}`: {reason}", path.display())]
    Unreadable {
        /// Path as given.
        path: PathBuf,
        /// What is the matter, and what to do.
        reason: String,
    },
    /// The file holds nothing. Caused by the file.
    #[error("`{file}` is empty; download it again")]
    Empty {
        /// Name of the file, with the member of a zip.
        file: String,
    },
    /// The file's compression or packing is damaged. Caused by the file.
    #[error("`{file}` cannot be unpacked: {reason}")]
    Broken {
        /// Name of the file, with the member of a zip.
        file: String,
        /// How it is damaged, and what to do.
        reason: String,
    },
    /// The file goes beyond a limit. Caused by the file, or by limits set too low.
    #[error("`{file}` is refused: {limit}")]
    Limit {
        /// Name of the file, with the member of a zip.
        file: String,
        /// Which limit.
        limit: LimitReached,
    },
    /// No manifest fits the file. Caused by the file, or by a layout nobody has described yet.
    #[error("`{file}` is not recognised: {reason}")]
    Unrecognised {
        /// Name of the file, with the member of a zip.
        file: String,
        /// What the nearest manifest misses, and what to do.
        reason: String,
    },
    /// Too many rows could not be read. Caused by the file.
    #[error("`{file}` is refused: {}", describe(rejects, *rejected, *rows, *allowed))]
    Refused {
        /// Name of the file, with the member of a zip.
        file: String,
        /// Source whose manifest read it.
        source_id: String,
        /// The first of them (at most 20).
        rejects: Vec<Reject>,
        /// How many, up to where reading stopped.
        rejected: u64,
        /// How many rows were read before reading stopped.
        rows: u64,
        /// How many the manifest allows.
        allowed: u64,
    },
    /// The day of publication is not known. Caused by the caller.
    #[error(
        "`{file}` does not say when it was published and is none of the known files of `{source_id}`; give the day with \
         --published YYYY-MM-DD (or YYYY-MM, or YYYY)"
    )]
    NoDate {
        /// Name of the file, with the member of a zip.
        file: String,
        /// Source whose manifest read it.
        source_id: String,
    },
    /// Rows repeat each other. Caused by the file, which was probably put together from several.
    #[error(
        "`{file}` is refused: {}\nIf the file is meant to be so, give --allow-repeats: the rows are then added up",
        describe_repeats(repeats, *count, *copies)
    )]
    Repeated {
        /// Name of the file, with the member of a zip.
        file: String,
        /// Source whose manifest read it.
        source_id: String,
        /// The first of them (at most 20).
        repeats: Vec<Repeat>,
        /// How many rows repeat an earlier one.
        count: u64,
        /// Whether most of them repeat its figure too.
        copies: bool,
    },
    /// The layout is known and there is not one row of data. Caused by the file.
    #[error("`{file}` has the header of `{source_id}` and not one row of data; download it again")]
    NoRows {
        /// Name of the file, with the member of a zip.
        file: String,
        /// Source whose manifest read it.
        source_id: String,
    },
    /// There is no such source. Caused by the caller.
    #[error("there is no source `{given}`{hint}; `rootcast sources` lists them")]
    NoSource {
        /// What was given.
        given: String,
        /// The nearest known one, in words.
        hint: String,
    },
    /// The store could not be read or written. Caused by the machine.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn describe(rejects: &[Reject], rejected: u64, rows: u64, allowed: u64) -> String {
    let cells = if rejected == 1 { "cell" } else { "cells" };
    let mut out =
        format!("{rejected} {cells} cannot be read (rows read: {rows}, rejected cells allowed: {allowed})");
    for r in rejects.iter().take(LISTED) {
        out.push_str("\n  ");
        match &r.sheet {
            Some(sheet) => out.push_str(&format!("sheet `{sheet}`, row {}", r.row)),
            None => out.push_str(&format!("line {}", r.row)),
        }
        if !r.column.is_empty() {
            out.push_str(&format!(", column `{}`", r.column));
        }
        out.push_str(&format!(", `{}`: {}", r.text, r.reason));
    }
    if rejected > LISTED as u64 {
        out.push_str("\n  …");
    }
    out
}

fn describe_repeats(repeats: &[Repeat], count: u64, copies: bool) -> String {
    let rows = if count == 1 { "row repeats" } else { "rows repeat" };
    let figures = if copies {
        ", most with the same figure,"
    } else {
        ""
    };
    let mut out =
        format!("{count} {rows} the labels and period of an earlier one{figures} and would be counted twice");
    for r in repeats.iter().take(LISTED) {
        out.push_str(&format!("\n  lines {} and {}: {}", r.first, r.again, r.cell));
    }
    if count > LISTED as u64 {
        out.push_str("\n  …");
    }
    out
}
