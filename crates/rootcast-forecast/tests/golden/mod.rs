//! The competitions' series and the measures of error that were published with them.
#![allow(dead_code, reason = "each test takes what it needs")]
#![allow(
    clippy::unwrap_used,
    reason = "a test fails on files that are not as they should be"
)]

use std::{io::Read, path::PathBuf};

/// One series of a competition.
pub(crate) struct Series {
    pub(crate) id: String,
    /// `YEARLY`, `QUARTERLY`, `MONTHLY`, `OTHER`, `HOURLY`.
    pub(crate) period: String,
    pub(crate) train: Vec<f64>,
    pub(crate) test: Vec<f64>,
}

impl Series {
    /// Steps in a season.
    pub(crate) fn season(&self) -> usize {
        match self.period.as_str() {
            "MONTHLY" => 12,
            "QUARTERLY" => 4,
            "HOURLY" => 24,
            _ => 1,
        }
    }

    /// Mean of `200 |e| / (|f| + |y|)`.
    pub(crate) fn smape(&self, forecast: &[f64]) -> f64 {
        let sum: f64 = self
            .test
            .iter()
            .zip(forecast)
            .map(|(y, f)| 200.0 * (y - f).abs() / (y.abs() + f.abs()).max(f64::MIN_POSITIVE))
            .sum();
        sum / self.test.len() as f64
    }

    /// Mean absolute error over the mean absolute change from one season to the next in the history.
    pub(crate) fn mase(&self, forecast: &[f64]) -> f64 {
        let m = self.season();
        let changes = self.train[m..]
            .iter()
            .zip(&self.train)
            .map(|(a, b)| (a - b).abs());
        let scale = changes.sum::<f64>() / (self.train.len() - m) as f64;
        let sum: f64 = self.test.iter().zip(forecast).map(|(y, f)| (y - f).abs()).sum();
        sum / self.test.len() as f64 / scale
    }
}

/// A file of the folder of golden data.
pub(crate) fn path(name: &str) -> PathBuf {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let shared = std::env::var_os("ROOTCAST_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    shared.join("data/golden/forecast").join(name)
}

/// The text of such a file.
pub(crate) fn text(name: &str) -> String {
    let file = path(name);
    let bytes = std::fs::read(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let mut text = String::new();
    if file.extension().is_some_and(|e| e == "gz") {
        flate2::read::GzDecoder::new(&bytes[..])
            .read_to_string(&mut text)
            .unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    } else {
        text = String::from_utf8(bytes).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    }
    text
}

fn numbers(text: &str) -> Vec<f64> {
    text.split_whitespace()
        .map(|v| v.parse().unwrap_or_else(|e| panic!("{v}: {e}")))
        .collect()
}

/// The 3,003 series of M3, in file order.
pub(crate) fn m3() -> Vec<Series> {
    text("m3.csv.gz")
        .lines()
        .skip(1)
        .map(|line| {
            let mut fields = line.split(',');
            let mut next = || fields.next().unwrap().trim_matches('"').to_owned();
            let (id, period) = (next(), next());
            let rest = [next(), next(), next(), next(), next(), next()];
            Series {
                id,
                period,
                train: numbers(&rest[4]),
                test: numbers(&rest[5]),
            }
        })
        .collect()
}

/// The 1,428 monthly series of M3.
pub(crate) fn m3_monthly() -> Vec<Series> {
    m3().into_iter().filter(|s| s.period == "MONTHLY").collect()
}

/// The sample of 500 monthly series, of which the 100 are every fifth and the 50 every tenth.
pub(crate) fn sample() -> Vec<Series> {
    let mut all: Vec<Option<Series>> = m3_monthly().into_iter().map(Some).collect();
    (0..500).map(|i| all[i * 1428 / 500].take().unwrap()).collect()
}

/// The 414 hourly series of M4.
pub(crate) fn m4_hourly() -> Vec<Series> {
    text("m4_hourly.csv.gz")
        .lines()
        .skip(1)
        .map(|line| {
            let fields: Vec<&str> = line.split(',').collect();
            Series {
                id: fields[0].to_owned(),
                period: "HOURLY".into(),
                train: numbers(fields[3]),
                test: numbers(fields[4]),
            }
        })
        .collect()
}
