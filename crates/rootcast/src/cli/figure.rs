//! Figures as people read them: thin spaces, a sign for every kind of absence, and what the signs mean.

use std::collections::BTreeSet;

use rootcast_core::{
    facet::{Facet, FacetKind},
    measure::Unit,
    place::{Lang, Place},
    series::Point,
    value::{Missing, Value},
};

use crate::format::number::{self, people};

/// A value for people.
pub(super) fn figure(value: &Value, unit: Unit) -> String {
    match value {
        Value::Number { value } => people(*value, number::decimals(unit)),
        Value::BelowThreshold { threshold } => format!("<{}", people(*threshold, 0)),
        Value::Missing { reason } => sign(*reason).to_owned(),
    }
}

/// The sign for a missing figure, as statistical offices print it.
fn sign(reason: Missing) -> &'static str {
    match reason {
        Missing::NotPublished => "..",
        Missing::NotCovered => "—",
        Missing::Suppressed => "(s)",
        Missing::NotApplicable => "n/a",
        Missing::Unknown => "?",
        Missing::Conflicting => "≠",
    }
}

/// The word in the `status` column of files.
pub(super) fn status(value: &Value) -> &'static str {
    match value {
        Value::Number { .. } => "number",
        Value::BelowThreshold { .. } => "below-threshold",
        Value::Missing { reason } => reason.as_str(),
    }
}

/// What the signs among these points mean; nothing where all are numbers.
pub(super) fn legend<'a>(points: impl Iterator<Item = &'a Point>) -> Option<String> {
    let missing: BTreeSet<Missing> = points
        .filter_map(|p| match p.value {
            Value::Missing { reason } => Some(reason),
            _ => None,
        })
        .collect();
    let parts: Vec<String> = missing
        .iter()
        .map(|m| {
            let meaning = match m {
                Missing::NotPublished => "not published",
                Missing::NotCovered => "not covered by any release held",
                Missing::Suppressed => "withheld by the publisher",
                Missing::NotApplicable => "not applicable",
                Missing::Unknown => "unknown: nothing was stated",
                Missing::Conflicting => "sources conflict",
            };
            format!("{} {meaning}", sign(*m))
        })
        .collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// How far a figure may be off: `±60`, or its bounds where they are not symmetrical; nothing where it is exact.
pub(super) fn spread(point: &Point, unit: Unit) -> String {
    let (Some(range), Some(value)) = (point.range, point.value.as_number()) else {
        return String::new();
    };
    let decimals = number::decimals(unit);
    let (below, above) = (value - range.low, range.high - value);
    if range.is_exact() {
        String::new()
    } else if (below - above).abs() < 0.5 * 10f64.powi(-precision(decimals)) {
        format!("±{}", people(above, decimals))
    } else {
        format!(
            "{} to {}",
            people(range.low, decimals),
            people(range.high, decimals)
        )
    }
}

/// Decimals as a power of ten.
fn precision(decimals: usize) -> i32 {
    i32::try_from(decimals).unwrap_or(0)
}

/// A facet's value for people: the code and name of a place, the label of anything else.
pub(super) fn label(facet: &str, value: &str) -> String {
    let is_place = Facet::find(facet).is_ok_and(|f| f.kind() == FacetKind::Place);
    match value.parse::<Place>() {
        Ok(place) if is_place => format!("{value} {}", place.name(Lang::En)),
        _ => value.to_owned(),
    }
}

/// A head for a column of a facet.
pub(super) fn head(facet: &str) -> &str {
    Facet::find(facet).map_or(facet, Facet::title)
}

#[cfg(test)]
mod tests {
    use rootcast_core::agreement::Interval;

    use super::*;

    fn point(value: f64, range: Interval) -> Point {
        Point {
            period: "FY2023".parse().unwrap(),
            value: Value::number(value),
            range: Some(range),
            cells: 1,
            uses: vec![],
            note: None,
        }
    }

    #[test]
    fn absence_is_never_a_zero() {
        let all = [
            (Value::missing(Missing::NotPublished), ".."),
            (Value::missing(Missing::NotCovered), "—"),
            (Value::missing(Missing::Suppressed), "(s)"),
            (Value::missing(Missing::NotApplicable), "n/a"),
            (Value::missing(Missing::Unknown), "?"),
            (Value::missing(Missing::Conflicting), "≠"),
            (Value::BelowThreshold { threshold: 10.0 }, "<10"),
            (Value::number(0.0), "0"),
        ];
        for (value, text) in all {
            assert_eq!(figure(&value, Unit::Events), text);
        }
    }

    #[test]
    fn only_inexact_figures_have_a_spread() {
        assert_eq!(spread(&point(5.0, Interval::exact(5.0)), Unit::Events), "");
        assert_eq!(
            spread(&point(2050.0, Interval::rounded(2050.0, 10.0, 12)), Unit::Events),
            "±60"
        );
        assert_eq!(
            spread(&point(2050.0, Interval::new(2045.0, 3055.0)), Unit::Events),
            "2\u{2009}045 to 3\u{2009}055"
        );
    }
}
