//! The active-set solver.

use super::{Certificate, Goal, Points, factor::Factor};
use crate::error::{ImpactError, Result};

/// Part of a diagonal below which a pivot counts as nought.
const FLOOR: f64 = 1e-13;

/// A solver with its memory, which is used again from fit to fit.
#[derive(Clone, Debug, Default)]
pub struct Solver {
    weights: Vec<f64>,
    gradient: Vec<f64>,
    rest: Vec<f64>,
    barred: Vec<bool>,
    /// Points with weight, in the order of the factor's rows.
    active: Vec<usize>,
    factor: Factor,
    entries: Vec<f64>,
    step: Vec<f64>,
    ones: Vec<f64>,
}

impl Solver {
    /// The weights of the last fit.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// What the last fit leaves of the target at each step: `A w − b`.
    pub fn rest(&self) -> &[f64] {
        &self.rest
    }

    /// Points with weight in the last fit.
    pub fn active(&self) -> &[usize] {
        &self.active
    }

    /// Fits, and proves the fit. The weights are [`Solver::weights`].
    ///
    /// # Errors
    /// [`ImpactError::Design`] where every point is barred or a figure is missing; [`ImpactError::NoFit`] where the
    /// steps run out, which no well-posed case does.
    pub fn fit(&mut self, points: &Points, goal: &Goal<'_>) -> Result<Certificate> {
        self.prepare(points, goal)?;
        let slack = noise(points, goal);
        let limit = 100 + 20 * (points.count.min(10_000) + points.steps);
        let mut steps = 0;
        // With products at hand the way is made on them; residuals have the last word.
        let mut exact = goal.unit.and_then(|u| points.products(u)).is_none();
        loop {
            if exact {
                self.slope(points, goal);
            } else {
                self.slope_of_products(points, goal);
            }
            let Some(entering) = self.entering(slack) else {
                if exact {
                    break;
                }
                exact = true;
                self.residual(points, goal);
                continue;
            };
            self.active.push(entering);
            self.border(points, goal, self.active.len() - 1);
            let mut moved = false;
            loop {
                steps += 1;
                if steps > limit {
                    return Err(ImpactError::NoFit {
                        estimator: "least squares on the simplex",
                        why: format!(
                            "{limit} steps were not enough: look for figures of very different size"
                        ),
                    });
                }
                let (whole, reach) = self.newton(points, goal);
                moved |= reach > 0.0;
                if exact {
                    self.residual(points, goal);
                }
                if whole {
                    break;
                }
                if exact {
                    self.slope_of_active(points, goal);
                } else {
                    self.slope_of_products(points, goal);
                }
            }
            // The newest point was put out again at once: what is left to gain is rounding.
            if !moved {
                self.residual(points, goal);
                self.slope(points, goal);
                if exact {
                    break;
                }
                exact = true;
            }
        }
        // One more step on the same set wipes out what rounding left in the factor.
        while self.active.len() > 1 {
            let (whole, _) = self.newton(points, goal);
            self.residual(points, goal);
            if whole {
                break;
            }
            self.slope_of_active(points, goal);
        }
        self.slope(points, goal);
        Ok(self.certify(goal, steps))
    }

    /// Proves weights from elsewhere: how good they are, and by how much others can be better at most.
    ///
    /// # Errors
    /// As [`Solver::fit`].
    pub fn judge(
        &mut self,
        points: &Points,
        goal: &Goal<'_>,
        weights: &[f64],
        steps: usize,
    ) -> Result<Certificate> {
        self.prepare(points, goal)?;
        for (own, w) in self.weights.iter_mut().zip(weights) {
            *own = *w;
        }
        self.active.clear();
        self.active
            .extend((0..self.weights.len()).filter(|j| self.weights[*j] != 0.0));
        self.residual(points, goal);
        self.slope(points, goal);
        Ok(self.certify(goal, steps))
    }

