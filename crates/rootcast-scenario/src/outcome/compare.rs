//! Two scenarios on the same chance: what changes, for whom, where, and who moves instead.
//!
//! Replicate r of both has the same streams, so that a difference is due to the levers and its Monte-Carlo error is small
//! (common random numbers; P. Glasserman and D. D. Yao, Manag. Sci. 38, 1992).

use serde::Serialize;

use super::{CHANNEL_NAMES, FIGURES, Provenance, figure, replicates};
use crate::{
    model::{Model, ModelError, state::CHANNELS, tally::Tally},
    moments,
};

/// Half the width of a 95 % interval over the standard error.
const Z95: f64 = 1.959_964;

/// A change with its Monte-Carlo error: what chance alone leaves open, not what is not known of the world.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Change {
    /// The mean in the first scenario.
    pub base: f64,
    /// The mean of second less first.
    pub change: f64,
    /// The Monte-Carlo standard error of the change.
    pub error: f64,
    /// Whether the runs tell its sign: the 95 % interval leaves out nought, or the change is nought in every run.
    pub told: bool,
}

impl Change {
    fn of(base: &[f64], other: &[f64]) -> Self {
        let differences: Vec<f64> = base.iter().zip(other).map(|(a, b)| b - a).collect();
        let change = moments::mean(&differences);
        let error = (moments::variance(&differences) / differences.len().max(1) as f64).sqrt();
        Self {
            base: moments::mean(base),
            change,
            error,
            told: change.abs() > Z95 * error || differences.iter().all(|d| *d == 0.0),
        }
    }
}

/// A figure's change for an origin, over all steps.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Effect {
    /// The figure, one of [`FIGURES`].
    pub figure: String,
    /// The origin's code.
    pub origin: String,
    /// The change.
    pub change: Change,
}

/// An entry of the displacement matrix: attempts or arrivals of an origin by a way in.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Displacement {
    /// The origin's code.
    pub origin: String,
    /// The sector, port or pathway.
    pub way: String,
    /// The channel.
    pub channel: String,
    /// The change.
    pub change: Change,
}

/// Two scenarios beside each other.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// Where the first comes from.
    pub base: Provenance,
    /// Where the second comes from.
    pub other: Provenance,
    /// Replicates of each.
    pub runs: u64,
    /// Changes by figure and origin; stocks (in transit, waiting) are those at the end.
    pub effects: Vec<Effect>,
    /// Changes by origin and way in: who moves instead.
    pub displacement: Vec<Displacement>,
    /// By origin: of the fall over ways in that lost, the share that other ways in gained. `None` where nothing fell.
    pub displaced: Vec<Option<f64>>,
    /// Whether the total of encounters changes by an amount whose 95 % interval is at most a fifth of it to each side,
    /// or does not change at all.
    pub enough: bool,
    /// Where not: how many replicates would do, if the spread stays what it is.
    pub runs_needed: Option<u64>,
}

/// Compares two models of the same world over so many steps.
pub fn compare(
    base: &Model,
    other: &Model,
    seed: u64,
    runs: u64,
    steps: usize,
) -> Result<Comparison, ModelError> {
    if base.shape() != other.shape() || base.world().origins.len() != other.world().origins.len() {
        return Err(ModelError::World(
            "scenarios that are compared must have the same world".to_owned(),
        ));
    }
    if runs < 2 {
        return Err(ModelError::World(
            "a comparison needs at least two replicates".to_owned(),
        ));
    }
    let (a, b) = (
        replicates(base, seed, runs, steps)?,
        replicates(other, seed, runs, steps)?,
    );
    let world = base.world();
    let mut effects = Vec::new();
    for (name, _) in FIGURES {
        let stock = matches!(*name, "in_transit" | "waiting");
        for (o, origin) in world.origins.iter().enumerate() {
            let of = |run: &Vec<Tally>| {
                let from = if stock { run.len().saturating_sub(1) } else { 0 };
                total(run.get(from..).unwrap_or_default(), |t| {
                    figure(t, name)
                        .and_then(|f| f.get(o).copied())
                        .unwrap_or_default()
                })
            };
            effects.push(Effect {
                figure: (*name).to_owned(),
                origin: origin.code.clone(),
                change: change(&a, &b, &of),
            });
        }
    }
    let mut displacement = Vec::new();
    let mut displaced = Vec::new();
    for (o, origin) in world.origins.iter().enumerate() {
        let first = displacement.len();
        for (p, place) in world.places.iter().enumerate() {
            for c in 0..CHANNELS {
                let of = |run: &Vec<Tally>| total(run, |t| t.attempts[t.cell(o, p, c)]);
                push(
                    &mut displacement,
                    &origin.code,
                    &place.name,
                    CHANNEL_NAMES[c + 1],
                    change(&a, &b, &of),
                );
            }
        }
        for (p, pathway) in world.pathways.iter().enumerate() {
            let of = |run: &Vec<Tally>| total(run, |t| t.legal[o * t.shape.pathways + p]);
            push(
                &mut displacement,
                &origin.code,
                &pathway.name,
                CHANNEL_NAMES[0],
                change(&a, &b, &of),
            );
        }
        let own = displacement.get(first..).unwrap_or_default();
        let sum = |sign: f64| {
            own.iter()
                .map(|d: &Displacement| (sign * d.change.change).max(0.0))
                .sum::<f64>()
        };
        let (gained, lost) = (sum(1.0), sum(-1.0));
        displaced.push((lost > 0.0).then(|| gained / lost));
    }
    let all = change(&a, &b, &|run: &Vec<Tally>| total(run, Tally::encounters));
    let width = Z95 * all.error / (0.2 * all.change.abs());
    let enough = all.error == 0.0 || width <= 1.0;
    let needed = (runs as f64 * width * width).ceil();
    Ok(Comparison {
        base: Provenance::of(base, seed),
        other: Provenance::of(other, seed),
        runs,
        effects,
        displacement,
        displaced,
        enough,
        runs_needed: (!enough && needed.is_finite()).then(|| moments::below(needed) as u64),
    })
}

fn total(run: &[Tally], of: impl Fn(&Tally) -> u64) -> f64 {
    run.iter().map(of).sum::<u64>() as f64
}

fn change(a: &[Vec<Tally>], b: &[Vec<Tally>], of: &dyn Fn(&Vec<Tally>) -> f64) -> Change {
    let values = |runs: &[Vec<Tally>]| runs.iter().map(of).collect::<Vec<f64>>();
    Change::of(&values(a), &values(b))
}

/// Adds an entry unless nothing happens there in either scenario.
fn push(list: &mut Vec<Displacement>, origin: &str, way: &str, channel: &str, change: Change) {
    if change.base == 0.0 && change.change == 0.0 {
        return;
    }
    list.push(Displacement {
        origin: origin.to_owned(),
        way: way.to_owned(),
        channel: channel.to_owned(),
        change,
    });
}
