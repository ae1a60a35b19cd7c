//! A regression that has been run.

use std::borrow::Cow;

use nalgebra::DMatrix;

use crate::{
    absorb::Factor,
    error::{ImpactError, Result},
};

/// The distribution the ratio of a coefficient to its error is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum Law {
    /// Least squares: Student's t.
    Normal,
    /// A likelihood: the normal distribution.
    Likelihood,
}

/// What a regression leaves to its fit.
pub(crate) struct Parts<'a> {
    pub(crate) names: Vec<String>,
    pub(crate) kept: Vec<usize>,
    pub(crate) coefficients: Vec<f64>,
    pub(crate) inverse: DMatrix<f64>,
    pub(crate) design: Vec<Vec<f64>>,
    pub(crate) residuals: Vec<f64>,
    pub(crate) factors: Vec<Cow<'a, Factor>>,
    pub(crate) rows: Option<Vec<u32>>,
    pub(crate) missing: usize,
    pub(crate) alone: usize,
    pub(crate) law: Law,
    pub(crate) extra: usize,
    pub(crate) shares: Option<(f64, f64)>,
}

/// A regression that has been run. Its standard errors come from [`Fit::covariance`], of whichever kind is asked for.
#[derive(Clone, Debug)]
pub struct Fit<'a> {
    names: Vec<String>,
    dropped: Vec<String>,
    coefficients: Vec<f64>,
    pub(crate) inverse: DMatrix<f64>,
    /// Columns whose product with the residuals is the score of each row.
    pub(crate) design: Vec<Vec<f64>>,
    residuals: Vec<f64>,
    pub(crate) factors: Vec<Cow<'a, Factor>>,
    pub(crate) used: Option<Vec<u32>>,
    missing: usize,
    alone: usize,
    law: Law,
    pub(crate) extra: usize,
    /// Whether columns were explained by instruments first.
    pub(crate) instrumented: bool,
    shares: Option<(f64, f64)>,
}

impl<'a> Fit<'a> {
    pub(crate) fn from_parts(parts: Parts<'a>) -> Result<Self> {
        let dropped = (0..parts.names.len())
            .filter(|i| !parts.kept.contains(i))
            .map(|i| parts.names[i].clone())
            .collect();
        let names = parts.kept.iter().map(|i| parts.names[*i].clone()).collect();
        let fit = Self {
            names,
            dropped,
            coefficients: parts.coefficients,
            inverse: parts.inverse,
            design: parts.design,
            residuals: parts.residuals,
            factors: parts.factors,
            used: parts.rows,
            missing: parts.missing,
            alone: parts.alone,
            law: parts.law,
            extra: parts.extra,
            instrumented: false,
            shares: parts.shares,
        };
        if fit.rows() <= fit.parameters() {
            return Err(ImpactError::Data(format!(
                "{} rows cannot tell {} parameters apart: give more rows, or absorb fewer effects",
                fit.rows(),
                fit.parameters()
            )));
        }
        Ok(fit)
    }

    /// Names of the coefficients.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Columns left out because the effects or the columns before them explain them.
    pub fn dropped(&self) -> &[String] {
        &self.dropped
    }

    /// The coefficients.
    pub fn coefficients(&self) -> &[f64] {
        &self.coefficients
    }

    /// The coefficient of this name.
    pub fn coefficient(&self, name: &str) -> Option<f64> {
        Some(self.coefficients[self.names.iter().position(|n| n == name)?])
    }

    /// What is left of the outcome in each row used.
    pub fn residuals(&self) -> &[f64] {
        &self.residuals
    }

    /// Rows used.
    pub fn rows(&self) -> usize {
        self.residuals.len()
    }

    /// Rows left out because a figure is missing.
    pub fn missing(&self) -> usize {
        self.missing
    }

    /// Rows left out because they were alone in a level.
    pub fn alone(&self) -> usize {
        self.alone
    }

    /// What the ratios of coefficients to errors are held against.
    pub fn law(&self) -> Law {
        self.law
    }

    /// Share of the variance explained: with the effects, and within them.
    pub fn explained(&self) -> Option<(f64, f64)> {
        self.shares
    }

    /// Parameters: coefficients (the shape of a negative binomial is not counted), and the levels of the factors less one for each factor after the first.
    pub fn parameters(&self) -> usize {
        let levels: usize = self.factors.iter().map(|f| f.levels()).sum();
        self.coefficients.len() + levels - self.factors.len().saturating_sub(1)
    }
}
