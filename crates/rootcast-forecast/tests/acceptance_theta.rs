//! Theta and its dynamic optimised form on the competition that Theta won.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "golden/errors.rs"]
mod errors;
mod golden;

use errors::{Errors, numbers};
use golden::{m3, sample, text};
use rootcast_forecast::{
    history::History,
    model::Model,
    theta::{DynamicTheta, Theta},
};

#[test]
fn theta_is_as_good_as_the_winner_of_m3() {
    let errors = Errors::run(&Theta, &m3());
    println!("theta {errors:?} (the winner: 12.762)");
    assert!(errors.smape <= 12.8, "{}", errors.smape);
}

#[test]
fn dynamic_theta_is_better() {
    let all = Errors::run(&DynamicTheta, &m3());
    let sample = Errors::run(&DynamicTheta, &sample());
    println!("dotm {all:?}; sample {sample:?}");
    assert!(all.smape < 12.6, "{}", all.smape);
    // The reference of the field has 13.656 and .843 on the sample.
    assert!(sample.smape <= 13.656 && sample.mase <= 0.843, "{sample:?}");
}

/// R's `thetaf` tests and takes out the season by the same rules, searches for `α` by another way, and widens its limits
/// by the same formula.
#[test]
fn theta_agrees_with_r() {
    let set = sample();
    let (mut rows, mut near, mut widths) = (0, 0, Vec::new());
    for row in text("r_forecast_8.20_reference_m3_monthly50.csv").lines().skip(1) {
        let f: Vec<&str> = row.split(',').collect();
        if f[1] != "thetaf" {
            continue;
        }
        rows += 1;
        let series = set.iter().find(|s| s.id == f[0]).unwrap();
        let (point, low, high) = (numbers(f[5]), numbers(f[8]), numbers(f[9]));
        let history = History::new(&series.train, series.season()).unwrap();
        let ours = Theta.forecast(&history, point.len(), 0).unwrap();
        let pairs = ours.mean().iter().zip(&point);
        let far = pairs.map(|(a, b)| (a / b - 1.0).abs()).fold(0.0, f64::max);
        near += usize::from(far < 0.02);
        let (l, h) = ours.interval(0, 0.95);
        widths.push((h - l) / (high[0] - low[0]));
    }
    widths.sort_by(f64::total_cmp);
    println!(
        "{near} of {rows} series within 2 % of R; widths {:?}",
        (widths[5], widths[25], widths[44])
    );
    assert_eq!(rows, 50);
    assert!(near >= 40, "{near}");
    assert!((widths[25] - 1.0).abs() < 0.05);
}
