//! A Cholesky factor that grows and shrinks by a row.

/// The lower factor of a positive matrix, row after row, packed.
#[derive(Clone, Debug, Default)]
pub(super) struct Factor {
    packed: Vec<f64>,
    size: usize,
}

impl Factor {
    pub(super) fn clear(&mut self) {
        self.cut(0);
    }

    /// Keeps the first rows.
    pub(super) fn cut(&mut self, size: usize) {
        self.size = size;
        self.packed.truncate(size * (size + 1) / 2);
    }

    fn row(&self, at: usize) -> &[f64] {
        let start = at * (at + 1) / 2;
        &self.packed[start..=start + at]
    }

    /// Adds the last row of the matrix, of which `entries` ends in the diagonal. A pivot below `floor` parts of the
    /// diagonal is lifted to it: the point is then (all but) on the plane of the others, and a step along it runs into
    /// the border of the simplex.
    pub(super) fn push(&mut self, entries: &[f64], floor: f64) {
        let size = self.size;
        let start = self.packed.len();
        self.packed.extend_from_slice(entries);
        let mut square = 0.0;
        for i in 0..size {
            let (done, new) = self.packed.split_at_mut(start);
            let row = &done[i * (i + 1) / 2..=i * (i + 1) / 2 + i];
            let mut sum = new[i];
            for k in 0..i {
                sum -= row[k] * new[k];
            }
            new[i] = sum / row[i];
            square += new[i] * new[i];
        }
        let diagonal = entries[size];
        let least = (diagonal.abs() * floor).max(f64::MIN_POSITIVE);
        self.packed[start + size] = (diagonal - square).max(least).sqrt();
        self.size += 1;
    }

    /// Solves in place.
    pub(super) fn solve(&self, x: &mut [f64]) {
        for i in 0..self.size {
            let row = self.row(i);
            let mut sum = x[i];
            for k in 0..i {
                sum -= row[k] * x[k];
            }
            x[i] = sum / row[i];
        }
        for i in (0..self.size).rev() {
            let row = self.row(i);
            let value = x[i] / row[i];
            x[i] = value;
            for k in 0..i {
                x[k] -= row[k] * value;
            }
        }
    }
}
