//! Predictive distributions.

use rand_distr::{Distribution, StandardNormal};
use statrs::function::erf::erfc_inv;

use crate::random::generator;

/// A distribution for each step ahead.
#[derive(Clone, Debug, PartialEq)]
pub struct Predictive {
    mean: Vec<f64>,
    shape: Shape,
}

/// How the distributions are held.
#[derive(Clone, Debug, PartialEq)]
enum Shape {
    /// Normal, with a standard deviation for each step.
    Normal { sd: Vec<f64> },
    /// Values at the same levels for each step; `values[step * levels.len() + level]`, rising within a step.
    Quantiles { levels: Vec<f64>, values: Vec<f64> },
    /// Paths: `paths[draw * steps + step]`, and the same values sorted within each step, `sorted[step * draws + rank]`.
    Samples { paths: Vec<f64>, sorted: Vec<f64> },
}

/// The distribution of one step, as it is held.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Marginal<'a> {
    /// Normal.
    Normal {
        /// Its mean.
        mean: f64,
        /// Its standard deviation, 0 for a point.
        sd: f64,
    },
    /// Values at levels in (0, 1), both rising.
    Quantiles {
        /// The levels.
        levels: &'a [f64],
        /// The value at each level.
        values: &'a [f64],
    },
    /// Draws, in rising order.
    Samples {
        /// The draws.
        sorted: &'a [f64],
    },
}

impl Predictive {
    /// Normal distributions with a mean and a standard deviation (≥ 0) for each step.
    pub fn normal(mean: Vec<f64>, mut sd: Vec<f64>) -> Self {
        sd.resize(mean.len(), 0.0);
        Self {
            mean,
            shape: Shape::Normal { sd },
        }
    }

    /// Distributions given by their values at rising levels in (0, 1), step after step; `values` holds
    /// `mean.len() * levels.len()` numbers. Values that fall where they should rise are put in order.
    pub fn quantiles(mean: Vec<f64>, levels: Vec<f64>, mut values: Vec<f64>) -> Self {
        values.resize(mean.len() * levels.len(), f64::NAN);
        for step in values.chunks_mut(levels.len().max(1)) {
            step.sort_by(f64::total_cmp);
        }
        Self {
            mean,
            shape: Shape::Quantiles { levels, values },
        }
    }

    /// Distributions given by sample paths of `steps` steps each, path after path. The mean is that of the paths.
    pub fn samples(steps: usize, paths: Vec<f64>) -> Self {
        let draws = paths.len().checked_div(steps).unwrap_or(0);
        let mut sorted = vec![0.0; draws * steps];
        let mut mean = vec![0.0; steps];
        for step in 0..steps {
            let column = &mut sorted[step * draws..(step + 1) * draws];
            for (draw, slot) in column.iter_mut().enumerate() {
                *slot = paths[draw * steps + step];
            }
            column.sort_by(f64::total_cmp);
            mean[step] = column.iter().sum::<f64>() / draws.max(1) as f64;
        }
        Self {
            mean,
            shape: Shape::Samples { paths, sorted },
        }
    }

    /// How many steps.
    pub fn horizon(&self) -> usize {
        self.mean.len()
    }

    /// The mean of each step; for count models and sums this is the forecast that adds up.
    pub fn mean(&self) -> &[f64] {
        &self.mean
    }

    /// The sample paths, where the distribution is held as such: path after path.
    pub fn paths(&self) -> Option<&[f64]> {
        match &self.shape {
            Shape::Samples { paths, .. } => Some(paths),
            _ => None,
        }
    }

