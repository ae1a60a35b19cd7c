//! Least squares on columns from which the effects are taken out.

#![allow(clippy::many_single_char_names, reason = "the letters of the equations")]

use nalgebra::{DMatrix, DVector};

use crate::{
    absorb::dot,
    error::{ImpactError, Result},
};

/// The length left of a column, relative to what it was, below which effects or other columns explain it.
const EXPLAINED: f64 = 1e-6;

/// What least squares gives.
pub(crate) struct Solved {
    /// Columns used.
    pub(crate) kept: Vec<usize>,
    pub(crate) coefficients: Vec<f64>,
    /// `(X'WX)⁻¹`.
    pub(crate) inverse: DMatrix<f64>,
    pub(crate) residuals: Vec<f64>,
}

/// Least squares of `y` on columns, with weights where they differ. `raw` is the length of each column before effects
/// were taken out.
///
/// The normal equations are solved by a Cholesky factor of columns of length one, in their order; a column whose pivot
/// vanishes is left out. Two steps of refinement on the residuals give back the digits that squaring costs.
pub(crate) fn solve(
    columns: &[Vec<f64>],
    y: &[f64],
    weights: Option<&[f64]>,
    raw: &[f64],
    names: &[String],
) -> Result<Solved> {
    let inner = |a: &[f64], b: &[f64]| match weights {
        None => dot(a, b),
        Some(w) => a.iter().zip(b).zip(w).map(|((a, b), w)| a * b * w).sum(),
    };
    let p = columns.len();
    let mut lengths = vec![0.0; p];
    let mut gram = DMatrix::<f64>::zeros(p, p);
    for i in 0..p {
        lengths[i] = inner(&columns[i], &columns[i]).sqrt();
        for j in 0..i {
            gram[(i, j)] = inner(&columns[i], &columns[j]);
        }
    }
    let kept = independent(
        &gram,
        &lengths,
        &columns
            .iter()
            .zip(raw)
            .map(|(c, r)| dot(c, c).sqrt() > EXPLAINED * r)
            .collect::<Vec<_>>(),
    );
    if kept.is_empty() && p > 0 {
        return Err(ImpactError::Data(format!(
            "the fixed effects explain all of {}: a column that does not vary within their levels has no coefficient beside them; absorb fewer factors",
            names.join(", ")
        )));
    }
    let k = kept.len();
    let scaled = DMatrix::from_fn(k, k, |i, j| {
        let (a, b) = (kept[i.max(j)], kept[i.min(j)]);
        if i == j {
            1.0
        } else {
            gram[(a, b)] / (lengths[a] * lengths[b])
        }
    });
    let Some(factor) = scaled.cholesky() else {
        return Err(ImpactError::NoFit {
            estimator: "least squares",
            why: "the columns explain each other: leave some out".to_owned(),
        });
    };
    let mut b = vec![0.0; k];
    let mut residuals = y.to_vec();
    for _ in 0..3 {
        let right = DVector::from_fn(k, |i, _| inner(&columns[kept[i]], &residuals) / lengths[kept[i]]);
        let step = factor.solve(&right);
        for (i, c) in kept.iter().enumerate() {
            let d = step[i] / lengths[*c];
            b[i] += d;
            residuals
                .iter_mut()
                .zip(&columns[*c])
                .for_each(|(e, x)| *e -= d * x);
        }
    }
    let mut inverse = factor.inverse();
    for i in 0..k {
        for j in 0..k {
            inverse[(i, j)] /= lengths[kept[i]] * lengths[kept[j]];
        }
    }
    Ok(Solved {
        kept,
        coefficients: b,
        inverse,
        residuals,
    })
}

/// The columns that neither the effects nor those before them explain.
fn independent(gram: &DMatrix<f64>, lengths: &[f64], left: &[bool]) -> Vec<usize> {
    let mut kept: Vec<usize> = Vec::new();
    // Rows of the Cholesky factor of the columns kept so far.
    let mut rows: Vec<Vec<f64>> = Vec::new();
    for j in 0..lengths.len() {
        if !left[j] || lengths[j] == 0.0 {
            continue;
        }
        let mut row = Vec::with_capacity(kept.len() + 1);
        for (i, k) in kept.iter().enumerate() {
            let before = dot(&row, &rows[i][..i]);
            row.push((gram[(j, *k)] / (lengths[j] * lengths[*k]) - before) / rows[i][i]);
        }
        let pivot = 1.0 - dot(&row, &row);
        if pivot > EXPLAINED * EXPLAINED {
            row.push(pivot.sqrt());
            rows.push(row);
            kept.push(j);
        }
    }
    kept
}
