//! Effects by group and step (Callaway and Sant'Anna 2021).
//!
//! A group is the units first treated at one step. Its effect at a step, `ATT(g, t)`, compares the change of its outcome
//! since a step before treatment with that of units not treated, so that no unit already treated is ever a comparison.
//! The change is compared as it is, or after covariates are balanced by regression, by weighting, or by both ("doubly
//! robust", right when either is; Sant'Anna and Zhao 2020). Errors come from the influence of each unit; averages over
//! groups and steps carry the influence of their estimated weights too.

mod aggregate;
mod bootstrap;
mod cell;
mod logit;

pub use aggregate::{Aggregate, Aggregation};
pub use bootstrap::Band;
pub use cell::Method;

use nalgebra::{DMatrix, DVector};
use rayon::prelude::*;
use statrs::distribution::{ChiSquared, ContinuousCDF};

use crate::{
    error::{ImpactError, Result},
    panel::{Design, Panel},
};

/// The comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum Comparison {
    /// Units never treated.
    NeverTreated,
    /// Units not treated by the later of the two steps compared.
    NotYetTreated,
}

/// The step that steps before treatment are compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum Base {
    /// The step before each: a break shows where it happens.
    Varying,
    /// The last step before treatment, for all.
    Universal,
}

/// What is estimated.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct GroupOptions {
    /// How covariates are balanced.
    pub method: Method,
    /// The comparison.
    pub comparison: Comparison,
    /// The step of reference.
    pub base: Base,
    /// Steps before treatment at which units may already respond.
    pub anticipation: usize,
    /// Covariates: a figure for each unit, of before treatment.
    pub covariates: Vec<Vec<f64>>,
}

impl Default for GroupOptions {
    /// Doubly robust, against the never treated, each step against the one before, without covariates.
    fn default() -> Self {
        Self {
            method: Method::DoublyRobust,
            comparison: Comparison::NeverTreated,
            base: Base::Varying,
            anticipation: 0,
            covariates: Vec::new(),
        }
    }
}

/// The effect on a group at a step.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct GroupEffect {
    /// First step of treatment of the group, as its place among the steps of the panel.
    pub group: usize,
    /// The step.
    pub step: usize,
    /// The step it is compared with.
    pub base: usize,
    /// The effect.
    pub effect: f64,
    /// Its standard error; `None` at the base itself, where the effect is zero.
    pub error: Option<f64>,
    /// Units of the group.
    pub treated: usize,
    /// Units compared.
    pub compared: usize,
}

/// A group and step without an estimate, and why.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Lost {
    /// First step of treatment.
    pub group: usize,
    /// The step.
    pub step: usize,
    /// Why.
    pub why: String,
}

/// A test that effects before treatment are zero.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Pretest {
    /// Wald's statistic.
    pub statistic: f64,
    /// Effects tested.
    pub degrees: usize,
    /// Probability of a statistic this large where all are zero.
    pub p: f64,
}

/// Effects by group and step.
#[derive(Clone, Debug)]
pub struct GroupEffects {
    effects: Vec<GroupEffect>,
    lost: Vec<Lost>,
    /// Influence of each unit on each effect.
    influence: Vec<Vec<f64>>,
    starts: Vec<Option<usize>>,
}

