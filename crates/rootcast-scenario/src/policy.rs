//! A policy: dated levers on the one model, as a strict TOML document.
//!
//! Every lever has a kind, a first month and, where it ends, the month in which it is no longer in force. A key that is
//! not known, or does not belong to its kind, is an error with its line and the nearest known key. What a lever does to
//! the world in a month is in [`levers`]; how strongly it acts is a parameter, whose evidence is in [`crate::evidence`].

use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::model::world::World;

pub mod levers;

/// Why a policy cannot be used. All are faults of whoever wrote it.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("line {line} of the policy: {why}")]
pub struct PolicyError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, and what to do.
    pub why: String,
}

/// What a lever acts on, and the keys it takes beside `kind`, `from`, `until` and `note`.
pub const KINDS: &[(&str, &[&str], &str)] = &[
    (
        "pathway",
        &["pathway", "slots"],
        "sets the slots a month of a legal pathway",
    ),
    (
        "expulsion",
        &["share", "origins"],
        "expels this share of those encountered to the near side, with no penalty",
    ),
    (
        "penalty",
        &["share", "origins"],
        "removes this share of those encountered to their country, with a penalty",
    ),
    (
        "permit",
        &["days"],
        "lets those admitted work after this many days",
    ),
    (
        "return_flights",
        &["seats", "origins"],
        "returns up to this many people a month of each origin who have no status",
    ),
    (
        "transit",
        &["country", "factor"],
        "multiplies the odds of being held on links into a country; the effect decays",
    ),
    (
        "border",
        &["factor", "places"],
        "multiplies border effort in sectors",
    ),
    ("fence", &["share", "places"], "fences this share of a sector"),
    (
        "processing",
        &["people"],
        "limits the expulsions and removals a month that the border can carry out",
    ),
    (
        "port_slots",
        &["slots", "places"],
        "sets the people a month that ports take in",
    ),
    (
        "information",
        &["share", "origins"],
        "reaches this share of an origin's people with a campaign",
    ),
    (
        "crackdown",
        &["share"],
        "takes this share of guides out of the trade when it starts",
    ),
    (
        "investment",
        &["usd_a_year", "sector", "origins"],
        "disburses money in origins, with an effect that takes time",
    ),
    (
        "shock",
        &["homicide", "drought", "governance", "income", "origins"],
        "changes conditions in origins for a time",
    ),
];

/// What money is spent on: it decides which condition an investment changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sector {
    /// Jobs and business: income.
    Jobs,
    /// Security and justice: homicide.
    Security,
    /// Farming and water: drought.
    Climate,
    /// Institutions: governance.
    Governance,
}

/// A lever as it is written: which keys it may have depends on its kind ([`KINDS`]).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "the keys are documented with their kinds in KINDS")]
pub struct Lever {
    pub kind: String,
    pub from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pathway: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slots: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origins: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub places: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub factor: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seats: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub people: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usd_a_year: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sector: Option<Sector>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub homicide: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drought: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub governance: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub income: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    title: String,
    #[serde(default)]
    lever: Vec<Spanned<Lever>>,
}

/// A checked lever: names are numbers of the world, months count from its start.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Checked {
    at: usize,
    from: f64,
    until: f64,
    origins: Vec<usize>,
    places: Vec<usize>,
    pathway: usize,
}

/// A policy for a world.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Policy {
    /// What it is.
    pub title: String,
    /// Its levers, as written.
    pub levers: Vec<Lever>,
    #[serde(skip)]
    checked: Vec<Checked>,
}

impl Policy {
    /// A policy that changes nothing.
    pub fn none() -> Self {
        Self {
            title: "nothing changes".to_owned(),
            levers: Vec::new(),
            checked: Vec::new(),
        }
    }

    /// Reads a policy for a world.
    ///
    /// ```
    /// use rootcast_scenario::{model::world::World, policy::Policy};
    /// let world = World::reference()?;
    /// let text = "title = \"Fewer permits\"\n[[lever]]\nkind = \"permit\"\nfrom = \"2022-01\"\ndayz = 365\n";
    /// let error = Policy::from_toml(text, &world).unwrap_err();
    /// assert_eq!(error.to_string(), "line 5 of the policy: there is no key `dayz`; did you mean `days`?");
    /// # Ok::<(), rootcast_scenario::model::ModelError>(())
    /// ```
    pub fn from_toml(text: &str, world: &World) -> Result<Self, PolicyError> {
        let line = |at: usize| 1 + text.bytes().take(at).filter(|b| *b == b'\n').count();
        let document: Document = toml::from_str(text).map_err(|e| PolicyError {
            line: line(e.span().map_or(0, |s| s.start)),
            why: explain(e.message()),
        })?;
        let mut levers = Vec::new();
        let mut checked = Vec::new();
        for (at, spanned) in document.lever.into_iter().enumerate() {
            let begins = line(spanned.span().start);
            let lever = spanned.into_inner();
            checked.push(check(at, &lever, world).map_err(|why| PolicyError { line: begins, why })?);
            levers.push(lever);
        }
        Ok(Self {
            title: document.title,
            levers,
            checked,
        })
    }
}

/// An unknown key with the nearest known one; other messages as they are.
fn explain(message: &str) -> String {
    let mut words = message.split('`').skip(1).step_by(2);
    if message.starts_with("unknown field")
        && let Some(wrong) = words.next()
    {
        let hint = rootcast_core::nearest::nearest(wrong, words.clone());
        if hint.is_empty() {
            return format!(
                "there is no key `{wrong}`; known are {}",
                words.collect::<Vec<_>>().join(", ")
            );
        }
        return format!("there is no key `{wrong}`{hint}");
    }
    message.to_owned()
}

