//! A small linear programme whose feasible set stays while its objective moves.
//!
//! `max y'γ` over `W'γ = (1, 0, …)'`, `γ ≥ 0`: the dual of the least `η` with `y − X δ ≤ η σ`. Every feasible point has
//! `σ'γ = 1`, so the set is bounded. The simplex method starts from the last optimal basis.

#![allow(clippy::many_single_char_names, reason = "the letters of the equations")]

use nalgebra::{DMatrix, DVector};

const TINY: f64 = 1e-11;

/// The feasible set: a row of `W` for each variable.
pub(super) struct Programme {
    w: DMatrix<f64>,
    start: Vec<usize>,
}

/// A basis with its solution.
#[derive(Clone)]
pub(super) struct Vertex {
    basis: Vec<usize>,
    /// `W_B'⁻¹`.
    inverse: DMatrix<f64>,
    /// Values of the basic variables.
    value: DVector<f64>,
}

impl Vertex {
    /// `W_B⁻¹ y_B`.
    fn price(&self, y: &[f64]) -> DVector<f64> {
        &self.inverse * DVector::from_fn(self.basis.len(), |i, _| y[self.basis[i]])
    }
}

impl Programme {
    /// The set, with a first vertex found by driving artificial variables out. `None` where it is empty.
    pub(super) fn new(w: DMatrix<f64>) -> Option<Self> {
        let (m, k) = w.shape();
        // Artificial variables, one an equation, after the others; they are to sum to zero.
        let mut full = DMatrix::zeros(m + k, k);
        full.rows_mut(0, m).copy_from(&w);
        for i in 0..k {
            full[(m + i, i)] = 1.0;
        }
        let extended = Self {
            w: full,
            start: (m..m + k).collect(),
        };
        let objective: Vec<f64> = (0..m + k).map(|i| if i < m { 0.0 } else { -1.0 }).collect();
        let mut vertex = extended.vertex(extended.start.clone())?;
        extended.maximise(&objective, &mut vertex)?;
        let left: f64 = vertex
            .basis
            .iter()
            .zip(vertex.value.iter())
            .filter(|(b, _)| **b >= m)
            .map(|(_, v)| *v)
            .sum();
        if left > 1e-9 {
            return None;
        }
        // An artificial variable at zero makes way for any other that moves its row.
        while let Some(at) = vertex.basis.iter().position(|b| *b >= m) {
            let enters = (0..m)
                .filter(|j| !vertex.basis.contains(j))
                .map(|j| (j, (extended.w.row(j) * vertex.inverse.column(at))[0].abs()))
                .filter(|(_, size)| *size > 1e-9)
                .max_by(|a, b| a.1.total_cmp(&b.1))?
                .0;
            vertex.basis[at] = enters;
            vertex = extended.vertex(vertex.basis)?;
        }
        Some(Self {
            w,
            start: vertex.basis,
        })
    }

    /// The first vertex.
    pub(super) fn first(&self) -> Option<Vertex> {
        self.vertex(self.start.clone())
    }

    fn vertex(&self, basis: Vec<usize>) -> Option<Vertex> {
        let k = self.w.ncols();
        let inverse = DMatrix::from_fn(k, k, |i, j| self.w[(basis[i], j)]).try_inverse()?;
        // W_B' γ = e₁, so γ' = e₁' W_B⁻¹.
        let value = inverse.row(0).transpose();
        Some(Vertex {
            basis,
            inverse,
            value,
        })
    }

    /// Moves to the vertex with the largest `y'γ`; its value.
    pub(super) fn maximise(&self, y: &[f64], vertex: &mut Vertex) -> Option<f64> {
        let scale = y.iter().fold(0.0_f64, |a, b| a.max(b.abs())).max(1e-300);
        let limit = 50 * (self.w.nrows() + 10);
        for turn in 0..limit {
            let price = vertex.price(y);
            let gain = |j: usize| y[j] - self.w.row(j).transpose().dot(&price);
            let mut best: Option<(usize, f64)> = None;
            for j in (0..self.w.nrows()).filter(|j| !vertex.basis.contains(j)) {
                let g = gain(j);
                if g > 1e-10 * scale && best.is_none_or(|(_, b)| g > b) {
                    best = Some((j, g));
                    // Late turns take the first, which cannot cycle (Bland).
                    if turn > limit / 2 {
                        break;
                    }
                }
            }
            let Some((enters, _)) = best else {
                return Some(
                    vertex
                        .basis
                        .iter()
                        .zip(vertex.value.iter())
                        .map(|(b, v)| y[*b] * v)
                        .sum(),
                );
            };
            let (leaves, _) = self.ratio(enters, vertex)?;
            vertex.basis[leaves] = enters;
            *vertex = self.vertex(std::mem::take(&mut vertex.basis))?;
        }
        None
    }

