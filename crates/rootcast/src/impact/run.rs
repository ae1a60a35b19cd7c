//! The estimate of a plan.

use jiff::civil::Date;
use rootcast_core::{period::Period, provenance::Provenance};
use rootcast_impact::appraisal::Appraisal;
use serde::Serialize;

use super::{ImpactFault, Plan, appraise, outcomes};
use crate::evidence::Held;

/// A plan, its estimate and its verdict.
#[derive(Clone, Debug, Serialize)]
pub struct Result {
    /// The hash of the plan.
    pub plan_hash: String,
    /// Whether the plan was changed after it was written.
    pub amended: bool,
    /// The plan.
    pub plan: Plan,
    /// The estimate and its gates.
    pub appraisal: Appraisal,
    /// The effect as a part of what there would have been: −0.3 is 30 per cent fewer.
    pub relative: f64,
    /// The same for the ends of the interval.
    pub relative_interval: Option<(f64, f64)>,
    /// The effect in encounters a month, the mean over the months under treatment.
    pub a_month: f64,
    /// Each month: what was counted, and what the control says there would have been.
    pub months: Vec<Month>,
    /// The verdict in a sentence.
    pub says: String,
    /// Where the figures come from.
    pub provenance: Provenance,
    /// What a reader must know.
    pub notes: Vec<String>,
}

/// One month of the treated.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Month {
    /// The month.
    pub period: Period,
    /// What was counted.
    pub counted: f64,
    /// What the control says.
    pub control: f64,
}

/// Runs a plan as known on a day.
///
/// # Errors
/// A plan that does not fit what is held, or an estimator that cannot be used.
pub fn run(held: &Held, plan: &Plan, amended: bool, today: Date) -> std::result::Result<Result, ImpactFault> {
    let outcomes = outcomes(held, plan, today)?;
    let appraisal = appraise(plan, &outcomes, outcomes.start)?;
    let relative = |effect: f64| plan.scale.relative(effect, &outcomes.counts, outcomes.start);
    let path = outcomes.counts.unit(0);
    let mean_before = path[..outcomes.start].iter().sum::<f64>() / outcomes.start.max(1) as f64;
    let months: Vec<Month> = outcomes
        .periods
        .iter()
        .zip(path)
        .zip(&appraisal.gaps)
        .map(|((period, counted), gap)| Month {
            period: *period,
            counted: *counted,
            control: match plan.scale {
                super::Scale::Log => ((counted.ln_1p() - gap).exp_m1()).max(0.0),
                super::Scale::Index => counted - gap * mean_before / 100.0,
                super::Scale::Level => counted - gap,
            },
        })
        .collect();
    let after = &months[outcomes.start..];
    let a_month = after.iter().map(|m| m.counted - m.control).sum::<f64>() / after.len().max(1) as f64;
    let part = relative(appraisal.effect);
    Ok(Result {
        plan_hash: plan.hash(),
        amended,
        says: says(plan, &appraisal, part),
        relative: part,
        relative_interval: appraisal.interval.map(|(l, h)| (relative(l), relative(h))),
        a_month,
        months,
        provenance: outcomes.flows.provenance.clone(),
        notes: outcomes.flows.notes.clone(),
        plan: plan.clone(),
        appraisal,
    })
}

/// The verdict in a sentence, with its design and the gate that decided.
fn says(plan: &Plan, a: &Appraisal, relative: f64) -> String {
    let way = match plan.way {
        rootcast_impact::appraisal::Way::Fall => "lowered",
        rootcast_impact::appraisal::Way::Rise => "raised",
    };
    let gate = a
        .gates
        .iter()
        .find(|g| g.name == a.decided_by)
        .map_or_else(String::new, |g| format!(": {}", g.says));
    format!(
        "That {} {way} encounters of {} is {} by a demeaned synthetic control of {} donors (estimate {:+.0} %). Decided by `{}`{gate}.",
        plan.event,
        plan.treated.join(", "),
        a.verdict.as_str(),
        plan.donors.len(),
        100.0 * relative,
        a.decided_by
    )
}
