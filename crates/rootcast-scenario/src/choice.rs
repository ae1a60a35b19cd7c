//! Who wants to leave, who can, and by which channel.
//!
//! Departure is aspiration times capability (J. Carling, J. Ethn. Migr. Stud. 28, 2002; H. de Haas, Comp. Migr. Stud. 9,
//! 2021). Aspiration is a logistic function of conditions at home and of the inclusive value of leaving; capability is
//! the probability that a household's means cover the cheapest way it has. Income lowers the first and raises the
//! second, so that the hump of departures over income is a result and nothing fitted. Channels are a nested logit
//! (D. `McFadden`, in Spatial Interaction Theory and Planning Models, 1978): nests of channels that resemble each other
//! have a dissimilarity λ in (0, 1], and the value of a nest is λ ln Σ exp(u / λ). Routes within a channel are in
//! [`crate::graph::route`], whose value is the utility of the channel here: change one corridor and all others move.

use crate::graph::route::log_sum;

/// Why a choice cannot be made. All are faults of whoever states it.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ChoiceError {
    /// A dissimilarity is outside (0, 1], where choices would not follow from utilities.
    #[error("the dissimilarity of nest {nest} is {value}: it must be above 0 and at most 1")]
    Dissimilarity {
        /// The nest, from 0.
        nest: usize,
        /// What it is.
        value: f64,
    },
    /// A utility is not a number, or +∞.
    #[error("option {option} of nest {nest} has utility {value}: give a number, or −∞ where it is closed")]
    Utility {
        /// The nest, from 0.
        nest: usize,
        /// The option in it, from 0.
        option: usize,
        /// What it is.
        value: f64,
    },
}

/// A nest of options that resemble each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Nest {
    /// λ, in (0, 1]: 1 for options that have nothing in common, near 0 for all but the same.
    pub dissimilarity: f64,
    /// The utility of each option; −∞ where it is closed.
    pub utilities: Vec<f64>,
}

/// The answer of a nested logit.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The probability of each option of each nest; they sum to 1 unless everything is closed.
    pub probabilities: Vec<Vec<f64>>,
    /// The inclusive value ln Σ over nests; −∞ where everything is closed.
    pub inclusive_value: f64,
}

/// Chooses between the options of nests.
///
/// ```
/// use rootcast_scenario::choice::{Nest, nested};
/// let nests = [Nest { dissimilarity: 0.5, utilities: vec![0.0, 0.0] }, Nest { dissimilarity: 1.0, utilities: vec![0.0] }];
/// let choice = nested(&nests)?;
/// // The nest of two is worth 0.5 ln 2: the two are less than two of their kind.
/// assert!((choice.inclusive_value - (2_f64.sqrt() + 1.0).ln()).abs() < 1e-12);
/// # Ok::<(), rootcast_scenario::choice::ChoiceError>(())
/// ```
pub fn nested(nests: &[Nest]) -> Result<Choice, ChoiceError> {
    for (nest, n) in nests.iter().enumerate() {
        if !(n.dissimilarity > 0.0 && n.dissimilarity <= 1.0) {
            return Err(ChoiceError::Dissimilarity {
                nest,
                value: n.dissimilarity,
            });
        }
        if let Some((option, value)) = n
            .utilities
            .iter()
            .enumerate()
            .find(|(_, u)| u.is_nan() || **u == f64::INFINITY)
        {
            return Err(ChoiceError::Utility {
                nest,
                option,
                value: *value,
            });
        }
    }
    let values: Vec<f64> = nests
        .iter()
        .map(|n| log_sum(n.utilities.iter().copied(), n.dissimilarity))
        .collect();
    let inclusive_value = log_sum(values.iter().copied(), 1.0);
    let probabilities = nests
        .iter()
        .zip(&values)
        .map(|(nest, value)| {
            nest.utilities
                .iter()
                .map(|u| {
                    if *u == f64::NEG_INFINITY {
                        return 0.0;
                    }
                    ((u - value) / nest.dissimilarity).exp() * (value - inclusive_value).exp()
                })
                .collect()
        })
        .collect();
    Ok(Choice {
        probabilities,
        inclusive_value,
    })
}

/// The logistic function, from −∞ … ∞ to 0 … 1.
pub fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// The logarithm of the odds of a probability.
pub fn logit(p: f64) -> f64 {
    (p / (1.0 - p)).ln()
}

/// The probability that log-normal means with this median (US dollars) and spread (standard deviation of logarithms)
/// cover a price: Φ(ln(median / price) / spread). 1 for a price of 0, 0 for an infinite one.
pub fn capability(median_usd: f64, spread: f64, price_usd: f64) -> f64 {
    if price_usd <= 0.0 {
        return 1.0;
    }
    if median_usd.is_nan() || median_usd <= 0.0 || price_usd.is_infinite() || price_usd.is_nan() {
        return 0.0;
    }
    normal_share((median_usd / price_usd).ln() / spread.max(1e-6))
}

