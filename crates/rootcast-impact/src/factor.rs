//! Interactive fixed effects and matrix completion: unseen factors that move units by different amounts.
//!
//! [`Interactive`] is the generalised synthetic control (Xu 2017, after Bai 2009): factors are taken from the units
//! never treated, loadings of a treated unit from its steps before treatment.
//!
//! ```text
//! yᵢₜ = xᵢₜ′β + αᵢ + ξₜ + λᵢ′fₜ + εᵢₜ
//! ```
//!
//! [`completion`] fills the treated cells by a matrix of low nuclear norm (Athey, Bayati, Doudchenko, Imbens and
//! Khosravi 2021). Both take treatment from different steps on.

pub mod completion;
mod controls;
mod rank;

use nalgebra::DMatrix;

use crate::{
    error::{ImpactError, Result},
    panel::{Design, Panel},
};
use controls::Controls;
pub use rank::{Ranked, rank};

/// An estimate with interactive effects.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Interactive {
    /// Number of factors.
    pub rank: usize,
    /// Mean effect over treated cells.
    pub effect: f64,
    /// Coefficients of the covariates.
    pub coefficients: Vec<f64>,
    /// Each treated unit, as a position in the panel, with its outcome less what it would have been, at every step.
    pub gaps: Vec<(usize, Vec<f64>)>,
    /// Share of the controls' variance, beyond both effects and covariates, that the factors explain.
    pub explained: f64,
    /// Rounds until the coefficients stood still; nought without covariates, where the fit is exact.
    pub rounds: usize,
}

impl Interactive {
    /// Estimates with a given number of factors. Covariates are panels of the same units and steps.
    ///
    /// # Errors
    /// [`ImpactError::Design`] where a figure is missing, or a treated unit has too few steps before treatment for its
    /// loadings; [`ImpactError::NotDefined`] where there are fewer controls than factors, or covariates are collinear.
    pub fn fit(panel: &Panel, design: &Design, covariates: &[&Panel], rank: usize) -> Result<Self> {
        check(panel, design, covariates)?;
        let controls = Controls::fit(panel, design, covariates, rank)?;
        let mut gaps = Vec::new();
        let (mut sum, mut cells) = (0.0, 0);
        for unit in design.treated() {
            let start = design.starts()[unit].unwrap_or(0);
            let before: Vec<usize> = (0..start).collect();
            let gap = controls.gap(panel, covariates, unit, &before)?;
            sum += gap[start..].iter().sum::<f64>();
            cells += gap.len() - start;
            gaps.push((unit, gap));
        }
        Ok(Self {
            rank,
            effect: sum / cells as f64,
            coefficients: controls.coefficients.clone(),
            gaps,
            explained: controls.explained,
            rounds: controls.rounds,
        })
    }

    /// Mean effect by steps since treatment began, over the units that are seen so long: `(step, effect, units)`, from
    /// the earliest before to the last under treatment; 0 is the first step under treatment.
    pub fn path(&self, design: &Design) -> Vec<(i64, f64, usize)> {
        let mut sums = std::collections::BTreeMap::<i64, (f64, usize)>::new();
        for (unit, gap) in &self.gaps {
            let start = design.starts()[*unit].unwrap_or(0);
            for (t, g) in gap.iter().enumerate() {
                let at = i64::try_from(t).unwrap_or(i64::MAX) - i64::try_from(start).unwrap_or(0);
                let slot = sums.entry(at).or_default();
                slot.0 += g;
                slot.1 += 1;
            }
        }
        sums.into_iter()
            .map(|(t, (sum, n))| (t, sum / n as f64, n))
            .collect()
    }
}

fn check(panel: &Panel, design: &Design, covariates: &[&Panel]) -> Result<()> {
    if design.donors().len() < 2 {
        return Err(ImpactError::Design(
            "factors need two units at least that were never treated".to_owned(),
        ));
    }
    for table in std::iter::once(&panel).chain(covariates) {
        if table.units() != panel.units() || table.steps() != panel.steps() {
            return Err(ImpactError::Design(
                "a covariate has other units or steps than the outcome".to_owned(),
            ));
        }
        if let Some((u, t)) = table.gap() {
            return Err(ImpactError::Design(format!(
                "{} has no figure at {}: leave the unit out, shorten the window, or use matrix completion",
                panel.units()[u],
                panel.steps()[t]
            )));
        }
    }
    Ok(())
}

fn not_defined(why: String) -> ImpactError {
    ImpactError::NotDefined {
        estimator: "interactive fixed effects",
        why,
    }
}

/// Steps × units of some units of a panel.
fn block(panel: &Panel, units: &[usize]) -> DMatrix<f64> {
    DMatrix::from_fn(panel.steps().len(), units.len(), |t, u| panel.unit(units[u])[t])
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::float_cmp)]
mod tests;
