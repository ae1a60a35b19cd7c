//! Shares of an output's variance that go with each factor.
//!
//! With outputs A, B, `AB_j` (A with factor j of B) and `BA_j`, and V the variance of A and B together:
//!
//! - first order: `S_j = mean(B (AB_j − A)) / V` (Saltelli et al. 2010, table 2 b);
//! - total: `T_j = mean((A − AB_j)²) / 2V` (M. J. W. Jansen, Comput. Phys. Commun. 117, 1999);
//! - second order: `S_jk = mean(BA_j AB_k − A B) / V − S_j − S_k` (Saltelli 2002).
//!
//! Outputs are centred first and brought to unit variance, which changes no index and steadies all. Chance is told by
//! resampling blocks with replacement (G. E. B. Archer, A. Saltelli and I. M. Sobol', J. Stat. Comput. Simul. 58, 1997).

use rand::RngExt;
use rayon::prelude::*;
use serde::Serialize;

use super::{Bootstrap, Estimate, SensitivityError, Space, saltelli::Layout};
use crate::{moments, stream::stream};

/// The indices of one factor.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FactorIndices {
    /// The factor.
    pub factor: String,
    /// The share of the variance that fixing the factor would take away, others averaged over.
    pub first: Estimate,
    /// The share that would be left if all others were fixed: with every interaction of the factor.
    pub total: Estimate,
}

/// What two factors do together beyond what each does alone.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PairIndex {
    /// One factor.
    pub one: String,
    /// The other.
    pub other: String,
    /// The share of the variance.
    pub second: Estimate,
}

/// The indices of one output.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SobolIndices {
    /// The output, from 0.
    pub output: usize,
    /// Its mean over the independent points A and B.
    pub mean: f64,
    /// Its variance over them.
    pub variance: f64,
    /// Runs of the model.
    pub runs: usize,
    /// Each factor, in the order of the space.
    pub factors: Vec<FactorIndices>,
    /// Each pair of factors; none where the sample has no rows for them.
    pub pairs: Vec<PairIndex>,
}

/// Indices of every output from the rows of a model's outputs (see [`Sample::run`](super::saltelli::Sample::run)).
///
/// Errors: rows that do not fit the layout, an output that is not finite, an output that does not vary.
pub fn indices(
    space: &Space,
    layout: Layout,
    outputs: &[Vec<f64>],
    bootstrap: &Bootstrap,
) -> Result<Vec<SobolIndices>, SensitivityError> {
    let z = bootstrap.check()?;
    if space.len() != layout.factors {
        return Err(SensitivityError::Sample(format!(
            "the sample was drawn for {} factors and the space has {}",
            layout.factors,
            space.len()
        )));
    }
    Layout::of_rows(outputs.len(), layout.factors, layout.second_order)?;
    let columns = outputs.first().map_or(0, Vec::len);
    (0..columns)
        .map(|output| {
            let values: Vec<f64> = outputs
                .iter()
                .map(|row| row.get(output).copied().unwrap_or(f64::NAN))
                .collect();
            one(space, layout, output, &values, bootstrap, z)
        })
        .collect()
}

