//! What must hold of naive forecasts, smoothing, ETS and Theta whatever the series.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use rand_distr::{Distribution, StandardNormal};
use rootcast_forecast::{
    ets::{Choice, Ets, Fit, Form, Forms, Parameters, Season, State, Trend},
    history::History,
    model::Model,
    naive::{Drift, Naive, SeasonalNaive},
    predictive::Predictive,
    random::generator,
    smooth::Smoothing,
    theta::{DynamicTheta, Theta},
};

fn models() -> Vec<Box<dyn Model>> {
    let mut out: Vec<Box<dyn Model>> = vec![
        Box::new(Naive),
        Box::new(SeasonalNaive),
        Box::new(Drift),
        Box::new(Smoothing::Simple),
        Box::new(Smoothing::Holt),
        Box::new(Smoothing::Damped),
        Box::new(Smoothing::Comb),
        Box::new(Theta),
        Box::new(DynamicTheta),
        Box::new(Ets::default()),
        Box::new(Ets {
            forms: Forms::All,
            choice: Choice::Weighted,
        }),
    ];
    for form in Form::all() {
        out.push(Box::new(Ets {
            forms: Forms::Only(form),
            choice: Choice::Best,
        }));
    }
    out
}

fn parameters(form: Form) -> Parameters {
    Parameters {
        alpha: 0.4,
        beta: if form.has_slope() { 0.05 } else { 0.0 },
        gamma: if form.has_season() { 0.3 } else { 0.0 },
        phi: if form.is_damped() { 0.9 } else { 1.0 },
    }
}

fn start(form: Form) -> State {
    State {
        level: 100.0,
        slope: match form.trend {
            Trend::None => 0.0,
            Trend::Additive | Trend::AdditiveDamped => 1.0,
            Trend::Multiplicative | Trend::MultiplicativeDamped => 1.01,
        },
        seasons: match form.season {
            Season::None => vec![],
            Season::Additive => vec![-10.0, 5.0, 20.0, -15.0],
            Season::Multiplicative => vec![0.9, 1.05, 1.2, 0.85],
        },
    }
}

/// A form that stands at its start, with errors of 5 % of the level.
fn standing(form: Form) -> Fit {
    let share = form.to_string().starts_with("ETS(M");
    let mut fit = Fit::new(form, parameters(form), start(form), &[]).unwrap();
    fit.sigma2 = if share { 0.05_f64.powi(2) } else { 25.0 };
    fit
}

fn width(p: &Predictive, step: usize) -> f64 {
    let (low, high) = p.interval(step, 0.95);
    high - low
}

#[test]
fn closed_forms_are_those_of_simulated_paths() {
    let (horizon, draws) = (14, 40_000);
    let mut tried = 0;
    for form in Form::all() {
        let fit = standing(form);
        let Some((mean, variance)) = fit.moments(horizon) else {
            continue;
        };
        tried += 1;
        let paths = fit.simulate(horizon, draws, 5);
        for h in 0..horizon {
            let at = || paths.iter().skip(h).step_by(horizon);
            let m = at().sum::<f64>() / draws as f64;
            let v = at().map(|y| (y - m).powi(2)).sum::<f64>() / draws as f64;
            let sd = variance[h].sqrt();
            // Four standard errors of a mean and of a variance.
            assert!(
                (m - mean[h]).abs() < 4.0 * sd / (draws as f64).sqrt(),
                "{form} {h} {m} {}",
                mean[h]
            );
            assert!(
                (v / variance[h] - 1.0).abs() < 0.035,
                "{form} {h}: {v} {}",
                variance[h]
            );
        }
    }
    assert_eq!(tried, 15);
}

/// One much-used program multiplies `α` and `β` where they are to be added: its intervals hardly widen. A slope that hardly
/// fades must widen as one that does not.
#[test]
fn a_slope_that_hardly_fades_is_one_that_does_not() {
    for (plain, damped) in [("MAA", "MAdA"), ("AAA", "AAdA"), ("MAN", "MAdN"), ("MAM", "MAdM")] {
        let (plain, damped): (Form, Form) = (plain.parse().unwrap(), damped.parse().unwrap());
        let (a, mut b) = (standing(plain), standing(damped));
        b.parameters.phi = 1.0 - 1e-10;
        let (a, b) = (a.forecast(12, 0), b.forecast(12, 0));
        for h in 0..12 {
            assert!((width(&a, h) / width(&b, h) - 1.0).abs() < 1e-8, "{plain} {h}");
            assert!((a.mean()[h] - b.mean()[h]).abs() < 1e-6);
        }
    }
    let fit = standing("MAA".parse().unwrap()).forecast(6, 0);
    assert!(width(&fit, 5) > 1.4 * width(&fit, 0));
}

