//! One step on counts: each group is split by binomial and multinomial draws. The cost does not depend on how many
//! people there are.

use super::{
    Model, ModelError, environment,
    quota::{Quotas, quotas},
    rules::Rules,
    state::{ALONE, CHANNELS, Counts, GUIDED, PORT, State},
    tally::Tally,
};
use crate::{
    graph::PlaceKind,
    random::{Purpose, Source, binomial, multinomial},
};

/// Attempts at most that one person makes in a step; who would try again then does so in the next.
pub const ROUNDS: usize = 4;

/// One step.
pub(super) fn step(model: &Model, state: &mut State, source: &Source) -> Result<Tally, ModelError> {
    let rules = model.rules(state)?;
    let quotas = quotas(model, &rules, state, source);
    let mut run = Step {
        model,
        rules: &rules,
        quotas: &quotas,
        source,
        at: state.step,
        old: &state.counts,
        new: Counts::empty(model.shape()),
        tally: Tally::empty(model.shape()),
        walking: vec![0; model.shape().places * model.shape().groups()],
        fresh: vec![0; model.shape().places * model.shape().groups()],
    };
    run.after_arrival();
    run.ports();
    run.pathways();
    run.returned();
    run.home();
    run.arrivals();
    run.journeys();
    run.border();
    let (new, tally) = (run.new, run.tally);
    Ok(finish(model, state, &rules, source, new, tally))
}

/// Puts the new counts in place, draws what both ways to run share, and lets the environment answer.
pub(super) fn finish(
    model: &Model,
    state: &mut State,
    rules: &Rules,
    source: &Source,
    new: Counts,
    mut tally: Tally,
) -> Tally {
    let shape = model.shape();
    for (l, link) in model.graph().links().iter().enumerate() {
        let mut random = source.stream(Purpose::Hazard, state.step, (1 << 32) + l as u64);
        tally.extorted[l] = binomial(&mut random, tally.entered[l], link.extortion);
    }
    for (cell, count) in new.travel.iter().enumerate() {
        tally.in_transit[cell % shape.groups() / (CHANNELS * shape.households)] += count;
    }
    for (cell, count) in new.queue.iter().enumerate() {
        tally.waiting[cell % shape.people() / shape.households] += count;
    }
    state.counts = new;
    environment::answer(model, state, rules, &tally);
    state.step += 1;
    tally
}

struct Step<'a> {
    model: &'a Model,
    rules: &'a Rules,
    quotas: &'a Quotas,
    source: &'a Source,
    at: u64,
    old: &'a Counts,
    new: Counts,
    tally: Tally,
    /// Who stands at a place and goes on in this step: place, group.
    walking: Vec<u64>,
    /// Who is at a border for the first time on a journey: place, group.
    fresh: Vec<u64>,
}

