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
use golden::{Series, m3, m4_hourly};
use rootcast_forecast::{
    history::History,
    model::Model,
    naive::{Naive, SeasonalNaive},
    season::Adjusted,
    smooth::Smoothing,
};

#[test]
fn m4_hourly_rows_are_those_published() {
    let set = m4_hourly();
    assert_eq!(set.len(), 414);
    let rows: [(&dyn Model, f64, f64); 6] = [
        (&Naive, 43.003, 11.608),
        (&SeasonalNaive, 13.912, 1.193),
        (&Smoothing::Simple, 18.094, 2.385),
        (&Smoothing::Holt, 29.249, 9.356),
        (&Smoothing::Damped, 19.265, 2.956),
        (&Smoothing::Comb, 22.053, 4.582),
    ];
    for (model, smape, mase) in rows {
        let errors = Errors::run(model, &set);
        println!("{:8} {errors:?}", model.name());
        assert!(
            (errors.smape - smape).abs() < 5e-4,
            "{}: {}",
            model.name(),
            errors.smape
        );
        assert!(
            (errors.mase - mase).abs() < 5e-4,
            "{}: {}",
            model.name(),
            errors.mase
        );
    }
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
