//! The probability integral transform: where in its forecast each outcome fell.
//!
//! If forecasts say what they mean, F(y) is uniform (A. P. Dawid 1984): a histogram shaped like a hill comes from
//! forecasts that are too wide, one like a valley from those too narrow, a slope from those that lean to one side (T.
//! Gneiting, F. Balabdaoui and A. E. Raftery 2007). Counts fall on steps of F, so a place on the step is drawn for them
//! (C. Czado, T. Gneiting and L. Held, *Predictive model assessment for count data*, Biometrics 65, 2009), or the step
//! is spread over the bins without a draw, which [`Histogram::add_step`] does.

use rand::Rng;

use crate::{predictive::Predictive, random::generator};

/// F(y) of one step of a forecast.
pub fn continuous(forecast: &Predictive, step: usize, outcome: f64) -> f64 {
    forecast.cdf(step, outcome)
}

/// The step of F on which a count lies: (F(y − 1), F(y)), with all that lies below 0 at 0 and what is between counts at
/// the nearest.
pub fn count_step(forecast: &Predictive, step: usize, outcome: f64) -> (f64, f64) {
    let below = if outcome <= 0.0 {
        0.0
    } else {
        forecast.cdf(step, outcome - 0.5)
    };
    (below, forecast.cdf(step, outcome + 0.5).max(below))
}

/// A place on the step of a count, drawn evenly; the seed and what tells the outcome from others decide the draw.
pub fn randomised(forecast: &Predictive, step: usize, outcome: f64, seed: u64, unit: &[u64]) -> f64 {
    let (below, at) = count_step(forecast, step, outcome);
    let draw = (generator(seed, unit).next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
    below + draw * (at - below)
}

/// How far transforms are from uniform: the Kolmogorov–Smirnov distance sup |Gₙ(u) − u| and the probability of one as
/// large if they were. `None` without transforms.
///
/// The probability is by M. A. Stephens' approximation to the limiting distribution, good from five on; it takes the
/// transforms to be independent, which those of overlapping horizons are not.
pub fn kolmogorov_smirnov(transforms: &[f64]) -> Option<(f64, f64)> {
    let mut sorted: Vec<f64> = transforms.iter().copied().filter(|u| !u.is_nan()).collect();
    sorted.sort_by(f64::total_cmp);
    if sorted.is_empty() {
        return None;
    }
    let n = sorted.len() as f64;
    let distance = sorted
        .iter()
        .enumerate()
        .map(|(i, u)| ((i as f64 + 1.0) / n - u).max(u - i as f64 / n))
        .fold(0.0, f64::max);
    let scaled = (n.sqrt() + 0.12 + 0.11 / n.sqrt()) * distance;
    Some((distance, kolmogorov_tail(scaled)))
}

/// 2 Σ (−1)^(k−1) exp(−2k²x²), which converges slowly near 0, where it is 1 to all digits.
fn kolmogorov_tail(x: f64) -> f64 {
    if x < 0.2 {
        return 1.0;
    }
    let mut sum = 0.0;
    let mut sign = 1.0;
    for k in 1..100 {
        let k = f64::from(k);
        let term = (-2.0 * k * k * x * x).exp();
        sum += sign * term;
        sign = -sign;
        if term < 1e-17 {
            break;
        }
    }
    (2.0 * sum).clamp(0.0, 1.0)
}

/// A histogram of transforms over even bins of \[0, 1\].
#[derive(Clone, Debug, PartialEq)]
pub struct Histogram {
    weights: Vec<f64>,
}

impl Histogram {
    /// An empty one with as many bins, at least one.
    pub fn new(bins: usize) -> Self {
        Self {
            weights: vec![0.0; bins.max(1)],
        }
    }

    /// Adds a transform. One on a border counts in the bin above, 1 in the last; what is no probability is left out.
    pub fn add(&mut self, transform: f64) {
        if !(0.0..=1.0).contains(&transform) {
            return;
        }
        let bins = self.weights.len();
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "in 0..=bins"
        )]
        let bin = (transform * bins as f64) as usize;
        self.weights[bin.min(bins - 1)] += 1.0;
    }

    /// Adds a count by its step of F, spread over the bins it covers (Czado, Gneiting & Held 2009, equation 2): the
    /// mean of what [`randomised`] would add, without a draw.
    pub fn add_step(&mut self, (below, at): (f64, f64)) {
        if at - below <= 0.0 {
            self.add(at);
            return;
        }
        let width = 1.0 / self.weights.len() as f64;
        for (bin, weight) in self.weights.iter_mut().enumerate() {
            let from = bin as f64 * width;
            let shared = (at.min(from + width) - below.max(from)).max(0.0);
            *weight += shared / (at - below);
        }
    }

    /// The weight in each bin; they add up to the number of outcomes.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp)]
mod tests {
    use rand_distr::{Distribution, Poisson};

    use super::*;

    #[test]
    fn counts_from_their_own_forecast_are_uniform() {
        let mut random = generator(11, &[]);
        let truth = Poisson::new(3.0).unwrap();
        let forecast = Predictive::samples(1, truth.sample_iter(&mut random).take(20_000).collect());
        let mut histogram = Histogram::new(10);
        let transforms: Vec<f64> = (0..2000)
            .map(|i| {
                let y = truth.sample(&mut random);
                histogram.add_step(count_step(&forecast, 0, y));
                randomised(&forecast, 0, y, 5, &[i])
            })
            .collect();
        let (distance, p) = kolmogorov_smirnov(&transforms).unwrap();
        assert!(distance < 0.04 && p > 0.01, "{distance} {p}");
        assert!(
            histogram.weights().iter().all(|w| (w - 200.0).abs() < 40.0),
            "{histogram:?}"
        );
        assert!((histogram.weights().iter().sum::<f64>() - 2000.0).abs() < 1e-6);
    }

    #[test]
    fn a_forecast_that_leans_is_found() {
        let forecast = Predictive::normal(vec![0.0], vec![1.0]);
        let transforms: Vec<f64> = (0..50)
            .map(|i| continuous(&forecast, 0, 1.0 + f64::from(i) / 50.0))
            .collect();
        let (distance, p) = kolmogorov_smirnov(&transforms).unwrap();
        assert!(distance > 0.5 && p < 1e-6);
        assert_eq!(kolmogorov_smirnov(&[f64::NAN]), None);
    }

    #[test]
    fn the_tail_is_kolmogorovs() {
        // The 5 % point of the limiting distribution is 1.3581.
        assert!((kolmogorov_tail(1.358_1) - 0.05).abs() < 1e-4);
        assert!((kolmogorov_tail(0.2) - 1.0).abs() < 1e-6);
    }

    #[test]
    fn borders_count_once() {
        let mut histogram = Histogram::new(4);
        for u in [0.0, 0.25, 1.0, f64::NAN, 1.5] {
            histogram.add(u);
        }
        histogram.add_step((0.5, 0.5));
        assert_eq!(histogram.weights(), [1.0, 1.0, 1.0, 1.0]);
    }
}
