//! Matrix completion with a nuclear-norm penalty (Athey, Bayati, Doudchenko, Imbens and Khosravi 2021).
//!
//! ```text
//! minimise over L, γ, δ   Σ_{(i,t) untreated} (yᵢₜ − Lᵢₜ − γᵢ − δₜ)² / |O| + λ ‖L‖∗
//! ```
//!
//! `‖L‖∗` is the sum of singular values. Each round fits the effects of units and steps, then shrinks the singular values
//! of the residuals, with the cells that are not seen filled by the last `L` (Mazumder, Hastie and Tibshirani 2010), with
//! momentum. `λ` is chosen by cells left out. Cells without a figure count as not seen, so that unbalanced panels are
//! taken.

use nalgebra::{DMatrix, DVector, SymmetricEigen};
use rand::{Rng as _, SeedableRng as _};
use rayon::prelude::*;

use crate::{
    error::{ImpactError, Result},
    panel::{Design, Panel},
};

/// More work than this, cells times the shorter side, is refused.
const MOST: usize = 20_000_000;

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
    /// Each penalty tried, with its mean squared error over cells left out, and the standard error of that over folds.
    pub tried: Vec<(f64, f64, f64)>,
    /// Each treated unit, as a position in the panel, with its outcome less the completed one, at every step.
    pub gaps: Vec<(usize, Vec<f64>)>,
    /// Rank of `L`.
    pub rank: usize,
}

