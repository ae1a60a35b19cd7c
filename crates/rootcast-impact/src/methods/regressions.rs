//! Methods that are regressions, or compare groups step by step.

use nalgebra::DMatrix;

use super::{Fitted, Inputs, MANY, Method, Role, Step, not_defined, of_role, paths::coefficients};
use crate::{
    absorb::Factor,
    cohorts::cohorts,
    error::Result,
    groups::{Aggregation, GroupEffects, GroupOptions},
    regression::{Regression, Regressor, event_study as columns},
    synthetic::nested::Predictor,
    variance::{Covariance, Variance},
};

/// The rows of a panel, unit after unit, as a regression takes them.
struct Rows {
    unit: Factor,
    step: Factor,
    steps: usize,
    /// Steps since treatment began; −1, the step of reference, for those never treated.
    relative: Vec<i64>,
    treated: Vec<f64>,
}

impl Rows {
    fn of(inputs: &Inputs<'_>) -> Result<Self> {
        let steps = inputs.panel.steps().len();
        let rows = inputs.panel.values().len();
        let start = |i: usize| inputs.design.starts()[i / steps];
        let place = |t: usize| i64::try_from(t).unwrap_or(i64::MAX);
        Ok(Self {
            unit: Factor::new("unit", &(0..rows).map(|i| i / steps).collect::<Vec<_>>())?,
            step: Factor::new("step", &(0..rows).map(|i| i % steps).collect::<Vec<_>>())?,
            steps,
            relative: (0..rows)
                .map(|i| start(i).map_or(-1, |s| place(i % steps) - place(s)))
                .collect(),
            treated: (0..rows)
                .map(|i| f64::from(u8::from(start(i).is_some())))
                .collect(),
        })
    }
}

fn regressors<'a>(inputs: &Inputs<'a>) -> Vec<Regressor<'a>> {
    of_role(inputs, Role::Regressor)
        .into_iter()
        .map(|c| Regressor::new(&c.name, c.figures.values()))
        .collect()
}

/// Whether errors of units may be given, and if not, why.
fn errors(inputs: &Inputs<'_>) -> Option<String> {
    let treated = inputs.design.treated().len();
    (treated < MANY).then(|| {
        format!(
            "no errors clustered on units: {treated} treated are fewer than {MANY}, and such errors are too small then"
        )
    })
}

fn told_missing(missing: usize, rows: usize, notes: &mut Vec<String>) {
    if missing > 0 {
        notes.push(format!(
            "unbalanced: {missing} of {rows} cells have no figure of the outcome or a regressor, and are left out"
        ));
    }
}

pub(super) fn fixed_effects(inputs: &Inputs<'_>) -> Result<Fitted> {
    let rows = Rows::of(inputs)?;
    let on: Vec<f64> = rows
        .relative
        .iter()
        .zip(&rows.treated)
        .map(|(e, t)| if *e >= 0 { *t } else { 0.0 })
        .collect();
    let mut all = vec![Regressor::new("treated", &on)];
    all.extend(regressors(inputs));
    let fit = Regression::new(inputs.panel.values(), all, vec![&rows.unit, &rows.step]).least_squares()?;
    let Some(effect) = fit.coefficient("treated") else {
        return Err(not_defined(
            Method::FixedEffects,
            "treatment is explained by the effects and regressors: leave a regressor out",
        ));
    };
    let mut out = Fitted::new(effect, Vec::new());
    if let Some(why) = errors(inputs) {
        out.notes.push(why);
    } else {
        let covariance = fit.covariance(&Variance::Clusters(&[&rows.unit]))?;
        let at = fit.names().iter().position(|n| n == "treated");
        out.error = at
            .and_then(|at| covariance.errors().get(at).copied())
            .map(|e| (e, "clustered on units"));
    }
    let named = of_role(inputs, Role::Regressor);
    let known: Vec<_> = named
        .iter()
        .filter_map(|c| Some((*c, fit.coefficient(&c.name)?)))
        .collect();
    if !known.is_empty() {
        let (who, values): (Vec<_>, Vec<_>) = known.into_iter().unzip();
        out.notes
            .push(format!("coefficients{}", coefficients(&who, &values)).replacen(';', ":", 1));
    }
    for dropped in fit.dropped() {
        out.notes.push(format!(
            "{dropped} is explained by the effects of units and steps, and left out"
        ));
    }
    if inputs.design.start().is_none() {
        out.notes.push(
            "cohorts differ: units treated before serve as comparison, which is wrong where effects change over time".to_owned(),
        );
    }
    told_missing(fit.missing(), inputs.panel.values().len(), &mut out.notes);
    Ok(out)
}

