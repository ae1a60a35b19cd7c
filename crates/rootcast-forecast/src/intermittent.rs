//! Demand that comes now and then: Croston's method and its successors.
//!
//! The figures that are not zero (sizes) and how often they come are smoothed apart:
//!
//! - [`Method::Croston`] (1972): sizes `z` and the steps `x` between them, each by exponential smoothing whenever one
//!   comes; forecast `z / x`.
//! - [`Method::SyntetosBoylan`] (2005): Croston's times `1 - α/2`, which takes away most of its bias.
//! - [`Method::TeunterSyntetosBabai`] (2011): the probability of a size is smoothed at every step, so that a flow that has
//!   stopped fades.
//!
//! What the papers leave open is the distribution: here a size comes with the forecast's probability and is gamma
//! distributed with the smoothed mean and the mean squared error of the smoothing so far; where all figures are whole,
//! sizes are rounded to whole numbers of at least one. The methods have no model of how rates will move: the
//! distribution is the same at every step, and so too narrow far ahead.

use statrs::distribution::{ContinuousCDF, Gamma};

use crate::{
    error::{ForecastError, Result},
    history::History,
    model::Model,
    predictive::Predictive,
};

/// Levels at which distributions are given.
const LEVELS: usize = 399;

/// Which of the methods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Croston (1972).
    Croston,
    /// Syntetos & Boylan (2005).
    SyntetosBoylan,
    /// Teunter, Syntetos & Babai (2011).
    TeunterSyntetosBabai,
}

/// A method with its smoothing.
#[derive(Clone, Copy, Debug)]
pub struct Intermittent {
    /// The method.
    pub method: Method,
    /// Weight of the newest size, in (0, 1].
    pub size: f64,
    /// Weight of the newest interval (Croston's and Syntetos & Boylan's) or step (Teunter and others'), in (0, 1].
    pub rate: f64,
}

impl Intermittent {
    /// With a weight of .1 for both, the middle of what the papers use.
    pub fn new(method: Method) -> Self {
        Self {
            method,
            size: 0.1,
            rate: 0.1,
        }
    }
}

/// What was smoothed.
#[derive(Clone, Copy, Debug, PartialEq)]
struct State {
    probability: f64,
    size: f64,
    variance: f64,
}

impl Intermittent {
    fn smooth(&self, values: &[f64]) -> State {
        let mut steps = 0.0;
        let mut seen = 0.0;
        let mut size = None;
        let (mut interval, mut probability) = (1.0, 0.0);
        let (mut errors, mut count) = (0.0, 0.0);
        for y in values.iter().filter(|y| !y.is_nan()) {
            seen += 1.0;
            steps += 1.0;
            let comes = *y > 0.0;
            match size {
                None if comes => {
                    size = Some(*y);
                    interval = steps;
                    probability = 1.0 / steps;
                }
                None => {}
                Some(z) => {
                    probability += self.rate * (f64::from(u8::from(comes)) - probability);
                    if comes {
                        errors += (y - z) * (y - z);
                        count += 1.0;
                        size = Some(z + self.size * (y - z));
                        interval += self.rate * (steps - interval);
                    }
                }
            }
            if comes {
                steps = 0.0;
            }
        }
        let Some(size) = size else {
            // Nothing has come yet: half a size of one in as many steps and one more (Jeffreys' prior).
            return State {
                probability: 0.5 / (seen + 1.0),
                size: 1.0,
                variance: 0.0,
            };
        };
        State {
            probability: match self.method {
                Method::Croston => 1.0 / interval,
                Method::SyntetosBoylan => (1.0 - self.rate / 2.0) / interval,
                Method::TeunterSyntetosBabai => probability,
            },
            size,
            // One size says nothing of how sizes vary: take the exponential distribution.
            variance: if count > 0.0 { errors / count } else { size * size },
        }
    }
}

