//! Periods that were told, for what points back to them.

use rootcast_core::{
    calendar::Calendar,
    period::{Granularity, Period},
};

use crate::time::{Days, When};

/// A period told, or one to another of a kind.
#[derive(Clone, Copy)]
pub(super) struct Told {
    pub(super) first: Period,
    pub(super) last: Period,
}

impl Told {
    pub(super) fn of(when: &When) -> Option<Self> {
        let long = |d: &Days| {
            let p = d
                .period
                .filter(|_| d.is_certain())
                .or_else(|| d.past.period(Calendar::default()))?;
            (!matches!(p, Period::Day(_))).then_some(p)
        };
        let told = match when {
            When::Days(d) => long(d).map(|p| Self { first: p, last: p }).or_else(|| months(d)),
            When::Between { from, to } => {
                let (first, last) = (long(from)?, long(to)?);
                (first.granularity() == last.granularity()).then_some(Self { first, last })
            }
            _ => None,
        };
        told.map(|t| t.as_fiscal().unwrap_or(t))
    }

    /// The fiscal year that months from October to September are.
    pub(super) fn as_fiscal(self) -> Option<Self> {
        let year = Period::containing(
            Granularity::FiscalYear(Calendar::default()),
            self.first.span().start,
        );
        let span = year.span();
        (self.first.span().start == span.start && self.last.span().end == span.end).then_some(Self {
            first: year,
            last: year,
        })
    }

    /// The same of so many years before, or after where the number is negative.
    pub(super) fn years_before(self, years: i16) -> Option<Self> {
        Some(Self {
            first: shifted(self.first, years)?,
            last: shifted(self.last, years)?,
        })
    }

    pub(super) fn when(self) -> When {
        let days = |p: Period| Days {
            past: p.span(),
            future: p.span(),
            period: Some(p),
        };
        if self.first == self.last {
            When::Days(days(self.first))
        } else {
            When::Between {
                from: days(self.first),
                to: days(self.last),
            }
        }
    }
}

/// A period so many years before.
fn shifted(p: Period, years: i16) -> Option<Period> {
    let back = |year: i16| {
        year.checked_sub(years)
            .filter(|y| rootcast_core::period::YEARS.contains(y))
    };
    Some(match p {
        Period::Day(_) => return None,
        Period::Month { year, month } => Period::Month {
            year: back(year)?,
            month,
        },
        Period::Quarter { year, quarter } => Period::Quarter {
            year: back(year)?,
            quarter,
        },
        Period::Year { year } => Period::Year { year: back(year)? },
        Period::FiscalQuarter {
            calendar,
            year,
            quarter,
        } => Period::FiscalQuarter {
            calendar,
            year: back(year)?,
            quarter,
        },
        Period::FiscalYear { calendar, year } => Period::FiscalYear {
            calendar,
            year: back(year)?,
        },
    })
}

/// Days that are whole months, as months.
fn months(days: &Days) -> Option<Told> {
    let (start, end) = (days.past.start, days.past.end);
    if start.day() != 1 || end.day() != 1 || !days.is_certain() {
        return None;
    }
    let first = Period::containing(Granularity::Month, start);
    let last = Period::containing(Granularity::Month, end).back(1);
    (first.span().start < last.span().end).then_some(Told { first, last })
}
