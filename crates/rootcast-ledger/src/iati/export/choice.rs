//! Which statements of money become transactions.
//!
//! Whoever reads a file adds up its transactions, so what is written must never add up to more than was stated. Of an
//! activity, a stage and a currency the file has one of these:
//!
//! 1. the latest figure to date, as one transaction, and nothing that is part of it;
//! 2. the figure of the whole, where sources agree; where they conflict, none of them;
//! 3. what was stated of single occasions and periods, the latest of each.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::loss::Loss;
use crate::{
    ledger::{DocumentKind, Known, Ledger, Question, Stage, Statement, Tally, Unit},
    money::Decimal,
};

/// The statements of an activity's money that are written, in the order of their identifiers.
pub(super) fn money<'l>(
    ledger: &'l Ledger,
    activity: &str,
    stated: &[&'l Statement],
    as_of: Date,
    loss: &mut Loss,
) -> Vec<&'l Statement> {
    let mut groups: BTreeMap<(Stage, &Unit), Vec<&Statement>> = BTreeMap::new();
    for s in stated {
        groups.entry((s.stage, &s.unit)).or_default().push(s);
    }
    let mut out = Vec::new();
    for ((_, unit), group) in groups {
        let derived = sums(&group);
        let rest: Vec<&Statement> = group
            .iter()
            .copied()
            .filter(|s| !derived.contains(s.id.as_str()))
            .collect();
        let in_a_sum = |s: &Statement| s.counted_in.iter().any(|c| derived.contains(c.as_str()));
        let kept = [Tally::Cumulative, Tally::Whole]
            .into_iter()
            .find(|t| rest.iter().any(|s| s.tally == *t));
        let Some(tally) = kept else {
            out.extend(occasions(ledger, &rest, loss));
            continue;
        };
        let measure = group.first().map(|s| s.measure.clone()).unwrap_or_default();
        let mut question = Question::of(activity, &measure, as_of);
        question.tally = Some(tally);
        question.unit = Some(unit.clone());
        let answer = match ledger.known(&question) {
            Known::Stated(held) => Some(held.statement.id.as_str()),
            Known::Conflict(_) | Known::Several(_) | Known::Unknown => None,
        };
        for s in rest {
            let why = if Some(s.id.as_str()) == answer || in_a_sum(s) {
                out.push(s);
                continue;
            } else if s.tally != tally {
                "it is part of a larger figure that is in the file, and transactions are added up"
            } else if answer.is_none() {
                "sources conflict, and the file would have to take a side; none of their figures is in it"
            } else {
                "a later figure of the same thing is in the file; IATI holds one, not what was said before"
            };
            loss.lose("statement", &s.id, "", why);
        }
    }
    out.sort_by(|a, b| a.id.cmp(&b.id));
    out
}

/// Figures to date that are, to the last digit, the sum of statements that say they are counted in them: whoever reads
/// the parts has the sum.
fn sums<'l>(group: &[&'l Statement]) -> BTreeSet<&'l str> {
    group
        .iter()
        .filter(|t| t.tally == Tally::Cumulative && t.figure.interval().is_exact())
        .filter(|t| {
            let mut parts = group
                .iter()
                .filter(|s| s.id != t.id && s.counted_in.contains(&t.id))
                .peekable();
            parts.peek().is_some()
                && parts
                    .try_fold(Decimal::ZERO, |sum, s| sum.plus(Decimal::of(s.figure.value())?))
                    .is_some_and(|sum| Some(sum) == Decimal::of(t.figure.value()))
        })
        .map(|t| t.id.as_str())
        .collect()
}

/// Of occasions and periods, the latest statement of each; all lines of a publisher's own data.
fn occasions<'l>(ledger: &Ledger, all: &[&'l Statement], loss: &mut Loss) -> Vec<&'l Statement> {
    let is_data = |s: &Statement| {
        ledger
            .documents
            .get(&s.document)
            .is_some_and(|d| d.kind == DocumentKind::Data)
    };
    let (mut out, told): (Vec<&Statement>, Vec<&Statement>) = all.iter().partition(|s| is_data(s));
    let mut latest: BTreeMap<String, &Statement> = BTreeMap::new();
    for s in told {
        // What is said of no period is of the day on which it is said.
        let when = s.covers.map_or_else(|| s.said_on.to_string(), |c| c.to_string());
        let key = format!("{:?} {when} {:?} {:?}", s.tally, s.provider, s.instrument);
        let before = latest.insert(key.clone(), s);
        if let Some(before) = before {
            let (keep, drop) = if (before.known_from(), &before.id) > (s.known_from(), &s.id) {
                (before, s)
            } else {
                (s, before)
            };
            latest.insert(key, keep);
            let why =
                "a later figure of the same period is in the file; IATI holds one, not what was said before";
            loss.lose("statement", &drop.id, "", why);
        }
    }
    out.extend(latest.into_values());
    out
}
