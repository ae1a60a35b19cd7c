//! What must hold of every model that can be asked for by name, whatever the series.
#![allow(clippy::unwrap_used)]

use rand_distr::{Distribution, Poisson, StandardNormal, StudentT};
use rootcast_forecast::{
    arima::{Arima, Order},
    backtest::{self, Task},
    choice::{CHOICES, named},
    count::{Count, Event, Settings},
    error::ForecastError,
    guard::Guarded,
    history::History,
    model::Model,
    naive::Naive,
    predictive::Predictive,
    random::{Random, generator},
};

fn normal(random: &mut Random) -> f64 {
    StandardNormal.sample(random)
}

fn width(p: &Predictive, step: usize) -> f64 {
    let (low, high) = p.interval(step, 0.95);
    high - low
}

/// Months with a level, a season and some noise, all above zero.
fn months(n: usize, seed: u64) -> Vec<f64> {
    let mut random = generator(seed, &[]);
    (0..n)
        .map(|t| {
            let season = 1.0 + 0.2 * (t as f64 * std::f64::consts::TAU / 12.0).sin();
            (900.0 * season * (0.1 * normal(&mut random)).exp()).round()
        })
        .collect()
}

fn odd() -> Vec<(&'static str, Vec<f64>)> {
    let n = f64::NAN;
    let mut gaps = months(60, 1);
    for t in [0, 1, 2, 17, 30, 31, 32, 33, 58, 59] {
        gaps[t] = n;
    }
    let mut lone = vec![0.0; 60];
    lone[59] = 1e9;
    let mut ends = months(60, 2);
    ends[48..].fill(0.0);
    vec![
        ("one figure", vec![5.0]),
        ("one figure of nothing", vec![0.0]),
        ("two figures", vec![5.0, 9.0]),
        ("three figures", vec![5.0, 9.0, 1.0]),
        ("a gap and a figure", vec![n, 7.0]),
        ("one figure among gaps", {
            let mut y = vec![n; 40];
            y[11] = 3.0;
            y
        }),
        ("constant", vec![42.0; 60]),
        ("all zero", vec![0.0; 60]),
        ("gaps", gaps),
        ("billions", (0..60).map(|t| 1e9 + f64::from(t * t % 17)).collect()),
        ("constant billions", vec![1e9; 60]),
        ("a billion at the end", lone),
        ("a flow that was shut", ends),
        (
            "every seventh",
            (0..60).map(|t| if t % 7 == 0 { 30.0 } else { 0.0 }).collect(),
        ),
        (
            "below zero",
            (0..60).map(|t| -f64::from(t * t % 17) - 1.0).collect(),
        ),
        ("halves", (0..60).map(|t| f64::from(t % 5) + 0.5).collect()),
        ("growth beyond bounds", (0..60).map(|t| 1.8_f64.powi(t)).collect()),
        ("a collapse", (0..60).map(|t| 1e6 * 0.5_f64.powi(t)).collect()),
    ]
}

#[test]
fn empty_and_infinite_series_are_no_history() {
    assert_eq!(History::new(&[], 12).unwrap_err(), ForecastError::Empty);
    assert_eq!(
        History::new(&[f64::NAN; 9], 12).unwrap_err(),
        ForecastError::Empty
    );
    for v in [f64::INFINITY, f64::NEG_INFINITY] {
        let error = History::new(&[1.0, 2.0, v], 12).unwrap_err();
        assert!(matches!(error, ForecastError::NotFinite { at: 2, .. }), "{error}");
    }
}

/// A result of the length asked for, with limits that are numbers and in order, or an error that says something.
#[test]
fn odd_series_give_a_result_or_a_typed_error() {
    let mut answered = 0;
    for choice in CHOICES {
        let model = choice.model();
        for (name, y) in odd() {
            for season in [0, 1, 12, 700] {
                let history = History::new(&y, season).unwrap();
                for horizon in [1, 24] {
                    let Ok(p) = model
                        .forecast(&history, horizon, 1)
                        .inspect_err(|e| assert!(e.to_string().len() > 20, "{e}"))
                    else {
                        continue;
                    };
                    answered += 1;
                    assert_eq!(p.horizon(), horizon);
                    for step in 0..horizon {
                        let (low, high) = p.interval(step, 0.95);
                        assert!(
                            low.is_finite() && low <= high && high.is_finite() && p.mean()[step].is_finite(),
                            "{} on {name}, season {season}, step {step}: {low} {high}",
                            choice.name
                        );
                    }
                }
            }
        }
    }
    // Of 15 models on 18 series, four seasons and two horizons: errors are the exception.
    assert!(answered > 1_900, "{answered}");
}

