//! A state-space model of counts, for flows of people over borders.
//!
//! Monthly counts `y` of one origin are Poisson or negative binomial about an intensity `λ` that moves at random on a
//! scale near the logarithm, with a volatility that itself changes, heavy tails, and a slow return to the level of the
//! last year and more; the moves of several origins share a common factor, and a flow may be shut (Zens & Bijak 2026,
//! arXiv 2606.16677, find random walks of log-intensities with heavy tails or stochastic volatility and common factors
//! to describe such flows best). Two departures from that paper, both for what is seen at the border:
//!
//! - falls are faster than rises: the two halves of the distribution of moves have scales of their own;
//! - the relative volatility falls a little with the level ([`link::Link`]).
//!
//! Events that are known to shift a flow may be told ([`Event`]).
//!
//! The filter is a Laplace approximation and draws nothing; the outlook is sampled with the seed given.

pub mod event;
pub mod factor;
pub mod filter;
pub mod link;
pub mod outlook;
pub mod zeros;

use rand_distr::{Distribution, StandardNormal};

use crate::{
    error::{ForecastError, Result},
    history::History,
    model::Model,
    predictive::Predictive,
    random::generator,
};
pub use event::{Event, Informed};
pub use filter::Filtered;
pub use link::Link;
use zeros::Zeros;

/// What is thought of all flows before any is seen. The values were chosen on the encounters published to September
/// 2024 and hold for any monthly flow of people; docs/forecast.md shows how they do on flows that had no part in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Exponent κ of the link.
    pub kappa: f64,
    /// Rate φ of return to the level, a month: 1 is a random walk.
    pub return_rate: f64,
    /// How many months make the level.
    pub memory: usize,
    /// After how many months a move counts half for the volatility.
    pub half_life: f64,
    /// Degrees of freedom of the moves.
    pub tail: f64,
    /// Scale of falls, in standard deviations.
    pub fall: f64,
    /// Scale of rises.
    pub rise: f64,
    /// Sample paths.
    pub draws: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            kappa: 0.2,
            return_rate: 0.97,
            memory: 15,
            half_life: 15.0,
            tail: 7.0,
            fall: 1.5,
            rise: 0.635,
            draws: 1000,
        }
    }
}

/// The model, for one series or a panel.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Count {
    /// What is thought beforehand.
    pub settings: Settings,
}

/// Sizes of the negative binomial that are tried; the last is the Poisson distribution.
const SIZES: [f64; 4] = [20.0, 60.0, 200.0, f64::INFINITY];

/// Filters a series with the size of the negative binomial that makes it most likely.
fn filtered(values: &[f64], link: Link, settings: &Settings, events: &[Event]) -> (Filtered, f64) {
    let fits = SIZES.map(|size| (filter::informed(values, link, settings, size, events), size));
    let [first, rest @ ..] = fits;
    rest.into_iter().fold(
        first,
        |best, fit| if fit.0.loglik > best.0.loglik { fit } else { best },
    )
}

fn check(history: &History<'_>, horizon: usize) -> Result<()> {
    if horizon == 0 {
        return Err(ForecastError::Asked(
            "a horizon of 0 asks for nothing: ask for 1 or more".to_owned(),
        ));
    }
    if let Some((at, v)) = history.values().iter().enumerate().find(|(_, v)| **v < 0.0) {
        return Err(ForecastError::NotDefined {
            model: "count",
            why: format!("figure {at} is {v}, and counts are not below zero; use ets or theta"),
        });
    }
    Ok(())
}

impl Model for Count {
    fn name(&self) -> &'static str {
        "count"
    }

    fn forecast(&self, history: &History<'_>, horizon: usize, seed: u64) -> Result<Predictive> {
        check(history, horizon)?;
        self.panel(std::slice::from_ref(history), horizon, seed)
            .pop()
            .unwrap_or(Err(ForecastError::Empty))
    }

    /// Draw `i` of each series belongs to one possible future.
    fn panel(&self, histories: &[History<'_>], horizon: usize, seed: u64) -> Vec<Result<Predictive>> {
        forecast_panel(&self.settings, histories, &[], horizon, seed)
    }
}

