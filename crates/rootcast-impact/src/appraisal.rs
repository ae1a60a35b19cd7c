//! An estimate with what speaks against it, and a verdict that names the gate that decided.
//!
//! The bars are stated before anything is estimated ([`Bars`]): how well the past must be met, how far the treated may lie
//! outside its donors, how rare its gap must be among placebos, how much may hang on one donor, on one choice among weights
//! that fit as well, on what happened before, or on donors that may themselves have been moved. A gate that fails limits
//! what may be said; it is never averaged away.

use serde::{Deserialize, Serialize};

use crate::{
    error::{ImpactError, Result},
    methods::{self, Covariate, Inputs, Method},
    panel::{Design, Panel},
    placebo::{hull, width},
    simplex::Certificate,
};

mod primary;
pub(crate) mod verdict;

pub use verdict::Verdict;

/// The median of sorted figures; `NaN` where there is none.
pub(crate) fn median(sorted: &[f64]) -> f64 {
    verdict::quantile(sorted, 0.5)
}

/// Bars, stated before the estimate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Bars {
    /// Fewest steps before treatment.
    pub steps: usize,
    /// Root mean squared gap before treatment, as a part of the treated path's standard deviation then, at most.
    pub fit: f64,
    /// Share of steps before treatment inside the donors' range, at least.
    pub overlap: f64,
    /// Exact p among placebos in space, at most.
    pub alpha: f64,
    /// Part by which the fit may be worse than the best where the range of effects is looked at.
    pub slack: f64,
    /// Sum of squared donors' weights, at most.
    pub concentration: f64,
    /// Largest effect at a pseudo-start, as a part of the estimate, at most.
    pub in_time: f64,
    /// Mean of the three steps before treatment, as a quantile of the steps before them, at most for a fall to be looked
    /// for (at least one less this for a rise): what is chosen at a peak falls by itself.
    pub peak: f64,
    /// By how much the estimate may change without the neighbours, as a part of it.
    pub interference: f64,
    /// The smallest effect that matters, in units of the outcome: a design that could not see it is underpowered.
    pub matters: f64,
}

impl Default for Bars {
    fn default() -> Self {
        Self {
            steps: 18,
            fit: 0.6,
            overlap: 0.8,
            alpha: 0.1,
            slack: 0.1,
            concentration: 0.7,
            in_time: 0.75,
            peak: 0.9,
            interference: 0.5,
            matters: 0.5,
        }
    }
}

/// Which way the event is said to have moved the outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// Down.
    Fall,
    /// Up.
    Rise,
}

impl Way {
    /// Whether an effect goes this way.
    pub fn fits(self, effect: f64) -> bool {
        match self {
            Self::Fall => effect < 0.0,
            Self::Rise => effect > 0.0,
        }
    }
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question<'a> {
    /// Outcomes by unit and step.
    pub panel: &'a Panel,
    /// Who was treated, from when: one unit.
    pub design: &'a Design,
    /// The method that the gates are about.
    pub method: Method,
    /// Covariates, for methods that take them.
    pub covariates: &'a [Covariate],
    /// Donors that the event may have moved as well: by displacement along routes, or because they were partly treated.
    pub neighbours: &'a [usize],
    /// Steps in which the measure itself changed.
    pub breaks: &'a [usize],
    /// Which way the event is said to have moved the outcome.
    pub way: Way,
    /// The bars.
    pub bars: &'a Bars,
}

/// A bar and what was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Gate {
    /// Its name: `fit`, `overlap`, `placebo`.
    pub name: &'static str,
    /// What was found; `None` where it could not be tried.
    pub found: Option<f64>,
    /// The bar.
    pub bar: f64,
    /// Whether it holds.
    pub passed: bool,
    /// The same in words.
    pub says: String,
}

/// An estimate by one method.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// The method.
    pub method: &'static str,
    /// The effect: mean over the steps under treatment, in units of the outcome.
    pub effect: f64,
}

/// An estimate, the gates, and the verdict.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Appraisal {
    /// The effect by the question's method, which the gates are about.
    pub effect: f64,
    /// Range of effects that exact placebos do not reject at the bar's level, for an effect that is the same at all steps.
    pub interval: Option<(f64, f64)>,
    /// The same by other methods.
    pub estimates: Vec<Estimate>,
    /// Donors with weight, by name, the heaviest first.
    pub weights: Vec<(String, f64)>,
    /// The treated path less its control, at every step.
    pub gaps: Vec<f64>,
    /// The first step under treatment.
    pub start: usize,
    /// Gaps of placebos, by donor.
    pub placebos: Vec<(String, f64)>,
    /// Exact p by the ratio of gaps, and the smallest there could be.
    pub p: (f64, f64),
    /// Effects over all weights that fit within so much of the best: slack, least, largest.
    pub widths: Vec<(f64, f64, f64)>,
    /// The smallest and the largest effect without a donor.
    pub without_a_donor: (f64, f64),
    /// The least effect that nine of ten placebos stay below: what the design can see.
    pub detectable: f64,
    /// The gates, in the order in which they decide.
    pub gates: Vec<Gate>,
    /// The verdict.
    pub verdict: Verdict,
    /// The gate that decided.
    pub decided_by: &'static str,
    /// What proves the weights, where the method has weights that are an optimum.
    pub proof: Option<Certificate>,
}

