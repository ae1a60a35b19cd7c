//! What could have been seen: power, the smallest effect that a design detects, and the power of tests of pre-trends.
//!
//! A wide interval around zero says nothing against an effect. The smallest detectable effect is known before the estimate
//! from its standard error alone; a test that finds no pre-trend proves little when it would miss one that explains the
//! whole effect (Roth 2022).

mod rectangle;

use nalgebra::{DMatrix, DVector};
use statrs::distribution::{ChiSquared, ContinuousCDF, Normal, StudentsT};

use crate::error::{ImpactError, Result};

/// Probability that a two-sided test of this size finds an effect, with an estimate of this standard error. `degrees` are
/// those of Student's t (infinite for the normal); the distribution is taken as shifted (Bloom 1995).
///
/// # Errors
/// [`ImpactError::Data`] where the error is not positive or the size not between 0 and 1.
pub fn power(effect: f64, error: f64, degrees: f64, size: f64) -> Result<f64> {
    check(error, size)?;
    let z = quantile(1.0 - size / 2.0, degrees);
    let shift = (effect / error).abs();
    Ok(tail(z - shift, degrees) + tail(z + shift, degrees))
}

/// The smallest effect that a two-sided test of this size finds with this probability: `(t₁₋ₐ⸝₂ + t_power) · error`.
///
/// # Errors
/// As [`power`]; and where the power is not between the size and 1.
///
/// ```
/// // 80 % power at 5 %: 2.8 standard errors.
/// let least = rootcast_impact::power::smallest_effect(1.0, f64::INFINITY, 0.05, 0.8)?;
/// assert!((least - 2.8016).abs() < 1e-4);
/// # Ok::<(), rootcast_impact::error::ImpactError>(())
/// ```
pub fn smallest_effect(error: f64, degrees: f64, size: f64, power: f64) -> Result<f64> {
    check(error, size)?;
    if !(power > size && power < 1.0) {
        return Err(ImpactError::Data(
            "the power asked for lies between the size of the test and one".to_owned(),
        ));
    }
    Ok((quantile(1.0 - size / 2.0, degrees) + quantile(power, degrees)) * error)
}

fn check(error: f64, size: f64) -> Result<()> {
    if !(error > 0.0 && error.is_finite()) {
        return Err(ImpactError::Data(format!(
            "a standard error of {error} gives no power: estimate one first"
        )));
    }
    if !(size > 0.0 && size < 1.0) {
        return Err(ImpactError::Data(
            "the size of a test lies between 0 and 1, such as 0.05".to_owned(),
        ));
    }
    Ok(())
}

fn quantile(p: f64, degrees: f64) -> f64 {
    if degrees.is_infinite() {
        return Normal::standard().inverse_cdf(p);
    }
    StudentsT::new(0.0, 1.0, degrees).map_or(f64::NAN, |t| t.inverse_cdf(p))
}

fn tail(x: f64, degrees: f64) -> f64 {
    if degrees.is_infinite() {
        return Normal::standard().sf(x);
    }
    StudentsT::new(0.0, 1.0, degrees).map_or(f64::NAN, |t| t.sf(x))
}

/// How a pre-trend is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum Pretest {
    /// All steps before treatment at once (Wald).
    Joint,
    /// Any step before treatment on its own.
    Any,
}

/// Coefficients before treatment: their steps relative to the step of reference, and their covariance.
#[derive(Clone, Debug, PartialEq)]
pub struct Pretrend {
    steps: Vec<f64>,
    covariance: DMatrix<f64>,
}

impl Pretrend {
    /// Steps (such as −4, −3, −2 beside a reference of −1: give −3, −2, −1) and covariance.
    ///
    /// # Errors
    /// [`ImpactError::Data`] where they do not fit, or the matrix is no covariance.
    pub fn new(steps: &[f64], covariance: DMatrix<f64>) -> Result<Self> {
        let k = steps.len();
        if k == 0 || covariance.shape() != (k, k) || steps.iter().any(|s| !s.is_finite() || *s == 0.0) {
            return Err(ImpactError::Data(
                "give a step other than the reference for each coefficient before treatment, and their covariance".to_owned(),
            ));
        }
        if covariance.clone().cholesky().is_none() {
            return Err(ImpactError::Data(
                "the covariance of the steps before treatment is singular or none".to_owned(),
            ));
        }
        Ok(Self {
            steps: steps.to_vec(),
            covariance,
        })
    }

    /// Probability that the test sees a straight trend of this slope a step.
    ///
    /// # Errors
    /// As [`power`].
    pub fn power(&self, slope: f64, test: Pretest, size: f64) -> Result<f64> {
        check(1.0, size)?;
        let k = self.steps.len();
        let trend = DVector::from_fn(k, |i, _| slope * self.steps[i]);
        match test {
            Pretest::Joint => {
                let factor = self.covariance.clone().cholesky();
                let shift = factor.map_or(f64::NAN, |f| trend.dot(&f.solve(&trend)));
                let critical = ChiSquared::new(k as f64).map_or(f64::NAN, |c| c.inverse_cdf(1.0 - size));
                Ok(shifted_tail(critical, k as f64, shift))
            }
            Pretest::Any => {
                let z = quantile(1.0 - size / 2.0, f64::INFINITY);
                let deviation = |i: usize| self.covariance[(i, i)].sqrt();
                let correlation = DMatrix::from_fn(k, k, |i, j| {
                    self.covariance[(i, j)] / (deviation(i) * deviation(j))
                });
                let mean: Vec<f64> = (0..k).map(|i| trend[i] / deviation(i)).collect();
                let low: Vec<f64> = mean.iter().map(|m| -z - m).collect();
                let high: Vec<f64> = mean.iter().map(|m| z - m).collect();
                Ok(1.0 - rectangle::probability(&correlation, &low, &high))
            }
        }
    }

