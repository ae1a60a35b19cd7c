//! Drawing the states: level and seasons given the variances (the simulation smoother of Durbin and Koopman 2002).

use rand::Rng;
use rand_distr::{Distribution as _, StandardNormal};

/// Level and seasons. The state is the level, then this season's effect and those of the last but one season.
pub(super) struct States {
    size: usize,
    steps: usize,
    duration: usize,
    /// Mean of the first level, and standard deviation of all first states.
    first: f64,
    spread: f64,
    /// Variance of the innovation of each step, of the filter, given the variances.
    scale: Vec<f64>,
    gain: Vec<f64>,
    covariance: Vec<f64>,
    column: Vec<f64>,
    drawn: Vec<f64>,
    wrong: Vec<f64>,
    errors: Vec<f64>,
    adjoint: Vec<f64>,
    adjoints: Vec<f64>,
    state: Vec<f64>,
}

/// Standard deviations of the three noises.
#[derive(Clone, Copy)]
pub(super) struct Noises {
    pub(super) level: f64,
    pub(super) season: f64,
    pub(super) outcome: f64,
}

// One index runs over several arrays at once throughout.
#[allow(clippy::needless_range_loop)]
impl States {
    pub(super) fn new(steps: usize, seasons: Option<(usize, usize)>, first: f64, spread: f64) -> Self {
        let (count, duration) = seasons.unwrap_or((1, 1));
        let size = count;
        Self {
            size,
            steps,
            duration,
            first,
            spread,
            scale: vec![0.0; steps],
            gain: vec![0.0; steps * size],
            covariance: vec![0.0; size * size],
            column: vec![0.0; size],
            drawn: vec![0.0; steps * size],
            wrong: vec![0.0; steps],
            errors: vec![0.0; steps],
            adjoint: vec![0.0; size],
            adjoints: vec![0.0; steps * size],
            state: vec![0.0; size],
        }
    }

    /// The part of the outcome the states make at a step.
    pub(super) fn signal(&self, t: usize) -> f64 {
        let state = &self.drawn[t * self.size..];
        if self.size > 1 {
            state[0] + state[1]
        } else {
            state[0]
        }
    }

    /// Sum of squared steps of the level, and their number.
    pub(super) fn level_steps(&self) -> (f64, f64) {
        let sum = (1..self.steps)
            .map(|t| (self.drawn[t * self.size] - self.drawn[(t - 1) * self.size]).powi(2))
            .sum();
        (sum, (self.steps - 1) as f64)
    }

    /// The same of the seasons: what a new season's effect lies off minus the sum of the others.
    pub(super) fn season_steps(&self) -> (f64, f64) {
        let (mut sum, mut count) = (0.0, 0.0);
        for t in 1..self.steps {
            if self.size > 1 && self.turns(t - 1) {
                let old: f64 = self.drawn[(t - 1) * self.size + 1..t * self.size].iter().sum();
                sum += (self.drawn[t * self.size + 1] + old).powi(2);
                count += 1.0;
            }
        }
        (sum, count)
    }

    /// Whether a new season begins after a step.
    fn turns(&self, t: usize) -> bool {
        (t + 1).is_multiple_of(self.duration)
    }

    /// Draws all states given the outcome less its regression; gaps are steps without a figure.
    pub(super) fn draw(&mut self, outcome: &[f64], noises: Noises, random: &mut impl Rng) {
        if self.size == 1 {
            return self.draw_level(outcome, noises, random);
        }
        self.gains(outcome, noises);
        self.simulate(noises, random);
        for t in 0..self.steps {
            let noise: f64 = StandardNormal.sample(random);
            self.wrong[t] = outcome[t] - self.signal(t) - noises.outcome * noise;
        }
        self.smooth(noises);
    }

    /// The same where the level is all there is.
    fn draw_level(&mut self, outcome: &[f64], noises: Noises, random: &mut impl Rng) {
        let (noise, step) = (noises.outcome.powi(2), noises.level.powi(2));
        let mut normal = || -> f64 { StandardNormal.sample(random) };
        let mut variance = self.spread * self.spread;
        let mut level = self.spread * normal();
        let mut mean = self.first;
        for (t, y) in outcome.iter().enumerate() {
            self.drawn[t] = level;
            if y.is_nan() {
                // A gain of nought marks the gap on the way back.
                self.gain[t] = 0.0;
            } else {
                let scale = (variance + noise).recip();
                let gain = variance * scale;
                let error = y - level - noises.outcome * normal() - mean;
                self.gain[t] = gain;
                self.errors[t] = error * scale;
                mean += gain * error;
                variance *= 1.0 - gain;
            }
            variance += step;
            level += noises.level * normal();
        }
        let mut adjoint = 0.0;
        for t in (0..self.steps).rev() {
            self.adjoints[t] = adjoint;
            if self.gain[t] > 0.0 {
                adjoint += self.errors[t] - self.gain[t] * adjoint;
            }
        }
        let mut smoothed = self.first + self.spread * self.spread * adjoint;
        for t in 0..self.steps {
            self.drawn[t] += smoothed;
            smoothed += step * self.adjoints[t];
        }
    }

