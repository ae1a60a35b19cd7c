//! Chance in the model: one stream for each use, and draws of counts that keep totals.
//!
//! A [`Source`] is the seed of one run: of the run seed, the scenario's hash and the replicate. Each use of chance (a
//! [`Purpose`], a step, a cell of the state) has a stream of its own, made from those numbers and not from what was
//! drawn before. Two runs with different levers therefore meet the same chance in every cell that the levers do not
//! touch (common random numbers), and neither order nor thread changes a byte.

use rand::Rng;
use rand_distr::{Binomial, Distribution, Gamma, Poisson};

use crate::stream::{Stream, key, stream};

/// What chance is used for. The number of a purpose is part of every stream made for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Purpose {
    /// Who leaves, and by which channel.
    Departure = 1,
    /// Which link is taken.
    Route = 2,
    /// Who dies, is held or turns back under way.
    Hazard = 3,
    /// Who is encountered at the border.
    Encounter = 4,
    /// What is decided about those encountered.
    Disposition = 5,
    /// Who tries again.
    Reattempt = 6,
    /// Whose asylum case is decided, and how.
    Asylum = 7,
    /// Who is given a legal slot.
    Pathway = 8,
    /// Who returns.
    Return = 9,
    /// Natural and political shocks.
    Shock = 10,
    /// The state at the start.
    Start = 11,
    /// Values of parameters drawn from their priors.
    Prior = 12,
    /// What is measured of the state.
    Observation = 13,
    /// The delay of a programme or of learning.
    Delay = 14,
}

/// The seed of one run, from which every stream is made.
///
/// ```
/// use rand::Rng;
/// use rootcast_scenario::random::{Purpose, Source};
/// let run = Source::new(7, 0, 3);
/// let draw = |step| run.stream(Purpose::Route, step, 12).next_u64();
/// assert_eq!(draw(5), draw(5));
/// assert_ne!(draw(5), draw(6));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    base: u64,
}

impl Source {
    /// A source of the run's seed, the hash of what is to be told apart (0 to share chance between scenarios) and the
    /// replicate.
    pub fn new(seed: u64, scenario: u64, replicate: u64) -> Self {
        Self {
            base: key(seed, &[scenario, replicate]),
        }
    }

    /// The stream of one use of chance: a purpose, a step of time and a cell of the state.
    pub fn stream(&self, purpose: Purpose, step: u64, cell: u64) -> Stream {
        stream(self.base, &[purpose as u64, step, cell])
    }
}

/// A binomial count: of `count`, those for whom a thing of this probability comes true. Exact for every count (BTPE;
/// V. Kachitvichyanukul and B. W. Schmeiser, Commun. ACM 31, 1988). A probability that is not above 0 (not a number
/// among them) gives none, and one from 1 up gives all.
///
/// ```
/// use rootcast_scenario::{random::binomial, stream::stream};
/// assert_eq!(binomial(&mut stream(1, &[]), 1_000, 0.0), 0);
/// assert_eq!(binomial(&mut stream(1, &[]), 1_000, 1.0), 1_000);
/// ```
pub fn binomial(random: &mut impl Rng, count: u64, probability: f64) -> u64 {
    if count == 0 || probability.is_nan() || probability <= 0.0 {
        return 0;
    }
    if probability >= 1.0 {
        return count;
    }
    Binomial::new(count, probability).map_or(0, |law| law.sample(random).min(count))
}

/// Splits a count over shares, by binomials on what is left, and returns those in no share. The shares are probabilities
/// whose sum is at most 1; should rounding carry them above it, the last are cut. `into` is overwritten, and
/// `count = into.iter().sum() + rest` always.
///
/// ```
/// use rootcast_scenario::{random::multinomial, stream::stream};
/// let mut into = [0; 3];
/// let rest = multinomial(&mut stream(1, &[]), 100, &[0.2, 0.3, 0.1], &mut into);
/// assert_eq!(into.iter().sum::<u64>() + rest, 100);
/// ```
pub fn multinomial(random: &mut impl Rng, count: u64, shares: &[f64], into: &mut [u64]) -> u64 {
    let mut left = count;
    let mut mass = 1.0_f64;
    into.fill(0);
    for (cell, share) in into.iter_mut().zip(shares) {
        if left == 0 {
            break;
        }
        if share.is_nan() || *share <= 0.0 {
            continue;
        }
        let drawn = if *share >= mass * (1.0 - 1e-12) {
            left
        } else {
            binomial(random, left, share / mass)
        };
        *cell = drawn;
        left -= drawn;
        mass -= share;
    }
    left
}

/// A Poisson count with this mean; 0 where the mean is not above 0.
pub fn poisson(random: &mut impl Rng, mean: f64) -> u64 {
    if mean.is_nan() || mean <= 0.0 {
        return 0;
    }
    Poisson::new(mean).map_or(0, |law| whole(law.sample(random)))
}

