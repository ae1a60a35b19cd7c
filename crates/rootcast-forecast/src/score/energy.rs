//! The energy score: the CRPS of several figures at once.
//!
//! Marking each step or each series alone leaves unmarked whether they move together, which sums depend on. For draws
//! *x* of a vector and the outcome *y*, with ‖·‖ the Euclidean length,
//!
//! (1/m) Σ‖xᵢ − y‖ − 1/(2m²) ΣΣ‖xᵢ − xⱼ‖
//!
//! (Gneiting & Raftery 2007, section 4.3). It is proper, and in one dimension the CRPS of the sample.

use crate::error::{ForecastError, Result};

/// The score of draws, draw after draw, each as long as the outcome.
///
/// # Errors
/// Draws that are not whole vectors, or none.
///
/// ```
/// use rootcast_forecast::score::energy::energy_score;
/// let score = energy_score(&[1.0, 2.0, 3.0, 4.0], &[1.0, 2.0]).unwrap();
/// assert!((score - (8.0_f64.sqrt() / 2.0 - 8.0_f64.sqrt() / 4.0)).abs() < 1e-12);
/// ```
pub fn energy_score(draws: &[f64], outcome: &[f64]) -> Result<f64> {
    let dimension = outcome.len();
    if dimension == 0 || draws.is_empty() || !draws.len().is_multiple_of(dimension) {
        return Err(ForecastError::Asked(format!(
            "{} numbers are no draws of {dimension} figures: give each draw one number for each figure",
            draws.len()
        )));
    }
    let m = (draws.len() / dimension) as f64;
    let length = |a: &[f64], b: &[f64]| {
        a.iter()
            .zip(b)
            .map(|(a, b)| (a - b) * (a - b))
            .sum::<f64>()
            .sqrt()
    };
    let away: f64 = draws.chunks(dimension).map(|x| length(x, outcome)).sum();
    let apart: f64 = draws
        .chunks(dimension)
        .enumerate()
        .map(|(i, x)| draws.chunks(dimension).take(i).map(|z| length(x, z)).sum::<f64>())
        .sum();
    Ok(away / m - apart / (m * m))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::score::crps::held::ensemble;

    proptest! {
        #[test]
        fn in_one_dimension_it_is_the_crps(draws in prop::collection::vec(-1e3..1e3, 1..30), y in -1e3..1e3) {
            prop_assert!((energy_score(&draws, &[y]).unwrap() - ensemble(&draws, y)).abs() < 1e-8);
        }

        #[test]
        fn it_is_never_below_zero(draws in prop::collection::vec(-1e3..1e3, 3), y in prop::collection::vec(-1e3..1e3, 3)) {
            let twice: Vec<f64> = draws.iter().chain(&y).copied().collect();
            prop_assert!(energy_score(&twice, &y).unwrap() >= -1e-9);
        }
    }

    #[test]
    fn draws_must_be_whole() {
        assert!(energy_score(&[1.0, 2.0, 3.0], &[1.0, 2.0]).is_err());
        assert!(energy_score(&[], &[1.0]).is_err() && energy_score(&[1.0], &[]).is_err());
    }
}
