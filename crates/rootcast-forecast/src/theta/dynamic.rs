//! The dynamic optimised Theta model.

use crate::{
    error::{ForecastError, Result},
    history::History,
    model::Model,
    optimise::valley,
    predictive::Predictive,
    season::Adjusted,
    theta::ALPHA,
};

/// The dynamic optimised Theta model of Fiorucci et al. (2016), section 3.
///
/// With `ω = 1 - 1/θ` the expected figure is
///
/// `μ_t = l_{t-1} + ω ((1-α)^{t-1} A_{t-1} + (1 - (1-α)^t)/α · B_{t-1})`,
///
/// where `l_t = α y_t + (1-α) l_{t-1}` is the smoothed level and `A_t + B_t s` the line of least squares through the first
/// `t` figures, brought up to date at each step:
/// `B_t = ((t-2) B_{t-1} + 6 (y_t - ȳ_{t-1})/t) / (t+1)`, `A_t = ȳ_t - (t+1)/2 · B_t`. `θ = 1` is simple smoothing; the
/// larger `θ`, the more of the line.
///
/// The paper searches for `α`, `θ` and the first level together. Given `α`, `μ_t` is linear in the first level and in `ω`,
/// so that both follow by least squares, and the search is along one axis only: exact, and fast.
///
/// Errors add up linearly, too: a step's variance is `σ² (1 + Σ r²)`, with `r` what is left at that step of a unit error
/// at each step before, found by running the model on it. The model is fitted to the series without its season
/// ([`Adjusted::shrunken`]): on the monthly series of M3, indices drawn together make the errors smaller by half a hundredth.
///
/// ```
/// use rootcast_forecast::{history::History, model::Model, theta::DynamicTheta};
/// let y: Vec<f64> = (0..40).map(|t| 100.0 + 2.0 * f64::from(t)).collect();
/// let ahead = DynamicTheta.forecast(&History::new(&y, 12).unwrap(), 2, 0).unwrap();
/// assert!((ahead.mean()[1] - 182.0).abs() < 1.0);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DynamicTheta;

/// Steps before there is a line: their errors are not counted, for they would be those of another model.
const UNSCORED: usize = 2;

/// The largest `ω`: `θ` is finite.
const OMEGA: f64 = 1.0 - 1e-10;

/// The line of least squares through the figures so far.
#[derive(Clone, Copy, Debug, Default)]
struct Line {
    mean: f64,
    a: f64,
    b: f64,
}

impl Line {
    /// The line after figure `t` (from 1).
    fn after(self, t: usize, y: f64) -> Self {
        let t = t as f64;
        let mean = self.mean + (y - self.mean) / t;
        let b = if t > 1.0 {
            ((t - 2.0) * self.b + 6.0 * (y - self.mean) / t) / (t + 1.0)
        } else {
            0.0
        };
        Self {
            mean,
            a: mean - 0.5 * (t + 1.0) * b,
            b,
        }
    }
}

/// A fitted model.
#[derive(Clone, Copy, Debug)]
struct Fitted {
    alpha: f64,
    omega: f64,
    level: f64,
    line: Line,
    /// Figures so far, and `(1-α)` to that power.
    n: usize,
    fade: f64,
    variance: f64,
}

/// What of the squared errors depends on the first level and on `ω`, for one `α`: `e_t = u_t - level · w_t - ω d_t`.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    uu: f64,
    uw: f64,
    ud: f64,
    ww: f64,
    wd: f64,
    dd: f64,
}

impl Sums {
    fn of(y: &[f64], lines: &[Line], alpha: f64) -> Self {
        let keep = 1.0 - alpha;
        let over = 1.0 / alpha;
        let mut sums = Self::default();
        let (mut level, mut w) = (0.0, 1.0);
        for v in &y[..UNSCORED] {
            level += alpha * (v - level);
            w *= keep;
        }
        for (v, line) in y.iter().zip(lines).skip(UNSCORED) {
            let next = w * keep;
            let d = w * line.a + (1.0 - next) * over * line.b;
            let u = v - level;
            sums.uu += u * u;
            sums.uw += u * w;
            sums.ud += u * d;
            sums.ww += w * w;
            sums.wd += w * d;
            sums.dd += d * d;
            level += alpha * u;
            w = next;
        }
        sums
    }

