//! Records as their publishers report them: a typed view of an activity or an organisation, and the statements in it.
//!
//! Nothing is added to what a record says. An amount without a currency is a [`Finding`](super::Finding) and in no
//! figure; a period that is not stated is unknown; shares that are not stated are not even.

mod activity;
mod document;
mod flow;
mod organisation;
mod party;
mod place;
mod result;
mod split;
mod statement;
mod text;
mod total;

pub use activity::{Marker, Reported, activity};
pub use document::DocumentLink;
pub use flow::{Budget, Money, PlannedDisbursement, Side, Transaction, transaction_name};
pub use organisation::{Organisation, organisation};
pub use party::Party;
pub use place::Location;
pub use result::{Baseline, Indicator, Measured, Outcome, Period, Reference};
pub use split::{Share, Split};
pub use statement::{MEASURES, RESULT, STATEMENTS, Source, instrument};
pub(crate) use statement::{covered, statement_prefix};
pub use text::{Narrative, Narratives};
pub use total::Total;

#[cfg(test)]
mod tests;
