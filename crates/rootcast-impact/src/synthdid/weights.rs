//! The two problems of weights, and the comparison they make.

use super::{Kind, Ridges, Search, SynthDid, published};
use crate::{
    error::{ImpactError, Result},
    panel::Panel,
    simplex::{Certificate, Goal, Points, Solver},
};

/// More donors than these, nearly all with some weight under the ridge, take too long.
const MOST: usize = 5_000;

/// A block of donors and one treated path (the mean of the treated), at steps from the first to an end.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    donors: Vec<usize>,
    /// Path after path; the treated one last.
    paths: Vec<f64>,
    steps: usize,
    start: usize,
    noise: f64,
    /// Treated units times steps under treatment.
    cells: usize,
    /// The paths before treatment, as the solver needs them: level free, and level met.
    free: Points,
    met: Points,
}

impl Block {
    pub(crate) fn new(
        panel: &Panel,
        treated: &[usize],
        donors: &[usize],
        start: usize,
        end: usize,
    ) -> Result<Self> {
        if donors.len() < 2 {
            return Err(ImpactError::Design(format!(
                "{} is too few donors for weights: add units that were never treated",
                donors.len()
            )));
        }
        if donors.len() > MOST {
            return Err(ImpactError::NotDefined {
                estimator: "synthetic difference-in-differences",
                why: format!(
                    "{} donors are more than {MOST}: narrow the pool, or join units",
                    donors.len()
                ),
            });
        }
        for unit in donors.iter().chain(treated) {
            if let Some(t) = panel.unit(*unit)[..end].iter().position(|v| v.is_nan()) {
                return Err(ImpactError::Design(format!(
                    "{} has no figure at {}: leave the unit out, shorten the window, or fill the gap",
                    panel.units()[*unit],
                    panel.steps()[t]
                )));
            }
        }
        let mut paths = Vec::with_capacity((donors.len() + 1) * end);
        for unit in donors {
            paths.extend_from_slice(&panel.unit(*unit)[..end]);
        }
        paths.extend(
            (0..end).map(|t| treated.iter().map(|u| panel.unit(*u)[t]).sum::<f64>() / treated.len() as f64),
        );
        let before: Vec<f64> = paths
            .chunks_exact(end)
            .flat_map(|p| p[..start].iter().copied())
            .collect();
        Ok(Self {
            noise: noise(&paths[..donors.len() * end], end, start),
            cells: treated.len() * (end - start),
            free: Points::new(&before, start, true),
            met: Points::new(&before, start, false),
            donors: donors.to_vec(),
            paths,
            steps: end,
            start,
        })
    }

    pub(crate) fn treated(&self) -> usize {
        self.donors.len()
    }

    pub(crate) fn ridges(&self, kind: Kind) -> Ridges {
        let strength = if kind.full_ridge() {
            (self.cells as f64).powf(0.25)
        } else {
            1e-6
        };
        Ridges {
            units: strength * self.noise,
            steps: 1e-6 * self.noise,
            noise: self.noise,
        }
    }

    pub(crate) fn estimate(&self, kind: Kind, search: Search, solver: &mut Solver) -> Result<SynthDid> {
        let how = How {
            kind,
            search,
            ridges: self.ridges(kind),
            from: None,
        };
        self.of(self.treated(), how, solver)
    }

    fn path(&self, at: usize) -> &[f64] {
        &self.paths[at * self.steps..(at + 1) * self.steps]
    }

    /// The estimate for one of the paths; donors are the others, without the treated.
    pub(crate) fn of(&self, unit: usize, how: How<'_>, solver: &mut Solver) -> Result<SynthDid> {
        let How { kind, ridges, .. } = how;
        let among: Vec<usize> = (0..self.treated()).filter(|j| *j != unit).collect();
        let (units, unit_proof) = self.unit_weights(unit, &among, how, solver)?;
        let (steps, step_proof) = self.step_weights(&among, how, solver)?;
        Ok(SynthDid {
            curve: self.curve(unit, &units, &steps),
            effect: self.effect(unit, &units, &steps),
            donors: among.iter().map(|j| self.donors[*j]).collect(),
            units: among.iter().map(|j| units[*j]).collect(),
            kind,
            steps,
            ridges,
            unit_proof,
            step_proof,
        })
    }

