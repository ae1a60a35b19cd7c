//! The verbs of the ledger: what is known of each stage, in which order it was said, what happened when, and files in
//! and out.
//!
//! Everything here is wiring: `rootcast-ledger` decides what is known on a day, and whether figures fit each other.

pub mod changed;
pub mod currency;
pub mod events;
pub mod export;
pub mod import;
pub mod reconciled;
pub mod scope;
pub mod stages;
pub mod timeline;
pub mod told;
pub mod validate;

/// Version of the JSON of every `ledger` command. A new field does not change it; another meaning or a field taken away
/// does.
pub const FORMAT: u32 = 1;
