//! Covariances of coefficients.
//!
//! All are a sandwich `c · B M B` of the inverse `B = (X'WX)⁻¹` and a sum `M` of products of scores `s_i = x_i e_i`, with
//! a factor `c` for small samples; that of independent errors of one size is `σ² B`. Small samples are treated as fixest
//! does: `(n − 1)/(n − K)` with `K` counting the levels of the factors absorbed, save those nested in the clusters, and
//! `G/(G − 1)` for the least number of clusters `G`. Errors that may be correlated within clusters: Liang and Zeger
//! (1986), along two ways Cameron, Gelbach and Miller (2011); along time within units Newey and West (1987), along time
//! across units Driscoll and Kraay (1998).

mod meat;

use nalgebra::DMatrix;
use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

use crate::{
    absorb::Factor,
    error::{ImpactError, Result},
    regression::{Fit, Law},
};

/// A kind of covariance. Factors and steps are those of the rows as they were given to the regression.
#[derive(Clone, Copy, Debug)]
pub enum Variance<'a> {
    /// Independent errors of one size.
    Iid,
    /// Independent errors of any size (White 1980, HC1).
    Robust,
    /// Errors correlated within the levels of each of these factors.
    Clusters(&'a [&'a Factor]),
    /// Errors correlated within units over `lag` steps, with weights that fall evenly (Bartlett).
    NeweyWest {
        /// The units.
        unit: &'a Factor,
        /// The step of each row.
        step: &'a [i64],
        /// Steps.
        lag: usize,
    },
    /// Errors correlated across units over `lag` steps, with weights that fall evenly (Bartlett).
    DriscollKraay {
        /// The step of each row.
        step: &'a [i64],
        /// Steps.
        lag: usize,
    },
}

/// A covariance of coefficients, with the degrees of freedom of their tests.
#[derive(Clone, Debug, PartialEq)]
pub struct Covariance {
    matrix: DMatrix<f64>,
    degrees: f64,
    law: Law,
    clusters: Vec<(String, usize)>,
    mended: bool,
}

impl Covariance {
    pub(crate) fn new(matrix: DMatrix<f64>, degrees: f64, law: Law) -> Self {
        Self {
            matrix,
            degrees,
            law,
            clusters: Vec::new(),
            mended: false,
        }
    }

    /// The matrix.
    pub fn matrix(&self) -> &DMatrix<f64> {
        &self.matrix
    }

    /// Standard errors.
    pub fn errors(&self) -> Vec<f64> {
        (0..self.matrix.nrows())
            .map(|i| self.matrix[(i, i)].max(0.0).sqrt())
            .collect()
    }

    /// Degrees of freedom of a test of one coefficient: clusters or steps less one, else rows less parameters.
    pub fn degrees(&self) -> f64 {
        self.degrees
    }

    /// The factors clustered on, with the number of their clusters.
    pub fn clusters(&self) -> &[(String, usize)] {
        &self.clusters
    }

    /// Whether two-way clustering gave a negative variance, so that the negative parts of the matrix were set to zero.
    pub fn mended(&self) -> bool {
        self.mended
    }

    /// The probability of a ratio of coefficient to error at least this far from zero where there is no effect.
    pub fn p_value(&self, ratio: f64) -> f64 {
        if !ratio.is_finite() {
            return f64::NAN;
        }
        let tail = match self.law {
            Law::Likelihood => Normal::standard().cdf(-ratio.abs()),
            Law::Normal => StudentsT::new(0.0, 1.0, self.degrees).map_or(f64::NAN, |t| t.cdf(-ratio.abs())),
        };
        2.0 * tail
    }

    /// The covariance of linear combinations, one a row of `weights`.
    #[must_use]
    pub fn combined(&self, weights: &DMatrix<f64>) -> Self {
        Self {
            matrix: weights * &self.matrix * weights.transpose(),
            ..self.clone()
        }
    }
}

