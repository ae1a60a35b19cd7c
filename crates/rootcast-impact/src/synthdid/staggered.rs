//! Treatment from different steps on: each cohort against those never treated, then their mean.
//!
//! ```text
//! τ̂ = Σ_g τ̂_g N_g T_g / Σ_g N_g T_g
//! ```
//!
//! `N_g` units are treated from step `g` on, for `T_g` steps (Arkhangelsky et al. 2021, appendix A; Clarke, Pailañir, Athey
//! and Imbens 2023). No treated unit ever serves as donor.

use super::{Block, Kind, Search, SynthDid};
use crate::{
    error::Result,
    panel::{Design, Panel},
    simplex::Solver,
};

/// The units treated from one step on.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Cohort {
    /// The first step under treatment.
    pub start: usize,
    /// The units, as positions in the panel.
    pub units: Vec<usize>,
    /// Its part in the whole.
    pub share: f64,
    /// Its estimate.
    pub estimate: SynthDid,
}

/// Cohorts and their mean.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Staggered {
    /// Mean effect over treated cells.
    pub effect: f64,
    /// Each cohort, the earliest first.
    pub cohorts: Vec<Cohort>,
}

impl Staggered {
    /// Estimates. With one cohort it is [`SynthDid::fit`].
    ///
    /// # Errors
    /// [`crate::error::ImpactError::Design`] where fewer than two units were never treated, or a figure is missing.
    pub fn fit(panel: &Panel, design: &Design, kind: Kind, search: Search) -> Result<Self> {
        let donors = design.donors();
        let end = panel.steps().len();
        let mut starts: Vec<usize> = design.starts().iter().flatten().copied().collect();
        starts.sort_unstable();
        starts.dedup();
        let mut solver = Solver::default();
        let mut cohorts = Vec::with_capacity(starts.len());
        let mut cells = 0;
        for start in starts {
            let units: Vec<usize> = design
                .treated()
                .into_iter()
                .filter(|u| design.starts()[*u] == Some(start))
                .collect();
            let block = Block::new(panel, &units, &donors, start, end)?;
            let own = units.len() * (end - start);
            cells += own;
            cohorts.push(Cohort {
                start,
                share: own as f64,
                estimate: block.estimate(kind, search, &mut solver)?,
                units,
            });
        }
        for cohort in &mut cohorts {
            cohort.share /= cells as f64;
        }
        Ok(Self {
            effect: cohorts.iter().map(|c| c.share * c.estimate.effect).sum(),
            cohorts,
        })
    }
}
