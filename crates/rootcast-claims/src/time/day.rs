//! Days named by month and number: "October 2", "22 of January 2016", "the 20th of next month".

use jiff::civil::Date;

use super::{
    Days, Reader,
    calendar::{ambiguous, month},
};
use crate::{Lang, number::ordinal::counted};

impl Reader<'_> {
    /// A month at token `i`, and the token behind it and its point.
    pub(super) fn month(&self, i: usize) -> Option<(usize, i8)> {
        if !self.t.is_word(i) {
            return None;
        }
        let m = month(self.word(i))?;
        if ambiguous(self.t, i) && !self.t.is_digits(i + 1) {
            return None;
        }
        let dot = self.word(i + 1) == "." && self.t.joined(i + 1) && self.word(i).len() <= 9;
        // The point of an abbreviation, not of a sentence.
        let more = self.t.is_digits(i + 2)
            || self.word(i + 2) == ","
            || self.word(i).len() <= 4 && !self.t.is_capital(i + 2);
        Some((
            if dot && more && i + 2 < self.t.len() {
                i + 2
            } else {
                i + 1
            },
            m,
        ))
    }

    /// A day of a month at token `i`: "2", "2nd", "second", "twenty one".
    pub(super) fn day_number(&self, i: usize) -> Option<(usize, i8)> {
        let i = self.skip(i, &["the"]);
        self.memo.day_number.at(i, || self.number_of_day(i))
    }

    fn number_of_day(&self, i: usize) -> Option<(usize, i8)> {
        // "over a third of August encounters"
        if self.t.is_word(i) && matches!(self.t.before(i, 1), "a" | "one" | "un" | "una") {
            return None;
        }
        // "222,018 of December": the end of a number.
        if i > 0 && self.t.joined(i) && matches!(self.t.before(i, 1), "," | ".") {
            return None;
        }
        if self.lang == Lang::English
            && let Some((end, place)) = counted(self.t, i)
        {
            #[allow(clippy::cast_possible_truncation, reason = "bounded before")]
            return (1.0..=31.0).contains(&place).then_some((end, place as i8));
        }
        if self.t.is_digits(i) {
            let word = self.word(i);
            if word.len() > 2 {
                return None;
            }
            let end = if self.t.joined(i + 1) && matches!(self.word(i + 1), "º" | "°" | "ª") {
                i + 2
            } else {
                i + 1
            };
            let glued = self.t.joined(end) && self.t.is_word(end);
            return word
                .parse()
                .ok()
                .filter(|d| (1..=31).contains(d) && !glued)
                .map(|d| (end, d));
        }
        let n = self.numeral(i).filter(|n| n.words)?;
        let v = n.number.value;
        #[allow(clippy::cast_possible_truncation, reason = "bounded before")]
        (v.fract() == 0.0 && (1.0..=31.0).contains(&v)).then_some((n.end, v as i8))
    }

    /// A year behind a day, with its comma: ", 2016", "of 2017", "'16".
    pub(super) fn year_behind(&self, end: usize) -> Option<(usize, i16)> {
        let dash = self.word(end) == "-" && self.t.joined(end) && self.t.before(end, 2) == "-";
        let comma = usize::from(self.word(end) == "," || dash);
        let of = usize::from(matches!(self.word(end + comma), "of" | "in" | "de" | "del"));
        self.year(end + comma + of)
    }

    /// "October 2", "2 October", "Wed, 22 of Jan", with or without a year.
    pub(super) fn named_day(&self, i: usize) -> Option<(usize, Days)> {
        if let Some(found) = self.with_weekday(i) {
            return Some(found);
        }
        self.month_first(i)
            .or_else(|| self.day_first(i))
            .or_else(|| self.of_month(i))
    }

    /// A day of the week that only repeats the date behind it.
    fn with_weekday(&self, i: usize) -> Option<(usize, Days)> {
        super::calendar::weekday(self.word(i))?;
        let mut j = i + 1;
        while matches!(self.word(j), "," | "." | "the") {
            j += 1;
        }
        self.month_first(j)
            .or_else(|| self.day_first(j))
            .or_else(|| self.numeric(j))
    }

    fn month_first(&self, i: usize) -> Option<(usize, Days)> {
        let (mut j, m) = self.month(i)?;
        if matches!(self.word(j), "-" | "/") && self.t.joined(j) && self.t.is_digits(j + 1) {
            j += 1;
        }
        // "October, 1st"
        if self.word(j) == ","
            && self.t.is_digits(j + 1)
            && matches!(self.word(j + 2), "st" | "nd" | "rd" | "th")
        {
            j += 1;
        }
        // "aumentó en agosto un 48 %": Spanish puts no day in words behind its month.
        if self.lang == Lang::Spanish && !self.t.is_digits(j) {
            return None;
        }
        let (end, d) = self.day_number(j)?;
        // "November 19-20" is a range, "May 20,000" and "March 10 percent" are none.
        if self.t.is_digits(j) && (self.grouped(end) || self.unit_behind(end)) {
            return None;
        }
        // "may march 5 miles"
        if ambiguous(self.t, i) && self.t.is_word(end) {
            return None;
        }
        if let Some((end, y)) = self.year_behind(end) {
            return Date::new(y, m, d).ok().map(|date| (end, Days::day(date)));
        }
        self.yearly(m, d).map(|days| (end, days))
    }

    fn day_first(&self, i: usize) -> Option<(usize, Days)> {
        let (mut j, d) = self.day_number(i)?;
        if matches!(self.word(j), "." | "-" | "/") && self.t.joined(j) {
            j += 1;
        }
        let j = if self.is(j, &["day", "of"]) { j + 1 } else { j };
        let j = self.skip(j, &["of", "de"]);
        let (end, m) = self.month(j)?;
        let year = self.year_behind(end).or_else(|| {
            let dash = matches!(self.word(end), "-" | "/") && self.t.joined(end);
            let j = end + usize::from(dash);
            self.year_digits(j).map(|y| (j + 1, y))
        });
        if let Some((end, y)) = year {
            return Date::new(y, m, d).ok().map(|date| (end, Days::day(date)));
        }
        self.yearly(m, d).map(|days| (end, days))
    }

    /// "the 20th of next month", and "the 27th" behind "for" or "on".
    fn of_month(&self, i: usize) -> Option<(usize, Days)> {
        let (end, d) = self.day_number(i)?;
        let plain = self.t.is_digits(i) || self.word(i) == "the";
        let of = if self.is(end, &["day", "of"]) {
            end + 1
        } else {
            end
        };
        let of = self.skip(of, &["of", "de"]);
        if let Some((end, days)) = self
            .relative_month(of)
            .filter(|_| self.t.is_digits(i) || counted(self.t, self.skip(i, &["the"])).is_some())
        {
            let first = days.past.start;
            return Date::new(first.year(), first.month(), d)
                .ok()
                .map(|date| (end, Days::day(date)));
        }
        let told = matches!(self.t.before(i, 1), "for" | "on");
        let alone = !self.t.is_word(end)
            && !matches!(self.word(end), "%" | "-" | "/" | ":" | "$")
            && !self.grouped(end);
        let article = self.word(i) == "the";
        (told && alone && plain && (article || self.t.before(i, 1) == "on"))
            .then(|| self.monthly(d))
            .flatten()
            .map(|days| (end, days))
    }

    /// Whether more digits of one number follow: "May 20,000".
    pub(super) fn grouped(&self, end: usize) -> bool {
        matches!(self.word(end), "," | "." | ":")
            && self.t.joined(end)
            && self.t.joined(end + 1)
            && self.t.is_digits(end + 1)
    }

    fn unit_behind(&self, end: usize) -> bool {
        matches!(
            self.word(end),
            "%" | "percent"
                | "per"
                | "million"
                | "billion"
                | "thousand"
                | "people"
                | "dollars"
                | "$"
                | "por"
                | "mil"
                | "millones"
                | "personas"
        )
    }
}
