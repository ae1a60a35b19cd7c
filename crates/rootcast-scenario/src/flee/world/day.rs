//! What holds on a day: which roads are open, where there is conflict, how likely people leave a place, and the weight
//! of each path.
//!
//! The weight of a path of length `d` to a place `e` is
//! `w = [(soft_w + score_e) / (soft_d + d)^power_d · room(e)]^power_w`
//! (Groen et al. 2024; Suleimenova, Bell & Groen, *Scientific Reports* 7:13377, 2017), where `score_e` is the product of
//! the factors for places abroad, camps, conflict, floods, population and economy, and `room(e)` is 1 up to
//! `capacity_buffer` of the capacity and falls straight to 0 at the capacity.

use super::{
    super::{geography::Kind, instance::Instance},
    World,
};

/// The state of a day, renewed from day to day.
#[derive(Clone, Debug, Default)]
pub(crate) struct Day {
    pub(crate) kind: Vec<Kind>,
    /// Intensity of conflict; 0 for none.
    pub(crate) intensity: Vec<f64>,
    /// First day of the conflict that goes on.
    since: Vec<u32>,
    /// Factor by the age of the conflict.
    decay: Vec<f64>,
    pub(crate) flood: Vec<usize>,
    /// Chance of leaving a place.
    pub(crate) chance: Vec<f32>,
    /// Attraction of a place without its room, and the part of it that is hazard.
    score: Vec<f32>,
    hazard: Vec<f32>,
    pub(crate) room: Vec<f32>,
    pub(crate) open: Vec<bool>,
    forced: Vec<bool>,
    /// Cumulated weights of each place's paths, in the order of the paths.
    pub(crate) cumulated: Vec<f32>,
    /// The cumulated weights of the morning, where room has changed since.
    morning: Option<Vec<f32>>,
    /// The weights themselves, for choices that depend on the person.
    weight: Vec<f32>,
}

impl Day {
    pub(crate) fn new(world: &World) -> Self {
        let (places, paths) = (world.places(), world.paths.end.len());
        Self {
            kind: world.kinds.clone(),
            intensity: vec![0.0; places],
            since: vec![0; places],
            decay: vec![1.0; places],
            flood: vec![0; places],
            chance: vec![0.0; places],
            score: vec![1.0; places],
            hazard: vec![1.0; places],
            room: vec![1.0; places],
            open: vec![true; world.paths.to.len()],
            forced: world.paths.forced.clone(),
            cumulated: vec![0.0; paths],
            morning: None,
            weight: vec![0.0; paths],
        }
    }

    /// Takes the day's conflicts, floods, closures and kinds.
    pub(crate) fn begin(&mut self, world: &World, instance: &Instance, day: u32) {
        let today = i64::from(day);
        for (from, place, kind) in &instance.changes {
            if *from == today
                && let Some(slot) = self.kind.get_mut(*place as usize)
            {
                *slot = *kind;
            }
        }
        self.closures(world, instance, today);
        self.conflicts(world, instance, day);
        if let Some((table, places)) = &instance.floods
            && let Some(levels) = table.on(today)
        {
            for (level, place) in levels.iter().zip(places) {
                if let Some(slot) = place.and_then(|p| self.flood.get_mut(p as usize)) {
                    *slot = usize::try_from(super::super::counts::cut(*level)).unwrap_or(0);
                }
            }
        }
        let hunger = match &instance.hunger {
            Some((table, of)) if world.settings.flee_when_starving => Some((table.between(today), of)),
            _ => None,
        };
        for place in 0..world.places() {
            let hungry = hunger
                .as_ref()
                .and_then(|(shares, of)| shares.get((*of.get(place)?)?).copied());
            self.rate(world, place, hungry.unwrap_or(0.0));
        }
    }

    fn closures(&mut self, world: &World, instance: &Instance, today: i64) {
        let turns = |c: &super::Effect| c.from == today || c.until == today;
        if today > 0 && !world.closures.iter().any(turns) {
            return;
        }
        self.open.fill(true);
        self.forced.copy_from_slice(&world.paths.forced);
        let mut closed_camps = Vec::new();
        for closure in &world.closures {
            let now = closure.from <= today && today < closure.until;
            if let Some(camp) = closure.camp {
                closed_camps.push((camp, now));
            }
            if !now {
                continue;
            }
            for road in &closure.roads {
                if let Some(open) = self.open.get_mut(*road as usize) {
                    *open = false;
                }
            }
            for road in &closure.unforced {
                if let Some(forced) = self.forced.get_mut(*road as usize) {
                    *forced = false;
                }
            }
        }
        for (camp, now) in closed_camps {
            let changed = instance
                .changes
                .iter()
                .rev()
                .find(|(d, p, _)| *p == camp && *d <= today)
                .map(|(.., k)| *k);
            let own = changed.or(world.kinds.get(camp as usize).copied());
            if let (Some(slot), Some(own)) = (self.kind.get_mut(camp as usize), own) {
                *slot = if now { Kind::Town } else { own };
            }
        }
    }

