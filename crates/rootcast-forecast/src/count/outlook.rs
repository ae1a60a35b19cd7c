//! From a filtered state to the distribution of counts ahead.

use rand_distr::{Distribution, Gamma, Poisson, StandardNormal};
use statrs::distribution::{ContinuousCDF, StudentsT};

use super::{Event, Filtered, Link, Settings, event::Move, zeros::Zeros};
use crate::random::{Random, generator};

/// The state at one step ahead.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moments {
    /// Its mean.
    pub mean: f64,
    /// Its standard deviation.
    pub sd: f64,
    /// The standard deviation of the event that happens at this step, 0 for none; it is in `sd` from here on.
    pub event: f64,
}

/// Mean and standard deviation of the state at each step ahead. Moves fade with the rate of return; the shifts of events
/// do not, for the level moves with them.
pub fn moments(
    f: &Filtered,
    link: Link,
    settings: &Settings,
    events: &[Event],
    horizon: usize,
) -> Vec<Moments> {
    let phi = settings.return_rate;
    let (mut mean, mut level, mut variance, mut lasting) = (f.state, f.level, f.variance, 0.0);
    (0..horizon)
        .map(|ahead| {
            mean = level + phi * (mean - level);
            variance = phi * phi * variance + f.volatility;
            let event = Move::of(events, f.steps + ahead, mean, link).unwrap_or_default();
            mean += event.by;
            level += event.by;
            lasting += event.variance;
            Moments {
                mean,
                sd: (variance + lasting).sqrt(),
                event: event.variance.sqrt(),
            }
        })
        .collect()
}

/// Quantiles of the standardised move at the middle of each of `draws` slices of probability: two halves of a Student
/// distribution with a scale of their own each, so that the median stays where the state points.
pub fn shape(settings: &Settings, draws: usize) -> Vec<f64> {
    // A distribution with these parameters always exists; without it the shape is flat, which no test would pass.
    let Ok(t) = StudentsT::new(0.0, 1.0, settings.tail) else {
        return vec![0.0; draws];
    };
    (0..draws)
        .map(|i| {
            let q = t.inverse_cdf((i as f64 + 0.5) / draws as f64);
            q * if q < 0.0 { settings.fall } else { settings.rise }
        })
        .collect()
}

/// Standard normal paths of one series, `paths[draw * horizon + step]`, that move as the state does: a sum of shocks
/// that fades with the rate of return, and the shifts of events, that do not. A part of each shock is shared with the
/// other series.
pub fn dependence(
    f: &Filtered,
    settings: &Settings,
    shared: &[f64],
    loading: f64,
    moments: &[Moments],
    random: &mut Random,
) -> Vec<f64> {
    let own = (1.0 - loading * loading).max(0.0).sqrt();
    let phi = settings.return_rate;
    let volatility = f.volatility.sqrt();
    let mut out = Vec::with_capacity(shared.len());
    for path in shared.chunks(moments.len().max(1)) {
        let mut at: f64 = StandardNormal.sample(random);
        at *= f.variance.sqrt();
        let mut lasting = 0.0;
        for (common, moments) in path.iter().zip(moments) {
            let alone: f64 = StandardNormal.sample(random);
            at = phi * at + volatility * (loading * common + own * alone);
            if moments.event > 0.0 {
                let z: f64 = StandardNormal.sample(random);
                lasting += moments.event * z;
            }
            out.push(at + lasting);
        }
    }
    out
}

/// How counts scatter about their intensity.
#[derive(Clone, Copy, Debug)]
pub struct Noise {
    /// Size of the negative binomial; infinite for the Poisson distribution.
    pub size: f64,
    /// When the flow is shut.
    pub zeros: Zeros,
    /// Seed of the draws.
    pub seed: u64,
}

/// Sample paths of counts. The marginal distribution of each step is that of [`moments`] and [`shape`], and the order
/// within it that of the paths given (a copula).
pub fn counts(
    link: Link,
    settings: &Settings,
    noise: &Noise,
    moments: &[Moments],
    paths: &[f64],
) -> Vec<f64> {
    let horizon = moments.len();
    let draws = paths.len() / horizon.max(1);
    let shape = shape(settings, draws);
    let mut out = vec![0.0; paths.len()];
    let mut order: Vec<usize> = (0..draws).collect();
    for (step, Moments { mean, sd, .. }) in moments.iter().enumerate() {
        order.sort_by(|a, b| {
            paths[a * horizon + step]
                .total_cmp(&paths[b * horizon + step])
                .then(a.cmp(b))
        });
        let silent = noise.zeros.ahead(step + 1);
        for (rank, draw) in order.iter().enumerate() {
            let mut random = generator(noise.seed, &[step as u64, rank as u64]);
            let place = (rank as f64 + 0.5) / draws as f64;
            out[draw * horizon + step] = if place < silent {
                0.0
            } else {
                observe(link.intensity(mean + sd * shape[rank]), noise.size, &mut random)
            };
        }
    }
    out
}

/// Beyond this mean a count is drawn from the normal distribution, which is then the same for any purpose.
const MANY: f64 = 1e6;

/// A count with a mean: Poisson, or negative binomial as a Poisson whose mean is gamma distributed.
fn observe(mean: f64, size: f64, random: &mut Random) -> f64 {
    let mean = if size.is_finite() {
        Gamma::new(size, mean / size).map_or(mean, |g| g.sample(random))
    } else {
        mean
    };
    if mean > MANY {
        let z: f64 = StandardNormal.sample(random);
        return (mean + z * mean.sqrt()).round().max(0.0);
    }
    Poisson::new(mean.max(1e-12)).map_or(mean, |p| p.sample(random))
}
