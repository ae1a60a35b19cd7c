//! The logarithmic score: −ln of the probability, or of the density, that the forecast gave to what came.
//!
//! It is proper and, alone among such rules, looks at nothing but that probability (I. J. Good 1952). Its units are
//! nats. It is infinite where something came that was said to be impossible; a finite sample says so of nearly every
//! count, so [`count`] reads samples with the reserve that is described there.

use std::f64::consts::PI;

use statrs::function::gamma::ln_gamma;

use super::crps::phi;
use crate::predictive::{Marginal, Predictive, sorted_quantile};

/// The normal distribution, by its density. Without spread the score is infinite on either side of the point.
pub fn normal(mean: f64, sd: f64, outcome: f64) -> f64 {
    if sd <= 0.0 {
        let missed = (outcome - mean).abs() > 0.0;
        return if missed { f64::INFINITY } else { f64::NEG_INFINITY };
    }
    let z = (outcome - mean) / sd;
    0.5 * z * z + sd.ln() + 0.5 * (2.0 * PI).ln()
}

/// Student's *t* with ν degrees of freedom, by its density.
pub fn student(freedom: f64, location: f64, scale: f64, outcome: f64) -> f64 {
    scale.ln() - super::crps::student_ln_density(freedom, (outcome - location) / scale)
}

/// The Poisson distribution. Counts that cannot be have an infinite score.
pub fn poisson(mean: f64, outcome: f64) -> f64 {
    if !whole(outcome) {
        return f64::INFINITY;
    }
    if mean == 0.0 {
        return if outcome == 0.0 { 0.0 } else { f64::INFINITY };
    }
    mean - outcome * mean.ln() + ln_gamma(outcome + 1.0)
}

/// The negative binomial distribution by the size *n* and the probability *p* of
/// [`crps::count`](super::crps::count::negative_binomial).
pub fn negative_binomial(size: f64, probability: f64, outcome: f64) -> f64 {
    if !whole(outcome) {
        return f64::INFINITY;
    }
    let failures = if outcome == 0.0 {
        0.0
    } else {
        outcome * (-probability).ln_1p()
    };
    ln_gamma(size) + ln_gamma(outcome + 1.0) - ln_gamma(size + outcome) - size * probability.ln() - failures
}

fn whole(count: f64) -> bool {
    count >= 0.0 && count.fract() == 0.0
}

/// The probability that one step of a forecast gives to a count, as a score; finite for every count ≥ 0.
///
/// Normal distributions and quantiles give the probability of (y − ½, y + ½\], with all that lies below ½ at 0. Samples
/// are smoothed by a normal kernel with Silverman's bandwidth 0.9 min(s, IQR/1.349) m^(−1/5) and read the same way (F.
/// Krüger and others 2021, *Predictive inference based on Markov chain Monte Carlo output*, find this the better of the
/// usual ways); where the bandwidth is small against a count that is the frequency of the count.
///
/// A share of 1/(m + 1) of the probability, with *m* draws, and 1/1000 of quantiles and normals is held back for what
/// they leave out, and spread by a Cauchy distribution about the median with the width of the half interval.
pub fn count(forecast: &Predictive, step: usize, outcome: f64) -> f64 {
    if !whole(outcome) {
        return if outcome.is_nan() { f64::NAN } else { f64::INFINITY };
    }
    let below = if outcome == 0.0 {
        f64::NEG_INFINITY
    } else {
        outcome - 0.5
    };
    let above = outcome + 0.5;
    let (reserve, said) = match forecast.marginal(step) {
        Marginal::Samples { sorted: [] } => return f64::NAN,
        Marginal::Samples { sorted } => (1.0 / (sorted.len() as f64 + 1.0), smoothed(sorted, below, above)),
        Marginal::Normal { mean, sd } if sd > 0.0 => (
            1e-3,
            between(|x| phi((x - mean) / sd), |x| phi((mean - x) / sd), below, above),
        ),
        _ => {
            let low = if below.is_finite() {
                forecast.cdf(step, below)
            } else {
                0.0
            };
            (1e-3, forecast.cdf(step, above) - low)
        }
    };
    let median = forecast.median(step);
    let (low, high) = forecast.interval(step, 0.5);
    let width = (0.5 * (high - low)).max(0.5);
    let cauchy = |x: f64| 0.5 + ((x - median) / width).atan() / PI;
    let rest = between(cauchy, |x| 1.0 - cauchy(x), below, above);
    -((1.0 - reserve) * said.max(0.0) + reserve * rest).ln()
}

