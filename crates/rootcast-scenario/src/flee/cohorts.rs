//! People as counts of equal states: those at a place or on a road who have come the same way lately go on together, and
//! are split at random (binomial for who leaves, multinomial for where to). The same rules as for individuals; cost
//! grows with places, roads and days on the road, not with people.
//!
//! Kilometres on the road are counted whole; how much of the day's way is behind somebody in tenths, and the mean way of
//! the last days in halves, of a full day's way. Individuals have both exactly.

mod state;

use super::{
    draw::{Draws, day_key},
    error::{Error, Result},
    instance::Instance,
    run::Present,
    spawn::{Inflow, Spawner, avoids, binomial, years},
    travel::{Leg, MOST_LEGS, Traveller, advance, chance, choose, full, spent},
    world::{Class, Day, World},
};
use state::{List, State};

/// Purposes of draws.
const MOVE: u64 = 3;
const MAKE: u64 = 4;

/// Parts in which people are gone through on a day on which a camp may fill up.
const PARTS: u64 = 8;

/// The share of a camp's capacity that has to be on the way to it for that.
const FILLING: f64 = 0.02;

/// Steps of the mean way in a full day's way.
const STEPS: f32 = 2.0;

/// Steps of the way behind somebody in a full day's way.
const WAY: f32 = 10.0;

/// Steps in which people are still under way.
const STEPS_OF_WAY: usize = 11;

/// Fewer people than this choose a path one by one: faster than splitting them, and the same distribution.
const FEW: u64 = 6;

/// Counts of people by state.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cohorts {
    waiting: List,
    going: List,
    agents: u64,
    present: Vec<u64>,
    /// Scratch of a day: the evening's cohorts.
    next_waiting: List,
    next_going: List,
    /// Those who came to a place in the day, by how much of its way is behind them.
    arrived: Vec<List>,
    batch: List,
    split: Vec<(u32, u64)>,
    weights: Vec<f32>,
}

/// Whole kilometres or steps.
fn whole(value: f32) -> u32 {
    // Finite and at least 0; the cast saturates.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let value = (value + 0.5) as u32;
    value
}

/// The mean way after a day on which `moved` kilometres were gone.
fn mean(world: &World, recent: u8, moved: f32) -> u8 {
    if !world.settings.avoid_short_stints {
        return 0;
    }
    let mean = (f32::from(recent) + moved * world.per_day * STEPS) * 0.5;
    // Two full days' ways and more are not told apart.
    u8::try_from(whole(mean).min(4)).unwrap_or(4)
}

impl Cohorts {
    pub(crate) fn new(world: &World) -> Self {
        Self {
            present: vec![0; world.places()],
            arrived: vec![List::default(); STEPS_OF_WAY],
            ..Self::default()
        }
    }

    fn add(&mut self, world: &World, place: u32, class: Class, agents: u64) {
        if agents == 0 {
            return;
        }
        let class = if world.settings.has_classes() {
            class.code()
        } else {
            0
        };
        let on_foot = world.settings.start_on_foot;
        self.waiting.push(
            State {
                at: place,
                class,
                on_foot,
                ..State::default()
            },
            agents,
        );
        self.agents += agents;
        if let Some(count) = self.present.get_mut(place as usize) {
            *count += agents;
        }
    }

    /// Chooses paths for people who leave a place: into `split`. Returns those who find none and stay.
    fn choose(
        &mut self,
        world: &World,
        today: &Day,
        from: State,
        morning: bool,
        agents: u64,
        draws: &mut Draws,
    ) -> u64 {
        let weights = &mut self.weights;
        let (first, cumulated) = if world.settings.has_classes() {
            let first = today.weights_for(world, from.at, Class::of(from.class), weights);
            let mut sum = 0.0;
            for weight in weights.iter_mut() {
                sum += *weight;
                *weight = sum;
            }
            (first, weights.as_slice())
        } else {
            today.options(world, from.at, morning)
        };
        let mut stay = agents;
        let split = &mut self.split;
        split.clear();
        let mut go = |option: usize, n: u64| {
            let path = first + u32::try_from(option).unwrap_or(0);
            if n > 0 && !full(world, today, path) {
                stay -= n;
                split.push((path, n));
            }
        };
        let sum = f64::from(cumulated.last().copied().unwrap_or(0.0));
        if agents < FEW {
            for _ in 0..agents {
                if let Some(option) = choose(cumulated, draws.unit()) {
                    go(option, 1);
                }
            }
        } else if sum > 0.0 {
            let (mut left, mut before) = (agents, 0.0);
            for (option, upto) in cumulated.iter().enumerate() {
                let upto = f64::from(*upto);
                if upto > before {
                    let n = if upto >= sum {
                        left
                    } else {
                        binomial(draws, left, (upto - before) / (sum - before))
                    };
                    left -= n;
                    go(option, n);
                    before = upto;
                }
                if left == 0 {
                    break;
                }
            }
        }
        stay
    }

