//! How the errors of a hierarchy's base forecasts vary together.

use nalgebra::DMatrix;

use crate::error::{ForecastError, Result};

/// The smallest variance that is believed, as a share of the largest: a node that was always forecast without error
/// would otherwise make the matrix singular.
const LEAST: f64 = 1e-10;

/// What is added to the sum of squared correlations before it divides: a guard against division by 0, the one that
/// hierarchicalforecast has.
const HAIR: f64 = 2e-8;

/// Past errors of the base forecasts: for each node of the hierarchy in its order, its errors at the same times. A time
/// with a missing error at any node is left out.
#[derive(Clone, Debug, PartialEq)]
pub struct Errors {
    /// A row for each node, less its mean.
    centred: Vec<Vec<f64>>,
    means: Vec<f64>,
    times: usize,
}

impl Errors {
    /// Takes errors, node by node.
    ///
    /// # Errors
    /// Nodes with different numbers of errors, or fewer than three times at which all have one.
    pub fn new(errors: &[Vec<f64>]) -> Result<Self> {
        let times = errors.first().map_or(0, Vec::len);
        if errors.iter().any(|e| e.len() != times) {
            return Err(ForecastError::Asked(
                "nodes with different numbers of errors: give all nodes the errors of the same times"
                    .to_owned(),
            ));
        }
        let whole: Vec<usize> = (0..times)
            .filter(|t| errors.iter().all(|e| e[*t].is_finite()))
            .collect();
        if whole.len() < 3 {
            return Err(ForecastError::TooShort {
                model: "reconciliation by past errors",
                needs: 3,
                has: whole.len(),
            });
        }
        let n = whole.len() as f64;
        let means: Vec<f64> = errors
            .iter()
            .map(|e| whole.iter().map(|t| e[*t]).sum::<f64>() / n)
            .collect();
        let centred = errors
            .iter()
            .zip(&means)
            .map(|(e, mean)| whole.iter().map(|t| e[*t] - mean).collect())
            .collect();
        Ok(Self {
            centred,
            means,
            times: whole.len(),
        })
    }

    /// How many nodes.
    pub fn nodes(&self) -> usize {
        self.centred.len()
    }

    /// The mean square of each node's errors, with divisor n: forecasts that lean to one side are believed less, too.
    pub fn mean_squares(&self) -> Vec<f64> {
        let n = self.times as f64;
        let mut squares: Vec<f64> = self
            .centred
            .iter()
            .zip(&self.means)
            .map(|(e, mean)| e.iter().map(|x| x * x).sum::<f64>() / n + mean * mean)
            .collect();
        lift(&mut squares);
        squares
    }

    /// The variance of each node's errors, with divisor n − 1.
    fn variances(&self) -> Vec<f64> {
        let mut variances: Vec<f64> = self.centred.iter().map(|e| self.product(e, e)).collect();
        lift(&mut variances);
        variances
    }

    /// The sample covariance, with divisor n − 1. With fewer times than nodes it is singular.
    pub fn covariance(&self) -> DMatrix<f64> {
        let n = self.nodes();
        let mut matrix = DMatrix::zeros(n, n);
        for i in 0..n {
            for j in 0..=i {
                let product = self.product(&self.centred[i], &self.centred[j]);
                matrix[(i, j)] = product;
                matrix[(j, i)] = product;
            }
        }
        for (i, variance) in self.variances().into_iter().enumerate() {
            matrix[(i, i)] = variance;
        }
        matrix
    }

    fn product(&self, a: &[f64], b: &[f64]) -> f64 {
        a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>() / (self.times as f64 - 1.0)
    }

    /// How far the sample's correlations are to be drawn to 0, between 0 and 1: the sum of Var(r) over the sum of r², over pairs of nodes with correlation r (J.
    /// Schäfer and K. Strimmer, *A shrinkage approach to large-scale covariance matrix estimation*, 2005, target D).
    pub fn shrinkage(&self) -> f64 {
        let n = self.times as f64;
        let standard: Vec<Vec<f64>> = self
            .centred
            .iter()
            .map(|e| {
                let sd = (e.iter().map(|x| x * x).sum::<f64>() / n).sqrt();
                e.iter().map(|x| if sd > 0.0 { x / sd } else { 0.0 }).collect()
            })
            .collect();
        let (mut doubt, mut signal) = (0.0, 0.0);
        for (i, a) in standard.iter().enumerate() {
            for b in &standard[..i] {
                let mean = a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>() / n;
                doubt += a
                    .iter()
                    .zip(b)
                    .map(|(a, b)| (a * b - mean) * (a * b - mean))
                    .sum::<f64>();
                signal += mean * mean;
            }
        }
        (doubt / (n * (n - 1.0)) / (signal + HAIR)).clamp(0.0, 1.0)
    }

