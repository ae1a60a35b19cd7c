//! Adaptive random-walk Metropolis, also on an estimated likelihood.
//!
//! Proposals are normal on the line of [`Parameter`]; their covariance and scale are learned during warm-up (H. Haario,
//! E. Saksman and J. Tamminen, Bernoulli 7, 2001; C. Andrieu and J. Thoms, Stat. Comput. 18, 2008, algorithm 4) and
//! held fixed after, so that what is kept is a Markov chain. The target may be noisy as long as its exponential is
//! unbiased: the estimate of the state held is kept, never redrawn, and the chain has the exact posterior (C. Andrieu,
//! A. Doucet and R. Holenstein, J. R. Stat. Soc. B 72, 2010: particle marginal Metropolis–Hastings).

use nalgebra::{Cholesky, DMatrix, DVector};
use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    InferenceError, StateSpace,
    diagnostics::{Diagnostics, Limits, of_chains},
    measurement::Measurement,
    parameter::{self, Parameter, all_from_line, say},
    particle,
};
use crate::stream::{key, stream};

/// Options of the sampler.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// Where each chain starts, a value a parameter; at least 2 chains, from different places.
    pub starts: Vec<Vec<f64>>,
    /// The standard deviation of first proposals on the line, a value a parameter, above 0.
    pub first_steps: Vec<f64>,
    /// Steps that learn and are not kept, at least 10.
    pub warm_up: usize,
    /// Draws kept of each chain, at least 8.
    pub draws: usize,
    /// Steps to a kept draw, at least 1.
    pub thin: usize,
    /// The seed.
    pub seed: u64,
}

/// Draws that have not been looked at yet.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sampled {
    names: Vec<String>,
    /// By chain, draw, parameter.
    chains: Vec<Vec<Vec<f64>>>,
    /// Share of proposals accepted after warm-up, a chain.
    acceptance: Vec<f64>,
}

/// A posterior that passed its diagnostics.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Posterior {
    /// The parameters' names.
    pub names: Vec<String>,
    /// The diagnostics of each.
    pub diagnostics: Vec<Diagnostics>,
    /// Draws, all chains one after the other.
    pub draws: Vec<Vec<f64>>,
    /// Share of proposals accepted, a chain.
    pub acceptance: Vec<f64>,
}

/// Samples a density, given as its log up to a constant on the parameters' own scale, and a seed where it is noisy.
///
/// −∞ is a place that cannot be. NaN is an error that names the parameters.
///
/// ```
/// use rootcast_scenario::inference::{diagnostics::Limits, metropolis::{Options, sample}, parameter::{Bounds, Parameter}};
/// let rate = [Parameter::new("rate", Bounds::Positive)];
/// let options = Options { starts: vec![vec![1.0], vec![2.0], vec![4.0], vec![8.0]], first_steps: vec![0.5],
///     warm_up: 500, draws: 2_000, thin: 1, seed: 1 };
/// // Gamma with shape 3 and rate 2.
/// let sampled = sample(&rate, &options, |p, _| 2.0 * p[0].ln() - 2.0 * p[0])?;
/// let posterior = sampled.converged(&Limits { r_hat: 1.02, effective: 400.0 })?;
/// assert!((posterior.diagnostics[0].mean - 1.5).abs() < 0.1);
/// # Ok::<(), rootcast_scenario::inference::InferenceError>(())
/// ```
pub fn sample<F>(
    parameters: &[Parameter],
    options: &Options,
    ln_density: F,
) -> Result<Sampled, InferenceError>
where
    F: Fn(&[f64], u64) -> f64 + Sync,
{
    sample_fallible(parameters, options, |values, seed| Ok(ln_density(values, seed)))
}

/// Samples the posterior of a state-space model: prior density times a particle filter's likelihood.
///
/// The filter needs enough particles for its log-likelihood to scatter by about 1.2 near the posterior (A. Doucet et
/// al., Biometrika 102, 2015); with fewer, chains stick and the diagnostics refuse them.
pub fn particle_marginal<M, O, P>(
    model: &M,
    measurement: &O,
    parameters: &[Parameter],
    observed: &[Vec<Option<f64>>],
    filter: &particle::Options,
    options: &Options,
    ln_prior: P,
) -> Result<Sampled, InferenceError>
where
    M: StateSpace,
    O: Measurement,
    P: Fn(&[f64]) -> f64 + Sync,
{
    sample_fallible(parameters, options, |values, seed| {
        let prior = ln_prior(values);
        if prior == f64::NEG_INFINITY {
            return Ok(prior);
        }
        let own = particle::Options { seed, ..*filter };
        Ok(prior + particle::filter(model, measurement, values, observed, &own)?.ln_likelihood)
    })
}

