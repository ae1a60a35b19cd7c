use super::{conformal, donors::donors, general, hull::hull, pairs::pairs, space, time::time, width};
use crate::{
    panel::{Design, Panel},
    synthetic::{Level, Synthetic},
};

/// A panel in which the first unit follows two others and rises by `jump` from step 10 of 14 on.
fn case(jump: f64) -> (Panel, Design) {
    let (units, steps) = (9, 14);
    let mut values = Vec::new();
    for u in 0..units {
        for t in 0..steps {
            let (a, b) = (f64::from(u), f64::from(t));
            values.push(a + (a * 1.7 + b * 0.9).sin() + (a * b * 0.37).cos());
        }
    }
    for t in 0..14 {
        let mixed = 0.5 * (values[14 + t] + values[28 + t]) + 0.05 * (t as f64 * 2.1).sin();
        values[t] = mixed + if t >= 10 { jump } else { 0.0 };
    }
    let names = |n: i32| (0..n).map(|k| k.to_string()).collect();
    let panel = Panel::new(names(units), names(steps), values).unwrap();
    let design = Design::block(&panel, &[0], 10).unwrap();
    (panel, design)
}

#[test]
fn a_large_effect_ranks_first_with_the_smallest_p() {
    let (panel, design) = case(20.0);
    let all = space::space(&panel, &design, Level::Met).unwrap();
    assert_eq!((all.rank, all.placebos.len()), (1, 8));
    assert!((all.p - 1.0 / 9.0).abs() < 1e-15 && all.p == all.least_p);
    let rounds = pairs(&panel, &design, Level::Met).unwrap();
    assert_eq!((rounds.lost, rounds.rounds), (0, 28));
}

#[test]
fn placebos_are_the_same_on_any_number_of_threads() {
    let (panel, design) = case(1.0);
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| {
            let all = space::space(&panel, &design, Level::Free).unwrap();
            (all, pairs(&panel, &design, Level::Free).unwrap())
        })
    };
    assert_eq!(on(1), on(4));
}

#[test]
fn scores_are_those_of_whole_fits() {
    let (panel, design) = case(2.0);
    for level in [Level::Met, Level::Free] {
        let all = space::space(&panel, &design, level).unwrap();
        let fit = Synthetic::fit(&panel, &design, level).unwrap();
        assert!((all.treated.effect - fit.effect()).abs() < 1e-10);
        assert!((all.treated.before - fit.before()).abs() < 1e-10);
        assert!((all.treated.after - fit.after()).abs() < 1e-10);
    }
}

#[test]
fn short_folds_are_refused_not_counted() {
    let (panel, design) = case(2.0);
    let folds = time(&panel, &design, Level::Met, &[2, 6, 8], 5).unwrap();
    assert_eq!(folds.refused, [2]);
    assert_eq!(folds.folds.iter().map(|f| f.start).collect::<Vec<_>>(), [6, 8]);
    assert!(folds.folds.iter().all(|f| f.fit.gaps.len() == 10));
    let said = time(&panel, &design, Level::Met, &[2], 5)
        .unwrap_err()
        .to_string();
    assert!(said.contains("begin the panel earlier"), "{said}");
    assert!(time(&panel, &design, Level::Met, &[10], 5).is_err());
}

#[test]
fn the_width_holds_the_estimate_and_grows_with_slack() {
    let (panel, design) = case(0.3);
    for level in [Level::Met, Level::Free] {
        let effect = Synthetic::fit(&panel, &design, level).unwrap().effect();
        let widths = width::width(&panel, &design, level, &width::SLACKS).unwrap();
        for pair in widths.windows(2) {
            assert!(pair[1].low <= pair[0].low && pair[0].high <= pair[1].high);
        }
        assert!(widths[0].low <= effect + 1e-12 && effect <= widths[0].high + 1e-12);
        assert!(widths[2].high > widths[2].low);
    }
}

