//! The series of the forecasting competitions M3 and M4 (hourly), read from `data/golden/forecast` beside the repository,
//! and the error measures of the competitions.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test that includes this file uses a part of it"
)]

use std::{collections::BTreeMap, io::Read, path::PathBuf};

use flate2::read::GzDecoder;
use rootcast_forecast::{history::History, model::Model};

/// A series, and what came after.
#[derive(Clone, Debug)]
pub struct Series {
    pub id: String,
    /// `YEARLY`, `QUARTERLY`, `MONTHLY`, `OTHER` or `HOURLY`.
    pub period: String,
    pub season: usize,
    pub train: Vec<f64>,
    pub test: Vec<f64>,
}

/// A file of the goldens.
pub fn golden(name: &str) -> PathBuf {
    let shared = std::env::var_os("ROOTCAST_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let path = shared.join("data/golden/forecast").join(name);
    assert!(
        path.exists(),
        "{} is missing: set ROOTCAST_SHARED",
        path.display()
    );
    path
}

/// The text of a file of the goldens, unpacked where it is packed.
pub fn text(name: &str) -> String {
    let bytes = std::fs::read(golden(name)).unwrap();
    let mut out = String::new();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        GzDecoder::new(bytes.as_slice()).read_to_string(&mut out).unwrap();
    } else {
        out = String::from_utf8(bytes).unwrap();
    }
    out
}

/// Numbers between blanks.
pub fn numbers(text: &str) -> Vec<f64> {
    text.split_whitespace().map(|v| v.parse().unwrap()).collect()
}

/// All 3,003 series of M3.
pub fn m3() -> Vec<Series> {
    let rows = text("m3.csv.gz");
    let rows = rows.lines().skip(1).map(|row| {
        let f: Vec<&str> = row.split(',').collect();
        let season = match f[1] {
            "MONTHLY" => 12,
            "QUARTERLY" => 4,
            _ => 1,
        };
        Series {
            id: f[0].into(),
            period: f[1].into(),
            season,
            train: numbers(f[6]),
            test: numbers(f[7]),
        }
    });
    rows.collect()
}

/// The monthly series of M3.
pub fn m3_monthly() -> Vec<Series> {
    m3().into_iter().filter(|s| s.season == 12).collect()
}

/// 500 monthly series of M3, evenly spread: the sample on which engines are timed.
pub fn sample() -> Vec<Series> {
    let all = m3_monthly();
    (0..500).map(|i| all[i * all.len() / 500].clone()).collect()
}

/// The 414 hourly series of M4.
pub fn m4_hourly() -> Vec<Series> {
    let rows = text("m4_hourly.csv.gz");
    let rows = rows.lines().skip(1).map(|row| {
        let f: Vec<&str> = row.split(',').collect();
        Series {
            id: f[0].into(),
            period: "HOURLY".into(),
            season: 24,
            train: numbers(f[3]),
            test: numbers(f[4]),
        }
    });
    rows.collect()
}

/// The forecasts of the methods that took part in M3, by method and series.
pub fn m3_published() -> BTreeMap<(String, String), Vec<f64>> {
    let rows = text("m3_published_forecasts.csv.gz");
    let rows = rows.lines().skip(1).map(|row| {
        let f: Vec<&str> = row.split(',').collect();
        ((f[0].to_owned(), f[1].to_owned()), numbers(f[2]))
    });
    rows.collect()
}

/// `mean 200 |e| / (|f| + |y|)`.
pub fn smape(forecast: &[f64], came: &[f64]) -> f64 {
    let parts = forecast.iter().zip(came).map(|(f, y)| {
        let size = f.abs() + y.abs();
        if size > 0.0 {
            200.0 * (f - y).abs() / size
        } else {
            0.0
        }
    });
    parts.sum::<f64>() / came.len() as f64
}

/// The mean absolute error over the mean absolute change of the history over a season.
pub fn mase(series: &Series, forecast: &[f64]) -> f64 {
    let (y, m) = (&series.train, series.season);
    let changes = y.iter().zip(&y[m..]).map(|(a, b)| (b - a).abs());
    let scale = changes.sum::<f64>() / (y.len() - m) as f64;
    let errors = forecast.iter().zip(&series.test).map(|(f, y)| (f - y).abs());
    errors.sum::<f64>() / series.test.len() as f64 / scale
}

/// Errors of a model over many series.
#[derive(Clone, Copy, Debug, Default)]
pub struct Errors {
    pub smape: f64,
    pub mase: f64,
    /// Share of what came within the 95 % interval.
    pub covered: f64,
    pub series: usize,
}

impl Errors {
    /// The mean errors of forecasts, on as many series.
    pub fn of<'a>(forecasts: impl IntoIterator<Item = (&'a Series, &'a [f64])>) -> Self {
        let mut sum = Self::default();
        for (series, forecast) in forecasts {
            sum.smape += smape(forecast, &series.test);
            sum.mase += mase(series, forecast);
            sum.series += 1;
        }
        let n = sum.series as f64;
        Self {
            smape: sum.smape / n,
            mase: sum.mase / n,
            ..sum
        }
    }

    /// Runs a model over series; one that gives no forecast fails the test.
    pub fn run<'a>(model: &dyn Model, set: impl IntoIterator<Item = &'a Series>) -> Self {
        let mut sum = Self::default();
        for series in set {
            let history = History::new(&series.train, series.season).unwrap();
            let ahead = model.forecast(&history, series.test.len(), 1);
            let ahead = ahead.unwrap_or_else(|e| panic!("{} on {}: {e}", model.name(), series.id));
            sum.smape += smape(ahead.mean(), &series.test);
            sum.mase += mase(series, ahead.mean());
            let inside = series.test.iter().enumerate().filter(|(h, y)| {
                let (low, high) = ahead.interval(*h, 0.95);
                (low..=high).contains(*y)
            });
            sum.covered += inside.count() as f64 / series.test.len() as f64;
            sum.series += 1;
        }
        let n = sum.series as f64;
        Self {
            smape: sum.smape / n,
            mase: sum.mase / n,
            covered: sum.covered / n,
            ..sum
        }
    }
}
