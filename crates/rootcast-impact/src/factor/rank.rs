//! How many factors: the number that best predicts steps before treatment which were left out.

use rayon::prelude::*;

use super::{check, controls::Controls, not_defined};
use crate::{
    error::Result,
    panel::{Design, Panel},
};

/// Ranks with their errors.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Ranked {
    /// The number of factors with the least error; the fewest of equals.
    pub best: usize,
    /// Mean squared error of each number, from nought on, over treated units and their steps before treatment, each
    /// left out in turn when loadings are estimated (Xu 2017, algorithm 1).
    pub errors: Vec<f64>,
}

/// Tries up to `most` factors. Numbers for which a treated unit has too few steps before treatment are not tried.
///
/// # Errors
/// As [`super::Interactive::fit`].
pub fn rank(panel: &Panel, design: &Design, covariates: &[&Panel], most: usize) -> Result<Ranked> {
    check(panel, design, covariates)?;
    let shortest = design.starts().iter().flatten().min().copied().unwrap_or(0);
    if shortest < 4 {
        return Err(not_defined(format!(
            "choosing the number of factors needs four steps before treatment, the earliest treated has {shortest}"
        )));
    }
    let most = most.min(shortest - 3);
    let errors = (0..=most)
        .into_par_iter()
        .map(|rank| {
            let controls = Controls::fit(panel, design, covariates, rank)?;
            let (mut sum, mut cells) = (0.0, 0);
            for unit in design.treated() {
                let start = design.starts()[unit].unwrap_or(0);
                for out in 0..start {
                    let known: Vec<usize> = (0..start).filter(|t| *t != out).collect();
                    sum += controls.gap(panel, covariates, unit, &known)?[out].powi(2);
                    cells += 1;
                }
            }
            Ok(sum / f64::from(cells))
        })
        .collect::<Result<Vec<f64>>>()?;
    let best = (0..errors.len()).fold(0, |b, r| if errors[r] < errors[b] { r } else { b });
    Ok(Ranked { best, errors })
}
