//! How far a linear value can go among weights that are nearly as good as the best.
//!
//! ```text
//! largest c′w  subject to  f(w) ≤ bound,  w on the simplex
//! ```
//!
//! With a worth `s` on the value the weights of least `f − s c′w` move along straight pieces as `s` grows, one for each
//! set of points with weight, and `f` rises along them. The piece on which the bound lies is found by bracketing; on it
//! the end is the root of a quadratic.

use super::{Goal, Points, Solver};
use crate::error::Result;

/// Rounds of bracketing at most.
const ROUNDS: usize = 120;

#[derive(Clone, Default)]
struct Stand {
    weights: Vec<f64>,
    active: Vec<usize>,
    rest: Vec<f64>,
    objective: f64,
    value: f64,
}

/// The largest `pull′w` among weights whose objective is at most `bound`; that of the best weights where the bound is
/// below the best. `prices` is memory for the search.
///
/// # Errors
/// As [`Solver::fit`].
pub fn furthest(
    points: &Points,
    goal: &Goal<'_>,
    pull: &[f64],
    bound: f64,
    solver: &mut Solver,
    prices: &mut Vec<f64>,
) -> Result<f64> {
    let mut stand = |worth: f64| -> Result<Stand> {
        prices.clear();
        prices.extend((0..points.count()).map(|j| goal.price.map_or(0.0, |p| p[j]) - worth * pull[j]));
        let dear = Goal {
            price: Some(prices),
            ..*goal
        };
        solver.fit(points, &dear)?;
        let weights = solver.weights().to_vec();
        let mut active = solver.active().to_vec();
        active.sort_unstable();
        let rest = solver.rest().to_vec();
        let mut objective = 0.5 * rest.iter().map(|r| r * r).sum::<f64>();
        let mut value = 0.0;
        for j in &active {
            let w = weights[*j];
            objective += 0.5 * goal.ridge * w * w + goal.price.map_or(0.0, |p| p[*j] * w);
            value += pull[*j] * w;
        }
        Ok(Stand {
            weights,
            active,
            rest,
            objective,
            value,
        })
    };
    let mut near = stand(0.0)?;
    let spread = pull.iter().fold(f64::NEG_INFINITY, |m, p| m.max(*p))
        - pull.iter().fold(f64::INFINITY, |m, p| m.min(*p));
    let left = bound - near.objective;
    if spread <= 0.0 || left < 0.0 {
        return Ok(near.value);
    }
    let (mut low, mut high) = (0.0, (left.max(1e-12 * near.objective.abs()) / spread).max(1e-280));
    let mut far = stand(high)?;
    let mut rounds = 0;
    while far.objective <= bound {
        (low, near) = (high, far);
        high *= 4.0;
        far = stand(high)?;
        rounds += 1;
        if rounds > ROUNDS || !high.is_finite() {
            return Ok(far.value.max(near.value));
        }
    }
    for round in 0..ROUNDS {
        if near.active == far.active || high - low <= 1e-14 * high {
            break;
        }
        let part = reach(goal, &near, &far, bound);
        let part = if round % 3 == 2 {
            0.5
        } else {
            part.clamp(0.02, 0.98)
        };
        let middle = low + part * (high - low);
        let there = stand(middle)?;
        if there.objective <= bound {
            (low, near) = (middle, there);
        } else {
            (high, far) = (middle, there);
        }
    }
    let part = reach(goal, &near, &far, bound);
    Ok(near.value + part * (far.value - near.value))
}

/// How far one may go from a stand within the bound towards one beyond it: the objective is quadratic on the way.
fn reach(goal: &Goal<'_>, near: &Stand, far: &Stand, bound: f64) -> f64 {
    let (mut square, mut slope) = (0.0, 0.0);
    for (n, f) in near.rest.iter().zip(&far.rest) {
        square += (f - n) * (f - n);
        slope += (f - n) * n;
    }
    for j in near
        .active
        .iter()
        .chain(far.active.iter().filter(|j| near.weights[**j] <= 0.0))
    {
        let step = far.weights[*j] - near.weights[*j];
        square += goal.ridge * step * step;
        slope += goal.ridge * step * near.weights[*j] + goal.price.map_or(0.0, |p| p[*j] * step);
    }
    let left = bound - near.objective;
    if square <= 0.0 || left <= 0.0 {
        return 0.0;
    }
    // ½ square r² + slope r = left, taken so that nothing cancels.
    let root = (slope * slope + 2.0 * square * left).sqrt();
    let part = if slope >= 0.0 {
        2.0 * left / (slope + root)
    } else {
        (root - slope) / square
    };
    part.clamp(0.0, 1.0)
}
