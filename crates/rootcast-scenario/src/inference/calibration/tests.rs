use rand::RngExt;
use rand_distr::{Distribution, Gamma, Poisson, StandardNormal};

use super::{
    super::{
        InferenceError, StateSpace,
        known::Linear,
        measurement::{Normal, Value},
        metropolis,
        parameter::{Bounds, Parameter},
        particle::{self, simulate},
    },
    *,
};
use crate::stream::stream;

fn normal() -> Normal {
    Normal {
        sds: vec![Value::Fixed(0.7)],
    }
}

type Draws = Result<Vec<Vec<f64>>, InferenceError>;

/// Four counts of a rate with a gamma prior, and draws from a posterior whose shape is off by a factor.
fn calibrated(off: f64) -> Calibration {
    let options = Options {
        replicates: 1000,
        ..Options::default()
    };
    let posterior = |counts: &Vec<f64>, seed: u64| -> Draws {
        let shape = (3.0 + counts.iter().sum::<f64>()) * off;
        let gamma = Gamma::new(shape, 1.0 / (0.1 + counts.len() as f64) / off).unwrap();
        let mut random = stream(seed, &[]);
        Ok((0..99).map(|_| vec![gamma.sample(&mut random)]).collect())
    };
    calibrate(
        &["rate"],
        &options,
        |random| vec![Gamma::new(3.0, 10.0).unwrap().sample(random)],
        |p, random| {
            (0..4)
                .map(|_| Poisson::new(p[0]).unwrap().sample(random))
                .collect::<Vec<f64>>()
        },
        posterior,
    )
    .unwrap()
}

#[test]
fn calibration_passes_the_conjugate_posterior_and_finds_one_too_narrow() {
    let right = &calibrated(1.0).parameters[0];
    assert!(right.p > 0.01 && right.bias.abs() < 3.5, "{right:?}");
    assert!((right.covered_by_half - 0.5).abs() < 0.06 && (right.covered_by_ninety - 0.9).abs() < 0.04);
    let narrow = &calibrated(2.0).parameters[0];
    assert!(narrow.p < 1e-4 && narrow.covered_by_half < 0.45, "{narrow:?}");
}

/// The whole of particle filter, sampler and data, on a reduced problem.
#[test]
fn particle_marginal_sampling_is_calibrated() {
    let options = Options {
        replicates: 100,
        draws: 39,
        bins: 10,
        failures: 0.0,
        seed: 6,
    };
    let one = [Parameter::new("phi", Bounds::Between { low: 0.0, high: 1.0 })];
    let measurement = normal();
    let found = calibrate(
        &["phi"],
        &options,
        |random| vec![random.random::<f64>()],
        |p, random| simulate(&Linear, &normal(), &[p[0], 0.5], 15, random.random()),
        |observed, seed| {
            let filter = particle::Options {
                particles: 32,
                ..particle::Options::default()
            };
            let chain = metropolis::Options {
                starts: vec![vec![0.3], vec![0.7]],
                first_steps: vec![1.0],
                warm_up: 50,
                draws: 20,
                thin: 6,
                seed,
            };
            let fixed = Fixed;
            let sampled =
                metropolis::particle_marginal(&fixed, &measurement, &one, observed, &filter, &chain, |_| {
                    0.0
                })?;
            Ok(sampled.chains().concat())
        },
    )
    .unwrap();
    assert!(found.parameters[0].p > 0.01, "{found:?}");
}

/// [`Linear`] with its second parameter fixed.
struct Fixed;

impl StateSpace for Fixed {
    type State = f64;
    fn init(&self, _: &[f64], random: &mut Stream) -> f64 {
        StandardNormal.sample(random)
    }
    fn step(&self, parameters: &[f64], state: &mut f64, time: usize, random: &mut Stream) {
        Linear.step(&[parameters[0], 0.5], state, time, random);
    }
    fn observe(&self, _: &[f64], state: &f64, _: usize) -> Vec<f64> {
        vec![*state]
    }
}

#[test]
fn failed_replicates_are_counted_and_refused() {
    let options = Options {
        replicates: 100,
        draws: 3,
        bins: 4,
        failures: 0.2,
        seed: 0,
    };
    let run = |every: u64, allowed: f64| {
        calibrate(
            &["a"],
            &Options {
                failures: allowed,
                ..options
            },
            |random| vec![random.random::<f64>()],
            |_, random| random.random::<u64>(),
            |data, seed| -> Draws {
                if data % every == 0 {
                    return Err(InferenceError::Data("no".to_owned()));
                }
                Ok((0..3).map(|i| vec![stream(seed, &[i]).random::<f64>()]).collect())
            },
        )
    };
    let some = run(10, 0.3).unwrap();
    assert!(some.failed > 0 && some.replicates + some.failed == 100);
    assert!(matches!(run(2, 0.3), Err(InferenceError::Replicates { .. })));
    let uneven = Options { draws: 5, ..options };
    let refused = calibrate(
        &["a"],
        &uneven,
        |_| vec![0.0],
        |_, _| (),
        |(), _| -> Draws { Ok(vec![]) },
    );
    assert!(refused.is_err());
}
