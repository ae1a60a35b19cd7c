//! Autoregressive integrated moving averages with seasonal terms.
//!
//! `φ(B) Φ(B^m) (1 - B)^d (1 - B^m)^D (y_t - c_t) = θ(B) Θ(B^m) e_t`, where `c_t` is a mean when nothing is differenced
//! and a drift `c t` when one difference is taken. Signs as in R: `φ(B) = 1 - φ_1 B - …`, `θ(B) = 1 + θ_1 B + …`.
//!
//! Parameters maximise the exact Gaussian likelihood (Box, Jenkins & Reinsel 2008, ch. 7) over stationary and invertible
//! processes; steps without a figure are bridged by the Kalman filter. [`auto`] chooses the order.

pub mod auto;
mod covariance;
mod css;
mod descent;
mod fit;
mod kalman;
mod likelihood;
mod polynomial;

use crate::{
    error::{ForecastError, Result},
    history::History,
    model::Model,
    predictive::Predictive,
};
use kalman::Kalman;

/// The name in messages.
const NAME: &str = "arima";
/// Highest order of a polynomial and of differences together: beyond it memory, not insight, grows.
const MOST: usize = 10;

/// The order of an ARIMA process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// Autoregressive terms.
    pub p: usize,
    /// Differences.
    pub d: usize,
    /// Moving-average terms.
    pub q: usize,
    /// Seasonal autoregressive terms.
    pub seasonal_p: usize,
    /// Seasonal differences.
    pub seasonal_d: usize,
    /// Seasonal moving-average terms.
    pub seasonal_q: usize,
    /// Whether there is a mean (no difference) or a drift (one difference).
    pub constant: bool,
}

impl Order {
    /// Without seasonal terms and constant.
    pub fn new(p: usize, d: usize, q: usize) -> Self {
        Self {
            p,
            d,
            q,
            ..Self::default()
        }
    }

    /// With seasonal terms.
    #[must_use]
    pub fn seasonal(self, p: usize, d: usize, q: usize) -> Self {
        Self {
            seasonal_p: p,
            seasonal_d: d,
            seasonal_q: q,
            ..self
        }
    }

    /// With a mean or drift.
    #[must_use]
    pub fn with_constant(self) -> Self {
        Self {
            constant: true,
            ..self
        }
    }

    /// How many coefficients are estimated, the variance of the shocks not among them.
    pub fn coefficients(&self) -> usize {
        self.p + self.q + self.seasonal_p + self.seasonal_q + usize::from(self.constant)
    }

    /// How many figures differencing uses up.
    fn lost(&self, season: usize) -> usize {
        self.d + self.seasonal_d * season
    }

    fn check(&self) -> Result<()> {
        let parts = [
            self.p,
            self.d,
            self.q,
            self.seasonal_p,
            self.seasonal_d,
            self.seasonal_q,
        ];
        if parts.iter().any(|part| *part > MOST) {
            return Err(ForecastError::Asked(format!(
                "an ARIMA order above {MOST} was asked for: give a lower one"
            )));
        }
        if self.constant && self.d + self.seasonal_d > 1 {
            return Err(ForecastError::Asked(
                "an ARIMA with two differences has no constant (it would be a bent trend): leave it out"
                    .into(),
            ));
        }
        Ok(())
    }
}

impl std::fmt::Display for Order {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ARIMA({},{},{})", self.p, self.d, self.q)?;
        if self.seasonal_p + self.seasonal_d + self.seasonal_q > 0 {
            write!(f, "({},{},{})", self.seasonal_p, self.seasonal_d, self.seasonal_q)?;
        }
        match (self.constant, self.d + self.seasonal_d) {
            (false, _) => Ok(()),
            (true, 0) => f.write_str(" with mean"),
            (true, _) => f.write_str(" with drift"),
        }
    }
}

/// The parameters of an ARIMA process.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Coefficients {
    /// φ.
    pub ar: Vec<f64>,
    /// θ.
    pub ma: Vec<f64>,
    /// Φ.
    pub seasonal_ar: Vec<f64>,
    /// Θ.
    pub seasonal_ma: Vec<f64>,
    /// The mean of the series, or its drift a step; not read where the order has no constant.
    pub constant: f64,
}

/// An ARIMA process and what a series says of it.
#[derive(Clone, Debug)]
pub struct Fitted {
    /// Its order.
    pub order: Order,
    /// Its parameters.
    pub coefficients: Coefficients,
    /// The variance of the shocks: the sum of squared innovations over the number of differenced figures less that of
    /// coefficients.
    pub sigma2: f64,
    /// The logarithm of the likelihood.
    pub log_likelihood: f64,
    /// Akaike's criterion with the correction for short series (Hurvich & Tsai 1989); infinite where the series has
    /// too few figures for it.
    pub aicc: f64,
    /// One innovation a step, each over its standard deviation in units of the shocks', `NaN` at gaps. The first
    /// `d + D m` find out where the series begins and say nothing of the fit.
    pub residuals: Vec<f64>,
    level: f64,
    after: usize,
    filter: Kalman,
}

impl Fitted {
    /// The process with given parameters.
    ///
    /// The likelihood is that of R's `arima`: concentrated over the variance of the shocks, with the first `d + D m`
    /// innovations left out.
    ///
    /// # Errors
    /// Parameters that do not fit the order or are not stationary; too few figures.
    ///
    /// ```
    /// use rootcast_forecast::arima::{Coefficients, Fitted, Order};
    /// use rootcast_forecast::history::History;
    /// let y = [3.0, 4.0, 3.5, 5.0, 4.5, 6.0, 5.0, 6.5];
    /// let theta = Coefficients { ma: vec![-0.5], ..Coefficients::default() };
    /// let fit = Fitted::evaluate(Order::new(0, 1, 1), theta, &History::new(&y, 1).unwrap()).unwrap();
    /// let (mean, sd) = fit.forecast(3);
    /// assert!((mean[0] - mean[2]).abs() < 1e-9 && sd[0] < sd[2]);
    /// ```
    pub fn evaluate(order: Order, coefficients: Coefficients, history: &History<'_>) -> Result<Self> {
        Self::held(order, coefficients, history, 0.0)
    }

