//! Days of the week: "Friday", "next Sunday", "the first Friday of July", "Friday the 22nd".

use jiff::civil::Date;

use super::{
    Days, Reader,
    arith::{first, monday, one, plus_days, plus_months},
    calendar::{ambiguous, place, weekday},
};

impl Reader<'_> {
    /// A day of the week at token `i`.
    pub(super) fn weekday(&self, i: usize) -> Option<(usize, Days)> {
        self.nth_weekday(i)
            .or_else(|| self.turned(i))
            .or_else(|| self.week_day(i))
            .or_else(|| self.plain_weekday(i))
    }

    fn in_week(&self, weeks: i32, day: i8) -> Days {
        Days::day(plus_days(monday(self.anchor), weeks * 7 + i32::from(day)))
    }

    /// "this", "next", "last" and how many periods they turn.
    pub(super) fn turn(&self, i: usize) -> Option<i32> {
        Some(match self.word(i) {
            "this" | "current" | "este" | "esta" => 0,
            "next" | "coming" | "upcoming" | "following" => 1,
            "last" | "previous" | "past" => -1,
            _ => return None,
        })
    }

    /// "next Sunday", "this Friday".
    fn turned(&self, i: usize) -> Option<(usize, Days)> {
        let turn = self.turn(i)?;
        let day = weekday(self.word(i + 1))?;
        Some((i + 2, self.in_week(turn, day)))
    }

    /// "this week Friday", "next week on Friday", "Friday next week", "Sunday of next week".
    fn week_day(&self, i: usize) -> Option<(usize, Days)> {
        let week = |j: usize| self.turn(j).filter(|_| self.word(j + 1) == "week");
        if let Some(turn) = week(i) {
            let j = self.skip(i + 2, &["on"]);
            let day = weekday(self.word(j))?;
            return Some((j + 1, self.in_week(turn, day)));
        }
        let on = self.skip(i, &["on"]);
        let day = weekday(self.word(on))?;
        let j = self.skip(on + 1, &["of"]);
        week(j).map(|turn| (j + 2, self.in_week(turn, day)))
    }

    /// "Friday", "Friday the 22nd".
    fn plain_weekday(&self, i: usize) -> Option<(usize, Days)> {
        let day = weekday(self.word(i)).filter(|_| self.t.is_word(i) && !ambiguous(self.t, i))?;
        if matches!(self.word(i), "sun" | "sat") && !self.t.is_capital(i) {
            return None;
        }
        let comma = usize::from(self.word(i + 1) == ",");
        if self.word(i + 1 + comma) == "the"
            && let Some((end, number)) = self.day_number(i + 2 + comma)
        {
            let (y, m) = (self.anchor.year(), self.anchor.month());
            if let Ok(date) = Date::new(y, m, number) {
                return Some((end, Days::day(date)));
            }
        }
        let here = self.anchor.weekday().to_monday_zero_offset();
        let ahead = i32::from((day - here).rem_euclid(7));
        let back = if ahead == 0 { 7 } else { 7 - ahead };
        let days = Days::open(
            one(plus_days(self.anchor, -back)),
            one(plus_days(self.anchor, ahead)),
        );
        Some((i + 1, days))
    }

    /// "the first Friday of July", "third Tuesday", "the last Monday of next month".
    fn nth_weekday(&self, i: usize) -> Option<(usize, Days)> {
        let j = self.skip(i, &["the"]);
        let last = self.word(j) == "last";
        let nth = place(self.word(j)).or(last.then_some(-1))?;
        let day = weekday(self.word(j + 1))?;
        let of = self.skip(j + 2, &["of", "in"]);
        let in_month = |start: Date| -> Option<Date> {
            let offset = i32::from((day - start.weekday().to_monday_zero_offset()).rem_euclid(7));
            if nth > 0 {
                let date = plus_days(start, offset + 7 * (nth - 1));
                return (date.month() == start.month()).then_some(date);
            }
            let next = plus_months(start, 1);
            let back = i32::from((next.weekday().to_monday_zero_offset() - day).rem_euclid(7));
            Some(plus_days(next, -if back == 0 { 7 } else { back }))
        };
        if let Some((end, days)) = self.relative_month(of) {
            return in_month(days.past.start).map(|d| (end, Days::day(d)));
        }
        if let Some((end, month)) = self.month(of).filter(|_| of > j + 2 || last) {
            if let Some((end, year)) = self.year_behind(end) {
                return in_month(first(year, month)?).map(|d| (end, Days::day(d)));
            }
            let days = self.yearly_from(month, 1)?;
            let this = in_month(first(self.anchor.year(), month)?)?;
            let turn = |years: i16| in_month(first(self.anchor.year() + years, month)?);
            let (past, future) = if this >= self.anchor {
                (turn(-1)?, this)
            } else {
                (this, turn(1)?)
            };
            debug_assert!(days.past.start <= days.future.start);
            return Some((end, Days::open(one(past), one(future))));
        }
        // "last Friday" is that of last week; a place alone counts in this month.
        if last {
            return None;
        }
        let start = first(self.anchor.year(), self.anchor.month())?;
        in_month(start).map(|d| (j + 2, Days::day(d)))
    }
}
