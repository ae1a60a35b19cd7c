//! Bands that hold for all effects at once, by multiplied influences.

use rand::RngExt;
use rand_pcg::Pcg64;
use rayon::prelude::*;
use statrs::distribution::{ContinuousCDF, Normal};

use super::{Aggregate, GroupEffects};
use crate::error::{ImpactError, Result};

/// Errors and a critical value that hold for all effects at once.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Band {
    /// Standard errors, from the middle half of the draws; `None` where there is none.
    pub errors: Vec<Option<f64>>,
    /// Errors each effect may be off so that all are within with the probability asked for.
    pub critical: f64,
    /// Draws.
    pub draws: usize,
}

impl GroupEffects {
    /// Bands over all effects by group and step (Callaway and Sant'Anna 2021, theorem 3): the influences of the units are
    /// multiplied by weights of mean zero and variance one with two values (Mammen 1993), again and again. The same seed
    /// gives the same band on any number of threads.
    ///
    /// # Errors
    /// [`ImpactError::Data`] where there are fewer than 100 draws, or the probability is not between 0.5 and 1.
    pub fn band(&self, draws: usize, seed: u64, probability: f64) -> Result<Band> {
        band(&self.influence, draws, seed, probability)
    }
}

impl Aggregate {
    /// As [`GroupEffects::band`], over the parts of an average.
    ///
    /// # Errors
    /// As [`GroupEffects::band`].
    pub fn band(&self, draws: usize, seed: u64, probability: f64) -> Result<Band> {
        band(&self.influence, draws, seed, probability)
    }
}

fn band(influence: &[Vec<f64>], draws: usize, seed: u64, probability: f64) -> Result<Band> {
    if draws < 100 || !(0.5..1.0).contains(&probability) {
        return Err(ImpactError::Data(
            "a band needs 100 draws at least and a probability between 0.5 and 1".to_owned(),
        ));
    }
    let used: Vec<usize> = (0..influence.len())
        .filter(|i| influence[*i].iter().any(|v| *v != 0.0))
        .collect();
    let n = influence.first().map_or(0, Vec::len);
    let five = 5.0_f64.sqrt();
    let (low, high, chance) = (
        (1.0 - five) / 2.0,
        f64::midpoint(1.0, five),
        (1.0 + five) / (2.0 * five),
    );
    let all: Vec<Vec<f64>> = (0..draws as u64)
        .into_par_iter()
        .map_init(
            || vec![0.0; n],
            |weights, draw| {
                let mut random = Pcg64::new(u128::from(seed), u128::from(draw));
                weights.fill_with(|| {
                    if random.random::<f64>() < chance {
                        low
                    } else {
                        high
                    }
                });
                used.iter()
                    .map(|i| crate::absorb::dot(&influence[*i], weights) / n as f64)
                    .collect()
            },
        )
        .collect();
    let normal = Normal::standard();
    let middle = normal.inverse_cdf(0.75) - normal.inverse_cdf(0.25);
    let mut sizes = Vec::with_capacity(used.len());
    for at in 0..used.len() {
        let mut column: Vec<f64> = all.iter().map(|d| d[at]).collect();
        column.sort_unstable_by(f64::total_cmp);
        sizes.push((quantile(&column, 0.75) - quantile(&column, 0.25)) / middle);
    }
    let mut largest: Vec<f64> = all
        .iter()
        .map(|d| {
            d.iter()
                .zip(&sizes)
                .map(|(b, s)| (b / s).abs())
                .fold(0.0, f64::max)
        })
        .collect();
    largest.sort_unstable_by(f64::total_cmp);
    let mut errors = vec![None; influence.len()];
    for (at, size) in used.iter().zip(sizes) {
        errors[*at] = Some(size);
    }
    Ok(Band {
        errors,
        critical: quantile(&largest, probability),
        draws,
    })
}

/// The quantile of sorted figures, between the two next to it.
fn quantile(sorted: &[f64], at: f64) -> f64 {
    let place = at * (sorted.len() - 1) as f64;
    let low = place.floor();
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "within the figures"
    )]
    let i = low as usize;
    let next = sorted[(i + 1).min(sorted.len() - 1)];
    sorted[i] + (place - low) * (next - sorted[i])
}