fn one(
    space: &Space,
    layout: Layout,
    output: usize,
    values: &[f64],
    bootstrap: &Bootstrap,
    z: f64,
) -> Result<SobolIndices, SensitivityError> {
    if let Some(run) = values.iter().position(|v| !v.is_finite()) {
        return Err(SensitivityError::Sample(format!(
            "output {output} of run {run} is {}: indices need finite numbers",
            values[run]
        )));
    }
    let blocks = Blocks::new(layout, values);
    let (mean, variance) = blocks.spread(values);
    let whole = moments::variance(values);
    if whole <= 0.0 || variance <= 0.0 {
        return Err(SensitivityError::Constant {
            output,
            value: values.first().copied().unwrap_or(f64::NAN),
        });
    }
    let all: Vec<usize> = (0..layout.blocks).collect();
    let point = blocks.estimate(&all);
    let draws: Vec<Vec<f64>> = (0..bootstrap.resamples)
        .into_par_iter()
        .map(|b| {
            let mut random = stream(bootstrap.seed, &[output as u64, b as u64]);
            let chosen: Vec<usize> = (0..layout.blocks)
                .map(|_| random.random_range(0..layout.blocks))
                .collect();
            blocks.estimate(&chosen)
        })
        .collect();
    let estimate = |at: usize| {
        let resampled: Vec<f64> = draws.iter().map(|d| d[at]).filter(|v| v.is_finite()).collect();
        let standard_error = moments::variance(&resampled).sqrt();
        Estimate {
            value: point[at],
            standard_error,
            half_width: z * standard_error,
        }
    };
    let n = layout.factors;
    let name = |j: usize| space.factors()[j].name.clone();
    let factors = (0..n)
        .map(|j| FactorIndices {
            factor: name(j),
            first: estimate(j),
            total: estimate(n + j),
        })
        .collect();
    let mut pairs = Vec::new();
    if layout.second_order {
        let mut at = 2 * n;
        for j in 0..n {
            for k in j + 1..n {
                pairs.push(PairIndex {
                    one: name(j),
                    other: name(k),
                    second: estimate(at),
                });
                at += 1;
            }
        }
    }
    Ok(SobolIndices {
        output,
        mean,
        variance,
        runs: values.len(),
        factors,
        pairs,
    })
}

/// Outputs by block, centred and of unit variance.
struct Blocks {
    layout: Layout,
    values: Vec<f64>,
}

impl Blocks {
    fn new(layout: Layout, values: &[f64]) -> Self {
        let centre = moments::mean(values);
        let n = values.len() as f64;
        let spread = (values.iter().map(|v| (v - centre).powi(2)).sum::<f64>() / n).sqrt();
        let scale = if spread > 0.0 { spread } else { 1.0 };
        Self {
            layout,
            values: values.iter().map(|v| (v - centre) / scale).collect(),
        }
    }

    /// Rows A and B of a block, in the outputs' own units: mean and variance.
    fn spread(&self, values: &[f64]) -> (f64, f64) {
        let size = self.layout.block();
        let ends: Vec<f64> = values
            .chunks_exact(size)
            .flat_map(|block| [block[0], block[size - 1]])
            .collect();
        (moments::mean(&ends), moments::variance(&ends))
    }

    /// First-order and total indices of all factors, then second-order ones of all pairs, from chosen blocks.
    fn estimate(&self, chosen: &[usize]) -> Vec<f64> {
        let (n, size) = (self.layout.factors, self.layout.block());
        let count = chosen.len() as f64;
        let pairs = if self.layout.second_order {
            n * (n - 1) / 2
        } else {
            0
        };
        let mut sums = vec![0.0; 2 * n + pairs];
        let (mut sum, mut squares) = (0.0, 0.0);
        for at in chosen {
            let block = &self.values[at * size..(at + 1) * size];
            let (a, b) = (block[0], block[size - 1]);
            sum += a + b;
            for j in 0..n {
                let ab = block[1 + j];
                sums[j] += b * (ab - a);
                sums[n + j] += 0.5 * (a - ab).powi(2);
            }
            if pairs > 0 {
                let mut slot = 2 * n;
                for j in 0..n {
                    let ba = block[1 + n + j];
                    for k in j + 1..n {
                        sums[slot] += ba * block[1 + k] - a * b;
                        slot += 1;
                    }
                }
            }
        }
        let centre = sum / (2.0 * count);
        for at in chosen {
            let block = &self.values[at * size..(at + 1) * size];
            squares += (block[0] - centre).powi(2) + (block[size - 1] - centre).powi(2);
        }
        let variance = squares / (2.0 * count);
        for v in &mut sums {
            *v /= count * variance;
        }
        let mut slot = 2 * n;
        for j in 0..n {
            for k in j + 1..n {
                if pairs > 0 {
                    sums[slot] -= sums[j] + sums[k];
                    slot += 1;
                }
            }
        }
        sums
    }
}
