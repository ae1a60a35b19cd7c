//! Intervals, and when two figures agree: the intervals meet. They are close when they differ by at most 0.5 %.

use serde::{Deserialize, Serialize};

/// A closed interval of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Least value, included; may be minus infinity.
    pub low: f64,
    /// Greatest value, included; may be plus infinity.
    pub high: f64,
}

impl Interval {
    /// The interval from `low` to `high`, exchanged if given the wrong way round.
    pub fn new(low: f64, high: f64) -> Self {
        if low <= high {
            Self { low, high }
        } else {
            Self { low: high, high: low }
        }
    }

    /// A single number.
    pub fn exact(value: f64) -> Self {
        Self {
            low: value,
            high: value,
        }
    }

    /// A published value that was rounded to a multiple of `unit`, or a sum of `cells` such values: ± `cells` × `unit` / 2.
    pub fn rounded(value: f64, unit: f64, cells: u64) -> Self {
        let half = unit / 2.0 * cells as f64;
        Self {
            low: value - half,
            high: value + half,
        }
    }

    /// Whether the two share a number.
    pub fn meets(&self, other: &Interval) -> bool {
        self.low <= other.high && other.low <= self.high
    }

    /// Whether `value` lies in it.
    pub fn contains(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// Whether it is a single number.
    pub fn is_exact(&self) -> bool {
        self.low == self.high
    }
}

/// How two figures stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Agreement {
    /// Their intervals meet.
    Agrees,
    /// Their intervals do not meet, but the figures differ by at most [`CLOSE`].
    Close,
    /// Neither.
    Differs,
}

/// Relative difference up to which two figures are called close.
pub const CLOSE: f64 = 0.005;

/// Two figures set side by side.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The verdict.
    pub agreement: Agreement,
    /// Second figure minus the first.
    pub difference: f64,
    /// The difference over the first figure; `None` where that is zero.
    pub relative: Option<f64>,
    /// The largest difference that rounding and suppression alone explain.
    pub expected: f64,
}

/// Compares a figure `b` with a figure `a`, each with its interval.
///
/// ```
/// use rootcast_core::agreement::{Agreement, Interval, compare};
/// // 12 months, each rounded to 10, against an exact count.
/// let c = compare(2_045_838.0, Interval::exact(2_045_838.0), 2_045_820.0, Interval::rounded(2_045_820.0, 10.0, 12));
/// assert_eq!((c.agreement, c.expected), (Agreement::Agrees, 60.0));
/// ```
pub fn compare(a: f64, a_range: Interval, b: f64, b_range: Interval) -> Comparison {
    let difference = b - a;
    let relative = (a != 0.0).then(|| difference / a);
    let agreement = if a_range.meets(&b_range) {
        Agreement::Agrees
    } else if relative.is_some_and(|r| r.abs() <= CLOSE) {
        Agreement::Close
    } else {
        Agreement::Differs
    };
    // In the direction in which they differ: how far `a` may be off that way, and `b` the other way.
    let expected = if difference >= 0.0 {
        (a_range.high - a) + (b - b_range.low)
    } else {
        (a - a_range.low) + (b_range.high - b)
    };
    Comparison {
        agreement,
        difference,
        relative,
        expected,
    }
}
