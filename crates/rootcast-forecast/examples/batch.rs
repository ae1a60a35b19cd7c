//! Forecasts of many series on all threads, in batches that bound the memory.
//!
//! `batch MODEL HORIZON SEASON < SERIES > FORECASTS` reads a series a line, figures between blanks, and writes a line of
//! medians for each. `batch MODEL HORIZON SEASON COUNT` makes as many monthly series from a seed instead, and writes one
//! line: how many, how long it took, the most memory that was held, and the hash of all the medians.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used)]

#[path = "../benches/generated/mod.rs"]
mod generated;

use std::{
    io::{BufRead, BufWriter, Write},
    time::Instant,
};

use rayon::prelude::*;
use rootcast_forecast::{
    arima::auto::AutoArima,
    combine::{Combination, standard},
    ets::{Choice, Ets},
    history::History,
    model::Model,
    predictive::Predictive,
    theta::{DynamicTheta, Theta},
};
use sha2::{Digest, Sha256};

/// Series in a batch of the combination: enough to learn from, and for all threads to be busy.
const BATCH: usize = 1_000;
/// Series in a batch of the other models, the quickest of which take 1,000 in a fiftieth of a second.
const QUICK: usize = 8_000;

/// After how many series the progress is told.
const TOLD: u64 = 50_000;
/// Series of a batch by which the combination learns its weights.
const MARKED: usize = 100;

fn model(name: &str) -> Box<dyn Model> {
    match name {
        "theta" => Box::new(Theta),
        "dotm" => Box::new(DynamicTheta),
        "ets" => Box::new(Ets::default()),
        "ets-best" => Box::new(Ets {
            choice: Choice::Best,
            ..Ets::default()
        }),
        "arima" => Box::new(AutoArima::default()),
        other => panic!("no model {other}"),
    }
}

struct Asked {
    model: String,
    horizon: usize,
    season: usize,
}

impl Asked {
    /// The medians of one batch, series after series.
    fn medians(&self, batch: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let histories: Vec<History> = batch
            .iter()
            .map(|y| History::new(y, self.season).unwrap())
            .collect();
        let combination = Combination::new(standard()).marking(MARKED);
        let medians = |p: Predictive| (0..self.horizon).map(|h| p.median(h)).collect();
        match self.single() {
            None => combination
                .combine_all(&histories, self.horizon, 1)
                .into_iter()
                .map(|c| medians(c.unwrap().predictive))
                .collect(),
            Some(model) => histories
                .par_iter()
                .map(|history| medians(model.forecast(history, self.horizon, 1).unwrap()))
                .collect(),
        }
    }

    /// The model where it is not the combination.
    fn single(&self) -> Option<Box<dyn Model>> {
        (self.model != "combination").then(|| model(&self.model))
    }

    fn batch(&self) -> usize {
        if self.single().is_some() { QUICK } else { BATCH }
    }

    /// Lines of series to lines of medians.
    fn lines(&self, lines: &[String]) -> Vec<String> {
        // Reading and writing figures takes as long as the quickest models do: all threads share it.
        let batch: Vec<Vec<f64>> = lines
            .par_iter()
            .map(|line| line.split_whitespace().map(|v| v.parse().unwrap()).collect())
            .collect();
        self.medians(&batch)
            .par_iter()
            .map(|row| row.iter().map(f64::to_string).collect::<Vec<_>>().join(" "))
            .collect()
    }
}

/// The most memory that the process has held, in MiB, where the system tells.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    let kib = line.and_then(|l| l.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kib.map_or(f64::NAN, |k| k / 1024.0)
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let asked = Asked {
        model: arguments[0].clone(),
        horizon: arguments[1].parse().unwrap(),
        season: arguments[2].parse().unwrap(),
    };
    let Some(count) = arguments.get(3).map(|c| c.parse::<u64>().unwrap()) else {
        let mut lines = std::io::stdin().lock().lines();
        let mut out = BufWriter::new(std::io::stdout().lock());
        loop {
            let batch: Vec<String> = lines.by_ref().take(asked.batch()).map(Result::unwrap).collect();
            if batch.is_empty() {
                return;
            }
            for row in asked.lines(&batch) {
                writeln!(out, "{row}").unwrap();
            }
        }
    };
    let began = Instant::now();
    let mut hash = Sha256::new();
    for from in (0..count).step_by(asked.batch()) {
        let until = count.min(from + asked.batch() as u64);
        let batch: Vec<Vec<f64>> = (from..until)
            .into_par_iter()
            .map(|i| generated::generated(42, i))
            .collect();
        for value in asked.medians(&batch).into_iter().flatten() {
            hash.update(value.to_le_bytes());
        }
        let done = from + batch.len() as u64;
        if done.is_multiple_of(TOLD) && done < count {
            let rate = done as f64 / began.elapsed().as_secs_f64();
            eprintln!("{done} series, {rate:.0} a second, peak {:.0} MiB", peak());
        }
    }
    let seconds = began.elapsed().as_secs_f64();
    let digest = hash.finalize();
    let digest = u64::from_be_bytes(digest[..8].try_into().unwrap());
    println!(
        "{count} series in {seconds:.1} s, {:.1} a second; peak {:.0} MiB; medians {digest:016x}",
        count as f64 / seconds,
        peak()
    );
}
