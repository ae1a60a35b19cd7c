//! Covariates of a plan: readings by place or origin, by month or year, brought to the units and months of the outcome.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rootcast_core::{
    measure::Additive,
    period::{Granularity, Period},
    reading::Reading,
};
use rootcast_impact::{
    methods::{self, Role},
    panel::Panel,
};
use serde::{Deserialize, Serialize};

use super::{ImpactFault, Plan, TREATED, population};
use crate::{evidence::Held, flows::Flows};

/// A covariate, as a plan has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Covariate {
    /// The reading; broken down by place or by origin where it can be, else the same for all.
    pub reading: String,
    /// How its figures are taken.
    pub scale: As,
    /// What it is for.
    pub role: Role,
}

/// How the figures of a covariate are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum As {
    /// As they are.
    #[default]
    Level,
    /// The logarithm of one more than the figure.
    Log,
    /// Divided by the population of the origin.
    PerHead,
}

/// A covariate in figures, and what a reader must know of it.
pub struct Found {
    /// Of the units and steps of the outcome.
    pub covariate: methods::Covariate,
    /// Notes.
    pub notes: Vec<String>,
}

/// The figures of a covariate. Those of a year are those of each of its months. A predictor takes the last figure known by
/// then, since it tells units apart before the event; a regressor without a figure has none. Of treated origins that are summed up, figures that can be added are, and others are averaged.
///
/// # Errors
/// [`ImpactFault::Plan`] where nothing answers the reading, or an origin has no figure, or one that has no logarithm.
pub fn covariate(
    held: &Held,
    plan: &Plan,
    of: &Covariate,
    counts: &Panel,
    periods: &[Period],
    today: Date,
) -> Result<Found, ImpactFault> {
    let reading: Reading = of.reading.parse()?;
    let as_of = reading
        .as_of
        .or(plan.reading.parse::<Reading>()?.as_of)
        .unwrap_or(today);
    let reading = reading.as_of(as_of);
    let adds = reading.definition().is_ok_and(|m| m.over_facets == Additive::Sum);
    let codes: Vec<&str> = plan
        .treated
        .iter()
        .chain(&plan.donors)
        .map(String::as_str)
        .collect();
    let table = Table::ask(held, &reading, &codes, today)
        .map_err(|e| ImpactFault::Plan(format!("covariate `{}`: {e}", of.reading)))?;
    let path = |code: &str| -> Result<Vec<f64>, ImpactFault> {
        let known = table.of(code).ok_or_else(|| {
            ImpactFault::Plan(format!(
                "covariate `{}` has no figure of `{code}`: exclude that origin, or leave the covariate out",
                of.reading
            ))
        })?;
        Ok(periods.iter().map(|p| table.at(known, *p, of.role)).collect())
    };
    let mut treated = vec![0.0; periods.len()];
    for code in &plan.treated {
        for (sum, v) in treated.iter_mut().zip(path(code)?) {
            *sum += v;
        }
    }
    if !adds || table.common {
        for v in &mut treated {
            *v /= plan.treated.len().max(1) as f64;
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
    let mut notes = Vec::new();
    match of.scale {
        As::Level => {}
        As::Log => {
            if let Some(low) = values.iter().find(|v| **v < 0.0) {
                return Err(ImpactFault::Plan(format!(
                    "covariate `{}` has figures below nought ({low}), which have no logarithm: take it in levels",
                    of.reading
                )));
            }
            for v in &mut values {
                *v = v.ln_1p();
            }
        }
        As::PerHead => {
            let heads = population::heads(held, plan, counts, periods, today)?;
            for (v, p) in values.iter_mut().zip(heads.panel.values()) {
                *v /= p;
            }
            notes.push(format!("`{}`: {}", of.reading, heads.note));
        }
    }
    let missing = values.iter().filter(|v| v.is_nan()).count();
    if missing > 0 {
        notes.push(format!(
            "unbalanced: covariate `{}` has no figure in {missing} of {} cells",
            of.reading,
            values.len()
        ));
    }
    if table.common {
        notes.push(format!(
            "covariate `{}` is the same for all origins: only the structural time series can use it, as effects of months take it out elsewhere",
            of.reading
        ));
    }
    Ok(Found {
        covariate: methods::Covariate {
            name: of.reading.clone(),
            figures: Panel::new(counts.units().to_vec(), counts.steps().to_vec(), values)?,
            role: of.role,
        },
        notes,
    })
}

type Series = BTreeMap<Date, f64>;

/// Figures by place and first day of their period.
struct Table {
    by: BTreeMap<String, Series>,
    /// Whether one series stands for all.
    common: bool,
    /// Whether a figure is of a whole year.
    yearly: bool,
}

impl Table {
    fn ask(held: &Held, reading: &Reading, codes: &[&str], today: Date) -> Result<Self, String> {
        let mut first = None;
        for facet in ["place", "origin"] {
            let asked = reading.clone().by(facet).map_err(|e| e.to_string())?;
            let asked = if asked.values(facet).is_none() {
                asked.with(facet, &codes.join("+")).map_err(|e| e.to_string())?
            } else {
                asked
            };
            match Flows::of(held, &asked, today) {
                Ok(flows) if flows.keys.iter().any(|k| codes.contains(&k.as_str())) => {
                    return Ok(Self::of_flows(&flows, false));
                }
                Ok(_) => {}
                Err(e) => first = first.or(Some(e.to_string())),
            }
        }
        match Flows::of(held, reading, today) {
            Ok(flows) if flows.keys.len() == 1 => Ok(Self::of_flows(&flows, true)),
            Ok(_) => Err(first.unwrap_or_else(|| format!("`{reading}` answers with several series"))),
            Err(e) => Err(match first {
                Some(first) => format!("{first}; for all origins alike: {e}"),
                None => e.to_string(),
            }),
        }
    }

    fn of_flows(flows: &Flows, common: bool) -> Self {
        let by = flows
            .keys
            .iter()
            .zip(&flows.values)
            .map(|(key, values)| {
                let series = flows
                    .periods
                    .iter()
                    .zip(values)
                    .filter(|(_, v)| v.is_finite())
                    .map(|(p, v)| (p.span().start, *v))
                    .collect();
                (if common { String::new() } else { key.clone() }, series)
            })
            .collect();
        Self {
            by,
            common,
            yearly: flows.season == 1,
        }
    }

    fn of(&self, code: &str) -> Option<&Series> {
        let key = if self.common { "" } else { code };
        self.by.get(key).filter(|s| !s.is_empty())
    }

    /// The figure of a period, or of its year where figures are yearly; of a predictor the last one known by then.
    fn at(&self, known: &Series, period: Period, role: Role) -> f64 {
        let day = period.span().start;
        let day = if self.yearly {
            Period::containing(Granularity::Year, day).span().start
        } else {
            day
        };
        let found = match role {
            Role::Predictor => known.range(..=day).next_back().map(|(_, v)| v),
            Role::Regressor => known.get(&day),
        };
        found.copied().unwrap_or(f64::NAN)
    }
}
