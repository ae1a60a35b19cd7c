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
    let k = used.len();
    // Unit after unit, so that a draw adds whole rows; a row of zeros makes their number even.
    let mut rows = vec![0.0; n.next_multiple_of(2) * k];
    for (j, i) in used.iter().enumerate() {
        for (u, v) in influence[*i].iter().enumerate() {
            rows[u * k + j] = v / n as f64;
        }
    }
    let five = 5.0_f64.sqrt();
    let (low, high, chance) = (
        (1.0 - five) / 2.0,
        f64::midpoint(1.0, five),
        (1.0 + five) / (2.0 * five),
    );
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of 2³²"
    )]
    let below = (chance * 2.0_f64.powi(32)).round() as u64;
    let weights = [high, low];
    let all: Vec<Vec<f64>> = (0..draws as u64)
        .into_par_iter()
        .map(|draw| {
            let mut random = Pcg64::new(u128::from(seed), u128::from(draw));
            let mut sums = vec![0.0; k];
            for pair in rows.chunks_exact((2 * k).max(1)) {
                let bits: u64 = random.random();
                let first = weights[usize::from(bits & 0xffff_ffff < below)];
                let second = weights[usize::from(bits >> 32 < below)];
                let (a, b) = pair.split_at(k);
                for ((s, a), b) in sums.iter_mut().zip(a).zip(b) {
                    *s += first * a + second * b;
                }
            }
            sums
        })
        .collect();
    let normal = Normal::standard();
    let middle = normal.inverse_cdf(0.75) - normal.inverse_cdf(0.25);
    let mut sizes = Vec::with_capacity(used.len());
    for at in 0..used.len() {
        let mut column: Vec<f64> = all.iter().map(|d| d[at]).collect();
        sizes.push((quantile(&mut column, 0.75) - quantile(&mut column, 0.25)) / middle);
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
    let mut errors = vec![None; influence.len()];
    for (at, size) in used.iter().zip(sizes) {
        errors[*at] = Some(size);
    }
    Ok(Band {
        errors,
        critical: quantile(&mut largest, probability),
        draws,
    })
}

/// The quantile of figures, between the two next to it.
fn quantile(figures: &mut [f64], at: f64) -> f64 {
    let place = at * (figures.len() - 1) as f64;
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "within the figures"
    )]
    let i = place as usize;
    let (_, low, above) = figures.select_nth_unstable_by(i, f64::total_cmp);
    let next = above.iter().copied().fold(f64::INFINITY, f64::min);
    if next.is_finite() {
        *low + place.fract() * (next - *low)
    } else {
        *low
    }
}
