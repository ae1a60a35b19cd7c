use proptest::prelude::*;

use super::*;

/// The same problem solved by an interior-point method that knows nothing of ours: its objective.
fn referee(points: &Points, goal: &Goal<'_>) -> f64 {
    use clarabel::{
        algebra::CscMatrix,
        solver::{DefaultSettings, DefaultSolver, IPSolver, SupportedConeT},
    };
    let (n, t) = (points.count(), points.steps());
    let mut hessian = vec![vec![0.0; n]; n];
    let mut linear = vec![0.0; n];
    for i in 0..n {
        for j in 0..n {
            hessian[i][j] = (0..t)
                .map(|s| points.column(i)[s] * points.column(j)[s])
                .sum::<f64>();
        }
        hessian[i][i] += goal.ridge;
        linear[i] = goal.price.map_or(0.0, |p| p[i])
            - points
                .column(i)
                .iter()
                .zip(goal.target)
                .map(|(a, b)| a * b)
                .sum::<f64>();
    }
    let upper: Vec<Vec<f64>> = (0..n)
        .map(|i| (0..n).map(|j| if j >= i { hessian[i][j] } else { 0.0 }).collect())
        .collect();
    let mut rows = vec![vec![1.0; n]];
    rows.extend((0..n).map(|i| (0..n).map(|j| if i == j { -1.0 } else { 0.0 }).collect()));
    let mut right = vec![1.0];
    right.extend(vec![0.0; n]);
    let settings = DefaultSettings {
        verbose: false,
        tol_gap_abs: 1e-12,
        tol_gap_rel: 1e-12,
        tol_feas: 1e-12,
        ..DefaultSettings::default()
    };
    let mut solver = DefaultSolver::new(
        &CscMatrix::from(&upper),
        &linear,
        &CscMatrix::from(&rows),
        &right,
        &[SupportedConeT::ZeroConeT(1), SupportedConeT::NonnegativeConeT(n)],
        settings,
    )
    .unwrap();
    solver.solve();
    solver.solution.obj_val + 0.5 * goal.target.iter().map(|b| b * b).sum::<f64>()
}

#[test]
fn a_target_among_the_points_is_found() {
    let points = Points::new(&[1.0, 2.0, 3.0, 4.0, 0.0, 5.0, 2.0, 2.0, 9.0], 3, false);
    let mut solver = Solver::default();
    let proof = solver.fit(&points, &Goal::plain(points.column(1))).unwrap();
    assert_eq!((solver.weights(), proof.support), (&[0.0, 1.0, 0.0][..], 1));
    assert!(proof.objective.abs() < 1e-24);
}

#[test]
fn a_barred_point_has_no_weight_and_no_point_is_an_error() {
    let points = Points::new(&[1.0, 2.0, 3.0, 4.0], 2, false);
    let mut solver = Solver::default();
    let target = points.aim(&[1.0, 2.0]);
    let goal = |barred| Goal {
        barred,
        ..Goal::plain(&target)
    };
    solver.fit(&points, &goal(&[0])).unwrap();
    assert_eq!(solver.weights(), [0.0, 1.0]);
    assert!(
        solver
            .fit(&points, &goal(&[0, 1]))
            .unwrap_err()
            .to_string()
            .contains("no donor is left")
    );
}

#[test]
fn a_gap_in_a_path_is_an_error() {
    let points = Points::new(&[1.0, f64::NAN, 3.0, 4.0], 2, false);
    let e = Solver::default()
        .fit(&points, &Goal::plain(&[1.0, 1.0]))
        .unwrap_err();
    assert!(e.to_string().contains("gap"), "{e}");
}

#[test]
fn points_twice_and_points_all_alike_are_fitted() {
    for paths in [
        vec![3.0; 12],
        [[1.0, 2.0, 4.0], [1.0, 2.0, 4.0], [0.0, 1.0, 0.0], [5.0, 5.0, 5.0]].concat(),
    ] {
        let points = Points::new(&paths, 3, false);
        let target = points.aim(&[1.0, 1.5, 2.5]);
        let mut solver = Solver::default();
        let proof = solver.fit(&points, &Goal::plain(&target)).unwrap();
        assert!(proof.gap <= 1e-10 && proof.balance < 1e-12, "{proof:?}");
    }
}

