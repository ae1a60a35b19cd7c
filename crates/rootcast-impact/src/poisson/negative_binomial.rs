//! The negative binomial: its shape beside its coefficients.

use std::borrow::Cow;

use nalgebra::DMatrix;
use statrs::function::gamma::{digamma, ln_gamma};

use super::{
    CountFit, counts,
    rounds::{Family, Rounds},
};
use crate::{
    absorb::{Absorber, Factor},
    error::{ImpactError, Result},
    regression::{Fit, Law, Parts, Regression, Sample, keep},
};

/// Turns between coefficients and shape at most.
const TURNS: usize = 100;

impl<'a> Regression<'a> {
    /// Negative binomial regression with variance `μ + μ²/θ`, `θ` by maximum likelihood in turn with the coefficients
    /// (Lawless 1987). Errors come from the observed second derivatives of both; the last is that of `θ`.
    ///
    /// # Errors
    /// As [`Regression::poisson`]; and [`ImpactError::NoFit`] where `θ` runs off, because outcomes vary no more than
    /// Poisson counts do.
    pub fn negative_binomial(&self) -> Result<CountFit<'a>> {
        let (sample, separated) = counts(self)?;
        let mut rounds = Rounds::new(&sample);
        rounds.run(&sample, Family::Poisson, 1e7)?;
        // While the shape still moves, coefficients need not be better known than it.
        let mut loose = 1e7;
        let mut shape = moment(&sample.outcome, &rounds.mean);
        let mut turns = 0;
        loop {
            let before = (shape, rounds.coefficients.clone());
            shape = likeliest(&sample.outcome, &rounds.mean, shape)?;
            rounds.run(&sample, Family::NegativeBinomial(shape), loose)?;
            let moved = before
                .1
                .iter()
                .zip(&rounds.coefficients)
                .fold((before.0 / shape - 1.0).abs(), |m, (a, b)| {
                    m.max((a - b).abs() / (1.0 + b.abs()))
                });
            turns += 1;
            if moved < 1e-10 && loose <= 1.0 {
                break;
            }
            loose = (moved * 1e9).clamp(1.0, 1e7);
            if turns == TURNS {
                return Err(ImpactError::NoFit {
                    estimator: "negative binomial regression",
                    why: format!(
                        "coefficients and shape did not settle in {TURNS} turns: use the Poisson regression"
                    ),
                });
            }
        }
        let log_likelihood = sample
            .outcome
            .iter()
            .zip(&rounds.mean)
            .map(|(y, m)| likelihood(*y, *m, shape))
            .sum();
        let (deviance, count) = (rounds.deviance, rounds.count);
        let parts = second(sample, &rounds, shape)?;
        let fit = Fit::from_parts(parts)?;
        Ok(CountFit {
            fit,
            deviance,
            log_likelihood,
            rounds: count,
            separated,
            shape: Some(shape),
        })
    }
}

/// Inverse of the observed second derivatives, and the scores, of coefficients and shape with the effects concentrated
/// out.
///
/// With `w = μθ(y+θ)/(μ+θ)²` and `c = ∂²l/∂η∂θ`, the derivatives are those of least squares on the columns and on
/// `v = −c/w` under `w`, save for the corner of `θ`.
fn second<'a>(sample: Sample<'a>, rounds: &Rounds, shape: f64) -> Result<Parts<'a>> {
    let (y, mean) = (&sample.outcome, &rounds.mean);
    let n = y.len();
    let weights: Vec<f64> = (0..n)
        .map(|i| mean[i] * shape * (y[i] + shape) / (mean[i] + shape).powi(2))
        .collect();
    let v: Vec<f64> = (0..n)
        .map(|i| -(y[i] - mean[i]) * mean[i] / (mean[i] + shape).powi(2) / weights[i])
        .collect();
    let mut columns = keep(sample.columns, &rounds.kept);
    columns.push(v.clone());
    let factors: Vec<&Factor> = sample.factors.iter().map(Cow::as_ref).collect();
    Absorber::new(&factors, Some(&weights), n)?.residualise(&mut columns)?;
    let p = columns.len();
    let mut information = DMatrix::from_fn(p, p, |i, j| {
        (0..n)
            .map(|r| weights[r] * columns[i][r] * columns[j][r])
            .sum::<f64>()
    });
    for r in 0..n {
        information[(p - 1, p - 1)] -= curvature(y[r], mean[r], shape) + weights[r] * v[r] * v[r];
    }
    let inverse = information.try_inverse().ok_or_else(|| ImpactError::NoFit {
        estimator: "negative binomial regression",
        why: "the likelihood is flat at its top: leave out columns".to_owned(),
    })?;
    // Scores are column × residual; that of the shape is divided by the residual to fit the form.
    let residuals: Vec<f64> = (0..n)
        .map(|r| (y[r] - mean[r]) * shape / (mean[r] + shape))
        .collect();
    let last = &mut columns[p - 1];
    for r in 0..n {
        let own = slope(y[r], mean[r], shape) - (v[r] - last[r]) * residuals[r];
        last[r] = if residuals[r] == 0.0 {
            0.0
        } else {
            own / residuals[r]
        };
    }
    Ok(Parts {
        names: sample.names,
        kept: rounds.kept.clone(),
        coefficients: rounds.coefficients.clone(),
        inverse,
        design: columns,
        residuals,
        factors: sample.factors,
        rows: sample.rows,
        missing: sample.missing,
        alone: sample.alone,
        law: Law::Likelihood,
        extra: 1,
        shares: None,
    })
}

