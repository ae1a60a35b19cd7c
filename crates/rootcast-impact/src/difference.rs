//! Difference in differences of one block of treatment.
//!
//! All treated units are treated from the same step: the effect is the change of their mean outcome from before to after
//! less that of the others. With two units and two steps it is the classic two by two; on a complete panel it is the
//! two-way fixed effects estimate. It assumes that both would have changed alike.

use crate::{
    absorb::Factor,
    error::{ImpactError, Result},
    panel::{Design, Panel},
    regression::{Regression, Regressor},
    variance::Variance,
};

/// A difference in differences.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Difference {
    /// The effect.
    pub effect: f64,
    /// Standard error clustered on units. `None` with fewer than two units on a side, where it cannot be known: use
    /// placebos or randomisation.
    pub error: Option<f64>,
    /// Mean outcome of the treated before and after, of the others before and after.
    pub means: [f64; 4],
    /// Outcome of the treated less that of the others at each step, less its mean before.
    pub path: Vec<f64>,
}

/// Difference in differences of a block.
///
/// # Errors
/// [`ImpactError::Panel`] where a figure is missing; [`ImpactError::Design`] where treatment begins at several steps or
/// nobody is untreated.
///
/// ```
/// use rootcast_impact::{difference::difference, panel::{Design, Panel}};
/// let names = |s: &str| s.split(' ').map(str::to_owned).collect::<Vec<_>>();
/// let panel = Panel::new(names("NJ PA"), names("before after"), vec![20.44, 21.03, 23.33, 21.17])?;
/// let d = difference(&panel, &Design::block(&panel, &[0], 1)?)?;
/// assert!((d.effect - 2.75).abs() < 1e-12 && d.error.is_none());
/// # Ok::<(), rootcast_impact::error::ImpactError>(())
/// ```
pub fn difference(panel: &Panel, design: &Design) -> Result<Difference> {
    if let Some((unit, step)) = panel.gap() {
        return Err(ImpactError::Panel(format!(
            "{} has no figure at {}: a block needs each unit at each step; leave the unit or the step out, or use the regression",
            panel.units()[unit],
            panel.steps()[step]
        )));
    }
    let Some(start) = design.start() else {
        return Err(ImpactError::Design(
            "treatment begins at several steps: use effects by group and step".to_owned(),
        ));
    };
    let (treated, donors) = (design.treated(), design.donors());
    if donors.is_empty() {
        return Err(ImpactError::Design(
            "every unit is treated: name units that are not".to_owned(),
        ));
    }
    let steps = panel.steps().len();
    let mean = |units: &[usize], step: usize| {
        units.iter().map(|u| panel.unit(*u)[step]).sum::<f64>() / units.len() as f64
    };
    let over = |units: &[usize], from: usize, to: usize| {
        (from..to).map(|t| mean(units, t)).sum::<f64>() / (to - from) as f64
    };
    let means = [
        over(&treated, 0, start),
        over(&treated, start, steps),
        over(&donors, 0, start),
        over(&donors, start, steps),
    ];
    let before = means[0] - means[2];
    let path = (0..steps)
        .map(|t| mean(&treated, t) - mean(&donors, t) - before)
        .collect();
    let error = if treated.len() > 1 && donors.len() > 1 {
        Some(clustered(panel, design, start)?)
    } else {
        None
    };
    Ok(Difference {
        effect: means[1] - means[0] - means[3] + means[2],
        error,
        means,
        path,
    })
}

fn clustered(panel: &Panel, design: &Design, start: usize) -> Result<f64> {
    let steps = panel.steps().len();
    let rows = panel.values().len();
    let unit = Factor::new("unit", &(0..rows).map(|i| i / steps).collect::<Vec<_>>())?;
    let step = Factor::new("step", &(0..rows).map(|i| i % steps).collect::<Vec<_>>())?;
    let on: Vec<f64> = (0..rows)
        .map(|i| {
            f64::from(u8::from(
                design.starts()[i / steps].is_some() && i % steps >= start,
            ))
        })
        .collect();
    let fit = Regression::new(
        panel.values(),
        vec![Regressor::new("treated", &on)],
        vec![&unit, &step],
    );
    let errors = fit
        .least_squares()?
        .covariance(&Variance::Clusters(&[&unit]))?
        .errors();
    errors
        .first()
        .copied()
        .ok_or_else(|| ImpactError::Design("nothing is treated".to_owned()))
}
