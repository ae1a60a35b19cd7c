//! How far the weights may be off: draws of the noise, and the exact optimum of each.

use rand::SeedableRng as _;
use rand_distr::{Distribution as _, StandardNormal};
use rayon::prelude::*;

use super::{Options, moments::Past};
use crate::{
    error::Result,
    simplex::{Goal, Points, Solver, furthest},
    synthetic::setting::Setting,
};

/// Bounds of the weights' part at each step under treatment.
pub(super) fn within(setting: &Setting, past: &Past, options: &Options) -> Result<Vec<(f64, f64)>> {
    let total: f64 = past.weights.iter().sum();
    let donors = past.weights.len();
    // Weights are made to sum to one; paths carry their sum instead.
    let paths: Vec<f64> = (0..donors)
        .flat_map(|j| past.steps.iter().map(move |t| total * setting.path(j)[*t]))
        .collect();
    let points = Points::new(&paths, past.steps.len(), false);
    let shares: Vec<f64> = past.weights.iter().map(|w| w / total).collect();
    let mut target = vec![0.0; past.steps.len()];
    for (j, share) in shares.iter().enumerate() {
        for (t, v) in target.iter_mut().zip(points.column(j)) {
            *t += share * v;
        }
    }
    let ahead: Vec<Vec<f64>> = (setting.start()..setting.steps())
        .map(|t| {
            let level = setting.path(0)[t];
            (0..donors)
                .map(|j| total * (setting.path(j)[t] - level))
                .collect()
        })
        .collect();
    let draws = (0..options.draws)
        .into_par_iter()
        .map_init(
            || (Solver::default(), Vec::new()),
            |(solver, prices), draw| {
                let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(
                    options
                        .seed
                        .wrapping_mul(0x9E37_79B9_7F4A_7C15)
                        .wrapping_add(draw as u64),
                );
                // T G = Z′ Ω^½ ξ: the noise of the steps, carried to the donors.
                let noise: Vec<f64> = past
                    .squares
                    .iter()
                    .map(|s| {
                        let draw: f64 = StandardNormal.sample(&mut random);
                        draw * s.sqrt()
                    })
                    .collect();
                let price: Vec<f64> = (0..donors)
                    .map(|j| {
                        -points
                            .column(j)
                            .iter()
                            .zip(&noise)
                            .map(|(z, n)| z * n)
                            .sum::<f64>()
                    })
                    .collect();
                let goal = Goal {
                    price: Some(&price),
                    ..Goal::plain(&target)
                };
                let bound: f64 = price.iter().zip(&shares).map(|(p, w)| p * w).sum();
                ahead
                    .iter()
                    .map(|pull| {
                        let now: f64 = pull.iter().zip(&shares).map(|(p, w)| p * w).sum();
                        let up = furthest(&points, &goal, pull, bound, solver, prices)?;
                        let other: Vec<f64> = pull.iter().map(|p| -p).collect();
                        let down = furthest(&points, &goal, &other, bound, solver, prices)?;
                        Ok((-down - now, up - now))
                    })
                    .collect::<Result<Vec<(f64, f64)>>>()
            },
        )
        .collect::<Result<Vec<_>>>()?;
    Ok((0..ahead.len())
        .map(|t| {
            // The true weights may lie that far from ours: the outcome as far the other way.
            let mut lows: Vec<f64> = draws.iter().map(|d| -d[t].1).collect();
            let mut highs: Vec<f64> = draws.iter().map(|d| -d[t].0).collect();
            lows.sort_by(f64::total_cmp);
            highs.sort_by(f64::total_cmp);
            (
                order(&lows, 0.5 * options.alpha_within),
                order(&highs, 1.0 - 0.5 * options.alpha_within),
            )
        })
        .collect())
}

/// A quantile between order statistics.
// A place among the draws, never below nought.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn order(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let low = place.floor() as usize;
    let high = (low + 1).min(sorted.len() - 1);
    sorted[low] + (place - low as f64) * (sorted[high] - sorted[low])
}
