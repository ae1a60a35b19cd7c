//! Series and panels: the shape of every answer.

use serde::{Deserialize, Serialize};

use crate::{
    agreement::Interval,
    period::Period,
    value::{Missing, Value},
};

/// One figure of a series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// When.
    pub period: Period,
    /// The figure.
    pub value: Value,
    /// What the publisher's rounding and suppression leave open; `None` where there is no number.
    pub range: Option<Interval>,
    /// How many published cells were added up.
    pub cells: u64,
    /// Indices into the provenance of the answer: the releases it was read from.
    pub uses: Vec<u32>,
    /// What a reader must know about this figure (partial coverage, a second release inside the period).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub note: Option<String>,
}

impl Point {
    /// A point without a number.
    pub fn missing(period: Period, reason: Missing, note: Option<String>) -> Self {
        Self {
            period,
            value: Value::missing(reason),
            range: None,
            cells: 0,
            uses: Vec::new(),
            note,
        }
    }
}

/// Figures of one group in order of time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// The group's value of each facet of the panel, in the panel's order.
    pub key: Vec<String>,
    /// The figures, by period.
    pub points: Vec<Point>,
}

impl Series {
    /// The figures as numbers, `None` where there is none.
    pub fn numbers(&self) -> Vec<Option<f64>> {
        self.points.iter().map(|p| p.value.as_number()).collect()
    }

    /// The figure of one period.
    pub fn at(&self, period: Period) -> Option<&Point> {
        self.points.iter().find(|p| p.period == period)
    }
}

/// Series by group: every series has the same periods.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Panel {
    /// The facets that tell the series apart; empty for a single series.
    pub facets: Vec<String>,
    /// The series, sorted by key.
    pub series: Vec<Series>,
}

impl Panel {
    /// The series with this key.
    pub fn get(&self, key: &[&str]) -> Option<&Series> {
        self.series
            .iter()
            .find(|s| s.key.iter().map(String::as_str).eq(key.iter().copied()))
    }

    /// The only figure, where the panel has exactly one.
    pub fn single(&self) -> Option<&Point> {
        match self.series.as_slice() {
            [one] if one.points.len() == 1 => one.points.first(),
            _ => None,
        }
    }
}
