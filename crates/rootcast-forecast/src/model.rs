//! What all models have in common.

use rand::Rng;

use crate::{error::Result, history::History, predictive::Predictive, random::generator};

/// Turns a history into a distribution for each step ahead.
pub trait Model: Send + Sync {
    /// The name by which it is asked for and shown: `ets`, `theta`, `arima`.
    fn name(&self) -> &'static str;

    /// The distribution of each of the next `horizon` steps.
    ///
    /// The seed decides every draw; a model that draws nothing leaves it alone.
    ///
    /// # Errors
    /// A history that the model is not defined for, or that is too short for it.
    fn forecast(&self, history: &History<'_>, horizon: usize, seed: u64) -> Result<Predictive>;

    /// The distributions of several series that end at the same step. Models that know what series share say so here;
    /// the others take each by itself.
    fn panel(&self, histories: &[History<'_>], horizon: usize, seed: u64) -> Vec<Result<Predictive>> {
        histories
            .iter()
            .enumerate()
            .map(|(at, history)| {
                let mut random = generator(seed, &[at as u64]);
                self.forecast(history, horizon, random.next_u64())
            })
            .collect()
    }
}
