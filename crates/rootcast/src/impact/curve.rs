//! The specification curve: the estimate under every admissible choice, and which choice drives it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rayon::prelude::*;
use rootcast_impact::{
    appraisal::Way,
    panel::{Design, Panel},
    placebo::space,
    synthdid::{Kind, Search, SynthDid},
    synthetic::{Level, Synthetic},
};
use serde::Serialize;

use super::{ImpactFault, Outcomes, Plan, Scale, outcomes};
use crate::evidence::Held;

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
    /// Share whose effect goes the way that is claimed.
    pub agree: f64,
    /// Share that also has a p of a tenth or less among placebos, of those with placebos.
    pub rare: Option<f64>,
    /// The effects at the 5, 25, 50, 75 and 95 per cent of the curve, as parts of what there would have been.
    pub quantiles: [f64; 5],
    /// How much of the variance of effects each choice explains by itself, the most first.
    pub drivers: Vec<(String, f64)>,
}

/// One specification and its estimate.
#[derive(Clone, Debug, Serialize)]
pub struct Specification {
    /// The scale.
    pub scale: Scale,
    /// Months before the event.
    pub before: usize,
    /// Months under treatment.
    pub after: usize,
    /// Which donors.
    pub donors: &'static str,
    /// The estimator.
    pub estimator: &'static str,
    /// The effect as a part of what there would have been.
    pub relative: f64,
    /// Exact p among placebos in space, where the estimator has one.
    pub p: Option<f64>,
}

const SCALES: [Scale; 3] = [Scale::Log, Scale::Index, Scale::Level];
const ESTIMATORS: [&str; 4] = [
    "synthetic control",
    "demeaned synthetic control",
    "synthetic difference-in-differences",
    "difference-in-differences",
];

/// Runs all specifications of a plan, in parallel; `tick` is called after each with how many there are.
///
/// # Errors
/// As [`super::run::run`]; a specification that cannot be estimated is counted.
pub fn curve(
    held: &Held,
    plan: &Plan,
    today: Date,
    tick: &(dyn Fn(usize) + Sync),
) -> Result<Curve, ImpactFault> {
    let outcomes = outcomes(held, plan, today)?;
    let steps = outcomes.periods.len();
    let befores = lengths(&[outcomes.start, 36, 24, 18], outcomes.start);
    let afters = lengths(&[steps - outcomes.start, 12, 6], steps - outcomes.start);
    let pools = pools(plan, &outcomes);
    let mut choices = Vec::new();
    for scale in SCALES {
        for before in &befores {
            for after in &afters {
                for (name, units) in &pools {
                    for estimator in ESTIMATORS {
                        choices.push((scale, *before, *after, *name, units, estimator));
                    }
                }
            }
        }
    }
    let all = choices.len();
    let done: Vec<Option<Specification>> = choices
        .into_par_iter()
        .map(|(scale, before, after, donors, units, estimator)| {
            let found = one(&outcomes, scale, before, after, units, estimator);
            tick(all);
            found
                .ok()
                .filter(|(r, _)| r.is_finite())
                .map(|(relative, p)| Specification {
                    scale,
                    before,
                    after,
                    donors,
                    estimator,
                    relative,
                    p,
                })
        })
        .collect();
    let failed = done.iter().filter(|d| d.is_none()).count();
    let mut specifications: Vec<Specification> = done.into_iter().flatten().collect();
    specifications.sort_by(|a, b| a.relative.total_cmp(&b.relative));
    let n = specifications.len().max(1) as f64;
    let fits = |s: &&Specification| plan.way.fits(s.relative);
    let agree = specifications.iter().filter(fits).count() as f64 / n;
    let tried: Vec<&Specification> = specifications.iter().filter(|s| s.p.is_some()).collect();
    let rare = (!tried.is_empty()).then(|| {
        let hits = tried
            .iter()
            .filter(|s| plan.way.fits(s.relative) && s.p.is_some_and(|p| p <= 0.1));
        hits.count() as f64 / tried.len() as f64
    });
    let effects: Vec<f64> = specifications.iter().map(|s| s.relative).collect();
    let at = |p: f64| rootcast_forecast::predictive::sorted_quantile(&effects, p);
    Ok(Curve {
        plan_hash: plan.hash(),
        event: plan.event.clone(),
        drivers: drivers(&specifications),
        failed,
        agree,
        rare,
        quantiles: [at(0.05), at(0.25), at(0.5), at(0.75), at(0.95)],
        specifications,
    })
}

