//! Periods with a name: weeks, months, quarters, halves, years, decades, centuries, seasons.

mod decade;

use jiff::civil::Date;
use rootcast_core::period::{Period, Span as Stretch};

use super::{
    Days, Reader,
    arith::{first, monday, plus_days, plus_months, stretch, week, year, years},
    calendar::{place, season},
    longest,
};
use crate::Lang;

impl Reader<'_> {
    /// A named period at token `i`.
    pub(super) fn period(&self, i: usize) -> Option<(usize, Days)> {
        self.memo.period.at(i, || {
            longest([
                self.month_period(i),
                self.numeric_month(i),
                self.quarter(i),
                self.turned_period(i),
                self.spanish_period(i),
                self.decade(i),
                self.century(i),
                self.nth_month(i),
                self.week_number(i),
                self.year_period(i),
            ])
        })
    }

    /// "June 2016", "2016, Nov", "this September", "June next year", "February".
    fn month_period(&self, i: usize) -> Option<(usize, Days)> {
        let of = |year: i16, month: i8| Days::of(Period::Month { year, month });
        // "2016 June"
        if let Some(year) = self.year_digits(i) {
            let j = self.skip(i + 1, &[","]);
            let (end, m) = self.month(j)?;
            let day = self.t.is_digits(end);
            return (!day).then(|| (end, of(year, m)));
        }
        if let Some(turn) = self.turn(i) {
            let (end, m) = self.month(i + 1)?;
            let year = self.anchor.year() + i16::try_from(turn).unwrap_or(0);
            // "last September", written in November, is that of the year before in the suites and this year's in the
            // press; the date decides nothing, so the plain reading of the word stays.
            return Some((end, of(year, m)));
        }
        let (end, m) = self.month(i)?;
        let j = self.skip(end, &[","]);
        let j = self.skip(j, &["of", "in", "de", "del", "-", "/"]);
        if let Some((stop, y)) = self.year(j)
            && !(self.t.is_digits(j) && self.grouped(stop))
        {
            return Some((stop, of(y, m)));
        }
        if let Some((stop, turn)) = self.turned_year(j) {
            return Some((stop, of(self.anchor.year() + turn, m)));
        }
        if let Some(y) = self
            .short_year(j)
            .filter(|_| j == end && self.word(j + 1) != "%" || self.word(end) == "'")
            // "en marzo 70 por ciento", "en noviembre 72 mil 111": Spanish writes no years of two digits.
            .filter(|_| self.lang == Lang::English || self.word(end) == "'")
            .filter(|y| *y > 1931 && *y < 2000 || self.word(end) == "'")
        {
            return Some((j + 1, of(y, m)));
        }
        let name = self.t.is_capital(i) || self.lang == Lang::Spanish || self.word(i).len() > 3;
        (name && !matches!(self.word(i), "may" | "march" | "mar" | "ago") || self.in_front(i))
            .then(|| self.yearly_from(m, 1))
            .flatten()
            .map(|d| (end, d))
    }

    /// Whether a preposition before a word says that it is a time.
    fn in_front(&self, i: usize) -> bool {
        matches!(
            self.t.before(i, 1),
            "in" | "mid"
                | "early"
                | "late"
                | "since"
                | "until"
                | "by"
                | "of"
                | "from"
                | "to"
                | "during"
                | "through"
                | "en"
                | "desde"
                | "de"
        ) && self.t.is_capital(i)
    }

    /// "next year", "this year", "last year" as a number of years to add.
    pub(super) fn turned_year(&self, i: usize) -> Option<(usize, i16)> {
        let i = self.skip(i, &["of", "the", "el"]);
        if self.lang == Lang::Spanish {
            // "febrero de este año", "octubre del año pasado"
            return match (self.word(i), self.word(i + 1)) {
                ("este" | "presente", "año") => Some((i + 2, 0)),
                ("año", "pasado") | ("pasado", "año") => Some((i + 2, -1)),
                _ => None,
            };
        }
        let turn = self.turn(i).filter(|_| self.word(i + 1) == "year")?;
        i16::try_from(turn).ok().map(|t| (i + 2, t))
    }

    /// `2016-11`, `11/2016`, `2016 / 11`, `2015.3`.
    fn numeric_month(&self, i: usize) -> Option<(usize, Days)> {
        let sign = self.word(i + 1);
        let fits = matches!(sign, "-" | "/") || sign == "." && self.t.joined(i + 1) && self.t.joined(i + 2);
        if !fits || !self.t.is_digits(i) || !self.t.is_digits(i + 2) || self.t.joined(i) && i > 0 {
            return None;
        }
        let more = matches!(self.word(i + 3), "-" | "/" | "." | ",")
            && self.t.joined(i + 3)
            && self.t.is_digits(i + 4)
            && self.t.joined(i + 4);
        let month = |j: usize| self.word(j).parse::<i8>().ok().filter(|m| (1..=12).contains(m));
        let glued = self.t.is_word(i + 3) && self.t.joined(i + 3) || self.word(i + 3) == "%";
        let found = match self.year_digits(i) {
            Some(y) => month(i + 2).map(|m| (y, m)),
            None if sign != "." => self.year_digits(i + 2).and_then(|y| month(i).map(|m| (y, m))),
            None => None,
        };
        found
            .filter(|_| !more && !glued)
            .map(|(year, month)| (i + 3, Days::of(Period::Month { year, month })))
    }

    /// "the third quarter of 2016", "Q3 2016", "2016 Q3", "H1 2016", "second half of 2023".
    fn quarter(&self, i: usize) -> Option<(usize, Days)> {
        let piece = |j: usize| -> Option<(usize, i8, i32)> {
            let sign = self.word(j);
            if matches!(sign, "q" | "h" | "t" | "s") && self.t.joined(j + 1) && self.t.is_digits(j + 1) {
                let n: i8 = self.word(j + 1).parse().ok()?;
                let long = if matches!(sign, "q" | "t") { 3 } else { 6 };
                let spanish = matches!(sign, "t" | "s");
                let fits = n >= 1 && i32::from(n) * long <= 12 && (!spanish || self.lang == Lang::Spanish);
                return fits.then_some((j + 2, n, long));
            }
            let k = self.skip(j, &["the", "el", "la"]);
            let digits =
                usize::from(self.t.is_digits(k) && matches!(self.word(k + 1), "st" | "nd" | "rd" | "th"));
            let n = if digits == 1 {
                self.word(k).parse().ok()
            } else {
                place(self.word(k))
            }?;
            let k = k + digits;
            let unit = self.skip(k + 1, &["-"]);
            let long = match self.word(unit) {
                "quarter" | "trimestre" => 3,
                "half" | "semestre" => 6,
                _ => return None,
            };
            let fits = (1..=4).contains(&n) && n * long <= 12;
            fits.then_some((unit + 1, i8::try_from(n).ok()?, long))
        };
        let build = |year: i16, n: i8, long: i32| -> Option<Days> {
            if long == 3 {
                return Some(Days::of(Period::Quarter { year, quarter: n }));
            }
            let start = first(year, if n == 1 { 1 } else { 7 })?;
            Some(Days::sure(stretch(start, plus_months(start, 6))))
        };
        // "2016 Q3", "2016 the third quarter"
        if let Some(y) = self.year_digits(i) {
            let dash = usize::from(self.word(i + 1) == "-" && self.t.joined(i + 1));
            let (end, n, long) = piece(i + 1 + dash)?;
            return build(y, n, long).map(|d| (end, d));
        }
        // "next year's third quarter"
        if let Some((end, turn)) = self.turned_year(i).filter(|(end, _)| self.is(*end, &["'", "s"])) {
            let (end, n, long) = piece(end + 2)?;
            return build(self.anchor.year() + turn, n, long).map(|d| (end, d));
        }
        let (end, n, long) = piece(i)?;
        let dash = self.word(end) == "-" && self.t.joined(end);
        let of = if dash {
            end + 1
        } else {
            self.skip(end, &["of", "de", "del", "in"])
        };
        if let Some((stop, y)) = self.year(of) {
            return build(y, n, long).map(|d| (stop, d));
        }
        let end = if self.is(end, &["of", "the", "year"]) {
            end + 3
        } else {
            end
        };
        if let Some((stop, turn)) = self.turned_year(of) {
            return build(self.anchor.year() + turn, n, long).map(|d| (stop, d));
        }
        if long == 6 {
            // "the second half" may be of a match.
            return None;
        }
        let months = i8::try_from(i32::from(n - 1) * long + 1).ok()?;
        self.yearly_from(months, long).map(|d| (end, d))
    }

    /// "this week", "next month", "last year", "the week after next", "that weekend", "this decade".
    fn turned_period(&self, i: usize) -> Option<(usize, Days)> {
        if self.lang != Lang::English {
            return None;
        }
        let article = i;
        let (unit, turn, mut end) = if let Some(turn) = self.turn(article) {
            (article + 1, turn, article + 2)
        } else if matches!(self.word(i), "the" | "my" | "that" | "same" | "weekend") {
            let unit = if self.word(i) == "weekend" { i } else { i + 1 };
            (unit, 0, unit + 1)
        } else {
            return None;
        };
        let mut turn = turn;
        // "the week after next"
        if self.word(end) == "after" {
            let next = self.skip(end + 1, &["the"]);
            if self.word(next) == "next" {
                turn = 2;
                end = next + 1;
            }
        }
        let bare = self.word(i) == "the" && turn == 0 && unit == i + 1;
        let a = self.anchor;
        let word = self.word(unit);
        let days = match word {
            "week" | "weeks" if word == "week" => Days::sure(week(plus_days(a, 7 * turn))),
            "weekend" => {
                let sat = plus_days(monday(a), 5 + 7 * turn);
                Days::sure(stretch(sat, plus_days(sat, 2)))
            }
            "month" => {
                let m = plus_months(first(a.year(), a.month())?, turn);
                Days::of(Period::Month {
                    year: m.year(),
                    month: m.month(),
                })
            }
            "quarter" => {
                let m = plus_months(first(a.year(), a.month())?, 3 * turn);
                Days::of(Period::Quarter {
                    year: m.year(),
                    quarter: (m.month() - 1) / 3 + 1,
                })
            }
            "year" => year(a.year() + i16::try_from(turn).ok()?)?,
            "decade" => Days::sure(years(a.year() / 10 * 10 + i16::try_from(10 * turn).ok()?, 10)?),
            "century" => Days::sure(years(
                a.year() / 100 * 100 + i16::try_from(100 * turn).ok()?,
                100,
            )?),
            _ => return None,
        };
        // "the month" and "the year" need something behind them; "the week" and "the weekend" are this one.
        // "the week 31"
        if self.t.is_digits(end) && bare {
            return None;
        }
        let told = !bare || matches!(word, "week" | "weekend");
        let of = bare
            && matches!(
                self.word(end),
                "of" | "commencing"
                    | "starting"
                    | "beginning"
                    | "before"
                    | "after"
                    | "ending"
                    | "ended"
                    | "that"
            );
        (told && !of).then_some((end, days))
    }

    /// "week 31", "week 10".
    fn week_number(&self, i: usize) -> Option<(usize, Days)> {
        if self.word(i) != "week" || !self.t.is_digits(i + 1) {
            return None;
        }
        let n: i32 = self.word(i + 1).parse().ok().filter(|n| (1..=53).contains(n))?;
        let start = plus_days(iso_first(self.anchor.year())?, 7 * (n - 1));
        Some((i + 2, Days::sure(stretch(start, plus_days(start, 7)))))
    }

    /// "the third month of 2021", "the 9th month of next year".
    fn nth_month(&self, i: usize) -> Option<(usize, Days)> {
        let (end, place) = crate::number::ordinal::counted(self.t, self.skip(i, &["the"]))?;
        if self.word(end) != "month" || self.word(end + 1) != "of" {
            return None;
        }
        #[allow(clippy::cast_possible_truncation, reason = "bounded in the same line")]
        let month = (1.0..=12.0).contains(&place).then_some(place as i8)?;
        let (stop, year) = match self.turned_year(end + 2) {
            Some((stop, turn)) => (stop, self.anchor.year() + turn),
            None => self.year(end + 2)?,
        };
        Some((stop, Days::of(Period::Month { year, month })))
    }

    /// A year: "2016", "year 247", "nineteen twenty eight".
    fn year_period(&self, i: usize) -> Option<(usize, Days)> {
        // "calendar year 2008", "this calendar year", "CY 2008"
        if self.word(i) == "calendar" || self.word(i) == "cy" {
            let j = if self.word(i) == "cy" { i + 1 } else { i + 2 };
            let y = self
                .year_digits(j)
                .or_else(|| self.short_year(j).filter(|_| self.t.joined(j)))?;
            return year(y).map(|d| (j + 1, d));
        }
        if self.is(i + 1, &["calendar", "year"]) {
            let turn = i16::try_from(self.turn(i)?).ok()?;
            return year(self.anchor.year() + turn).map(|d| (i + 3, d));
        }
        if matches!(self.word(i), "year" | "año") {
            if let Some(y) = self
                .word(i + 1)
                .parse::<i16>()
                .ok()
                .filter(|y| (1..3000).contains(y) && self.t.is_digits(i + 1))
            {
                return year(y).map(|d| (i + 2, d));
            }
            let n = crate::number::numeral(self.t, i + 1, self.lang).filter(|n| n.words)?;
            #[allow(clippy::cast_possible_truncation, reason = "bounded in the same line")]
            let y = (100.0..3000.0)
                .contains(&n.number.value)
                .then_some(n.number.value as i16)?;
            return year(y).map(|d| (n.end, d));
        }
        let (end, y) = self.year(i)?;
        if self.t.is_digits(i) {
            let glued = self.t.joined(i)
                && i > 0
                && (self.t.is_word(i - 1)
                    || matches!(self.t.before(i, 1), "." | "," | "$" | "€" | "£" | "#" | "'"));
            let unit = matches!(
                self.word(end),
                "%" | "percent"
                    | "people"
                    | "personas"
                    | "dollars"
                    | "million"
                    | "millones"
                    | "euros"
                    | "pesos"
                    | "jobs"
                    | "miles"
                    | "km"
            );
            let more = self.t.joined(end)
                && (self.t.is_word(end) && self.word(end) != "s" || self.grouped(end))
                || self.word(end) == "$" && self.t.joined(end);
            if glued || unit || more || !(1500..2100).contains(&y) {
                return None;
            }
        }
        year(y).map(|d| (end, d))
    }

    /// "summer 2016", "spring of 2021", "this summer", "last winter".
    pub(super) fn season(&self, i: usize) -> Option<(usize, Days)> {
        let j = self.skip(i, &["the", "la", "el"]);
        let turn = self.turn(j);
        let k = if turn.is_some() { j + 1 } else { j };
        let k = self.skip(k, &["mid", "early", "late"]);
        let month = season(self.word(k))?;
        let build = |y: i16| first(y, month).map(|s| stretch(s, plus_months(s, 3)));
        if let Some(turn) = turn {
            let y = self.anchor.year() + i16::try_from(turn).ok()?;
            return build(y).map(|d| (k + 1, Days::sure(d)));
        }
        let of = self.skip(k + 1, &[",", "of", "de", "del"]);
        if let Some((end, y)) = self.year(of) {
            return build(y).map(|d| (end, Days::sure(d)));
        }
        if let Some((end, turn)) = self.turned_year(of) {
            return build(self.anchor.year() + turn).map(|d| (end, Days::sure(d)));
        }
        // "spring" is also a verb and a source.
        let told = j > i || !matches!(self.word(k), "spring");
        told.then(|| self.yearly_from(month, 3))
            .flatten()
            .map(|d| (k + 1, d))
    }

    /// The `n`th week of some days: by ISO weeks in a year, by Mondays in a month.
    pub(super) fn nth_week(days: Stretch, n: i32) -> Option<Stretch> {
        let long = days.end > plus_days(days.start, 300);
        let start = if long {
            if n > 0 {
                plus_days(iso_first(days.start.year())?, 7 * (n - 1))
            } else {
                monday(plus_days(days.end, -1))
            }
        } else if n > 0 {
            // The first week of a month holds its first Thursday.
            let start = monday(plus_days(days.start, 3));
            plus_days(start, 7 * (n - 1))
        } else {
            let last = monday(plus_days(days.end, -1));
            if plus_days(last, 3) >= days.end {
                plus_days(last, -7)
            } else {
                last
            }
        };
        Some(stretch(start, plus_days(start, 7)))
    }
}

/// The Monday of the first ISO week of a year: the week with its first Thursday.
fn iso_first(year: i16) -> Option<Date> {
    first(year, 1).map(|d| monday(plus_days(d, 3)))
}
