//! Quantile regression, exactly: from vertex to vertex (Koenker and Bassett 1978).

use nalgebra::{DMatrix, DVector};

use super::{moments::least_squares, not_defined};
use crate::error::Result;

/// Coefficients of the regression of a quantile. At the optimum as many residuals are nought as there are columns;
/// each round leaves one of them along the edge that falls fastest, to where the fall ends.
pub(super) fn quantile(x: &DMatrix<f64>, y: &DVector<f64>, share: f64) -> Result<DVector<f64>> {
    let (rows, columns) = x.shape();
    let start = least_squares(x, y)?;
    let rest = y - x * start;
    let mut order: Vec<usize> = (0..rows).collect();
    order.sort_by(|a, b| rest[*a].abs().total_cmp(&rest[*b].abs()));
    let mut basis = independent(x, &order);
    if basis.len() < columns {
        return Err(not_defined(
            "donors that matter are collinear before treatment".to_owned(),
        ));
    }
    let size = y.amax().max(f64::MIN_POSITIVE);
    for _ in 0..200 {
        let square = DMatrix::from_fn(columns, columns, |i, j| x[(basis[i], j)]);
        let Some(inverse) = square.try_inverse() else {
            break;
        };
        let coefficients = &inverse * DVector::from_fn(columns, |i, _| y[basis[i]]);
        let rest = y - x * &coefficients;
        let mut best = (-1e-10 * size, None);
        for k in 0..columns {
            for sign in [1.0, -1.0] {
                let direction = inverse.column(k) * sign;
                let along = x * &direction;
                // The basis row itself leaves nought with slope `sign`, and the residual takes the other.
                let slope: f64 = (0..rows)
                    .map(|i| {
                        let a = if basis.contains(&i) && i != basis[k] {
                            0.0
                        } else {
                            along[i]
                        };
                        let down = if basis.contains(&i) {
                            a > 0.0
                        } else {
                            rest[i] < 0.0
                        };
                        if down { (1.0 - share) * a } else { -share * a }
                    })
                    .sum();
                let steep = slope / along.amax().max(f64::MIN_POSITIVE);
                if steep < best.0 {
                    best = (steep, Some((k, along, slope)));
                }
            }
        }
        let (_, Some((leaves, along, slope))) = best else {
            return Ok(coefficients);
        };
        // Residuals that pass nought on the way, nearest first: each bends the fall by the size of its slope.
        let mut passes: Vec<(f64, usize)> = (0..rows)
            .filter(|i| !basis.contains(i))
            .filter_map(|i| {
                let at = rest[i] / along[i];
                (at > 0.0 && at.is_finite()).then_some((at, i))
            })
            .collect();
        passes.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut fall = slope;
        let mut enters = None;
        for (_, i) in passes {
            fall += along[i].abs();
            enters = Some(i);
            if fall >= 0.0 {
                break;
            }
        }
        let Some(enters) = enters else {
            return Ok(coefficients);
        };
        basis[leaves] = enters;
    }
    Err(not_defined(
        "quantiles of the residuals did not come to rest".to_owned(),
    ))
}

/// The first rows in this order that are independent.
fn independent(x: &DMatrix<f64>, order: &[usize]) -> Vec<usize> {
    let mut basis = Vec::new();
    let mut kept: Vec<DVector<f64>> = Vec::new();
    for i in order {
        let mut row = x.row(*i).transpose();
        let size = row.norm();
        for k in &kept {
            let part = k.dot(&row);
            row -= k * part;
        }
        if row.norm() > 1e-9 * size {
            kept.push(row.normalize());
            basis.push(*i);
        }
        if basis.len() == x.ncols() {
            break;
        }
    }
    basis
}
