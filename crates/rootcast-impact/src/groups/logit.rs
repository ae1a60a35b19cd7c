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
    // Without covariates the probability is the share.
    if k == 1 {
        let share = is.iter().filter(|t| **t).count() as f64 / n as f64;
        return Ok((
            vec![share; n],
            DMatrix::from_element(1, 1, 1.0 / (n as f64 * share * (1.0 - share))),
        ));
    }
    let mut b = DVector::zeros(k);
    let mut last = f64::INFINITY;
    for _ in 0..100 {
        let p: Vec<f64> = (x * &b).iter().map(|e| 1.0 / (1.0 + (-e).exp())).collect();
        let mut information = DMatrix::<f64>::zeros(k, k);
        let mut score = DVector::<f64>::zeros(k);
        let mut deviance = 0.0;
        for i in 0..n {
            let (weight, left) = (p[i] * (1.0 - p[i]), f64::from(u8::from(is[i])) - p[i]);
            for a in 0..k {
                score[a] += left * x[(i, a)];
                for b in 0..=a {
                    information[(a, b)] += weight * x[(i, a)] * x[(i, b)];
                }
            }
            deviance -= 2.0 * if is[i] { p[i].ln() } else { (-p[i]).ln_1p() };
        }
        information.fill_upper_triangle_with_lower_triangle();
        let factor = information.cholesky().ok_or_else(apart)?;
        let step = factor.solve(&score);
        let gain: f64 = score.dot(&step);
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
