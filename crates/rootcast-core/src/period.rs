//! Periods: half-open spans of days with a name, a calendar and a successor.
//!
//! `2023-10-05` a day, `2023-10` a month, `2023Q4` a quarter, `2023` a calendar year, `FY2023` a fiscal year,
//! `FY2023Q1` its first quarter. A fiscal year carries its [`Calendar`]; turning a period of one calendar into
//! periods of another is always explicit ([`Period::split`], [`Span::contains`]).

mod range;
mod text;

use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;

pub use range::PeriodRange;
pub(crate) use text::serde_as_text;
pub use text::{PeriodError, YEARS};

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

impl Granularity {
    /// How many months a period of this length has; `None` for a day.
    pub fn months(self) -> Option<i8> {
        match self {
            Granularity::Day => None,
            Granularity::Month => Some(1),
            Granularity::Quarter | Granularity::FiscalQuarter(_) => Some(3),
            Granularity::Year | Granularity::FiscalYear(_) => Some(12),
        }
    }
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
            Period::Quarter { year, quarter } => from_months(
                year,
                quarter.saturating_sub(1).saturating_mul(3).saturating_add(1),
                3,
            ),
            Period::Year { year } => from_months(year, 1, 12),
            Period::FiscalQuarter {
                calendar,
                year,
                quarter,
            } => {
                let (y, m) = calendar.first_month(year);
                let start = months_after(month_start(y, m), (i32::from(quarter) - 1) * 3);
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

    /// The period of the same kind `n` before; the first that can be represented where there is none.
    #[must_use]
    pub fn back(&self, n: u32) -> Period {
        let granularity = self.granularity();
        let distance = match granularity.months() {
            None => jiff::Span::new().try_days(n),
            Some(months) => jiff::Span::new().try_months(i64::from(n) * i64::from(months)),
        };
        let day = distance.and_then(|d| self.span().start.checked_sub(d));
        Period::containing(granularity, day.unwrap_or(Date::MIN))
    }

    /// The same period of the previous year, for comparison with the year before.
    #[must_use]
    pub fn year_before(&self) -> Period {
        match *self {
            Period::Day(d) => Period::Day(d.checked_sub(1.year()).unwrap_or(Date::MIN)),
            Period::Month { year, month } => Period::Month {
                year: year.saturating_sub(1),
                month,
            },
            Period::Quarter { year, quarter } => Period::Quarter {
                year: year.saturating_sub(1),
                quarter,
            },
            Period::Year { year } => Period::Year {
                year: year.saturating_sub(1),
            },
            Period::FiscalQuarter {
                calendar,
                year,
                quarter,
            } => Period::FiscalQuarter {
                calendar,
                year: year.saturating_sub(1),
                quarter,
            },
            Period::FiscalYear { calendar, year } => Period::FiscalYear {
                calendar,
                year: year.saturating_sub(1),
            },
        }
    }

    /// The periods of `granularity` that make up this one exactly, or `None` when they do not tile it.
    ///
    /// ```
    /// use rootcast_core::{calendar::Calendar, period::{Granularity, Period}};
    /// let year: Period = "2023".parse()?;
    /// assert_eq!(year.split(Granularity::Quarter).map(|q| q.len()), Some(4));
    /// // A calendar year is not a whole number of fiscal years of the United States.
    /// assert_eq!(year.split(Granularity::FiscalYear(Calendar::default())), None);
    /// # Ok::<(), rootcast_core::period::PeriodError>(())
    /// ```
    pub fn split(&self, granularity: Granularity) -> Option<Vec<Period>> {
        tile(self.span(), granularity)
    }
}

/// The periods of `granularity` that make up a span exactly.
fn tile(span: Span, granularity: Granularity) -> Option<Vec<Period>> {
    let mut out = Vec::new();
    let mut p = Period::containing(granularity, span.start);
    if p.span().start != span.start {
        return None;
    }
    while p.span().start < span.end {
        out.push(p);
        let next = p.next();
        if next == p {
            break; // The last day that can be represented.
        }
        p = next;
    }
    (out.last()?.span().end == span.end).then_some(out)
}

fn from_months(year: i16, month: i8, months: i32) -> Span {
    let start = month_start(year, month);
    Span {
        start,
        end: months_after(start, months),
    }
}

#[cfg(test)]
mod tests;
