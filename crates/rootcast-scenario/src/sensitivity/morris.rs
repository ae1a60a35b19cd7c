//! Elementary effects: which factors matter at all, for few runs.
//!
//! A trajectory starts on a grid of p levels of the unit cube and moves one factor at a time, in random order, by
//! Δ = p / (2(p − 1)). The elementary effect of a factor is the change of the output over the move (M. D. Morris,
//! Technometrics 33, 1991). Its mean μ can cancel; μ*, the mean of its absolute value, cannot (F. Campolongo,
//! J. Cariboni and A. Saltelli, Environ. Model. Softw. 22, 2007); σ, its standard deviation, tells curvature and
//! interaction. Effects are per unit of the cube, so that factors compare.

use rand::{Rng, RngExt};
use rayon::prelude::*;
use serde::Serialize;

use super::{Bootstrap, Estimate, SensitivityError, Space, evaluate};
use crate::{
    moments,
    stream::{Stream, key, stream},
};

/// Trajectories through a space.
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectories {
    /// Places in the unit cube, a row a run; a trajectory has one row more than there are factors.
    unit: Vec<Vec<f64>>,
    /// Values of the factors, a row a run.
    pub points: Vec<Vec<f64>>,
    /// The seed of each run: one a trajectory, so that chance in the model does not show as an effect.
    pub seeds: Vec<u64>,
}

/// The elementary effects of one factor on one output.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Effects {
    /// The factor.
    pub factor: String,
    /// Their mean, over trajectories.
    pub mu: Estimate,
    /// The mean of their absolute values.
    pub mu_star: Estimate,
    /// Their standard deviation.
    pub sigma: f64,
}

/// Draws trajectories on a grid of `levels` levels, an even number, at least 2.
pub fn sample(
    space: &Space,
    trajectories: usize,
    levels: usize,
    seed: u64,
) -> Result<Trajectories, SensitivityError> {
    if trajectories < 2 || levels < 2 || levels % 2 == 1 || levels > 1 << 20 {
        return Err(SensitivityError::Sample(format!(
            "{trajectories} trajectories on {levels} levels: give at least 2, and an even number of levels"
        )));
    }
    let mut drawn = Trajectories {
        unit: Vec::new(),
        points: Vec::new(),
        seeds: Vec::new(),
    };
    for t in 0..trajectories {
        let mut random = stream(seed, &[t as u64]);
        let own = key(seed, &[t as u64, 1]);
        for place in trajectory(space.len(), levels, &mut random) {
            drawn.points.push(space.values(&place));
            drawn.unit.push(place);
            drawn.seeds.push(own);
        }
    }
    Ok(drawn)
}

fn trajectory(factors: usize, levels: usize, random: &mut Stream) -> Vec<Vec<f64>> {
    let step = levels / 2;
    let unit = |level: usize| level as f64 / (levels - 1) as f64;
    // The lower ends of moves lie on the lower half of the grid; each factor goes up or comes down.
    let mut at: Vec<(usize, bool)> = (0..factors)
        .map(|_| (random.random_range(0..step), random.next_u32() & 1 == 1))
        .collect();
    let mut order: Vec<usize> = (0..factors).collect();
    for i in (1..factors).rev() {
        order.swap(i, random.random_range(0..=i));
    }
    let place = |at: &[(usize, bool)]| -> Vec<f64> {
        at.iter()
            .map(|(low, up)| unit(if *up { low + step } else { *low }))
            .collect()
    };
    let mut rows = vec![place(&at)];
    for j in order {
        at[j].1 = !at[j].1;
        rows.push(place(&at));
    }
    rows
}

impl Trajectories {
    /// Trajectories drawn elsewhere, as values of the factors. An error where the rows are not whole trajectories in
    /// which each factor moves once and alone, or where a factor has levels.
    pub fn from_values(space: &Space, points: Vec<Vec<f64>>, seed: u64) -> Result<Self, SensitivityError> {
        let size = space.len() + 1;
        if points.is_empty() || !points.len().is_multiple_of(size) || points.len() / size < 2 {
            return Err(SensitivityError::Sample(format!(
                "{} rows are not two or more whole trajectories of {size} rows",
                points.len()
            )));
        }
        let mut unit = Vec::with_capacity(points.len());
        for (row, point) in points.iter().enumerate() {
            let place: Option<Vec<f64>> = space
                .factors()
                .iter()
                .zip(point)
                .map(|(f, v)| f.probability(*v))
                .collect();
            match place {
                Some(place) if point.len() == space.len() && place.iter().all(|u| u.is_finite()) => {
                    unit.push(place);
                }
                _ => {
                    return Err(SensitivityError::Sample(format!(
                        "row {row} has no place in the space: give one number a factor, and no factor with levels"
                    )));
                }
            }
        }
        let seeds = (0..points.len())
            .map(|row| key(seed, &[(row / size) as u64, 1]))
            .collect();
        Ok(Self { unit, points, seeds })
    }

