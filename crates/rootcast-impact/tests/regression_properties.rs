//! What holds of any regression, and what bad rows are told.

#![allow(clippy::unwrap_used, reason = "a test fails where its rows do")]

use proptest::prelude::*;
use rootcast_impact::{
    absorb::Factor,
    regression::{Regression, Regressor, Singletons, event_study},
    variance::Variance,
};

fn said(r: rootcast_impact::error::Result<rootcast_impact::regression::Fit>) -> String {
    r.unwrap_err().to_string()
}

#[test]
fn bad_rows_are_told_what_to_do() {
    let y = [1.0, 2.0, 3.0, 5.0, 4.0, 7.0];
    let x = [0.0, 1.0, 0.0, 1.0, 1.0, 0.0];
    let unit = Factor::new("unit", &[1, 1, 2, 2, 3, 3]).unwrap();
    let run = |y: &[f64], x: &[f64]| {
        said(Regression::new(y, vec![Regressor::new("x", x)], vec![&unit]).least_squares())
    };
    assert!(run(&[], &[]).contains("there is no row"));
    assert!(run(&y, &x[..4]).contains("column x has 4 rows"));
    assert!(run(&y, &[f64::NEG_INFINITY; 6]).contains("a logarithm of zero?"));
    assert!(run(&[f64::NAN; 6], &x).contains("no row has all figures"));
    assert!(run(&y, &[1.0, 1.0, 2.0, 2.0, 3.0, 3.0]).contains("explain all of x"));
    let all = Factor::new("all", &[1, 2, 3, 4, 5, 6]).unwrap();
    let e = Regression {
        singletons: Singletons::Drop,
        ..Regression::new(&y, vec![], vec![&all])
    };
    assert!(said(e.least_squares()).contains("alone in a level"));
    assert!(
        event_study("t", &[1, 2], "d", &[1.0, 1.0], &[9])
            .unwrap_err()
            .to_string()
            .contains("step 9")
    );
    let few = Regression::new(&y[..2], vec![Regressor::new("x", &x[..2])], vec![]);
    assert!(said(few.least_squares()).contains("2 rows cannot tell 2 parameters apart"));
}

#[test]
fn bad_counts_are_told_what_to_do() {
    let unit = Factor::new("unit", &[1, 1, 1, 2, 2, 2]).unwrap();
    let x = [0.0, 1.0, 2.0, 0.0, 1.0, 3.0];
    let run = |y: &[f64]| {
        Regression::new(y, vec![Regressor::new("x", &x)], vec![&unit])
            .poisson()
            .map(|c| c.separated())
    };
    let said = |y: &[f64]| run(y).unwrap_err().to_string();
    assert!(said(&[0.0; 6]).contains("every outcome is zero"));
    assert!(said(&[1.0, -1.0, 1.0, 1.0, 1.0, 1.0]).contains("counts are not negative"));
    assert_eq!(run(&[1.0, 2.0, 5.0, 0.0, 0.0, 0.0]).unwrap(), 3);
    // Zeros wherever x is above one: the likelihood rises for ever.
    let d = [0.0, 0.0, 1.0, 0.0, 0.0, 1.0];
    let y = [3.0, 2.0, 0.0, 4.0, 1.0, 0.0];
    let e = Regression::new(&y, vec![Regressor::new("d", &d)], vec![&unit])
        .poisson()
        .unwrap_err();
    assert!(e.to_string().contains("separate zeros"), "{e}");
    let even = Regression::new(&[5.0; 6], vec![Regressor::new("x", &x)], vec![])
        .negative_binomial()
        .unwrap_err();
    assert!(even.to_string().contains("use the Poisson regression"), "{even}");
}

#[test]
fn a_column_that_others_explain_is_named() {
    let y = [1.0, 2.0, 3.0, 5.0, 4.0, 7.0];
    let (a, b) = ([0.0, 1.0, 0.0, 1.0, 1.0, 0.0], [3.0, 5.0, 3.0, 5.0, 5.0, 3.0]);
    let fit = Regression::new(&y, vec![Regressor::new("a", &a), Regressor::new("b", &b)], vec![])
        .least_squares()
        .unwrap();
    assert_eq!(fit.names(), ["(Intercept)", "a"]);
    assert_eq!(fit.dropped(), ["b"]);
}

