//! Iterated filtering: maximum likelihood where only simulation is possible.
//!
//! A particle filter whose particles carry parameters of their own, shaken at each time by a random walk that cools
//! from iteration to iteration; what survives the data climbs the likelihood (E. L. Ionides, D. Nguyen, Y. Atchadé,
//! S. Stoev and A. A. King, "Inference for dynamic and latent variable models via iterated, perturbed Bayes maps",
//! Proc. Natl. Acad. Sci. 112, 2015: IF2). Run from many starts: a fit is handed out only if several of them came to
//! the same likelihood and stopped climbing.

use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    InferenceError, StateSpace,
    measurement::Measurement,
    parameter::{self, Parameter, all_from_line, say},
    particle::{self, Likelihood, systematic},
    views,
};
use crate::{
    moments::{self, log_sum_exp},
    stream::{key, stream},
};

/// Options of the search.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// Particles, at least 2.
    pub particles: usize,
    /// Iterations over the data, at least 8.
    pub iterations: usize,
    /// The standard deviation of each parameter's walk at the start, on its line; 0 holds a parameter fixed.
    pub walk: Vec<f64>,
    /// What is left of the walk after 50 iterations, in (0, 1).
    pub cooling: f64,
    /// Starts, at least 2, drawn evenly on the line between `from` and `to`.
    pub starts: usize,
    /// One end of the starts, a value a parameter.
    pub from: Vec<f64>,
    /// The other end.
    pub to: Vec<f64>,
    /// Replicates of the filter that tell the likelihood at each end point, at least 2.
    pub replicates: usize,
    /// Starts that must agree, at least 2.
    pub agree: usize,
    /// Log-likelihood within which they agree, beyond chance.
    pub within: f64,
    /// The seed.
    pub seed: u64,
}

/// Where one start came to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Climb {
    /// Where it began.
    pub start: Vec<f64>,
    /// Where it ended.
    pub parameters: Vec<f64>,
    /// The likelihood there, without perturbation.
    pub likelihood: Likelihood,
    /// The perturbed filter's log-likelihood at each iteration.
    pub trace: Vec<f64>,
    /// Parameters (means over particles) after each iteration.
    pub path: Vec<Vec<f64>>,
}

/// All climbs, the greatest likelihood first.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Climbs {
    names: Vec<String>,
    by_likelihood: Vec<Climb>,
    agree: usize,
    within: f64,
}

/// A maximum that several starts came to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Maximum {
    /// The parameters' names.
    pub names: Vec<String>,
    /// Their values at the greatest likelihood.
    pub parameters: Vec<f64>,
    /// The likelihood there.
    pub likelihood: Likelihood,
    /// The values that each agreeing start came to: their spread is what the search leaves open.
    pub agreeing: Vec<Vec<f64>>,
}

/// Climbs from every start, on all threads.
pub fn search<M, O>(
    model: &M,
    measurement: &O,
    parameters: &[Parameter],
    observed: &[Vec<Option<f64>>],
    options: &Options,
) -> Result<Climbs, InferenceError>
where
    M: StateSpace,
    O: Measurement,
{
    views(observed)?;
    measurement.check(observed)?;
    check(parameters, options)?;
    let problem = Problem {
        model,
        measurement,
        parameters,
        observed,
        options,
    };
    let mut climbs = (0..options.starts)
        .into_par_iter()
        .map(|s| problem.climb(s))
        .collect::<Result<Vec<Climb>, _>>()?;
    climbs.sort_by(|a, b| b.likelihood.value.total_cmp(&a.likelihood.value));
    Ok(Climbs {
        names: parameters.iter().map(|p| p.name.clone()).collect(),
        by_likelihood: climbs,
        agree: options.agree,
        within: options.within,
    })
}

