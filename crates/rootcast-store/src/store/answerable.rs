//! What can be asked: the measures held, by source and length of period, with the facets that narrow them.

use std::collections::{BTreeMap, BTreeSet};

use rootcast_core::{
    evidence::Answerable,
    facet::Facet,
    measure::{Measure, measures},
    period::{Granularity, Span},
};

use super::Held;
use crate::cut::{Cut, granularity_of};

#[derive(Default)]
struct Growing {
    facets: BTreeMap<String, BTreeSet<String>>,
    span: Option<Span>,
}

/// The word for a length of period.
fn word(length: Granularity) -> &'static str {
    match length {
        Granularity::Day => "day",
        Granularity::Month => "month",
        Granularity::Quarter => "quarter",
        Granularity::Year => "year",
        Granularity::FiscalQuarter(_) => "fiscal-quarter",
        Granularity::FiscalYear(_) => "fiscal-year",
    }
}

/// The measures a cut answers for: its own, and those defined as a filter of it.
fn answered(cut: &Cut) -> impl Iterator<Item = &'static Measure> + '_ {
    measures().iter().filter(move |m| {
        let defined =
            |(facet, value): (&String, &String)| cut.facet(facet).is_some_and(|f| f.values.contains(value));
        m.id == cut.measure || (m.of.as_ref() == Some(&cut.measure) && m.filter.iter().all(defined))
    })
}

/// Lists what can be asked, by measure, source and length of period.
pub(super) fn answerable(releases: &[Held]) -> Vec<Answerable> {
    let mut all: BTreeMap<(String, String, String), Growing> = BTreeMap::new();
    for held in releases {
        for cut in &held.record.cuts {
            let spans = cut.spans();
            let Some(length) = granularity_of(&spans) else {
                continue;
            };
            for measure in answered(cut) {
                let key = (
                    measure.id.clone(),
                    held.record.release.source.clone(),
                    word(length).to_owned(),
                );
                let grown = all.entry(key).or_default();
                for facet in cut.facets.iter().filter(|f| !measure.filter.contains_key(&f.id)) {
                    let values = grown.facets.entry(facet.id.clone()).or_default();
                    values.extend(facet.values.iter().cloned());
                }
                for span in &spans {
                    grown.span = Some(match grown.span {
                        None => *span,
                        Some(s) => Span {
                            start: s.start.min(span.start),
                            end: s.end.max(span.end),
                        },
                    });
                }
            }
        }
    }
    all.into_iter()
        .filter_map(|((measure, source, every), grown)| {
            let mut facets: Vec<(String, Vec<String>)> = grown
                .facets
                .into_iter()
                .map(|(id, values)| (id, values.into_iter().collect()))
                .collect();
            facets.sort_by_key(|(id, _)| Facet::position(id));
            Some(Answerable {
                measure,
                source,
                facets,
                span: grown.span?,
                every,
            })
        })
        .collect()
}
