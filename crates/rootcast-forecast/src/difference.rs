//! Differences, and how many a series needs: the tests by which Hyndman & Khandakar's procedure takes them.

mod seasonal;

pub use seasonal::seasonal_strength;

/// `(1 - B)^d (1 - B^m)^D y`, shorter than `y` by `d + D m`; empty where `y` is too short.
///
/// ```
/// use rootcast_forecast::difference::difference;
/// assert_eq!(difference(&[1.0, 4.0, 9.0, 16.0], 2, 0, 1), [2.0, 2.0]);
/// assert_eq!(difference(&[1.0, 2.0, 4.0, 6.0], 0, 1, 2), [3.0, 4.0]);
/// ```
pub fn difference(values: &[f64], d: usize, seasonal: usize, season: usize) -> Vec<f64> {
    let mut out = values.to_vec();
    for lag in std::iter::repeat_n(season, seasonal).chain(std::iter::repeat_n(1, d)) {
        let n = out.len().saturating_sub(lag);
        for t in 0..n {
            out[t] = out[t + lag] - out[t];
        }
        out.truncate(n);
    }
    out
}

/// The statistic of Kwiatkowski, Phillips, Schmidt & Shin (1992) for a level: the sum of squared partial sums of
/// `y - ȳ` over `n²` times the long-run variance, by Bartlett's weights up to `lags`. Large where the level wanders.
pub fn kpss(values: &[f64], lags: usize) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let from_mean: Vec<f64> = values.iter().map(|y| y - mean).collect();
    let mut partial = 0.0;
    let squares: f64 = from_mean
        .iter()
        .map(|e| {
            partial += e;
            partial * partial
        })
        .sum();
    let covariance = |lag: usize| -> f64 {
        let ahead = from_mean.get(lag..).unwrap_or(&[]);
        ahead.iter().zip(&from_mean).map(|(a, b)| a * b).sum::<f64>() / n
    };
    let weighted: f64 = (1..=lags)
        .map(|lag| (1.0 - lag as f64 / (lags + 1) as f64) * covariance(lag))
        .sum();
    let variance = covariance(0) + 2.0 * weighted;
    if variance > 0.0 {
        squares / (n * n * variance)
    } else {
        0.0
    }
}

/// The value that [`kpss`] exceeds once in twenty times on a stationary series.
const KPSS_FIVE_PERCENT: f64 = 0.463;

/// Differences, at most `most`, after which [`kpss`] no longer says that the level wanders. Its lags are the whole part
/// of `3 √n / 13`.
pub fn differences_needed(values: &[f64], most: usize) -> usize {
    let mut series = values.to_vec();
    for d in 0..most {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "small and positive"
        )]
        let lags = (3.0 * (series.len() as f64).sqrt() / 13.0) as usize;
        if series.len() < 4 || is_constant(&series) || kpss(&series, lags) <= KPSS_FIVE_PERCENT {
            return d;
        }
        series = difference(&series, 1, 0, 1);
    }
    most
}

/// Whether all figures are the same, up to rounding of their size.
pub(crate) fn is_constant(values: &[f64]) -> bool {
    let Some(first) = values.first() else {
        return true;
    };
    let size = values.iter().fold(0.0, |a: f64, v| a.max(v.abs()));
    values.iter().all(|v| (v - first).abs() <= 1e-12 * size)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_distr::{Distribution, StandardNormal};

    #[test]
    fn a_walk_needs_a_difference_and_noise_none() {
        let mut random = crate::random::generator(1, &[]);
        let noise: Vec<f64> = (0..120).map(|_| StandardNormal.sample(&mut random)).collect();
        assert_eq!(differences_needed(&noise, 2), 0);
        let mut level = 0.0;
        let walk: Vec<f64> = noise
            .iter()
            .map(|e| {
                level += e + 0.2;
                level
            })
            .collect();
        assert_eq!(differences_needed(&walk, 2), 1);
        assert_eq!(differences_needed(&[5.0; 30], 2), 0);
    }

    #[test]
    fn the_statistic_is_its_definition() {
        // y - ȳ = -1.5, -.5, .5, 1.5; partial sums -1.5, -2, -1.5, 0; Σ S² = 8.5; variance 1.25.
        assert!((kpss(&[1.0, 2.0, 3.0, 4.0], 0) - 8.5 / (16.0 * 1.25)).abs() < 1e-12);
    }

    #[test]
    fn too_short_to_difference_is_empty() {
        assert!(difference(&[1.0, 2.0], 0, 1, 12).is_empty());
    }
}
