//! How often outcomes fall inside the intervals that were to hold them.

/// A count of outcomes inside, below and above intervals of one probability.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Outcomes in the interval, ends included.
    pub inside: usize,
    /// Outcomes below it.
    pub below: usize,
    /// Outcomes above it.
    pub above: usize,
}

impl Coverage {
    /// Adds an outcome; one that is missing, or an interval with an end that is, is left out.
    pub fn add(&mut self, (lower, upper): (f64, f64), outcome: f64) {
        if lower.is_nan() || upper.is_nan() || outcome.is_nan() {
            return;
        }
        if outcome < lower {
            self.below += 1;
        } else if outcome > upper {
            self.above += 1;
        } else {
            self.inside += 1;
        }
    }

    /// Adds what another has counted.
    pub fn merge(&mut self, other: &Self) {
        self.inside += other.inside;
        self.below += other.below;
        self.above += other.above;
    }

    /// How many outcomes.
    pub fn outcomes(&self) -> usize {
        self.inside + self.below + self.above
    }

    /// The share inside; `None` without outcomes.
    pub fn share(&self) -> Option<f64> {
        let n = self.outcomes();
        (n > 0).then(|| self.inside as f64 / n as f64)
    }

    /// E. B. Wilson's interval (1927) for the share, with the normal quantile `z` (1.96 for 95 %): what the share may
    /// be in the long run, if outcomes were independent. `None` without outcomes.
    pub fn wilson(&self, z: f64) -> Option<(f64, f64)> {
        let (n, p) = (self.outcomes() as f64, self.share()?);
        let middle = p + z * z / (2.0 * n);
        let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
        let scale = 1.0 + z * z / n;
        Some((
            ((middle - half) / scale).max(0.0),
            ((middle + half) / scale).min(1.0),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sides_are_told_apart() {
        let mut coverage = Coverage::default();
        for y in [1.0, 2.0, 3.0, 0.0, 4.0, f64::NAN] {
            coverage.add((1.0, 3.0), y);
        }
        coverage.merge(&Coverage {
            inside: 0,
            below: 0,
            above: 1,
        });
        assert_eq!((coverage.inside, coverage.below, coverage.above), (3, 1, 2));
        assert!((coverage.share().unwrap() - 0.5).abs() < 1e-12);
        let (low, high) = coverage.wilson(1.96).unwrap();
        assert!(
            (low - 0.1876).abs() < 1e-3 && (high - 0.8124).abs() < 1e-3,
            "{low} {high}"
        );
        assert_eq!(Coverage::default().share(), None);
    }
}
