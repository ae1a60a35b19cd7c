//! The shortest interval of fixed length around an affine estimator, when slopes change by `M` a step at most.
//!
//! An estimator `v'β̂` weighs the steps after treatment as asked and those before as it likes. With `c_j` the sums of sums
//! of its weights from the outside in, its worst bias is `M Σ|c_j|`, provided it is blind to straight lines: that fixes
//! the `c` at the step of reference, and those after treatment are given. So bias and variance trade off in the free `c`
//! alone, where the least variance plus `λ Σ|c_j|` is a lasso. The interval has half-length `σ · cv(bias/σ)`, `cv` the
//! quantile of a folded normal (Armstrong and Kolesár 2018, eq. 15), and is made shortest over `λ`.

#![allow(clippy::many_single_char_names, reason = "the letters of the equations")]

use nalgebra::{DMatrix, DVector};

use super::{EventStudy, Interval, normal::folded_quantile};

/// Sweeps of the lasso at most, and the move at which they end.
const SWEEPS: usize = 20_000;
const SETTLED: f64 = 1e-12;

pub(super) fn interval(study: &EventStudy, weights: &[f64], bound: f64, level: f64) -> Interval {
    let trade = Trade::new(study, weights);
    let half = |lambda: f64, x: &mut DVector<f64>| {
        trade.lasso(lambda, x);
        let (bias, deviation) = trade.of(x);
        deviation * folded_quantile(level, bound * bias / deviation)
    };
    let mut x = DVector::zeros(trade.free());
    let mut best = half(0.0, &mut x);
    let mut kept = x.clone();
    let top = trade.largest();
    if bound > 0.0 && top > 0.0 {
        // Along the trade-off the length falls, then rises: a golden section in the logarithm of λ.
        let g = (5.0_f64.sqrt() - 1.0) / 2.0;
        let (mut low, mut high) = ((top * 1e-9).ln(), top.ln());
        let (mut a, mut b) = (high - g * (high - low), low + g * (high - low));
        let mut try_at = |log: f64| {
            let length = half(log.exp(), &mut x);
            if length < best {
                best = length;
                kept.copy_from(&x);
            }
            length
        };
        let (mut at_a, mut at_b) = (try_at(a), try_at(b));
        try_at(high);
        for _ in 0..90 {
            if at_a < at_b {
                (high, b, at_b) = (b, a, at_a);
                a = high - g * (high - low);
                at_a = try_at(a);
            } else {
                (low, a, at_a) = (a, b, at_b);
                b = low + g * (high - low);
                at_b = try_at(b);
            }
        }
    }
    let centre = trade.weights(&kept).dot(&study.effects);
    Interval {
        low: centre - best,
        high: centre + best,
    }
}

/// Bias and variance as functions of the free sums.
struct Trade<'a> {
    study: &'a EventStudy,
    /// Weights of all coefficients: `base + map · x`.
    base: DVector<f64>,
    map: DMatrix<f64>,
    quadratic: DMatrix<f64>,
    linear: DVector<f64>,
    /// Bias that no choice avoids, per unit of the bound.
    fixed: f64,
}

impl<'a> Trade<'a> {
    fn new(study: &'a EventStudy, weights: &[f64]) -> Self {
        let (k, n) = (study.before, study.effects.len());
        let sums = |j: usize| -> f64 {
            (j + 1..=weights.len())
                .map(|t| (t - j) as f64 * weights[t - 1])
                .sum()
        };
        let reference = sums(0);
        let fixed = reference.abs() + (1..weights.len()).map(|j| sums(j).abs()).sum::<f64>();
        // Step −t has the weight c₍t−1₎ − 2 c₍t₎ + c₍t+1₎; coefficient k − t is that of step −t.
        let mut base = DVector::zeros(n);
        let mut map = DMatrix::zeros(n, k - 1);
        for (i, w) in weights.iter().enumerate() {
            base[k + i] = *w;
        }
        for t in 1..=k {
            for (j, times) in [(t - 1, 1.0), (t, -2.0), (t + 1, 1.0)] {
                if j == 0 {
                    base[k - t] += times * reference;
                } else if j < k {
                    map[(k - t, j - 1)] += times;
                }
            }
        }
        let quadratic = map.transpose() * &study.covariance * &map;
        let linear = map.transpose() * &study.covariance * &base;
        Self {
            study,
            base,
            map,
            quadratic,
            linear,
            fixed,
        }
    }

    fn free(&self) -> usize {
        self.map.ncols()
    }

    fn weights(&self, x: &DVector<f64>) -> DVector<f64> {
        &self.base + &self.map * x
    }

    /// Worst bias per unit of the bound, and standard deviation.
    fn of(&self, x: &DVector<f64>) -> (f64, f64) {
        let v = self.weights(x);
        (
            self.fixed + x.lp_norm(1),
            (&self.study.covariance * &v).dot(&v).sqrt(),
        )
    }

    /// The `λ` from which all free sums are zero.
    fn largest(&self) -> f64 {
        self.linear.amax()
    }

    /// Minimises `x'Qx/2 + q'x + λ Σ|x|` one coordinate after the other.
    fn lasso(&self, lambda: f64, x: &mut DVector<f64>) {
        if lambda == 0.0 {
            if let Some(f) = self.quadratic.clone().cholesky() {
                *x = -f.solve(&self.linear);
            }
            return;
        }
        for _ in 0..SWEEPS {
            let mut moved = 0.0_f64;
            for j in 0..x.len() {
                let slope =
                    self.quadratic.row(j).transpose().dot(x) + self.linear[j] - self.quadratic[(j, j)] * x[j];
                let new = -slope.signum() * (slope.abs() - lambda).max(0.0) / self.quadratic[(j, j)];
                moved = moved.max((new - x[j]).abs());
                x[j] = new;
            }
            if moved <= SETTLED * (1.0 + x.amax()) {
                break;
            }
        }
    }
}
