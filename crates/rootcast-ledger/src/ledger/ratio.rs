//! Sums, differences and ratios of figures, which are intervals as the figures are.
//!
//! "More than 1.1 billion of more than 5.2 billion" has no value: either may be larger than its number. What can be said
//! is what the ends of the two intervals leave open, and, apart from it, what the two numbers give.

use rootcast_core::agreement::Interval;
use serde::{Serialize, Serializer};

use super::{Figure, Statement, words};

/// A part over a whole.
///
/// ```
/// use rootcast_ledger::ledger::{Figure, Ratio};
/// let deployed = Figure::worded("more than 1.1 billion")?;
/// let pledged = Figure::worded("more than 5.2 billion")?;
/// let share = Ratio::of(&deployed, &pledged);
/// assert_eq!((share.low, share.high), (0.0, f64::INFINITY));
/// assert_eq!(
///     share.says,
///     "more than 1.1 billion of more than 5.2 billion has no single value: it may be any share; the two numbers as \
///      stated give 21 %"
/// );
/// # Ok::<(), rootcast_ledger::ledger::FigureError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Ratio {
    /// The least it can be.
    pub low: f64,
    /// The most it can be; infinite where nothing bounds it, which JSON writes `null`.
    #[serde(serialize_with = "bound")]
    pub high: f64,
    /// What the two numbers give, without the words before them; `None` where the whole is zero.
    pub stated: Option<f64>,
    /// What can be said, in a sentence without its end.
    pub says: String,
}

/// JSON has no infinity.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn bound<S: Serializer>(value: &f64, s: S) -> Result<S::Ok, S::Error> {
    value.is_finite().then_some(*value).serialize(s)
}

/// Why two statements have no ratio, difference or sum. Caused by the question.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{first} and {second} are not in one unit: convert the currencies first (`--currency`), or ask for figures of one unit"
)]
pub struct UnitsDiffer {
    /// The one figure.
    pub first: String,
    /// The other.
    pub second: String,
}

impl Ratio {
    /// A part over a whole, neither below zero; a figure below zero (a correction in a table) gives a ratio without
    /// bounds.
    pub fn of(part: &Figure, whole: &Figure) -> Self {
        let (p, w) = (part.interval(), whole.interval());
        let stated = (whole.value() != 0.0).then(|| part.value() / whole.value());
        let (low, high) = if p.low < 0.0 || w.low < 0.0 {
            (f64::NEG_INFINITY, f64::INFINITY)
        } else {
            (
                if w.high == 0.0 || w.high.is_infinite() {
                    0.0
                } else {
                    p.low / w.high
                },
                if w.low == 0.0 || p.high.is_infinite() {
                    f64::INFINITY
                } else {
                    p.high / w.low
                },
            )
        };
        Self {
            low,
            high,
            stated,
            says: sentence(part, whole, (low, high), stated),
        }
    }

    /// The figure of one statement over that of another, which must be in one unit.
    pub fn between(part: &Statement, whole: &Statement) -> Result<Self, UnitsDiffer> {
        one_unit(part, whole)?;
        Ok(Self::of(&part.figure, &whole.figure))
    }

    /// Whether it is a single number.
    #[allow(clippy::float_cmp, reason = "the ends of a single number are the same bits")]
    pub fn is_exact(&self) -> bool {
        self.low == self.high
    }
}

fn sentence(part: &Figure, whole: &Figure, (low, high): (f64, f64), stated: Option<f64>) -> String {
    let of = format!("{} of {}", part.words(), whole.words());
    let Some(stated) = stated else {
        return format!("{of}: nothing is a share of zero");
    };
    let at_numbers = format!("the two numbers as stated give {}", percent(stated));
    match (low > 0.0, high.is_finite()) {
        _ if low.total_cmp(&high).is_eq() => format!("{of} is {}", percent(low)),
        (true, true) => {
            let (l, h) = (percent(low), percent(high));
            if l == h {
                format!("{of} is {l}")
            } else {
                format!("{of} is between {l} and {h}; {at_numbers}")
            }
        }
        (true, false) => format!("{of} is at least {}; {at_numbers}", percent(low)),
        (false, true) => format!("{of} is at most {}; {at_numbers}", percent(high)),
        (false, false) => {
            format!("{of} has no single value: it may be any share; {at_numbers}")
        }
    }
}

/// A share in per cent: whole ones from ten, one decimal below, so that nothing looks more exact than two figures are.
///
/// ```
/// use rootcast_ledger::ledger::ratio::percent;
/// assert_eq!((percent(1.1 / 5.2), percent(0.0123)), ("21 %".to_owned(), "1.2 %".to_owned()));
/// ```
pub fn percent(share: f64) -> String {
    let hundred = share * 100.0;
    if hundred.abs() < 10.0 {
        format!("{hundred:.1} %")
    } else {
        format!("{hundred:.0} %")
    }
}

/// Figures added or taken off, as an interval.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Range {
    /// What the figures leave open.
    pub interval: Interval,
    /// What their numbers give, without the words before them.
    pub stated: f64,
}

impl Range {
    /// One figure.
    pub fn of(figure: &Figure) -> Self {
        Self {
            interval: figure.interval(),
            stated: figure.value(),
        }
    }

    /// Both together: ends added to ends. Whether two figures may be added at all is the ledger's question
    /// (`additivity`), not arithmetic's.
    #[must_use]
    pub fn plus(&self, other: &Range) -> Self {
        Self {
            interval: Interval {
                low: self.interval.low + other.interval.low,
                high: self.interval.high + other.interval.high,
            },
            stated: self.stated + other.stated,
        }
    }

    /// This one less the other: the low end less the other's high end, and the reverse. May go below zero.
    #[must_use]
    pub fn less(&self, other: &Range) -> Self {
        Self {
            interval: Interval {
                low: self.interval.low - other.interval.high,
                high: self.interval.high - other.interval.low,
            },
            stated: self.stated - other.stated,
        }
    }

    /// The change from one statement to a later one, which must be in one unit, and what can be said of it.
    pub fn change(from: &Statement, to: &Statement) -> Result<(Self, String), UnitsDiffer> {
        one_unit(from, to)?;
        let change = Self::of(&to.figure).less(&Self::of(&from.figure));
        let i = change.interval;
        let amount = |v: f64| words::number(v.abs(), &to.unit);
        let numbers = format!(
            "the numbers as stated differ by {}{}",
            if change.stated < 0.0 { "-" } else { "+" },
            amount(change.stated)
        );
        let says = if i.is_exact() {
            format!(
                "it {} by {}",
                if i.low < 0.0 { "fell" } else { "grew" },
                amount(i.low)
            )
        } else if i.low > 0.0 {
            format!("it grew by at least {}; {numbers}", amount(i.low))
        } else if i.high < 0.0 {
            format!("it fell by at least {}; {numbers}", amount(i.high))
        } else {
            format!("whether it grew or fell is open; {numbers}")
        };
        Ok((change, says))
    }
}

fn one_unit(a: &Statement, b: &Statement) -> Result<(), UnitsDiffer> {
    if a.unit == b.unit {
        return Ok(());
    }
    Err(UnitsDiffer {
        first: words::amount(a),
        second: words::amount(b),
    })
}

#[cfg(test)]
mod tests;