/// Φ, by the error function of M. Abramowitz and I. A. Stegun (1964, 7.1.26): to 1.5e-7, and quick, for it is asked for
/// in every cell of every step.
fn normal_share(z: f64) -> f64 {
    let x = z.abs() / std::f64::consts::SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * x);
    let poly = t
        * (0.254_829_592
            + t * (-0.284_496_736 + t * (1.421_413_741 + t * (-1.453_152_027 + t * 1.061_405_429))));
    let tail = 0.5 * poly * (-x * x).exp();
    if z >= 0.0 { 1.0 - tail } else { tail }
}

/// Turns a probability a month into one a step of so many days, for a hazard that is constant.
pub fn per_step(monthly: f64, days: f64) -> f64 {
    let p = monthly.clamp(0.0, 1.0);
    if (days - MONTH_DAYS).abs() < 1e-9 {
        return p;
    }
    1.0 - (1.0 - p).powf(days / MONTH_DAYS)
}

/// The days of a mean month.
pub const MONTH_DAYS: f64 = 365.25 / 12.0;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn income_acts_through_both_and_the_hump_is_a_result() {
        let leave = |income: f64| {
            let aspiration = logistic(-1.0 - 1.2 * (income / 5_000.0).ln());
            aspiration * capability(income, 0.8, 4_000.0)
        };
        let incomes: Vec<f64> = (0..60).map(|i| 300.0 * 1.1_f64.powi(i)).collect();
        let best = (0..60)
            .max_by(|a, b| leave(incomes[*a]).total_cmp(&leave(incomes[*b])))
            .unwrap();
        assert!((5..55).contains(&best), "{best}");
        assert!(
            leave(incomes[best]) > 2.0 * leave(incomes[0]) && leave(incomes[best]) > 2.0 * leave(incomes[59])
        );
    }

    #[test]
    fn capability_is_the_normal_share() {
        assert!((capability(4_000.0, 0.8, 4_000.0) - 0.5).abs() < 1e-7);
        assert!((capability(4_000.0 * 1.96_f64.exp(), 1.0, 4_000.0) - 0.975_002).abs() < 1e-6);
        assert!((capability(1.0, 1.0, 0.0) - 1.0).abs() < f64::EPSILON);
        assert!(capability(f64::NAN, 1.0, 1.0) == 0.0 && capability(1.0, 1.0, f64::INFINITY) == 0.0);
        let daily = per_step(0.3, 1.0);
        assert!((1.0 - (1.0 - daily).powf(MONTH_DAYS) - 0.3).abs() < 1e-12);
    }

    #[test]
    fn what_does_not_follow_from_utilities_is_refused() {
        let nest = |dissimilarity, u| {
            [Nest {
                dissimilarity,
                utilities: vec![u],
            }]
        };
        for value in [0.0, 1.2, -1.0, f64::NAN] {
            assert!(matches!(
                nested(&nest(value, 0.0)),
                Err(ChoiceError::Dissimilarity { .. })
            ));
        }
        assert!(matches!(
            nested(&nest(1.0, f64::NAN)),
            Err(ChoiceError::Utility { .. })
        ));
        let closed = nested(&nest(1.0, f64::NEG_INFINITY)).unwrap();
        assert!(closed.inclusive_value == f64::NEG_INFINITY && closed.probabilities[0][0] == 0.0);
    }

    fn nests() -> impl Strategy<Value = Vec<Nest>> {
        let nest = (0.05_f64..=1.0, proptest::collection::vec(-30.0_f64..30.0, 1..5)).prop_map(
            |(dissimilarity, utilities)| Nest {
                dissimilarity,
                utilities,
            },
        );
        proptest::collection::vec(nest, 1..5)
    }

    proptest! {
        /// Probabilities sum to one and are the gradient of the inclusive value (H. C. W. L. Williams, Environ. Plan. A
        /// 9, 1977).
        #[test]
        fn the_gradient_of_the_log_sum_is_the_choice(nests in nests(), which in any::<prop::sample::Index>()) {
            let choice = nested(&nests).unwrap();
            let total: f64 = choice.probabilities.iter().flatten().sum();
            prop_assert!((total - 1.0).abs() < 1e-9);
            let n = which.index(nests.len());
            let h = 1e-5;
            let moved = |by: f64| {
                let mut copy = nests.clone();
                copy[n].utilities[0] += by;
                nested(&copy).unwrap().inclusive_value
            };
            let slope = (moved(h) - moved(-h)) / (2.0 * h);
            prop_assert!((slope - choice.probabilities[n][0]).abs() < 1e-6);
        }
    }
}
