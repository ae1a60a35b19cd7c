//! Means and spreads of the residuals, regressed on the donors that matter.

use nalgebra::{DMatrix, DVector};

use super::{not_defined, quantile::quantile};
use crate::{
    error::Result,
    synthetic::{Synthetic, setting::Setting},
};

/// What lies before treatment, as the regressions see it.
pub(super) struct Past {
    /// The threshold `ϱ`.
    pub(super) threshold: f64,
    /// Weights, nought below the threshold.
    pub(super) weights: Vec<f64>,
    /// Steps in use: all before treatment, without the first where differences are taken.
    pub(super) steps: Vec<usize>,
    /// Squared residuals about their conditional mean, for `Σ̂`.
    pub(super) squares: Vec<f64>,
    /// The design before treatment, and under it.
    before: DMatrix<f64>,
    after: DMatrix<f64>,
    residuals: DVector<f64>,
}

impl Past {
    pub(super) fn new(setting: &Setting, fit: &Synthetic, cointegrated: bool) -> Result<Self> {
        let start = setting.start();
        let gaps = &fit.gaps[..start];
        // Where weights are spread thin the threshold would leave none: those above half the largest always count.
        let largest = fit.weights.iter().fold(0.0_f64, |m, w| m.max(*w));
        let threshold = threshold(setting, gaps, cointegrated).min(0.5 * largest);
        let large: Vec<usize> = (0..fit.weights.len())
            .filter(|j| fit.weights[*j] > threshold)
            .collect();
        let lag = usize::from(cointegrated);
        let steps: Vec<usize> = (lag..start).collect();
        if steps.len() < large.len() + 4 {
            return Err(not_defined(format!(
                "{start} steps before treatment are too few to regress residuals on {} donors: begin the panel earlier",
                large.len()
            )));
        }
        let size = setting
            .path(setting.treated())
            .iter()
            .fold(0.0_f64, |m, v| m.max(v.abs()));
        if gaps.iter().all(|g| g.abs() <= 1e-10 * size) {
            return Err(not_defined(
                "the past is fitted without a residual, so that its noise is not known: take fewer donors"
                    .to_owned(),
            ));
        }
        let row = |t: usize, k: usize| match large.get(k) {
            Some(j) if cointegrated => setting.path(*j)[t] - setting.path(*j)[t - 1],
            Some(j) => setting.path(*j)[t],
            None => 1.0,
        };
        let columns = large.len() + 1;
        let before = DMatrix::from_fn(steps.len(), columns, |i, k| row(steps[i], k));
        let after = DMatrix::from_fn(setting.steps() - start, columns, |i, k| row(start + i, k));
        // The outcome less its control: what is regressed, and what the weights missed.
        let residuals = DVector::from_fn(steps.len(), |i, _| gaps[steps[i]]);
        let mean = &before * least_squares(&before, &residuals)?;
        let support = fit.weights.iter().filter(|w| **w > 1e-6).count();
        let count = steps.len() as f64;
        let scale = count / (count - (support as f64 - 1.0));
        Ok(Self {
            threshold,
            weights: fit
                .weights
                .iter()
                .map(|w| if *w > threshold { *w } else { 0.0 })
                .collect(),
            squares: (&residuals - mean).iter().map(|r| r * r * scale).collect(),
            steps,
            before,
            after,
            residuals,
        })
    }

    /// Bounds of the outcome's own part at each step under treatment, for residuals with sub-Gaussian tails.
    pub(super) fn beyond(&self, alpha: f64) -> Result<Vec<(f64, f64)>> {
        let mean = least_squares(&self.before, &self.residuals)?;
        let fitted = &self.before * &mean;
        let logs = DVector::from_fn(fitted.len(), |i, _| {
            (self.residuals[i] - fitted[i])
                .powi(2)
                .max(f64::MIN_POSITIVE)
                .ln()
        });
        let spread = least_squares(&self.before, &logs)?;
        let upper = quantile(&self.before, &self.residuals, 0.75)?;
        let lower = quantile(&self.before, &self.residuals, 0.25)?;
        let reach = (2.0 * (2.0 / alpha).ln()).sqrt();
        Ok(self
            .after
            .row_iter()
            .map(|row| {
                let at = |b: &DVector<f64>| (row * b)[0];
                // Quartiles guard against a variance that is read far outside its data.
                let quartiles = (at(&upper) - at(&lower)).abs() / 1.34;
                let half = reach * (0.5 * at(&spread)).exp().min(quartiles);
                (at(&mean) - half, at(&mean) + half)
            })
            .collect())
    }
}

/// `ϱ`, with `C` the residuals' deviation times the donors' largest over their smallest variance; at most a fifth.
fn threshold(setting: &Setting, gaps: &[f64], cointegrated: bool) -> f64 {
    let start = setting.start();
    let count = start as f64;
    let variances =
        (0..setting.treated()).map(|j| variance(&setting.path(j)[..start]) * count / (count - 1.0));
    let (mut least, mut largest) = (f64::INFINITY, 0.0_f64);
    for v in variances {
        least = least.min(v);
        largest = largest.max(v);
    }
    let power = if cointegrated { 1.0 } else { 0.5 };
    let scale = variance(gaps).sqrt() * largest.sqrt() / least;
    let threshold = scale * count.ln().powf(power) / count.sqrt();
    if threshold.is_finite() {
        threshold.min(0.2)
    } else {
        0.2
    }
}

fn variance(values: &[f64]) -> f64 {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / count
}

pub(super) fn least_squares(x: &DMatrix<f64>, y: &DVector<f64>) -> Result<DVector<f64>> {
    x.clone()
        .svd(true, true)
        .solve(y, 1e-12 * x.amax())
        .map_err(|why| not_defined(why.to_owned()))
}
