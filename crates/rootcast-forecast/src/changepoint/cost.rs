//! What it costs to call a piece of a series one regime.

use crate::error::{ForecastError, Result};

/// The ways to mark a piece. By each of them two pieces never cost more than the piece they make together, on which the
/// pruning of [`pelt`](super::segment::pelt) rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cost {
    /// Σ|x − median|: a change of level, hardly moved by single wild figures.
    Absolute,
    /// Σ(x − mean)²: a change of level.
    Squares,
    /// n ln(s² + 10⁻⁶), with s² the variance with divisor n: a change of level or of spread, by the normal likelihood. The small number keeps a piece of equal figures finite; it is in the units of the series.
    Normal,
    /// n − (1/n) ΣΣ k(xᵢ, xⱼ) with k(x, y) = exp(−γ (x − y)²), γ one over the median squared distance and the exponent
    /// kept within 0.01 and 100: any change of distribution (Z. Harchaoui and O. Cappé 2007). It needs memory for the
    /// square of the length, so [`LONGEST_KERNEL`] is the longest series.
    Kernel,
}

/// The longest series for [`Cost::Kernel`].
pub const LONGEST_KERNEL: usize = 4000;

/// A series made ready to have its pieces marked.
#[derive(Clone, Debug)]
pub struct Priced {
    kind: Cost,
    values: Vec<f64>,
    /// Sums of the values, less their mean, up to each position; then of their squares.
    sums: Vec<(f64, f64)>,
    /// Sums of the kernel over the rectangle up to (row, column), with `values.len() + 1` columns.
    kernel: Vec<f64>,
    scratch: Vec<f64>,
}

impl Priced {
    /// Makes a series ready.
    ///
    /// # Errors
    /// A series with a figure that is missing or infinite, or too long for [`Cost::Kernel`].
    pub fn new(series: &[f64], kind: Cost) -> Result<Self> {
        if let Some((at, value)) = series.iter().enumerate().find(|(_, v)| !v.is_finite()) {
            return Err(ForecastError::NotFinite { at, value: *value });
        }
        if kind == Cost::Kernel && series.len() > LONGEST_KERNEL {
            return Err(ForecastError::NotDefined {
                model: "the kernel's cost",
                why: format!(
                    "it takes at most {LONGEST_KERNEL} figures, not {}: use another cost or a shorter span",
                    series.len()
                ),
            });
        }
        let mean = series.iter().sum::<f64>() / series.len().max(1) as f64;
        let mut sums = vec![(0.0, 0.0)];
        let (mut sum, mut squares) = (0.0, 0.0);
        for value in series {
            let d = value - mean;
            sum += d;
            squares += d * d;
            sums.push((sum, squares));
        }
        Ok(Self {
            kind,
            values: series.to_vec(),
            sums,
            kernel: if kind == Cost::Kernel {
                kernel_sums(series)
            } else {
                Vec::new()
            },
            scratch: Vec::with_capacity(series.len()),
        })
    }

    /// How many figures.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The shortest piece that can be marked: one figure has no spread.
    pub fn shortest(&self) -> usize {
        if self.kind == Cost::Normal { 2 } else { 1 }
    }

    /// The cost of the piece from one position up to, and without, another; at least as long as
    /// [`shortest`](Self::shortest) and within the series.
    pub fn piece(&mut self, from: usize, to: usize) -> f64 {
        let n = (to - from) as f64;
        match self.kind {
            Cost::Absolute => {
                self.scratch.clear();
                self.scratch.extend_from_slice(&self.values[from..to]);
                absolute(&mut self.scratch)
            }
            Cost::Squares => self.squares(from, to),
            Cost::Normal => n * (self.squares(from, to) / n + 1e-6).ln(),
            Cost::Kernel => {
                let wide = self.values.len() + 1;
                let at = |row: usize, column: usize| self.kernel[row * wide + column];
                n - (at(to, to) - 2.0 * at(from, to) + at(from, from)) / n
            }
        }
    }

