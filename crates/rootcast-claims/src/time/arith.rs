//! Counting days, weeks and months on the calendar.

use jiff::{ToSpan, civil::Date};
use rootcast_core::period::{Period, Span as Stretch};

use super::{Days, Reader};

/// A day so many days later; the day itself where there is none.
pub(super) fn plus_days(date: Date, days: i32) -> Date {
    date.checked_add(days.days()).unwrap_or(date)
}

/// A day so many months later, at most the last of its month.
pub(super) fn plus_months(date: Date, months: i32) -> Date {
    date.checked_add(months.months()).unwrap_or(date)
}

/// The days from `start` up to but without `end`.
pub(super) fn stretch(start: Date, end: Date) -> Stretch {
    Stretch { start, end }
}

/// One day.
pub(super) fn one(date: Date) -> Stretch {
    stretch(date, plus_days(date, 1))
}

/// The Monday of a day's week.
pub(super) fn monday(date: Date) -> Date {
    plus_days(date, -i32::from(date.weekday().to_monday_zero_offset()))
}

/// The week of a day, from Monday.
pub(super) fn week(date: Date) -> Stretch {
    let start = monday(date);
    stretch(start, plus_days(start, 7))
}

/// The first of a month.
pub(super) fn first(year: i16, month: i8) -> Option<Date> {
    Date::new(year, month, 1).ok()
}

/// A calendar year, also one too early for a period.
pub(super) fn year(year: i16) -> Option<Days> {
    if rootcast_core::period::YEARS.contains(&year) {
        return Some(Days::of(Period::Year { year }));
    }
    let start = first(year, 1)?;
    Some(Days::sure(stretch(start, plus_months(start, 12))))
}

/// Years from `start` on.
pub(super) fn years(start: i16, count: i32) -> Option<Stretch> {
    let start = first(start, 1)?;
    Some(stretch(start, plus_months(start, 12 * count)))
}

impl Reader<'_> {
    /// A day of every year: the last before the text and the next.
    pub(super) fn yearly(&self, month: i8, day: i8) -> Option<Days> {
        let this = self.anchor.year();
        let on = |year: i16| Date::new(year, month, day).ok();
        let future = (this..this + 9).filter_map(on).find(|d| *d >= self.anchor)?;
        let past = (this - 9..=this)
            .rev()
            .filter_map(on)
            .find(|d| *d < self.anchor)?;
        Some(Days::open(one(past), one(future)))
    }

    /// A stretch that begins in every year on the first of a month.
    pub(super) fn yearly_from(&self, month: i8, months: i32) -> Option<Days> {
        let of = |year: i16| first(year, month).map(|s| stretch(s, plus_months(s, months)));
        let this = of(self.anchor.year())?;
        let (past, future) = if this.start > self.anchor {
            (of(self.anchor.year() - 1)?, this)
        } else if this.end <= self.anchor {
            (this, of(self.anchor.year() + 1)?)
        } else {
            // It is running: the coming one is this, the past one the last that is complete.
            (of(self.anchor.year() - 1)?, this)
        };
        Some(Days::open(past, future))
    }

    /// A day of every month.
    pub(super) fn monthly(&self, day: i8) -> Option<Days> {
        let on = |back: i32| {
            let m = plus_months(first(self.anchor.year(), self.anchor.month())?, back);
            Date::new(m.year(), m.month(), day).ok()
        };
        let future = (0..12).filter_map(on).find(|d| *d >= self.anchor)?;
        let past = (-11..=0).rev().filter_map(on).find(|d| *d < self.anchor)?;
        Some(Days::open(one(past), one(future)))
    }
}
