//! The continuous ranked probability score.
//!
//! For a forecast with cumulative distribution function *F* and the outcome *y*,
//!
//! CRPS(F, y) = ∫ (F(x) − 1{y ≤ x})² dx = E|X − y| − ½ E|X − X′|,
//!
//! with *X*, *X′* independent draws from *F* (Gneiting & Raftery 2007, equation 21). It has the unit of the outcome and
//! is the absolute error when *F* is a point. The closed forms are those collected by A. Jordan, F. Krüger and S. Lerch,
//! *Evaluating probabilistic forecasts with scoringRules*, Journal of Statistical Software 90 (2019), appendix A.
//! Distributions of counts are in [`count`], samples and quantiles in [`held`].

pub mod count;
pub mod held;

use std::f64::consts::{FRAC_1_SQRT_2, PI};

use statrs::function::{
    beta::ln_beta,
    erf::erfc,
    gamma::{checked_gamma_lr, ln_gamma},
};

use crate::predictive::{Marginal, Predictive};

/// The score of one step of a forecast: exact for the distribution that is held, whether normal, quantiles or samples.
///
/// ```
/// use rootcast_forecast::{predictive::Predictive, score::crps};
/// let forecast = Predictive::samples(1, vec![90.0, 100.0, 120.0]);
/// assert!(crps::of(&forecast, 0, 100.0) < crps::of(&forecast, 0, 200.0));
/// ```
pub fn of(forecast: &Predictive, step: usize, outcome: f64) -> f64 {
    match forecast.marginal(step) {
        Marginal::Normal { mean, sd } => normal(mean, sd, outcome),
        Marginal::Quantiles { levels, values } => held::quantiles(levels, values, outcome),
        Marginal::Samples { sorted } => held::sorted_ensemble(sorted, outcome),
    }
}

/// The normal distribution, by mean and standard deviation: with *z* = (y − μ) / σ,
/// σ \[z (2Φ(z) − 1) + 2φ(z) − 1/√π\]. Without spread it is the absolute error.
///
/// ```
/// let score = rootcast_forecast::score::crps::normal(0.0, 1.0, 0.0);
/// assert!((score - 0.233_694_977_255_109_13).abs() < 1e-12);
/// ```
pub fn normal(mean: f64, sd: f64, outcome: f64) -> f64 {
    if sd <= 0.0 {
        return (outcome - mean).abs();
    }
    let z = (outcome - mean) / sd;
    let density = (-0.5 * z * z).exp() / (2.0 * PI).sqrt();
    sd * (z * (2.0 * phi(z) - 1.0) + 2.0 * density - 1.0 / PI.sqrt())
}

/// The Laplace distribution: with *z* = (y − location) / scale, scale (|z| + e^−|z| − ¾).
pub fn laplace(location: f64, scale: f64, outcome: f64) -> f64 {
    if scale <= 0.0 {
        return (outcome - location).abs();
    }
    let z = ((outcome - location) / scale).abs();
    scale * (z + (-z).exp() - 0.75)
}

/// Student's *t* with ν > 1 degrees of freedom: with *z* = (y − location) / scale, *F* and *f* those of *t* and *B* the
/// beta function,
///
/// scale \[z (2F(z) − 1) + 2f(z) (ν + z²)/(ν − 1) − 2√ν/(ν − 1) · B(½, ν − ½)/B(½, ν/2)²\].
///
/// With ν ≤ 1 there is no mean and no score: `NaN`.
pub fn student(freedom: f64, location: f64, scale: f64, outcome: f64) -> f64 {
    if scale <= 0.0 {
        return (outcome - location).abs();
    }
    if freedom <= 1.0 || freedom.is_nan() {
        return f64::NAN;
    }
    let z = (outcome - location) / scale;
    let ln_half = ln_beta(0.5, freedom / 2.0);
    let density =
        (-ln_half - 0.5 * freedom.ln() - f64::midpoint(freedom, 1.0) * (z * z / freedom).ln_1p()).exp();
    let spread = 2.0 * freedom.sqrt() / (freedom - 1.0) * (ln_beta(0.5, freedom - 0.5) - 2.0 * ln_half).exp();
    let balance = 2.0 * student_cdf(freedom, z) - 1.0;
    scale * (z * balance + 2.0 * density * (freedom + z * z) / (freedom - 1.0) - spread)
}

/// The gamma distribution, by shape α and rate β: with *F* the distribution function of a shape and *B*
/// the beta function,
///
/// `y (2F(α; y) − 1) − α/β · (2F(α + 1; y) − 1) − 1 / (β B(½, α))`.
pub fn gamma(shape: f64, rate: f64, outcome: f64) -> f64 {
    if !(shape > 0.0 && rate > 0.0) {
        return f64::NAN;
    }
    let below = |shape: f64| {
        if outcome <= 0.0 {
            0.0
        } else {
            checked_gamma_lr(shape, rate * outcome).unwrap_or(f64::NAN)
        }
    };
    outcome * (2.0 * below(shape) - 1.0)
        - shape / rate * (2.0 * below(shape + 1.0) - 1.0)
        - (-ln_beta(0.5, shape)).exp() / rate
}

