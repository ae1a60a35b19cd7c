use proptest::prelude::*;
use statrs::function::gamma::ln_gamma;

use super::{
    diagnostics::{Limits, of_chains},
    iterated,
    known::{Epidemic, Linear, StillRate, exact},
    measurement::{
        Measurement, NegativeBinomial, Normal, Shift, Value, draw_negative_binomial, ln_negative_binomial,
    },
    metropolis,
    parameter::{Bounds, Parameter},
    particle::{self, filter, forecast, likelihood, simulate},
    *,
};
use crate::stream::stream;

const LINEAR: [f64; 2] = [0.8, 0.5];

fn normal() -> Normal {
    Normal {
        sds: vec![Value::Fixed(0.7)],
    }
}

fn linear_data() -> Observations {
    let mut observed = simulate(&Linear, &normal(), &LINEAR, 60, 3);
    observed[10][0] = None;
    observed
}

#[test]
fn the_particle_filter_comes_to_the_exact_likelihood() {
    let observed = linear_data();
    let truth = exact(&LINEAR, 0.7, &observed);
    let options = particle::Options {
        particles: 1000,
        ..particle::Options::default()
    };
    let found = likelihood(&Linear, &normal(), &LINEAR, &observed, &options, 20).unwrap();
    assert!(
        found.standard_error < 0.15 && found.least_effective > 50.0,
        "{found:?}"
    );
    assert!(
        (found.value - truth).abs() < 4.0 * found.standard_error,
        "{found:?} and not {truth}"
    );
}

#[test]
fn the_ensemble_filter_comes_to_the_exact_likelihood() {
    let observed = linear_data();
    let truth = exact(&LINEAR, 0.7, &observed);
    let options = ensemble::Options {
        members: 2000,
        ..ensemble::Options::default()
    };
    let found = ensemble::assimilate(&Linear, &normal(), &LINEAR, &observed, &options).unwrap();
    assert!(
        (found.ln_likelihood - truth).abs() < 0.6,
        "{} and not {truth}",
        found.ln_likelihood
    );
    assert_eq!(found.standardised[10], [None]);
    let spread: Vec<f64> = found.standardised.iter().filter_map(|r| r[0]).collect();
    let variance = crate::moments::variance(&spread);
    assert!((0.6..1.5).contains(&variance), "{variance}");
    let wider = ensemble::Options {
        inflation: 1.5,
        ..options
    };
    let inflated = ensemble::assimilate(&Linear, &normal(), &LINEAR, &observed, &wider).unwrap();
    assert!(
        inflated.ln_likelihood < found.ln_likelihood,
        "inflation must cost where the model is right"
    );
}

/// Counts of a rate with a gamma prior: the marginal likelihood is known.
#[test]
fn the_particle_filter_comes_to_the_conjugate_likelihood() {
    let counts = [28.0, 35.0, 22.0, 31.0];
    let observed: Observations = counts.iter().map(|c| vec![Some(*c)]).collect();
    let (shape, rate, n, sum) = (3.0, 0.1_f64, counts.len() as f64, counts.iter().sum::<f64>());
    let truth = shape * rate.ln() - ln_gamma(shape) + ln_gamma(shape + sum)
        - (shape + sum) * (rate + n).ln()
        - counts.iter().map(|c| ln_gamma(c + 1.0)).sum::<f64>();
    let poisson = NegativeBinomial {
        sizes: vec![Value::Fixed(1e15)],
        shifts: vec![],
    };
    let options = particle::Options {
        particles: 4000,
        resample_below: 0.01,
        seed: 2,
    };
    let found = likelihood(&StillRate, &poisson, &[], &observed, &options, 10).unwrap();
    assert!(
        (found.value - truth).abs() < 4.0 * found.standard_error.max(0.01),
        "{found:?} and not {truth}"
    );
    let run = filter(&StillRate, &poisson, &[], &observed, &options).unwrap();
    let mean = run.states.iter().sum::<f64>() / run.states.len() as f64;
    assert!((mean - (shape + sum) / (rate + n)).abs() < 0.5, "{mean}");
}

#[test]
fn threads_do_not_show_in_a_filter() {
    let observed = linear_data();
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        let options = particle::Options {
            particles: 3000,
            ..particle::Options::default()
        };
        pool.install(|| {
            let run = filter(&Linear, &normal(), &LINEAR, &observed, &options).unwrap();
            let ahead = forecast(&Linear, &normal(), &LINEAR, &run.states[..10], 60, 3, 1);
            (run, ahead)
        })
    };
    assert_eq!(run(1), run(4));
}

