//! Proper rules cannot be expected to prefer another forecast to the truth.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use rand_distr::{Distribution, Gamma, Poisson};
use rootcast_forecast::{
    predictive::Predictive,
    random::{Random, generator},
    score::{crps, energy::energy_score, event::brier, interval, logarithmic},
};

type Rule<'a> = &'a dyn Fn(&Predictive, f64) -> f64;

/// Draws of a negative binomial with this mean and dispersion.
fn counts(mean: f64, dispersion: f64, n: usize, random: &mut Random) -> Vec<f64> {
    let rate = Gamma::new(1.0 / dispersion, mean * dispersion).unwrap();
    (0..n)
        .map(|_| {
            Poisson::new(rate.sample(random).max(1e-9))
                .unwrap()
                .sample(random)
        })
        .collect()
}

/// The truth, and forecasts that lie: shifted, too wide, too narrow.
fn forecasts() -> Vec<Predictive> {
    let mut random = generator(1, &[]);
    [(40.0, 0.2), (55.0, 0.2), (28.0, 0.2), (40.0, 1.0), (40.0, 0.01)]
        .into_iter()
        .map(|(mean, dispersion)| Predictive::samples(1, counts(mean, dispersion, 1500, &mut random)))
        .collect()
}

/// The mean score of each forecast when counts come from the first.
fn means(score: impl Fn(&Predictive, f64) -> f64) -> Vec<f64> {
    let mut random = generator(2, &[]);
    let outcomes = counts(40.0, 0.2, 1500, &mut random);
    forecasts()
        .iter()
        .map(|f| outcomes.iter().map(|y| score(f, *y)).sum::<f64>() / outcomes.len() as f64)
        .collect()
}

#[test]
fn truth_is_the_best_forecast_of_counts() {
    let rules: [(&str, Rule); 4] = [
        ("CRPS", &|f, y| crps::of(f, 0, y)),
        ("WIS", &|f, y| interval::of(f, 0, y, &interval::REPORTED)),
        ("logarithmic", &|f, y| logarithmic::count(f, 0, y)),
        ("Brier", &|f, y| brier(1.0 - f.cdf(0, 60.0), y > 60.0)),
    ];
    for (name, rule) in rules {
        let means = means(rule);
        assert!(means[1..].iter().all(|m| *m > means[0]), "{name}: {means:?}");
        assert!(means[0] >= 0.0);
    }
}

#[test]
fn closed_forms_prefer_the_truth_too() {
    let truth = means(|_, y| crps::count::negative_binomial_mean(40.0, 0.2, y))[0];
    for (mean, dispersion) in [(40.0, 0.0), (40.0, 0.6), (50.0, 0.2), (33.0, 0.2)] {
        let other = means(|_, y| crps::count::negative_binomial_mean(mean, dispersion, y))[0];
        assert!(other > truth, "{mean} {dispersion}: {other} {truth}");
    }
}

#[test]
fn the_energy_score_sees_what_moves_together() {
    // Both forecasts have the right marginal distributions; only one has the right sums.
    let mut random = generator(3, &[]);
    let mut pairs = |together: bool, n: usize| -> Vec<f64> {
        let one = counts(40.0, 0.2, n, &mut random);
        let two = if together {
            one.clone()
        } else {
            counts(40.0, 0.2, n, &mut random)
        };
        one.iter().zip(&two).flat_map(|(a, b)| [*a, *b]).collect()
    };
    let (right, wrong, outcomes) = (pairs(true, 300), pairs(false, 300), pairs(true, 400));
    let mean = |draws: &[f64]| {
        outcomes
            .chunks(2)
            .map(|y| energy_score(draws, y).unwrap())
            .sum::<f64>()
            / 400.0
    };
    assert!(mean(&right) < mean(&wrong), "{} {}", mean(&right), mean(&wrong));
}
