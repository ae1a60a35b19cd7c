//! The rounds of matrix completion: effects of units and steps, then singular values shrunk.

use nalgebra::{DMatrix, DVector, SymmetricEigen};
use rand::{Rng as _, SeedableRng as _};

/// Figures and where they are seen.
pub(super) struct Problem {
    /// Units × steps, nought where not seen.
    values: DMatrix<f64>,
    /// One where a cell is seen.
    seen: DMatrix<f64>,
    /// Cells seen of each unit, of each step, and in all.
    of_units: DVector<f64>,
    of_steps: Vec<f64>,
    cells: f64,
}

/// A fit under way.
pub(super) struct Fit {
    common: DMatrix<f64>,
    units: DVector<f64>,
    steps: DVector<f64>,
    rank: usize,
}

/// A panel with cells left out, and the fit to the rest.
pub(super) struct Left {
    part: Problem,
    /// The cells left out: unit, step, figure.
    out: Vec<(usize, usize, f64)>,
    fit: Fit,
}

impl Fit {
    pub(super) fn new(units: usize, steps: usize) -> Self {
        Self {
            common: DMatrix::zeros(units, steps),
            units: DVector::zeros(units),
            steps: DVector::zeros(steps),
            rank: 0,
        }
    }

    /// What a cell would be without treatment.
    pub(super) fn at(&self, u: usize, t: usize) -> f64 {
        self.common[(u, t)] + self.units[u] + self.steps[t]
    }

    /// Rank of the common part.
    pub(super) fn rank(&self) -> usize {
        self.rank
    }
}

impl Left {
    /// Mean squared error over the cells left out; the fit goes on from the last penalty.
    pub(super) fn error(&mut self, penalty: f64) -> f64 {
        self.part.fit(penalty, 1e-5, &mut self.fit);
        let square: f64 = self
            .out
            .iter()
            .map(|(u, t, y)| (y - self.fit.at(*u, *t)).powi(2))
            .sum();
        square / self.out.len() as f64
    }
}

impl Problem {
    /// `None` where a unit or a step has no cell that is seen.
    pub(super) fn new(values: DMatrix<f64>, seen: DMatrix<f64>) -> Option<Self> {
        let of_units = seen.column_sum();
        let of_steps: Vec<f64> = seen.column_iter().map(|c| c.sum()).collect();
        let known = of_units.iter().chain(&of_steps).all(|n| *n > 0.0);
        known.then(|| Self {
            cells: of_steps.iter().sum(),
            values,
            seen,
            of_units,
            of_steps,
        })
    }

    /// The penalty at which the common part is nought.
    pub(super) fn top(&self) -> f64 {
        let (units, steps) = self.values.shape();
        let mut fit = Fit::new(units, steps);
        let size = self.values.amax();
        for _ in 0..500 {
            let before = fit.steps.clone();
            self.effects(&mut fit);
            if (&fit.steps - before).amax() <= 1e-14 * size {
                break;
            }
        }
        let mut rest = &self.values - &fit.common;
        for (t, mut column) in rest.column_iter_mut().enumerate() {
            for (u, v) in column.iter_mut().enumerate() {
                *v = self.seen[(u, t)] * (*v - fit.units[u] - fit.steps[t]);
            }
        }
        let largest = SymmetricEigen::new(gram(&rest)).eigenvalues.max().max(0.0).sqrt();
        // Without anything in common any penalty is as good.
        2.0 * largest.max(1e-12 * size).max(f64::MIN_POSITIVE) / self.cells
    }

    /// Effects of units and of steps, given the common part: one round.
    fn effects(&self, fit: &mut Fit) {
        fit.units.fill(0.0);
        for t in 0..self.values.ncols() {
            let (values, seen, common) = (self.values.column(t), self.seen.column(t), fit.common.column(t));
            for (u, slot) in fit.units.iter_mut().enumerate() {
                *slot += seen[u] * (values[u] - common[u] - fit.steps[t]);
            }
        }
        fit.units.component_div_assign(&self.of_units);
        for t in 0..self.values.ncols() {
            let (values, seen, common) = (self.values.column(t), self.seen.column(t), fit.common.column(t));
            let sum: f64 = fit
                .units
                .iter()
                .enumerate()
                .map(|(u, a)| seen[u] * (values[u] - common[u] - a))
                .sum();
            fit.steps[t] = sum / self.of_steps[t];
        }
    }

