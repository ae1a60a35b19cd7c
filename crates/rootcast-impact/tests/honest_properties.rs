//! What holds of sensitivity to trends for any study, and what bad studies are told.

#![allow(clippy::unwrap_used, reason = "a test fails where its study does")]

use nalgebra::DMatrix;
use proptest::prelude::*;
use rootcast_impact::honest::{EventStudy, Method, Restriction};

fn study(effects: &[f64], before: usize, size: f64) -> EventStudy {
    let n = effects.len();
    let covariance = DMatrix::from_fn(n, n, |i, j| size * if i == j { 1.0 } else { 0.3 });
    EventStudy::new(effects, &covariance, before).unwrap()
}

#[test]
fn bad_studies_are_told_what_to_do() {
    let make = |e: &[f64], c: DMatrix<f64>, b| EventStudy::new(e, &c, b).unwrap_err().to_string();
    let one = DMatrix::identity(3, 3);
    assert!(make(&[1.0; 3], one.clone(), 0).contains("needs a step before"));
    assert!(make(&[1.0; 3], one.clone(), 3).contains("one after"));
    assert!(make(&[1.0; 3], DMatrix::identity(2, 2), 1).contains("a row and a column"));
    assert!(make(&[1.0, f64::NAN, 1.0], one, 1).contains("missing"));
    assert!(make(&[1.0; 3], DMatrix::from_element(3, 3, 1.0), 1).contains("singular"));
    let s = study(&[0.0, 0.1, 1.0], 2, 0.01);
    let said = |r, w: &[f64], l| s.interval(r, Method::Usual, w, l).unwrap_err().to_string();
    assert!(said(Restriction::Smoothness(1.0), &[1.0, 1.0], 0.95).contains("each of the 1 steps"));
    assert!(said(Restriction::Smoothness(-1.0), &[1.0], 0.95).contains("zero or more"));
    assert!(said(Restriction::RelativeMagnitudes(1.0), &[1.0], 95.0).contains("such as 0.95"));
}

#[test]
fn one_step_before_and_one_after_are_enough() {
    let s = study(&[0.05, 1.0], 1, 0.01);
    for r in [Restriction::Smoothness(0.1), Restriction::RelativeMagnitudes(1.0)] {
        let i = s.interval(r, Method::Usual, &[1.0], 0.95).unwrap().unwrap();
        assert!(i.low < 1.0 && 1.0 < i.high && i.low > 0.0, "{r:?} {i:?}");
    }
    let m = s
        .breakdown(
            Restriction::RelativeMagnitudes,
            Method::Usual,
            &[1.0],
            0.95,
            100.0,
        )
        .unwrap()
        .unwrap();
    assert!(m > 1.0 && m < 100.0, "{m}");
    let none = study(&[0.05, 0.01], 1, 0.01);
    assert_eq!(
        none.breakdown(Restriction::RelativeMagnitudes, Method::Usual, &[1.0], 0.95, 1.0)
            .unwrap(),
        None
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    /// A weaker restriction never gives a shorter interval, and turning all signs turns the interval.
    #[test]
    fn weaker_restrictions_widen(e in proptest::collection::vec(-1.0..1.0_f64, 5), m in 0.1..1.0_f64) {
        let s = study(&e, 3, 0.02);
        let t = study(&e.iter().map(|v| -v).collect::<Vec<_>>(), 3, 0.02);
        let w = [1.0, 0.0];
        for r in [Restriction::Smoothness as fn(f64) -> Restriction, Restriction::RelativeMagnitudes] {
            let of = |s: &EventStudy, m| s.interval(r(m), Method::Usual, &w, 0.95).unwrap();
            if let (Some(a), Some(b), Some(c)) = (of(&s, m), of(&s, 2.0 * m), of(&t, m)) {
                prop_assert!(b.high - b.low >= (a.high - a.low) * 0.98);
                // The draws of the first test are mirrored, so a turned study is held to the same value.
                prop_assert!((a.low + c.high).abs() < 1e-4 && (a.high + c.low).abs() < 1e-4, "{a:?} {c:?}");
            }
        }
    }
}
