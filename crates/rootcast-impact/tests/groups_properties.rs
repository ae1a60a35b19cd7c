//! What holds of effects by group on any panel, and what bad panels are told.

#![allow(clippy::unwrap_used, reason = "a test fails where its panel does")]

use proptest::prelude::*;
use rootcast_impact::{
    difference::difference,
    groups::{Aggregation, Base, Comparison, GroupEffects, GroupOptions, Method},
    panel::{Design, Panel},
};

fn names(n: usize) -> Vec<String> {
    (0..n).map(|i| i.to_string()).collect()
}

fn panel(units: usize, steps: usize, values: Vec<f64>) -> Panel {
    Panel::new(names(units), names(steps), values).unwrap()
}

/// A panel in which treatment from `start` on adds one a step to what a unit and step bring.
fn staggered(units: usize, steps: usize, starts: &[Option<usize>]) -> Panel {
    let value = |i: usize| {
        let (u, t) = (i / steps, i % steps);
        let on = starts[u].filter(|s| t >= *s).map_or(0.0, |s| (t - s + 1) as f64);
        (u % 7) as f64 + 0.5 * t as f64 + on
    };
    panel(units, steps, (0..units * steps).map(value).collect())
}

#[test]
fn known_effects_are_found_exactly() {
    let starts: Vec<Option<usize>> = (0..60).map(|u| [None, Some(3), Some(5)][u % 3]).collect();
    let p = staggered(60, 8, &starts);
    let d = Design::new(&p, starts).unwrap();
    for comparison in [Comparison::NeverTreated, Comparison::NotYetTreated] {
        for base in [Base::Varying, Base::Universal] {
            let options = GroupOptions {
                comparison,
                base,
                ..GroupOptions::default()
            };
            let effects = GroupEffects::new(&p, &d, &options).unwrap();
            for e in effects.effects() {
                let truth = if e.step >= e.group {
                    (e.step - e.group + 1) as f64
                } else {
                    0.0
                };
                assert!((e.effect - truth).abs() < 1e-12, "{e:?}");
            }
            let dynamic = effects.aggregate(Aggregation::Dynamic);
            assert!(
                dynamic
                    .parts
                    .iter()
                    .all(|(k, a, _)| (a - (*k + 1).max(0) as f64).abs() < 1e-12)
            );
        }
    }
}

#[test]
fn bad_panels_are_told_what_to_do() {
    let starts = vec![None, Some(2), Some(3), None];
    let p = staggered(4, 5, &starts);
    let d = Design::new(&p, starts).unwrap();
    let said = |p: &Panel, d: &Design, o: &GroupOptions| GroupEffects::new(p, d, o).unwrap_err().to_string();
    let mut holes = p.values().to_vec();
    holes[7] = f64::NAN;
    assert!(said(&panel(4, 5, holes.clone()), &d, &GroupOptions::default()).contains("1 has no figure at 2"));
    assert!(
        difference(&panel(4, 5, holes), &d)
            .unwrap_err()
            .to_string()
            .contains("no figure")
    );
    assert!(
        difference(&p, &d)
            .unwrap_err()
            .to_string()
            .contains("several steps")
    );
    let all = Design::new(&p, vec![Some(1), Some(2), Some(3), Some(4)]).unwrap();
    assert!(said(&p, &all, &GroupOptions::default()).contains("compare with units not yet treated"));
    let far = GroupOptions {
        anticipation: 4,
        ..GroupOptions::default()
    };
    assert!(said(&p, &d, &far).contains("begin the panel earlier"));
    let short = GroupOptions {
        covariates: vec![vec![1.0; 3]],
        ..GroupOptions::default()
    };
    assert!(said(&p, &d, &short).contains("covariate 0 needs a figure for each of the 4 units"));
    for method in [Method::DoublyRobust, Method::Weighting, Method::Regression] {
        let same = GroupOptions {
            method,
            covariates: vec![vec![3.0; 4]],
            ..GroupOptions::default()
        };
        assert!(
            said(&p, &d, &same).contains("give fewer covariates"),
            "{method:?}"
        );
    }
    let effects = GroupEffects::new(&p, &d, &GroupOptions::default()).unwrap();
    assert!(effects.band(10, 1, 0.95).is_err() && effects.band(100, 1, 1.5).is_err());
}

#[test]
fn not_yet_treated_units_run_out() {
    let starts = vec![Some(2), Some(2), Some(4), Some(4)];
    let p = staggered(4, 6, &starts);
    let d = Design::new(&p, starts).unwrap();
    let options = GroupOptions {
        comparison: Comparison::NotYetTreated,
        ..GroupOptions::default()
    };
    let effects = GroupEffects::new(&p, &d, &options).unwrap();
    assert!(
        effects
            .lost()
            .iter()
            .any(|l| l.step == 4 && l.why.contains("no unit is left untreated"))
    );
    assert!(effects.effects().iter().all(|e| e.step < 4));
}

#[test]
fn a_hundred_thousand_units_run() {
    let starts: Vec<Option<usize>> = (0..100_000).map(|u| [None, Some(3), Some(5)][u % 3]).collect();
    let p = staggered(100_000, 6, &starts);
    let d = Design::new(&p, starts).unwrap();
    let size: Vec<f64> = (0..100_000).map(|u| f64::from((u * 31) % 11)).collect();
    let options = GroupOptions {
        covariates: vec![size],
        ..GroupOptions::default()
    };
    let effects = GroupEffects::new(&p, &d, &options).unwrap();
    assert!((effects.aggregate(Aggregation::Simple).effect - 1.75).abs() < 1e-9);
}

proptest! {
    /// What is fixed of a unit or common to a step does not move any effect; scale moves them with it.
    #[test]
    fn effects_are_of_changes(seed in 0_u64..1000, shift in -50.0..50.0_f64, scale in 0.1..10.0_f64) {
        let noise = |i: usize| ((i as u64 * 7919 + seed * 104_729) % 1009) as f64 / 100.0;
        let starts: Vec<Option<usize>> = (0..24).map(|u| [None, Some(2), Some(3)][u % 3]).collect();
        let plain = panel(24, 5, (0..120).map(noise).collect());
        let moved = (0..120).map(|i| scale * noise(i) + shift * (i / 5) as f64 - shift * ((i % 5) * (i % 5)) as f64);
        let moved = panel(24, 5, moved.collect());
        let d = Design::new(&plain, starts).unwrap();
        let run = |p: &Panel| GroupEffects::new(p, &d, &GroupOptions::default()).unwrap();
        let (a, b) = (run(&plain), run(&moved));
        for (a, b) in a.effects().iter().zip(b.effects()) {
            prop_assert!((a.effect * scale - b.effect).abs() < 1e-9);
            prop_assert!((a.error.unwrap() * scale - b.error.unwrap()).abs() < 1e-9);
        }
    }
}
