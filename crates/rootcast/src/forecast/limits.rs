//! How many people there are: no flow of a month can be larger.

use jiff::civil::Date;
use rootcast_core::{
    facet::{Facet, FacetKind},
    place::Place,
    reading::Reading,
};
use rootcast_store::store::Detail;

use super::nodes::Nodes;
use crate::{evidence::Held, flows::Flows};

/// The latest population of each node that is of one origin, as known on the day; `None` for the others.
pub(super) fn populations(held: &Held, flows: &Flows, nodes: &Nodes, today: Date) -> Vec<Option<f64>> {
    let mut facets = flows.reading.by_facets();
    let of: Vec<Option<&str>> = match (facets.next(), facets.next()) {
        (Some("origin"), None) => nodes
            .keys
            .iter()
            .map(|k| flows.position(k).map(|_| k.as_str()))
            .collect(),
        (None, _) => {
            let one = flows.reading.values("origin").filter(|v| v.len() == 1);
            vec![one.and_then(|v| v.first()).map(String::as_str); nodes.keys.len()]
        }
        _ => vec![None; nodes.keys.len()],
    };
    of.into_iter()
        .map(|code| code.and_then(|c| population(held, c, flows, today)))
        .collect()
}

fn population(held: &Held, code: &str, flows: &Flows, today: Date) -> Option<f64> {
    let country =
        Facet::find("origin").is_ok_and(|f| f.kind() == FacetKind::Place) && code.parse::<Place>().is_ok();
    if !country {
        return None;
    }
    let mut reading = Reading::of("population")
        .ok()?
        .with("country", code)
        .ok()?
        .by("year")
        .ok()?;
    if let Some(day) = flows.reading.as_of {
        reading = reading.as_of(day);
    }
    let detail = Detail {
        rows: false,
        cross_checks: false,
    };
    // Without a population held, growth is the limit.
    let answer = held.answer_with(&reading, today, detail).ok()?;
    answer
        .panel
        .series
        .first()?
        .numbers()
        .iter()
        .rev()
        .find_map(|n| *n)
        .filter(|n| *n > 0.0)
}
