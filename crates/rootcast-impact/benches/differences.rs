//! Speed of differences in differences and regressions, on panels as large as those of the literature.
#![allow(clippy::unwrap_used, clippy::many_single_char_names)]

use divan::{Bencher, black_box};
use nalgebra::DMatrix;
use rootcast_impact::{
    absorb::Factor,
    groups::{Aggregation, GroupEffects, GroupOptions},
    honest::{EventStudy, Method, Restriction},
    panel::{Design, Panel},
    regression::{Regression, Regressor},
    variance::Variance,
};

fn main() {
    divan::main();
}

/// Figures between −1/2 and 1/2 from a congruential sequence.
fn figures(n: usize) -> Vec<f64> {
    let mut state = 7_u64;
    (0..n)
        .map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5
        })
        .collect()
}

/// 500 units over five steps in four groups, as the study of minimum wages has.
fn staggered() -> (Panel, Design) {
    let names = |n: usize| (0..n).map(|k| k.to_string()).collect();
    let panel = Panel::new(names(500), names(5), figures(2_500)).unwrap();
    let starts = (0..500)
        .map(|u| [None, None, Some(1), Some(3), Some(4)][u % 5])
        .collect();
    let design = Design::new(&panel, starts).unwrap();
    (panel, design)
}

#[divan::bench]
fn effects_by_group_with_four_averages(bencher: Bencher) {
    let (panel, design) = staggered();
    bencher.bench_local(|| averages(&GroupEffects::new(&panel, &design, &GroupOptions::default()).unwrap()));
}

fn averages(effects: &GroupEffects) -> f64 {
    use Aggregation::{Calendar, Dynamic, Group, Simple};
    [Simple, Dynamic, Group, Calendar]
        .map(|a| effects.aggregate(a).effect)
        .iter()
        .sum()
}

#[divan::bench]
fn effects_by_group_with_1000_draws(bencher: Bencher) {
    let (panel, design) = staggered();
    bencher.bench_local(|| {
        let effects = GroupEffects::new(&panel, &design, &GroupOptions::default()).unwrap();
        let study = effects.aggregate(Aggregation::Dynamic);
        (
            effects.band(1_000, 1, 0.95).unwrap().critical,
            study.band(1_000, 1, 0.95).unwrap().critical,
        )
    });
}

#[divan::bench(sample_count = 10)]
fn two_effects_of_a_million_rows(bencher: Bencher) {
    let n = 1_000_000_u32;
    let (y, x) = (
        figures(n as usize),
        figures(2 * n as usize)[n as usize..].to_vec(),
    );
    let draws = figures(4 * n as usize);
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a level below 10 000"
    )]
    let code = |from: usize| {
        draws[from * n as usize..][..n as usize]
            .iter()
            .map(|v| ((v + 0.5) * 1e4) as u32)
            .collect()
    };
    let a = Factor::from_codes("a", code(2), 10_000).unwrap();
    let b = Factor::from_codes("b", code(3), 10_000).unwrap();
    bencher.bench_local(|| {
        let fit = Regression::new(&y, vec![Regressor::new("x", &x)], vec![&a, &b])
            .least_squares()
            .unwrap();
        fit.covariance(&Variance::Clusters(&[&a])).unwrap().errors()[0]
    });
}

#[divan::bench(sample_count = 10)]
fn counts_of_forty_thousand_rows_with_three_effects(bencher: Bencher) {
    let n = 40_000_usize;
    let noise = figures(2 * n);
    let x: Vec<f64> = noise[..n].to_vec();
    let y: Vec<f64> = (0..n)
        .map(|i| (x[i] + 2.0 * noise[n + i] + (i % 13) as f64 / 5.0).exp().round())
        .collect();
    let factor =
        |k: usize| Factor::new("f", &(0..n).map(|i| (i * 7 + i / k) % k).collect::<Vec<_>>()).unwrap();
    let (a, b, c) = (factor(15), factor(20), factor(10));
    bencher.bench_local(|| {
        Regression::new(&y, vec![Regressor::new("x", &x)], vec![&a, &b, &c])
            .poisson()
            .unwrap()
            .deviance()
    });
}

#[divan::bench]
fn sensitivity_to_trends(bencher: Bencher) {
    let covariance = DMatrix::from_fn(7, 7, |i, j| 7e-5 * if i == j { 1.0 } else { 0.55 });
    let study = EventStudy::new(
        &[-0.005, -0.011, -0.003, -0.001, 0.0, 0.046, 0.069],
        &covariance,
        5,
    )
    .unwrap();
    bencher.bench_local(|| {
        study
            .interval(
                black_box(Restriction::RelativeMagnitudes(1.0)),
                Method::Usual,
                &[1.0, 0.0],
                0.95,
            )
            .unwrap()
    });
}
