//! What reconciliation finds, as known on a day.

use jiff::civil::Date;
use rootcast_ledger::{
    ledger::Ledger,
    reconcile::{Finding, reconcile},
};
use serde::Serialize;

use super::FORMAT;

/// Findings of reconciliation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reconciled {
    /// [`FORMAT`].
    pub format: u32,
    /// The day as known on which.
    pub as_of: Date,
    /// The activity with its parts; absent for the whole ledger.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The findings, the gravest first.
    pub findings: Vec<Finding>,
}

/// Compares what is known of an activity and its parts, or of the whole ledger.
pub fn reconciled(ledger: &Ledger, scope: Option<&str>, as_of: Date) -> Reconciled {
    Reconciled {
        format: FORMAT,
        as_of,
        scope: scope.map(str::to_owned),
        findings: reconcile(ledger, scope, as_of),
    }
}
