//! What no forecast may say, and what is said where a model fails.
//!
//! A model knows its history and nothing else: it does not know that a count has no half below zero, nor that a country
//! cannot send more people than it has. [`Guarded`] is a model that keeps those limits, puts another model in the place
//! of one that fails, and tells when it did either.

use crate::{
    error::{ForecastError, Result},
    history::History,
    model::Model,
    predictive::{Marginal, Predictive},
};

/// Limits of one series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// No figure below.
    pub floor: f64,
    /// No figure above, and where that comes from.
    pub cap: Option<(f64, Cap)>,
}

/// Where an upper limit comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cap {
    /// The population of the origin: as many people as there are, once a step.
    Population,
    /// [`GROWTH`] times the largest figure seen.
    Growth,
}

/// How many times the largest figure seen a forecast may say, where no population is known. With [`LEAST`], no nationality
/// met at the south-west border from October 2019 to September 2024 came above this limit within the 12 months after any
/// month; the largest rise was that of Ukraine, from at most 31 a month to 20,118.
pub const GROWTH: f64 = 100.0;

/// Least upper limit by growth, so that a flow of nobody may begin.
pub const LEAST: f64 = 50_000.0;

impl Limits {
    /// No limits.
    pub const NONE: Self = Self {
        floor: f64::NEG_INFINITY,
        cap: None,
    };

    /// Limits of a flow of people: none below zero, and none above the population, else above [`GROWTH`] times the
    /// largest figure seen or [`LEAST`], whichever is more.
    pub fn of_flow(values: &[f64], population: Option<f64>) -> Self {
        let seen = values.iter().copied().filter(|v| !v.is_nan()).fold(0.0, f64::max);
        Self {
            floor: 0.0,
            cap: Some(match population.filter(|p| *p >= seen && *p > 0.0) {
                Some(p) => (p, Cap::Population),
                None => ((GROWTH * seen).max(LEAST), Cap::Growth),
            }),
        }
    }
}

/// What a guard did to a forecast.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// The share of the distribution that was above the cap at a step, counted from 1: the first where it was one in a
    /// thousand or more.
    Capped {
        /// The step.
        ahead: usize,
        /// The cap.
        at: f64,
        /// Its kind.
        cap: Cap,
        /// The share cut.
        share: f64,
    },
    /// Another model spoke.
    Fell {
        /// The model that failed.
        from: &'static str,
        /// The model in its place.
        to: &'static str,
        /// Why.
        why: ForecastError,
    },
}

/// A share that binds.
const BINDS: f64 = 0.001;

/// Cuts a distribution to its limits; what lay beyond lies on them.
///
/// ```
/// use rootcast_forecast::{guard::{cut, Limits}, predictive::Predictive};
/// let wide = Predictive::normal(vec![10.0], vec![20.0]);
/// let (said, acts) = cut(wide, &Limits::of_flow(&[10.0], None));
/// assert_eq!(said.interval(0, 0.95).0, 0.0);
/// assert!(acts.is_empty());
/// ```
pub fn cut(said: Predictive, limits: &Limits) -> (Predictive, Vec<Act>) {
    let high = limits.cap.map_or(f64::INFINITY, |(c, _)| c);
    let steps = said.horizon();
    let mut acts = Vec::new();
    if let Some((at, cap)) = limits.cap {
        let above = |step: usize| 1.0 - said.cdf(step, at);
        if let Some(step) = (0..steps).find(|s| above(*s) >= BINDS) {
            acts.push(Act::Capped {
                ahead: step + 1,
                at,
                cap,
                share: above(step),
            });
        }
    }
    let within = |v: f64| v.max(limits.floor).min(high);
    if let Some(paths) = said.paths() {
        if paths.iter().all(|v| (limits.floor..=high).contains(v)) {
            return (said, acts);
        }
        let paths = paths.iter().map(|v| within(*v)).collect();
        return (Predictive::samples(steps, paths), acts);
    }
    let safe = (0..steps).all(|s| said.cdf(s, limits.floor) == 0.0 && said.cdf(s, high) >= 1.0);
    if safe {
        return (said, acts);
    }
    let levels: Vec<f64> = match said.marginal(0) {
        Marginal::Quantiles { levels, .. } => levels.to_vec(),
        _ => grid(),
    };
    let mut values = Vec::with_capacity(steps * levels.len());
    let mut mean = Vec::with_capacity(steps);
    for step in 0..steps {
        mean.push(within(said.mean()[step]));
        values.extend(levels.iter().map(|l| within(said.quantile(step, *l))));
    }
    (Predictive::quantiles(mean, levels, values), acts)
}

/// Levels at which a normal distribution is held once it has been cut.
fn grid() -> Vec<f64> {
    let inner = (1..200).map(|i| f64::from(i) / 200.0);
    let mut out: Vec<f64> = [0.0005, 0.001, 0.0025].into_iter().chain(inner).collect();
    out.extend([0.9975, 0.999, 0.9995]);
    out
}

