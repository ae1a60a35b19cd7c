//! Long experiments as lists of units: run in part, stop, go on, merge, and be sure that nothing is missing or doubled.
//!
//! A [`Unit`] is a kind of work, its specification, the digest of its input and a seed; its identity is their hash, so
//! that where, when and in which order it ran does not matter. An error of a unit is a result like another, until
//! [`Experiment::finish`] names it. Results come back from anywhere: equal duplicates are dropped, unequal ones and
//! missing ones are errors. [`Checkpoint`] is the state to serialise; this crate writes no file.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Why an experiment has no result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExperimentError {
    /// A unit is listed twice.
    #[error("unit {0} is listed twice: give each replicate a seed of its own")]
    Twice(String),
    /// A result belongs to no unit of the experiment.
    #[error("a result belongs to unit {0}, which this experiment does not have: it is of another run")]
    Unknown(String),
    /// A unit has two results that differ.
    #[error("unit {0} has two results that differ: the work is not deterministic, or versions were mixed")]
    Unequal(String),
    /// A checkpoint is of another experiment.
    #[error("the checkpoint is of experiment {found} and not of {expected}: start anew, or use its own plan")]
    Other {
        /// The experiment of the checkpoint.
        found: String,
        /// This experiment.
        expected: String,
    },
    /// Units have no result yet.
    #[error(
        "{missing} of {units} units have no result, the first {first}: go on before the results are used"
    )]
    Missing {
        /// How many.
        missing: usize,
        /// Of how many.
        units: usize,
        /// The first.
        first: String,
    },
    /// Units failed.
    #[error("{failed} of {units} units failed; the first, {first}: {why}")]
    Failed {
        /// How many.
        failed: usize,
        /// Of how many.
        units: usize,
        /// The first.
        first: String,
        /// What it said.
        why: String,
    },
}

/// A unit of work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// What is done: the name of a method.
    pub kind: String,
    /// With what: a canonical text of the options and parameters.
    pub specification: String,
    /// On what: the digest of the input.
    pub input: String,
    /// The seed, from the run's seed, the scenario and the replicate: never from order or worker.
    pub seed: u64,
}

impl Unit {
    /// The identity of the unit: SHA-256 of its parts, each with its length, in hexadecimal.
    pub fn id(&self) -> String {
        digest([
            self.kind.as_bytes(),
            self.specification.as_bytes(),
            self.input.as_bytes(),
            &self.seed.to_le_bytes(),
        ])
    }
}

fn digest<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize()
        .iter()
        .fold(String::new(), |out, b| out + &format!("{b:02x}"))
}

/// What a unit gave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome<R> {
    /// Its result.
    Done(R),
    /// Why it has none.
    Failed(String),
}

/// All that is known of an experiment: serialise it to stop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint<R> {
    /// The experiment: the hash of its list of units.
    pub experiment: String,
    /// Results by unit.
    pub results: BTreeMap<String, Outcome<R>>,
}

/// An experiment: its units in order, and the results so far.
#[derive(Clone, Debug)]
pub struct Experiment<R> {
    units: Vec<(String, Unit)>,
    known: BTreeSet<String>,
    state: Checkpoint<R>,
}

impl<R: Clone + PartialEq + Send> Experiment<R> {
    /// An experiment without results. An error where a unit is listed twice.
    pub fn new(units: Vec<Unit>) -> Result<Self, ExperimentError> {
        let units: Vec<(String, Unit)> = units.into_iter().map(|u| (u.id(), u)).collect();
        let mut known = BTreeSet::new();
        for (id, _) in &units {
            if !known.insert(id.clone()) {
                return Err(ExperimentError::Twice(id.clone()));
            }
        }
        let experiment = digest(units.iter().map(|(id, _)| id.as_bytes()));
        Ok(Self {
            units,
            known,
            state: Checkpoint {
                experiment,
                results: BTreeMap::new(),
            },
        })
    }

    /// Takes results in: of a checkpoint of the same experiment, from this machine or another. Equal duplicates are
    /// dropped.
    pub fn merge(&mut self, checkpoint: Checkpoint<R>) -> Result<(), ExperimentError> {
        if checkpoint.experiment != self.state.experiment {
            return Err(ExperimentError::Other {
                found: checkpoint.experiment,
                expected: self.state.experiment.clone(),
            });
        }
        for (id, outcome) in checkpoint.results {
            self.record(&id, outcome)?;
        }
        Ok(())
    }

    /// Takes one result in; whether it was new.
    pub fn record(&mut self, id: &str, outcome: Outcome<R>) -> Result<bool, ExperimentError> {
        if !self.known.contains(id) {
            return Err(ExperimentError::Unknown(id.to_owned()));
        }
        match self.state.results.get(id) {
            Some(known) if *known == outcome => Ok(false),
            Some(_) => Err(ExperimentError::Unequal(id.to_owned())),
            None => {
                self.state.results.insert(id.to_owned(), outcome);
                Ok(true)
            }
        }
    }

    /// How many units have a result, and how many there are.
    pub fn progress(&self) -> (usize, usize) {
        (self.state.results.len(), self.units.len())
    }