#[test]
fn levels_that_walk_at_random_are_less_and_less_known() {
    for form in Form::all().into_iter().filter(|f| {
        f.to_string().starts_with("ETS(A")
            && f.season != Season::Multiplicative
            && f.trend <= Trend::AdditiveDamped
    }) {
        let ahead = standing(form).forecast(30, 0);
        for h in 1..30 {
            assert!(width(&ahead, h) >= width(&ahead, h - 1), "{form} {h}");
        }
    }
    let mut random = generator(1, &[]);
    let y: Vec<f64> = (0..60)
        .scan(50.0, |level, _| {
            let e: f64 = StandardNormal.sample(&mut random);
            *level += e;
            Some(*level)
        })
        .collect();
    let history = History::new(&y, 1).unwrap();
    for model in models().iter().take(9) {
        let ahead = model.forecast(&history, 24, 0).unwrap();
        for h in 1..24 {
            assert!(width(&ahead, h) >= width(&ahead, h - 1), "{} {h}", model.name());
        }
    }
}

/// Share of what came that lay within the 95 % intervals of `forecast`, over series of a form's own making.
fn covered(form: Form, series: usize, n: usize, forecast: impl Fn(&[f64], u64) -> Predictive) -> f64 {
    let horizon = 6;
    let truth = standing(form);
    let paths = truth.simulate(n + horizon, series, 77);
    let mut inside = 0;
    for (i, path) in paths.chunks(n + horizon).enumerate() {
        let ahead = forecast(&path[..n], i as u64);
        for (h, came) in path[n..].iter().enumerate() {
            let (low, high) = ahead.interval(h, 0.95);
            inside += usize::from((low..=high).contains(came));
        }
    }
    inside as f64 / (series * horizon) as f64
}

#[test]
fn intervals_hold_what_they_say() {
    for form in Form::all() {
        let truth = standing(form);
        let known = covered(form, 400, 20, |y, seed| {
            let mut fit = Fit::new(form, truth.parameters, truth.start.clone(), y).unwrap();
            fit.sigma2 = truth.sigma2;
            fit.forecast(6, seed)
        });
        // Steps of one path go together: a standard error of about .006.
        assert!((known - 0.95).abs() < 0.02, "{form}, parameters known: {known}");
    }
    for name in ["ANN", "AAN", "AAdN", "ANA", "MNN", "MNM", "MAdM"] {
        let form: Form = name.parse().unwrap();
        let ets = Ets {
            forms: Forms::Only(form),
            choice: Choice::Best,
        };
        let m = if form.has_season() { 4 } else { 1 };
        let estimated = covered(form, 200, 80, |y, seed| {
            ets.forecast(&History::new(y, m).unwrap(), 6, seed).unwrap()
        });
        assert!(
            (0.91..0.98).contains(&estimated),
            "{form}, parameters estimated: {estimated}"
        );
    }
    for (model, form) in [
        (Box::new(Smoothing::Simple) as Box<dyn Model>, "ANN"),
        (Box::new(Smoothing::Holt), "AAN"),
        (Box::new(Smoothing::Damped), "AAdN"),
        (Box::new(Theta), "ANN"),
        (Box::new(DynamicTheta), "ANN"),
    ] {
        let share = covered(form.parse().unwrap(), 200, 80, |y, seed| {
            model.forecast(&History::new(y, 1).unwrap(), 6, seed).unwrap()
        });
        assert!((0.91..0.98).contains(&share), "{}: {share}", model.name());
    }
}

#[test]
fn naive_intervals_hold_on_walks() {
    let (n, horizon, series) = (60, 6, 500);
    for (model, season) in [(&Naive as &dyn Model, 1), (&Drift, 1), (&SeasonalNaive, 4)] {
        let mut inside = 0;
        for i in 0..series {
            let mut random = generator(3, &[i]);
            let mut y: Vec<f64> = vec![0.0; season];
            for t in season..n + horizon {
                let e: f64 = StandardNormal.sample(&mut random);
                y.push(y[t - season] + e);
            }
            let ahead = model
                .forecast(&History::new(&y[..n], season).unwrap(), horizon, i)
                .unwrap();
            for (h, came) in y[n..].iter().enumerate() {
                let (low, high) = ahead.interval(h, 0.95);
                inside += usize::from((low..=high).contains(came));
            }
        }
        let share = inside as f64 / (series as f64 * horizon as f64);
        assert!((0.925..0.97).contains(&share), "{}: {share}", model.name());
    }
}