    fn unit_weights(
        &self,
        unit: usize,
        among: &[usize],
        how: How<'_>,
        solver: &mut Solver,
    ) -> Result<(Vec<f64>, Option<Certificate>)> {
        let How { kind, .. } = how;
        if among.is_empty() {
            return Err(ImpactError::Design(
                "no donor is left: widen the pool of donors".to_owned(),
            ));
        }
        if !kind.fits_units() {
            let mut even = vec![0.0; self.treated()];
            for j in among {
                even[*j] = 1.0 / among.len() as f64;
            }
            return Ok((even, None));
        }
        if self.start < 2 && !kind.meets_level() {
            return Err(ImpactError::Design(
                "one step before treatment shows no movement: begin the panel earlier, or use difference-in-differences"
                    .to_owned(),
            ));
        }
        let points = if kind.meets_level() { &self.met } else { &self.free };
        let barred = [unit, self.treated()];
        let goal = Goal {
            barred: &barred,
            ridge: how.ridges.units.powi(2) * self.start as f64,
            ..Goal::plain(points.column(unit))
        };
        let proof = solve(points, &goal, how, how.from.map(|f| f.0), solver)?;
        Ok((solver.weights()[..self.treated()].to_vec(), Some(proof)))
    }

    fn step_weights(
        &self,
        among: &[usize],
        how: How<'_>,
        solver: &mut Solver,
    ) -> Result<(Vec<f64>, Option<Certificate>)> {
        let How { kind, .. } = how;
        match kind {
            Kind::SyntheticControl | Kind::RidgeControl => Ok((vec![0.0; self.start], None)),
            Kind::DemeanedControl | Kind::Difference => Ok((vec![1.0 / self.start as f64; self.start], None)),
            Kind::SyntheticDifference => {
                let paths: Vec<f64> = (0..self.start)
                    .flat_map(|t| among.iter().map(move |j| self.path(*j)[t]))
                    .collect();
                let points = Points::new(&paths, among.len(), true);
                let after = (self.steps - self.start) as f64;
                let target: Vec<f64> = among
                    .iter()
                    .map(|j| self.path(*j)[self.start..].iter().sum::<f64>() / after)
                    .collect();
                let target = points.aim(&target);
                let goal = Goal {
                    ridge: how.ridges.steps.powi(2) * among.len() as f64,
                    ..Goal::plain(&target)
                };
                let proof = solve(&points, &goal, how, how.from.map(|f| f.1), solver)?;
                Ok((solver.weights().to_vec(), Some(proof)))
            }
        }
    }

    /// The gap to the weighted donors, less its weighted mean before treatment.
    fn curve(&self, unit: usize, units: &[f64], steps: &[f64]) -> Vec<f64> {
        let mut gaps = self.path(unit).to_vec();
        for (j, w) in units.iter().enumerate() {
            if *w != 0.0 {
                for (g, v) in gaps.iter_mut().zip(self.path(j)) {
                    *g -= w * v;
                }
            }
        }
        let level: f64 = steps.iter().zip(&gaps).map(|(l, g)| l * g).sum();
        gaps[self.start..].iter().map(|g| g - level).collect()
    }

    /// The effect with given weights of donors and steps.
    pub(crate) fn effect(&self, unit: usize, units: &[f64], steps: &[f64]) -> f64 {
        let curve = self.curve(unit, units, steps);
        curve.iter().sum::<f64>() / curve.len() as f64
    }
}

/// How an estimate is made.
#[derive(Clone, Copy)]
pub(crate) struct How<'a> {
    pub(crate) kind: Kind,
    pub(crate) search: Search,
    pub(crate) ridges: Ridges,
    /// Weights of donors and of steps at which the published search begins.
    pub(crate) from: Option<(&'a [f64], &'a [f64])>,
}

/// Leaves the weights in the solver.
fn solve(
    points: &Points,
    goal: &Goal<'_>,
    how: How<'_>,
    from: Option<&[f64]>,
    solver: &mut Solver,
) -> Result<Certificate> {
    match how.search {
        Search::Exact => solver.fit(points, goal),
        Search::Published => {
            let (weights, steps) = published::search(points, goal, 1e-5 * how.ridges.noise, from);
            solver.judge(points, goal, &weights, steps)
        }
    }
}

/// Standard deviation of first differences before treatment, over donors and steps.
fn noise(paths: &[f64], steps: usize, start: usize) -> f64 {
    let differences: Vec<f64> = paths
        .chunks_exact(steps)
        .flat_map(|p| p[..start].windows(2).map(|w| w[1] - w[0]))
        .collect();
    if differences.len() < 2 {
        return 0.0;
    }
    let mean = differences.iter().sum::<f64>() / differences.len() as f64;
    let square: f64 = differences.iter().map(|d| (d - mean).powi(2)).sum();
    (square / (differences.len() - 1) as f64).sqrt()
}