fn sample_fallible<F>(
    parameters: &[Parameter],
    options: &Options,
    ln_density: F,
) -> Result<Sampled, InferenceError>
where
    F: Fn(&[f64], u64) -> Result<f64, InferenceError> + Sync,
{
    check(parameters, options)?;
    let chains = options
        .starts
        .par_iter()
        .enumerate()
        .map(|(c, start)| {
            let mut chain = Chain::new(parameters, options, &ln_density, c, start)?;
            chain.warm_up()?;
            chain.keep()
        })
        .collect::<Result<Vec<_>, InferenceError>>()?;
    let (chains, acceptance) = chains.into_iter().unzip();
    Ok(Sampled {
        names: parameters.iter().map(|p| p.name.clone()).collect(),
        chains,
        acceptance,
    })
}

fn check(parameters: &[Parameter], options: &Options) -> Result<(), InferenceError> {
    parameter::check(parameters)?;
    let wrong = |option, value: usize, wanted| {
        Err(InferenceError::Option {
            option,
            value: value as f64,
            wanted,
        })
    };
    if options.starts.len() < 2 {
        return wrong("starts", options.starts.len(), "give at least 2 chains");
    }
    if options.warm_up < 10 {
        return wrong("warm_up", options.warm_up, "give at least 10 steps");
    }
    if options.draws < 8 {
        return wrong("draws", options.draws, "give at least 8");
    }
    if options.thin == 0 {
        return wrong("thin", 0, "give at least 1");
    }
    for list in options.starts.iter().chain([&options.first_steps]) {
        if list.len() != parameters.len() {
            return wrong(
                "starts",
                list.len(),
                "give one value a parameter, and one first step",
            );
        }
    }
    for start in &options.starts {
        for (parameter, value) in parameters.iter().zip(start) {
            parameter.check(*value)?;
        }
    }
    for (parameter, step) in parameters.iter().zip(&options.first_steps) {
        if !(*step > 0.0 && step.is_finite()) {
            return Err(parameter.wrong(format!("its first step is {step}: give a number above 0")));
        }
    }
    Ok(())
}

struct Chain<'a, F> {
    parameters: &'a [Parameter],
    options: &'a Options,
    ln_density: &'a F,
    seed: u64,
    step: u64,
    line: DVector<f64>,
    density: f64,
    mean: DVector<f64>,
    covariance: DMatrix<f64>,
    ln_scale: f64,
    factor: DMatrix<f64>,
}

