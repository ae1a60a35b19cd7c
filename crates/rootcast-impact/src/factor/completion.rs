//! Matrix completion with a nuclear-norm penalty (Athey, Bayati, Doudchenko, Imbens and Khosravi 2021).
//!
//! ```text
//! minimise over L, γ, δ   Σ_{(i,t) untreated} (yᵢₜ − Lᵢₜ − γᵢ − δₜ)² / |O| + λ ‖L‖∗
//! ```
//!
//! `‖L‖∗` is the sum of singular values. Each round fits the effects of units and steps, then shrinks the singular values
//! of the residuals, with the cells that are not seen filled by the last `L` (Mazumder, Hastie and Tibshirani 2010), with
//! momentum. Singular values come from the square matrix of the shorter side, so that a round costs as many multiplications as
//! cells times that side. `λ` is chosen by cells left out. Cells without a figure count as not seen, so that unbalanced panels are
//! taken.

mod soft;

use nalgebra::DMatrix;
use rayon::prelude::*;

use crate::{
    error::{ImpactError, Result},
    panel::{Design, Panel},
};

use soft::{Fit, Left, Problem};

/// More work than this in a round, cells times the shorter side, is refused.
const MOST: usize = 100_000_000;
/// Penalties past the best one, all of them worse by a standard error, after which none is tried.
const PAST: usize = 5;

/// How `λ` is chosen.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Choice {
    /// Numbers between the one at which `L` is nought and a thousandth of it.
    pub grid: usize,
    /// Times that cells are left out.
    pub folds: u32,
    /// Seed of the cells left out.
    pub seed: u64,
}

impl Default for Choice {
    fn default() -> Self {
        Self {
            grid: 40,
            folds: 5,
            seed: 1,
        }
    }
}

/// A completed panel.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Completion {
    /// Mean effect over treated cells.
    pub effect: f64,
    /// The penalty `λ` in use.
    pub penalty: f64,
    /// Each penalty tried, from the largest until the error has plainly risen, with its mean squared error over cells left out, and the standard error of that over folds.
    pub tried: Vec<(f64, f64, f64)>,
    /// Each treated unit, as a position in the panel, with its outcome less the completed one, at every step.
    pub gaps: Vec<(usize, Vec<f64>)>,
    /// Rank of `L`.
    pub rank: usize,
}

/// Completes the panel and takes the mean effect over treated cells.
///
/// # Errors
/// [`ImpactError::NotDefined`] where the choice is empty, a unit or a step has no untreated figure, or the panel is too
/// large; [`ImpactError::Design`] where a treated cell has no figure.
pub fn completion(panel: &Panel, design: &Design, choice: &Choice) -> Result<Completion> {
    if choice.grid < 2 || choice.folds < 2 {
        return Err(not_defined(
            "it needs two penalties and two folds at least".to_owned(),
        ));
    }
    let problem = problem(panel, design)?;
    let top = problem.top();
    let last = choice.grid - 1;
    let grid: Vec<f64> = (0..choice.grid)
        .map(|k| top * 1e-3_f64.powf(k as f64 / last as f64))
        .collect();
    let mut folds = (0..choice.folds)
        .map(|fold| problem.left(choice.seed.wrapping_add(u64::from(fold))))
        .collect::<Option<Vec<Left>>>()
        .ok_or_else(|| {
            not_defined("too few figures are seen to leave some out: widen the panel".to_owned())
        })?;
    let count = f64::from(choice.folds);
    let mut tried: Vec<(f64, f64, f64)> = Vec::with_capacity(choice.grid);
    let mut best = 0;
    for (k, penalty) in grid.iter().enumerate() {
        let errors: Vec<f64> = folds.par_iter_mut().map(|f| f.error(*penalty)).collect();
        let mean = errors.iter().sum::<f64>() / count;
        let square = errors.iter().map(|e| (e - mean).powi(2)).sum::<f64>() / (count - 1.0);
        tried.push((*penalty, mean, (square / count).sqrt()));
        if mean < tried[best].1 {
            best = k;
        }
        let worse = tried[best + 1..]
            .iter()
            .filter(|t| t.1 > tried[best].1 + tried[best].2)
            .count();
        if worse >= PAST {
            break;
        }
    }
    Ok(told(panel, design, &problem, &grid[..=best], tried))
}

/// Completes the panel with a penalty that is known: one that was chosen on the whole panel, for its placebos.
///
/// # Errors
/// As [`completion`]; [`ImpactError::NotDefined`] where the penalty is not positive.
pub fn at(panel: &Panel, design: &Design, penalty: f64) -> Result<Completion> {
    if !(penalty > 0.0 && penalty.is_finite()) {
        return Err(not_defined(format!(
            "a penalty of {penalty} is none: give one above nought, or let it be chosen"
        )));
    }
    let problem = problem(panel, design)?;
    let top = problem.top();
    let mut way: Vec<f64> = (1..64)
        .map(|k| top * 0.5_f64.powi(k))
        .take_while(|p| *p > penalty)
        .collect();
    way.push(penalty);
    Ok(told(panel, design, &problem, &way, Vec::new()))
}

/// Goes along penalties, each beginning where the last ended, and tells of the last.
fn told(
    panel: &Panel,
    design: &Design,
    problem: &Problem,
    way: &[f64],
    tried: Vec<(f64, f64, f64)>,
) -> Completion {
    let steps = panel.steps().len();
    let mut fit = Fit::new(panel.units().len(), steps);
    for penalty in way {
        problem.fit(*penalty, 1e-7, &mut fit);
    }
    let mut gaps = Vec::new();
    let (mut sum, mut cells) = (0.0, 0);
    for u in design.treated() {
        let gap: Vec<f64> = (0..steps).map(|t| panel.unit(u)[t] - fit.at(u, t)).collect();
        let start = design.starts()[u].unwrap_or(0);
        sum += gap[start..].iter().sum::<f64>();
        cells += steps - start;
        gaps.push((u, gap));
    }
    Completion {
        effect: sum / cells as f64,
        penalty: way.last().copied().unwrap_or(f64::NAN),
        tried,
        gaps,
        rank: fit.rank(),
    }
}

fn problem(panel: &Panel, design: &Design) -> Result<Problem> {
    let (units, steps) = (panel.units().len(), panel.steps().len());
    if units.saturating_mul(steps).saturating_mul(units.min(steps)) > MOST {
        return Err(not_defined(format!(
            "{units} units and {steps} steps are too many for the singular values of each round: narrow the panel"
        )));
    }
    let untreated = |u: usize, t: usize| design.starts()[u].is_none_or(|s| t < s);
    let seen = DMatrix::from_fn(units, steps, |u, t| {
        f64::from(u8::from(untreated(u, t) && !panel.unit(u)[t].is_nan()))
    });
    for u in design.treated() {
        if let Some(t) = (0..steps).find(|t| !untreated(u, *t) && panel.unit(u)[*t].is_nan()) {
            return Err(ImpactError::Design(format!(
                "{} has no outcome at {} under treatment: end the panel before, or leave the unit out",
                panel.units()[u],
                panel.steps()[t]
            )));
        }
    }
    let values = DMatrix::from_fn(units, steps, |u, t| {
        if seen[(u, t)] > 0.0 { panel.unit(u)[t] } else { 0.0 }
    });
    Problem::new(values, seen)
        .ok_or_else(|| not_defined("a unit or a step has no untreated figure: leave it out".to_owned()))
}

fn not_defined(why: String) -> ImpactError {
    ImpactError::NotDefined {
        estimator: "matrix completion",
        why,
    }
}
