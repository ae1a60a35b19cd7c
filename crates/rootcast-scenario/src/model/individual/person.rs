//! What one person does in a step.

use super::{Calls, cell};
use crate::{
    graph::PlaceKind,
    model::{
        Model,
        cohort::ROUNDS,
        rules::Rules,
        state::{ALONE, CHANNELS, Counts, GUIDED, PORT},
        tally::Tally,
    },
    random::uniform,
    stream::Stream,
};

pub(super) const HOME: u8 = 0;
pub(super) const QUEUE: u8 = 1;
pub(super) const TRAVEL: u8 = 2;
pub(super) const EXPELLED: u8 = 3;
pub(super) const REMOVED: u8 = 4;
pub(super) const WAITING: u8 = 5;
pub(super) const CLOCK: u8 = 6;
pub(super) const WORKING: u8 = 7;
pub(super) const SETTLED: u8 = 8;
pub(super) const HIDDEN: u8 = 9;
pub(super) const RETURNED: u8 = 10;
pub(super) const DEAD: u8 = 11;

/// One person.
#[derive(Clone, Copy, Debug)]
pub(super) struct Person {
    pub(super) origin: u8,
    pub(super) kind: u8,
    pub(super) position: u8,
    pub(super) channel: u8,
    pub(super) place: u32,
    pub(super) age: u16,
}

/// A chunk under way.
pub(super) struct Chunk<'a> {
    model: &'a Model,
    rules: &'a Rules,
    /// Those of each cell still to come in the chunk, and those still to be called.
    calls: Calls,
    random: Stream,
    new: Counts,
    tally: Tally,
    leave: Vec<f64>,
}

impl<'a> Chunk<'a> {
    pub(super) fn new(
        model: &'a Model,
        rules: &'a Rules,
        calls: Option<&Calls>,
        random: Stream,
        new: Counts,
        tally: Tally,
    ) -> Self {
        Self {
            model,
            rules,
            calls: calls.cloned().unwrap_or_default(),
            random,
            new,
            tally,
            leave: rules
                .leave
                .chunks(rules.options.max(1))
                .map(|c| c.iter().sum())
                .collect(),
        }
    }

    pub(super) fn into_parts(self) -> (Counts, Tally) {
        (self.new, self.tally)
    }

    /// Whether something of this probability comes true.
    fn chance(&mut self, probability: f64) -> bool {
        probability > 0.0 && uniform(&mut self.random) < probability
    }

    /// Moves a person, and counts where they are.
    pub(super) fn step(&mut self, one: &mut Person) {
        let shape = self.model.shape();
        let o = usize::from(one.origin);
        if one.position == HOME {
            let at = o * shape.kinds() + usize::from(one.kind);
            let u = uniform(&mut self.random);
            let leave = self.leave[at];
            if u >= leave {
                let (h, tied, level) = shape.parts(usize::from(one.kind));
                // What is left of the number is uniform among those who stay.
                if !tied && u - leave < self.rules.tie[o] * (1.0 - leave) {
                    one.kind = small(shape.kind(h, true, level));
                }
                self.new.home[o * shape.kinds() + usize::from(one.kind)] += 1;
                return;
            }
            self.set_out(one, u);
            return;
        }
        let person = self.person(one);
        let called = self.called(one, person);
        match one.position {
            QUEUE => self.queue(one, person, called),
            TRAVEL if one.age == 0 => {
                let to = self.model.graph().links()[one.place as usize].to as usize;
                self.walk(one, to);
            }
            TRAVEL => {
                one.age -= 1;
                self.count(one);
            }
            EXPELLED => self.border(one, one.place as usize, false),
            REMOVED => {
                if self.chance(self.rules.rested) {
                    self.border(one, one.place as usize, false);
                } else {
                    self.count(one);
                }
            }
            WAITING => self.port(one, called),
            CLOCK => {
                if one.age == 0 {
                    one.position = WORKING;
                } else {
                    one.age -= 1;
                }
                self.count(one);
            }
            WORKING => {
                if self.chance(self.rules.decided) {
                    one.position = if self.chance(self.rules.granted) {
                        SETTLED
                    } else {
                        HIDDEN
                    };
                }
                self.count(one);
            }
            HIDDEN => {
                if called || self.chance(self.rules.interior) {
                    one.position = RETURNED;
                    self.tally.returns[o] += 1;
                }
                self.count(one);
            }
            RETURNED => {
                if self.chance(self.rules.settled_back) {
                    self.come_home(one);
                } else {
                    self.count(one);
                }
            }
            _ => self.count(one),
        }
    }

    /// Origin and household type as one number.
    fn person(&self, one: &Person) -> usize {
        let shape = self.model.shape();
        usize::from(one.origin) * shape.households + usize::from(one.kind) / (2 * shape.tiers)
    }

    /// Whether one who waits is called: so many of those still to come (selection sampling; D. E. Knuth, The Art of
    /// Computer Programming 2, 3.4.2).
    fn called(&mut self, one: &Person, person: usize) -> bool {
        let Some(c) = cell(self.model, one.position, one.place, person) else {
            return false;
        };
        let Some((here, wanted)) = self.calls.get_mut(c) else {
            return false;
        };
        let is = *wanted > 0 && uniform(&mut self.random) * f64::from(*here) < f64::from(*wanted);
        *here = here.saturating_sub(1);
        *wanted -= u32::from(is);
        is
    }

