//! The inference that fits a method and a design.
//!
//! | design | inference |
//! |---|---|
//! | one treated unit | every donor as if it had been treated |
//! | several from one step, few sets of donors | every set of as many donors |
//! | several from different steps, or too many sets | sets drawn at random, each taking the treated's steps |
//! | the same, matrix completion | none: its penalty would be chosen anew for each set |
//! | at least [`super::MANY`] treated | besides, the method's own errors |
//! | structural time series | the posterior alone |

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, Normal};

use super::{Fitted, Inputs, Method, Step, among, fit};
use crate::{
    error::Result,
    panel::{Design, Panel},
    placebo::general::{General, drawn, general},
};

/// Sets of donors drawn where they are not all made, for methods that take little time, and for others.
const DRAWS: (u32, u32) = (999, 199);

/// An estimate with the inference that fits.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// Mean effect over treated units and steps, in units of the outcome.
    pub effect: f64,
    /// Its standard error by the method itself, and the kind of it; not where it could not be trusted.
    pub error: Option<(f64, &'static str)>,
    /// Interval at one less `alpha`: of the posterior, of the method's own error, or the effects that placebos do not reject.
    pub interval: Option<(f64, f64)>,
    /// Probability of an effect as far from nought where there is none.
    pub p: Option<f64>,
    /// The smallest it could be.
    pub least_p: Option<f64>,
    /// What the interval and p rest on.
    pub inference: String,
    /// The effect by steps since treatment began.
    pub path: Vec<Step>,
    /// What a reader must know.
    pub notes: Vec<String>,
}

/// A method beside others: its estimate, or why there is none.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Side {
    /// The method.
    pub method: Method,
    /// The estimate.
    pub estimate: Option<Estimate>,
    /// Why there is none.
    pub refused: Option<String>,
}

/// Estimates by several methods.
pub fn side_by_side(methods: &[Method], inputs: &Inputs<'_>) -> Vec<Side> {
    methods
        .iter()
        .map(|method| {
            let found = estimate(*method, inputs);
            Side {
                method: *method,
                refused: found.as_ref().err().map(ToString::to_string),
                estimate: found.ok(),
            }
        })
        .collect()
}

/// Estimates by a method, with the inference that fits.
///
/// # Errors
/// As [`fit`]. Where only the inference cannot be had, the estimate says so.
pub fn estimate(method: Method, inputs: &Inputs<'_>) -> Result<Estimate> {
    let own = fit(method, inputs)?;
    let alpha = inputs.alpha;
    let mut out = Estimate {
        effect: own.effect,
        error: own.error,
        interval: own.interval,
        p: own.tail,
        least_p: None,
        inference: String::new(),
        path: own.path.clone(),
        notes: own.notes.clone(),
    };
    if let Some((_, kind)) = own.error.filter(|e| e.1 == "posterior") {
        kind.clone_into(&mut out.inference);
        out.notes
            .push("p is the one-sided tail of the posterior".to_owned());
        return Ok(out);
    }
    if let Some((error, kind)) = own.error {
        let ratio = own.effect / error;
        let normal = Normal::standard();
        let wide = normal.inverse_cdf(1.0 - 0.5 * alpha) * error;
        out.interval = Some((own.effect - wide, own.effect + wide));
        out.p = Some(2.0 * normal.sf(ratio.abs()));
        out.inference = format!("errors {kind}");
        return Ok(out);
    }
    match placebos(method, inputs, &own) {
        Ok((found, how)) => {
            let effects: Vec<f64> = found.placebos.iter().map(|p| p.1).collect();
            out.interval = not_rejected(effects, own.effect, alpha);
            out.p = Some(found.p);
            out.least_p = Some(found.least_p);
            out.inference = how;
        }
        Err(e) => {
            "none".clone_into(&mut out.inference);
            out.notes.push(e.to_string());
        }
    }
    Ok(out)
}

/// Placebos of sets of donors, and what they are.
fn placebos(method: Method, inputs: &Inputs<'_>, own: &Fitted) -> Result<(General, String)> {
    let donors = inputs.design.donors();
    let rest = among(inputs.covariates, &donors)?;
    let whole = inputs.panel.units().len();
    let of = |panel: &Panel, design: &Design| {
        // The estimate itself is at hand; placebos are made on the panel without the treated.
        if panel.units().len() == whole {
            return Ok(own.effect);
        }
        Ok(fit(
            method,
            &Inputs {
                panel,
                design,
                covariates: &rest,
                ..*inputs
            },
        )?
        .effect)
    };
    let treated = inputs.design.treated().len();
    if method == Method::Completion && treated > 1 {
        return Err(super::not_defined(
            method,
            "placebo sets would have its penalty chosen anew for each, which takes minutes: read its effect beside that of interactive fixed effects",
        ));
    }
    let draws = if quick(method) { DRAWS.0 } else { DRAWS.1 };
    let few = sets(donors.len(), treated).is_some_and(|n| n <= f64::from(draws) * 20.0);
    if inputs.design.start().is_some() && (treated == 1 || few) {
        let found = general(inputs.panel, inputs.design, of)?;
        let how = if treated == 1 {
            format!("placebos in space, all {}", found.placebos.len())
        } else {
            format!("placebo sets of donors, all {}", found.placebos.len())
        };
        return Ok((found, how));
    }
    let found = drawn(inputs.panel, inputs.design, draws, inputs.seed, of)?;
    let how = format!(
        "{draws} placebo sets of donors, drawn; p within {:.3}",
        found.p_error
    );
    Ok((found, how))
}

/// Methods whose fit takes well below a millisecond.
fn quick(method: Method) -> bool {
    matches!(
        method,
        Method::Difference
            | Method::FixedEffects
            | Method::SyntheticControl
            | Method::DemeanedControl
            | Method::SyntheticDifference
    )
}

/// How many sets of a size there are, as far as it matters.
fn sets(of: usize, size: usize) -> Option<f64> {
    (size <= of).then(|| (0..size).fold(1.0, |n, k| n * (of - k) as f64 / (k + 1) as f64))
}

/// The effects that would lie among those of the placebos: with `n` of them all but the outermost `⌊α/2 (n + 1)⌋ − 1` on each
/// side count, and without so many there is no interval.
pub(crate) fn not_rejected(mut placebos: Vec<f64>, effect: f64, alpha: f64) -> Option<(f64, f64)> {
    placebos.sort_by(f64::total_cmp);
    let n = placebos.len();
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a count below n"
    )]
    let tail = (alpha / 2.0 * (n as f64 + 1.0)).floor() as usize;
    let cut = tail.checked_sub(1)?;
    let (low, high) = (placebos.get(cut)?, placebos.get(n.checked_sub(1 + cut)?)?);
    Some((effect - high, effect - low))
}
