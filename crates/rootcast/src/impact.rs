//! `impact`: did an event move a flow? A plan stated first, an estimate with what speaks against it, every admissible
//! specification, and the rival explanations.

use jiff::civil::Date;
use rootcast_core::{
    period::{Granularity, Period},
    reading::{Reading, ReadingError},
};
use rootcast_impact::{
    appraisal::{self, Appraisal},
    error::ImpactError,
    panel::{Design, Panel},
};

use crate::{
    evidence::Held,
    flows::{FlowError, Flows},
};

pub mod cases;
pub mod curve;
pub mod plan;
pub mod rivals;
pub mod run;

pub use plan::Plan;

/// Why there is no estimate.
#[derive(Debug, thiserror::Error)]
pub enum ImpactFault {
    /// The flows cannot be had.
    #[error(transparent)]
    Flows(#[from] FlowError),
    /// The reading of the plan does not parse.
    #[error("the plan's reading: {0}")]
    Reading(#[from] ReadingError),
    /// The plan does not fit what is held.
    #[error("{0}")]
    Plan(String),
    /// The plan file.
    #[error(transparent)]
    File(#[from] plan::PlanError),
    /// The estimator.
    #[error(transparent)]
    Impact(#[from] ImpactError),
}

/// The outcomes of a plan: its treated origins summed up as the first unit, then its donors.
pub struct Outcomes {
    /// The flows as answered.
    pub flows: Flows,
    /// The counts, unit after unit, within the plan's window.
    pub counts: Panel,
    /// The first step under treatment.
    pub start: usize,
    /// The steps.
    pub periods: Vec<Period>,
}

/// The name of the summed treated unit.
pub const TREATED: &str = "treated";

/// Asks a plan's reading as known on a day.
pub fn flows(held: &Held, plan: &Plan, today: Date) -> Result<Flows, ImpactFault> {
    let reading: Reading = plan.reading.parse()?;
    Ok(Flows::of(held, &reading, today)?)
}

/// The outcomes of a plan.
pub fn outcomes(held: &Held, plan: &Plan, today: Date) -> Result<Outcomes, ImpactFault> {
    let flows = flows(held, plan, today)?;
    let first = plan.first.span().start;
    let last = plan.last.span().start;
    let at: Vec<usize> = (0..flows.periods.len())
        .filter(|t| (first..=last).contains(&flows.periods[*t].span().start))
        .collect();
    let periods: Vec<Period> = at.iter().map(|t| flows.periods[*t]).collect();
    let start = periods
        .iter()
        .position(|p| p.span().start >= plan.start.span().start)
        .ok_or_else(|| ImpactFault::Plan(format!("no figure is held from {} on", plan.start)))?;
    let column = |code: &str| {
        let k = flows.position(code).ok_or_else(|| {
            ImpactFault::Plan(format!("`{code}` is not among the series of `{}`", plan.reading))
        })?;
        // A month in which nobody of an origin is listed is a month with none.
        Ok::<Vec<f64>, ImpactFault>(
            at.iter()
                .map(|t| flows.values[k][*t])
                .map(|v| if v.is_nan() { 0.0 } else { v })
                .collect(),
        )
    };
    let mut treated = vec![0.0; at.len()];
    for code in &plan.treated {
        for (sum, v) in treated.iter_mut().zip(column(code)?) {
            *sum += v;
        }
    }
    let mut values = treated;
    let mut units = vec![TREATED.to_owned()];
    for code in &plan.donors {
        values.extend(column(code)?);
        units.push(code.clone());
    }
    let steps = periods.iter().map(ToString::to_string).collect();
    Ok(Outcomes {
        counts: Panel::new(units, steps, values)?,
        flows,
        start,
        periods,
    })
}

/// The scale on which outcomes are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Scale {
    /// The logarithm of one more than the count: movements in per cent.
    Log,
    /// Per cent of the mean before the event.
    Index,
    /// The count itself.
    Level,
}

impl Scale {
    /// Counts on this scale.
    pub fn of(self, counts: &Panel, start: usize) -> Result<Panel, ImpactError> {
        let steps = counts.steps().len();
        let values = (0..counts.units().len())
            .flat_map(|u| {
                let path = counts.unit(u);
                let mean = path[..start].iter().sum::<f64>() / start.max(1) as f64;
                (0..steps).map(move |t| match self {
                    Self::Log => path[t].ln_1p(),
                    Self::Index => 100.0 * path[t] / mean.max(1.0),
                    Self::Level => path[t],
                })
            })
            .collect();
        Panel::new(counts.units().to_vec(), counts.steps().to_vec(), values)
    }

    /// An effect that can be seen, in the unit of the scale, as a part for people; levels stay encounters.
    pub fn seen(self, detectable: f64) -> f64 {
        match self {
            Self::Log => -(-detectable).exp_m1(),
            Self::Index | Self::Level => detectable / 100.0,
        }
    }

    /// An effect on this scale as a part of what there would have been, at the treated's mean under treatment.
    pub fn relative(self, effect: f64, counts: &Panel, start: usize) -> f64 {
        let path = counts.unit(0);
        let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len().max(1) as f64;
        match self {
            Self::Log => effect.exp_m1(),
            Self::Index => {
                let after = 100.0 * mean(&path[start..]) / mean(&path[..start]).max(1.0);
                effect / (after - effect).max(1e-9)
            }
            Self::Level => effect / (mean(&path[start..]) - effect).max(1e-9),
        }
    }
}

/// Appraises the outcomes of a plan from a step on.
pub fn appraise(plan: &Plan, outcomes: &Outcomes, start: usize) -> Result<Appraisal, ImpactFault> {
    let panel = plan.scale.of(&outcomes.counts, start)?;
    let design = Design::block(&panel, &[0], start)?;
    let neighbours: Vec<usize> = plan.neighbours.iter().filter_map(|n| panel.position(n)).collect();
    let breaks: Vec<usize> = plan
        .breaks
        .iter()
        .filter_map(|b| outcomes.periods.iter().position(|p| p == b))
        .collect();
    Ok(appraisal::appraise(&appraisal::Question {
        panel: &panel,
        design: &design,
        neighbours: &neighbours,
        breaks: &breaks,
        way: plan.way,
        bars: &plan.bars,
    })?)
}

/// The month of a day.
pub fn month(day: Date) -> Period {
    Period::containing(Granularity::Month, day)
}
