//! What a combination keeps to.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use rootcast_forecast::{
    arima::{Arima, Order},
    combine::{Combination, Panel, standard},
    error::{ForecastError, Result},
    history::History,
    model::Model,
    naive::{Drift, Naive, SeasonalNaive},
    predictive::Predictive,
};

/// A model that never has a forecast.
struct Broken;

impl Model for Broken {
    fn name(&self) -> &'static str {
        "broken"
    }

    fn forecast(&self, _: &History<'_>, _: usize, _: u64) -> Result<Predictive> {
        Err(ForecastError::NotDefined {
            model: "broken",
            why: "it is broken".into(),
        })
    }
}

/// A model whose forecasts are not numbers.
struct Wild;

impl Model for Wild {
    fn name(&self) -> &'static str {
        "wild"
    }

    fn forecast(&self, _: &History<'_>, horizon: usize, _: u64) -> Result<Predictive> {
        Ok(Predictive::normal(vec![f64::NAN; horizon], vec![1.0; horizon]))
    }
}

fn series(seed: i32, n: i32) -> Vec<f64> {
    (0..n)
        .map(|t| f64::from((t * t * (seed + 3) + seed) % 23) + f64::from(t % 12))
        .collect()
}

#[test]
fn what_fails_is_told_and_the_others_share() {
    let models: [&dyn Model; 4] = [&Broken, &Naive, &Wild, &Drift];
    let y = series(1, 40);
    let history = History::new(&y, 12).unwrap();
    let combined = Combination::new(&models).combine(&history, 6, 1).unwrap();
    assert_eq!(
        combined.failed.iter().map(|f| f.0).collect::<Vec<_>>(),
        ["broken", "wild"]
    );
    assert_eq!(combined.weights.names(), ["naive", "drift"]);
    let none: [&dyn Model; 1] = [&Broken];
    assert!(Combination::new(&none).combine(&history, 6, 1).is_err());
    assert!(Combination::new(&[]).combine(&history, 6, 1).is_err());
}

#[test]
fn the_answer_does_not_depend_on_threads() {
    let all: Vec<Vec<f64>> = (0..12).map(|seed| series(seed, 60)).collect();
    let histories: Vec<History> = all.iter().map(|y| History::new(y, 12).unwrap()).collect();
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        let combined = pool.install(|| Combination::new(standard()).combine_all(&histories, 12, 7));
        combined
            .into_iter()
            .map(|c| c.unwrap().predictive)
            .collect::<Vec<_>>()
    };
    assert_eq!(on(1), on(3));
}

/// Weights of one series follow its own marks the more the longer it is, and its panel's otherwise.
#[test]
fn a_panel_decides_where_a_series_cannot() {
    let lines: Vec<Vec<f64>> = (1..60)
        .map(|k| (0..30).map(|t| f64::from(k * t)).collect())
        .collect();
    let models: [&dyn Model; 2] = [&Naive, &Drift];
    let combination = Combination::new(&models);
    let marks: Vec<_> = lines
        .iter()
        .map(|y| combination.marks(&History::new(y, 1).unwrap(), 3, 1))
        .collect();
    let short = [5.0, 3.0, 4.0];
    let history = History::new(&short, 1).unwrap();
    let alone = combination.combine(&history, 3, 1).unwrap();
    assert!(
        (alone.weights.at(0)[0] - 0.5).abs() < 1e-12,
        "{:?}",
        alone.weights
    );
    let told = combination
        .with(Panel::of(&marks))
        .combine(&history, 3, 1)
        .unwrap();
    assert!(told.weights.at(0)[1] > 0.9, "{:?}", told.weights);
}

