//! What all fits on a panel share, so that thousands of them cost no copies.

use super::{Level, Synthetic};
use crate::{
    error::{ImpactError, Result},
    panel::{Design, Panel},
    simplex::{Certificate, Goal, Points, Solver},
};

/// The paths of the donors and of the treated, the latter last, with what the solver needs of them.
#[derive(Clone, Debug)]
pub struct Setting {
    donors: Vec<usize>,
    steps: usize,
    start: usize,
    /// Path after path, whole; the treated one last.
    paths: Vec<f64>,
    points: Points,
    level: Level,
}

/// How a unit fares against its control.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Score {
    /// Root of the mean squared gap before treatment.
    pub before: f64,
    /// The same under treatment.
    pub after: f64,
    /// Mean gap under treatment.
    pub effect: f64,
}

impl Score {
    /// After to before; nought where there is no gap under treatment, however good the fit, and without bound where the
    /// past is met but for rounding.
    pub fn ratio(&self) -> f64 {
        super::ratio(self.before, self.after)
    }
}

impl Setting {
    /// The setting of a design in which all treated begin at one step.
    ///
    /// # Errors
    /// [`ImpactError::Design`] where they do not, nobody is left untreated, or a figure is missing.
    pub fn new(panel: &Panel, design: &Design, level: Level) -> Result<Self> {
        let start = design.start().ok_or_else(|| {
            ImpactError::Design(
                "its units are treated from different steps on: estimate each cohort alone, or use staggered synthetic difference-in-differences"
                    .to_owned(),
            )
        })?;
        if level == Level::Free && start < 2 {
            return Err(ImpactError::Design(
                "one step before treatment shows no movement: begin the panel earlier, or meet the level"
                    .to_owned(),
            ));
        }
        let donors = design.donors();
        if donors.is_empty() {
            return Err(ImpactError::Design(
                "no donor is left: add units that were never treated".to_owned(),
            ));
        }
        let treated = design.treated();
        let steps = panel.steps().len();
        let mut paths = Vec::with_capacity((donors.len() + 1) * steps);
        for unit in donors.iter().chain(&treated) {
            if let Some(t) = panel.unit(*unit).iter().position(|v| v.is_nan()) {
                return Err(ImpactError::Design(format!(
                    "{} has no figure at {}: leave the unit out, shorten the window, or fill the gap",
                    panel.units()[*unit],
                    panel.steps()[t]
                )));
            }
        }
        for unit in &donors {
            paths.extend_from_slice(panel.unit(*unit));
        }
        paths.extend(
            (0..steps).map(|t| treated.iter().map(|u| panel.unit(*u)[t]).sum::<f64>() / treated.len() as f64),
        );
        Ok(Self::of_paths(donors, paths, steps, start, level))
    }

    /// From paths one after another, the treated one last.
    pub(crate) fn of_paths(
        donors: Vec<usize>,
        paths: Vec<f64>,
        steps: usize,
        start: usize,
        level: Level,
    ) -> Self {
        let before: Vec<f64> = paths
            .chunks_exact(steps)
            .flat_map(|path| path[..start].iter().copied())
            .collect();
        let points = Points::new(&before, start, level == Level::Free);
        Self {
            donors,
            steps,
            start,
            paths,
            points,
            level,
        }
    }

    /// The same paths with treatment set to begin earlier, and nothing known of what followed the true start.
    pub(crate) fn backdated(&self, start: usize) -> Self {
        let paths = self
            .paths
            .chunks_exact(self.steps)
            .flat_map(|path| path[..self.start].iter().copied())
            .collect();
        Self::of_paths(self.donors.clone(), paths, self.start, start, self.level)
    }

    /// The place of the treated path among the paths.
    pub fn treated(&self) -> usize {
        self.donors.len()
    }

    /// The donors, as positions in the panel.
    pub fn donors(&self) -> &[usize] {
        &self.donors
    }

    /// Number of steps.
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// The first step under treatment.
    pub fn start(&self) -> usize {
        self.start
    }

    /// A path, whole.
    pub fn path(&self, at: usize) -> &[f64] {
        &self.paths[at * self.steps..(at + 1) * self.steps]
    }

    /// The points of the solver: donors first, the treated last.
    pub fn points(&self) -> &Points {
        &self.points
    }

    /// Fits a unit on all donors but the barred; itself and the treated never have weight.
    ///
    /// # Errors
    /// Where no donor is left.
    pub fn fit(&self, unit: usize, barred: &[usize], solver: &mut Solver) -> Result<Synthetic> {
        let mut out = vec![unit, self.treated()];
        out.extend_from_slice(barred);
        let goal = Goal {
            barred: &out,
            ..Goal::plain(self.points.column(unit))
        };
        let proof = solver.fit(&self.points, &goal)?;
        Ok(self.told(unit, &solver.weights()[..self.donors.len()], proof))
    }

    /// The weights of a fit of a unit before treatment, for settings that end where treatment begins.
    pub(crate) fn weights(&self, unit: usize, barred: &[usize], solver: &mut Solver) -> Result<Vec<f64>> {
        let mut out = vec![unit, self.treated()];
        out.extend_from_slice(barred);
        let goal = Goal {
            barred: &out,
            ..Goal::plain(self.points.column(unit))
        };
        solver.fit(&self.points, &goal)?;
        Ok(solver.weights()[..self.donors.len()].to_vec())
    }

    /// A fit with these weights of the donors.
    pub(crate) fn told(&self, unit: usize, weights: &[f64], proof: Certificate) -> Synthetic {
        let mut gaps = self.path(unit).to_vec();
        for (j, w) in weights.iter().enumerate() {
            if *w != 0.0 {
                for (g, v) in gaps.iter_mut().zip(self.path(j)) {
                    *g -= w * v;
                }
            }
        }
        let intercept = match self.level {
            Level::Met => 0.0,
            Level::Free => gaps[..self.start].iter().sum::<f64>() / self.start as f64,
        };
        for g in &mut gaps {
            *g -= intercept;
        }
        Synthetic {
            donors: self.donors.clone(),
            weights: weights.to_vec(),
            intercept,
            gaps,
            start: self.start,
            proof,
        }
    }

    /// How a unit fares on all donors but the barred, which have to name itself and the treated. Takes no memory.
    ///
    /// # Errors
    /// Where no donor is left.
    pub fn score(&self, unit: usize, barred: &[usize], solver: &mut Solver) -> Result<Score> {
        let goal = Goal {
            barred,
            ..Goal::unit(&self.points, unit)
        };
        solver.fit(&self.points, &goal)?;
        let before = match super::root_mean_square(solver.rest()) {
            rounding if rounding <= 1e-11 * self.points.peak() => 0.0,
            before => before,
        };
        let mut lift = 0.0;
        if self.level == Level::Free {
            lift = self.points.level(unit);
            for j in solver.active() {
                lift -= solver.weights()[*j] * self.points.level(*j);
            }
        }
        let (mut sum, mut square) = (0.0, 0.0);
        for t in self.start..self.steps {
            let mut gap = self.paths[unit * self.steps + t] - lift;
            for j in solver.active() {
                gap -= solver.weights()[*j] * self.paths[j * self.steps + t];
            }
            sum += gap;
            square += gap * gap;
        }
        let count = (self.steps - self.start) as f64;
        Ok(Score {
            before,
            after: (square / count).sqrt(),
            effect: sum / count,
        })
    }
}
