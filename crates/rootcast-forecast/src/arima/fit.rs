//! The parameters of largest likelihood.
//!
//! The likelihood, concentrated over the variance of the shocks, falls as `Σ u_t² (Π F_t)^{1/n}` rises, with innovations
//! `u_t = v_t / √F_t`: a sum of squares of `u_t (Π F_t)^{1/2n}`, and so a problem for Levenberg and Marquardt's method.
//! Parameters are those of [`super::polynomial::stationary`]: no step can leave the region.

use super::{
    Coefficients, Fitted, NAME, Order, css,
    descent::{Descent, Stop},
    kalman::Kalman,
    likelihood::Filter,
    polynomial,
};
use crate::{
    difference::difference,
    error::{ForecastError, Result},
    history::History,
};

/// Free parameters stay inside this: partial autocorrelations within ±0.999 999.
const BOUND: f64 = 7.25;

/// Scratch space of a search.
#[derive(Default)]
pub(crate) struct Workspace {
    filter: Filter,
    descent: Descent,
    polynomials: Polynomials,
}

/// The polynomials of one set of free parameters.
#[derive(Default)]
struct Polynomials {
    parts: [Vec<f64>; 4],
    phi: Vec<f64>,
    theta: Vec<f64>,
}

impl Polynomials {
    /// From free parameters: those of φ, θ, Φ, Θ.
    fn set(&mut self, order: Order, season: usize, free: &[f64]) {
        let sizes = [order.p, order.q, order.seasonal_p, order.seasonal_q];
        let mut from = 0;
        for (i, (part, size)) in self.parts.iter_mut().zip(sizes).enumerate() {
            part.clear();
            part.resize(size, 0.0);
            polynomial::stationary(&free[from..from + size], part);
            if i % 2 == 1 {
                for c in part.iter_mut() {
                    *c = -*c;
                }
            }
            from += size;
        }
        let [ar, ma, seasonal_ar, seasonal_ma] = &self.parts;
        polynomial::multiply(ar, seasonal_ar, season, -1.0, &mut self.phi);
        polynomial::multiply(ma, seasonal_ma, season, 1.0, &mut self.theta);
    }

    fn coefficients(&self, constant: f64) -> Coefficients {
        let [ar, ma, seasonal_ar, seasonal_ma] = self.parts.clone();
        Coefficients {
            ar,
            ma,
            seasonal_ar,
            seasonal_ma,
            constant,
        }
    }

    /// Whether all roots keep this distance from the origin.
    fn roots_outside(&self, season: usize, radius: f64) -> bool {
        let mut negated = Vec::new();
        self.parts.iter().enumerate().all(|(i, part)| {
            let step = if i < 2 { 1 } else { season };
            let sign = if i % 2 == 1 { -1.0 } else { 1.0 };
            negated.clear();
            negated.extend(part.iter().map(|c| sign * c));
            polynomial::roots_outside(&negated, step, radius)
        })
    }
}

/// The end of a search.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) free: Vec<f64>,
    pub(crate) log_likelihood: f64,
    /// The mean of the differenced series.
    pub(crate) mean: f64,
    /// Whether the roots of all polynomials lie outside the circle of [`Search::radius`].
    pub(crate) inside: bool,
}

/// What to search.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Search<'a> {
    /// The differenced series, without gaps.
    pub(crate) series: &'a [f64],
    pub(crate) season: usize,
    pub(crate) stop: Stop,
    /// Asked of the roots in [`Found::inside`].
    pub(crate) radius: f64,
}

/// How carefully a process is fitted in the end.
pub(crate) const CAREFUL: Stop = Stop {
    steps: 60,
    fall: 1e-10,
    bound: BOUND,
};

impl Workspace {
    /// Where a search may start when nothing is known: the least conditional sum of squares.
    pub(crate) fn start(&mut self, order: Order, search: &Search<'_>) -> Vec<f64> {
        let mut free = vec![0.1; order.p + order.q + order.seasonal_p + order.seasonal_q];
        let n = search.series.len();
        let mean = if order.constant {
            search.series.iter().sum::<f64>() / n as f64
        } else {
            0.0
        };
        let stop = Stop {
            steps: 12,
            fall: 1e-3,
            bound: 2.0,
        };
        let Self {
            descent, polynomials, ..
        } = self;
        let found = descent.minimise(n, &mut free, stop, &mut |free, out| {
            polynomials.set(order, search.season, free);
            css::shocks(&polynomials.phi, &polynomials.theta, search.series, mean, out);
            true
        });
        if found.is_none() {
            free.fill(0.1);
        }
        free
    }

