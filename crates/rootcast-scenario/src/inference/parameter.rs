//! Parameters, and the line without bounds on which they are searched.

use serde::{Deserialize, Serialize};

use super::InferenceError;

/// Where a parameter may lie.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bounds {
    /// Anywhere.
    Free,
    /// Above 0; searched by its logarithm.
    Positive,
    /// Between two numbers; searched by the logit of its place between them.
    Between {
        /// The lower.
        low: f64,
        /// The upper.
        high: f64,
    },
}

/// A parameter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Where it may lie.
    pub bounds: Bounds,
}

impl Parameter {
    /// A parameter by name and bounds.
    pub fn new(name: &str, bounds: Bounds) -> Self {
        Self {
            name: name.to_owned(),
            bounds,
        }
    }

    pub(super) fn wrong(&self, why: String) -> InferenceError {
        InferenceError::Parameter {
            parameter: self.name.clone(),
            why,
        }
    }

    /// Checks that a value lies strictly within the bounds.
    pub(super) fn check(&self, value: f64) -> Result<(), InferenceError> {
        let inside = match self.bounds {
            Bounds::Free => true,
            Bounds::Positive => value > 0.0,
            Bounds::Between { low, high } => low < value && value < high,
        };
        if inside && value.is_finite() {
            Ok(())
        } else {
            Err(self.wrong(format!("{value} does not lie within {:?}", self.bounds)))
        }
    }

    /// From the parameter to the line.
    pub fn to_line(&self, value: f64) -> f64 {
        match self.bounds {
            Bounds::Free => value,
            Bounds::Positive => value.ln(),
            Bounds::Between { low, high } => ((value - low) / (high - value)).ln(),
        }
    }

    /// From the line to the parameter.
    pub fn from_line(&self, line: f64) -> f64 {
        match self.bounds {
            Bounds::Free => line,
            Bounds::Positive => line.exp(),
            Bounds::Between { low, high } => low + (high - low) / (1.0 + (-line).exp()),
        }
    }

    /// ln |d parameter / d line|: what a density of the parameter gains on the line.
    pub fn ln_jacobian(&self, line: f64) -> f64 {
        match self.bounds {
            Bounds::Free => 0.0,
            Bounds::Positive => line,
            // (high − low) p (1 − p), without overflow on either side.
            Bounds::Between { low, high } => {
                (high - low).ln() - line.abs() - 2.0 * (-line.abs()).exp().ln_1p()
            }
        }
    }
}

/// Checks parameters: at least one, no name twice, bounds in order.
pub(super) fn check(parameters: &[Parameter]) -> Result<(), InferenceError> {
    if parameters.is_empty() {
        return Err(InferenceError::Data(
            "there are no parameters to estimate: name at least one".to_owned(),
        ));
    }
    for (i, parameter) in parameters.iter().enumerate() {
        if parameters.iter().take(i).any(|p| p.name == parameter.name) {
            return Err(parameter.wrong("its name is given twice".to_owned()));
        }
        if let Bounds::Between { low, high } = parameter.bounds
            && !(low.is_finite() && high.is_finite() && low < high)
        {
            return Err(parameter.wrong(format!(
                "its bounds are {low} and {high}; give two numbers, the lower first"
            )));
        }
    }
    Ok(())
}

/// All parameters from the line.
pub(super) fn all_from_line(parameters: &[Parameter], line: &[f64]) -> Vec<f64> {
    parameters
        .iter()
        .zip(line)
        .map(|(p, l)| p.from_line(*l))
        .collect()
}

/// Parameters with their values, for a message.
pub(super) fn say(parameters: &[Parameter], values: &[f64]) -> String {
    let parts: Vec<String> = parameters
        .iter()
        .zip(values)
        .map(|(p, v)| format!("{} = {v}", p.name))
        .collect();
    parts.join(", ")
}
