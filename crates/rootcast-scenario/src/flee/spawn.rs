//! How many people flee on a day, and from where.

use rand_distr::{Binomial, Distribution, Poisson};

use super::{
    counts::cut,
    draw::Draws,
    error::{Error, Result},
    geography::Kind,
    instance::Instance,
    people::Demographics,
    settings::Spawn,
    world::{Class, Day, World},
};

/// Those who are made on a day: a number to be drawn over places by weight, or a number for each place.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Inflow {
    /// Agents over all places of `weights`.
    pub(crate) drawn: u64,
    /// `(place, cumulated weight)`.
    pub(crate) weights: Vec<(u32, f64)>,
    /// `(place, agents)`.
    pub(crate) fixed: Vec<(u32, u64)>,
}

impl Inflow {
    pub(crate) fn agents(&self) -> u64 {
        self.drawn + self.fixed.iter().map(|(_, n)| n).sum::<u64>()
    }

    /// The place of one drawn agent.
    pub(crate) fn place(&self, draws: &mut Draws) -> u32 {
        let sum = self.weights.last().map_or(0.0, |(_, w)| *w);
        let at = draws.fine() * sum;
        let i = self
            .weights
            .partition_point(|(_, w)| *w <= at)
            .min(self.weights.len().saturating_sub(1));
        self.weights.get(i).map_or(0, |(p, _)| *p)
    }

    /// The drawn agents split over places (multinomial, as a chain of binomials).
    pub(crate) fn split(&self, draws: &mut Draws, mut each: impl FnMut(u32, u64)) {
        let (mut left, mut before) = (self.drawn, 0.0);
        let sum = self.weights.last().map_or(0.0, |(_, w)| *w);
        for (place, upto) in &self.weights {
            if left == 0 {
                return;
            }
            let share = (upto - before) / (sum - before);
            let n = binomial(draws, left, share);
            before = *upto;
            left -= n;
            if n > 0 {
                each(*place, n);
            }
        }
    }
}

/// A binomial number; the share is brought into [0, 1].
pub(crate) fn binomial(draws: &mut Draws, n: u64, share: f64) -> u64 {
    if n == 0 || share.is_nan() || share <= 0.0 {
        return 0;
    }
    if share >= 1.0 {
        return n;
    }
    // Few agents are tossed one by one: faster than the general sampler, and the same distribution.
    if n <= 8 {
        return (0..n).map(|_| u64::from(draws.fine() < share)).sum();
    }
    Binomial::new(n, share).map_or(0, |b| b.sample(draws))
}

/// The inflow of a run, day by day.
#[derive(Clone, Debug)]
pub(crate) struct Spawner {
    /// Inhabitants left, in agents.
    population: Vec<f64>,
    /// Age and gender, where a rule asks for them.
    age: Option<Demographics>,
    gender: Option<Demographics>,
    /// Agents made so far by the rise of the total.
    made: u64,
}

impl Spawner {
    pub(crate) fn new(world: &World, instance: &Instance) -> Result<Self> {
        let find = |key: &str| instance.demographics.iter().find(|d| d.attribute == key).cloned();
        let (age, gender) = (find("age"), find("gender"));
        let rules = world.settings.persons;
        let need_age = rules.children_avoid_hazards || rules.elderly_avoid_hazards || rules.boys_take_risk;
        let need_gender = rules.women_avoid_hazards || rules.boys_take_risk;
        for (needed, found, what) in [(need_age, &age, "age"), (need_gender, &gender, "gender")] {
            if needed && found.is_none() {
                return Err(Error::Missing {
                    file: format!("demographics_{what}.csv"),
                    what: "the distribution that the rules on persons use; add it or set them to False"
                        .to_owned(),
                });
            }
        }
        if world.settings.has_classes() && world.places() > usize::from(u16::MAX) / 2 {
            return Err(Error::Argument(format!(
                "{} places; rules that depend on the person's home or attributes take at most {}",
                world.places(),
                u16::MAX / 2
            )));
        }
        Ok(Self {
            population: world.population.clone(),
            age,
            gender,
            made: 0,
        })
    }

