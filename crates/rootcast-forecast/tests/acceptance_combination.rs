//! The combination on the competitions' series. The example `competitions` has the whole tables.
#![allow(clippy::unwrap_used)]

mod golden;

use golden::Series;
use rootcast_forecast::{
    combine::{Combination, Combined, standard},
    history::History,
    predictive::Predictive,
};

fn combine(kind: &[Series]) -> Vec<Combined> {
    let histories: Vec<History> = kind
        .iter()
        .map(|s| History::new(&s.train, s.season()).unwrap())
        .collect();
    Combination::new(standard())
        .combine_all(&histories, kind[0].test.len(), 1)
        .into_iter()
        .map(Result::unwrap)
        .collect()
}

fn medians(p: &Predictive) -> Vec<f64> {
    (0..p.horizon()).map(|h| p.median(h)).collect()
}

/// sMAPE and MASE, summed over series.
fn errors(kind: &[Series], forecasts: &[Vec<f64>]) -> (f64, f64) {
    kind.iter()
        .zip(forecasts)
        .fold((0.0, 0.0), |(a, b), (s, f)| (a + s.smape(f), b + s.mase(f)))
}

/// All 3,003 series of M3: below Theta, which won with a sMAPE of 12.76, and on monthly series below .831, the MASE of
/// the best model published.
#[test]
fn m3_is_won() {
    let series = golden::m3();
    let (mut smape, mut inside, mut targets) = (0.0, 0_u32, 0_u32);
    for kind in series.chunk_by(|a, b| a.period == b.period) {
        let combined = combine(kind);
        assert!(combined.iter().all(|c| c.failed.is_empty()));
        let points: Vec<Vec<f64>> = combined.iter().map(|c| medians(&c.predictive)).collect();
        let sums = errors(kind, &points);
        let n = kind.len() as f64;
        println!(
            "{}: sMAPE {:.3}, MASE {:.4}",
            kind[0].period,
            sums.0 / n,
            sums.1 / n
        );
        smape += sums.0;
        if kind[0].period == "MONTHLY" {
            assert!(sums.1 / n <= 0.825, "{}", sums.1 / n);
            for (s, c) in kind.iter().zip(&combined) {
                for (h, y) in s.test.iter().enumerate() {
                    let (low, high) = c.predictive.interval(h, 0.95);
                    inside += u32::from((low..=high).contains(y));
                    targets += 1;
                }
            }
        }
    }
    let smape = smape / series.len() as f64;
    let coverage = f64::from(inside) / f64::from(targets);
    println!("all: sMAPE {smape:.3}; coverage of the 95 % limits on monthly series {coverage:.3}");
    assert!(smape <= 12.3, "{smape}");
    assert!((0.93..0.975).contains(&coverage), "{coverage}");
}

/// Every seventh of the 414 hourly series of M4: below the best of the classical entries on the same series and on all of
/// them, the seasonal naive forecast with a MASE of 1.193.
#[test]
fn m4_hourly_is_better_than_the_classics() {
    let series: Vec<Series> = golden::m4_hourly().into_iter().step_by(7).collect();
    let combined = combine(&series);
    let points: Vec<Vec<f64>> = combined.iter().map(|c| medians(&c.predictive)).collect();
    let naive: Vec<Vec<f64>> = series
        .iter()
        .map(|s| {
            (0..s.test.len())
                .map(|h| s.train[s.train.len() - 24 + h % 24])
                .collect()
        })
        .collect();
    let n = series.len() as f64;
    let (ours, theirs) = (errors(&series, &points), errors(&series, &naive));
    println!(
        "MASE {:.3}, seasonal naive {:.3}; sMAPE {:.3}",
        ours.1 / n,
        theirs.1 / n,
        ours.0 / n
    );
    assert!(ours.1 < 0.9 * theirs.1);
    assert!(ours.1 / n < 1.193);
}
