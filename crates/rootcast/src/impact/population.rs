//! How many live in each origin, for figures per head.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rootcast_core::{period::Period, reading::Reading};
use rootcast_impact::panel::Panel;

use super::{ImpactFault, Plan, TREATED};
use crate::{evidence::Held, flows::Flows};

/// Inhabitants by unit and step.
pub struct Heads {
    /// The units and steps of the counts.
    pub panel: Panel,
    /// Which years they are of.
    pub note: String,
}

/// Inhabitants of the units of a plan: those of the year of each step, or of the last year held. The treated are summed up.
///
/// # Errors
/// [`ImpactFault::Plan`] where an origin has no population at all.
pub fn heads(
    held: &Held,
    plan: &Plan,
    counts: &Panel,
    periods: &[Period],
    today: Date,
) -> Result<Heads, ImpactFault> {
    let codes: Vec<&String> = plan.treated.iter().chain(&plan.donors).collect();
    let named: Vec<&str> = codes.iter().map(|c| c.as_str()).collect();
    let as_of = plan.reading.parse::<Reading>()?.as_of.unwrap_or(today);
    let reading = Reading::of("population")?
        .with("place", &named.join("+"))?
        .by("place")?
        .by("year")?
        .as_of(as_of);
    let flows = Flows::of(held, &reading, today)
        .map_err(|e| ImpactFault::Plan(format!("figures per head need a population of every origin: {e}")))?;
    let mut known: BTreeMap<&str, BTreeMap<i16, f64>> = BTreeMap::new();
    for (key, values) in flows.keys.iter().zip(&flows.values) {
        let years = flows
            .periods
            .iter()
            .map(|p| p.span().start.year())
            .zip(values.iter().copied())
            .filter(|(_, v)| v.is_finite() && *v > 0.0)
            .collect();
        known.insert(key.as_str(), years);
    }
    let mut latest = i16::MIN;
    let mut path = |code: &str| -> Result<Vec<f64>, ImpactFault> {
        let years = known.get(code).filter(|y| !y.is_empty()).ok_or_else(|| {
            ImpactFault::Plan(format!(
                "figures per head need a population of every origin, and none is held of `{code}` (`{reading}`): exclude it, or compare on another scale"
            ))
        })?;
        Ok(periods
            .iter()
            .map(|p| {
                let year = p.span().start.year();
                let at = years
                    .range(..=year)
                    .next_back()
                    .or_else(|| years.range(year..).next());
                at.map_or(f64::NAN, |(y, v)| {
                    latest = latest.max(*y);
                    *v
                })
            })
            .collect())
    };
    let mut treated = vec![0.0; periods.len()];
    for code in &plan.treated {
        for (sum, v) in treated.iter_mut().zip(path(code)?) {
            *sum += v;
        }
    }
    let mut values = Vec::with_capacity(counts.values().len());
    for unit in counts.units() {
        if unit == TREATED {
            values.extend_from_slice(&treated);
        } else {
            values.extend(path(unit)?);
        }
    }
    Ok(Heads {
        panel: Panel::new(counts.units().to_vec(), counts.steps().to_vec(), values)?,
        note: format!(
            "figures per head are per 100,000 inhabitants ({}); later months take the population of {latest}",
            flows.provenance.source_line()
        ),
    })
}
