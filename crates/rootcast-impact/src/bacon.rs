//! What a two-way fixed effects estimate of staggered treatment is made of (Goodman-Bacon 2021).
//!
//! The estimate is an average of all comparisons of two groups over two windows. Those that take units already treated as
//! the comparison subtract changes of effects; their weight says how far the estimate can be led astray.

use crate::{
    error::{ImpactError, Result},
    panel::{Design, Panel},
};

/// A comparison of two groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub enum Comparison {
    /// Treated units with those never treated.
    NeverTreated,
    /// Units treated earlier with those treated later, before these are.
    EarlierWithLater,
    /// Units treated later with those treated earlier, after these are: the forbidden one.
    LaterWithEarlier,
}

/// A comparison, its estimate and its weight.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Part {
    /// The comparison.
    pub comparison: Comparison,
    /// First step of treatment of those whose change is taken as the effect.
    pub treated: usize,
    /// First step of treatment of those they are compared with; `None` for the never treated.
    pub compared: Option<usize>,
    /// Difference in differences.
    pub estimate: f64,
    /// Weight in the two-way estimate; all sum to one.
    pub weight: f64,
}

/// A two-way estimate and its parts.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Decomposition {
    /// The two-way fixed effects estimate.
    pub estimate: f64,
    /// Its parts.
    pub parts: Vec<Part>,
}

impl Decomposition {
    /// The weight of a kind of comparison and the average of its estimates; `None` where it has no weight.
    pub fn of(&self, kind: Comparison) -> Option<(f64, f64)> {
        let own = || self.parts.iter().filter(|p| p.comparison == kind);
        let weight: f64 = own().map(|p| p.weight).sum();
        (weight > 0.0).then(|| (weight, own().map(|p| p.weight * p.estimate).sum::<f64>() / weight))
    }
}

/// Takes the two-way estimate of a panel apart.
///
/// # Errors
/// [`ImpactError::Panel`] where a figure is missing; [`ImpactError::Design`] where there is one group and nobody to compare
/// it with.
pub fn decompose(panel: &Panel, design: &Design) -> Result<Decomposition> {
    if let Some((unit, step)) = panel.gap() {
        return Err(ImpactError::Panel(format!(
            "{} has no figure at {}: the decomposition needs each unit at each step; leave the unit or the step out",
            panel.units()[unit],
            panel.steps()[step]
        )));
    }
    let steps = panel.steps().len();
    let mut starts: Vec<Option<usize>> = design.starts().to_vec();
    starts.sort_unstable();
    starts.dedup();
    if starts.len() < 2 {
        return Err(ImpactError::Design(
            "all units are treated from the same step: there is nobody to compare them with".to_owned(),
        ));
    }
    let groups: Vec<Group> = starts.iter().map(|s| Group::new(panel, design, *s)).collect();
    let spread = variance(&groups, steps);
    let mut parts = Vec::new();
    for k in groups.iter().filter(|g| g.start.is_some()) {
        let Some(from) = k.start else { continue };
        for l in &groups {
            let pair = |treated: &Group, compared: &Group, early: (usize, usize), late: (usize, usize)| {
                treated.mean(late) - treated.mean(early) - compared.mean(late) + compared.mean(early)
            };
            let both = k.share + l.share;
            let mix = k.share / both * (l.share / both);
            match l.start {
                None => parts.push(Part {
                    comparison: Comparison::NeverTreated,
                    treated: from,
                    compared: None,
                    estimate: pair(k, l, (0, from), (from, steps)),
                    weight: both.powi(2) * mix * k.time * (1.0 - k.time) / spread,
                }),
                Some(to) if to > from => {
                    parts.push(Part {
                        comparison: Comparison::EarlierWithLater,
                        treated: from,
                        compared: Some(to),
                        estimate: pair(k, l, (0, from), (from, to)),
                        weight: both.powi(2) * mix * (k.time - l.time) * (1.0 - k.time) / spread,
                    });
                    parts.push(Part {
                        comparison: Comparison::LaterWithEarlier,
                        treated: to,
                        compared: Some(from),
                        estimate: pair(l, k, (from, to), (to, steps)),
                        weight: both.powi(2) * mix * l.time * (k.time - l.time) / spread,
                    });
                }
                Some(_) => {}
            }
        }
    }
    Ok(Decomposition {
        estimate: parts.iter().map(|p| p.weight * p.estimate).sum(),
        parts,
    })
}

