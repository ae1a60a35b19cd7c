//! How far an event study may be off parallel trends before its answer falls (Rambachan and Roth 2023).
//!
//! Coefficients `β = τ + δ` of an event study are effects and differences in trends. Before treatment there is no effect
//! and the differences are seen; afterwards they are not, and a restriction says how large they may be beside those seen:
//! no change from step to step may exceed `M̄` times the largest before ([`Restriction::RelativeMagnitudes`]), or the slope
//! may change by `M` a step at most ([`Restriction::Smoothness`]). An interval holds the effect with the probability asked
//! for whenever the restriction is true; the **breakdown value** is the `M̄` or `M` from which it contains zero.
//!
//! Relative magnitudes: tests of moment inequalities that condition on what binds, after a least favourable test of a
//! tenth of the size (Andrews, Roth and Pakes 2023; "C-LF"), inverted. Smoothness: the shortest interval of fixed length
//! around an affine estimator (Armstrong and Kolesár 2018; "FLCI"), or the same tests.

mod fixed_length;
mod inequalities;
mod normal;
mod programme;
mod shapes;

use nalgebra::{DMatrix, DVector};
use rayon::prelude::*;
use statrs::distribution::{ContinuousCDF, Normal};

use crate::error::{ImpactError, Result};
use inequalities::Test;

/// Draws of the least favourable critical value.
const DRAWS: usize = 2_000;
/// Seed of these draws: the same study gives the same interval.
const SEED: u64 = 1;
/// Points across which acceptance is looked for before its edges are sharpened.
const POINTS: usize = 400;
/// Half-width of the search, in standard errors; it doubles while an end is accepted.
const REACH: f64 = 20.0;

/// An event study: coefficients before and after treatment (the step of reference left out) and their covariance.
#[derive(Clone, Debug, PartialEq)]
pub struct EventStudy {
    effects: DVector<f64>,
    covariance: DMatrix<f64>,
    before: usize,
}

/// What differences in trends may be.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub enum Restriction {
    /// No change from step to step after treatment exceeds this many times the largest before.
    RelativeMagnitudes(f64),
    /// The slope changes by no more than this from one step to the next.
    Smoothness(f64),
}

/// How an interval is found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub enum Method {
    /// Of fixed length for smoothness, conditional for relative magnitudes.
    #[default]
    Usual,
    /// Conditional tests after a least favourable one.
    Conditional,
}

/// An interval of the effect.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Interval {
    /// Its low end; `−∞` where it has none.
    pub low: f64,
    /// Its high end; `∞` where it has none.
    pub high: f64,
}

impl EventStudy {
    /// A study of coefficients in the order of their steps, of which `before` are before treatment.
    ///
    /// # Errors
    /// [`ImpactError::Data`] where figures are missing, parts do not fit, there is no step before or after treatment, or
    /// the matrix is no covariance.
    pub fn new(effects: &[f64], covariance: &DMatrix<f64>, before: usize) -> Result<Self> {
        let wrong = |text: &str| Err(ImpactError::Data(text.to_owned()));
        let n = effects.len();
        if before == 0 || before >= n {
            return wrong(
                "an event study needs a step before treatment and one after, beside the one of reference",
            );
        }
        if covariance.shape() != (n, n) {
            return wrong("the covariance needs a row and a column for each coefficient");
        }
        if effects.iter().chain(covariance.iter()).any(|v| !v.is_finite()) {
            return wrong("a coefficient or a covariance is missing: leave its step out");
        }
        let covariance = (covariance + covariance.transpose()) / 2.0;
        if covariance.clone().cholesky().is_none() {
            return wrong(
                "the covariance is singular or none: more coefficients than clusters? Use fewer steps or other errors",
            );
        }
        Ok(Self {
            effects: DVector::from_column_slice(effects),
            covariance,
            before,
        })
    }

    /// The interval under parallel trends, for the effect `Σ weights · effects after treatment`.
    ///
    /// # Errors
    /// [`ImpactError::Data`] where there is not a weight for each step after treatment, or all are zero.
    pub fn plain(&self, weights: &[f64], level: f64) -> Result<Interval> {
        self.check(weights, level)?;
        let (effect, error) = self.at(weights);
        let z = Normal::standard().inverse_cdf(f64::midpoint(1.0, level));
        Ok(Interval {
            low: effect - z * error,
            high: effect + z * error,
        })
    }

    /// The interval under a restriction. `None` where every value is rejected: the restriction does not fit the steps
    /// before treatment.
    ///
    /// # Errors
    /// As [`EventStudy::plain`]; and where the bound is negative, or too few steps are before treatment: two changes of
    /// slope need two.
    pub fn interval(
        &self,
        restriction: Restriction,
        method: Method,
        weights: &[f64],
        level: f64,
    ) -> Result<Option<Interval>> {
        self.check(weights, level)?;
        check(restriction)?;
        if let (Restriction::Smoothness(m), Method::Usual) = (restriction, method) {
            return Ok(Some(fixed_length::interval(self, weights, m, level)));
        }
        let (effect, error) = self.at(weights);
        let shapes = shapes::of(restriction, self.before, self.effects.len() - self.before);
        let found: Result<Vec<Option<Interval>>> = shapes
            .par_iter()
            .map(|shape| {
                Ok(edges(
                    &Test::new(self, shape, weights, 1.0 - level, DRAWS, SEED)?,
                    effect,
                    error,
                ))
            })
            .collect();
        Ok(found?.into_iter().flatten().reduce(|a, b| Interval {
            low: a.low.min(b.low),
            high: a.high.max(b.high),
        }))
    }

