//! Every key of the settings, by section.

use super::super::{
    error::{Error, Result},
    yaml::Node,
};
use super::{FloodRules, Settings, Spawn, Switches, unknown, value::Value};

/// The greatest number that a setting may be.
const MOST: f64 = 1e12;

const SECTIONS: &[&str] = &[
    "log_levels",
    "spawn_rules",
    "move_rules",
    "optimisations",
    "number_of_steps",
    "conflict_input_file",
    "flood_level_input_file",
    "default_conflict_intensity",
];
const LOGS: &[&str] = &[
    "agent",
    "link",
    "camp",
    "conflict",
    "init",
    "idp_totals",
    "granularity",
];
const SPAWN: &[&str] = &[
    "take_from_population",
    "insert_day0",
    "empty_camps_on_day0",
    "conflict_zone_spawning_only",
    "flood_zone_spawning_only",
    "camps_are_sinks",
    "read_from_agents_csv_file",
    "sum_from_camps",
    "conflict_spawn_decay",
    "conflict_spawn_decay_interval",
    "average_social_connectivity",
    "conflict_driven_spawning",
    "flood_driven_spawn_mode",
    "flood_driven_spawning",
];
const MOVE: &[&str] = &[
    "max_move_speed",
    "max_walk_speed",
    "max_crossing_speed",
    "camp_weight",
    "conflict_weight",
    "foreign_weight",
    "use_pop_for_loc_weight",
    "pop_power_for_loc_weight",
    "conflict_movechance",
    "camp_movechance",
    "idpcamp_movechance",
    "default_movechance",
    "movechance_pop_base",
    "movechance_pop_scale_factor",
    "awareness_level",
    "capacity_scaling",
    "capacity_buffer",
    "softening",
    "weight_softening",
    "weight_power",
    "distance_power",
    "pruning_threshold",
    "fixed_routes",
    "avoid_short_stints",
    "start_on_foot",
    "stay_close_to_home",
    "home_distance_power",
    "use_v1_rules",
    "use_economic_pull",
    "ChildrenAvoidHazards",
    "WomenAvoidHazards",
    "ElderlyAvoidHazards",
    "BoysTakeRisk",
    "MatchCampReligion",
    "MatchCampEthnicity",
    "MatchTownEthnicity",
    "MatchConflictEthnicity",
    "avg_religion_fraction",
    "two_system_decision_making",
    "flee_when_starving",
    "flood_rules",
    "max_flood_level",
    "flood_movechances",
    "flood_loc_weights",
];
const FLOODS: &[&str] = &[
    "max_flood_level",
    "flood_movechances",
    "flood_loc_weights",
    "flood_forecaster",
    "flood_forecaster_timescale",
    "flood_forecaster_end_time",
    "flood_forecaster_weights",
    "flood_awareness_weights",
];

/// Takes every key of a document into the settings.
pub(super) fn apply(settings: &mut Settings, file: &str, document: &Node, switches: Switches) -> Result<()> {
    for value in entries(file, "", document)? {
        match value.key.as_str() {
            "log_levels" => logs(&value)?,
            "spawn_rules" => spawn(settings, &value, switches)?,
            "move_rules" => moves(settings, &value, switches)?,
            "optimisations" => {
                for v in entries(file, "optimisations", value.node)? {
                    match last(&v.key) {
                        "hasten" => settings.hasten = v.number(1.0, MOST)?,
                        key => return Err(unknown(file, v.line, "optimisations", key, &["hasten"])),
                    }
                }
            }
            "number_of_steps" => settings.days = u32::try_from(value.whole(-1, 1_000_000)?).ok(),
            "conflict_input_file" => settings.conflict_file = value.string()?,
            "flood_level_input_file" => settings.flood_file = value.string()?,
            "default_conflict_intensity" => settings.default_intensity = value.number(0.0, MOST)?,
            key => return Err(unknown(file, value.line, "", key, SECTIONS)),
        }
    }
    Ok(())
}

