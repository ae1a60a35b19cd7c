//! What would be counted twice: by what a statement is counted in, by parts of activities, by edges of a payment.

use std::collections::{BTreeMap, BTreeSet};

use super::{Refusal, Rule};
use crate::ledger::{Ledger, Statement};

/// Refuses a statement with one that counts it, and an activity with its part.
pub(super) fn check(ledger: &Ledger, all: &[&Statement]) -> Result<(), Refusal> {
    let given: BTreeMap<&str, &Statement> = all.iter().map(|s| (s.id.as_str(), *s)).collect();
    for s in all {
        let counting = counts(ledger, s);
        if let Some(whole) = counting.iter().find_map(|id| given.get(id)) {
            return Err(Refusal::of(Rule::Counted, &[s, whole]));
        }
    }
    let mut by_activity: BTreeMap<&str, &Statement> = BTreeMap::new();
    for s in all {
        by_activity.entry(&s.activity).or_insert(s);
    }
    for (activity, part) in &by_activity {
        for (above, rule) in wholes(ledger, activity) {
            if let Some(whole) = by_activity.get(above) {
                return Err(Refusal::of(rule, &[part, whole]));
            }
        }
    }
    Ok(())
}

/// The statements whose figures already count this one, directly or through others, by identifier.
pub fn counts<'l>(ledger: &'l Ledger, statement: &'l Statement) -> BTreeSet<&'l str> {
    let mut seen = BTreeSet::new();
    let mut next: Vec<&str> = statement.counted_in.iter().map(String::as_str).collect();
    while let Some(id) = next.pop() {
        if id != statement.id && seen.insert(id) {
            next.extend(
                ledger
                    .statements
                    .get(id)
                    .into_iter()
                    .flat_map(|s| &s.counted_in)
                    .map(String::as_str),
            );
        }
    }
    seen
}

/// The activities that hold this one, at any distance, with the rule that adding the two would break.
fn wholes<'l>(ledger: &'l Ledger, activity: &'l str) -> BTreeMap<&'l str, Rule> {
    let mut seen: BTreeMap<&str, Rule> = BTreeMap::new();
    let mut next = vec![(activity, Rule::Part)];
    while let Some((id, way)) = next.pop() {
        let Some(a) = ledger.activities.get(id) else {
            continue;
        };
        let parts = a.part_of.iter().map(|p| (p.as_str(), way));
        let counted = a.counted_in.iter().map(|c| (c.as_str(), Rule::Counted));
        for (above, rule) in parts.chain(counted) {
            if above != activity && !seen.contains_key(above) {
                seen.insert(above, rule);
                next.push((above, rule));
            }
        }
    }
    seen
}

/// Refuses two reports of one edge, and money that was passed on.
pub(super) fn edges(all: &[&Statement]) -> Result<(), Refusal> {
    let mut reported: BTreeMap<(&str, &str), &Statement> = BTreeMap::new();
    let mut received: BTreeMap<&str, &Statement> = BTreeMap::new();
    for s in all {
        let (Some(from), Some(to)) = (s.provider.as_deref(), s.receiver.as_deref()) else {
            continue;
        };
        let first = *reported.entry((from, to)).or_insert(s);
        if first.said_by != s.said_by {
            return Err(Refusal::of(Rule::Edge, &[first, s]));
        }
        if from != to {
            received.entry(to).or_insert(s);
        }
    }
    for s in all {
        if let Some(before) = s.provider.as_deref().and_then(|p| received.get(p))
            && s.provider != s.receiver
        {
            return Err(Refusal::of(Rule::Onward, &[before, s]));
        }
    }
    Ok(())
}
