//! Why an import is refused, or a shelf cannot be read.

use std::{io, path::PathBuf};

use crate::{file::FileError, iati::Finding, ledger::LedgerError, xml::XmlError};

/// Each variant says whose fault it is.
#[derive(Debug, thiserror::Error)]
pub enum ShelfError {
    /// The disk, or the rights on it.
    #[error("{what} {}: {source}", path.display())]
    Io {
        /// What was tried.
        what: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
    /// The file is no XML. Caused by the file; nothing of it is kept.
    #[error("{file}: not imported, since it is not well-formed: {source}")]
    NotWellFormed {
        /// Name of the file.
        file: String,
        /// Where and why.
        source: XmlError,
    },
    /// The file is XML of something else. Caused by the file given.
    #[error("{file}: not imported: {what}")]
    NotALedger {
        /// Name of the file.
        file: String,
        /// What it is, and what is expected.
        what: String,
    },
    /// The file has errors, and these were not allowed. Caused by the file.
    #[error("{file}: not imported, since it has {errors} error(s) of structure, datatype or code; allow them with `--allow-invalid`, or correct the file{}", list(.first))]
    Invalid {
        /// Name of the file.
        file: String,
        /// How many.
        errors: u64,
        /// The first of them.
        first: Vec<Finding>,
    },
    /// Nobody says when the file was published. Caused by whoever imports it.
    #[error(
        "{file}: not imported, since nobody says when it was published: the root element has no generated-datetime; give the day with `--published 2024-02-05` (or 2024-02, or 2024)"
    )]
    NoDate {
        /// Name of the file.
        file: String,
    },
    /// A file in our own schema that cannot be read. Caused by the file.
    #[error(transparent)]
    Own(#[from] FileError),
    /// A name for a source that cannot be the name of a folder. Caused by whoever imports.
    #[error("`{text}` is no name for a source: write letters, digits and hyphens, as in `usaid-guatemala`")]
    Source {
        /// What was given.
        text: String,
    },
    /// What is on the shelf is not what was put there. Caused by whoever changed it.
    #[error("{}: {what}; remove the folder and import the file again", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// No import of that name. Caused by the reader.
    #[error("no import `{name}` is on the shelf{nearest}; `rootcast ledger import FILE` adds one")]
    NoImport {
        /// What was asked for.
        name: String,
        /// `; did you mean …?` or nothing.
        nearest: String,
    },
    /// Imports that contradict each other under one identifier. Caused by the files.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

fn list(findings: &[Finding]) -> String {
    let mut out = String::new();
    for f in findings {
        out.push_str("\n  ");
        out.push_str(&f.to_string());
    }
    out
}

impl ShelfError {
    /// Wraps an error of the disk.
    pub(super) fn io<P: Into<PathBuf>>(what: &'static str, path: P) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| ShelfError::Io { what, path, source }
    }
}