    /// The best parameters near `free`; the series must have no gaps and not be all zero.
    pub(crate) fn search(&mut self, order: Order, mut free: Vec<f64>, search: &Search<'_>) -> Option<Found> {
        let n = search.series.len();
        let Self {
            filter,
            descent,
            polynomials,
        } = self;
        let mut residuals = |free: &[f64], out: &mut [f64]| {
            polynomials.set(order, search.season, free);
            let sums = filter.run(
                &polynomials.phi,
                &polynomials.theta,
                search.series,
                order.constant,
                out,
            )?;
            let scale = (0.5 * sums.logs / n as f64).exp();
            for u in out.iter_mut() {
                *u *= scale;
            }
            Some(sums.mean)
        };
        let squares = descent.minimise(n, &mut free, search.stop, &mut |free, out| {
            residuals(free, out).is_some()
        })?;
        let mut out = vec![0.0; n];
        let mean = residuals(&free, &mut out)?;
        Some(Found {
            log_likelihood: -0.5
                * n as f64
                * ((squares / n as f64).ln() + 1.0 + (2.0 * std::f64::consts::PI).ln()),
            mean,
            inside: polynomials.roots_outside(search.season, search.radius),
            free,
        })
    }

    /// The coefficients of free parameters.
    pub(crate) fn coefficients(
        &mut self,
        order: Order,
        season: usize,
        free: &[f64],
        constant: f64,
    ) -> Coefficients {
        self.polynomials.set(order, season, free);
        self.polynomials.coefficients(constant)
    }

    /// As [`Workspace::search`], for a series with gaps, by the full filter.
    fn search_gaps(
        &mut self,
        order: Order,
        mut free: Vec<f64>,
        series: &[f64],
        season: usize,
        stop: Stop,
    ) -> Option<(Vec<f64>, f64)> {
        let n = series.len();
        let delta = polynomial::differencing(order.d, order.seasonal_d, season);
        let regressor: Vec<f64> = (1..)
            .zip(series)
            .map(|(t, y)| {
                let x = if delta.is_empty() { 1.0 } else { f64::from(t) };
                if y.is_nan() { f64::NAN } else { x }
            })
            .collect();
        let mut of_regressor = vec![0.0; n];
        let mut informative = vec![false; n];
        let Self {
            descent, polynomials, ..
        } = self;
        let mut residuals = |free: &[f64], out: &mut [f64]| {
            polynomials.set(order, season, free);
            let filter = Kalman::new(&polynomials.phi, &polynomials.theta, delta.clone())?;
            let sums = filter.clone().filter(series, out, &mut informative);
            let constant = if order.constant {
                let mut filter = filter;
                filter.filter(&regressor, &mut of_regressor, &mut informative);
                let (above, below) = out
                    .iter()
                    .zip(&of_regressor)
                    .zip(&informative)
                    .filter(|(_, informs)| **informs)
                    .fold((0.0, 0.0), |(a, b), ((u, o), _)| (a + u * o, b + o * o));
                if below > 0.0 { above / below } else { 0.0 }
            } else {
                0.0
            };
            let scale = (0.5 * sums.logs / sums.count.max(1) as f64).exp();
            for ((u, o), informs) in out.iter_mut().zip(&of_regressor).zip(&informative) {
                *u = if *informs {
                    scale * (*u - if order.constant { constant * o } else { 0.0 })
                } else {
                    0.0
                };
            }
            Some(constant)
        };
        descent.minimise(n, &mut free, stop, &mut |free, out| {
            residuals(free, out).is_some()
        })?;
        let constant = residuals(&free, &mut vec![0.0; n])?;
        Some((free, constant))
    }
}

/// The constant of the series from the mean of what was differenced.
pub(crate) fn constant(order: Order, season: usize, mean: f64) -> f64 {
    if order.seasonal_d > 0 {
        mean / season as f64
    } else {
        mean
    }
}

/// The level that differencing takes away.
pub(crate) fn level(order: Order, history: &History<'_>) -> f64 {
    if order.d + order.seasonal_d == 0 {
        return 0.0;
    }
    let figures = history.values().iter().find(|v| !v.is_nan());
    figures.copied().unwrap_or(0.0)
}

/// See [`Fitted::fit`].
pub(crate) fn fit(order: Order, history: &History<'_>) -> Result<Fitted> {
    order.check()?;
    let season = history.season();
    let values = history.values();
    let has = values.iter().filter(|v| !v.is_nan()).count();
    let needs = order.lost(season) + order.coefficients() + 2;
    if has < needs {
        return Err(ForecastError::TooShort {
            model: NAME,
            needs,
            has,
        });
    }
    let filled = history.filled();
    let series = difference(&filled, order.d, order.seasonal_d, season);
    let search = Search {
        series: &series,
        season,
        stop: CAREFUL,
        radius: 1.0,
    };
    let none = || ForecastError::NoFit {
        model: NAME,
        why: format!("the likelihood of {order} has no maximum on this series; use a simpler order"),
    };
    let mut workspace = Workspace::default();
    let level = level(order, history);
    let start = workspace.start(order, &search);
    let (free, constant) = if history.has_gaps() {
        let shifted: Vec<f64> = values.iter().map(|y| y - level).collect();
        let fall = Stop {
            fall: 1e-8,
            ..CAREFUL
        };
        workspace
            .search_gaps(order, start, &shifted, season, fall)
            .ok_or_else(none)?
    } else {
        let found = workspace.search(order, start, &search).ok_or_else(none)?;
        (found.free, constant(order, season, found.mean))
    };
    let coefficients = workspace.coefficients(order, season, &free, constant);
    Fitted::held(order, coefficients, history, level)
}
