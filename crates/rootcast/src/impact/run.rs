//! The estimate of a plan.

use jiff::civil::Date;
use rootcast_core::{period::Period, provenance::Provenance};
use rootcast_impact::{
    appraisal::{Appraisal, Verdict},
    methods::{Inputs, Side, side_by_side},
    panel::Design,
};
use serde::Serialize;

use super::{ImpactFault, Plan, appraise, outcomes};
use crate::evidence::Held;

/// The seed of what is drawn.
pub(super) const SEED: u64 = 1;

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
    /// The least effect that the design could see, as a part of what there would have been.
    pub seen: f64,
    /// The effect in encounters a month, the mean over the months under treatment.
    pub a_month: f64,
    /// Each month: what was counted, and what the control says there would have been.
    pub months: Vec<Month>,
    /// Other methods beside it.
    pub beside: Vec<Beside>,
    /// Treated origins that are units of their own, each with its verdict; the rest of the result is of the one that decides.
    pub units: Vec<Unit>,
    /// The verdict in a sentence.
    pub says: String,
    /// Where the figures come from.
    pub provenance: Provenance,
    /// What a reader must know.
    pub notes: Vec<String>,
}

/// A method beside the plan's.
#[derive(Clone, Debug, Serialize)]
pub struct Beside {
    /// The method and its estimate on the plan's scale, or why there is none.
    #[serde(flatten)]
    pub side: Side,
    /// The effect as a part of what there would have been; of several origins on the logarithmic scale alone.
    pub relative: Option<f64>,
    /// The same for the ends of the interval.
    pub relative_interval: Option<(f64, f64)>,
}

/// A treated origin that is a unit of its own.
#[derive(Clone, Debug, Serialize)]
pub struct Unit {
    /// The origin.
    pub origin: String,
    /// Its first month under treatment.
    pub start: Period,
    /// Its effect as a part of what there would have been.
    pub relative: f64,
    /// Its verdict.
    pub verdict: Verdict,
    /// The gate that decided.
    pub decided_by: &'static str,
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
    if plan.starts.is_empty() {
        one(held, plan, amended, today)
    } else {
        super::apart::run(held, plan, amended, today)
    }
}

/// Runs a plan of one treated unit.
pub(super) fn one(
    held: &Held,
    plan: &Plan,
    amended: bool,
    today: Date,
) -> std::result::Result<Result, ImpactFault> {
    let outcomes = outcomes(held, plan, today)?;
    let appraisal = appraise(plan, &outcomes, outcomes.start)?;
    let path = outcomes.counts.unit(0);
    let people = outcomes.heads.as_ref().map(|h| h.unit(0));
    let relative = |effect: f64| plan.scale.relative(effect, path, people, outcomes.start);
    let mean_before = path[..outcomes.start].iter().sum::<f64>() / outcomes.start.max(1) as f64;
    let months: Vec<Month> = outcomes
        .periods
        .iter()
        .zip(path)
        .zip(&appraisal.gaps)
        .enumerate()
        .map(|(t, ((period, counted), gap))| Month {
            period: *period,
            counted: *counted,
            control: match plan.scale {
                super::Scale::Log => ((counted.ln_1p() - gap).exp_m1()).max(0.0),
                super::Scale::Index => counted - gap * mean_before / 100.0,
                super::Scale::Level => counted - gap,
                super::Scale::PerHead => {
                    counted - gap * people.map_or(f64::NAN, |p| p[t]) / super::scale::HEADS
                }
            },
        })
        .collect();
    let after = &months[outcomes.start..];
    let a_month = after.iter().map(|m| m.counted - m.control).sum::<f64>() / after.len().max(1) as f64;
    let part = relative(appraisal.effect);
    let panel = plan
        .scale
        .of(&outcomes.counts, outcomes.heads.as_ref(), outcomes.start)?;
    let design = Design::block(&panel, &[0], outcomes.start)?;
    let inputs = Inputs {
        panel: &panel,
        design: &design,
        covariates: &outcomes.covariates,
        alpha: plan.bars.alpha,
        seed: SEED,
    };
    let beside = side_by_side(&plan.beside, &inputs)
        .into_iter()
        .map(|side| Beside {
            relative: side.estimate.as_ref().map(|e| relative(e.effect)),
            relative_interval: side
                .estimate
                .as_ref()
                .and_then(|e| e.interval)
                .map(|(l, h)| (relative(l), relative(h))),
            side,
        })
        .collect();
    Ok(Result {
        plan_hash: plan.hash(),
        amended,
        says: says(plan, &appraisal, part),
        relative: part,
        seen: relative(-appraisal.detectable).abs(),
        relative_interval: appraisal.interval.map(|(l, h)| (relative(l), relative(h))),
        a_month,
        beside,
        units: Vec::new(),
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
        "That {} {way} encounters of {} is {} by {} with {} donors (estimate {:+.0} %). Decided by `{}`{gate}.",
        plan.event,
        plan.treated.join(", "),
        a.verdict.as_str(),
        article(plan.method.title()),
        plan.donors.len(),
        100.0 * relative,
        a.decided_by
    )
}

/// A method in a sentence.
fn article(title: &str) -> String {
    if title.ends_with("control") {
        format!("a {title}")
    } else {
        title.to_owned()
    }
}
