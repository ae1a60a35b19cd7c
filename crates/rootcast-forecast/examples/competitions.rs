//! Errors on the series of the competitions beside the published ones: `competitions SET MODEL…`.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

#[path = "../tests/golden/mod.rs"]
mod golden;

use golden::Series;
use rayon::prelude::*;
use rootcast_forecast::{arima::auto::AutoArima, history::History, model::Model};
use std::time::Instant;

fn set(name: &str) -> Vec<Series> {
    match name {
        "m3" => golden::m3(),
        "m3-monthly" => golden::m3_monthly(),
        "m3-500" => golden::sample(),
        "m3-100" => golden::sample().into_iter().step_by(5).collect(),
        "m3-50" => golden::sample().into_iter().step_by(10).collect(),
        "m4-hourly" => golden::m4_hourly(),
        "m4-hourly-20" => golden::m4_hourly().into_iter().step_by(20).collect(),
        period => golden::m3().into_iter().filter(|s| s.period == period).collect(),
    }
}

fn model(name: &str) -> Box<dyn Model> {
    match name {
        "arima" => Box::new(AutoArima::default()),
        other => panic!("no model {other}"),
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let series = set(&arguments.next().unwrap());
    for name in arguments {
        let model = model(&name);
        let began = Instant::now();
        let errors: Vec<(f64, f64, usize)> = series
            .par_iter()
            .map(|s| {
                let history = History::new(&s.train, s.season()).unwrap();
                let p = model
                    .forecast(&history, s.test.len(), 1)
                    .unwrap_or_else(|e| panic!("{}: {e}", s.id));
                let point: Vec<f64> = (0..s.test.len()).map(|h| p.median(h)).collect();
                let inside = (0..s.test.len())
                    .filter(|h| {
                        let (low, high) = p.interval(*h, 0.95);
                        s.test[*h] >= low && s.test[*h] <= high
                    })
                    .count();
                (s.smape(&point), s.mase(&point), inside)
            })
            .collect();
        let n = errors.len() as f64;
        let targets: usize = series.iter().map(|s| s.test.len()).sum();
        println!(
            "{name}: sMAPE {:.3}, MASE {:.4}, 95 % coverage {:.3}; {:.1} series a second",
            errors.iter().map(|e| e.0).sum::<f64>() / n,
            errors.iter().map(|e| e.1).sum::<f64>() / n,
            errors.iter().map(|e| e.2).sum::<usize>() as f64 / targets as f64,
            n / began.elapsed().as_secs_f64(),
        );
    }
}
