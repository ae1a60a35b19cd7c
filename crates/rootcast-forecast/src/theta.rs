//! The Theta method, which won the M3 competition, and its dynamic optimised form.
//!
//! [`Theta`] is the method as entered (Assimakopoulos & Nikolopoulos 2000), [`DynamicTheta`] the state-space form whose
//! line through the data is drawn anew at each step and whose `θ` is searched for (Fiorucci, Pellegrini, Louzada,
//! Petropoulos & Koehler 2016).

mod dynamic;

pub use dynamic::DynamicTheta;

use crate::{
    error::{ForecastError, Result},
    history::History,
    line::line,
    model::Model,
    optimise::valley,
    predictive::Predictive,
    season::Adjusted,
};

/// Bounds of `α` in the search of Fiorucci et al.: below, a level would hardly follow the series at all.
const ALPHA: (f64, f64) = (0.1, 0.99);

/// The Theta method: the mean of the trend line through the data and of simple smoothing of the data with their distances
/// from that line doubled.
///
/// With `a + b t` the line of least squares through the series without its season, `z_t = 2 y_t - a - b t` and `s_n` the
/// smoothed level of `z`, the forecast is `½ (a + b (n + h)) + ½ s_n`. It is simple smoothing with a drift of `b/2` (Hyndman
/// & Billah 2003), from which the variance of step `h` follows: `σ² (1 + (h - 1) α²)`.
///
/// Given `α`, in [0.1, 0.99] as in Fiorucci et al., the first level follows by least squares.
///
/// ```
/// use rootcast_forecast::{history::History, model::Model, theta::Theta};
/// let y: Vec<f64> = (0..40).map(|t| 100.0 + 2.0 * f64::from(t)).collect();
/// let ahead = Theta.forecast(&History::new(&y, 12).unwrap(), 1, 0).unwrap();
/// assert!((ahead.mean()[0] - 179.0).abs() < 1.1);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Theta;

impl Model for Theta {
    fn name(&self) -> &'static str {
        "theta"
    }

    fn forecast(&self, history: &History<'_>, horizon: usize, _seed: u64) -> Result<Predictive> {
        let adjusted = Adjusted::new(&history.filled(), history.season(), horizon);
        let y = &adjusted.values;
        let n = y.len();
        if n < 3 {
            return Err(ForecastError::TooShort {
                model: self.name(),
                needs: 3,
                has: n,
            });
        }
        let (a, b) = line(y);
        let at = |t: usize| a + b * t as f64;
        let doubled: Vec<f64> = y.iter().enumerate().map(|(t, v)| 2.0 * v - at(t + 1)).collect();
        let alpha = valley(ALPHA.0, ALPHA.1, 16, 1e-5, |alpha| smoothed(&doubled, alpha).1);
        let (level, squares) = smoothed(&doubled, alpha);
        // An error of the doubled series is twice one of the series.
        let free = (n - 2).saturating_sub(adjusted.estimated).max(1);
        let variance = squares / 4.0 / free as f64;
        let (mut mean, mut sd) = (Vec::with_capacity(horizon), Vec::with_capacity(horizon));
        for (h, factor) in adjusted.ahead.iter().enumerate() {
            mean.push(factor * 0.5 * (at(n + h + 1) + level));
            sd.push(factor * (variance * (1.0 + h as f64 * alpha.powi(2))).sqrt());
        }
        Ok(Predictive::normal(mean, sd))
    }
}

/// The smoothed level at the end and the sum of squared errors, the first level being that of least squares.
fn smoothed(y: &[f64], alpha: f64) -> (f64, f64) {
    // An error is `u - first · w`: linear in the first level.
    let (mut uu, mut uw, mut ww) = (0.0, 0.0, 0.0);
    let (mut level, mut w) = (0.0, 1.0);
    for v in y {
        let u = v - level;
        uu += u * u;
        uw += u * w;
        ww += w * w;
        level += alpha * u;
        w *= 1.0 - alpha;
    }
    (level + uw / ww * w, (uu - uw * uw / ww).max(0.0))
}
