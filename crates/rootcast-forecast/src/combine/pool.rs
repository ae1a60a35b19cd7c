//! The linear pool: `F(x) = Σ w_i F_i(x)`.

use super::Weights;
use crate::predictive::Predictive;

/// Levels at which the mixture is given.
const LEVELS: [f64; 27] = [
    0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7,
    0.75, 0.8, 0.85, 0.9, 0.95, 0.975, 0.99, 0.995, 0.999,
];
/// Halvings of the span in which a quantile lies: to a millionth of it.
const HALVINGS: usize = 22;

/// The mixture of distributions, by its quantiles; its mean is the weighted mean. What lies below the floor is put there.
pub(super) fn mixture(forecasts: &[Predictive], weights: &Weights, floor: f64) -> Predictive {
    let steps = forecasts.first().map_or(0, Predictive::horizon);
    let mut mean = Vec::with_capacity(steps);
    let mut values = Vec::with_capacity(steps * LEVELS.len());
    for step in 0..steps {
        let shares = weights.at(step);
        let own = forecasts.iter().zip(shares).map(|(f, w)| w * f.mean()[step]);
        mean.push(own.sum::<f64>().max(floor));
        for level in LEVELS {
            values.push(quantile(forecasts, shares, step, level).max(floor));
        }
    }
    Predictive::quantiles(mean, LEVELS.to_vec(), values)
}

/// The smallest value below which the mixture falls with at least this probability: between the least and the greatest of
/// the models' own.
fn quantile(forecasts: &[Predictive], shares: &[f64], step: usize, level: f64) -> f64 {
    let own = forecasts.iter().map(|f| f.quantile(step, level));
    let (mut low, mut high) = own.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), q| {
        (l.min(q), h.max(q))
    });
    let below = |x: f64| -> f64 {
        let parts = forecasts.iter().zip(shares).map(|(f, w)| w * f.cdf(step, x));
        parts.sum()
    };
    // A quantile that all share, or one on a jump at the low end, is exact.
    if low >= high || below(low) >= level {
        return low;
    }
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        if below(middle) < level {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANY: f64 = f64::NEG_INFINITY;

    fn weights(shares: &[f64]) -> Weights {
        Weights {
            names: vec!["model"; shares.len()],
            shares: shares.to_vec(),
        }
    }

    #[test]
    fn one_model_is_itself() {
        let f = Predictive::normal(vec![10.0], vec![2.0]);
        let p = mixture(std::slice::from_ref(&f), &weights(&[1.0]), ANY);
        for level in LEVELS {
            assert!((p.quantile(0, level) - f.quantile(0, level)).abs() < 1e-9);
        }
    }

    #[test]
    fn probabilities_are_averaged() {
        let forecasts = [
            Predictive::normal(vec![0.0], vec![1.0]),
            Predictive::normal(vec![10.0], vec![1.0]),
        ];
        let p = mixture(&forecasts, &weights(&[0.7, 0.3]), ANY);
        // Between the two hills lie seven tenths.
        assert!((p.quantile(0, 0.35)).abs() < 1e-4);
        assert!((p.quantile(0, 0.85) - 10.0).abs() < 1e-4);
        assert!((p.mean()[0] - 3.0).abs() < 1e-12);
    }

    #[test]
    fn a_certain_model_makes_a_jump() {
        let forecasts = [
            Predictive::normal(vec![5.0], vec![0.0]),
            Predictive::normal(vec![5.0], vec![1.0]),
        ];
        let p = mixture(&forecasts, &weights(&[0.5, 0.5]), ANY);
        assert!((p.quantile(0, 0.3) - 5.0).abs() < 1e-5 && (p.quantile(0, 0.7) - 5.0).abs() < 1e-5);
        assert!(p.quantile(0, 0.1) < 4.5);
    }

    #[test]
    fn nothing_lies_below_the_floor() {
        let f = Predictive::normal(vec![1.0, -5.0], vec![2.0, 1.0]);
        let alone = Weights {
            names: vec!["model"],
            shares: vec![1.0; 2],
        };
        let p = mixture(std::slice::from_ref(&f), &alone, 0.0);
        assert!(p.quantile(0, 0.001).abs() < 1e-12 && (p.quantile(0, 0.9) - f.quantile(0, 0.9)).abs() < 1e-9);
        assert!(p.mean()[1].abs() < 1e-12 && p.quantile(1, 0.999).abs() < 1e-12);
    }
}
