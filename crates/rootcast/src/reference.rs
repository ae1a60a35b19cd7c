//! The figures that ship inside the binary, so that every verb works with no download and no store.
//!
//! They are re-tabulations of published files, made by [`build`] from the specification `reference/tables.toml`;
//! `reference/README.md` says what is kept of each file and what is added up.

pub mod build;

use rootcast_ledger::{
    file::{self, FileError},
    ledger::Ledger,
};
use rootcast_store::shelf::EmbeddedRelease;

/// The releases in the binary, sorted by source and publication.
pub fn embedded() -> &'static [EmbeddedRelease] {
    static ALL: &[EmbeddedRelease] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
    ALL
}

/// The files of the ledger in the binary, as names and texts.
pub fn ledger_files() -> &'static [(&'static str, &'static str)] {
    static ALL: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/ledger.rs"));
    ALL
}

/// The ledger in the binary. The build has read the same files, so there is one.
pub fn ledger() -> Result<Ledger, FileError> {
    file::parse_all(ledger_files())
}
