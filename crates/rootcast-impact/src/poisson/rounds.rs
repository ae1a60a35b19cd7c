//! Weighted least squares, repeated until it settles.

use std::borrow::Cow;

use nalgebra::DMatrix;

use crate::{
    absorb::{Absorber, Factor},
    error::{ImpactError, Result},
    regression::{Sample, Solved, solve, spread},
};

/// Rounds at most.
const MOST: usize = 200;
/// Change of the deviance, relative to it, and of the coefficients, relative to their size, at which rounds end.
const SETTLED: (f64, f64) = (1e-13, 1e-10);

/// How the variance depends on the mean `μ`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Family {
    /// `μ`.
    Poisson,
    /// `μ + μ²/θ`.
    NegativeBinomial(f64),
}

impl Family {
    /// Weight of a row in a round: `μ² / variance`.
    pub(super) fn weight(self, mean: f64) -> f64 {
        match self {
            Self::Poisson => mean,
            Self::NegativeBinomial(t) => mean * t / (mean + t),
        }
    }

    /// Deviance of a row.
    fn deviance(self, y: f64, mean: f64) -> f64 {
        let ratio = if y > 0.0 { y * (y / mean).ln() } else { 0.0 };
        match self {
            Self::Poisson => 2.0 * (ratio - (y - mean)),
            Self::NegativeBinomial(t) => 2.0 * (ratio - (y + t) * ((y + t) / (mean + t)).ln()),
        }
    }
}

/// Where the rounds have come to.
pub(super) struct Rounds {
    /// `ln μ`.
    pub(super) index: Vec<f64>,
    pub(super) mean: Vec<f64>,
    pub(super) coefficients: Vec<f64>,
    pub(super) kept: Vec<usize>,
    pub(super) inverse: DMatrix<f64>,
    /// Columns with the effects taken out under the last weights.
    pub(super) columns: Vec<Vec<f64>>,
    pub(super) deviance: f64,
    pub(super) count: usize,
    raw: Vec<f64>,
}

impl Rounds {
    /// A start half way between each outcome and their mean.
    pub(super) fn new(sample: &Sample) -> Self {
        let average = sample.outcome.iter().sum::<f64>() / sample.outcome.len() as f64;
        let mean: Vec<f64> = sample
            .outcome
            .iter()
            .map(|y| f64::midpoint(*y, average))
            .collect();
        Self {
            index: mean.iter().map(|m| m.ln()).collect(),
            mean,
            coefficients: Vec::new(),
            kept: Vec::new(),
            inverse: DMatrix::zeros(0, 0),
            columns: Vec::new(),
            deviance: f64::INFINITY,
            count: 0,
            raw: sample.columns.iter().map(|c| spread(c)).collect(),
        }
    }

    /// Runs until settled: `loose` times less well than the last digits allow.
    pub(super) fn run(&mut self, sample: &Sample, family: Family, loose: f64) -> Result<()> {
        let factors: Vec<&Factor> = sample.factors.iter().map(Cow::as_ref).collect();
        let y = &sample.outcome;
        let n = y.len();
        self.deviance = total(family, y, &self.mean);
        let first = self.count == 0;
        for round in 0..MOST {
            let weights: Vec<f64> = self.mean.iter().map(|m| family.weight(*m)).collect();
            let mut columns = sample.columns.clone();
            columns.push(
                (0..n)
                    .map(|i| self.index[i] + (y[i] - self.mean[i]) / self.mean[i])
                    .collect(),
            );
            let goal = columns[columns.len() - 1].clone();
            let absorber = Absorber::new(&factors, Some(&weights), n)?;
            absorber.residualise(&mut columns)?;
            let working = columns.pop().unwrap_or_default();
            let Solved {
                kept,
                coefficients,
                inverse,
                residuals,
            } = solve(&columns, &working, Some(&weights), &self.raw, &sample.names)?;
            let mut index: Vec<f64> = goal.iter().zip(&residuals).map(|(g, e)| g - e).collect();
            let mut mean: Vec<f64> = index.iter().map(|i| i.exp()).collect();
            let mut deviance = total(family, y, &mean);
            // Half the step while it does not bring the likelihood up. The start is no fit: its deviance is no bar.
            let mut halves = 0;
            let bar = if first && round == 0 {
                f64::MAX
            } else {
                self.deviance * (1.0 + 1e-12)
            };
            while (deviance.is_nan() || deviance > bar) && halves < 30 {
                for (new, old) in index.iter_mut().zip(&self.index) {
                    *new = f64::midpoint(*new, *old);
                }
                mean = index.iter().map(|i| i.exp()).collect();
                deviance = total(family, y, &mean);
                halves += 1;
            }
            let moved = if kept == self.kept {
                coefficients
                    .iter()
                    .zip(&self.coefficients)
                    .fold(0.0_f64, |m, (a, b)| m.max((a - b).abs() / (1.0 + a.abs())))
            } else {
                f64::INFINITY
            };
            let gained = (self.deviance - deviance).abs() / (deviance.abs() + 0.1);
            self.count += 1;
            (self.kept, self.coefficients, self.inverse, self.columns) =
                (kept, coefficients, inverse, columns);
            (self.index, self.mean, self.deviance) = (index, mean, deviance);
            if !self.deviance.is_finite() {
                break;
            }
            if gained < SETTLED.0 * loose && (moved < SETTLED.1 * loose || self.coefficients.is_empty()) {
                return Ok(());
            }
        }
        Err(ImpactError::NoFit {
            estimator: "regression of counts",
            why: format!(
                "it did not settle in {} rounds: a column or level may separate zeros from the rest, so that its coefficient runs off; leave it or its rows out",
                self.count
            ),
        })
    }
}

fn total(family: Family, y: &[f64], mean: &[f64]) -> f64 {
    y.iter().zip(mean).map(|(y, m)| family.deviance(*y, *m)).sum()
}
