//! Least squares on generated rows with two large factors: `cargo run --release -p rootcast-impact --example
//! two_way_effects [rows] [levels]`. Prints the seconds of the fit and of clustered errors.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "an example prints")]

use std::time::Instant;

use rand::RngExt;
use rand_pcg::Pcg64;
use rootcast_impact::{
    absorb::Factor,
    regression::{Regression, Regressor},
    variance::Variance,
};

fn main() {
    let mut arguments = std::env::args().skip(1).map(|a| a.parse::<usize>().unwrap());
    let rows = arguments.next().unwrap_or(10_000_000);
    let levels = arguments.next().unwrap_or(100_000);
    let mut draw = Pcg64::new(7, 1);
    let bound = u32::try_from(levels).unwrap();
    let mut code = || {
        (0..rows)
            .map(|_| draw.random_range(0..bound))
            .collect::<Vec<u32>>()
    };
    let (worker, firm) = (code(), code());
    let effect = |c: u32, m: f64| (f64::from(c) * m).sin();
    let x: Vec<f64> = worker
        .iter()
        .zip(&firm)
        .map(|(w, f)| effect(*w, 1.3) + effect(*f, 0.7) + draw.random::<f64>())
        .collect();
    let y: Vec<f64> = (0..rows)
        .map(|i| 0.5 * x[i] + effect(worker[i], 2.1) - effect(firm[i], 0.9) + draw.random::<f64>())
        .collect();
    let worker = Factor::from_codes("worker", worker, levels).unwrap();
    let firm = Factor::from_codes("firm", firm, levels).unwrap();
    let start = Instant::now();
    let fit = Regression::new(&y, vec![Regressor::new("x", &x)], vec![&worker, &firm])
        .least_squares()
        .unwrap();
    let fitted = start.elapsed();
    let start = Instant::now();
    let errors = fit.covariance(&Variance::Clusters(&[&worker])).unwrap().errors();
    println!(
        "{rows} rows, {levels} levels twice: x {:.6} ({:.6}); fit {:.2} s, clustered errors {:.2} s",
        fit.coefficients()[0],
        errors[0],
        fitted.as_secs_f64(),
        start.elapsed().as_secs_f64()
    );
}
