//! Methods that say what the treated would have been at every step.

use super::{Covariate, Fitted, Inputs, Method, Role, Step, not_defined, of_role};
use crate::{
    difference::difference,
    error::{ImpactError, Result},
    factor::{Interactive, completion, rank},
    panel::Panel,
    structural::{self, impact},
    synthdid::{Kind, Search, SynthDid, staggered::Staggered},
    synthetic::{
        Level, Synthetic,
        augmented::{Augmented, Ridge},
        nested::{Importance, Predictor, nested},
        penalised,
    },
};

/// Factors are tried up to this many.
const RANK: usize = 3;
/// Prices of a penalised control that are tried.
const PRICES: [f64; 7] = [0.0, 1e-3, 1e-2, 1e-1, 0.3, 1.0, 10.0];

pub(super) fn fit(method: Method, inputs: &Inputs<'_>) -> Result<Fitted> {
    let Inputs { panel, design, .. } = *inputs;
    if design.start().is_none() {
        return cohorts(method, inputs);
    }
    match method {
        Method::Difference => {
            let d = difference(panel, design)?;
            Ok(Fitted::new(d.effect, steps(&d.path, first(inputs))))
        }
        Method::SyntheticControl => Ok(control(&Synthetic::fit(panel, design, Level::Met)?)),
        Method::PredictorControl => with_predictors(inputs),
        Method::AugmentedControl => {
            let found = Augmented::fit(panel, design, Ridge::OneError)?;
            let mut out = control(&found.fit);
            out.notes.push(format!(
                "ridge {:.3e}, by which the effect moves by {:+.3} from the plain control's",
                found.ridge,
                found.bias()
            ));
            Ok(out)
        }
        Method::PenalisedControl => {
            let found = penalised::chosen(panel, design, &PRICES)?;
            let mut out = control(&found.fit);
            out.notes.push(format!("price {}", found.price));
            Ok(out)
        }
        Method::SyntheticDifference => synthetic_difference(inputs),
        Method::Interactive => interactive(inputs),
        Method::Completion => complete(inputs),
        Method::Structural => time_series(inputs),
        _ => Ok(control(&Synthetic::fit(panel, design, Level::Free)?)),
    }
}

/// The first step under treatment of a block.
fn first(inputs: &Inputs<'_>) -> usize {
    inputs.design.start().unwrap_or(0)
}

/// Gaps by steps since treatment.
fn steps(gaps: &[f64], start: usize) -> Vec<Step> {
    gaps.iter()
        .enumerate()
        .map(|(t, g)| Step {
            at: place(t) - place(start),
            effect: *g,
            error: None,
        })
        .collect()
}

fn place(t: usize) -> i64 {
    i64::try_from(t).unwrap_or(i64::MAX)
}

fn control(fit: &Synthetic) -> Fitted {
    let weights = fit.donors.iter().copied().zip(fit.weights.iter().copied());
    Fitted {
        weights: Some(weights.filter(|(_, w)| *w != 0.0).collect()),
        proof: Some(fit.proof),
        ..Fitted::new(fit.effect(), steps(&fit.gaps, fit.start))
    }
}

/// The mean before treatment of each predictor, and of the outcome in each third of the steps before.
fn with_predictors(inputs: &Inputs<'_>) -> Result<Fitted> {
    let start = first(inputs);
    let named = of_role(inputs, Role::Predictor);
    if named.is_empty() {
        return Err(not_defined(
            Method::PredictorControl,
            "no predictor is given: name a covariate as predictor",
        ));
    }
    let mut predictors = Vec::new();
    for c in named {
        predictors.push(Predictor::mean(c.name.clone(), &c.figures, 0..start)?);
    }
    let thirds: Vec<usize> = (0..=3).map(|k| k * start / 3).collect();
    for (k, part) in thirds.windows(2).enumerate().filter(|(_, w)| w[0] < w[1]) {
        let name = format!("outcome, third {} before", k + 1);
        predictors.push(Predictor::mean(name, inputs.panel, part[0]..part[1])?);
    }
    let found = nested(
        inputs.panel,
        inputs.design,
        &predictors,
        0..start,
        &Importance::Searched,
    )?;
    let mut out = control(&found.fit);
    let told: Vec<String> = predictors
        .iter()
        .zip(&found.importance)
        .filter(|(_, v)| **v >= 0.005)
        .map(|(p, v)| format!("{} {v:.2}", p.name()))
        .collect();
    out.notes.push(format!(
        "importance: {}; loss {:.4}, which cannot be below {:.4}",
        told.join(", "),
        found.loss,
        found.bound
    ));
    Ok(out)
}

