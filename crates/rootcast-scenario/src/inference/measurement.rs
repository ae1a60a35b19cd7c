//! How published figures scatter about what a model shows.
//!
//! Counts are negative binomial: mean m, variance m + m²/k, Poisson as the size k grows (J. F. Lawless, Can. J. Stat.
//! 15, 1987). Where the definition of a figure changes (ports of entry counted or not, encounters in place of
//! apprehensions) its mean shifts by a factor from that time on; the factor can be a parameter, so that the break is
//! estimated and not taken for a change of the flow.

use rand_distr::{Distribution, Gamma, Poisson, StandardNormal};
use serde::{Deserialize, Serialize};
use statrs::function::gamma::ln_gamma;

use super::InferenceError;
use crate::stream::Stream;

/// A figure that is fixed or estimated.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// This figure.
    Fixed(f64),
    /// The parameter at this place.
    Parameter(usize),
}

impl Value {
    /// The figure, given parameters; NaN where the place has none.
    pub fn of(self, parameters: &[f64]) -> f64 {
        match self {
            Self::Fixed(value) => value,
            Self::Parameter(at) => parameters.get(at).copied().unwrap_or(f64::NAN),
        }
    }
}

/// How figures scatter about the means of views.
pub trait Measurement: Sync {
    /// Checks observations before a fit: an error names the figure that this measurement cannot have given.
    fn check(&self, observed: &[Vec<Option<f64>>]) -> Result<(), InferenceError>;

    /// The log density of the figures of a time, given the means of all views; missing ones do not count.
    fn ln_density(&self, parameters: &[f64], time: usize, means: &[f64], observed: &[Option<f64>]) -> f64;

    /// Draws a figure for each view.
    fn draw(&self, parameters: &[f64], time: usize, means: &[f64], random: &mut Stream) -> Vec<f64>;

    /// Expected figure and its variance, for each view.
    fn moments(&self, parameters: &[f64], time: usize, means: &[f64]) -> Vec<(f64, f64)>;
}

/// A change of definition.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shift {
    /// The view whose definition changes.
    pub view: usize,
    /// The first time of the new definition.
    pub from: usize,
    /// What the mean is multiplied by from then on, above 0.
    pub factor: Value,
}

/// Counts with more scatter than Poisson's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NegativeBinomial {
    /// The size of each view, above 0: the smaller, the more scatter.
    pub sizes: Vec<Value>,
    /// Changes of definition; several of a view multiply.
    #[serde(default)]
    pub shifts: Vec<Shift>,
}

impl NegativeBinomial {
    fn shifted(&self, parameters: &[f64], time: usize, view: usize, mean: f64) -> f64 {
        self.shifts
            .iter()
            .filter(|s| s.view == view && time >= s.from)
            .fold(mean, |m, s| m * s.factor.of(parameters))
    }

    fn size(&self, parameters: &[f64], view: usize) -> f64 {
        self.sizes.get(view).map_or(f64::NAN, |s| s.of(parameters))
    }
}

impl Measurement for NegativeBinomial {
    fn check(&self, observed: &[Vec<Option<f64>>]) -> Result<(), InferenceError> {
        for (time, row) in observed.iter().enumerate() {
            if row.len() != self.sizes.len() {
                return Err(InferenceError::Data(format!(
                    "time {time} has {} views and the measurement {} sizes: give one a view",
                    row.len(),
                    self.sizes.len()
                )));
            }
            if let Some(value) = row.iter().flatten().find(|v| **v < 0.0 || v.fract().abs() > 0.0) {
                return Err(InferenceError::Data(format!(
                    "time {time} has {value}, which is no count: give whole numbers, not negative"
                )));
            }
        }
        match self.shifts.iter().find(|s| s.view >= self.sizes.len()) {
            Some(shift) => Err(InferenceError::Data(format!(
                "a change of definition is given for view {} and there are {}",
                shift.view,
                self.sizes.len()
            ))),
            None => Ok(()),
        }
    }

    fn ln_density(&self, parameters: &[f64], time: usize, means: &[f64], observed: &[Option<f64>]) -> f64 {
        observed
            .iter()
            .zip(means)
            .enumerate()
            .filter_map(|(view, (observed, mean))| {
                observed.map(|count| {
                    ln_negative_binomial(
                        count,
                        self.shifted(parameters, time, view, *mean),
                        self.size(parameters, view),
                    )
                })
            })
            .sum()
    }