    /// The least bound of a kind from which zero is no longer excluded, to a ten-thousandth of it: `None` where zero is
    /// not excluded even at a bound of zero; infinite where it is excluded at `most`.
    ///
    /// # Errors
    /// As [`EventStudy::interval`].
    pub fn breakdown(
        &self,
        restriction: fn(f64) -> Restriction,
        method: Method,
        weights: &[f64],
        level: f64,
        most: f64,
    ) -> Result<Option<f64>> {
        self.check(weights, level)?;
        check(restriction(most))?;
        let excludes = |bound: f64| self.excludes_zero(restriction(bound), method, weights, level);
        if !excludes(0.0)? {
            return Ok(None);
        }
        if excludes(most)? {
            return Ok(Some(f64::INFINITY));
        }
        let (mut low, mut high) = (0.0, most);
        while high - low > 1e-4 * high {
            let middle = f64::midpoint(low, high);
            if excludes(middle)? {
                low = middle;
            } else {
                high = middle;
            }
        }
        Ok(Some(high))
    }

    fn excludes_zero(
        &self,
        restriction: Restriction,
        method: Method,
        weights: &[f64],
        level: f64,
    ) -> Result<bool> {
        if let (Restriction::Smoothness(m), Method::Usual) = (restriction, method) {
            let i = fixed_length::interval(self, weights, m, level);
            return Ok(i.low > 0.0 || i.high < 0.0);
        }
        let shapes = shapes::of(restriction, self.before, self.effects.len() - self.before);
        let rejected: Result<Vec<bool>> = shapes
            .par_iter()
            .map(|shape| {
                Ok(Test::new(self, shape, weights, 1.0 - level, DRAWS, SEED)?
                    .start()
                    .rejects(0.0))
            })
            .collect();
        Ok(rejected?.into_iter().all(|r| r))
    }

    /// The effect and its standard error.
    fn at(&self, weights: &[f64]) -> (f64, f64) {
        let l = DVector::from_fn(self.effects.len(), |i, _| {
            if i < self.before {
                0.0
            } else {
                weights[i - self.before]
            }
        });
        (l.dot(&self.effects), (&self.covariance * &l).dot(&l).sqrt())
    }

    fn check(&self, weights: &[f64], level: f64) -> Result<()> {
        let after = self.effects.len() - self.before;
        if weights.len() != after
            || weights.iter().any(|w| !w.is_finite())
            || weights.iter().all(|w| *w == 0.0)
        {
            return Err(ImpactError::Data(format!(
                "give a weight to each of the {after} steps after treatment, not all zero"
            )));
        }
        if !(0.5..1.0).contains(&level) {
            return Err(ImpactError::Data(
                "the level of an interval is between 0.5 and 1, such as 0.95".to_owned(),
            ));
        }
        Ok(())
    }
}

/// Refuses bounds that are none.
fn check(restriction: Restriction) -> Result<()> {
    let (Restriction::RelativeMagnitudes(m) | Restriction::Smoothness(m)) = restriction;
    if !m.is_finite() || m < 0.0 {
        return Err(ImpactError::Data(
            "the bound of a restriction is zero or more, and finite".to_owned(),
        ));
    }
    Ok(())
}

/// The least and the largest value that is not rejected.
fn edges(test: &Test, effect: f64, error: f64) -> Option<Interval> {
    let mut state = test.start();
    let mut reach = REACH * error;
    for _ in 0..12 {
        let step = 2.0 * reach / POINTS as f64;
        let at = |i: usize| effect - reach + i as f64 * step;
        let accepted = |state: &mut inequalities::State, i: usize| !state.rejects(at(i));
        let first = (0..=POINTS).find(|i| accepted(&mut state, *i))?;
        let last = (0..=POINTS)
            .rev()
            .find(|i| accepted(&mut state, *i))
            .unwrap_or(first);
        if first > 0 && last < POINTS {
            let mut sharpen = |mut out: f64, mut inside: f64| {
                while (inside - out).abs() > 1e-9 * (error + inside.abs()) {
                    let middle = f64::midpoint(out, inside);
                    if state.rejects(middle) {
                        out = middle;
                    } else {
                        inside = middle;
                    }
                }
                inside
            };
            return Some(Interval {
                low: sharpen(at(first - 1), at(first)),
                high: sharpen(at(last + 1), at(last)),
            });
        }
        reach *= 2.0;
    }
    Some(Interval {
        low: f64::NEG_INFINITY,
        high: f64::INFINITY,
    })
}