    /// The first level, `ω`, and the sum of squared errors they leave.
    fn solve(&self) -> (f64, f64, f64) {
        let free = self.dd - self.wd * self.wd / self.ww;
        let omega = if free > 1e-12 * self.dd {
            ((self.ud - self.uw * self.wd / self.ww) / free).clamp(0.0, OMEGA)
        } else {
            0.0
        };
        let level = (self.uw - omega * self.wd) / self.ww;
        let left = self.uu + level * level * self.ww + omega * omega * self.dd
            - 2.0 * (level * self.uw + omega * self.ud - level * omega * self.wd);
        (level, omega, left.max(0.0))
    }
}

impl Fitted {
    /// Fits to a series from which `estimated` indices of the season were taken.
    fn new(y: &[f64], estimated: usize) -> Self {
        let mut lines = Vec::with_capacity(y.len());
        let mut line = Line::default();
        for (t, v) in y.iter().enumerate() {
            lines.push(line);
            line = line.after(t + 1, *v);
        }
        let left = |alpha: f64| Sums::of(y, &lines, alpha).solve().2;
        let alpha = valley(ALPHA.0, ALPHA.1, 16, 1e-5, left);
        let (first, omega, squares) = Sums::of(y, &lines, alpha).solve();
        let level = y.iter().fold(first, |l, v| l + alpha * (v - l));
        let n = y.len();
        Self {
            alpha,
            omega,
            level,
            line,
            n,
            fade: (1.0 - alpha).powf(n as f64),
            variance: squares / n.saturating_sub(UNSCORED + 3 + estimated).max(1) as f64,
        }
    }

    /// Runs the model on, each figure being what is expected, plus `error` at step `at`; hands out what is expected.
    fn run(mut self, horizon: usize, at: usize, error: f64, mut give: impl FnMut(usize, f64)) {
        for h in 0..horizon {
            let next = self.fade * (1.0 - self.alpha);
            let along = self.fade * self.line.a + (1.0 - next) / self.alpha * self.line.b;
            let expected = self.level + self.omega * along;
            give(h, expected);
            let y = if h == at { expected + error } else { expected };
            self.level += self.alpha * (y - self.level);
            self.fade = next;
            self.n += 1;
            self.line = self.line.after(self.n, y);
        }
    }

    /// Means and standard deviations.
    fn ahead(&self, horizon: usize) -> (Vec<f64>, Vec<f64>) {
        let (mut mean, mut squares) = (vec![0.0; horizon], vec![1.0; horizon]);
        self.run(horizon, horizon, 0.0, |h, expected| mean[h] = expected);
        // What an error leaves does not depend on where the series stands.
        let still = Self {
            level: 0.0,
            line: Line::default(),
            ..*self
        };
        for at in 0..horizon.saturating_sub(1) {
            let shifted = Self {
                n: self.n + at,
                fade: self.fade * (1.0 - self.alpha).powf(at as f64),
                ..still
            };
            shifted.run(horizon - at, 0, 1.0, |h, left| squares[at + h] += left * left);
        }
        let sd = squares.iter().map(|s| (self.variance * s).sqrt()).collect();
        (mean, sd)
    }
}

