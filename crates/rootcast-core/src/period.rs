//! Periods: half-open spans of days with a name, a calendar and a successor.
//!
//! `2023-10-05` a day, `2023-10` a month, `2023Q4` a quarter, `2023` a calendar year, `FY2023` a fiscal year,
//! `FY2023Q1` its first quarter. A fiscal year carries its [`Calendar`]; turning a period of one calendar into
//! periods of another is always explicit ([`Period::split`], [`Span::contains`]).

use std::{fmt, str::FromStr};

use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::calendar::Calendar;

/// A half-open span of days: `start` belongs to it, `end` does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First day.
    pub start: Date,
    /// The day after the last.
    pub end: Date,
}

impl Span {
    /// Whether every day of `other` is in this span.
    pub fn contains(&self, other: &Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two spans share a day.
    pub fn overlaps(&self, other: &Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The period whose days these are, if they have a name: day, month, quarter, year or fiscal year of `calendar`.
    pub fn period(&self, calendar: Calendar) -> Option<Period> {
        let (y, m) = (self.start.year(), self.start.month());
        let candidates = [
            Period::Day(self.start),
            Period::Month { year: y, month: m },
            Period::Quarter {
                year: y,
                quarter: (m - 1) / 3 + 1,
            },
            Period::Year { year: y },
            Period::FiscalYear {
                calendar,
                year: calendar.year_of(y, m),
            },
        ];
        candidates.into_iter().find(|p| p.span() == *self)
    }
}

/// How long a period is and by which calendar it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Granularity {
    /// One day.
    Day,
    /// One calendar month.
    Month,
    /// Three calendar months from January, April, July or October.
    Quarter,
    /// One calendar year.
    Year,
    /// Three months of a fiscal year.
    FiscalQuarter(Calendar),
    /// One fiscal year.
    FiscalYear(Calendar),
}

/// A named span of time.
///
/// ```
/// use rootcast_core::period::Period;
/// let fy: Period = "FY2023".parse()?;
/// assert_eq!(fy.span().start.to_string(), "2022-10-01");
/// assert_eq!(fy.span().end.to_string(), "2023-10-01");
/// assert_eq!(fy.to_string(), "FY2023");
/// # Ok::<(), rootcast_core::period::PeriodError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// One day.
    Day(Date),
    /// A calendar month; `month` is 1 to 12.
    Month {
        /// Calendar year.
        year: i16,
        /// 1 to 12.
        month: i8,
    },
    /// A calendar quarter; `quarter` is 1 to 4.
    Quarter {
        /// Calendar year.
        year: i16,
        /// 1 to 4.
        quarter: i8,
    },
    /// A calendar year.
    Year {
        /// Calendar year.
        year: i16,
    },
    /// A quarter of a fiscal year, 1 to 4.
    FiscalQuarter {
        /// Whose fiscal year.
        calendar: Calendar,
        /// Its number.
        year: i16,
        /// 1 to 4.
        quarter: i8,
    },
    /// A fiscal year.
    FiscalYear {
        /// Whose fiscal year.
        calendar: Calendar,
        /// Its number.
        year: i16,
    },
}

/// A period that cannot be read. Caused by the text given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// Not one of the forms.
    #[error(
        "`{text}` is not a period: write 2023-10 (month), 2023Q4 (quarter), 2023 (calendar year), FY2023 (fiscal year), FY2023Q1 or 2023-10-05 (day), or two of a kind with `..` between"
    )]
    Form {
        /// What was given.
        text: String,
    },
    /// A number outside its range.
    #[error("`{text}`: {what}")]
    Range {
        /// What was given.
        text: String,
        /// Which number and its range.
        what: &'static str,
    },
    /// A fiscal calendar that is not held.
    #[error("`{text}`: no fiscal calendar `{id}` is known; known are {known}")]
    Calendar {
        /// What was given.
        text: String,
        /// The identifier after `@`.
        id: String,
        /// Those held.
        known: String,
    },
    /// The two ends of a range do not fit.
    #[error("`{text}`: {what}")]
    Ends {
        /// What was given.
        text: String,
        /// Why not.
        what: &'static str,
    },
}