#[test]
fn a_filter_that_lost_the_data_is_refused() {
    let mut observed = linear_data();
    observed[20][0] = Some(400.0);
    let run = filter(
        &Linear,
        &normal(),
        &LINEAR,
        &observed,
        &particle::Options::default(),
    )
    .unwrap();
    match run.checked(10.0) {
        Err(InferenceError::Degenerate { times, .. }) => assert!(times.contains(&20), "{times:?}"),
        other => panic!("{:?}", other.map(|r| r.effective)),
    }
    let counts = NegativeBinomial {
        sizes: vec![Value::Fixed(1e15)],
        shifts: vec![],
    };
    let impossible = filter(
        &Nothing,
        &counts,
        &[],
        &[vec![Some(3.0)]],
        &particle::Options::default(),
    )
    .unwrap();
    assert!(impossible.ln_likelihood == f64::NEG_INFINITY && impossible.checked(1.0).is_err());
}

/// A model that never shows anything.
struct Nothing;

impl StateSpace for Nothing {
    type State = ();
    fn init(&self, _: &[f64], _: &mut Stream) {}
    fn step(&self, _: &[f64], (): &mut (), _: usize, _: &mut Stream) {}
    fn observe(&self, _: &[f64], (): &(), _: usize) -> Vec<f64> {
        vec![0.0]
    }
}

#[test]
fn data_that_cannot_be_are_refused() {
    let counts = NegativeBinomial {
        sizes: vec![Value::Fixed(2.0)],
        shifts: vec![],
    };
    let run = |observed: &[Vec<Option<f64>>]| {
        filter(&Nothing, &counts, &[], observed, &particle::Options::default())
    };
    for bad in [
        vec![],
        vec![vec![Some(-1.0)]],
        vec![vec![Some(1.5)]],
        vec![vec![Some(f64::NAN)]],
        vec![vec![]],
    ] {
        assert!(matches!(run(&bad), Err(InferenceError::Data(_))), "{bad:?}");
    }
    assert!(run(&[vec![None, None]]).is_err() && run(&[vec![None], vec![Some(1.0), None]]).is_err());
    let broken = NegativeBinomial {
        sizes: vec![Value::Parameter(0)],
        shifts: vec![],
    };
    let found = filter(
        &Nothing,
        &broken,
        &[f64::NAN],
        &[vec![Some(1.0)]],
        &particle::Options::default(),
    );
    assert!(matches!(found, Err(InferenceError::NotFinite { .. })));
}

#[test]
fn counts_have_the_mean_and_variance_they_say_and_shift_with_their_definition() {
    let mut random = stream(1, &[]);
    let draws: Vec<f64> = (0..20_000)
        .map(|_| draw_negative_binomial(50.0, 4.0, &mut random))
        .collect();
    assert!((crate::moments::mean(&draws) - 50.0).abs() < 0.8);
    assert!((crate::moments::variance(&draws) / (50.0 + 2500.0 / 4.0) - 1.0).abs() < 0.06);
    let total: f64 = (0..3000)
        .map(|c| ln_negative_binomial(f64::from(c), 50.0, 4.0).exp())
        .sum();
    assert!((total - 1.0).abs() < 1e-9);
    // Poisson is the limit, without a step where the formula changes.
    let (near, far) = (
        ln_negative_binomial(7.0, 5.0, 4.9e9),
        ln_negative_binomial(7.0, 5.0, 1e12),
    );
    assert!((near - far).abs() < 1e-5, "{near} {far}");
    let shifted = NegativeBinomial {
        sizes: vec![Value::Fixed(3.0)],
        shifts: vec![Shift {
            view: 0,
            from: 5,
            factor: Value::Parameter(0),
        }],
    };
    let before = shifted.ln_density(&[1.3], 4, &[10.0], &[Some(12.0)]);
    let after = shifted.ln_density(&[1.3], 5, &[10.0], &[Some(12.0)]);
    assert!((before - ln_negative_binomial(12.0, 10.0, 3.0)).abs() < 1e-12);
    assert!((after - ln_negative_binomial(12.0, 13.0, 3.0)).abs() < 1e-12);
    assert!((shifted.moments(&[1.3], 9, &[10.0])[0].0 - 13.0).abs() < 1e-12);
}

