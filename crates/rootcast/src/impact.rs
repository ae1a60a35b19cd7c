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
    methods,
    panel::{Design, Panel},
};

use crate::{
    evidence::Held,
    flows::{FlowError, Flows},
};

pub mod apart;
pub mod cases;
pub mod covariates;
pub mod curve;
pub mod plan;
pub mod population;
pub mod rivals;
pub mod run;
pub mod scale;

pub use plan::Plan;
pub use scale::Scale;

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
    /// The file in which results of a curve are kept.
    #[error(transparent)]
    Checkpoint(#[from] curve::CheckpointError),
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
    /// How many lived in each origin, unit after unit, where the plan compares them per head.
    pub heads: Option<Panel>,
    /// The plan's covariates, of the same units and steps.
    pub covariates: Vec<methods::Covariate>,
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
    let counts = Panel::new(units, steps, values)?;
    let mut flows = flows;
    let heads = if plan.scale == Scale::PerHead {
        let found = population::heads(held, plan, &counts, &periods, today)?;
        flows.notes.push(found.note);
        Some(found.panel)
    } else {
        None
    };
    let mut covariates = Vec::new();
    for of in &plan.covariates {
        let found = covariates::covariate(held, plan, of, &counts, &periods, today)?;
        flows.notes.extend(found.notes);
        covariates.push(found.covariate);
    }
    Ok(Outcomes {
        flows,
        counts,
        heads,
        covariates,
        start,
        periods,
    })
}

/// Appraises the outcomes of a plan from a step on.
pub fn appraise(plan: &Plan, outcomes: &Outcomes, start: usize) -> Result<Appraisal, ImpactFault> {
    let panel = plan.scale.of(&outcomes.counts, outcomes.heads.as_ref(), start)?;
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
        method: plan.method,
        covariates: &outcomes.covariates,
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
