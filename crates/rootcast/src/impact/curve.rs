//! The specification curve: the estimate under every admissible choice, which choice drives it, and how rare such a curve
//! is (Simonsohn, Simmons and Nelson 2020).

mod checkpoint;
mod choices;
mod summary;
mod work;

use std::{
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
};

use jiff::civil::Date;
use rayon::prelude::*;
use serde::Serialize;

use super::{ImpactFault, Plan, Scale};
use crate::evidence::Held;
use checkpoint::Checkpoint;
pub use checkpoint::CheckpointError;
pub use choices::Estimator;
use choices::{Choices, Job};
pub use summary::{Driver, Joint};
use work::{Cell, Cells};

/// All specifications.
#[derive(Clone, Debug, Serialize)]
pub struct Curve {
    /// The hash of the plan.
    pub plan_hash: String,
    /// The event of the plan.
    pub event: String,
    /// Each specification, the lowest effect first.
    pub specifications: Vec<Specification>,
    /// How many could not be estimated.
    pub failed: usize,
    /// The effect of the plan's own specification, where it is one of them.
    pub planned: Option<f64>,
    /// Share whose effect goes the way that is claimed.
    pub agree: f64,
    /// Share whose effect goes the way of the plan's own and is between half and twice as large.
    pub similar: Option<f64>,
    /// Share that goes the way that is claimed and is rare among placebos, of those with placebos.
    pub rare: Option<f64>,
    /// The p up to which an effect is rare: the plan's bar.
    pub alpha: f64,
    /// The effects at the 5, 25, 50, 75 and 95 per cent of the curve, as parts of what there would have been.
    pub quantiles: [f64; 5],
    /// How much of the variance of effects each choice explains by itself, the most first.
    pub drivers: Vec<Driver>,
    /// The curve among those of the donors.
    pub joint: Option<Joint>,
    /// What was not admitted, and why.
    pub notes: Vec<String>,
}

/// One specification and its estimate.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Specification {
    /// The reading of the outcome.
    pub outcome: String,
    /// The scale.
    pub scale: Scale,
    /// Months before the event from which on figures are used.
    pub before: usize,
    /// Months just before the event that are not used.
    pub skipped: usize,
    /// Months under treatment.
    pub after: usize,
    /// Which donors.
    pub donors: String,
    /// The estimator.
    pub estimator: Estimator,
    /// The effect as a part of what there would have been.
    pub relative: f64,
    /// Exact p among placebos in space, where the estimator has one: by the ratio of gaps for synthetic controls, by the
    /// size of the effect for the others.
    pub p: Option<f64>,
}

/// How a curve is run.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// Up to how many donors are left out together.
    pub leave_out: usize,
    /// The file in which results are kept, and from which a run goes on.
    pub resume: Option<&'a Path>,
}

/// Runs all specifications of a plan, in parallel; `tick` is called with how many are done, and of how many.
///
/// # Errors
/// As [`super::run::run`]; a specification that cannot be estimated is counted. [`ImpactFault::Checkpoint`] where results
/// cannot be kept, or those of the file are of another plan or of other figures.
pub fn curve(
    held: &Held,
    plan: &Plan,
    today: Date,
    options: Options<'_>,
    tick: &(dyn Fn(usize, usize) + Sync),
) -> Result<Curve, ImpactFault> {
    let choices = Choices::of(held, plan, options.leave_out, today)?;
    let checkpoint = options
        .resume
        .map(|path| Checkpoint::open(path, &identity(plan, &choices)))
        .transpose()?;
    let jobs = choices.jobs();
    let each = Estimator::ALL.len() * choices.after.len();
    let done = AtomicUsize::new(0);
    let cells: Vec<Cells> = jobs
        .par_iter()
        .map(|job| {
            let name = choices.named(job);
            let known = checkpoint
                .as_ref()
                .and_then(|c| c.known(&name))
                .filter(|c| c.len() == each);
            let found = if let Some(cells) = known {
                cells.clone()
            } else {
                let cells = work::job(&choices, job);
                if let Some(c) = &checkpoint {
                    c.keep(&name, &cells)?;
                }
                cells
            };
            tick(done.fetch_add(each, Ordering::Relaxed) + each, jobs.len() * each);
            Ok(found)
        })
        .collect::<Result<_, CheckpointError>>()?;
    Ok(told(plan, &choices, &jobs, &cells))
}

