//! The specifications of one job, which share a panel, and weights where these do not hang on what follows the event.

use rootcast_impact::{
    error::ImpactError,
    factor::Interactive,
    panel::{Design, Panel},
    simplex::Solver,
    synthdid::{Kind, Search, spread},
    synthetic::{Level, setting::Setting},
};
use serde::{Deserialize, Serialize};

use super::choices::{Choices, Estimator, Job};

/// A specification and its placebos: the treated first, then the donors of its pool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Cell {
    /// Effects as parts of what there would have been.
    #[serde(rename = "r")]
    pub(super) relative: Vec<f64>,
    /// Share of all units as far out as each; empty where the estimator has no placebos here.
    pub(super) p: Vec<f64>,
}

/// The part that stands for an effect whose control lies below nought, or nearly so: it is above all others.
const BEYOND: f64 = 1e6;

/// All specifications of a job, estimator by estimator, the longest treatment first; `None` where one cannot be estimated.
pub(super) type Cells = Vec<Option<Cell>>;

/// The panel of a job: the treated and the donors, without the months that are left out.
struct Table {
    /// Counts, for parts of what there would have been.
    counts: Panel,
    heads: Option<Panel>,
    /// Outcomes on the scale.
    panel: Panel,
    before: usize,
    scale: super::Scale,
}

/// Estimates a job.
pub(super) fn job(choices: &Choices, job: &Job) -> Cells {
    let lengths = &choices.after;
    let Ok(table) = table(choices, job) else {
        return vec![None; Estimator::ALL.len() * lengths.len()];
    };
    let mut out = Vec::with_capacity(Estimator::ALL.len() * lengths.len());
    for estimator in Estimator::ALL {
        match estimator {
            Estimator::SyntheticControl => out.extend(controls(&table, Level::Met, lengths)),
            Estimator::DemeanedSyntheticControl => out.extend(controls(&table, Level::Free, lengths)),
            Estimator::DifferenceInDifferences => out.extend(differences(&table, lengths)),
            Estimator::SyntheticDifferenceInDifferences => {
                out.extend(lengths.iter().map(|n| weighted(&table, *n).ok()));
            }
            Estimator::InteractiveFixedEffects => {
                out.extend(lengths.iter().map(|n| factors(&table, *n).ok()));
            }
        }
    }
    for cell in &mut out {
        let usable = |c: &Cell| {
            c.relative.first().is_some_and(|r| *r < BEYOND) && c.relative.iter().all(|r| r.is_finite())
        };
        if !cell.as_ref().is_some_and(usable) {
            *cell = None;
        }
    }
    out
}

fn table(choices: &Choices, job: &Job) -> Result<Table, ImpactError> {
    let outcome = &choices.outcomes[job.outcome];
    let start = choices.start;
    let most = choices.after.first().copied().unwrap_or(0);
    let steps: Vec<usize> = (start - job.before..start - job.skipped)
        .chain(start..start + most)
        .collect();
    let units: Vec<usize> = std::iter::once(0)
        .chain(choices.pools[job.pool].units.iter().copied())
        .collect();
    let cut = |of: &Panel| {
        Panel::new(
            units.iter().map(|u| of.units()[*u].clone()).collect(),
            steps.iter().map(|t| of.steps()[*t].clone()).collect(),
            units
                .iter()
                .flat_map(|u| steps.iter().map(|t| of.unit(*u)[*t]))
                .collect(),
        )
    };
    let counts = cut(&outcome.counts)?;
    let heads = outcome.heads.as_ref().map(cut).transpose()?;
    let before = job.before - job.skipped;
    Ok(Table {
        panel: job.scale.of(&counts, heads.as_ref(), before)?,
        counts,
        heads,
        before,
        scale: job.scale,
    })
}

impl Table {
    fn relative(&self, unit: usize, effect: f64, after: usize) -> f64 {
        let end = self.before + after;
        let heads = self.heads.as_ref().map(|h| &h.unit(unit)[..end]);
        self.scale
            .part(effect, &self.counts.unit(unit)[..end], heads, self.before)
            .map_or(BEYOND, |part| part.min(BEYOND))
    }

    /// The panel with so many months under treatment.
    fn cut(&self, after: usize) -> Result<Panel, ImpactError> {
        let end = self.before + after;
        let p = &self.panel;
        Panel::new(
            p.units().to_vec(),
            p.steps()[..end].to_vec(),
            (0..p.units().len())
                .flat_map(|u| p.unit(u)[..end].to_vec())
                .collect(),
        )
    }
}