impl<'a, F> Chain<'a, F>
where
    F: Fn(&[f64], u64) -> Result<f64, InferenceError> + Sync,
{
    fn new(
        parameters: &'a [Parameter],
        options: &'a Options,
        ln_density: &'a F,
        chain: usize,
        start: &[f64],
    ) -> Result<Self, InferenceError> {
        let line = DVector::from_iterator(
            start.len(),
            parameters.iter().zip(start).map(|(p, v)| p.to_line(*v)),
        );
        let steps = DVector::from_column_slice(&options.first_steps);
        let mut out = Self {
            parameters,
            options,
            ln_density,
            seed: key(options.seed, &[chain as u64]),
            step: 0,
            mean: line.clone(),
            covariance: DMatrix::from_diagonal(&steps.component_mul(&steps)),
            ln_scale: 0.0,
            factor: DMatrix::from_diagonal(&steps),
            line,
            density: f64::NEG_INFINITY,
        };
        out.density = out.density_at(&out.line, 0)?;
        if !out.density.is_finite() {
            return Err(InferenceError::NotFinite {
                what: "the log density at the start of a chain",
                value: out.density,
                at: say(parameters, start),
            });
        }
        Ok(out)
    }

    /// The log density on the line.
    fn density_at(&self, line: &DVector<f64>, step: u64) -> Result<f64, InferenceError> {
        let values = all_from_line(self.parameters, line.as_slice());
        let jacobian: f64 = self
            .parameters
            .iter()
            .zip(line.iter())
            .map(|(p, l)| p.ln_jacobian(*l))
            .sum();
        // Far out on the line a bound is reached to rounding: such a place cannot be.
        if self
            .parameters
            .iter()
            .zip(&values)
            .any(|(p, v)| p.check(*v).is_err())
        {
            return Ok(f64::NEG_INFINITY);
        }
        let density = (self.ln_density)(&values, key(self.seed, &[step]))?;
        if density.is_nan() || density == f64::INFINITY {
            return Err(InferenceError::NotFinite {
                what: "the log density",
                value: density,
                at: say(self.parameters, &values),
            });
        }
        Ok(density + jacobian)
    }

    /// One step; the probability with which it was accepted, and whether it was.
    fn advance(&mut self) -> Result<(f64, bool), InferenceError> {
        self.step += 1;
        let mut random = stream(self.seed, &[self.step, 1]);
        let noise = DVector::from_fn(self.line.len(), |_, _| StandardNormal.sample(&mut random));
        let proposal = &self.line + (&self.factor * noise) * self.ln_scale.exp();
        let density = self.density_at(&proposal, self.step)?;
        let chance = (density - self.density).min(0.0).exp();
        let accepted = random.random::<f64>() < chance;
        if accepted {
            self.line = proposal;
            self.density = density;
        }
        Ok((chance, accepted))
    }

    fn warm_up(&mut self) -> Result<(), InferenceError> {
        let width = self.line.len();
        // The best rate of acceptance in one dimension, and in many (Roberts & Rosenthal 2001).
        let wanted = if width == 1 { 0.44 } else { 0.234 };
        for i in 0..self.options.warm_up {
            let (chance, _) = self.advance()?;
            let weight = (i as f64 + 2.0).powf(-0.6);
            self.ln_scale += weight * (chance - wanted);
            let gap = &self.line - &self.mean;
            self.mean += &gap * weight;
            self.covariance = &self.covariance * (1.0 - weight) + &gap * gap.transpose() * weight;
            // A covariance of few steps is flat in some direction: it is used once it has seen enough.
            if i >= 10 * width && i % 10 == 0 {
                let ridge = DMatrix::from_diagonal(&self.covariance.diagonal().map(|v| 1e-6 * v + 1e-12));
                if let Some(factor) = Cholesky::new(&self.covariance + ridge) {
                    self.factor = factor.l();
                }
            }
        }
        Ok(())
    }

    fn keep(&mut self) -> Result<(Vec<Vec<f64>>, f64), InferenceError> {
        let mut draws = Vec::with_capacity(self.options.draws);
        let mut accepted = 0_usize;
        for _ in 0..self.options.draws {
            for _ in 0..self.options.thin {
                accepted += usize::from(self.advance()?.1);
            }
            draws.push(all_from_line(self.parameters, self.line.as_slice()));
        }
        let steps = self.options.draws * self.options.thin;
        Ok((draws, accepted as f64 / steps as f64))
    }
}

impl Sampled {
    /// The draws as they are, by chain, draw and parameter: to look at, not to report.
    pub fn chains(&self) -> &[Vec<Vec<f64>>] {
        &self.chains
    }

    /// The diagnostics of each parameter.
    pub fn diagnostics(&self) -> Result<Vec<Diagnostics>, InferenceError> {
        (0..self.names.len())
            .map(|j| {
                let chains: Vec<Vec<f64>> = self
                    .chains
                    .iter()
                    .map(|c| c.iter().filter_map(|d| d.get(j)).copied().collect())
                    .collect();
                of_chains(&chains)
            })
            .collect()
    }

    /// The posterior, or every reason why it is not one.
    pub fn converged(self, limits: &Limits) -> Result<Posterior, InferenceError> {
        let diagnostics = self.diagnostics()?;
        let reasons: Vec<String> = self
            .names
            .iter()
            .zip(&diagnostics)
            .flat_map(|(name, d)| d.shortfalls(name, limits))
            .collect();
        if !reasons.is_empty() {
            return Err(InferenceError::NotConverged { reasons });
        }
        Ok(Posterior {
            names: self.names,
            diagnostics,
            draws: self.chains.concat(),
            acceptance: self.acceptance,
        })
    }
}
