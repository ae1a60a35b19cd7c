//! The bootstrap particle filter.
//!
//! Particles step with the model, are weighted by the density of the figures, and are drawn anew by weight where too
//! few count (N. J. Gordon, D. J. Salmond and A. F. M. Smith, IEE Proc. F 140, 1993), systematically (G. Kitagawa,
//! J. Comput. Graph. Stat. 5, 1996). The product of the mean weights is an unbiased estimate of the likelihood (P. Del
//! Moral, "Feynman–Kac Formulae", 2004); how noisy its logarithm is, [`likelihood`] tells from replicates.

use rand::RngExt;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{InferenceError, StateSpace, measurement::Measurement, views};
use crate::{
    moments::{self, log_sum_exp},
    stream::{Stream, key, stream},
};

/// Particles that share a stream of random numbers: the unit of parallel work.
const CHUNK: usize = 64;
/// From here on chunks are spread over threads; fewer are done sooner by one.
const PARALLEL_FROM: usize = 2_048;

/// Options of the filter.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// Particles, at least 2.
    pub particles: usize,
    /// Particles are drawn anew where fewer than this share count, in (0, 1].
    pub resample_below: f64,
    /// The seed.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            particles: 1_000,
            resample_below: 0.5,
            seed: 0,
        }
    }
}

/// What the filter found.
#[derive(Clone, Debug, PartialEq)]
pub struct Filtered<S> {
    /// The log of the estimated likelihood; −∞ where the data were lost.
    pub ln_likelihood: f64,
    /// The part of each time.
    pub increments: Vec<f64>,
    /// Effective particles at each time, 1/Σw² (A. Kong, J. S. Liu and W. H. Wong, J. Am. Stat. Assoc. 89, 1994); 0
    /// where no particle can have given the figures.
    pub effective: Vec<f64>,
    /// The mean of each view one step ahead: a row a time.
    pub ahead: Vec<Vec<f64>>,
    /// States after the last time, each as likely.
    pub states: Vec<S>,
}

impl<S> Filtered<S> {
    /// The filter's result, where at every time at least `least` particles counted.
    pub fn checked(self, least: f64) -> Result<Self, InferenceError> {
        let times: Vec<usize> = self
            .effective
            .iter()
            .enumerate()
            .filter(|(_, e)| **e < least)
            .map(|(t, _)| t)
            .collect();
        if times.is_empty() {
            Ok(self)
        } else {
            Err(InferenceError::Degenerate { times, least })
        }
    }
}

/// Runs the filter over all times.
///
/// An error where data or options cannot be, or a density is NaN. Data that no particle can have given are no error:
/// the likelihood is then 0, and [`Filtered::checked`] refuses.
pub fn filter<M, O>(
    model: &M,
    measurement: &O,
    parameters: &[f64],
    observed: &[Vec<Option<f64>>],
    options: &Options,
) -> Result<Filtered<M::State>, InferenceError>
where
    M: StateSpace,
    O: Measurement,
{
    let columns = views(observed)?;
    measurement.check(observed)?;
    check(options)?;
    let n = options.particles;
    let mut states: Vec<M::State> = Vec::with_capacity(n);
    for chunk in 0..n.div_ceil(CHUNK) {
        let mut random = stream(options.seed, &[0, chunk as u64]);
        let size = CHUNK.min(n - chunk * CHUNK);
        states.extend((0..size).map(|_| model.init(parameters, &mut random)));
    }
    let even = -(n as f64).ln();
    let mut ln_weights = vec![even; n];
    let mut out = Filtered {
        ln_likelihood: 0.0,
        increments: Vec::with_capacity(observed.len()),
        effective: Vec::with_capacity(observed.len()),
        ahead: Vec::with_capacity(observed.len()),
        states: Vec::new(),
    };
    for (time, row) in observed.iter().enumerate() {
        // Of a chunk: log densities, and the weighted sum of what its particles show.
        let work = |chunk: usize, part: &mut [M::State], weights: &[f64]| -> (Vec<f64>, Vec<f64>) {
            let mut random = stream(options.seed, &[time as u64 + 1, chunk as u64]);
            let mut shown = vec![0.0; columns];
            let densities = part
                .iter_mut()
                .zip(weights)
                .map(|(state, weight)| {
                    model.step(parameters, state, time, &mut random);
                    let means = model.observe(parameters, state, time);
                    let weight = weight.exp();
                    for (sum, mean) in shown.iter_mut().zip(&means) {
                        *sum += weight * mean;
                    }
                    measurement.ln_density(parameters, time, &means, row)
                })
                .collect();
            (densities, shown)
        };
        let chunks: Vec<(Vec<f64>, Vec<f64>)> = if n >= PARALLEL_FROM {
            states
                .par_chunks_mut(CHUNK)
                .zip(ln_weights.par_chunks(CHUNK))
                .enumerate()
                .map(|(chunk, (part, weights))| work(chunk, part, weights))
                .collect()
        } else {
            states
                .chunks_mut(CHUNK)
                .zip(ln_weights.chunks(CHUNK))
                .enumerate()
                .map(|(chunk, (part, weights))| work(chunk, part, weights))
                .collect()
        };
        let mut ahead = vec![0.0; columns];
        for (_, shown) in &chunks {
            for (sum, part) in ahead.iter_mut().zip(shown) {
                *sum += part;
            }
        }
        out.ahead.push(ahead);
        for (weight, density) in ln_weights.iter_mut().zip(chunks.iter().flat_map(|(d, _)| d)) {
            if density.is_nan() || *density == f64::INFINITY {
                return Err(InferenceError::NotFinite {
                    what: "the log density of the figures",
                    value: *density,
                    at: format!("time {time}"),
                });
            }
            *weight += density;
        }
        let increment = log_sum_exp(&ln_weights);
        out.increments.push(increment);
        out.ln_likelihood += increment;
        if !increment.is_finite() {
            // Go on with even weights: what follows can still be looked at, though the likelihood is 0.
            out.effective.push(0.0);
            ln_weights.fill(even);
            continue;
        }
        for weight in &mut ln_weights {
            *weight -= increment;
        }
        let effective = 1.0 / ln_weights.iter().map(|w| (2.0 * w).exp()).sum::<f64>();
        out.effective.push(effective);
        if effective < options.resample_below * n as f64 || time + 1 == observed.len() {
            let mut random = stream(options.seed, &[time as u64 + 1, u64::MAX]);
            let chosen = systematic(&ln_weights, &mut random);
            states = chosen.into_iter().map(|i| states[i].clone()).collect();
            ln_weights.fill(even);
        }
    }
    out.states = states;
    Ok(out)
}

