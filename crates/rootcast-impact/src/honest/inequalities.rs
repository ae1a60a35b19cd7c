//! Tests that an effect is possible, from moment inequalities with other effects left free.
//!
//! Under the restriction `A δ ≤ d` and the effect `θ`, `E[A β̂ − d] ≤ a θ + X τ` for some `τ` of the other effects. The
//! statistic is the least `η` with `Y − a θ − X τ ≤ η σ`, and its distribution is taken given which inequalities bind, a
//! normal cut to `[vlo, vup]` (Andrews, Roth and Pakes 2023, section 4). A first test holds `η` against the quantile it has
//! when all inequalities are as close as can be (their section 5).

use nalgebra::{DMatrix, DVector};
use rand::SeedableRng;
use rand_distr::{Distribution, StandardNormal};
use rand_pcg::Pcg64;

use super::{
    EventStudy,
    normal::cut_quantile,
    programme::{Programme, Vertex},
    shapes::Shape,
};
use crate::error::{ImpactError, Result};

/// A test of one polyhedron.
pub(super) struct Test {
    /// `A β̂ − d`.
    y: DVector<f64>,
    /// What one unit of the effect moves.
    a: DVector<f64>,
    covariance: DMatrix<f64>,
    programme: Programme,
    first: Vertex,
    /// The first test's critical value.
    least_favourable: f64,
    /// Size of the second test.
    size: f64,
}

impl Test {
    /// A test of size `alpha`, a tenth of it spent on the first stage.
    pub(super) fn new(
        study: &EventStudy,
        shape: &Shape,
        weights: &[f64],
        alpha: f64,
        draws: usize,
        seed: u64,
    ) -> Result<Self> {
        let after = weights.len();
        let post = shape.a.columns(study.before, after).clone_owned();
        // Where effects are left free, rows about steps before treatment alone say nothing of them.
        let rows: Vec<usize> = (0..shape.a.nrows())
            .filter(|i| after == 1 || post.row(*i).iter().any(|v| v.abs() > 1e-12))
            .collect();
        let part = |m: &DMatrix<f64>| DMatrix::from_fn(rows.len(), m.ncols(), |i, j| m[(rows[i], j)]);
        let (all, post) = (part(&shape.a), part(&post));
        let y = &all * &study.effects - DVector::from_fn(rows.len(), |i, _| shape.d[rows[i]]);
        let covariance = &all * &study.covariance * all.transpose();
        let fail = |why: &str| ImpactError::NoFit {
            estimator: "sensitivity to trends",
            why: why.to_owned(),
        };
        let turned = post
            * turn(weights)
                .try_inverse()
                .ok_or_else(|| fail("the weights cannot be turned"))?;
        let a = turned.column(0).clone_owned();
        let deviations = DVector::from_fn(rows.len(), |i, _| covariance[(i, i)].max(0.0).sqrt());
        let w = DMatrix::from_fn(rows.len(), after, |i, j| {
            if j == 0 { deviations[i] } else { turned[(i, j)] }
        });
        let programme = Programme::new(w).ok_or_else(|| {
            fail("the restriction does not bound the effect: give more steps before treatment")
        })?;
        let first = programme.first().ok_or_else(|| fail("no start was found"))?;
        let kappa = alpha / 10.0;
        let root = study
            .covariance
            .clone()
            .cholesky()
            .ok_or_else(|| fail("the covariance is singular"))?
            .l();
        let spread = all * root;
        let mut test = Self {
            y,
            a,
            covariance,
            programme,
            first,
            least_favourable: f64::INFINITY,
            size: (alpha - kappa) / (1.0 - kappa),
        };
        test.least_favourable = test
            .least(&spread, 1.0 - kappa, draws, seed)
            .ok_or_else(|| fail("a draw was not solved"))?;
        Ok(test)
    }

    /// The quantile of `η` when all inequalities bind on average, from draws and their mirror images.
    fn least(&self, spread: &DMatrix<f64>, p: f64, draws: usize, seed: u64) -> Option<f64> {
        let mut random = Pcg64::seed_from_u64(seed);
        let mut vertex = self.first.clone();
        let mut found = Vec::with_capacity(draws);
        for _ in 0..draws / 2 {
            let z = DVector::from_fn(spread.ncols(), |_, _| StandardNormal.sample(&mut random));
            let mut x = spread * z;
            found.push(self.programme.maximise(x.as_slice(), &mut vertex)?);
            x.neg_mut();
            found.push(self.programme.maximise(x.as_slice(), &mut vertex)?);
        }
        found.sort_unstable_by(f64::total_cmp);
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "within the draws"
        )]
        let at = ((found.len() - 1) as f64 * p).round() as usize;
        found.get(at).copied()
    }

    /// A run of tests of neighbouring effects.
    pub(super) fn start(&self) -> State<'_> {
        State {
            test: self,
            vertex: self.first.clone(),
        }
    }
}

/// A run of tests: each begins where the last ended.
pub(super) struct State<'a> {
    test: &'a Test,
    vertex: Vertex,
}

impl State<'_> {
    /// Whether the effect is rejected.
    pub(super) fn rejects(&mut self, effect: f64) -> bool {
        let t = self.test;
        let y = &t.y - &t.a * effect;
        let Some(eta) = t.programme.maximise(y.as_slice(), &mut self.vertex) else {
            // Unsolved: nothing is known, so the effect stays.
            return false;
        };
        if eta > t.least_favourable {
            return true;
        }
        let gamma = t.programme.point(&self.vertex);
        let along = &t.covariance * &gamma;
        let variance = gamma.dot(&along);
        if variance <= f64::EPSILON * t.covariance.diagonal().max() {
            return eta > 0.0;
        }
        let c = along / variance;
        let down = eta - t.programme.stays(y.as_slice(), c.as_slice(), &self.vertex, false);
        let up = eta + t.programme.stays(y.as_slice(), c.as_slice(), &self.vertex, true);
        let deviation = variance.sqrt();
        let (low, high) = (down / deviation, up.min(t.least_favourable) / deviation);
        eta / deviation > cut_quantile(1.0 - t.size, low, high).max(0.0)
    }
}

/// A square matrix that can be inverted and has the weights as its first row.
fn turn(weights: &[f64]) -> DMatrix<f64> {
    let n = weights.len();
    let lead = (0..n)
        .max_by(|a, b| weights[*a].abs().total_cmp(&weights[*b].abs()))
        .unwrap_or(0);
    let others: Vec<usize> = (0..n).filter(|i| *i != lead).collect();
    DMatrix::from_fn(n, n, |i, j| {
        if i == 0 {
            weights[j]
        } else {
            f64::from(u8::from(others[i - 1] == j))
        }
    })
}
