//! The probability of being treated, by maximum likelihood.

#![allow(clippy::many_single_char_names, reason = "the letters of the equations")]

use nalgebra::{DMatrix, DVector};

/// Probabilities of each row, and the inverse of the information.
pub(super) fn logit(x: &DMatrix<f64>, is: &[bool]) -> Result<(Vec<f64>, DMatrix<f64>), String> {
    let (n, k) = x.shape();
    let apart = || {
        "the covariates tell the treated from the compared without error, or explain each other, so that no weights exist: give fewer covariates or use the regression"
            .to_owned()
    };
    let mut b = DVector::zeros(k);
    let mut last = f64::INFINITY;
    for _ in 0..100 {
        let p: Vec<f64> = (x * &b).iter().map(|e| 1.0 / (1.0 + (-e).exp())).collect();
        let mut information = DMatrix::zeros(k, k);
        let mut score = DVector::zeros(k);
        let mut deviance = 0.0;
        for i in 0..n {
            let row = x.row(i);
            information.ger(p[i] * (1.0 - p[i]), &row.transpose(), &row.transpose(), 1.0);
            score += row.transpose() * (f64::from(u8::from(is[i])) - p[i]);
            deviance -= 2.0 * if is[i] { p[i].ln() } else { (-p[i]).ln_1p() };
        }
        let factor = information.clone().cholesky().ok_or_else(apart)?;
        let step = factor.solve(&score);
        let gain = score.dot(&step);
        if !gain.is_finite() || !deviance.is_finite() || deviance < 1e-8 {
            return Err(apart());
        }
        if gain < 1e-22 * (1.0 + deviance) || (gain < 1e-14 && deviance >= last) {
            return Ok((p, factor.inverse()));
        }
        last = deviance;
        b += step;
    }
    Err(apart())
}
