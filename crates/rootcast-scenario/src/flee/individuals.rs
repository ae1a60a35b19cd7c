//! People one by one: 16 bytes an agent, a column for each thing known of it.

use std::ops::Range;

use rayon::prelude::*;

use super::{
    draw::{Draws, day_key},
    error::{Error, Result},
    instance::Instance,
    run::Present,
    spawn::{Inflow, Spawner, avoids, years},
    travel::{Leg, MOST_LEGS, Traveller, advance, chance, choose, full, spent},
    world::{Class, Day, World},
};

/// Agents that are gone through by one thread at a time.
const CHUNK: usize = 1 << 15;

/// Parts of the people after which camps' room is looked at again in a day.
const PARTS: usize = 16;

/// Purposes of draws.
const MOVE: u64 = 1;
const MAKE: u64 = 2;

/// The agents of a run. `place` is a place's index, or the number of places plus a path's number on the road.
#[derive(Clone, Debug, Default)]
pub(crate) struct Individuals {
    place: Vec<u32>,
    travelled: Vec<f32>,
    /// Mean way of the days before `day`, in 2⁻¹⁵ of a full day's way.
    recent: Vec<u16>,
    day: Vec<u16>,
    class: Vec<u16>,
    hop: Vec<u8>,
    flags: Vec<u8>,
    present: Vec<u64>,
}

const ON_FOOT: u8 = 1;
const GONE: u8 = 2;

/// One chunk of every column.
struct Chunk<'a> {
    first: u64,
    place: &'a mut [u32],
    travelled: &'a mut [f32],
    recent: &'a mut [u16],
    day: &'a mut [u16],
    class: &'a [u16],
    hop: &'a mut [u8],
    flags: &'a mut [u8],
}

/// Chooses and goes for one agent after the other.
struct Chooser<'a> {
    world: &'a World,
    today: &'a Day,
    buffer: Vec<f32>,
}

impl Chooser<'_> {
    /// The path that somebody takes from a place; nothing for those who stay.
    #[inline]
    fn path(&mut self, place: u32, class: Class, morning: bool, draws: &mut Draws) -> Option<u32> {
        let unit = draws.unit();
        let path = if self.world.settings.has_classes() {
            let first = self.today.weights_for(self.world, place, class, &mut self.buffer);
            let mut sum = 0.0;
            for weight in &mut self.buffer {
                sum += *weight;
                *weight = sum;
            }
            first + u32::try_from(choose(&self.buffer, unit)?).unwrap_or(0)
        } else {
            let (first, cumulated) = self.today.options(self.world, place, morning);
            first + u32::try_from(choose(cumulated, unit)?).unwrap_or(0)
        };
        (!full(self.world, self.today, path)).then_some(path)
    }

    /// Goes on until the day is over: on which path, at which place if at one, and after how many kilometres.
    #[inline]
    fn journey(
        &mut self,
        on: Traveller,
        class: Class,
        mean: f32,
        draws: &mut Draws,
    ) -> (Traveller, Option<u32>, f32) {
        let mut on = on;
        let mut moved = 0.0;
        for _ in 0..MOST_LEGS {
            let Leg::Arrived(place) = advance(self.world, self.today, &mut on, &mut moved) else {
                return (on, None, moved);
            };
            let goes_on = !spent(self.world, moved)
                && draws.unit() < chance(self.world, self.today, place, Some((mean, moved)));
            match if goes_on {
                self.path(place, class, false, draws)
            } else {
                None
            } {
                Some(path) => {
                    on = Traveller {
                        path,
                        hop: 0,
                        on_foot: false,
                        travelled: 0.0,
                    }
                }
                None => return (on, Some(place), moved),
            }
        }
        (on, None, moved)
    }
}

impl Individuals {
    pub(crate) fn new(world: &World) -> Self {
        Self {
            present: vec![0; world.places()],
            ..Self::default()
        }
    }

    fn push(&mut self, world: &World, place: u32, class: Class) {
        let class = if world.settings.has_classes() {
            u16::try_from(class.code()).unwrap_or(0)
        } else {
            0
        };
        self.place.push(place);
        self.travelled.push(0.0);
        self.recent.push(0);
        self.day.push(0);
        self.class.push(class);
        self.hop.push(0);
        self.flags.push(ON_FOOT);
        if let Some(count) = self.present.get_mut(place as usize) {
            *count += 1;
        }
    }