    /// Agents counted on a day, all camps together.
    pub(crate) fn counted(world: &World, instance: &Instance, day: u32) -> u64 {
        let (s, t) = (&world.settings, day as usize);
        let counts = &instance.counts;
        if s.sum_from_camps {
            (0..counts.camps.len()).map(|c| data(world, instance, c, t)).sum()
        } else {
            let at = |t: usize| counts.total.get(t).copied().unwrap_or(0.0);
            let base = if s.empty_camps_on_day0 { at(0) } else { 0.0 };
            cut(((at(t) - base) / s.hasten).max(0.0))
        }
    }

    /// The rise of the total since the beginning, in agents; negative where it fell. People who are in no camp of the
    /// instance count here.
    fn risen(world: &World, instance: &Instance, day: u32) -> i64 {
        let s = &world.settings;
        let of = |day: u32| {
            let other = if s.sum_from_camps {
                instance.counts.other_agents(day as usize, s.hasten)
            } else {
                0
            };
            i64::try_from(Self::counted(world, instance, day) + other).unwrap_or(i64::MAX)
        };
        let inserted = s.insert_day0 || s.empty_camps_on_day0;
        of(day) - if inserted { of(0) } else { 0 }
    }

    /// Agents made beyond the rise of the total: they are owed to later rises.
    pub(crate) fn debt(&self, world: &World, instance: &Instance, day: u32) -> u64 {
        let made = i64::try_from(self.made).unwrap_or(i64::MAX);
        u64::try_from(made - Self::risen(world, instance, day)).unwrap_or(0)
    }

    /// Those who are made on a day.
    pub(crate) fn day(
        &mut self,
        world: &World,
        instance: &Instance,
        today: &Day,
        day: u32,
        draws: &mut Draws,
    ) -> Inflow {
        let s = &world.settings;
        let mut inflow = Inflow::default();
        let zone = |place: usize| {
            if s.conflict_zones_only {
                return today.violence(place);
            }
            match today.kind.get(place) {
                Some(kind) if !kind.is_camp() && !matches!(kind, Kind::Marker | Kind::Hub) => {
                    if today.in_conflict(place) {
                        today.violence(place)
                    } else {
                        1.0
                    }
                }
                _ => 0.0,
            }
        };
        match &s.spawn {
            Spawn::Counts => {
                let mut sum = 0.0;
                for (place, people) in self.population.iter().enumerate() {
                    let weight = people * zone(place);
                    if weight > 0.0 {
                        sum += weight;
                        inflow
                            .weights
                            .push((u32::try_from(place).unwrap_or(u32::MAX), sum));
                    }
                }
                // A fall of the total is owed: nobody is made until it is above those who were made again. Nor is
                // anybody while there is nowhere to flee from; they are made when there is.
                if sum > 0.0 {
                    let risen = u64::try_from(Self::risen(world, instance, day)).unwrap_or(0);
                    inflow.drawn = risen.saturating_sub(self.made);
                    self.made += inflow.drawn;
                }
            }
            Spawn::Constant(persons) => self.each(&mut inflow, zone, |z, _| z * persons / s.hasten),
            Spawn::Poisson(persons) => {
                let mut sample = |mean: f64| Poisson::new(mean).map_or(0.0, |p| p.sample(draws));
                self.each(&mut inflow, zone, |z, _| {
                    if z > 0.0 {
                        sample(z * persons / s.hasten)
                    } else {
                        0.0
                    }
                });
            }
            Spawn::Share(share) => self.each(&mut inflow, zone, |z, people| z * share * people),
            Spawn::FloodConstant(list) => {
                let level = |place: usize| level(today, place, list);
                self.each(&mut inflow, level, |persons, _| persons / s.hasten);
            }
            Spawn::FloodShare(list) => {
                let level = |place: usize| level(today, place, list);
                self.each(&mut inflow, level, |share, people| share * people);
            }
        }
        inflow
    }

    fn each(
        &self,
        inflow: &mut Inflow,
        zone: impl Fn(usize) -> f64,
        mut number: impl FnMut(f64, f64) -> f64,
    ) {
        for (place, people) in self.population.iter().enumerate() {
            let n = cut(number(zone(place), *people));
            if n > 0 {
                inflow.fixed.push((u32::try_from(place).unwrap_or(u32::MAX), n));
            }
        }
    }

