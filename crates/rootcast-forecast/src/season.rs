//! The classical treatment of seasons: is there one, and how large is each month's share?
//!
//! Both steps are those of the M3 and M4 competitions (Makridakis & Hibon 2000; Makridakis, Spiliotis & Assimakopoulos
//! 2020), so that the forecasts built on them can be set beside the published ones.

/// The one-sided 90 % point of the normal distribution's two tails, which the competitions use.
const CRITICAL: f64 = 1.645;

/// Whether a series has a pattern that comes back after `season` steps, at the 90 % level.
///
/// With `r_k` the autocorrelation at lag `k`, a season is seen where
/// `|r_m| > 1.645 / √n · √(1 + 2 Σ_{k<m} r_k²)` (Bartlett's formula), and never in fewer than three seasons.
pub fn is_seasonal(values: &[f64], season: usize) -> bool {
    let n = values.len();
    if season < 2 || n < 3 * season {
        return false;
    }
    let mean = values.iter().sum::<f64>() / n as f64;
    let at_lag = |lag: usize| -> f64 {
        let pairs = values.iter().zip(&values[lag..]);
        pairs.map(|(a, b)| (a - mean) * (b - mean)).sum()
    };
    let variance = at_lag(0);
    if variance <= 0.0 {
        return false;
    }
    let mut squares = 0.0;
    for lag in 1..season {
        squares += (at_lag(lag) / variance).powi(2);
    }
    let limit = CRITICAL / (n as f64).sqrt() * (1.0 + 2.0 * squares).sqrt();
    (at_lag(season) / variance).abs() > limit
}

/// How a seasonal pattern is joined to the rest of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// It is added: `y = trend + season`.
    Additive,
    /// It is a factor: `y = trend · season`.
    Multiplicative,
}

/// The seasonal pattern by the classical decomposition: a centred moving average over one season, each step set against
/// it, and the mean of these for each place in the season. Index `i` belongs to steps `i`, `i + m`, `i + 2m` …; the
/// indices sum to 0, or have mean 1.
///
/// [`None`] where there are fewer than two seasons, or where a factor would not be finite.
pub fn indices(values: &[f64], season: usize, join: Join) -> Option<Vec<f64>> {
    let n = values.len();
    let m = season;
    if m < 2 || n < 2 * m {
        return None;
    }
    let mut sums = vec![0.0; m];
    let mut counts = vec![0_usize; m];
    for (place, figure) in against_trend(values, m, join) {
        sums[place] += figure;
        counts[place] += 1;
    }
    for (sum, count) in sums.iter_mut().zip(&counts) {
        *sum /= *count as f64;
    }
    let mean = sums.iter().sum::<f64>() / m as f64;
    for index in &mut sums {
        match join {
            Join::Additive => *index -= mean,
            Join::Multiplicative => *index /= mean,
        }
    }
    sums.iter().all(|v| v.is_finite()).then_some(sums)
}

/// What each step is against the centred moving average over a season, with its place in the season.
fn against_trend(values: &[f64], m: usize, join: Join) -> impl Iterator<Item = (usize, f64)> {
    let half = m / 2;
    // An even season is centred by halving the weight of both ends of m + 1 steps.
    let even = m.is_multiple_of(2);
    let width = m + usize::from(even);
    (half..values.len() - half).map(move |at| {
        let window = &values[at - half..at - half + width];
        let mut sum: f64 = window.iter().sum();
        if even {
            sum -= 0.5 * (window[0] + window[m]);
        }
        let trend = sum / m as f64;
        let figure = match join {
            Join::Additive => values[at] - trend,
            Join::Multiplicative => values[at] / trend,
        };
        (at % m, figure)
    })
}

/// Draws multiplicative indices towards 1, the more the less the seasons of the series agree on them.
///
/// The estimate of James & Stein, by which Miller & Williams (2003, International Journal of Forecasting 19) make
/// seasonal adjustment more accurate: with `V` the variance of an index, from the spread of the years about it, the
/// distance of each index from 1 is multiplied by `max(0, 1 - (m - 3) V / Σ (s_i - 1)²)`.
fn shrink(values: &[f64], factors: &mut [f64]) {
    let m = factors.len();
    if m < 4 {
        return;
    }
    let (mut squares, mut count) = (0.0, 0_usize);
    for (place, ratio) in against_trend(values, m, Join::Multiplicative) {
        squares += (ratio - factors[place]).powi(2);
        count += 1;
    }
    let years = count as f64 / m as f64;
    let variance = squares / count.saturating_sub(m).max(1) as f64 / years;
    let apart: f64 = factors.iter().map(|f| (f - 1.0).powi(2)).sum();
    if apart > 0.0 {
        let kept = (1.0 - (m - 3) as f64 * variance / apart).clamp(0.0, 1.0);
        for f in factors {
            *f = 1.0 + kept * (*f - 1.0);
        }
    }
}

