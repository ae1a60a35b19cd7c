//! Placebo in time: treatment as if it had begun earlier, on what was known before it did (Abadie, Diamond and
//! Hainmueller 2015).

use crate::{
    error::{ImpactError, Result},
    panel::{Design, Panel},
    simplex::Solver,
    synthetic::{Level, Synthetic, setting::Setting},
};

/// A pseudo-start and its fit. The gaps end where the true treatment begins.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Fold {
    /// The pseudo-start.
    pub start: usize,
    /// The fit on what lies before it.
    pub fit: Synthetic,
}

/// Pseudo-starts, and those that could not be used.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Time {
    /// Each fold.
    pub folds: Vec<Fold>,
    /// Pseudo-starts with fewer steps before them than asked for: not counted either way.
    pub refused: Vec<usize>,
}

/// Fits at each pseudo-start that has `least` steps before it; short folds fit by chance and widen the null.
///
/// # Errors
/// As [`Synthetic::fit`]; [`ImpactError::NotDefined`] where no pseudo-start can be used, or one lies under the true
/// treatment.
pub fn time(panel: &Panel, design: &Design, level: Level, starts: &[usize], least: usize) -> Result<Time> {
    let setting = Setting::new(panel, design, level)?;
    let not_defined = |why: String| ImpactError::NotDefined {
        estimator: "placebos in time",
        why,
    };
    if let Some(late) = starts.iter().find(|s| **s >= setting.start()) {
        return Err(not_defined(format!(
            "pseudo-start {late} is not before the true one, {}",
            setting.start()
        )));
    }
    let (usable, refused): (Vec<usize>, Vec<usize>) = starts.iter().partition(|s| **s >= least.max(1));
    if usable.is_empty() {
        return Err(not_defined(format!(
            "no pseudo-start has {least} steps before it: begin the panel earlier"
        )));
    }
    let mut solver = Solver::default();
    let folds = usable
        .into_iter()
        .map(|start| {
            let setting = setting.backdated(start);
            let fit = setting.fit(setting.treated(), &[], &mut solver)?;
            Ok(Fold { start, fit })
        })
        .collect::<Result<_>>()?;
    Ok(Time { folds, refused })
}