/// Estimates, and looks at every gate.
///
/// # Errors
/// [`ImpactError::Design`] where more than one unit is treated (sum them up first), or fewer than three donors are left;
/// errors of the estimators.
pub fn appraise(question: &Question<'_>) -> Result<Appraisal> {
    let Question {
        panel,
        design,
        bars,
        way,
        ..
    } = *question;
    if design.treated().len() != 1 {
        return Err(ImpactError::Design(
            "several units are treated: sum them up to one, or appraise each by itself".to_owned(),
        ));
    }
    if design.donors().len() < 3 {
        return Err(ImpactError::Design(format!(
            "{} donors are left, and three are needed: widen the pool",
            design.donors().len()
        )));
    }
    let fit = primary::without(question, &[])?;
    let effect = fit.effect;
    // What other weights would say is asked of the synthetic control that is nearest to the method.
    let level = primary::level(question.method);
    let hull = hull::hull(panel, design, level)?;
    let space = primary::space(question, &fit)?;
    let widths = width::width(panel, design, level, &[0.02, 0.10, 0.25])?;
    let at_slack = width::width(panel, design, level, &[bars.slack])?;
    let range = primary::range(question, &fit)?;
    let concentration = fit
        .weights
        .as_ref()
        .map(|w| w.iter().map(|(_, w)| w * w).sum::<f64>());
    let mut sizes: Vec<f64> = space.placebos.iter().map(|(_, s)| s.effect.abs()).collect();
    sizes.sort_by(f64::total_cmp);
    let detectable = crate::appraisal::verdict::quantile(&sizes, 1.0 - bars.alpha);
    let treated = panel.unit(design.treated()[0]);
    let other = match question.method {
        Method::SyntheticDifference => Method::DemeanedControl,
        _ => Method::SyntheticDifference,
    };
    let second = by(question, other)?;
    let gates = vec![
        verdict::steps(fit.start, bars),
        verdict::measure(question, fit.start, panel.steps().len()),
        verdict::fit(fit.before(), fit.start, treated, bars),
        verdict::overlap(hull.overlap, bars),
        verdict::floor(space.least_p, bars),
        verdict::power(detectable, bars),
        verdict::placebo(space.p, bars),
        verdict::width(at_slack.first().map(|w| (w.low, w.high)), way, bars),
        verdict::donors(range, effect),
        verdict::concentration(concentration, bars),
        verdict::in_time(in_time(question, fit.start)?, effect, bars),
        verdict::methods(other, second, effect),
        verdict::peak(treated, fit.start, way, bars),
        verdict::interference(without_neighbours(question)?, effect, bars),
    ];
    let (verdict, decided_by) = verdict::of(&gates, way.fits(effect));
    let mut weights: Vec<(String, f64)> = fit
        .weights
        .iter()
        .flatten()
        .filter(|(_, w)| w.abs() > 1e-6)
        .map(|(d, w)| (panel.units()[*d].clone(), *w))
        .collect();
    weights.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Ok(Appraisal {
        effect,
        interval: methods::not_rejected(
            space.placebos.iter().map(|(_, s)| s.effect).collect(),
            effect,
            bars.alpha,
        ),
        estimates: others(question, effect)?,
        weights,
        start: fit.start,
        placebos: space
            .placebos
            .iter()
            .map(|(d, s)| (panel.units()[*d].clone(), s.effect))
            .collect(),
        p: (space.p, space.least_p),
        widths: widths.iter().map(|w| (w.slack, w.low, w.high)).collect(),
        without_a_donor: range,
        detectable,
        gates,
        verdict,
        decided_by,
        proof: fit.proof,
        gaps: fit.gaps,
    })
}

/// The question's method first, then the same question by others.
fn others(question: &Question<'_>, effect: f64) -> Result<Vec<Estimate>> {
    let beside = [
        Method::DemeanedControl,
        Method::SyntheticControl,
        Method::SyntheticDifference,
        Method::Difference,
    ];
    let mut all = vec![Estimate {
        method: question.method.title(),
        effect,
    }];
    for method in beside.into_iter().filter(|m| *m != question.method) {
        all.push(Estimate {
            method: method.title(),
            effect: by(question, method)?,
        });
    }
    Ok(all)
}

/// The effect by another method.
fn by(question: &Question<'_>, method: Method) -> Result<f64> {
    let inputs = Inputs {
        panel: question.panel,
        design: question.design,
        covariates: question.covariates,
        alpha: question.bars.alpha,
        seed: 1,
    };
    Ok(methods::fit(method, &inputs)?.effect)
}

/// The largest mean gap after pseudo-starts at two thirds and five sixths of the steps before treatment; none where those
/// are too few.
fn in_time(question: &Question<'_>, start: usize) -> Result<Option<f64>> {
    let starts = [start * 2 / 3, start * 5 / 6];
    let least = (question.bars.steps / 2).max(4);
    if starts.iter().all(|s| *s < least) {
        return Ok(None);
    }
    primary::earlier(question, &starts, least)
}

/// The estimate without the neighbours; none where no neighbour is named or too few donors stay.
fn without_neighbours(question: &Question<'_>) -> Result<Option<f64>> {
    if question.neighbours.is_empty() {
        return Ok(None);
    }
    let left = question.design.donors().len();
    let gone = question
        .neighbours
        .iter()
        .filter(|n| question.design.starts().get(**n) == Some(&None));
    if left < gone.count() + 3 {
        return Ok(None);
    }
    Ok(Some(primary::without(question, question.neighbours)?.effect))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
#[path = "appraisal/tests.rs"]
mod tests;
