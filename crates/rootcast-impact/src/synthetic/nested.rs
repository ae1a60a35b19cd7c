//! Synthetic control with predictors and their importance (Abadie, Diamond and Hainmueller 2010).
//!
//! ```text
//! V̂ = argmin_V  ‖z₁ − Z₀ W(V)‖² / T     W(V) = argmin_w Σ_k v_k (x₁ₖ − Σⱼ xⱼₖ wⱼ)²  over the simplex
//! ```
//!
//! `Z` are outcomes before treatment, `X` predictors, each as a part of its standard deviation over units. The outer
//! problem is not convex, and programs in use stop anywhere in it. Two things are known of its end (Malo, Eskelinen, Zhou
//! and Kuosmanen 2024; Becker and Klößner 2018): the loss cannot fall below that of a fit of outcomes alone, which is
//! computed as [`Nested::bound`]; and where `V` leaves the weights open, as all weight on one predictor does, those that
//! fit the outcome best are in the optimum. Those corners are all tried, then a simplex search goes on from the best.

mod search;

use std::ops::Range;

use super::{Level, Synthetic, setting::Setting};
use crate::{
    error::{ImpactError, Result},
    panel::{Design, Panel},
    simplex::{Goal, Points, Solver},
};

/// A predictor: one figure for every unit of the panel.
#[derive(Clone, Debug, PartialEq)]
pub struct Predictor {
    name: String,
    values: Vec<f64>,
}

impl Predictor {
    /// A predictor from figures in the order of the panel's units.
    pub fn new(name: impl Into<String>, values: Vec<f64>) -> Self {
        Self {
            name: name.into(),
            values,
        }
    }

    /// The mean of a covariate over some steps; cells without a figure are passed over.
    ///
    /// # Errors
    /// [`ImpactError::Panel`] where a unit has no figure there.
    pub fn mean(name: impl Into<String>, covariate: &Panel, steps: Range<usize>) -> Result<Self> {
        let name = name.into();
        let values = (0..covariate.units().len())
            .map(|u| {
                let known: Vec<f64> = covariate
                    .unit(u)
                    .get(steps.clone())
                    .unwrap_or(&[])
                    .iter()
                    .copied()
                    .filter(|v| !v.is_nan())
                    .collect();
                if known.is_empty() {
                    return Err(ImpactError::Panel(format!(
                        "{} has no figure of predictor {name} in its steps: widen them or leave the predictor out",
                        covariate.units()[u]
                    )));
                }
                Ok(known.iter().sum::<f64>() / known.len() as f64)
            })
            .collect::<Result<_>>()?;
        Ok(Self { name, values })
    }

    /// The same of some units, for panels of these.
    #[must_use]
    pub fn among(&self, units: &[usize]) -> Self {
        Self {
            name: self.name.clone(),
            values: units
                .iter()
                .map(|u| self.values.get(*u).copied().unwrap_or(f64::NAN))
                .collect(),
        }
    }

    /// The figures, in the order of the panel's units.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// How much each predictor counts.
#[derive(Clone, Debug, PartialEq)]
pub enum Importance {
    /// As given, nought or more each.
    Given(Vec<f64>),
    /// Searched for.
    Searched,
}

/// A fit with predictors.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Nested {
    /// The fit. Its proof is of the weights given the importance: the gap is in squared standard deviations of
    /// predictors.
    pub fit: Synthetic,
    /// The importance `V` of each predictor; sums to one.
    pub importance: Vec<f64>,
    /// Mean squared gap over the fitted steps.
    pub loss: f64,
    /// The loss no importance can go below: that of outcomes alone.
    pub bound: f64,
    /// Each predictor: its name, the treated's figure, the synthetic control's, the donors' mean.
    pub balance: Vec<(String, f64, f64, f64)>,
    /// Importances tried.
    pub tried: usize,
}

/// Fits with predictors; `over` are the steps before treatment whose outcomes are to be met.
///
/// # Errors
/// As [`Synthetic::fit`]; [`ImpactError::NotDefined`] where there is no predictor, one is the same for all units, the
/// importances do not fit, or `over` is empty or reaches into treatment.
pub fn nested(
    panel: &Panel,
    design: &Design,
    predictors: &[Predictor],
    over: Range<usize>,
    importance: &Importance,
) -> Result<Nested> {
    let setting = Setting::new(panel, design, Level::Met)?;
    if over.is_empty() || over.end > setting.start() {
        return Err(not_defined(
            "the steps whose outcomes are to be met have to lie before treatment".to_owned(),
        ));
    }
    let problem = Problem::new(&setting, design, predictors, over)?;
    let mut solver = Solver::default();
    let (v, tried) = match importance {
        Importance::Given(v) => {
            let sum: f64 = v.iter().sum();
            if v.len() != predictors.len() || v.iter().any(|x| !(*x >= 0.0 && x.is_finite())) || sum <= 0.0 {
                return Err(not_defined(format!(
                    "it needs {} importances of nought or more, not all nought",
                    predictors.len()
                )));
            }
            (v.iter().map(|x| x / sum).collect(), 1)
        }
        Importance::Searched => search::best(&problem, &mut solver)?,
    };
    let weights = problem.weights(&v, &mut solver)?;
    let (points, target) = problem.stack(&v, 0.0);
    let proof = solver.judge(&points, &Goal::plain(&target), &weights, 0)?;
    let bound = problem.bound(&mut solver)?;
    Ok(Nested {
        loss: problem.loss(&weights),
        balance: problem.balance(predictors, &weights),
        fit: setting.told(setting.treated(), &weights, proof),
        importance: v,
        bound,
        tried,
    })
}