    /// Counts a person where they are.
    fn count(&mut self, one: &Person) {
        let shape = self.model.shape();
        let (people, groups) = (shape.people(), shape.groups());
        let person = self.person(one);
        let place = one.place as usize;
        let group = person * CHANNELS + usize::from(one.channel);
        let cell = match one.position {
            HOME => &mut self.new.home[usize::from(one.origin) * shape.kinds() + usize::from(one.kind)],
            QUEUE => &mut self.new.queue[place * people + person],
            TRAVEL => &mut self.new.travel[(place * shape.ages + usize::from(one.age)) * groups + group],
            EXPELLED => &mut self.new.expelled[place * groups + group],
            REMOVED => &mut self.new.removed[place * groups + group],
            WAITING => &mut self.new.port[place * people + person],
            CLOCK => &mut self.new.clock[usize::from(one.age) * people + person],
            WORKING => &mut self.new.working[person],
            SETTLED => &mut self.new.settled[person],
            HIDDEN => &mut self.new.hidden[person],
            RETURNED => &mut self.new.returned[person],
            _ => &mut self.new.dead[person],
        };
        *cell += 1;
    }

    /// Leaves home by the option that a number below the probability of leaving falls on.
    fn set_out(&mut self, one: &mut Person, u: f64) {
        let shape = self.model.shape();
        let o = usize::from(one.origin);
        let at = o * shape.kinds() + usize::from(one.kind);
        let shares = &self.rules.leave[at * self.rules.options..(at + 1) * self.rules.options];
        let option = pick(shares.iter().copied(), u).unwrap_or(self.rules.options - 1);
        if option < shape.pathways {
            self.tally.departures[o * (CHANNELS + 1)] += 1;
            (one.position, one.place) = (QUEUE, number(option));
            self.count(one);
        } else {
            one.channel = small(option - shape.pathways);
            self.tally.departures[o * (CHANNELS + 1) + 1 + usize::from(one.channel)] += 1;
            self.walk(one, self.model.home_place[o]);
        }
    }

    fn queue(&mut self, one: &mut Person, person: usize, called: bool) {
        let shape = self.model.shape();
        if called {
            self.tally.legal[person / shape.households * shape.pathways + one.place as usize] += 1;
            one.position = SETTLED;
            self.count(one);
        } else if self.chance(self.rules.abandon) {
            self.come_home(one);
        } else {
            self.count(one);
        }
    }

    fn port(&mut self, one: &mut Person, called: bool) {
        let o = usize::from(one.origin);
        let place = one.place as usize;
        if called {
            let at = self.tally.cell(o, place, PORT);
            self.tally.attempts[at] += 1;
            self.tally.encounters[at] += 1;
            self.tally.people[at] += 1;
            if self.chance(self.rules.port_admit) {
                self.release(one);
            } else {
                self.turn_back(one);
            }
            return;
        }
        match self.model.beside[place] {
            Some(beside) if self.chance(self.rules.impatient) => {
                one.channel = small(ALONE);
                self.border(one, beside, true);
            }
            _ => self.count(one),
        }
    }

    fn turn_back(&mut self, one: &mut Person) {
        self.tally.turned_back[usize::from(one.origin)] += 1;
        one.position = RETURNED;
        self.count(one);
    }

    fn release(&mut self, one: &mut Person) {
        self.tally.released[usize::from(one.origin)] += 1;
        match self.rules.permit_steps.checked_sub(1) {
            None => one.position = WORKING,
            Some(age) => (one.position, one.age) = (CLOCK, u16::try_from(age).unwrap_or(u16::MAX)),
        }
        self.count(one);
    }

    /// At home again, as a kind like those there.
    fn come_home(&mut self, one: &mut Person) {
        let shape = self.model.shape();
        let block = 2 * shape.tiers;
        let h = usize::from(one.kind) / block;
        let from = usize::from(one.origin) * shape.kinds() + h * block;
        let u = uniform(&mut self.random);
        let kind = pick(self.rules.kind_at_home[from..from + block].iter().copied(), u).unwrap_or(0);
        (one.position, one.kind) = (HOME, small(h * block + kind));
        self.count(one);
    }

