//! Times that point back: "a year earlier", "the month before", "that month", "the same quarter of 2023". They are told
//! from the period a text spoke of last, and not from the day it was written.

mod told;

use jiff::civil::Date;
use rootcast_core::{
    calendar::Calendar,
    period::{Granularity, Period},
};

use told::Told;

use crate::{
    time::{Relation, Time, When},
    token::Tokens,
};

/// How many tokens back a time may point.
const REACH: usize = 90;

/// Gives each time that points back the period it points to. A bare month behind "than" is the last one before the
/// period that it is set against.
pub(super) fn resolve(tokens: &Tokens<'_>, times: Vec<Time>, published: Date) -> Vec<Time> {
    let mut out: Vec<Time> = Vec::new();
    let mut last: Option<(usize, Told)> = None;
    let mut newest: Option<(usize, Told)> = None;
    let mut from = 0;
    for mut time in times {
        let at = token_at(tokens, time.span.start);
        for (place, end, kind) in pointers(tokens, from, at) {
            if let Some((_, told)) = pointed(tokens, place, last, newest)
                && let Some(that) = whole(told, kind)
            {
                out.push(Time {
                    span: tokens.span(place, end),
                    when: that.when(),
                    relation: Relation::In,
                });
            }
        }
        let told = last.filter(|(t, _)| at - *t <= REACH);
        if let Some(told) = told {
            let latest = newest
                .filter(|(t, _)| at - *t <= REACH)
                .map_or(told.1, |(_, t)| t);
            point(tokens, at, told, latest, &mut time);
        }
        current(&mut time, published);
        from = token_at(tokens, time.span.end.saturating_sub(1)) + 1;
        // "the fewest since January 2021" is not told of that month.
        // "en contraste con el 2021" leaves what is told where it was.
        let base = last.is_some()
            && (at.saturating_sub(4)..at).any(|j| {
                matches!(
                    tokens.folded(j),
                    "contraste" | "comparacion" | "respecto" | "relacion"
                )
            });
        if let Some(new) = Told::of(&time.when).filter(|_| time.relation != Relation::Since && !base) {
            // "Las cifras de 2022", told after fiscal 2022, are of that.
            let new = newest.map_or(new, |(t, old)| {
                let near = at - t.min(at) <= REACH;
                if near && is_fiscal_year(old) && is_year_of(new, old) {
                    old
                } else {
                    new
                }
            });
            last = Some((from, new));
            let newer = newest
                .is_none_or(|(t, old)| at - t.min(at) > REACH || new.last.span().end >= old.last.span().end);
            if newer {
                newest = last;
            }
        }
        out.push(time);
    }
    for (place, end, kind) in pointers(tokens, from, tokens.len()) {
        if let Some((_, told)) = pointed(tokens, place, last, newest)
            && let Some(that) = whole(told, kind)
        {
            out.push(Time {
                span: tokens.span(place, end),
                when: that.when(),
                relation: Relation::In,
            });
        }
    }
    out
}

/// "in July", in a text of July, is the month under way and not that of the year before.
fn current(time: &mut Time, published: Date) {
    if let When::Days(d) = &mut time.when
        && !d.is_certain()
        && d.future.start <= published
        && published < d.future.end
        && matches!(d.future.period(Calendar::default()), Some(Period::Month { .. }))
    {
        d.past = d.future;
    }
}

/// What "that month" points to: the time told last in its own sentence, else the newest told before.
fn pointed(
    tokens: &Tokens<'_>,
    place: usize,
    last: Option<(usize, Told)>,
    newest: Option<(usize, Told)>,
) -> Option<(usize, Told)> {
    let near = |told: &(usize, Told)| place - told.0.min(place) <= REACH;
    let last = last.filter(near)?;
    if is_parted(tokens, last.0, place) {
        newest.filter(near).or(Some(last))
    } else {
        Some(last)
    }
}

/// Whether a sentence ends between two tokens.
fn is_parted(tokens: &Tokens<'_>, from: usize, to: usize) -> bool {
    (from..to).any(|i| tokens.folded(i) == "." && !tokens.is_digits(i + 1))
}

