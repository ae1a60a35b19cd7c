//! Choosing among policies where the evidence conflicts.
//!
//! Studies of a lever can disagree tenfold. A mean over them describes no study, so none is taken here: outcomes are
//! kept apart by *component* (one reading of the evidence, with draws of its own), every criterion says which component
//! drives it, and where components disagree about the best policy that is part of the answer. Criteria without
//! probabilities of components: the worst component (A. Wald, 1950), the greatest regret (L. J. Savage, J. Am. Stat.
//! Assoc. 46, 1951), between worst and best (L. Hurwicz, 1951), the domain of weights over which a policy is best
//! (M. K. Starr, 1962), and the share of draws that reach a threshold (satisficing; H. A. Simon, Q. J. Econ. 69, 1955;
//! R. J. Lempert and M. T. Collins, Risk Anal. 27, 2007).

use rand_distr::{Distribution, Exp1};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{moments, stream::stream};

mod criteria;
pub use criteria::{Choice, Regrets, appraise};

/// Why policies cannot be compared.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RegretError {
    /// The table of outcomes has holes, or nothing to choose from.
    #[error("the outcomes cannot be compared: {0}")]
    Outcomes(String),
    /// An outcome is not a finite number.
    #[error("policy `{policy}` has {value} in draw {draw} of component `{component}`: mend the model there")]
    NotFinite {
        /// The policy.
        policy: String,
        /// The component.
        component: String,
        /// The draw, from 0.
        draw: usize,
        /// The outcome.
        value: f64,
    },
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
}

/// Whether more of an outcome is better. It is the analyst's to say; nothing here prefers either.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
}

impl Better {
    /// An outcome as a gain: more is better.
    pub(crate) fn gain(self, value: f64) -> f64 {
        match self {
            Self::Higher => value,
            Self::Lower => -value,
        }
    }
}

/// Outcomes of policies under each component of the evidence, on common random numbers: draw d of a component has the
/// same parameters and the same chance for every policy.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outcomes {
    policies: Vec<String>,
    components: Vec<String>,
    /// By policy, component, draw.
    values: Vec<Vec<Vec<f64>>>,
    better: Better,
}

impl Outcomes {
    /// Outcomes by policy, component and draw. At least two policies and one component, in each component as many draws
    /// for all policies and at least two, no name twice, all numbers finite.
    pub fn new(
        policies: Vec<String>,
        components: Vec<String>,
        values: Vec<Vec<Vec<f64>>>,
        better: Better,
    ) -> Result<Self, RegretError> {
        let wrong = |why: &str| Err(RegretError::Outcomes(why.to_owned()));
        let twice = |names: &[String]| names.iter().enumerate().any(|(i, n)| names[..i].contains(n));
        if policies.len() < 2 || components.is_empty() {
            return wrong("give at least two policies and one component of the evidence");
        }
        if twice(&policies) || twice(&components) {
            return wrong("a policy or a component is named twice");
        }
        if values.len() != policies.len() || values.iter().any(|v| v.len() != components.len()) {
            return wrong("give outcomes of every policy under every component");
        }
        for (policy, rows) in policies.iter().zip(&values) {
            for (c, (component, draws)) in components.iter().zip(rows).enumerate() {
                if draws.len() < 2 || values.first().is_some_and(|v| v[c].len() != draws.len()) {
                    return wrong(&format!(
                        "policy `{policy}` has {} draws under `{component}`: give at least two, as many for every \
                         policy, run on the same seeds",
                        draws.len()
                    ));
                }
                if let Some((draw, value)) = draws.iter().enumerate().find(|(_, v)| !v.is_finite()) {
                    return Err(RegretError::NotFinite {
                        policy: policy.clone(),
                        component: component.clone(),
                        draw,
                        value: *value,
                    });
                }
            }
        }
        Ok(Self {
            policies,
            components,
            values,
            better,
        })
    }

    /// Gains of a policy under a component, one a draw.
    fn gains(&self, policy: usize, component: usize) -> Vec<f64> {
        self.values[policy][component]
            .iter()
            .map(|v| self.better.gain(*v))
            .collect()
    }

    /// Mean gains, by policy and component.
    fn mean_gains(&self) -> Vec<Vec<f64>> {
        (0..self.policies.len())
            .map(|p| {
                (0..self.components.len())
                    .map(|c| moments::mean(&self.gains(p, c)))
                    .collect()
            })
            .collect()
    }
}

/// The share of all weightings of the components under which each policy has the greatest weighted mean: weightings
/// drawn evenly from the simplex, ties shared.
fn domain(means: &[Vec<f64>], draws: usize, seed: u64) -> Vec<f64> {
    let components = means.first().map_or(0, Vec::len);
    let best: Vec<Vec<usize>> = (0..draws)
        .into_par_iter()
        .map(|d| {
            let mut random = stream(seed, &[d as u64]);
            // Exponentials over their sum lie evenly on the simplex; the sum does not change which is greatest.
            let weights: Vec<f64> = (0..components).map(|_| Exp1.sample(&mut random)).collect();
            let scores: Vec<f64> = means
                .iter()
                .map(|m| m.iter().zip(&weights).map(|(m, w)| m * w).sum())
                .collect();
            let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            (0..scores.len()).filter(|p| scores[*p] >= top).collect()
        })
        .collect();
    let mut shares = vec![0.0; means.len()];
    for tied in &best {
        for p in tied {
            shares[*p] += 1.0 / (tied.len() * draws) as f64;
        }
    }
    shares
}

#[cfg(test)]
mod tests;