    fn conflicts(&mut self, world: &World, instance: &Instance, day: u32) {
        let mut set = |place: usize, intensity: f64| {
            if let (Some(slot), Some(since)) = (self.intensity.get_mut(place), self.since.get_mut(place)) {
                if intensity > 0.0 && *slot == 0.0 {
                    *since = day;
                }
                *slot = intensity;
            }
        };
        if let Some((table, places)) = &instance.conflicts {
            if let Some(figures) = table.on(i64::from(day)) {
                for (figure, place) in figures.iter().zip(places) {
                    if let Some(place) = place {
                        set(*place as usize, *figure);
                    }
                }
            }
        } else {
            for (place, first) in world.conflict_day.iter().enumerate() {
                if first.is_some_and(|f| f <= day) {
                    set(place, world.settings.default_intensity);
                }
            }
        }
        let decay = &world.settings.decay;
        for ((factor, since), intensity) in self.decay.iter_mut().zip(&self.since).zip(&self.intensity) {
            *factor = match decay.last() {
                Some(last) if *intensity > 0.0 => {
                    let step = ((day - since) / world.settings.decay_interval.max(1)) as usize;
                    decay.get(step).copied().unwrap_or(*last)
                }
                _ => 1.0,
            };
        }
    }

    /// Whether people flee a place of itself today.
    pub(crate) fn in_conflict(&self, place: usize) -> bool {
        self.intensity.get(place).is_some_and(|i| *i > 0.0)
            && self.kind.get(place).is_some_and(|k| !k.is_camp())
    }

    /// Intensity times the factor of the conflict's age.
    pub(crate) fn violence(&self, place: usize) -> f64 {
        if !self.in_conflict(place) {
            return 0.0;
        }
        self.intensity.get(place).copied().unwrap_or(0.0) * self.decay.get(place).copied().unwrap_or(1.0)
    }

    /// Chance of leaving and attraction of a place.
    fn rate(&mut self, world: &World, place: usize, hungry: f64) {
        let s = &world.settings;
        let kind = self.kind.get(place).copied().unwrap_or(Kind::Town);
        let conflict = self.in_conflict(place);
        let level = self.flood.get(place).copied().unwrap_or(0);
        let population = world.population.get(place).copied().unwrap_or(0.0) * s.hasten;
        let by_level = |list: &[f64]| list.get(level).or(list.last()).copied();
        let mut chance = match kind {
            Kind::Marker | Kind::Hub => 1.0,
            _ if conflict => s.conflict_chance,
            Kind::Camp => s.camp_chance,
            Kind::IdpCamp => s.idp_camp_chance,
            Kind::Conflict | Kind::Town | Kind::Flood => s.default_chance,
        };
        if s.population_scale != 0.0 && !matches!(kind, Kind::Marker | Kind::Hub) {
            let size = population.max(
                world.capacity.get(place).copied().unwrap_or(0.0) * s.hasten / s.capacity_scaling.max(1e-12),
            );
            chance *= (size / s.population_base).max(1e-12).powf(s.population_scale);
        }
        let floods = s.floods.as_ref().filter(|_| level > 0);
        if let Some(own) = floods.and_then(|f| by_level(&f.move_chances)) {
            chance = own;
        }
        chance = chance.clamp(0.0, 1.0);
        chance += (1.0 - chance) * (hungry / 100.0).clamp(0.0, 1.0);

        let mut score = world.pull.get(place).copied().unwrap_or(1.0);
        let mut hazard = 1.0;
        if s.awareness > 0 {
            if world.foreign.get(place).copied().unwrap_or(false) {
                score *= s.foreign_weight;
            }
            if kind.is_camp() {
                score *= s.camp_weight;
            } else if let Some(power) = s.population_power {
                score *= population.max(1.0).powf(power);
            }
            if conflict {
                hazard = s.conflict_weight.powf(self.violence(place));
            }
            if let Some(own) = floods.and_then(|f| by_level(&f.weights)) {
                hazard *= own;
            }
        }
        // Factors of moderate size; an f32 holds them to a part in 10^7.
        #[allow(clippy::cast_possible_truncation)]
        if let (Some(c), Some(v), Some(h)) = (
            self.chance.get_mut(place),
            self.score.get_mut(place),
            self.hazard.get_mut(place),
        ) {
            *c = chance as f32;
            *v = (score * hazard) as f32;
            *h = hazard as f32;
        }
    }

    /// Room and weights in the morning, for the numbers of agents that are at each place.
    pub(crate) fn weigh(&mut self, world: &World, present: &[u64]) {
        self.morning = None;
        self.rooms(world, present);
        self.weights(world);
    }

    /// Room and weights in the course of the day. Those who leave a place decided in the morning.
    pub(crate) fn fill(&mut self, world: &World, present: &[u64]) {
        if self.rooms(world, present) {
            if self.morning.is_none() {
                self.morning = Some(self.cumulated.clone());
            }
            self.weights(world);
        }
    }

