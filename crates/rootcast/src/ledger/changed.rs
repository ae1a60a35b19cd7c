//! What changed in the ledger between two days.

use jiff::civil::Date;
use rootcast_ledger::{
    diff::{Step, diff},
    ledger::Ledger,
};
use serde::Serialize;

use super::FORMAT;

/// The steps between two days.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Changed {
    /// [`FORMAT`].
    pub format: u32,
    /// The activity, with its parts.
    pub activity: String,
    /// The earlier day.
    pub from: Date,
    /// The later day.
    pub to: Date,
    /// The steps, by day.
    pub steps: Vec<Step>,
}

/// What became known of an activity and its parts after `from` and up to `to`, and what it did to the answers.
pub fn changed(ledger: &Ledger, activity: &str, from: Date, to: Date) -> Changed {
    Changed {
        format: FORMAT,
        activity: activity.to_owned(),
        from,
        to,
        steps: diff(ledger, Some(activity), from, to),
    }
}
