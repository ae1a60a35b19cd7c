//! How a forecast is made: a model, guards, calibration by what came of earlier forecasts, and sums that add up.
//!
//! [`Procedure::run`] makes the forecast of today and, in the same way, those that would have been made at earlier
//! origins; the marks of those stand beside it.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::{
    backtest::{self, Backtest, Failure, Mark, Origin, Task},
    coherent::{self, Way},
    conformal::{self, Calibrated},
    error::Result,
    guard::{Act, Guarded},
    hierarchy::Hierarchy,
    history::History,
    model::Model,
    predictive::Predictive,
    random::generator,
};

/// How a forecast is made.
pub struct Procedure<'m> {
    /// The model.
    pub model: &'m dyn Model,
    /// What speaks where it fails.
    pub fallback: &'m dyn Model,
    /// What forecasts are measured against.
    pub reference: &'m dyn Model,
    /// The figures are counts: whole, not below 0, and with an upper limit.
    pub counts: bool,
    /// The figures are never below 0, counts or not.
    pub positive: bool,
    /// Upper limits known of single series, such as populations; fewer than series where none are known.
    pub populations: Vec<Option<f64>>,
    /// Whether forecasts are corrected by what came of earlier ones.
    pub calibrate: bool,
    /// Which series are sums of which, in the order of the series, and how they are made to add up.
    pub sums: Option<(Hierarchy, Way)>,
    /// Seed of all draws.
    pub seed: u64,
}

/// What is said now, and what came of what would have been said.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The forecast of each series from the last step known.
    pub now: Vec<Result<Predictive>>,
    /// The reference's.
    pub reference: Vec<Result<Predictive>>,
    /// What the guards did to it, by series.
    pub acts: Vec<Vec<Act>>,
    /// At how many (origin, series) of the past a cap bound, and a fallback spoke.
    pub earlier: (usize, usize),
    /// Whether sums and parts of today's forecast were made to add up.
    pub adds_up: bool,
    /// Marks of the past.
    pub backtest: Backtest,
}

/// Draws of a forecast that adds up.
const DRAWS: usize = 1000;

/// How many of the last errors count: what went together ten years ago says little of now.
const WINDOW: usize = 60;

/// Levels at which distributions are held.
const LEVELS: [f64; 33] = [
    0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.125, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.475, 0.5,
    0.525, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.875, 0.9, 0.925, 0.95, 0.975, 0.99, 0.995, 0.9975,
];

/// Marks and failures of an origin of the past; of the last origin, what is said and whether it adds up.
type Part = (Vec<Mark>, Vec<Failure>, Option<(Vec<Result<Predictive>>, bool)>);

/// What is said of each series at one origin, and what guards did.
type Said = (Vec<Result<Predictive>>, Vec<Vec<Act>>);

