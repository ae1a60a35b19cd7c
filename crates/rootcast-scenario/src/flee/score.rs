//! How far a run is from the counts, and what two rules of thumb would have been.

use super::run::Series;

/// Averaged relative differences over a span of days.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Errors {
    /// Mean over days of `Σ_camps |simulated − counted| / max(total, 1)`; 1 says that half the people are in the wrong
    /// camp.
    pub normal: f64,
    /// The same after each day's camps are scaled to the total that was counted.
    pub rescaled: f64,
}

/// The first day that a rule of thumb has not seen: it looks at days 0 to 30.
pub const FIRST_UNSEEN: usize = 31;

/// Figures of a series in agents, beside the counts.
pub(crate) fn difference(
    simulated: impl Iterator<Item = f64>,
    counted: impl Iterator<Item = f64>,
    total: f64,
) -> f64 {
    let total = total.max(1.0);
    simulated.zip(counted).map(|(s, c)| (s - c).abs() / total).sum()
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut n) = (0.0, 0_u32);
    for value in values {
        sum += value;
        n += 1;
    }
    if n == 0 { 0.0 } else { sum / f64::from(n) }
}

impl Series {
    fn days(&self) -> usize {
        self.people.len()
    }

    fn at(list: &[Vec<u64>], day: usize) -> impl Iterator<Item = f64> + '_ {
        list.iter().map(move |c| c.get(day).copied().unwrap_or(0) as f64)
    }

    fn total(&self, day: usize) -> f64 {
        self.counted_total.get(day).copied().unwrap_or(0) as f64
    }

    /// The errors from a day on (0 for all days).
    pub fn errors(&self, from: usize) -> Errors {
        let days = from.min(self.days())..self.days();
        let normal = |day| {
            difference(
                Self::at(&self.simulated, day),
                Self::at(&self.counted, day),
                self.total(day),
            )
        };
        let rescaled = |day| {
            let in_camps: f64 = Self::at(&self.simulated, day).sum();
            let factor = if in_camps > 0.0 {
                self.total(day) / in_camps
            } else {
                0.0
            };
            let scaled = Self::at(&self.simulated, day).map(|s| s * factor);
            difference(scaled, Self::at(&self.counted, day), self.total(day))
        };
        Errors {
            normal: mean(days.clone().map(normal)),
            rescaled: mean(days.map(rescaled)),
        }
    }

    /// The error from day 31 on of keeping each camp's share of day 30 of the total that was counted.
    pub fn share(&self) -> f64 {
        let seen = FIRST_UNSEEN - 1;
        let held: f64 = Self::at(&self.counted, seen).sum();
        let day_error = |day| {
            let factor = if held > 0.0 { self.total(day) / held } else { 0.0 };
            let kept = Self::at(&self.counted, seen).map(|c| c * factor);
            difference(kept, Self::at(&self.counted, day), self.total(day))
        };
        mean((FIRST_UNSEEN..self.days()).map(day_error))
    }

    /// The error from day 31 on of keeping the counts of day 30.
    pub fn flat(&self) -> f64 {
        let seen = FIRST_UNSEEN - 1;
        let day_error = |day| {
            difference(
                Self::at(&self.counted, seen),
                Self::at(&self.counted, day),
                self.total(day),
            )
        };
        mean((FIRST_UNSEEN..self.days()).map(day_error))
    }
}
