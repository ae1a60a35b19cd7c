//! Known effects on generated panels: bias and coverage of differences in differences, and how often tests err.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails where its panel does, and shows its figures"
)]

use nalgebra::{DMatrix, DVector};
use rand::SeedableRng;
use rand_distr::{Distribution, StandardNormal};
use rand_pcg::Pcg64;
use rayon::prelude::*;
use rootcast_impact::{
    absorb::Factor,
    cohorts::cohorts,
    difference::difference,
    few_clusters::{randomise, wild_bootstrap},
    groups::{Aggregation, Comparison, GroupEffects, GroupOptions, Method},
    honest::{EventStudy, Method as How, Restriction},
    panel::{Design, Panel},
    regression::{Regression, Regressor},
    unitroot::{Terms, dickey_fuller},
    variance::Variance,
};

const STEPS: usize = 8;
const DRAWS: u64 = 1_000;

fn normal(random: &mut Pcg64) -> f64 {
    StandardNormal.sample(random)
}

/// The effect on a unit treated from `start`, at a step: it grows, and more so in the early group.
fn effect(start: usize, step: usize) -> f64 {
    let slope = if start == 3 { 0.8 } else { 0.2 };
    1.0 + slope * (step - start) as f64
}

/// Units treated from step 3, from step 5 and never, by turns; errors remember half of the last. `tilt` lets trends follow
/// a covariate that the treated have more of.
fn draw(seed: u64, units: usize, tilt: f64) -> (Panel, Design, Vec<f64>) {
    let mut random = Pcg64::seed_from_u64(seed);
    let common: Vec<f64> = (0..STEPS).map(|_| normal(&mut random)).collect();
    let starts: Vec<Option<usize>> = (0..units).map(|u| [None, Some(3), Some(5)][u % 3]).collect();
    let (mut values, mut covariate) = (Vec::new(), Vec::new());
    for start in &starts {
        let x = normal(&mut random) + if start.is_some() { 0.5 } else { 0.0 };
        let level = 2.0 * normal(&mut random);
        let mut error = normal(&mut random);
        for (t, shock) in common.iter().enumerate() {
            error = 0.5 * error + normal(&mut random);
            let on = start.filter(|s| t >= *s).map_or(0.0, |s| effect(s, t));
            values.push(level + shock + tilt * x * t as f64 + error + on);
        }
        covariate.push(x);
    }
    let names = |n: usize| (0..n).map(|i| i.to_string()).collect();
    let panel = Panel::new(names(units), names(STEPS), values).unwrap();
    let design = Design::new(&panel, starts).unwrap();
    (panel, design, covariate)
}

/// The average effect over treated units and steps.
fn truth() -> f64 {
    let all: Vec<f64> = [3, 5]
        .iter()
        .flat_map(|s| (*s..STEPS).map(|t| effect(*s, t)))
        .collect();
    all.iter().sum::<f64>() / all.len() as f64
}

