//! Quantiles of normal distributions that are cut or folded.

use statrs::distribution::{ContinuousCDF, Normal};

/// The quantile at `p` of a standard normal cut to `[low, high]`, exact far out in either tail.
pub(super) fn cut_quantile(p: f64, low: f64, high: f64) -> f64 {
    let normal = Normal::standard();
    if high <= low {
        return low;
    }
    if high < 0.0 {
        return -cut_quantile(1.0 - p, -high, -low);
    }
    let x = if low > 0.0 {
        let (tail, beyond) = (normal.sf(low), normal.sf(high));
        let mass = tail - beyond;
        if tail < 1e-290 || mass <= 0.0 {
            // Mills' ratio: the tail falls as exp(−x²/2).
            let span = (f64::midpoint(low, high) * (low - high)).exp_m1();
            (low * low - 2.0 * (p * span).ln_1p()).max(low * low).sqrt()
        } else {
            -normal.inverse_cdf(tail - p * mass)
        }
    } else {
        let (below, above) = (normal.cdf(low), normal.sf(high));
        let at = below + p * (1.0 - above - below);
        if at < 0.5 {
            normal.inverse_cdf(at)
        } else {
            -normal.inverse_cdf(above + (1.0 - p) * (1.0 - above - below))
        }
    };
    x.clamp(low, high)
}

/// The quantile at `p` of `|N(mean, 1)|`.
pub(super) fn folded_quantile(p: f64, mean: f64) -> f64 {
    let normal = Normal::standard();
    let mean = mean.abs();
    let within = |x: f64| normal.cdf(x - mean) - normal.cdf(-x - mean);
    let (mut low, mut high) = (0.0, mean + 10.0);
    for _ in 0..80 {
        let middle = f64::midpoint(low, high);
        if within(middle) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_known() {
        assert!(
            (cut_quantile(0.95, f64::NEG_INFINITY, f64::INFINITY) - 1.644_853_626_951_472_7).abs() < 1e-9
        );
        assert!((cut_quantile(0.5, -1.0, 1.0)).abs() < 1e-12);
        assert!((cut_quantile(0.3, 2.0, 3.0) + cut_quantile(0.7, -3.0, -2.0)).abs() < 1e-9);
        // Beyond 40 the cut normal is close to an exponential of rate 40.
        assert!((cut_quantile(0.5, 40.0, f64::INFINITY) - (40.0 + 2.0_f64.ln() / 40.0)).abs() < 1e-4);
        assert!((folded_quantile(0.95, 0.0) - 1.959_963_984_540_054).abs() < 1e-9);
        assert!((folded_quantile(0.95, 8.0) - (8.0 + 1.644_853_626_951_472_7)).abs() < 1e-9);
    }
}
