//! Structural time series: what one series would have been, from its own level, seasons and control series.
//!
//! ```text
//! yₜ = μₜ + sₜ + xₜ′β + εₜ      μₜ₊₁ = μₜ + ηₜ      sₜ₊₁ = −Σ₀^{S−2} sₜ₋ₖ + ωₜ
//! ```
//!
//! [`impact()`] is the Bayesian estimate of Brodersen, Gallusser, Koehler, Remy and Scott (2015) with the priors of its
//! program: a slow local level, and regression with spike-and-slab priors (Scott and Varian 2014). [`kalman`] is the
//! exact filter and smoother with a diffuse start (Durbin and Koopman 2012, chapter 5).

mod gibbs;
pub mod kalman;
mod regression;
mod state;
mod summary;

use crate::error::{ImpactError, Result};
pub use summary::{Impact, Point, Summary};

/// What the estimate rests on.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Options {
    /// Draws of the sampler; the first tenth is not used.
    pub draws: usize,
    /// Seed of the sampler.
    pub seed: u64,
    /// Number of seasons and steps each lasts, where there are seasons.
    pub seasons: Option<(usize, usize)>,
    /// Prior guess of the level's standard deviation from step to step, in standard deviations of the series. Small: the
    /// level moves little unless the data say so.
    pub level: f64,
    /// Prior number of control series that matter.
    pub size: f64,
    /// Prior share of the variance that control series explain.
    pub explained: f64,
    /// One less the coverage of intervals.
    pub alpha: f64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            draws: 1000,
            seed: 1,
            seasons: None,
            level: 0.01,
            size: 3.0,
            explained: 0.8,
            alpha: 0.05,
        }
    }
}

/// What the series would have been from `start` on, and the effect.
///
/// Gaps (`NaN`) in the series are taken; control series must be whole and untouched by treatment.
///
/// # Errors
/// [`ImpactError::Design`] where there are fewer than three figures before `start`, none from it on, or a control series
/// has another length or a gap; [`ImpactError::NotDefined`] where the series or a control does not vary before, or an
/// option is out of its range.
///
/// ```
/// use rootcast_impact::structural::{Options, impact};
/// let control: Vec<f64> = (0..60).map(|t| f64::from(t * t % 17)).collect();
/// let series: Vec<f64> = control.iter().enumerate().map(|(t, x)| 2.0 * x + if t < 40 { 0.0 } else { 5.0 }).collect();
/// let fit = impact(&series, &[control], 40, &Options::default())?;
/// assert!((fit.average.effect - 5.0).abs() < 0.5);
/// # Ok::<(), rootcast_impact::error::ImpactError>(())
/// ```
pub fn impact(series: &[f64], controls: &[Vec<f64>], start: usize, options: &Options) -> Result<Impact> {
    check(series, controls, start, options)?;
    let before = Scale::of(&series[..start]);
    if before.spread <= 0.0 {
        return Err(not_defined(
            "the series does not vary before treatment".to_owned(),
        ));
    }
    let mut outcome: Vec<f64> = series.iter().map(|v| (v - before.mean) / before.spread).collect();
    for v in &mut outcome[start..] {
        *v = f64::NAN;
    }
    let columns = controls
        .iter()
        .enumerate()
        .map(|(k, c)| {
            let own = Scale::of(&c[..start]);
            if own.spread <= 0.0 {
                return Err(not_defined(format!(
                    "control series {k} does not vary before treatment: leave it out"
                )));
            }
            Ok(c.iter()
                .map(|v| (v - own.mean) / own.spread)
                .collect::<Vec<f64>>())
        })
        .collect::<Result<Vec<_>>>()?;
    let draws = gibbs::sample(&outcome, &columns, options);
    Ok(summary::summary(
        series,
        start,
        before.mean,
        before.spread,
        &draws,
        options,
    ))
}

/// Mean and standard deviation of the figures that are there.
struct Scale {
    mean: f64,
    spread: f64,
}

impl Scale {
    fn of(values: &[f64]) -> Self {
        let known: Vec<f64> = values.iter().copied().filter(|v| !v.is_nan()).collect();
        let count = known.len() as f64;
        let mean = known.iter().sum::<f64>() / count;
        let square: f64 = known.iter().map(|v| (v - mean).powi(2)).sum();
        Self {
            mean,
            spread: (square / (count - 1.0)).sqrt(),
        }
    }
}

fn check(series: &[f64], controls: &[Vec<f64>], start: usize, options: &Options) -> Result<()> {
    let design = |text: String| Err(ImpactError::Design(text));
    if start >= series.len() {
        return design("treatment begins after the last step: end the series later".to_owned());
    }
    if series[..start].iter().filter(|v| !v.is_nan()).count() < 3 {
        return design("fewer than three figures lie before treatment: begin the series earlier".to_owned());
    }
    if series[start..].iter().all(|v| v.is_nan()) {
        return design("no outcome is known under treatment".to_owned());
    }
    if let Some(v) = series.iter().find(|v| v.is_infinite()) {
        return design(format!("a figure is {v}: mark it as missing or mend it"));
    }
    for (k, c) in controls.iter().enumerate() {
        if c.len() != series.len() {
            return design(format!(
                "control series {k} has {} steps, not {}",
                c.len(),
                series.len()
            ));
        }
        if !c.iter().all(|v| v.is_finite()) {
            return design(format!(
                "control series {k} has a gap: fill it or leave the series out"
            ));
        }
    }
    let o = options;
    let fits = o.draws >= 20
        && o.level > 0.0
        && o.size > 0.0
        && (0.0..1.0).contains(&o.explained)
        && o.alpha > 0.0
        && o.alpha < 1.0
        && o.seasons.is_none_or(|(n, d)| n >= 2 && d >= 1);
    if fits {
        Ok(())
    } else {
        Err(not_defined(
            "an option is out of its range: at least 20 draws, a positive level and size, shares below one, two seasons".to_owned(),
        ))
    }
}

fn not_defined(why: String) -> ImpactError {
    ImpactError::NotDefined {
        estimator: "the structural time series",
        why,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::float_cmp)]
mod tests;