    /// As [`Fitted::evaluate`], for the series less `level`. Differencing takes a level away, but a start of finite
    /// variance does not: at a level a million times the shocks the innovations after the first would be off by one
    /// shock, which is how R has it.
    fn held(order: Order, coefficients: Coefficients, history: &History<'_>, level: f64) -> Result<Self> {
        order.check()?;
        let season = history.season();
        let lengths = [
            (coefficients.ar.len(), order.p),
            (coefficients.ma.len(), order.q),
            (coefficients.seasonal_ar.len(), order.seasonal_p),
            (coefficients.seasonal_ma.len(), order.seasonal_q),
        ];
        if lengths.iter().any(|(has, needs)| has != needs) {
            return Err(ForecastError::Asked(format!(
                "the parameters given are not those of {order}: give one for each term"
            )));
        }
        let (mut phi, mut theta) = (Vec::new(), Vec::new());
        polynomial::multiply(
            &coefficients.ar,
            &coefficients.seasonal_ar,
            season,
            -1.0,
            &mut phi,
        );
        polynomial::multiply(
            &coefficients.ma,
            &coefficients.seasonal_ma,
            season,
            1.0,
            &mut theta,
        );
        let delta = polynomial::differencing(order.d, order.seasonal_d, season);
        let not_stationary = || ForecastError::NoFit {
            model: NAME,
            why: "the autoregressive parameters are not those of a stationary process".into(),
        };
        let mut filter = Kalman::new(&phi, &theta, delta).ok_or_else(not_stationary)?;
        let values = history.values();
        let figures = values.iter().filter(|v| !v.is_nan()).count();
        let lost = order.lost(season);
        if figures <= lost {
            return Err(ForecastError::TooShort {
                model: NAME,
                needs: lost + 1,
                has: figures,
            });
        }
        let used = (figures - lost) as f64;
        let series: Vec<f64> = (1..)
            .zip(values)
            .map(|(t, y)| y - level - constant_at(order, &coefficients, t))
            .collect();
        let mut residuals = vec![f64::NAN; series.len()];
        let mut informative = vec![false; series.len()];
        let sums = filter.filter(&series, &mut residuals, &mut informative);
        let count = sums.count.max(1) as f64;
        let log_likelihood = -0.5
            * used
            * ((sums.squares / count).ln() + sums.logs / count + 1.0 + (2.0 * std::f64::consts::PI).ln());
        let estimated = order.coefficients();
        Ok(Self {
            sigma2: sums.squares / (used - estimated as f64).max(1.0),
            log_likelihood,
            aicc: aicc(log_likelihood, estimated, used),
            order,
            coefficients,
            residuals,
            level,
            after: series.len(),
            filter,
        })
    }

    /// The parameters of largest likelihood for an order.
    ///
    /// # Errors
    /// Too few figures for the order, or a series for which no parameters are found.
    pub fn fit(order: Order, history: &History<'_>) -> Result<Self> {
        fit::fit(order, history)
    }

    /// Means and standard deviations of the next steps. The standard deviations are those of the shocks to come; they
    /// do not hold the uncertainty of the parameters.
    pub fn forecast(&self, horizon: usize) -> (Vec<f64>, Vec<f64>) {
        let (mut mean, mut sd) = self.filter.clone().forecast(horizon);
        for (t, m) in (self.after + 1..).zip(&mut mean) {
            *m += self.level + constant_at(self.order, &self.coefficients, t);
        }
        for v in &mut sd {
            *v = (*v * self.sigma2).max(0.0).sqrt();
        }
        (mean, sd)
    }

    fn predictive(&self, horizon: usize) -> Result<Predictive> {
        let (mean, sd) = self.forecast(horizon);
        predictive(mean, sd)
    }
}

/// Normal distributions, refused where they left the numbers.
fn predictive(mean: Vec<f64>, sd: Vec<f64>) -> Result<Predictive> {
    if mean.iter().chain(&sd).all(|v| v.is_finite()) {
        Ok(Predictive::normal(mean, sd))
    } else {
        Err(ForecastError::NoFit {
            model: NAME,
            why: "its forecasts grow beyond all numbers".into(),
        })
    }
}

/// The constant part of step `t`, counted from 1.
fn constant_at(order: Order, coefficients: &Coefficients, t: usize) -> f64 {
    match (order.constant, order.d + order.seasonal_d) {
        (false, _) => 0.0,
        (true, 0) => coefficients.constant,
        (true, _) => coefficients.constant * t as f64,
    }
}

/// Akaike's corrected criterion with `estimated` coefficients and the variance.
fn aicc(log_likelihood: f64, estimated: usize, used: f64) -> f64 {
    let k = estimated as f64 + 1.0;
    let left = used - k - 1.0;
    if left > 0.0 {
        -2.0 * log_likelihood + 2.0 * k * (used / left)
    } else {
        f64::INFINITY
    }
}

/// A process of a fixed order as a [`Model`].
#[derive(Clone, Copy, Debug)]
pub struct Arima {
    /// The order.
    pub order: Order,
}

impl Model for Arima {
    fn name(&self) -> &'static str {
        NAME
    }

    fn forecast(&self, history: &History<'_>, horizon: usize, _seed: u64) -> Result<Predictive> {
        Fitted::fit(self.order, history)?.predictive(horizon)
    }
}