/// Predictors and outcomes as the two levels see them: rows over donors, and the treated's.
struct Problem {
    /// Donors × predictors, in standard deviations; the treated last.
    predictors: Vec<Vec<f64>>,
    /// Donors × fitted steps; the treated last.
    outcomes: Vec<Vec<f64>>,
    /// What the predictors were divided by.
    spreads: Vec<f64>,
    /// Standard deviation of the outcomes, for ties.
    size: f64,
}

/// Part of the outcome's loss in the inner objective, which settles ties alone.
const TIE: f64 = 1e-8;

impl Problem {
    fn new(setting: &Setting, design: &Design, predictors: &[Predictor], over: Range<usize>) -> Result<Self> {
        if predictors.is_empty() {
            return Err(not_defined("it needs a predictor at least".to_owned()));
        }
        let treated = design.treated();
        let mut rows = vec![Vec::with_capacity(predictors.len()); setting.donors().len() + 1];
        let mut spreads = Vec::with_capacity(predictors.len());
        for p in predictors {
            if p.values.len() != design.starts().len() {
                return Err(not_defined(format!(
                    "predictor {} has {} figures for {} units",
                    p.name,
                    p.values.len(),
                    design.starts().len()
                )));
            }
            let mut column: Vec<f64> = setting.donors().iter().map(|u| p.values[*u]).collect();
            column.push(treated.iter().map(|u| p.values[*u]).sum::<f64>() / treated.len() as f64);
            let spread = deviation(&column);
            if !(spread > 0.0 && spread.is_finite()) {
                return Err(not_defined(format!(
                    "predictor {} is the same for all units or has a gap: leave it out",
                    p.name
                )));
            }
            spreads.push(spread);
            for (row, v) in rows.iter_mut().zip(column) {
                row.push(v / spread);
            }
        }
        let outcomes: Vec<Vec<f64>> = (0..=setting.treated())
            .map(|u| setting.path(u)[over.clone()].to_vec())
            .collect();
        let size = deviation(&outcomes.concat());
        Ok(Self {
            predictors: rows,
            spreads,
            outcomes,
            size: if size > 0.0 { size } else { 1.0 },
        })
    }

    fn donors(&self) -> usize {
        self.predictors.len() - 1
    }

    /// The inner problem: predictors by the roots of their importance, and outcomes by the root of `tie`.
    fn stack(&self, v: &[f64], tie: f64) -> (Points, Vec<f64>) {
        let steps = self.outcomes[0].len();
        let part = (tie / steps as f64).sqrt() / self.size;
        let column = |u: usize| {
            let predictors = self.predictors[u].iter().zip(v).map(|(x, v)| x * v.sqrt());
            let outcomes = self.outcomes[u].iter().map(|z| z * part);
            predictors.chain(outcomes).collect::<Vec<f64>>()
        };
        let paths: Vec<f64> = (0..self.donors()).flat_map(column).collect();
        let points = Points::new(&paths, v.len() + steps, false);
        let target = points.aim(&column(self.donors()));
        (points, target)
    }

    fn weights(&self, v: &[f64], solver: &mut Solver) -> Result<Vec<f64>> {
        let (points, target) = self.stack(v, TIE);
        solver.fit(&points, &Goal::plain(&target))?;
        Ok(solver.weights().to_vec())
    }

    /// Mean squared gap over the fitted steps.
    fn loss(&self, weights: &[f64]) -> f64 {
        let steps = self.outcomes[0].len();
        let square: f64 = (0..steps)
            .map(|t| {
                let mixed: f64 = weights.iter().zip(&self.outcomes).map(|(w, z)| w * z[t]).sum();
                (self.outcomes[self.donors()][t] - mixed).powi(2)
            })
            .sum();
        square / steps as f64
    }

    fn bound(&self, solver: &mut Solver) -> Result<f64> {
        let steps = self.outcomes[0].len();
        let points = Points::new(&self.outcomes[..self.donors()].concat(), steps, false);
        let target = points.aim(&self.outcomes[self.donors()]);
        solver.fit(&points, &Goal::plain(&target))?;
        Ok(self.loss(solver.weights()))
    }

    fn balance(&self, predictors: &[Predictor], weights: &[f64]) -> Vec<(String, f64, f64, f64)> {
        let count = self.donors();
        predictors
            .iter()
            .enumerate()
            .map(|(k, p)| {
                let at = |x: f64| x * self.spreads[k];
                let mixed: f64 = weights.iter().zip(&self.predictors).map(|(w, x)| w * x[k]).sum();
                let mean = self.predictors[..count].iter().map(|x| x[k]).sum::<f64>() / count as f64;
                (p.name.clone(), at(self.predictors[count][k]), at(mixed), at(mean))
            })
            .collect()
    }
}

fn deviation(values: &[f64]) -> f64 {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (count - 1.0)).sqrt()
}

fn not_defined(why: String) -> ImpactError {
    ImpactError::NotDefined {
        estimator: "synthetic control with predictors",
        why,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