    fn prepare(&mut self, points: &Points, goal: &Goal<'_>) -> Result<()> {
        let missing = || {
            ImpactError::Design(
                "a path has a gap where weights are fitted, or figures too large to square: fill it, leave it out, or change the unit"
                    .to_owned(),
            )
        };
        if goal.target.len() != points.steps || points.steps == 0 {
            return Err(ImpactError::Design(format!(
                "the target has {} steps, the donors {}",
                goal.target.len(),
                points.steps
            )));
        }
        self.weights.clear();
        self.weights.resize(points.count, 0.0);
        self.gradient.clear();
        self.gradient.resize(points.count, 0.0);
        self.barred.clear();
        self.barred.resize(points.count, false);
        for at in goal.barred {
            if let Some(slot) = self.barred.get_mut(*at) {
                *slot = true;
            }
        }
        self.rest.clear();
        self.rest.resize(points.steps, 0.0);
        self.active.clear();
        self.factor.clear();
        let products = goal.unit.and_then(|u| points.products(u).map(|p| (p, p[u])));
        let mut best: Option<(f64, usize)> = None;
        for j in 0..points.count {
            if self.barred[j] {
                continue;
            }
            let far: f64 = if let (Some((with, own)), Some(of)) = (products, points.products(j)) {
                of[j] - 2.0 * with[j] + own
            } else {
                let pairs = points.column(j).iter().zip(goal.target);
                pairs.map(|(a, b)| (a - b) * (a - b)).sum()
            };
            let cost = 0.5 * far + goal.price.map_or(0.0, |p| p[j]);
            if !cost.is_finite() {
                return Err(missing());
            }
            if best.is_none_or(|(least, _)| cost < least) {
                best = Some((cost, j));
            }
        }
        let Some((_, first)) = best else {
            return Err(ImpactError::Design(
                "no donor is left: widen the pool of donors".to_owned(),
            ));
        };
        self.weights[first] = 1.0;
        self.active.push(first);
        self.border(points, goal, 0);
        self.residual(points, goal);
        Ok(())
    }

    /// `rest = A w − b`.
    fn residual(&mut self, points: &Points, goal: &Goal<'_>) {
        for (r, b) in self.rest.iter_mut().zip(goal.target) {
            *r = -b;
        }
        for j in &self.active {
            let w = self.weights[*j];
            for (r, a) in self.rest.iter_mut().zip(points.column(*j)) {
                *r += w * a;
            }
        }
    }

    /// `gradient = A′rest + ζ w + p`.
    fn slope(&mut self, points: &Points, goal: &Goal<'_>) {
        match goal.price {
            Some(price) => self.gradient.copy_from_slice(price),
            None => self.gradient.fill(0.0),
        }
        for (row, r) in points.rows.chunks_exact(points.count).zip(&self.rest) {
            for (g, a) in self.gradient.iter_mut().zip(row) {
                *g += r * a;
            }
        }
        if goal.ridge > 0.0 {
            for j in &self.active {
                self.gradient[*j] += goal.ridge * self.weights[*j];
            }
        }
    }

    /// The same from products of paths, for a target that is one of the points.
    fn slope_of_products(&mut self, points: &Points, goal: &Goal<'_>) {
        match goal.price {
            Some(price) => self.gradient.copy_from_slice(price),
            None => self.gradient.fill(0.0),
        }
        if let Some(own) = goal.unit.and_then(|u| points.products(u)) {
            for (g, p) in self.gradient.iter_mut().zip(own) {
                *g -= p;
            }
        }
        for j in &self.active {
            let w = self.weights[*j];
            for (g, p) in self.gradient.iter_mut().zip(points.products(*j).unwrap_or(&[])) {
                *g += w * p;
            }
            self.gradient[*j] += goal.ridge * w;
        }
    }

    /// The same for the active points alone.
    fn slope_of_active(&mut self, points: &Points, goal: &Goal<'_>) {
        for j in &self.active {
            let pull: f64 = points.column(*j).iter().zip(&self.rest).map(|(a, r)| a * r).sum();
            self.gradient[*j] = pull + goal.ridge * self.weights[*j] + goal.price.map_or(0.0, |p| p[*j]);
        }
    }

    /// The multiplier: the gradient the points with weight share.
    fn multiplier(&self) -> f64 {
        self.active
            .iter()
            .map(|j| self.weights[*j] * self.gradient[*j])
            .sum()
    }

    /// The point whose gradient is furthest below the multiplier.
    fn entering(&self, slack: f64) -> Option<usize> {
        let bar = self.multiplier();
        let mut best = bar - slack;
        let mut found = None;
        for (j, g) in self.gradient.iter().enumerate() {
            if *g < best && !self.barred[j] && self.weights[j] <= 0.0 {
                best = *g;
                found = Some(j);
            }
        }
        found
    }

