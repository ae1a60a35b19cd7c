//! Scores for the probability of an event: a surge, a sudden fall.

/// What a probability *p* costs when the event came (`true`) or did not: (p − y)² (G. W. Brier 1950).
///
/// ```
/// let score = rootcast_forecast::score::event::brier(0.8, true);
/// assert!((score - 0.04).abs() < 1e-12);
/// ```
pub fn brier(probability: f64, came: bool) -> f64 {
    let d = probability - f64::from(u8::from(came));
    d * d
}

/// The mean of [`brier`] over forecasts and outcomes, and its parts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Brier {
    /// The mean score.
    pub mean: f64,
    /// How far the probabilities lie from the frequencies that came, squared; 0 is best.
    pub reliability: f64,
    /// How far the frequencies differ between probabilities; more is better.
    pub resolution: f64,
    /// The share in which the event came, *o*: o(1 − o) is what the base rate alone costs.
    pub uncertainty: f64,
}

impl Brier {
    /// The mean score and A. H. Murphy's parts of it (1973): mean = reliability − resolution + uncertainty, where
    /// forecasts with the same probability are taken together. `None` where there are none.
    pub fn of(forecasts: &[(f64, bool)]) -> Option<Self> {
        let mut sorted = forecasts.to_vec();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        if sorted.is_empty() {
            return None;
        }
        let n = sorted.len() as f64;
        let came = |of: &[(f64, bool)]| of.iter().filter(|(_, y)| *y).count() as f64;
        let base = came(&sorted) / n;
        let (mut reliability, mut resolution) = (0.0, 0.0);
        for group in sorted.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
            let (size, p) = (group.len() as f64, group[0].0);
            let share = came(group) / size;
            reliability += size * (p - share) * (p - share) / n;
            resolution += size * (share - base) * (share - base) / n;
        }
        Some(Self {
            mean: sorted.iter().map(|(p, y)| brier(*p, *y)).sum::<f64>() / n,
            reliability,
            resolution,
            uncertainty: base * (1.0 - base),
        })
    }

    /// What is gained over the base rate: 1 − mean / uncertainty. `None` where all or none came.
    pub fn skill(&self) -> Option<f64> {
        (self.uncertainty > 0.0).then(|| 1.0 - self.mean / self.uncertainty)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_parts_add_up(rows in prop::collection::vec((0_u8..=10, any::<bool>()), 1..60)) {
            let rows: Vec<(f64, bool)> = rows.into_iter().map(|(p, y)| (f64::from(p) / 10.0, y)).collect();
            let parts = Brier::of(&rows).unwrap();
            prop_assert!((parts.mean - (parts.reliability - parts.resolution + parts.uncertainty)).abs() < 1e-12);
            let mut turned = rows;
            turned.reverse();
            prop_assert_eq!(Brier::of(&turned).unwrap(), parts);
        }
    }

    #[test]
    fn the_base_rate_has_no_skill() {
        let rows = [(0.25, true), (0.25, false), (0.25, false), (0.25, false)];
        assert!(Brier::of(&rows).unwrap().skill().unwrap().abs() < 1e-12);
        assert_eq!(Brier::of(&[]), None);
        assert_eq!(Brier::of(&[(0.5, true)]).unwrap().skill(), None);
    }
}
