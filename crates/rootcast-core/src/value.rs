//! Values: a number, a count under a disclosure threshold, or missing with the reason. Missing is never zero.

use serde::{Deserialize, Serialize};

/// Why there is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Missing {
    /// The publisher's table has the cell and leaves it empty.
    NotPublished,
    /// No release held covers this period, place or breakdown.
    NotCovered,
    /// The publisher withholds the cell to protect persons.
    Suppressed,
    /// The question has no answer here (a stock summed over time, a rate summed over places).
    NotApplicable,
    /// Nobody is known to have stated it. It may be anything.
    Unknown,
    /// Sources state figures that cannot all hold.
    Conflicting,
}

impl Missing {
    /// The word used in files and tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Missing::NotPublished => "not-published",
            Missing::NotCovered => "not-covered",
            Missing::Suppressed => "suppressed",
            Missing::NotApplicable => "not-applicable",
            Missing::Unknown => "unknown",
            Missing::Conflicting => "conflicting",
        }
    }

    /// The inverse of [`Missing::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        [
            Missing::NotPublished,
            Missing::NotCovered,
            Missing::Suppressed,
            Missing::NotApplicable,
            Missing::Unknown,
            Missing::Conflicting,
        ]
        .into_iter()
        .find(|m| m.as_str() == word)
    }
}

/// What a cell says.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Value {
    /// A number, in the unit of its measure.
    Number {
        /// The number.
        value: f64,
    },
    /// A count known only to lie from zero up to, and not including, a threshold.
    BelowThreshold {
        /// The threshold.
        threshold: f64,
    },
    /// No number, with the reason.
    Missing {
        /// Why.
        reason: Missing,
    },
}

impl Value {
    /// A number.
    pub fn number(value: f64) -> Self {
        Value::Number { value }
    }

    /// Missing, with the reason.
    pub fn missing(reason: Missing) -> Self {
        Value::Missing { reason }
    }

    /// The number, if there is one.
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Value::Number { value } => Some(*value),
            _ => None,
        }
    }
}