#[test]
fn leaving_donors_out_moves_the_effect() {
    let (panel, design) = case(2.0);
    let out = donors(&panel, &design, Level::Met).unwrap();
    assert!(out.without.len() >= 2 && out.range.0 <= out.range.1);
    assert!(out.concentration > 1.0 / 8.0 && out.concentration <= 1.0);
}

#[test]
fn a_path_above_all_donors_is_outside_their_hull() {
    let (panel, design) = case(0.0);
    assert!(hull(&panel, &design, Level::Met).unwrap().outside.is_empty());
    let mut values = panel.values().to_vec();
    for v in &mut values[..14] {
        *v += 100.0;
    }
    let far = Panel::new(panel.units().to_vec(), panel.steps().to_vec(), values).unwrap();
    let there = hull(&far, &design, Level::Met).unwrap();
    assert_eq!((there.outside.len(), there.overlap), (10, 0.0));
    assert!(there.relative > 10.0);
    assert!(hull(&far, &design, Level::Free).unwrap().relative < 1.0);
}

#[test]
fn conformal_tests_reject_no_effect_where_there_is_one_and_keep_the_true_one() {
    let (panel, design) = case(2.0);
    let p = |e: f64| conformal::p(&panel, &design, Level::Met, &[e; 4]).unwrap();
    assert!((p(0.0) - 1.0 / 14.0).abs() < 0.08, "{}", p(0.0));
    assert!(p(2.0) > 0.2);
    assert!(conformal::p(&panel, &design, Level::Met, &[0.0; 3]).is_err());
    let band = conformal::band(&panel, &design, Level::Met, 0.1, 81, 20.0).unwrap();
    assert_eq!(band.ends.len(), 4);
    let (low, high) = band.ends[0].unwrap();
    assert!(low <= 2.0 && 2.0 <= high && low > 0.0, "{low} {high}");
    let said = conformal::band(&panel, &design, Level::Met, 0.05, 81, 20.0)
        .unwrap_err()
        .to_string();
    assert!(said.contains("no p can fall below 0.0909"), "{said}");
    let narrow = conformal::band(&panel, &design, Level::Met, 0.1, 5, 0.01).unwrap();
    assert!(!narrow.open.is_empty());
}

#[test]
fn what_can_be_detected_is_what_ranks_first() {
    let (panel, design) = case(0.0);
    let all = space::space(&panel, &design, Level::Met).unwrap();
    assert_eq!(all.detectable(0.1), None);
    let least = all.detectable(0.12).unwrap();
    let largest = all.placebos.iter().map(|p| p.1.ratio()).fold(0.0, f64::max);
    assert!((least - all.treated.before * largest).abs() < 1e-12);
    assert!(all.detectable(0.5).unwrap() <= least);
    let (panel, design) = case(1.1 * least + 5.0);
    assert_eq!(space::space(&panel, &design, Level::Met).unwrap().rank, 1);
}

#[test]
fn any_estimator_has_placebos_of_sets_of_donors() {
    let (panel, design) = case(6.0);
    let rise = |p: &Panel, d: &Design| crate::difference::difference(p, d).map(|x| x.effect);
    let one = general::general(&panel, &design, rise).unwrap();
    assert_eq!((one.placebos.len(), one.p), (8, 1.0 / 9.0));
    let two = Design::block(&panel, &[0, 1], 10).unwrap();
    let pairs = general::general(&panel, &two, rise).unwrap();
    assert_eq!(pairs.placebos.len(), 21);
    assert!(
        pairs
            .placebos
            .iter()
            .all(|p| p.0.len() == 2 && !p.0.contains(&0) && !p.0.contains(&1))
    );
    let staggered = Design::new(
        &panel,
        vec![Some(10), Some(8), None, None, None, None, None, None, None],
    )
    .unwrap();
    let by_cohort = |p: &Panel, d: &Design| {
        use crate::synthdid::{Kind, Search, staggered::Staggered};
        Staggered::fit(p, d, Kind::Difference, Search::Exact).map(|s| s.effect)
    };
    assert!(general::general(&panel, &staggered, by_cohort).is_err());
    let drawn = |seed| general::drawn(&panel, &staggered, 50, seed, by_cohort).unwrap();
    assert_eq!(drawn(1), drawn(1));
    assert_ne!(drawn(1), drawn(2));
    assert!(
        drawn(1).p_error > 0.0 && pairs.p_error == 0.0 && drawn(1).placebos.iter().all(|p| p.0[0] != p.0[1])
    );
    assert!(general::drawn(&panel, &staggered, 5, 1, by_cohort).is_err());
    let many = Design::block(&panel, &[0, 1, 2, 3, 4], 10).unwrap();
    assert!(
        general::general(&panel, &many, rise)
            .unwrap_err()
            .to_string()
            .contains("widen the pool")
    );
}

