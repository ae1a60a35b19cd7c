//! Series from a seed.

use rand_distr::{Distribution, StandardNormal};
use rootcast_forecast::random::generator;

/// Series `i` of a seed: 50 to 126 months of a trend, a season and a level that walks.
pub(crate) fn generated(seed: u64, i: u64) -> Vec<f64> {
    let mut random = generator(seed, &[i]);
    let mut draw = || -> f64 { StandardNormal.sample(&mut random) };
    let (slope, swing, mut level) = (0.5 * draw(), 8.0 * draw(), 100.0);
    (0..50 + i % 77)
        .map(|t| {
            level += slope + draw();
            let season = (std::f64::consts::TAU * (t % 12) as f64 / 12.0).sin();
            (level + swing * season + 2.0 * draw()).max(1.0)
        })
        .collect()
}
