//! Two times that belong together: "from Oct. 2 to October 22", "2014-2018", "November 19-20", "4 to 22 this month".

use jiff::civil::Date;
use rootcast_core::period::Span as Stretch;

use super::{
    Days, Found, Reader, When,
    arith::{one, plus_days, plus_months},
    calendar::weekday,
};

impl Reader<'_> {
    /// A range at token `i`.
    pub(super) fn range(&self, i: usize) -> Option<Found> {
        let found = |(end, from, to): (usize, Days, Days)| Found {
            end,
            when: When::Between { from, to },
        };
        let candidates = [
            self.fiscal_years(i),
            self.two_times(i),
            self.days_of_month(i),
            self.month_days(i),
            self.week_days(i),
        ];
        candidates
            .into_iter()
            .flatten()
            .reduce(|best, next| if next.0 > best.0 { next } else { best })
            .map(found)
    }

    /// What parts the two, and the token behind it.
    fn link(&self, j: usize, between: bool) -> Option<usize> {
        match self.word(j) {
            "to" | "until" | "till" | "through" | "thru" | "hasta" | "al" | "-" | "\u{2014}" | "~" => {
                Some(j + 1)
            }
            "a" => (self.lang == crate::Lang::Spanish).then_some(j + 1),
            word => (between && matches!(word, "and" | "y")).then_some(j + 1),
        }
    }

    /// "from A to B", "between A and B", "A until B", "A - B".
    fn two_times(&self, i: usize) -> Option<(usize, Days, Days)> {
        let between = matches!(self.word(i), "between" | "entre");
        let opened = between || matches!(self.word(i), "from" | "desde" | "de");
        let in_years =
            self.word(i) == "in" && self.year_digits(i + 1).is_some() && self.word(i + 2) == "through";
        let start = if opened || in_years { i + 1 } else { i };
        let start = if opened {
            self.skip(start, &["the", "el"])
        } else {
            start
        };
        let (mid, a) = self.end_of_range(start)?;
        let j = self.link(mid, between)?;
        if self.word(mid) == "-" && !self.dash_fits(start, mid, j) {
            return None;
        }
        let j = self.skip(j, &["the", "el"]);
        // "2019-20"
        if let (Some(y), Some(short)) = (
            self.year_digits(start).filter(|_| mid == start + 1),
            self.short_year(j),
        ) && short == y + 1
            && self.t.joined(j)
        {
            return Some((j + 1, a, super::arith::year(short)?));
        }
        let (end, b) = self.end_of_range(j).or_else(|| self.counted(j))?;
        let (a, b) = agree(a, b);
        // A word alone is too little: "May to", "to 2018".
        (a.past.start <= b.past.start).then_some((end, a, b))
    }

    /// An end of a range: days, or "now".
    fn end_of_range(&self, i: usize) -> Option<(usize, Days)> {
        self.stretch(i)
    }

    /// Whether a hyphen between two times can mean "to": not inside a date, and for years only without gaps.
    fn dash_fits(&self, start: usize, mid: usize, next: usize) -> bool {
        let years = self.year_digits(start).is_some() && mid == start + 1;
        if years {
            let long =
                self.year_digits(next).is_some() || self.short_year(next).is_some() && self.t.joined(next);
            return long;
        }
        !self.t.joined(mid) || self.t.is_word(next) || self.t.joined(mid) == self.t.joined(next)
    }

    /// Two numbers of days, with what links them.
    fn two_days(&self, i: usize, between: bool) -> Option<(usize, i8, i8)> {
        let (mid, a) = self.day_number(i)?;
        let j = self.link(mid, between)?;
        let (end, b) = self.day_number(j)?;
        (a < b || self.month(end).is_some()).then_some((end, a, b))
    }

    /// "from 4 to 22 January, 1995", "between 3 and 12 of Sept", "4 till 23 of this month", "from 4 to January 22".
    fn days_of_month(&self, i: usize) -> Option<(usize, Days, Days)> {
        let between = matches!(self.word(i), "between" | "entre");
        let opened = between || matches!(self.word(i), "from" | "del" | "de" | "desde");
        let start = if opened { i + 1 } else { i };
        let start = self.skip(start, &["el", "the"]);
        if let Some((end, a, b)) = self.two_days(start, between || opened) {
            let of = self.skip(end, &["of", "in", "de"]);
            if let Some((stop, month)) = self.relative_month(of) {
                let first = month.past.start;
                let day = |d: i8| Date::new(first.year(), first.month(), d).ok().map(Days::day);
                return Some((stop, day(a)?, day(b)?));
            }
            let (stop, m) = self.month(of)?;
            if let Some((stop, y)) = self.year_behind(stop) {
                let day = |d: i8| Date::new(y, m, d).ok().map(Days::day);
                return Some((stop, day(a)?, day(b)?));
            }
            let (from, to) = (self.yearly(m, a)?, self.yearly(m, b)?);
            let (from, to) = agree(from, to);
            return Some((stop, from, to));
        }
        // "from 4 to January 22, 1995"
        let (mid, a) = self.day_number(start).filter(|_| opened)?;
        let j = self.link(mid, between)?;
        let (end, to) = self.named_day(j)?;
        let same = |s: Stretch| Date::new(s.start.year(), s.start.month(), a).ok().map(one);
        let from = Days {
            past: same(to.past)?,
            future: same(to.future)?,
            period: None,
        };
        (from.past.start < to.past.start).then_some((end, from, to))
    }

    /// "November 19-20", "November between 19 and 20", "Feb 2 to 7, 2018".
    fn month_days(&self, i: usize) -> Option<(usize, Days, Days)> {
        let opened = matches!(self.word(i), "from" | "between");
        let start = if opened { i + 1 } else { i };
        let (mut j, m) = self.month(start)?;
        let between = self.word(j) == "between";
        j = self.skip(j, &["between", "from"]);
        let (end, a, b) = self.two_days(j, between || opened)?;
        if self.month(end).is_some() || self.grouped(end) {
            return None;
        }
        if let Some((stop, y)) = self.year_behind(end) {
            let day = |d: i8| Date::new(y, m, d).ok().map(Days::day);
            return Some((stop, day(a)?, day(b)?));
        }
        let (from, to) = agree(self.yearly(m, a)?, self.yearly(m, b)?);
        Some((end, from, to))
    }

    /// "next week between Wednesday and Friday", "this week from Tue to Thur".
    fn week_days(&self, i: usize) -> Option<(usize, Days, Days)> {
        let turn = self.turn(i).filter(|_| self.word(i + 1) == "week")?;
        let between = self.word(i + 2) == "between";
        if !between && self.word(i + 2) != "from" {
            return None;
        }
        let a = weekday(self.word(i + 3))?;
        let j = self.link(i + 4, between)?;
        let b = weekday(self.word(j))?;
        let start = super::arith::monday(plus_days(self.anchor, 7 * turn));
        let day = |d: i8| Days::day(plus_days(start, i32::from(d)));
        (a < b).then(|| (j + 1, day(a), day(b)))
    }
}

