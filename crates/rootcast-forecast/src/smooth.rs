//! Exponential smoothing as forecasting competitions run it: simple, Holt's, damped, and the mean of the three.
//!
//! The benchmarks of the M4 competition (Makridakis, Spiliotis & Assimakopoulos 2020) are defined by a procedure, not by a
//! model alone: a seasonality test, division by classical indices ([`crate::season`]), smoothing whose parameters and
//! starting states are found by [`NelderMead::competition`] on the mean squared error, and multiplication by the indices.
//! This module follows it to the digit. The full family with its own seasons is [`crate::ets`].

use crate::{
    error::{ForecastError, Result},
    history::History,
    line::line,
    model::Model,
    optimise::{NelderMead, Simplex},
    predictive::Predictive,
    season::Adjusted,
};

/// Which smoothing.
///
/// With the error `e_t = y_t - l_{t-1} - φ b_{t-1}` of one step, the level is `l_t = l_{t-1} + φ b_{t-1} + α e_t` and the
/// slope `b_t = φ b_{t-1} + β e_t`; the forecast is `l_n + (φ + … + φ^h) b_n`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Smoothing {
    /// Simple: a level only (Brown 1956).
    Simple,
    /// A level and a slope, `φ = 1` (Holt 1957).
    Holt,
    /// A slope that fades, `0.8 ≤ φ ≤ 0.98` (Gardner & `McKenzie` 1985).
    Damped,
    /// The mean of the three: simple, hard to beat, and the best benchmark of the M4 competition.
    Comb,
}

/// Lowest and highest value of `α` (and of `β` and `φ` below).
const SHARE: (f64, f64) = (1e-4, 0.9999);
const PHI: (f64, f64) = (0.8, 0.98);

/// A fitted smoothing: its parameters, its states at the end, and the variance of one step's error.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Fitted {
    alpha: f64,
    beta: f64,
    phi: f64,
    level: f64,
    slope: f64,
    variance: f64,
}

impl Smoothing {
    /// Parameters and starting states that are searched for.
    const fn searched(self) -> usize {
        match self {
            Self::Simple => 2,
            Self::Holt => 4,
            Self::Damped | Self::Comb => 5,
        }
    }

    /// Where the search begins, as in Hyndman, Koehler, Snyder & Grose (2002), section 3: states from a line through the
    /// first ten figures, `α` in the middle of its range.
    fn start(self, y: &[f64], at: &mut [f64; 5]) {
        let first = &y[..y.len().min(10)];
        let alpha = SHARE.0 + 0.5 * (SHARE.1 - SHARE.0);
        if self == Self::Simple {
            *at = [
                alpha,
                first.iter().sum::<f64>() / first.len() as f64,
                0.0,
                0.0,
                0.0,
            ];
            return;
        }
        let beta = SHARE.0 + 0.1 * (alpha.min(SHARE.1) - SHARE.0);
        let (mut level, mut slope) = line(first);
        // A first forecast of zero would leave the search without a scale.
        if (level + slope).abs() < 1e-8 {
            level *= 1.0 + 1e-3;
            slope *= 1.0 - 1e-3;
        }
        *at = if self == Self::Holt {
            [alpha, beta, level, slope, 0.0]
        } else {
            [alpha, beta, PHI.0 + 0.99 * (PHI.1 - PHI.0), level, slope]
        };
    }

    /// Reads a point of the search: `(α, β, φ, level, slope)`, if within bounds.
    fn read(self, p: &[f64]) -> Option<(f64, f64, f64, f64, f64)> {
        let (alpha, beta, phi, level, slope) = match (self, p) {
            (Self::Simple, [alpha, level]) => (*alpha, 0.0, 1.0, *level, 0.0),
            (Self::Holt, [alpha, beta, level, slope]) => (*alpha, *beta, 1.0, *level, *slope),
            (_, [alpha, beta, phi, level, slope]) => (*alpha, *beta, *phi, *level, *slope),
            _ => return None,
        };
        let inside = (SHARE.0..=SHARE.1).contains(&alpha)
            && (self == Self::Simple || (SHARE.0..=alpha).contains(&beta))
            && (matches!(self, Self::Simple | Self::Holt) || (PHI.0..=PHI.1).contains(&phi));
        inside.then_some((alpha, beta, phi, level, slope))
    }

    /// Parameters and starting states that make the mean squared error of one step smallest, for a series from
    /// which `estimated` indices of the season were taken.
    fn fit(self, y: &[f64], estimated: usize, room: &mut Simplex) -> Result<Fitted> {
        let (n, searched) = (y.len(), self.searched());
        if n < searched {
            return Err(ForecastError::TooShort {
                model: self.name(),
                needs: searched,
                has: n,
            });
        }
        let mut at = [0.0; 5];
        self.start(y, &mut at);
        let at = &mut at[..searched];
        let found = NelderMead::competition().minimise(at, room, |p| {
            let Some((alpha, beta, phi, level, slope)) = self.read(p) else {
                return f64::INFINITY;
            };
            walk(y, alpha, beta, phi, level, slope).2 / n as f64
        });
        let Some((alpha, beta, phi, level, slope)) = self.read(at) else {
            return Err(ForecastError::NoFit {
                model: self.name(),
                why: format!("the search ended outside of its bounds, at {:e}", found.value),
            });
        };
        let (level, slope, squares) = walk(y, alpha, beta, phi, level, slope);
        Ok(Fitted {
            alpha,
            beta,
            phi,
            level,
            slope,
            variance: squares / n.saturating_sub(searched + estimated).max(1) as f64,
        })
    }

