//! What `simsetting.yml` says: how people are inserted, how they move, and by how many persons an agent stands for.

mod keys;
mod value;

use super::{
    error::{Error, Result},
    table::{Files, nearest},
    yaml,
};

/// What the two switches mean that the original reads and, by a mistake in its reader, never obeys
/// (`move_rules: two_system_decision_making` and `spawn_rules: camps_are_sinks`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Switches {
    /// As the original runs: both are read and have no effect. Its published figures were made this way.
    #[default]
    AsRun,
    /// As the original's documentation says: `camps_are_sinks` takes people out of camps with the probability of their
    /// column `deactivation_probability`; `two_system_decision_making` is refused, its rule being nowhere described.
    AsWritten,
}

/// How people who flee are made.
#[derive(Clone, Debug, PartialEq)]
pub enum Spawn {
    /// The daily rise of the total that was counted (the default).
    Counts,
    /// This many persons a day and conflict zone at intensity 1.
    Constant(f64),
    /// A Poisson number with this mean.
    Poisson(f64),
    /// This share of the zone's population a day at intensity 1.
    Share(f64),
    /// By flood level, persons a day.
    FloodConstant(Vec<f64>),
    /// By flood level, share of the population left.
    FloodShare(Vec<f64>),
}

/// The rules on floods.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FloodRules {
    /// Chance of leaving a flooded place in a day, by level; level 0 is not used.
    pub move_chances: Vec<f64>,
    /// Factor on the attraction of a flooded place, by level; level 0 is not used.
    pub weights: Vec<f64>,
}

/// The rules on persons' attributes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // One switch each in the file.
pub struct PersonRules {
    /// Under 18: a hazard's weight counts twice (is squared).
    pub children_avoid_hazards: bool,
    /// Women, likewise.
    pub women_avoid_hazards: bool,
    /// Over 65, likewise.
    pub elderly_avoid_hazards: bool,
    /// Boys under 18 do not avoid hazards.
    pub boys_take_risk: bool,
}

impl PersonRules {
    pub(crate) fn any(self) -> bool {
        self != Self::default()
    }
}

/// The settings of a run.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::struct_excessive_bools)] // One switch each in the file.
pub struct Settings {
    /// Persons an agent stands for (`optimisations: hasten`), at least 1.
    pub hasten: f64,
    /// Days to run; the period's where absent (`number_of_steps`).
    pub days: Option<u32>,
    /// File of conflicts in place of `conflicts.csv`.
    pub conflict_file: Option<String>,
    /// File of flood levels in place of `flood_level.csv`.
    pub flood_file: Option<String>,
    /// Intensity of a conflict where no file gives one.
    pub default_intensity: f64,
    /// How people are made.
    pub spawn: Spawn,
    /// Those who flee are taken from the place's population.
    pub take_from_population: bool,
    /// Camps hold the day-0 counts at the beginning.
    pub insert_day0: bool,
    /// Camps begin empty and the day-0 counts are taken off the data.
    pub empty_camps_on_day0: bool,
    /// The total is the sum over camps, not the file of the total.
    pub sum_from_camps: bool,
    /// People come from conflict zones only; otherwise from every town too.
    pub conflict_zones_only: bool,
    /// Factor on a zone's weight by age of the conflict; empty without decay.
    pub decay: Vec<f64>,
    /// Days for each step of `decay`, at least 1.
    pub decay_interval: u32,
    /// Camps take people out of the run with `deactivation_probability`.
    pub camps_are_sinks: bool,
    /// People of `agents.csv` are in the run from the beginning.
    pub read_agents: bool,
    /// Kilometres a day.
    pub move_speed: f64,
    /// Kilometres a day on foot.
    pub walk_speed: f64,
    /// Kilometres a day over water (links with a column `crossing` above 0).
    pub crossing_speed: f64,
    /// Factor on places abroad.
    pub foreign_weight: f64,
    /// Factor on camps.
    pub camp_weight: f64,
    /// Factor on conflict zones.
    pub conflict_weight: f64,
    /// Population to this power is a factor on places that are no camps; absent without the rule.
    pub population_power: Option<f64>,
    /// Chance of leaving a conflict zone in a day.
    pub conflict_chance: f64,
    /// Chance of leaving a camp in a day.
    pub camp_chance: f64,
    /// Chance of leaving a camp for the displaced at home in a day.
    pub idp_camp_chance: f64,
    /// Chance of leaving any other place in a day.
    pub default_chance: f64,
    /// Population at which chances are as given.
    pub population_base: f64,
    /// Power of population over base on the chance; 0 without the rule.
    pub population_scale: f64,
    /// Places along a path that a person knows; −1 ignores distance and kind, 0 kind.
    pub awareness: i8,
    /// Factor on capacities.
    pub capacity_scaling: f64,
    /// Share of capacity from which a place attracts less.
    pub capacity_buffer: f64,
    /// Kilometres added to every distance.
    pub softening: f64,
    /// Added to every place's score.
    pub weight_softening: f64,
    /// Power of the whole weight.
    pub weight_power: f64,
    /// Power of distance.
    pub distance_power: f64,
    /// Paths below this share of the best are left out; 1 or more keeps all.
    pub pruning: f64,
    /// Power of the distance from home; absent without the rule.
    pub home_power: Option<f64>,
    /// No halt in a town before half a day's way in two days.
    pub avoid_short_stints: bool,
    /// The first link is walked.
    pub start_on_foot: bool,
    /// Trade and human development attract.
    pub economic_pull: bool,
    /// Hunger raises the chance of leaving (`region_attributes_IPC.csv`).
    pub flee_when_starving: bool,
    /// The rules on persons.
    pub persons: PersonRules,
    /// The rules on floods; absent without them.
    pub floods: Option<FloodRules>,
}

