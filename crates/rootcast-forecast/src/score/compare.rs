//! Is one forecaster better than another, or was it luck?
//!
//! F. X. Diebold and R. S. Mariano, *Comparing predictive accuracy*, Journal of Business & Economic Statistics 13
//! (1995), with the correction for small samples of D. Harvey, S. Leybourne and P. Newbold, International Journal of
//! Forecasting 13 (1997).

use super::crps::student_cdf;
use crate::error::{ForecastError, Result};

/// The outcome of the test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DieboldMariano {
    /// The mean of first loss − second loss: below 0 the first forecaster lost less.
    pub mean_difference: f64,
    /// The statistic with its correction; ±∞ where all differences are the same and not 0.
    pub statistic: f64,
    /// The probability of a statistic as far from 0, either way, if both were equally good.
    pub two_sided: f64,
    /// The probability of a statistic as low, if both were equally good: small where the first is better.
    pub first_better: f64,
    /// How many differences.
    pub outcomes: usize,
}

/// Tests losses of two forecasters for the same outcomes, in order of time, made `horizon` steps ahead.
///
/// With d the differences of the losses, n of them, h the horizon and γₖ = (1/n) Σ (dₜ − d̄)(dₜ₋ₖ − d̄), the statistic is
///
/// d̄ / √\[(γ₀ + 2 Σₖ₌₁..ₕ₋₁ γₖ)/n\] · √\[(n + 1 − 2h + h(h − 1)/n)/n\],
///
/// held against the t distribution with n − 1 degrees of freedom. Should the estimated variance not be positive, which
/// can happen for h > 1, the autocovariances are weighted by 1 − k/h (M. S. Bartlett's weights), which cannot be
/// negative. Pairs with a missing loss are left out.
///
/// # Errors
/// Losses of different length, a horizon of 0, or fewer pairs than h + 1 or 3.
pub fn diebold_mariano(first: &[f64], second: &[f64], horizon: usize) -> Result<DieboldMariano> {
    if first.len() != second.len() || horizon == 0 {
        return Err(ForecastError::Asked(format!(
            "{} and {} losses at horizon {horizon}: give both forecasters' losses for the same outcomes, at least one step ahead",
            first.len(),
            second.len()
        )));
    }
    let d: Vec<f64> = first
        .iter()
        .zip(second)
        .map(|(a, b)| a - b)
        .filter(|d| d.is_finite())
        .collect();
    let needs = (horizon + 1).max(3);
    if d.len() < needs {
        return Err(ForecastError::TooShort {
            model: "the test of Diebold and Mariano",
            needs,
            has: d.len(),
        });
    }
    let n = d.len() as f64;
    let mean = d.iter().sum::<f64>() / n;
    let covariance = |lag: usize| {
        d.iter()
            .zip(&d[lag..])
            .map(|(a, b)| (a - mean) * (b - mean))
            .sum::<f64>()
            / n
    };
    let long_run = |weight: &dyn Fn(f64) -> f64| {
        covariance(0)
            + 2.0
                * (1..horizon)
                    .map(|k| weight(k as f64) * covariance(k))
                    .sum::<f64>()
    };
    let h = horizon as f64;
    let mut variance = long_run(&|_| 1.0);
    if variance <= 0.0 {
        variance = long_run(&|k| 1.0 - k / h);
    }
    let correction = ((n + 1.0 - 2.0 * h + h * (h - 1.0) / n) / n).max(0.0).sqrt();
    // Differences that are all the same leave rounding for a variance.
    let constant = variance <= mean * mean * 1e-28;
    let statistic = match (constant, mean == 0.0) {
        (true, true) => 0.0,
        (true, false) => f64::INFINITY.copysign(mean),
        _ => mean / (variance / n).sqrt() * correction,
    };
    let below = |z: f64| {
        if z.is_infinite() {
            f64::from(u8::from(z > 0.0))
        } else {
            student_cdf(n - 1.0, z)
        }
    };
    Ok(DieboldMariano {
        mean_difference: mean,
        statistic,
        two_sided: 2.0 * below(-statistic.abs()),
        first_better: below(statistic),
        outcomes: d.len(),
    })
}

#[cfg(test)]
#[allow(clippy::float_cmp)]
mod tests {
    use rand_distr::{Distribution, StandardNormal};

    use super::*;
    use crate::random::generator;

    #[test]
    fn one_step_ahead_it_is_nearly_the_t_test() {
        // d = 1, −1, 2, 0, 3: mean 1, γ₀ = 2, so 1/√(2/5) · √(4/5) = √2, and P(t₄ > √2) = 0.115 099 9.
        let test = diebold_mariano(&[1.0, 0.0, 2.0, 5.0, 3.0], &[0.0, 1.0, 0.0, 5.0, 0.0], 1).unwrap();
        assert!((test.statistic - 2.0_f64.sqrt()).abs() < 1e-12);
        assert!(
            (test.two_sided - 0.230_199_640_803_997_3).abs() < 1e-9,
            "{}",
            test.two_sided
        );
        assert!((test.first_better - (1.0 - test.two_sided / 2.0)).abs() < 1e-12);
    }

    #[test]
    fn equal_forecasters_are_rarely_told_apart() {
        let mut rejected = 0;
        for run in 0..2000 {
            let mut random = generator(2, &[run]);
            let e: Vec<f64> = (0..62).map(|_| StandardNormal.sample(&mut random)).collect();
            let d: Vec<f64> = e.windows(3).map(|w| w[0] + w[1] + w[2]).collect();
            let test = diebold_mariano(&d, &vec![0.0; d.len()], 3).unwrap();
            rejected += usize::from(test.two_sided < 0.05);
        }
        assert!((60..160).contains(&rejected), "{rejected} of 2000 at 5 %");
    }

    #[test]
    fn turning_the_forecasters_turns_the_sign() {
        let (a, b) = ([3.0, 1.0, 4.0, 1.0, 5.0, 9.0], [2.0, 7.0, 1.0, 8.0, 2.0, 8.0]);
        let (one, two) = (
            diebold_mariano(&a, &b, 2).unwrap(),
            diebold_mariano(&b, &a, 2).unwrap(),
        );
        assert!((one.statistic + two.statistic).abs() < 1e-12);
        assert!((one.first_better + two.first_better - 1.0).abs() < 1e-12);
    }

    #[test]
    fn the_same_losses_are_no_difference() {
        let same = diebold_mariano(&[1.0; 8], &[1.0; 8], 2).unwrap();
        assert_eq!((same.statistic, same.two_sided), (0.0, 1.0));
        let always = diebold_mariano(&[1.0; 8], &[2.0; 8], 2).unwrap();
        assert_eq!((always.statistic, always.first_better), (f64::NEG_INFINITY, 0.0));
        assert!(diebold_mariano(&[1.0], &[1.0], 1).is_err());
        assert!(diebold_mariano(&[1.0; 4], &[1.0; 5], 1).is_err());
    }

    #[test]
    fn variances_that_come_out_negative_are_estimated_another_way() {
        let d = [1.0, -1.0, 1.0, -1.0, 1.0, -0.5];
        let test = diebold_mariano(&d, &[0.0; 6], 2).unwrap();
        assert!(test.statistic.is_finite());
    }
}
