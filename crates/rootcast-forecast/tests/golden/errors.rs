//! The errors of a model over many series, and the forecasts of those who took part in M3.
#![allow(dead_code, reason = "each test takes what it needs")]

use std::collections::BTreeMap;

use rootcast_forecast::{history::History, model::Model};

use crate::golden::{Series, text};

/// Numbers between blanks.
pub(crate) fn numbers(text: &str) -> Vec<f64> {
    text.split_whitespace().map(|v| v.parse().unwrap()).collect()
}

/// The forecasts of the methods that took part in M3, by method and series.
pub(crate) fn m3_published() -> BTreeMap<(String, String), Vec<f64>> {
    let rows = text("m3_published_forecasts.csv.gz");
    let rows = rows.lines().skip(1).map(|row| {
        let f: Vec<&str> = row.split(',').collect();
        ((f[0].to_owned(), f[1].to_owned()), numbers(f[2]))
    });
    rows.collect()
}

/// Errors of a model over many series.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Errors {
    pub(crate) smape: f64,
    pub(crate) mase: f64,
    /// Share of what came within the 95 % interval.
    pub(crate) covered: f64,
    pub(crate) series: usize,
}

impl Errors {
    /// The mean errors of forecasts, on as many series.
    pub(crate) fn of<'a>(forecasts: impl IntoIterator<Item = (&'a Series, &'a [f64])>) -> Self {
        let mut sum = Self::default();
        for (series, forecast) in forecasts {
            sum.smape += series.smape(forecast);
            sum.mase += series.mase(forecast);
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
    pub(crate) fn run<'a>(model: &dyn Model, set: impl IntoIterator<Item = &'a Series>) -> Self {
        let mut sum = Self::default();
        for series in set {
            let history = History::new(&series.train, series.season()).unwrap();
            let ahead = model.forecast(&history, series.test.len(), 1);
            let ahead = ahead.unwrap_or_else(|e| panic!("{} on {}: {e}", model.name(), series.id));
            sum.smape += series.smape(ahead.mean());
            sum.mase += series.mase(ahead.mean());
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
