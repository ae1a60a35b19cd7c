//! Whether a flow has just begun a new regime (Adams and `MacKay`, *Bayesian online changepoint detection*, 2007).

use crate::changepoint::online::{Detector, NormalGamma};

/// What is believed of the present regime of a flow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// The probability that the regime began within the last so many steps asked.
    pub lately: f64,
    /// How many steps it has most likely lasted.
    pub lasted: usize,
}

/// How many months a regime lasts on average before anything is known.
const LENGTH: f64 = 24.0;
/// What is expected of the variance of the logarithm within a regime, and how many figures that is worth.
const VARIANCE: f64 = 0.1;
const WORTH: f64 = 4.0;

/// Listens to a flow from its beginning, on the logarithm of one more than each figure: a regime is a level and a spread.
/// `None` for a flow with fewer than two figures, or with figures below 0.
///
/// ```
/// use rootcast_forecast::watch::change::change;
/// let steady: Vec<f64> = (0..40).map(|t| 1000.0 + f64::from(t * 7919 % 101)).collect();
/// assert!(change(&steady, 3).unwrap().lately < 0.2);
/// let mut moved = steady.clone();
/// moved[37..].fill(5000.0);
/// assert!(change(&moved, 3).unwrap().lately > 0.9);
/// ```
pub fn change(values: &[f64], within: usize) -> Option<Change> {
    let logs: Vec<f64> = values.iter().map(|v| v.ln_1p()).collect();
    let first: Vec<f64> = logs.iter().copied().filter(|v| v.is_finite()).take(12).collect();
    if first.len() < 2 || values.iter().any(|v| *v < 0.0) {
        return None;
    }
    let prior = NormalGamma {
        mu: first.iter().sum::<f64>() / first.len() as f64,
        kappa: 0.05,
        alpha: WORTH / 2.0,
        beta: WORTH / 2.0 * VARIANCE,
    };
    let mut detector = Detector::new(prior, LENGTH).ok()?;
    for v in logs {
        detector.hear(v).ok()?;
    }
    Some(Change {
        lately: detector.began_within(within),
        lasted: detector.most_likely_run(),
    })
}
