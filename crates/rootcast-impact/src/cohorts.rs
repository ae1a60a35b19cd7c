//! Event studies by cohorts of treatment (Sun and Abraham 2021).
//!
//! When treatment begins at different steps and its effect differs between cohorts, the columns of a plain event study
//! mix the effects of other steps in. Here each cohort has a column for each relative step (`−1` is the reference), the
//! never treated are the comparison, and effects are averaged over cohorts with their shares of the rows (eq. 19; shares
//! are taken as known). Without never treated units the rows are to end before the last cohort is treated: it is the
//! comparison then.

use std::collections::BTreeMap;

use nalgebra::DMatrix;

use crate::{
    error::{ImpactError, Result},
    regression::{Fit, Regression, Regressor},
    variance::{Covariance, Variance},
};

/// An average of effects over cells.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Average {
    /// The relative step or cohort it stands for; `None` for the average over all.
    pub at: Option<i64>,
    /// The effect.
    pub effect: f64,
    /// Its standard error.
    pub error: f64,
    /// Probability of a ratio this large without an effect.
    pub p: f64,
}

/// A cohort at a relative step: its rows and the place of its coefficient.
#[derive(Clone, Copy, Debug)]
struct Cell {
    cohort: i64,
    relative: i64,
    rows: usize,
    at: usize,
}

/// An event study by cohorts.
#[derive(Clone, Debug)]
pub struct Cohorts<'a> {
    fit: Fit<'a>,
    covariance: Covariance,
    cells: Vec<Cell>,
    lost: Vec<(i64, i64)>,
}

/// Runs the regression of an outcome on controls and cohorts with effects of units and steps absorbed. `cohort` is the
/// first step of treatment of a row's unit, `None` or a step after the last where it was never treated.
///
/// # Errors
/// [`ImpactError::Data`] where rows do not match, no unit is treated, or there is no comparison; and as
/// [`Regression::least_squares`] and [`Fit::covariance`].
pub fn cohorts<'a>(
    regression: &Regression<'a>,
    cohort: &[Option<i64>],
    step: &[i64],
    variance: &Variance,
) -> Result<Cohorts<'a>> {
    let n = regression.outcome.len();
    if cohort.len() != n || step.len() != n {
        return Err(ImpactError::Data(format!(
            "{n} outcomes, {} cohorts and {} steps: give each row all three",
            cohort.len(),
            step.len()
        )));
    }
    let known: Vec<i64> = (0..n)
        .filter(|i| !regression.outcome[*i].is_nan())
        .map(|i| step[i])
        .collect();
    let (Some(first), Some(last)) = (known.iter().min(), known.iter().max()) else {
        return Err(ImpactError::Data("no row has an outcome".to_owned()));
    };
    let never = |c: &Option<i64>| c.is_none_or(|c| c > *last);
    if cohort.iter().all(|c| never(c) || c.is_some_and(|c| c <= *first)) {
        return Err(ImpactError::Data(
            "no unit is treated within the steps after the first: nothing is to be estimated".to_owned(),
        ));
    }
    if !cohort.iter().any(never) {
        return Err(ImpactError::Data(
            "every unit is treated by the last step: end the rows before the last cohort is treated, so that it is the comparison"
                .to_owned(),
        ));
    }
    let mut rows: BTreeMap<(i64, i64), Vec<usize>> = BTreeMap::new();
    for i in 0..n {
        if let Some(c) = cohort[i].filter(|c| !never(&Some(*c)))
            && step[i] - c != -1
            && !regression.outcome[i].is_nan()
        {
            rows.entry((c, step[i] - c)).or_default().push(i);
        }
    }
    let mut regressors = regression.regressors.clone();
    for ((c, e), rows) in &rows {
        let mut values = vec![0.0; n];
        for r in rows {
            values[*r] = 1.0;
        }
        regressors.push(Regressor::owned(&cell(*c, *e), values));
    }
    let fit = Regression {
        regressors,
        ..regression.clone()
    }
    .least_squares()?;
    let covariance = fit.covariance(variance)?;
    let (mut found, mut beyond) = (Vec::new(), Vec::new());
    for ((c, e), rows) in &rows {
        match fit.names().iter().position(|n| *n == cell(*c, *e)) {
            Some(at) => found.push(Cell {
                cohort: *c,
                relative: *e,
                rows: rows.len(),
                at,
            }),
            None => beyond.push((*c, *e)),
        }
    }
    Ok(Cohorts {
        fit,
        covariance,
        cells: found,
        lost: beyond,
    })
}

fn cell(cohort: i64, relative: i64) -> String {
    format!("cohort {cohort}, step {relative:+}")
}

impl<'a> Cohorts<'a> {
    /// The regression with a coefficient for each cohort and relative step.
    pub fn fit(&self) -> &Fit<'a> {
        &self.fit
    }

    /// Covariance of all coefficients.
    pub fn covariance(&self) -> &Covariance {
        &self.covariance
    }

    /// Cohorts and relative steps whose effect the others explain, so that it cannot be estimated.
    pub fn lost(&self) -> &[(i64, i64)] {
        &self.lost
    }

    /// The average over cohorts at each relative step, with the covariance of these averages.
    pub fn by_step(&self) -> (Vec<Average>, DMatrix<f64>) {
        self.averages(|c| Some(Some(c.relative)))
    }

    /// The average after treatment of each cohort.
    pub fn by_cohort(&self) -> Vec<Average> {
        self.averages(|c| (c.relative >= 0).then_some(Some(c.cohort))).0
    }

    /// The average after treatment of all cohorts; `None` where no step after treatment can be estimated.
    pub fn overall(&self) -> Option<Average> {
        self.averages(|c| (c.relative >= 0).then_some(None)).0.pop()
    }

    fn averages(&self, key: impl Fn(&Cell) -> Option<Option<i64>>) -> (Vec<Average>, DMatrix<f64>) {
        let mut groups: BTreeMap<Option<i64>, Vec<&Cell>> = BTreeMap::new();
        for c in &self.cells {
            if let Some(k) = key(c) {
                groups.entry(k).or_default().push(c);
            }
        }
        let mut weights = DMatrix::zeros(groups.len(), self.covariance.matrix().nrows());
        for (row, cells) in groups.values().enumerate() {
            let all: usize = cells.iter().map(|c| c.rows).sum();
            for c in cells {
                weights[(row, c.at)] = c.rows as f64 / all as f64;
            }
        }
        let covariance = self.covariance.combined(&weights);
        let errors = covariance.errors();
        let averages = groups
            .keys()
            .enumerate()
            .map(|(row, at)| {
                let effect = weights
                    .row(row)
                    .iter()
                    .zip(self.fit.coefficients())
                    .map(|(w, b)| w * b)
                    .sum();
                Average {
                    at: *at,
                    effect,
                    error: errors[row],
                    p: covariance.p_value(effect / errors[row]),
                }
            })
            .collect();
        (averages, covariance.matrix().clone())
    }
}
