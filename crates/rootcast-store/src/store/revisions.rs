//! Revisions: what a release changes of its source's release before it, at the level a person reads.

use rootcast_core::{period::Span, release::Release};
use serde::{Deserialize, Serialize};

/// What a release changes of one measure in one published period. Periods in which nothing changed are not listed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Revision {
    /// Measure.
    pub measure: String,
    /// Table of the release.
    pub table: String,
    /// The published period.
    pub span: Span,
    /// The name of the period (`2023-10`), or its days where it has none.
    pub period: String,
    /// The release that answered for the period before; `None` where none did.
    pub previous: Option<Release>,
    /// Sum before, where the measure may be summed.
    pub old: Option<f64>,
    /// Sum now, where the measure may be summed.
    pub new: Option<f64>,
    /// Combinations with another figure than before.
    pub changed: u64,
    /// Combinations that had no figure before.
    pub appeared: u64,
    /// Combinations whose figure is gone.
    pub withdrawn: u64,
    /// Combinations that are the same.
    pub unchanged: u64,
}
