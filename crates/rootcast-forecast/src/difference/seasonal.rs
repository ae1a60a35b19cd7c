//! How strong a season is: STL, and the share of variance that its seasonal part explains.
//!
//! STL (Cleveland, Cleveland, `McRae` & Terpenning 1990) in its inner loop without robustness weights, twice, each local
//! line computed at every step (the paper's code jumps and interpolates).

/// Width of the smoother along the same month of successive years.
const SEASONAL_WIDTH: usize = 11;
/// Passes of the inner loop.
const PASSES: usize = 2;

/// `max(0, 1 - Var(R) / Var(S + R))` with season and remainder from STL (Wang, Smith & Hyndman 2006); 0 where there are
/// not two whole seasons, or no season. Above .64 the procedure takes a seasonal difference.
pub fn seasonal_strength(values: &[f64], season: usize) -> f64 {
    let n = values.len();
    if season < 2 || n < 2 * season + 1 {
        return 0.0;
    }
    let (seasonal, trend) = decompose(values, season);
    let remainder: Vec<f64> = (0..n).map(|t| values[t] - seasonal[t] - trend[t]).collect();
    let both: Vec<f64> = (0..n).map(|t| values[t] - trend[t]).collect();
    let (left, all) = (variance(&remainder), variance(&both));
    // Less than this is rounding.
    let size = values.iter().map(|v| v * v).sum::<f64>() / n as f64;
    if all > 1e-20 * size {
        (1.0 - left / all).max(0.0)
    } else {
        0.0
    }
}

fn variance(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n
}

fn odd_at_least(width: f64) -> usize {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a small width"
    )]
    let width = width.ceil() as usize;
    width + usize::from(width.is_multiple_of(2))
}

/// Season and trend.
fn decompose(values: &[f64], season: usize) -> (Vec<f64>, Vec<f64>) {
    let n = values.len();
    let m = season as f64;
    let trend_width = odd_at_least(1.5 * m / (1.0 - 1.5 / SEASONAL_WIDTH as f64));
    let low_width = odd_at_least(m);
    let mut seasonal = vec![0.0; n];
    let mut trend = vec![0.0; n];
    // The season with one more year at either end.
    let mut cycle = vec![0.0; n + 2 * season];
    let mut own = Vec::new();
    for _ in 0..PASSES {
        for month in 0..season {
            own.clear();
            own.extend((month..n).step_by(season).map(|t| values[t] - trend[t]));
            let years = own.len();
            for (at, year) in (-1_i32..).zip(0..years + 2) {
                cycle[month + year * season] = local(&own, f64::from(at), SEASONAL_WIDTH, 0);
            }
        }
        let averaged = average(&average(&average(&cycle, season), season), 3);
        for t in 0..n {
            seasonal[t] = cycle[t + season] - local(&averaged, t as f64, low_width, 1);
        }
        let rest: Vec<f64> = (0..n).map(|t| values[t] - seasonal[t]).collect();
        for (t, level) in trend.iter_mut().enumerate() {
            *level = local(&rest, t as f64, trend_width, 1);
        }
    }
    (seasonal, trend)
}

/// Moving averages of `width` steps, as many as fit.
fn average(values: &[f64], width: usize) -> Vec<f64> {
    let mut sum: f64 = values[..width].iter().sum();
    let mut out = Vec::with_capacity(values.len() + 1 - width);
    out.push(sum / width as f64);
    for t in width..values.len() {
        sum += values[t] - values[t - width];
        out.push(sum / width as f64);
    }
    out
}

/// Loess at `at` over the `width` nearest steps, by a local mean (`degree` 0) or line, with tricube weights. Where the
/// series has fewer steps than that, the window grows by half of those missing.
fn local(values: &[f64], at: f64, width: usize, degree: usize) -> f64 {
    let n = values.len();
    let within = width.min(n);
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to a position of the series"
    )]
    let from = (at - (within / 2) as f64).clamp(0.0, (n - within) as f64).round() as usize;
    let mut reach = (at - from as f64).max((from + within - 1) as f64 - at);
    if width > n {
        reach += (width - n).div_euclid(2) as f64;
    }
    let reach = reach.max(0.5);
    let (mut total, mut moment) = (0.0, 0.0);
    let mut weights = [0.0; 96];
    let count = within.min(weights.len());
    for (k, weight) in weights[..count].iter_mut().enumerate() {
        let x = (from + k) as f64;
        let share = (x - at).abs() / reach;
        *weight = if share > 0.999 {
            0.0
        } else if share < 0.001 {
            1.0
        } else {
            let left = 1.0 - share * share * share;
            left * left * left
        };
        total += *weight;
        moment += *weight * x;
    }
    if total <= 0.0 {
        return values[from];
    }
    let centre = moment / total;
    let mut spread = 0.0;
    if degree > 0 {
        for (k, weight) in weights[..count].iter().enumerate() {
            let x = (from + k) as f64 - centre;
            spread += weight * x * x;
        }
    }
    let slope = if spread > 1e-6 * n as f64 {
        (at - centre) / spread
    } else {
        0.0
    };
    weights[..count]
        .iter()
        .zip(&values[from..])
        .enumerate()
        .map(|(k, (weight, y))| weight * (1.0 / total + slope * ((from + k) as f64 - centre)) * y)
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_distr::{Distribution, StandardNormal};

    #[test]
    fn a_pure_season_is_strong_and_noise_is_weak() {
        let season: Vec<f64> = (0..72)
            .map(|t| 100.0 + f64::from(t) + 10.0 * (f64::from(t) * std::f64::consts::TAU / 12.0).sin())
            .collect();
        assert!(seasonal_strength(&season, 12) > 0.99);
        let mut random = crate::random::generator(1, &[]);
        let noise: Vec<f64> = (0..120).map(|_| StandardNormal.sample(&mut random)).collect();
        assert!(seasonal_strength(&noise, 12) < 0.64);
        assert!(seasonal_strength(&[3.0; 40], 12) < 1e-9);
        assert!(seasonal_strength(&season[..20], 12) < 1e-9);
    }

    #[test]
    fn a_line_is_its_own_smoother() {
        let line: Vec<f64> = (0..30).map(|t| 2.0 + 3.0 * f64::from(t)).collect();
        for at in [0.0, 7.0, 29.0] {
            assert!((local(&line, at, 11, 1) - 2.0 - 3.0 * at).abs() < 1e-9);
        }
    }
}
