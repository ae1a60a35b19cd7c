//! Errors of point forecasts, as the competitions of forecasters printed them.
//!
//! They mark a point and not a distribution, and are here so that published tables can be compared with. Rows are
//! (forecast, outcome); a row with a missing number is left out, and `None` means that nothing is left or that a
//! divisor is 0.

/// The mean of the absolute error.
pub fn mean_absolute_error(rows: &[(f64, f64)]) -> Option<f64> {
    mean(rows, |f, y| (f - y).abs())
}

/// The symmetric mean absolute percentage error of the M3 and M4 competitions: the mean of 200 |f − y| / (|f| + |y|),
/// where 0 for 0 is no error. (S. Makridakis and M. Hibon, *The M3-Competition*, 2000.)
///
/// ```
/// use rootcast_forecast::score::point::smape;
/// assert_eq!(smape(&[(90.0, 110.0), (0.0, 0.0)]), Some(10.0));
/// ```
pub fn smape(rows: &[(f64, f64)]) -> Option<f64> {
    mean(rows, |f, y| {
        let size = f.abs() + y.abs();
        if size > 0.0 {
            200.0 * (f - y).abs() / size
        } else {
            0.0
        }
    })
}

/// The weighted absolute percentage error, as a share: Σ|f − y| / Σ|y|.
pub fn wape(rows: &[(f64, f64)]) -> Option<f64> {
    let kept = || rows.iter().filter(|(f, y)| !f.is_nan() && !y.is_nan());
    let size: f64 = kept().map(|(_, y)| y.abs()).sum();
    (size > 0.0).then(|| kept().map(|(f, y)| (f - y).abs()).sum::<f64>() / size)
}

/// The mean absolute error of the seasonal naive forecast within a history: the mean of |yₜ − yₜ₋ₘ|, over the pairs that
/// are there. It is what scaled errors are divided by.
pub fn naive_error(history: &[f64], season: usize) -> Option<f64> {
    let season = season.max(1);
    let pairs: Vec<(f64, f64)> = history
        .iter()
        .zip(history.iter().skip(season))
        .map(|(before, now)| (*before, *now))
        .collect();
    mean_absolute_error(&pairs)
}

/// The mean absolute scaled error: the mean absolute error divided by the [`naive_error`] of the history. (R. J. Hyndman
/// and A. B. Koehler, *Another look at measures of forecast accuracy*, 2006.)
pub fn mase(rows: &[(f64, f64)], naive_error: f64) -> Option<f64> {
    (naive_error > 0.0)
        .then(|| mean_absolute_error(rows))
        .flatten()
        .map(|error| error / naive_error)
}

fn mean(rows: &[(f64, f64)], of: impl Fn(f64, f64) -> f64) -> Option<f64> {
    let (mut n, mut sum) = (0_usize, 0.0);
    for (f, y) in rows {
        if !f.is_nan() && !y.is_nan() {
            n += 1;
            sum += of(*f, *y);
        }
    }
    (n > 0).then(|| sum / n as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_come_from_the_history() {
        let history = [1.0, 10.0, 3.0, 14.0, f64::NAN, 15.0];
        // Of lag 2: |3 − 1|, |14 − 10|, |15 − 14|.
        assert!((naive_error(&history, 2).unwrap() - 7.0 / 3.0).abs() < 1e-12);
        assert!((mase(&[(5.0, 12.0)], 3.5).unwrap() - 2.0).abs() < 1e-12);
        assert_eq!(mase(&[(5.0, 12.0)], 0.0), None);
        assert_eq!(naive_error(&[1.0], 1), None);
    }

    #[test]
    fn missing_rows_are_left_out() {
        let rows = [(4.0, 5.0), (f64::NAN, 5.0), (7.0, f64::NAN), (6.0, 3.0)];
        assert_eq!(wape(&rows), Some(0.5));
        assert_eq!(mean_absolute_error(&rows), Some(2.0));
        assert_eq!(wape(&[(1.0, 0.0)]), None);
        assert_eq!(smape(&[]), None);
    }
}
