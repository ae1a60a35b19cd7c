//! How an estimate of the family spreads when nothing happened.
//!
//! With one treated unit the placebos are as many as the donors, so that all are made and none is drawn. Jackknife
//! and bootstrap leave treated units out, and have no meaning with one.

use rand::{RngExt as _, SeedableRng as _};
use rayon::prelude::*;

use super::{Block, How, Kind, Search, SynthDid};
use crate::{
    error::{ImpactError, Result},
    panel::{Design, Panel},
    simplex::Solver,
};

/// The estimate for every donor as if it had been treated.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Placebos {
    /// The estimate for the treated.
    pub effect: f64,
    /// Each donor, as a position in the panel, with its estimate; the treated are left out.
    pub placebos: Vec<(usize, f64)>,
    /// Their standard deviation: the standard error of the estimate (Arkhangelsky et al. 2021, algorithm 4) where noise
    /// is alike in all units.
    pub error: f64,
    /// Share of the treated and all placebos that are as far from nought as the treated.
    pub p: f64,
    /// The smallest share there could be.
    pub least_p: f64,
}

/// Estimates for every donor, on the other donors, with the ridges of the treated.
///
/// # Errors
/// As [`SynthDid::fit`]; [`ImpactError::NotDefined`] with fewer than three donors, or with several treated units, whose
/// mean has a smaller spread than one donor: use [`jackknife`] there.
pub fn placebos(panel: &Panel, design: &Design, kind: Kind, search: Search) -> Result<Placebos> {
    let (treated, donors, start) = parts(design)?;
    if treated.len() > 1 {
        return Err(not_defined(
            "placebos of single donors",
            "several units are treated and their mean spreads less than one: use the jackknife",
        ));
    }
    if donors.len() < 3 {
        return Err(not_defined(
            "placebos in space",
            "they need three donors at least",
        ));
    }
    let block = Block::new(panel, &treated, &donors, start, panel.steps().len())?;
    let ridges = block.ridges(kind);
    let own = block.estimate(kind, search, &mut Solver::default())?;
    let effect = own.effect;
    let how = How {
        kind,
        search,
        ridges,
        from: Some((&own.units, &own.steps)),
    };
    let placebos = (0..donors.len())
        .into_par_iter()
        .map_init(Solver::default, |solver, unit| {
            Ok((donors[unit], block.of(unit, how, solver)?.effect))
        })
        .collect::<Result<Vec<_>>>()?;
    let as_far = placebos.iter().filter(|p| p.1.abs() >= effect.abs()).count();
    let all = placebos.len() as f64 + 1.0;
    let values: Vec<f64> = placebos.iter().map(|p| p.1).collect();
    Ok(Placebos {
        effect,
        error: deviation(&values),
        p: (as_far as f64 + 1.0) / all,
        least_p: 1.0 / all,
        placebos,
    })
}

/// Standard error by leaving each unit out with the weights kept (Arkhangelsky et al. 2021, algorithm 3).
///
/// # Errors
/// [`ImpactError::NotDefined`] with one treated unit, or where one donor has all the weight.
pub fn jackknife(panel: &Panel, design: &Design, kind: Kind) -> Result<f64> {
    let (treated, donors, start) = parts(design)?;
    if treated.len() < 2 {
        return Err(not_defined(
            "the jackknife",
            "one unit is treated, and without it nothing is left to estimate: use placebos in space",
        ));
    }
    let whole = SynthDid::fit(panel, design, kind, Search::Exact)?;
    if whole.units.iter().filter(|w| **w > 0.0).count() < 2 {
        return Err(not_defined(
            "the jackknife",
            "one donor has all the weight: use placebos in space",
        ));
    }
    let end = panel.steps().len();
    let mut values = Vec::with_capacity(treated.len() + donors.len());
    for out in &treated {
        let rest: Vec<usize> = treated.iter().copied().filter(|u| u != out).collect();
        let block = Block::new(panel, &rest, &donors, start, end)?;
        values.push(block.effect(block.treated(), &whole.units, &whole.steps));
    }
    let block = Block::new(panel, &treated, &donors, start, end)?;
    for out in 0..donors.len() {
        let mut units = whole.units.clone();
        units[out] = 0.0;
        let sum: f64 = units.iter().sum();
        for w in &mut units {
            *w /= sum;
        }
        values.push(block.effect(block.treated(), &units, &whole.steps));
    }
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let square: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
    Ok(((count - 1.0) / count * square).sqrt())
}

/// Standard error by drawing units with replacement (Arkhangelsky et al. 2021, algorithm 2).
///
/// # Errors
/// [`ImpactError::NotDefined`] with fewer than 41 treated units: the draws of few treated units do not spread as their
/// mean does.
pub fn bootstrap(panel: &Panel, design: &Design, kind: Kind, draws: u32, seed: u64) -> Result<f64> {
    let (treated, donors, start) = parts(design)?;
    if treated.len() <= 40 {
        return Err(not_defined(
            "the bootstrap of units",
            "it needs more than forty treated units: use placebos in space for one, the jackknife for several",
        ));
    }
    if draws < 2 {
        return Err(not_defined(
            "the bootstrap of units",
            "it needs two draws at least",
        ));
    }
    let values = (0..draws)
        .into_par_iter()
        .map_init(Solver::default, |solver, draw| {
            let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(seed.wrapping_add(u64::from(draw)));
            loop {
                let units = treated.len() + donors.len();
                let (mut few, mut many) = (Vec::new(), Vec::new());
                for _ in 0..units {
                    let at = random.random_range(0..units);
                    match treated.get(at) {
                        Some(unit) => few.push(*unit),
                        None => many.push(donors[at - treated.len()]),
                    }
                }
                if !few.is_empty() && many.len() > 1 {
                    let block = Block::new(panel, &few, &many, start, panel.steps().len())?;
                    return Ok(block.estimate(kind, Search::Exact, solver)?.effect);
                }
            }
        })
        .collect::<Result<Vec<f64>>>()?;
    Ok(deviation(&values))
}

fn parts(design: &Design) -> Result<(Vec<usize>, Vec<usize>, usize)> {
    let start = design.start().ok_or_else(|| {
        ImpactError::Design(
            "its units are treated from different steps on: infer for each cohort alone".to_owned(),
        )
    })?;
    Ok((design.treated(), design.donors(), start))
}

fn deviation(values: &[f64]) -> f64 {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (count - 1.0)).sqrt()
}

fn not_defined(estimator: &'static str, why: &str) -> ImpactError {
    ImpactError::NotDefined {
        estimator,
        why: why.to_owned(),
    }
}
