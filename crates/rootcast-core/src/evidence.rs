//! Evidence: whoever can answer a reading. The store of statistics does, and so does the ledger of programmes.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    agreement::Comparison,
    measure::Unit,
    period::{Period, Span},
    provenance::Provenance,
    reading::Reading,
    release::Release,
    series::Panel,
};

/// A reading answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The reading with every choice spelled out: definition, facets, as-of.
    pub reading: Reading,
    /// Unit of the figures.
    pub unit: Unit,
    /// The figures.
    pub panel: Panel,
    /// Where they come from.
    pub provenance: Provenance,
    /// What other sources say, where that was asked for.
    #[serde(default)]
    pub cross_checks: Vec<CrossCheck>,
    /// What a reader must know, in sentences.
    #[serde(default)]
    pub notes: Vec<String>,
}

/// The same question put to another source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CrossCheck {
    /// Whom.
    pub release: Release,
    /// Which table of the release.
    pub table: String,
    /// For which period.
    pub period: Period,
    /// For which group, in the order of the panel's facets.
    pub key: Vec<String>,
    /// Its figure.
    pub value: f64,
    /// How many published cells it adds up.
    pub cells: u64,
    /// The difference from the answer, and its expected size.
    pub comparison: Comparison,
}

/// Something evidence could be asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answerable {
    /// Measure.
    pub measure: String,
    /// Source that holds it.
    pub source: String,
    /// Facets it can be narrowed or broken down by, with their values.
    pub facets: Vec<(String, Vec<String>)>,
    /// First to last day covered.
    pub span: Span,
    /// Length of the published periods: `month`, `year`, `fiscal-year`.
    pub every: String,
}

/// Why a reading has no answer. Each variant says whose fault it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EvidenceError {
    /// The question contradicts itself or a definition. Caused by the reader.
    #[error("`{reading}`: {what}")]
    Question {
        /// The reading.
        reading: String,
        /// What is wrong, and what to ask instead.
        what: String,
    },
    /// Nothing held can answer it. Caused by what was ingested.
    #[error("`{reading}`: {what}")]
    NotHeld {
        /// The reading.
        reading: String,
        /// What is held instead, and what to do.
        what: String,
    },
    /// The store cannot be read. Caused by the files.
    #[error("{0}")]
    Store(String),
}

/// Answers readings.
pub trait Evidence {
    /// Answers a reading as known on `today`, unless the reading itself says `as-of`.
    fn answer(&self, reading: &Reading, today: Date) -> Result<Answer, EvidenceError>;

    /// Lists what can be asked.
    fn answerable(&self) -> Result<Vec<Answerable>, EvidenceError>;

    /// The day from which on, up to `day`, readings of published figures have the same answers as known on `day`: the
    /// last on which a release began to count. `day` itself where that is not known.
    fn known_since(&self, day: Date) -> Date {
        day
    }
}