fn climb_options() -> iterated::Options {
    iterated::Options {
        particles: 300,
        iterations: 40,
        walk: vec![0.05, 0.05],
        cooling: 0.2,
        starts: 4,
        from: vec![0.1, 0.2],
        to: vec![0.95, 1.5],
        replicates: 6,
        agree: 3,
        within: 1.0,
        seed: 4,
    }
}

fn linear_parameters() -> [Parameter; 2] {
    [
        Parameter::new("phi", Bounds::Between { low: -1.0, high: 1.0 }),
        Parameter::new("sigma", Bounds::Positive),
    ]
}

#[test]
fn iterated_filtering_climbs_to_the_maximum_and_a_short_climb_is_refused() {
    let observed = simulate(&Linear, &normal(), &LINEAR, 100, 8);
    let mut top = f64::NEG_INFINITY;
    for a in 0..60 {
        for b in 0..60 {
            top = top.max(exact(
                &[f64::from(a) / 60.0, 0.05 + f64::from(b) / 40.0],
                0.7,
                &observed,
            ));
        }
    }
    let found = iterated::search(
        &Linear,
        &normal(),
        &linear_parameters(),
        &observed,
        &climb_options(),
    )
    .unwrap();
    let maximum = found.converged().unwrap();
    let reached = exact(&maximum.parameters, 0.7, &observed);
    assert!(top - reached < 0.5, "{maximum:?}: {reached} of {top}");
    assert!(maximum.agreeing.len() >= 3);
    let short = iterated::Options {
        iterations: 8,
        walk: vec![0.001; 2],
        from: vec![-0.9, 0.1],
        ..climb_options()
    };
    let refused = iterated::search(&Linear, &normal(), &linear_parameters(), &observed, &short)
        .unwrap()
        .converged();
    assert!(matches!(refused, Err(InferenceError::NotConverged { .. })));
}

#[test]
fn an_epidemic_is_found_again() {
    let measurement = NegativeBinomial {
        sizes: vec![Value::Fixed(20.0)],
        shifts: vec![],
    };
    let parameters = [
        Parameter::new("contact", Bounds::Positive),
        Parameter::new("reported", Bounds::Between { low: 0.0, high: 1.0 }),
    ];
    let observed = simulate(&Epidemic, &measurement, &[0.6, 0.4], 40, 5);
    let options = iterated::Options {
        particles: 200,
        iterations: 30,
        walk: vec![0.03, 0.05],
        starts: 4,
        from: vec![0.4, 0.2],
        to: vec![0.9, 0.7],
        within: 2.0,
        ..climb_options()
    };
    let found = iterated::search(&Epidemic, &measurement, &parameters, &observed, &options).unwrap();
    let maximum = found.converged().unwrap();
    assert!((maximum.parameters[0] - 0.6).abs() < 0.08, "{maximum:?}");
    assert!((maximum.parameters[1] - 0.4).abs() < 0.08, "{maximum:?}");
}

fn chains(seed: u64) -> metropolis::Options {
    metropolis::Options {
        starts: [0.3, 0.5, 0.7, 0.9].map(|v| vec![v, v]).to_vec(),
        first_steps: vec![0.3, 0.3],
        warm_up: 300,
        draws: 400,
        thin: 3,
        seed,
    }
}

#[test]
fn particle_marginal_sampling_has_the_exact_posterior() {
    let observed = simulate(&Linear, &normal(), &LINEAR, 30, 8);
    let prior = |p: &[f64]| -p[1];
    let parameters = linear_parameters();
    let limits = Limits {
        r_hat: 1.05,
        effective: 150.0,
    };
    let filter = particle::Options {
        particles: 60,
        ..particle::Options::default()
    };
    let noisy = metropolis::particle_marginal(
        &Linear,
        &normal(),
        &parameters,
        &observed,
        &filter,
        &chains(1),
        prior,
    )
    .unwrap()
    .converged(&limits)
    .unwrap();
    let known = metropolis::sample(
        &parameters,
        &metropolis::Options {
            thin: 10,
            ..chains(2)
        },
        |p, _| prior(p) + exact(p, 0.7, &observed),
    )
    .unwrap()
    .converged(&limits)
    .unwrap();
    for (a, b) in noisy.diagnostics.iter().zip(&known.diagnostics) {
        let error = a.standard_error.hypot(b.standard_error);
        assert!((a.mean - b.mean).abs() < 4.0 * error, "{a:?} {b:?}");
        assert!((a.sd / b.sd - 1.0).abs() < 0.25, "{a:?} {b:?}");
    }
    let short = metropolis::Options {
        draws: 20,
        thin: 1,
        warm_up: 10,
        ..chains(3)
    };
    let refused = metropolis::sample(&parameters, &short, |p, _| exact(p, 0.7, &observed)).unwrap();
    assert!(matches!(
        refused.converged(&limits),
        Err(InferenceError::NotConverged { .. })
    ));
}