/// A series without its season, and how to put it back.
#[derive(Clone, Debug, PartialEq)]
pub struct Adjusted {
    /// The series divided by its indices.
    pub values: Vec<f64>,
    /// The factor of each of the next steps.
    pub ahead: Vec<f64>,
    /// Indices that were estimated freely: what a variance has fewer degrees of freedom by.
    pub estimated: usize,
}

impl Adjusted {
    /// The competitions' rule: a series that is seasonal at the 90 % level is divided by its multiplicative indices; all
    /// others stay as they are.
    ///
    /// Factors are defined for positive figures. A series that is not all positive, or whose indices come near zero,
    /// stays as it is: dividing by them is how engines came to forecast billions from demands of fifty.
    pub fn new(values: &[f64], season: usize, horizon: usize) -> Self {
        Self::by(values, season, horizon, |_, _| {})
    }

    /// The same with indices drawn towards 1 by what the seasons disagree on (Miller & Williams 2003): more accurate than
    /// the competitions' rule, and not to be held against their published rows.
    pub fn shrunken(values: &[f64], season: usize, horizon: usize) -> Self {
        Self::by(values, season, horizon, shrink)
    }

    fn by(values: &[f64], season: usize, horizon: usize, mend: impl Fn(&[f64], &mut [f64])) -> Self {
        let plain = || Self {
            values: values.to_vec(),
            ahead: vec![1.0; horizon],
            estimated: 0,
        };
        if values.iter().any(|v| *v <= 0.0) || !is_seasonal(values, season) {
            return plain();
        }
        match indices(values, season, Join::Multiplicative) {
            Some(mut factors) if factors.iter().all(|f| *f > 0.01) => {
                mend(values, &mut factors);
                let n = values.len();
                Self {
                    values: values
                        .iter()
                        .enumerate()
                        .map(|(t, v)| v / factors[t % season])
                        .collect(),
                    ahead: (n..n + horizon).map(|t| factors[t % season]).collect(),
                    estimated: season - 1,
                }
            }
            _ => plain(),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn wave(n: usize) -> Vec<f64> {
        let shape = [0.8, 1.1, 1.3, 0.8];
        (0..n).map(|t| (100.0 + t as f64) * shape[t % 4]).collect()
    }

    #[test]
    fn a_season_is_seen_and_taken_out() {
        let y = wave(40);
        assert!(is_seasonal(&y, 4));
        let adjusted = Adjusted::new(&y, 4, 5);
        for (t, v) in adjusted.values.iter().enumerate() {
            assert!((v - (100.0 + t as f64)).abs() < 1.5, "{t} {v}");
        }
        assert!((adjusted.ahead[0] - 0.8).abs() < 0.01 && (adjusted.ahead[4] - 0.8).abs() < 0.01);
    }

    #[test]
    fn a_line_has_no_season() {
        let y: Vec<f64> = (0..40).map(|t| f64::from(t) + 1.0).collect();
        let adjusted = Adjusted::new(&y, 12, 3);
        assert_eq!(adjusted.ahead, [1.0; 3]);
        assert!(!is_seasonal(&[5.0; 40], 12));
    }

    #[test]
    fn odd_seasons_sum_to_nothing() {
        let y: Vec<f64> = (0..30_u8)
            .map(|t| f64::from(t) + [2.0, -3.0, 1.0][usize::from(t) % 3])
            .collect();
        let i = indices(&y, 3, Join::Additive).unwrap();
        assert!((i[0] - 2.0).abs() < 1e-9 && (i[1] + 3.0).abs() < 1e-9);
        assert!(i.iter().sum::<f64>().abs() < 1e-9);
    }

    #[test]
    fn a_season_on_which_the_years_agree_is_kept_and_noise_is_not() {
        let y = wave(40);
        let (plain, shrunken) = (Adjusted::new(&y, 4, 4), Adjusted::shrunken(&y, 4, 4));
        for (a, b) in plain.ahead.iter().zip(&shrunken.ahead) {
            assert!((a - b).abs() < 1e-3);
        }
        let noise: Vec<f64> = (0..48).map(|t| 100.0 + f64::from(t * 7919 % 41)).collect();
        let mut factors = indices(&noise, 12, Join::Multiplicative).unwrap();
        let before: f64 = factors.iter().map(|f| (f - 1.0).abs()).sum();
        shrink(&noise, &mut factors);
        let after: f64 = factors.iter().map(|f| (f - 1.0).abs()).sum();
        assert!(after < 0.5 * before, "{before} {after}");
        assert!((factors.iter().sum::<f64>() / 12.0 - 1.0).abs() < 1e-12);
    }

    #[test]
    fn zeros_are_never_divided_by() {
        let y: Vec<f64> = (0..48).map(|t| if t % 12 == 3 { 500.0 } else { 0.0 }).collect();
        assert_eq!(Adjusted::new(&y, 12, 3).values, y);
    }
}