fn synthetic_difference(inputs: &Inputs<'_>) -> Result<Fitted> {
    let Inputs { panel, design, .. } = *inputs;
    let found = SynthDid::fit(panel, design, Kind::SyntheticDifference, Search::Exact)?;
    let treated = design.treated();
    let mut gaps: Vec<f64> = (0..panel.steps().len())
        .map(|t| treated.iter().map(|u| panel.unit(*u)[t]).sum::<f64>() / treated.len() as f64)
        .collect();
    for (donor, w) in found.donors.iter().zip(&found.units) {
        for (g, v) in gaps.iter_mut().zip(panel.unit(*donor)) {
            *g -= w * v;
        }
    }
    let level: f64 = found.steps.iter().zip(&gaps).map(|(l, g)| l * g).sum();
    for g in &mut gaps {
        *g -= level;
    }
    let weights = found.donors.iter().copied().zip(found.units.iter().copied());
    Ok(Fitted {
        weights: Some(weights.filter(|(_, w)| *w != 0.0).collect()),
        proof: found.unit_proof,
        ..Fitted::new(found.effect, steps(&gaps, first(inputs)))
    })
}

/// Each cohort by itself, and their mean by treated cells.
fn cohorts(method: Method, inputs: &Inputs<'_>) -> Result<Fitted> {
    let kind = match method {
        Method::Difference => Kind::Difference,
        Method::SyntheticControl => Kind::SyntheticControl,
        Method::DemeanedControl => Kind::DemeanedControl,
        Method::SyntheticDifference => Kind::SyntheticDifference,
        Method::Interactive => return interactive(inputs),
        Method::Completion => return complete(inputs),
        _ => {
            return Err(not_defined(
                method,
                "treatment begins at several steps: estimate each cohort by itself, or use synthetic difference-in-differences, interactive fixed effects, matrix completion or effects by group",
            ));
        }
    };
    let found = Staggered::fit(inputs.panel, inputs.design, kind, Search::Exact)?;
    let mut sums = std::collections::BTreeMap::<i64, (f64, f64)>::new();
    for c in &found.cohorts {
        for (k, e) in c.estimate.curve.iter().enumerate() {
            let slot = sums.entry(place(k)).or_default();
            slot.0 += e * c.units.len() as f64;
            slot.1 += c.units.len() as f64;
        }
    }
    let path = sums
        .into_iter()
        .map(|(at, (sum, n))| Step {
            at,
            effect: sum / n,
            error: None,
        })
        .collect();
    Ok(Fitted::new(found.effect, path))
}

fn interactive(inputs: &Inputs<'_>) -> Result<Fitted> {
    let Inputs { panel, design, .. } = *inputs;
    let named = of_role(inputs, Role::Regressor);
    for c in &named {
        whole(c, 0..panel.units().len())?;
    }
    let regressors: Vec<&Panel> = named.iter().map(|c| &c.figures).collect();
    let most = RANK.min(design.donors().len().saturating_sub(1));
    let ranked = rank(panel, design, &regressors, most)?;
    let found = Interactive::fit(panel, design, &regressors, ranked.best)?;
    let path = found
        .path(design)
        .into_iter()
        .map(|(at, effect, _)| Step {
            at,
            effect,
            error: None,
        })
        .collect();
    let mut out = Fitted::new(found.effect, path);
    out.notes.push(format!(
        "{} factors{}",
        found.rank,
        coefficients(&named, &found.coefficients)
    ));
    Ok(out)
}

