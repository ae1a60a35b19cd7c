//! Moving base forecasts so that they add up.
//!
//! Among all figures that add up, those are taken that are nearest to the base forecasts ŷ: the bottom figures b with the
//! least (ŷ − S b)′ W⁻¹ (ŷ − S b). How far a node may be moved is said by W. When W is the covariance of the base
//! forecasts' errors the result has the least variance of all unbiased ones (`MinT`: S. L. Wickramasuriya, G.
//! Athanasopoulos and R. J. Hyndman, *Optimal forecast reconciliation for hierarchical and grouped time series through
//! trace minimization*, Journal of the American Statistical Association 114, 2019).
//!
//! With C = \[I −A\], where A sums bottoms to aggregates, C y = 0 says that y adds up, and the solution is
//! ŷ − W C′ (C W C′)⁻¹ C ŷ. That needs an inverse only of the size of the aggregates, which are few. Its bottom figures
//! are taken and summed, so that the result adds up to the last digit.

use nalgebra::{Cholesky, DMatrix};

use super::{
    Hierarchy, as_many,
    covariance::Errors,
    positive::{Problem, nearest},
};
use crate::error::{ForecastError, Result};

/// How far each node may be moved.
#[derive(Clone, Copy, Debug)]
pub enum Method<'a> {
    /// Bottom forecasts are summed and the others thrown away.
    BottomUp,
    /// All nodes by as much: W = I.
    Ordinary,
    /// By the number of bottom figures in the node: W = diag(S 1), as if bottom errors were alike and independent.
    Structural,
    /// By these variances, one for each node: W is diagonal.
    Given(&'a [f64]),
    /// By the mean square of past errors: W is diagonal with [`Errors::mean_squares`].
    Variance(&'a Errors),
    /// By the sample covariance of past errors, `MinT`. It takes more times than there are aggregates.
    Sample(&'a Errors),
    /// By the covariance of past errors with correlations drawn to 0 ([`Errors::shrunk`]), `MinT` with shrinkage.
    Shrinkage(&'a Errors),
}

/// The variances of the base errors.
#[derive(Clone, Debug)]
enum Weights {
    /// Independent: one variance for each node.
    Diagonal(Vec<f64>),
    /// In full.
    Full(DMatrix<f64>),
}

impl Weights {
    fn at(&self, i: usize, j: usize) -> f64 {
        match self {
            Weights::Diagonal(v) if i == j => v[i],
            Weights::Diagonal(_) => 0.0,
            Weights::Full(m) => m[(i, j)],
        }
    }
}

/// Reconciles the forecasts of one hierarchy by one method.
///
/// ```
/// use rootcast_forecast::hierarchy::{Hierarchy, reconcile::{Method, Reconciler}};
/// let mut h = Hierarchy::new(["land", "sea"]).unwrap();
/// h.add("all", &["land", "sea"]).unwrap();
/// let reconciler = Reconciler::new(&h, Method::Ordinary).unwrap();
/// let moved = reconciler.reconcile(&[13.0, 6.0, 4.0]).unwrap();
/// assert!((moved[0] - 12.0).abs() < 1e-12 && (moved[1] - 7.0).abs() < 1e-12);
/// ```
#[derive(Clone, Debug)]
pub struct Reconciler {
    hierarchy: Hierarchy,
    weights: Weights,
    /// M = (W C′) for the bottoms, and K = M (C W C′)⁻¹: a row for each bottom, a column for each aggregate. Empty where
    /// bottoms are only summed.
    cross: DMatrix<f64>,
    gain: DMatrix<f64>,
}

impl Reconciler {
    /// Prepares the reconciliation.
    ///
    /// # Errors
    /// Errors for another number of nodes, or a sample covariance from too few times.
    pub fn new(hierarchy: &Hierarchy, method: Method<'_>) -> Result<Self> {
        if let Method::Given(v) = method {
            as_many(v.len(), hierarchy.nodes())?;
        }
        if let Method::Variance(e) | Method::Sample(e) | Method::Shrinkage(e) = method {
            as_many(e.nodes(), hierarchy.nodes())?;
        }
        let sums = hierarchy.aggregates();
        let weights = match method {
            Method::BottomUp | Method::Ordinary => Weights::Diagonal(vec![1.0; hierarchy.nodes()]),
            Method::Structural => Weights::Diagonal(
                (0..hierarchy.nodes())
                    .map(|node| hierarchy.members(node).len().max(1) as f64)
                    .collect(),
            ),
            Method::Given(variances) => Weights::Diagonal(variances.to_vec()),
            Method::Variance(errors) => Weights::Diagonal(errors.mean_squares()),
            Method::Sample(errors) => Weights::Full(errors.covariance()),
            Method::Shrinkage(errors) => Weights::Full(errors.shrunk().0),
        };
        let columns = if matches!(method, Method::BottomUp) {
            0
        } else {
            sums
        };
        let mut new = Self {
            cross: DMatrix::zeros(hierarchy.bottoms(), columns),
            gain: DMatrix::zeros(hierarchy.bottoms(), columns),
            hierarchy: hierarchy.clone(),
            weights,
        };
        if columns > 0 {
            new.prepare()?;
        }
        Ok(new)
    }

    fn prepare(&mut self) -> Result<()> {
        let (h, w) = (&self.hierarchy, &self.weights);
        let (sums, bottoms) = (h.aggregates(), h.bottoms());
        // W_ba − W_bb A′.
        for column in 0..sums {
            for bottom in 0..bottoms {
                let own = w.at(sums + bottom, column);
                let summed: f64 = h
                    .members(column)
                    .iter()
                    .map(|m| w.at(sums + bottom, sums + m))
                    .sum();
                self.cross[(bottom, column)] = own - summed;
            }
        }
        // C W C′ = W_aa − A W_ba − (A W_ba)′ + A W_bb A′ = W_aa − W_ab A′ − A M.
        let mut inner = DMatrix::zeros(sums, sums);
        for row in 0..sums {
            for column in 0..=row {
                let across: f64 = h.members(column).iter().map(|m| w.at(row, sums + m)).sum();
                let below: f64 = h.members(row).iter().map(|m| self.cross[(*m, column)]).sum();
                let value = w.at(row, column) - across - below;
                inner[(row, column)] = value;
                inner[(column, row)] = value;
            }
        }
        let scale = inner.diagonal().max();
        let factor = Cholesky::new(inner)
            .filter(|f| f.l_dirty().diagonal().min().powi(2) > 1e-13 * scale)
            .ok_or_else(|| ForecastError::NotDefined {
                model: "reconciliation by the covariance of errors",
                why: "the errors are of too few times, or of nodes that err alike: use shrinkage".to_owned(),
            })?;
        self.gain = factor.solve(&self.cross.transpose()).transpose();
        Ok(())
    }

    /// The hierarchy.
    pub fn hierarchy(&self) -> &Hierarchy {
        &self.hierarchy
    }

    /// The figures of all nodes that add up and are nearest to the base forecasts, one for each node.
    ///
    /// # Errors
    /// Another number of figures, or one that is missing or infinite.
    pub fn reconcile(&self, base: &[f64]) -> Result<Vec<f64>> {
        let bottoms = self.bottoms(base)?;
        self.hierarchy.sum_up(&bottoms)
    }

    /// The figures of all nodes that add up, are not below 0, and are nearest to the base forecasts (S. L.
    /// Wickramasuriya, B. A. Turlach and R. J. Hyndman, *Optimal non-negative forecast reconciliation*, Statistics and
    /// Computing 30, 2020). The optimum is exact: it is checked by the conditions of Karush, Kuhn and Tucker.
    ///
    /// # Errors
    /// As [`reconcile`](Self::reconcile); [`ForecastError::NoFit`] should the search for the optimum not end.
    pub fn reconcile_non_negative(&self, base: &[f64]) -> Result<Vec<f64>> {
        let mut bottoms = self.bottoms(base)?;
        nearest(self, &mut bottoms)?;
        self.hierarchy.sum_up(&bottoms)
    }

    /// The bottom figures: b̂ − K (â − A b̂).
    fn bottoms(&self, base: &[f64]) -> Result<Vec<f64>> {
        as_many(base.len(), self.hierarchy.nodes())?;
        if let Some((at, value)) = base.iter().enumerate().find(|(_, v)| !v.is_finite()) {
            return Err(ForecastError::NotFinite { at, value: *value });
        }
        let (sums, own) = base.split_at(self.hierarchy.aggregates());
        let mut bottoms = own.to_vec();
        for (column, sum) in sums.iter().enumerate().take(self.gain.ncols()) {
            let members = self.hierarchy.members(column);
            let gap = sum - members.iter().map(|m| own[*m]).sum::<f64>();
            for (bottom, k) in bottoms.iter_mut().zip(self.gain.column(column).iter()) {
                *bottom -= k * gap;
            }
        }
        Ok(bottoms)
    }
}

impl Problem for Reconciler {
    /// The covariance of reconciled bottom errors, the bottoms' part of W less K M′, by which the nearest are found: moving b̃ to b costs
    /// (b − b̃)′ V⁻¹ (b − b̃).
    fn covariance(&self, i: usize, j: usize) -> f64 {
        let sums = self.hierarchy.aggregates();
        self.weights.at(sums + i, sums + j) - self.gain.row(i).dot(&self.cross.row(j))
    }
}

#[cfg(test)]
#[path = "reconcile_tests.rs"]
mod tests;
