//! Differences: what a publisher changed between two days of knowledge, period by period and group by group.

use jiff::civil::Date;
use rootcast_core::{measure::Unit, period::Period, reading::Reading, release::Release, value::Value};
use serde::{Deserialize, Serialize};

/// What changed in the answer to a reading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Diff {
    /// The reading with every choice spelled out, as known on the later day.
    pub reading: Reading,
    /// Unit of the figures.
    pub unit: Unit,
    /// The earlier day.
    pub from: Date,
    /// The later day.
    pub to: Date,
    /// The facets that tell groups apart.
    pub facets: Vec<String>,
    /// The releases that [`Figure::uses`] points into.
    pub releases: Vec<Release>,
    /// What changed, by period, then group.
    pub changes: Vec<Change>,
    /// How many figures are the same on both days.
    pub unchanged: u64,
    /// What a reader must know, in sentences.
    pub notes: Vec<String>,
}

/// One figure that changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// When.
    pub period: Period,
    /// The group, in the order of [`Diff::facets`].
    pub key: Vec<String>,
    /// How it changed.
    pub kind: ChangeKind,
    /// The figure on the earlier day.
    pub old: Option<Figure>,
    /// The figure on the later day.
    pub new: Option<Figure>,
    /// New minus old, where both are numbers.
    pub difference: Option<f64>,
}

/// How a figure changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// Another figure.
    Revised,
    /// Not there on the earlier day.
    Appeared,
    /// Not there on the later day.
    Withdrawn,
}

/// A figure and the releases it was read from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// The figure.
    pub value: Value,
    /// Indices into [`Diff::releases`].
    pub uses: Vec<u32>,
}