impl Model for DynamicTheta {
    fn name(&self) -> &'static str {
        "dotm"
    }

    fn forecast(&self, history: &History<'_>, horizon: usize, _seed: u64) -> Result<Predictive> {
        let adjusted = Adjusted::shrunken(&history.filled(), history.season(), horizon);
        let n = adjusted.values.len();
        if n < UNSCORED + 4 {
            return Err(ForecastError::TooShort {
                model: self.name(),
                needs: UNSCORED + 4,
                has: n,
            });
        }
        let (mut mean, mut sd) = Fitted::new(&adjusted.values, adjusted.estimated).ahead(horizon);
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
    use rand_distr::{Distribution, StandardNormal};

    use super::*;
    use crate::{line::line, random::generator};

    fn noisy(n: usize, seed: u64) -> Vec<f64> {
        let mut random = generator(seed, &[]);
        let mut level = 50.0;
        (0..n)
            .map(|t| {
                let e: f64 = StandardNormal.sample(&mut random);
                level += 0.3 * e;
                level + 0.5 * t as f64 + e
            })
            .collect()
    }

    #[test]
    fn the_line_is_that_of_least_squares() {
        let y = noisy(25, 3);
        let mut at = Line::default();
        for (t, v) in y.iter().enumerate() {
            at = at.after(t + 1, *v);
        }
        let (a, b) = line(&y);
        assert!((at.a - a).abs() < 1e-9 && (at.b - b).abs() < 1e-9);
    }

    #[test]
    fn no_other_parameters_fit_better() {
        let y = noisy(60, 4);
        let fitted = Fitted::new(&y, 0);
        let squares = fitted.variance * (y.len() - UNSCORED - 3) as f64;
        for alpha in [0.1, 0.2, 0.35, 0.5, 0.8, 0.99] {
            for theta in [1.0, 1.5, 2.0, 5.0, 50.0] {
                for first in [40.0, 48.0, 50.0, 52.0] {
                    let omega = 1.0 - 1.0 / theta;
                    let (mut level, mut line, mut sum, mut fade) = (first, Line::default(), 0.0, 1.0);
                    for (t, v) in y.iter().enumerate() {
                        let next = fade * (1.0 - alpha);
                        let expected = level + omega * (fade * line.a + (1.0 - next) / alpha * line.b);
                        if t >= UNSCORED {
                            sum += (v - expected) * (v - expected);
                        }
                        level += alpha * (v - level);
                        fade = next;
                        line = line.after(t + 1, *v);
                    }
                    assert!(
                        sum >= squares - 1e-6,
                        "{alpha} {theta} {first}: {sum} < {squares}"
                    );
                }
            }
        }
    }

    #[test]
    fn widths_are_those_of_simulated_paths() {
        let fitted = Fitted::new(&noisy(40, 5), 0);
        let horizon = 12;
        let (mean, sd) = fitted.ahead(horizon);
        let draws = 20_000;
        let mut random = generator(9, &[]);
        let mut squares = vec![0.0; horizon];
        for _ in 0..draws {
            let mut f = fitted;
            for h in 0..horizon {
                let next = f.fade * (1.0 - f.alpha);
                let along = f.fade * f.line.a + (1.0 - next) / f.alpha * f.line.b;
                let z: f64 = StandardNormal.sample(&mut random);
                let y = f.level + f.omega * along + fitted.variance.sqrt() * z;
                squares[h] += (y - mean[h]).powi(2) / f64::from(draws);
                f.level += f.alpha * (y - f.level);
                f.fade = next;
                f.n += 1;
                f.line = f.line.after(f.n, y);
            }
        }
        for h in 0..horizon {
            assert!((squares[h].sqrt() / sd[h] - 1.0).abs() < 0.03, "{h}");
            assert!(h == 0 || sd[h] >= sd[h - 1]);
        }
    }

    #[test]
    fn short_series_are_told() {
        let five = [1.0, 2.0, 3.0, 4.0, 5.0];
        let ask = |y: &[f64]| DynamicTheta.forecast(&History::new(y, 1).unwrap(), 2, 0);
        assert!(matches!(ask(&five), Err(ForecastError::TooShort { .. })));
        for y in [[0.0; 9], [4.0; 9], [-1e9; 9]] {
            let p = ask(&y).unwrap();
            assert!((p.mean()[1] - y[0]).abs() <= 1e-6 * y[0].abs());
        }
    }
}
