//! The search of the authors' program, for reproducing what was published.
//!
//! Frank–Wolfe steps with exact line search (Jaggi 2013) from uniform weights: a hundred, then weights of a quarter of
//! the largest or less are set to nought and the search goes on until the objective falls by less than `(10⁻⁵ σ̂)²`. It
//! stops short of the optimum, as the certificate tells; effects of published studies were got that way.

use crate::simplex::{Goal, Points};

/// Steps before small weights are dropped.
const FIRST: usize = 100;
/// Steps after.
const SECOND: usize = 10_000;

/// The weights of the search, and its steps; `patience` is the square root of the fall at which it stops.
///
/// The authors begin placebos at the weights of the treated: `from`, where it is given.
pub(super) fn search(
    points: &Points,
    goal: &Goal<'_>,
    patience: f64,
    from: Option<&[f64]>,
) -> (Vec<f64>, usize) {
    let open: Vec<usize> = (0..points.count()).filter(|j| !goal.barred.contains(j)).collect();
    let mut weights = vec![0.0; points.count()];
    let known: f64 = from.map_or(0.0, |f| open.iter().map(|j| f[*j]).sum());
    for j in &open {
        weights[*j] = match from {
            Some(f) if known > 0.0 => f[*j] / known,
            _ => 1.0 / open.len() as f64,
        };
    }
    let first = descend(points, goal, &open, &mut weights, patience, FIRST);
    let least = weights.iter().fold(0.0_f64, |m, w| m.max(*w)) / 4.0;
    for w in &mut weights {
        *w = if *w <= least { 0.0 } else { *w };
    }
    let sum: f64 = weights.iter().sum();
    for w in &mut weights {
        *w /= sum;
    }
    let second = descend(points, goal, &open, &mut weights, patience, SECOND);
    (weights, first + second)
}

fn descend(
    points: &Points,
    goal: &Goal<'_>,
    open: &[usize],
    weights: &mut [f64],
    patience: f64,
    limit: usize,
) -> usize {
    let count = points.steps() as f64;
    let mut rest: Vec<f64> = goal.target.iter().map(|b| -b).collect();
    for j in open {
        for (r, a) in rest.iter_mut().zip(points.column(*j)) {
            *r += weights[*j] * a;
        }
    }
    let value = |rest: &[f64], weights: &[f64]| {
        (rest.iter().map(|r| r * r).sum::<f64>() + goal.ridge * weights.iter().map(|w| w * w).sum::<f64>())
            / count
    };
    let mut last = f64::INFINITY;
    for step in 0..limit {
        let slope = |j: usize| {
            let pull: f64 = points.column(j).iter().zip(&rest).map(|(a, r)| a * r).sum();
            pull + goal.ridge * weights[j]
        };
        let mut best = (f64::INFINITY, 0);
        let mut mean = 0.0;
        for j in open {
            let g = slope(*j);
            mean += weights[*j] * g;
            if g < best.0 {
                best = (g, *j);
            }
        }
        let fall = mean - best.0;
        // Towards the vertex: the path moves by its column less the mixture.
        let mixed = |t: usize, rest: &[f64]| rest[t] + goal.target[t];
        let vertex = points.column(best.1);
        let far: f64 = (0..rest.len())
            .map(|t| (vertex[t] - mixed(t, &rest)).powi(2))
            .sum();
        let spread = weights.iter().map(|w| w * w).sum::<f64>() - 2.0 * weights[best.1] + 1.0;
        let curve = far + goal.ridge * spread;
        if curve <= 0.0 {
            return step;
        }
        let reach = (fall / curve).clamp(0.0, 1.0);
        for t in 0..rest.len() {
            rest[t] += reach * (vertex[t] - mixed(t, &rest));
        }
        for w in weights.iter_mut() {
            *w *= 1.0 - reach;
        }
        weights[best.1] += reach;
        let now = value(&rest, weights);
        if step > 0 && last - now <= patience * patience {
            return step + 1;
        }
        last = now;
    }
    limit
}
