//! The probability that correlated normals lie in a rectangle.

#![allow(clippy::many_single_char_names, reason = "the letters of the equations")]

use nalgebra::DMatrix;
use statrs::distribution::{ContinuousCDF, Normal};

/// Points of the rule.
const POINTS: u32 = 16_384;

/// Variables are taken one after the other given those before (Genz 1992), over a Kronecker sequence of points folded at
/// its ends: the same rectangle has the same probability.
pub(super) fn probability(correlation: &DMatrix<f64>, low: &[f64], high: &[f64]) -> f64 {
    let Some(root) = correlation.clone().cholesky().map(|c| c.l()) else {
        return f64::NAN;
    };
    let normal = Normal::standard();
    let k = low.len();
    // Square roots of primes are rationally independent.
    let mut steps: Vec<f64> = Vec::with_capacity(k);
    let mut candidate = 2_u32;
    while steps.len() < k {
        if (2..candidate)
            .take_while(|d| d * d <= candidate)
            .all(|d| !candidate.is_multiple_of(d))
        {
            steps.push(f64::from(candidate).sqrt().fract());
        }
        candidate += 1;
    }
    let mut sum = 0.0;
    let mut z = vec![0.0; k];
    for point in 0..POINTS {
        let mut product = 1.0;
        for i in 0..k {
            let before: f64 = (0..i).map(|j| root[(i, j)] * z[j]).sum();
            let (a, b) = (
                normal.cdf((low[i] - before) / root[(i, i)]),
                normal.cdf((high[i] - before) / root[(i, i)]),
            );
            product *= b - a;
            if product <= 0.0 {
                break;
            }
            let u = (2.0 * (f64::from(point + 1) * steps[i]).fract() - 1.0).abs();
            z[i] = normal.inverse_cdf((a + u * (b - a)).clamp(1e-16, 1.0 - 1e-16));
        }
        sum += product;
    }
    sum / f64::from(POINTS)
}
