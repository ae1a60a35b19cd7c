//! Speed of the synthetic-control family, on panels as large as the classical ones (39 units, 19 steps before treatment).
#![allow(clippy::unwrap_used)]

use divan::{Bencher, black_box};
use rootcast_impact::{
    interval::{self, predicted},
    panel::{Design, Panel},
    placebo::{pairs, space, width},
    simplex::Solver,
    structural::{self, impact},
    synthdid::{Kind, Search, spread},
    synthetic::{
        Level,
        nested::{Importance, Predictor, nested},
        setting::Setting,
    },
};

fn main() {
    divan::main();
}

fn case() -> (Panel, Design) {
    panel(39, 31, 19)
}

/// A factor panel: two factors, a walk and noise, from a congruential sequence.
fn panel(units: usize, steps: usize, start: usize) -> (Panel, Design) {
    let mut state = 7_u64;
    let mut draw = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5
    };
    let factors: Vec<(f64, f64)> = (0..steps).map(|_| (10.0 * draw(), 8.0 * draw())).collect();
    let mut values = Vec::with_capacity(units * steps);
    for _ in 0..units {
        let (a, b, mut walk) = (draw() + 1.0, draw(), 100.0 + 40.0 * draw());
        for f in &factors {
            walk += 4.0 * draw();
            values.push(walk + a * f.0 + b * f.1 + 3.0 * draw());
        }
    }
    let names = |n: usize| (0..n).map(|k| k.to_string()).collect();
    let panel = Panel::new(names(units), names(steps), values).unwrap();
    let design = Design::block(&panel, &[0], start).unwrap();
    (panel, design)
}

#[divan::bench]
fn one_fit(bencher: Bencher) {
    let (panel, design) = case();
    let setting = Setting::new(&panel, &design, Level::Met).unwrap();
    let mut solver = Solver::default();
    bencher.bench_local(|| setting.score(38, &[38], &mut solver).unwrap());
}

#[divan::bench]
fn all_39_placebos(bencher: Bencher) {
    let (panel, design) = case();
    bencher.bench_local(|| space::space(black_box(&panel), &design, Level::Met).unwrap());
}

/// As many origins and months as border encounters have.
#[divan::bench(sample_count = 20)]
fn all_150_placebos_of_120_months(bencher: Bencher) {
    let (panel, design) = panel(150, 150, 120);
    bencher.bench_local(|| space::space(black_box(&panel), &design, Level::Met).unwrap());
}

#[divan::bench]
fn all_703_pairs(bencher: Bencher) {
    let (panel, design) = case();
    bencher.bench_local(|| pairs::pairs(black_box(&panel), &design, Level::Met).unwrap());
}

#[divan::bench]
fn identification_width(bencher: Bencher) {
    let (panel, design) = case();
    bencher.bench_local(|| width::width(black_box(&panel), &design, Level::Met, &width::SLACKS).unwrap());
}

#[divan::bench]
fn nested_importance_of_seven_predictors(bencher: Bencher) {
    let (panel, design) = case();
    let predictors: Vec<Predictor> = (0..7)
        .map(|k| Predictor::mean(format!("{k}"), &panel, 2 * k..2 * k + 4).unwrap())
        .collect();
    bencher.bench_local(|| {
        nested(
            black_box(&panel),
            &design,
            &predictors,
            0..19,
            &Importance::Searched,
        )
        .unwrap()
    });
}

#[divan::bench(sample_count = 10)]
fn intervals_of_200_draws(bencher: Bencher) {
    let (panel, design) = case();
    let options = interval::Options {
        draws: 200,
        ..interval::Options::default()
    };
    bencher.bench_local(|| predicted(black_box(&panel), &design, &options).unwrap());
}

#[divan::bench(sample_count = 10, args = [0, 1, 38])]
fn structural_series_of_5000_draws(bencher: Bencher, controls: usize) {
    let (panel, _) = case();
    let long = |from: usize| {
        (0..100)
            .map(|t| panel.values()[(from * 31 + t) % 1209])
            .collect::<Vec<f64>>()
    };
    let series = long(0);
    let controls: Vec<Vec<f64>> = (1..=controls).map(long).collect();
    let options = structural::Options {
        draws: 5000,
        ..structural::Options::default()
    };
    bencher.bench_local(|| impact(black_box(&series), &controls, 70, &options).unwrap());
}

#[divan::bench(args = [Search::Exact, Search::Published])]
fn synthetic_differences_with_38_placebos(bencher: Bencher, search: Search) {
    let (panel, design) = case();
    bencher.bench_local(|| {
        spread::placebos(black_box(&panel), &design, Kind::SyntheticDifference, search).unwrap()
    });
}