impl Step<'_> {
    fn origin(&self, person: usize) -> usize {
        person / self.model.shape.households
    }

    /// Work, cases, returns.
    fn after_arrival(&mut self) {
        let people = self.model.shape.people();
        for person in 0..people {
            let o = self.origin(person);
            let mut random = self.source.stream(Purpose::Asylum, self.at, person as u64);
            let working = self.old.working[person];
            let decided = binomial(&mut random, working, self.rules.decided);
            let granted = binomial(&mut random, decided, self.rules.granted);
            self.new.working[person] += working - decided + self.old.clock[person];
            self.new.settled[person] += self.old.settled[person] + granted;
            for age in 1..self.model.shape.clock {
                self.new.clock[(age - 1) * people + person] += self.old.clock[age * people + person];
            }
            let mut random = self.source.stream(Purpose::Return, self.at, person as u64);
            let flown = self.quotas.hidden[person];
            let rest = self.old.hidden[person] - flown;
            let removed = binomial(&mut random, rest, self.rules.interior);
            self.new.hidden[person] += rest - removed + decided - granted;
            self.new.returned[person] += flown + removed;
            self.tally.returns[o] += flown + removed;
            self.new.dead[person] += self.old.dead[person];
        }
    }

    /// Lets in after an encounter.
    fn release(&mut self, person: usize, count: u64) {
        let people = self.model.shape.people();
        let o = self.origin(person);
        self.tally.released[o] += count;
        if self.rules.permit_steps == 0 {
            self.new.working[person] += count;
        } else {
            self.new.clock[(self.rules.permit_steps - 1) * people + person] += count;
        }
    }

    fn ports(&mut self) {
        let people = self.model.shape.people();
        for place in 0..self.model.shape.places {
            for person in 0..people {
                let cell = place * people + person;
                let waiting = self.old.port[cell];
                if waiting == 0 {
                    continue;
                }
                let o = self.origin(person);
                let mut random = self
                    .source
                    .stream(Purpose::Disposition, self.at, (1 << 32) + cell as u64);
                let called = self.quotas.port[cell];
                let let_in = binomial(&mut random, called, self.rules.port_admit);
                let at = self.tally.cell(o, place, PORT);
                self.tally.attempts[at] += called;
                self.tally.encounters[at] += called;
                self.tally.people[at] += called;
                self.tally.turned_back[o] += called - let_in;
                self.release(person, let_in);
                self.new.returned[person] += called - let_in;
                let rest = waiting - called;
                let tired = match self.model.beside[place] {
                    Some(_) => binomial(&mut random, rest, self.rules.impatient),
                    None => 0,
                };
                self.new.port[cell] += rest - tired;
                if let Some(beside) = self.model.beside[place] {
                    self.fresh[beside * self.model.shape.groups() + person * CHANNELS + ALONE] += tired;
                }
            }
        }
    }

    fn pathways(&mut self) {
        let people = self.model.shape.people();
        for pathway in 0..self.model.shape.pathways {
            for person in 0..people {
                let cell = pathway * people + person;
                let waiting = self.old.queue[cell];
                if waiting == 0 {
                    continue;
                }
                let o = self.origin(person);
                let called = self.quotas.queue[cell];
                self.tally.legal[o * self.model.shape.pathways + pathway] += called;
                self.new.settled[person] += called;
                let mut random = self
                    .source
                    .stream(Purpose::Pathway, self.at, (1 << 32) + cell as u64);
                let gone = binomial(&mut random, waiting - called, self.rules.abandon);
                self.new.queue[cell] += waiting - called - gone;
                self.come_home(person, gone, (1 << 33) + cell as u64);
            }
        }
    }

    /// Sends people home, to a kind as those at home are.
    fn come_home(&mut self, person: usize, count: u64, cell: u64) {
        if count == 0 {
            return;
        }
        let shape = &self.model.shape;
        let (o, h) = (person / shape.households, person % shape.households);
        let block = 2 * shape.tiers;
        let from = o * shape.kinds() + h * block;
        let mut into = vec![0; block];
        let mut random = self.source.stream(Purpose::Return, self.at, cell);
        let rest = multinomial(
            &mut random,
            count,
            &self.rules.kind_at_home[from..from + block],
            &mut into,
        );
        into[0] += rest;
        for (home, n) in self.new.home[from..from + block].iter_mut().zip(into) {
            *home += n;
        }
    }

    fn returned(&mut self) {
        for person in 0..self.model.shape.people() {
            let mut random = self
                .source
                .stream(Purpose::Return, self.at, (1 << 34) + person as u64);
            let home = binomial(&mut random, self.old.returned[person], self.rules.settled_back);
            self.new.returned[person] += self.old.returned[person] - home;
            self.come_home(person, home, (1 << 35) + person as u64);
        }
    }

    fn home(&mut self) {
        let shape = &self.model.shape;
        let options = self.rules.options;
        let mut into = vec![0; options];
        for o in 0..shape.origins {
            let place = self.model.home_place[o];
            for k in 0..shape.kinds() {
                let cell = o * shape.kinds() + k;
                let (h, tied, level) = shape.parts(k);
                let person = o * shape.households + h;
                let mut random = self.source.stream(Purpose::Departure, self.at, cell as u64);
                let shares = &self.rules.leave[cell * options..(cell + 1) * options];
                let stay = leavers(&mut random, self.old.home[cell], shares, &mut into);
                for (option, n) in into.iter().enumerate() {
                    if option < shape.pathways {
                        self.new.queue[option * shape.people() + person] += n;
                        self.tally.departures[o * (CHANNELS + 1)] += n;
                    } else {
                        let channel = option - shape.pathways;
                        self.walking[place * shape.groups() + person * CHANNELS + channel] += n;
                        self.tally.departures[o * (CHANNELS + 1) + 1 + channel] += n;
                    }
                }
                let tie = if tied {
                    0
                } else {
                    binomial(&mut random, stay, self.rules.tie[o])
                };
                self.new.home[cell] += stay - tie;
                self.new.home[o * shape.kinds() + shape.kind(h, true, level)] += tie;
            }
        }
    }

    /// Who arrives from a link in this step, and who comes closer.
    fn arrivals(&mut self) {
        let (groups, ages) = (self.model.shape.groups(), self.model.shape.ages);
        for (l, link) in self.model.graph.links().iter().enumerate() {
            for age in 0..ages {
                for g in 0..groups {
                    let n = self.old.travel[(l * ages + age) * groups + g];
                    if n == 0 {
                        continue;
                    }
                    if age == 0 {
                        self.walking[link.to as usize * groups + g] += n;
                    } else {
                        self.new.travel[(l * ages + age - 1) * groups + g] += n;
                    }
                }
            }
        }
    }

    fn journeys(&mut self) {
        let shape = &self.model.shape;
        let groups = shape.groups();
        let model = self.model;
        let mut outcomes = Vec::new();
        let mut into = Vec::new();
        for place in model.order.iter().map(|p| *p as usize) {
            for g in 0..groups {
                let cell = place * groups + g;
                let count = std::mem::take(&mut self.walking[cell]);
                if count == 0 {
                    continue;
                }
                let (person, channel) = (g / CHANNELS, g % CHANNELS);
                match model.graph.kinds()[place] {
                    PlaceKind::Sector => self.fresh[cell] += count,
                    PlaceKind::Port => self.new.port[place * shape.people() + person] += count,
                    PlaceKind::Origin | PlaceKind::Transit => {
                        let class = channel * shape.households + person % shape.households;
                        let ways = &self.rules.ways[class * shape.places + place];
                        outcomes.clear();
                        outcomes.extend(ways.iter().flat_map(super::rules::Way::outcomes));
                        into.clear();
                        into.resize(outcomes.len(), 0);
                        let mut random = self.source.stream(Purpose::Route, self.at, cell as u64);
                        let stuck = multinomial(&mut random, count, &outcomes, &mut into);
                        self.go(place, g, stuck, &into);
                    }
                }
            }
        }
    }

    /// Moves those who stood at a place along its links.
    fn go(&mut self, place: usize, g: usize, stuck: u64, into: &[u64]) {
        let shape = &self.model.shape;
        let (groups, ages) = (shape.groups(), shape.ages);
        let (person, channel) = (g / CHANNELS, g % CHANNELS);
        let o = self.origin(person);
        let class = channel * shape.households + person % shape.households;
        let ways = &self.rules.ways[class * shape.places + place];
        // Rounding of shares, or a place that leads nowhere: who cannot go on goes back.
        self.new.returned[person] += stuck;
        self.tally.turned_back[o] += stuck;
        for (way, ends) in ways.iter().zip(into.chunks_exact(4)) {
            let all: u64 = ends.iter().sum();
            self.tally.entered[way.link] += all;
            if channel == GUIDED {
                self.tally.guided[way.link] += all;
            }
            self.new.dead[person] += ends[0];
            self.tally.deaths[o] += ends[0];
            self.new.returned[person] += ends[1];
            self.tally.held[o] += ends[1];
            for (steps, n) in [(way.steps, ends[2]), (way.steps + 1, ends[3])] {
                match steps.checked_sub(1) {
                    None => self.walking[way.to * groups + g] += n,
                    Some(age) => self.new.travel[(way.link * ages + age.min(ages - 1)) * groups + g] += n,
                }
            }
        }
    }

    fn border(&mut self) {
        let groups = self.model.shape.groups();
        for cell in 0..self.fresh.len() {
            let (place, g) = (cell / groups, cell % groups);
            let removed = self.old.removed[cell];
            let mut first = self.fresh[cell];
            let mut again = self.old.expelled[cell];
            if first + again + removed == 0 {
                continue;
            }
            let (person, channel) = (g / CHANNELS, g % CHANNELS);
            let o = self.origin(person);
            let mut random = self.source.stream(Purpose::Encounter, self.at, cell as u64);
            let rested = binomial(&mut random, removed, self.rules.rested);
            self.new.removed[cell] += removed - rested;
            again += rested;
            let q = self.rules.encounter[place * CHANNELS + channel];
            let d = self.rules.disposition[person];
            let at = self.tally.cell(o, place, channel);
            for round in 0..ROUNDS {
                if first + again == 0 {
                    break;
                }
                let met_first = binomial(&mut random, first, q);
                let met = met_first + binomial(&mut random, again, q);
                let passed = first + again - met;
                self.tally.attempts[at] += first + again;
                self.tally.encounters[at] += met;
                self.tally.people[at] += met_first;
                self.tally.entries[at] += passed;
                self.new.hidden[person] += passed;
                let mut split = [0; 2];
                let released = multinomial(&mut random, met, &[d.expelled, d.removed], &mut split);
                self.release(person, released);
                self.tally.expulsions[o] += split[0];
                self.tally.removals[o] += split[1];
                let retry = binomial(&mut random, split[0], self.rules.retry_expelled);
                let later = binomial(&mut random, split[1], self.rules.retry_removed);
                self.new.removed[cell] += later;
                self.new.returned[person] += split[0] - retry + split[1] - later;
                self.tally.turned_back[o] += split[0] - retry + split[1] - later;
                (first, again) = (0, retry);
                if round + 1 == ROUNDS {
                    self.new.expelled[cell] += retry;
                }
            }
        }
    }
}

/// Splits those at home over options; the rest stay. Most stay, so that all leavers are drawn first.
fn leavers(random: &mut crate::stream::Stream, count: u64, shares: &[f64], into: &mut [u64]) -> u64 {
    let all: f64 = shares.iter().sum();
    let leaving = binomial(random, count, all);
    let inner: Vec<f64> = shares
        .iter()
        .map(|s| if all > 0.0 { s / all } else { 0.0 })
        .collect();
    let rest = multinomial(random, leaving, &inner, into);
    count - leaving + rest
}
