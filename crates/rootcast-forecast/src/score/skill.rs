//! Skill: how a loss compares with the loss of a forecast that anybody could make.

/// Sums of a loss for a model and for the naive forecast, over the same outcomes.
///
/// The ratio of sums, not the mean of ratios: an outcome of 100,000 weighs as many times more than one of 1,000 as its
/// errors are larger, and an outcome that the naive forecast hit exactly does no harm.
///
/// ```
/// use rootcast_forecast::score::skill::Skill;
/// let mut skill = Skill::default();
/// skill.add(8.0, 10.0);
/// skill.add(1.0, 0.0);
/// assert_eq!(skill.relative(), Some(0.9));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Skill {
    /// The sum of the model's losses.
    pub model: f64,
    /// The sum of the naive forecast's losses.
    pub naive: f64,
    /// Over how many outcomes.
    pub outcomes: usize,
    /// Pairs that had no finite loss on one side; they are in no sum.
    pub left_out: usize,
}

impl Skill {
    /// Adds the losses of both for one outcome.
    pub fn add(&mut self, model: f64, naive: f64) {
        if model.is_finite() && naive.is_finite() {
            self.model += model;
            self.naive += naive;
            self.outcomes += 1;
        } else {
            self.left_out += 1;
        }
    }

    /// Adds the sums of another scope.
    pub fn merge(&mut self, other: &Self) {
        self.model += other.model;
        self.naive += other.naive;
        self.outcomes += other.outcomes;
        self.left_out += other.left_out;
    }

    /// The model's loss relative to naive: below 1 the model is better. `None` where naive lost nothing.
    pub fn relative(&self) -> Option<f64> {
        (self.naive > 0.0).then(|| self.model / self.naive)
    }

    /// 1 − [`relative`](Self::relative): what share of the naive loss is saved.
    pub fn saved(&self) -> Option<f64> {
        self.relative().map(|r| 1.0 - r)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_pooled() {
        let (mut a, mut b) = (Skill::default(), Skill::default());
        a.add(1.0, 2.0);
        a.add(f64::INFINITY, 2.0);
        b.add(5.0, 4.0);
        a.merge(&b);
        assert_eq!((a.outcomes, a.left_out), (2, 1));
        assert_eq!(a.relative(), Some(1.0));
        assert_eq!(a.saved(), Some(0.0));
        assert_eq!(Skill::default().relative(), None);
    }
}