#[test]
fn hostile_series_give_a_result_or_an_error() {
    let nan = f64::NAN;
    let wave = |n: usize, size: f64, level: f64| -> Vec<f64> {
        (0..n)
            .map(|t| level + size * ((t * 7919) % 101) as f64 / 101.0)
            .collect()
    };
    let mut gaps = wave(60, 10.0, 5.0);
    for t in [0, 1, 7, 8, 9, 30, 58, 59] {
        gaps[t] = nan;
    }
    let mut lone = vec![0.0; 60];
    lone[59] = 1e9;
    let mut first = vec![0.0; 60];
    first[0] = 1e9;
    let huge = wave(60, 1e9, 1e9);
    let series: Vec<(&str, Vec<f64>)> = vec![
        ("one", vec![5.0]),
        ("two", vec![5.0, 7.0]),
        ("three", vec![5.0, 7.0, 6.0]),
        ("six", vec![5.0, 7.0, 6.0, 8.0, 7.0, 9.0]),
        ("constant", vec![42.0; 60]),
        ("zero", vec![0.0; 60]),
        ("one figure", {
            let mut y = vec![nan; 60];
            y[20] = 3.0;
            y
        }),
        ("gaps", gaps),
        ("lone", lone),
        ("first", first),
        ("huge", huge),
        (
            "largest",
            vec![
                1e300, 1e300, 1e299, 1e300, 1e298, 1e300, 1e300, 1e297, 1e300, 1e300,
            ],
        ),
        ("small", wave(60, 1e-12, 1e-12)),
        ("negative", wave(60, 50.0, -60.0)),
        ("about zero", wave(60, 2.0, -1.0)),
        ("falling", (0..60).map(|t| 1e6 * 0.5_f64.powi(t)).collect()),
        ("rising", (0..60).map(|t| 2.0_f64.powi(t)).collect()),
        ("line", (0..60).map(f64::from).collect()),
    ];
    for model in models() {
        for (name, y) in &series {
            for season in [1, 4, 12, 52] {
                let Ok(ahead) = model.forecast(&History::new(y, season).unwrap(), 12, 0) else {
                    continue;
                };
                assert_eq!(ahead.horizon(), 12);
                for h in 0..12 {
                    let (low, high) = ahead.interval(h, 0.95);
                    // Squares of the largest numbers are out of range: an interval may be infinite there, never unknown.
                    let known = !ahead.mean()[h].is_nan() && low <= high;
                    let finite = *name == "largest"
                        || (ahead.mean()[h].is_finite() && low.is_finite() && high.is_finite());
                    assert!(
                        known && finite,
                        "{} on {name}, season {season}, step {h}: {} {low} {high}",
                        model.name(),
                        ahead.mean()[h]
                    );
                }
            }
        }
    }
}

/// Engines are known to have forecast billions from demands of fifty.
#[test]
fn forecasts_stay_in_sight_of_what_was_seen() {
    let wave = |n: usize| (0..n).map(|t| f64::from(u32::try_from(t * 7919 % 51).unwrap()));
    let mut burst: Vec<f64> = wave(60).map(|v| v + 1.0).collect();
    for v in &mut burst[54..] {
        *v *= 40.0;
    }
    let leaps: Vec<f64> = (0..60)
        .map(|t| if t < 30 { 1.0 + f64::from(t % 2) } else { 900.0 })
        .collect();
    let zeros: Vec<f64> = wave(60).map(|v| if v > 40.0 { v } else { 0.0 }).collect();
    let swings: Vec<f64> = (0..60).map(|t| if t % 12 == 3 { 5e4 } else { 1.0 }).collect();
    let fallen: Vec<f64> = wave(60)
        .enumerate()
        .map(|(t, v)| if t > 50 { 3.0 } else { 2e5 + v })
        .collect();
    for (name, y) in [
        ("burst", burst),
        ("leaps", leaps),
        ("zeros", zeros),
        ("swings", swings),
        ("fallen", fallen),
    ] {
        let largest = y.iter().fold(0.0_f64, |l, v| l.max(v.abs()));
        for model in models().iter().take(10) {
            for season in [1, 12] {
                let ahead = model.forecast(&History::new(&y, season).unwrap(), 12, 0).unwrap();
                for h in 0..12 {
                    let (low, high) = ahead.interval(h, 0.95);
                    let far = low.abs().max(high.abs()) / largest;
                    assert!(
                        far < 15.0,
                        "{} on {name}, season {season}, step {h}: {far}",
                        model.name()
                    );
                }
            }
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let y: Vec<f64> = (0..48)
        .map(|t| 50.0 + f64::from(t) + f64::from(t % 12) * 3.0)
        .collect();
    let history = History::new(&y, 12).unwrap();
    for model in models() {
        let (a, b) = (model.forecast(&history, 6, 9), model.forecast(&history, 6, 9));
        assert_eq!(a, b, "{}", model.name());
    }
}