/// The lognormal distribution, by mean μ and standard deviation σ of the logarithm: with ω = (ln y − μ) / σ,
///
/// y (2Φ(ω) − 1) − 2 exp(μ + σ²/2) \[Φ(ω − σ) + Φ(σ/√2) − 1\].
pub fn lognormal(mean: f64, sd: f64, outcome: f64) -> f64 {
    if sd <= 0.0 {
        return (outcome - mean.exp()).abs();
    }
    // Below 0 the distribution has nothing: ω is −∞.
    let omega = (outcome.max(0.0).ln() - mean) / sd;
    outcome * (2.0 * phi(omega) - 1.0)
        - 2.0 * (mean + sd * sd / 2.0).exp() * (phi(omega - sd) + phi(sd * FRAC_1_SQRT_2) - 1.0)
}

/// The distribution function of the standard normal.
pub(crate) fn phi(z: f64) -> f64 {
    0.5 * erfc(-z * FRAC_1_SQRT_2)
}

/// The distribution function of Student's *t*.
pub(crate) fn student_cdf(freedom: f64, z: f64) -> f64 {
    let tail = 0.5 * count::beta_share(freedom / 2.0, 0.5, freedom / (freedom + z * z));
    if z > 0.0 { 1.0 - tail } else { tail }
}

/// The logarithm of the density of Student's *t*.
pub(crate) fn student_ln_density(freedom: f64, z: f64) -> f64 {
    ln_gamma(f64::midpoint(freedom, 1.0))
        - ln_gamma(freedom / 2.0)
        - 0.5 * (freedom * PI).ln()
        - f64::midpoint(freedom, 1.0) * (z * z / freedom).ln_1p()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ∫ (F − 1)² by the midpoint rule over a wide span.
    fn integral(cdf: impl Fn(f64) -> f64, outcome: f64, from: f64, to: f64) -> f64 {
        let n = 400_000;
        let step = (to - from) / f64::from(n);
        (0..n)
            .map(|i| {
                let x = from + (f64::from(i) + 0.5) * step;
                let d = cdf(x) - f64::from(u8::from(outcome <= x));
                d * d * step
            })
            .sum()
    }

    #[test]
    fn closed_forms_are_the_integral() {
        let y = 1.7;
        let gap = |a: f64, b: f64| (a - b).abs() / b;
        assert!(
            gap(
                normal(1.0, 0.8, y),
                integral(|x| phi((x - 1.0) / 0.8), y, -20.0, 20.0)
            ) < 1e-4
        );
        assert!(
            gap(
                student(3.0, 1.0, 0.8, y),
                integral(|x| student_cdf(3.0, (x - 1.0) / 0.8), y, -60.0, 60.0)
            ) < 1e-3
        );
        let lr = |x: f64| checked_gamma_lr(2.5, (0.7 * x).max(0.0)).unwrap_or(0.0);
        assert!(gap(gamma(2.5, 0.7, y), integral(lr, y, -1.0, 60.0)) < 1e-3);
        let ln = |x: f64| if x > 0.0 { phi((x.ln() - 0.4) / 0.6) } else { 0.0 };
        assert!(gap(lognormal(0.4, 0.6, y), integral(ln, y, -1.0, 60.0)) < 1e-3);
        let lap = |x: f64| {
            let z = (x - 1.0) / 0.8;
            if z < 0.0 {
                0.5 * z.exp()
            } else {
                1.0 - 0.5 * (-z).exp()
            }
        };
        assert!(gap(laplace(1.0, 0.8, y), integral(lap, y, -40.0, 40.0)) < 1e-3);
    }

    #[test]
    fn outcomes_below_zero_are_far_from_what_cannot_be_negative() {
        assert!((lognormal(0.0, 0.5, -3.0) - lognormal(0.0, 0.5, 0.0) - 3.0).abs() < 1e-12);
        assert!((gamma(2.0, 1.0, -3.0) - gamma(2.0, 1.0, 0.0) - 3.0).abs() < 1e-12);
    }

    #[test]
    fn points_are_marked_by_their_error() {
        for score in [
            normal(2.0, 0.0, 5.0),
            laplace(2.0, 0.0, 5.0),
            student(4.0, 2.0, 0.0, 5.0),
        ] {
            assert!((score - 3.0).abs() < 1e-15);
        }
        assert!(student(1.0, 0.0, 1.0, 0.0).is_nan() && gamma(0.0, 1.0, 1.0).is_nan());
    }
}
