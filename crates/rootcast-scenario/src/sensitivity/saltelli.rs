//! The sample of the variance method: two independent points a block, and all that lies between them.
//!
//! A block has, in this order, point A; A with factor j from B, for each j; where second order is asked for, B with
//! factor j from A, for each j; point B (A. Saltelli, "Making best use of model evaluations to compute sensitivity
//! indices", Comput. Phys. Commun. 145, 2002; A. Saltelli et al., Comput. Phys. Commun. 181, 2010). That is the order
//! of rows of `SALib`, whose samples can be read as they are.

use super::{SensitivityError, Space, evaluate, sequence::Sequence};
use crate::stream::key;

/// How many rows, and what each is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Blocks: the base sample.
    pub blocks: usize,
    /// Factors.
    pub factors: usize,
    /// Whether rows for second-order indices are there.
    pub second_order: bool,
}

impl Layout {
    /// Rows of a block.
    pub fn block(&self) -> usize {
        if self.second_order {
            2 * self.factors + 2
        } else {
            self.factors + 2
        }
    }

    /// Rows of the sample.
    pub fn rows(&self) -> usize {
        self.blocks * self.block()
    }

    /// The layout of a sample of so many rows; an error where they do not make whole blocks, at least two.
    pub fn of_rows(rows: usize, factors: usize, second_order: bool) -> Result<Self, SensitivityError> {
        let block = Self {
            blocks: 1,
            factors,
            second_order,
        }
        .block();
        let layout = Self {
            blocks: rows / block,
            factors,
            second_order,
        };
        if factors == 0 || layout.blocks < 2 || layout.rows() != rows {
            return Err(SensitivityError::Sample(format!(
                "{rows} rows are not two or more whole blocks of {block} for {factors} factors: give all rows of the \
                 sample, and say rightly whether it was drawn for second order"
            )));
        }
        Ok(layout)
    }
}

/// Points laid out for the variance method.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// The layout.
    pub layout: Layout,
    /// Values of the factors, a row a run.
    pub points: Vec<Vec<f64>>,
    /// The seed of each run. The chance inside a model is a factor of its own that is never exchanged: rows made of A
    /// share its seed, rows made of B another, so that it inflates no index.
    pub seeds: Vec<u64>,
}

/// Draws a sample of `blocks` blocks (a power of two, for balance) from a scrambled Sobol sequence.
pub fn sample(
    space: &Space,
    blocks: usize,
    second_order: bool,
    seed: u64,
) -> Result<Sample, SensitivityError> {
    let size = u32::try_from(blocks).unwrap_or(0);
    if !size.is_power_of_two() || !(2..=1 << 24).contains(&size) {
        return Err(SensitivityError::Sample(format!(
            "{blocks} blocks: a Sobol sequence is balanced at powers of two only; give 2, 4, 8 … up to 16 777 216"
        )));
    }
    let factors = space.len();
    let layout = Layout {
        blocks,
        factors,
        second_order,
    };
    let sequence = Sequence::scrambled(2 * factors, seed)?;
    let mut points = Vec::with_capacity(layout.rows());
    let mut seeds = Vec::with_capacity(layout.rows());
    for n in 0..size {
        let drawn = sequence.point(n);
        let (a, b) = drawn.split_at(factors);
        let mut push = |base: &[f64], other: &[f64], swapped: Option<usize>, side: u64| {
            let mut point = base.to_vec();
            if let Some(j) = swapped {
                point[j] = other[j];
            }
            points.push(space.values(&point));
            seeds.push(key(seed, &[u64::from(n), side]));
        };
        push(a, b, None, 0);
        for j in 0..factors {
            push(a, b, Some(j), 0);
        }
        if second_order {
            for j in 0..factors {
                push(b, a, Some(j), 1);
            }
        }
        push(b, a, None, 1);
    }
    Ok(Sample {
        layout,
        points,
        seeds,
    })
}

impl Sample {
    /// Runs a model at all points: a row a run, a column an output.
    pub fn run<M>(&self, space: &Space, model: M) -> Result<Vec<Vec<f64>>, SensitivityError>
    where
        M: Fn(&[f64], u64) -> Vec<f64> + Sync,
    {
        evaluate(space, &self.points, &self.seeds, model)
    }
}
