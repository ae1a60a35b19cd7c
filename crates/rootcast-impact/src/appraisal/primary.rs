//! The estimate of the method that a plan names, and what is asked of it again: without donors, earlier, for every donor.
//!
//! Synthetic controls on outcomes share their setting between fits; other methods are fitted anew each time.

use rayon::prelude::*;

use super::Question;
use crate::{
    error::{ImpactError, Result},
    methods::{self, Inputs, Method},
    panel::{Design, Panel},
    placebo::{donors, space, time},
    simplex::Certificate,
    synthetic::{Level, root_mean_square, setting::Score},
};

/// The estimate.
pub(super) struct Primary {
    pub(super) effect: f64,
    pub(super) gaps: Vec<f64>,
    pub(super) start: usize,
    /// Donors with weight, where the control is a mixture of them.
    pub(super) weights: Option<Vec<(usize, f64)>>,
    pub(super) proof: Option<Certificate>,
}

impl Primary {
    pub(super) fn before(&self) -> f64 {
        root_mean_square(&self.gaps[..self.start])
    }

    fn score(&self) -> Score {
        Score {
            before: self.before(),
            after: root_mean_square(&self.gaps[self.start..]),
            effect: self.effect,
        }
    }
}

/// The level that weights are held to where ranges over weights are looked at.
pub(super) fn level(method: Method) -> Level {
    match method {
        Method::SyntheticControl
        | Method::PredictorControl
        | Method::AugmentedControl
        | Method::PenalisedControl => Level::Met,
        _ => Level::Free,
    }
}

/// Whether fits share the setting of a synthetic control on outcomes.
fn shares(method: Method) -> bool {
    matches!(method, Method::SyntheticControl | Method::DemeanedControl)
}

/// The estimate on a panel of some of the units, treated from a step on, with nothing known from `end` on.
fn fit(
    question: &Question<'_>,
    units: &[usize],
    treated: usize,
    start: usize,
    end: usize,
) -> Result<Primary> {
    let panel = cut(question.panel, units, end)?;
    let covariates = question
        .covariates
        .iter()
        .map(|c| {
            Ok(methods::Covariate {
                figures: cut(&c.figures, units, end)?,
                ..c.clone()
            })
        })
        .collect::<Result<Vec<_>>>()?;
    let at = units
        .iter()
        .position(|u| *u == treated)
        .ok_or_else(|| ImpactError::Design("the treated unit is not in the panel".to_owned()))?;
    let found = methods::fit(
        question.method,
        &Inputs {
            panel: &panel,
            design: &Design::block(&panel, &[at], start)?,
            covariates: &covariates,
            alpha: question.bars.alpha,
            seed: 1,
        },
    )?;
    let gaps = found.gaps();
    if !question.method.has_path() || gaps.len() != end {
        return Err(ImpactError::NotDefined {
            estimator: question.method.title(),
            why: "it does not say what the treated would have been at every step, which the gates look at: let the plan name another method, and read this one beside it".to_owned(),
        });
    }
    Ok(Primary {
        effect: found.effect,
        gaps,
        start,
        weights: found
            .weights
            .map(|w| w.into_iter().map(|(u, w)| (units[u], w)).collect()),
        proof: found.proof,
    })
}

fn cut(panel: &Panel, units: &[usize], end: usize) -> Result<Panel> {
    Panel::new(
        units.iter().map(|u| panel.units()[*u].clone()).collect(),
        panel.steps()[..end].to_vec(),
        units
            .iter()
            .flat_map(|u| panel.unit(*u)[..end].iter().copied())
            .collect(),
    )
}

/// Where a question's one treated unit is, and from when it is treated.
fn place(question: &Question<'_>) -> (usize, usize) {
    let treated = question.design.treated().first().copied().unwrap_or(0);
    (treated, question.design.start().unwrap_or(0))
}

/// The estimate without some units.
pub(super) fn without(question: &Question<'_>, out: &[usize]) -> Result<Primary> {
    let (treated, start) = place(question);
    let units: Vec<usize> = (0..question.panel.units().len())
        .filter(|u| !out.contains(u))
        .collect();
    fit(question, &units, treated, start, question.panel.steps().len())
}

/// Every donor on the others as if it had been treated.
pub(super) fn space(question: &Question<'_>, own: &Primary) -> Result<space::Space> {
    if shares(question.method) {
        return space::space(question.panel, question.design, level(question.method));
    }
    let (_, start) = place(question);
    let donors = question.design.donors();
    let steps = question.panel.steps().len();
    let scores = donors
        .par_iter()
        .map(|u| Ok(fit(question, &donors, *u, start, steps)?.score()))
        .collect::<Result<Vec<_>>>()?;
    Ok(space::told(own.score(), &donors, scores))
}

/// The smallest and the largest effect without a donor: of those with weight where the control is a mixture, else of all.
pub(super) fn range(question: &Question<'_>, own: &Primary) -> Result<(f64, f64)> {
    if shares(question.method) {
        return Ok(donors::donors(question.panel, question.design, level(question.method))?.range);
    }
    let out: Vec<usize> = match &own.weights {
        Some(w) => w.iter().map(|(u, _)| *u).collect(),
        None => question.design.donors(),
    };
    let effects = out
        .par_iter()
        .map(|u| Ok(without(question, &[*u])?.effect))
        .collect::<Result<Vec<f64>>>()?;
    Ok((
        effects.iter().copied().fold(own.effect, f64::min),
        effects.iter().copied().fold(own.effect, f64::max),
    ))
}

/// The largest mean gap after pseudo-starts that have `least` steps before them.
pub(super) fn earlier(question: &Question<'_>, starts: &[usize], least: usize) -> Result<Option<f64>> {
    if shares(question.method) {
        let level = level(question.method);
        let time = time::time(question.panel, question.design, level, starts, least)?;
        return Ok(time.folds.iter().map(|f| f.fit.effect().abs()).reduce(f64::max));
    }
    let (treated, start) = place(question);
    let units: Vec<usize> = (0..question.panel.units().len()).collect();
    let mut largest: Option<f64> = None;
    for s in starts.iter().filter(|s| **s >= least.max(1)) {
        let effect = fit(question, &units, treated, *s, start)?.effect.abs();
        largest = Some(largest.map_or(effect, |l| l.max(effect)));
    }
    Ok(largest)
}