    /// The distribution of one step, as it is held.
    pub fn marginal(&self, step: usize) -> Marginal<'_> {
        match &self.shape {
            Shape::Normal { sd } => Marginal::Normal {
                mean: self.mean[step],
                sd: sd[step],
            },
            Shape::Quantiles { levels, values } => Marginal::Quantiles {
                levels,
                values: &values[step * levels.len()..(step + 1) * levels.len()],
            },
            Shape::Samples { sorted, .. } => {
                let draws = sorted.len() / self.mean.len().max(1);
                Marginal::Samples {
                    sorted: &sorted[step * draws..(step + 1) * draws],
                }
            }
        }
    }

    /// The value below which step `step` (from 0) falls with probability `p`, in (0, 1).
    ///
    /// Samples are read by Hyndman & Fan's type 7; between given levels the value is on the straight line, and beyond
    /// the outermost it is the outermost.
    pub fn quantile(&self, step: usize, p: f64) -> f64 {
        let p = p.clamp(0.0, 1.0);
        match &self.shape {
            Shape::Normal { sd } => {
                let sd = sd[step];
                if sd > 0.0 {
                    self.mean[step] + sd * normal_quantile(p)
                } else {
                    self.mean[step]
                }
            }
            Shape::Quantiles { levels, values } => {
                let row = &values[step * levels.len()..(step + 1) * levels.len()];
                let above = levels.partition_point(|l| *l < p);
                match (above.checked_sub(1), row.get(above)) {
                    (None, Some(v)) => *v,
                    (Some(below), None) => row[below],
                    (Some(below), Some(v)) => {
                        let share = (p - levels[below]) / (levels[above] - levels[below]);
                        row[below] + share * (v - row[below])
                    }
                    (None, None) => f64::NAN,
                }
            }
            Shape::Samples { sorted, .. } => {
                let draws = sorted.len() / self.mean.len().max(1);
                let column = &sorted[step * draws..(step + 1) * draws];
                sorted_quantile(column, p)
            }
        }
    }

    /// The median of a step.
    pub fn median(&self, step: usize) -> f64 {
        self.quantile(step, 0.5)
    }

    /// The central interval of a step that holds with probability `level`.
    pub fn interval(&self, step: usize, level: f64) -> (f64, f64) {
        let tail = (1.0 - level) / 2.0;
        (self.quantile(step, tail), self.quantile(step, 1.0 - tail))
    }

    /// The probability that a step is at most `value`.
    pub fn cdf(&self, step: usize, value: f64) -> f64 {
        match &self.shape {
            Shape::Normal { sd } => {
                let d = value - self.mean[step];
                if sd[step] > 0.0 {
                    0.5 * statrs::function::erf::erfc(-d / sd[step] / std::f64::consts::SQRT_2)
                } else {
                    f64::from(u8::from(d >= 0.0))
                }
            }
            Shape::Quantiles { levels, values } => {
                let row = &values[step * levels.len()..(step + 1) * levels.len()];
                let above = row.partition_point(|v| *v <= value);
                match (above.checked_sub(1), row.get(above)) {
                    (None, Some(_)) => 0.0,
                    (Some(below), Some(v)) => {
                        let width = v - row[below];
                        let share = if width > 0.0 {
                            (value - row[below]) / width
                        } else {
                            1.0
                        };
                        levels[below] + share * (levels[above] - levels[below])
                    }
                    _ => 1.0,
                }
            }
            Shape::Samples { sorted, .. } => {
                let draws = sorted.len() / self.mean.len().max(1);
                let column = &sorted[step * draws..(step + 1) * draws];
                column.partition_point(|v| *v <= value) as f64 / draws.max(1) as f64
            }
        }
    }

    /// `draws` paths, path after path. A distribution held as paths gives its own (in turn); the others draw each step by
    /// itself, so that only their marginal distributions mean something.
    pub fn draw(&self, draws: usize, seed: u64) -> Vec<f64> {
        let steps = self.mean.len();
        let mut out = Vec::with_capacity(draws * steps);
        if let Shape::Samples { paths, .. } = &self.shape {
            let held = paths.len().checked_div(steps).unwrap_or(0);
            for d in 0..draws {
                let at = d.checked_rem(held).unwrap_or(0) * steps;
                out.extend_from_slice(paths.get(at..at + steps).unwrap_or(&[]));
            }
        } else {
            let mut random = generator(seed, &[0x7072_6564]);
            for _ in 0..draws {
                for step in 0..steps {
                    let z: f64 = StandardNormal.sample(&mut random);
                    let p = 0.5 * statrs::function::erf::erfc(-z / std::f64::consts::SQRT_2);
                    out.push(self.quantile(step, p));
                }
            }
        }
        out
    }
}

/// The quantile of a sorted sample, type 7 of Hyndman & Fan (1996): what R and `NumPy` give.
pub fn sorted_quantile(sorted: &[f64], p: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else {
        return f64::NAN;
    };
    let at = p.clamp(0.0, 1.0) * last as f64;
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "in 0..=last"
    )]
    let low = at.floor() as usize;
    let high = (low + 1).min(last);
    sorted[low] + (at - low as f64) * (sorted[high] - sorted[low])
}

/// The quantile of the standard normal distribution.
pub fn normal_quantile(p: f64) -> f64 {
    -std::f64::consts::SQRT_2 * erfc_inv(2.0 * p)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_normal_has_its_quantiles() {
        let p = Predictive::normal(vec![10.0], vec![2.0]);
        assert!((p.quantile(0, 0.975) - 13.919_927_969_080_108).abs() < 1e-9);
        assert!((p.cdf(0, 13.919_927_969_080_108) - 0.975).abs() < 1e-9);
    }

    #[test]
    fn paths_keep_their_order_and_give_quantiles() {
        let p = Predictive::samples(2, vec![3.0, 30.0, 1.0, 10.0, 2.0, 20.0]);
        assert!((p.median(0) - 2.0).abs() < 1e-12 && (p.median(1) - 20.0).abs() < 1e-12);
        assert!((p.cdf(0, 2.0) - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!(p.draw(3, 1), [3.0, 30.0, 1.0, 10.0, 2.0, 20.0]);
    }

    #[test]
    fn between_levels_the_line_is_straight() {
        let p = Predictive::quantiles(vec![5.0], vec![0.1, 0.5, 0.9], vec![1.0, 5.0, 9.0]);
        assert!((p.quantile(0, 0.3) - 3.0).abs() < 1e-12);
        assert!((p.cdf(0, 3.0) - 0.3).abs() < 1e-12);
    }
}