impl GroupEffects {
    /// Effects by group and step.
    ///
    /// # Errors
    /// [`ImpactError::Panel`] where a figure is missing, [`ImpactError::Design`] where there is no comparison,
    /// [`ImpactError::Data`] where a covariate has not a figure for each unit, and [`ImpactError::NotDefined`] where no
    /// effect at all can be estimated. Single effects that cannot be are in [`GroupEffects::lost`].
    pub fn new(panel: &Panel, design: &Design, options: &GroupOptions) -> Result<Self> {
        check(panel, design, options)?;
        let mut groups: Vec<usize> = design.starts().iter().flatten().copied().collect();
        groups.sort_unstable();
        groups.dedup();
        let jobs: Vec<(usize, usize)> = groups
            .iter()
            .flat_map(|g| (0..panel.steps().len()).map(|t| (*g, t)))
            .collect();
        let cells: Vec<cell::Outcome> = jobs
            .par_iter()
            .map(|(g, t)| cell::estimate(panel, design, options, *g, *t))
            .collect();
        let mut all = Self {
            effects: Vec::new(),
            lost: Vec::new(),
            influence: Vec::new(),
            starts: design.starts().to_vec(),
        };
        for c in cells {
            match c {
                cell::Outcome::Effect(effect, influence) => {
                    all.effects.push(effect);
                    all.influence.push(influence);
                }
                cell::Outcome::Lost(lost) => all.lost.push(lost),
                cell::Outcome::None => {}
            }
        }
        if all.effects.is_empty() {
            let why = all
                .lost
                .first()
                .map_or_else(|| "no step has a base".to_owned(), |l| l.why.clone());
            return Err(ImpactError::NotDefined {
                estimator: "effects by group and step",
                why,
            });
        }
        Ok(all)
    }

    /// The effects, by group, then step.
    pub fn effects(&self) -> &[GroupEffect] {
        &self.effects
    }

    /// Groups and steps without an estimate.
    pub fn lost(&self) -> &[Lost] {
        &self.lost
    }

    /// Covariance of the effects.
    pub fn covariance(&self) -> DMatrix<f64> {
        let k = self.effects.len();
        let n = self.starts.len() as f64;
        DMatrix::from_fn(k, k, |i, j| {
            crate::absorb::dot(&self.influence[i], &self.influence[j]) / (n * n)
        })
    }

    /// Wald's test that all effects before treatment are zero. `None` where there is none, or where they cannot be told
    /// apart.
    pub fn pretest(&self) -> Option<Pretest> {
        let before: Vec<usize> = (0..self.effects.len())
            .filter(|i| self.effects[*i].step < self.effects[*i].group && self.effects[*i].error.is_some())
            .collect();
        if before.is_empty() {
            return None;
        }
        let all = self.covariance();
        let k = before.len();
        let covariance = DMatrix::from_fn(k, k, |i, j| all[(before[i], before[j])]);
        let effects = DVector::from_fn(k, |i, _| self.effects[before[i]].effect);
        let statistic = effects.dot(&covariance.cholesky()?.solve(&effects));
        let p = ChiSquared::new(k as f64).map_or(f64::NAN, |c| c.sf(statistic));
        Some(Pretest {
            statistic,
            degrees: k,
            p,
        })
    }
}

/// Standard error of an estimate with this influence of each unit.
pub(crate) fn error_of(influence: &[f64]) -> f64 {
    crate::absorb::dot(influence, influence).sqrt() / influence.len() as f64
}

fn check(panel: &Panel, design: &Design, options: &GroupOptions) -> Result<()> {
    if let Some((unit, step)) = panel.gap() {
        return Err(ImpactError::Panel(format!(
            "{} has no figure at {}: effects by group need each unit at each step; leave the unit or the step out, or use the cohort regression",
            panel.units()[unit],
            panel.steps()[step]
        )));
    }
    if design.starts().len() != panel.units().len() {
        return Err(ImpactError::Design("it was made for another panel".to_owned()));
    }
    if options.comparison == Comparison::NeverTreated && design.donors().is_empty() {
        return Err(ImpactError::Design(
            "every unit is treated at some step: compare with units not yet treated".to_owned(),
        ));
    }
    for (at, c) in options.covariates.iter().enumerate() {
        if c.len() != panel.units().len() || c.iter().any(|v| !v.is_finite()) {
            return Err(ImpactError::Data(format!(
                "covariate {at} needs a figure for each of the {} units",
                panel.units().len()
            )));
        }
    }
    Ok(())
}
