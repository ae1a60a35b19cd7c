//! Days told from the day of the text or from another: "yesterday", "two weeks ago", "three days after tomorrow".

use jiff::civil::Date;
use rootcast_core::period::Span as Stretch;

use super::{
    Days, Found, Reader, When,
    arith::{first, one, plus_days, plus_months},
    calendar::{count, weekday},
    duration::{Length, Step},
};
use crate::Lang;

impl Reader<'_> {
    /// "today", "the day before yesterday", "mañana" …
    pub(super) fn relative_day(&self, i: usize) -> Option<(usize, Days)> {
        // "from March to date"
        if self.word(i) == "date" && matches!(self.t.before(i, 1), "to" | "till" | "until") {
            return Some((i + 1, Days::day(self.anchor)));
        }
        if !matches!(
            self.word(i),
            "the"
                | "day"
                | "next"
                | "last"
                | "past"
                | "this"
                | "my"
                | "today"
                | "tomorrow"
                | "tmrw"
                | "yesterday"
                | "now"
                | "hoy"
                | "ayer"
                | "anteayer"
                | "pasado"
        ) {
            return None;
        }
        let forms: &[(&[&str], i32)] = &[
            (&["the", "day", "before", "yesterday"], -2),
            (&["the", "day", "after", "tomorrow"], 2),
            (&["the", "day", "after", "tmrw"], 2),
            (&["day", "before", "yesterday"], -2),
            (&["day", "after", "tomorrow"], 2),
            (&["the", "next", "day"], 1),
            (&["the", "last", "day"], -1),
            (&["next", "day"], 1),
            (&["last", "day"], -1),
            (&["past", "day"], -1),
            (&["this", "day"], 0),
            (&["my", "day"], 0),
            (&["today"], 0),
            (&["tomorrow"], 1),
            (&["tmrw"], 1),
            (&["yesterday"], -1),
            (&["now"], 0),
            (&["hoy"], 0),
            (&["ayer"], -1),
            (&["anteayer"], -2),
            (&["pasado", "mañana"], 2),
        ];
        let (words, days) = forms.iter().find(|(words, _)| self.is(i, words))?;
        // "now" only ends a range; elsewhere it is a filler.
        let filler = self.word(i) == "now"
            && !matches!(self.t.before(i, 1), "and" | "to" | "until" | "between" | "till");
        let last_of = matches!(self.word(i + words.len()), "of");
        (!filler && !last_of).then(|| (i + words.len(), Days::day(plus_days(self.anchor, *days))))
    }

    /// A day counted from another: "two weeks from now", "a month ago", "in 3 weeks", "hace dos años".
    pub(super) fn counted(&self, i: usize) -> Option<(usize, Days)> {
        self.spanish_ago(i)
            .or_else(|| self.weekdays_from(i))
            .or_else(|| self.inside(i))
            .or_else(|| self.day_from(i))
    }

    /// "in 3 weeks", "in four business days".
    fn inside(&self, i: usize) -> Option<(usize, Days)> {
        if !matches!(self.word(i), "in" | "en") {
            return None;
        }
        if let Some(days) = count(self.t, i + 1).filter(|_| self.is(i + 2, &["business", "days"])) {
            let mut date = self.anchor;
            let mut left = days.min(1000);
            while left > 0 {
                date = plus_days(date, 1);
                left -= i32::from(date.weekday().to_monday_zero_offset() < 5);
            }
            return Some((i + 4, Days::day(date)));
        }
        let (end, length) = self.length(i + 1)?;
        // "in three years" may be how long it took; only the future is a day.
        let ago = matches!(self.word(end), "ago" | "later");
        let future = !ago && self.lang == Lang::English && length.count >= 1.0;
        future
            .then(|| length.added(self.anchor, 1))
            .flatten()
            .map(|d| (end, Days::day(d)))
    }

    /// "two weeks from now", "two days before yesterday", "2 years 21 days later", "a month ago".
    fn day_from(&self, i: usize) -> Option<(usize, Days)> {
        let more = matches!(self.word(i), "more" | "less") && self.word(i + 1) == "than";
        let start = if more { i + 2 } else { i };
        let (end, length) = self.length(start)?;
        match self.word(end) {
            "ago" => Some((end + 1, Days::day(length.added(self.anchor, -1)?))),
            "hence" => Some((end + 1, Days::day(length.added(self.anchor, 1)?))),
            "from" | "after" | "before" => {
                let now = usize::from(matches!(self.word(end + 1), "now" | "today"));
                let sign = if self.word(end) == "before" { -1 } else { 1 };
                let (stop, day) = if now == 1 {
                    (end + 2, self.anchor)
                } else if let Some((stop, days)) = self.relative_day(end + 1) {
                    (stop, days.past.start)
                } else {
                    // "two weeks before May 13"
                    let (stop, days) = self
                        .date(self.skip(end + 1, &["the"]))
                        .filter(|_| self.word(end) != "from" || length.days > 0)?;
                    let moved = |s: Stretch| length.added(s.start, sign).map(one);
                    let days = Days {
                        past: moved(days.past)?,
                        future: moved(days.future)?,
                        period: None,
                    };
                    return Some((stop, days));
                };
                Some((stop, Days::day(length.added(day, sign)?)))
            }
            _ => None,
        }
    }

    /// "three years later", "two weeks earlier".
    pub(super) fn away_from(&self, i: usize) -> Option<Found> {
        if let Some(found) = self.step_before(i) {
            return Some(found);
        }
        let (end, length) = self.length(i)?;
        let (stop, later) = match self.word(end) {
            "later" => (end + 1, true),
            "earlier" => (end + 1, false),
            "despues" | "antes" => (end + 1, self.word(end) == "despues"),
            "mas" if self.word(end + 1) == "tarde" => (end + 2, true),
            _ => return None,
        };
        Some(Found {
            end: stop,
            when: When::Away { length, later },
        })
    }

    /// Whether a length is told as one: not "a year" of "$1 billion a year", nor "a decades-long".
    pub(super) fn lasts(&self, i: usize, end: usize) -> bool {
        if !matches!(self.word(i), "a" | "an") || end != i + 2 {
            return true;
        }
        let plural = self.word(i + 1).ends_with('s');
        let told = matches!(
            self.t.before(i, 1),
            "" | "for"
                | "in"
                | "within"
                | "after"
                | "than"
                | "over"
                | "about"
                | "nearly"
                | "almost"
                | "of"
                | "only"
                | "just"
                | "took"
                | "takes"
                | "take"
                | "lasted"
                | "spent"
                | "under"
                | "every"
                | "wait"
                | "leave"
                | "and"
                | ","
        );
        !plural && told
    }

    /// "two Sundays from now", "two Monday later".
    fn weekdays_from(&self, i: usize) -> Option<(usize, Days)> {
        let n = count(self.t, i)?;
        let day = weekday(self.word(i + 1))?;
        let end = if self.word(i + 2) == "later" {
            i + 3
        } else if self.is(i + 2, &["from", "now"]) {
            i + 4
        } else {
            return None;
        };
        let here = self.anchor.weekday().to_monday_zero_offset();
        let ahead = i32::from((day - here).rem_euclid(7));
        let ahead = if ahead == 0 { 7 } else { ahead };
        Some((
            end,
            Days::day(plus_days(self.anchor, ahead + 7 * (n.min(1000) - 1))),
        ))
    }

    /// "hace dos años", "dentro de tres meses".
    fn spanish_ago(&self, i: usize) -> Option<(usize, Days)> {
        if self.lang != Lang::Spanish {
            return None;
        }
        let (start, sign) = if self.word(i) == "hace" {
            (i + 1, -1)
        } else if self.is(i, &["dentro", "de"]) {
            (i + 2, 1)
        } else {
            return None;
        };
        let (end, length) = self.length(start)?;
        Some((end, Days::day(length.added(self.anchor, sign)?)))
    }

    /// "this month", "next month", "el mes pasado": a month told from that of the text.
    pub(super) fn relative_month(&self, i: usize) -> Option<(usize, Days)> {
        let j = self.skip(i, &["the", "el"]);
        let (end, turn) = if self.word(j + 1) == "month" {
            (j + 2, self.turn(j)?)
        } else if self.word(j) == "mes" {
            (j + 2, Self::turn_behind(self.word(j + 1))?)
        } else {
            return None;
        };
        let start = plus_months(first(self.anchor.year(), self.anchor.month())?, turn);
        let period = rootcast_core::period::Period::Month {
            year: start.year(),
            month: start.month(),
        };
        Some((end, Days::of(period)))
    }

    /// "pasado", "próximo", "que viene" behind a noun.
    pub(super) fn turn_behind(word: &str) -> Option<i32> {
        Some(match word {
            "pasado" | "pasada" => -1,
            "proximo" | "proxima" | "entrante" => 1,
            "actual" => 0,
            _ => return None,
        })
    }
}

impl Length {
    /// The day so far behind another, or before it with sign -1.
    pub(super) fn added(self, date: Date, sign: i32) -> Option<Date> {
        let months = sign * self.months;
        let days = sign * self.days;
        let moved = plus_months(date, months);
        let moved = plus_days(moved, days);
        (self.step != Step::Hour && self.step != Step::Minute && self.step != Step::Second).then_some(moved)
    }
}