    /// Runs a model at all points: a row a run, a column an output.
    pub fn run<M>(&self, space: &Space, model: M) -> Result<Vec<Vec<f64>>, SensitivityError>
    where
        M: Fn(&[f64], u64) -> Vec<f64> + Sync,
    {
        evaluate(space, &self.points, &self.seeds, model)
    }

    /// Elementary effects of every factor on every output: a list an output, in the order of the space.
    pub fn effects(
        &self,
        space: &Space,
        outputs: &[Vec<f64>],
        bootstrap: &Bootstrap,
    ) -> Result<Vec<Vec<Effects>>, SensitivityError> {
        let z = bootstrap.check()?;
        if outputs.len() != self.unit.len() {
            return Err(SensitivityError::Sample(format!(
                "{} rows of outputs for {} runs",
                outputs.len(),
                self.unit.len()
            )));
        }
        let columns = outputs.first().map_or(0, Vec::len);
        (0..columns)
            .map(|output| {
                let elementary = self.elementary(space, outputs, output)?;
                Ok(space
                    .factors()
                    .iter()
                    .zip(&elementary)
                    .enumerate()
                    .map(|(j, (factor, effects))| {
                        let absolute: Vec<f64> = effects.iter().map(|e| e.abs()).collect();
                        let told = |values: &[f64], which: u64| {
                            let unit = [output as u64, j as u64, which];
                            let standard_error = resampled(values, bootstrap, &unit);
                            Estimate {
                                value: moments::mean(values),
                                standard_error,
                                half_width: z * standard_error,
                            }
                        };
                        Effects {
                            factor: factor.name.clone(),
                            mu: told(effects, 0),
                            mu_star: told(&absolute, 1),
                            sigma: moments::variance(effects).sqrt(),
                        }
                    })
                    .collect())
            })
            .collect()
    }

    /// One elementary effect a trajectory, for each factor.
    fn elementary(
        &self,
        space: &Space,
        outputs: &[Vec<f64>],
        output: usize,
    ) -> Result<Vec<Vec<f64>>, SensitivityError> {
        let size = space.len() + 1;
        let mut found = vec![Vec::new(); space.len()];
        for (t, (places, rows)) in self
            .unit
            .chunks_exact(size)
            .zip(outputs.chunks_exact(size))
            .enumerate()
        {
            let mut moved = vec![false; space.len()];
            for (place, row) in places.windows(2).zip(rows.windows(2)) {
                let changed: Vec<usize> = (0..space.len())
                    .filter(|j| (place[1][*j] - place[0][*j]).abs() > 1e-9)
                    .collect();
                let ([j], (Some(from), Some(to))) =
                    (changed.as_slice(), (row[0].get(output), row[1].get(output)))
                else {
                    return Err(SensitivityError::Sample(format!(
                        "trajectory {t} does not move one factor at a time, or an output is missing"
                    )));
                };
                if std::mem::replace(&mut moved[*j], true) {
                    return Err(SensitivityError::Sample(format!(
                        "trajectory {t} moves factor `{}` twice",
                        space.factors()[*j].name
                    )));
                }
                let effect = (to - from) / (place[1][*j] - place[0][*j]);
                if !effect.is_finite() {
                    return Err(SensitivityError::Sample(format!(
                        "output {output} is not finite in trajectory {t}"
                    )));
                }
                found[*j].push(effect);
            }
        }
        Ok(found)
    }
}

/// The standard deviation of the mean over resamples.
fn resampled(values: &[f64], bootstrap: &Bootstrap, unit: &[u64; 3]) -> f64 {
    let means: Vec<f64> = (0..bootstrap.resamples)
        .into_par_iter()
        .map(|b| {
            let mut random = stream(bootstrap.seed, &[unit[0], unit[1], unit[2], b as u64]);
            let sum: f64 = (0..values.len())
                .map(|_| values[random.random_range(0..values.len())])
                .sum();
            sum / values.len() as f64
        })
        .collect();
    moments::variance(&means).sqrt()
}
