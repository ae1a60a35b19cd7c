//! Conformal inference by moving blocks (Chernozhukov, Wüthrich and Zhu 2021).
//!
//! Under a stated effect the outcomes under treatment less the effect are as the ones before. The control is fitted on
//! all steps, and the mean absolute residual under treatment is set beside that of every block of the residuals moved
//! around the circle: as many as there are steps, all enumerated.

use crate::{
    error::{ImpactError, Result},
    panel::{Design, Panel},
    simplex::Solver,
    synthetic::{Level, setting::Setting},
};

/// Pointwise sets of effects that are not rejected.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Band {
    /// The level: effects with a p above it are kept.
    pub alpha: f64,
    /// The smallest p there could be, one over the number of steps of each test.
    pub least_p: f64,
    /// For each step under treatment the least and the largest effect kept.
    pub ends: Vec<Option<(f64, f64)>>,
    /// Steps at which the set reaches the end of the grid, so that its end is not known.
    pub open: Vec<usize>,
}

/// The p of an effect at each step under treatment; noughts ask whether there was none.
///
/// # Errors
/// As [`crate::synthetic::Synthetic::fit`]; [`ImpactError::NotDefined`] where the effect has another length.
pub fn p(panel: &Panel, design: &Design, level: Level, effect: &[f64]) -> Result<f64> {
    let setting = Setting::new(panel, design, level)?;
    if effect.len() != setting.steps() - setting.start() {
        return Err(not_defined(format!(
            "the effect has {} steps, the panel {} under treatment",
            effect.len(),
            setting.steps() - setting.start()
        )));
    }
    let steps: Vec<usize> = (0..setting.steps()).collect();
    moved(&setting, level, &steps, effect, &mut Solver::default())
}

/// The set of effects at each step alone, from the steps before treatment and itself, on a grid of `points` over
/// `reach` root mean squared gaps either side of the estimate.
///
/// # Errors
/// As [`p`]; [`ImpactError::NotDefined`] where no p can fall to the level, or the grid has fewer than two points.
pub fn band(
    panel: &Panel,
    design: &Design,
    level: Level,
    alpha: f64,
    points: u32,
    reach: f64,
) -> Result<Band> {
    let setting = Setting::new(panel, design, level)?;
    let least = 1.0 / (setting.start() as f64 + 1.0);
    if !(alpha < 1.0 && alpha >= least) {
        return Err(not_defined(format!(
            "no p can fall below {least:.4} with {} steps before treatment: take a level above it",
            setting.start()
        )));
    }
    if points < 2 || !(reach > 0.0 && reach.is_finite()) {
        return Err(not_defined(
            "the grid needs two points and a reach above nought".to_owned(),
        ));
    }
    let mut solver = Solver::default();
    let fit = setting.fit(setting.treated(), &[], &mut solver)?;
    let unit = fit.before().max(1e-9 * fit.after());
    let mut band = Band {
        alpha,
        least_p: least,
        ends: Vec::new(),
        open: Vec::new(),
    };
    for t in setting.start()..setting.steps() {
        let mut steps: Vec<usize> = (0..setting.start()).collect();
        steps.push(t);
        let (mut low, mut high) = (None, None);
        let mut open = false;
        for k in 0..points {
            let at = 2.0 * f64::from(k) / f64::from(points - 1) - 1.0;
            let effect = fit.gaps[t] + at * reach * unit;
            if moved(&setting, level, &steps, &[effect], &mut solver)? > alpha {
                low = low.or(Some(effect));
                high = Some(effect);
                open |= k == 0 || k + 1 == points;
            }
        }
        if open {
            band.open.push(t);
        }
        band.ends.push(low.zip(high));
    }
    Ok(band)
}

/// The p on these steps, the last of which are under treatment with the effect.
fn moved(
    setting: &Setting,
    level: Level,
    steps: &[usize],
    effect: &[f64],
    solver: &mut Solver,
) -> Result<f64> {
    let treated = setting.treated();
    let before = steps.len() - effect.len();
    let paths: Vec<f64> = (0..=treated)
        .flat_map(|u| {
            steps.iter().enumerate().map(move |(k, t)| {
                let taken = if u == treated && k >= before {
                    effect[k - before]
                } else {
                    0.0
                };
                setting.path(u)[*t] - taken
            })
        })
        .collect();
    let whole = Setting::of_paths(setting.donors().to_vec(), paths, steps.len(), steps.len(), level);
    let gaps = whole.fit(treated, &[], solver)?.gaps;
    let count = gaps.len();
    let sizes: Vec<f64> = (0..count)
        .map(|shift| {
            (0..effect.len())
                .map(|k| gaps[(before + k + shift) % count].abs())
                .sum()
        })
        .collect();
    // A block that is as large but for rounding counts as large.
    let bar = sizes[0] * (1.0 - 1e-12);
    let as_large = sizes.iter().filter(|s| **s >= bar).count();
    Ok(as_large as f64 / count as f64)
}

fn not_defined(why: String) -> ImpactError {
    ImpactError::NotDefined {
        estimator: "conformal inference",
        why,
    }
}