fn check(parameters: &[Parameter], options: &Options) -> Result<(), InferenceError> {
    parameter::check(parameters)?;
    let wrong = |option, value, wanted| {
        Err(InferenceError::Option {
            option,
            value,
            wanted,
        })
    };
    for (option, value, least) in [
        ("particles", options.particles, 2),
        ("iterations", options.iterations, 8),
        ("starts", options.starts, 2),
        ("agree", options.agree, 2),
        ("replicates", options.replicates, 2),
    ] {
        if value < least {
            return wrong(option, value as f64, "give at least 2; of iterations, 8");
        }
    }
    if !(options.cooling > 0.0 && options.cooling < 1.0) {
        return wrong("cooling", options.cooling, "give a share between 0 and 1");
    }
    if options.within.is_nan() || options.within < 0.0 {
        return wrong("within", options.within, "give a number, not negative");
    }
    for (option, list) in [
        ("walk", &options.walk),
        ("from", &options.from),
        ("to", &options.to),
    ] {
        if list.len() != parameters.len() {
            return wrong(option, list.len() as f64, "give one value a parameter");
        }
    }
    if let Some(walk) = options.walk.iter().find(|w| !(**w >= 0.0 && w.is_finite())) {
        return wrong("walk", *walk, "give numbers, not negative");
    }
    for (parameter, (from, to)) in parameters.iter().zip(options.from.iter().zip(&options.to)) {
        parameter.check(*from)?;
        parameter.check(*to)?;
    }
    Ok(())
}

struct Problem<'a, M, O> {
    model: &'a M,
    measurement: &'a O,
    parameters: &'a [Parameter],
    observed: &'a [Vec<Option<f64>>],
    options: &'a Options,
}

impl<M: StateSpace, O: Measurement> Problem<'_, M, O> {
    fn climb(&self, start: usize) -> Result<Climb, InferenceError> {
        let seed = key(self.options.seed, &[start as u64]);
        let mut random = stream(seed, &[u64::MAX]);
        let line: Vec<f64> = self
            .parameters
            .iter()
            .zip(self.options.from.iter().zip(&self.options.to))
            .map(|(p, (from, to))| {
                let (a, b) = (p.to_line(*from), p.to_line(*to));
                a + (b - a) * random.random::<f64>()
            })
            .collect();
        let start = all_from_line(self.parameters, &line);
        let mut swarm = vec![line; self.options.particles];
        let (mut trace, mut path) = (Vec::new(), Vec::new());
        for iteration in 0..self.options.iterations {
            trace.push(self.iterate(&mut swarm, iteration, key(seed, &[iteration as u64]))?);
            path.push(all_from_line(self.parameters, &centre(&swarm)));
        }
        let end = all_from_line(self.parameters, &centre(&swarm));
        let evaluation = particle::Options {
            particles: self.options.particles,
            seed: key(seed, &[u64::MAX - 1]),
            ..particle::Options::default()
        };
        let likelihood = particle::likelihood(
            self.model,
            self.measurement,
            &end,
            self.observed,
            &evaluation,
            self.options.replicates,
        )?;
        Ok(Climb {
            start,
            parameters: end,
            likelihood,
            trace,
            path,
        })
    }

    /// One pass over the data; the perturbed log-likelihood.
    fn iterate(&self, swarm: &mut Vec<Vec<f64>>, iteration: usize, seed: u64) -> Result<f64, InferenceError> {
        let times = self.observed.len() as f64;
        let cool = |time: f64| {
            self.options
                .cooling
                .powf((iteration as f64 + time / times) / 50.0)
        };
        let mut random = stream(seed, &[0]);
        let mut shake = |line: &mut [f64], cooled: f64| {
            for (value, walk) in line.iter_mut().zip(&self.options.walk) {
                if *walk > 0.0 {
                    let step: f64 = StandardNormal.sample(&mut random);
                    *value += cooled * walk * step;
                }
            }
        };
        for line in swarm.iter_mut() {
            shake(line, cool(0.0));
        }
        let mut own = stream(seed, &[1]);
        let mut states: Vec<M::State> = swarm
            .iter()
            .map(|line| self.model.init(&all_from_line(self.parameters, line), &mut own))
            .collect();
        let mut total = 0.0;
        for (time, row) in self.observed.iter().enumerate() {
            let mut logs = Vec::with_capacity(states.len());
            for (line, state) in swarm.iter_mut().zip(&mut states) {
                shake(line, cool(time as f64));
                let values = all_from_line(self.parameters, line);
                self.model.step(&values, state, time, &mut own);
                let means = self.model.observe(&values, state, time);
                let density = self.measurement.ln_density(&values, time, &means, row);
                if density.is_nan() {
                    return Err(InferenceError::NotFinite {
                        what: "the log density of the figures",
                        value: density,
                        at: format!("time {time}, {}", say(self.parameters, &values)),
                    });
                }
                logs.push(density);
            }
            let sum = log_sum_exp(&logs);
            total += sum - (logs.len() as f64).ln();
            if !sum.is_finite() {
                // Nothing to choose by: all go on.
                continue;
            }
            for log in &mut logs {
                *log -= sum;
            }
            let chosen = systematic(&logs, &mut own);
            *swarm = chosen.iter().map(|i| swarm[*i].clone()).collect();
            states = chosen.iter().map(|i| states[*i].clone()).collect();
        }
        Ok(total)
    }
}