    /// Variances and gains of the filter.
    fn gains(&mut self, outcome: &[f64], noises: Noises) {
        let m = self.size;
        self.covariance.fill(0.0);
        for k in 0..m {
            self.covariance[k * m + k] = self.spread * self.spread;
        }
        for (t, seen) in outcome.iter().enumerate() {
            for k in 0..m {
                self.column[k] =
                    self.covariance[k * m] + if m > 1 { self.covariance[k * m + 1] } else { 0.0 };
            }
            let scale = self.column[0] + if m > 1 { self.column[1] } else { 0.0 } + noises.outcome.powi(2);
            self.scale[t] = scale;
            let gain = &mut self.gain[t * m..(t + 1) * m];
            if seen.is_nan() {
                gain.fill(0.0);
            } else {
                for k in 0..m {
                    gain[k] = self.column[k] / scale;
                    for l in 0..m {
                        self.covariance[k * m + l] -= self.column[k] * self.column[l] / scale;
                    }
                }
            }
            if m > 1 && (t + 1).is_multiple_of(self.duration) {
                for row in self.covariance.chunks_exact_mut(m) {
                    turn(row);
                }
                for l in 0..m {
                    for k in 0..m {
                        self.column[k] = self.covariance[k * m + l];
                    }
                    turn(&mut self.column);
                    for k in 0..m {
                        self.covariance[k * m + l] = self.column[k];
                    }
                }
                self.covariance[m + 1] += noises.season.powi(2);
            }
            self.covariance[0] += noises.level.powi(2);
        }
    }

    /// States from the prior, without the mean of the first level.
    fn simulate(&mut self, noises: Noises, random: &mut impl Rng) {
        let m = self.size;
        for k in 0..m {
            let noise: f64 = StandardNormal.sample(random);
            self.state[k] = self.spread * noise;
        }
        for t in 0..self.steps {
            self.drawn[t * m..(t + 1) * m].copy_from_slice(&self.state);
            let noise: f64 = StandardNormal.sample(random);
            self.state[0] += noises.level * noise;
            if m > 1 && self.turns(t) {
                turn(&mut self.state);
                let noise: f64 = StandardNormal.sample(random);
                self.state[1] += noises.season * noise;
            }
        }
    }

    /// Adds the smoothed mean of what the simulated states got wrong to them.
    fn smooth(&mut self, noises: Noises) {
        let m = self.size;
        self.state.fill(0.0);
        self.state[0] = self.first;
        for t in 0..self.steps {
            if self.wrong[t].is_nan() {
                self.errors[t] = 0.0;
            } else {
                let signal = self.state[0] + if m > 1 { self.state[1] } else { 0.0 };
                self.errors[t] = self.wrong[t] - signal;
                for k in 0..m {
                    self.state[k] += self.gain[t * m + k] * self.errors[t];
                }
            }
            if m > 1 && self.turns(t) {
                turn(&mut self.state);
            }
        }
        self.adjoint.fill(0.0);
        for t in (0..self.steps).rev() {
            // At this point the adjoint is of the state after the step; the next state's noise needs it.
            self.adjoints[t * m..(t + 1) * m].copy_from_slice(&self.adjoint);
            if m > 1 && self.turns(t) {
                turn_back(&mut self.adjoint);
            }
            if !self.wrong[t].is_nan() {
                let pull: f64 = (0..m).map(|k| self.gain[t * m + k] * self.adjoint[k]).sum();
                let add = self.errors[t] / self.scale[t] - pull;
                self.adjoint[0] += add;
                if m > 1 {
                    self.adjoint[1] += add;
                }
            }
        }
        self.state.fill(0.0);
        self.state[0] = self.first;
        for k in 0..m {
            self.state[k] += self.spread * self.spread * self.adjoint[k];
        }
        for t in 0..self.steps {
            for k in 0..m {
                self.drawn[t * m + k] += self.state[k];
            }
            let next = &self.adjoints[t * m..(t + 1) * m];
            self.state[0] += noises.level.powi(2) * next[0];
            if m > 1 && (t + 1).is_multiple_of(self.duration) {
                turn(&mut self.state);
                self.state[1] += noises.season.powi(2) * next[1];
            }
        }
    }
}

/// A new season begins: its effect is minus the sum of the others, which move down.
fn turn(state: &mut [f64]) {
    let last = state.len() - 1;
    let sum: f64 = state[1..].iter().sum();
    for k in (2..=last).rev() {
        state[k] = state[k - 1];
    }
    state[1] = -sum;
}

/// The transpose of [`turn`].
fn turn_back(state: &mut [f64]) {
    let last = state.len() - 1;
    let first = state[1];
    for k in 1..last {
        state[k] = state[k + 1] - first;
    }
    state[last] = -first;
}
