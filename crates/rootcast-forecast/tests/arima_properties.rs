//! What ARIMA and the methods for intermittent demand keep to on any series.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use rand_distr::{Distribution, StandardNormal};
use rootcast_forecast::{
    arima::{Arima, Coefficients, Fitted, Order, auto::AutoArima},
    history::History,
    intermittent::{Intermittent, Method},
    model::Model,
    random::generator,
};

fn models() -> Vec<Box<dyn Model>> {
    vec![
        Box::new(AutoArima::default()),
        Box::new(Arima {
            order: Order::new(1, 1, 1).seasonal(0, 1, 1),
        }),
        Box::new(Arima {
            order: Order::new(2, 0, 2).with_constant(),
        }),
        Box::new(Intermittent::new(Method::Croston)),
        Box::new(Intermittent::new(Method::SyntetosBoylan)),
        Box::new(Intermittent::new(Method::TeunterSyntetosBabai)),
    ]
}

fn hostile() -> Vec<(&'static str, Vec<f64>)> {
    let n = f64::NAN;
    let season = |t: i32| f64::from(t % 12) * 10.0;
    vec![
        ("one", vec![5.0]),
        ("two", vec![5.0, 6.0]),
        ("constant", vec![7.0; 40]),
        ("zero", vec![0.0; 40]),
        ("line", (0..40).map(f64::from).collect()),
        ("parabola", (0..40).map(|t| f64::from(t * t)).collect()),
        ("pure season", (0..60).map(season).collect()),
        (
            "season on a line",
            (0..60).map(|t| season(t) + f64::from(t)).collect(),
        ),
        (
            "gaps",
            (0..60)
                .map(|t| {
                    if t % 7 == 3 {
                        n
                    } else {
                        season(t) + f64::from(t * t % 13)
                    }
                })
                .collect(),
        ),
        (
            "mostly gaps",
            (0..60)
                .map(|t| if t % 9 == 0 { f64::from(t) } else { n })
                .collect(),
        ),
        (
            "ends in gaps",
            (0..40)
                .map(|t| {
                    if (5..35).contains(&t) {
                        f64::from(t * t % 11)
                    } else {
                        n
                    }
                })
                .collect(),
        ),
        ("billions", (0..60).map(|t| 1e9 + f64::from(t * t % 17)).collect()),
        ("huge", (0..60).map(|t| 1e150 * f64::from(t * t % 17)).collect()),
        ("tiny", (0..60).map(|t| 1e-150 * f64::from(t * t % 17)).collect()),
        ("negative", (0..60).map(|t| -f64::from(t * t % 17)).collect()),
        (
            "one spike",
            (0..60).map(|t| if t == 30 { 1e9 } else { 0.0 }).collect(),
        ),
        (
            "alternating",
            (0..60).map(|t| if t % 2 == 0 { 1.0 } else { -1.0 }).collect(),
        ),
        ("exploding", (0..60).map(|t| 1.5_f64.powi(t)).collect()),
        (
            "step",
            (0..60).map(|t| if t < 30 { 3.0 } else { 300.0 }).collect(),
        ),
    ]
}

#[test]
fn hostile_series_get_a_result_or_a_typed_error() {
    for (name, values) in hostile() {
        for season in [1, 4, 12, 1000] {
            let history = History::new(&values, season).unwrap();
            for model in models() {
                match model.forecast(&history, 24, 1) {
                    Ok(p) => {
                        for step in 0..24 {
                            let (low, high) = p.interval(step, 0.95);
                            assert!(
                                low.is_finite()
                                    && high.is_finite()
                                    && low <= high
                                    && p.mean()[step].is_finite(),
                                "{} on {name} at {season}: {low} {high}",
                                model.name()
                            );
                        }
                    }
                    Err(e) => assert!(!e.to_string().is_empty()),
                }
            }
        }
    }
}

/// The automatic choice has an answer for all of them.
#[test]
fn the_automatic_choice_never_fails() {
    for (name, values) in hostile() {
        let history = History::new(&values, 12).unwrap();
        let answer = AutoArima::default().forecast(&history, 12, 1);
        assert!(answer.is_ok(), "{name}: {answer:?}");
    }
}

#[test]
fn a_line_goes_on_and_a_season_comes_back() {
    let line: Vec<f64> = (0..40).map(|t| 3.0 + 2.0 * f64::from(t)).collect();
    let history = History::new(&line, 12).unwrap();
    let p = AutoArima::default().forecast(&history, 3, 1).unwrap();
    assert!((p.mean()[2] - 87.0).abs() < 1e-6, "{:?}", p.mean());
    let season: Vec<f64> = (0..60).map(|t| f64::from(t % 12)).collect();
    let history = History::new(&season, 12).unwrap();
    let p = AutoArima::default().forecast(&history, 14, 1).unwrap();
    for (t, m) in (60..).zip(p.mean()) {
        assert!((m - f64::from(t % 12)).abs() < 1e-6, "{:?}", p.mean());
    }
}

