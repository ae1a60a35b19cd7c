//! What was pledged, committed, disbursed and achieved, by whom it is said, and when each thing happened.
//!
//! A [`ledger::Ledger`] holds activities, documents, statements and events. It is filled from files in our own schema
//! ([`mod@file`]) and from IATI 2.03 ([`iati`]), answers readings (`pledged programme=call-to-action`) as intervals, and
//! reconciles headline figures with their parts.

pub mod additivity;
pub mod amount;
pub mod diff;
pub mod evidence;
pub mod file;
pub mod iati;
pub mod ledger;
pub mod money;
pub mod reconcile;
pub mod shelf;

pub mod xml;
