//! From published counts to states and parameters, with their uncertainty, or a refusal.
//!
//! A [`StateSpace`] is a model that starts, steps and says what each view of it would show on average; a
//! [`Measurement`](measurement::Measurement) says how figures scatter about that. On the two stand the
//! [bootstrap particle filter](particle), the [ensemble Kalman filter](ensemble), [iterated filtering](iterated) and
//! [Metropolis sampling](metropolis), whose target may be a particle filter's likelihood. None hands out a fit that
//! did not converge: [`diagnostics`] are part of the type. [`calibration`] tests a whole procedure on data drawn from
//! its own prior.

pub mod calibration;
pub mod diagnostics;
pub mod ensemble;
pub mod iterated;
pub mod measurement;
pub mod metropolis;
pub mod parameter;
pub mod particle;

use crate::stream::Stream;

/// Why there is no fit.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum InferenceError {
    /// The data do not fit the model.
    #[error("the observations cannot be used: {0}")]
    Data(String),
    /// An option is out of its range.
    #[error("option `{option}` is {value}: {wanted}")]
    Option {
        /// The option.
        option: &'static str,
        /// What it is.
        value: f64,
        /// What it must be.
        wanted: &'static str,
    },
    /// A parameter cannot be.
    #[error("parameter `{parameter}`: {why}")]
    Parameter {
        /// Its name.
        parameter: String,
        /// What is wrong with it.
        why: String,
    },
    /// A density or a state is not a number.
    #[error("{what} is {value} at {at}: mend the model there, or narrow the parameters")]
    NotFinite {
        /// What is not a number.
        what: &'static str,
        /// What it is.
        value: f64,
        /// Where: the time, or the parameters.
        at: String,
    },
    /// The filter lost the data.
    #[error(
        "the filter lost the observations at times {times:?}, where fewer than {least} particles count: use more \
         particles, a wider measurement, or a model that can reach the data"
    )]
    Degenerate {
        /// The times.
        times: Vec<usize>,
        /// The effective particles that are asked for.
        least: f64,
    },
    /// A fit did not converge.
    #[error("the fit did not converge and is not to be used: {}", .reasons.join("; "))]
    NotConverged {
        /// Why, and what would help.
        reasons: Vec<String>,
    },
    /// Too many replicates of a calibration failed.
    #[error("{failed} of {replicates} replicates gave no posterior; the first: {first}")]
    Replicates {
        /// How many failed.
        failed: usize,
        /// How many were run.
        replicates: usize,
        /// What the first said.
        first: String,
    },
}

/// A model with a hidden state: closures in a struct, or a model of this crate.
///
/// Times count from 0. The first state is that before the first observation: at each time the state steps, then is
/// observed.
pub trait StateSpace: Sync {
    /// The state.
    type State: Clone + Send + Sync;

    /// A first state.
    fn init(&self, parameters: &[f64], random: &mut Stream) -> Self::State;

    /// Moves the state to a time.
    fn step(&self, parameters: &[f64], state: &mut Self::State, time: usize, random: &mut Stream);

    /// What each view shows of the state on average.
    fn observe(&self, parameters: &[f64], state: &Self::State, time: usize) -> Vec<f64>;
}

/// A state that is a list of numbers, which a linear update may move.
pub trait VectorState: StateSpace {
    /// The numbers of a state, always as many.
    fn pack(&self, state: &Self::State) -> Vec<f64>;

    /// Puts numbers back, brought within what the state can hold (no negative counts, for one).
    fn unpack(&self, state: &mut Self::State, values: &[f64]);
}

/// Observations: a row a time, a figure a view, `None` where there is none.
pub type Observations = Vec<Vec<Option<f64>>>;

/// How many views there are; an error where rows differ or a figure is not finite.
fn views(observed: &[Vec<Option<f64>>]) -> Result<usize, InferenceError> {
    let first = observed.first().map_or(0, Vec::len);
    if first == 0 {
        return Err(InferenceError::Data(
            "there are none: give at least one time and one view".to_owned(),
        ));
    }
    for (time, row) in observed.iter().enumerate() {
        if row.len() != first {
            return Err(InferenceError::Data(format!(
                "time {time} has {} views and time 0 has {first}: write a missing figure as missing",
                row.len()
            )));
        }
        if let Some(value) = row.iter().flatten().find(|v| !v.is_finite()) {
            return Err(InferenceError::Data(format!(
                "time {time} has {value}: write a missing figure as missing"
            )));
        }
    }
    Ok(first)
}

#[cfg(test)]
mod known;
#[cfg(test)]
mod tests;