    /// Takes those who fled from the place's population, where the settings say so. Returns how many could.
    pub(crate) fn take(&mut self, world: &World, place: u32, agents: u64) -> u64 {
        if !world.settings.take_from_population {
            return agents;
        }
        let Some(left) = self.population.get_mut(place as usize) else {
            return 0;
        };
        let agents = agents.min(cut(*left));
        *left -= agents as f64;
        agents
    }

    /// The class of somebody who flees a place.
    pub(crate) fn class(&self, world: &World, place: u32, draws: &mut Draws) -> Class {
        let mut class = Class {
            home: place,
            avoids: false,
        };
        let rules = world.settings.persons;
        if rules.any() {
            let age = self
                .age
                .as_ref()
                .and_then(|d| pick(d, place, draws))
                .and_then(years);
            let gender = self.gender.as_ref().and_then(|d| pick(d, place, draws));
            class.avoids = avoids(world, age, gender);
        }
        class
    }
}

impl Spawner {
    /// The share of those who flee a place that avoid hazards.
    pub(crate) fn avoiding(&self, world: &World, place: u32) -> f64 {
        if !world.settings.persons.any() {
            return 0.0;
        }
        let shares = |from: &Option<Demographics>| -> Vec<(Option<String>, f64)> {
            let Some(from) = from else {
                return vec![(None, 1.0)];
            };
            let sum: f64 = from.at(place).iter().sum();
            let weights = from
                .at(place)
                .iter()
                .map(|w| if sum > 0.0 { w / sum } else { 0.0 });
            from.values.iter().cloned().map(Some).zip(weights).collect()
        };
        let mut share = 0.0;
        for (age, a) in &shares(&self.age) {
            for (gender, g) in &shares(&self.gender) {
                if avoids(world, age.as_deref().and_then(years), gender.as_deref()) {
                    share += a * g;
                }
            }
        }
        share.clamp(0.0, 1.0)
    }
}

/// Whether somebody of this age and gender avoids hazards.
pub(crate) fn avoids(world: &World, age: Option<f64>, gender: Option<&str>) -> bool {
    let rules = world.settings.persons;
    let child = age.is_some_and(|a| a < 18.0);
    let is = |letter: &str| gender.is_some_and(|g| g.to_lowercase().starts_with(letter));
    let avoids = (rules.children_avoid_hazards && child)
        || (rules.women_avoid_hazards && is("f"))
        || (rules.elderly_avoid_hazards && age.is_some_and(|a| a > 65.0));
    avoids && !(rules.boys_take_risk && child && is("m"))
}

/// The first number of a text such as `5` or `5-9`.
pub(crate) fn years(text: &str) -> Option<f64> {
    let digits: String = text
        .chars()
        .take_while(|c| c.is_ascii_digit() || *c == '.')
        .collect();
    digits.parse().ok()
}

fn pick<'d>(from: &'d Demographics, place: u32, draws: &mut Draws) -> Option<&'d str> {
    let weights = from.at(place);
    let mut at = draws.fine() * weights.iter().sum::<f64>();
    let mut last = None;
    for (value, weight) in from.values.iter().zip(weights).filter(|(_, w)| **w > 0.0) {
        last = Some(value.as_str());
        if at < *weight {
            break;
        }
        at -= weight;
    }
    last
}

fn level(today: &Day, place: usize, list: &[f64]) -> f64 {
    match today.flood.get(place) {
        Some(level) if *level > 0 => list.get(*level).or(list.last()).copied().unwrap_or(0.0),
        _ => 0.0,
    }
}

/// Agents counted in a camp on a day, as the run is held to them.
pub(crate) fn data(world: &World, instance: &Instance, camp: usize, day: usize) -> u64 {
    let s = &world.settings;
    let base = if s.empty_camps_on_day0 {
        instance.counts.agents(camp, 0, s.hasten)
    } else {
        0
    };
    instance.counts.agents(camp, day, s.hasten).saturating_sub(base)
}
