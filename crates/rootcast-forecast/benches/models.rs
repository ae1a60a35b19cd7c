//! Series a second on one core: `cargo bench -p rootcast-forecast --bench models`.
//!
//! The series are 500 monthly ones of M3, evenly spread, forecast 18 steps ahead, where the folder of golden data lies
//! beside the repository (or where `ROOTCAST_SHARED` says); otherwise as many generated ones of 50 to 126 figures.

#![allow(clippy::unwrap_used, reason = "a bench stops where its input does")]

#[path = "generated/mod.rs"]
mod generated;
#[path = "../tests/golden/mod.rs"]
mod golden;

use std::{hint::black_box, sync::OnceLock};

use divan::{Bencher, counter::ItemsCount};
use generated::generated;
use rootcast_forecast::{
    arima::auto::AutoArima,
    ets::{Choice, Ets},
    history::History,
    model::Model,
    naive::SeasonalNaive,
    smooth::Smoothing,
    theta::{DynamicTheta, Theta},
};

fn main() {
    divan::main();
}

fn series() -> &'static [Vec<f64>] {
    static SERIES: OnceLock<Vec<Vec<f64>>> = OnceLock::new();
    SERIES.get_or_init(|| {
        if golden::path("m3.csv.gz").exists() {
            golden::sample().into_iter().map(|s| s.train).collect()
        } else {
            (0..500).map(|i| generated(42, i)).collect()
        }
    })
}

fn run(bencher: Bencher, model: &dyn Model, step: usize) {
    let set: Vec<&Vec<f64>> = series().iter().step_by(step).collect();
    bencher.counter(ItemsCount::new(set.len())).bench_local(|| {
        for y in &set {
            let ahead = model.forecast(&History::new(y, 12).unwrap(), 18, 1);
            black_box(ahead.unwrap());
        }
    });
}

#[divan::bench(sample_count = 5)]
fn seasonal_naive(bencher: Bencher) {
    run(bencher, &SeasonalNaive, 1);
}

#[divan::bench(sample_count = 5)]
fn damped(bencher: Bencher) {
    run(bencher, &Smoothing::Damped, 1);
}

#[divan::bench(sample_count = 5)]
fn theta(bencher: Bencher) {
    run(bencher, &Theta, 1);
}

#[divan::bench(sample_count = 5)]
fn dynamic_theta(bencher: Bencher) {
    run(bencher, &DynamicTheta, 1);
}

#[divan::bench(sample_count = 3)]
fn ets_weighted(bencher: Bencher) {
    run(bencher, &Ets::default(), 1);
}

#[divan::bench(sample_count = 3)]
fn ets_best(bencher: Bencher) {
    let best = Ets {
        choice: Choice::Best,
        ..Ets::default()
    };
    run(bencher, &best, 1);
}

/// Every fifth series, as the reference was timed.
#[divan::bench(sample_count = 2)]
fn arima(bencher: Bencher) {
    run(bencher, &AutoArima::default(), 5);
}