/// Lengths that fit, each once, the longest first.
fn lengths(asked: &[usize], most: usize) -> Vec<usize> {
    let mut out: Vec<usize> = asked.iter().copied().filter(|n| *n <= most && *n > 0).collect();
    out.sort_unstable_by(|a, b| b.cmp(a));
    out.dedup();
    out
}

/// Donor pools: all, without the neighbours, and the half with the larger flows before the event.
fn pools(plan: &Plan, outcomes: &Outcomes) -> Vec<(&'static str, Vec<usize>)> {
    let all: Vec<usize> = (1..outcomes.counts.units().len()).collect();
    let mut out = vec![("all", all.clone())];
    let away: Vec<usize> = all
        .iter()
        .copied()
        .filter(|u| !plan.neighbours.contains(&outcomes.counts.units()[*u]))
        .collect();
    if away.len() < all.len() && away.len() >= 3 {
        out.push(("without neighbours", away));
    }
    let mut large = all.clone();
    let mean = |u: usize| outcomes.counts.unit(u)[..outcomes.start].iter().sum::<f64>();
    large.sort_by(|a, b| mean(*b).total_cmp(&mean(*a)).then(a.cmp(b)));
    large.truncate(all.len().div_ceil(2));
    large.sort_unstable();
    if large.len() >= 3 && large.len() < all.len() {
        out.push(("larger half", large));
    }
    out
}

fn one(
    outcomes: &Outcomes,
    scale: Scale,
    before: usize,
    after: usize,
    donors: &[usize],
    estimator: &str,
) -> Result<(f64, Option<f64>), ImpactFault> {
    let window = outcomes.start - before..outcomes.start + after;
    let units: Vec<usize> = std::iter::once(0).chain(donors.iter().copied()).collect();
    let counts = Panel::new(
        units
            .iter()
            .map(|u| outcomes.counts.units()[*u].clone())
            .collect(),
        outcomes.counts.steps()[window.clone()].to_vec(),
        units
            .iter()
            .flat_map(|u| outcomes.counts.unit(*u)[window.clone()].to_vec())
            .collect(),
    )?;
    let panel = scale.of(&counts, before)?;
    let design = Design::block(&panel, &[0], before)?;
    let (effect, p) = match estimator {
        "synthetic control" => (
            Synthetic::fit(&panel, &design, Level::Met)?.effect(),
            Some(space::space(&panel, &design, Level::Met)?.p),
        ),
        "demeaned synthetic control" => (
            Synthetic::fit(&panel, &design, Level::Free)?.effect(),
            Some(space::space(&panel, &design, Level::Free)?.p),
        ),
        "difference-in-differences" => (
            SynthDid::fit(&panel, &design, Kind::Difference, Search::Exact)?.effect,
            None,
        ),
        _ => (
            SynthDid::fit(&panel, &design, Kind::SyntheticDifference, Search::Exact)?.effect,
            None,
        ),
    };
    Ok((scale.relative(effect, &counts, before), p))
}

/// The value of a choice in a specification.
type Choice = fn(&Specification) -> String;

/// Share of the variance of effects between the values of each choice.
fn drivers(all: &[Specification]) -> Vec<(String, f64)> {
    let n = all.len() as f64;
    let mean = all.iter().map(|s| s.relative).sum::<f64>() / n.max(1.0);
    let total: f64 = all.iter().map(|s| (s.relative - mean).powi(2)).sum();
    let names: [(&str, Choice); 5] = [
        ("scale", |s| format!("{:?}", s.scale)),
        ("months before", |s| s.before.to_string()),
        ("months after", |s| s.after.to_string()),
        ("donors", |s| s.donors.to_owned()),
        ("estimator", |s| s.estimator.to_owned()),
    ];
    let mut out: Vec<(String, f64)> = names
        .iter()
        .map(|(name, of)| {
            let mut groups: BTreeMap<String, (f64, f64)> = BTreeMap::new();
            for s in all {
                let g = groups.entry(of(s)).or_default();
                g.0 += s.relative;
                g.1 += 1.0;
            }
            let between: f64 = groups.values().map(|(sum, n)| n * (sum / n - mean).powi(2)).sum();
            (
                (*name).to_owned(),
                if total > 0.0 { between / total } else { 0.0 },
            )
        })
        .collect();
    out.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    out
}

/// Which way is claimed, in a word.
pub fn way(way: Way) -> &'static str {
    match way {
        Way::Fall => "fall",
        Way::Rise => "rise",
    }
}