    /// The slope a step that the test sees with this probability: `n` steps on, a bias of `n` slopes goes unseen otherwise.
    ///
    /// # Errors
    /// As [`power`]; and where the probability is not between that without a trend and one.
    pub fn detectable(&self, test: Pretest, size: f64, power: f64) -> Result<f64> {
        let least = self.power(0.0, test, size)?;
        if !(power > least && power < 1.0) {
            return Err(ImpactError::Data(format!(
                "the power asked for lies between {least:.3}, that without a trend, and one"
            )));
        }
        let unit = self.steps.iter().fold(0.0_f64, |m, s| m.max(s.abs()));
        let mut high = self.covariance.diagonal().max().sqrt() / unit;
        while self.power(high, test, size)? < power {
            high *= 2.0;
        }
        let mut low = 0.0;
        while high - low > 1e-9 * high {
            let middle = f64::midpoint(low, high);
            if self.power(middle, test, size)? < power {
                low = middle;
            } else {
                high = middle;
            }
        }
        Ok(high)
    }
}

/// Probability that a χ² shifted by `shift` lies beyond: a mixture over a Poisson number of further degrees.
fn shifted_tail(x: f64, degrees: f64, shift: f64) -> f64 {
    let half = shift / 2.0;
    let tail = |d: f64| ChiSquared::new(d).map_or(f64::NAN, |c| c.sf(x));
    if half == 0.0 {
        return tail(degrees);
    }
    let middle = half.floor();
    let weight = |j: f64| (j * half.ln() - half - statrs::function::gamma::ln_gamma(j + 1.0)).exp();
    let width = (8.0 * half.sqrt() + 30.0).ceil();
    let mut sum = 0.0;
    let mut j = (middle - width).max(0.0);
    while j <= middle + width {
        sum += weight(j) * tail(degrees + 2.0 * j);
        j += 1.0;
    }
    sum.min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn power_at_the_smallest_effect_is_what_was_asked() {
        for degrees in [5.0, 40.0, f64::INFINITY] {
            let least = smallest_effect(0.3, degrees, 0.05, 0.8).unwrap();
            assert!((power(least, 0.3, degrees, 0.05).unwrap() - 0.8).abs() < 1e-3);
        }
        assert!((power(0.0, 1.0, f64::INFINITY, 0.05).unwrap() - 0.05).abs() < 1e-9);
        assert!(
            power(1.0, 0.0, 5.0, 0.05)
                .unwrap_err()
                .to_string()
                .contains("estimate one first")
        );
        assert!(smallest_effect(1.0, 5.0, 0.05, 0.01).is_err());
    }

    #[test]
    fn pretests_of_one_step_are_the_same_and_of_more_are_bounded() {
        let one = Pretrend::new(&[-1.0], DMatrix::from_element(1, 1, 0.04)).unwrap();
        let by_hand = power(0.5, 0.2, f64::INFINITY, 0.05).unwrap();
        for test in [Pretest::Joint, Pretest::Any] {
            assert!(
                (one.power(0.5, test, 0.05).unwrap() - by_hand).abs() < 1e-6,
                "{test:?}"
            );
        }
        // Independent steps: any of them is one less the product.
        let three = Pretrend::new(&[-3.0, -2.0, -1.0], DMatrix::identity(3, 3)).unwrap();
        let miss: f64 = [3.0, 2.0, 1.0]
            .iter()
            .map(|s| 1.0 - power(s * 0.7, 1.0, f64::INFINITY, 0.05).unwrap())
            .product();
        assert!((three.power(0.7, Pretest::Any, 0.05).unwrap() - (1.0 - miss)).abs() < 1e-6);
        for test in [Pretest::Joint, Pretest::Any] {
            let slope = three.detectable(test, 0.05, 0.8).unwrap();
            assert!((three.power(slope, test, 0.05).unwrap() - 0.8).abs() < 1e-6);
        }
        assert!(three.detectable(Pretest::Joint, 0.05, 0.01).is_err());
        assert!(Pretrend::new(&[0.0], DMatrix::identity(1, 1)).is_err());
    }

    #[test]
    fn correlated_steps_have_the_probability_known() {
        // Both of two normals with correlation 1/2 below zero: 1/4 + asin(1/2)/(2π) = 1/3.
        let r = DMatrix::from_row_slice(2, 2, &[1.0, 0.5, 0.5, 1.0]);
        let p = rectangle::probability(&r, &[-40.0, -40.0], &[0.0, 0.0]);
        assert!((p - 1.0 / 3.0).abs() < 1e-5, "{p}");
    }
}
