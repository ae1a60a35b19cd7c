//! What the draws say.

use super::{Options, gibbs::Draws};

/// An effect over the steps under treatment that have a figure, as a mean or as a sum.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Summary {
    /// The outcome.
    pub actual: f64,
    /// What it would have been.
    pub expected: f64,
    /// Interval of the latter.
    pub expected_interval: (f64, f64),
    /// Actual less expected.
    pub effect: f64,
    /// Interval of the effect.
    pub interval: (f64, f64),
    /// Standard deviation of the effect.
    pub deviation: f64,
    /// Mean effect as a part of what would have been.
    pub relative: f64,
    /// Interval of that part.
    pub relative_interval: (f64, f64),
}

/// What a step would have been.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Point {
    /// The mean.
    pub mean: f64,
    /// The interval of a single figure.
    pub interval: (f64, f64),
}

/// The estimate.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Impact {
    /// Per step.
    pub average: Summary,
    /// Summed.
    pub cumulative: Summary,
    /// What each step would have been, those before treatment fitted.
    pub series: Vec<Point>,
    /// Posterior share of draws whose sum is as far on the same side as the outcome's: the one-sided tail.
    pub tail: f64,
    /// How often each control series was included.
    pub inclusion: Vec<f64>,
    /// Mean coefficient of each control series, in standard deviations of both.
    pub coefficients: Vec<f64>,
    /// Draws the summaries rest on.
    pub draws: usize,
    /// Standard error of the mean effect per step that comes from drawing, by the means of twenty batches of draws: another
    /// seed moves the estimate by about so much.
    pub sampling_error: f64,
}

pub(super) fn summary(
    series: &[f64],
    start: usize,
    mean: f64,
    spread: f64,
    draws: &Draws,
    options: &Options,
) -> Impact {
    let steps = series.len();
    let seen: Vec<usize> = (start..steps).filter(|t| !series[*t].is_nan()).collect();
    let count = seen.len() as f64;
    let actual = seen.iter().map(|t| series[*t]).sum::<f64>() / count;
    let over = |draws: &[f64]| -> Vec<f64> {
        draws
            .chunks_exact(steps)
            .map(|d| mean + spread * seen.iter().map(|t| d[*t]).sum::<f64>() / count)
            .collect()
    };
    let expected = over(&draws.means).iter().sum::<f64>() / draws.count as f64;
    let figures = over(&draws.figures);
    let average = told(actual, expected, &figures, options.alpha, 1.0);
    let as_high = figures.iter().filter(|f| **f >= actual).count() + 1;
    let as_low = figures.iter().filter(|f| **f <= actual).count() + 1;
    let mut column = vec![0.0; draws.count];
    let points = (0..steps)
        .map(|t| {
            let at = |of: &[f64], k: usize| mean + spread * of[k * steps + t];
            let centre = (0..draws.count).map(|k| at(&draws.means, k)).sum::<f64>() / draws.count as f64;
            for (k, slot) in column.iter_mut().enumerate() {
                *slot = at(&draws.figures, k);
            }
            Point {
                mean: centre,
                interval: ends(&mut column, options.alpha),
            }
        })
        .collect();
    Impact {
        average,
        cumulative: told(actual, expected, &figures, options.alpha, count),
        series: points,
        tail: as_high.min(as_low) as f64 / (draws.count + 1) as f64,
        inclusion: draws.inclusion.clone(),
        coefficients: draws.coefficients.clone(),
        draws: draws.count,
        sampling_error: sampling_error(&over(&draws.means)),
    }
}

/// By batches that are long enough to be all but independent.
fn sampling_error(values: &[f64]) -> f64 {
    let batches = values.len().clamp(2, 20);
    let means: Vec<f64> = values
        .chunks_exact((values.len() / batches).max(1))
        .take(batches)
        .map(|b| b.iter().sum::<f64>() / b.len() as f64)
        .collect();
    let count = means.len() as f64;
    let centre = means.iter().sum::<f64>() / count;
    let square: f64 = means.iter().map(|m| (m - centre).powi(2)).sum();
    (square / (count - 1.0) / count).sqrt()
}

fn told(actual: f64, expected: f64, figures: &[f64], alpha: f64, times: f64) -> Summary {
    let count = figures.len() as f64;
    let mut sorted = figures.to_vec();
    let (low, high) = ends(&mut sorted, alpha);
    let centre = figures.iter().sum::<f64>() / count;
    let square: f64 = figures.iter().map(|f| (f - centre).powi(2)).sum();
    let mut relative: Vec<f64> = figures.iter().map(|f| actual / f - 1.0).collect();
    let mean_relative = relative.iter().sum::<f64>() / count;
    Summary {
        actual: actual * times,
        expected: expected * times,
        expected_interval: (low * times, high * times),
        effect: (actual - expected) * times,
        interval: ((actual - high) * times, (actual - low) * times),
        deviation: (square / (count - 1.0)).sqrt() * times,
        relative: mean_relative,
        relative_interval: ends(&mut relative, alpha),
    }
}

/// Quantiles that leave half of `alpha` out on each side, between order statistics (Hyndman and Fan's seventh).
// A place among the draws, never below nought.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn ends(values: &mut [f64], alpha: f64) -> (f64, f64) {
    let mut at = |p: f64| {
        let place = p * (values.len() - 1) as f64;
        let low = place.floor() as usize;
        let (_, first, above) = values.select_nth_unstable_by(low, f64::total_cmp);
        let first = *first;
        let next = above.iter().copied().reduce(f64::min).unwrap_or(first);
        first + (place - low as f64) * (next - first)
    };
    (at(0.5 * alpha), at(1.0 - 0.5 * alpha))
}
