//! An answer: one series a group, one point a period.

use std::collections::{BTreeMap, BTreeSet};

use rootcast_core::{
    evidence::{Answer, EvidenceError},
    period::{Period, Span},
    series::{Panel, Point, Series},
    value::{Missing, Value},
};

use super::{point::point, question::Asked, source::Uses};
use crate::ledger::{Ledger, Statement, Tally, known, words};

/// Answers a question.
pub(super) fn answer(ledger: &Ledger, asked: &Asked<'_>) -> Result<Answer, EvidenceError> {
    let all: Vec<&Statement> = ledger.statements.values().filter(|s| asked.admits(s)).collect();
    let groups = groups(asked, &all);
    let periods = periods(asked, &all)?;
    let (mut uses, mut checks) = (Uses::default(), Vec::new());
    let mut series = Vec::new();
    let mut foreign: Vec<&Statement> = Vec::new();
    let mut tallies: BTreeSet<Tally> = BTreeSet::new();
    for (key, statements) in &groups {
        let mut points = Vec::new();
        for at in &periods {
            let of = |s: &&Statement| at.holds(s);
            let (own, other): (Vec<&Statement>, Vec<&Statement>) = statements
                .iter()
                .filter(|s| of(s))
                .copied()
                .partition(|s| asked.unit().is_none_or(|u| s.unit == u));
            let tally = asked.tally(&own, at.said_in.is_some());
            tallies.extend(tally.filter(|_| !own.is_empty()));
            let mut p = if own.is_empty() && !other.is_empty() {
                foreign.extend(&other);
                in_other_units(ledger, at.period, &other)
            } else {
                let known = known(own, tally);
                point(ledger, &known, (at.period, key), &mut uses, &mut checks)
            };
            if p.value.as_number().is_some() && !other.is_empty() {
                let more = format!("; in other currencies beside it: {}", ledger.told(&other));
                p.note = p.note.map(|n| n + &more);
            }
            if matches!(
                p.value,
                Value::Missing {
                    reason: Missing::Unknown
                }
            ) {
                p.note = Some(unknown(ledger, asked, key));
            }
            points.push(p);
        }
        series.push(Series {
            key: key.clone(),
            points,
        });
    }
    let numbers = series.iter().flat_map(|s| &s.points).any(|p| !is_foreign(p));
    if !numbers && !foreign.is_empty() {
        return Err(EvidenceError::NotHeld {
            reading: asked.reading.to_string(),
            what: format!(
                "it is stated in other currencies only, and a reading of `{}` is in dollars: {}; `rootcast ledger show --currency USD` converts, and names the rate",
                asked.measure.id,
                ledger.told(&foreign)
            ),
        });
    }
    Ok(Answer {
        reading: asked.spelled(&tallies),
        unit: asked.measure.unit,
        notes: notes(asked, &all),
        panel: Panel {
            facets: asked.by.clone(),
            series,
        },
        provenance: uses.into_provenance(),
        cross_checks: checks,
    })
}

/// A period and the statements that count for it.
struct At {
    period: Period,
    /// The days in which a statement must have been said; all when absent.
    said_in: Option<Span>,
}

impl At {
    /// A flow counts for the period it covers, everything else for the one in which it was said.
    fn holds(&self, s: &Statement) -> bool {
        let Some(span) = self.said_in else {
            return true;
        };
        match s.covers {
            Some(covers) if s.tally == Tally::Flow => covers.span() == span,
            _ => span.start <= s.known_from() && s.known_from() < span.end,
        }
    }
}

fn periods(asked: &Asked<'_>, all: &[&Statement]) -> Result<Vec<At>, EvidenceError> {
    let at = |period: Period| At {
        period,
        said_in: Some(period.span()),
    };
    match (asked.period, asked.by_time) {
        (None, None) => Ok(vec![At {
            period: Period::Day(asked.as_of),
            said_in: None,
        }]),
        (None, Some(granularity)) => {
            let of = |s: &&Statement| match s.covers {
                Some(c) if s.tally == Tally::Flow => {
                    let p = Period::containing(granularity, c.span().start);
                    (p.span() == c.span()).then_some(p)
                }
                _ => Some(Period::containing(granularity, s.known_from())),
            };
            let mut found: Vec<Period> = all.iter().filter_map(of).collect();
            found.sort_by_key(|p| p.span().start);
            found.dedup();
            if found.is_empty() {
                found.push(Period::containing(granularity, asked.as_of));
            }
            Ok(found.into_iter().map(at).collect())
        }
        (Some(range), None) => Ok(vec![at(range.first())]),
        (Some(range), Some(granularity)) => {
            let split = range.split(granularity).ok_or_else(|| EvidenceError::Question {
                reading: asked.reading.to_string(),
                what: format!("{range} is not a whole number of the periods it is broken down by"),
            })?;
            Ok(split.into_iter().map(at).collect())
        }
    }
}

/// Statements by their values of the facets of the breakdown. Activities that were named, and nothing was stated of,
/// are there too: their figure is unknown.
fn groups<'l>(asked: &Asked<'l>, all: &[&'l Statement]) -> BTreeMap<Vec<String>, Vec<&'l Statement>> {
    let mut out: BTreeMap<Vec<String>, Vec<&Statement>> = BTreeMap::new();
    for s in all {
        let key = asked.by.iter().map(|f| Asked::key(f, s)).collect();
        out.entry(key).or_default().push(s);
    }
    let only_activities = asked.by.iter().all(|f| f == "activity" || f == "programme");
    if only_activities {
        for a in &asked.activities {
            let key = asked.by.iter().map(|_| a.id.clone()).collect();
            out.entry(key).or_default();
        }
    }
    out
}

fn notes(asked: &Asked<'_>, all: &[&Statement]) -> Vec<String> {
    let mut out = vec![format!(
        "figures are statements, as worded by whom the note names; known on {}",
        asked.as_of
    )];
    if all.iter().any(|s| s.word.is_some()) {
        out.push("a word in quotes is the speaker's own; the stage beside it is the ledger's".to_owned());
    }
    out
}

/// Why nothing answers: what else was stated of the activity.
fn unknown(ledger: &Ledger, asked: &Asked<'_>, key: &[String]) -> String {
    let mut out = words::UNKNOWN.to_owned();
    let of = |id: &str| key.is_empty() || key.iter().any(|k| k == id) || asked.activities.len() == 1;
    let elsewhere: Vec<&Statement> = ledger
        .statements
        .values()
        .filter(|s| s.measure == asked.measure.id && s.known_from() <= asked.as_of)
        .filter(|s| asked.activities.iter().any(|a| a.id == s.activity) && of(&s.activity))
        .collect();
    let what: BTreeSet<String> = elsewhere
        .iter()
        .map(|s| match s.aim {
            Some(aim) => format!("{} {}", s.tally.as_str(), aim.as_str()),
            None => s.tally.as_str().to_owned(),
        })
        .collect();
    if !what.is_empty() {
        let what: Vec<String> = what.into_iter().collect();
        out.push_str(&format!(
            " of what is asked; there are {} figures",
            what.join(", ")
        ));
    }
    out
}

fn in_other_units(ledger: &Ledger, period: Period, other: &[&Statement]) -> Point {
    let note = format!(
        "stated in other currencies only, which a reading does not convert: {}",
        ledger.told(other)
    );
    Point::missing(period, Missing::NotApplicable, Some(note))
}

fn is_foreign(p: &Point) -> bool {
    matches!(
        p.value,
        Value::Missing {
            reason: Missing::NotApplicable
        }
    ) && p.uses.is_empty()
}
