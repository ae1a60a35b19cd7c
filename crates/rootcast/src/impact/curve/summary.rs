//! What a curve says as a whole: how far its specifications agree, what drives them, and how rare such a curve is.

use std::collections::BTreeMap;

use rootcast_impact::appraisal::Way;
use serde::Serialize;

use super::{Specification, work::Cell};

/// How rare the curve is among those of the donors, each taken as if it had been treated (Simonsohn, Simmons and Nelson
/// 2020, with placebos in space for shuffled treatments).
#[derive(Clone, Debug, Serialize)]
pub struct Joint {
    /// Units whose curve is compared, the treated among them.
    pub units: usize,
    /// The treated's middle effect, over specifications with placebos.
    pub middle: f64,
    /// Share of units whose middle effect is as far from nought, either way.
    pub p_of_middle: f64,
    /// Share of specifications in which the treated's effect goes the way that is claimed and is rare.
    pub rare: f64,
    /// Share of units with as large a share of such specifications.
    pub p_of_rare: f64,
    /// The smallest share there could be.
    pub least_p: f64,
}

/// Compares the curves of units. `pools` has the places of the units of each cell, the treated first.
pub(super) fn joint(cells: &[(&[usize], &Cell)], units: usize, way: Way, alpha: f64) -> Option<Joint> {
    let mut effects: Vec<Vec<f64>> = vec![Vec::new(); units];
    let mut rare: Vec<usize> = vec![0; units];
    for (pool, cell) in cells {
        let each = std::iter::once(0).chain(pool.iter().copied());
        for ((unit, r), p) in each.zip(&cell.relative).zip(&cell.p) {
            effects[unit].push(*r);
            rare[unit] += usize::from(*p <= alpha && way.fits(*r));
        }
    }
    let known: Vec<usize> = (0..units).filter(|u| !effects[*u].is_empty()).collect();
    if known.len() < 3 || known.first() != Some(&0) {
        return None;
    }
    let shares: Vec<f64> = known
        .iter()
        .map(|u| rare[*u] as f64 / effects[*u].len() as f64)
        .collect();
    let middles: Vec<f64> = known
        .iter()
        .map(|u| {
            effects[*u].sort_by(f64::total_cmp);
            rootcast_forecast::predictive::sorted_quantile(&effects[*u], 0.5)
        })
        .collect();
    let n = known.len() as f64;
    let as_far = |of: &dyn Fn(usize) -> f64| (0..known.len()).filter(|u| of(*u) >= of(0)).count() as f64 / n;
    // A fall by half and a rise to twice as much are as far.
    let far = |u: usize| points(middles[u]).abs();
    Some(Joint {
        units: known.len(),
        middle: middles[0],
        p_of_middle: as_far(&far),
        rare: shares[0],
        p_of_rare: as_far(&|u| shares[u]),
        least_p: 1.0 / n,
    })
}

/// A part in log points, in which a fall by half and a rise to twice as much are as far from nought. A fall to nothing is
/// one to a thousandth.
fn points(part: f64) -> f64 {
    (1.0 + part).max(1e-3).ln()
}

/// A choice, its values, and the effects with each.
#[derive(Clone, Debug, Serialize)]
pub struct Driver {
    /// The choice.
    pub choice: &'static str,
    /// Share of the variance of effects, in log points, that lies between its values (one-way analysis of variance).
    pub explains: f64,
    /// Each value with the mean effect (in log points, told as a part) and how many specifications take it.
    pub values: Vec<(String, f64, usize)>,
}

/// The value of a choice in a specification.
type Choice = fn(&Specification) -> String;

const CHOICES: [(&str, Choice); 7] = [
    ("outcome", |s| s.outcome.clone()),
    ("scale", |s| s.scale.as_str().to_owned()),
    ("months before", |s| s.before.to_string()),
    ("months left out before", |s| s.skipped.to_string()),
    ("months after", |s| s.after.to_string()),
    ("donors", |s| s.donors.clone()),
    ("estimator", |s| s.estimator.as_str().to_owned()),
];

/// How much each choice drives effects, the most first.
pub(super) fn drivers(all: &[Specification]) -> Vec<Driver> {
    let n = all.len() as f64;
    let mean = all.iter().map(|s| points(s.relative)).sum::<f64>() / n.max(1.0);
    let total: f64 = all.iter().map(|s| (points(s.relative) - mean).powi(2)).sum();
    let mut out: Vec<Driver> = CHOICES
        .iter()
        .map(|(choice, of)| {
            let mut groups: BTreeMap<String, (f64, usize)> = BTreeMap::new();
            for s in all {
                let g = groups.entry(of(s)).or_default();
                g.0 += points(s.relative);
                g.1 += 1;
            }
            let values: Vec<(String, f64, usize)> = groups
                .into_iter()
                .map(|(name, (sum, n))| (name, sum / n as f64, n))
                .collect();
            let between: f64 = values
                .iter()
                .map(|(_, m, n)| *n as f64 * (m - mean).powi(2))
                .sum();
            Driver {
                choice,
                explains: if total > 0.0 { between / total } else { 0.0 },
                values: values
                    .into_iter()
                    .map(|(name, mean, n)| (name, mean.exp_m1(), n))
                    .collect(),
            }
        })
        .collect();
    out.sort_by(|a, b| {
        b.explains
            .total_cmp(&a.explains)
            .then_with(|| a.choice.cmp(b.choice))
    });
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_of_the_treated_is_ranked_among_those_of_donors() {
        let cell = |r: [f64; 4], p: [f64; 4]| Cell {
            relative: r.to_vec(),
            p: p.to_vec(),
        };
        let pool = [1, 2, 3];
        let cells = [
            cell([-0.5, 0.1, -0.2, 0.9], [0.25, 1.0, 0.75, 0.5]),
            cell([-0.6, 0.1, -0.2, 1.2], [0.25, 1.0, 0.75, 0.5]),
        ];
        let all: Vec<(&[usize], &Cell)> = cells.iter().map(|c| (&pool[..], c)).collect();
        let j = joint(&all, 4, Way::Fall, 0.25).unwrap();
        // A rise to 2.05 times as much is not as far as a fall to 0.45.
        assert!((j.middle + 0.55).abs() < 1e-12 && (j.p_of_middle - 0.25).abs() < 1e-12);
        assert!((j.rare - 1.0).abs() < 1e-12 && (j.p_of_rare - 0.25).abs() < 1e-12);
        assert!(joint(&all[..0], 4, Way::Fall, 0.25).is_none());
    }
}