/// Coefficients of regressors, told.
pub(super) fn coefficients(named: &[&Covariate], values: &[f64]) -> String {
    let parts: Vec<String> = named
        .iter()
        .zip(values)
        .map(|(c, b)| format!("; {} {b:+.3}", c.name))
        .collect();
    parts.concat()
}

fn complete(inputs: &Inputs<'_>) -> Result<Fitted> {
    let Inputs { panel, design, .. } = *inputs;
    let choice = completion::Choice {
        seed: inputs.seed,
        ..completion::Choice::default()
    };
    let found = completion::completion(panel, design, &choice)?;
    let mut sums = std::collections::BTreeMap::<i64, (f64, f64)>::new();
    for (unit, gaps) in &found.gaps {
        let start = design.starts()[*unit].unwrap_or(0);
        for (t, g) in gaps.iter().enumerate().filter(|(_, g)| !g.is_nan()) {
            let slot = sums.entry(place(t) - place(start)).or_default();
            slot.0 += g;
            slot.1 += 1.0;
        }
    }
    let path = sums
        .into_iter()
        .map(|(at, (sum, n))| Step {
            at,
            effect: sum / n,
            error: None,
        })
        .collect();
    let mut out = Fitted::new(found.effect, path);
    out.notes.push(format!("rank {}", found.rank));
    Ok(out)
}

fn time_series(inputs: &Inputs<'_>) -> Result<Fitted> {
    let Inputs { panel, design, .. } = *inputs;
    let start = first(inputs);
    let treated = design.treated();
    let series: Vec<f64> = (0..panel.steps().len())
        .map(|t| treated.iter().map(|u| panel.unit(*u)[t]).sum::<f64>() / treated.len() as f64)
        .collect();
    let mut controls: Vec<Vec<f64>> = design
        .donors()
        .iter()
        .map(|u| panel.unit(*u))
        .filter(|p| varies(&p[..start]))
        .map(<[f64]>::to_vec)
        .collect();
    // Of a regressor the treated's own figures count: those that are the same for all enter here alone.
    for c in of_role(inputs, Role::Regressor) {
        let own = c.figures.unit(treated[0]);
        whole(c, treated[0]..treated[0] + 1)?;
        if varies(&own[..start]) {
            controls.push(own.to_vec());
        }
    }
    let options = structural::Options {
        seed: inputs.seed,
        alpha: inputs.alpha,
        ..structural::Options::default()
    };
    let found = impact(&series, &controls, start, &options)?;
    let gaps: Vec<f64> = series
        .iter()
        .zip(&found.series)
        .map(|(v, p)| v - p.mean)
        .collect();
    Ok(Fitted {
        interval: Some(found.average.interval),
        tail: Some(found.tail),
        error: Some((found.average.deviation, "posterior")),
        notes: vec![format!(
            "{} controls; drawing moves the effect by {:.3}",
            controls.len(),
            found.sampling_error
        )],
        ..Fitted::new(found.average.effect, steps(&gaps, start))
    })
}

/// Refuses a covariate with a gap in some units.
fn whole(c: &Covariate, units: std::ops::Range<usize>) -> Result<()> {
    for u in units {
        if let Some(t) = c.figures.unit(u).iter().position(|v| v.is_nan()) {
            return Err(ImpactError::Design(format!(
                "covariate {} has no figure of {} at {}: shorten the window or leave it out",
                c.name,
                c.figures.units()[u],
                c.figures.steps()[t]
            )));
        }
    }
    Ok(())
}

fn varies(path: &[f64]) -> bool {
    path.windows(2).any(|w| w[0].total_cmp(&w[1]).is_ne())
}
