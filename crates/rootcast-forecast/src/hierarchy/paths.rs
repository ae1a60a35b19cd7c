//! Distributions that add up.
//!
//! Reconciling each draw of the joint distribution of all base forecasts gives draws of a joint distribution that adds
//! up (A. Panagiotelis, P. Gamakumara, G. Athanasopoulos and R. J. Hyndman, *Probabilistic forecast reconciliation*,
//! European Journal of Operational Research 306, 2023). The draws must be joint: draw 17 of every node must belong to the
//! same future. Forecasts made node by node are not; [`couple`] arranges them by how past errors went together.

use rand::Rng;

use super::{Hierarchy, as_many, reconcile::Reconciler};
use crate::{
    error::{ForecastError, Result},
    predictive::Predictive,
    random::generator,
};

/// Reconciles joint sample paths, one forecast for each node in the order of the hierarchy: each draw of each step by
/// itself, kept from falling below 0 where that is asked for.
///
/// # Errors
/// Forecasts that are not held as paths, or with different numbers of steps or draws; as the methods of [`Reconciler`].
pub fn reconcile(by: &Reconciler, base: &[Predictive], non_negative: bool) -> Result<Vec<Predictive>> {
    let hierarchy = by.hierarchy();
    let (steps, draws) = shape(hierarchy, base)?;
    let mut reconciled = vec![vec![0.0; steps * draws]; hierarchy.nodes()];
    let mut figures = vec![0.0; hierarchy.nodes()];
    for at in 0..steps * draws {
        for (figure, forecast) in figures.iter_mut().zip(base) {
            *figure = forecast.paths().map_or(f64::NAN, |paths| paths[at]);
        }
        let moved = if non_negative {
            by.reconcile_non_negative(&figures)?
        } else {
            by.reconcile(&figures)?
        };
        for (paths, value) in reconciled.iter_mut().zip(moved) {
            paths[at] = value;
        }
    }
    Ok(reconciled
        .into_iter()
        .map(|paths| Predictive::samples(steps, paths))
        .collect())
}

fn shape(hierarchy: &Hierarchy, base: &[Predictive]) -> Result<(usize, usize)> {
    as_many(base.len(), hierarchy.nodes())?;
    let mut first = None;
    for (forecast, name) in base.iter().zip(hierarchy.names()) {
        let Some(paths) = forecast.paths() else {
            return Err(ForecastError::Asked(format!(
                "the forecast of `{name}` is not held as paths: draw some first"
            )));
        };
        let shape = (forecast.horizon(), paths.len());
        if *first.get_or_insert(shape) != shape {
            return Err(ForecastError::Asked(format!(
                "the forecast of `{name}` has another number of steps or draws than the first: give all nodes as many"
            )));
        }
    }
    let (steps, values) = first.unwrap_or((0, 0));
    Ok((steps, values.checked_div(steps).unwrap_or(0)))
}

/// Makes forecasts of different nodes joint: draws of each forecast, arranged so that they rank as past errors did.
///
/// For each draw a time of the past is drawn, the same for all nodes, and each node gets the quantile of its forecast at
/// the rank that its error had then (M. Clark and others, *The Schaake shuffle*, Journal of Hydrometeorology 5, 2004). A
/// draw keeps its time for all steps: what is high at one step is high at the next, as for sums of surprises. Errors are
/// given for each node at the same times; a time with a missing one is left out.
///
/// # Errors
/// Another number of nodes, nodes with different numbers of errors, no time at which all have one, or forecasts with
/// different numbers of steps.
pub fn couple(base: &[Predictive], errors: &[Vec<f64>], draws: usize, seed: u64) -> Result<Vec<Predictive>> {
    as_many(errors.len(), base.len())?;
    let times = errors.first().map_or(0, Vec::len);
    let steps = base.first().map_or(0, Predictive::horizon);
    if errors.iter().any(|e| e.len() != times) || base.iter().any(|f| f.horizon() != steps) {
        return Err(ForecastError::Asked(
            "nodes with different numbers of errors or steps: give all nodes the same times and horizon"
                .to_owned(),
        ));
    }
    let whole: Vec<usize> = (0..times)
        .filter(|t| errors.iter().all(|e| e[*t].is_finite()))
        .collect();
    if whole.is_empty() {
        return Err(ForecastError::TooShort {
            model: "coupling by past errors",
            needs: 1,
            has: 0,
        });
    }
    let mut random = generator(seed, &[0x636F_7570]);
    let futures: Vec<usize> = (0..draws)
        .map(|_| {
            let at = random.next_u64() % whole.len() as u64;
            whole[usize::try_from(at).unwrap_or(0)]
        })
        .collect();
    let mut coupled = Vec::with_capacity(base.len());
    let mut order: Vec<(f64, u64, usize)> = Vec::with_capacity(draws);
    for (forecast, errors) in base.iter().zip(errors) {
        order.clear();
        // Draws of the same time tie and are put in a drawn order.
        order.extend(
            futures
                .iter()
                .enumerate()
                .map(|(draw, time)| (errors[*time], random.next_u64(), draw)),
        );
        order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut paths = vec![0.0; draws * steps];
        for (rank, (_, _, draw)) in order.iter().enumerate() {
            let level = (rank as f64 + 0.5) / draws as f64;
            for step in 0..steps {
                paths[draw * steps + step] = forecast.quantile(step, level);
            }
        }
        coupled.push(Predictive::samples(steps, paths));
    }
    Ok(coupled)
}

