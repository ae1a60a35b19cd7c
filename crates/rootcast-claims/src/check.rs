//! Checking a text: its claims, each judged as of the day it was published and as of today.

use jiff::civil::Date;
use rootcast_core::{evidence::Evidence, period::Period};
use serde::Serialize;

use crate::{
    Lang, cross,
    cross::Pair,
    facts::Facts,
    frame,
    judge::{Judge, bare, settled},
    language,
    text::{Cleaned, Markup, Note, clean},
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
    pub pairs: Vec<Pair>,
}

/// How the day of a text is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dated {
    /// It was given.
    Given,
    /// A line of the text is a date.
    ByItself,
    /// It is not; today stands in.
    Unknown,
}

/// Checks one text on the knowledge of two days: that of its publication, and `today`.
pub fn check(input: Input<'_>, today: Date, evidence: &dyn Evidence, facts: &Facts) -> Document {
    let text = clean(input.text, input.markup);
    let lang = input.lang.unwrap_or_else(|| language::detect(&text.text));
    let (published, dated) = match input.published.or_else(|| dateline(&text, lang, today)) {
        Some(day) if input.published.is_some() => (day, Dated::Given),
        Some(day) => (day, Dated::ByItself),
        None => (today, Dated::Unknown),
    };
    let then = Judge::new(evidence, facts, published.min(today));
    let now = Judge::new(evidence, facts, today);
    let claims: Vec<Checked> = frame::claims(&text, published, lang)
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
    Document {
        name: input.name.to_owned(),
        lang,
        published,
        dated,
        pairs: cross::within(&claims),
        claims,
        notes: text.notes,
    }
}

/// A line near the beginning that is a date and nothing else.
fn dateline(text: &Cleaned, lang: Lang, today: Date) -> Option<Date> {
    const LINES: usize = 15;
    text.text.lines().take(LINES).find_map(|line| {
        let found = times(line, today, lang);
        let [time] = found.as_slice() else { return None };
        let When::Days(days) = &time.when else { return None };
        let Some(Period::Day(day)) = days.period else {
            return None;
        };
        let rest = line.len() - time.span.len();
        // "Published: February 5, 2024", "5 de febrero de 2024 | 10:30".
        (rest <= 24 && days.is_certain() && day <= today).then_some(day)
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
                let line = format!(
                    "`{}`: {was} as of {}, {is} as of {}",
                    bare(reading),
                    then.as_of,
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