fn simulate(coefficients: &Coefficients, d: usize, n: usize, seed: u64) -> Vec<f64> {
    let mut random = generator(seed, &[n as u64]);
    let (mut w, mut e): (Vec<f64>, Vec<f64>) = (Vec::new(), Vec::new());
    for t in 0..n + 100 {
        let shock: f64 = StandardNormal.sample(&mut random);
        let ar: f64 = (1..=coefficients.ar.len().min(t))
            .map(|j| coefficients.ar[j - 1] * w[t - j])
            .sum();
        let ma: f64 = (1..=coefficients.ma.len().min(t))
            .map(|j| coefficients.ma[j - 1] * e[t - j])
            .sum();
        w.push(ar + ma + shock);
        e.push(shock);
    }
    let mut out = w.split_off(100);
    for _ in 0..d {
        for t in 1..n {
            out[t] += out[t - 1];
        }
    }
    out
}

/// The limits of a process whose parameters are estimated hold what they say, less a little: 400 series of 200 from an
/// ARIMA(1,1,1), 12 steps each.
#[test]
fn limits_cover_what_they_say() {
    let truth = Coefficients {
        ar: vec![0.6],
        ma: vec![-0.3],
        ..Coefficients::default()
    };
    let order = Order::new(1, 1, 1);
    let (mut inside, mut all) = (0, 0);
    for seed in 0..400 {
        let y = simulate(&truth, 1, 212, seed);
        let history = History::new(&y[..200], 1).unwrap();
        let p = Arima { order }.forecast(&history, 12, 1).unwrap();
        for (step, value) in y[200..].iter().enumerate() {
            let (low, high) = p.interval(step, 0.8);
            inside += usize::from((low..=high).contains(value));
            all += 1;
        }
    }
    let coverage = f64::from(u32::try_from(inside).unwrap()) / f64::from(all);
    assert!((0.77..0.83).contains(&coverage), "{coverage}");
}

/// A tenth of the figures missing: the parameters are those of the process still.
#[test]
fn parameters_come_back_from_a_series_with_gaps() {
    let truth = Coefficients {
        ar: vec![0.7],
        ma: vec![0.4],
        ..Coefficients::default()
    };
    let mut y = simulate(&truth, 0, 1000, 7);
    for v in &mut y {
        *v += 50.0;
    }
    for t in (3..1000).step_by(10) {
        y[t] = f64::NAN;
    }
    let fit = Fitted::fit(Order::new(1, 0, 1).with_constant(), &History::new(&y, 1).unwrap()).unwrap();
    assert!(
        (fit.coefficients.ar[0] - 0.7).abs() < 0.08,
        "{:?}",
        fit.coefficients
    );
    assert!(
        (fit.coefficients.ma[0] - 0.4).abs() < 0.1,
        "{:?}",
        fit.coefficients
    );
    assert!(
        (fit.coefficients.constant - 50.0).abs() < 0.6,
        "{:?}",
        fit.coefficients
    );
    assert!((fit.sigma2 - 1.0).abs() < 0.15, "{}", fit.sigma2);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Limits of processes that wander never narrow.
    #[test]
    fn widths_do_not_shrink(seed in 0_u64..1000, n in 20_usize..90) {
        let truth = Coefficients { ar: vec![0.5], ma: vec![-0.8], ..Coefficients::default() };
        let y = simulate(&truth, 1, n, seed);
        let history = History::new(&y, 1).unwrap();
        for order in [Order::new(0, 1, 0), Order::new(0, 1, 1), Order::new(0, 1, 1).with_constant()] {
            let p = Arima { order }.forecast(&history, 20, 1).unwrap();
            let widths: Vec<f64> = (0..20).map(|h| p.interval(h, 0.9)).map(|(a, b)| b - a).collect();
            prop_assert!(widths.windows(2).all(|w| w[1] >= w[0] * (1.0 - 1e-9)), "{:?}", widths);
        }
    }

    /// The unit and level in which a series is told do not matter.
    #[test]
    fn scale_and_level_pass_through(seed in 0_u64..1000, scale in 0.001_f64..1e6, level in -1e6_f64..1e6) {
        let truth = Coefficients { ar: vec![0.5], ma: vec![0.3], ..Coefficients::default() };
        let y = simulate(&truth, 1, 60, seed);
        let told: Vec<f64> = y.iter().map(|v| level + scale * v).collect();
        let order = Order::new(1, 1, 1);
        let plain = Fitted::fit(order, &History::new(&y, 1).unwrap()).unwrap().forecast(6);
        let other = Fitted::fit(order, &History::new(&told, 1).unwrap()).unwrap().forecast(6);
        for h in 0..6 {
            prop_assert!((level + scale * plain.0[h] - other.0[h]).abs() < 1e-3 * scale * plain.1[h]);
            prop_assert!((scale * plain.1[h] / other.1[h] - 1.0).abs() < 1e-3);
        }
    }
}