impl Default for Settings {
    /// The defaults of the format's documentation.
    fn default() -> Self {
        Self {
            hasten: 1.0,
            days: None,
            conflict_file: None,
            flood_file: None,
            default_intensity: 1.0,
            spawn: Spawn::Counts,
            take_from_population: false,
            insert_day0: true,
            empty_camps_on_day0: false,
            sum_from_camps: true,
            conflict_zones_only: true,
            decay: Vec::new(),
            decay_interval: 30,
            camps_are_sinks: false,
            read_agents: false,
            move_speed: 360.0,
            walk_speed: 35.0,
            crossing_speed: 20.0,
            foreign_weight: 1.0,
            camp_weight: 1.0,
            conflict_weight: 0.1_f64.sqrt(),
            population_power: None,
            conflict_chance: 1.0,
            camp_chance: 0.001,
            idp_camp_chance: 0.1,
            default_chance: 0.3,
            population_base: 10_000.0,
            population_scale: 0.0,
            awareness: 1,
            capacity_scaling: 1.0,
            capacity_buffer: 0.9,
            softening: 10.0,
            weight_softening: 0.0,
            weight_power: 1.0,
            distance_power: 1.0,
            pruning: 1.0,
            home_power: None,
            avoid_short_stints: false,
            start_on_foot: false,
            economic_pull: false,
            flee_when_starving: false,
            persons: PersonRules::default(),
            floods: None,
        }
    }
}

impl Settings {
    /// Reads settings. A key that is absent keeps its default; a key that is not known is an error.
    ///
    /// # Errors
    /// Not YAML; a key that is not known, with the nearest that is; a value out of its range; a rule that is not offered.
    pub fn read(files: &Files, file: &str, switches: Switches) -> Result<Self> {
        let bytes = files.get(file).ok_or_else(|| Error::Missing {
            file: file.to_owned(),
            what: "the settings of the run; name the file".to_owned(),
        })?;
        let text = std::str::from_utf8(bytes).map_err(|e| {
            Error::bad(
                file,
                0,
                "",
                format!("this is not UTF-8 text ({e}); save it again as such"),
            )
        })?;
        let mut settings = Self::default();
        if let Some(document) = yaml::parse(file, text.trim_start_matches('\u{feff}'))? {
            keys::apply(&mut settings, file, &document, switches)?;
        }
        settings.check(file)?;
        Ok(settings)
    }

    /// What no single key can show to be wrong.
    fn check(&self, file: &str) -> Result<()> {
        let floods = matches!(self.spawn, Spawn::FloodConstant(_) | Spawn::FloodShare(_));
        if floods && self.conflict_zones_only {
            return Err(Error::bad(
                file,
                0,
                "spawn_rules: conflict_zone_spawning_only",
                "people come from floods and from conflicts only; set it to False with flood_zone_spawning_only",
            ));
        }
        if self.empty_camps_on_day0 && self.read_agents {
            return Err(Error::bad(
                file,
                0,
                "spawn_rules: read_from_agents_csv_file",
                "camps begin empty and people are put into them; drop one of the two",
            ));
        }
        Ok(())
    }

    /// Whether persons differ in their choice beyond where they are, so that each has a class.
    pub(crate) fn has_classes(&self) -> bool {
        self.persons.any() || self.home_power.is_some()
    }
}

/// The error for a key that is not known.
fn unknown(file: &str, line: u64, section: &str, key: &str, known: &[&str]) -> Error {
    let nearest = nearest(key, known.iter().copied()).map_or_else(
        || format!("known here: {}", known.join(", ")),
        |name| format!("did you mean `{name}`? Correct it or take it out"),
    );
    let column = if section.is_empty() {
        key.to_owned()
    } else {
        format!("{section}: {key}")
    };
    Error::UnknownKey {
        at: super::error::Place {
            file: file.to_owned(),
            line,
            column,
        },
        nearest,
    }
}
