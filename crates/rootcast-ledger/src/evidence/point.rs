//! One figure of an answer.

use rootcast_core::{
    agreement::{Comparison, compare},
    evidence::CrossCheck,
    period::Period,
    series::Point,
    value::{Missing, Value},
};

use super::source::{Uses, release};
use crate::ledger::{Known, Ledger, Statement, words};

/// What is known as a point, and what else was said.
pub(super) fn point(
    ledger: &Ledger,
    known: &Known<'_>,
    (period, key): (Period, &[String]),
    uses: &mut Uses,
    checks: &mut Vec<CrossCheck>,
) -> Point {
    let mut check = |s: &Statement, against: &Statement| {
        checks.push(CrossCheck {
            release: release(ledger, s),
            table: s.id.clone(),
            period,
            key: key.to_vec(),
            value: s.figure.value(),
            cells: 1,
            comparison: comparison(against, s),
        });
    };
    match known {
        Known::Unknown => Point::missing(period, Missing::Unknown, Some(words::UNKNOWN.to_owned())),
        Known::Stated(held) => {
            held.others.iter().for_each(|s| check(s, held.statement));
            let mut note = ledger.sentence(held.statement);
            if !held.others.is_empty() {
                note.push_str(&format!("; said too: {}", ledger.told(&held.others)));
            }
            if !held.besides.is_empty() {
                note.push_str(&format!("; counted otherwise: {}", ledger.told(&held.besides)));
            }
            if let Some(more) = &held.statement.note {
                note.push_str(&format!("; {more}"));
            }
            Point {
                period,
                value: Value::number(held.statement.figure.value()),
                range: Some(held.statement.figure.interval()),
                cells: 1,
                uses: vec![uses.index(ledger, held.statement)],
                note: Some(note),
            }
        }
        Known::Conflict(all) => {
            // Each against the first that it contradicts.
            for s in all {
                let contradicts =
                    |o: &&&Statement| o.unit == s.unit && !o.figure.interval().meets(&s.figure.interval());
                if let Some(other) = all.iter().find(contradicts) {
                    check(s, other);
                }
            }
            without(ledger, known, all, (period, Missing::Conflicting), uses)
        }
        Known::Several(all) => without(ledger, known, all, (period, Missing::NotApplicable), uses),
    }
}

fn without(
    ledger: &Ledger,
    known: &Known<'_>,
    all: &[&Statement],
    (period, why): (Period, Missing),
    uses: &mut Uses,
) -> Point {
    let mut p = Point::missing(period, why, Some(ledger.known_in_words(known)));
    p.cells = all.len() as u64;
    p.uses = all.iter().map(|s| uses.index(ledger, s)).collect();
    p
}

fn comparison(a: &Statement, b: &Statement) -> Comparison {
    compare(
        a.figure.value(),
        a.figure.interval(),
        b.figure.value(),
        b.figure.interval(),
    )
}
