//! Checking a text: its claims, each judged as of the day it was published and as of today.

use jiff::civil::Date;
use rootcast_core::{evidence::Evidence, period::Period, reading::Reading};
use serde::Serialize;

use crate::{
    Lang,
    ask::Answered,
    cross,
    cross::Pairs,
    facts::Facts,
    frame,
    judge::{Judge, Table, bare, by_table, settled, table},
    language,
    plain::{self, grouped},
    text::{Cleaned, Markup, Note, NoteKind, clean},
    time::{When, times},
    verdict::{Checked, Judged, Verdict},
};

/// A text to check.
#[derive(Clone, Copy, Debug)]
pub struct Input<'t> {
    /// Its name, for messages: a file's name.
    pub name: &'t str,
    /// The text.
    pub text: &'t str,
    /// How it is marked up.
    pub markup: Markup,
    /// The day it was published, where that is known.
    pub published: Option<Date>,
    /// Its language, where that is known.
    pub lang: Option<Lang>,
}

/// A text checked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Document {
    /// Its name.
    pub name: String,
    /// Its language.
    pub lang: Lang,
    /// The day it was published, as given, or as it says itself, else today.
    pub published: Date,
    /// How that day is known.
    pub dated: Dated,
    /// Its claims, in order.
    pub claims: Vec<Checked>,
    /// What cleaning did and doubted.
    pub notes: Vec<Note>,
    /// Claims of it that do not fit each other, or that follow each other in time.
    pub pairs: Pairs,
}

/// How the day of a text is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dated {
    /// It was given.
    Given,
    /// A line of the text is a date, or the page gives one.
    ByItself,
    /// It is not; today stands in.
    Unknown,
}

/// What texts are checked against.
#[derive(Clone, Copy)]
pub struct Grounds<'e> {
    /// The figures.
    pub evidence: &'e dyn Evidence,
    /// What is known beside figures.
    pub facts: &'e Facts,
    /// What this evidence has answered before.
    pub answered: &'e Answered,
}

/// Checks one text on the knowledge of two days: that of its publication, and `today`.
pub fn check(input: Input<'_>, today: Date, grounds: Grounds<'_>) -> Document {
    let text = clean(input.text, input.markup);
    let lang = input.lang.unwrap_or_else(|| language::detect(&text.text));
    let stated = || {
        text.published
            .filter(|day| *day <= today)
            .or_else(|| dateline(&text, lang, today))
    };
    let (published, dated) = match input.published.or_else(stated) {
        Some(day) if input.published.is_some() => (day, Dated::Given),
        Some(day) => (day, Dated::ByItself),
        None => (today, Dated::Unknown),
    };
    let then = Judge::new(grounds, published.min(today));
    let now = Judge::new(grounds, today);
    let (found, unread) = frame::first_claims(&text, published, lang, MOST_CLAIMS);
    let claims: Vec<Checked> = found
        .into_iter()
        .map(|claim| {
            let as_of_article = then.judge(&claim);
            let as_of_now = now.judge(&claim);
            Checked {
                revised: revised(&as_of_article, &as_of_now),
                settled: settled(&claim, &as_of_article, &as_of_now),
                claim,
                as_of_article,
                as_of_now,
            }
        })
        .collect();
    let claims = agreed(claims);
    let mut notes = text.notes;
    notes.extend(unread.map(|at| Note {
        kind: NoteKind::Unread,
        span: text.map.span(&text.text, at, text.text.len()),
        why: format!(
            "{} claims stand before it, as many as are looked for in one text; check the text in parts",
            claims.len()
        ),
    }));
    Document {
        name: input.name.to_owned(),
        lang,
        published,
        dated,
        pairs: cross::within(&claims),
        claims,
        notes,
    }
}

/// How many claims are looked for in one text: more than a book has. A text without end is read up to there, and the
/// rest is noted.
pub const MOST_CLAIMS: usize = 20_000;

/// Settles what is ambiguous only between agencies and borders by the exact numbers of the text, where all of those are
/// of one agency and border: a writer copies from one table.
fn agreed(mut claims: Vec<Checked>) -> Vec<Checked> {
    /// How many exact numbers say which table it was.
    const ENOUGH: usize = 2;
    let tables: Vec<Table> = claims
        .iter()
        .filter(|c| c.settled.verdict == Verdict::Supported)
        .filter_map(|c| table(&c.claim, &c.settled))
        .collect();
    let Some(first) = tables.first().filter(|first| tables.iter().all(|t| t == *first)) else {
        return claims;
    };
    if tables.len() < ENOUGH {
        return claims;
    }
    for c in claims
        .iter_mut()
        .filter(|c| c.settled.verdict == Verdict::Ambiguous)
    {
        if let Some(judged) = by_table(&c.claim, &c.settled, first) {
            c.settled = judged;
        }
    }
    claims
}

