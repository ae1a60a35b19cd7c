//! Reconciliation, held against the closed form with the summing matrix.

use nalgebra::DVector;
use proptest::prelude::*;
use rand_distr::{Distribution, StandardNormal};

use super::*;
use crate::random::generator;

fn crossed() -> Hierarchy {
    let cells: Vec<[String; 2]> = (0..6)
        .map(|i| [format!("o{}", i % 3), format!("c{}", i / 3)])
        .collect();
    Hierarchy::crossed(&cells, &[&[], &[0], &[1]]).unwrap()
}

fn errors(h: &Hierarchy, times: usize, seed: u64) -> Errors {
    let mut random = generator(seed, &[]);
    let rows: Vec<Vec<f64>> = (0..h.nodes())
        .map(|node| {
            let size = 1.0 + node as f64 / 3.0;
            (0..times)
                .map(|_| {
                    let z: f64 = StandardNormal.sample(&mut random);
                    size * z
                })
                .collect()
        })
        .collect();
    Errors::new(&rows).unwrap()
}

/// S (S′ W⁻¹ S)⁻¹ S′ W⁻¹ ŷ, and S′ W⁻¹ S.
fn closed(h: &Hierarchy, w: &DMatrix<f64>, base: &[f64]) -> (DVector<f64>, DMatrix<f64>) {
    let s = h.summing_matrix();
    let inverse = w.clone().try_inverse().unwrap();
    let inner = s.transpose() * &inverse * &s;
    let bottoms =
        inner.clone().try_inverse().unwrap() * s.transpose() * inverse * DVector::from_row_slice(base);
    (s * bottoms, inner)
}

fn weights(h: &Hierarchy, method: Method<'_>) -> DMatrix<f64> {
    match method {
        Method::BottomUp | Method::Ordinary => DMatrix::identity(h.nodes(), h.nodes()),
        Method::Structural => DMatrix::from_diagonal(&h.summing_matrix().column_sum()),
        Method::Given(v) => DMatrix::from_diagonal(&DVector::from_row_slice(v)),
        Method::Variance(e) => DMatrix::from_diagonal(&DVector::from_vec(e.mean_squares())),
        Method::Sample(e) => e.covariance(),
        Method::Shrinkage(e) => e.shrunk().0,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn the_nearest_is_the_closed_form(base in prop::collection::vec(-50.0..100.0, 12), seed in 0_u64..1000) {
        let h = crossed();
        let errors = errors(&h, 60, seed);
        let given: Vec<f64> = (0..12).map(|i| 1.0 + f64::from(i) * 0.7).collect();
        for method in [
            Method::Given(&given),
            Method::Ordinary,
            Method::Structural,
            Method::Variance(&errors),
            Method::Sample(&errors),
            Method::Shrinkage(&errors),
        ] {
            let reconciler = Reconciler::new(&h, method).unwrap();
            let moved = reconciler.reconcile(&base).unwrap();
            let (want, inner) = closed(&h, &weights(&h, method), &base);
            for (m, w) in moved.iter().zip(want.iter()) {
                prop_assert!((m - w).abs() < 1e-9, "{method:?}: {m} {w}");
            }
            prop_assert!(h.incoherence(&moved).unwrap() < 1e-9);
            // What adds up already is not moved.
            let again = reconciler.reconcile(&moved).unwrap();
            for (a, m) in again.iter().zip(&moved) {
                prop_assert!((a - m).abs() < 1e-9);
            }
            // Karush, Kuhn, Tucker: b ≥ 0, Q(b − b̃) ≥ 0, and where b > 0 it is 0.
            let bounded = reconciler.reconcile_non_negative(&base).unwrap();
            prop_assert!(h.incoherence(&bounded).unwrap() < 1e-9);
            let sums = h.aggregates();
            let b = DVector::from_row_slice(&bounded[sums..]);
            let force = &inner * (&b - DVector::from_row_slice(&moved[sums..]));
            for (b, f) in b.iter().zip(force.iter()) {
                prop_assert!(*b >= 0.0 && *f > -1e-7, "{method:?}: {b} {f}");
                prop_assert!(*b == 0.0 || f.abs() < 1e-7, "{method:?}: {b} {f}");
            }
        }
    }

    #[test]
    fn the_order_of_bottoms_does_not_matter(base in prop::collection::vec(-50.0..100.0, 3), total in -10.0..200.0) {
        let reconcile = |names: [&str; 3], base: [f64; 3]| {
            let mut h = Hierarchy::new(names).unwrap();
            h.add("all", &names).unwrap();
            let figures = [total, base[0], base[1], base[2]];
            Reconciler::new(&h, Method::Structural).unwrap().reconcile_non_negative(&figures).unwrap()
        };
        let one = reconcile(["a", "b", "c"], [base[0], base[1], base[2]]);
        let two = reconcile(["c", "a", "b"], [base[2], base[0], base[1]]);
        for (a, b) in [(one[0], two[0]), (one[1], two[2]), (one[2], two[3]), (one[3], two[1])] {
            prop_assert!((a - b).abs() < 1e-9);
        }
    }
}

#[test]
fn bottom_up_throws_the_sums_away() {
    let h = crossed();
    let base: Vec<f64> = (0..12).map(|i| f64::from(i) - 8.0).collect();
    let reconciler = Reconciler::new(&h, Method::BottomUp).unwrap();
    let moved = reconciler.reconcile(&base).unwrap();
    assert_eq!(&moved[6..], &base[6..]);
    let bounded = reconciler.reconcile_non_negative(&base).unwrap();
    assert_eq!(&bounded[6..], [0.0, 0.0, 0.0, 1.0, 2.0, 3.0]);
}

#[test]
fn too_few_times_are_refused_and_shrinkage_is_not() {
    let h = crossed();
    let few = errors(&h, 5, 1);
    assert!(matches!(
        Reconciler::new(&h, Method::Sample(&few)),
        Err(ForecastError::NotDefined { .. })
    ));
    assert!(Reconciler::new(&h, Method::Shrinkage(&few)).is_ok());
    let reconciler = Reconciler::new(&h, Method::Ordinary).unwrap();
    assert!(reconciler.reconcile(&[1.0]).is_err());
    assert!(reconciler.reconcile(&[f64::NAN; 12]).is_err());
}

#[test]
fn origins_components_and_borders_of_the_whole_world_are_quick() {
    let mut cells = Vec::new();
    for origin in 0..160 {
        for component in 0..2 {
            for border in 0..3 {
                cells.push([
                    format!("o{origin}"),
                    format!("c{component}"),
                    format!("b{border}"),
                ]);
            }
        }
    }
    let levels: [&[usize]; 5] = [&[], &[0], &[1], &[2], &[1, 2]];
    let h = Hierarchy::crossed(&cells, &levels).unwrap();
    let reconciler = Reconciler::new(&h, Method::Structural).unwrap();
    let base: Vec<f64> = (0..h.nodes()).map(|i| ((i * 7919) % 211) as f64 - 60.0).collect();
    let moved = reconciler.reconcile_non_negative(&base).unwrap();
    assert!(h.incoherence(&moved).unwrap() < 1e-9);
    assert!(moved.iter().all(|v| *v >= 0.0));
}