/// Series that are not marked have the panel's weights, and those that are their own.
#[test]
fn a_few_series_can_be_marked_for_all() {
    let all: Vec<Vec<f64>> = (0..12).map(|seed| series(seed, 60)).collect();
    let histories: Vec<History> = all.iter().map(|y| History::new(y, 12).unwrap()).collect();
    let models: [&dyn Model; 3] = [&Naive, &SeasonalNaive, &Drift];
    let weights = |most: usize| {
        let combined = Combination::new(&models)
            .marking(most)
            .combine_all(&histories, 6, 1);
        combined
            .into_iter()
            .map(|c| c.unwrap().weights)
            .collect::<Vec<_>>()
    };
    let few = weights(3);
    assert_eq!(few[1], few[2]);
    assert_ne!(few[0], few[1]);
    assert_ne!(few[4], few[5]);
    let every = weights(12);
    assert_ne!(every[1], every[2]);
    assert_eq!(every, weights(usize::MAX));
}

/// What was never below zero is not forecast there.
#[test]
fn figures_that_were_never_negative_stay_so() {
    let falling: Vec<f64> = (0..40)
        .map(|t| f64::from(40 - t) + f64::from(t * 7 % 5))
        .collect();
    let ahead = |y: &[f64]| {
        let history = History::new(y, 1).unwrap();
        let combined = Combination::new(standard()).combine(&history, 24, 1).unwrap();
        (0..24)
            .map(|h| combined.predictive.interval(h, 0.95).0)
            .fold(f64::INFINITY, f64::min)
    };
    assert!(ahead(&falling).abs() < 1e-12);
    let lower: Vec<f64> = falling.iter().map(|v| v - 10.0).collect();
    assert!(ahead(&lower) < -10.0);
}

#[test]
fn hostile_series_get_a_result_or_a_typed_error() {
    let n = f64::NAN;
    let all = [
        vec![5.0],
        vec![5.0, 5.0],
        vec![0.0; 50],
        vec![3.0; 50],
        vec![1e9; 50],
        (0..50)
            .map(|t| if t % 5 == 0 { n } else { f64::from(t) })
            .collect(),
        (0..50).map(|t| if t < 45 { f64::from(t) } else { n }).collect(),
        (0..50).map(|t| -f64::from(t * t)).collect(),
        (0..50).map(|t| 1.7_f64.powi(t)).collect(),
        (0..50).map(|t| if t == 48 { 1e12 } else { 1.0 }).collect(),
    ];
    for values in &all {
        let history = History::new(values, 12).unwrap();
        let combined = Combination::new(standard()).combine(&history, 12, 1).unwrap();
        for step in 0..12 {
            let (low, high) = combined.predictive.interval(step, 0.95);
            assert!(low.is_finite() && high.is_finite() && low <= high, "{values:?}");
            assert!((combined.weights.at(step).iter().sum::<f64>() - 1.0).abs() < 1e-9);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    /// The mixture lies among its models, its shares sum to one, and a model named twice changes nothing.
    #[test]
    fn the_mixture_lies_among_its_models(seed in 0_i32..500, n in 30_i32..80) {
        let y = series(seed, n);
        let history = History::new(&y, 12).unwrap();
        let walk = Arima { order: Order::new(0, 1, 1) };
        let models: [&dyn Model; 3] = [&Naive, &SeasonalNaive, &walk];
        let combined = Combination::new(&models).combine(&history, 8, 1).unwrap();
        let own: Vec<Predictive> = models.iter().map(|m| m.forecast(&history, 8, 1).unwrap()).collect();
        for step in 0..8 {
            prop_assert!((combined.weights.at(step).iter().sum::<f64>() - 1.0).abs() < 1e-9);
            for level in [0.01, 0.1, 0.5, 0.9, 0.99] {
                let q = combined.predictive.quantile(step, level);
                // The series has nothing below zero, nor has the mixture.
                let all: Vec<f64> = own.iter().map(|p| p.quantile(step, level).max(0.0)).collect();
                let low = all.iter().copied().fold(f64::INFINITY, f64::min);
                let high = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                prop_assert!(q >= low - 1e-6 && q <= high + 1e-6, "{} {:?}", q, all);
            }
        }
        let twice: [&dyn Model; 2] = [&Naive, &Naive];
        let same = Combination::new(&twice).combine(&history, 8, 1).unwrap();
        for step in 0..8 {
            prop_assert!((same.predictive.quantile(step, 0.9) - own[0].quantile(step, 0.9).max(0.0)).abs() < 1e-6);
        }
    }
}