    fn squares(&self, from: usize, to: usize) -> f64 {
        let ((sum_to, squares_to), (sum_from, squares_from)) = (self.sums[to], self.sums[from]);
        let sum = sum_to - sum_from;
        (squares_to - squares_from - sum * sum / (to - from) as f64).max(0.0)
    }
}

/// Σ|x − median|: what lies in the upper half less what lies in the lower.
fn absolute(values: &mut [f64]) -> f64 {
    let n = values.len();
    if n < 2 {
        return 0.0;
    }
    let (lower, middle, upper) = values.select_nth_unstable_by(n / 2, f64::total_cmp);
    let tail = upper.iter().sum::<f64>() - lower.iter().sum::<f64>();
    if n.is_multiple_of(2) { tail + *middle } else { tail }
}

fn kernel_sums(series: &[f64]) -> Vec<f64> {
    let n = series.len();
    let mut apart: Vec<f64> = Vec::with_capacity(n * n.saturating_sub(1) / 2);
    for (i, a) in series.iter().enumerate() {
        apart.extend(series[i + 1..].iter().map(|b| (a - b) * (a - b)));
    }
    let median = median(&mut apart);
    let gamma = if median > 0.0 { 1.0 / median } else { 1.0 };
    let wide = n + 1;
    let mut sums = vec![0.0; wide * wide];
    for row in 1..wide {
        let mut along = 0.0;
        for column in 1..wide {
            let d = series[row - 1] - series[column - 1];
            along += if row == column {
                1.0
            } else {
                (-(d * d * gamma).clamp(1e-2, 1e2)).exp()
            };
            sums[row * wide + column] = sums[(row - 1) * wide + column] + along;
        }
    }
    sums
}

fn median(values: &mut [f64]) -> f64 {
    let n = values.len();
    if n == 0 {
        return 0.0;
    }
    let (lower, middle, _) = values.select_nth_unstable_by(n / 2, f64::total_cmp);
    if n.is_multiple_of(2) {
        f64::midpoint(lower.iter().copied().fold(f64::NEG_INFINITY, f64::max), *middle)
    } else {
        *middle
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn costs_are_their_definitions(series in prop::collection::vec(-50.0..50.0, 4..30), cut in 0_usize..100) {
            let n = series.len();
            let (from, to) = (cut % (n - 2), n);
            let piece = &series[from..to];
            let mean = piece.iter().sum::<f64>() / piece.len() as f64;
            let squares: f64 = piece.iter().map(|x| (x - mean) * (x - mean)).sum();
            let middle = median(&mut piece.to_vec());
            let absolute: f64 = piece.iter().map(|x| (x - middle).abs()).sum();
            let cost = |kind| Priced::new(&series, kind).unwrap().piece(from, to);
            prop_assert!((cost(Cost::Squares) - squares).abs() < 1e-8);
            prop_assert!((cost(Cost::Absolute) - absolute).abs() < 1e-8);
            let length = piece.len() as f64;
            prop_assert!((cost(Cost::Normal) - length * (squares / length + 1e-6).ln()).abs() < 1e-6);
        }

        #[test]
        fn splitting_never_costs_more(series in prop::collection::vec(-50.0..50.0, 6..24), cut in 1_usize..5) {
            for kind in [Cost::Absolute, Cost::Squares, Cost::Normal, Cost::Kernel] {
                let mut priced = Priced::new(&series, kind).unwrap();
                let n = priced.len();
                let whole = priced.piece(0, n);
                prop_assert!(priced.piece(0, cut) + priced.piece(cut, n) <= whole + 1e-8, "{kind:?}");
            }
        }
    }

    #[test]
    fn what_cannot_be_marked_is_refused() {
        assert!(Priced::new(&[1.0, f64::NAN], Cost::Squares).is_err());
        assert!(Priced::new(&vec![0.0; LONGEST_KERNEL + 1], Cost::Kernel).is_err());
    }

    #[test]
    fn large_figures_keep_their_digits() {
        let series: Vec<f64> = (0..100).map(|i| 1e9 + f64::from(i % 2)).collect();
        assert!((Priced::new(&series, Cost::Squares).unwrap().piece(10, 90) - 20.0).abs() < 1e-6);
    }
}
