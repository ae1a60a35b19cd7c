//! Means, variances and quantiles of samples, as the methods of this crate need them.

use statrs::distribution::{ContinuousCDF, Normal};

/// The mean; 0 of nothing.
pub(crate) fn mean(values: &[f64]) -> f64 {
    if values.is_empty() {
        return 0.0;
    }
    values.iter().sum::<f64>() / values.len() as f64
}

/// The variance with n − 1 in the denominator; 0 of fewer than two.
pub(crate) fn variance(values: &[f64]) -> f64 {
    if values.len() < 2 {
        return 0.0;
    }
    let centre = mean(values);
    values.iter().map(|v| (v - centre).powi(2)).sum::<f64>() / (values.len() - 1) as f64
}

/// The quantile at `share` of values sorted upwards, linear between order statistics (type 7 of Hyndman & Fan 1996);
/// NaN of nothing.
pub(crate) fn quantile_sorted(sorted: &[f64], share: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else {
        return f64::NAN;
    };
    let at = share.clamp(0.0, 1.0) * last as f64;
    let low = below(at).min(last);
    let high = (low + 1).min(last);
    let weight = at - low as f64;
    sorted[low] + weight * (sorted[high] - sorted[low])
}

/// The whole number below a figure that is not negative.
pub(crate) fn below(value: f64) -> usize {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "saturates, and callers pass a count or a position in a list"
    )]
    {
        value as usize
    }
}

/// The quantile of the standard normal at a probability.
pub(crate) fn normal_quantile(probability: f64) -> f64 {
    Normal::standard().inverse_cdf(probability)
}

/// ln Σ exp of values, without overflow; −∞ of nothing.
pub(crate) fn log_sum_exp(values: &[f64]) -> f64 {
    let top = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if !top.is_finite() {
        return top;
    }
    top + values.iter().map(|v| (v - top).exp()).sum::<f64>().ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_lie_between_order_statistics() {
        let values = [1.0, 2.0, 4.0, 8.0];
        assert!((quantile_sorted(&values, 0.5) - 3.0).abs() < 1e-15);
        assert!((quantile_sorted(&values, 1.0) - 8.0).abs() < 1e-15);
        assert!(quantile_sorted(&[], 0.5).is_nan());
    }

    #[test]
    fn sums_of_exponentials_do_not_overflow() {
        assert!((log_sum_exp(&[1000.0, 1000.0]) - (1000.0 + 2f64.ln())).abs() < 1e-12);
        assert!(log_sum_exp(&[f64::NEG_INFINITY]).is_infinite());
        assert!(log_sum_exp(&[]).is_infinite());
    }
}