fn check(options: &Options) -> Result<(), InferenceError> {
    if options.particles < 2 {
        return Err(InferenceError::Option {
            option: "particles",
            value: options.particles as f64,
            wanted: "give at least 2",
        });
    }
    if !(options.resample_below > 0.0 && options.resample_below <= 1.0) {
        return Err(InferenceError::Option {
            option: "resample_below",
            value: options.resample_below,
            wanted: "give a share above 0, at most 1",
        });
    }
    Ok(())
}

/// Places drawn by normalised log weights: one uniform number, then even steps through their sum.
pub(super) fn systematic(ln_weights: &[f64], random: &mut Stream) -> Vec<usize> {
    let n = ln_weights.len();
    let offset: f64 = random.random();
    let mut out = Vec::with_capacity(n);
    let (mut at, mut sum) = (0, ln_weights.first().map_or(0.0, |w| w.exp()));
    for i in 0..n {
        let wanted = (i as f64 + offset) / n as f64;
        while sum < wanted && at + 1 < n {
            at += 1;
            sum += ln_weights[at].exp();
        }
        out.push(at);
    }
    out
}

/// A log-likelihood and how noisy it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Likelihood {
    /// The log of the mean of the replicates' likelihoods.
    pub value: f64,
    /// Its Monte-Carlo standard error, by the delta method.
    pub standard_error: f64,
    /// The fewest effective particles at any time of any replicate.
    pub least_effective: f64,
}

/// The log-likelihood from replicates of the filter, at least 2, which run on all threads.
pub fn likelihood<M, O>(
    model: &M,
    measurement: &O,
    parameters: &[f64],
    observed: &[Vec<Option<f64>>],
    options: &Options,
    replicates: usize,
) -> Result<Likelihood, InferenceError>
where
    M: StateSpace,
    O: Measurement,
{
    if replicates < 2 {
        return Err(InferenceError::Option {
            option: "replicates",
            value: replicates as f64,
            wanted: "give at least 2",
        });
    }
    let runs = (0..replicates)
        .into_par_iter()
        .map(|r| {
            let own = Options {
                seed: key(options.seed, &[r as u64]),
                ..*options
            };
            let run = filter(model, measurement, parameters, observed, &own)?;
            let least = run.effective.iter().copied().fold(f64::INFINITY, f64::min);
            Ok((run.ln_likelihood, least))
        })
        .collect::<Result<Vec<_>, InferenceError>>()?;
    let logs: Vec<f64> = runs.iter().map(|(l, _)| *l).collect();
    let n = logs.len() as f64;
    let value = log_sum_exp(&logs) - n.ln();
    let relative: Vec<f64> = logs.iter().map(|l| (l - value).exp()).collect();
    let standard_error = if value.is_finite() {
        (moments::variance(&relative) / n).sqrt()
    } else {
        f64::INFINITY
    };
    Ok(Likelihood {
        value,
        standard_error,
        least_effective: runs.iter().map(|(_, e)| *e).fold(f64::INFINITY, f64::min),
    })
}

/// Figures ahead of the last observation: by state, time ahead and view. Each state goes on with chance of its own, so
/// that the draws hold the spread of state, model and measurement.
pub fn forecast<M, O>(
    model: &M,
    measurement: &O,
    parameters: &[f64],
    states: &[M::State],
    from: usize,
    steps: usize,
    seed: u64,
) -> Vec<Vec<Vec<f64>>>
where
    M: StateSpace,
    O: Measurement,
{
    states
        .par_iter()
        .enumerate()
        .map(|(i, state)| {
            let mut random = stream(seed, &[i as u64]);
            let mut state = state.clone();
            (from..from + steps)
                .map(|time| {
                    model.step(parameters, &mut state, time, &mut random);
                    let means = model.observe(parameters, &state, time);
                    measurement.draw(parameters, time, &means, &mut random)
                })
                .collect()
        })
        .collect()
}

/// Observations drawn from a model: a row a time, a figure a view.
pub fn simulate<M, O>(
    model: &M,
    measurement: &O,
    parameters: &[f64],
    steps: usize,
    seed: u64,
) -> super::Observations
where
    M: StateSpace,
    O: Measurement,
{
    let mut random = stream(seed, &[]);
    let mut state = model.init(parameters, &mut random);
    (0..steps)
        .map(|time| {
            model.step(parameters, &mut state, time, &mut random);
            let means = model.observe(parameters, &state, time);
            measurement
                .draw(parameters, time, &means, &mut random)
                .into_iter()
                .map(Some)
                .collect()
        })
        .collect()
}
