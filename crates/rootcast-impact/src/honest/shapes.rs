//! Restrictions as sets of linear inequalities `A δ ≤ d`.

#![allow(clippy::many_single_char_names, reason = "the letters of the equations")]

use nalgebra::{DMatrix, DVector};

use super::Restriction;

/// One polyhedron: a restriction is the union of some.
pub(super) struct Shape {
    pub(super) a: DMatrix<f64>,
    pub(super) d: DVector<f64>,
}

/// The polyhedra of a restriction, for differences at `before` steps before treatment and `after` steps from it on.
pub(super) fn of(restriction: Restriction, before: usize, after: usize) -> Vec<Shape> {
    match restriction {
        Restriction::Smoothness(m) => vec![smooth(before, after, m)],
        // The largest change before treatment may be any of them, up or down.
        Restriction::RelativeMagnitudes(m) => (0..before)
            .flat_map(|s| [1.0, -1.0].map(|sign| relative(before, after, m, s, sign)))
            .collect(),
    }
}

/// The step of reference has no difference: its column falls out.
fn without_reference(rows: &[Vec<f64>], before: usize) -> DMatrix<f64> {
    let n = rows.first().map_or(1, Vec::len);
    DMatrix::from_fn(rows.len(), n - 1, |i, j| {
        rows[i][if j < before { j } else { j + 1 }]
    })
}

/// All changes from step to step within `m` times that into step `s + 1`, which is the largest before treatment.
fn relative(before: usize, after: usize, m: f64, s: usize, sign: f64) -> Shape {
    let n = before + after + 1;
    let change = |t: usize| {
        let mut row = vec![0.0; n];
        row[t] = -1.0;
        row[t + 1] = 1.0;
        row
    };
    let largest: Vec<f64> = change(s).iter().map(|v| v * sign).collect();
    let mut rows = Vec::new();
    for side in [1.0, -1.0] {
        for t in 0..before + after {
            let times = if t < before { 1.0 } else { m };
            let row: Vec<f64> = change(t)
                .iter()
                .zip(&largest)
                .map(|(c, l)| side * c - times * l)
                .collect();
            if row.iter().any(|v| v.abs() > 1e-10) {
                rows.push(row);
            }
        }
    }
    let a = without_reference(&rows, before);
    let d = DVector::zeros(a.nrows());
    Shape { a, d }
}

/// All changes of slope within `m`.
fn smooth(before: usize, after: usize, m: f64) -> Shape {
    let n = before + after + 1;
    let mut rows = Vec::new();
    for side in [1.0, -1.0] {
        for t in 0..n - 2 {
            let mut row = vec![0.0; n];
            row[t] = side;
            row[t + 1] = -2.0 * side;
            row[t + 2] = side;
            rows.push(row);
        }
    }
    let a = without_reference(&rows, before);
    let d = DVector::from_element(a.nrows(), m);
    Shape { a, d }
}
