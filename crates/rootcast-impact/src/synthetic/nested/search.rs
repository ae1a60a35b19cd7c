//! The search for the importance of predictors: corners first, then a simplex of trials from the best.

use super::Problem;
use crate::{error::Result, simplex::Solver};

/// Trials of a simplex search for each predictor.
const PATIENCE: usize = 40;

/// The best importance found, and how many were tried.
pub(super) fn best(problem: &Problem, solver: &mut Solver) -> Result<(Vec<f64>, usize)> {
    let count = problem.spreads.len();
    let mut tried = 0;
    let mut loss = |v: &[f64]| -> Result<f64> {
        tried += 1;
        Ok(problem.loss(&problem.weights(v, solver)?))
    };
    let even = vec![1.0 / count as f64; count];
    let mut starts = vec![(loss(&even)?, even)];
    for k in 0..count {
        let corner: Vec<f64> = (0..count).map(|j| if j == k { 1.0 } else { 0.0 }).collect();
        starts.push((loss(&corner)?, corner));
    }
    starts.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut best = starts[0].clone();
    if count > 1 {
        for (_, start) in starts.iter().take(2) {
            let found = simplex_search(start, &mut loss, PATIENCE * count)?;
            // A corner is kept where nothing in the open is better: it is plain to tell.
            if found.0 < best.0 {
                best = found;
            }
        }
    }
    Ok((best.1, tried))
}

/// Importances from free numbers: shares of exponentials.
fn shares(free: &[f64]) -> Vec<f64> {
    let top = free.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let raw: Vec<f64> = free.iter().map(|x| (x - top).exp()).collect();
    let sum: f64 = raw.iter().sum();
    raw.iter().map(|x| x / sum).collect()
}

/// The simplex search of Nelder and Mead (1965) over logarithms, a number of trials long.
fn simplex_search(
    start: &[f64],
    loss: &mut impl FnMut(&[f64]) -> Result<f64>,
    trials: usize,
) -> Result<(f64, Vec<f64>)> {
    let origin: Vec<f64> = start.iter().map(|v| v.max(1e-6).ln()).collect();
    let size = origin.len();
    let mut stands = vec![(loss(&shares(&origin))?, origin.clone())];
    for k in 0..size {
        let mut there = origin.clone();
        there[k] += if start[k] > 0.5 { -2.0 } else { 3.0 };
        stands.push((loss(&shares(&there))?, there));
    }
    let mut spent = size + 1;
    while spent < trials {
        stands.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (low, high) = (stands[0].0, stands[size].0);
        if high - low <= 1e-12 * low.abs() {
            break;
        }
        let middle: Vec<f64> = (0..size)
            .map(|k| stands[..size].iter().map(|s| s.1[k]).sum::<f64>() / size as f64)
            .collect();
        let mut at = |part: f64| -> Result<(f64, Vec<f64>)> {
            let there: Vec<f64> = middle
                .iter()
                .zip(&stands[size].1)
                .map(|(m, w)| m + part * (m - w))
                .collect();
            spent += 1;
            Ok((loss(&shares(&there))?, there))
        };
        let mirrored = at(1.0)?;
        if mirrored.0 < low {
            let further = at(2.0)?;
            stands[size] = if further.0 < mirrored.0 { further } else { mirrored };
        } else if mirrored.0 < stands[size - 1].0 {
            stands[size] = mirrored;
        } else {
            let inner = at(if mirrored.0 < high { 0.5 } else { -0.5 })?;
            if inner.0 < high.min(mirrored.0) {
                stands[size] = inner;
            } else {
                let best = stands[0].1.clone();
                for stand in &mut stands[1..] {
                    for (x, b) in stand.1.iter_mut().zip(&best) {
                        *x = 0.5 * (*x + b);
                    }
                    stand.0 = loss(&shares(&stand.1))?;
                }
                spent += size;
            }
        }
    }
    let (found, at) = stands
        .into_iter()
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .unwrap_or((f64::INFINITY, origin));
    Ok((found, shares(&at)))
}