    /// The covariance with its correlations drawn to 0 by [`shrinkage`](Self::shrinkage), and by more where that does
    /// not make it positive definite. Returns how far they were drawn, too.
    pub fn shrunk(&self) -> (DMatrix<f64>, f64) {
        let sample = self.covariance();
        let mut shrinkage = self.shrinkage();
        loop {
            let mut matrix = &sample * (1.0 - shrinkage);
            matrix.set_diagonal(&sample.diagonal());
            if shrinkage >= 1.0 || definite(&matrix) {
                return (matrix, shrinkage);
            }
            shrinkage = (2.0 * shrinkage).clamp(1e-4, 1.0);
        }
    }
}

/// Lifts variances to the smallest that is believed.
fn lift(variances: &mut [f64]) {
    let largest = variances.iter().copied().fold(0.0, f64::max);
    for variance in variances {
        *variance = variance.max(if largest > 0.0 { LEAST * largest } else { 1.0 });
    }
}

/// Whether the correlations that belong to a covariance are safely positive definite.
fn definite(covariance: &DMatrix<f64>) -> bool {
    let scale = covariance.diagonal().map(|v| 1.0 / v.sqrt());
    let mut correlation = covariance.clone();
    for i in 0..correlation.nrows() {
        for j in 0..correlation.ncols() {
            correlation[(i, j)] *= scale[i] * scale[j];
        }
        correlation[(i, i)] -= 1e-9;
    }
    correlation.cholesky().is_some()
}

#[cfg(test)]
mod tests {
    use rand_distr::{Distribution, StandardNormal};

    use super::*;
    use crate::random::generator;

    fn errors(nodes: usize, times: usize, common: f64) -> Errors {
        let mut random = generator(9, &[nodes as u64]);
        let mut draw = || -> f64 { StandardNormal.sample(&mut random) };
        let shared: Vec<f64> = (0..times).map(|_| common * draw()).collect();
        let rows: Vec<Vec<f64>> = (0..nodes)
            .map(|_| shared.iter().map(|s| s + draw()).collect())
            .collect();
        Errors::new(&rows).unwrap()
    }

    #[test]
    fn few_times_are_drawn_far_and_many_are_not() {
        assert!(errors(20, 8, 0.0).shrinkage() > 0.7);
        assert!(errors(5, 4000, 1.0).shrinkage() < 0.01);
    }

    #[test]
    fn more_nodes_than_times_are_still_definite() {
        for (nodes, times) in [(40, 6), (12, 3), (5, 200)] {
            let (matrix, _) = errors(nodes, times, 3.0).shrunk();
            assert!(matrix.cholesky().is_some(), "{nodes} {times}");
        }
        // Nodes that err alike, and one that never errs.
        let same = vec![1.0, -2.0, 3.0, 0.5, -1.0];
        let rows = vec![same.clone(), same.clone(), same, vec![0.0; 5]];
        let (matrix, drawn) = Errors::new(&rows).unwrap().shrunk();
        assert!(matrix.cholesky().is_some() && drawn > 0.0);
    }

    #[test]
    fn times_with_a_gap_are_left_out() {
        let gap = vec![vec![1.0, f64::NAN, 2.0, 3.0], vec![5.0, 0.0, 1.0, 0.0]];
        let without = vec![vec![1.0, 2.0, 3.0], vec![5.0, 1.0, 0.0]];
        assert_eq!(Errors::new(&gap).unwrap(), Errors::new(&without).unwrap());
        assert!(Errors::new(&[vec![1.0, 2.0]]).is_err());
        assert!(Errors::new(&[vec![1.0; 4], vec![1.0; 3]]).is_err());
    }
}
