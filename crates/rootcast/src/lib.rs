//! The verbs of Rootcast: one module a verb, wiring the crates that do the work. No method of its own.

pub mod brief;
pub mod check;
pub mod cli;
pub mod evidence;
pub mod fetch;
pub mod flows;
pub mod forecast;
pub mod format;
pub mod home;
pub mod impact;
pub mod ledger;
pub mod reference;
pub mod sources;
pub mod watch;
