//! The nearest figures that are not below 0.
//!
//! Least (b − b̃)′ V⁻¹ (b − b̃) with b ≥ 0 has the conditions b = b̃ + V λ, b ≥ 0, λ ≥ 0, λ′b = 0. For the figures held at 0,
//! λ is minus the inverse of their part of V times their part of b̃; for the others it is 0. Which are held is searched by
//! block principal pivoting: all figures that break a condition change sides at once (J. Júdice and F. Pires, *A block
//! principal pivoting algorithm for large-scale strictly monotone linear complementarity problems*, 1994), and where that
//! stops making progress, one at a time (K. G. Murty 1974), which ends for every positive definite V.

use nalgebra::{Cholesky, DMatrix, DVector};

use crate::error::{ForecastError, Result};

/// What the search needs to know.
pub(super) trait Problem {
    /// An element of V.
    fn covariance(&self, i: usize, j: usize) -> f64;
}

/// Replaces the figures by the nearest that are not below 0.
pub(super) fn nearest(problem: &impl Problem, figures: &mut [f64]) -> Result<()> {
    let n = figures.len();
    let size = figures.iter().fold(0.0_f64, |a, b| a.max(b.abs()));
    let slack = size * 1e-12;
    let mut held: Vec<bool> = figures.iter().map(|b| *b < 0.0).collect();
    if !held.contains(&true) {
        return Ok(());
    }
    let (mut fewest, mut tries) = (n + 1, 3);
    for _ in 0..100 + 20 * n {
        let (moved, force) = solve(problem, figures, &held)?;
        let breaks: Vec<usize> = (0..n)
            .filter(|i| {
                if held[*i] {
                    force[*i] < 0.0
                } else {
                    moved[*i] < -slack
                }
            })
            .collect();
        if breaks.is_empty() {
            for (figure, moved) in figures.iter_mut().zip(&moved) {
                *figure = moved.max(0.0);
            }
            return Ok(());
        }
        if breaks.len() < fewest {
            (fewest, tries) = (breaks.len(), 3);
        } else if tries > 0 {
            tries -= 1;
        }
        let change = if tries > 0 {
            &breaks[..]
        } else {
            &breaks[breaks.len() - 1..]
        };
        for i in change {
            held[*i] = !held[*i];
        }
    }
    Err(ForecastError::NoFit {
        model: "non-negative reconciliation",
        why: "the search for the nearest figures did not end: reconcile without the bound".to_owned(),
    })
}

/// The figures and the forces λ for a choice of figures held at 0.
fn solve(problem: &impl Problem, figures: &[f64], held: &[bool]) -> Result<(Vec<f64>, Vec<f64>)> {
    let zeros: Vec<usize> = (0..figures.len()).filter(|i| held[*i]).collect();
    let inner = DMatrix::from_fn(zeros.len(), zeros.len(), |i, j| {
        problem.covariance(zeros[i], zeros[j])
    });
    let right = DVector::from_fn(zeros.len(), |i, _| -figures[zeros[i]]);
    let solved = Cholesky::new(inner)
        .ok_or_else(|| ForecastError::NoFit {
            model: "non-negative reconciliation",
            why: "the covariance of reconciled errors is singular: use shrinkage or variances".to_owned(),
        })?
        .solve(&right);
    let mut force = vec![0.0; figures.len()];
    for (zero, f) in zeros.iter().zip(solved.iter()) {
        force[*zero] = *f;
    }
    let moved = (0..figures.len())
        .map(|i| {
            if held[i] {
                return 0.0;
            }
            let push: f64 = zeros.iter().map(|z| problem.covariance(i, *z) * force[*z]).sum();
            figures[i] + push
        })
        .collect();
    Ok((moved, force))
}