    fn day_of_chunk(world: &World, today: &Day, day: u16, key: u64, chunk: &mut Chunk<'_>) -> Vec<i64> {
        let mut change = vec![0_i64; world.places()];
        let places = u32::try_from(world.places()).unwrap_or(u32::MAX);
        let sinks = world.settings.camps_are_sinks;
        let mut chooser = Chooser {
            world,
            today,
            buffer: Vec::new(),
        };
        for i in 0..chunk.place.len() {
            let Some(&at) = chunk.place.get(i) else { continue };
            let mut draws = Draws::new(key, chunk.first + i as u64);
            let flags = chunk.flags.get(i).copied().unwrap_or(0);
            let waiting = at < places;
            // Most agents wait in a camp: they cost one draw and no write.
            if waiting {
                if flags & GONE != 0 {
                    continue;
                }
                if sinks && draws.unit() < world.sink.get(at as usize).copied().unwrap_or(0.0) {
                    if let Some(f) = chunk.flags.get_mut(i) {
                        *f |= GONE;
                    }
                    continue;
                }
                if draws.unit() >= chance(world, today, at, None) {
                    continue;
                }
            }
            let class = Class::of(u32::from(chunk.class.get(i).copied().unwrap_or(0)));
            let (Some(recent), Some(since)) = (chunk.recent.get_mut(i), chunk.day.get_mut(i)) else {
                continue;
            };
            // Days of rest halve the mean.
            let rest = u32::from(day.wrapping_sub(*since));
            let mean = f32::from(recent.checked_shr(rest).unwrap_or(0)) / 32_768.0;
            let on_foot = world.settings.start_on_foot && flags & ON_FOOT != 0;
            let begin = if waiting {
                let Some(path) = chooser.path(at, class, true, &mut draws) else {
                    continue;
                };
                if let Some(count) = change.get_mut(at as usize) {
                    *count -= 1;
                }
                Traveller {
                    path,
                    hop: 0,
                    on_foot,
                    travelled: 0.0,
                }
            } else {
                let hop = chunk.hop.get(i).copied().unwrap_or(0);
                let travelled = chunk.travelled.get(i).copied().unwrap_or(0.0);
                Traveller {
                    path: at - places,
                    hop,
                    on_foot,
                    travelled,
                }
            };
            let (traveller, now, moved) = chooser.journey(begin, class, mean, &mut draws);
            // The mean is at most 2 full days' ways: own speeds of roads are capped in it.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let mean = ((mean + moved * world.per_day) * 0.5 * 32_768.0).min(65_535.0) as u16;
            *recent = mean;
            *since = day.wrapping_add(1);
            if let (Some(p), Some(t), Some(h), Some(f)) = (
                chunk.place.get_mut(i),
                chunk.travelled.get_mut(i),
                chunk.hop.get_mut(i),
                chunk.flags.get_mut(i),
            ) {
                *p = now.unwrap_or(places + traveller.path);
                *t = traveller.travelled;
                *h = traveller.hop;
                if !traveller.on_foot {
                    *f &= !ON_FOOT;
                }
            }
            if let Some(count) = now.and_then(|p| change.get_mut(p as usize)) {
                *count += 1;
            }
        }
        change
    }
}

impl Present for Individuals {
    fn agents(&self) -> u64 {
        self.place.len() as u64
    }

    fn present(&self) -> &[u64] {
        &self.present
    }

    fn on_road(&self, world: &World) -> u64 {
        let places = u32::try_from(world.places()).unwrap_or(u32::MAX);
        self.place.iter().filter(|at| **at >= places).count() as u64
    }

    fn put(&mut self, world: &World, place: u32, agents: u64) -> Result<()> {
        self.room_for(agents)?;
        for _ in 0..agents {
            self.push(
                world,
                place,
                Class {
                    home: place,
                    avoids: false,
                },
            );
        }
        Ok(())
    }