#[cfg(test)]
mod tests {
    use rand_distr::{Distribution, StandardNormal};

    use super::*;
    use crate::hierarchy::reconcile::Method;

    fn two() -> Hierarchy {
        let mut h = Hierarchy::new(["a", "b"]).unwrap();
        h.add("s", &["a", "b"]).unwrap();
        h
    }

    fn spread(forecast: &Predictive) -> f64 {
        let (low, high) = forecast.interval(0, 0.8);
        high - low
    }

    #[test]
    fn reconciled_draws_add_up_and_stay_above_nothing() {
        let mut random = generator(1, &[]);
        let base: Vec<Predictive> = [12.0, 3.0, 8.0]
            .into_iter()
            .map(|mean| {
                let paths = (0..400)
                    .map(|_| {
                        let z: f64 = StandardNormal.sample(&mut random);
                        mean + 4.0 * z
                    })
                    .collect();
                Predictive::samples(2, paths)
            })
            .collect();
        let h = two();
        let reconciler = Reconciler::new(&h, Method::Structural).unwrap();
        for non_negative in [false, true] {
            let moved = reconcile(&reconciler, &base, non_negative).unwrap();
            let mut below = false;
            for at in 0..400 {
                let figures: Vec<f64> = moved.iter().map(|f| f.paths().unwrap()[at]).collect();
                assert!(h.incoherence(&figures).unwrap() < 1e-9);
                below |= figures.iter().any(|f| *f < 0.0);
            }
            assert_eq!(below, !non_negative);
        }
    }

    #[test]
    fn what_went_together_is_put_together() {
        let mut random = generator(2, &[]);
        let one: Vec<f64> = (0..200).map(|_| StandardNormal.sample(&mut random)).collect();
        let other: Vec<f64> = one.iter().map(|e| -e).collect();
        let base = vec![Predictive::normal(vec![50.0; 2], vec![5.0; 2]); 2];
        let sums = |errors: &[Vec<f64>]| {
            let joint = couple(&base, errors, 1000, 3).unwrap();
            for forecast in &joint {
                assert!((spread(forecast) - spread(&base[0])).abs() < 0.2);
            }
            let paths: Vec<&[f64]> = joint.iter().map(|f| f.paths().unwrap()).collect();
            let sum = paths[0].iter().zip(paths[1]).map(|(a, b)| a + b).collect();
            spread(&Predictive::samples(2, sum))
        };
        let (together, against) = (sums(&[one.clone(), one.clone()]), sums(&[one, other]));
        assert!(together > 1.8 * spread(&base[0]), "{together}");
        assert!(against < 0.3 * spread(&base[0]), "{against}");
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let h = two();
        let reconciler = Reconciler::new(&h, Method::BottomUp).unwrap();
        let normal = Predictive::normal(vec![1.0], vec![1.0]);
        assert!(
            reconcile(
                &reconciler,
                &[normal.clone(), normal.clone(), normal.clone()],
                false
            )
            .is_err()
        );
        let (long, short) = (
            Predictive::samples(1, vec![1.0; 4]),
            Predictive::samples(1, vec![1.0; 3]),
        );
        assert!(reconcile(&reconciler, &[long.clone(), long.clone(), short], false).is_err());
        assert!(reconcile(&reconciler, &[long.clone(), long], false).is_err());
        assert!(couple(std::slice::from_ref(&normal), &[vec![f64::NAN]], 5, 1).is_err());
        assert!(couple(&[normal], &[], 5, 1).is_err());
    }
}
