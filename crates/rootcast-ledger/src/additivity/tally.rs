//! Figures of one activity: which of them hold each other.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Refusal, Rule};
use crate::ledger::{Instrument, Statement, Tally};

/// Refuses figures of one activity of which one holds the other.
pub(super) fn check(all: &[&Statement]) -> Result<(), Refusal> {
    let mut activities: BTreeMap<&str, Vec<&Statement>> = BTreeMap::new();
    for s in all {
        activities.entry(&s.activity).or_default().push(s);
    }
    for of_one in activities.values() {
        // Payments of a day are each their own: thousands of them need no comparison with each other.
        let (days, rest): (Vec<&Statement>, Vec<&Statement>) = of_one.iter().partition(|s| s.is_payment());
        for (i, a) in rest.iter().enumerate() {
            for b in rest.iter().skip(i + 1).chain(&days) {
                if let Some(rule) = rule(a, b) {
                    return Err(Refusal::of(rule, &[a, b]));
                }
            }
        }
    }
    Ok(())
}

fn rule(a: &Statement, b: &Statement) -> Option<Rule> {
    if different_money(a, b) {
        return None;
    }
    match (a.tally, b.tally) {
        (Tally::Whole, Tally::Whole)
            if a.said_by != b.said_by && !a.figure.interval().meets(&b.figure.interval()) =>
        {
            Some(Rule::Conflict)
        }
        (Tally::Whole, _) | (_, Tally::Whole) => Some(Rule::Whole),
        (Tally::Cumulative, Tally::Cumulative) => Some(Rule::Cumulative),
        (Tally::Cumulative, _) => inside(b, a).then_some(Rule::Inside),
        (_, Tally::Cumulative) => inside(a, b).then_some(Rule::Inside),
        (Tally::New, Tally::New) => (a.counts_to() == b.counts_to()).then_some(Rule::Period),
        (Tally::Flow, Tally::Flow) => overlap(a, b).then_some(Rule::Period),
        // What was new on a day, and what flowed in a period that holds the day.
        (Tally::New, Tally::Flow) => holds(b, a.counts_to()).then_some(Rule::Period),
        (Tally::Flow, Tally::New) => holds(a, b.counts_to()).then_some(Rule::Period),
    }
}

/// Whether a figure to date holds what was new or flowed: all that began by its day.
fn inside(part: &Statement, to_date: &Statement) -> bool {
    match (part.tally, part.covers) {
        (Tally::Flow, Some(c)) => c.span().start <= to_date.counts_to(),
        (Tally::Flow, None) => true,
        _ => part.counts_to() <= to_date.counts_to(),
    }
}

fn overlap(a: &Statement, b: &Statement) -> bool {
    match (a.covers, b.covers) {
        (Some(a), Some(b)) => a.span().overlaps(&b.span()),
        _ => true,
    }
}

fn holds(flow: &Statement, day: Date) -> bool {
    flow.covers
        .is_none_or(|c| c.span().start <= day && day < c.span().end)
}

/// Two instruments, or two edges, both told: different money.
fn different_money(a: &Statement, b: &Statement) -> bool {
    let instruments = match (a.instrument, b.instrument) {
        (Some(x), Some(y)) => x != y && x != Instrument::Mixed && y != Instrument::Mixed,
        _ => false,
    };
    let differ = |x: &Option<String>, y: &Option<String>| matches!((x, y), (Some(x), Some(y)) if x != y);
    instruments || differ(&a.provider, &b.provider) || differ(&a.receiver, &b.receiver)
}