impl Procedure<'_> {
    /// Forecasts from the task's origins and from today, the end of its truth. `tick` is called after each origin.
    ///
    /// # Errors
    /// A task that makes no sense, as [`backtest::run`]; a single series that fails is told in its place.
    pub fn run(&self, task: &Task, tick: &(dyn Fn() + Sync)) -> Result<Outcome> {
        let mut task = task.clone();
        // Today is an origin like the others, the last one; nothing has come of it.
        task.origins.push(Origin {
            label: String::new(),
            known: task.truth.clone(),
        });
        backtest::check(&task)?;
        let raw: Vec<Said> = task
            .origins
            .par_iter()
            .enumerate()
            .map(|(at, origin)| {
                let said = self.guarded(&task, at, origin);
                tick();
                said
            })
            .collect();
        let (mut said, mut acts): (Vec<_>, Vec<_>) = raw.into_iter().unzip();
        if self.calibrate {
            said = self.calibrated(&task, said);
        }
        let medians: Vec<Vec<f64>> = said
            .iter()
            .map(|row| {
                row.iter()
                    .map(|p| p.as_ref().map_or(f64::NAN, |p| p.median(0)))
                    .collect()
            })
            .collect();
        let breaks: Vec<Vec<usize>> = task.truth.iter().map(|t| backtest::breaks(t)).collect();
        let last = task.origins.len() - 1;
        let parts: Vec<Part> = task
            .origins
            .par_iter()
            .zip(said)
            .enumerate()
            .map(|(at, (origin, said))| {
                let (said, adds_up) = self.summed(&task, at, origin, said, &medians);
                if at == last {
                    return (Vec::new(), Vec::new(), Some((said, adds_up)));
                }
                let (m, f) = backtest::marked(&task, at, origin, said, self.reference, &breaks, self.seed);
                (m, f, None)
            })
            .collect();
        let mut marks = Vec::new();
        let mut failures = Vec::new();
        let mut now = (Vec::new(), false);
        for (m, f, n) in parts {
            marks.extend(m);
            failures.extend(f);
            now = n.unwrap_or(now);
        }
        self.beside(&mut marks, &task, tick)?;
        let today = acts.pop().unwrap_or_default();
        let count = |is: fn(&Act) -> bool| {
            let each = acts.iter().flatten();
            each.filter(|a| a.iter().any(is)).count()
        };
        let earlier = (
            count(|a| matches!(a, Act::Capped { .. })),
            count(|a| matches!(a, Act::Fell { .. })),
        );
        let reference = backtest::spoken(&task.origins[last], task.season, task.horizon, |h| {
            self.reference.panel(h, task.horizon, self.seed)
        });
        task.origins.pop();
        Ok(Outcome {
            now: now.0,
            reference,
            acts: today,
            earlier,
            adds_up: now.1,
            backtest: Backtest {
                model: self.model.name().to_owned(),
                reference: self.reference.name().to_owned(),
                names: task.names,
                origins: task.origins.into_iter().map(|o| o.label).collect(),
                horizon: task.horizon,
                marks,
                failures,
            },
        })
    }

    /// Puts beside each mark what the reference would have had by the same procedure: guards, calibration and sums make
    /// any forecast better, and that is no skill of the model.
    fn beside(&self, marks: &mut [Mark], task: &Task, tick: &(dyn Fn() + Sync)) -> Result<()> {
        if self.model.name() == self.reference.name() {
            for m in marks {
                m.rival = Some(m.wis);
            }
            return Ok(());
        }
        let mut past = task.clone();
        past.origins.pop();
        if past.origins.is_empty() {
            return Ok(());
        }
        let plain = Procedure {
            model: self.reference,
            sums: self.sums.clone(),
            populations: self.populations.clone(),
            ..*self
        };
        let found = plain.run(&past, tick)?.backtest.marks;
        let scores: BTreeMap<(usize, usize, usize), f64> = found
            .iter()
            .map(|m| ((m.origin, m.series, m.ahead), m.wis))
            .collect();
        for m in marks {
            m.rival = scores.get(&(m.origin, m.series, m.ahead)).copied();
        }
        Ok(())
    }

    /// The model's own words, within limits.
    fn guarded(&self, task: &Task, at: usize, origin: &Origin) -> Said {
        let mut acts = vec![Vec::new(); origin.known.len()];
        let usable: Vec<usize> = (0..origin.known.len())
            .filter(|k| History::new(&origin.known[*k], task.season).is_ok())
            .collect();
        let guard = Guarded {
            model: self.model,
            fallback: self.fallback,
            flow: self.counts,
            positive: self.positive,
            populations: usable
                .iter()
                .map(|k| self.populations.get(*k).copied().flatten())
                .collect(),
        };
        let said = backtest::spoken(origin, task.season, task.horizon, |histories| {
            let mut random = generator(self.seed, &[0x6f72_6967, at as u64]);
            let both = guard.panel_with_acts(histories, task.horizon, rand::Rng::next_u64(&mut random));
            let mut out = Vec::with_capacity(both.len());
            for (k, (said, done)) in usable.iter().zip(both) {
                acts[*k] = done;
                out.push(said.map(|p| held(&p)));
            }
            out
        });
        (said, acts)
    }

    /// Each series' forecasts, corrected one after another by what was known to have come of those before.
    fn calibrated(&self, task: &Task, said: Vec<Vec<Result<Predictive>>>) -> Vec<Vec<Result<Predictive>>> {
        let series = task.truth.len();
        let mut columns: Vec<Vec<Result<Predictive>>> =
            (0..series).map(|_| Vec::with_capacity(said.len())).collect();
        for row in said {
            for (column, cell) in columns.iter_mut().zip(row) {
                column.push(cell);
            }
        }
        let settings = conformal::Settings {
            counts: self.counts,
            ..conformal::Settings::default()
        };
        columns.par_iter_mut().enumerate().for_each(|(k, column)| {
            let mut layer = Calibrated::new(task.horizon, settings.clone());
            let mut heard: Option<usize> = None;
            for (cell, origin) in column.iter_mut().zip(&task.origins) {
                let known = &origin.known[k];
                for outcome in &known[heard.unwrap_or(known.len()).min(known.len())..] {
                    layer.hear(*outcome);
                }
                heard = Some(known.len());
                if let Ok(p) = cell {
                    *p = layer.issue(p);
                }
            }
        });
        let mut out: Vec<Vec<Result<Predictive>>> = task.origins.iter().map(|_| Vec::new()).collect();
        for column in columns {
            for (row, cell) in out.iter_mut().zip(column) {
                row.push(cell);
            }
        }
        out
    }

    /// Sums and parts made to add up, where all of them were forecast. A part of which nothing was ever published counts
    /// as none; its own forecast stays an error.
    fn summed(
        &self,
        task: &Task,
        at: usize,
        origin: &Origin,
        said: Vec<Result<Predictive>>,
        medians: &[Vec<f64>],
    ) -> (Vec<Result<Predictive>>, bool) {
        let Some((hierarchy, way)) = &self.sums else {
            return (said, false);
        };
        let empty = |k: usize| origin.known[k].iter().all(|v| v.is_nan());
        let mut whole = Vec::with_capacity(said.len());
        for (k, cell) in said.iter().enumerate() {
            match cell {
                Ok(p) => whole.push(p.clone()),
                Err(_) if empty(k) => {
                    whole.push(Predictive::samples(task.horizon, vec![0.0; task.horizon]));
                }
                Err(_) => return (said, false),
            }
        }
        let (errors, way) = match errors(task, at, medians) {
            Some(errors) => (errors, *way),
            // The changes from step to step add up themselves, and cannot say which node to trust.
            None if *way == Way::MinT => (changes(&origin.known), Way::Scaled),
            None => (changes(&origin.known), *way),
        };
        let mut random = generator(self.seed, &[0x7375_6d73, at as u64]);
        let seed = rand::Rng::next_u64(&mut random);
        match coherent::coherent(hierarchy, &errors, &whole, way, DRAWS, seed) {
            Ok(all) => (
                said.into_iter()
                    .zip(all)
                    .map(|(was, new)| was.map(|_| new))
                    .collect(),
                true,
            ),
            Err(_) => (said, false),
        }
    }
}