/// The day in a line near the beginning that is a date and little else ("Published: February 5, 2024"), or that opens
/// with place and date ("WASHINGTON, June 3, 2024 — …").
fn dateline(text: &Cleaned, lang: Lang, today: Date) -> Option<Date> {
    const LINES: usize = 15;
    /// How much beside the date a line of a date may hold: "Publicado el … | 10:30".
    const BESIDE: usize = 24;
    /// How far into a line the date of an opening stands at most.
    const OPENING: usize = 60;
    text.text.lines().take(LINES).find_map(|line| {
        let head = line.get(..line.floor_char_boundary(OPENING * 3)).unwrap_or(line);
        let found = times(head, today, lang);
        let time = found.first()?;
        let When::Days(days) = &time.when else { return None };
        let Some(Period::Day(day)) = days.period else {
            return None;
        };
        if !days.is_certain() || day > today {
            return None;
        }
        let alone = found.len() == 1 && line.len() - time.span.len() <= BESIDE;
        let before = head.get(..time.span.start)?;
        let after = head.get(time.span.end..)?.trim_start_matches([' ', ',', '.']);
        let opening = time.span.start <= OPENING
            && before.split_whitespace().any(|w| {
                w.chars().filter(|c| c.is_alphabetic()).count() > 2 && !w.chars().any(char::is_lowercase)
            })
            && after.starts_with(['-', '\u{2013}', '\u{2014}', '(', '|', '/', ':']);
        (alone || opening).then_some(day)
    })
}

/// Figures that differ between the two days, reading by reading.
fn revised(then: &Judged, now: &Judged) -> Vec<String> {
    let mut out = Vec::new();
    for old in &then.tried {
        for (reading, value) in old.readings.iter().zip(&old.values) {
            let Some(was) = value else { continue };
            let later = now.tried.iter().find_map(|t| {
                t.readings
                    .iter()
                    .zip(&t.values)
                    .find(|(r, _)| bare(r) == bare(reading))
                    .and_then(|(_, v)| *v)
            });
            if let Some(is) = later
                && (is - was).abs() > f64::EPSILON * was.abs()
            {
                // What people state is not revised: more is said.
                let stated = reading
                    .parse::<Reading>()
                    .is_ok_and(|r| r.definition().is_ok_and(|m| m.stated));
                let line = format!(
                    "{}: {} as of {}, {} {} (as of {})",
                    plain::words(&[reading], Some(then.as_of)),
                    grouped(*was),
                    then.as_of,
                    if stated {
                        "stated since as"
                    } else {
                        "revised since to"
                    },
                    grouped(is),
                    now.as_of
                );
                if !out.contains(&line) {
                    out.push(line);
                }
            }
        }
    }
    out
}

impl Document {
    /// Gives up the readings tried, of which a text with many claims has much: what is left is enough to set texts
    /// against each other ([`cross::between`]).
    pub fn give_up_readings(&mut self) {
        for checked in &mut self.claims {
            for judged in [
                &mut checked.settled,
                &mut checked.as_of_article,
                &mut checked.as_of_now,
            ] {
                judged.tried = Vec::new();
                judged.says = String::new();
            }
            checked.revised = Vec::new();
        }
    }

    /// How many claims have each verdict: supported, contradicted, ambiguous, not checkable.
    pub fn tally(&self) -> [usize; 4] {
        let count = |v: Verdict| self.claims.iter().filter(|c| c.settled.verdict == v).count();
        [
            count(Verdict::Supported),
            count(Verdict::Contradicted),
            count(Verdict::Ambiguous),
            count(Verdict::NotCheckable),
        ]
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::text::Markup;

    #[test]
    fn the_day_of_a_text_is_found_in_its_first_lines() {
        let of = |text: &str, lang| dateline(&clean(text, Markup::Plain), lang, date(2026, 1, 1));
        let june = Some(date(2024, 6, 3));
        let (en, es) = (Lang::English, Lang::Spanish);
        assert_eq!(of("A title\n\nJune 3, 2024\n\nText.", en), june);
        assert_eq!(
            of("A title\n\nPublished: June 3, 2024 | 10:30\n\nText.", en),
            june
        );
        assert_eq!(of("WASHINGTON, June 3, 2024 \u{2014} Arrests fell.", en), june);
        assert_eq!(
            of("WASHINGTON \u{2014} June 3, 2024 (AP): Arrests fell.", en),
            june
        );
        assert_eq!(
            of("CIUDAD DE GUATEMALA, 3 de junio de 2024 (Agencia). Bajaron.", es),
            june
        );
        assert_eq!(
            of("Arrests fell on June 3, 2024, when the rule took effect.", en),
            None
        );
        assert_eq!(of("The rule of June 3, 2024 - a first - took effect.", en), None);
    }
}
