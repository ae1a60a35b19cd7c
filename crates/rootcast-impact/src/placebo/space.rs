//! Placebo in space: every donor as if it had been treated (Abadie, Diamond and Hainmueller 2010).

use rayon::prelude::*;

use crate::{
    error::{ImpactError, Result},
    panel::{Design, Panel},
    simplex::Solver,
    synthetic::{
        Level, Synthetic,
        setting::{Score, Setting},
    },
};

/// More donors than these are not fitted on one another.
pub const MOST: usize = 5_000;

/// The treated among placebos.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Space {
    /// The treated.
    pub treated: Score,
    /// Each donor, as a position in the panel, on the other donors; the treated never serves as donor.
    pub placebos: Vec<(usize, Score)>,
    /// Rank of the treated by ratio of gaps after to before, the largest first.
    pub rank: usize,
    /// Share of all units, the treated among them, whose ratio is at least the treated's.
    pub p: f64,
    /// The same by the size of the effect, which trusts placebos that fit badly.
    pub p_of_effect: f64,
    /// The smallest p there could be: one over the number of units.
    pub least_p: f64,
}

impl Space {
    /// Root mean squared gap under treatment from which on the treated would have a p of `alpha` or less: what is
    /// smaller cannot be told from placebos. `None` where no gap could.
    pub fn detectable(&self, alpha: f64) -> Option<f64> {
        let all = self.placebos.len() as f64 + 1.0;
        let mut ratios: Vec<f64> = self.placebos.iter().map(|p| p.1.ratio()).collect();
        ratios.sort_by(|a, b| b.total_cmp(a));
        // With so many placebos at or above the treated, p is one more of them over all.
        let above = ratios
            .iter()
            .enumerate()
            .filter(|(k, _)| (*k as f64 + 1.0) / all <= alpha)
            .count();
        let bar = ratios.get(above.checked_sub(1)?)?;
        Some(self.treated.before * bar)
    }
}

/// The same of any synthetic control, such as one with predictors. `fit` is given a panel, a design with one treated
/// unit, and the place of each of the panel's units in the whole panel.
///
/// # Errors
/// Those of `fit`; as [`space`]; and [`ImpactError::NotDefined`] where several units are treated.
pub fn space_with(
    panel: &Panel,
    design: &Design,
    fit: impl Fn(&Panel, &Design, &[usize]) -> Result<Synthetic> + Sync,
) -> Result<Space> {
    let (treated, donors) = (design.treated(), design.donors());
    let (Some(start), 1) = (design.start(), treated.len()) else {
        return Err(ImpactError::NotDefined {
            estimator: "placebos in space",
            why: "several units are treated: use placebos of sets of donors".to_owned(),
        });
    };
    let score = |fit: &Synthetic| Score {
        before: fit.before(),
        after: fit.after(),
        effect: fit.effect(),
    };
    let all: Vec<usize> = (0..panel.units().len()).collect();
    let own = score(&fit(panel, design, &all)?);
    let rest = Panel::new(
        donors.iter().map(|u| panel.units()[*u].clone()).collect(),
        panel.steps().to_vec(),
        donors
            .iter()
            .flat_map(|u| panel.unit(*u).iter().copied())
            .collect(),
    )?;
    let scores = (0..donors.len())
        .into_par_iter()
        .map(|k| Ok(score(&fit(&rest, &Design::block(&rest, &[k], start)?, &donors)?)))
        .collect::<Result<Vec<_>>>()?;
    Ok(told(own, &donors, scores))
}

/// Fits every donor on the others, in parallel; the result does not depend on the number of threads.
///
/// # Errors
/// As [`crate::synthetic::Synthetic::fit`]; [`ImpactError::NotDefined`] with one donor.
pub fn space(panel: &Panel, design: &Design, level: Level) -> Result<Space> {
    of(&Setting::new(panel, design, level)?)
}

/// The same on a setting at hand.
///
/// # Errors
/// As [`space`].
pub fn of(setting: &Setting) -> Result<Space> {
    let treated = setting.treated();
    if treated < 2 {
        return Err(ImpactError::NotDefined {
            estimator: "placebos in space",
            why: "they need two donors at least: widen the pool of donors".to_owned(),
        });
    }
    if treated > MOST {
        return Err(ImpactError::NotDefined {
            estimator: "placebos in space",
            why: format!(
                "{treated} donors are more than {MOST}, each to be fitted on all others: narrow the pool"
            ),
        });
    }
    setting.points().share();
    let mut scores = (0..treated + 1)
        .into_par_iter()
        .with_min_len(8)
        .map_init(Solver::default, |solver, unit| {
            setting.score(unit, &[unit, treated], solver)
        })
        .collect::<Result<Vec<_>>>()?;
    let Some(own) = scores.pop() else {
        return Err(ImpactError::Design("no unit is treated".to_owned()));
    };
    Ok(told(own, setting.donors(), scores))
}

pub(crate) fn told(own: Score, donors: &[usize], scores: Vec<Score>) -> Space {
    let as_large = |of: fn(&Score) -> f64| 1 + scores.iter().filter(|s| of(s) >= of(&own)).count();
    let rank = as_large(Score::ratio);
    let by_effect = as_large(|s| s.effect.abs());
    let count = scores.len() as f64 + 1.0;
    Space {
        treated: own,
        placebos: donors.iter().copied().zip(scores).collect(),
        rank,
        p: rank as f64 / count,
        p_of_effect: by_effect as f64 / count,
        least_p: 1.0 / count,
    }
}
