//! Models whose likelihood or posterior is known, for the tests.

use rand::RngExt;
use rand_distr::{Binomial, Distribution, Gamma, StandardNormal};

use super::{StateSpace, VectorState};
use crate::stream::Stream;

/// A linear Gaussian model: `x₀ ~ N(0, 1)`, `x_t = φ x_{t−1} + σ ε`; observed with normal error.
pub(super) struct Linear;

impl StateSpace for Linear {
    type State = f64;

    fn init(&self, _parameters: &[f64], random: &mut Stream) -> f64 {
        StandardNormal.sample(random)
    }

    fn step(&self, parameters: &[f64], state: &mut f64, _time: usize, random: &mut Stream) {
        let noise: f64 = StandardNormal.sample(random);
        *state = parameters[0] * *state + parameters[1] * noise;
    }

    fn observe(&self, _parameters: &[f64], state: &f64, _time: usize) -> Vec<f64> {
        vec![*state]
    }
}

impl VectorState for Linear {
    fn pack(&self, state: &f64) -> Vec<f64> {
        vec![*state]
    }

    fn unpack(&self, state: &mut f64, values: &[f64]) {
        *state = values[0];
    }
}

/// The exact log-likelihood of [`Linear`] with error `sd` (R. E. Kalman, 1960).
pub(super) fn exact(parameters: &[f64], sd: f64, observed: &[Vec<Option<f64>>]) -> f64 {
    let (mut mean, mut variance, mut total) = (0.0, 1.0, 0.0);
    for row in observed {
        mean *= parameters[0];
        variance = parameters[0].powi(2) * variance + parameters[1].powi(2);
        if let Some(y) = row[0] {
            let spread = variance + sd * sd;
            total += super::measurement::ln_normal(y, mean, spread.sqrt());
            let gain = variance / spread;
            mean += gain * (y - mean);
            variance *= 1.0 - gain;
        }
    }
    total
}

/// A rate that is drawn once, from a gamma distribution of shape 3 and rate 0.1, and then observed as counts.
pub(super) struct StillRate;

impl StateSpace for StillRate {
    type State = f64;

    fn init(&self, _parameters: &[f64], random: &mut Stream) -> f64 {
        Gamma::new(3.0, 10.0).unwrap().sample(random)
    }

    fn step(&self, _parameters: &[f64], _state: &mut f64, _time: usize, _random: &mut Stream) {}

    fn observe(&self, _parameters: &[f64], state: &f64, _time: usize) -> Vec<f64> {
        vec![*state]
    }
}

/// An epidemic of 10 000 by binomial steps: parameters are the rate of contact and the share reported.
pub(super) struct Epidemic;

#[derive(Clone)]
pub(super) struct Compartments {
    susceptible: u64,
    infectious: u64,
    fresh: u64,
}

impl StateSpace for Epidemic {
    type State = Compartments;

    fn init(&self, _parameters: &[f64], random: &mut Stream) -> Compartments {
        let infectious = random.random_range(5..=15);
        Compartments {
            susceptible: 10_000 - infectious,
            infectious,
            fresh: 0,
        }
    }

    fn step(&self, parameters: &[f64], state: &mut Compartments, _time: usize, random: &mut Stream) {
        let force = parameters[0] * state.infectious as f64 / 10_000.0;
        let infected = Binomial::new(state.susceptible, 1.0 - (-force).exp())
            .unwrap()
            .sample(random);
        let recovered = Binomial::new(state.infectious, 1.0 - (-0.25_f64).exp())
            .unwrap()
            .sample(random);
        state.susceptible -= infected;
        state.infectious = state.infectious + infected - recovered;
        state.fresh = infected;
    }

    fn observe(&self, parameters: &[f64], state: &Compartments, _time: usize) -> Vec<f64> {
        vec![parameters[1] * state.fresh as f64 + 0.1]
    }
}
