//! The polynomials of an ARMA process and the parameters that keep them inside the region where it is stationary and
//! invertible.
//!
//! Signs as in R: `w_t = φ_1 w_{t-1} + … + e_t + θ_1 e_{t-1} + …`. A seasonal polynomial multiplies the other:
//! `φ(B) Φ(B^m) w_t = θ(B) Θ(B^m) e_t`.

/// Coefficients from free parameters: `tanh` gives partial autocorrelations in (-1, 1), and the Durbin–Levinson
/// recursion turns these into the coefficients of a stationary autoregression (Monahan 1984, Jones 1980).
pub(crate) fn stationary(free: &[f64], out: &mut [f64]) {
    for k in 0..free.len() {
        let partial = free[k].tanh();
        out[k] = partial;
        for j in 0..k.div_ceil(2) {
            let (low, high) = (out[j], out[k - 1 - j]);
            out[j] = low - partial * high;
            if j != k - 1 - j {
                out[k - 1 - j] = high - partial * low;
            }
        }
    }
}

/// The partial autocorrelations of an autoregression, into `partials`: the recursion of [`stationary`] run backwards.
/// False where the process is not stationary.
pub(crate) fn partials(coefficients: &[f64], partials: &mut Vec<f64>) -> bool {
    partials.clear();
    partials.extend_from_slice(coefficients);
    for k in (0..partials.len()).rev() {
        let partial = partials[k];
        let left = 1.0 - partial * partial;
        // Written so that NaN says no.
        if !(left > 0.0 && partial.abs() < 1.0) {
            return false;
        }
        for j in 0..k.div_ceil(2) {
            let (low, high) = (partials[j], partials[k - 1 - j]);
            partials[j] = (low + partial * high) / left;
            if j != k - 1 - j {
                partials[k - 1 - j] = (high + partial * low) / left;
            }
        }
    }
    true
}

/// Whether all roots of `1 - c_1 z - c_2 z² - …`, taken in `z^step`, lie outside the circle of radius `radius`.
pub(crate) fn roots_outside(coefficients: &[f64], step: usize, radius: f64) -> bool {
    let factor = radius.powi(i32::try_from(step).unwrap_or(i32::MAX));
    let mut power = 1.0;
    let scaled: Vec<f64> = coefficients
        .iter()
        .map(|c| {
            power *= factor;
            c * power
        })
        .collect();
    partials(&scaled, &mut Vec::new())
}

/// The coefficients of the product of `1 + sign·Σ c_i z^i` and `1 + sign·Σ s_j z^{jm}`, with `sign` -1 for
/// autoregressions and +1 for moving averages, into `out`, which is cleared first.
pub(crate) fn multiply(plain: &[f64], seasonal: &[f64], season: usize, sign: f64, out: &mut Vec<f64>) {
    out.clear();
    out.resize(plain.len() + seasonal.len() * season, 0.0);
    out[..plain.len()].copy_from_slice(plain);
    for (j, s) in seasonal.iter().enumerate() {
        let at = (j + 1) * season;
        out[at - 1] += s;
        for (i, c) in plain.iter().enumerate() {
            out[at + i] += sign * s * c;
        }
    }
}

/// The coefficients `δ` with `(1 - B)^d (1 - B^m)^D y_t = y_t - Σ δ_k y_{t-k}`.
pub(crate) fn differencing(d: usize, seasonal: usize, season: usize) -> Vec<f64> {
    let mut poly = vec![1.0];
    for lag in std::iter::repeat_n(1, d).chain(std::iter::repeat_n(season, seasonal)) {
        let mut next = poly.clone();
        next.resize(poly.len() + lag, 0.0);
        for (i, c) in poly.iter().enumerate() {
            next[i + lag] -= c;
        }
        poly = next;
    }
    poly[1..].iter().map(|c| -c).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn differences_multiply() {
        assert_eq!(differencing(1, 0, 12), [1.0]);
        assert_eq!(differencing(2, 0, 12), [2.0, -1.0]);
        assert_eq!(differencing(1, 1, 4), [1.0, 0.0, 0.0, 1.0, -1.0]);
        assert!(differencing(0, 0, 1).is_empty());
    }

    #[test]
    fn the_radius_is_that_of_the_root() {
        // 1 - 0.5 z² has its roots at √2.
        assert!(roots_outside(&[0.0, 0.5], 1, 1.41));
        assert!(!roots_outside(&[0.0, 0.5], 1, 1.42));
        assert!(!roots_outside(&[0.9], 12, 1.01));
        assert!(roots_outside(&[0.88], 12, 1.01));
    }

    proptest! {
        #[test]
        fn parameters_go_there_and_back(u in prop::collection::vec(-2.0_f64..2.0, 0..6)) {
            let mut coefficients = vec![0.0; u.len()];
            stationary(&u, &mut coefficients);
            let mut back = Vec::new();
            prop_assert!(partials(&coefficients, &mut back));
            for (a, b) in u.iter().zip(&back) {
                prop_assert!((a.tanh() - b).abs() < 1e-9);
            }
        }

        #[test]
        fn products_have_the_roots_of_their_factors(a in -0.9_f64..0.9, s in -0.9_f64..0.9) {
            let mut out = Vec::new();
            multiply(&[a], &[s], 3, -1.0, &mut out);
            // The product vanishes at the root 1/a of its first factor.
            if a.abs() > 0.1 {
                let z = 1.0 / a;
                let value = 1.0 - (1..).zip(&out).map(|(k, c)| c * z.powi(k)).sum::<f64>();
                prop_assert!(value.abs() < 1e-6 * z.abs().powi(4).max(1.0));
            }
        }
    }
}
