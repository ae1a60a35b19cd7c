//! Is a whole procedure of inference right? Simulation-based calibration.
//!
//! Parameters are drawn from the prior, data from the model, a posterior from the data. If every part is right, the
//! rank of the true parameter among the posterior's draws is uniform (S. Talts, M. Betancourt, D. Simpson, A. Vehtari
//! and A. Gelman, "Validating Bayesian inference algorithms with simulation-based calibration", arXiv:1804.06788,
//! 2018), and the posterior averaged over data is the prior. Replicates run on all threads.

use rand::RngExt;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use statrs::distribution::{ChiSquared, ContinuousCDF};

use super::InferenceError;
use crate::{
    moments,
    stream::{Stream, key, stream},
};

/// Options of the calibration.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// Replicates, at least 5 a bin.
    pub replicates: usize,
    /// Posterior draws a replicate is ranked among; with 1 added, a multiple of the bins.
    pub draws: usize,
    /// Bins of the histogram, at least 2.
    pub bins: usize,
    /// The greatest share of replicates that may fail, in [0, 1).
    pub failures: f64,
    /// The seed.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            replicates: 500,
            draws: 99,
            bins: 20,
            failures: 0.0,
            seed: 0,
        }
    }
}

/// The calibration of one parameter.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ranks {
    /// The parameter.
    pub parameter: String,
    /// Replicates a bin of ranks.
    pub histogram: Vec<usize>,
    /// χ² of the histogram against a flat one.
    pub chi_squared: f64,
    /// Its p-value.
    pub p: f64,
    /// The mean of posterior mean less true value, over its standard error: 0 but for chance where the data-averaged
    /// posterior has the prior's mean.
    pub bias: f64,
    /// Share of replicates whose central half of the posterior holds the true value.
    pub covered_by_half: f64,
    /// Share of replicates whose central 90 % hold it.
    pub covered_by_ninety: f64,
}

/// The calibration of a procedure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Calibration {
    /// Each parameter.
    pub parameters: Vec<Ranks>,
    /// Replicates that gave a posterior.
    pub replicates: usize,
    /// Replicates that did not, within what was allowed.
    pub failed: usize,
}

/// One replicate: rank, posterior mean less truth, inside the half, inside ninety; for each parameter.
type Replicate = Vec<(usize, f64, bool, bool)>;

/// Calibrates a procedure: `prior` draws parameters, `simulate` data from them, `posterior` draws from the data, at
/// least as many as `options.draws` (more are thinned evenly, so that autocorrelation hurts less).
pub fn calibrate<D, P, S, Q>(
    names: &[&str],
    options: &Options,
    prior: P,
    simulate: S,
    posterior: Q,
) -> Result<Calibration, InferenceError>
where
    P: Fn(&mut Stream) -> Vec<f64> + Sync,
    S: Fn(&[f64], &mut Stream) -> D + Sync,
    Q: Fn(&D, u64) -> Result<Vec<Vec<f64>>, InferenceError> + Sync,
{
    check(options)?;
    let results: Vec<Result<Replicate, InferenceError>> = (0..options.replicates)
        .into_par_iter()
        .map(|r| {
            let mut random = stream(options.seed, &[r as u64]);
            let truth = prior(&mut random);
            let data = simulate(&truth, &mut random);
            let draws = posterior(&data, key(options.seed, &[r as u64, 1]))?;
            replicate(names, options, &truth, &draws, &mut random)
        })
        .collect();
    let mut first = None;
    let mut kept = Vec::with_capacity(results.len());
    for result in results {
        match result {
            Ok(replicate) => kept.push(replicate),
            Err(why) => first = first.or(Some(why.to_string())),
        }
    }
    let failed = options.replicates - kept.len();
    if failed as f64 > options.failures * options.replicates as f64 {
        return Err(InferenceError::Replicates {
            failed,
            replicates: options.replicates,
            first: first.unwrap_or_default(),
        });
    }
    Ok(Calibration {
        parameters: names
            .iter()
            .enumerate()
            .map(|(j, name)| ranks(name, options, &kept, j))
            .collect(),
        replicates: kept.len(),
        failed,
    })
}

