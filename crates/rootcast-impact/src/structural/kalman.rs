//! The exact Kalman filter and smoother with a diffuse start (Durbin and Koopman 2012, sections 4.3, 4.4 and 5.2).
//!
//! ```text
//! yₜ = Z αₜ + εₜ,  εₜ ~ N(0, H)        αₜ₊₁ = T αₜ + ηₜ,  ηₜ ~ N(0, Q)        α₁ ~ N(a, P∗ + κ P∞),  κ → ∞
//! ```
//!
//! The limit is taken exactly: the covariance is carried in its finite and its infinite part until figures have settled
//! the latter, so that no large number stands in for infinity. Gaps (`NaN`) are passed over.

use nalgebra::{DMatrix, DVector};

use crate::error::{ImpactError, Result};

/// Part of the largest `F∞` below which it is nought.
const NOUGHT: f64 = 1e-10;

/// A model that does not change with time, of one series.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// `T`.
    pub transition: DMatrix<f64>,
    /// `Z`, as a column.
    pub observation: DVector<f64>,
    /// `Q`, of the states.
    pub state_noise: DMatrix<f64>,
    /// `H`.
    pub noise: f64,
    /// `a`.
    pub start: DVector<f64>,
    /// `P∗`.
    pub known: DMatrix<f64>,
    /// `P∞`.
    pub unknown: DMatrix<f64>,
}

impl Model {
    /// The local level: a walk of this variance seen with noise of that variance, its start unknown.
    pub fn local_level(noise: f64, level: f64) -> Self {
        Self {
            transition: DMatrix::identity(1, 1),
            observation: DVector::from_element(1, 1.0),
            state_noise: DMatrix::from_element(1, 1, level),
            noise,
            start: DVector::zeros(1),
            known: DMatrix::zeros(1, 1),
            unknown: DMatrix::identity(1, 1),
        }
    }

    /// The local linear trend: a level that moves by a slope, both walks, their starts unknown.
    pub fn local_trend(noise: f64, level: f64, slope: f64) -> Self {
        Self {
            transition: DMatrix::from_row_slice(2, 2, &[1.0, 1.0, 0.0, 1.0]),
            observation: DVector::from_vec(vec![1.0, 0.0]),
            state_noise: DMatrix::from_diagonal(&DVector::from_vec(vec![level, slope])),
            noise,
            start: DVector::zeros(2),
            known: DMatrix::zeros(2, 2),
            unknown: DMatrix::identity(2, 2),
        }
    }

    fn check(&self, series: &[f64]) -> Result<()> {
        let m = self.start.len();
        let square = |x: &DMatrix<f64>| x.shape() == (m, m) && x.iter().all(|v| v.is_finite());
        let whole = square(&self.transition)
            && square(&self.state_noise)
            && square(&self.known)
            && square(&self.unknown)
            && self.observation.len() == m
            && m > 0
            && self.noise >= 0.0
            && self.noise.is_finite();
        if !whole {
            return Err(not_defined("its parts do not fit or are not finite"));
        }
        if series.iter().all(|y| y.is_nan()) || series.iter().any(|y| y.is_infinite()) {
            return Err(not_defined("the series has no figure, or an infinite one"));
        }
        Ok(())
    }
}

/// What the filter knows after each step.
#[derive(Clone, Debug, PartialEq)]
pub struct Filtered {
    /// The diffuse log-likelihood.
    pub likelihood: f64,
    /// Mean of the state given figures up to each step, itself among them.
    pub means: Vec<DVector<f64>>,
    /// Mean of the next figure after the last step, and its variance; infinite where the start is not settled.
    pub forecast: (f64, f64),
    /// Steps the infinite part lasted.
    pub diffuse: usize,
    passes: Vec<Pass>,
}

/// What the filter did at a step.
#[derive(Clone, Debug, PartialEq)]
struct Pass {
    mean: DVector<f64>,
    known: DMatrix<f64>,
    unknown: DMatrix<f64>,
    error: f64,
    seen: Seen,
}

#[derive(Clone, Debug, PartialEq)]
enum Seen {
    Gap,
    /// `F`.
    Plain(f64),
    /// `F∞` and `F∗`.
    Diffuse(f64, f64),
}

/// What all figures say of each step.
#[derive(Clone, Debug, PartialEq)]
pub struct Smoothed {
    /// Mean of the state.
    pub means: Vec<DVector<f64>>,
    /// Its covariance.
    pub covariances: Vec<DMatrix<f64>>,
}

