//! Explanations: which release answered each period, why each other candidate did not, and what the others say.

use jiff::civil::Date;
use rootcast_core::{
    evidence::CrossCheck, measure::Unit, period::Period, reading::Reading, release::Release, value::Value,
};
use serde::{Deserialize, Serialize};

/// How an answer came about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    /// The reading with every choice spelled out.
    pub reading: Reading,
    /// The day as known on which it was answered.
    pub as_of: Date,
    /// Unit of the figures.
    pub unit: Unit,
    /// One entry a period, in order of time.
    pub periods: Vec<PeriodExplained>,
    /// What other sources and tables say, and how far off.
    pub cross_checks: Vec<CrossCheck>,
    /// What a reader must know, in sentences.
    pub notes: Vec<String>,
}

/// How the figure of one period came about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PeriodExplained {
    /// When.
    pub period: Period,
    /// The figures by group (an empty key where the reading has no breakdown).
    pub figures: Vec<(Vec<String>, Value)>,
    /// The releases used; several where the period is made of published periods that the latest release does not all cover.
    pub chosen: Vec<Chosen>,
    /// The candidates passed over.
    pub passed: Vec<Passed>,
    /// What a reader must know about this period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A release that was used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chosen {
    /// The release.
    pub release: Release,
    /// Its table.
    pub table: String,
    /// The published periods taken from it, as runs (`2022-10..2023-09`).
    pub spans: Vec<String>,
    /// Why this one, in a sentence.
    pub why: String,
}

/// A candidate that was passed over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Passed {
    /// The release.
    pub release: Release,
    /// Its table.
    pub table: String,
    /// Why not.
    pub reason: Reason,
    /// Why not, in a sentence.
    pub text: String,
}

/// Why a candidate did not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// It counts as known only after the as-of day.
    PublishedLater,
    /// It has no figures for the period.
    NotCovered,
    /// It covers the period in part only.
    PartlyCovered,
    /// It does not break its figures down as the reading asks.
    LacksFacet,
    /// It holds a part only of what the reading asks for.
    OnlyPart,
    /// It has values that are not added up, and the reading neither names nor groups them.
    MustBeNamed,
    /// The reading names another source.
    OtherSource,
    /// A later release of the same source covers the period.
    Older,
    /// Its values are rounded, and another source has them exact.
    Rounded,
    /// Another source or table covers the reading more fully or in finer groups.
    Coarser,
    /// Another source's release is more recent.
    LessRecent,
    /// Another table of the same release needs fewer cells added up.
    MoreCells,
}
