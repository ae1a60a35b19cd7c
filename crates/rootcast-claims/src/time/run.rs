//! Parts and multiples of periods: "the last three years", "the first three months of 2024", "late this month",
//! "the rest of the year", "the week of the 18th".

use jiff::civil::Date;
use rootcast_core::period::Span as Stretch;

use super::{
    Days, Reader,
    arith::{plus_days, plus_months, stretch, week, years},
    calendar::place,
    duration::{Length, Step, step},
    longest,
};
use crate::Lang;

impl Reader<'_> {
    /// A part or a multiple of a period at token `i`.
    pub(super) fn run(&self, i: usize) -> Option<(usize, Days)> {
        longest([
            self.last_units(i),
            self.units_behind(i),
            self.first_units_of(i),
            self.nth_week_of(i),
            self.part(i),
            self.rest(i),
            self.so_far(i),
            self.spanish_so_far(i),
            self.within(i),
            self.week_of(i),
            self.month_of(i),
            self.starting(i),
            self.up_to(i),
        ])
    }

    /// A period that can be cut: a fiscal year, a month, "this week".
    fn base(&self, i: usize) -> Option<(usize, Days)> {
        // "end of month", "end of the week"
        let whole = (matches!(self.word(i), "week" | "month" | "year" | "quarter" | "decade")
            || matches!(self.word(i), "año" | "mes" | "trimestre") && self.word(i + 1) != "fiscal")
            .then(|| self.running_period(i))
            .flatten();
        longest([self.fiscal(i), self.period(i), whole])
    }

    /// The week, month or year of the text.
    fn running_period(&self, i: usize) -> Option<(usize, Days)> {
        let a = self.anchor;
        let days = match self.word(i) {
            "week" => week(a),
            "month" | "mes" => {
                let s = Date::new(a.year(), a.month(), 1).ok()?;
                stretch(s, plus_months(s, 1))
            }
            "quarter" | "trimestre" => {
                let s = Date::new(a.year(), (a.month() - 1) / 3 * 3 + 1, 1).ok()?;
                stretch(s, plus_months(s, 3))
            }
            "year" | "año" => years(a.year(), 1)?,
            _ => years(a.year() / 10 * 10, 10)?,
        };
        Some((i + 1, Days::sure(days)))
    }

    /// "5 past years", "10 previous weeks".
    fn units_behind(&self, i: usize) -> Option<(usize, Days)> {
        let n = super::calendar::count(self.t, i)?;
        // "128,410 last month": a number, and another time behind it.
        let several = n == 1 || self.word(i + 2).ends_with('s');
        if !several || i > 0 && self.t.joined(i) {
            return None;
        }
        let sign = match self.word(i + 1) {
            "past" | "previous" | "last" => -1,
            "next" | "coming" | "upcoming" => 1,
            _ => return None,
        };
        let unit = step(self.word(i + 2))?;
        self.away(Length::new(f64::from(n), unit), sign)
            .map(|d| (i + 3, d))
    }

    /// "the last three years", "next 2 days", "past few days", "los últimos tres meses".
    fn last_units(&self, i: usize) -> Option<(usize, Days)> {
        let start = self.skip(i, &["the", "los", "las"]);
        let sign = match self.word(start) {
            "last" | "past" | "previous" | "preceding" | "ultimos" | "ultimas" | "pasados" | "pasadas" => -1,
            "next" | "coming" | "upcoming" | "following" | "proximos" | "proximas" => 1,
            _ => return None,
        };
        let (end, length) = self
            .length(start + 1)
            .filter(|_| !matches!(self.word(start + 1), "a" | "an"))?;
        // "the last three months of 2023" is another thing.
        if matches!(self.word(end), "of" | "de") && self.base(end + 1).is_some() {
            return None;
        }
        Some((end, self.away(length, sign)?))
    }

    /// So much time before the day of the text, or after it.
    fn away(&self, length: Length, sign: i32) -> Option<Days> {
        if length.step == Step::Decade {
            #[allow(clippy::cast_possible_truncation, reason = "lengths are bounded")]
            let tens = (length.months / 12) as i16;
            let now = self.anchor.year() / 10 * 10;
            let start = if sign < 0 { now - tens } else { now + 10 };
            return years(start, i32::from(tens)).map(Days::sure);
        }
        if sign < 0 {
            return length
                .added(self.anchor, -1)
                .map(|start| Days::sure(stretch(start, self.anchor)));
        }
        let start = plus_days(self.anchor, 1);
        length.added(start, 1).map(|end| Days::sure(stretch(start, end)))
    }

    /// "the first three months of the 2024 budget year", "the last two weeks of July".
    fn first_units_of(&self, i: usize) -> Option<(usize, Days)> {
        let j = self.skip(i, &["the", "los", "las"]);
        let from_start = match self.word(j) {
            "first" | "opening" | "primeros" | "primeras" => true,
            "last" | "final" | "ultimos" | "ultimas" => false,
            _ => return None,
        };
        let (end, length) = self.length(j + 1)?;
        let of = self.skip(end, &["of", "in", "into", "de", "del"]);
        let of = self.skip(of, &["the", "el", "la"]);
        let (stop, days) = self.base(of).filter(|_| of > end)?;
        let cut = |s: Stretch| -> Option<Stretch> {
            let part = if from_start {
                stretch(s.start, length.added(s.start, 1)?)
            } else {
                stretch(length.added(s.end, -1)?, s.end)
            };
            s.contains(&part).then_some(part)
        };
        Some((
            stop,
            Days {
                past: cut(days.past)?,
                future: cut(days.future)?,
                period: None,
            },
        ))
    }

    /// "the third week of this month", "first week of Oct", "last week of 2015".
    fn nth_week_of(&self, i: usize) -> Option<(usize, Days)> {
        let j = self.skip(i, &["the"]);
        let digits = self.t.is_digits(j) && self.t.joined(j + 1);
        let n = if digits {
            self.word(j)
                .parse()
                .ok()
                .filter(|_| matches!(self.word(j + 1), "st" | "nd" | "rd" | "th"))?
        } else {
            place(self.word(j)).or((self.word(j) == "last").then_some(-1))?
        };
        let j = j + usize::from(digits);
        if self.word(j + 1) != "week" || !(-1..=53).contains(&n) {
            return None;
        }
        let of = self.skip(j + 2, &["of", "in"]);
        let (end, days) = match self.relative_month(of) {
            Some(found) => found,
            None => self
                .period(of)
                .filter(|(_, d)| d.past.end > plus_days(d.past.start, 20))?,
        };
        Some((
            end,
            Days {
                past: Self::nth_week(days.past, n)?,
                future: Self::nth_week(days.future, n)?,
                period: None,
            },
        ))
    }

    /// "late this month", "early next year", "end of March", "mid 2021", "principios de 2023".
    fn part(&self, i: usize) -> Option<(usize, Days)> {
        let j = self.skip(i, &["a"]);
        let (end, part, ends_of) = match self.word(j) {
            "early" => (j + 1, Part::First, false),
            "late" => (j + 1, Part::Last, false),
            "mid" | "middle" => (j + 1, Part::Middle, false),
            "beginning" | "start" | "principios" | "inicios" | "comienzos" => (j + 1, Part::First, true),
            "end" | "fines" | "finales" => (j + 1, Part::Last, true),
            "mediados" => (j + 1, Part::Middle, true),
            _ => return None,
        };
        let k = self.skip(end, &["-", "in"]);
        let k = self.skip(k, &["of", "de", "del"]);
        let k = self.skip(k, &["the"]);
        let (stop, days) = self.base(k)?;
        if ends_of && k == end {
            return None;
        }
        let cut = |s: Stretch| part.cut(s, ends_of);
        Some((
            stop,
            Days {
                past: cut(days.past),
                future: cut(days.future),
                period: None,
            },
        ))
    }

    /// "rest of the week", "rest of my month": from the day of the text.
    fn rest(&self, i: usize) -> Option<(usize, Days)> {
        let start = self.skip(i, &["the"]);
        if !matches!(self.word(start), "rest" | "remainder" | "remaining") {
            return None;
        }
        let j = self.skip(start + 1, &["of"]);
        let j = self.skip(j, &["the", "this", "my", "current"]);
        let a = self.anchor;
        let (end, whole) = matches!(self.word(j), "week" | "month" | "quarter" | "year" | "decade")
            .then(|| self.running_period(j))
            .flatten()?;
        Some((end, Days::sure(stretch(a, whole.past.end))))
    }

    /// "earlier this year", "later in the week", "so far this year", "year to date".
    fn so_far(&self, i: usize) -> Option<(usize, Days)> {
        if self.is(i, &["year", "to", "date"]) || self.is(i, &["fiscal", "year", "to", "date"]) {
            let fiscal = self.word(i) == "fiscal";
            let start = if fiscal {
                let calendar = rootcast_core::calendar::Calendar::default();
                rootcast_core::period::Period::containing(
                    rootcast_core::period::Granularity::FiscalYear(calendar),
                    self.anchor,
                )
                .span()
                .start
            } else {
                Date::new(self.anchor.year(), 1, 1).ok()?
            };
            return Some((
                i + if fiscal { 4 } else { 3 },
                Days::sure(stretch(start, self.anchor)),
            ));
        }
        let (later, j) = match self.word(i) {
            "earlier" => (false, i + 1),
            "later" => (true, i + 1),
            "so" if self.word(i + 1) == "far" => (false, i + 2),
            _ => return None,
        };
        let j = self.skip(j, &["in"]);
        let the = self.word(j) == "the";
        let (end, days) = if the {
            matches!(self.word(j + 1), "week" | "month" | "year")
                .then(|| self.running_period(j + 1))
                .flatten()?
        } else {
            self.base(j)?
        };
        let whole = days.past;
        let now = self.anchor;
        let inside = whole.start <= now && now < whole.end;
        let cut = match (inside, later) {
            (true, true) => stretch(now, whole.end),
            (true, false) => stretch(whole.start, now),
            _ => whole,
        };
        Some((end, Days::sure(cut)))
    }

    /// "within 5 years", "within the next 3 years", "less than 2 weeks from today".
    fn within(&self, i: usize) -> Option<(usize, Days)> {
        let (j, mut from) = if self.word(i) == "within" {
            (i + 1, self.anchor)
        } else if self.is(i, &["less", "than"]) {
            let (end, _) = self.length(i + 2)?;
            matches!(self.word(end), "from" | "after").then_some((i + 2, self.anchor))?
        } else {
            return None;
        };
        let j = self.skip(j, &["the"]);
        let j = self.skip(j, &["next", "upcoming", "coming"]);
        let (mut end, length) = self.length(j)?;
        if matches!(self.word(end), "from" | "of" | "after")
            && let Some((stop, day)) = self.relative_day(end + 1)
        {
            end = stop;
            from = day.past.start;
        }
        length
            .added(from, 1)
            .map(|to| (end, Days::sure(stretch(from, to))))
    }

    /// "the week of the 18th", "week of September 16th", "month of September 16th", "w/c Feb 4".
    fn week_of(&self, i: usize) -> Option<(usize, Days)> {
        let start = self.skip(i, &["the"]);
        let (j, month) = match self.word(start) {
            "week" => (start + 1, false),
            "month" => (start + 1, true),
            "w" if self.is(start + 1, &["/", "c"]) => (start + 3, false),
            _ => return None,
        };
        let mut k = self.skip(j, &["of", "commencing", "starting", "beginning"]);
        if k == j && self.word(start) != "w" {
            return None;
        }
        k = self.skip(k, &["on"]);
        let (end, days) = if let Some(found) = self.named_day(k) {
            found
        } else {
            let (end, d) = self.day_number(k).filter(|_| self.word(k) == "the")?;
            (end, self.monthly(d)?)
        };
        let whole = |s: Stretch| -> Option<Stretch> {
            if month {
                let first = Date::new(s.start.year(), s.start.month(), 1).ok()?;
                return Some(stretch(first, plus_months(first, 1)));
            }
            Some(week(s.start))
        };
        Some((
            end,
            Days {
                past: whole(days.past)?,
                future: whole(days.future)?,
                period: None,
            },
        ))
    }

    /// "the month of January".
    fn month_of(&self, i: usize) -> Option<(usize, Days)> {
        let j = self.skip(i, &["the", "el"]);
        let of = matches!(self.word(j), "month" | "mes") && matches!(self.word(j + 1), "of" | "de");
        let (end, m) = self.month(j + 2).filter(|_| of)?;
        if let Some((end, days)) = self.base(j + 2).filter(|(_, d)| d.is_certain()) {
            return Some((end, days));
        }
        self.yearly_from(m, 1).map(|d| (end, d))
    }

    /// "for 3 days from today", "2 weeks starting May 20th", "4 weeks in the future".
    fn starting(&self, i: usize) -> Option<(usize, Days)> {
        let j = self.skip(i, &["for"]);
        let (end, length) = self.length(j)?;
        if matches!(self.word(self.skip(end, &[","])), "starting" | "beginning") && j > i {
            return None;
        }
        if self.is(end, &["in", "the", "future"]) || self.word(end) == "hence" {
            let stop = if self.word(end) == "hence" {
                end + 1
            } else {
                end + 3
            };
            return self.away(length, 1).map(|d| (stop, d));
        }
        let k = self.skip(end, &[","]);
        let start = matches!(self.word(k), "starting" | "beginning");
        let from = self.word(k) == "from" && j > i;
        if !start && !from {
            return None;
        }
        let k = self.skip(k + 1, &["from", "on"]);
        let (stop, days) = self.date(k)?;
        let begin = days.future.start;
        length
            .added(begin, 1)
            .map(|to| (stop, Days::sure(stretch(begin, to))))
    }

    /// "the 12 months to June 2023", "the three months ended September 30, 2023".
    fn up_to(&self, i: usize) -> Option<(usize, Days)> {
        let j = self.skip(i, &["the", "los"]);
        let (end, length) = self.length(j).filter(|(_, l)| l.months > 0)?;
        let k = match self.word(end) {
            "to" | "through" | "until" | "hasta" => end + 1,
            "ending" | "ended" => self.skip(self.skip(end + 1, &["in", "on"]), &["the"]),
            _ => return None,
        };
        let (stop, days) = self.date(k).or_else(|| self.period(k))?;
        let back = |s: Stretch| length.added(s.end, -1).map(|start| stretch(start, s.end));
        Some((
            stop,
            Days {
                past: back(days.past)?,
                future: back(days.future)?,
                period: None,
            },
        ))
    }

    /// "in recent months", "recent years": so vague that only its unit can be said.
    pub(super) fn recent(&self, i: usize) -> Option<(usize, Step)> {
        let spanish = self.lang == Lang::Spanish && matches!(self.word(i + 1), "recientes");
        if self.word(i) == "recent" {
            return step(self.word(i + 1))
                .filter(|_| self.word(i + 1).ends_with('s'))
                .map(|s| (i + 2, s));
        }
        spanish.then(|| step(self.word(i))).flatten().map(|s| (i + 2, s))
    }
}

/// Which part of a period.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    First,
    Middle,
    Last,
}

impl Part {
    /// Half of a period ("early", "late"); thirds of a year where its end or middle is named.
    fn cut(self, s: Stretch, ends_of: bool) -> Stretch {
        let long = s.end > plus_days(s.start, 300);
        let monthly = s.end > plus_days(s.start, 20);
        if long {
            let size = if ends_of || self == Part::Middle { 4 } else { 6 };
            return match self {
                Part::First => stretch(s.start, plus_months(s.start, size)),
                Part::Middle => stretch(plus_months(s.start, 4), plus_months(s.start, 8)),
                Part::Last => stretch(plus_months(s.end, -size), s.end),
            };
        }
        if monthly {
            return match self {
                Part::First => stretch(s.start, plus_days(s.start, 15)),
                Part::Middle => stretch(plus_days(s.start, 9), plus_days(s.start, 20)),
                Part::Last => stretch(plus_days(s.start, 15), s.end),
            };
        }
        match self {
            Part::First => stretch(s.start, plus_days(s.start, 3)),
            Part::Middle => stretch(plus_days(s.start, 1), plus_days(s.start, 5)),
            Part::Last => stretch(plus_days(s.start, 3), s.end),
        }
    }
}