/// Settles the years of two ends: an end without a year takes that of the other, and no range runs backwards.
fn agree(a: Days, b: Days) -> (Days, Days) {
    let near = |open: Stretch, known: Date, before: bool| -> Stretch {
        // The same days in the year of the other end, or the year beside it.
        let years = i32::from(known.year()) - i32::from(open.start.year());
        let moved = |more: i32| Stretch {
            start: plus_months(open.start, 12 * (years + more)),
            end: plus_months(open.end, 12 * (years + more)),
        };
        let here = moved(0);
        match (before, here.start <= known) {
            (true, false) => moved(-1),
            (false, true) if here.start < known => moved(1),
            _ => here,
        }
    };
    let sure = |s: Stretch| Days {
        past: s,
        future: s,
        period: s.period(rootcast_core::calendar::Calendar::default()),
    };
    match (a.is_certain(), b.is_certain()) {
        (false, true) => (sure(near(a.past, b.past.start, true)), b),
        (true, false) => (a, sure(near(b.future, a.past.start, false))),
        (false, false) if b.past.start < a.past.start && b.future.start < plus_months(a.past.start, 12) => {
            // The range is running: "from May to September" in June.
            (sure(a.past), sure(b.future))
        }
        (false, false) => {
            let past = if b.past.start < a.past.start {
                // The last that is over: its beginning lies in the year before.
                near(a.past, b.past.start, true)
            } else {
                a.past
            };
            let future = if b.future.start < a.future.start {
                near(b.future, a.future.start, false)
            } else {
                b.future
            };
            (Days { past, ..a }, Days { future, ..b })
        }
        (true, true) => (a, b),
    }
}