#[test]
fn nothing_but_noughts_is_never_significant() {
    let names = |n: usize| (0..n).map(|k| k.to_string()).collect();
    let panel = Panel::new(names(6), names(8), vec![0.0; 48]).unwrap();
    let design = Design::block(&panel, &[0], 5).unwrap();
    for level in [Level::Met, Level::Free] {
        let all = space::space(&panel, &design, level).unwrap();
        assert_eq!((all.p, all.p_of_effect), (1.0, 1.0));
        assert_eq!(pairs(&panel, &design, level).unwrap().p(), 1.0);
        assert_eq!(conformal::p(&panel, &design, level, &[0.0; 3]).unwrap(), 1.0);
    }
    let early = Design::block(&panel, &[0], 1).unwrap();
    let said = space::space(&panel, &early, Level::Free).unwrap_err().to_string();
    assert!(said.contains("begin the panel earlier"), "{said}");
}

#[test]
fn placebos_of_any_fit_are_those_of_the_plain_one() {
    let (panel, design) = case(3.0);
    let plain = space::space(&panel, &design, Level::Met).unwrap();
    let fit = |p: &Panel, d: &Design, at: &[usize]| {
        assert_eq!(p.units().len(), at.len());
        Synthetic::fit(p, d, Level::Met)
    };
    let same = space::space_with(&panel, &design, fit).unwrap();
    assert_eq!((plain.rank, plain.p), (same.rank, same.p));
    for (a, b) in plain.placebos.iter().zip(&same.placebos) {
        assert!(a.0 == b.0 && (a.1.effect - b.1.effect).abs() < 1e-9);
    }
}

#[test]
fn a_hundred_thousand_units_are_fitted_or_refused() {
    let (units, steps) = (100_000, 6);
    let values: Vec<f64> = (0..units * steps)
        .map(|k| f64::from(k % 1013 * 7919 % 1009))
        .collect();
    let panel = Panel::new(
        (0..units).map(|k| k.to_string()).collect(),
        (0..steps).map(|k| k.to_string()).collect(),
        values,
    )
    .unwrap();
    let design = Design::block(&panel, &[5], 4).unwrap();
    let fit = Synthetic::fit(&panel, &design, Level::Met).unwrap();
    assert!(fit.proof.residual < 1e-8, "{:?}", fit.proof);
    for said in [
        space::space(&panel, &design, Level::Met).unwrap_err().to_string(),
        pairs(&panel, &design, Level::Met).unwrap_err().to_string(),
        crate::synthdid::SynthDid::fit(
            &panel,
            &design,
            crate::synthdid::Kind::SyntheticDifference,
            crate::synthdid::Search::Exact,
        )
        .unwrap_err()
        .to_string(),
    ] {
        assert!(said.contains("narrow"), "{said}");
    }
}

#[test]
fn too_few_donors_are_refused() {
    let names = |n: usize| (0..n).map(|k| k.to_string()).collect();
    let panel = Panel::new(names(2), names(3), vec![1.0, 2.0, 3.0, 3.0, 2.0, 1.0]).unwrap();
    let design = Design::block(&panel, &[0], 2).unwrap();
    assert!(space::space(&panel, &design, Level::Met).is_err());
    assert!(pairs(&panel, &design, Level::Met).is_err());
    assert!(donors(&panel, &design, Level::Met).is_err());
}
