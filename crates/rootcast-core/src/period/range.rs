//! Runs of periods of one kind.

use std::{fmt, str::FromStr};

use super::{Granularity, Period, PeriodError, Span, tile};

/// One period, or the run of periods of one kind from `first` to `last`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeriodRange {
    first: Period,
    last: Period,
}

impl PeriodRange {
    /// A range of one period.
    pub fn one(period: Period) -> Self {
        Self {
            first: period,
            last: period,
        }
    }

    /// The range from `first` to `last`, both included, which must be of one kind and in order.
    pub fn new(first: Period, last: Period) -> Result<Self, PeriodError> {
        let text = || format!("{first}..{last}");
        if first.granularity() != last.granularity() {
            return Err(PeriodError::Ends {
                text: text(),
                what: "the two ends must be of one kind (two months, two years, two fiscal years of one calendar)",
            });
        }
        if first.span().start > last.span().start {
            return Err(PeriodError::Ends {
                text: text(),
                what: "the range ends before it begins",
            });
        }
        Ok(Self { first, last })
    }

    /// First period.
    pub fn first(&self) -> Period {
        self.first
    }

    /// Last period, included.
    pub fn last(&self) -> Period {
        self.last
    }

    /// All the days, half-open.
    pub fn span(&self) -> Span {
        Span {
            start: self.first.span().start,
            end: self.last.span().end,
        }
    }

    /// Whether it holds one period only.
    pub fn is_one(&self) -> bool {
        self.first == self.last
    }

    /// The periods in order.
    pub fn periods(&self) -> impl Iterator<Item = Period> + use<> {
        let last = self.last;
        std::iter::successors(Some(self.first), move |p| (*p != last).then(|| p.next()))
    }

    /// The periods of `granularity` inside the range; `None` when they do not tile it.
    pub fn split(&self, granularity: Granularity) -> Option<Vec<Period>> {
        if self.first.granularity() == granularity {
            return Some(self.periods().collect());
        }
        tile(self.span(), granularity)
    }
}

impl fmt::Display for PeriodRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_one() {
            write!(f, "{}", self.first)
        } else {
            write!(f, "{}..{}", self.first, self.last)
        }
    }
}

impl FromStr for PeriodRange {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once("..") {
            None => Ok(Self::one(text.parse()?)),
            Some((a, b)) => Self::new(a.parse()?, b.parse()?),
        }
    }
}
