//! What can be asked of a ledger.

use std::collections::{BTreeMap, BTreeSet};

use rootcast_core::{evidence::Answerable, facet::slug, measure::measures, period::Span, release::day_after};

use super::{
    question::{Asked, FACETS},
    source::SOURCE,
};
use crate::ledger::{ActivityKind, Ledger, Statement};

/// One entry a measure, in the order of the measures; the span is from the first day on which something was known of it
/// to the last.
pub(super) fn answerable(ledger: &Ledger) -> Vec<Answerable> {
    let mut by_measure: BTreeMap<&str, Vec<&Statement>> = BTreeMap::new();
    for s in ledger.statements.values() {
        by_measure.entry(&s.measure).or_default().push(s);
    }
    let mut out = Vec::new();
    for m in measures() {
        let Some(all) = by_measure.get(m.id.as_str()) else {
            continue;
        };
        let days = || all.iter().map(|s| s.known_from());
        let (Some(first), Some(last)) = (days().min(), days().max()) else {
            continue;
        };
        let mut facets: Vec<(String, Vec<String>)> = Vec::new();
        for facet in FACETS {
            let values: BTreeSet<String> = all
                .iter()
                .filter(|s| facet != "programme" || is_programme(ledger, s))
                .filter(|s| facet != "aim" || s.aim.is_some())
                .filter(|s| facet != "instrument" || s.instrument.is_some())
                .map(|s| slug(&Asked::key(facet, s)))
                .collect();
            if !values.is_empty() {
                facets.push((facet.to_owned(), values.into_iter().collect()));
            }
        }
        out.push(Answerable {
            measure: m.id.clone(),
            source: SOURCE.to_owned(),
            facets,
            span: Span {
                start: first,
                end: day_after(last),
            },
            every: "statement".to_owned(),
        });
    }
    out
}

fn is_programme(ledger: &Ledger, s: &Statement) -> bool {
    ledger
        .activities
        .get(&s.activity)
        .is_some_and(|a| a.kind == ActivityKind::Programme)
}
