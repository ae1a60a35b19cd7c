//! Synthetic difference-in-differences (Arkhangelsky, Athey, Hirshberg, Imbens and Wager 2021), and its relatives.
//!
//! Weights `ω` of donors and `λ` of steps before treatment make a local comparison:
//!
//! ```text
//! τ̂ = (ȳ₁,after − Σ λₜ ȳ₁ₜ) − Σ ωⱼ (ȳⱼ,after − Σ λₜ yⱼₜ)
//!
//! ω: ‖ω₀ + Y₀ω − ȳ₁‖² + ζ² T₀ ‖ω‖²  least over ω₀ and the simplex,  ζ = (N₁ T₁)^¼ σ̂
//! λ: ‖λ₀ + λY₀ − ȳ₀,after‖² + (10⁻⁶ σ̂)² N₀ ‖λ‖²  least over λ₀ and the simplex
//! ```
//!
//! `σ̂` is the standard deviation of the donors' first differences before treatment. With the ridges held, shifts of
//! whole units and of whole steps change nothing; `σ̂` itself, as the paper defines it, moves with shifts of steps. Both problems are solved to their
//! optimum and carry a proof. Uniform `ω` and `λ` give difference-in-differences; `λ = 0` without `ω₀` the synthetic
//! control; uniform `λ` with hardly a ridge the demeaned synthetic control. Treatment from different steps on is in
//! [`staggered`], inference in [`spread`].

mod published;
pub mod spread;
pub mod staggered;
mod weights;

use crate::{
    error::{ImpactError, Result},
    panel::{Design, Panel},
    simplex::{Certificate, Solver},
};
pub(crate) use weights::{Block, How};

/// Which relative of the family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Synthetic difference-in-differences.
    SyntheticDifference,
    /// Synthetic control with hardly a ridge: donors' weights alone, the level met.
    SyntheticControl,
    /// Synthetic control with the ridge of synthetic difference-in-differences.
    RidgeControl,
    /// Demeaned synthetic control with hardly a ridge (Ferman and Pinto 2021; Doudchenko and Imbens 2016).
    DemeanedControl,
    /// Difference-in-differences: all weights alike.
    Difference,
}

impl Kind {
    /// Every relative.
    pub const ALL: [Self; 5] = [
        Self::SyntheticDifference,
        Self::SyntheticControl,
        Self::RidgeControl,
        Self::DemeanedControl,
        Self::Difference,
    ];

    fn fits_units(self) -> bool {
        self != Self::Difference
    }

    fn meets_level(self) -> bool {
        matches!(self, Self::SyntheticControl | Self::RidgeControl)
    }

    fn full_ridge(self) -> bool {
        matches!(self, Self::SyntheticDifference | Self::RidgeControl)
    }
}

/// How the weights are searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Search {
    /// To the optimum.
    Exact,
    /// As the authors' program does, which stops short of it: for reproducing published figures.
    Published,
}

/// An estimate of the family.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct SynthDid {
    /// Which relative.
    pub kind: Kind,
    /// The effect: mean over treated units and steps, in units of the outcome.
    pub effect: f64,
    /// The effect at each step under treatment; their mean is the effect.
    pub curve: Vec<f64>,
    /// The donors, as positions in the panel.
    pub donors: Vec<usize>,
    /// The weight `ω` of each donor.
    pub units: Vec<f64>,
    /// The weight `λ` of each step before treatment; nought throughout for synthetic controls.
    pub steps: Vec<f64>,
    /// The ridges `ζ` on units and steps, and the noise `σ̂` they come from.
    pub ridges: Ridges,
    /// What proves the donors' weights, where they are fitted.
    pub unit_proof: Option<Certificate>,
    /// What proves the steps' weights, where they are fitted.
    pub step_proof: Option<Certificate>,
}

/// The ridges of an estimate.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Ridges {
    /// `ζ` on the donors' weights.
    pub units: f64,
    /// `ζ` on the steps' weights.
    pub steps: f64,
    /// `σ̂`, the standard deviation of the donors' first differences before treatment.
    pub noise: f64,
}

impl SynthDid {
    /// Estimates.
    ///
    /// # Errors
    /// [`ImpactError::Design`] where treatment begins at several steps (see [`staggered`]), fewer than two donors are
    /// left, or a figure is missing.
    ///
    /// ```
    /// use rootcast_impact::{panel::{Design, Panel}, synthdid::{Kind, Search, SynthDid}};
    /// let names = |s: &str| s.split(' ').map(str::to_owned).collect::<Vec<_>>();
    /// let figures = vec![5.0, 6.0, 7.0, 11.0,   0.0, 1.0, 2.0, 3.0,   2.0, 3.0, 4.0, 5.0];
    /// let panel = Panel::new(names("treated low high"), names("1 2 3 4"), figures)?;
    /// let design = Design::block(&panel, &[0], 3)?;
    /// let fit = SynthDid::fit(&panel, &design, Kind::SyntheticDifference, Search::Exact)?;
    /// assert!((fit.effect - 3.0).abs() < 1e-9);
    /// # Ok::<(), rootcast_impact::error::ImpactError>(())
    /// ```
    pub fn fit(panel: &Panel, design: &Design, kind: Kind, search: Search) -> Result<Self> {
        let start = design.start().ok_or_else(|| {
            ImpactError::Design(
                "its units are treated from different steps on: use the staggered estimator".to_owned(),
            )
        })?;
        let block = Block::new(
            panel,
            &design.treated(),
            &design.donors(),
            start,
            panel.steps().len(),
        )?;
        block.estimate(kind, search, &mut Solver::default())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::float_cmp, clippy::needless_range_loop)]
mod tests;
