//! Forecasts of sums and of their parts that add up, draw by draw.
//!
//! Every draw is moved to the nearest one that adds up and has nothing below zero, nearest by one of four measures
//! ([`Way`]; the equations are in [`crate::hierarchy`]).

use crate::{
    error::{ForecastError, Result},
    hierarchy::{
        Hierarchy,
        covariance::Errors,
        paths,
        reconcile::{Method, Reconciler},
    },
    predictive::Predictive,
};

/// Fewest times from which a covariance is made.
pub const ENOUGH: usize = 12;

/// Which reconciliation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// A part may be moved as far as its own errors reach, and a sum as far as if its parts erred independently, times
    /// [`TRUST`]: sums are forecast better by themselves than by their parts, and a flow of ten a month must not make good
    /// what the total misses by thousands.
    #[default]
    Scaled,
    /// A node counts by how few figures it sums, whatever the size of its parts.
    Structural,
    /// The covariance of errors, shrunk.
    MinT,
    /// Least squares: every node counts alike.
    Ols,
    /// The parts are forecast, and summed.
    BottomUp,
}

/// How far sums may be moved in [`Way::Scaled`].
pub const TRUST: f64 = 0.25;

impl Way {
    /// All, with the names by which they are asked for.
    pub const ALL: [(&'static str, Self); 5] = [
        ("scaled", Self::Scaled),
        ("structural", Self::Structural),
        ("mint", Self::MinT),
        ("ols", Self::Ols),
        ("bottom-up", Self::BottomUp),
    ];

    /// The name by which it is asked for.
    pub fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(_, w)| *w == self)
            .map_or("scaled", |(n, _)| n)
    }
}

/// Makes the forecasts of all nodes, in the hierarchy's order, add up.
///
/// `errors` are those of earlier forecasts one step ahead, as many of each node and at the same times: draws are arranged
/// by how they went together, and [`Way::MinT`] takes their covariance. With fewer than [`ENOUGH`] times at which all nodes
/// have one it is [`Way::Scaled`]; with none at all the parts are summed.
///
/// The errors must not add up themselves, as those of the naive forecast do: then they say nothing of which node to trust.
///
/// # Errors
/// Another number of nodes; forecasts with different numbers of steps; as the methods of [`Reconciler`].
pub fn coherent(
    hierarchy: &Hierarchy,
    errors: &[Vec<f64>],
    said: &[Predictive],
    way: Way,
    draws: usize,
    seed: u64,
) -> Result<Vec<Predictive>> {
    if errors.len() != hierarchy.nodes() || said.len() != hierarchy.nodes() {
        return Err(ForecastError::Asked(format!(
            "errors of {} series and {} forecasts for the {} nodes of a hierarchy: give one of each for each node",
            errors.len(),
            said.len(),
            hierarchy.nodes()
        )));
    }
    let times = errors.iter().map(Vec::len).min().unwrap_or(0);
    let whole = (0..times)
        .filter(|t| errors.iter().all(|e| e[*t].is_finite()))
        .count();
    if whole == 0 {
        let base: Vec<Predictive> = said
            .iter()
            .enumerate()
            .map(|(k, p)| Predictive::samples(p.horizon(), p.draw(draws, seed.wrapping_add(k as u64))))
            .collect();
        return paths::reconcile(&Reconciler::new(hierarchy, Method::BottomUp)?, &base, true);
    }
    let joint = paths::couple(said, errors, draws, seed)?;
    let (known, scaled);
    let reconciler = match way {
        Way::Scaled | Way::MinT if way == Way::Scaled || whole < ENOUGH => {
            scaled = scales(hierarchy, errors);
            Reconciler::new(hierarchy, Method::Given(&scaled))?
        }
        Way::BottomUp => Reconciler::new(hierarchy, Method::BottomUp)?,
        Way::Ols => Reconciler::new(hierarchy, Method::Ordinary)?,
        Way::Scaled | Way::MinT => {
            known = Errors::new(errors)?;
            Reconciler::new(hierarchy, Method::Shrinkage(&known))?
        }
        Way::Structural => Reconciler::new(hierarchy, Method::Structural)?,
    };
    paths::reconcile(&reconciler, &joint, true)
}

/// The variances of [`Way::Scaled`]. A part that never erred may still be moved a little, so that the sums stay solvable.
fn scales(hierarchy: &Hierarchy, errors: &[Vec<f64>]) -> Vec<f64> {
    let sums = hierarchy.aggregates();
    let square = |e: &[f64]| {
        let known = || e.iter().filter(|v| v.is_finite());
        known().map(|v| v * v).sum::<f64>() / known().count().max(1) as f64
    };
    let parts: Vec<f64> = errors[sums..].iter().map(|e| square(e)).collect();
    let least = 1e-9 * parts.iter().copied().fold(1.0, f64::max);
    let parts: Vec<f64> = parts.into_iter().map(|v| v.max(least)).collect();
    (0..sums)
        .map(|k| TRUST * hierarchy.members(k).iter().map(|m| parts[*m]).sum::<f64>())
        .chain(parts.iter().copied())
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{count::Count, history::History, model::Model};

    #[test]
    fn every_draw_adds_up_whatever_the_way() {
        let part = |k: i32| -> Vec<f64> {
            (0..40)
                .map(|i| f64::from(k * 1000 + (i * 7919 * k) % 401))
                .collect()
        };
        let parts = [part(1), part(2), part(5)];
        let sum: Vec<f64> = (0..40).map(|t| parts.iter().map(|p| p[t]).sum()).collect();
        let all = [vec![sum], parts.to_vec()].concat();
        let mut hierarchy = Hierarchy::new(["a", "b", "c"]).unwrap();
        hierarchy.add("sum", &["a", "b", "c"]).unwrap();
        for (steps, (_, way)) in [40, 8, 1].into_iter().flat_map(|s| Way::ALL.map(|w| (s, w))) {
            let values: Vec<&[f64]> = all.iter().map(|v| &v[..steps]).collect();
            let histories: Vec<History<'_>> = values.iter().map(|v| History::new(v, 12).unwrap()).collect();
            let said: Vec<Predictive> = Count::default()
                .panel(&histories, 4, 3)
                .into_iter()
                .map(Result::unwrap)
                .collect();
            let errors: Vec<Vec<f64>> = values
                .iter()
                .map(|v| v.windows(2).map(|w| w[1] - w[0]).collect())
                .collect();
            let said = coherent(&hierarchy, &errors, &said, way, 200, 3).unwrap();
            let paths: Vec<&[f64]> = said.iter().map(|s| s.paths().unwrap()).collect();
            for at in 0..paths[0].len() {
                let parts: f64 = paths[1..].iter().map(|p| p[at]).sum();
                assert!((paths[0][at] - parts).abs() < 1e-6 * parts, "{at}");
                assert!(paths.iter().all(|p| p[at] >= 0.0));
            }
        }
    }
}
