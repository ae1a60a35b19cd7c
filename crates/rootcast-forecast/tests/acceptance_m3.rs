//! The benchmarks of the competitions M3 and M4, run again.
//!
//! On M4 hourly the procedure is published to the line, and ours gives the published rows to the last digit. The rows of M3
//! come from programs of 1998 whose starting values and searches were never published: there the tests say which rows follow
//! from each other, and that ours are no worse by more than what the search may explain.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "golden/errors.rs"]
mod errors;
mod golden;

use errors::{Errors, m3_published};
use golden::{Series, m3, m4_hourly, text};
use rootcast_forecast::{
    history::History,
    model::Model,
    naive::{Naive, SeasonalNaive},
    season::Adjusted,
    smooth::Smoothing,
};

/// A table of a file: the figure of a row and a column, `NaN` where there is none.
struct Table {
    heads: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn read(name: &str) -> Self {
        let text = text(name);
        let cells = |line: &str| -> Vec<String> { line.split(',').map(|c| c.trim().to_owned()).collect() };
        let mut lines = text.lines();
        Self {
            heads: cells(lines.next().unwrap()),
            rows: lines.map(cells).collect(),
        }
    }

    fn figure(&self, row: &str, column: &str) -> f64 {
        let at = self.heads.iter().position(|h| h == column).unwrap();
        let row = self.rows.iter().find(|r| r[0] == row).unwrap();
        row[at].parse().unwrap_or(f64::NAN)
    }
}

#[test]
fn m4_hourly_rows_are_those_published() {
    let set = m4_hourly();
    assert_eq!(set.len(), 414);
    let published = Table::read("m4_published_point_accuracy.csv");
    let rows: [(&dyn Model, &str); 6] = [
        (&Naive, "Naive"),
        (&SeasonalNaive, "sNaive"),
        (&Smoothing::Simple, "SES"),
        (&Smoothing::Holt, "Holt"),
        (&Smoothing::Damped, "Damped"),
        (&Smoothing::Comb, "Com"),
    ];
    for (model, row) in rows {
        let errors = Errors::run(model, &set);
        println!("{:8} {errors:?}", model.name());
        for (ours, column) in [(errors.smape, "sMAPE_Hourly"), (errors.mase, "MASE_Hourly")] {
            let theirs = published.figure(row, column);
            assert!((ours - theirs).abs() < 5e-4, "{row} {column}: {ours} {theirs}");
        }
    }
}

/// The mean scaled interval score of the competition, and the distance of the coverage from 95 %, for the one row whose
/// intervals have a published formula.
#[test]
fn m4_hourly_intervals_of_the_naive_forecast_are_those_published() {
    let set = m4_hourly();
    let (mut score, mut covered) = (0.0, 0.0);
    for s in &set {
        let history = History::new(&s.train, s.season()).unwrap();
        let ahead = Naive.forecast(&history, s.test.len(), 0).unwrap();
        let steps = s.test.len() as f64;
        let m = s.season();
        let changes = s.train[m..].iter().zip(&s.train).map(|(a, b)| (a - b).abs());
        let scale = changes.sum::<f64>() / (s.train.len() - m) as f64;
        for (h, y) in s.test.iter().enumerate() {
            let (low, high) = ahead.interval(h, 0.95);
            let missed = (low - y).max(0.0) + (y - high).max(0.0);
            score += (high - low + 40.0 * missed) / scale / steps;
            covered += f64::from(u8::from((low..=high).contains(y))) / steps;
        }
    }
    let n = set.len() as f64;
    let published = Table::read("m4_published_interval_accuracy.csv");
    let (ours, theirs) = (score / n, published.figure("Naive", "MSIS_Hourly"));
    println!("MSIS {ours:.3} (published {theirs}), coverage {:.4}", covered / n);
    assert!((ours - theirs).abs() < 5e-4, "{ours} {theirs}");
    let away = (covered / n - 0.95).abs();
    assert!(
        (away - published.figure("Naive", "ACD_Hourly")).abs() < 2e-3,
        "{away}"
    );
}