    fn people(&mut self, world: &World, instance: &Instance) -> Result<()> {
        self.room_for(instance.persons.len() as u64)?;
        for person in &instance.persons {
            let of = |key: &str| {
                person
                    .attributes
                    .iter()
                    .find(|(k, _)| k == key)
                    .map(|(_, v)| v.as_str())
            };
            let avoids = avoids(world, of("age").and_then(years), of("gender"));
            self.push(
                world,
                person.place,
                Class {
                    home: person.place,
                    avoids,
                },
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
        self.room_for(inflow.agents())?;
        let key = day_key(seed, day, MAKE);
        for (place, agents) in &inflow.fixed {
            for _ in 0..spawner.take(world, *place, *agents) {
                let class = spawner.class(world, *place, &mut Draws::new(key, self.agents()));
                self.push(world, *place, class);
            }
        }
        for _ in 0..inflow.drawn {
            let mut draws = Draws::new(key, self.agents());
            let place = inflow.place(&mut draws);
            if spawner.take(world, place, 1) == 1 {
                let class = spawner.class(world, place, &mut draws);
                self.push(world, place, class);
            }
        }
        Ok(())
    }

    fn travel(&mut self, world: &World, today: &mut Day, seed: u64, day: u32, threads: usize) -> Result<()> {
        let key = day_key(seed, day, MOVE);
        // The run is at most 60 000 days.
        let number =
            u16::try_from(day).map_err(|_| Error::Argument(format!("day {day} is beyond 65 535")))?;
        // Camps fill up in the course of a day: after each part of the people, those who come later see what is left.
        let agents = self.place.len();
        let part = agents.div_ceil(PARTS).max(1);
        let mut first = 0;
        while first < agents {
            let upto = (first + part).min(agents);
            let changes = self.part(world, today, number, key, first..upto, threads);
            for change in changes {
                for (count, by) in self.present.iter_mut().zip(change) {
                    *count = count.saturating_add_signed(by);
                }
            }
            first = upto;
            if first < agents {
                today.fill(world, &self.present);
            }
        }
        Ok(())
    }
}

impl Individuals {
    /// A part of the people, in chunks.
    fn part(
        &mut self,
        world: &World,
        today: &Day,
        day: u16,
        key: u64,
        span: Range<usize>,
        threads: usize,
    ) -> Vec<Vec<i64>> {
        let begin = span.start;
        let work = |(n, (place, travelled, recent, since, class, hop, flags)): (usize, _)| {
            let first = (begin + n * CHUNK) as u64;
            let mut chunk = Chunk {
                first,
                place,
                travelled,
                recent,
                day: since,
                class,
                hop,
                flags,
            };
            Self::day_of_chunk(world, today, day, key, &mut chunk)
        };
        let (Some(place), Some(travelled), Some(recent), Some(since), Some(class), Some(hop), Some(flags)) = (
            self.place.get_mut(span.clone()),
            self.travelled.get_mut(span.clone()),
            self.recent.get_mut(span.clone()),
            self.day.get_mut(span.clone()),
            self.class.get(span.clone()),
            self.hop.get_mut(span.clone()),
            self.flags.get_mut(span),
        ) else {
            return Vec::new();
        };
        if threads > 1 {
            (
                place.par_chunks_mut(CHUNK),
                travelled.par_chunks_mut(CHUNK),
                recent.par_chunks_mut(CHUNK),
                since.par_chunks_mut(CHUNK),
                class.par_chunks(CHUNK),
                hop.par_chunks_mut(CHUNK),
                flags.par_chunks_mut(CHUNK),
            )
                .into_par_iter()
                .enumerate()
                .map(work)
                .collect()
        } else {
            place
                .chunks_mut(CHUNK)
                .zip(travelled.chunks_mut(CHUNK))
                .zip(recent.chunks_mut(CHUNK))
                .zip(since.chunks_mut(CHUNK))
                .zip(class.chunks(CHUNK))
                .zip(hop.chunks_mut(CHUNK))
                .zip(flags.chunks_mut(CHUNK))
                .map(|((((((place, travelled), recent), since), class), hop), flags)| {
                    (place, travelled, recent, since, class, hop, flags)
                })
                .enumerate()
                .map(work)
                .collect()
        }
    }

    /// Memory for more agents, or the error that there is none.
    fn room_for(&mut self, agents: u64) -> Result<()> {
        let none = || {
            Error::Argument(format!(
                "no memory for {agents} more agents; raise `hasten` or run cohorts"
            ))
        };
        let n = usize::try_from(agents).map_err(|_| none())?;
        // Vectors double when they grow; above a million agents they grow by an eighth, to stay near 16 bytes an agent.
        let more = |len: usize, capacity: usize| {
            if len + n <= capacity {
                0
            } else {
                n.max((len / 8).min(1 << 26))
            }
        };
        let (len, capacity) = (self.place.len(), self.place.capacity());
        let extra = more(len, capacity);
        if extra == 0 {
            return Ok(());
        }
        self.place.try_reserve_exact(extra).map_err(|_| none())?;
        self.travelled.try_reserve_exact(extra).map_err(|_| none())?;
        self.recent.try_reserve_exact(extra).map_err(|_| none())?;
        self.day.try_reserve_exact(extra).map_err(|_| none())?;
        self.class.try_reserve_exact(extra).map_err(|_| none())?;
        self.hop.try_reserve_exact(extra).map_err(|_| none())?;
        self.flags.try_reserve_exact(extra).map_err(|_| none())
    }
}