fn likelihood(y: f64, mean: f64, t: f64) -> f64 {
    let mut l = ln_gamma(y + t) - ln_gamma(t) - ln_gamma(y + 1.0) + t * t.ln() - (y + t) * (mean + t).ln();
    if y > 0.0 {
        l += y * mean.ln();
    }
    l
}

/// `∂l/∂θ` of a row.
fn slope(y: f64, mean: f64, t: f64) -> f64 {
    digamma(y + t) - digamma(t) + t.ln() + 1.0 - (mean + t).ln() - (y + t) / (mean + t)
}

/// `∂²l/∂θ²` of a row.
fn curvature(y: f64, mean: f64, t: f64) -> f64 {
    trigamma(y + t) - trigamma(t) + 1.0 / t - 2.0 / (mean + t) + (y + t) / (mean + t).powi(2)
}

/// A start for the shape: the value at which squared residuals are as large as their variance.
fn moment(y: &[f64], mean: &[f64]) -> f64 {
    let excess: f64 = y
        .iter()
        .zip(mean)
        .map(|(y, m)| ((y - m).powi(2) - m) / (m * m))
        .sum();
    let t = y.len() as f64 / excess;
    if t.is_finite() && t > 0.0 {
        t.clamp(1e-3, 1e4)
    } else {
        1.0
    }
}

/// The likeliest shape for these means: Newton's method in its logarithm, with halved steps.
fn likeliest(y: &[f64], mean: &[f64], start: f64) -> Result<f64> {
    let value = |t: f64| {
        y.iter()
            .zip(mean)
            .map(|(y, m)| likelihood(*y, *m, t))
            .sum::<f64>()
    };
    let mut log = start.ln();
    let mut at = value(start);
    for _ in 0..200 {
        let t = log.exp();
        let first = t * y.iter().zip(mean).map(|(y, m)| slope(*y, *m, t)).sum::<f64>();
        let second = t * t * y.iter().zip(mean).map(|(y, m)| curvature(*y, *m, t)).sum::<f64>() + first;
        let mut step = if second < 0.0 {
            -first / second
        } else {
            first.signum()
        };
        step = step.clamp(-2.0, 2.0);
        let mut next = value((log + step).exp());
        for _ in 0..40 {
            if next >= at - 1e-12 * at.abs() {
                break;
            }
            step /= 2.0;
            next = value((log + step).exp());
        }
        log += step;
        at = next;
        if log > 18.0 {
            return Err(ImpactError::NoFit {
                estimator: "negative binomial regression",
                why: "the outcomes vary no more than Poisson counts do: use the Poisson regression"
                    .to_owned(),
            });
        }
        if step.abs() < 1e-12 {
            break;
        }
    }
    Ok(log.exp())
}

/// `d²/dx² ln Γ(x)`: the recurrence up to 12, then the series in 1/x.
fn trigamma(x: f64) -> f64 {
    let (mut x, mut sum) = (x, 0.0);
    while x < 12.0 {
        sum += 1.0 / (x * x);
        x += 1.0;
    }
    let z = 1.0 / (x * x);
    sum + 1.0 / x + z / 2.0 + z / x * (1.0 / 6.0 - z * (1.0 / 30.0 - z * (1.0 / 42.0 - z / 30.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trigamma_is_what_tables_say() {
        assert!((trigamma(1.0) - std::f64::consts::PI.powi(2) / 6.0).abs() < 1e-13);
        assert!((trigamma(0.5) - std::f64::consts::PI.powi(2) / 2.0).abs() < 1e-12);
    }

    #[test]
    fn slopes_are_those_of_the_likelihood() {
        let (y, m, t, h) = (7.0, 4.0, 1.3, 1e-5);
        let by_hand = (likelihood(y, m, t + h) - likelihood(y, m, t - h)) / (2.0 * h);
        assert!((slope(y, m, t) - by_hand).abs() < 1e-8);
        let by_hand = (slope(y, m, t + h) - slope(y, m, t - h)) / (2.0 * h);
        assert!((curvature(y, m, t) - by_hand).abs() < 1e-8);
    }
}
