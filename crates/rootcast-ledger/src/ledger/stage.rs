//! Stages: how far a promise has come. One never stands in for another.

use serde::{Deserialize, Serialize};

use super::word::words;

/// How far money or a result has come.
///
/// The order is that of a programme's life; it is not a claim that a later stage contains an earlier one. A stage for
/// which nothing was stated is *unknown*, which is no figure at all and in particular not zero.
///
/// ```
/// use rootcast_ledger::ledger::Stage;
/// assert_eq!(Stage::Disbursement.measure(), Some("disbursed"));
/// assert_eq!(Stage::of_transaction("12"), Some(Stage::Pledge));
/// assert_eq!(Stage::of_transaction("6"), None); // a loan repayment is none of them
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Announced, not binding.
    Pledge,
    /// A firm, written obligation.
    Commitment,
    /// Handed to the next in the chain.
    Disbursement,
    /// Spent on goods and services by whom it reached.
    Expenditure,
    /// What the activity produced: people trained, offices opened.
    Output,
    /// What changed for people: jobs, incomes.
    Outcome,
}

words!(
    Stage,
    6,
    Pledge = "pledge",
    Commitment = "commitment",
    Disbursement = "disbursement",
    Expenditure = "expenditure",
    Output = "output",
    Outcome = "outcome"
);

impl Stage {
    /// The measure of a reading that asks for money at this stage; `None` for results, which have measures of their
    /// own.
    pub fn measure(self) -> Option<&'static str> {
        match self {
            Stage::Pledge => Some("pledged"),
            Stage::Commitment => Some("committed"),
            Stage::Disbursement => Some("disbursed"),
            Stage::Expenditure => Some("spent"),
            Stage::Output | Stage::Outcome => None,
        }
    }

    /// The stage of an IATI transaction type (codelist `TransactionType`, 2.03), whichever side reports it; `None` for
    /// types that are no stage: incoming funds, interest, repayment, reimbursement, equity, guarantees.
    pub fn of_transaction(code: &str) -> Option<Self> {
        match code {
            "12" | "13" => Some(Stage::Pledge),
            "2" | "11" => Some(Stage::Commitment),
            "3" => Some(Stage::Disbursement),
            "4" => Some(Stage::Expenditure),
            _ => None,
        }
    }
}
