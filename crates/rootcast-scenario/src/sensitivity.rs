//! Which assumptions does a result hang on?
//!
//! A [`Space`] names uncertain factors and the distribution of each. Samplers lay out points in it: a
//! [Saltelli scheme](saltelli) for the [variance shares of Sobol](sobol), [trajectories](morris) for the elementary
//! effects of Morris. A model is any closure from a point and a seed to outputs; [`evaluate`] runs it on all threads,
//! in an order that does not show, and refuses an output that is not a number with the factors that gave it.

mod directions;
pub mod morris;
pub mod saltelli;
pub mod sequence;
pub mod sobol;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, Normal};

use crate::moments::{below, normal_quantile};

/// Why there is no sensitivity.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SensitivityError {
    /// A factor cannot be, or the space has none.
    #[error("factor `{factor}` cannot be varied: {why}")]
    Factor {
        /// Its name.
        factor: String,
        /// What is wrong with it, and what to give instead.
        why: String,
    },
    /// A sample cannot be drawn, or does not have the layout of its method.
    #[error("the sample cannot be used: {0}")]
    Sample(String),
    /// The model gave an output that is not a finite number.
    #[error(
        "the model gave {value} for output {output} in run {run}, where {at}: mend the model there, or narrow the factors"
    )]
    NotFinite {
        /// The run, from 0.
        run: usize,
        /// The output, from 0.
        output: usize,
        /// What it gave.
        value: f64,
        /// The factors of the run, with their values.
        at: String,
    },
    /// The model gave different numbers of outputs.
    #[error("the model gave {found} outputs in run {run} and {expected} before: it must always give as many")]
    Outputs {
        /// The run, from 0.
        run: usize,
        /// Outputs of this run.
        found: usize,
        /// Outputs of the first run.
        expected: usize,
    },
    /// The output does not vary, so that there is nothing to share out.
    #[error("output {output} is {value} in every run: no factor can explain what does not vary")]
    Constant {
        /// The output, from 0.
        output: usize,
        /// Its one value.
        value: f64,
    },
}

/// How a factor varies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Scale {
    /// Evenly between two bounds.
    Uniform {
        /// The lower bound.
        low: f64,
        /// The upper bound, above the lower.
        high: f64,
    },
    /// Its logarithm evenly between those of two positive bounds.
    LogUniform {
        /// The lower bound, above 0.
        low: f64,
        /// The upper bound, above the lower.
        high: f64,
    },
    /// Normally.
    Normal {
        /// The mean.
        mean: f64,
        /// The standard deviation, above 0.
        sd: f64,
    },
    /// One of these values, each as likely: draws of a prior, components of a mixture, codes of a choice.
    Levels(Vec<f64>),
}

/// An uncertain factor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Factor {
    /// Its name.
    pub name: String,
    /// How it varies.
    pub scale: Scale,
}

impl Factor {
    /// A factor that varies evenly between two bounds.
    pub fn uniform(name: &str, low: f64, high: f64) -> Self {
        Self {
            name: name.to_owned(),
            scale: Scale::Uniform { low, high },
        }
    }

    fn check(&self) -> Result<(), SensitivityError> {
        let why = match &self.scale {
            Scale::Uniform { low, high } if !(low.is_finite() && high.is_finite() && low < high) => {
                format!("its bounds are {low} and {high}; give two numbers, the lower first")
            }
            Scale::LogUniform { low, high } if !(*low > 0.0 && high.is_finite() && low < high) => {
                format!("its bounds are {low} and {high}; give two numbers above 0, the lower first")
            }
            Scale::Normal { mean, sd } if !(mean.is_finite() && sd.is_finite() && *sd > 0.0) => {
                format!(
                    "its mean is {mean} and its standard deviation {sd}; give numbers, the latter above 0"
                )
            }
            Scale::Levels(levels) if levels.is_empty() || levels.iter().any(|v| !v.is_finite()) => {
                "its levels are none, or not all numbers".to_owned()
            }
            _ => return Ok(()),
        };
        Err(SensitivityError::Factor {
            factor: self.name.clone(),
            why,
        })
    }

    /// The value of the factor at a probability in (0, 1): its quantile.
    pub fn value(&self, probability: f64) -> f64 {
        match &self.scale {
            Scale::Uniform { low, high } => low + probability * (high - low),
            Scale::LogUniform { low, high } => (low.ln() + probability * (high / low).ln()).exp(),
            // A sample may hold 0 and 1 themselves, where the normal has no value.
            Scale::Normal { mean, sd } => mean + sd * normal_quantile(probability.clamp(1e-9, 1.0 - 1e-9)),
            Scale::Levels(levels) => {
                let at = below(probability * levels.len() as f64).min(levels.len().saturating_sub(1));
                levels.get(at).copied().unwrap_or(f64::NAN)
            }
        }
    }