/// The keys that a lever has, beside those that all have.
fn keys(lever: &Lever) -> Vec<&'static str> {
    let given = [
        ("pathway", lever.pathway.is_some()),
        ("slots", lever.slots.is_some()),
        ("share", lever.share.is_some()),
        ("origins", lever.origins.is_some()),
        ("places", lever.places.is_some()),
        ("country", lever.country.is_some()),
        ("factor", lever.factor.is_some()),
        ("days", lever.days.is_some()),
        ("seats", lever.seats.is_some()),
        ("people", lever.people.is_some()),
        ("usd_a_year", lever.usd_a_year.is_some()),
        ("sector", lever.sector.is_some()),
        ("homicide", lever.homicide.is_some()),
        ("drought", lever.drought.is_some()),
        ("governance", lever.governance.is_some()),
        ("income", lever.income.is_some()),
    ];
    given
        .into_iter()
        .filter(|(_, is)| *is)
        .map(|(key, _)| key)
        .collect()
}

fn check(at: usize, lever: &Lever, world: &World) -> Result<Checked, String> {
    let Some((kind, known, _)) = KINDS.iter().find(|(k, _, _)| *k == lever.kind) else {
        let hint = rootcast_core::nearest::nearest(&lever.kind, KINDS.iter().map(|k| k.0));
        let all: Vec<&str> = KINDS.iter().map(|k| k.0).collect();
        return Err(format!(
            "there is no lever `{}`{hint}; levers are {}",
            lever.kind,
            all.join(", ")
        ));
    };
    let given = keys(lever);
    if let Some(wrong) = given.iter().find(|k| !known.contains(k)) {
        return Err(format!(
            "`{wrong}` does nothing for a lever `{kind}`; it takes {}",
            known.join(", ")
        ));
    }
    for key in known.iter().filter(|k| !matches!(**k, "origins" | "places")) {
        let any = *kind == "shock" && !given.is_empty();
        if !given.contains(key) && !any {
            return Err(format!("a lever `{kind}` needs `{key}`"));
        }
    }
    for (name, value, low, high) in [
        ("slots", lever.slots, 0.0, 1e9),
        ("share", lever.share, 0.0, 1.0),
        ("factor", lever.factor, 0.01, 100.0),
        ("days", lever.days, 0.0, 730.0),
        ("seats", lever.seats, 0.0, 1e9),
        ("people", lever.people, 0.0, 1e9),
        ("usd_a_year", lever.usd_a_year, 0.0, 1e13),
        ("homicide", lever.homicide, -500.0, 500.0),
        ("drought", lever.drought, -10.0, 10.0),
        ("governance", lever.governance, -10.0, 10.0),
        ("income", lever.income, -0.99, 10.0),
    ] {
        if let Some(v) = value.filter(|v| !(low..=high).contains(v)) {
            return Err(format!("`{name}` is {v}: it must be from {low} to {high}"));
        }
    }
    let start = month(&world.start)?;
    let from = month(&lever.from)? - start;
    let until = lever
        .until
        .as_deref()
        .map_or(Ok(f64::INFINITY), |u| month(u).map(|m| m - start))?;
    if until <= from {
        return Err(
            "`until` is not after `from`: it is the first month in which the lever is gone".to_owned(),
        );
    }
    let numbers =
        |names: &Option<Vec<String>>, find: &dyn Fn(&str) -> Result<usize, String>, all: usize| match names {
            None => Ok((0..all).collect::<Vec<usize>>()),
            Some(names) => names.iter().map(|n| find(n)).collect(),
        };
    let origins = numbers(
        &lever.origins,
        &|n| world.origin(n).map_err(|e| e.to_string()),
        world.origins.len(),
    )?;
    let places = numbers(
        &lever.places,
        &|n| world.place(n).map_err(|e| e.to_string()),
        world.places.len(),
    )?;
    if let Some(country) = &lever.country
        && !world.places.iter().any(|p| p.country == *country)
    {
        let hint = rootcast_core::nearest::nearest(country, world.places.iter().map(|p| p.country.as_str()));
        return Err(format!("no place of the world is in `{country}`{hint}"));
    }
    let pathway = match &lever.pathway {
        None => 0,
        Some(name) => world
            .pathways
            .iter()
            .position(|p| p.name == *name)
            .ok_or_else(|| {
                let hint =
                    rootcast_core::nearest::nearest(name, world.pathways.iter().map(|p| p.name.as_str()));
                format!("there is no pathway `{name}`{hint}")
            })?,
    };
    Ok(Checked {
        at,
        from,
        until,
        origins,
        places,
        pathway,
    })
}

/// Months since the year 0 of `YYYY-MM`.
pub(crate) fn month(text: &str) -> Result<f64, String> {
    let wrong = || format!("`{text}` is not a month: write it as 2023-01");
    let (year, month) = text.split_once('-').ok_or_else(wrong)?;
    match (year.parse::<u16>(), month.parse::<u8>()) {
        (Ok(y), Ok(m)) if year.len() == 4 && month.len() == 2 && (1..=12).contains(&m) => {
            Ok(f64::from(y) * 12.0 + f64::from(m) - 1.0)
        }
        _ => Err(wrong()),
    }
}

#[cfg(test)]
mod tests;