/// The errors of all 24 methods of M3 from their own forecasts, by our measures: the table to three digits.
#[test]
fn m3_errors_of_all_methods_are_those_recomputed() {
    let set = m3();
    let forecasts = m3_published();
    let table = Table::read("m3_published_accuracy_recomputed.csv");
    assert_eq!(table.rows.len(), 24);
    let mut compared = 0;
    for row in &table.rows {
        for period in ["YEARLY", "QUARTERLY", "MONTHLY", "OTHER", "ALL"] {
            let chosen = set.iter().filter(|s| period == "ALL" || s.period == period);
            let pairs: Vec<(&Series, &[f64])> = chosen
                .filter_map(|s| {
                    let own = forecasts.get(&(row[0].clone(), s.id.clone()))?;
                    (own.len() == s.test.len()).then_some((s, own.as_slice()))
                })
                .collect();
            let errors = Errors::of(pairs);
            for (ours, measure) in [(errors.smape, "sMAPE"), (errors.mase, "MASE")] {
                let theirs = table.figure(&row[0], &format!("{measure}_{period}"));
                if theirs.is_nan() {
                    continue;
                }
                assert!(
                    (ours - theirs).abs() < 6e-4,
                    "{} {measure} {period}: {ours} {theirs}",
                    row[0]
                );
                compared += 1;
            }
        }
    }
    assert!(compared >= 22 * 10, "{compared}");
}

/// Naive on the series without its season.
fn naive2(series: &Series) -> Vec<f64> {
    let adjusted = Adjusted::new(&series.train, series.season(), series.test.len());
    let last = adjusted.values[adjusted.values.len() - 1];
    adjusted.ahead.iter().map(|factor| factor * last).collect()
}

fn close(ours: &[f64], theirs: &[f64], share: f64) -> bool {
    // Published forecasts are rounded to two digits.
    let pairs = ours.iter().zip(theirs);
    ours.len() == theirs.len()
        && pairs
            .into_iter()
            .all(|(a, b)| (a - b).abs() <= share * b.abs() + 0.011)
}

#[test]
fn m3_published_rows_where_the_procedure_is_known() {
    let set = m3();
    assert_eq!(set.len(), 3003);
    let published = m3_published();
    let theirs = |method: &str, s: &Series| published[&(method.to_owned(), s.id.clone())].clone();

    // The competition's Comb is the mean of its three, as ours is.
    for s in &set {
        let three = ["SINGLE", "HOLT", "DAMPEN"].map(|m| theirs(m, s));
        let mean: Vec<f64> = (0..s.test.len())
            .map(|h| three.iter().map(|f| f[h]).sum::<f64>() / 3.0)
            .collect();
        assert!(close(&mean, &theirs("COMB S-H-D", s), 1e-4), "{}", s.id);
    }

    // Naive on the series without its season: equal where no season is seen by either.
    let plain = set.iter().filter(|s| s.season() == 1);
    let equal = plain
        .clone()
        .filter(|s| close(&naive2(s), &theirs("NAIVE2", s), 0.0))
        .count();
    assert_eq!(equal, plain.count());
    let ours: Vec<Vec<f64>> = set.iter().map(naive2).collect();
    let errors = Errors::of(set.iter().zip(ours.iter().map(Vec::as_slice)));
    println!("naive2   {errors:?} (published 14.742)");
    let same = set
        .iter()
        .zip(&ours)
        .filter(|(s, f)| close(f, &theirs("NAIVE2", s), 0.01))
        .count();
    println!("naive2   {same} of 3003 series within 1 % of the published");

    for (model, method, smape) in [
        (Smoothing::Simple, "SINGLE", 13.913),
        (Smoothing::Holt, "HOLT", 14.843),
        (Smoothing::Damped, "DAMPEN", 13.284),
        (Smoothing::Comb, "COMB S-H-D", 13.130),
    ] {
        let rows: Vec<Vec<f64>> = set.iter().map(|s| theirs(method, s)).collect();
        let again = Errors::of(set.iter().zip(rows.iter().map(Vec::as_slice)));
        assert!((again.smape - smape).abs() < 5e-4, "{method}: {}", again.smape);
        let ours: Vec<Vec<f64>> = set
            .iter()
            .map(|s| {
                let history = History::new(&s.train, s.season()).unwrap();
                model.forecast(&history, s.test.len(), 0).unwrap().mean().to_vec()
            })
            .collect();
        let near = ours.iter().zip(&rows).filter(|(a, b)| close(a, b, 0.02)).count();
        println!(
            "{:8} {near} of 3003 series within 2 % of the published",
            model.name()
        );
        let errors = Errors::of(set.iter().zip(ours.iter().map(Vec::as_slice)));
        println!("{:8} {errors:?} (published {smape})", model.name());
        assert!(
            errors.smape <= smape,
            "{}: {} > {smape}",
            model.name(),
            errors.smape
        );
    }
}