    /// Runs the next units without a result, at most so many, on all threads; how many ran.
    pub fn advance<W>(&mut self, most: usize, work: W) -> usize
    where
        W: Fn(&Unit) -> Result<R, String> + Sync,
    {
        let next: Vec<&(String, Unit)> = self
            .units
            .iter()
            .filter(|(id, _)| !self.state.results.contains_key(id))
            .take(most)
            .collect();
        let fresh: Vec<(String, Outcome<R>)> = next
            .into_par_iter()
            .map(|(id, unit)| {
                let outcome = work(unit).map_or_else(Outcome::Failed, Outcome::Done);
                (id.clone(), outcome)
            })
            .collect();
        let ran = fresh.len();
        self.state.results.extend(fresh);
        ran
    }

    /// The state, to serialise.
    pub fn checkpoint(&self) -> &Checkpoint<R> {
        &self.state
    }

    /// Units that failed are to be run again: their results are taken out; how many.
    pub fn retry_failed(&mut self) -> usize {
        let before = self.state.results.len();
        self.state.results.retain(|_, o| matches!(o, Outcome::Done(_)));
        before - self.state.results.len()
    }

    /// All results in the order of the units; an error where one is missing or failed.
    pub fn finish(self) -> Result<Vec<R>, ExperimentError> {
        let Self { units, mut state, .. } = self;
        let total = units.len();
        let missing: Vec<&String> = units
            .iter()
            .map(|(id, _)| id)
            .filter(|id| !state.results.contains_key(*id))
            .collect();
        if let Some(first) = missing.first() {
            return Err(ExperimentError::Missing {
                missing: missing.len(),
                units: total,
                first: (*first).clone(),
            });
        }
        let mut failed = Vec::new();
        let mut out = Vec::with_capacity(total);
        for (id, _) in units {
            match state.results.remove(&id) {
                Some(Outcome::Done(result)) => out.push(result),
                Some(Outcome::Failed(why)) => failed.push((id, why)),
                None => {}
            }
        }
        match failed.first() {
            None => Ok(out),
            Some((first, why)) => Err(ExperimentError::Failed {
                failed: failed.len(),
                units: total,
                first: first.clone(),
                why: why.clone(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(n: u64) -> Vec<Unit> {
        (0..n)
            .map(|seed| Unit {
                kind: "double".into(),
                specification: "by=2".into(),
                input: String::new(),
                seed,
            })
            .collect()
    }

    #[allow(clippy::unnecessary_wraps, reason = "the signature of work")]
    fn work(unit: &Unit) -> Result<f64, String> {
        Ok(2.0 * unit.seed as f64)
    }

    #[test]
    fn a_run_that_was_killed_gives_what_a_whole_one_gives() {
        let mut whole = Experiment::new(units(20)).unwrap();
        assert_eq!(whole.advance(100, work), 20);
        let mut part = Experiment::new(units(20)).unwrap();
        part.advance(7, work);
        let saved = serde_json::to_string(part.checkpoint()).unwrap();
        let mut resumed = Experiment::new(units(20)).unwrap();
        resumed.merge(serde_json::from_str(&saved).unwrap()).unwrap();
        assert_eq!(resumed.progress(), (7, 20));
        resumed.advance(100, work);
        assert_eq!(resumed.checkpoint(), whole.checkpoint());
        assert_eq!(resumed.finish().unwrap(), whole.finish().unwrap());
    }

    #[test]
    fn duplicates_missing_and_foreign_results_are_told() {
        let mut run = Experiment::new(units(3)).unwrap();
        run.advance(2, work);
        let first = units(1)[0].id();
        assert_eq!(run.record(&first, Outcome::Done(0.0)), Ok(false));
        assert_eq!(
            run.record(&first, Outcome::Done(1.0)),
            Err(ExperimentError::Unequal(first))
        );
        assert!(matches!(
            run.record("x", Outcome::Done(1.0)),
            Err(ExperimentError::Unknown(_))
        ));
        assert!(matches!(
            run.clone().finish(),
            Err(ExperimentError::Missing { missing: 1, .. })
        ));
        let other = Experiment::<f64>::new(units(4)).unwrap();
        assert!(matches!(
            run.merge(other.checkpoint().clone()),
            Err(ExperimentError::Other { .. })
        ));
        let mut doubled = units(2);
        doubled.push(doubled[0].clone());
        assert!(matches!(
            Experiment::<f64>::new(doubled),
            Err(ExperimentError::Twice(_))
        ));
    }

    #[test]
    fn a_failed_unit_is_a_row_until_the_end() {
        let mut run = Experiment::new(units(5)).unwrap();
        let fails = |u: &Unit| {
            if u.seed == 3 {
                Err("no".to_owned())
            } else {
                work(u)
            }
        };
        assert_eq!(run.advance(10, fails), 5);
        assert!(matches!(
            run.clone().finish(),
            Err(ExperimentError::Failed { failed: 1, .. })
        ));
        assert_eq!(run.retry_failed(), 1);
        run.advance(10, work);
        assert!(run.finish().is_ok());
    }

    #[test]
    fn parts_of_a_unit_do_not_run_together() {
        let unit = |kind: &str, specification: &str| Unit {
            kind: kind.into(),
            specification: specification.into(),
            input: String::new(),
            seed: 0,
        };
        assert_ne!(unit("ab", "c").id(), unit("a", "bc").id());
    }
}