/// A negative binomial count: Poisson with a Gamma mean, variance μ + μ²/size (the form of J. F. Lawless, Can. J. Stat.
/// 15, 1987). A size that is infinite gives the Poisson.
pub fn negative_binomial(random: &mut impl Rng, mean: f64, size: f64) -> u64 {
    if mean.is_nan() || mean <= 0.0 || size.is_nan() || size <= 0.0 {
        return 0;
    }
    if size.is_infinite() {
        return poisson(random, mean);
    }
    let drawn = Gamma::new(size, mean / size).map_or(mean, |law| law.sample(random));
    poisson(random, drawn)
}

/// A uniform number in [0, 1) of 53 bits.
pub fn uniform(random: &mut impl Rng) -> f64 {
    (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
}

/// A count that is on average the given number: its whole part, and one more with the probability of the rest.
pub fn round_by_chance(random: &mut impl Rng, value: f64) -> u64 {
    if value.is_nan() || value <= 0.0 {
        return 0;
    }
    let floor = value.floor();
    whole(floor) + u64::from(uniform(random) < value - floor)
}

/// The whole number of a figure that is not negative.
fn whole(value: f64) -> u64 {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "saturates, and callers pass a count"
    )]
    {
        value as u64
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn moments(draw: impl Fn(u64) -> u64) -> (f64, f64) {
        let values: Vec<f64> = (0..20_000).map(|i| draw(i) as f64).collect();
        let mean = values.iter().sum::<f64>() / 20_000.0;
        (
            mean,
            values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / 20_000.0,
        )
    }

    #[test]
    fn draws_have_the_moments_of_their_laws() {
        let run = Source::new(3, 1, 0);
        let at = |i| run.stream(Purpose::Hazard, i, 0);
        let near = |(mean, variance): (f64, f64), m: f64, v: f64| {
            assert!(
                (mean - m).abs() < 5.0 * (v / 20_000.0).sqrt(),
                "mean {mean} for {m}"
            );
            assert!((variance / v - 1.0).abs() < 0.08, "variance {variance} for {v}");
        };
        for (n, p) in [
            (10_u64, 0.3),
            (1_000, 0.004),
            (100_000, 0.2),
            (5_000_000_000, 0.97),
        ] {
            let n_f = n as f64;
            near(
                moments(|i| binomial(&mut at(i), n, p)),
                n_f * p,
                n_f * p * (1.0 - p),
            );
        }
        near(moments(|i| poisson(&mut at(i), 7.5)), 7.5, 7.5);
        near(moments(|i| negative_binomial(&mut at(i), 40.0, 5.0)), 40.0, 360.0);
        near(
            moments(|i| {
                let mut into = [0; 3];
                multinomial(&mut at(i), 1_000, &[0.5, 0.2, 0.1], &mut into);
                into[2]
            }),
            100.0,
            90.0,
        );
        near(moments(|i| round_by_chance(&mut at(i), 2.25)), 2.25, 0.25 * 0.75);
    }

    #[test]
    fn streams_differ_by_each_part_of_their_name() {
        let first = |seed, scenario, replicate, purpose, step, cell| {
            Source::new(seed, scenario, replicate)
                .stream(purpose, step, cell)
                .next_u64()
        };
        let base = first(1, 2, 3, Purpose::Route, 4, 5);
        let others = [
            first(2, 2, 3, Purpose::Route, 4, 5),
            first(1, 3, 3, Purpose::Route, 4, 5),
            first(1, 2, 4, Purpose::Route, 4, 5),
            first(1, 2, 3, Purpose::Hazard, 4, 5),
            first(1, 2, 3, Purpose::Route, 5, 5),
            first(1, 2, 3, Purpose::Route, 5, 4),
        ];
        assert!(others.iter().all(|o| *o != base));
        assert_eq!(base, first(1, 2, 3, Purpose::Route, 4, 5));
    }

    proptest! {
        #[test]
        fn a_split_keeps_its_total(count in 0_u64..10_000_000, raw in proptest::collection::vec(-0.1_f64..1.0, 1..9), seed in 0_u64..99) {
            let sum: f64 = raw.iter().filter(|r| **r > 0.0).sum();
            let shares: Vec<f64> = raw.iter().map(|r| r / sum.max(1.0)).collect();
            let mut into = vec![0; shares.len()];
            let rest = multinomial(&mut stream(seed, &[]), count, &shares, &mut into);
            prop_assert_eq!(into.iter().sum::<u64>() + rest, count);
            prop_assert!(into.iter().zip(&shares).all(|(n, s)| *s > 0.0 || *n == 0));
            if sum >= 1.0 + 1e-9 { prop_assert_eq!(rest, 0); }
        }

        #[test]
        fn no_number_stops_a_draw(p in any::<f64>(), n in any::<u64>()) {
            prop_assert!(binomial(&mut stream(1, &[]), n, p) <= n);
            poisson(&mut stream(1, &[]), p);
            negative_binomial(&mut stream(1, &[]), p, p);
            round_by_chance(&mut stream(1, &[]), p);
        }
    }
}