/// The probability between two values, taken from the tail that keeps its digits.
fn between(cdf: impl Fn(f64) -> f64, tail: impl Fn(f64) -> f64, below: f64, above: f64) -> f64 {
    if below == f64::NEG_INFINITY {
        return cdf(above);
    }
    if cdf(below) > 0.5 {
        tail(below) - tail(above)
    } else {
        cdf(above) - cdf(below)
    }
}

/// The probability that a sample smoothed by a normal kernel gives to an interval.
fn smoothed(sorted: &[f64], below: f64, above: f64) -> f64 {
    let m = sorted.len() as f64;
    let mean = sorted.iter().sum::<f64>() / m;
    let sd = (sorted.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (m - 1.0).max(1.0)).sqrt();
    let middle = (sorted_quantile(sorted, 0.75) - sorted_quantile(sorted, 0.25)) / 1.349;
    let spread = if middle > 0.0 { sd.min(middle) } else { sd };
    let bandwidth = 0.9 * spread * m.powf(-0.2);
    if bandwidth < 0.1 {
        // Narrower than a count: the kernel would hardly leave it.
        return sorted.iter().filter(|x| **x > below && **x <= above).count() as f64 / m;
    }
    sorted
        .iter()
        .map(|x| {
            between(
                |v| phi((v - x) / bandwidth),
                |v| phi((x - v) / bandwidth),
                below,
                above,
            )
        })
        .sum::<f64>()
        / m
}

#[cfg(test)]
#[allow(clippy::float_cmp)]
mod tests {
    use rand_distr::{Distribution, Poisson};

    use super::*;
    use crate::random::generator;

    #[test]
    fn the_probabilities_of_counts_add_up() {
        let mut random = generator(3, &[]);
        let draws: Vec<f64> = Poisson::new(6.0)
            .unwrap()
            .sample_iter(&mut random)
            .take(400)
            .collect();
        let (spread, values) = (vec![0.1, 0.5, 0.9], vec![2.0, 6.0, 14.0]);
        for forecast in [
            Predictive::samples(1, draws),
            Predictive::normal(vec![6.0], vec![3.0]),
            Predictive::quantiles(vec![6.0], spread, values),
        ] {
            let sum: f64 = (0..200_000)
                .map(|y| (-count(&forecast, 0, f64::from(y))).exp())
                .sum();
            assert!((sum - 1.0).abs() < 1e-3, "{sum}");
        }
    }

    #[test]
    fn samples_come_near_the_distribution_they_are_from() {
        let mut random = generator(4, &[]);
        for mean in [3.0, 4000.0] {
            let draws: Vec<f64> = Poisson::new(mean)
                .unwrap()
                .sample_iter(&mut random)
                .take(4000)
                .collect();
            let forecast = Predictive::samples(1, draws);
            for y in [mean, (mean + 1.5 * mean.sqrt()).round()] {
                let gap = count(&forecast, 0, y) - poisson(mean, y);
                assert!(gap.abs() < 0.15, "{mean} {y}: {gap}");
            }
        }
    }

    #[test]
    fn nothing_that_can_come_is_infinitely_bad() {
        let forecast = Predictive::samples(1, vec![0.0; 100]);
        assert!(count(&forecast, 0, 0.0) < 0.02);
        let far = count(&forecast, 0, 1e6);
        assert!(far.is_finite() && far > 20.0, "{far}");
        assert_eq!(count(&forecast, 0, 0.5), f64::INFINITY);
        assert!(count(&Predictive::normal(vec![5.0], vec![0.1]), 0, 90_000.0).is_finite());
        assert_eq!(poisson(0.0, 1.0), f64::INFINITY);
    }

    #[test]
    fn masses_are_those_of_the_distributions() {
        assert!((poisson(2.0, 3.0) + (8.0 * (-2.0_f64).exp() / 6.0).ln()).abs() < 1e-12);
        // Three failures before the second success at ½: 4 ways of 1/32.
        assert!((negative_binomial(2.0, 0.5, 3.0) - 8.0_f64.ln()).abs() < 1e-12);
        assert!(negative_binomial(2.0, 1.0, 0.0).abs() < 1e-12);
        assert!((normal(1.0, 2.0, 1.0) - (2.0 * (2.0 * PI).sqrt()).ln()).abs() < 1e-12);
        assert!((student(1.0, 0.0, 1.0, 0.0) - PI.ln()).abs() < 1e-12);
    }
}
