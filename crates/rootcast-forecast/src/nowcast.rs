//! What a figure will be once its revisions are in.
//!
//! Some statistics are nearly final when first published, others grow for months as reports come in. The release log
//! says which: each step's figure at each age (how many releases, or months, after the first) makes a triangle, and the
//! ratios of neighbouring ages are what the next revision is expected to do (the chain-ladder method of reserving: Mack
//! 1993; for case counts: Höhle & an der Heiden 2014, Biometrics 70). Where too few revisions were seen there is no
//! nowcast, and where they change nothing the figure stands.

use crate::{
    error::{ForecastError, Result},
    predictive::{Predictive, normal_quantile},
};

/// A step's figure as published at each age; `NaN` where no release of that age is held.
#[derive(Clone, Debug, PartialEq)]
pub struct Reported {
    /// By age, the first publication first.
    pub by_age: Vec<f64>,
}

/// What the next revision does to a figure of an age.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Development {
    /// Sum of the figures one age older over the sum at this age.
    pub factor: f64,
    /// Standard deviation of the logarithm of single ratios about it.
    pub spread: f64,
    /// How many pairs it is learned from.
    pub pairs: usize,
}

/// How figures develop with age.
#[derive(Clone, Debug, PartialEq)]
pub struct Delay {
    /// From each age to the next.
    pub ages: Vec<Development>,
}

/// How many pairs an age needs before anything is said of it.
pub const ENOUGH: usize = 3;

/// Revisions smaller than this, relative to the figure, change nothing that a reader would see.
const NOTHING: f64 = 0.005;

impl Delay {
    /// Learns the development from a triangle. Ages with fewer than [`ENOUGH`] pairs end it: nothing is said of what
    /// comes after them.
    ///
    /// # Errors
    /// [`ForecastError::TooShort`] where not even the first revision was seen often enough.
    pub fn learn(rows: &[Reported]) -> Result<Self> {
        let oldest = rows.iter().map(|r| r.by_age.len()).max().unwrap_or(0);
        let mut ages = Vec::new();
        for age in 0..oldest.saturating_sub(1) {
            let pairs: Vec<(f64, f64)> = rows
                .iter()
                .filter_map(|r| Some((*r.by_age.get(age)?, *r.by_age.get(age + 1)?)))
                .filter(|(a, b)| *a > 0.0 && *b > 0.0)
                .collect();
            if pairs.len() < ENOUGH {
                break;
            }
            let (from, to) = pairs.iter().fold((0.0, 0.0), |(a, b), (x, y)| (a + x, b + y));
            let factor = to / from;
            let squares: f64 = pairs.iter().map(|(a, b)| (b / a / factor).ln().powi(2)).sum();
            ages.push(Development {
                factor,
                spread: (squares / (pairs.len() - 1) as f64).sqrt(),
                pairs: pairs.len(),
            });
        }
        if ages.is_empty() {
            return Err(ForecastError::TooShort {
                model: "nowcast",
                needs: ENOUGH,
                has: rows
                    .iter()
                    .filter(|r| r.by_age.iter().filter(|v| !v.is_nan()).count() > 1)
                    .count(),
            });
        }
        Ok(Self { ages })
    }

    /// Whether revisions are too small to matter: every age's factor and spread below half a per cent.
    pub fn is_final_at_first(&self) -> bool {
        self.ages
            .iter()
            .all(|d| (d.factor - 1.0).abs() < NOTHING && d.spread < NOTHING)
    }

    /// The distribution of the figure once it is as old as the delay is known for, given its latest value and the age of
    /// that, from 0. The logarithm of what is still to come is normal with the factors' sum as its median and the
    /// spreads' squares added up; the uncertainty of each factor itself, `spread² / pairs`, is added too.
    pub fn nowcast(&self, figure: f64, age: usize) -> Predictive {
        let to_come = self.ages.get(age..).unwrap_or(&[]);
        let middle: f64 = to_come.iter().map(|d| d.factor.ln()).sum();
        let variance: f64 = to_come
            .iter()
            .map(|d| d.spread * d.spread * (1.0 + 1.0 / d.pairs as f64))
            .sum();
        let sd = variance.sqrt();
        let levels: Vec<f64> = (1..200).map(|i| f64::from(i) / 200.0).collect();
        let values = levels
            .iter()
            .map(|l| figure * (middle + sd * normal_quantile(*l)).exp())
            .collect();
        Predictive::quantiles(vec![figure * (middle + variance / 2.0).exp()], levels, values)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn rows() -> Vec<Reported> {
        let n = f64::NAN;
        [
            vec![100.0, 120.0, 126.0],
            vec![200.0, 236.0, 248.0],
            vec![80.0, 100.0, 104.0],
            vec![150.0, 177.0, n],
            vec![90.0, n, n],
        ]
        .into_iter()
        .map(|by_age| Reported { by_age })
        .collect()
    }

    #[test]
    fn what_grew_before_is_expected_to_grow() {
        let delay = Delay::learn(&rows()).unwrap();
        assert_eq!(delay.ages.len(), 2);
        assert!((delay.ages[0].factor - 633.0 / 530.0).abs() < 1e-12);
        let fresh = delay.nowcast(90.0, 0);
        assert!((fresh.median(0) - 90.0 * 633.0 / 530.0 * 478.0 / 456.0).abs() < 1e-6);
        let (low, high) = fresh.interval(0, 0.95);
        assert!(low > 90.0 && high < 135.0, "{low} {high}");
        let older = delay.nowcast(177.0, 1);
        assert!(older.interval(0, 0.95).1 - older.interval(0, 0.95).0 < 2.0 * (high - low));
        let last = delay.nowcast(104.0, 2);
        assert!((last.median(0) - 104.0).abs() < 1e-9);
    }

    #[test]
    fn figures_final_at_first_are_said_to_be() {
        let rows: Vec<Reported> = [
            [240_988.0, 240_986.0],
            [242_418.0, 242_399.0],
            [301_981.0, 301_982.0],
        ]
        .into_iter()
        .map(|r| Reported { by_age: r.to_vec() })
        .collect();
        assert!(Delay::learn(&rows).unwrap().is_final_at_first());
        assert!(!Delay::learn(&super::tests::rows()).unwrap().is_final_at_first());
    }

    #[test]
    fn two_revisions_are_not_enough() {
        let error = Delay::learn(&rows()[..2]).unwrap_err();
        assert!(error.to_string().contains("needs at least 3"), "{error}");
        assert!(Delay::learn(&[]).is_err());
    }
}