#[test]
fn rows_alone_in_a_level_change_errors_and_no_coefficient() {
    let y = [1.0, 2.0, 3.0, 5.0, 4.0, 7.0, 100.0];
    let x = [0.0, 1.0, 0.5, 1.0, 1.0, 0.0, 3.0];
    let unit = Factor::new("unit", &[1, 1, 2, 2, 3, 3, 4]).unwrap();
    let keep = Regression::new(&y, vec![Regressor::new("x", &x)], vec![&unit]);
    let drop = Regression {
        singletons: Singletons::Drop,
        ..keep.clone()
    }
    .least_squares()
    .unwrap();
    let keep = keep.least_squares().unwrap();
    assert_eq!((drop.alone(), keep.alone(), drop.rows()), (1, 0, 6));
    assert!((drop.coefficients()[0] - keep.coefficients()[0]).abs() < 1e-12);
    let error = |f: &rootcast_impact::regression::Fit| {
        f.covariance(&Variance::Clusters(&[&unit])).unwrap().errors()[0]
    };
    assert!(error(&keep) < error(&drop));
}

#[test]
fn one_cluster_is_refused() {
    let fit_y = [1.0, 2.0, 3.0, 5.0];
    let x = [0.0, 1.0, 0.5, 1.0];
    let fit = Regression::new(&fit_y, vec![Regressor::new("x", &x)], vec![])
        .least_squares()
        .unwrap();
    let one = Factor::new("border", &[1; 4]).unwrap();
    let e = fit
        .covariance(&Variance::Clusters(&[&one]))
        .unwrap_err()
        .to_string();
    assert!(e.contains("one cluster of border"), "{e}");
    let short = Factor::new("short", &[1, 2]).unwrap();
    assert!(
        fit.covariance(&Variance::Clusters(&[&short]))
            .unwrap_err()
            .to_string()
            .contains("short: 2 rows")
    );
}

proptest! {
    /// Absorbing a factor gives the coefficients of its indicators; residuals are orthogonal to all columns.
    #[test]
    fn absorbed_effects_are_indicators(
        rows in proptest::collection::vec((0_u32..4, 0_u32..3, -10.0..10.0_f64, -10.0..10.0_f64), 20..60)
    ) {
        let y: Vec<f64> = rows.iter().map(|r| r.2 + f64::from(r.0) - 2.0 * f64::from(r.1)).collect();
        let x: Vec<f64> = rows.iter().map(|r| r.3).collect();
        let a = Factor::new("a", &rows.iter().map(|r| r.0).collect::<Vec<_>>()).unwrap();
        let b = Factor::new("b", &rows.iter().map(|r| r.1).collect::<Vec<_>>()).unwrap();
        let mut columns = vec![Regressor::new("x", &x)];
        let absorbed = Regression::new(&y, columns.clone(), vec![&a, &b]).least_squares().unwrap();
        for (name, f) in [("a", &a), ("b", &b)] {
            for level in 1..u32::try_from(f.levels()).unwrap() {
                let values = f.codes().iter().map(|c| f64::from(u8::from(*c == level))).collect();
                columns.push(Regressor::owned(&format!("{name}{level}"), values));
            }
        }
        let plain = Regression::new(&y, columns, vec![]).least_squares().unwrap();
        prop_assert!((absorbed.coefficients()[0] - plain.coefficient("x").unwrap()).abs() < 1e-9);
        let robust = |f: &rootcast_impact::regression::Fit, at: usize| f.covariance(&Variance::Robust).unwrap().errors()[at];
        prop_assert!((robust(&absorbed, 0) - robust(&plain, 1)).abs() < 1e-8);
        let inner: f64 = absorbed.residuals().iter().zip(&x).map(|(e, x)| e * x).sum();
        prop_assert!(inner.abs() < 1e-7);
    }

    /// Shifting or scaling the outcome moves coefficients and errors with it.
    #[test]
    fn scale_of_the_outcome_is_scale_of_the_answer(scale in 0.001..1e6_f64, shift in -1e6..1e6_f64) {
        let y: Vec<f64> = (0..40).map(|i| f64::from(i * i % 17)).collect();
        let x: Vec<f64> = (0..40).map(|i| f64::from(i * 7 % 11)).collect();
        let unit = Factor::new("unit", &(0..40).map(|i| i / 5).collect::<Vec<_>>()).unwrap();
        let run = |y: &[f64]| {
            let fit = Regression::new(y, vec![Regressor::new("x", &x)], vec![&unit]).least_squares().unwrap();
            (fit.coefficients()[0], fit.covariance(&Variance::Clusters(&[&unit])).unwrap().errors()[0])
        };
        let (b, s) = run(&y);
        let (b2, s2) = run(&y.iter().map(|v| v * scale + shift).collect::<Vec<_>>());
        let to = 1e-9 * (1.0 + shift.abs() / scale);
        prop_assert!((b2 / scale - b).abs() < to && (s2 / scale - s).abs() < to);
    }
}
