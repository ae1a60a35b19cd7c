//! Did the chains converge, and how many independent draws are they worth?
//!
//! Chains are halved, draws replaced by normal scores of their ranks, and the spread between halves set against that
//! within: R̂, for the draws and for their distance from the median, the greater counts. Effective sizes use Geyer's
//! initial monotone sequence: *bulk* of the normal scores, *tail* the smaller of those of being below the 5 % and the
//! 95 % quantile (A. Vehtari, A. Gelman, D. Simpson, B. Carpenter and P.-C. Bürkner, Bayesian Anal. 16, 2021).

use serde::{Deserialize, Serialize};

use super::InferenceError;
use crate::moments::{self, normal_quantile, quantile_sorted};

/// What a fit must show before it is handed out.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// The greatest R̂.
    pub r_hat: f64,
    /// The fewest effective draws, bulk and tail.
    pub effective: f64,
}

impl Default for Limits {
    /// As Vehtari et al. advise for four chains: R̂ below 1.01, 400 effective draws.
    fn default() -> Self {
        Self {
            r_hat: 1.01,
            effective: 400.0,
        }
    }
}

/// The diagnostics of one quantity.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Diagnostics {
    /// Rank-normalised split R̂, the greater of bulk and folded.
    pub r_hat: f64,
    /// Effective draws in the bulk.
    pub bulk: f64,
    /// Effective draws in the tails.
    pub tail: f64,
    /// The mean.
    pub mean: f64,
    /// The standard deviation.
    pub sd: f64,
    /// The Monte-Carlo standard error of the mean.
    pub standard_error: f64,
    /// Quantiles at 5, 50 and 95 %.
    pub quantiles: [f64; 3],
}

/// The diagnostics of chains of one quantity: at least one chain, all as long, at least 8 draws each.
pub fn of_chains(chains: &[Vec<f64>]) -> Result<Diagnostics, InferenceError> {
    let draws = chains.first().map_or(0, Vec::len);
    if draws < 8 || chains.iter().any(|c| c.len() != draws) {
        return Err(InferenceError::Data(
            "chains must be as long as each other and of at least 8 draws".to_owned(),
        ));
    }
    if let Some(value) = chains.iter().flatten().find(|v| !v.is_finite()) {
        return Err(InferenceError::NotFinite {
            what: "a draw",
            value: *value,
            at: "a chain".to_owned(),
        });
    }
    let split = halves(chains);
    let mut sorted: Vec<f64> = chains.concat();
    sorted.sort_unstable_by(f64::total_cmp);
    let median = quantile_sorted(&sorted, 0.5);
    let folded: Vec<Vec<f64>> = split
        .iter()
        .map(|c| c.iter().map(|v| (v - median).abs()).collect())
        .collect();
    let scores = normal_scores(&split);
    let tail = [0.05, 0.95]
        .map(|share| {
            let cut = quantile_sorted(&sorted, share);
            let below: Vec<Vec<f64>> = split
                .iter()
                .map(|c| c.iter().map(|v| if *v <= cut { 1.0 } else { 0.0 }).collect())
                .collect();
            effective(&below)
        })
        .into_iter()
        .fold(f64::INFINITY, f64::min);
    let sd = moments::variance(&sorted).sqrt();
    Ok(Diagnostics {
        r_hat: r_hat(&scores).max(r_hat(&normal_scores(&folded))),
        bulk: effective(&scores),
        tail,
        mean: moments::mean(&sorted),
        sd,
        standard_error: sd / effective(&split).sqrt(),
        quantiles: [0.05, 0.5, 0.95].map(|share| quantile_sorted(&sorted, share)),
    })
}

impl Diagnostics {
    /// What a quantity falls short of, in words; nothing where it is within limits.
    pub fn shortfalls(&self, name: &str, limits: &Limits) -> Vec<String> {
        let mut out = Vec::new();
        // NaN is a shortfall too: of a quantity that never moves nothing can be told.
        if self.r_hat.is_nan() || self.r_hat >= limits.r_hat {
            out.push(format!(
                "`{name}` has R-hat {:.4}, not below {}: run longer, or from nearer starts",
                self.r_hat, limits.r_hat
            ));
        }
        for (what, draws) in [("bulk", self.bulk), ("tail", self.tail)] {
            if draws.is_nan() || draws < limits.effective {
                out.push(format!(
                    "`{name}` has {draws:.0} effective draws in the {what}, fewer than {}: run longer",
                    limits.effective
                ));
            }
        }
        out
    }
}

