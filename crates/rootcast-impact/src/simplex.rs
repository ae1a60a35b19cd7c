//! Exact least squares on the unit simplex, with a certificate.
//!
//! A synthetic control is the point of the donors' convex hull nearest to the treated path (Abadie, Diamond and
//! Hainmueller 2010):
//!
//! ```text
//! minimise  ½‖A w − b‖² + ½ ζ ‖w‖² + p′w   subject to  w ≥ 0,  Σw = 1
//! ```
//!
//! The columns of `A` are the donors' paths, `b` the treated one, `ζ ≥ 0` a ridge and `p` a price a donor costs. The
//! solver is an active-set method in the manner of Wolfe (1976, "Finding the nearest point in a polytope"): it ends
//! after finitely many steps at the optimum itself. Each fit carries a [`Certificate`], which needs no trust in the
//! solver: it is computed from the weights and the data alone.

use std::sync::OnceLock;

mod active;
mod factor;
mod furthest;

pub use active::Solver;
pub use furthest::furthest;

/// The paths of the donors, ready for many fits: columns of equal length.
///
/// A path taken from every donor and from the target alike changes no fit, as weights sum to one; the mean path is
/// taken off, so that large levels cost no precision.
#[derive(Clone, Debug)]
pub struct Points {
    count: usize,
    steps: usize,
    /// Column after column.
    columns: Vec<f64>,
    /// Row after row, the same figures.
    rows: Vec<f64>,
    /// What was taken off at each step.
    shift: Vec<f64>,
    /// What was taken off each column, where an intercept is fitted.
    levels: Option<Vec<f64>>,
    /// The largest figure that is left.
    peak: f64,
    /// Products of all paths with one another, once they are asked for.
    products: OnceLock<Vec<f64>>,
}

impl Points {
    /// Points from paths laid one after another; `steps` is the length of each.
    ///
    /// With `intercept` each path loses its own mean, which is what a free intercept does to the fit. Figures beyond the
    /// last whole path are left out.
    pub fn new(paths: &[f64], steps: usize, intercept: bool) -> Self {
        let count = paths.len().checked_div(steps).unwrap_or(0);
        let mut columns = paths[..count * steps].to_vec();
        let levels = intercept.then(|| {
            columns
                .chunks_exact_mut(steps.max(1))
                .map(|path| {
                    let mean = mean(path);
                    for v in path.iter_mut() {
                        *v -= mean;
                    }
                    mean
                })
                .collect()
        });
        let mut shift = vec![0.0; steps];
        for path in columns.chunks_exact(steps.max(1)) {
            for (s, v) in shift.iter_mut().zip(path) {
                *s += v / count as f64;
            }
        }
        let mut rows = vec![0.0; columns.len()];
        let mut peak = 0.0_f64;
        for (j, path) in columns.chunks_exact_mut(steps.max(1)).enumerate() {
            for (t, v) in path.iter_mut().enumerate() {
                *v -= shift[t];
                peak = peak.max(v.abs());
                rows[t * count + j] = *v;
            }
        }
        Self {
            count,
            steps,
            columns,
            rows,
            shift,
            levels,
            peak,
            products: OnceLock::new(),
        }
    }

    /// How many paths there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Length of each path.
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// Readies many fits of the points on one another, each of which then takes time in the number of points with weight
    /// and not of steps. The products of all paths are kept, unless there are more than two thousand.
    pub fn share(&self) {
        if self.count <= 2_000 {
            self.products.get_or_init(|| {
                let mut products = vec![0.0; self.count * self.count];
                for i in 0..self.count {
                    for j in 0..=i {
                        let dot: f64 = self
                            .column(i)
                            .iter()
                            .zip(self.column(j))
                            .map(|(a, b)| a * b)
                            .sum();
                        products[i * self.count + j] = dot;
                        products[j * self.count + i] = dot;
                    }
                }
                products
            });
        }
    }

    /// The products of a path with all, where they are kept.
    fn products(&self, at: usize) -> Option<&[f64]> {
        let products = self.products.get()?;
        products.get(at * self.count..(at + 1) * self.count)
    }

    /// The largest figure, as the solver sees it.
    pub fn peak(&self) -> f64 {
        self.peak
    }

    /// A path as the solver sees it.
    pub fn column(&self, at: usize) -> &[f64] {
        &self.columns[at * self.steps..(at + 1) * self.steps]
    }

    /// A target from outside, as the solver sees it.
    pub fn aim(&self, path: &[f64]) -> Vec<f64> {
        let level = if self.levels.is_some() { mean(path) } else { 0.0 };
        path.iter().zip(&self.shift).map(|(v, s)| v - level - s).collect()
    }

    /// The mean taken off a path for the intercept; nought without one.
    pub fn level(&self, at: usize) -> f64 {
        self.levels.as_ref().map_or(0.0, |l| l[at])
    }
}

fn mean(path: &[f64]) -> f64 {
    path.iter().sum::<f64>() / path.len() as f64
}

/// What is to be fitted.
#[derive(Clone, Copy, Debug)]
pub struct Goal<'a> {
    /// The path to come near to, from [`Points::aim`] or [`Points::column`].
    pub target: &'a [f64],
    /// Points that may not have weight.
    pub barred: &'a [usize],
    /// Ridge `ζ` on the weights, in units of the outcome squared.
    pub ridge: f64,
    /// The price `p` of each point, where there is one.
    pub price: Option<&'a [f64]>,
    /// The point the target is, where it is one of them.
    pub unit: Option<usize>,
}

impl<'a> Goal<'a> {
    /// Come near to this path, without ridge or price.
    pub fn plain(target: &'a [f64]) -> Self {
        Self {
            target,
            barred: &[],
            ridge: 0.0,
            price: None,
            unit: None,
        }
    }

    /// Come near to one of the points, which has to be among the barred to say anything.
    pub fn unit(points: &'a Points, at: usize) -> Self {
        Self {
            unit: Some(at),
            ..Self::plain(points.column(at))
        }
    }
}

/// What proves a fit, from the weights and the data alone.
///
/// With `g` the gradient at `w`, convexity gives `f(w) − f* ≤ g′w − min g`: the gap bounds how far any other
/// weights can be better.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Certificate {
    /// The objective `½‖A w − b‖² + ½ ζ ‖w‖² + p′w`.
    pub objective: f64,
    /// `g′w − min g`, an upper bound of what is left to gain.
    pub gap: f64,
    /// Largest breach of the optimality conditions, as a part of the largest gradient: a donor with weight whose
    /// gradient is not the multiplier's, or one without whose gradient is below it.
    pub residual: f64,
    /// How far the weights miss a sum of one.
    pub balance: f64,
    /// How many points have weight.
    pub support: usize,
    /// Steps the solver took.
    pub steps: usize,
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::float_cmp, clippy::needless_range_loop)]
mod tests;