/// What results are of: the plan and the figures.
fn identity(plan: &Plan, choices: &Choices) -> String {
    let mut figures = Vec::new();
    for o in &choices.outcomes {
        figures.extend_from_slice(o.name.as_bytes());
        for panel in std::iter::once(&o.counts).chain(&o.heads) {
            figures.extend(panel.values().iter().flat_map(|v| v.to_bits().to_le_bytes()));
        }
    }
    checkpoint::hash(&[plan.hash().as_bytes(), &figures])
}

fn told(plan: &Plan, choices: &Choices, jobs: &[Job], cells: &[Cells]) -> Curve {
    let alpha = plan.bars.alpha;
    let mut specifications = Vec::new();
    let mut with_placebos: Vec<(&[usize], &Cell)> = Vec::new();
    let mut failed = 0;
    let mut planned = None;
    for (job, cells) in jobs.iter().zip(cells) {
        let made = Estimator::ALL
            .iter()
            .flat_map(|e| choices.after.iter().map(move |a| (*e, *a)));
        for ((estimator, after), cell) in made.zip(cells) {
            let Some((cell, relative)) = cell.as_ref().and_then(|c| Some((c, *c.relative.first()?))) else {
                failed += 1;
                continue;
            };
            if !cell.p.is_empty() {
                with_placebos.push((&choices.pools[job.pool].units, cell));
            }
            let s = Specification {
                outcome: choices.outcomes[job.outcome].name.clone(),
                scale: job.scale,
                before: job.before,
                skipped: job.skipped,
                after,
                donors: choices.pools[job.pool].name.clone(),
                estimator,
                relative,
                p: cell.p.first().copied(),
            };
            let own = job.outcome == 0
                && job.scale == plan.scale
                && job.pool == 0
                && job.skipped == 0
                && choices.before.first() == Some(&job.before)
                && choices.after.first() == Some(&after)
                && Some(estimator) == Estimator::of(plan.method);
            if own {
                planned = Some(relative);
            }
            specifications.push(s);
        }
    }
    let units = choices.outcomes.first().map_or(0, |o| o.counts.units().len());
    let joint = summary::joint(&with_placebos, units, plan.way, alpha);
    specifications.sort_by(|a, b| a.relative.total_cmp(&b.relative));
    let share = |of: &dyn Fn(&Specification) -> bool, among: &dyn Fn(&Specification) -> bool| {
        let all = specifications.iter().filter(|s| among(s)).count();
        let hits = specifications.iter().filter(|s| among(s) && of(s)).count();
        (all > 0).then(|| hits as f64 / all as f64)
    };
    let effects: Vec<f64> = specifications.iter().map(|s| s.relative).collect();
    let at = |p: f64| rootcast_forecast::predictive::sorted_quantile(&effects, p);
    Curve {
        plan_hash: plan.hash(),
        event: plan.event.clone(),
        failed,
        planned,
        agree: share(&|s| plan.way.fits(s.relative), &|_| true).unwrap_or(0.0),
        similar: planned.and_then(|own| {
            let near = |s: &Specification| {
                let part = s.relative / own;
                (0.5..=2.0).contains(&part)
            };
            share(&near, &|_| true)
        }),
        rare: share(
            &|s| plan.way.fits(s.relative) && s.p.is_some_and(|p| p <= alpha),
            &|s| s.p.is_some(),
        ),
        alpha,
        quantiles: [at(0.05), at(0.25), at(0.5), at(0.75), at(0.95)],
        drivers: summary::drivers(&specifications),
        joint,
        notes: choices.notes.clone(),
        specifications,
    }
}
