//! Prediction intervals of a synthetic control (Cattaneo, Feng and Titiunik 2021).
//!
//! Two things may be off at a step under treatment: the weights, which were got from few steps, and the outcome of
//! the step itself.
//!
//! ```text
//! y₁ₜ(0) − ŷ₁ₜ = −pₜ′(ŵ − w₀) + eₜ
//! in sample:      least and largest pₜ′(w − ŵ) over w ≥ 0, Σw = Σŵ, (w − ŵ)′Q(w − ŵ) ≤ 2G′(w − ŵ),  G ~ N(0, Σ̂)
//! out of sample:  E[e] ± √(2 log 2/α) sd(e), both regressed on the donors that matter (sub-Gaussian)
//! ```
//!
//! `Q = Z′Z/T`, `Σ̂ = Z′Ω̂Z/T²` robust to changing variance with the residuals' conditional mean taken off. Weights below
//! the threshold `ϱ = C (log T)^c / √T` count as nought. The optima over `w` are exact; only `G` is drawn.

mod moments;
mod quantile;
mod simulate;

use crate::{
    error::{ImpactError, Result},
    panel::{Design, Panel},
    simplex::Solver,
    synthetic::{Level, Synthetic, setting::Setting},
};

/// What the intervals rest on.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Options {
    /// Draws of `G`.
    pub draws: usize,
    /// Seed of the draws.
    pub seed: u64,
    /// Level that the weights' part may miss.
    pub alpha_within: f64,
    /// Level that the outcome's part may miss. Together they miss their sum at most.
    pub alpha_beyond: f64,
    /// Whether outcomes trend together: moments are then regressed on the donors' differences.
    pub cointegrated: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            draws: 1000,
            seed: 1,
            alpha_within: 0.05,
            alpha_beyond: 0.05,
            cointegrated: true,
        }
    }
}

/// Intervals of what the treated would have been.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Predicted {
    /// The fit.
    pub fit: Synthetic,
    /// The threshold `ϱ` below which a weight counts as nought.
    pub threshold: f64,
    /// What the treated would have been at each step under treatment.
    pub expected: Vec<f64>,
    /// Its interval as far as the weights may be off.
    pub within: Vec<(f64, f64)>,
    /// Its whole interval.
    pub interval: Vec<(f64, f64)>,
}

impl Predicted {
    /// The interval of the effect at each step under treatment.
    pub fn effects(&self) -> Vec<(f64, f64)> {
        let after = &self.fit.gaps[self.fit.start..];
        after
            .iter()
            .zip(&self.expected)
            .zip(&self.interval)
            .map(|((gap, expected), (low, high))| (gap + expected - high, gap + expected - low))
            .collect()
    }
}

/// Predicts.
///
/// # Errors
/// As [`Synthetic::fit`]; [`ImpactError::NotDefined`] where too few steps lie before treatment for the regressions, the
/// fit is perfect, or an option is out of its range.
pub fn predicted(panel: &Panel, design: &Design, options: &Options) -> Result<Predicted> {
    let within_range = |a: f64| a > 0.0 && a < 1.0;
    if options.draws < 20 || !within_range(options.alpha_within) || !within_range(options.alpha_beyond) {
        return Err(not_defined(
            "they need 20 draws at least and levels between nought and one".to_owned(),
        ));
    }
    let setting = Setting::new(panel, design, Level::Met)?;
    let fit = setting.fit(setting.treated(), &[], &mut Solver::default())?;
    let past = moments::Past::new(&setting, &fit, options.cointegrated)?;
    let draws = simulate::within(&setting, &past, options)?;
    let beyond = past.beyond(options.alpha_beyond)?;
    let expected: Vec<f64> = (setting.start()..setting.steps())
        .map(|t| setting.path(setting.treated())[t] - fit.gaps[t])
        .collect();
    let within: Vec<(f64, f64)> = expected
        .iter()
        .zip(&draws)
        .map(|(e, (l, h))| (e + l, e + h))
        .collect();
    let interval = within
        .iter()
        .zip(&beyond)
        .map(|((l, h), (a, b))| (l + a, h + b))
        .collect();
    Ok(Predicted {
        threshold: past.threshold,
        fit,
        expected,
        within,
        interval,
    })
}

fn not_defined(why: String) -> ImpactError {
    ImpactError::NotDefined {
        estimator: "prediction intervals",
        why,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