/// What was said of each series, and what the guards did.
pub type Guardedly = Vec<(Result<Predictive>, Vec<Act>)>;

/// A model with limits, and another in its place where it fails.
pub struct Guarded<'m> {
    /// The model.
    pub model: &'m dyn Model,
    /// The model in its place.
    pub fallback: &'m dyn Model,
    /// Whether the figures are counts of people, which have limits.
    pub flow: bool,
    /// Whether they are never below 0, people or not.
    pub positive: bool,
    /// Populations, by series; fewer than series where none are known.
    pub populations: Vec<Option<f64>>,
}

impl Guarded<'_> {
    /// The forecasts, and what was done to them.
    pub fn panel_with_acts(&self, histories: &[History<'_>], horizon: usize, seed: u64) -> Guardedly {
        let said = self.model.panel(histories, horizon, seed);
        said.into_iter()
            .zip(histories)
            .enumerate()
            .map(|(k, (said, history))| {
                let mut acts = Vec::new();
                let sound = said.and_then(|p| finite(p, self.model.name()));
                let said = sound.or_else(|why| {
                    let other = self.fallback.forecast(history, horizon, seed)?;
                    acts.push(Act::Fell {
                        from: self.model.name(),
                        to: self.fallback.name(),
                        why,
                    });
                    finite(other, self.fallback.name())
                });
                let limits = if self.flow {
                    Limits::of_flow(history.values(), self.populations.get(k).copied().flatten())
                } else if self.positive {
                    Limits {
                        floor: 0.0,
                        cap: None,
                    }
                } else {
                    Limits::NONE
                };
                let said = said.map(|p| {
                    let (p, cut) = cut(p, &limits);
                    acts.extend(cut);
                    p
                });
                (said, acts)
            })
            .collect()
    }
}

impl Model for Guarded<'_> {
    fn name(&self) -> &'static str {
        self.model.name()
    }

    fn forecast(&self, history: &History<'_>, horizon: usize, seed: u64) -> Result<Predictive> {
        self.panel(std::slice::from_ref(history), horizon, seed)
            .pop()
            .unwrap_or(Err(ForecastError::Empty))
    }

    fn panel(&self, histories: &[History<'_>], horizon: usize, seed: u64) -> Vec<Result<Predictive>> {
        self.panel_with_acts(histories, horizon, seed)
            .into_iter()
            .map(|(said, _)| said)
            .collect()
    }
}

/// A forecast whose figures are all finite.
fn finite(said: Predictive, model: &'static str) -> Result<Predictive> {
    let sound = (0..said.horizon()).all(|s| {
        let (low, high) = said.interval(s, 0.95);
        said.mean()[s].is_finite() && low.is_finite() && high.is_finite()
    });
    if sound {
        Ok(said)
    } else {
        Err(ForecastError::NoFit {
            model,
            why: "its forecast is not finite".to_owned(),
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::float_cmp)]
mod tests {
    use super::*;
    use crate::naive::Naive;

    struct Wild(f64);

    impl Model for Wild {
        fn name(&self) -> &'static str {
            "wild"
        }

        fn forecast(&self, _: &History<'_>, horizon: usize, _: u64) -> Result<Predictive> {
            Ok(Predictive::samples(horizon, vec![self.0; horizon * 4]))
        }
    }

    fn guarded(model: &dyn Model, population: Option<f64>) -> (Predictive, Vec<Act>) {
        let values = [500.0, 400.0, 700.0];
        let history = History::new(&values, 12).unwrap();
        let guarded = Guarded {
            model,
            fallback: &Naive,
            flow: true,
            positive: true,
            populations: vec![population],
        };
        let (said, acts) = guarded.panel_with_acts(&[history], 2, 1).pop().unwrap();
        (said.unwrap(), acts)
    }

    #[test]
    fn nobody_says_more_than_there_are_people() {
        let (said, acts) = guarded(&Wild(1.4e9), Some(6e6));
        assert_eq!(said.median(1), 6e6);
        assert!(matches!(
            acts[..],
            [Act::Capped {
                ahead: 1,
                cap: Cap::Population,
                share: 1.0,
                ..
            }]
        ));
        let (said, acts) = guarded(&Wild(1.4e9), None);
        assert_eq!(said.median(1), 70_000.0);
        assert!(matches!(acts[..], [Act::Capped { cap: Cap::Growth, .. }]));
        let (said, acts) = guarded(&Wild(-5.0), None);
        assert_eq!((said.median(0), acts.len()), (0.0, 0));
    }

    #[test]
    fn a_model_that_fails_is_replaced_and_said_so() {
        let (said, acts) = guarded(&Wild(f64::INFINITY), None);
        assert_eq!(said.median(0), 700.0);
        assert!(matches!(
            acts[..],
            [Act::Fell {
                from: "wild",
                to: "naive",
                ..
            }]
        ));
    }
}