/// First and last year for which periods can be written.
pub const YEARS: std::ops::RangeInclusive<i16> = 1000..=2999;

fn month_start(year: i16, month: i8) -> Date {
    // Years are bounded by `YEARS` on entry and months by construction, so the date exists.
    Date::new(year, month, 1).unwrap_or(Date::MIN)
}

fn months_after(date: Date, months: i32) -> Date {
    date.checked_add(months.months()).unwrap_or(Date::MAX)
}

impl Period {
    /// The days of this period, half-open.
    pub fn span(&self) -> Span {
        match *self {
            Period::Day(d) => Span {
                start: d,
                end: d.tomorrow().unwrap_or(Date::MAX),
            },
            Period::Month { year, month } => from_months(year, month, 1),
            Period::Quarter { year, quarter } => from_months(year, (quarter - 1) * 3 + 1, 3),
            Period::Year { year } => from_months(year, 1, 12),
            Period::FiscalQuarter {
                calendar,
                year,
                quarter,
            } => {
                let (y, m) = calendar.first_month(year);
                let start = months_after(month_start(y, m), i32::from(quarter - 1) * 3);
                Span {
                    start,
                    end: months_after(start, 3),
                }
            }
            Period::FiscalYear { calendar, year } => {
                let (y, m) = calendar.first_month(year);
                from_months(y, m, 12)
            }
        }
    }

    /// Its length and calendar.
    pub fn granularity(&self) -> Granularity {
        match *self {
            Period::Day(_) => Granularity::Day,
            Period::Month { .. } => Granularity::Month,
            Period::Quarter { .. } => Granularity::Quarter,
            Period::Year { .. } => Granularity::Year,
            Period::FiscalQuarter { calendar, .. } => Granularity::FiscalQuarter(calendar),
            Period::FiscalYear { calendar, .. } => Granularity::FiscalYear(calendar),
        }
    }

    /// The period of length `granularity` in which `day` falls.
    pub fn containing(granularity: Granularity, day: Date) -> Period {
        let (year, month) = (day.year(), day.month());
        match granularity {
            Granularity::Day => Period::Day(day),
            Granularity::Month => Period::Month { year, month },
            Granularity::Quarter => Period::Quarter {
                year,
                quarter: (month - 1) / 3 + 1,
            },
            Granularity::Year => Period::Year { year },
            Granularity::FiscalYear(calendar) => Period::FiscalYear {
                calendar,
                year: calendar.year_of(year, month),
            },
            Granularity::FiscalQuarter(calendar) => Period::FiscalQuarter {
                calendar,
                year: calendar.year_of(year, month),
                quarter: (month - calendar.start_month()).rem_euclid(12) / 3 + 1,
            },
        }
    }

    /// The next period of the same kind.
    #[must_use]
    pub fn next(&self) -> Period {
        Period::containing(self.granularity(), self.span().end)
    }

    /// The period of the same kind `n` before.
    #[must_use]
    pub fn back(&self, n: u32) -> Period {
        (0..n).fold(*self, |p, _| {
            let before = p.span().start.yesterday().unwrap_or(Date::MIN);
            Period::containing(p.granularity(), before)
        })
    }

    /// The same period of the previous year, for comparison with the year before.
    #[must_use]
    pub fn year_before(&self) -> Period {
        match *self {
            Period::Day(d) => Period::Day(d.checked_sub(1.year()).unwrap_or(Date::MIN)),
            Period::Month { year, month } => Period::Month {
                year: year - 1,
                month,
            },
            Period::Quarter { year, quarter } => Period::Quarter {
                year: year - 1,
                quarter,
            },
            Period::Year { year } => Period::Year { year: year - 1 },
            Period::FiscalQuarter {
                calendar,
                year,
                quarter,
            } => Period::FiscalQuarter {
                calendar,
                year: year - 1,
                quarter,
            },
            Period::FiscalYear { calendar, year } => Period::FiscalYear {
                calendar,
                year: year - 1,
            },
        }
    }

