//! How strong something left out would have to be to overturn a coefficient (Cinelli and Hazlett 2020).
//!
//! What is left out has a partial R² with the treatment and one with the outcome. The **robustness value** is the strength
//! that, in both, would bring the estimate down by a share `q` (or its interval to zero). Strengths are hard to imagine, so
//! they are set beside those of a covariate that was measured: "three times as strong as …".

use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::{
    error::{ImpactError, Result},
    regression::{Fit, Regression, Regressor},
    variance::Variance,
};

/// A coefficient and what it takes to overturn it.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Omitted {
    /// The estimate.
    pub estimate: f64,
    /// Its standard error, for independent errors of one size.
    pub error: f64,
    /// Degrees of freedom.
    pub degrees: f64,
}

/// What would be left of an estimate beside a confounder of some strength.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Adjusted {
    /// Partial R² of the confounder with the treatment.
    pub with_treatment: f64,
    /// Partial R² of the confounder with the outcome.
    pub with_outcome: f64,
    /// The estimate.
    pub estimate: f64,
    /// Its standard error.
    pub error: f64,
    /// Their ratio.
    pub ratio: f64,
    /// 95 % interval.
    pub interval: (f64, f64),
}

impl Omitted {
    /// The coefficient of a regression.
    ///
    /// # Errors
    /// [`ImpactError::Data`] where the regression has no such coefficient.
    pub fn of(fit: &Fit, treatment: &str) -> Result<Self> {
        let at = fit.names().iter().position(|n| n == treatment).ok_or_else(|| {
            ImpactError::Data(format!(
                "the regression has no coefficient {treatment}: it has {}",
                fit.names().join(", ")
            ))
        })?;
        let covariance = fit.covariance(&Variance::Iid)?;
        Ok(Self {
            estimate: fit.coefficients()[at],
            error: covariance.errors()[at],
            degrees: covariance.degrees(),
        })
    }

    /// Ratio of estimate to error.
    pub fn ratio(&self) -> f64 {
        self.estimate / self.error
    }

    /// Partial R² of treatment and outcome: a confounder that explains all that is left of the outcome must explain this
    /// much of the treatment to bring the estimate to zero.
    pub fn partial_r2(&self) -> f64 {
        let t = self.ratio();
        t * t / (t * t + self.degrees)
    }

    /// The robustness value for a share `q` of the estimate, at a significance level where one is given (eq. 14 and 18).
    pub fn robustness(&self, q: f64, level: Option<f64>) -> f64 {
        let mut f = q * self.ratio().abs() / self.degrees.sqrt();
        if let Some(alpha) = level {
            f -= quantile(1.0 - alpha / 2.0, self.degrees - 1.0) / (self.degrees - 1.0).sqrt();
        }
        if f <= 0.0 {
            0.0
        } else {
            ((f.powi(4) + 4.0 * f * f).sqrt() - f * f) / 2.0
        }
    }

    /// What would be left beside a confounder of this strength (eq. 10 and 11).
    pub fn beside(&self, with_treatment: f64, with_outcome: f64) -> Adjusted {
        let (d, y) = (with_treatment, with_outcome);
        let bias = (y * d / (1.0 - d)).sqrt() * self.error * self.degrees.sqrt();
        let estimate = self.estimate.signum() * (self.estimate.abs() - bias);
        let error =
            self.error * ((1.0 - y) / (1.0 - d)).sqrt() * (self.degrees / (self.degrees - 1.0)).sqrt();
        let reach = quantile(0.975, self.degrees) * error;
        Adjusted {
            with_treatment,
            with_outcome,
            estimate,
            error,
            ratio: estimate / error,
            interval: (estimate - reach, estimate + reach),
        }
    }

    /// What would be left beside a confounder `times` as strong as a measured covariate (section 4.4).
    ///
    /// # Errors
    /// As [`Regression::least_squares`]; [`ImpactError::Data`] where treatment or covariate are no columns, or a
    /// confounder so strong cannot be.
    pub fn beside_covariate(
        regression: &Regression,
        treatment: &str,
        covariate: &str,
        times: f64,
    ) -> Result<Adjusted> {
        let own = |name: &str| {
            regression
                .regressors
                .iter()
                .find(|r| r.name == name)
                .ok_or_else(|| {
                    ImpactError::Data(format!(
                        "{name} is no column of the regression: name one of its columns"
                    ))
                })
        };
        let fit = regression.least_squares()?;
        let outcome = Self::of(&fit, covariate)?.partial_r2();
        let columns: Vec<Regressor> = regression
            .regressors
            .iter()
            .filter(|r| r.name != treatment)
            .cloned()
            .collect();
        let mut rows = own(treatment)?.values.to_vec();
        // The same rows as in the regression itself.
        rows.iter_mut()
            .zip(regression.outcome)
            .filter(|(_, y)| y.is_nan())
            .for_each(|(d, _)| *d = f64::NAN);
        let second = Regression {
            outcome: &rows,
            regressors: columns,
            ..regression.clone()
        };
        let treated = Self::of(&second.least_squares()?, covariate)?.partial_r2();
        let d = times * treated / (1.0 - treated);
        let shared = times * treated * treated / ((1.0 - times * treated) * (1.0 - treated));
        if d >= 1.0 || shared >= 1.0 || times * treated >= 1.0 {
            return Err(ImpactError::Data(format!(
                "a confounder {times} times as strong as {covariate} would explain more than all of the treatment: try fewer times"
            )));
        }
        let y = ((times.sqrt() + shared.sqrt()) / (1.0 - shared).sqrt()).powi(2) * outcome / (1.0 - outcome);
        Ok(Self::of(&fit, treatment)?.beside(d, y.min(1.0)))
    }
}

fn quantile(p: f64, degrees: f64) -> f64 {
    StudentsT::new(0.0, 1.0, degrees).map_or(f64::NAN, |t| t.inverse_cdf(p))
}
