//! The world of a model: origins, places, links, pathways and household types, as a data file states them.

use serde::{Deserialize, Serialize};

use super::ModelError;
use crate::graph::{Graph, Link, PlaceKind};

/// A household type: how its people travel and how a border treats them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Household {
    /// Its name.
    pub name: String,
    /// Its share of people at home.
    pub share: f64,
    /// Whether hazards weigh as for families.
    pub family: bool,
    /// Departures of its people relative to the mean.
    pub leaving: f64,
    /// The share of those encountered who are removed under a penalty, where no other rule is stated.
    pub removed: f64,
}

/// A place on the graph.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Its name.
    pub name: String,
    /// What it is to a journey.
    pub kind: PlaceKind,
    /// The country it is in, as a code: transit operations act on links that lead into it.
    pub country: String,
    /// For a port: people a month it takes in.
    #[serde(default)]
    pub slots: f64,
    /// For a port: the sector beside it, where those go who tire of waiting.
    #[serde(default)]
    pub beside: Option<String>,
}

/// A link by the names of its places; figures as in [`Link`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedLink {
    /// Where it starts.
    pub from: String,
    /// Where it leads.
    pub to: String,
    /// Days it takes.
    pub days: f64,
    /// What a guide takes for it, in US dollars.
    pub price_usd: f64,
    /// People a month before it is full; infinite when absent.
    #[serde(default = "unlimited")]
    pub capacity: f64,
    /// Probability of dying on it.
    pub death: f64,
    /// Probability of extortion on it.
    pub extortion: f64,
    /// Probability of being held and sent home on it.
    pub apprehension: f64,
}

fn unlimited() -> f64 {
    f64::INFINITY
}

/// An origin group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// Its code.
    pub code: String,
    /// The place its people leave from.
    pub place: String,
    /// People at home at the start.
    pub population: u64,
    /// Its people at the destination at the start.
    pub diaspora: u64,
    /// Yearly income a head, US dollars.
    pub income_usd: f64,
    /// Homicides a year per 100 000.
    pub homicide: f64,
    /// The share of people with relatives at the destination.
    pub tied: f64,
    /// Departures a month per 1 000 under the conditions at the start.
    pub leaving_per_1000: f64,
    /// The share of its people who can be expelled to the near side where the rule says so.
    pub expellable: f64,
    /// What its people expect at the start: the probability of being let in after an encounter.
    pub belief: f64,
}

/// A legal pathway.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pathway {
    /// Its name.
    pub name: String,
    /// Codes of the origins whose people may use it.
    pub origins: Vec<String>,
    /// Slots a month at the start.
    pub slots: f64,
    /// Mean months from application to arrival where slots are free.
    pub months: f64,
    /// Whether only people with relatives at the destination may use it (a sponsor).
    pub sponsor: bool,
    /// What it costs, in US dollars.
    pub price_usd: f64,
}

/// All of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct World {
    /// What it is and where its figures are from.
    pub title: String,
    /// Sources of its figures.
    pub sources: Vec<String>,
    /// The first month, as `2021-01`.
    pub start: String,
    /// Departures by calendar month relative to the mean, January first.
    pub season: Vec<f64>,
    /// Means of the poor, middle and better-off third, relative to the middle.
    pub means: Vec<f64>,
    /// Household types.
    #[serde(rename = "household")]
    pub households: Vec<Household>,
    /// Places.
    #[serde(rename = "place")]
    pub places: Vec<Place>,
    /// Links.
    #[serde(rename = "link")]
    pub links: Vec<NamedLink>,
    /// Origins.
    #[serde(rename = "origin")]
    pub origins: Vec<Origin>,
    /// Legal pathways.
    #[serde(rename = "pathway", default)]
    pub pathways: Vec<Pathway>,
}

impl World {
    /// The world that ships with Rootcast.
    pub fn reference() -> Result<Self, ModelError> {
        Self::from_toml(include_str!("../../data/world.toml"))
    }