    /// The periods of `granularity` that make up this one exactly, or `None` when they do not tile it.
    pub fn split(&self, granularity: Granularity) -> Option<Vec<Period>> {
        let span = self.span();
        let mut out = Vec::new();
        let mut p = Period::containing(granularity, span.start);
        if p.span().start != span.start {
            return None;
        }
        while p.span().start < span.end {
            out.push(p);
            p = p.next();
        }
        (out.last()?.span().end == span.end).then_some(out)
    }
}

fn from_months(year: i16, month: i8, months: i32) -> Span {
    let start = month_start(year, month);
    Span {
        start,
        end: months_after(start, months),
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let suffix = |f: &mut fmt::Formatter<'_>, c: &Calendar| {
            if *c == Calendar::default() {
                Ok(())
            } else {
                write!(f, "@{}", c.id())
            }
        };
        match self {
            Period::Day(d) => write!(f, "{d}"),
            Period::Month { year, month } => write!(f, "{year:04}-{month:02}"),
            Period::Quarter { year, quarter } => write!(f, "{year:04}Q{quarter}"),
            Period::Year { year } => write!(f, "{year:04}"),
            Period::FiscalQuarter {
                calendar,
                year,
                quarter,
            } => {
                write!(f, "FY{year:04}Q{quarter}")?;
                suffix(f, calendar)
            }
            Period::FiscalYear { calendar, year } => {
                write!(f, "FY{year:04}")?;
                suffix(f, calendar)
            }
        }
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let form = || PeriodError::Form {
            text: text.to_owned(),
        };
        let year_of = |digits: &str| -> Result<i16, PeriodError> {
            if digits.len() != 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
                return Err(form());
            }
            let year: i16 = digits.parse().map_err(|_| form())?;
            if YEARS.contains(&year) {
                Ok(year)
            } else {
                Err(PeriodError::Range {
                    text: text.to_owned(),
                    what: "the year must be 1000 to 2999",
                })
            }
        };
        let quarter_of = |digits: &str| -> Result<i8, PeriodError> {
            match digits {
                "1" | "2" | "3" | "4" => digits.parse().map_err(|_| form()),
                _ => Err(PeriodError::Range {
                    text: text.to_owned(),
                    what: "a quarter is Q1 to Q4",
                }),
            }
        };
        let t = text.trim();
        if !t.is_ascii() {
            return Err(form());
        }
        let upper = t.to_ascii_uppercase();
        if let Some(rest) = upper.strip_prefix("FY") {
            let (body, calendar) = match rest.split_once('@') {
                None => (rest, Calendar::default()),
                Some((body, id)) => (
                    body,
                    Calendar::named(id).ok_or_else(|| PeriodError::Calendar {
                        text: text.to_owned(),
                        id: id.to_ascii_lowercase(),
                        known: crate::calendar::calendars()
                            .iter()
                            .map(|c| c.id())
                            .collect::<Vec<_>>()
                            .join(", "),
                    })?,
                ),
            };
            return match body.split_once('Q') {
                Some((y, q)) => Ok(Period::FiscalQuarter {
                    calendar,
                    year: year_of(y)?,
                    quarter: quarter_of(q)?,
                }),
                None => Ok(Period::FiscalYear {
                    calendar,
                    year: year_of(body)?,
                }),
            };
        }
        if let Some((y, q)) = upper.split_once('Q') {
            return Ok(Period::Quarter {
                year: year_of(y)?,
                quarter: quarter_of(q)?,
            });
        }
        let mut parts = upper.split('-');
        let year = year_of(parts.next().unwrap_or_default())?;
        let two = |p: &str| -> Result<i8, PeriodError> {
            if p.len() != 2 || !p.bytes().all(|b| b.is_ascii_digit()) {
                return Err(form());
            }
            p.parse().map_err(|_| form())
        };
        match (parts.next(), parts.next(), parts.next()) {
            (None, ..) => Ok(Period::Year { year }),
            (Some(m), None, _) => {
                let month = two(m)?;
                if !(1..=12).contains(&month) {
                    return Err(PeriodError::Range {
                        text: text.to_owned(),
                        what: "a month is 01 to 12",
                    });
                }
                Ok(Period::Month { year, month })
            }
            (Some(m), Some(d), None) => {
                Date::new(year, two(m)?, two(d)?)
                    .map(Period::Day)
                    .map_err(|_| PeriodError::Range {
                        text: text.to_owned(),
                        what: "there is no such day",
                    })
            }
            _ => Err(form()),
        }
    }
}

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
        let span = self.span();
        let mut out = Vec::new();
        let mut p = Period::containing(granularity, span.start);
        if p.span().start != span.start {
            return None;
        }
        while p.span().start < span.end {
            out.push(p);
            p = p.next();
        }
        (out.last()?.span().end == span.end).then_some(out)
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