fn centre(swarm: &[Vec<f64>]) -> Vec<f64> {
    let width = swarm.first().map_or(0, Vec::len);
    (0..width)
        .map(|j| swarm.iter().filter_map(|l| l.get(j)).sum::<f64>() / swarm.len() as f64)
        .collect()
}

impl Climbs {
    /// Every climb, the greatest likelihood first.
    pub fn all(&self) -> &[Climb] {
        &self.by_likelihood
    }

    /// The maximum, or why there is none: too few starts agree, the best was still climbing, its filter lost the data,
    /// or its likelihood is too noisy to tell.
    pub fn converged(self) -> Result<Maximum, InferenceError> {
        let mut reasons = Vec::new();
        let Some(best) = self.by_likelihood.first() else {
            return Err(InferenceError::NotConverged {
                reasons: vec!["there is no start".to_owned()],
            });
        };
        if !best.likelihood.value.is_finite() {
            reasons.push("no start reached parameters that can have given the data".to_owned());
        }
        if best.likelihood.standard_error > 1.0 {
            reasons.push(format!(
                "the log-likelihood at the best has a Monte-Carlo error of {:.2}: use more particles",
                best.likelihood.standard_error
            ));
        }
        if best.likelihood.least_effective < 2.0 {
            reasons.push("the filter at the best lost the data at some time: use more particles".to_owned());
        }
        let agreeing: Vec<Vec<f64>> = self
            .by_likelihood
            .iter()
            .filter(|c| {
                let chance = 2.0 * c.likelihood.standard_error.hypot(best.likelihood.standard_error);
                best.likelihood.value - c.likelihood.value <= self.within + chance
            })
            .map(|c| c.parameters.clone())
            .collect();
        if agreeing.len() < self.agree {
            reasons.push(format!(
                "{} of {} starts came within {} of the best log-likelihood and {} must: iterate longer, walk wider or \
                 start nearer",
                agreeing.len(),
                self.by_likelihood.len(),
                self.within,
                self.agree
            ));
        }
        let quarter = best.trace.len() / 4;
        let (late, last) = (
            &best.trace[best.trace.len() - 2 * quarter..best.trace.len() - quarter],
            &best.trace[best.trace.len() - quarter..],
        );
        let gained = moments::mean(last) - moments::mean(late);
        let noise = ((moments::variance(late) + moments::variance(last)) / quarter.max(1) as f64).sqrt();
        if gained > self.within + 2.0 * noise {
            reasons.push(format!(
                "the best was still climbing, by {gained:.1} over the last quarter: iterate longer"
            ));
        }
        if reasons.is_empty() {
            Ok(Maximum {
                names: self.names,
                parameters: best.parameters.clone(),
                likelihood: best.likelihood.clone(),
                agreeing,
            })
        } else {
            Err(InferenceError::NotConverged { reasons })
        }
    }
}