    /// Goes on from a place until the step is over.
    fn walk(&mut self, one: &mut Person, from: usize) {
        let shape = self.model.shape();
        let o = usize::from(one.origin);
        let channel = usize::from(one.channel);
        let class = channel * shape.households + usize::from(one.kind) / (2 * shape.tiers);
        let mut place = from;
        loop {
            match self.model.graph().kinds()[place] {
                PlaceKind::Sector => return self.border(one, place, true),
                PlaceKind::Port => {
                    (one.position, one.place) = (WAITING, number(place));
                    return self.count(one);
                }
                PlaceKind::Origin | PlaceKind::Transit => {}
            }
            let ways = &self.rules.ways[class * shape.places + place];
            let u = uniform(&mut self.random);
            let Some(end) = pick(ways.iter().flat_map(crate::model::rules::Way::outcomes), u) else {
                return self.turn_back(one);
            };
            let way = ways[end / 4];
            self.tally.entered[way.link] += 1;
            self.tally.guided[way.link] += u64::from(channel == GUIDED);
            let steps = match end % 4 {
                0 => {
                    self.tally.deaths[o] += 1;
                    one.position = DEAD;
                    return self.count(one);
                }
                1 => {
                    self.tally.held[o] += 1;
                    one.position = RETURNED;
                    return self.count(one);
                }
                2 => way.steps,
                _ => way.steps + 1,
            };
            match steps.checked_sub(1) {
                None => place = way.to,
                Some(age) => {
                    (one.position, one.place) = (TRAVEL, number(way.link));
                    one.age = u16::try_from(age.min(shape.ages - 1)).unwrap_or(u16::MAX);
                    return self.count(one);
                }
            }
        }
    }

    /// Attempts at a sector until let through, let in, sent back, or the step is over.
    fn border(&mut self, one: &mut Person, place: usize, first: bool) {
        let o = usize::from(one.origin);
        let channel = usize::from(one.channel);
        let at = self.tally.cell(o, place, channel);
        let d = self.rules.disposition[self.person(one)];
        let q = self.rules.encounter[place * CHANNELS + channel];
        one.place = number(place);
        for round in 0..ROUNDS {
            self.tally.attempts[at] += 1;
            if !self.chance(q) {
                self.tally.entries[at] += 1;
                one.position = HIDDEN;
                return self.count(one);
            }
            self.tally.encounters[at] += 1;
            self.tally.people[at] += u64::from(first && round == 0);
            let u = uniform(&mut self.random);
            if u < d.expelled {
                self.tally.expulsions[o] += 1;
                if !self.chance(self.rules.retry_expelled) {
                    return self.turn_back(one);
                }
            } else if u < d.expelled + d.removed {
                self.tally.removals[o] += 1;
                if self.chance(self.rules.retry_removed) {
                    one.position = REMOVED;
                    return self.count(one);
                }
                return self.turn_back(one);
            } else {
                return self.release(one);
            }
        }
        one.position = EXPELLED;
        self.count(one);
    }
}

/// The first option whose cumulated share is above a number.
fn pick(shares: impl Iterator<Item = f64>, u: f64) -> Option<usize> {
    let mut sum = 0.0;
    for (i, share) in shares.enumerate() {
        sum += share;
        if u < sum {
            return Some(i);
        }
    }
    None
}

/// A kind or a channel: the world has at most 255.
fn small(value: usize) -> u8 {
    u8::try_from(value).unwrap_or(u8::MAX)
}

/// A place or a link: a graph has fewer than 2^32.
fn number(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// Lists the people of counts.
pub(super) fn list(model: &Model, counts: &Counts, mut add: impl FnMut(Person, u64)) {
    let shape = model.shape();
    let (people, groups, block) = (shape.people().max(1), shape.groups().max(1), 2 * shape.tiers);
    let who = |person: usize, position: u8| Person {
        origin: small(person / shape.households),
        kind: small(person % shape.households * block),
        position,
        channel: 0,
        place: 0,
        age: 0,
    };
    for (cell, n) in counts.home.iter().enumerate() {
        let one = Person {
            kind: small(cell % shape.kinds()),
            ..who(cell / shape.kinds() * shape.households, HOME)
        };
        add(one, *n);
    }
    for (list, position) in [(&counts.queue, QUEUE), (&counts.port, WAITING)] {
        for (cell, n) in list.iter().enumerate() {
            let one = who(cell % people, position);
            add(
                Person {
                    place: number(cell / people),
                    ..one
                },
                *n,
            );
        }
    }
    for (cell, n) in counts.travel.iter().enumerate() {
        let (rest, g) = (cell / groups, cell % groups);
        let one = Person {
            channel: small(g % CHANNELS),
            place: number(rest / shape.ages),
            age: u16::try_from(rest % shape.ages).unwrap_or(u16::MAX),
            ..who(g / CHANNELS, TRAVEL)
        };
        add(one, *n);
    }
    for (list, position) in [(&counts.expelled, EXPELLED), (&counts.removed, REMOVED)] {
        for (cell, n) in list.iter().enumerate() {
            let g = cell % groups;
            let one = Person {
                channel: small(g % CHANNELS),
                place: number(cell / groups),
                ..who(g / CHANNELS, position)
            };
            add(one, *n);
        }
    }
    for (cell, n) in counts.clock.iter().enumerate() {
        let age = u16::try_from(cell / people).unwrap_or(u16::MAX);
        add(
            Person {
                age,
                ..who(cell % people, CLOCK)
            },
            *n,
        );
    }
    for (list, position) in [
        (&counts.working, WORKING),
        (&counts.settled, SETTLED),
        (&counts.hidden, HIDDEN),
        (&counts.returned, RETURNED),
        (&counts.dead, DEAD),
    ] {
        for (person, n) in list.iter().enumerate() {
            add(who(person, position), *n);
        }
    }
}