#[test]
fn a_hundred_thousand_points_are_fitted() {
    let n = 100_000;
    let paths: Vec<f64> = (0..n * 4).map(|k| f64::from(k % 1009 * 7919 % 1013)).collect();
    let points = Points::new(&paths, 4, false);
    let target = points.aim(&[2000.0, 30.0, 500.0, 10.0]);
    let mut solver = Solver::default();
    let proof = solver.fit(&points, &Goal::plain(&target)).unwrap();
    assert!(proof.residual < 1e-9, "{proof:?}");
}

prop_compose! {
    fn cases()(n in 1_usize..30, t in 1_usize..12)(
        paths in proptest::collection::vec(-50.0_f64..50.0, n * t),
        target in proptest::collection::vec(-60.0_f64..60.0, t),
        price in proptest::collection::vec(0.0_f64..100.0, n),
        ridge in prop_oneof![Just(0.0), 0.01_f64..50.0],
        with_price in any::<bool>(),
        intercept in any::<bool>(),
        t in Just(t),
    ) -> (Points, Vec<f64>, Option<Vec<f64>>, f64) {
        let points = Points::new(&paths, t, intercept);
        let aim = points.aim(&target);
        (points, aim, with_price.then_some(price), ridge)
    }
}

proptest! {
    #[test]
    fn no_other_weights_are_better((points, target, price, ridge) in cases()) {
        let goal = Goal { ridge, price: price.as_deref(), ..Goal::plain(&target) };
        let mut solver = Solver::default();
        let proof = solver.fit(&points, &goal).unwrap();
        let size = target.iter().map(|b| b * b).sum::<f64>() + 2500.0;
        prop_assert!(proof.gap <= 1e-10 * size, "{proof:?}");
        prop_assert!(proof.balance < 1e-12);
        prop_assert!(solver.weights().iter().all(|w| *w >= 0.0));
        let other = referee(&points, &goal);
        prop_assert!(proof.objective <= other + 1e-7 * size, "{} > {other}", proof.objective);
        prop_assert!((proof.objective - other).abs() <= 1e-6 * size, "{} and {other}", proof.objective);
    }

    #[test]
    fn products_make_the_same_fit((points, _, _, ridge) in cases()) {
        prop_assume!(points.count() > 2);
        let fit = |points: &Points| {
            let mut solver = Solver::default();
            let goal = Goal { barred: &[1], ridge, ..Goal::unit(points, 1) };
            let proof = solver.fit(points, &goal).unwrap();
            (proof, solver.rest().to_vec())
        };
        let plain = fit(&points);
        points.share();
        let shared = fit(&points);
        prop_assert!((plain.0.objective - shared.0.objective).abs() <= 1e-9 * (1.0 + plain.0.objective));
        for (a, b) in plain.1.iter().zip(&shared.1) {
            prop_assert!((a - b).abs() < 1e-5, "{a} {b}");
        }
    }

    #[test]
    fn shifts_of_all_paths_change_no_weight((points, target, _, ridge) in cases(), shift in -1e3_f64..1e3) {
        prop_assume!(ridge > 0.0);
        let fit = |points: &Points, target: &[f64]| {
            let mut solver = Solver::default();
            solver.fit(points, &Goal { ridge, ..Goal::plain(target) }).unwrap();
            solver.weights().to_vec()
        };
        let paths: Vec<f64> = (0..points.count()).flat_map(|j| points.column(j).to_vec()).collect();
        let moved: Vec<f64> = paths.iter().map(|v| v + shift).collect();
        let there = Points::new(&moved, points.steps(), false);
        let aim: Vec<f64> = target.iter().map(|v| v + shift).collect();
        let (a, b) = (fit(&points, &target), fit(&there, &there.aim(&aim)));
        for (x, y) in a.iter().zip(&b) {
            prop_assert!((x - y).abs() < 1e-6, "{x} and {y}");
        }
    }
}
