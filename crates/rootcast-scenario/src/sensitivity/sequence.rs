//! The Sobol sequence, plain or scrambled.
//!
//! Point n has coordinate j = ⊕ over the bits k of the Gray code of n of the direction number `v_jk` (I. M. Sobol', 1967;
//! I. A. Antonov and V. M. Saleev, 1979). Scrambling is a random lower-triangular matrix over GF(2) on the digits and a
//! random digital shift (J. Matoušek, "On the L2-discrepancy for anchored boxes", J. Complexity 14, 1998): it keeps the
//! net and makes every point uniform.

use rand::Rng;

use super::{SensitivityError, directions::DIRECTIONS};
use crate::stream::stream;

/// Digits of a coordinate.
const BITS: usize = 32;
/// 2 to their number.
const RANGE: f64 = 4_294_967_296.0;

/// The largest number of dimensions.
pub const MOST_DIMENSIONS: usize = DIRECTIONS.len() + 1;

/// A Sobol sequence in some dimensions.
#[derive(Clone, Debug)]
pub struct Sequence {
    directions: Vec<[u32; BITS]>,
    shift: Vec<u32>,
}

impl Sequence {
    /// The sequence as published. An error where there are none, or more than [`MOST_DIMENSIONS`].
    pub fn plain(dimensions: usize) -> Result<Self, SensitivityError> {
        if dimensions == 0 || dimensions > MOST_DIMENSIONS {
            return Err(SensitivityError::Sample(format!(
                "a Sobol sequence in {dimensions} dimensions: direction numbers are held for 1 to {MOST_DIMENSIONS}; \
                 screen the factors with Morris first and vary fewer"
            )));
        }
        let mut directions = Vec::with_capacity(dimensions);
        let mut first = [0_u32; BITS];
        for (k, v) in first.iter_mut().enumerate() {
            *v = 1 << (BITS - 1 - k);
        }
        directions.push(first);
        for (polynomial, initial) in DIRECTIONS.iter().take(dimensions - 1) {
            directions.push(numbers(*polynomial, initial));
        }
        Ok(Self {
            directions,
            shift: vec![0; dimensions],
        })
    }

    /// The sequence scrambled by a seed.
    pub fn scrambled(dimensions: usize, seed: u64) -> Result<Self, SensitivityError> {
        let mut plain = Self::plain(dimensions)?;
        for (j, (directions, shift)) in plain.directions.iter_mut().zip(&mut plain.shift).enumerate() {
            let mut random = stream(seed, &[j as u64]);
            // Row i of the matrix, the highest digit first: ones on the diagonal, chance on the digits above it.
            let mut rows = [0_u32; BITS];
            for (i, row) in rows.iter_mut().enumerate() {
                let above = if i == 0 {
                    0
                } else {
                    random.next_u32() & !(u32::MAX >> i)
                };
                *row = above | (1 << (BITS - 1 - i));
            }
            for v in directions.iter_mut() {
                let plain = *v;
                *v = rows.iter().enumerate().fold(0, |out, (i, row)| {
                    out | ((row & plain).count_ones() & 1) << (BITS - 1 - i)
                });
            }
            *shift = random.next_u32();
        }
        Ok(plain)
    }

    /// Point n, from 0, every coordinate in [0, 1).
    pub fn point(&self, n: u32) -> Vec<f64> {
        let gray = n ^ (n >> 1);
        self.directions
            .iter()
            .zip(&self.shift)
            .map(|(directions, shift)| {
                let digits = directions
                    .iter()
                    .enumerate()
                    .filter(|(k, _)| gray >> k & 1 == 1)
                    .fold(*shift, |x, (_, v)| x ^ v);
                f64::from(digits) / RANGE
            })
            .collect()
    }
}

/// All direction numbers of a dimension from its primitive polynomial and its initial numbers:
/// `m_k = 2a₁m_{k−1} ⊕ 4a₂m_{k−2} ⊕ … ⊕ 2^s m_{k−s} ⊕ m_{k−s}`.
fn numbers(polynomial: u32, initial: &[u32]) -> [u32; BITS] {
    let degree = initial.len();
    let mut out = [0_u32; BITS];
    for k in 0..BITS {
        let top = BITS - 1 - k;
        out[k] = if k < degree {
            initial[k] << top
        } else {
            // v_k = a₁v_{k−1} ⊕ … ⊕ v_{k−s} ⊕ (v_{k−s} >> s): the recurrence in digits below the point.
            let mut v = out[k - degree] ^ (out[k - degree] >> degree);
            for i in 1..degree {
                if polynomial >> (degree - i) & 1 == 1 {
                    v ^= out[k - i];
                }
            }
            v
        };
    }
    out
}