    fn draw(&self, parameters: &[f64], time: usize, means: &[f64], random: &mut Stream) -> Vec<f64> {
        means
            .iter()
            .enumerate()
            .map(|(view, mean)| {
                let mean = self.shifted(parameters, time, view, *mean);
                draw_negative_binomial(mean, self.size(parameters, view), random)
            })
            .collect()
    }

    fn moments(&self, parameters: &[f64], time: usize, means: &[f64]) -> Vec<(f64, f64)> {
        means
            .iter()
            .enumerate()
            .map(|(view, mean)| {
                let mean = self.shifted(parameters, time, view, *mean);
                (mean, mean + mean * mean / self.size(parameters, view))
            })
            .collect()
    }
}

/// ln P(count) of a negative binomial by mean and size; NaN where either is not a number or is negative.
pub fn ln_negative_binomial(count: f64, mean: f64, size: f64) -> f64 {
    if !(mean >= 0.0 && mean.is_finite() && size > 0.0) {
        return f64::NAN;
    }
    if mean <= 0.0 {
        return if count <= 0.0 { 0.0 } else { f64::NEG_INFINITY };
    }
    // Beyond this size the difference from Poisson is below rounding, and the gammas would cancel.
    if size > 1e9 * mean.max(1.0) {
        return count * mean.ln() - mean - ln_gamma(count + 1.0);
    }
    ln_gamma(count + size) - ln_gamma(size) - ln_gamma(count + 1.0) - size * (mean / size).ln_1p()
        + count * (mean / (mean + size)).ln()
}

/// A count: Poisson with a gamma-distributed mean. NaN where mean or size cannot be.
pub fn draw_negative_binomial(mean: f64, size: f64, random: &mut Stream) -> f64 {
    if !(mean >= 0.0 && mean.is_finite() && size > 0.0) {
        return f64::NAN;
    }
    if mean <= 0.0 {
        return 0.0;
    }
    let rate = match Gamma::new(size, mean / size) {
        Ok(gamma) if size < 1e9 * mean.max(1.0) => gamma.sample(random),
        _ => mean,
    };
    // Of a rate of 0 (underflow) the count is 0; beyond what the sampler takes, the normal limit.
    match Poisson::new(rate) {
        Ok(poisson) => poisson.sample(random),
        Err(_) if rate <= 0.0 => 0.0,
        Err(_) => {
            let noise: f64 = StandardNormal.sample(random);
            (rate + rate.sqrt() * noise).round().max(0.0)
        }
    }
}

/// Figures with normal error.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Normal {
    /// The standard deviation of each view, above 0.
    pub sds: Vec<Value>,
}

impl Measurement for Normal {
    fn check(&self, observed: &[Vec<Option<f64>>]) -> Result<(), InferenceError> {
        match observed.iter().position(|row| row.len() != self.sds.len()) {
            Some(time) => Err(InferenceError::Data(format!(
                "time {time} does not have as many views as there are standard deviations"
            ))),
            None => Ok(()),
        }
    }

    fn ln_density(&self, parameters: &[f64], _time: usize, means: &[f64], observed: &[Option<f64>]) -> f64 {
        observed
            .iter()
            .zip(means)
            .zip(&self.sds)
            .filter_map(|((observed, mean), sd)| {
                let sd = sd.of(parameters);
                observed.map(|y| ln_normal(y, *mean, sd))
            })
            .sum()
    }

    fn draw(&self, parameters: &[f64], _time: usize, means: &[f64], random: &mut Stream) -> Vec<f64> {
        means
            .iter()
            .zip(&self.sds)
            .map(|(mean, sd)| {
                let noise: f64 = StandardNormal.sample(random);
                mean + sd.of(parameters) * noise
            })
            .collect()
    }

    fn moments(&self, parameters: &[f64], _time: usize, means: &[f64]) -> Vec<(f64, f64)> {
        means
            .iter()
            .zip(&self.sds)
            .map(|(mean, sd)| (*mean, sd.of(parameters).powi(2)))
            .collect()
    }
}

/// ln of the normal density; NaN where the standard deviation is not above 0.
pub(super) fn ln_normal(y: f64, mean: f64, sd: f64) -> f64 {
    if sd > 0.0 {
        -0.5 * ((y - mean) / sd).powi(2) - sd.ln() - 0.5 * std::f64::consts::TAU.ln()
    } else {
        f64::NAN
    }
}