    /// Whether any place's room is another than it was.
    fn rooms(&mut self, world: &World, present: &[u64]) -> bool {
        let s = &world.settings;
        let mut changed = false;
        for ((room, capacity), here) in self.room.iter_mut().zip(&world.capacity).zip(present) {
            let (full, here) = (*capacity, *here as f64);
            let nearly = s.capacity_buffer * full;
            let left = if full < 1.0 || here <= nearly {
                1.0
            } else if here >= full {
                0.0
            } else {
                1.0 - (here - nearly) / (full - nearly)
            };
            // Between 0 and 1.
            #[allow(clippy::cast_possible_truncation)]
            let left = left as f32;
            changed |= left.to_bits() != room.to_bits();
            *room = left;
        }
        changed
    }

    fn weights(&mut self, world: &World) {
        let s = &world.settings;
        // Weights: a part in 10^7 is enough.
        #[allow(clippy::cast_possible_truncation)]
        let (softening, power, pruning) =
            (s.weight_softening as f32, s.weight_power as f32, s.pruning as f32);
        for bounds in world.paths.of.windows(2) {
            let [a, b] = *bounds else { continue };
            let mut sent = false;
            let mut best = 0.0_f32;
            for path in a..b {
                let roads = world.paths.roads_of(path);
                let open = roads
                    .iter()
                    .all(|r| self.open.get(*r as usize).copied().unwrap_or(false));
                let forced = roads
                    .first()
                    .is_some_and(|r| self.forced.get(*r as usize).copied().unwrap_or(false));
                let end = world.paths.end.get(path as usize).copied().unwrap_or(0) as usize;
                let of = |list: &[f32]| list.get(end).copied().unwrap_or(0.0);
                let near = world.paths.nearness.get(path as usize).copied().unwrap_or(0.0);
                let mut weight = if open {
                    (softening + of(&self.score)) * near * of(&self.room)
                } else {
                    0.0
                };
                #[allow(clippy::float_cmp)] // 1 is the exact default.
                if power != 1.0 {
                    weight = if weight > 0.0 { weight.powf(power) } else { 0.0 };
                }
                if open && forced {
                    // Negative marks a path that people are sent along, whatever its weight.
                    sent = true;
                    weight = -1.0;
                }
                best = best.max(weight);
                if let Some(slot) = self.weight.get_mut(path as usize) {
                    *slot = weight;
                }
            }
            let mut sum = 0.0;
            for path in a as usize..b as usize {
                if let (Some(weight), Some(cell)) = (self.weight.get_mut(path), self.cumulated.get_mut(path))
                {
                    *weight = if sent {
                        if *weight < 0.0 { 1.0 } else { 0.0 }
                    } else if pruning < 1.0 && *weight < pruning * best {
                        0.0
                    } else {
                        *weight
                    };
                    sum += *weight;
                    *cell = sum;
                }
            }
        }
    }

    /// The paths that may be chosen at a place: the first's number, and the cumulated weights.
    #[inline]
    pub(crate) fn options<'a>(&'a self, world: &World, place: u32, morning: bool) -> (u32, &'a [f32]) {
        let place = place as usize;
        let cumulated = if morning {
            self.morning.as_ref().unwrap_or(&self.cumulated)
        } else {
            &self.cumulated
        };
        match (world.paths.of.get(place), world.paths.of.get(place + 1)) {
            (Some(a), Some(b)) => (*a, cumulated.get(*a as usize..*b as usize).unwrap_or_default()),
            _ => (0, &[]),
        }
    }

    /// The weights of the same paths for a class of persons, written to a buffer.
    pub(crate) fn weights_for(&self, world: &World, place: u32, class: Class, into: &mut Vec<f32>) -> u32 {
        let (first, cumulated) = self.options(world, place, false);
        into.clear();
        for path in first as usize..first as usize + cumulated.len() {
            let mut weight = self.weight.get(path).copied().unwrap_or(0.0);
            let end = world.paths.end.get(path).copied().unwrap_or(0);
            if class.avoids {
                weight *= self.hazard.get(end as usize).copied().unwrap_or(1.0);
            }
            if let Some(power) = world.settings.home_power {
                let km = world.settings.softening + world.apart(class.home, end);
                // A weight.
                #[allow(clippy::cast_possible_truncation)]
                let factor = km.max(1e-9).powf(-power) as f32;
                weight *= factor;
            }
            into.push(weight);
        }
        first
    }
}

/// What makes persons choose differently.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Class {
    /// The place they fled from.
    pub(crate) home: u32,
    /// A hazard's factor counts twice.
    pub(crate) avoids: bool,
}

impl Class {
    /// The class's number.
    pub(crate) fn code(self) -> u32 {
        2 * self.home + u32::from(self.avoids)
    }

    /// The class of a number.
    pub(crate) fn of(code: u32) -> Self {
        Self {
            home: code / 2,
            avoids: code % 2 == 1,
        }
    }
}