/// Each chain as its first and last half; of an odd length the middle draw is left out.
fn halves(chains: &[Vec<f64>]) -> Vec<Vec<f64>> {
    chains
        .iter()
        .flat_map(|c| {
            let half = c.len() / 2;
            [c[..half].to_vec(), c[c.len() - half..].to_vec()]
        })
        .collect()
}

/// Φ⁻¹((rank − 3/8) / (S + 1/4)), ties at their mean rank.
fn normal_scores(chains: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let all: Vec<f64> = chains.concat();
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by(|a, b| all[*a].total_cmp(&all[*b]));
    let mut scores = vec![0.0; all.len()];
    let mut at = 0;
    while at < order.len() {
        let tied = order[at..]
            .iter()
            .take_while(|i| all[**i] <= all[order[at]])
            .count();
        let rank = at as f64 + f64::midpoint(tied as f64, 1.0);
        let score = normal_quantile((rank - 0.375) / (all.len() as f64 + 0.25));
        for i in &order[at..at + tied] {
            scores[*i] = score;
        }
        at += tied;
    }
    let mut rest = scores.as_slice();
    chains
        .iter()
        .map(|c| {
            let (own, other) = rest.split_at(c.len());
            rest = other;
            own.to_vec()
        })
        .collect()
}

/// Within-chain variance, and the pooled estimate of the variance.
fn spreads(chains: &[Vec<f64>]) -> (f64, f64) {
    let n = chains.first().map_or(0, Vec::len) as f64;
    let variances: Vec<f64> = chains.iter().map(|c| moments::variance(c)).collect();
    let means: Vec<f64> = chains.iter().map(|c| moments::mean(c)).collect();
    let within = moments::mean(&variances);
    (within, (n - 1.0) / n * within + moments::variance(&means))
}

fn r_hat(chains: &[Vec<f64>]) -> f64 {
    let (within, pooled) = spreads(chains);
    (pooled / within).sqrt()
}

/// Effective draws of chains by Geyer's initial monotone sequence (C. J. Geyer, Stat. Sci. 7, 1992).
fn effective(chains: &[Vec<f64>]) -> f64 {
    let n = chains.first().map_or(0, Vec::len);
    let total = (n * chains.len()) as f64;
    let (within, pooled) = spreads(chains);
    if pooled <= 0.0 || !pooled.is_finite() {
        return f64::NAN;
    }
    let centred: Vec<Vec<f64>> = chains
        .iter()
        .map(|c| {
            let mean = moments::mean(c);
            c.iter().map(|v| v - mean).collect()
        })
        .collect();
    let correlation = |lag: usize| {
        let covariance: f64 = centred
            .iter()
            .map(|c| c.iter().zip(&c[lag..]).map(|(a, b)| a * b).sum::<f64>() / n as f64)
            .sum::<f64>()
            / chains.len() as f64;

        1.0 - (within - covariance) / pooled
    };
    // Pairs of lags up to the last that the draws bear; of the pair that ends the sequence, the even lag counts once.
    let mut sum = 0.0;
    let mut previous = f64::INFINITY;
    let mut lag = 0;
    let mut last_even = 0.0;
    while lag + 1 < n {
        let even = if lag == 0 { 1.0 } else { correlation(lag) };
        let pair = even + correlation(lag + 1);
        if lag > 0 && (pair <= 0.0 || lag + 4 >= n) {
            last_even = even.max(0.0);
            break;
        }
        previous = pair.min(previous);
        sum += previous;
        lag += 2;
    }
    // Antithetic chains can be worth more than their draws, but no more than this many times.
    let time = (-1.0 + 2.0 * sum + last_even).max(1.0 / total.log10());
    total / time
}
