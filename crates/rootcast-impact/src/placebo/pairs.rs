//! The refined placebo test that leaves two out (Sudijono and Lei 2023).
//!
//! For every pair of donors the treated and the two are fitted on the rest. The treated loses a round where its ratio
//! is not above both others'; the p is the share of rounds lost. It has a grid of one in N(N−1)/2 where placebos in
//! space have one in N+1.

use rayon::prelude::*;

use crate::{
    error::{ImpactError, Result},
    panel::{Design, Panel},
    simplex::Solver,
    synthetic::{Level, setting::Setting},
};

/// More donors than these are not paired.
pub const MOST: usize = 1_000;

/// Rounds of the test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Pairs {
    /// Rounds the treated lost.
    pub lost: u64,
    /// All rounds: the pairs of donors.
    pub rounds: u64,
}

impl Pairs {
    /// The share of rounds lost.
    pub fn p(&self) -> f64 {
        self.lost as f64 / self.rounds as f64
    }

    /// The smallest p there could be but nought: a round.
    pub fn least_p(&self) -> f64 {
        1.0 / self.rounds as f64
    }
}

/// Plays all rounds, in parallel.
///
/// # Errors
/// As [`crate::synthetic::Synthetic::fit`]; [`ImpactError::NotDefined`] with fewer than three donors.
pub fn pairs(panel: &Panel, design: &Design, level: Level) -> Result<Pairs> {
    of(&Setting::new(panel, design, level)?)
}

/// The same on a setting at hand.
///
/// # Errors
/// As [`pairs`].
pub fn of(setting: &Setting) -> Result<Pairs> {
    let treated = setting.treated();
    if treated < 3 {
        return Err(ImpactError::NotDefined {
            estimator: "the placebo test that leaves two out",
            why: "it needs three donors at least: widen the pool of donors".to_owned(),
        });
    }
    if treated > MOST {
        return Err(ImpactError::NotDefined {
            estimator: "the placebo test that leaves two out",
            why: format!("pairs of {treated} donors are too many, the most is {MOST}: narrow the pool"),
        });
    }
    setting.points().share();
    let lost = (0..treated)
        .into_par_iter()
        .map_init(Solver::default, |solver, j| {
            let mut lost = 0;
            for k in j + 1..treated {
                let out = [j, k, treated];
                let own = setting.score(treated, &out, solver)?.ratio();
                let beaten = own > setting.score(j, &out, solver)?.ratio()
                    && own > setting.score(k, &out, solver)?.ratio();
                lost += u64::from(!beaten);
            }
            Ok(lost)
        })
        .collect::<Result<Vec<u64>>>()?;
    let count = treated as u64;
    Ok(Pairs {
        lost: lost.iter().sum(),
        rounds: count * (count - 1) / 2,
    })
}