    /// Those who leave a place set out, `moved` kilometres of the day behind them. Returns those who stay after all.
    fn leave(
        &mut self,
        world: &World,
        today: &Day,
        from: State,
        moved: f32,
        agents: u64,
        draws: &mut Draws,
    ) -> u64 {
        if agents == 0 {
            return 0;
        }
        let stay = self.choose(world, today, from, moved == 0.0, agents, draws);
        let split = std::mem::take(&mut self.split);
        for (path, n) in &split {
            self.go(
                world,
                today,
                State {
                    at: *path,
                    travelled: 0,
                    hop: 0,
                    ..from
                },
                moved,
                *n,
            );
        }
        self.split = split;
        stay
    }

    /// People stop at a place for the night.
    fn stop(&mut self, world: &World, at: State, moved: f32, agents: u64) {
        let recent = mean(world, at.recent, moved);
        self.next_waiting.push(State { recent, ..at }, agents);
        if let Some(count) = self.present.get_mut(at.at as usize) {
            *count += agents;
        }
    }

    /// People go on along a path: to the evening or to a place.
    fn go(&mut self, world: &World, today: &Day, state: State, mut moved: f32, agents: u64) {
        let mut on = Traveller {
            path: state.at,
            hop: state.hop,
            on_foot: state.on_foot,
            travelled: state.travelled as f32,
        };
        match advance(world, today, &mut on, &mut moved) {
            Leg::UnderWay => {
                let evening = State {
                    travelled: whole(on.travelled),
                    hop: on.hop,
                    on_foot: on.on_foot,
                    recent: mean(world, state.recent, moved),
                    ..state
                };
                self.next_going.push(evening, agents);
            }
            Leg::Arrived(place) => {
                let at = State {
                    at: place,
                    travelled: 0,
                    hop: 0,
                    on_foot: false,
                    ..state
                };
                let step = whole(moved * world.per_day * WAY) as usize;
                match self.arrived.get_mut(step) {
                    Some(list) if !spent(world, moved) => list.push(at, agents),
                    _ => self.stop(world, at, moved, agents),
                }
            }
        }
    }

    /// Lets those who have come to places in the day decide, the ones with the most way left first.
    fn decide(&mut self, world: &World, today: &Day, draws: &mut Draws) {
        for step in 0..self.arrived.len() {
            // Half a metre tells those who have come from those who have not set out.
            let moved = (step as f32 / (WAY * world.per_day)).max(0.0005);
            // Roads of no length lead back to the same step; whoever is still under way after so many stops.
            for round in 0..MOST_LEGS {
                let Some(list) = self.arrived.get_mut(step) else {
                    break;
                };
                if list.is_empty() {
                    break;
                }
                let mut batch = std::mem::take(&mut self.batch);
                std::mem::swap(list, &mut batch);
                batch.merge();
                for (at, agents) in batch.drain() {
                    let lately = f32::from(at.recent) / STEPS;
                    let share = f64::from(chance(world, today, at.at, Some((lately, moved))));
                    let leaving = if round + 1 == MOST_LEGS {
                        0
                    } else {
                        binomial(draws, agents, share)
                    };
                    let stay = agents - leaving + self.leave(world, today, at, moved, leaving, draws);
                    if stay > 0 {
                        self.stop(world, at, moved, stay);
                    }
                }
                self.batch = batch;
            }
        }
    }

    /// The morning of those at a place: some are taken out of the run, some leave, the others rest.
    fn rise(&mut self, world: &World, today: &Day, state: State, agents: u64, draws: &mut Draws) {
        let mut agents = agents;
        if world.settings.camps_are_sinks {
            let sink = world.sink.get(state.at as usize).copied().unwrap_or(0.0);
            // They are counted where they are, and are in no cohort that moves.
            agents -= binomial(draws, agents, f64::from(sink));
        }
        let leaving = binomial(draws, agents, f64::from(chance(world, today, state.at, None)));
        let kept = self.leave(world, today, state, 0.0, leaving, draws);
        if let Some(count) = self.present.get_mut(state.at as usize) {
            *count = count.saturating_sub(leaving - kept);
        }
        let stay = agents - leaving + kept;
        if stay > 0 {
            self.next_waiting.push(
                State {
                    recent: state.recent / 2,
                    ..state
                },
                stay,
            );
        }
    }