/// Errors of the forecasts one step ahead from earlier origins, as far as the figures were known at this one, of each
/// series; none while those are too few.
fn errors(task: &Task, at: usize, medians: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let now = &task.origins[at].known;
    let mut out: Vec<Vec<f64>> = vec![Vec::new(); now.len()];
    for (origin, said) in task.origins[..at].iter().zip(medians).rev() {
        let steps = origin.known.iter().map(Vec::len).max().unwrap_or(0);
        if now.iter().all(|k| k.len() <= steps) || out[0].len() >= WINDOW {
            continue;
        }
        for (k, errors) in out.iter_mut().enumerate() {
            // A part of which nothing had been published errs by all of what came.
            let said = if said[k].is_nan() { 0.0 } else { said[k] };
            errors.push(now[k].get(steps).copied().unwrap_or(f64::NAN) - said);
        }
    }
    (out[0].len() >= coherent::ENOUGH).then_some(out)
}

/// The last changes from step to step of each series.
fn changes(known: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let from = |v: &[f64]| v.len().saturating_sub(WINDOW + 1);
    known
        .iter()
        .map(|v| v[from(v)..].windows(2).map(|w| w[1] - w[0]).collect())
        .collect()
}

/// A distribution by its values at [`LEVELS`]: as paths, those of all origins would fill the memory.
fn held(said: &Predictive) -> Predictive {
    let mut values = Vec::with_capacity(said.horizon() * LEVELS.len());
    for step in 0..said.horizon() {
        values.extend(LEVELS.iter().map(|l| said.quantile(step, *l)));
    }
    Predictive::quantiles(said.mean().to_vec(), LEVELS.to_vec(), values)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