macro_rules! serde_as_text {
    ($type:ty) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                String::deserialize(d)?
                    .parse()
                    .map_err(serde::de::Error::custom)
            }
        }
    };
}
serde_as_text!(Period);
serde_as_text!(PeriodRange);
pub(crate) use serde_as_text;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    pub(crate) fn any_period() -> impl Strategy<Value = Period> {
        let calendar = || proptest::sample::select(crate::calendar::calendars().to_vec());
        prop_oneof![
            (1900i16..2100, 1i8..=12).prop_map(|(year, month)| Period::Month { year, month }),
            (1900i16..2100, 1i8..=4).prop_map(|(year, quarter)| Period::Quarter { year, quarter }),
            (1900i16..2100).prop_map(|year| Period::Year { year }),
            (1900i16..2100, calendar()).prop_map(|(year, calendar)| Period::FiscalYear { calendar, year }),
            (1900i16..2100, 1i8..=4, calendar()).prop_map(|(year, quarter, calendar)| {
                Period::FiscalQuarter {
                    calendar,
                    year,
                    quarter,
                }
            }),
            (1900i16..2100, 1i8..=12, 1i8..=28)
                .prop_map(|(y, m, d)| Period::Day(Date::new(y, m, d).unwrap())),
        ]
    }

    proptest! {
        #[test]
        fn text_round_trips(p in any_period()) {
            prop_assert_eq!(p.to_string().parse::<Period>().unwrap(), p);
        }

        #[test]
        fn periods_of_a_kind_tile_time(p in any_period()) {
            let n = p.next();
            prop_assert_eq!(p.span().end, n.span().start);
            prop_assert_eq!(n.back(1), p);
            prop_assert_eq!(Period::containing(p.granularity(), p.span().start), p);
        }

        #[test]
        fn months_tile_everything_but_days(p in any_period()) {
            let months = p.split(Granularity::Month);
            if matches!(p, Period::Day(_)) { prop_assert!(months.is_none()); return Ok(()); }
            let months = months.unwrap();
            prop_assert_eq!(months[0].span().start, p.span().start);
            prop_assert_eq!(months[months.len() - 1].span().end, p.span().end);
        }

        #[test]
        fn no_text_panics(t in "\\PC{0,12}") {
            let _ = t.parse::<PeriodRange>();
        }
    }

    #[test]
    fn wrong_text_says_what_to_write() {
        for bad in [
            "",
            "20",
            "2023-13",
            "2023Q5",
            "FY23",
            "FY2023@zzz",
            "2023-02-30",
            "2023..FY2024",
            "2024..2023",
        ] {
            let e = bad.parse::<PeriodRange>().unwrap_err().to_string();
            assert!(e.len() > 20, "{bad}: {e}");
        }
    }
}
