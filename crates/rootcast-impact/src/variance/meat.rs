//! Sums of products of scores.

use std::collections::BTreeMap;

use nalgebra::DMatrix;

use crate::{
    absorb::Factor,
    error::{ImpactError, Result},
    regression::Fit,
};

/// The score of a row for a coefficient.
fn score(fit: &Fit, row: usize, column: usize) -> f64 {
    fit.design[column][row] * fit.residuals()[row]
}

/// Each row on its own.
pub(super) fn rows(fit: &Fit) -> DMatrix<f64> {
    let p = fit.design.len();
    let mut meat = DMatrix::zeros(p, p);
    for i in 0..p {
        for j in 0..=i {
            let sum = (0..fit.rows())
                .map(|r| score(fit, r, i) * score(fit, r, j))
                .sum::<f64>();
            meat[(i, j)] = sum;
            meat[(j, i)] = sum;
        }
    }
    meat
}

/// Sums of the scores by level: a row a level.
pub(crate) fn sums(fit: &Fit, factor: &Factor) -> DMatrix<f64> {
    let mut sums = DMatrix::zeros(factor.levels(), fit.design.len());
    for j in 0..fit.design.len() {
        let mut column = sums.column_mut(j);
        for (r, c) in factor.codes().iter().enumerate() {
            column[*c as usize] += score(fit, r, j);
        }
    }
    sums
}

/// Rows correlated within the levels of a factor.
pub(super) fn clusters(fit: &Fit, factor: &Factor) -> DMatrix<f64> {
    let s = sums(fit, factor);
    s.transpose() * s
}

/// Weight of a lag: falls evenly to zero after the last (Bartlett).
fn bartlett(lag: usize, last: usize) -> f64 {
    1.0 - lag as f64 / (last + 1) as f64
}

/// Rows correlated within units over some steps; the factor of the steps.
pub(super) fn within(fit: &Fit, unit: &Factor, step: &[i64], last: usize) -> Result<(DMatrix<f64>, Factor)> {
    let p = fit.design.len();
    let mut place: BTreeMap<(u32, i64), usize> = BTreeMap::new();
    for (r, (u, s)) in unit.codes().iter().zip(step).enumerate() {
        if place.insert((*u, *s), r).is_some() {
            return Err(ImpactError::Data(format!(
                "two rows of one unit are at step {s}: errors along time within units need one row a step"
            )));
        }
    }
    let mut meat = rows(fit);
    for ((u, s), r) in &place {
        for lag in 1..=last {
            let Some(before) = i64::try_from(lag).ok().and_then(|l| place.get(&(*u, s - l))) else {
                continue;
            };
            let w = bartlett(lag, last);
            for i in 0..p {
                for j in 0..p {
                    let product = score(fit, *r, i) * score(fit, *before, j);
                    meat[(i, j)] += w * product;
                    meat[(j, i)] += w * product;
                }
            }
        }
    }
    Ok((meat, Factor::new("step", step)?))
}

/// Rows correlated across units over some steps; the factor of the steps.
pub(super) fn across(fit: &Fit, step: &[i64], last: usize) -> Result<(DMatrix<f64>, Factor)> {
    let factor = Factor::new("step", step)?;
    let s = sums(fit, &factor);
    let mut labels = step.to_vec();
    labels.sort_unstable();
    labels.dedup();
    let mut meat = s.transpose() * &s;
    for (at, label) in labels.iter().enumerate() {
        for lag in 1..=last {
            let Some(before) = i64::try_from(lag)
                .ok()
                .and_then(|l| labels.binary_search(&(label - l)).ok())
            else {
                continue;
            };
            let product = s.row(at).transpose() * s.row(before);
            meat += (&product + product.transpose()) * bartlett(lag, last);
        }
    }
    Ok((meat, factor))
}
