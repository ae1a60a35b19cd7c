//! Simulated series with forecasters who lie.

use proptest::prelude::*;
use rand_distr::{Distribution, Normal, StandardNormal};

use super::*;
use crate::{
    random::generator,
    score::{coverage::Coverage, interval},
};

const HORIZON: usize = 6;

/// A random walk, and forecasts of it whose spread is off by a factor.
fn walk(steps: usize, seed: u64, jump: impl Fn(usize) -> f64) -> Vec<f64> {
    let mut random = generator(seed, &[]);
    let mut level = 10_000.0;
    (0..steps)
        .map(|t| {
            let z: f64 = StandardNormal.sample(&mut random);
            level = (level + 300.0 * z) * jump(t);
            level
        })
        .collect()
}

fn forecast(last: f64, off: f64) -> Predictive {
    let sd: Vec<f64> = (1..=HORIZON).map(|h| off * 300.0 * (h as f64).sqrt()).collect();
    Predictive::normal(vec![last; HORIZON], sd)
}

/// Coverage of the 95 % intervals and the weighted interval score, raw and corrected, from a step on.
fn run(series: &[f64], off: f64, from: usize) -> ([Coverage; HORIZON], f64, f64) {
    let settings = Settings {
        counts: false,
        ..Settings::default()
    };
    let mut layer = Calibrated::new(HORIZON, settings);
    let mut coverage = [Coverage::default(); HORIZON];
    let (mut raw_score, mut score) = (0.0, 0.0);
    for (t, y) in series.iter().enumerate() {
        layer.hear(*y);
        let raw = forecast(*y, off);
        let said = layer.issue(&raw);
        for (step, target) in series[t + 1..].iter().take(HORIZON).enumerate() {
            if t >= from {
                coverage[step].add(said.interval(step, 0.95), *target);
                score += interval::of(&said, step, *target, &interval::REPORTED);
                raw_score += interval::of(&raw, step, *target, &interval::REPORTED);
            }
        }
    }
    (coverage, raw_score, score)
}

#[test]
fn forecasters_who_lie_about_their_spread_are_put_right() {
    // Too narrow, too wide, and right: what share may be covered, and what share of the score is kept.
    for (off, share, kept) in [
        (0.4, 0.91..0.98, 0.9),
        (2.5, 0.93..1.001, 0.95),
        (1.0, 0.93..0.98, 1.02),
    ] {
        let (coverage, raw, corrected) = run(&walk(1500, 1, |_| 1.0), off, 100);
        for (step, c) in coverage.iter().enumerate() {
            let got = c.share().unwrap();
            assert!(share.contains(&got), "{off} at {step}: {got}");
        }
        assert!(corrected / raw < kept, "{off}: {}", corrected / raw);
    }
}

#[test]
fn coverage_is_back_six_steps_after_a_break() {
    let (mut after, mut outcomes) = (0, 0);
    for seed in 0..40 {
        // A fall of 81 % in one step.
        let series = walk(130, seed, |t| if t == 70 { 0.19 } else { 1.0 });
        let (coverage, _, _) = run(&series, 1.0, 70);
        after += coverage.iter().map(|c| c.inside).sum::<usize>();
        outcomes += coverage.iter().map(Coverage::outcomes).sum::<usize>();
    }
    let share = after as f64 / f64::from(u32::try_from(outcomes).unwrap());
    assert!((0.92..=0.99).contains(&share), "{share}");
}

#[test]
fn whatever_comes_widths_are_finite_and_come_down_again() {
    let mut layer = Calibrated::new(HORIZON, Settings::default());
    for t in 0..400_u32 {
        let wild = if t < 200 { 1e9 * f64::from(t % 2) } else { 1000.0 };
        layer.hear(wild);
        let said = layer.issue(&forecast(1000.0, 1.0));
        for step in 0..HORIZON {
            let (low, high) = said.interval(step, 0.95);
            assert!(low >= 0.0 && high.is_finite() && low <= high);
        }
    }
    let (_, high) = layer.issue(&forecast(1000.0, 1.0)).interval(0, 0.95);
    assert!(high < 5000.0, "{high}");
}

#[test]
fn a_layer_that_has_seen_nothing_changes_nothing() {
    let layer = Calibrated::new(
        2,
        Settings {
            counts: false,
            ..Settings::default()
        },
    );
    let raw = Predictive::normal(vec![5.0; 3], vec![2.0; 3]);
    let said = layer.calibrate(&raw);
    for step in 0..3 {
        for p in LEVELS {
            assert!(
                (said.quantile(step, p) - raw.quantile(step, p)).abs() < 1e-9,
                "{step} {p}"
            );
        }
    }
    assert_eq!(layer.marked(1), 0);
    assert_eq!(layer.marked(0), 0);
}

#[test]
fn paths_keep_their_order() {
    let mut random = generator(5, &[]);
    let step = Normal::new(0.0, 20.0).unwrap();
    let paths: Vec<f64> = (0..200)
        .flat_map(|_| {
            let first: f64 = 400.0 + step.sample(&mut random);
            [first, first + step.sample(&mut random)]
        })
        .collect();
    let raw = Predictive::samples(2, paths.clone());
    let mut layer = Calibrated::new(2, Settings::default());
    for y in [500.0, 330.0, 480.0, 700.0, 410.0, f64::NAN, 430.0] {
        layer.issue(&raw);
        layer.hear(y);
    }
    assert_eq!((layer.marked(1), layer.marked(2)), (6, 5));
    let said = layer.calibrate(&raw);
    let corrected = said.paths().unwrap();
    for at in 0..2 {
        for (a, b) in (0..199).map(|d| (d * 2 + at, (d + 1) * 2 + at)) {
            if paths[a] < paths[b] {
                assert!(corrected[a] <= corrected[b]);
            }
        }
        assert!(said.interval(at, 0.95).1 > raw.interval(at, 0.95).1);
    }
    assert!(corrected.iter().all(|v| v.fract() == 0.0 && *v >= 0.0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn quantiles_never_cross(outcomes in prop::collection::vec(0.0..3000.0, 0..40), sd in 0.0..500.0) {
        let mut layer = Calibrated::new(3, Settings::default());
        let raw = Predictive::normal(vec![800.0; 3], vec![sd; 3]);
        for y in outcomes {
            layer.issue(&raw);
            layer.hear(y);
        }
        let said = layer.calibrate(&raw);
        for step in 0..3 {
            let values: Vec<f64> = (1..200).map(|i| said.quantile(step, f64::from(i) / 200.0)).collect();
            prop_assert!(values.windows(2).all(|w| w[0] <= w[1]));
            prop_assert!(values.iter().all(|v| v.is_finite() && *v >= 0.0));
            prop_assert!((said.median(step) - 800.0).abs() < 1e-9);
        }
    }
}