/// No horizon is nothing asked, not a panic.
#[test]
fn a_horizon_of_nothing_is_an_answer_or_an_error() {
    let y = months(40, 3);
    let history = History::new(&y, 12).unwrap();
    for choice in CHOICES {
        match choice.model().forecast(&history, 0, 1) {
            Ok(p) => assert_eq!(p.horizon(), 0),
            Err(e) => assert!(!e.to_string().is_empty()),
        }
    }
}

#[test]
fn guarded_models_answer_on_every_flow() {
    for choice in CHOICES {
        let model = choice.model();
        let guarded = Guarded {
            model: model.as_ref(),
            fallback: &Naive,
            flow: true,
            positive: true,
            populations: vec![],
        };
        for (name, y) in odd() {
            let history = History::new(&y, 12).unwrap();
            let p = guarded
                .forecast(&history, 12, 1)
                .unwrap_or_else(|e| panic!("{} on {name}: {e}", choice.name));
            for step in 0..12 {
                let (low, high) = p.interval(step, 0.99);
                assert!(
                    low >= 0.0 && high.is_finite(),
                    "{} on {name}: {low} {high}",
                    choice.name
                );
            }
        }
    }
}

/// A backtest over all the odd series at once comes to its end: what fails is told.
#[test]
fn odd_series_can_be_tested_backwards() {
    let truth: Vec<Vec<f64>> = odd()
        .into_iter()
        .map(|(_, mut y)| {
            y.resize(60, f64::NAN);
            y
        })
        .collect();
    let names: Vec<String> = odd().iter().map(|(name, _)| (*name).to_owned()).collect();
    let task = Task::unrevised(names, 12, truth, 50, 6);
    for name in ["count", "combination", "tsb", "naive"] {
        let model = named(name).unwrap().model();
        let result = backtest::run(&task, model.as_ref(), &Naive, 1).unwrap();
        assert!(result.marks.len() > 400, "{name}: {}", result.marks.len());
        assert!(result.marks.iter().all(|m| !m.median.is_nan() && !m.wis.is_nan()));
    }
}

#[test]
fn the_same_bytes_on_any_number_of_threads() {
    let all: Vec<Vec<f64>> = (0..5).map(|seed| months(48, seed)).collect();
    let histories: Vec<History> = all.iter().map(|y| History::new(y, 12).unwrap()).collect();
    let task = Task::unrevised((0..5).map(|k| k.to_string()).collect(), 12, all.clone(), 45, 3);
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| {
            CHOICES
                .iter()
                .map(|choice| {
                    let model = choice.model();
                    let said: Vec<Predictive> = model
                        .panel(&histories, 6, 9)
                        .into_iter()
                        .map(Result::unwrap)
                        .collect();
                    (said, backtest::run(&task, model.as_ref(), &Naive, 9).unwrap())
                })
                .collect::<Vec<_>>()
        })
    };
    let alone = on(1);
    for threads in [2, 5] {
        for ((choice, a), b) in CHOICES.iter().zip(&alone).zip(on(threads)) {
            assert!(*a == b, "{} on {threads} threads", choice.name);
        }
    }
}

/// The further ahead, the less is known of a level that walks.
#[test]
fn random_walks_are_less_and_less_known() {
    let mut random = generator(4, &[]);
    let walk: Vec<f64> = (0..80)
        .scan(9_000.0, |level: &mut f64, _| {
            *level *= (0.08 * normal(&mut random)).exp();
            Some(level.round())
        })
        .collect();
    let history = History::new(&walk, 1).unwrap();
    let count = Count {
        settings: Settings {
            return_rate: 1.0,
            draws: 4_000,
            ..Settings::default()
        },
    };
    let events = [Event::new(85, 0.0, 0.3).announced(0)];
    let informed = count.with_events(&events);
    // Limits of samples of counts are known to a hundredth.
    let models: [(&dyn Model, f64); 7] = [
        (&Naive, 0.0),
        (&rootcast_forecast::naive::Drift, 0.0),
        (
            &Arima {
                order: Order::new(0, 1, 0),
            },
            0.0,
        ),
        (
            &Arima {
                order: Order::new(0, 1, 1),
            },
            0.0,
        ),
        (
            &Arima {
                order: Order::new(1, 1, 0),
            },
            0.0,
        ),
        (&count, 0.01),
        (&informed, 0.01),
    ];
    for (model, slack) in models {
        let p = model.forecast(&history, 24, 1).unwrap();
        for h in 1..24 {
            assert!(
                width(&p, h) >= (1.0 - slack) * width(&p, h - 1),
                "{} {h}: {} {}",
                model.name(),
                width(&p, h - 1),
                width(&p, h)
            );
        }
    }
}

