//! A form with its parameters and what it makes of a series.

use super::{
    form::{ErrorKind, Form},
    simulate::paths,
    state::{Parameters, State, Tape, deviance, walk_form},
    variance::{effective, moments, path},
};
use crate::{
    error::{ForecastError, Result},
    predictive::Predictive,
};

/// Paths of a forecast by simulation.
const DRAWS: usize = 2_000;

/// A form with given or estimated parameters, walked through a series.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// The form.
    pub form: Form,
    /// Its smoothing parameters.
    pub parameters: Parameters,
    /// The states before the first figure.
    pub start: State,
    /// The states after the last.
    pub end: State,
    /// `-½ (n log Σ ε² + 2 Σ log |μ|)`, the second part for relative errors: the concentrated log-likelihood without its
    /// constants, as R's `forecast` has it.
    pub log_likelihood: f64,
    /// Akaike's criterion, corrected for short series; infinite where there are too few figures.
    pub aicc: f64,
    /// The variance of an error (relative or not): `Σ ε² / (n - k)`, with `k` parameters and starting states.
    pub sigma2: f64,
    /// What was expected at each step.
    pub fitted: Vec<f64>,
}

impl Fit {
    /// Walks a form with given parameters and starting states through a series without gaps.
    ///
    /// # Errors
    /// [`ForecastError::Asked`] where the season of the starting states does not suit the form, [`ForecastError::NoFit`]
    /// where the walk leaves the range of numbers.
    ///
    /// ```
    /// use rootcast_forecast::ets::{Fit, Parameters, State};
    /// let parameters = Parameters { alpha: 0.5, beta: 0.0, gamma: 0.0, phi: 1.0 };
    /// let start = State { level: 10.0, slope: 0.0, seasons: vec![] };
    /// let fit = Fit::new("ANN".parse().unwrap(), parameters, start, &[12.0, 11.0, 13.0]).unwrap();
    /// assert_eq!(fit.fitted, [10.0, 11.0, 11.0]);
    /// assert_eq!(fit.end.level, 12.0);
    /// ```
    pub fn new(form: Form, parameters: Parameters, start: State, y: &[f64]) -> Result<Self> {
        if form.has_season() == start.seasons.is_empty() {
            return Err(ForecastError::Asked(format!(
                "{form} and a starting season of {} steps do not go together",
                start.seasons.len()
            )));
        }
        let n = y.len();
        let p = effective(form, &parameters);
        let mut tape = Tape::default();
        tape.prepare(n, &start.seasons);
        let sums = walk_form(form, y, &p, (start.level, start.slope), &mut tape);
        if !(sums.squares.is_finite() && sums.level.is_finite()) {
            return Err(ForecastError::NoFit {
                model: "ets",
                why: format!("{form} leaves the range of numbers on this series: use an additive form"),
            });
        }
        let k = form.estimated(start.seasons.len());
        let log_likelihood = -0.5 * deviance(form, n, &sums, f64::MIN_POSITIVE);
        Ok(Self {
            form,
            parameters: p,
            end: State {
                level: sums.level,
                slope: sums.slope,
                seasons: tape.ring,
            },
            start,
            log_likelihood,
            aicc: corrected(-2.0 * log_likelihood, k, n),
            sigma2: sums.squares / ((n + 1).saturating_sub(k)).max(1) as f64,
            fitted: tape.expected,
        })
    }

    /// The errors, relative where the form's are.
    pub fn residuals(&self, y: &[f64]) -> Vec<f64> {
        let pairs = y.iter().zip(&self.fitted);
        match self.form.error {
            ErrorKind::Additive => pairs.map(|(y, f)| y - f).collect(),
            ErrorKind::Multiplicative => pairs.map(|(y, f)| (y - f) / f).collect(),
        }
    }

    /// Mean and variance of the steps ahead, where they are known in closed form: for additive errors with no season or an
    /// added one, and for relative errors with any season, as long as the slope is no factor.
    pub fn moments(&self, horizon: usize) -> Option<(Vec<f64>, Vec<f64>)> {
        moments(self.form, &self.parameters, &self.end, self.sigma2, horizon)
    }

    /// The path on which every error is zero.
    pub fn path(&self, horizon: usize) -> Vec<f64> {
        path(self.form, &self.parameters, &self.end, horizon)
    }

    /// Sample paths, path after path.
    pub fn simulate(&self, horizon: usize, draws: usize, seed: u64) -> Vec<f64> {
        let sigma = self.sigma2.sqrt();
        paths(
            self.form,
            &self.parameters,
            &self.end,
            sigma,
            (horizon, draws, seed),
        )
    }

    /// The distribution of the steps ahead: normal with the exact mean and variance where these are known, else 2,000
    /// simulated paths.
    pub fn forecast(&self, horizon: usize, seed: u64) -> Predictive {
        match self.moments(horizon) {
            Some((mean, variance)) => {
                let sd = variance.iter().map(|v| v.max(0.0).sqrt()).collect();
                Predictive::normal(mean, sd)
            }
            None => Predictive::samples(horizon, self.simulate(horizon, DRAWS, seed)),
        }
    }
}

/// Akaike's criterion with the correction of Hurvich & Tsai (1989) for `k` estimated numbers and `n` figures.
pub(crate) fn corrected(deviance: f64, k: usize, n: usize) -> f64 {
    if n < k + 2 {
        return f64::INFINITY;
    }
    let k = k as f64;
    deviance + 2.0 * k + 2.0 * k * (k + 1.0) / (n as f64 - k - 1.0)
}
