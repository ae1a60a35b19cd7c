//! What a scenario gives: monthly figures by origin, place and channel, with where they come from.
//!
//! Encounters and people are different figures: one person can be encountered several times. Two scenarios are set
//! beside each other, on the same chance, in [`compare`].

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    model::{
        Model, ModelError,
        state::{CHANNELS, State},
        tally::Tally,
    },
    random::Source,
};

pub mod compare;

/// Where a result comes from. Equal provenance, equal bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// The seed of the run.
    pub seed: u64,
    /// The hash (SHA-256) of world, parameters, policy, switches and length of a step.
    pub inputs: String,
    /// The version of this crate.
    pub version: String,
}

impl Provenance {
    /// That of a model and a seed.
    pub fn of(model: &Model, seed: u64) -> Self {
        let inputs = format!(
            "{:?}\n{:?}\n{:?}\n{:?}\n{:?}",
            model.world(),
            model
                .parameters()
                .values()
                .iter()
                .map(|v| v.to_bits())
                .collect::<Vec<u64>>(),
            model.policy().levers,
            model.mechanisms(),
            model.step_days().to_bits(),
        );
        let hash = Sha256::digest(inputs.as_bytes());
        Self {
            seed,
            inputs: hash
                .iter()
                .fold(String::new(), |text, b| text + &format!("{b:02x}")),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

/// Names of channels, in the order of [`Tally::departures`].
pub const CHANNEL_NAMES: [&str; CHANNELS + 1] =
    ["legal pathway", "asylum at a port", "with a guide", "alone"];

/// A figure by origin, as a month shows it.
pub const FIGURES: &[(&str, &str)] = &[
    ("departures", "people who set out or applied, all channels"),
    ("in_transit", "people under way at the end of the step"),
    (
        "waiting",
        "people waiting for a legal slot at the end of the step",
    ),
    (
        "attempts",
        "attempts to cross between ports, and presentations at ports",
    ),
    (
        "encounters",
        "encounters at and between ports; one person can have several",
    ),
    ("people", "people encountered for the first time on their journey"),
    ("entries", "crossings that were not encountered"),
    ("legal_arrivals", "arrivals by a legal pathway"),
    ("released", "let in after an encounter, with a case to answer"),
    ("expulsions", "expulsions to the near side"),
    ("removals", "removals under a penalty from the border"),
    ("held", "held in transit and sent home"),
    ("returns", "returned from the destination, flights among them"),
    ("turned_back", "turned back on their own"),
    ("deaths", "died under way"),
];

/// A figure of [`FIGURES`] by origin; `None` for a name that is not there.
pub fn figure(tally: &Tally, name: &str) -> Option<Vec<u64>> {
    let channels = |list: &[u64], n: usize| list.chunks(n.max(1)).map(|c| c.iter().sum()).collect();
    Some(match name {
        "departures" => channels(&tally.departures, CHANNELS + 1),
        "in_transit" => tally.in_transit.clone(),
        "waiting" => tally.waiting.clone(),
        "attempts" => tally.by_origin(&tally.attempts),
        "encounters" => tally.by_origin(&tally.encounters),
        "people" => tally.by_origin(&tally.people),
        "entries" => tally.by_origin(&tally.entries),
        "legal_arrivals" if tally.shape.pathways == 0 => vec![0; tally.shape.origins],
        "legal_arrivals" => channels(&tally.legal, tally.shape.pathways),
        "released" => tally.released.clone(),
        "expulsions" => tally.expulsions.clone(),
        "removals" => tally.removals.clone(),
        "held" => tally.held.clone(),
        "returns" => tally.returns.clone(),
        "turned_back" => tally.turned_back.clone(),
        "deaths" => tally.deaths.clone(),
        _ => return None,
    })
}

/// A row of a result: one step, origin, place and channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The step, from 0.
    pub step: usize,
    /// The origin's code.
    pub origin: String,
    /// The sector or port.
    pub place: String,
    /// The channel.
    pub channel: String,
    /// Attempts or presentations.
    pub attempts: u64,
    /// Encounters.
    pub encounters: u64,
    /// People encountered for the first time on their journey.
    pub people: u64,
    /// Crossings that were not encountered.
    pub entries: u64,
}

/// One run, with where it comes from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outcome {
    /// Where it comes from.
    pub provenance: Provenance,
    /// What happened in each step.
    pub steps: Vec<Tally>,
}

impl Outcome {
    /// Runs replicate `replicate` of a model. The chance of a run depends on seed and replicate only, so that scenarios
    /// share it.
    pub fn run(model: &Model, seed: u64, replicate: u64, steps: usize) -> Result<Self, ModelError> {
        Ok(Self {
            provenance: Provenance::of(model, seed),
            steps: model.run(&Source::new(seed, 0, replicate), steps)?,
        })
    }

    /// Rows in which anything happened.
    pub fn rows(&self, model: &Model) -> Vec<Row> {
        let mut rows = Vec::new();
        for (step, t) in self.steps.iter().enumerate() {
            for (o, origin) in model.world().origins.iter().enumerate() {
                for (p, place) in model.world().places.iter().enumerate() {
                    for c in 0..CHANNELS {
                        let at = t.cell(o, p, c);
                        if t.attempts[at] == 0 {
                            continue;
                        }
                        rows.push(Row {
                            step,
                            origin: origin.code.clone(),
                            place: place.name.clone(),
                            channel: CHANNEL_NAMES[c + 1].to_owned(),
                            attempts: t.attempts[at],
                            encounters: t.encounters[at],
                            people: t.people[at],
                            entries: t.entries[at],
                        });
                    }
                }
            }
        }
        rows
    }
}

/// Runs replicates 0 to `replicates` − 1, on all threads; each is the same whatever their number.
pub fn replicates(
    model: &Model,
    seed: u64,
    replicates: u64,
    steps: usize,
) -> Result<Vec<Vec<Tally>>, ModelError> {
    (0..replicates)
        .into_par_iter()
        .map(|r| model.run(&Source::new(seed, 0, r), steps))
        .collect()
}

/// A run that was interrupted: its state and what has happened so far. It goes on with the same bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Where it comes from.
    pub provenance: Provenance,
    /// The replicate.
    pub replicate: u64,
    /// The state.
    pub state: State,
    /// What has happened so far.
    pub steps: Vec<Tally>,
}

impl Checkpoint {
    /// The start of a run.
    pub fn start(model: &Model, seed: u64, replicate: u64) -> Self {
        Self {
            provenance: Provenance::of(model, seed),
            replicate,
            state: model.start(&Source::new(seed, 0, replicate)),
            steps: Vec::new(),
        }
    }

    /// Goes on until so many steps have been made in all. A checkpoint of other inputs is refused.
    pub fn go_on(&mut self, model: &Model, until: usize) -> Result<(), ModelError> {
        if self.provenance != Provenance::of(model, self.provenance.seed) {
            return Err(ModelError::Checkpoint(
                "it was saved from other inputs or another version".to_owned(),
            ));
        }
        self.state.check(model)?;
        let source = Source::new(self.provenance.seed, 0, self.replicate);
        while self.steps.len() < until {
            let tally = model.step(&mut self.state, &source)?;
            self.steps.push(tally);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
