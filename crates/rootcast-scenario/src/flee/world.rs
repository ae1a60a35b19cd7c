//! The instance as the rules see it: places, roads, the paths a person may choose among, and what holds on a day.

mod day;
mod paths;

pub(crate) use day::{Class, Day};
pub(crate) use paths::Paths;

use super::{
    error::Result, geography::Kind, instance::Instance, schedule::Closed, settings::Settings,
    table::same_name,
};

/// What does not change in a run.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) settings: Settings,
    pub(crate) paths: Paths,
    /// Per place.
    pub(crate) kinds: Vec<Kind>,
    pub(crate) foreign: Vec<bool>,
    pub(crate) population: Vec<f64>,
    /// Agents a place holds; 0 for no limit.
    pub(crate) capacity: Vec<f64>,
    /// Chance of being taken out of the run, a day.
    pub(crate) sink: Vec<f32>,
    /// Factor of the economic pull.
    pub(crate) pull: Vec<f64>,
    /// Distance in kilometres between two places by their coordinates.
    coordinates: Vec<(f64, f64)>,
    /// Per road.
    pub(crate) speed: Vec<f32>,
    /// Kilometres a day on foot.
    pub(crate) walk: f32,
    /// One over the kilometres of a full day.
    pub(crate) per_day: f32,
    /// Day of conflict where no table gives it, by place.
    conflict_day: Vec<Option<u32>>,
    closures: Vec<Effect>,
}

/// A closure as its effect on roads and camps.
#[derive(Clone, Debug)]
struct Effect {
    from: i64,
    until: i64,
    roads: Vec<u32>,
    camp: Option<u32>,
    unforced: Vec<u32>,
}

impl World {
    /// Joins an instance and settings.
    ///
    /// # Errors
    /// There are more paths than can be kept.
    pub(crate) fn new(instance: &Instance, settings: &Settings) -> Result<Self> {
        let places = &instance.locations;
        let attribute = |i: usize, key: &str| places.get(i).and_then(|l| l.attributes.get(key)).copied();
        let kinds: Vec<Kind> = places.iter().map(|l| l.kind).collect();
        let paths = Paths::new(instance, settings)?;
        let closures = instance
            .closures
            .iter()
            .map(|c| effect(instance, c.from, c.until, &c.what))
            .collect();
        // Speeds are at most 10^12, well within an f32.
        #[allow(clippy::cast_possible_truncation)]
        let speed = |km: f64| km as f32;
        Ok(Self {
            paths,
            foreign: places.iter().map(|l| l.foreign).collect(),
            population: places.iter().map(|l| l.population / settings.hasten).collect(),
            capacity: capacities(instance, settings),
            sink: (0..places.len())
                .map(|i| {
                    let taken = if settings.camps_are_sinks && kinds.get(i).is_some_and(|k| k.is_camp()) {
                        attribute(i, "deactivation_probability").unwrap_or(0.0)
                    } else {
                        0.0
                    };
                    speed(taken.clamp(0.0, 1.0))
                })
                .collect(),
            pull: (0..places.len())
                .map(|i| {
                    if !settings.economic_pull || !places.get(i).is_some_and(|l| l.foreign) {
                        return 1.0;
                    }
                    let development = attribute(i, "hdi").unwrap_or(0.0);
                    (1.0 + attribute(i, "trade_volume").unwrap_or(0.0) + development * development).max(0.0)
                })
                .collect(),
            coordinates: places.iter().map(|l| (l.latitude, l.longitude)).collect(),
            speed: instance
                .links
                .iter()
                .map(|l| {
                    speed(l.speed.unwrap_or(if l.crossing {
                        settings.crossing_speed
                    } else {
                        settings.move_speed
                    }))
                })
                .collect(),
            walk: speed(settings.walk_speed),
            per_day: speed(1.0 / settings.move_speed),
            conflict_day: places.iter().map(|l| l.conflict_day).collect(),
            closures,
            kinds,
            settings: settings.clone(),
        })
    }

    /// Great-circle distance in kilometres (haversine).
    pub(crate) fn apart(&self, a: u32, b: u32) -> f64 {
        let at = |i: u32| self.coordinates.get(i as usize).copied().unwrap_or_default();
        let ((lat1, lon1), (lat2, lon2)) = (at(a), at(b));
        let half = |degrees: f64| (degrees.to_radians() / 2.0).sin().powi(2);
        let h = half(lat2 - lat1) + lat1.to_radians().cos() * lat2.to_radians().cos() * half(lon2 - lon1);
        2.0 * 6371.0 * h.clamp(0.0, 1.0).sqrt().asin()
    }

    /// Number of places.
    pub(crate) fn places(&self) -> usize {
        self.kinds.len()
    }
}

/// Agents that places hold beyond those they held on day 0. Nobody more fits where the count of day 0 is at the
/// capacity: then the least capacity is kept, which is not the 0 that stands for no limit.
fn capacities(instance: &Instance, settings: &Settings) -> Vec<f64> {
    let mut capacities: Vec<f64> = instance
        .locations
        .iter()
        .map(|l| l.capacity / settings.hasten)
        .collect();
    if settings.insert_day0 && !settings.empty_camps_on_day0 {
        for (camp, place) in instance.counts.camps.iter().enumerate() {
            if let Some(capacity) = capacities.get_mut(*place as usize)
                && *capacity > 0.0
            {
                *capacity = (*capacity - instance.counts.agents(camp, 0, settings.hasten) as f64).max(0.0);
            }
        }
    }
    for capacity in &mut capacities {
        *capacity *= settings.capacity_scaling;
    }
    capacities
}

fn effect(instance: &Instance, from: i64, until: i64, what: &Closed) -> Effect {
    let country = |place: u32| {
        instance
            .locations
            .get(place as usize)
            .map(|l| same_name(&l.country))
    };
    let roads = |test: &dyn Fn(u32, u32) -> bool| -> Vec<u32> {
        // Fewer than 2^32 roads: the reader's limit.
        #[allow(clippy::cast_possible_truncation)]
        instance
            .links
            .iter()
            .enumerate()
            .filter(|(_, l)| test(l.from, l.to))
            .map(|(i, _)| i as u32)
            .collect()
    };
    let mut effect = Effect {
        from,
        until,
        roads: Vec::new(),
        camp: None,
        unforced: Vec::new(),
    };
    match what {
        Closed::Border(a, b) => {
            let joins = |f, t| country(f).as_ref() == Some(a) && country(t).as_ref() == Some(b);
            effect.roads = roads(&|f, t| joins(f, t) || joins(t, f));
        }
        Closed::Place(place) => effect.roads = roads(&|f, t| f == *place || t == *place),
        Closed::Road(a, b) => effect.roads = roads(&|f, t| (f, t) == (*a, *b) || (f, t) == (*b, *a)),
        Closed::Camp(place) => effect.camp = Some(*place),
        Closed::Redirection(a, b) => effect.unforced = roads(&|f, t| (f, t) == (*a, *b)),
    }
    effect
}