pub(super) fn event_study(inputs: &Inputs<'_>) -> Result<Fitted> {
    let rows = Rows::of(inputs)?;
    let mut all = columns("step", &rows.relative, "treated", &rows.treated, &[-1])?;
    all.extend(regressors(inputs));
    let fit = Regression::new(inputs.panel.values(), all, vec![&rows.unit, &rows.step]).least_squares()?;
    let mut cells = std::collections::BTreeMap::<i64, usize>::new();
    for ((e, t), y) in rows.relative.iter().zip(&rows.treated).zip(inputs.panel.values()) {
        if *t > 0.0 && !y.is_nan() {
            *cells.entry(*e).or_default() += 1;
        }
    }
    let place = |e: i64| {
        let name = format!("step::{e}:treated");
        fit.names().iter().position(|n| *n == name)
    };
    let known: Vec<(i64, usize, usize)> = cells
        .iter()
        .filter_map(|(e, n)| Some((*e, place(*e)?, *n)))
        .collect();
    let after: f64 = known.iter().filter(|k| k.0 >= 0).map(|k| k.2 as f64).sum();
    if after <= 0.0 {
        return Err(not_defined(
            Method::EventStudy,
            "no step under treatment can be told from the effects of units and steps",
        ));
    }
    let mut weights = DMatrix::zeros(1, fit.names().len());
    for (_, at, n) in known.iter().filter(|k| k.0 >= 0) {
        weights[(0, *at)] = *n as f64 / after;
    }
    let effect = weights.iter().zip(fit.coefficients()).map(|(w, b)| w * b).sum();
    let covariance = match errors(inputs) {
        Some(_) => None,
        None => Some(fit.covariance(&Variance::Clusters(&[&rows.unit]))?),
    };
    let each = covariance.as_ref().map(Covariance::errors);
    let mut path: Vec<Step> = known
        .iter()
        .map(|(e, at, _)| Step {
            at: *e,
            effect: fit.coefficients()[*at],
            error: each.as_ref().and_then(|v| v.get(*at).copied()),
        })
        .collect();
    path.push(Step {
        at: -1,
        effect: 0.0,
        error: None,
    });
    path.sort_by_key(|s| s.at);
    let mut out = Fitted::new(effect, path);
    out.error = covariance
        .map(|c| c.combined(&weights).errors())
        .and_then(|e| e.first().copied())
        .map(|e| (e, "clustered on units"));
    out.notes.extend(errors(inputs));
    told_missing(fit.missing(), inputs.panel.values().len(), &mut out.notes);
    Ok(out)
}

pub(super) fn group_time(inputs: &Inputs<'_>) -> Result<Fitted> {
    let mut options = GroupOptions::default();
    let mut notes = Vec::new();
    let named = of_role(inputs, Role::Predictor);
    let first = inputs
        .design
        .starts()
        .iter()
        .flatten()
        .min()
        .copied()
        .unwrap_or(0);
    let least = smallest(inputs);
    if !named.is_empty() && least <= named.len() + 1 {
        notes.push(format!(
            "predictors are not balanced: the smallest group counts {least} for {} of them",
            named.len()
        ));
    } else {
        for c in &named {
            let mean = Predictor::mean(c.name.clone(), &c.figures, 0..first)?;
            options.covariates.push(mean.values().to_vec());
        }
    }
    let all = GroupEffects::new(inputs.panel, inputs.design, &options)?;
    let by_step = all.aggregate(Aggregation::Dynamic);
    let overall = all.aggregate(Aggregation::Simple);
    let why = errors(inputs).or_else(|| {
        (least < 2).then(|| "no errors: a group of one unit has no spread of its own".to_owned())
    });
    let path = by_step
        .parts
        .iter()
        .map(|(at, effect, error)| Step {
            at: *at,
            effect: *effect,
            error: error.filter(|_| why.is_none()),
        })
        .collect();
    let mut out = Fitted::new(overall.effect, path);
    if why.is_none() {
        out.error = Some((overall.error, "influence of units"));
        if let Some(test) = all.pretest() {
            notes.push(format!(
                "effects before treatment: Wald {:.2} on {}, p {:.3}",
                test.statistic, test.degrees, test.p
            ));
        }
    }
    notes.extend(why);
    if let Some(lost) = all.lost().first() {
        notes.push(format!(
            "{} effects by group and step cannot be estimated: {}",
            all.lost().len(),
            lost.why
        ));
    }
    out.notes = notes;
    Ok(out)
}

/// Units of the smallest cohort.
fn smallest(inputs: &Inputs<'_>) -> usize {
    let mut sizes = std::collections::BTreeMap::<usize, usize>::new();
    for s in inputs.design.starts().iter().flatten() {
        *sizes.entry(*s).or_default() += 1;
    }
    sizes.values().min().copied().unwrap_or(0)
}

pub(super) fn by_cohorts(inputs: &Inputs<'_>) -> Result<Fitted> {
    let rows = Rows::of(inputs)?;
    let n = inputs.panel.values().len();
    let place = |t: usize| i64::try_from(t).unwrap_or(i64::MAX);
    let cohort: Vec<Option<i64>> = (0..n)
        .map(|i| inputs.design.starts()[i / rows.steps].map(place))
        .collect();
    let step: Vec<i64> = (0..n).map(|i| place(i % rows.steps)).collect();
    let regression = Regression::new(
        inputs.panel.values(),
        regressors(inputs),
        vec![&rows.unit, &rows.step],
    );
    let found = cohorts(&regression, &cohort, &step, &Variance::Clusters(&[&rows.unit]))?;
    let Some(overall) = found.overall() else {
        return Err(not_defined(
            Method::Cohorts,
            "no step under treatment can be told from the effects of units and steps",
        ));
    };
    let why = errors(inputs);
    let path = found
        .by_step()
        .0
        .iter()
        .map(|a| Step {
            at: a.at.unwrap_or(0),
            effect: a.effect,
            error: why.is_none().then_some(a.error),
        })
        .collect();
    let mut out = Fitted::new(overall.effect, path);
    if why.is_none() {
        out.error = Some((overall.error, "clustered on units"));
    }
    out.notes.extend(why);
    told_missing(found.fit().missing(), n, &mut out.notes);
    Ok(out)
}