    /// Whether a camp may fill up today.
    fn filling(&self, world: &World) -> bool {
        let mut towards = vec![0_u64; world.places()];
        for (state, agents) in self.going.iter() {
            let end = world.paths.end.get(state.at as usize).copied().unwrap_or(0) as usize;
            if let Some(count) = towards.get_mut(end) {
                *count += agents;
            }
        }
        let mut camps = world.capacity.iter().zip(&self.present).zip(&towards);
        camps.any(|((capacity, here), coming)| {
            let (here, coming) = (*here as f64, *coming as f64);
            *capacity >= 1.0
                && here < *capacity
                && coming > FILLING * capacity
                && here + coming >= world.settings.capacity_buffer * capacity
        })
    }
}

impl Present for Cohorts {
    fn agents(&self) -> u64 {
        self.agents
    }

    fn present(&self) -> &[u64] {
        &self.present
    }

    fn on_road(&self, _: &World) -> u64 {
        self.going.iter().map(|(_, agents)| agents).sum()
    }

    fn put(&mut self, world: &World, place: u32, agents: u64) -> Result<()> {
        self.add(
            world,
            place,
            Class {
                home: place,
                avoids: false,
            },
            agents,
        );
        Ok(())
    }

    fn people(&mut self, world: &World, instance: &Instance) -> Result<()> {
        for person in &instance.persons {
            let of = |key: &str| {
                person
                    .attributes
                    .iter()
                    .find(|(k, _)| k == key)
                    .map(|(_, v)| v.as_str())
            };
            let avoids = avoids(world, of("age").and_then(years), of("gender"));
            self.add(
                world,
                person.place,
                Class {
                    home: person.place,
                    avoids,
                },
                1,
            );
        }
        Ok(())
    }

    fn make(
        &mut self,
        world: &World,
        spawner: &mut Spawner,
        inflow: &Inflow,
        seed: u64,
        day: u32,
    ) -> Result<()> {
        let mut draws = Draws::new(day_key(seed, day, MAKE), 0);
        let mut made = inflow.fixed.clone();
        inflow.split(&mut draws, |place, agents| made.push((place, agents)));
        for (place, agents) in made {
            let agents = spawner.take(world, place, agents);
            let avoiding = binomial(&mut draws, agents, spawner.avoiding(world, place));
            self.add(
                world,
                place,
                Class {
                    home: place,
                    avoids: true,
                },
                avoiding,
            );
            self.add(
                world,
                place,
                Class {
                    home: place,
                    avoids: false,
                },
                agents - avoiding,
            );
        }
        Ok(())
    }

    fn travel(&mut self, world: &World, today: &mut Day, seed: u64, day: u32, _: usize) -> Result<()> {
        if self.agents > 1 << 53 {
            return Err(Error::Argument(format!(
                "{} agents cannot be counted exactly; raise `hasten`",
                self.agents
            )));
        }
        let mut draws = Draws::new(day_key(seed, day, MOVE), 0);
        let parts = if self.filling(world) { PARTS } else { 1 };
        let (waiting, going) = (std::mem::take(&mut self.waiting), std::mem::take(&mut self.going));
        self.next_waiting.clear();
        self.next_going.clear();
        for part in 0..parts {
            let of = |agents: u64| agents * (part + 1) / parts - agents * part / parts;
            for (state, agents) in waiting.iter() {
                self.rise(world, today, state, of(agents), &mut draws);
            }
            for (state, agents) in going.iter() {
                let agents = of(agents);
                if agents > 0 {
                    self.go(world, today, state, 0.0, agents);
                }
            }
            self.decide(world, today, &mut draws);
            if part + 1 < parts {
                today.fill(world, &self.present);
            }
        }
        self.next_waiting.merge();
        self.next_going.merge();
        // The emptied lists are kept for their memory.
        (self.waiting, self.next_waiting) = (std::mem::take(&mut self.next_waiting), waiting);
        (self.going, self.next_going) = (std::mem::take(&mut self.next_going), going);
        Ok(())
    }
}