/// Synthetic controls of every unit: the weights are those of the past, whatever follows.
fn controls(table: &Table, level: Level, lengths: &[usize]) -> Cells {
    let paths = || -> Result<Vec<Vec<f64>>, ImpactError> {
        let design = Design::block(&table.panel, &[0], table.before)?;
        let setting = Setting::new(&table.panel, &design, level)?;
        setting.points().share();
        let mut solver = Solver::default();
        let treated = setting.treated();
        std::iter::once(treated)
            .chain(0..treated)
            .map(|u| Ok(setting.fit(u, &[], &mut solver)?.gaps))
            .collect()
    };
    match paths() {
        Ok(gaps) => told(table, &gaps, lengths, ratio),
        Err(_) => vec![None; lengths.len()],
    }
}

/// Differences in differences of every unit against the mean of the donors other than itself.
fn differences(table: &Table, lengths: &[usize]) -> Cells {
    let p = &table.panel;
    let steps = p.steps().len();
    let donors = p.units().len() - 1;
    let mut sum = vec![0.0; steps];
    for u in 1..=donors {
        for (s, v) in sum.iter_mut().zip(p.unit(u)) {
            *s += v;
        }
    }
    let gaps: Vec<Vec<f64>> = (0..=donors)
        .map(|u| {
            let own = p.unit(u);
            let mut gap: Vec<f64> = own
                .iter()
                .zip(&sum)
                .map(|(v, s)| {
                    if u == 0 {
                        v - s / donors as f64
                    } else {
                        v - (s - v) / (donors - 1) as f64
                    }
                })
                .collect();
            let level = mean(&gap[..table.before]);
            for g in &mut gap {
                *g -= level;
            }
            gap
        })
        .collect();
    told(table, &gaps, lengths, |gap, start, after| {
        mean(&gap[start..start + after]).abs()
    })
}

/// Synthetic difference-in-differences with its placebos.
fn weighted(table: &Table, after: usize) -> Result<Cell, ImpactError> {
    let panel = table.cut(after)?;
    let design = Design::block(&panel, &[0], table.before)?;
    let all = spread::placebos(&panel, &design, Kind::SyntheticDifference, Search::Exact)?;
    let effects: Vec<f64> = std::iter::once(all.effect)
        .chain(all.placebos.iter().map(|p| p.1))
        .collect();
    let sizes: Vec<f64> = effects.iter().map(|e| e.abs()).collect();
    Ok(Cell {
        relative: effects
            .iter()
            .enumerate()
            .map(|(u, e)| table.relative(u, *e, after))
            .collect(),
        p: shares(&sizes),
    })
}

fn factors(table: &Table, after: usize) -> Result<Cell, ImpactError> {
    let panel = table.cut(after)?;
    let design = Design::block(&panel, &[0], table.before)?;
    let effect = Interactive::fit(&panel, &design, &[], 1)?.effect;
    Ok(Cell {
        relative: vec![table.relative(0, effect, after)],
        p: Vec::new(),
    })
}

/// Cells from the gaps of every unit; `size` says how far out one is.
fn told(
    table: &Table,
    gaps: &[Vec<f64>],
    lengths: &[usize],
    size: impl Fn(&[f64], usize, usize) -> f64,
) -> Cells {
    let start = table.before;
    lengths
        .iter()
        .map(|after| {
            let sizes: Vec<f64> = gaps.iter().map(|g| size(g, start, *after)).collect();
            let relative = gaps
                .iter()
                .enumerate()
                .map(|(u, g)| table.relative(u, mean(&g[start..start + after]), *after))
                .collect();
            Some(Cell {
                relative,
                p: shares(&sizes),
            })
        })
        .collect()
}

/// Root mean squared gap after to before; nought where nothing follows.
fn ratio(gap: &[f64], start: usize, after: usize) -> f64 {
    let square = |v: &[f64]| (v.iter().map(|g| g * g).sum::<f64>() / v.len() as f64).sqrt();
    let under = square(&gap[start..start + after]);
    if under > 0.0 {
        under / square(&gap[..start])
    } else {
        0.0
    }
}

/// Of each, the share of all that are at least as large.
fn shares(sizes: &[f64]) -> Vec<f64> {
    let n = sizes.len() as f64;
    sizes
        .iter()
        .map(|s| sizes.iter().filter(|o| *o >= s).count() as f64 / n)
        .collect()
}

fn mean(v: &[f64]) -> f64 {
    v.iter().sum::<f64>() / (v.len() as f64).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_count_those_as_large() {
        assert_eq!(shares(&[3.0, 1.0, 3.0, 2.0]), [0.5, 1.0, 0.5, 0.75]);
    }
}