impl Model for Intermittent {
    fn name(&self) -> &'static str {
        match self.method {
            Method::Croston => "croston",
            Method::SyntetosBoylan => "sba",
            Method::TeunterSyntetosBabai => "tsb",
        }
    }

    fn forecast(&self, history: &History<'_>, horizon: usize, _seed: u64) -> Result<Predictive> {
        for (name, weight) in [("size", self.size), ("rate", self.rate)] {
            if weight.is_nan() || weight <= 0.0 || weight > 1.0 {
                return Err(ForecastError::Asked(format!(
                    "the {name} weight of {} is {weight}: give one above 0 and up to 1",
                    self.name()
                )));
            }
        }
        let values = history.values();
        if values.iter().any(|y| *y < 0.0) {
            return Err(ForecastError::NotDefined {
                model: self.name(),
                why: "some figures are negative; use naive or ets".into(),
            });
        }
        let state = self.smooth(values);
        let whole = values.iter().all(|y| y.is_nan() || y.fract() == 0.0);
        let levels: Vec<f64> = (1..=LEVELS).map(|i| i as f64 / (LEVELS + 1) as f64).collect();
        let step: Vec<f64> = levels.iter().map(|level| state.quantile(*level, whole)).collect();
        Ok(Predictive::quantiles(
            vec![state.probability * state.size; horizon],
            levels,
            step.repeat(horizon),
        ))
    }
}

impl State {
    fn quantile(&self, level: f64, whole: bool) -> f64 {
        let none = 1.0 - self.probability;
        if level <= none {
            return 0.0;
        }
        let share = (level - none) / self.probability;
        // With next to no spread the gamma distribution is its mean; its shape would leave the numbers.
        let spread = self.variance / (self.size * self.size);
        let size = if spread > 1e-8 {
            Gamma::new(1.0 / spread, 1.0 / (spread * self.size)).map_or(self.size, |g| g.inverse_cdf(share))
        } else {
            self.size
        };
        if whole { size.round().max(1.0) } else { size }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const DEMAND: [f64; 10] = [0.0, 0.0, 4.0, 0.0, 2.0, 0.0, 0.0, 0.0, 6.0, 0.0];

    fn mean(method: Method, values: &[f64]) -> f64 {
        let history = History::new(values, 1).unwrap();
        let p = Intermittent::new(method).forecast(&history, 2, 0).unwrap();
        assert!((p.mean()[0] - p.mean()[1]).abs() < 1e-12);
        p.mean()[0]
    }

    #[test]
    fn the_methods_are_their_recursions() {
        // Sizes 4, 2, 6: 4 → 3.8 → 4.02. Intervals 3, 2, 4: 3 → 2.9 → 3.01.
        assert!((mean(Method::Croston, &DEMAND) - 4.02 / 3.01).abs() < 1e-12);
        assert!((mean(Method::SyntetosBoylan, &DEMAND) - 0.95 * 4.02 / 3.01).abs() < 1e-12);
        // Probability from 1/3: down, up, down, down, down, up, down.
        let mut probability = 1.0 / 3.0;
        for comes in [0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0] {
            probability += 0.1 * (comes - probability);
        }
        assert!((mean(Method::TeunterSyntetosBabai, &DEMAND) - probability * 4.02).abs() < 1e-12);
    }

    #[test]
    fn a_flow_that_stopped_fades_in_the_third_only() {
        let mut stopped = DEMAND.to_vec();
        stopped.extend([0.0; 40]);
        assert!((mean(Method::Croston, &stopped) - mean(Method::Croston, &DEMAND)).abs() < 1e-12);
        assert!(
            mean(Method::TeunterSyntetosBabai, &stopped) < 0.1 * mean(Method::TeunterSyntetosBabai, &DEMAND)
        );
    }

    #[test]
    fn distributions_are_of_counts_and_have_the_mean() {
        let history = History::new(&DEMAND, 1).unwrap();
        for method in [
            Method::Croston,
            Method::SyntetosBoylan,
            Method::TeunterSyntetosBabai,
        ] {
            let p = Intermittent::new(method).forecast(&history, 1, 0).unwrap();
            let values: Vec<f64> = (1..400).map(|i| p.quantile(0, f64::from(i) / 400.0)).collect();
            assert!(values.iter().all(|v| *v >= 0.0 && (v - v.round()).abs() < 1e-9));
            let by_levels = values.iter().sum::<f64>() / values.len() as f64;
            assert!(
                (by_levels - p.mean()[0]).abs() < 0.05 * p.mean()[0],
                "{by_levels} {:?}",
                p.mean()
            );
            assert!((p.cdf(0, 0.5) - (1.0 - p.mean()[0] / 4.02)).abs() < 0.01);
        }
    }

    #[test]
    fn nothing_yet_is_next_to_nothing() {
        let p = mean(Method::TeunterSyntetosBabai, &[0.0; 9]);
        assert!(p > 0.0 && p < 0.1);
        let history = History::new(&[-1.0, 2.0], 1).unwrap();
        assert!(
            Intermittent::new(Method::Croston)
                .forecast(&history, 1, 0)
                .is_err()
        );
    }
}