    /// A world of its data file.
    pub fn from_toml(text: &str) -> Result<Self, ModelError> {
        let world: Self = toml::from_str(text).map_err(|e| ModelError::World(e.to_string()))?;
        world.graph()?;
        Ok(world)
    }

    /// The number of a place.
    pub fn place(&self, name: &str) -> Result<usize, ModelError> {
        self.places.iter().position(|p| p.name == name).ok_or_else(|| {
            let hint = rootcast_core::nearest::nearest(name, self.places.iter().map(|p| p.name.as_str()));
            ModelError::World(format!("there is no place `{name}`{hint}"))
        })
    }

    /// The number of an origin.
    pub fn origin(&self, code: &str) -> Result<usize, ModelError> {
        self.origins.iter().position(|o| o.code == code).ok_or_else(|| {
            let hint = rootcast_core::nearest::nearest(code, self.origins.iter().map(|o| o.code.as_str()));
            ModelError::World(format!("there is no origin `{code}`{hint}"))
        })
    }

    /// The checked graph; an error names what is wrong with the world.
    pub fn graph(&self) -> Result<Graph, ModelError> {
        let wrong = |why: String| Err(ModelError::World(why));
        if self.origins.is_empty() || self.households.is_empty() || self.means.is_empty() {
            return wrong("it needs at least an origin, a household type and a tier of means".to_owned());
        }
        if self.origins.len() > 255 || self.households.len() * self.means.len() * 2 > 255 {
            return wrong("it has more than 255 origins, or more than 255 kinds of people in one".to_owned());
        }
        if self.season.len() != 12 || self.season.iter().any(|s| !(*s > 0.0 && s.is_finite())) {
            return wrong("`season` needs twelve numbers above 0".to_owned());
        }
        if self.means.iter().any(|m| !(*m > 0.0 && m.is_finite())) {
            return wrong("`means` needs numbers above 0".to_owned());
        }
        let share = |what: &str, name: &str, value: f64| {
            if (0.0..=1.0).contains(&value) {
                Ok(())
            } else {
                Err(ModelError::World(format!(
                    "{what} of `{name}` is {value}: it must be a share from 0 to 1"
                )))
            }
        };
        let amount = |what: &str, name: &str, value: f64| {
            if value >= 0.0 && value.is_finite() {
                Ok(())
            } else {
                Err(ModelError::World(format!(
                    "{what} of `{name}` is {value}: it must be a number from 0"
                )))
            }
        };
        for h in &self.households {
            share("share", &h.name, h.share)?;
            share("removed", &h.name, h.removed)?;
            amount("leaving", &h.name, h.leaving)?;
        }
        for o in &self.origins {
            for (what, value) in [
                ("tied", o.tied),
                ("expellable", o.expellable),
                ("belief", o.belief),
            ] {
                share(what, &o.code, value)?;
            }
            for (what, value) in [
                ("income_usd", o.income_usd),
                ("homicide", o.homicide),
                ("leaving_per_1000", o.leaving_per_1000),
            ] {
                amount(what, &o.code, value)?;
            }
            self.place(&o.place)?;
        }
        for p in &self.pathways {
            amount("slots", &p.name, p.slots)?;
            amount("months", &p.name, p.months)?;
            amount("price_usd", &p.name, p.price_usd)?;
            for code in &p.origins {
                self.origin(code)?;
            }
        }
        for p in &self.places {
            amount("slots", &p.name, p.slots)?;
            if let Some(beside) = &p.beside {
                self.place(beside)?;
            }
        }
        let number = |name: &str| self.place(name).map(|p| u32::try_from(p).unwrap_or(u32::MAX));
        let links = self
            .links
            .iter()
            .map(|l| {
                Ok(Link {
                    from: number(&l.from)?,
                    to: number(&l.to)?,
                    days: l.days,
                    price_usd: l.price_usd,
                    capacity: l.capacity,
                    death: l.death,
                    extortion: l.extortion,
                    apprehension: l.apprehension,
                })
            })
            .collect::<Result<Vec<Link>, ModelError>>()?;
        Ok(Graph::new(self.places.iter().map(|p| p.kind).collect(), links)?)
    }
}