/// Filters.
///
/// # Errors
/// [`ImpactError::NotDefined`] where the model's parts do not fit, or the series has no figure.
pub fn filter(model: &Model, series: &[f64]) -> Result<Filtered> {
    model.check(series)?;
    let z = &model.observation;
    let (mut mean, mut known, mut unknown) =
        (model.start.clone(), model.known.clone(), model.unknown.clone());
    let size = unknown.amax().max(f64::MIN_POSITIVE);
    let mut likelihood = 0.0;
    let mut means = Vec::with_capacity(series.len());
    let mut passes = Vec::with_capacity(series.len());
    let mut diffuse = 0;
    for (t, y) in series.iter().enumerate() {
        let (column, far) = (&known * z, &unknown * z);
        let (finite, infinite) = (z.dot(&column) + model.noise, z.dot(&far));
        let error = y - z.dot(&mean);
        let seen = if y.is_nan() {
            Seen::Gap
        } else if infinite > NOUGHT * size {
            Seen::Diffuse(infinite, finite)
        } else if finite > 0.0 {
            Seen::Plain(finite)
        } else {
            return Err(not_defined(
                "its noise is nought where the state is known: give it some noise",
            ));
        };
        passes.push(Pass {
            mean: mean.clone(),
            known: known.clone(),
            unknown: unknown.clone(),
            error,
            seen: seen.clone(),
        });
        match seen {
            Seen::Gap => {}
            Seen::Plain(f) => {
                likelihood -= 0.5 * ((std::f64::consts::TAU * f).ln() + error * error / f);
                mean += &column * (error / f);
                known -= &column * column.transpose() / f;
            }
            Seen::Diffuse(far_f, f) => {
                likelihood -= 0.5 * (std::f64::consts::TAU * far_f).ln();
                mean += &far * (error / far_f);
                let cross = &column * far.transpose();
                known +=
                    &far * far.transpose() * (f / (far_f * far_f)) - (&cross + cross.transpose()) / far_f;
                unknown -= &far * far.transpose() / far_f;
                diffuse = t + 1;
            }
        }
        if unknown.amax() <= NOUGHT * size {
            unknown.fill(0.0);
        }
        means.push(mean.clone());
        mean = &model.transition * &mean;
        known = &model.transition * &known * model.transition.transpose() + &model.state_noise;
        unknown = &model.transition * &unknown * model.transition.transpose();
    }
    let spread = if z.dot(&(&unknown * z)) > NOUGHT * size {
        f64::INFINITY
    } else {
        z.dot(&(&known * z)) + model.noise
    };
    Ok(Filtered {
        likelihood,
        means,
        forecast: (z.dot(&mean), spread),
        diffuse,
        passes,
    })
}

/// Smooths what was filtered.
pub fn smooth(model: &Model, filtered: &Filtered) -> Smoothed {
    let z = &model.observation;
    let size = z.len();
    let zz = z * z.transpose();
    let identity = DMatrix::<f64>::identity(size, size);
    let (mut r0, mut r1) = (DVector::zeros(size), DVector::zeros(size));
    let mut n0 = DMatrix::zeros(size, size);
    let (mut n1, mut n2) = (n0.clone(), n0.clone());
    let mut means = Vec::with_capacity(filtered.passes.len());
    let mut covariances = Vec::with_capacity(filtered.passes.len());
    for pass in filtered.passes.iter().rev() {
        // Through the transition first, then through the figure.
        let t = &model.transition;
        (r0, r1) = (t.tr_mul(&r0), t.tr_mul(&r1));
        n0 = t.tr_mul(&n0) * t;
        n1 = t.tr_mul(&n1) * t;
        n2 = t.tr_mul(&n2) * t;
        let (column, far) = (&pass.known * z, &pass.unknown * z);
        match pass.seen {
            Seen::Gap => {}
            Seen::Plain(f) => {
                let l = &identity - &column * z.transpose() / f;
                r0 = z * (pass.error / f) + l.tr_mul(&r0);
                r1 = l.tr_mul(&r1);
                n0 = &zz / f + l.tr_mul(&n0) * &l;
                n1 = l.tr_mul(&n1) * &l;
                n2 = l.tr_mul(&n2) * &l;
            }
            Seen::Diffuse(far_f, f) => {
                let k0 = &far / far_f;
                let k1 = (&column - &far * (f / far_f)) / far_f;
                let l0 = &identity - &k0 * z.transpose();
                let l1 = -&k1 * z.transpose();
                r1 = z * (pass.error / far_f) + l0.tr_mul(&r1) + l1.tr_mul(&r0);
                r0 = l0.tr_mul(&r0);
                let crossed = l0.tr_mul(&n1) * &l1;
                n2 = &zz * (-f / (far_f * far_f))
                    + l0.tr_mul(&n2) * &l0
                    + &crossed
                    + crossed.transpose()
                    + l1.tr_mul(&n0) * &l1;
                let mixed = l1.tr_mul(&n0) * &l0;
                n1 = &zz / far_f + l0.tr_mul(&n1) * &l0 + &mixed + mixed.transpose();
                n0 = l0.tr_mul(&n0) * &l0;
            }
        }
        let cross = &pass.unknown * &n1 * &pass.known;
        means.push(&pass.mean + &pass.known * &r0 + &pass.unknown * &r1);
        covariances.push(
            &pass.known
                - &pass.known * &n0 * &pass.known
                - &cross
                - cross.transpose()
                - &pass.unknown * &n2 * &pass.unknown,
        );
    }
    means.reverse();
    covariances.reverse();
    Smoothed { means, covariances }
}

fn not_defined(why: &str) -> ImpactError {
    ImpactError::NotDefined {
        estimator: "the Kalman filter",
        why: why.to_owned(),
    }
}