fn token_at(tokens: &Tokens<'_>, byte: usize) -> usize {
    let (mut low, mut high) = (0, tokens.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        if tokens.get(middle).is_some_and(|t| t.span.end <= byte) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// What a phrase that points back points to.
#[derive(Clone, Copy, PartialEq)]
enum Whole {
    Month,
    Year,
    Fiscal,
    Period,
}

/// "that month", "ese mismo año", "dicho período" between two tokens.
fn pointers(tokens: &Tokens<'_>, from: usize, to: usize) -> Vec<(usize, usize, Whole)> {
    let mut out = Vec::new();
    for i in from..to {
        if !matches!(
            tokens.folded(i),
            "that" | "ese" | "esa" | "dicho" | "dicha" | "aquel"
        ) {
            continue;
        }
        let j = i + 1 + usize::from(matches!(tokens.folded(i + 1), "same" | "mismo" | "misma"));
        let Some(found) = unit(tokens, j) else { continue };
        if found.0 <= to {
            out.push((i, found.0, found.1));
        }
    }
    out
}

/// The unit of time at a token, with the token after it.
fn unit(tokens: &Tokens<'_>, j: usize) -> Option<(usize, Whole)> {
    Some(match tokens.folded(j) {
        "month" | "mes" => (j + 1, Whole::Month),
        "fiscal" if tokens.folded(j + 1) == "year" => (j + 2, Whole::Fiscal),
        "año" | "ejercicio" if tokens.folded(j + 1) == "fiscal" => (j + 2, Whole::Fiscal),
        "year" | "año" => (j + 1, Whole::Year),
        "period" | "periodo" | "lapso" | "quarter" | "trimestre" => (j + 1, Whole::Period),
        _ => return None,
    })
}

/// What "the previous month", "the prior fiscal year" steps back from.
fn prior(tokens: &Tokens<'_>, at: usize) -> Option<Whole> {
    let j = at + usize::from(tokens.folded(at) == "the");
    if !matches!(tokens.folded(j), "previous" | "prior" | "preceding") {
        return None;
    }
    match tokens.folded(j + 1) {
        "month" => Some(Whole::Month),
        "fiscal" => Some(Whole::Fiscal),
        "year" => Some(Whole::Year),
        "quarter" => Some(Whole::Period),
        _ => None,
    }
}

/// The period of a kind that was told.
fn whole(told: Told, kind: Whole) -> Option<Told> {
    let one = |p: Period| Told { first: p, last: p };
    let day = told.first.span().start;
    Some(match (kind, told.first.granularity()) {
        (Whole::Period, _)
        | (Whole::Year, Granularity::Year | Granularity::FiscalYear(_))
        | (Whole::Fiscal, Granularity::FiscalYear(_)) => told,
        (Whole::Month, Granularity::Month) if told.first == told.last => told,
        (Whole::Month, _) => return None,
        (Whole::Year, _) => one(Period::containing(Granularity::Year, day)),
        (Whole::Fiscal, _) => one(Period::containing(
            Granularity::FiscalYear(Calendar::default()),
            day,
        )),
    })
}

/// "el último año", "the past year", "the fiscal year": those that were told of, where they were.
fn is_that_year(tokens: &Tokens<'_>, at: usize, time: &Time) -> bool {
    let j = at + usize::from(matches!(tokens.folded(at), "el" | "the"));
    let last = matches!(
        (tokens.folded(j), tokens.folded(j + 1)),
        ("ultimo", "año") | ("past", "year")
    );
    let bare = matches!(
        (tokens.folded(j), tokens.folded(j + 1)),
        ("año" | "periodo" | "ejercicio", "fiscal") | ("fiscal", "year")
    ) && matches!(tokens.before(j, 1), "el" | "del" | "the")
        && tokens.span(j, j + 2).end == time.span.end;
    last || bare
}

/// "a year ago", "hace un año".
fn is_year_ago(tokens: &Tokens<'_>, at: usize) -> bool {
    matches!(
        (tokens.folded(at), tokens.folded(at + 1), tokens.folded(at + 2)),
        ("a" | "one", "year", "ago") | ("hace", "un", "año")
    )
}

/// Whether a bare year has the number of a fiscal one.
fn is_year_of(told: Told, fiscal: Told) -> bool {
    match (told.first, fiscal.first) {
        (Period::Year { year }, Period::FiscalYear { year: of, .. }) => told.first == told.last && year == of,
        _ => false,
    }
}

fn is_fiscal_year(told: Told) -> bool {
    told.first == told.last && matches!(told.first, Period::FiscalYear { .. })
}

/// Points one time back: to what was told last, or the newest told.
fn point(tokens: &Tokens<'_>, at: usize, (since, told): (usize, Told), newest: Told, time: &mut Time) {
    match &time.when {
        When::Away { length, later } => {
            let sign = if *later { -1 } else { 1 };
            if *later && length.months != 12 {
                return;
            }
            let before = match (length.months, told.first.granularity()) {
                (m, _) if m > 0 && m % 12 == 0 => i16::try_from(sign * (m / 12))
                    .ok()
                    .and_then(|n| told.years_before(n)),
                (1, Granularity::Month) | (3, Granularity::Quarter | Granularity::FiscalQuarter(_)) => {
                    let first = told.first.back(1);
                    Some(Told { first, last: first })
                }
                _ => None,
            };
            if let Some(before) = before {
                time.when = before.when();
            }
        }
        // "el último año", "el año fiscal", told of a fiscal year
        When::Days(_) if is_that_year(tokens, at, time) && is_fiscal_year(newest) => {
            time.when = newest.when();
        }
        // "a 175 % increase from one year ago", told of a month
        When::Days(_) if is_year_ago(tokens, at) => {
            if let Some(before) = told.years_before(1) {
                time.when = before.when();
            }
        }
        When::Days(days) => {
            let itself = at + usize::from(tokens.folded(at) == "the");
            let same_as = tokens.folded(itself) == "same";
            let kind = if same_as {
                unit(tokens, itself + 1).map(|u| u.1)
            } else {
                pointers(tokens, at, at + 3).first().map(|p| p.2)
            };
            if let Some(kind) = kind {
                // "the same year" is that of the matter, "that month" the one just told.
                let told = if same_as { newest } else { told };
                if let Some(that) = whole(told, kind) {
                    time.when = that.when();
                }
            } else if let Some(kind) = prior(tokens, at) {
                // "the previous fiscal year", told of fiscal 2023
                let base = whole(told, kind).and_then(|w| {
                    let one = w.first.back(1);
                    (w.first == w.last).then_some(Told {
                        first: one,
                        last: one,
                    })
                });
                if let Some(before) = base {
                    time.when = before.when();
                }
            } else if let Some(start) = same(tokens, at)
                && let Some(year) = days.period.map(year_of)
                && let told = if is_parted(tokens, since, start) {
                    newest
                } else {
                    told
                }
                && let Some(moved) = told.years_before(year_of(told.first) - year)
            {
                time.when = moved.when();
                time.span.start = tokens.span(start, at).start;
            } else if !days.is_certain() && matches!(told.first, Period::Month { .. }) && compared(tokens, at)
            {
                // "más que en noviembre", told of December 2022
                let Some(Period::Month { year, month }) = days.past.period(Calendar::default()) else {
                    return;
                };
                let back = (0..60)
                    .filter_map(|n| year.checked_sub(n))
                    .map(|year| Period::Month { year, month })
                    .find(|p| p.span().start < told.first.span().start);
                if let Some(p) = back.filter(|_| told.first == told.last) {
                    time.when = Told { first: p, last: p }.when();
                }
            }
        }
        _ => {}
    }
}

/// The number of the year of a period.
fn year_of(p: Period) -> i16 {
    match p {
        Period::Year { year } | Period::FiscalYear { year, .. } | Period::FiscalQuarter { year, .. } => year,
        _ => p.span().start.year(),
    }
}

/// Where "the same month of" begins before a year.
fn same(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let mut j = at;
    while matches!(
        tokens.before(j, 1),
        "of" | "in" | "de" | "del" | "el" | "the" | "a" | "," | "en"
    ) {
        j -= 1;
    }
    let unit = matches!(
        tokens.before(j, 1),
        "month" | "period" | "quarter" | "time" | "mes" | "periodo" | "trimestre" | "lapso" | "semestre"
    );
    (unit && matches!(tokens.before(j, 2), "same" | "mismo" | "igual")).then(|| j - 2)
}

/// How many tokens before "from" what moved may stand.
const MOVED: usize = 10;

/// Whether "than" or "from" stands before a time.
fn compared(tokens: &Tokens<'_>, at: usize) -> bool {
    let j = if matches!(tokens.before(at, 1), "in" | "en" | "the" | "el" | "de") {
        at - 1
    } else {
        at
    };
    // "data from June" is told of June.
    let moves = || {
        (1..=MOVED).any(|n| {
            let w = tokens.before(j, n);
            super::direction::is_move(w) || matches!(w, "up" | "down" | "more" | "fewer" | "mas" | "menos")
        })
    };
    // "mientras que en marzo" compares nothing.
    let more = |j: usize| {
        (2..=MOVED).any(|n| {
            matches!(
                tokens.before(j, n),
                "mas"
                    | "menos"
                    | "mayor"
                    | "menor"
                    | "superior"
                    | "inferior"
                    | "alta"
                    | "alto"
                    | "baja"
                    | "bajo"
            )
        }) && tokens.before(j, 2) != "mientras"
    };
    matches!(tokens.before(j, 1), "from" | "desde" | "over") && moves()
        || matches!(tokens.before(j, 1), "than" | "respecto")
        || tokens.before(j, 1) == "que" && more(j)
        || matches!(tokens.before(j, 1), "a" | "de" | "la" | "los")
            && (matches!(tokens.before(j, 2), "frente" | "respecto")
                || tokens.before(j, 2) == "que" && more(j))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::{Lang, time::times};

    fn told(text: &str, lang: Lang) -> Vec<String> {
        let tokens = Tokens::new(text);
        let published = date(2024, 11, 4);
        resolve(&tokens, times(text, published, lang), published)
            .iter()
            .filter_map(|t| Told::of(&t.when))
            .map(|t| {
                if t.first == t.last {
                    t.first.to_string()
                } else {
                    format!("{}..{}", t.first, t.last)
                }
            })
            .collect()
    }

    #[test]
    fn times_point_back() {
        for (text, last) in [
            ("in fiscal year 2023, up from a year earlier", "FY2022"),
            ("in fiscal year 2023, against the previous fiscal year", "FY2022"),
            ("in December 2022, and 57,000 that month", "2022-12"),
            (
                "In March 2023 it rose; in the same month of 2022 it fell",
                "2022-03",
            ),
            ("in December 2021, 5% more than in November", "2021-11"),
        ] {
            assert_eq!(
                told(text, Lang::English).last().map(String::as_str),
                Some(last),
                "{text}"
            );
        }
        for (text, last) in [
            (
                "en el año fiscal 2022, más que en el ejercicio anterior",
                "FY2021",
            ),
            ("en diciembre de 2021, más que el mes anterior", "2021-11"),
            (
                "entre julio y septiembre de 2024, que en el mismo trimestre de 2023",
                "2023-07..2023-09",
            ),
            ("en julio de 2021 y más que en junio", "2021-06"),
            (
                "Entre enero y septiembre de 2022, que en el mismo período de 2021",
                "2021-01..2021-09",
            ),
            ("en noviembre de 2022. Ese mes llegaron", "2022-11"),
            ("en septiembre de 2023, la más alta de ese año fiscal", "FY2023"),
            ("en el año fiscal 2024, frente a un año antes", "FY2023"),
        ] {
            assert_eq!(
                told(text, Lang::Spanish).last().map(String::as_str),
                Some(last),
                "{text}"
            );
        }
    }
}