    /// Goes on from a fit until it stands still.
    pub(super) fn fit(&self, penalty: f64, tolerance: f64, fit: &mut Fit) {
        let threshold = 0.5 * penalty * self.cells;
        let size = self.values.norm() * 1e-3;
        let mut before = fit.common.clone();
        let mut pace: f64 = 1.0;
        for _ in 0..2_000 {
            self.effects(fit);
            let next_pace = 0.5 * (1.0 + (1.0 + 4.0 * pace * pace).sqrt());
            let push = (pace - 1.0) / next_pace;
            let ahead = &fit.common + (&fit.common - &before) * push;
            let mut filled = ahead.clone();
            for (t, mut column) in filled.column_iter_mut().enumerate() {
                let (values, seen) = (self.values.column(t), self.seen.column(t));
                for (u, l) in column.iter_mut().enumerate() {
                    *l += seen[u] * (values[u] - *l - fit.units[u] - fit.steps[t]);
                }
            }
            let (common, rank) = shrunk(&filled, threshold);
            // Momentum that points back is dropped.
            let turned = (&ahead - &common).dot(&(&common - &fit.common)) > 0.0;
            pace = if turned { 1.0 } else { next_pace };
            before = std::mem::replace(&mut fit.common, common);
            fit.rank = rank;
            let moved = (&fit.common - &before).norm();
            if moved <= tolerance * (fit.common.norm() + size) && !turned {
                break;
            }
        }
    }

    /// Leaves as large a part of the cells out as is not seen in the panel; `None` where no draw leaves every unit and step
    /// a cell.
    pub(super) fn left(&self, seed: u64) -> Option<Left> {
        let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(seed);
        let share = (self.cells / self.seen.len() as f64).min(0.95);
        for _ in 0..100 {
            let mut out = Vec::new();
            let (mut kept, mut values) = (self.seen.clone(), self.values.clone());
            for t in 0..kept.ncols() {
                for u in 0..kept.nrows() {
                    let draw = (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
                    if draw >= share && kept[(u, t)] > 0.0 {
                        out.push((u, t, values[(u, t)]));
                        kept[(u, t)] = 0.0;
                        values[(u, t)] = 0.0;
                    }
                }
            }
            if out.is_empty() {
                continue;
            }
            if let Some(part) = Self::new(values, kept) {
                let fit = Fit::new(self.values.nrows(), self.values.ncols());
                return Some(Left { part, out, fit });
            }
        }
        None
    }
}

/// The square matrix of the shorter side.
fn gram(of: &DMatrix<f64>) -> DMatrix<f64> {
    if of.ncols() > of.nrows() {
        of * of.transpose()
    } else {
        of.tr_mul(of)
    }
}

/// A matrix with its singular values lowered by a threshold, and its rank.
fn shrunk(of: &DMatrix<f64>, threshold: f64) -> (DMatrix<f64>, usize) {
    let eigen = SymmetricEigen::new(gram(of));
    let mut keep = DMatrix::zeros(eigen.eigenvalues.len(), eigen.eigenvalues.len());
    let mut rank = 0;
    for (k, value) in eigen.eigenvalues.iter().enumerate() {
        let singular = value.max(0.0).sqrt();
        if singular > threshold {
            rank += 1;
            let vector = eigen.eigenvectors.column(k);
            keep.ger((singular - threshold) / singular, &vector, &vector, 1.0);
        }
    }
    let common = if of.ncols() > of.nrows() {
        keep * of
    } else {
        of * keep
    };
    (common, rank)
}