#[test]
fn chains_that_cannot_start_or_step_are_refused() {
    let one = [Parameter::new("a", Bounds::Positive)];
    let options = |start: f64| metropolis::Options {
        starts: vec![vec![start], vec![start + 1.0]],
        first_steps: vec![1.0],
        ..chains(0)
    };
    assert!(matches!(
        metropolis::sample(&one, &options(-1.0), |_, _| 0.0),
        Err(InferenceError::Parameter { .. })
    ));
    let never = metropolis::sample(&one, &options(1.0), |_, _| f64::NEG_INFINITY);
    assert!(matches!(never, Err(InferenceError::NotFinite { .. })));
    let broken = metropolis::sample(
        &one,
        &options(1.0),
        |p, _| if p[0] > 2.5 { f64::NAN } else { 0.0 },
    );
    assert!(broken.unwrap_err().to_string().contains("a = "));
}

/// Chains from a small generator that other programs can run too.
fn reference_chains() -> Vec<Vec<f64>> {
    let mut x: u64 = 12345;
    let mut next = || {
        x = (1_103_515_245 * x + 12345) % (1 << 31);
        x as f64 / f64::from(1_u32 << 31)
    };
    (0..4)
        .map(|c| {
            let mut v = 0.0;
            (0..250)
                .map(|_| {
                    v = 0.7 * v + next() + next() - 1.0;
                    v + if c == 3 { 0.6 } else { 0.0 }
                })
                .collect()
        })
        .collect()
}

#[test]
fn diagnostics_are_those_of_arviz() {
    let found = of_chains(&reference_chains()).unwrap();
    for (what, ours, theirs) in [
        ("R-hat", found.r_hat, 1.123_331_876_742_022),
        ("bulk", found.bulk, 27.943_272_292_016_797),
        ("tail", found.tail, 294.654_456_075_491_4),
        (
            "error of the mean",
            found.standard_error,
            0.110_662_480_973_489_24,
        ),
    ] {
        assert!(
            (ours / theirs - 1.0).abs() < 1e-9,
            "{what}: {ours} and not {theirs}"
        );
    }
    assert_eq!(found.shortfalls("a", &Limits::default()).len(), 3);
    let still = of_chains(&[vec![1.0; 20], vec![1.0; 20]]).unwrap();
    assert!(!still.shortfalls("a", &Limits::default()).is_empty());
    assert!(of_chains(&[vec![1.0; 5]]).is_err());
}

proptest! {
    #[test]
    fn the_line_goes_there_and_back(line in -20.0..20.0_f64, low in -5.0..5.0_f64, width in 0.1..10.0_f64) {
        for bounds in [Bounds::Free, Bounds::Positive, Bounds::Between { low, high: low + width }] {
            let p = Parameter::new("a", bounds);
            let step = 1e-4;
            let slope = (p.from_line(line + step) - p.from_line(line - step)) / (2.0 * step);
            // Where the slope is lost in rounding, only the way back is.
            if slope > 1e-6 {
                prop_assert!((slope.ln() - p.ln_jacobian(line)).abs() < 1e-3, "{bounds:?} {line}");
                prop_assert!((p.to_line(p.from_line(line)) - line).abs() < 1e-4);
            }
        }
    }

    #[test]
    fn resampling_keeps_the_expected_number(weights in prop::collection::vec(0.01..1.0_f64, 2..40), seed in any::<u64>()) {
        let total: f64 = weights.iter().sum();
        let logs: Vec<f64> = weights.iter().map(|w| (w / total).ln()).collect();
        let chosen = particle::systematic(&logs, &mut stream(seed, &[]));
        for (i, log) in logs.iter().enumerate() {
            let expected = log.exp() * logs.len() as f64;
            let found = chosen.iter().filter(|c| **c == i).count() as f64;
            prop_assert!((found - expected).abs() < 1.0 + 1e-9);
        }
    }
}
