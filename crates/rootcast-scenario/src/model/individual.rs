//! One step on single people: the same rules, drawn person by person.
//!
//! A person is ten bytes in six lists (origin, kind, where, channel, which place, how long). People are dealt with in
//! chunks of fixed size, each with a stream of its own, so that any number of threads gives the same bytes. A model is
//! run this way to show that nothing hangs on counting cohorts, or where single histories are asked for.

use rand_distr::{Distribution, Hypergeometric};
use rayon::prelude::*;

use super::{
    Model, ModelError, cohort,
    quota::{Quotas, quotas},
    state::{Counts, State},
    tally::Tally,
};
use crate::random::{Purpose, Source};

mod person;
use person::{HIDDEN, Person, QUEUE, WAITING};

/// People of a chunk.
pub const CHUNK: usize = 1 << 16;
/// Bytes of state for each person.
pub const BYTES: usize = 4 * size_of::<u8>() + size_of::<u32>() + size_of::<u16>();

/// Everybody, in lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct People {
    origin: Vec<u8>,
    kind: Vec<u8>,
    position: Vec<u8>,
    channel: Vec<u8>,
    place: Vec<u32>,
    age: Vec<u16>,
}

impl People {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.origin.len()
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.origin.is_empty()
    }

    /// Everybody of a state, cell by cell. States before the first step hold people at home and with a status only;
    /// those of later ones are found in all their places.
    pub fn of(model: &Model, counts: &Counts) -> Self {
        let mut people = Self {
            origin: Vec::new(),
            kind: Vec::new(),
            position: Vec::new(),
            channel: Vec::new(),
            place: Vec::new(),
            age: Vec::new(),
        };
        person::list(model, counts, |person, count| {
            for _ in 0..count {
                people.origin.push(person.origin);
                people.kind.push(person.kind);
                people.position.push(person.position);
                people.channel.push(person.channel);
                people.place.push(person.place);
                people.age.push(person.age);
            }
        });
        people
    }
}

/// A run on single people: the lists, and the same state that a run on counts has.
#[derive(Clone, Debug, PartialEq)]
pub struct Individuals {
    /// Everybody.
    pub people: People,
    /// Their counts, prices, beliefs and money.
    pub state: State,
}

impl Individuals {
    /// The start of a run.
    pub fn start(model: &Model, source: &Source) -> Self {
        let state = model.start(source);
        Self {
            people: People::of(model, &state.counts),
            state,
        }
    }

    /// One step.
    pub fn step(&mut self, model: &Model, source: &Source) -> Result<Tally, ModelError> {
        let rules = model.rules(&self.state)?;
        let quotas = quotas(model, &rules, &self.state, source);
        let calls = calls(model, &self.people, &self.state, &quotas, source);
        let at = self.state.step;
        let p = &mut self.people;
        let chunks: Vec<(Counts, Tally)> = p
            .origin
            .par_chunks_mut(CHUNK)
            .zip(p.kind.par_chunks_mut(CHUNK))
            .zip(p.position.par_chunks_mut(CHUNK))
            .zip(p.channel.par_chunks_mut(CHUNK))
            .zip(p.place.par_chunks_mut(CHUNK))
            .zip(p.age.par_chunks_mut(CHUNK))
            .enumerate()
            .fold(
                || None,
                |sum: Option<(Counts, Tally)>,
                 (chunk, (((((origin, kind), position), channel), place), age))| {
                    let (counts, tally) =
                        sum.unwrap_or_else(|| (Counts::empty(model.shape()), Tally::empty(model.shape())));
                    let random = source.stream(Purpose::Route, at, (1 << 40) + chunk as u64);
                    let mut own = person::Chunk::new(model, &rules, calls.get(chunk), random, counts, tally);
                    for i in 0..origin.len() {
                        let mut one = Person {
                            origin: origin[i],
                            kind: kind[i],
                            position: position[i],
                            channel: channel[i],
                            place: place[i],
                            age: age[i],
                        };
                        own.step(&mut one);
                        (kind[i], position[i], channel[i]) = (one.kind, one.position, one.channel);
                        (place[i], age[i]) = (one.place, one.age);
                    }
                    Some(own.into_parts())
                },
            )
            .filter_map(|sum| sum)
            .collect();
        let (mut counts, mut tally) = (Counts::empty(model.shape()), Tally::empty(model.shape()));
        for (c, t) in &chunks {
            counts.add(c);
            tally.add(t);
        }
        Ok(cohort::finish(
            model,
            &mut self.state,
            &rules,
            source,
            counts,
            tally,
        ))
    }

    /// Runs so many steps.
    pub fn run(&mut self, model: &Model, source: &Source, steps: usize) -> Result<Vec<Tally>, ModelError> {
        (0..steps).map(|_| self.step(model, source)).collect()
    }
}

/// For a chunk, how many of each cell that waits are in it, and how many of them are called.
pub(super) type Calls = Vec<(u32, u32)>;

/// Cells of those who may be called: pathways' queues, ports, those without a status.
fn cell(model: &Model, position: u8, place: u32, person: usize) -> Option<usize> {
    let (people, shape) = (model.shape().people(), model.shape());
    match position {
        QUEUE => Some(place as usize * people + person),
        WAITING => Some((shape.pathways + place as usize) * people + person),
        HIDDEN => Some((shape.pathways + shape.places) * people + person),
        _ => None,
    }
}

/// Shares quotas among chunks by hypergeometric draws, so that everybody in a cell is as likely to be called.
fn calls(model: &Model, people: &People, state: &State, quotas: &Quotas, source: &Source) -> Vec<Calls> {
    let wanted: Vec<u64> = [&quotas.queue, &quotas.port, &quotas.hidden]
        .into_iter()
        .flatten()
        .copied()
        .collect();
    if wanted.iter().all(|q| *q == 0) {
        return Vec::new();
    }
    let households = model.shape().households;
    let block = 2 * model.shape().tiers;
    let mut chunks: Vec<Calls> = (0..people.len().div_ceil(CHUNK))
        .into_par_iter()
        .map(|chunk| {
            let mut found = vec![(0, 0); wanted.len()];
            for i in chunk * CHUNK..((chunk + 1) * CHUNK).min(people.len()) {
                let person = usize::from(people.origin[i]) * households + usize::from(people.kind[i]) / block;
                if let Some(c) = cell(model, people.position[i], people.place[i], person) {
                    found[c].0 += 1;
                }
            }
            found
        })
        .collect();
    let lists = [&state.counts.queue, &state.counts.port, &state.counts.hidden];
    let mut total: Vec<u64> = lists.into_iter().flatten().copied().collect();
    let mut left = wanted;
    let mut random = source.stream(Purpose::Pathway, state.step, 1 << 41);
    for chunk in &mut chunks {
        for (c, (here, called)) in chunk.iter_mut().enumerate() {
            let n = u64::from(*here);
            if n == 0 {
                continue;
            }
            let low = left[c].saturating_sub(total[c] - n);
            let drawn = Hypergeometric::new(total[c], left[c], n)
                .map_or(low, |law| law.sample(&mut random).clamp(low, n.min(left[c])));
            total[c] -= n;
            left[c] -= drawn;
            *called = u32::try_from(drawn).unwrap_or(*here);
        }
    }
    chunks
}
