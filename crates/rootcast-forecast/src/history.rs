//! What was observed.

use crate::error::{ForecastError, Result};

/// Figures at even steps, oldest first. `NaN` marks a step without a figure.
#[derive(Clone, Copy, Debug)]
pub struct History<'a> {
    values: &'a [f64],
    season: usize,
}

impl<'a> History<'a> {
    /// A history of figures whose pattern comes back after `season` steps: 12 for months, 4 for quarters, 1 for none.
    ///
    /// # Errors
    /// [`ForecastError::Empty`] where there is no figure at all, [`ForecastError::NotFinite`] where one is infinite.
    ///
    /// ```
    /// use rootcast_forecast::history::History;
    /// let history = History::new(&[3.0, f64::NAN, 5.0], 12).unwrap();
    /// assert_eq!(history.len(), 3);
    /// assert!(history.has_gaps());
    /// assert!(History::new(&[f64::INFINITY], 1).is_err());
    /// ```
    pub fn new(values: &'a [f64], season: usize) -> Result<Self> {
        if let Some((at, value)) = values.iter().enumerate().find(|(_, v)| v.is_infinite()) {
            return Err(ForecastError::NotFinite { at, value: *value });
        }
        if values.iter().all(|v| v.is_nan()) {
            return Err(ForecastError::Empty);
        }
        Ok(Self {
            values,
            season: season.max(1),
        })
    }

    /// The figures, `NaN` where there is none.
    pub fn values(&self) -> &'a [f64] {
        self.values
    }

    /// Steps after which a pattern comes back; 1 for none.
    pub fn season(&self) -> usize {
        self.season
    }

    /// How many steps.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Never: a history without figures cannot be made.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Whether some steps have no figure.
    pub fn has_gaps(&self) -> bool {
        self.values.iter().any(|v| v.is_nan())
    }

    /// The figures with gaps filled on the straight line between their neighbours, and the ends by the nearest figure:
    /// for models that cannot do without.
    pub fn filled(&self) -> Vec<f64> {
        let mut out = self.values.to_vec();
        let mut last: Option<usize> = None;
        for i in 0..out.len() {
            if out[i].is_nan() {
                continue;
            }
            match last {
                None => {
                    let first = out[i];
                    out[..i].fill(first);
                }
                Some(l) => {
                    let (from, to) = (out[l], out[i]);
                    let steps = (i - l) as f64;
                    for (k, gap) in out[l + 1..i].iter_mut().enumerate() {
                        *gap = from + (to - from) * (k + 1) as f64 / steps;
                    }
                }
            }
            last = Some(i);
        }
        if let Some(l) = last {
            let end = out[l];
            out[l + 1..].fill(end);
        }
        out
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::float_cmp)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_filled_between_neighbours() {
        let n = f64::NAN;
        let values = [n, 2.0, n, n, 8.0, n];
        let h = History::new(&values, 1).unwrap();
        assert_eq!(h.filled(), [2.0, 2.0, 4.0, 6.0, 8.0, 8.0]);
    }

    #[test]
    fn nothing_is_no_history() {
        assert_eq!(History::new(&[], 1).unwrap_err(), ForecastError::Empty);
        assert_eq!(History::new(&[f64::NAN], 1).unwrap_err(), ForecastError::Empty);
    }
}
