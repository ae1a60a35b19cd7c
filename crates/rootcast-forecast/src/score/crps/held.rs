//! The score for distributions that are held as samples or as quantiles.

/// A sample taken as the distribution itself: (1/m) Σ|xᵢ − y| − 1/(2m²) ΣΣ|xᵢ − xⱼ|. Empty samples have no score.
///
/// The order of the sample does not matter; see [`sorted_ensemble`] for one that is in order.
pub fn ensemble(sample: &[f64], outcome: f64) -> f64 {
    let mut sorted = sample.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted_ensemble(&sorted, outcome)
}

/// A sample as draws from a distribution that is not known: (1/m) Σ|xᵢ − y| − 1/(2m(m − 1)) ΣΣ|xᵢ − xⱼ|, whose mean over
/// samples is the score of the distribution (C. A. T. Ferro 2014, *Fair scores for ensemble forecasts*). It takes two.
pub fn fair(sample: &[f64], outcome: f64) -> f64 {
    if sample.len() < 2 {
        return f64::NAN;
    }
    let mut sorted = sample.to_vec();
    sorted.sort_by(f64::total_cmp);
    let m = sorted.len() as f64;
    distance(&sorted, outcome) / m - difference(&sorted) / (2.0 * m * (m - 1.0))
}

/// [`ensemble`] for a sample that is in rising order.
pub fn sorted_ensemble(sorted: &[f64], outcome: f64) -> f64 {
    let m = sorted.len() as f64;
    if sorted.is_empty() {
        return f64::NAN;
    }
    distance(sorted, outcome) / m - difference(sorted) / (2.0 * m * m)
}

/// Σ|xᵢ − y|.
fn distance(sample: &[f64], outcome: f64) -> f64 {
    sample.iter().map(|x| (x - outcome).abs()).sum()
}

/// ΣΣ|xᵢ − xⱼ|, with each pair counted twice: the sum of gaps, each as often as pairs lie across it.
fn difference(sorted: &[f64]) -> f64 {
    let m = sorted.len();
    let across = |i: usize| (i + 1) as f64 * (m - 1 - i) as f64;
    2.0 * sorted
        .windows(2)
        .enumerate()
        .map(|(i, pair)| (pair[1] - pair[0]) * across(i))
        .sum::<f64>()
}

/// A distribution given by values at rising levels: straight between them, with the rest of the probability at the
/// outermost values, as [`Predictive`](crate::predictive::Predictive) reads it. The integral is exact.
pub fn quantiles(levels: &[f64], values: &[f64], outcome: f64) -> f64 {
    let (Some(first), Some(last)) = (values.first(), values.last()) else {
        return f64::NAN;
    };
    // Where F is still 0 or already 1 the integrand is 1 between there and the outcome.
    let mut sum = (first - outcome).max(0.0) + (outcome - last).max(0.0);
    for (value, level) in values.windows(2).zip(levels.windows(2)) {
        let [from, to] = [value[0], value[1]];
        let width = to - from;
        if width <= 0.0 {
            continue;
        }
        let at = outcome.clamp(from, to);
        let middle = level[0] + (at - from) / width * (level[1] - level[0]);
        sum += squares(level[0], middle) * (at - from) + squares(1.0 - middle, 1.0 - level[1]) * (to - at);
    }
    if outcome.is_nan() { f64::NAN } else { sum }
}

/// The mean of the square of what runs straight from `a` to `b`.
fn squares(a: f64, b: f64) -> f64 {
    (a * a + a * b + b * b) / 3.0
}

#[cfg(test)]
#[allow(clippy::float_cmp)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn plain(sample: &[f64], y: f64, pairs: f64) -> f64 {
        let m = sample.len() as f64;
        let apart: f64 = sample
            .iter()
            .map(|a| sample.iter().map(|b| (a - b).abs()).sum::<f64>())
            .sum();
        sample.iter().map(|x| (x - y).abs()).sum::<f64>() / m - apart / (2.0 * pairs)
    }

    proptest! {
        #[test]
        fn samples_are_marked_by_the_definition(sample in prop::collection::vec(-1e3..1e3, 2..40), y in -2e3..2e3) {
            let m = sample.len() as f64;
            prop_assert!((ensemble(&sample, y) - plain(&sample, y, m * m)).abs() < 1e-8);
            prop_assert!((fair(&sample, y) - plain(&sample, y, m * (m - 1.0))).abs() < 1e-8);
            prop_assert!(ensemble(&sample, y) >= -1e-9);
        }

        #[test]
        fn order_does_not_matter(sample in prop::collection::vec(-1e3..1e3, 2..40), y in -2e3..2e3) {
            let mut turned = sample.clone();
            turned.reverse();
            prop_assert_eq!(ensemble(&sample, y), ensemble(&turned, y));
            prop_assert_eq!(fair(&sample, y), fair(&turned, y));
        }

        #[test]
        fn quantiles_are_never_marked_below_zero(mut values in prop::collection::vec(-1e3..1e3, 5), y in -2e3..2e3) {
            values.sort_by(f64::total_cmp);
            prop_assert!(quantiles(&[0.05, 0.25, 0.5, 0.75, 0.95], &values, y) >= 0.0);
        }
    }

    #[test]
    fn quantiles_are_the_integral() {
        let (levels, values) = ([0.1, 0.4, 0.9], [1.0, 2.0, 6.0]);
        let cdf = |x: f64| match x {
            x if x < 1.0 => 0.0,
            x if x < 2.0 => 0.1 + 0.3 * (x - 1.0),
            x if x < 6.0 => 0.4 + 0.5 * (x - 2.0) / 4.0,
            _ => 1.0,
        };
        for y in [-1.0, 1.0, 1.3, 2.0, 5.0, 6.0, 9.0] {
            let n = 1_200_000;
            let want: f64 = (0..n)
                .map(|i| {
                    let x = -2.0 + 12.0 * (f64::from(i) + 0.5) / f64::from(n);
                    let d = cdf(x) - f64::from(u8::from(y <= x));
                    d * d * 12.0 / f64::from(n)
                })
                .sum();
            assert!((quantiles(&levels, &values, y) - want).abs() < 1e-4, "{y}");
        }
    }

    #[test]
    fn nothing_has_no_score() {
        assert!(
            ensemble(&[], 1.0).is_nan() && fair(&[1.0], 1.0).is_nan() && quantiles(&[], &[], 1.0).is_nan()
        );
        assert_eq!(ensemble(&[4.0], 1.0), 3.0);
    }
}