fn check(options: &Options) -> Result<(), InferenceError> {
    let wrong = |option, value: f64, wanted| {
        Err(InferenceError::Option {
            option,
            value,
            wanted,
        })
    };
    if options.bins < 2 {
        return wrong("bins", options.bins as f64, "give at least 2");
    }
    if options.draws == 0 || !(options.draws + 1).is_multiple_of(options.bins) {
        return wrong(
            "draws",
            options.draws as f64,
            "with 1 added it must be a multiple of the bins, so that each has as many ranks",
        );
    }
    if options.replicates < 5 * options.bins {
        return wrong("replicates", options.replicates as f64, "give at least 5 a bin");
    }
    if !(0.0..1.0).contains(&options.failures) {
        return wrong("failures", options.failures, "give a share from 0 to below 1");
    }
    Ok(())
}

fn replicate(
    names: &[&str],
    options: &Options,
    truth: &[f64],
    draws: &[Vec<f64>],
    random: &mut Stream,
) -> Result<Replicate, InferenceError> {
    if draws.len() < options.draws || truth.len() != names.len() {
        return Err(InferenceError::Data(format!(
            "a posterior of {} draws and a prior of {} parameters: give at least {} draws of {} parameters",
            draws.len(),
            truth.len(),
            options.draws,
            names.len()
        )));
    }
    let chosen: Vec<&Vec<f64>> = (0..options.draws)
        .filter_map(|i| draws.get(i * draws.len() / options.draws))
        .collect();
    truth
        .iter()
        .enumerate()
        .map(|(j, truth)| {
            let values: Vec<f64> = chosen.iter().filter_map(|d| d.get(j)).copied().collect();
            if values.len() < options.draws || values.iter().any(|v| !v.is_finite()) || !truth.is_finite() {
                return Err(InferenceError::Data(format!(
                    "the prior or the posterior of `{}` is missing or not finite",
                    names[j]
                )));
            }
            let below = values.iter().filter(|v| *v < truth).count();
            // Draws equal to the truth (a count, a choice) leave the rank open between them: chance settles it.
            let equal = values.iter().filter(|v| *v <= truth).count() - below;
            let rank = below + random.random_range(0..=equal);
            let share = rank as f64 / options.draws as f64;
            Ok((
                rank,
                moments::mean(&values) - truth,
                (0.25..=0.75).contains(&share),
                (0.05..=0.95).contains(&share),
            ))
        })
        .collect()
}

fn ranks(name: &str, options: &Options, kept: &[Replicate], j: usize) -> Ranks {
    let own: Vec<&(usize, f64, bool, bool)> = kept.iter().filter_map(|r| r.get(j)).collect();
    let mut histogram = vec![0_usize; options.bins];
    for (rank, ..) in &own {
        if let Some(bin) = histogram.get_mut(rank * options.bins / (options.draws + 1)) {
            *bin += 1;
        }
    }
    let expected = own.len() as f64 / options.bins as f64;
    let chi_squared: f64 = histogram
        .iter()
        .map(|n| (*n as f64 - expected).powi(2) / expected)
        .sum();
    let errors: Vec<f64> = own.iter().map(|(_, e, ..)| *e).collect();
    let share = |of: fn(&(usize, f64, bool, bool)) -> bool| {
        own.iter().filter(|r| of(r)).count() as f64 / own.len() as f64
    };
    Ranks {
        parameter: name.to_owned(),
        p: ChiSquared::new((options.bins - 1) as f64).map_or(f64::NAN, |d| d.sf(chi_squared)),
        chi_squared,
        histogram,
        bias: moments::mean(&errors) / (moments::variance(&errors) / errors.len() as f64).sqrt(),
        covered_by_half: share(|r| r.2),
        covered_by_ninety: share(|r| r.3),
    }
}

#[cfg(test)]
mod tests;
