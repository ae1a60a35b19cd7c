//! The forecasts that all others are measured against: the last figure, the figure a season ago, and the last figure with
//! the mean change added at each step.

use crate::{
    error::{ForecastError, Result},
    history::History,
    model::Model,
    predictive::Predictive,
};

/// The last figure, for all steps: the optimal forecast of a random walk.
///
/// `y_{n+h} ~ N(y_n, h σ²)`, with `σ²` the mean of the squared steps; a step over a gap of `k` counts as `k` steps.
///
/// ```
/// use rootcast_forecast::{history::History, model::Model, naive::Naive};
/// let y = [3.0, 5.0, 4.0];
/// let ahead = Naive.forecast(&History::new(&y, 1).unwrap(), 2, 0).unwrap();
/// assert_eq!(ahead.mean(), [4.0, 4.0]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Naive;

/// The figure of the same place in the last season.
///
/// `y_{n+h} ~ N(y_{n+h-m(k+1)}, (k+1) σ²)` with `k = ⌊(h-1)/m⌋`, and `σ²` the mean of the squared changes over a season
/// (Hyndman & Athanasopoulos, *Forecasting: Principles and Practice*, 3rd ed., section 5.5). Without a season, or with less
/// than one season of history, it is the naive forecast.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SeasonalNaive;

/// The last figure and the mean change of the history at each step: a random walk with drift.
///
/// `y_{n+h} ~ N(y_n + h c, h σ² (1 + h/(n-1)))`, `c = (y_n - y_1)/(n-1)` (the same book); the second part is what is not
/// known of `c`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Drift;

impl Model for Naive {
    fn name(&self) -> &'static str {
        "naive"
    }

    fn forecast(&self, history: &History<'_>, horizon: usize, _seed: u64) -> Result<Predictive> {
        let mut last: Option<(usize, f64)> = None;
        let (mut squares, mut steps) = (0.0, 0.0_f64);
        for (t, v) in history.values().iter().enumerate().filter(|(_, v)| !v.is_nan()) {
            if let Some((before, from)) = last {
                squares += (v - from) * (v - from) / (t - before) as f64;
                steps += 1.0;
            }
            last = Some((t, *v));
        }
        let Some((at, value)) = last else {
            return Err(ForecastError::Empty);
        };
        let sigma = (squares / steps.max(1.0)).sqrt();
        // Steps since the last figure have widened the distribution already.
        let stale = (history.len() - 1 - at) as f64;
        let sd = (0..horizon)
            .map(|h| sigma * (h as f64 + 1.0 + stale).sqrt())
            .collect();
        Ok(Predictive::normal(vec![value; horizon], sd))
    }
}

impl Model for SeasonalNaive {
    fn name(&self) -> &'static str {
        "snaive"
    }

    fn forecast(&self, history: &History<'_>, horizon: usize, seed: u64) -> Result<Predictive> {
        let m = history.season();
        if m < 2 || history.len() < m {
            return Naive.forecast(history, horizon, seed);
        }
        let y = history.filled();
        let n = y.len();
        let squares: f64 = y.iter().zip(&y[m..]).map(|(a, b)| (b - a) * (b - a)).sum();
        let sigma = (squares / ((n - m).max(1)) as f64).sqrt();
        let mean = (0..horizon).map(|h| y[n - m + h % m]).collect();
        let sd = (0..horizon)
            .map(|h| sigma * ((h / m + 1) as f64).sqrt())
            .collect();
        Ok(Predictive::normal(mean, sd))
    }
}

impl Model for Drift {
    fn name(&self) -> &'static str {
        "drift"
    }

    fn forecast(&self, history: &History<'_>, horizon: usize, _seed: u64) -> Result<Predictive> {
        let y = history.filled();
        let n = y.len();
        let last = y[n - 1];
        let steps = (n - 1).max(1) as f64;
        let slope = (last - y[0]) / steps;
        let squares: f64 = y.windows(2).map(|w| (w[1] - w[0] - slope).powi(2)).sum();
        // One of the steps' degrees of freedom went into the slope.
        let variance = squares / (steps - 1.0).max(1.0);
        let ahead = || (1..=horizon).map(|h| h as f64);
        let mean = ahead().map(|h| last + h * slope).collect();
        let sd = ahead()
            .map(|h| (variance * h * (1.0 + h / steps)).sqrt())
            .collect();
        Ok(Predictive::normal(mean, sd))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::float_cmp)]
mod tests {
    use super::*;

    const N: f64 = f64::NAN;

    fn ahead(model: &dyn Model, y: &[f64], m: usize, h: usize) -> Predictive {
        model.forecast(&History::new(y, m).unwrap(), h, 0).unwrap()
    }

    #[test]
    fn a_gap_counts_as_many_steps() {
        let p = ahead(&Naive, &[1.0, 3.0, N, 5.0, N], 1, 1);
        // Steps of 2 in one and 2 in two: (4 + 2) / 2; two steps lie ahead of the last figure.
        let (low, high) = p.interval(0, 0.95);
        assert!((p.mean()[0] - 5.0).abs() < 1e-12);
        assert!(((high - low) / 2.0 / 1.959_963_984_540_054 - 6.0_f64.sqrt()).abs() < 1e-9);
    }

    #[test]
    fn seasons_come_back() {
        let p = ahead(&SeasonalNaive, &[1.0, 2.0, 3.0, 1.0, 4.0, 3.0], 3, 4);
        assert_eq!(p.mean(), [1.0, 4.0, 3.0, 1.0]);
        let width = |h: usize| p.interval(h, 0.8).1 - p.interval(h, 0.8).0;
        assert!((width(3) / width(0) - 2.0_f64.sqrt()).abs() < 1e-9);
    }

    #[test]
    fn a_line_drifts_on() {
        let p = ahead(&Drift, &[1.0, 3.0, 5.0], 1, 2);
        assert_eq!(p.mean(), [7.0, 9.0]);
        assert_eq!(ahead(&Drift, &[4.0], 1, 2).mean(), [4.0, 4.0]);
    }
}