    /// The probability below a value; `None` where the factor has levels, which may repeat.
    pub fn probability(&self, value: f64) -> Option<f64> {
        match &self.scale {
            Scale::Uniform { low, high } => Some((value - low) / (high - low)),
            Scale::LogUniform { low, high } => Some((value / low).ln() / (high / low).ln()),
            Scale::Normal { mean, sd } => Some(Normal::standard().cdf((value - mean) / sd)),
            Scale::Levels(_) => None,
        }
    }
}

/// Factors that vary independently of each other.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Space {
    factors: Vec<Factor>,
}

impl Space {
    /// A space of factors: at least one, each possible, no name twice.
    pub fn new(factors: Vec<Factor>) -> Result<Self, SensitivityError> {
        if factors.is_empty() {
            return Err(SensitivityError::Sample(
                "there are no factors: name at least one".to_owned(),
            ));
        }
        for (i, factor) in factors.iter().enumerate() {
            factor.check()?;
            if factors.iter().take(i).any(|f| f.name == factor.name) {
                return Err(SensitivityError::Factor {
                    factor: factor.name.clone(),
                    why: "its name is given twice".to_owned(),
                });
            }
        }
        Ok(Self { factors })
    }

    /// The factors, in order.
    pub fn factors(&self) -> &[Factor] {
        &self.factors
    }

    /// How many factors there are.
    pub fn len(&self) -> usize {
        self.factors.len()
    }

    /// Never: a space has a factor.
    pub fn is_empty(&self) -> bool {
        self.factors.is_empty()
    }

    /// The values of the factors at a point of the unit cube.
    pub fn values(&self, unit: &[f64]) -> Vec<f64> {
        self.factors.iter().zip(unit).map(|(f, u)| f.value(*u)).collect()
    }

    fn say(&self, values: &[f64]) -> String {
        let parts: Vec<String> = self
            .factors
            .iter()
            .zip(values)
            .map(|(f, v)| format!("{} = {v}", f.name))
            .collect();
        parts.join(", ")
    }
}

/// Outputs of a model at points of a space: as many rows as points, as many columns as outputs.
///
/// `seeds` gives the seed of each point. Points run on all threads; the answer does not depend on how many. Errors name
/// the first run, in order, that failed.
pub fn evaluate<M>(
    space: &Space,
    points: &[Vec<f64>],
    seeds: &[u64],
    model: M,
) -> Result<Vec<Vec<f64>>, SensitivityError>
where
    M: Fn(&[f64], u64) -> Vec<f64> + Sync,
{
    if points.len() != seeds.len() {
        return Err(SensitivityError::Sample(format!(
            "{} points and {} seeds: give one seed a point",
            points.len(),
            seeds.len()
        )));
    }
    let outputs: Vec<Vec<f64>> = points
        .par_iter()
        .zip(seeds)
        .map(|(point, seed)| model(point, *seed))
        .collect();
    let expected = outputs.first().map_or(0, Vec::len);
    for (run, (row, point)) in outputs.iter().zip(points).enumerate() {
        if row.len() != expected {
            return Err(SensitivityError::Outputs {
                run,
                found: row.len(),
                expected,
            });
        }
        if let Some((output, value)) = row.iter().enumerate().find(|(_, v)| !v.is_finite()) {
            return Err(SensitivityError::NotFinite {
                run,
                output,
                value: *value,
                at: space.say(point),
            });
        }
    }
    Ok(outputs)
}

/// An estimate with what chance in the sample can do to it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Its Monte-Carlo standard error, by bootstrap over independent blocks of the sample.
    pub standard_error: f64,
    /// Half the width of its interval at the confidence asked for, normal.
    pub half_width: f64,
}

/// How chance in the sample is told.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bootstrap {
    /// Resamples; at least 2.
    pub resamples: usize,
    /// Confidence of the intervals, in (0, 1).
    pub confidence: f64,
    /// The seed of the resampling.
    pub seed: u64,
}

impl Default for Bootstrap {
    fn default() -> Self {
        Self {
            resamples: 200,
            confidence: 0.95,
            seed: 0,
        }
    }
}

impl Bootstrap {
    fn check(&self) -> Result<f64, SensitivityError> {
        if self.resamples < 2 || !(self.confidence > 0.0 && self.confidence < 1.0) {
            return Err(SensitivityError::Sample(format!(
                "{} resamples at confidence {}: give at least 2, and a confidence between 0 and 1",
                self.resamples, self.confidence
            )));
        }
        Ok(normal_quantile(0.5 + self.confidence / 2.0))
    }
}

#[cfg(test)]
mod tests;