/// The entries of a section; an empty section has none.
fn entries<'a>(file: &'a str, section: &str, node: &'a Node) -> Result<Vec<Value<'a>>> {
    let key_of = |key: &str| {
        if section.is_empty() {
            key.to_owned()
        } else {
            format!("{section}: {key}")
        }
    };
    match node {
        Node::Map { entries, .. } => Ok(entries
            .iter()
            .map(|(line, key, node)| Value {
                file,
                line: *line,
                key: key_of(key),
                node,
            })
            .collect()),
        Node::Scalar { text, .. } if text.is_empty() || text == "~" => Ok(Vec::new()),
        other => Err(Error::bad(
            file,
            other.line(),
            section,
            "a section of `key: value` lines is expected here",
        )),
    }
}

fn last(key: &str) -> &str {
    key.rsplit(": ").next().unwrap_or(key)
}

/// What the original logs. The levels are checked and have no effect here: what they would print is in every result.
fn logs(section: &Value<'_>) -> Result<()> {
    for value in entries(section.file, "log_levels", section.node)? {
        match last(&value.key) {
            "granularity" => match value.string()?.as_deref() {
                Some("location" | "region") => {}
                _ => return Err(value.bad("`location` or `region` is expected")),
            },
            key if LOGS.contains(&key) => {
                value.whole(0, 3)?;
            }
            key => return Err(unknown(section.file, value.line, "log_levels", key, LOGS)),
        }
    }
    Ok(())
}

fn spawn(settings: &mut Settings, section: &Value<'_>, switches: Switches) -> Result<()> {
    let mut flood_zones_only = false;
    for value in entries(section.file, "spawn_rules", section.node)? {
        match last(&value.key) {
            "take_from_population" => settings.take_from_population = value.switch()?,
            "insert_day0" => settings.insert_day0 = value.switch()?,
            "empty_camps_on_day0" => settings.empty_camps_on_day0 = value.switch()?,
            "conflict_zone_spawning_only" => settings.conflict_zones_only = value.switch()?,
            "flood_zone_spawning_only" => flood_zones_only = value.switch()?,
            "camps_are_sinks" => {
                settings.camps_are_sinks = value.switch()? && switches == Switches::AsWritten;
            }
            "read_from_agents_csv_file" => settings.read_agents = value.switch()?,
            "sum_from_camps" => settings.sum_from_camps = value.switch()?,
            "conflict_spawn_decay" => settings.decay = value.numbers(0.0, MOST)?,
            "conflict_spawn_decay_interval" => {
                settings.decay_interval = u32::try_from(value.whole(1, 1_000_000)?).unwrap_or(30);
            }
            // Used by the rule of two systems only, which is refused where it is asked for.
            "average_social_connectivity" => {
                value.number(0.0, MOST)?;
            }
            "conflict_driven_spawning" => conflict_spawning(settings, &value)?,
            // The documentation has both names, and the second also as a bare switch.
            "flood_driven_spawning" if matches!(value.node, Node::Scalar { .. }) => {
                value.switch()?;
            }
            "flood_driven_spawn_mode" | "flood_driven_spawning" => flood_spawning(settings, &value)?,
            key => return Err(unknown(section.file, value.line, "spawn_rules", key, SPAWN)),
        }
    }
    if flood_zones_only {
        settings.conflict_zones_only = false;
        if settings.spawn == Spawn::Counts {
            settings.spawn = Spawn::FloodShare(vec![0.0, 0.1, 0.2, 0.5, 0.9]);
        }
    }
    Ok(())
}

