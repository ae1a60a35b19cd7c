//! The error of the store. Each variant says whose fault it is: the caller, the file, the machine, or us.

use std::path::PathBuf;

/// What can go wrong with the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The operating system refused. Caused by the machine (permissions, a full disk).
    #[error("{what} `{}`: {source}{}", path.display(), advice(source))]
    Io {
        /// What was being done.
        what: &'static str,
        /// To which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file of the store is damaged. Caused by the disk or by an edit.
    #[error(
        "`{}` is damaged: {what}; remove its release folder and ingest the published file again, or run `rootcast verify`",
        path.display()
    )]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// How.
        what: String,
    },
    /// A folder that is not a store was given as one. Caused by the caller.
    #[error("`{}` is not a store: {what}", path.display())]
    NotAStore {
        /// Which folder.
        path: PathBuf,
        /// Why not.
        what: String,
    },
    /// Columnar encoding failed. Caused by us.
    #[error("cannot encode or decode columns: {0}")]
    Columns(String),
}

impl StoreError {
    /// An input or output error with its file.
    pub fn io(what: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> StoreError {
        let path = path.into();
        move |source| StoreError::Io { what, path, source }
    }
}

impl From<arrow::error::ArrowError> for StoreError {
    fn from(e: arrow::error::ArrowError) -> Self {
        StoreError::Columns(e.to_string())
    }
}

impl From<parquet::errors::ParquetError> for StoreError {
    fn from(e: parquet::errors::ParquetError) -> Self {
        StoreError::Columns(e.to_string())
    }
}

fn advice(e: &std::io::Error) -> &'static str {
    match e.kind() {
        std::io::ErrorKind::StorageFull
        | std::io::ErrorKind::QuotaExceeded
        | std::io::ErrorKind::FileTooLarge => {
            "; nothing was changed: free some space, or choose another folder with --store"
        }
        std::io::ErrorKind::PermissionDenied => "; choose a folder you may write to with --store",
        _ => "",
    }
}
