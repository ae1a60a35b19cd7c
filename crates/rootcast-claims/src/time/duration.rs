//! Lengths of time: "three months", "2 years 1 month and 21 days", "half a year", "dos semanas".

use super::Reader;
use crate::{
    Lang,
    number::{Numeral, numeral},
};

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Second.
    Second,
    /// Minute.
    Minute,
    /// Hour.
    Hour,
    /// Day.
    Day,
    /// Seven days.
    Week,
    /// Fourteen days.
    Fortnight,
    /// Calendar month.
    Month,
    /// Three months.
    Quarter,
    /// Year.
    Year,
    /// Ten years.
    Decade,
    /// A hundred years.
    Century,
}

/// A length of time. "Two years and 21 days" has a first unit, and what it comes to in months and days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Length {
    /// How many of the first unit.
    pub count: f64,
    /// The first unit named.
    pub step: Step,
    /// Whole months in all.
    pub months: i32,
    /// Days beside the months.
    pub days: i32,
    /// Seconds in all, a month being 30 days and a year 365.
    pub seconds: f64,
}

/// The unit that a folded word names.
pub(super) fn step(word: &str) -> Option<Step> {
    Some(match word {
        "second" | "seconds" | "sec" | "secs" | "segundo" | "segundos" => Step::Second,
        "minute" | "minutes" | "min" | "mins" | "minuto" | "minutos" => Step::Minute,
        "hour" | "hours" | "hr" | "hrs" | "h" | "hora" | "horas" => Step::Hour,
        "day" | "days" | "dia" | "dias" => Step::Day,
        "fortnight" | "fortnights" | "quincena" | "quincenas" => Step::Fortnight,
        "week" | "weeks" | "wk" | "wks" | "semana" | "semanas" => Step::Week,
        "month" | "months" | "mes" | "meses" => Step::Month,
        "quarter" | "quarters" | "trimestre" | "trimestres" => Step::Quarter,
        "year" | "years" | "yr" | "yrs" | "año" | "años" => Step::Year,
        "decade" | "decades" | "decada" | "decadas" => Step::Decade,
        "century" | "centuries" | "siglo" | "siglos" => Step::Century,
        _ => return None,
    })
}

impl Step {
    /// Seconds, a month being 30 days and a year 365.
    fn seconds(self) -> f64 {
        let day = 86_400.0;
        match self {
            Step::Second => 1.0,
            Step::Minute => 60.0,
            Step::Hour => 3600.0,
            Step::Day => day,
            Step::Week => 7.0 * day,
            Step::Fortnight => 14.0 * day,
            Step::Month => 30.0 * day,
            Step::Quarter => 90.0 * day,
            Step::Year => 365.0 * day,
            Step::Decade => 3650.0 * day,
            Step::Century => 36_500.0 * day,
        }
    }
}

impl Length {
    /// `count` units.
    pub(super) fn new(count: f64, step: Step) -> Self {
        let whole = |per: f64| {
            #[allow(clippy::cast_possible_truncation, reason = "bounded to ten thousand units")]
            let n = (count.clamp(0.0, 10_000.0) * per) as i32;
            n
        };
        let (months, days) = match step {
            Step::Second | Step::Minute | Step::Hour => (0, 0),
            Step::Day => (0, whole(1.0)),
            Step::Week => (0, whole(7.0)),
            Step::Fortnight => (0, whole(14.0)),
            Step::Month => (whole(1.0), 0),
            Step::Quarter => (whole(3.0), 0),
            Step::Year => (whole(12.0), 0),
            Step::Decade => (whole(120.0), 0),
            Step::Century => (whole(1200.0), 0),
        };
        Self {
            count,
            step,
            months,
            days,
            seconds: count * step.seconds(),
        }
    }
}

impl Reader<'_> {
    /// A length that begins at token `i`.
    pub(super) fn length(&self, i: usize) -> Option<(usize, Length)> {
        self.memo.length.at(i, || self.whole_length(i))
    }

    fn whole_length(&self, i: usize) -> Option<(usize, Length)> {
        let (mut end, mut length) = self.one_length(i)?;
        // "2 years 1 month and 21 days"
        for _ in 0..4 {
            let mut j = self.skip(end, &[","]);
            j = self.skip(j, &["and", "y"]);
            let Some((stop, more)) = self
                .one_length(j)
                .filter(|(_, m)| m.step.seconds() < length.step.seconds())
            else {
                break;
            };
            length.months += more.months;
            length.days += more.days;
            length.seconds += more.seconds;
            end = stop;
        }
        Some((end, length))
    }

    /// The number at token `i`.
    pub(super) fn numeral(&self, i: usize) -> Option<Numeral> {
        self.memo.numeral.at(i, || numeral(self.t, i, self.lang))
    }

    fn one_length(&self, i: usize) -> Option<(usize, Length)> {
        let unit = |j: usize| step(self.word(j)).filter(|_| self.t.is_word(j));
        let few = match self.word(i) {
            "couple" => Some((self.skip(i + 1, &["of"]), 2.0)),
            "few" | "several" | "varios" | "varias" => Some((i + 1, 3.0)),
            "all" | "full" | "whole" | "another" | "otro" | "otra" => {
                let j = self.skip(i + 1, &["-", "business"]);
                unit(j).map(|_| (j, 1.0))
            }
            "a" if self.word(i + 1) == "few" => Some((i + 2, 3.0)),
            "a" if self.is(i + 1, &["couple", "of"]) => Some((i + 3, 2.0)),
            "a" | "an" if unit(i + 1).is_some() => Some((i + 1, 1.0)),
            "half" => {
                let j = self.skip(i + 1, &["a", "an"]);
                unit(j).map(|_| (j, 0.5))
            }
            _ => None,
        };
        let (j, count) = if let Some(found) = few {
            found
        } else {
            let n = self.numeral(i).filter(|n| n.number.value >= 0.0)?;
            let hyphen = usize::from(self.word(n.end) == "-" && self.t.joined(n.end));
            (n.end + hyphen, n.number.value)
        };
        // "a day" and "one day" are seldom lengths; "second" is a place.
        let u = unit(j)?;
        if u == Step::Second && count <= 1.0 || self.lang == Lang::Spanish && self.word(j) == "h" {
            return None;
        }
        // "an hour and a half"
        let and = self.word(j + 1) == "and" && (self.word(j + 2) == "half" || self.is(j + 2, &["a", "half"]));
        if and && u != Step::Century {
            let end = if self.word(j + 2) == "half" { j + 3 } else { j + 4 };
            let mut length = Length::new(count, u);
            let half = Length::new(count + 0.5, u);
            length.count = half.count;
            length.seconds = half.seconds;
            return Some((end, length));
        }
        Some((j + 1, Length::new(count, u)))
    }
}