    /// The row of an active point in the factor of `A′A + ζ I + κ 1 1′`; `κ` changes no step whose parts sum to
    /// nought, and makes the matrix positive.
    fn border(&mut self, points: &Points, goal: &Goal<'_>, at: usize) {
        let size = points.peak * points.peak * points.steps as f64;
        let lift = if size > 0.0 { size } else { 1.0 };
        self.entries.clear();
        let new = points.column(self.active[at]);
        let products = points.products(self.active[at]);
        for j in &self.active[..at] {
            let dot = match products {
                Some(products) => products[*j],
                None => points.column(*j).iter().zip(new).map(|(a, b)| a * b).sum(),
            };
            self.entries.push(dot + lift);
        }
        let own: f64 = new.iter().map(|a| a * a).sum();
        self.entries.push(own + lift + goal.ridge);
        self.factor.push(&self.entries, FLOOR);
    }

    /// Takes the weight of an active point away.
    fn leave(&mut self, points: &Points, goal: &Goal<'_>, at: usize) {
        let out = self.active.remove(at);
        self.weights[out] = 0.0;
        self.factor.cut(at);
        for k in at..self.active.len() {
            self.border(points, goal, k);
        }
    }

    /// A step to the optimum over the plane of the active points, as far as the simplex allows. Says whether it was
    /// whole, else the point that stopped it has left; and which part of it was gone.
    fn newton(&mut self, points: &Points, goal: &Goal<'_>) -> (bool, f64) {
        let size = self.active.len();
        self.step.clear();
        self.step.extend(self.active.iter().map(|j| -self.gradient[*j]));
        self.ones.clear();
        self.ones.resize(size, 1.0);
        self.factor.solve(&mut self.step);
        self.factor.solve(&mut self.ones);
        let tilt = self.step.iter().sum::<f64>() / self.ones.iter().sum::<f64>();
        for (s, o) in self.step.iter_mut().zip(&self.ones) {
            *s -= tilt * o;
        }
        let mut reach = 1.0;
        let mut out = None;
        for (k, j) in self.active.iter().enumerate() {
            let w = self.weights[*j];
            if self.step[k] < 0.0 && w + reach * self.step[k] <= 0.0 {
                reach = w / -self.step[k];
                out = Some(k);
            }
        }
        for (k, j) in self.active.iter().enumerate() {
            self.weights[*j] = (self.weights[*j] + reach * self.step[k]).max(0.0);
        }
        if let Some(k) = out {
            self.leave(points, goal, k);
        }
        self.settle();
        (out.is_none(), reach)
    }

    fn settle(&mut self) {
        let sum: f64 = self.active.iter().map(|j| self.weights[*j]).sum();
        for j in &self.active {
            self.weights[*j] /= sum;
        }
    }

    fn certify(&self, goal: &Goal<'_>, steps: usize) -> Certificate {
        let mut objective = 0.5 * self.rest.iter().map(|r| r * r).sum::<f64>();
        let (mut least, mut largest) = (f64::INFINITY, 0.0_f64);
        let mut breach = 0.0_f64;
        let mut sum = 0.0;
        let bar = self.multiplier();
        for j in 0..self.weights.len() {
            if self.barred[j] {
                continue;
            }
            let (w, g) = (self.weights[j], self.gradient[j]);
            sum += w;
            objective += 0.5 * goal.ridge * w * w + goal.price.map_or(0.0, |p| p[j] * w);
            least = least.min(g);
            largest = largest.max(g.abs());
            breach = breach.max(if w > 0.0 { (g - bar).abs() } else { bar - g });
        }
        Certificate {
            objective,
            gap: (bar - least).max(0.0),
            residual: if largest > 0.0 { breach / largest } else { 0.0 },
            balance: (sum - 1.0).abs(),
            support: self.active.len(),
            steps,
        }
    }
}

/// Differences of gradients below this are rounding.
fn noise(points: &Points, goal: &Goal<'_>) -> f64 {
    let far = goal.target.iter().fold(points.peak, |m, v| m.max(v.abs()));
    let price = goal
        .price
        .map_or(0.0, |p| p.iter().fold(0.0_f64, |m, v| m.max(v.abs())));
    8.0 * f64::EPSILON * ((points.steps as f64).sqrt() * points.peak * far + goal.ridge + price)
}