/// The distributions of several series, with the events that each history may know.
fn forecast_panel(
    settings: &Settings,
    histories: &[History<'_>],
    events: &[Event],
    horizon: usize,
    seed: u64,
) -> Vec<Result<Predictive>> {
    let link = Link::new(settings.kappa);
    let known = |history: &History<'_>| -> Vec<Event> {
        let told = events.iter().filter(|e| e.known_from <= history.len());
        told.copied().collect()
    };
    let fits: Vec<(Filtered, f64)> = histories
        .iter()
        .map(|h| filtered(h.values(), link, settings, &known(h)))
        .collect();
    let innovations: Vec<Vec<f64>> = fits.iter().map(|(f, _)| f.innovations.clone()).collect();
    let loadings = factor::loadings(&innovations);
    let mut random = generator(seed, &[0x0073_6861_7265]);
    let shared: Vec<f64> = (0..settings.draws * horizon)
        .map(|_| StandardNormal.sample(&mut random))
        .collect();
    histories
        .iter()
        .zip(fits.iter().zip(&loadings))
        .enumerate()
        .map(|(k, (history, ((f, size), loading)))| {
            check(history, horizon)?;
            let zeros = Zeros::of(history.values(), f, link);
            let unit = k as u64;
            let mut own = generator(seed, &[0x006f_776e, unit]);
            let moments = outlook::moments(f, link, settings, &known(history), horizon);
            let paths = outlook::dependence(f, settings, &shared, *loading, &moments, &mut own);
            let noise = outlook::Noise {
                size: *size,
                zeros,
                seed: seed ^ (unit << 32),
            };
            let counts = outlook::counts(link, settings, &noise, &moments, &paths);
            Ok(Predictive::samples(horizon, counts))
        })
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn outlook(values: &[f64]) -> Predictive {
        let history = History::new(values, 12).unwrap();
        Count::default().forecast(&history, 12, 7).unwrap()
    }

    #[test]
    fn odd_series_have_finite_forecasts_of_whole_people() {
        let n = f64::NAN;
        for values in [
            vec![5.0],
            vec![0.0; 40],
            vec![7.0; 40],
            vec![1e9; 40],
            vec![n, n, 3.0, n, 80.0, n],
            vec![0.0, 0.0, 0.0, 1e9],
            vec![1e9, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
            (0..60).map(|i| f64::from(i % 2) * 1e6).collect(),
        ] {
            let p = outlook(&values);
            for step in 0..12 {
                let (low, high) = p.interval(step, 0.95);
                assert!(
                    low >= 0.0 && high.is_finite() && low <= high,
                    "{values:?} {step} {low} {high}"
                );
            }
            assert!(p.paths().unwrap().iter().all(|v| v.fract() == 0.0 && *v >= 0.0));
        }
    }

    #[test]
    fn intervals_widen_and_the_median_stays_near_a_steady_level() {
        let values: Vec<f64> = (0..60).map(|i| 20_000.0 + f64::from(i * 7919 % 2003)).collect();
        let p = outlook(&values);
        let width = |s: usize| p.interval(s, 0.9).1 - p.interval(s, 0.9).0;
        assert!(width(0) < width(3) && width(3) < width(11));
        assert!((p.median(11) / 21_000.0 - 1.0).abs() < 0.05, "{}", p.median(11));
    }

    #[test]
    fn after_a_fall_of_four_fifths_the_forecast_stays_down_and_does_not_explode() {
        let mut values: Vec<f64> = (0..60)
            .map(|i| 100_000.0 + f64::from(i * 7919 % 20_011))
            .collect();
        values.extend([19_000.0, 18_500.0, 20_500.0, 19_700.0]);
        let p = outlook(&values);
        assert!(p.median(5) < 30_000.0, "{}", p.median(5));
        assert!(p.interval(11, 0.95).1 < 400_000.0, "{:?}", p.interval(11, 0.95));
        let (low, high) = p.interval(0, 0.95);
        assert!(low < 19_700.0 && high > 19_700.0);
    }

    #[test]
    fn the_same_seed_gives_the_same_draws_and_another_others() {
        let values = [30.0, 45.0, 22.0, 60.0, 41.0];
        let history = History::new(&values, 12).unwrap();
        let model = Count::default();
        let paths = |seed| {
            model
                .forecast(&history, 6, seed)
                .unwrap()
                .paths()
                .unwrap()
                .to_vec()
        };
        assert_eq!(paths(1), paths(1));
        assert_ne!(paths(1), paths(2));
    }

    #[test]
    fn figures_below_zero_are_no_counts() {
        let history = [1.0, -2.0];
        let error = Count::default().forecast(&History::new(&history, 1).unwrap(), 3, 1);
        assert!(error.unwrap_err().to_string().contains("figure 1 is -2"));
    }
}
