//! The sampler: states, regression and variances in turn.

use rand::SeedableRng as _;
use rand_distr::{Distribution as _, StandardNormal};

use super::{
    Options,
    regression::{Regression, deviation},
    state::{Noises, States},
};

/// Weight of the prior of the level's variance, in steps.
const LEVEL_WEIGHT: f64 = 32.0;
/// Weight of other priors of variances.
const LIGHT: f64 = 0.01;
/// Weight of the prior of the noise of a regression.
const REGRESSION_WEIGHT: f64 = 50.0;

/// What was drawn, after the first tenth.
pub(super) struct Draws {
    /// Draw after draw: the mean of the outcome at every step.
    pub(super) means: Vec<f64>,
    /// The same with the noise of single figures.
    pub(super) figures: Vec<f64>,
    /// Number of draws.
    pub(super) count: usize,
    /// How often each control series was included, and the mean of its coefficient.
    pub(super) inclusion: Vec<f64>,
    pub(super) coefficients: Vec<f64>,
}

/// Samples, with the series in standard deviations.
pub(super) fn sample(outcome: &[f64], controls: &[Vec<f64>], options: &Options) -> Draws {
    let steps = outcome.len();
    let first = outcome.iter().copied().find(|v| !v.is_nan()).unwrap_or(0.0);
    let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(options.seed);
    let mut states = States::new(steps, options.seasons, first, 1.0);
    let (guess, freedom) = if controls.is_empty() {
        (1.0, LIGHT)
    } else {
        ((1.0 - options.explained).sqrt(), REGRESSION_WEIGHT)
    };
    let mut regression = Regression::new(controls, outcome, options.size, guess, freedom, 1.2);
    let mut noises = Noises {
        level: options.level,
        season: options.level,
        outcome: guess,
    };
    let burn = options.draws / 10;
    let count = options.draws - burn;
    let mut draws = Draws {
        means: Vec::with_capacity(count * steps),
        figures: Vec::with_capacity(count * steps),
        count,
        inclusion: vec![0.0; controls.len()],
        coefficients: vec![0.0; controls.len()],
    };
    let mut fitted = vec![0.0; steps];
    let mut rest = vec![0.0; steps];
    for draw in 0..options.draws {
        for t in 0..steps {
            rest[t] = outcome[t] - fitted[t];
        }
        states.draw(&rest, noises, &mut random);
        for t in 0..steps {
            rest[t] = outcome[t] - states.signal(t);
        }
        noises.outcome = regression.draw(controls, &rest, &mut random);
        fitted.fill(0.0);
        for (b, control) in regression.coefficients.iter().zip(controls) {
            if *b != 0.0 {
                for (f, x) in fitted.iter_mut().zip(control) {
                    *f += b * x;
                }
            }
        }
        let prior = |guess: f64, weight: f64| weight * guess * guess;
        let (sum, steps_of_level) = states.level_steps();
        noises.level = deviation(
            LEVEL_WEIGHT + steps_of_level,
            prior(options.level, LEVEL_WEIGHT) + sum,
            1.0,
            &mut random,
        );
        if options.seasons.is_some() {
            let (sum, turns) = states.season_steps();
            noises.season = deviation(LIGHT + turns, prior(0.01, LIGHT) + sum, 1.0, &mut random);
        }
        if draw >= burn {
            for (t, regression) in fitted.iter().enumerate() {
                let mean = states.signal(t) + regression;
                let noise: f64 = StandardNormal.sample(&mut random);
                draws.means.push(mean);
                draws.figures.push(mean + noises.outcome * noise);
            }
            for (k, (i, b)) in regression
                .included
                .iter()
                .zip(&regression.coefficients)
                .enumerate()
            {
                draws.inclusion[k] += f64::from(u8::from(*i));
                draws.coefficients[k] += b;
            }
        }
    }
    for mean in draws.inclusion.iter_mut().chain(&mut draws.coefficients) {
        *mean /= count as f64;
    }
    draws
}
