//! Scores for quantiles and central intervals.
//!
//! The weighted interval score is a mean of quantile scores, so it needs nothing of a forecast but some of its
//! quantiles, and with ever more of them it becomes the [CRPS](super::crps). J. Bracher, E. L. Ray, T. Gneiting and
//! N. G. Reich, *Evaluating epidemic forecasts in an interval format*, `PLoS` Computational Biology 17 (2021), with the
//! correction of 2022.

use crate::predictive::Predictive;

/// The two intervals by which this crate reports: 80 % and 95 %.
pub const REPORTED: [f64; 2] = [0.2, 0.05];

/// What a quantile at level τ costs: (1{y < q} − τ)(q − y), the pinball loss.
///
/// ```
/// use rootcast_forecast::score::interval::quantile_score;
/// assert!((quantile_score(0.9, 5.0, 8.0) - 2.7).abs() < 1e-12);
/// ```
pub fn quantile_score(level: f64, quantile: f64, outcome: f64) -> f64 {
    if outcome < quantile {
        (1.0 - level) * (quantile - outcome)
    } else {
        level * (outcome - quantile)
    }
}

/// What a central interval of probability 1 − α costs: its width, and 2/α for each unit by which the outcome missed it.
///
/// ```
/// use rootcast_forecast::score::interval::interval_score;
/// assert!((interval_score(0.2, 2.0, 6.0, 0.0) - 24.0).abs() < 1e-12);
/// ```
pub fn interval_score(alpha: f64, lower: f64, upper: f64, outcome: f64) -> f64 {
    (upper - lower) + 2.0 / alpha * ((lower - outcome).max(0.0) + (outcome - upper).max(0.0))
}

/// The weighted interval score of a median and *K* central intervals, each (α, lower, upper):
///
/// (½ |y − m| + Σ αₖ/2 · Sₖ) / (K + ½), with *S* the score of an interval.
///
/// ```
/// use rootcast_forecast::score::interval::weighted_interval_score;
/// let score = weighted_interval_score(10.0, &[(0.2, 8.0, 12.0), (0.05, 5.0, 15.0)], 10.0);
/// assert!((score - 0.26).abs() < 1e-12);
/// ```
pub fn weighted_interval_score(median: f64, intervals: &[(f64, f64, f64)], outcome: f64) -> f64 {
    let sum: f64 = intervals
        .iter()
        .map(|(alpha, lower, upper)| alpha / 2.0 * interval_score(*alpha, *lower, *upper, outcome))
        .sum();
    (0.5 * (outcome - median).abs() + sum) / (intervals.len() as f64 + 0.5)
}

/// The [weighted interval score](weighted_interval_score) of one step of a forecast, for intervals of probability 1 − α
/// each; [`REPORTED`] are the usual ones.
pub fn of(forecast: &Predictive, step: usize, outcome: f64, alphas: &[f64]) -> f64 {
    let sum: f64 = alphas
        .iter()
        .map(|alpha| {
            let (lower, upper) = forecast.interval(step, 1.0 - alpha);
            alpha / 2.0 * interval_score(*alpha, lower, upper, outcome)
        })
        .sum();
    (0.5 * (outcome - forecast.median(step)).abs() + sum) / (alphas.len() as f64 + 0.5)
}

/// The mean scaled interval score of the M4 competition: the mean of the interval scores, divided by the mean error of
/// the seasonal naive forecast in the history ([`point::naive_error`](super::point::naive_error)). Each row is (lower,
/// upper, outcome); `None` where there is no row or the divisor is 0.
pub fn mean_scaled_interval_score(alpha: f64, rows: &[(f64, f64, f64)], naive_error: f64) -> Option<f64> {
    let sum: f64 = rows
        .iter()
        .map(|(lower, upper, outcome)| interval_score(alpha, *lower, *upper, *outcome))
        .sum();
    (!rows.is_empty() && naive_error > 0.0).then(|| sum / rows.len() as f64 / naive_error)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::score::crps;

    proptest! {
        #[test]
        fn intervals_are_pairs_of_quantiles(low in -1e3..1e3, width in 0.0..1e3, y in -2e3..2e3, alpha in 0.01..0.99) {
            let (lower, upper) = (low, low + width);
            let two = quantile_score(alpha / 2.0, lower, y) + quantile_score(1.0 - alpha / 2.0, upper, y);
            let one = interval_score(alpha, lower, upper, y);
            prop_assert!((one * alpha / 2.0 - two).abs() < 1e-8 * one.max(1.0));
            prop_assert!(one >= 0.0);
        }
    }

    #[test]
    fn with_many_intervals_it_is_the_crps() {
        let forecast = Predictive::normal(vec![3.0], vec![2.0]);
        let alphas: Vec<f64> = (1..2000).map(|k| f64::from(k) / 2000.0).collect();
        for y in [-4.0, 3.0, 5.5] {
            let (wis, crps) = (of(&forecast, 0, y, &alphas), crps::of(&forecast, 0, y));
            assert!((wis / crps - 1.0).abs() < 5e-3, "{y}: {wis} {crps}");
        }
    }

    #[test]
    fn scaled_scores_need_a_scale() {
        let rows = [(8.0, 12.0, 10.0), (8.0, 12.0, 13.0)];
        let want = f64::midpoint(4.0, 4.0 + 40.0) / 2.0;
        assert!((mean_scaled_interval_score(0.05, &rows, 2.0).unwrap() - want).abs() < 1e-12);
        assert_eq!(mean_scaled_interval_score(0.05, &rows, 0.0), None);
        assert_eq!(mean_scaled_interval_score(0.05, &[], 1.0), None);
    }
}
