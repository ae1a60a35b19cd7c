//! Known effects on generated panels: bias, and how often tests and intervals err.
#![allow(clippy::unwrap_used)]

use rand::{Rng as _, SeedableRng as _};
use rand_distr::{Distribution as _, StandardNormal};
use rayon::prelude::*;
use rootcast_impact::{
    factor::Interactive,
    interval,
    panel::{Design, Panel},
    placebo::{pairs::pairs, space::space},
    structural::{Options, impact},
    synthdid::{Kind, Search, SynthDid, spread},
    synthetic::{Level, Synthetic},
};

const UNITS: usize = 20;
const STEPS: usize = 40;
const START: usize = 30;

/// Two factors (a walk and a cycle), levels, noise; one unit drawn at random is treated, with this effect.
fn draw(seed: u64, effect: f64) -> (Panel, Design) {
    let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(seed);
    let normal = |random: &mut rand_pcg::Pcg64Mcg| -> f64 { StandardNormal.sample(random) };
    let mut walk = 0.0;
    let factors: Vec<[f64; 2]> = (0..STEPS)
        .map(|t| {
            walk += 0.5 * normal(&mut random);
            [walk, (t as f64 * 0.6).sin()]
        })
        .collect();
    let mut values = Vec::with_capacity(UNITS * STEPS);
    for _ in 0..UNITS {
        let own = [normal(&mut random), normal(&mut random), normal(&mut random)];
        for f in &factors {
            values.push(
                0.3 * own[0] + (1.0 + 0.3 * own[1]) * f[0] + 0.5 * own[2] * f[1] + 0.5 * normal(&mut random),
            );
        }
    }
    let treated = usize::try_from(random.next_u64() % UNITS as u64).unwrap();
    for t in START..STEPS {
        values[treated * STEPS + t] += effect;
    }
    let names = |n: usize| (0..n).map(|k| k.to_string()).collect();
    let panel = Panel::new(names(UNITS), names(STEPS), values).unwrap();
    let design = Design::block(&panel, &[treated], START).unwrap();
    (panel, design)
}

/// Intervals of synthetic difference-in-differences from all placebos, of a mean step from predicted bounds.
#[test]
fn intervals_hold_as_often_as_they_say() {
    const DRAWS: u64 = 200;
    let all: Vec<[bool; 2]> = (0..DRAWS)
        .into_par_iter()
        .map(|seed| {
            let (panel, design) = draw(90_000 + seed, 2.0);
            let all = spread::placebos(&panel, &design, Kind::SyntheticDifference, Search::Exact).unwrap();
            let options = interval::Options {
                draws: 60,
                cointegrated: false,
                ..interval::Options::default()
            };
            let (low, high) = interval::predicted(&panel, &design, &options).unwrap().effects()[4];
            [
                (all.effect - 2.0).abs() <= 1.96 * all.error,
                low <= 2.0 && 2.0 <= high,
            ]
        })
        .collect();
    let share = |k: usize| all.iter().filter(|h| h[k]).count() as f64 / DRAWS as f64;
    // The former has its level; the latter joins two bounds of 95 %, each on the safe side.
    assert!((0.89..=0.99).contains(&share(0)), "{}", share(0));
    assert!(share(1) >= 0.88, "{}", share(1));
}

/// Mean and its standard error.
fn mean(of: &[f64]) -> (f64, f64) {
    let count = of.len() as f64;
    let mean = of.iter().sum::<f64>() / count;
    let square: f64 = of.iter().map(|v| (v - mean).powi(2)).sum();
    (mean, (square / (count - 1.0) / count).sqrt())
}

#[test]
fn effects_are_recovered_without_bias() {
    let all: Vec<[f64; 4]> = (0..400)
        .into_par_iter()
        .map(|seed| {
            let (panel, design) = draw(seed, 2.0);
            let did = |kind| {
                SynthDid::fit(&panel, &design, kind, Search::Exact)
                    .unwrap()
                    .effect
            };
            [
                Synthetic::fit(&panel, &design, Level::Met).unwrap().effect(),
                Synthetic::fit(&panel, &design, Level::Free).unwrap().effect(),
                did(Kind::SyntheticDifference),
                Interactive::fit(&panel, &design, &[], 2).unwrap().effect,
            ]
        })
        .collect();
    for k in 0..4 {
        let column: Vec<f64> = all.iter().map(|r| r[k]).collect();
        let (centre, error) = mean(&column);
        assert!(
            (centre - 2.0).abs() <= 4.0 * error,
            "estimator {k}: {centre} ± {error}"
        );
        assert!(error < 0.06, "estimator {k}: {error}");
    }
}

#[test]
fn placebo_tests_err_as_often_as_they_say() {
    let all: Vec<(f64, f64)> = (0..600)
        .into_par_iter()
        .map(|seed| {
            let (panel, design) = draw(10_000 + seed, 0.0);
            let rounds = pairs(&panel, &design, Level::Met).unwrap();
            (space(&panel, &design, Level::Met).unwrap().p, rounds.p())
        })
        .collect();
    let share = |of: &dyn Fn(&(f64, f64)) -> bool| all.iter().filter(|p| of(p)).count() as f64 / 600.0;
    // Two ranks of twenty; four standard errors of a share of a tenth in 600 draws are 0.049.
    let in_space = share(&|p| p.0 <= 0.1);
    assert!((in_space - 0.1).abs() <= 0.049, "{in_space}");
    let refined = share(&|p| p.1 <= 0.1);
    assert!(refined <= 0.2, "{refined}");
}

#[test]
fn structural_intervals_hold_as_often_as_they_say() {
    let held = (0..300_u64)
        .into_par_iter()
        .filter(|seed| {
            let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(50_000 + seed);
            let mut normal = || -> f64 { StandardNormal.sample(&mut random) };
            let mut level = 5.0;
            let control: Vec<f64> = (0..100).map(|_| normal()).collect();
            let series: Vec<f64> = control
                .iter()
                .enumerate()
                .map(|(t, x)| {
                    level += 0.01 * normal();
                    level + 1.2 * x + normal() + if t >= 70 { 1.0 } else { 0.0 }
                })
                .collect();
            let options = Options {
                draws: 600,
                seed: *seed,
                ..Options::default()
            };
            let (low, high) = impact(&series, &[control], 70, &options)
                .unwrap()
                .average
                .interval;
            low <= 1.0 && 1.0 <= high
        })
        .count();
    let share = held as f64 / 300.0;
    assert!((0.91..=0.99).contains(&share), "{share}");
}
