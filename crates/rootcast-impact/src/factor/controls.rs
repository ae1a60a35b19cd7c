//! Factors, effects of steps and coefficients from the units never treated.

use nalgebra::{DMatrix, DVector, SymmetricEigen};

use super::{block, not_defined};
use crate::{
    error::{ImpactError, Result},
    panel::{Design, Panel},
};

/// Rounds between factors and coefficients at most.
const ROUNDS: usize = 20_000;

/// What the controls tell.
pub(super) struct Controls {
    /// Steps × factors.
    factors: DMatrix<f64>,
    /// The effect of each step, the grand mean in it.
    steps: DVector<f64>,
    pub(super) coefficients: Vec<f64>,
    pub(super) explained: f64,
    pub(super) rounds: usize,
}

impl Controls {
    pub(super) fn fit(panel: &Panel, design: &Design, covariates: &[&Panel], rank: usize) -> Result<Self> {
        let units = design.donors();
        let steps = panel.steps().len();
        if rank + 1 >= steps.min(units.len()) {
            return Err(not_defined(format!(
                "{rank} factors are too many for {} controls and {steps} steps",
                units.len()
            )));
        }
        let outcome = block(panel, &units);
        let own: Vec<DMatrix<f64>> = covariates.iter().map(|c| block(c, &units)).collect();
        let centred = twice_centred(&outcome);
        let parts: Vec<DMatrix<f64>> = own.iter().map(twice_centred).collect();
        let size = parts.len();
        let mut gram = DMatrix::zeros(size, size);
        for i in 0..size {
            for j in 0..size {
                gram[(i, j)] = parts[i].dot(&parts[j]);
            }
        }
        let lot = (0..size).map(|i| gram[(i, i)]).fold(0.0, f64::max);
        let gram = gram.cholesky().filter(|c| {
            let l = c.l_dirty();
            (0..size).all(|i| l[(i, i)].powi(2) > 1e-10 * lot)
        });
        let gram = gram.ok_or_else(|| {
            not_defined(
                "covariates are collinear among the controls, or do not vary within them: leave one out"
                    .to_owned(),
            )
        })?;
        let solve = |target: &DMatrix<f64>| gram.solve(&DVector::from_fn(size, |i, _| parts[i].dot(target)));
        let mut coefficients = solve(&centred);
        let mut rounds = 0;
        let mut factors;
        let mut common;
        loop {
            let rest = without(&centred, &parts, &coefficients);
            (factors, common) = leading(&rest, rank);
            if size == 0 || rank == 0 {
                break;
            }
            rounds += 1;
            let next = solve(&(&centred - &common));
            let moved = (&next - &coefficients).amax();
            let scale = next.amax().max(1.0);
            coefficients = next;
            if moved <= 1e-13 * scale {
                break;
            }
            if rounds == ROUNDS {
                return Err(ImpactError::NoFit {
                    estimator: "interactive fixed effects",
                    why: format!("coefficients still moved after {ROUNDS} rounds: try fewer factors"),
                });
            }
        }
        let rest = without(&centred, &parts, &coefficients);
        let level = without(&outcome, &own, &coefficients);
        let total = rest.norm_squared();
        Ok(Self {
            factors,
            steps: level.column_mean(),
            coefficients: coefficients.iter().copied().collect(),
            explained: if total > 0.0 {
                common.norm_squared() / total
            } else {
                0.0
            },
            rounds,
        })
    }

    /// A unit's outcome less what effects, covariates and factors make of it, its loadings from the given steps.
    pub(super) fn gap(
        &self,
        panel: &Panel,
        covariates: &[&Panel],
        unit: usize,
        known: &[usize],
    ) -> Result<Vec<f64>> {
        let rank = self.factors.ncols();
        if known.len() < rank + 2 {
            return Err(ImpactError::Design(format!(
                "{} has {} steps before treatment, too few for {rank} factors and a level: begin the panel earlier or take fewer factors",
                panel.units()[unit],
                known.len()
            )));
        }
        let rest: Vec<f64> = (0..panel.steps().len())
            .map(|t| {
                let moved: f64 = covariates
                    .iter()
                    .zip(&self.coefficients)
                    .map(|(c, b)| b * c.unit(unit)[t])
                    .sum();
                panel.unit(unit)[t] - moved - self.steps[t]
            })
            .collect();
        let x = DMatrix::from_fn(known.len(), rank + 1, |k, j| {
            if j == 0 {
                1.0
            } else {
                self.factors[(known[k], j - 1)]
            }
        });
        let y = DVector::from_fn(known.len(), |k, _| rest[known[k]]);
        let loadings = x
            .svd(true, true)
            .solve(&y, 1e-12)
            .map_err(|why| not_defined(why.to_owned()))?;
        Ok(rest
            .iter()
            .enumerate()
            .map(|(t, r)| {
                let common: f64 = (0..rank).map(|j| loadings[j + 1] * self.factors[(t, j)]).sum();
                r - loadings[0] - common
            })
            .collect())
    }
}

fn without(of: &DMatrix<f64>, parts: &[DMatrix<f64>], coefficients: &DVector<f64>) -> DMatrix<f64> {
    let mut rest = of.clone();
    for (part, b) in parts.iter().zip(coefficients.iter()) {
        rest -= part * *b;
    }
    rest
}

/// Less the means of rows and of columns, plus the grand mean.
fn twice_centred(of: &DMatrix<f64>) -> DMatrix<f64> {
    let rows = of.column_mean();
    let columns = of.row_mean();
    let mean = of.mean();
    DMatrix::from_fn(of.nrows(), of.ncols(), |t, u| {
        of[(t, u)] - rows[t] - columns[u] + mean
    })
}

/// The leading factors of a matrix (its left singular vectors), and the part of the matrix they make.
fn leading(of: &DMatrix<f64>, rank: usize) -> (DMatrix<f64>, DMatrix<f64>) {
    if rank == 0 {
        return (
            DMatrix::zeros(of.nrows(), 0),
            DMatrix::zeros(of.nrows(), of.ncols()),
        );
    }
    let eigen = SymmetricEigen::new(of * of.transpose());
    let mut order: Vec<usize> = (0..of.nrows()).collect();
    order.sort_by(|a, b| eigen.eigenvalues[*b].total_cmp(&eigen.eigenvalues[*a]));
    let scale = (of.nrows() as f64).sqrt();
    let factors = DMatrix::from_fn(of.nrows(), rank, |t, j| scale * eigen.eigenvectors[(t, order[j])]);
    let common = &factors * (factors.transpose() * of) / of.nrows() as f64;
    (factors, common)
}
