//! What changed in the ledger between two days.

use jiff::civil::Date;
use rootcast_ledger::{
    diff::{Step, diff},
    ledger::{Ledger, Statement},
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

/// What became known of an activity and its parts after `from` and up to `to`, and what it did to the answers. `before`
/// and `after` are the ledger as known on the two days.
pub fn changed(before: &Ledger, after: Ledger, activity: &str, from: Date, to: Date) -> Changed {
    let ledger = both(before, after);
    Changed {
        format: FORMAT,
        activity: activity.to_owned(),
        from,
        to,
        steps: diff(&ledger, Some(activity), from, to),
    }
}

/// One ledger with what is known on the later day, and of the earlier day what a later release took back or said anew.
///
/// A release of a published file replaces the one before whole, also where it repeats it: what it repeats was known since
/// the earlier one.
fn both(before: &Ledger, mut after: Ledger) -> Ledger {
    for (id, old) in &before.statements {
        let known = match after.statements.get_mut(id) {
            None => id.clone(),
            Some(new) => {
                let repeated = Statement {
                    said_on: old.said_on,
                    precision: old.precision,
                    document: old.document.clone(),
                    ..new.clone()
                };
                if repeated == *old {
                    *new = repeated;
                    continue;
                }
                format!("{id} ({})", old.document)
            }
        };
        after.statements.insert(
            known.clone(),
            Statement {
                id: known,
                ..old.clone()
            },
        );
    }
    for (id, document) in &before.documents {
        after
            .documents
            .entry(id.clone())
            .or_insert_with(|| document.clone());
    }
    after
}
