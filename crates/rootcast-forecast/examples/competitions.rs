//! Errors on the series of the competitions, to be held beside the published ones:
//! `competitions SET MODEL…`, where a set is `m3`, `m3-monthly`, `m3-500` (and `-100`, `-50`), `m4-hourly` or a period of
//! M3 in capitals.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

#[path = "../tests/golden/mod.rs"]
mod golden;

use std::time::Instant;

use golden::Series;
use rayon::prelude::*;
use rootcast_forecast::{
    arima::auto::AutoArima,
    combine::{Combination, standard},
    ets::{Choice, Ets},
    history::History,
    model::Model,
    naive::{Drift, Naive, SeasonalNaive},
    predictive::Predictive,
    smooth::Smoothing,
    theta::{DynamicTheta, Theta},
};

fn set(name: &str) -> Vec<Series> {
    match name {
        "m3" => golden::m3(),
        "m3-monthly" => golden::m3_monthly(),
        "m3-500" => golden::sample(),
        "m3-100" => golden::sample().into_iter().step_by(5).collect(),
        "m3-50" => golden::sample().into_iter().step_by(10).collect(),
        "m4-hourly" => golden::m4_hourly(),
        period => golden::m3().into_iter().filter(|s| s.period == period).collect(),
    }
}

fn model(name: &str) -> Box<dyn Model> {
    match name {
        "naive" => Box::new(Naive),
        "snaive" => Box::new(SeasonalNaive),
        "drift" => Box::new(Drift),
        "ses" => Box::new(Smoothing::Simple),
        "holt" => Box::new(Smoothing::Holt),
        "damped" => Box::new(Smoothing::Damped),
        "comb" => Box::new(Smoothing::Comb),
        "theta" => Box::new(Theta),
        "dotm" => Box::new(DynamicTheta),
        "ets" => Box::new(Ets::default()),
        "ets-best" => Box::new(Ets {
            choice: Choice::Best,
            ..Ets::default()
        }),
        "arima" => Box::new(AutoArima::default()),
        "each" => Box::new(Combination::new(standard())),
        other => panic!("no model {other}"),
    }
}

/// The forecasts of a model for all series; the combination sees those of a kind together.
fn forecasts(name: &str, series: &[Series]) -> Vec<Predictive> {
    if !name.starts_with("combination") {
        let model = model(name);
        return series
            .par_iter()
            .map(|s| {
                model
                    .forecast(&History::new(&s.train, s.season()).unwrap(), s.test.len(), 1)
                    .unwrap()
            })
            .collect();
    }
    // `combination-100` marks a hundred series of each kind.
    let marked = name.trim_start_matches("combination").trim_start_matches('-');
    let combination = Combination::new(standard()).marking(marked.parse().unwrap_or(usize::MAX));
    let mut out = Vec::new();
    for kind in series.chunk_by(|a, b| a.period == b.period) {
        let histories: Vec<History> = kind
            .iter()
            .map(|s| History::new(&s.train, s.season()).unwrap())
            .collect();
        let all = combination.combine_all(&histories, kind[0].test.len(), 1);
        out.extend(all.into_iter().map(|c| c.unwrap().predictive));
    }
    out
}

#[derive(Default)]
struct Errors {
    series: f64,
    smape: f64,
    mase: f64,
    msis: f64,
    inside: f64,
}

impl Errors {
    fn add(&mut self, s: &Series, p: &Predictive) {
        let steps = s.test.len();
        let point: Vec<f64> = (0..steps).map(|h| p.median(h)).collect();
        self.series += 1.0;
        self.smape += s.smape(&point);
        self.mase += s.mase(&point);
        let m = s.season();
        let naive = s.train[m..]
            .iter()
            .zip(&s.train)
            .map(|(a, b)| (a - b).abs())
            .sum::<f64>();
        let naive = naive / (s.train.len() - m) as f64;
        for (h, y) in s.test.iter().enumerate() {
            let (low, high) = p.interval(h, 0.95);
            let beyond = (low - y).max(0.0) + (y - high).max(0.0);
            self.msis += (high - low + 40.0 * beyond) / naive / steps as f64;
            self.inside += f64::from(u8::from((low..=high).contains(y))) / steps as f64;
        }
    }

    fn print(&self, what: &str) {
        let n = self.series;
        println!(
            "{what:22} {n:6} series: sMAPE {:7.3}, MASE {:.4}, MSIS {:.3}, 95 % coverage {:.3}",
            self.smape / n,
            self.mase / n,
            self.msis / n,
            self.inside / n
        );
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let series = set(&arguments.next().unwrap());
    for name in arguments {
        let began = Instant::now();
        let all = forecasts(&name, &series);
        let seconds = began.elapsed().as_secs_f64();
        let mut total = Errors::default();
        let mut at = 0;
        for kind in series.chunk_by(|a, b| a.period == b.period) {
            let mut errors = Errors::default();
            for (s, p) in kind.iter().zip(&all[at..]) {
                errors.add(s, p);
                total.add(s, p);
            }
            at += kind.len();
            errors.print(&format!("{name} {}", kind[0].period));
        }
        total.print(&format!("{name} all"));
        println!("{name}: {:.1} series a second", all.len() as f64 / seconds);
    }
}
