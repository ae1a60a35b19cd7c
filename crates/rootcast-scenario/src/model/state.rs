//! The state: how many people are where, and what prices, beliefs and money have come to.

use serde::{Deserialize, Serialize};

use super::{Model, ModelError, environment::Environment, world::World};
use crate::random::{Purpose, Source, multinomial};

/// Channels of travel: asylum at a port, with a guide, alone.
pub const CHANNELS: usize = 3;
/// The channel of those who go to a port of entry.
pub const PORT: usize = 0;
/// The channel of those who pay a guide.
pub const GUIDED: usize = 1;
/// The channel of those who go alone.
pub const ALONE: usize = 2;

/// How many of each thing the state tells apart, and where each count is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// Origins.
    pub origins: usize,
    /// Household types.
    pub households: usize,
    /// Tiers of means.
    pub tiers: usize,
    /// Places.
    pub places: usize,
    /// Links.
    pub links: usize,
    /// Legal pathways.
    pub pathways: usize,
    /// Steps that a journey over one link may still take, and one more.
    pub ages: usize,
    /// Steps that a permit may still take, and one more.
    pub clock: usize,
}

impl Shape {
    /// The shape of a world in steps of so many days.
    pub fn of(world: &World, step_days: f64) -> Self {
        let longest = world.links.iter().map(|l| l.days).fold(0.0, f64::max);
        let steps = |days: f64| crate::moments::below((days / step_days).ceil()) + 2;
        Self {
            origins: world.origins.len(),
            households: world.households.len(),
            tiers: world.means.len(),
            places: world.places.len(),
            links: world.links.len(),
            pathways: world.pathways.len(),
            ages: steps(longest),
            clock: steps(730.0),
        }
    }

    /// Kinds of people at home: household type, whether they have relatives abroad, tier of means.
    pub fn kinds(&self) -> usize {
        self.households * 2 * self.tiers
    }

    /// The number of a kind.
    pub fn kind(&self, household: usize, tied: bool, level: usize) -> usize {
        (household * 2 + usize::from(tied)) * self.tiers + level
    }

    /// Household type, whether tied, and tier of a kind.
    pub fn parts(&self, kind: usize) -> (usize, bool, usize) {
        let rest = kind / self.tiers;
        (rest / 2, rest % 2 == 1, kind % self.tiers)
    }

    /// Origins by household types.
    pub fn people(&self) -> usize {
        self.origins * self.households
    }

    /// Groups of travellers: origin, household type, channel.
    pub fn groups(&self) -> usize {
        self.people() * CHANNELS
    }
}

/// Where people are. Counts of one step; together they are always as many as at the start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// At home: origin, kind.
    pub home: Vec<u64>,
    /// Waiting for a slot of a pathway: pathway, origin, household type.
    pub queue: Vec<u64>,
    /// On a link, to arrive after so many steps: link, steps, group.
    pub travel: Vec<u64>,
    /// Expelled to the near side, to try again: place, group.
    pub expelled: Vec<u64>,
    /// Removed, to try again: place, group.
    pub removed: Vec<u64>,
    /// Waiting at a port: place, origin, household type.
    pub port: Vec<u64>,
    /// Admitted, to be let work after so many steps: steps, origin, household type.
    pub clock: Vec<u64>,
    /// Admitted, at work, their case open: origin, household type.
    pub working: Vec<u64>,
    /// With a status: origin, household type.
    pub settled: Vec<u64>,
    /// Without a status: origin, household type.
    pub hidden: Vec<u64>,
    /// Returned, not yet at home again: origin, household type.
    pub returned: Vec<u64>,
    /// Dead under way: origin, household type.
    pub dead: Vec<u64>,
}

impl Counts {
    /// Nobody anywhere.
    pub fn empty(shape: &Shape) -> Self {
        let (people, groups) = (shape.people(), shape.groups());
        Self {
            home: vec![0; shape.origins * shape.kinds()],
            queue: vec![0; shape.pathways * people],
            travel: vec![0; shape.links * shape.ages * groups],
            expelled: vec![0; shape.places * groups],
            removed: vec![0; shape.places * groups],
            port: vec![0; shape.places * people],
            clock: vec![0; shape.clock * people],
            working: vec![0; people],
            settled: vec![0; people],
            hidden: vec![0; people],
            returned: vec![0; people],
            dead: vec![0; people],
        }
    }

    fn lists(&self) -> [&Vec<u64>; 12] {
        [
            &self.home,
            &self.queue,
            &self.travel,
            &self.expelled,
            &self.removed,
            &self.port,
            &self.clock,
            &self.working,
            &self.settled,
            &self.hidden,
            &self.returned,
            &self.dead,
        ]
    }

