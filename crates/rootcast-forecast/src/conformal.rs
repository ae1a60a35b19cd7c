//! Intervals that learn from their misses.
//!
//! Conformal prediction takes the width of an interval from the errors made so far and needs no model of them. It counts
//! on errors to come being like those that came, which fails when a series breaks. I. Gibbs and E. J. Candès, *Adaptive
//! conformal inference under distribution shift* (2021), therefore move the level that is asked for: after a miss the
//! next intervals are wider, after a hit a little narrower, so that in the long run the share of misses is what was said,
//! whatever comes. [`Adaptive`] is that rule alone. [`Calibrated`] is a layer over the forecasts of any model, several
//! steps ahead, that uses it.

mod layer;
mod track;

pub use layer::{Calibrated, Settings};

/// The rule of Gibbs and Candès for one interval: αₜ₊₁ = αₜ + γ (α − errₜ), where err is 1 after a miss.
///
/// The half-width is the ⌈(n + 1)(1 − αₜ)⌉-th smallest of the n scores so far, and infinite where n are too few.
///
/// ```
/// use rootcast_forecast::conformal::Adaptive;
/// let mut rule = Adaptive::new(0.5, 0.1);
/// for error in [1.0, 2.0, 3.0] {
///     rule.learn(error);
/// }
/// assert_eq!(rule.half_width(), 2.0);
/// assert!(rule.hear(9.0));
/// assert!((rule.alpha() - 0.45).abs() < 1e-12);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Adaptive {
    target: f64,
    gamma: f64,
    alpha: f64,
    sorted: Vec<f64>,
}

impl Adaptive {
    /// A rule that is to miss with probability `target`, and moves by `gamma`.
    pub fn new(target: f64, gamma: f64) -> Self {
        Self {
            target,
            gamma,
            alpha: target,
            sorted: Vec::new(),
        }
    }

    /// The level now asked for; it may leave (0, 1).
    pub fn alpha(&self) -> f64 {
        self.alpha
    }

    /// The half-width of the next interval: 0 where the level has risen to 1, infinite where the scores are too few for
    /// the level.
    pub fn half_width(&self) -> f64 {
        let rank = ((self.sorted.len() as f64 + 1.0) * (1.0 - self.alpha)).ceil();
        if rank < 1.0 {
            return 0.0;
        }
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "1 or more, and ranks beyond the sample are no rank"
        )]
        let rank = rank as usize;
        self.sorted.get(rank - 1).copied().unwrap_or(f64::INFINITY)
    }

    /// Takes a score (an absolute error) without judging an interval by it: for errors before the first interval. One
    /// that is missing changes nothing.
    pub fn learn(&mut self, score: f64) {
        if score.is_nan() {
            return;
        }
        let at = self.sorted.partition_point(|s| *s <= score);
        self.sorted.insert(at, score);
    }

    /// Judges the interval by the score that came, moves the level, and takes the score. Says whether it was a miss.
    pub fn hear(&mut self, score: f64) -> bool {
        if score.is_nan() {
            return false;
        }
        let missed = score > self.half_width();
        self.alpha += self.gamma * (self.target - f64::from(u8::from(missed)));
        self.learn(score);
        missed
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp)]
mod tests {
    use rand_distr::{Distribution, StandardNormal};

    use super::*;
    use crate::random::generator;

    #[test]
    fn in_the_long_run_the_share_of_misses_is_what_was_said() {
        let mut random = generator(6, &[]);
        let mut rule = Adaptive::new(0.1, 0.02);
        let mut missed = 0.0;
        for step in 0..4000 {
            // The errors grow a hundredfold, in jumps.
            let scale = 10_f64.powi(step / 1500);
            let z: f64 = StandardNormal.sample(&mut random);
            missed += f64::from(u8::from(rule.hear((scale * z).abs())));
        }
        // Gibbs & Candès, proposition 4.1: |share − α| ≤ (max(α, 1 − α) + γ) / (γ T).
        assert!(
            (missed / 4000.0 - 0.1_f64).abs() <= 0.92 / (0.02 * 4000.0),
            "{missed}"
        );
    }

    #[test]
    fn too_few_scores_bind_nothing() {
        let mut rule = Adaptive::new(0.1, 0.05);
        assert_eq!(rule.half_width(), f64::INFINITY);
        assert!(!rule.hear(5.0) && !rule.hear(f64::NAN));
        assert!((rule.alpha() - 0.105).abs() < 1e-12);
        let mut sure = Adaptive::new(1.0, 0.1);
        sure.learn(3.0);
        assert_eq!(sure.half_width(), 0.0);
    }
}