/// Units first treated at one step: their share of all, the share of steps under treatment, and their mean outcome.
struct Group {
    start: Option<usize>,
    share: f64,
    time: f64,
    means: Vec<f64>,
}

impl Group {
    fn new(panel: &Panel, design: &Design, start: Option<usize>) -> Self {
        let steps = panel.steps().len();
        let own: Vec<usize> = (0..panel.units().len())
            .filter(|u| design.starts()[*u] == start)
            .collect();
        let mut means = vec![0.0; steps];
        for u in &own {
            means
                .iter_mut()
                .zip(panel.unit(*u))
                .for_each(|(m, v)| *m += v / own.len() as f64);
        }
        Self {
            start,
            share: own.len() as f64 / panel.units().len() as f64,
            time: start.map_or(0.0, |s| (steps - s) as f64 / steps as f64),
            means,
        }
    }

    fn mean(&self, (from, to): (usize, usize)) -> f64 {
        self.means[from..to].iter().sum::<f64>() / (to - from) as f64
    }
}

/// Variance of the treatment left by effects of units and steps.
fn variance(groups: &[Group], steps: usize) -> f64 {
    let all: f64 = groups.iter().map(|g| g.share * g.time).sum();
    let mut sum = 0.0;
    for t in 0..steps {
        let on = |g: &Group| f64::from(u8::from(g.start.is_some_and(|s| s <= t)));
        let now: f64 = groups.iter().map(|g| g.share * on(g)).sum();
        sum += groups
            .iter()
            .map(|g| g.share * (on(g) - g.time - now + all).powi(2))
            .sum::<f64>();
    }
    sum / steps as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        absorb::Factor,
        regression::{Regression, Regressor},
    };

    /// The parts sum to the regression, with and without never treated units.
    #[test]
    fn parts_sum_to_the_two_way_estimate() {
        for never in [0, 3] {
            let (units, steps) = (9 + never, 8);
            let values: Vec<f64> = (0..units * steps).map(|i| ((i * i * 31) % 97) as f64).collect();
            let names = |n: usize| (0..n).map(|i| i.to_string()).collect::<Vec<_>>();
            let panel = Panel::new(names(units), names(steps), values.clone()).unwrap();
            let starts: Vec<Option<usize>> = (0..units).map(|u| (u < 9).then(|| [2, 4, 7][u % 3])).collect();
            let design = Design::new(&panel, starts.clone()).unwrap();
            let parts = decompose(&panel, &design).unwrap();
            let on: Vec<f64> = (0..units * steps)
                .map(|i| f64::from(u8::from(starts[i / steps].is_some_and(|s| s <= i % steps))))
                .collect();
            let unit =
                Factor::new("unit", &(0..units * steps).map(|i| i / steps).collect::<Vec<_>>()).unwrap();
            let step =
                Factor::new("step", &(0..units * steps).map(|i| i % steps).collect::<Vec<_>>()).unwrap();
            let fit =
                Regression::new(&values, vec![Regressor::new("on", &on)], vec![&unit, &step]).least_squares();
            assert!((parts.estimate - fit.unwrap().coefficients()[0]).abs() < 1e-12);
            assert!((parts.parts.iter().map(|p| p.weight).sum::<f64>() - 1.0).abs() < 1e-12);
            assert_eq!(parts.of(Comparison::NeverTreated).is_some(), never > 0);
        }
    }

    #[test]
    fn one_group_is_refused() {
        let names = |n: usize| (0..n).map(|i| i.to_string()).collect::<Vec<_>>();
        let panel = Panel::new(names(2), names(3), vec![1.0; 6]).unwrap();
        let design = Design::block(&panel, &[0, 1], 1).unwrap();
        assert!(
            decompose(&panel, &design)
                .unwrap_err()
                .to_string()
                .contains("nobody to compare")
        );
    }
}