    fn lists_mut(&mut self) -> [&mut Vec<u64>; 12] {
        [
            &mut self.home,
            &mut self.queue,
            &mut self.travel,
            &mut self.expelled,
            &mut self.removed,
            &mut self.port,
            &mut self.clock,
            &mut self.working,
            &mut self.settled,
            &mut self.hidden,
            &mut self.returned,
            &mut self.dead,
        ]
    }

    /// Everybody.
    pub fn total(&self) -> u64 {
        self.lists().iter().flat_map(|l| l.iter()).sum()
    }

    /// Adds counts of the same shape.
    pub fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.lists_mut().into_iter().zip(other.lists()) {
            for (a, b) in mine.iter_mut().zip(theirs) {
                *a += b;
            }
        }
    }

    /// Whether the counts have this shape.
    pub fn fits(&self, shape: &Shape) -> bool {
        let empty = Self::empty(shape);
        self.lists()
            .iter()
            .zip(empty.lists())
            .all(|(a, b)| a.len() == b.len())
    }

    /// People of an origin at the destination.
    pub fn abroad(&self, shape: &Shape, origin: usize) -> u64 {
        let h = shape.households;
        let own = origin * h..(origin + 1) * h;
        let of = |list: &[u64]| list.get(own.clone()).unwrap_or_default().iter().sum::<u64>();
        let clock: u64 = self.clock.chunks(shape.people().max(1)).map(of).sum();
        clock + of(&self.working) + of(&self.settled) + of(&self.hidden)
    }

    /// People of an origin at the destination who may work or do.
    pub fn earning(&self, shape: &Shape, origin: usize) -> u64 {
        let h = shape.households;
        let of = |list: &[u64]| {
            list.get(origin * h..(origin + 1) * h)
                .unwrap_or_default()
                .iter()
                .sum::<u64>()
        };
        of(&self.working) + of(&self.settled) + of(&self.hidden)
    }

    /// People of an origin at home.
    pub fn at_home(&self, shape: &Shape, origin: usize) -> u64 {
        let k = shape.kinds();
        self.home
            .get(origin * k..(origin + 1) * k)
            .unwrap_or_default()
            .iter()
            .sum()
    }
}

/// The state of a run. It can be saved and resumed: the same bytes follow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// Steps since the start of the world.
    pub step: u64,
    /// Where people are.
    pub counts: Counts,
    /// Prices, guides, beliefs and money.
    pub environment: Environment,
}

impl State {
    /// Checks that a saved state is one of a model.
    pub fn check(&self, model: &Model) -> Result<(), ModelError> {
        if !self.counts.fits(model.shape()) {
            return Err(ModelError::Checkpoint("its counts have another shape".to_owned()));
        }
        self.environment.check(model).map_err(ModelError::Checkpoint)
    }
}

/// The state at the start: people at home by the shares of the world, the diaspora with a status.
pub(super) fn start(model: &Model, source: &Source) -> State {
    let shape = model.shape();
    let mut counts = Counts::empty(shape);
    let all: f64 = model.world.households.iter().map(|h| h.share).sum();
    for (o, origin) in model.world.origins.iter().enumerate() {
        let mut shares = vec![0.0; shape.kinds()];
        let mut whole = vec![0.0; shape.households];
        for (h, household) in model.world.households.iter().enumerate() {
            let portion = if all > 0.0 {
                household.share / all
            } else {
                1.0 / shape.households as f64
            };
            whole[h] = portion;
            for tied in [false, true] {
                let part = if tied { origin.tied } else { 1.0 - origin.tied };
                for tier in 0..shape.tiers {
                    shares[shape.kind(h, tied, tier)] = portion * part / shape.tiers as f64;
                }
            }
        }
        let cell = o as u64;
        let k = shape.kinds();
        let home = &mut counts.home[o * k..(o + 1) * k];
        let rest = multinomial(
            &mut source.stream(Purpose::Start, 0, cell),
            origin.population,
            &shares,
            home,
        );
        home[0] += rest;
        let h = shape.households;
        let settled = &mut counts.settled[o * h..(o + 1) * h];
        let mut random = source.stream(Purpose::Start, 1, cell);
        let rest = multinomial(&mut random, origin.diaspora, &whole, settled);
        settled[0] += rest;
    }
    let environment = Environment::start(model, &counts);
    State {
        step: 0,
        counts,
        environment,
    }
}
