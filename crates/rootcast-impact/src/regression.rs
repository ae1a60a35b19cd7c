//! Linear regressions with absorbed fixed effects.
//!
//! `y = X b + D a + e`, where the effects `a` of several factors are taken out of `y` and of each column of `X` first
//! (Frisch–Waugh–Lovell; see [`crate::absorb`]). A column that the effects or the columns before it explain is left out
//! and named. Rows without a figure are left out and counted; so are, where asked, rows that are the only one of a level,
//! which say nothing about `b` and make clustered errors too small (Correia 2015, "Singletons, cluster-robust standard
//! errors and fixed effects"). Standard errors are in [`crate::variance`].

mod events;
mod fit;
mod sample;
mod solve;

use std::borrow::Cow;

pub use events::event_study;
pub(crate) use fit::Parts;
pub use fit::{Fit, Law};
pub(crate) use sample::Sample;
pub(crate) use solve::{Solved, solve};

use crate::{
    absorb::{Absorber, Factor, dot},
    error::Result,
};

/// A column of the right-hand side.
#[derive(Clone, Debug, PartialEq)]
pub struct Regressor<'a> {
    /// Its name, unique in the regression.
    pub name: String,
    /// A figure for each row.
    pub values: Cow<'a, [f64]>,
}

impl<'a> Regressor<'a> {
    /// A named column.
    pub fn new(name: &str, values: &'a [f64]) -> Self {
        Self {
            name: name.to_owned(),
            values: Cow::Borrowed(values),
        }
    }

    /// A named column that nobody else holds.
    pub fn owned(name: &str, values: Vec<f64>) -> Self {
        Self {
            name: name.to_owned(),
            values: Cow::Owned(values),
        }
    }
}

/// What to do with a row that is the only one of a level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub enum Singletons {
    /// Keep it, as fixest does up to version 0.12.
    #[default]
    Keep,
    /// Leave it out, again and again until none is left, as reghdfe and pyfixest do.
    Drop,
}

/// A regression to be run: an outcome, columns, and factors whose effects are absorbed. Without a factor there is an
/// intercept.
#[derive(Clone, Debug)]
pub struct Regression<'a> {
    /// The outcome of each row; `NaN` where there is none.
    pub outcome: &'a [f64],
    /// The columns, in the order in which they are preferred where they explain each other.
    pub regressors: Vec<Regressor<'a>>,
    /// The factors.
    pub absorb: Vec<&'a Factor>,
    /// Rows alone in a level.
    pub singletons: Singletons,
    /// Whether there is an intercept where no factor is absorbed.
    pub intercept: bool,
}

impl<'a> Regression<'a> {
    /// A regression that keeps rows alone in a level.
    pub fn new(outcome: &'a [f64], regressors: Vec<Regressor<'a>>, absorb: Vec<&'a Factor>) -> Self {
        Self {
            outcome,
            regressors,
            absorb,
            singletons: Singletons::Keep,
            intercept: true,
        }
    }

    /// Least squares without an intercept.
    pub(crate) fn through_origin(&self) -> Result<Fit<'a>> {
        Self {
            intercept: false,
            ..self.clone()
        }
        .least_squares()
    }

    /// Least squares.
    ///
    /// # Errors
    /// [`crate::error::ImpactError::Data`] where rows do not match, a figure is infinite, a name stands twice, all columns
    /// are explained by the effects, or there are no more rows than parameters.
    ///
    /// ```
    /// use rootcast_impact::{absorb::Factor, regression::{Regression, Regressor}, variance::Variance};
    /// let unit = Factor::new("unit", &[1, 1, 1, 2, 2, 2])?;
    /// let (x, y) = ([1.0, 2.0, 4.0, 1.0, 3.0, 4.0], [3.1, 4.9, 9.0, 13.0, 17.1, 18.9]);
    /// let fit = Regression::new(&y, vec![Regressor::new("x", &x)], vec![&unit]).least_squares()?;
    /// assert!((fit.coefficients()[0] - 2.0).abs() < 0.05);
    /// assert!(fit.covariance(&Variance::Iid)?.errors()[0] < 0.05);
    /// # Ok::<(), rootcast_impact::error::ImpactError>(())
    /// ```
    pub fn least_squares(&self) -> Result<Fit<'a>> {
        let sample = Sample::of(self, &[])?;
        let Sample {
            names,
            mut outcome,
            mut columns,
            factors,
            ..
        } = sample;
        let raw: Vec<f64> = columns.iter().map(|c| spread(c)).collect();
        let total = spread(&outcome).powi(2);
        let borrowed: Vec<&Factor> = factors.iter().map(AsRef::as_ref).collect();
        let absorber = Absorber::new(&borrowed, None, outcome.len())?;
        absorber.residualise(&mut columns)?;
        let mut left = [outcome];
        absorber.residualise(&mut left)?;
        [outcome] = left;
        let within = if factors.is_empty() {
            total
        } else {
            dot(&outcome, &outcome)
        };
        let Solved {
            kept,
            coefficients,
            inverse,
            residuals,
        } = solve(&columns, &outcome, None, &raw, &names)?;
        let squares = dot(&residuals, &residuals);
        let design = keep(columns, &kept);
        Fit::from_parts(Parts {
            names,
            kept,
            coefficients,
            inverse,
            design,
            residuals,
            factors,
            rows: sample.rows,
            missing: sample.missing,
            alone: sample.alone,
            law: Law::Normal,
            extra: 0,
            shares: Some((1.0 - squares / total, 1.0 - squares / within)),
        })
    }
}

/// The columns of these numbers.
pub(crate) fn keep(columns: Vec<Vec<f64>>, kept: &[usize]) -> Vec<Vec<f64>> {
    let mut columns: Vec<Option<Vec<f64>>> = columns.into_iter().map(Some).collect();
    kept.iter().filter_map(|k| columns[*k].take()).collect()
}

/// The length of a column less its mean; of a constant, its own length, so that an intercept has one.
pub(crate) fn spread(x: &[f64]) -> f64 {
    let mean = x.iter().sum::<f64>() / x.len() as f64;
    let around: f64 = x.iter().map(|x| (x - mean).powi(2)).sum::<f64>().sqrt();
    let own = dot(x, x).sqrt();
    if around > 1e-12 * own { around } else { own }
}
