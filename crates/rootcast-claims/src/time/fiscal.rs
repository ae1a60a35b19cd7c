//! Fiscal and "budget" years: "FY2023", "fiscal 2021", "the 2024 budget year", "the fiscal year ended in September 2023".
//!
//! The calendar is the default of [`rootcast_core::calendar`], the federal one of the United States; whose budget a
//! text speaks of is for the reading of the claim to decide.

use rootcast_core::{
    calendar::Calendar,
    period::{Granularity, Period},
};

use super::{Days, Reader, calendar::place};

impl Reader<'_> {
    /// A fiscal year, or a quarter of one, at token `i`.
    pub(super) fn fiscal(&self, i: usize) -> Option<(usize, Days)> {
        self.memo.fiscal.at(i, || {
            let start = self.skip(i, &["the", "el"]);
            self.fiscal_quarter(start)
                .or_else(|| {
                    self.fiscal_year(i)
                        .map(|(end, y)| (self.past_its_end(end), of(y)))
                })
                .or_else(|| self.fiscal_ended(i))
        })
    }

    /// Behind a clause that says when a fiscal year ended or began: "fiscal 2023, which ended on September 30".
    fn past_its_end(&self, end: usize) -> usize {
        let j = self.skip(end, &[",", "("]);
        let k = self.skip(j, &["that", "which", "que"]);
        if !(k > j || j > end) || !(ends(self.word(k)) || begins(self.word(k))) {
            return end;
        }
        let k = self.skip(k + 1, &["in", "on", "at", "en", "el"]);
        self.date(k)
            .or_else(|| self.period(k))
            .map_or(end, |(stop, _)| stop)
    }

    /// "fiscal years 2017 and 2019", "entre los años fiscales 2017 y 2019": from the first to the last.
    pub(super) fn fiscal_years(&self, i: usize) -> Option<(usize, Days, Days)> {
        let j = self.skip(i, &["between", "entre", "from", "de", "in", "en"]);
        let j = self.skip(j, &["the", "los"]);
        let plural = self.is(j, &["fiscal", "years"])
            || self.is(j, &["años", "fiscales"])
            || self.is(j, &["ejercicios", "fiscales"]);
        if !plural {
            return None;
        }
        let first = self.year_digits(j + 2)?;
        let mut end = j + 3;
        let mut last = None;
        while matches!(
            self.word(end),
            "," | "and" | "y" | "to" | "through" | "a" | "al" | "-" | "\u{2013}"
        ) && let Some(year) = self.year_digits(end + 1).filter(|y| *y > last.unwrap_or(first))
        {
            last = Some(year);
            end += 2;
        }
        Some((end, of(first), of(last?)))
    }

    /// "first quarter of fiscal 2024", "FY2024 Q1", "Q1 of FY24".
    fn fiscal_quarter(&self, i: usize) -> Option<(usize, Days)> {
        let sign = |j: usize| -> Option<(usize, i8)> {
            let n = self.word(j) == "q" && self.t.joined(j + 1);
            n.then(|| self.word(j + 1).parse().ok())
                .flatten()
                .map(|q| (j + 2, q))
        };
        let words = |j: usize| -> Option<(usize, i8)> {
            let n = place(self.word(j)).filter(|_| matches!(self.word(j + 1), "quarter" | "trimestre"))?;
            i8::try_from(n).ok().map(|q| (j + 2, q))
        };
        if let Some((end, quarter)) = sign(i).or_else(|| words(i)).filter(|(_, q)| (1..=4).contains(q)) {
            let of = self.skip(end, &["of", "de", "del"]);
            let of = self.skip(of, &["the", "el"]);
            let (stop, year) = self.fiscal_year(of)?;
            return Some((stop, quarter_of(year, quarter)));
        }
        let (end, year) = self.fiscal_year(i)?;
        let (stop, quarter) = sign(end).filter(|(_, q)| (1..=4).contains(q))?;
        Some((stop, quarter_of(year, quarter)))
    }

    /// The number of a fiscal year at token `i`.
    pub(super) fn fiscal_year(&self, i: usize) -> Option<(usize, i16)> {
        let word = self.word(i);
        // "FY2023", "FY 23", "FY2021-22"
        if matches!(word, "fy" | "af") {
            return self.fiscal_number(i + 1);
        }
        if let Some(end) = self.fiscal_word(i) {
            // "fiscal year (FY) 2023"
            let named = self.word(end) == "(" && self.word(end + 1) == "fy" && self.word(end + 2) == ")";
            let end = if named { end + 3 } else { end };
            return self.fiscal_number(end).or_else(|| {
                // "fiscal year" alone is the running one.
                if let Some((stop, turn)) = self.fiscal_turn(i, end) {
                    return Some((stop, self.running() + turn));
                }
                let the = matches!(
                    self.t.before(i, 1),
                    "the" | "el" | "del" | "this" | "current" | "presente" | "actual"
                );
                let more = matches!(
                    self.word(end),
                    "that"
                        | "ended"
                        | "ending"
                        | "ends"
                        | "end"
                        | "beginning"
                        | "starting"
                        | "of"
                        | "for"
                        | "que"
                );
                (the && !more).then(|| (end, self.running()))
            });
        }
        // "this fiscal year", "last fiscal year"
        if let Some(turn) = self.turn(i) {
            let end = self.fiscal_word(i + 1)?;
            return i16::try_from(turn).ok().map(|t| (end, self.running() + t));
        }
        // "the 2024 budget year"
        let y = self.year_digits(i)?;
        self.fiscal_word(i + 1).map(|end| (end, y))
    }

    /// Which fiscal year "pasado", "actual" and "en curso" beside the words mean.
    fn fiscal_turn(&self, i: usize, end: usize) -> Option<(usize, i16)> {
        match self.word(end) {
            "pasado" => return Some((end + 1, -1)),
            "actual" | "vigente" => return Some((end + 1, 0)),
            "en" if self.word(end + 1) == "curso" => return Some((end + 2, 0)),
            _ => {}
        }
        matches!(self.t.before(i, 1), "pasado" | "ultimo").then_some((end, -1))
    }

    /// Where the words for a fiscal year end.
    fn fiscal_word(&self, i: usize) -> Option<usize> {
        let hyphen = |j: usize| self.skip(j, &["-"]);
        match self.word(i) {
            "fiscal" | "budget" | "budgetary" | "financial" if self.word(hyphen(i + 1)) == "year" => {
                Some(hyphen(i + 1) + 1)
            }
            "fiscal" if self.t.is_digits(i + 1) => Some(i + 1),
            "año" | "ejercicio" | "periodo"
                if matches!(self.word(i + 1), "fiscal" | "presupuestario" | "presupuestal") =>
            {
                Some(self.skip(i + 2, &["federal", "estadounidense"]))
            }
            _ => None,
        }
    }

    /// "2023", "23", "2021-22", "2021/22" behind the words.
    fn fiscal_number(&self, i: usize) -> Option<(usize, i16)> {
        let i = self.skip(i, &["of", "de", "'"]);
        let y = self.year_digits(i).or_else(|| self.short_year(i))?;
        // Of two years, the calendar takes its number from the one it ends in.
        if matches!(self.word(i + 1), "-" | "/") && self.t.joined(i + 1) && self.t.joined(i + 2) {
            let last = self.year_digits(i + 2).or_else(|| self.short_year(i + 2));
            if let Some(last) = last.filter(|l| *l == y + 1) {
                return Some((i + 3, last));
            }
        }
        Some((i + 1, y))
    }

    /// The fiscal year in which the text was written.
    fn running(&self) -> i16 {
        match Period::containing(Granularity::FiscalYear(Calendar::default()), self.anchor) {
            Period::FiscalYear { year, .. } => year,
            _ => self.anchor.year(),
        }
    }

    /// "the fiscal year that ended in September 2023", "the fiscal year ending September 30, 2023".
    fn fiscal_ended(&self, i: usize) -> Option<(usize, Days)> {
        let mut j = self.fiscal_word(i)?;
        j = self.skip(j, &["that", "which", "que"]);
        let over = ends(self.word(j));
        if !over && !begins(self.word(j)) {
            return None;
        }
        j += 1;
        j = self.skip(j, &["in", "on", "at", "en", "el"]);
        j = self.skip(j, &["the"]);
        let j = if self.is(j, &["end", "of"]) { j + 2 } else { j };
        let said = j;
        let Some((end, days)) = self.date(j).or_else(|| self.period(j)) else {
            // "el año fiscal que terminó": the last that was over.
            let bare = over && self.lang == crate::Lang::Spanish;
            return bare.then(|| (said, of(self.running() - 1)));
        };
        let known = days.past;
        let calendar = Granularity::FiscalYear(Calendar::default());
        let first = Period::containing(calendar, known.start).span().start == known.start;
        let inside = match (over, first) {
            // One said to have ended in the first month of a year ended just before it.
            (true, true) => super::arith::plus_days(known.start, -1),
            (true, false) => super::arith::plus_days(known.end, -1),
            (false, _) => known.start,
        };
        Some((end, Days::of(Period::containing(calendar, inside))))
    }
}

fn ends(word: &str) -> bool {
    matches!(
        word,
        "ended"
            | "ending"
            | "ends"
            | "termino"
            | "concluyo"
            | "finalizo"
            | "cerro"
            | "acabo"
            | "culmino"
            | "termina"
            | "concluye"
            | "finaliza"
    )
}

fn begins(word: &str) -> bool {
    matches!(
        word,
        "began"
            | "beginning"
            | "starting"
            | "started"
            | "begins"
            | "comenzo"
            | "inicio"
            | "empezo"
            | "comienza"
            | "inicia"
    )
}

fn of(year: i16) -> Days {
    Days::of(Period::FiscalYear {
        calendar: Calendar::default(),
        year,
    })
}

fn quarter_of(year: i16, quarter: i8) -> Days {
    Days::of(Period::FiscalQuarter {
        calendar: Calendar::default(),
        year,
        quarter,
    })
}