impl Fit<'_> {
    /// The covariance of the coefficients.
    ///
    /// # Errors
    /// [`ImpactError::Data`] where a factor or the steps have not the rows of the regression, there is one cluster only,
    /// or two rows of a unit are at one step.
    pub fn covariance(&self, kind: &Variance) -> Result<Covariance> {
        let n = self.rows() as f64;
        match kind {
            Variance::Iid => {
                let k = self.parameters() as f64;
                let size = match self.law() {
                    Law::Normal => self.residuals().iter().map(|e| e * e).sum::<f64>() / (n - k),
                    Law::Likelihood => (n - 1.0) / (n - k),
                };
                Ok(Covariance::new(&self.inverse * size, n - k, self.law()))
            }
            Variance::Robust => {
                let k = self.parameters() as f64;
                let meat = meat::rows(self);
                Ok(Covariance::new(
                    self.sandwich(&meat, n / (n - k)),
                    n - k,
                    self.law(),
                ))
            }
            Variance::Clusters(factors) => self.clustered(factors),
            Variance::NeweyWest { unit, step, lag } => {
                let unit = self.usable(unit)?;
                let step = self.steps(step)?;
                let (meat, steps) = meat::within(self, &unit, &step, *lag)?;
                self.serial(&meat, &[unit, steps])
            }
            Variance::DriscollKraay { step, lag } => {
                let step = self.steps(step)?;
                let (meat, steps) = meat::across(self, &step, *lag)?;
                self.serial(&meat, &[steps])
            }
        }
    }

    /// A sandwich of errors along time; the last of the factors is that of the steps.
    fn serial(&self, meat: &DMatrix<f64>, factors: &[Factor]) -> Result<Covariance> {
        let steps = factors.last().map_or(0, Factor::levels);
        if steps < 2 {
            return Err(ImpactError::Data(
                "all rows are at one step: errors along time need two at least".to_owned(),
            ));
        }
        let (n, k, t) = (
            self.rows() as f64,
            self.parameters_beside(factors) as f64,
            steps as f64,
        );
        let small = (n - 1.0) / (n - k) * t / (t - 1.0);
        Ok(Covariance::new(self.sandwich(meat, small), t - 1.0, self.law()))
    }

    fn clustered(&self, factors: &[&Factor]) -> Result<Covariance> {
        let used: Vec<Factor> = factors.iter().map(|f| self.usable(f)).collect::<Result<_>>()?;
        if used.is_empty() || used.len() > 8 {
            return Err(ImpactError::Data(
                "cluster on one factor at least and eight at most".to_owned(),
            ));
        }
        if let Some(one) = used.iter().find(|f| f.levels() < 2) {
            return Err(ImpactError::Data(format!(
                "all rows are in one cluster of {}: errors cannot be told from it; cluster on a finer factor or use randomisation",
                one.name()
            )));
        }
        let p = self.coefficients().len() + self.extra;
        let mut meat = DMatrix::zeros(p, p);
        // Inclusion and exclusion over all sets of factors (Cameron, Gelbach and Miller 2011, eq. 2.11).
        for set in 1..1_usize << used.len() {
            let mut cross: Option<Factor> = None;
            for (_, f) in used.iter().enumerate().filter(|(i, _)| set >> i & 1 == 1) {
                cross = Some(match cross {
                    None => f.clone(),
                    Some(c) => c.crossed(f)?,
                });
            }
            let sign = if set.count_ones() % 2 == 1 { 1.0 } else { -1.0 };
            if let Some(c) = cross {
                meat += meat::clusters(self, &c) * sign;
            }
        }
        let (n, k) = (self.rows() as f64, self.parameters_beside(&used) as f64);
        let least = used.iter().map(Factor::levels).min().unwrap_or(2) as f64;
        let small = (n - 1.0) / (n - k) * least / (least - 1.0);
        let mut covariance = Covariance::new(self.sandwich(&meat, small), least - 1.0, self.law());
        covariance.clusters = used.iter().map(|f| (f.name().to_owned(), f.levels())).collect();
        if used.len() > 1 {
            covariance.mend();
        }
        Ok(covariance)
    }

    /// Parameters beside the effects nested in a factor clustered on.
    fn parameters_beside(&self, clusters: &[Factor]) -> usize {
        let nested = self
            .factors
            .iter()
            .filter(|f| clusters.iter().any(|c| f.nested_in(c)));
        self.parameters() - nested.map(|f| f.levels() - 1).sum::<usize>()
    }

    pub(crate) fn sandwich(&self, meat: &DMatrix<f64>, small: f64) -> DMatrix<f64> {
        &self.inverse * meat * &self.inverse * small
    }

    /// The factor in the rows used.
    pub(crate) fn usable(&self, factor: &Factor) -> Result<Factor> {
        self.matches(factor.name(), factor.codes().len())?;
        match &self.used {
            None => Ok(factor.clone()),
            Some(rows) => factor.of(rows),
        }
    }

    fn steps(&self, step: &[i64]) -> Result<Vec<i64>> {
        self.matches("the steps", step.len())?;
        Ok(match &self.used {
            None => step.to_vec(),
            Some(rows) => rows.iter().map(|r| step[*r as usize]).collect(),
        })
    }

    fn matches(&self, what: &str, rows: usize) -> Result<()> {
        let most = self
            .used
            .as_ref()
            .map_or(self.rows(), |u| u.last().map_or(0, |l| *l as usize + 1));
        if rows < most || (self.used.is_none() && rows != most) {
            return Err(ImpactError::Data(format!(
                "{what}: {rows} rows where the regression had {most} at least"
            )));
        }
        Ok(())
    }
}

impl Covariance {
    /// Sets negative eigenvalues to zero where a variance is negative (Cameron, Gelbach and Miller 2011, section 2.3).
    fn mend(&mut self) {
        if self.matrix.diagonal().iter().any(|v| *v < 0.0) {
            let split = self.matrix.clone().symmetric_eigen();
            self.mended = true;
            let values = split.eigenvalues.map(|v| v.max(0.0));
            self.matrix =
                &split.eigenvectors * DMatrix::from_diagonal(&values) * split.eigenvectors.transpose();
        }
    }
}
