//! Placebos of any estimator: sets of donors, as many as were treated, as if they had been treated at the same step.
//!
//! All sets are made. The treated themselves are left out, as their outcomes hold the effect. This is the permutation
//! test of which units were treated, and has its level where any set could have been (Fisher 1935; Abadie, Diamond and
//! Hainmueller 2010).

use rand::{Rng as _, SeedableRng as _};
use rayon::prelude::*;

use crate::{
    error::{ImpactError, Result},
    panel::{Design, Panel},
};

/// More sets than these are not made.
pub const MOST: usize = 20_000;

/// An estimate among those of all sets of donors.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct General {
    /// The estimate for the treated.
    pub effect: f64,
    /// Each set of donors, as positions in the panel, with its estimate.
    pub placebos: Vec<(Vec<usize>, f64)>,
    /// Standard deviation of the placebos about nought: how far estimates lie where nothing happened.
    pub deviation: f64,
    /// Share of the treated and all placebos that lie at least as far from nought.
    pub p: f64,
    /// The smallest share there could be.
    pub least_p: f64,
    /// Standard error of the share that comes from drawing sets; nought where all are made.
    pub p_error: f64,
}

/// Estimates for the treated, and for each set of as many donors on the panel without the treated, in parallel.
///
/// # Errors
/// Those of the estimator; [`ImpactError::NotDefined`] where treatment begins at several steps, fewer donors are left
/// than were treated, or there are more than [`MOST`] sets.
///
/// ```
/// use rootcast_impact::{panel::{Design, Panel}, placebo::general::general};
/// let names = |s: &str| s.split(' ').map(str::to_owned).collect::<Vec<_>>();
/// let panel = Panel::new(names("a b c"), names("1 2"), vec![1.0, 9.0, 1.0, 2.0, 3.0, 3.0])?;
/// let rise = |p: &Panel, d: &Design| {
///     let unit = p.unit(d.treated()[0]);
///     Ok(unit[1] - unit[0])
/// };
/// let all = general(&panel, &Design::block(&panel, &[0], 1)?, rise)?;
/// assert_eq!((all.effect, all.p), (8.0, 1.0 / 3.0));
/// # Ok::<(), rootcast_impact::error::ImpactError>(())
/// ```
pub fn general(
    panel: &Panel,
    design: &Design,
    estimate: impl Fn(&Panel, &Design) -> Result<f64> + Sync,
) -> Result<General> {
    let not_defined = |why: String| ImpactError::NotDefined {
        estimator: "placebos of sets of donors",
        why,
    };
    let start = design
        .start()
        .ok_or_else(|| not_defined("treatment begins at several steps: take each cohort alone".to_owned()))?;
    let (treated, donors) = (design.treated(), design.donors());
    if donors.len() <= treated.len() {
        return Err(not_defined(format!(
            "{} donors are left for sets of {}: widen the pool of donors",
            donors.len(),
            treated.len()
        )));
    }
    let sets = sets(donors.len(), treated.len()).ok_or_else(|| {
        not_defined(format!(
            "there are more than {MOST} sets of {} among {} donors: narrow the pool, or use the jackknife",
            treated.len(),
            donors.len()
        ))
    })?;
    let effect = estimate(panel, design)?;
    let placebos = made(panel, &donors, sets, &vec![start; treated.len()], &estimate)?;
    Ok(told(effect, placebos, false))
}

/// The same with sets drawn at random, for treatment from different steps on and for more sets than can be made: each
/// set of donors takes the treated's steps in the treated's order.
///
/// # Errors
/// As [`general`]; [`ImpactError::NotDefined`] with fewer than 20 draws.
pub fn drawn(
    panel: &Panel,
    design: &Design,
    draws: u32,
    seed: u64,
    estimate: impl Fn(&Panel, &Design) -> Result<f64> + Sync,
) -> Result<General> {
    let (treated, donors) = (design.treated(), design.donors());
    if donors.len() <= treated.len() || draws < 20 {
        return Err(ImpactError::NotDefined {
            estimator: "placebos of sets of donors",
            why: format!(
                "{draws} draws of {} among {} donors: it needs 20 draws, and more donors than treated",
                treated.len(),
                donors.len()
            ),
        });
    }
    let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(seed);
    let sets = (0..draws)
        .map(|_| {
            let mut order: Vec<usize> = (0..donors.len()).collect();
            for k in 0..treated.len() {
                let left = (order.len() - k) as u64;
                // What is left over by the remainder is below one in 2⁴⁰.
                let at = usize::try_from(random.next_u64() % left).unwrap_or(0);
                order.swap(k, k + at);
            }
            order.truncate(treated.len());
            order
        })
        .collect();
    let starts: Vec<usize> = treated.iter().filter_map(|u| design.starts()[*u]).collect();
    let placebos = made(panel, &donors, sets, &starts, &estimate)?;
    Ok(told(estimate(panel, design)?, placebos, true))
}

type Made = Vec<(Vec<usize>, f64)>;

/// The estimate of each set on the panel of donors.
fn made(
    panel: &Panel,
    donors: &[usize],
    sets: Vec<Vec<usize>>,
    starts: &[usize],
    estimate: &(impl Fn(&Panel, &Design) -> Result<f64> + Sync),
) -> Result<Made> {
    let rest = Panel::new(
        donors.iter().map(|u| panel.units()[*u].clone()).collect(),
        panel.steps().to_vec(),
        donors
            .iter()
            .flat_map(|u| panel.unit(*u).iter().copied())
            .collect(),
    )?;
    sets.into_par_iter()
        .map(|set| {
            let mut begins = vec![None; donors.len()];
            for (unit, start) in set.iter().zip(starts) {
                begins[*unit] = Some(*start);
            }
            let value = estimate(&rest, &Design::new(&rest, begins)?)?;
            Ok((set.iter().map(|k| donors[*k]).collect(), value))
        })
        .collect()
}

fn told(effect: f64, placebos: Made, drawn: bool) -> General {
    let all = placebos.len() as f64 + 1.0;
    let as_far = placebos.iter().filter(|p| p.1.abs() >= effect.abs()).count();
    let square: f64 = placebos.iter().map(|p| p.1 * p.1).sum();
    let p = (as_far as f64 + 1.0) / all;
    General {
        effect,
        deviation: (square / placebos.len() as f64).sqrt(),
        p,
        least_p: 1.0 / all,
        p_error: if drawn { (p * (1.0 - p) / all).sqrt() } else { 0.0 },
        placebos,
    }
}

/// All sets of a size, in order; none where there are too many.
fn sets(of: usize, size: usize) -> Option<Vec<Vec<usize>>> {
    let mut all = Vec::new();
    let mut set: Vec<usize> = (0..size).collect();
    loop {
        all.push(set.clone());
        if all.len() > MOST {
            return None;
        }
        let Some(k) = (0..size).rev().find(|k| set[*k] < of - size + k) else {
            return Some(all);
        };
        set[k] += 1;
        for j in k + 1..size {
            set[j] = set[j - 1] + 1;
        }
    }
}