    /// Means and standard deviations of the series without its season.
    fn plain(self, series: &Adjusted, horizon: usize, room: &mut Simplex) -> Result<(Vec<f64>, Vec<f64>)> {
        let (y, estimated) = (&series.values, series.estimated);
        if self != Self::Comb {
            return Ok(self.fit(y, estimated, room)?.ahead(horizon));
        }
        let (mut mean, mut sd) = (vec![0.0; horizon], vec![0.0; horizon]);
        for one in [Self::Simple, Self::Holt, Self::Damped] {
            let (means, sds) = one.fit(y, estimated, room)?.ahead(horizon);
            for h in 0..horizon {
                mean[h] += means[h] / 3.0;
                sd[h] += sds[h] / 3.0;
            }
        }
        Ok((mean, sd))
    }
}

/// The level, the slope and the sum of squared errors after a walk through the series.
fn walk(y: &[f64], alpha: f64, beta: f64, phi: f64, mut level: f64, mut slope: f64) -> (f64, f64, f64) {
    let mut squares = 0.0;
    for value in y {
        let fade = phi * slope;
        let expected = level + fade;
        let e = value - expected;
        squares += e * e;
        level = expected + alpha * e;
        slope = fade + beta * e;
    }
    (level, slope, squares)
}

impl Fitted {
    /// Means, and `sd_h = σ √(1 + Σ_{j<h} c_j²)` with `c_j = α + β (φ + … + φ^j)` (Hyndman et al. 2008, table 6.1).
    fn ahead(&self, horizon: usize) -> (Vec<f64>, Vec<f64>) {
        let (mut mean, mut sd) = (Vec::with_capacity(horizon), Vec::with_capacity(horizon));
        let (mut faded, mut power, mut sum) = (0.0, 1.0, 1.0_f64);
        for _ in 0..horizon {
            sd.push((self.variance * sum).sqrt());
            power *= self.phi;
            faded += power;
            mean.push(self.level + faded * self.slope);
            sum += (self.alpha + self.beta * faded).powi(2);
        }
        (mean, sd)
    }
}

impl Model for Smoothing {
    fn name(&self) -> &'static str {
        match self {
            Self::Simple => "ses",
            Self::Holt => "holt",
            Self::Damped => "damped",
            Self::Comb => "comb",
        }
    }

    /// Limits of a seasonal series are those of the series without its season times the index; those of [`Self::Comb`] are
    /// as wide as the three are in the mean, as if their errors went together.
    fn forecast(&self, history: &History<'_>, horizon: usize, _seed: u64) -> Result<Predictive> {
        let adjusted = Adjusted::new(&history.filled(), history.season(), horizon);
        let mut room = Simplex::default();
        let (mut mean, mut sd) = self.plain(&adjusted, horizon, &mut room)?;
        for (h, factor) in adjusted.ahead.iter().enumerate() {
            mean[h] *= factor;
            sd[h] *= factor;
        }
        Ok(Predictive::normal(mean, sd))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn ahead(model: Smoothing, y: &[f64], season: usize, horizon: usize) -> Predictive {
        model
            .forecast(&History::new(y, season).unwrap(), horizon, 0)
            .unwrap()
    }

    #[test]
    fn a_line_goes_on_and_a_damped_one_bends() {
        let y: Vec<f64> = (0..40).map(|t| 10.0 + 3.0 * f64::from(t)).collect();
        let (holt, damped) = (
            ahead(Smoothing::Holt, &y, 1, 12),
            ahead(Smoothing::Damped, &y, 1, 12),
        );
        assert!((holt.mean()[11] - 163.0).abs() < 0.1, "{}", holt.mean()[11]);
        assert!(damped.mean()[11] < holt.mean()[11] && damped.mean()[11] > 127.0);
        assert!(ahead(Smoothing::Simple, &y, 1, 2).mean()[1] < 128.0);
    }

    #[test]
    fn the_comb_is_the_mean_of_three() {
        let y: Vec<f64> = (0..30_u16).map(|t| f64::from(t + (t * t) % 17)).collect();
        let all = [Smoothing::Simple, Smoothing::Holt, Smoothing::Damped].map(|s| ahead(s, &y, 1, 3));
        let comb = ahead(Smoothing::Comb, &y, 1, 3);
        for h in 0..3 {
            let mean = all.iter().map(|p| p.mean()[h]).sum::<f64>() / 3.0;
            assert!((comb.mean()[h] - mean).abs() < 1e-9);
        }
    }

    #[test]
    fn a_constant_stays_and_one_figure_is_too_few() {
        for y in [[7.0; 20], [0.0; 20], [-3.0; 20]] {
            for s in [
                Smoothing::Simple,
                Smoothing::Holt,
                Smoothing::Damped,
                Smoothing::Comb,
            ] {
                let p = ahead(s, &y, 12, 3);
                assert!((p.mean()[2] - y[0]).abs() < 1e-3, "{s:?} {:?}", p.mean());
            }
        }
        let one = Smoothing::Simple.forecast(&History::new(&[1.0], 1).unwrap(), 1, 0);
        assert!(matches!(
            one,
            Err(ForecastError::TooShort { needs: 2, has: 1, .. })
        ));
    }
}
