//! Why a fetch failed. Each variant says whose fault it is; whatever it says, the releases are as they were.

use std::time::Duration;

use rootcast_store::{error::StoreError, ingest::IngestError};

/// Why a fetch failed.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The manifest names no address. Caused by a publisher without a stable one.
    #[error(
        "{source_id} has no stable download address; download the file by hand from {homepage} and run `rootcast ingest FILE`"
    )]
    NoAddress {
        /// The source.
        source_id: String,
        /// Where the publisher describes it.
        homepage: String,
    },
    /// The address is not one. Caused by the caller.
    #[error("`{url}` is not an address to download from: {reason}")]
    Address {
        /// What was given.
        url: String,
        /// Why not.
        reason: String,
    },
    /// The server refused. Caused by the server, or by a file that moved.
    #[error(
        "{url}: the server answered {status}; the file may have moved: download it by hand and run `rootcast ingest FILE`"
    )]
    Status {
        /// The address.
        url: String,
        /// Number and meaning.
        status: String,
    },
    /// Redirections went on and on. Caused by the server.
    #[error(
        "{url}: the server redirected more than {limit} times; download the file by hand and run `rootcast ingest FILE`"
    )]
    Redirects {
        /// The address.
        url: String,
        /// How many are followed.
        limit: u32,
    },
    /// The file is larger than allowed. Caused by the server, or by a limit set too low.
    #[error("{url}: the file is larger than {limit} bytes; if that is right, allow more with --max-bytes")]
    TooLarge {
        /// The address.
        url: String,
        /// The limit.
        limit: u64,
    },
    /// The server asks for more patience than we have. Caused by the server.
    #[error("{url}: the server asks to wait {} seconds; try again then", after.as_secs())]
    Busy {
        /// The address.
        url: String,
        /// How long.
        after: Duration,
    },
    /// Every attempt failed. Caused by the network or the server.
    #[error("{url}: {why} ({attempts} attempts); try again later: the download continues where it ended")]
    GaveUp {
        /// The address.
        url: String,
        /// How many attempts were made.
        attempts: u32,
        /// What the last one came to.
        why: String,
    },
    /// It took too long altogether. Caused by the network or the server.
    #[error(
        "{url}: not done after {} seconds ({why}); allow more with --timeout, or try again: the download continues where it ended",
        overall.as_secs()
    )]
    TooLong {
        /// The address.
        url: String,
        /// The limit.
        overall: Duration,
        /// What the last attempt came to.
        why: String,
    },
    /// The file was downloaded and not accepted. Caused by the file.
    #[error(transparent)]
    Ingest(#[from] IngestError),
    /// The store could not be read or written. Caused by the machine.
    #[error(transparent)]
    Store(#[from] StoreError),
}
