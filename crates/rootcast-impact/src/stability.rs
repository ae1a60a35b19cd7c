//! Did one series change its level at a step? A test for few figures after it.
//!
//! After Andrews (2003), "End-of-Sample Instability Tests": with too few figures after a step for a law of large numbers,
//! the statistic at the step is compared with the same at every step before it, on which nothing is known to have
//! happened. Here it is the change of level
//!
//! ```text
//! d_j = mean(y_j … y_{j+m−1}) − mean(y_{j−m} … y_{j−1})        p = #{j : |d_j − med d| ≥ |d_T − med d|} / #j
//! ```
//!
//! over all `j` whose figures lie before the step, and the step `T` itself; `med d` takes out a steady drift. The p is
//! right where the changes before and at the step come from one stationary law, however they are correlated; the smallest
//! that there could be is one over the steps compared.

use crate::error::{ImpactError, Result};

/// Fewest steps that a change is compared with.
pub const LEAST: usize = 8;

/// A change of level and how unusual it is.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Change {
    /// Mean of the `m` figures before.
    pub before: f64,
    /// Mean of the `m` figures from the step on.
    pub after: f64,
    /// What the level usually changes by.
    pub drift: f64,
    /// Share of steps, this one among them, whose change is at least as far from the usual.
    pub p: f64,
    /// The same with the sign: as far below the usual for a fall, above for a rise.
    pub p_one_sided: f64,
    /// How many steps are compared, this one among them.
    pub compared: usize,
}

impl Change {
    /// The smallest p that there could be.
    pub fn least_p(&self) -> f64 {
        1.0 / self.compared as f64
    }
}

/// The change of level at `start`, over `m` figures on each side.
///
/// # Errors
/// [`ImpactError::Data`] where a figure needed is missing, `m` is nought, or fewer than [`LEAST`] steps can be compared.
///
/// ```
/// use rootcast_impact::stability::change;
/// let mut series: Vec<f64> = (0..30).map(|t| f64::from(t % 3)).collect();
/// series[27..].iter_mut().for_each(|v| *v += 10.0);
/// let found = change(&series, 27, 3)?;
/// assert_eq!((found.after - found.before, found.compared), (10.0, 23));
/// assert!((found.p - 1.0 / 23.0).abs() < 1e-12);
/// # Ok::<(), rootcast_impact::error::ImpactError>(())
/// ```
pub fn change(series: &[f64], start: usize, m: usize) -> Result<Change> {
    let wrong = |text: String| Err(ImpactError::Data(text));
    if m == 0 || start < m || start.saturating_add(m) > series.len() {
        return wrong(format!(
            "a change of level at step {start} needs {m} figures on each side of it, and there are {}: look at another step",
            series.len()
        ));
    }
    let mean = |v: &[f64]| v.iter().sum::<f64>() / m as f64;
    let at = |j: usize| mean(&series[j..j + m]) - mean(&series[j - m..j]);
    let own = at(start);
    if !own.is_finite() {
        return wrong(format!(
            "a figure within {m} steps of step {start} is missing or infinite"
        ));
    }
    let mut earlier: Vec<f64> = (m..=start.saturating_sub(m))
        .map(at)
        .filter(|d| d.is_finite())
        .collect();
    let compared = earlier.len() + 1;
    if compared < LEAST {
        return wrong(format!(
            "{compared} steps can be compared, and {LEAST} are needed: begin the series earlier"
        ));
    }
    earlier.sort_by(f64::total_cmp);
    let drift = crate::appraisal::median(&earlier);
    let count = |holds: &dyn Fn(f64) -> bool| {
        (earlier.iter().filter(|d| holds(**d - drift)).count() + 1) as f64 / compared as f64
    };
    let off = own - drift;
    // Figures that are equal but for rounding count as equal.
    let bar = off.abs() * (1.0 - 1e-12);
    Ok(Change {
        before: mean(&series[start - m..start]),
        after: mean(&series[start..start + m]),
        drift,
        p: count(&|d| d.abs() >= bar),
        p_one_sided: count(&|d| d * off.signum() >= bar),
        compared,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::float_cmp)]
mod tests {
    use proptest::prelude::*;
    use rand::RngExt;
    use rand_pcg::Pcg64;

    use super::*;

    fn noise(seed: u64, steps: usize) -> Vec<f64> {
        let mut random = Pcg64::new(u128::from(seed), 11);
        (0..steps).map(|_| random.random::<f64>()).collect()
    }

    #[test]
    fn without_a_change_one_in_ten_is_below_a_tenth() {
        let low = (0..2000)
            .filter(|s| change(&noise(*s, 60), 56, 2).unwrap().p <= 0.1)
            .count();
        assert!((140..260).contains(&low), "{low}");
    }

    #[test]
    fn a_steady_drift_is_no_change() {
        let series: Vec<f64> = noise(3, 60)
            .iter()
            .enumerate()
            .map(|(t, v)| v + 2.0 * t as f64)
            .collect();
        assert!(change(&series, 55, 3).unwrap().p > 0.1);
    }

    #[test]
    fn what_cannot_be_compared_says_why() {
        let said = |v: &[f64], at, m| change(v, at, m).unwrap_err().to_string();
        assert!(said(&[1.0; 9], 8, 2).contains("each side"));
        assert!(said(&[1.0; 9], 7, 0).contains("each side"));
        assert!(said(&[1.0; 9], 6, 1).contains("begin the series earlier"));
        let mut gap = vec![1.0; 40];
        gap[35] = f64::NAN;
        assert!(said(&gap, 35, 2).contains("missing"));
    }

    proptest! {
        #[test]
        fn p_is_a_share_of_the_steps_and_moves_with_neither_level_nor_unit(
            v in proptest::collection::vec(-50.0..50.0f64, 24..60), m in 1usize..4, by in 0.5..20.0f64,
        ) {
            let at = v.len() - m;
            let found = change(&v, at, m).unwrap();
            prop_assert!(found.p >= found.least_p() && found.p <= 1.0);
            prop_assert!(found.p_one_sided <= found.p);
            let other: Vec<f64> = v.iter().map(|x| 64.0 * x).collect();
            prop_assert_eq!(change(&other, at, m).unwrap().p, found.p);
            // A larger break is never less unusual.
            let mut broken = v.clone();
            let sign = if found.after - found.before >= found.drift { 1.0 } else { -1.0 };
            broken[at..].iter_mut().for_each(|x| *x += sign * by);
            prop_assert!(change(&broken, at, m).unwrap().p <= found.p);
        }
    }
}