/// Completes the panel and takes the mean effect over treated cells.
///
/// # Errors
/// [`ImpactError::NotDefined`] where the choice is empty, or a unit or a step has no untreated figure;
/// [`ImpactError::Design`] where a treated cell has no figure.
pub fn completion(panel: &Panel, design: &Design, choice: &Choice) -> Result<Completion> {
    let (units, steps) = (panel.units().len(), panel.steps().len());
    if choice.grid < 2 || choice.folds < 2 {
        return Err(not_defined(
            "it needs two penalties and two folds at least".to_owned(),
        ));
    }
    if units * steps * units.min(steps) > MOST {
        return Err(not_defined(format!(
            "{units} units and {steps} steps are too many for the singular values of each round: narrow the panel"
        )));
    }
    let untreated = |u: usize, t: usize| design.starts()[u].is_none_or(|s| t < s);
    let seen = DMatrix::from_fn(units, steps, |u, t| {
        f64::from(u8::from(untreated(u, t) && !panel.unit(u)[t].is_nan()))
    });
    for u in 0..units {
        if let Some(t) = (0..steps).find(|t| !untreated(u, *t) && panel.unit(u)[*t].is_nan()) {
            return Err(ImpactError::Design(format!(
                "{} has no outcome at {} under treatment: end the panel before, or leave the unit out",
                panel.units()[u],
                panel.steps()[t]
            )));
        }
    }
    let known = |slots: &DMatrix<f64>| {
        slots.row_iter().all(|r| r.sum() > 0.0) && slots.column_iter().all(|c| c.sum() > 0.0)
    };
    if !known(&seen) {
        return Err(not_defined(
            "a unit or a step has no untreated figure: leave it out".to_owned(),
        ));
    }
    let values = DMatrix::from_fn(units, steps, |u, t| {
        if seen[(u, t)] > 0.0 { panel.unit(u)[t] } else { 0.0 }
    });
    let problem = Problem { values, seen };
    let top = problem.top();
    let last = choice.grid - 1;
    let grid: Vec<f64> = (0..choice.grid)
        .map(|k| top * 1e-3_f64.powf(k as f64 / last as f64))
        .collect();
    let folds = (0..choice.folds)
        .into_par_iter()
        .map(|fold| problem.errors(&grid, choice.seed.wrapping_add(u64::from(fold)), &known))
        .collect::<Result<Vec<_>>>()?;
    let count = f64::from(choice.folds);
    let tried: Vec<(f64, f64, f64)> = grid
        .iter()
        .enumerate()
        .map(|(k, penalty)| {
            let mean = folds.iter().map(|f| f[k]).sum::<f64>() / count;
            let square = folds.iter().map(|f| (f[k] - mean).powi(2)).sum::<f64>() / (count - 1.0);
            (*penalty, mean, (square / count).sqrt())
        })
        .collect();
    let best = (0..tried.len()).fold(0, |b, k| if tried[k].1 < tried[b].1 { k } else { b });
    let mut fit = Fit::new(units, steps);
    for penalty in &grid[..=best] {
        problem.fit(*penalty, 1e-9, &mut fit);
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
    Ok(Completion {
        effect: sum / cells as f64,
        penalty: grid[best],
        tried,
        gaps,
        rank: fit.rank,
    })
}

struct Problem {
    /// Units × steps, nought where not seen.
    values: DMatrix<f64>,
    /// One where a cell is seen.
    seen: DMatrix<f64>,
}

struct Fit {
    common: DMatrix<f64>,
    units: DVector<f64>,
    steps: DVector<f64>,
    rank: usize,
}

impl Fit {
    fn new(units: usize, steps: usize) -> Self {
        Self {
            common: DMatrix::zeros(units, steps),
            units: DVector::zeros(units),
            steps: DVector::zeros(steps),
            rank: 0,
        }
    }

    fn at(&self, u: usize, t: usize) -> f64 {
        self.common[(u, t)] + self.units[u] + self.steps[t]
    }
}

impl Problem {
    /// The penalty at which `L` is nought.
    fn top(&self) -> f64 {
        let mut fit = Fit::new(self.values.nrows(), self.values.ncols());
        for _ in 0..500 {
            self.effects(&mut fit);
        }
        let rest = self.rest(&fit);
        2.0 * rest.singular_values().max() / self.seen.sum()
    }

    /// Residuals in seen cells, nought elsewhere.
    fn rest(&self, fit: &Fit) -> DMatrix<f64> {
        DMatrix::from_fn(self.values.nrows(), self.values.ncols(), |u, t| {
            self.seen[(u, t)] * (self.values[(u, t)] - fit.at(u, t))
        })
    }

    /// Effects of units and of steps, given `L`: one round.
    fn effects(&self, fit: &mut Fit) {
        let (units, steps) = self.values.shape();
        for u in 0..units {
            let (mut sum, mut n) = (0.0, 0.0);
            for t in 0..steps {
                let s = self.seen[(u, t)];
                sum += s * (self.values[(u, t)] - fit.common[(u, t)] - fit.steps[t]);
                n += s;
            }
            fit.units[u] = sum / n;
        }
        for t in 0..steps {
            let (mut sum, mut n) = (0.0, 0.0);
            for u in 0..units {
                let s = self.seen[(u, t)];
                sum += s * (self.values[(u, t)] - fit.common[(u, t)] - fit.units[u]);
                n += s;
            }
            fit.steps[t] = sum / n;
        }
    }

    /// Goes on from a fit until it stands still.
    fn fit(&self, penalty: f64, tolerance: f64, fit: &mut Fit) {
        let threshold = 0.5 * penalty * self.seen.sum();
        let mut before = fit.common.clone();
        let mut pace: f64 = 1.0;
        for _ in 0..2_000 {
            self.effects(fit);
            let next_pace = 0.5 * (1.0 + (1.0 + 4.0 * pace * pace).sqrt());
            let push = (pace - 1.0) / next_pace;
            let ahead = &fit.common + (&fit.common - &before) * push;
            let filled = DMatrix::from_fn(self.values.nrows(), self.values.ncols(), |u, t| {
                let l = ahead[(u, t)];
                l + self.seen[(u, t)] * (self.values[(u, t)] - l - fit.units[u] - fit.steps[t])
            });
            let (common, rank) = shrunk(&filled, threshold);
            // Momentum that points back is dropped.
            let turned = (&ahead - &common).dot(&(&common - &fit.common)) > 0.0;
            pace = if turned { 1.0 } else { next_pace };
            before = std::mem::replace(&mut fit.common, common);
            fit.rank = rank;
            let moved = (&fit.common - &before).norm();
            if moved <= tolerance * (fit.common.norm() + self.values.norm() * 1e-3) && !turned {
                break;
            }
        }
    }

    /// Mean squared error of each penalty over cells left out: as large a part as is not seen in the panel.
    fn errors(&self, grid: &[f64], seed: u64, known: &impl Fn(&DMatrix<f64>) -> bool) -> Result<Vec<f64>> {
        let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(seed);
        let share = self.seen.sum() / self.seen.len() as f64;
        let share = share.min(0.95);
        for _ in 0..100 {
            let kept = self.seen.map(|s| {
                let draw = (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
                if draw < share { s } else { 0.0 }
            });
            let out = &self.seen - &kept;
            let cells = out.sum();
            if !known(&kept) || cells <= 0.0 {
                continue;
            }
            let part = Self {
                values: self.values.component_mul(&kept),
                seen: kept,
            };
            let mut fit = Fit::new(self.values.nrows(), self.values.ncols());
            return Ok(grid
                .iter()
                .map(|penalty| {
                    part.fit(*penalty, 1e-5, &mut fit);
                    let square: f64 = (0..self.values.nrows())
                        .flat_map(|u| (0..self.values.ncols()).map(move |t| (u, t)))
                        .map(|(u, t)| out[(u, t)] * (self.values[(u, t)] - fit.at(u, t)).powi(2))
                        .sum();
                    square / cells
                })
                .collect());
        }
        Err(not_defined(
            "too few figures are seen to leave some out: widen the panel".to_owned(),
        ))
    }
}

/// A matrix with its singular values lowered by a threshold, and its rank.
fn shrunk(of: &DMatrix<f64>, threshold: f64) -> (DMatrix<f64>, usize) {
    let wide = of.ncols() > of.nrows();
    let gram = if wide { of * of.transpose() } else { of.tr_mul(of) };
    let eigen = SymmetricEigen::new(gram);
    let mut keep = DMatrix::zeros(eigen.eigenvalues.len(), eigen.eigenvalues.len());
    let mut rank = 0;
    for (k, value) in eigen.eigenvalues.iter().enumerate() {
        let singular = value.max(0.0).sqrt();
        if singular > threshold {
            rank += 1;
            let vector = eigen.eigenvectors.column(k);
            keep.ger((singular - threshold) / singular, &vector, &vector, 1.0);
        }
    }
    let common = if wide { keep * of } else { of * keep };
    (common, rank)
}

fn not_defined(why: String) -> ImpactError {
    ImpactError::NotDefined {
        estimator: "matrix completion",
        why,
    }
}