    /// The basic variable that is first at zero when another enters, and how far that goes.
    fn ratio(&self, enters: usize, vertex: &Vertex) -> Option<(usize, f64)> {
        let direction = self.w.row(enters) * &vertex.inverse;
        let mut best: Option<(usize, f64)> = None;
        for i in 0..vertex.basis.len() {
            if direction[i] > TINY {
                let r = vertex.value[i].max(0.0) / direction[i];
                let better = best
                    .is_none_or(|(b, s)| r < s - TINY || (r < s + TINY && vertex.basis[i] < vertex.basis[b]));
                if better {
                    best = Some((i, r));
                }
            }
        }
        best
    }

    /// All variables at a vertex.
    pub(super) fn point(&self, vertex: &Vertex) -> DVector<f64> {
        let mut all = DVector::zeros(self.w.nrows());
        for (b, v) in vertex.basis.iter().zip(vertex.value.iter()) {
            all[*b] = v.max(0.0);
        }
        all
    }

    /// How far the objective can move from `y` along `c` (`up` or down) while the same point stays optimal.
    pub(super) fn stays(&self, y: &[f64], c: &[f64], vertex: &Vertex, up: bool) -> f64 {
        let sign = if up { 1.0 } else { -1.0 };
        let mut at = vertex.clone();
        let mut moved = 0.0_f64;
        for _ in 0..20 * (self.w.nrows() + 10) {
            let (price, slope) = (at.price(y), at.price(c));
            let mut next: Option<(usize, f64)> = None;
            for j in (0..self.w.nrows()).filter(|j| !at.basis.contains(j)) {
                let row = self.w.row(j).transpose();
                let (gain, faster) = (y[j] - row.dot(&price), sign * (c[j] - row.dot(&slope)));
                if faster > TINY {
                    let when = (-gain / faster).max(moved);
                    if next.is_none_or(|(_, w)| when < w - TINY * (1.0 + w.abs())) {
                        next = Some((j, when));
                    }
                }
            }
            let Some((enters, when)) = next else {
                return f64::INFINITY;
            };
            moved = when;
            // A step of length zero changes the basis and not the point: go on from it.
            match self.ratio(enters, &at) {
                Some((leaves, length)) if length <= 1e-10 * at.value.max() => {
                    at.basis[leaves] = enters;
                    match self.vertex(at.basis) {
                        Some(v) => at = v,
                        None => return moved,
                    }
                }
                _ => return moved,
            }
        }
        moved
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_programme_is_solved_and_says_how_long_it_stays() {
        // max over γ ≥ 0, sum one: the largest of y.
        let p = Programme::new(DMatrix::from_element(3, 1, 1.0)).unwrap();
        let mut v = p.first().unwrap();
        assert!((p.maximise(&[1.0, 5.0, 2.0], &mut v).unwrap() - 5.0).abs() < 1e-12);
        assert_eq!(p.point(&v).as_slice(), [0.0, 1.0, 0.0]);
        // Going down, the second stays the largest for three steps; going up for ever.
        assert!((p.stays(&[1.0, 5.0, 2.0], &[0.0, 1.0, 0.0], &v, false) - 3.0).abs() < 1e-12);
        assert!(
            p.stays(&[1.0, 5.0, 2.0], &[0.0, 1.0, 0.0], &v, true)
                .is_infinite()
        );
    }

    #[test]
    fn an_empty_set_is_seen() {
        // γ₁ + γ₂ = 1 with γ₁ + 2 γ₂ = 0 needs a negative weight.
        let w = DMatrix::from_row_slice(2, 2, &[1.0, 1.0, 1.0, 2.0]);
        assert!(Programme::new(w).is_none());
    }
}