/// The share of what came in the 95 % limits, at one step ahead and at all.
fn covered(model: &dyn Model, series: u64, n: usize, make: impl Fn(u64) -> Vec<f64>) -> (f64, f64) {
    let (mut first, mut all, mut steps) = (0.0, 0.0, 0.0);
    for i in 0..series {
        let y = make(i);
        let history = History::new(&y[..n], 1).unwrap();
        let p = model.forecast(&history, y.len() - n, i).unwrap();
        for (h, came) in y[n..].iter().enumerate() {
            let (low, high) = p.interval(h, 0.95);
            let inside = f64::from(u8::from(low <= *came && *came <= high));
            first += if h == 0 { inside } else { 0.0 };
            all += inside;
            steps += 1.0;
        }
    }
    (first / series as f64, all / steps)
}

/// Counts made as the count model says: moves of a log scale with fast falls and heavy tails, and Poisson noise.
///
/// The model cannot know how fast this flow moves, and its limits hold more than was said rather than less.
#[test]
fn count_intervals_hold_on_counts_of_their_own_kind() {
    let settings = Settings::default();
    let tail = StudentT::new(settings.tail).unwrap();
    let make = |i: u64, sd: f64, level: f64| {
        let mut random = generator(31, &[i]);
        let mut x = level.ln();
        (0..66)
            .map(|_| {
                let t: f64 = tail.sample(&mut random);
                x += sd * t * if t < 0.0 { settings.fall } else { settings.rise } + 0.3 * sd;
                Poisson::new(x.exp().clamp(1e-3, 1e8))
                    .unwrap()
                    .sample(&mut random)
            })
            .collect::<Vec<f64>>()
    };
    for (sd, level) in [(0.05, 20_000.0), (0.1, 2_000.0), (0.1, 60.0), (0.02, 5.0)] {
        let (first, all) = covered(&Count::default(), 300, 60, |i| make(i, sd, level));
        assert!(
            (0.94..=0.995).contains(&first) && (0.93..=0.995).contains(&all),
            "{sd} {level}: {first} {all}"
        );
    }
}

/// Demands that come now and then, each as likely as the last.
#[test]
fn intermittent_intervals_hold_on_demands_now_and_then() {
    for name in ["croston", "sba", "tsb"] {
        let model = named(name).unwrap().model();
        for (chance, size) in [(0.2, 8.0), (0.5, 3.0), (0.8, 40.0)] {
            let (_, all) = covered(model.as_ref(), 300, 80, |i| {
                let mut random = generator(77, &[i]);
                (0..86)
                    .map(|_| {
                        let u = 0.5 * statrs::function::erf::erfc(normal(&mut random) / 2.0_f64.sqrt());
                        if u < chance {
                            1.0 + Poisson::new(size).unwrap().sample(&mut random)
                        } else {
                            0.0
                        }
                    })
                    .collect()
            });
            // Counts are lumpy: an interval of whole counts holds 95 % or more.
            assert!((0.92..=1.0).contains(&all), "{name} {chance} {size}: {all}");
        }
    }
}

/// The mixture on walks and on levels with noise. A mixture of distributions that each hold what they say is wider than it
/// need be (Gneiting & Ranjan 2013): on a level with noise one of its models, the last figure, is far too wide.
#[test]
fn the_combination_holds_on_walks_and_on_levels() {
    let model = named("combination").unwrap().model();
    for share in [0.2, 1.0] {
        let (_, all) = covered(model.as_ref(), 80, 60, |i| {
            let mut random = generator(91, &[i]);
            let mut level = 500.0;
            (0..66)
                .map(|_| {
                    let e = normal(&mut random);
                    let y = level + 5.0 * e;
                    level += share * 5.0 * e;
                    y
                })
                .collect()
        });
        assert!((0.93..=0.999).contains(&all), "{share}: {all}");
    }
}
