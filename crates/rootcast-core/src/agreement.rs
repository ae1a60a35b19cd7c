//! Intervals, and when two figures agree: the intervals meet. They are close when they differ by at most 0.5 %.
//!
//! A published figure has the interval its rounding leaves open ([`Interval::rounded`]); a figure in a text, the one
//! its own digits and words do ([`Stated`]).

mod stated;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use stated::{Qualifier, Stated, StatedError};

/// A closed interval of numbers. In JSON an end without bound is `null`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Least value, included; may be minus infinity.
    #[serde(serialize_with = "bound", deserialize_with = "lower")]
    pub low: f64,
    /// Greatest value, included; may be plus infinity.
    #[serde(serialize_with = "bound", deserialize_with = "upper")]
    pub high: f64,
}

/// JSON has no infinity.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn bound<S: Serializer>(value: &f64, s: S) -> Result<S::Ok, S::Error> {
    value.is_finite().then_some(*value).serialize(s)
}

fn lower<'de, D: Deserializer<'de>>(d: D) -> Result<f64, D::Error> {
    Ok(Option::deserialize(d)?.unwrap_or(f64::NEG_INFINITY))
}

fn upper<'de, D: Deserializer<'de>>(d: D) -> Result<f64, D::Error> {
    Ok(Option::deserialize(d)?.unwrap_or(f64::INFINITY))
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
    #[allow(clippy::float_cmp, reason = "the ends of a single number are the same bits")]
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
    /// The largest difference that rounding and suppression alone explain; may be infinite, which JSON writes `null`.
    #[serde(serialize_with = "bound", deserialize_with = "upper")]
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn close_is_half_a_per_cent_of_the_first_figure() {
        let verdict = |a: f64, b: f64| compare(a, Interval::exact(a), b, Interval::exact(b)).agreement;
        assert_eq!(verdict(1000.0, 1000.0), Agreement::Agrees);
        assert_eq!(verdict(1000.0, 1005.0), Agreement::Close);
        assert_eq!(verdict(1000.0, 995.0), Agreement::Close);
        assert_eq!(verdict(1000.0, 1005.1), Agreement::Differs);
        assert_eq!(verdict(0.0, 1.0), Agreement::Differs);
        assert_eq!(verdict(-1000.0, -1004.0), Agreement::Close);
    }

    #[test]
    fn expected_is_measured_in_the_direction_of_the_difference() {
        let a = Interval {
            low: 90.0,
            high: 120.0,
        };
        let b = Interval {
            low: 195.0,
            high: 300.0,
        };
        let expected = [compare(100.0, a, 200.0, b), compare(200.0, b, 100.0, a)].map(|c| c.expected);
        assert!(expected.iter().all(|e| (e - 25.0).abs() < 1e-9), "{expected:?}");
    }

    #[test]
    fn ends_without_bound_survive_json() {
        let open = Interval {
            low: f64::NEG_INFINITY,
            high: 5.0,
        };
        let json = serde_json::to_string(&open).unwrap();
        assert_eq!(json, r#"{"low":null,"high":5.0}"#);
        assert_eq!(serde_json::from_str::<Interval>(&json).unwrap(), open);
        assert!(serde_json::from_str::<Interval>(r#"{"low":1.0}"#).is_err());
    }

    proptest! {
        #[test]
        fn meeting_is_symmetric_and_explains_the_difference(
            a in -1e6..1e6f64, wide_a in 0.0..1e3f64, b in -1e6..1e6f64, wide_b in 0.0..1e3f64,
        ) {
            let (x, y) = (Interval::rounded(a, wide_a, 3), Interval::rounded(b, wide_b, 2));
            prop_assert_eq!(x.meets(&y), y.meets(&x));
            let c = compare(a, x, b, y);
            prop_assert_eq!(c.agreement == Agreement::Agrees, x.meets(&y));
            // Figures whose intervals meet lie no further apart than their rounding.
            prop_assert!(!x.meets(&y) || c.difference.abs() <= c.expected + 1e-6);
            let json = serde_json::to_string(&c).unwrap();
            prop_assert_eq!(serde_json::from_str::<Comparison>(&json).unwrap().agreement, c.agreement);
        }
    }
}