fn conflict_spawning(settings: &mut Settings, section: &Value<'_>) -> Result<()> {
    let (mut mode, mut size) = ("constant".to_owned(), None);
    for value in entries(section.file, "conflict_driven_spawning", section.node)? {
        match last(&value.key) {
            "spawn_mode" => mode = value.string()?.unwrap_or_default(),
            "displaced_per_conflict_day" => size = Some(value.number(0.0, MOST)?),
            key => {
                let known = ["spawn_mode", "displaced_per_conflict_day"];
                return Err(unknown(
                    section.file,
                    value.line,
                    "conflict_driven_spawning",
                    key,
                    &known,
                ));
            }
        }
    }
    settings.spawn = match mode.to_lowercase().as_str() {
        "constant" => Spawn::Constant(size.unwrap_or(500.0)),
        "poisson" => Spawn::Poisson(size.unwrap_or(500.0)),
        "pop_ratio" => Spawn::Share(size.unwrap_or(0.01)),
        _ => {
            return Err(section.bad(format!(
                "spawn_mode `{mode}` is none of constant, poisson, pop_ratio"
            )));
        }
    };
    Ok(())
}

fn flood_spawning(settings: &mut Settings, section: &Value<'_>) -> Result<()> {
    let (mut mode, mut sizes) = ("pop_ratio".to_owned(), vec![0.0, 0.1, 0.2, 0.5, 0.9]);
    for value in entries(section.file, "flood_driven_spawn_mode", section.node)? {
        match last(&value.key) {
            "flood_spawn_mode" => mode = value.string()?.unwrap_or_default(),
            "displaced_per_flood_day" => sizes = value.numbers(0.0, MOST)?,
            key => {
                let known = ["flood_spawn_mode", "displaced_per_flood_day"];
                return Err(unknown(
                    section.file,
                    value.line,
                    "flood_driven_spawn_mode",
                    key,
                    &known,
                ));
            }
        }
    }
    settings.spawn = match mode.to_lowercase().as_str() {
        "constant" => Spawn::FloodConstant(sizes),
        "pop_ratio" => Spawn::FloodShare(sizes),
        _ => {
            return Err(section.bad(format!(
                "flood_spawn_mode `{mode}` is neither constant nor pop_ratio"
            )));
        }
    };
    Ok(())
}