/// Mean error of estimates, the standard error of that mean, and the share of intervals that hold the truth.
fn score(of: &[(f64, f64, f64)], truth: f64) -> (f64, f64, f64) {
    let n = of.len() as f64;
    let bias = of.iter().map(|e| e.0 - truth).sum::<f64>() / n;
    let spread = (of.iter().map(|e| (e.0 - truth - bias).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    let held = of.iter().filter(|(e, s, z)| (e - truth).abs() <= z * s).count() as f64 / n;
    (bias, spread / n.sqrt(), held)
}

fn holds(what: &str, of: &[(f64, f64, f64)], truth: f64) {
    let (bias, error, held) = score(of, truth);
    println!("{what}: bias {bias:.4} ({error:.4}), coverage {held:.3}");
    assert!(bias.abs() < 4.0 * error, "{what}: bias {bias} ({error})");
    assert!((0.93..=0.97).contains(&held), "{what}: coverage {held}");
}

fn by_groups(seed: u64, tilt: f64, method: Method, with: bool) -> (f64, f64, f64) {
    let (panel, design, x) = draw(seed, 240, tilt);
    let covariates = if with { vec![x] } else { vec![] };
    let options = GroupOptions {
        method,
        covariates,
        comparison: Comparison::NotYetTreated,
        ..GroupOptions::default()
    };
    let a = GroupEffects::new(&panel, &design, &options)
        .unwrap()
        .aggregate(Aggregation::Simple);
    (a.effect, a.error, 1.96)
}

#[test]
fn staggered_effects_are_recovered_by_groups_and_cohorts_and_not_by_one_coefficient() {
    let groups: Vec<_> = (0..DRAWS)
        .into_par_iter()
        .map(|s| by_groups(s, 0.0, Method::DoublyRobust, false))
        .collect();
    holds("groups", &groups, truth());
    let both: Vec<_> = (0..DRAWS)
        .into_par_iter()
        .map(|seed| {
            let (panel, design, _) = draw(seed, 90, 0.0);
            let rows = panel.values().len();
            let step: Vec<i64> = (0..rows).map(|i| i64::try_from(i % STEPS).unwrap()).collect();
            let start = |i: usize| design.starts()[i / STEPS];
            let cohort: Vec<Option<i64>> = (0..rows)
                .map(|i| start(i).map(|s| i64::try_from(s).unwrap()))
                .collect();
            let unit = Factor::new("unit", &(0..rows).map(|i| i / STEPS).collect::<Vec<_>>()).unwrap();
            let time = Factor::new("step", &step).unwrap();
            let run = Regression::new(panel.values(), vec![], vec![&unit, &time]);
            let overall = cohorts(&run, &cohort, &step, &Variance::Clusters(&[&unit]))
                .unwrap()
                .overall()
                .unwrap();
            let on: Vec<f64> = (0..rows)
                .map(|i| f64::from(u8::from(start(i).is_some_and(|s| i % STEPS >= s))))
                .collect();
            let one = Regression {
                regressors: vec![Regressor::new("on", &on)],
                ..run
            }
            .least_squares()
            .unwrap();
            // Student's t at 89 degrees.
            ((overall.effect, overall.error, 1.987), one.coefficients()[0])
        })
        .collect();
    holds("cohorts", &both.iter().map(|b| b.0).collect::<Vec<_>>(), truth());
    let one = both.iter().map(|b| b.1).sum::<f64>() / DRAWS as f64;
    println!("one coefficient: bias {:.3}", one - truth());
    assert!(one - truth() < -0.2, "{one} {}", truth());
}

#[test]
fn trends_that_follow_a_covariate_need_it() {
    for method in [Method::DoublyRobust, Method::Regression, Method::Weighting] {
        let with: Vec<_> = (0..DRAWS)
            .into_par_iter()
            .map(|s| by_groups(s, 0.2, method, true))
            .collect();
        holds(&format!("{method:?}"), &with, truth());
    }
    let without: Vec<_> = (0..200)
        .into_par_iter()
        .map(|s| by_groups(s, 0.2, Method::DoublyRobust, false))
        .collect();
    let (bias, error, held) = score(&without, truth());
    assert!(bias > 10.0 * error && held < 0.8, "{bias} ({error}) {held}");
}

#[test]
fn counts_are_recovered_with_clustered_errors() {
    let found: Vec<_> = (0..DRAWS)
        .into_par_iter()
        .map(|seed| {
            let mut random = Pcg64::seed_from_u64(seed);
            let (units, steps) = (100, 6);
            let (mut y, mut x) = (Vec::new(), Vec::new());
            for _ in 0..units {
                let (level, shared) = (normal(&mut random), 0.5 * normal(&mut random));
                for _ in 0..steps {
                    x.push(normal(&mut random));
                    let mean = (1.0 + level + 0.3 * x[x.len() - 1]).exp();
                    // Rounded to a count: more than Poisson varies, and alike within units.
                    let noise = (shared * normal(&mut random) + 0.4 * normal(&mut random)).exp();
                    y.push(
                        rand_distr::Poisson::new(mean * noise + 1e-9)
                            .unwrap()
                            .sample(&mut random),
                    );
                }
            }
            let unit =
                Factor::new("unit", &(0..units * steps).map(|i| i / steps).collect::<Vec<_>>()).unwrap();
            let run = Regression::new(&y, vec![Regressor::new("x", &x)], vec![&unit])
                .poisson()
                .unwrap();
            let error = run
                .fit()
                .covariance(&Variance::Clusters(&[&unit]))
                .unwrap()
                .errors()[0];
            (run.fit().coefficients()[0], error, 1.984)
        })
        .collect();
    let (bias, error, held) = score(&found, 0.3);
    println!("counts: bias {bias:.4} ({error:.4}), coverage {held:.3}");
    // A hundred units of unequal weight: clustered errors are a little short.
    assert!(
        bias.abs() < 4.0 * error && (0.90..=0.97).contains(&held),
        "{bias} ({error}) {held}"
    );
}

#[test]
fn tests_of_few_clusters_keep_their_size() {
    let clusters = 12;
    let rejected: Vec<[bool; 3]> = (0..DRAWS)
        .into_par_iter()
        .map(|seed| {
            let mut random = Pcg64::seed_from_u64(seed);
            let mut values = Vec::new();
            for _ in 0..clusters {
                let (mut walk, level) = (0.0, normal(&mut random));
                for _ in 0..STEPS {
                    walk += normal(&mut random);
                    values.push(level + walk);
                }
            }
            let names = |n: usize| (0..n).map(|i| i.to_string()).collect();
            let panel = Panel::new(names(clusters), names(STEPS), values).unwrap();
            let design = Design::block(&panel, &[0, 1, 2, 3, 4], 4).unwrap();
            let rows = panel.values().len();
            let unit = Factor::new("unit", &(0..rows).map(|i| i / STEPS).collect::<Vec<_>>()).unwrap();
            let step = Factor::new("step", &(0..rows).map(|i| i % STEPS).collect::<Vec<_>>()).unwrap();
            let on: Vec<f64> = (0..rows)
                .map(|i| f64::from(u8::from(i / STEPS < 5 && i % STEPS >= 4)))
                .collect();
            let run = Regression::new(
                panel.values(),
                vec![Regressor::new("on", &on)],
                vec![&unit, &step],
            );
            let fit = run.least_squares().unwrap();
            let wild = wild_bootstrap(&fit, "on", &unit, 999, seed).unwrap();
            let swapped =
                randomise(&panel, &design, |p, d| Ok(difference(p, d)?.effect), 1_000, seed).unwrap();
            let iid = fit.covariance(&Variance::Iid).unwrap();
            let naive = iid.p_value(fit.coefficients()[0] / iid.errors()[0]);
            [wild.p <= 0.05, swapped.p <= 0.05, naive <= 0.05]
        })
        .collect();
    let share = |k: usize| rejected.iter().filter(|r| r[k]).count() as f64 / DRAWS as f64;
    println!(
        "wild {:.3}, randomised {:.3}, independent errors {:.3}",
        share(0),
        share(1),
        share(2)
    );
    assert!((0.03..=0.07).contains(&share(0)) && (0.03..=0.07).contains(&share(1)) && share(2) > 0.15);
}

#[test]
fn intervals_hold_the_effect_where_trends_differ_within_the_bound() {
    let covariance = DMatrix::from_fn(5, 5, |i, j| 0.04 * if i == j { 1.0 } else { 0.5 });
    let root = covariance.clone().cholesky().unwrap().l();
    // A straight trend, then one step as large again: within M̄ = 1; and within a change of slope of 0.1.
    let trend = DVector::from_column_slice(&[-0.3, -0.2, -0.1, 0.1, 0.2]);
    let bent = DVector::from_column_slice(&[-0.3, -0.2, -0.1, 0.2, 0.4]);
    let share = |draws: u64, truth: &DVector<f64>, restriction: Restriction| {
        let held: usize = (0..draws)
            .into_par_iter()
            .map(|seed| {
                let mut random = Pcg64::seed_from_u64(seed);
                let z = DVector::from_fn(5, |_, _| normal(&mut random));
                let mut effects = truth + &root * z;
                effects[3] += 1.0;
                effects[4] += 1.0;
                let study = EventStudy::new(effects.as_slice(), &covariance, 3).unwrap();
                let i = study
                    .interval(restriction, How::Usual, &[1.0, 0.0], 0.95)
                    .unwrap();
                usize::from(i.is_some_and(|i| i.low <= 1.0 && 1.0 <= i.high))
            })
            .sum();
        held as f64 / draws as f64
    };
    let relative = share(300, &trend, Restriction::RelativeMagnitudes(1.0));
    let smooth = share(DRAWS, &bent, Restriction::Smoothness(0.1));
    let straight = share(DRAWS, &trend, Restriction::Smoothness(0.0));
    println!("relative {relative:.3}, smooth {smooth:.3}, straight {straight:.3}");
    assert!(relative >= 0.93 && smooth >= 0.935 && (0.935..=0.965).contains(&straight));
}

#[test]
fn the_test_of_a_unit_root_keeps_its_size_and_sees_what_does_not_wander() {
    let share = |memory: f64| {
        let rejected: usize = (0..DRAWS)
            .into_par_iter()
            .map(|seed| {
                let mut random = Pcg64::seed_from_u64(seed);
                let mut at = 0.0;
                let series: Vec<f64> = (0..150)
                    .map(|_| {
                        at = memory * at + normal(&mut random);
                        at
                    })
                    .collect();
                usize::from(dickey_fuller(&series, Terms::Constant).unwrap().p < 0.05)
            })
            .sum();
        rejected as f64 / DRAWS as f64
    };
    let (walk, mean) = (share(1.0), share(0.7));
    println!("walks {walk:.3}, memory of 0.7 {mean:.3}");
    assert!((0.03..=0.08).contains(&walk) && mean > 0.9);
}
