//! Counts: Poisson pseudo maximum likelihood and negative binomial regression with absorbed effects.
//!
//! `E y = μ = exp(X b + D a)`. Poisson maximises `Σ y ln μ − μ`, which asks for nothing but a right mean (Gourieroux,
//! Monfort and Trognon 1984; Santos Silva and Tenreyro 2006, "The log of gravity"); the negative binomial lets the variance
//! be `μ + μ²/θ` and estimates `θ`. Both are weighted least squares repeated until they settle, with the effects taken out
//! under the weights of each round (Correia, Guimarães and Zylkin 2020). Levels in which every outcome is zero have no
//! finite effect; their rows say nothing and are left out and counted.

mod negative_binomial;
mod rounds;

use rounds::{Family, Rounds};
use statrs::function::gamma::ln_gamma;

use crate::{
    error::{ImpactError, Result},
    regression::{Fit, Law, Parts, Regression, Sample, keep},
};

/// A regression of counts that has been run.
#[derive(Clone, Debug)]
pub struct CountFit<'a> {
    fit: Fit<'a>,
    deviance: f64,
    log_likelihood: f64,
    rounds: usize,
    separated: usize,
    shape: Option<f64>,
}

impl<'a> CountFit<'a> {
    /// Coefficients, and errors of any kind. With a negative binomial the last row of a covariance is that of `θ`.
    pub fn fit(&self) -> &Fit<'a> {
        &self.fit
    }

    /// Twice the log-likelihood that is missing to that of a perfect fit.
    pub fn deviance(&self) -> f64 {
        self.deviance
    }

    /// The log-likelihood.
    pub fn log_likelihood(&self) -> f64 {
        self.log_likelihood
    }

    /// Rounds of weighted least squares.
    pub fn rounds(&self) -> usize {
        self.rounds
    }

    /// Rows left out because each outcome of their level is zero.
    pub fn separated(&self) -> usize {
        self.separated
    }

    /// `θ` of the negative binomial.
    pub fn shape(&self) -> Option<f64> {
        self.shape
    }
}

impl<'a> Regression<'a> {
    /// Poisson pseudo maximum likelihood.
    ///
    /// # Errors
    /// As [`Regression::least_squares`]; and [`ImpactError::Data`] where an outcome is negative or all are zero,
    /// [`ImpactError::NoFit`] where a coefficient runs off, because a column separates zeros from the rest.
    ///
    /// ```
    /// use rootcast_impact::{absorb::Factor, regression::{Regression, Regressor}};
    /// let unit = Factor::new("unit", &[1, 1, 1, 2, 2, 2])?;
    /// let (x, y) = ([0.0, 1.0, 2.0, 0.0, 1.0, 2.0], [1.0, 2.0, 4.0, 10.0, 20.0, 40.0]);
    /// let count = Regression::new(&y, vec![Regressor::new("x", &x)], vec![&unit]).poisson()?;
    /// assert!((count.fit().coefficients()[0] - 2.0_f64.ln()).abs() < 1e-9);
    /// # Ok::<(), rootcast_impact::error::ImpactError>(())
    /// ```
    pub fn poisson(&self) -> Result<CountFit<'a>> {
        let (sample, separated) = counts(self)?;
        let mut rounds = Rounds::new(&sample);
        rounds.run(&sample, Family::Poisson, 1.0)?;
        let residuals: Vec<f64> = sample
            .outcome
            .iter()
            .zip(&rounds.mean)
            .map(|(y, m)| y - m)
            .collect();
        let log_likelihood = sample
            .outcome
            .iter()
            .zip(&rounds.mean)
            .map(|(y, m)| {
                if *y > 0.0 {
                    y * m.ln() - m - ln_gamma(y + 1.0)
                } else {
                    -m
                }
            })
            .sum();
        let (deviance, count) = (rounds.deviance, rounds.count);
        let fit = Fit::from_parts(Parts {
            names: sample.names,
            design: keep(rounds.columns, &rounds.kept),
            kept: rounds.kept,
            coefficients: rounds.coefficients,
            inverse: rounds.inverse,
            residuals,
            factors: sample.factors,
            rows: sample.rows,
            missing: sample.missing,
            alone: sample.alone,
            law: Law::Likelihood,
            extra: 0,
            shares: None,
        })?;
        Ok(CountFit {
            fit,
            deviance,
            log_likelihood,
            rounds: count,
            separated,
            shape: None,
        })
    }
}

/// The rows of a regression of counts, without those of levels in which every outcome is zero; how many those are.
fn counts<'a>(regression: &Regression<'a>) -> Result<(Sample<'a>, usize)> {
    let mut sample = Sample::of(regression, &[])?;
    if let Some(y) = sample.outcome.iter().find(|y| **y < 0.0) {
        return Err(ImpactError::Data(format!(
            "an outcome is {y}: counts are not negative; use least squares for changes and net flows"
        )));
    }
    if sample.outcome.iter().all(|y| *y == 0.0) {
        return Err(ImpactError::Data(
            "every outcome is zero: nothing can be learnt from these rows; choose another outcome or window"
                .to_owned(),
        ));
    }
    let all = sample.outcome.len();
    loop {
        let mut stays = vec![true; sample.outcome.len()];
        for f in &sample.factors {
            let mut sums = vec![0.0; f.levels()];
            f.codes()
                .iter()
                .zip(&sample.outcome)
                .for_each(|(c, y)| sums[*c as usize] += y);
            stays
                .iter_mut()
                .zip(f.codes())
                .for_each(|(s, c)| *s &= sums[*c as usize] > 0.0);
        }
        if stays.iter().all(|s| *s) {
            let left = sample.outcome.len();
            return Ok((sample, all - left));
        }
        let kept: Vec<u32> = (0_u32..)
            .zip(&stays)
            .filter(|(_, s)| **s)
            .map(|(i, _)| i)
            .collect();
        sample.restrict(&kept)?;
    }
}