#[allow(clippy::too_many_lines)] // One line a key.
fn moves(settings: &mut Settings, section: &Value<'_>, switches: Switches) -> Result<()> {
    let (mut population, mut population_power) = (false, 0.1);
    let (mut home, mut home_power) = (false, 0.5);
    let mut first_version = false;
    for value in entries(section.file, "move_rules", section.node)? {
        match last(&value.key) {
            "max_move_speed" => settings.move_speed = value.number(1e-3, MOST)?,
            "max_walk_speed" => settings.walk_speed = value.number(1e-3, MOST)?,
            "max_crossing_speed" => settings.crossing_speed = value.number(1e-3, MOST)?,
            "camp_weight" => settings.camp_weight = value.number(0.0, MOST)?,
            "conflict_weight" => settings.conflict_weight = value.number(0.0, MOST)?,
            "foreign_weight" => settings.foreign_weight = value.number(0.0, MOST)?,
            "use_pop_for_loc_weight" => population = value.switch()?,
            "pop_power_for_loc_weight" => population_power = value.number(-10.0, 10.0)?,
            "conflict_movechance" => settings.conflict_chance = value.number(0.0, 1.0)?,
            "camp_movechance" => settings.camp_chance = value.number(0.0, 1.0)?,
            "idpcamp_movechance" => settings.idp_camp_chance = value.number(0.0, 1.0)?,
            "default_movechance" => settings.default_chance = value.number(0.0, 1.0)?,
            "movechance_pop_base" => settings.population_base = value.number(1e-9, MOST)?,
            "movechance_pop_scale_factor" => settings.population_scale = value.number(-10.0, 10.0)?,
            "awareness_level" => settings.awareness = i8::try_from(value.whole(-1, 3)?).unwrap_or(1),
            "capacity_scaling" => settings.capacity_scaling = value.number(0.0, MOST)?,
            "capacity_buffer" => settings.capacity_buffer = value.number(0.0, 1.0)?,
            "softening" => settings.softening = value.number(0.0, MOST)?,
            "weight_softening" => settings.weight_softening = value.number(0.0, MOST)?,
            "weight_power" => settings.weight_power = value.number(0.0, 100.0)?,
            "distance_power" => settings.distance_power = value.number(0.0, 100.0)?,
            "pruning_threshold" => settings.pruning = value.number(0.0, MOST)?,
            "fixed_routes" => {
                refuse(
                    &value,
                    "fixed_routes",
                    "all people of a place would share a route to save time; take it out",
                )?;
            }
            "avoid_short_stints" => settings.avoid_short_stints = value.switch()?,
            "start_on_foot" => settings.start_on_foot = value.switch()?,
            "stay_close_to_home" => home = value.switch()?,
            "home_distance_power" => home_power = value.number(0.0, 100.0)?,
            "use_v1_rules" => first_version = value.switch()?,
            "use_economic_pull" => settings.economic_pull = value.switch()?,
            "ChildrenAvoidHazards" => settings.persons.children_avoid_hazards = value.switch()?,
            "WomenAvoidHazards" => settings.persons.women_avoid_hazards = value.switch()?,
            "ElderlyAvoidHazards" => settings.persons.elderly_avoid_hazards = value.switch()?,
            "BoysTakeRisk" => settings.persons.boys_take_risk = value.switch()?,
            key @ ("MatchCampReligion"
            | "MatchCampEthnicity"
            | "MatchTownEthnicity"
            | "MatchConflictEthnicity") => {
                refuse(
                    &value,
                    key,
                    "how places carry a religion or ethnicity is nowhere described; set it to False",
                )?;
            }
            "avg_religion_fraction" => {
                value.number(1e-6, 1.0)?;
            }
            key @ "two_system_decision_making" => {
                let asked = value.switch()?;
                if asked && switches == Switches::AsWritten {
                    refuse(
                        &value,
                        key,
                        "the original never obeys it and describes no rule; run with the switches as run",
                    )?;
                }
            }
            "flee_when_starving" => settings.flee_when_starving = value.switch()?,
            "flood_rules" => {
                for v in entries(section.file, "flood_rules", value.node)? {
                    flood_rule(settings, &v)?;
                }
            }
            // The documentation of floods has these without the section `flood_rules` too.
            "max_flood_level" | "flood_movechances" | "flood_loc_weights" => flood_rule(settings, &value)?,
            key => return Err(unknown(section.file, value.line, "move_rules", key, MOVE)),
        }
    }
    settings.population_power = population.then_some(population_power);
    settings.home_power = home.then_some(home_power);
    if first_version {
        settings.move_speed = 200.0;
        settings.camp_weight = 2.0;
        settings.conflict_weight = 0.25;
        settings.avoid_short_stints = false;
        settings.start_on_foot = false;
    }
    Ok(())
}

fn flood_rule(settings: &mut Settings, value: &Value<'_>) -> Result<()> {
    let floods = settings.floods.get_or_insert_with(FloodRules::default);
    match last(&value.key) {
        // The lists say it: a level without an entry takes the last.
        "max_flood_level" => {
            value.whole(0, 4096)?;
        }
        "flood_movechances" => floods.move_chances = value.numbers(0.0, 1.0)?,
        "flood_loc_weights" => floods.weights = value.numbers(0.0, MOST)?,
        key @ "flood_forecaster" => {
            refuse(
                value,
                key,
                "how people weigh a forecast is described too loosely to follow; set it to False",
            )?;
        }
        // Read with the forecast only, which is refused where it is asked for.
        "flood_forecaster_timescale" | "flood_forecaster_end_time" => {
            value.whole(0, 1_000_000)?;
        }
        "flood_forecaster_weights" | "flood_awareness_weights" => {
            value.numbers(0.0, MOST)?;
        }
        key => return Err(unknown(value.file, value.line, "flood_rules", key, FLOODS)),
    }
    Ok(())
}

/// Refuses a rule that is switched on.
fn refuse(value: &Value<'_>, key: &str, instead: &str) -> Result<()> {
    if value.switch()? {
        return Err(Error::Unsupported {
            what: format!("{}:{}, `{key}: True`", value.file, value.line),
            instead: instead.to_owned(),
        });
    }
    Ok(())
}
