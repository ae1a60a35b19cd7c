//! Measures: what is counted, in which unit, by which definition, and how figures may be added.
//!
//! The list is data (`data/measures.toml`). Some measures are published; others are *defined* as a filter of a
//! published one: Border Patrol apprehensions are the encounters with `component=usbp authority=title8`.

use std::{collections::BTreeMap, sync::OnceLock};

use serde::{Deserialize, Serialize};

use crate::nearest::nearest;

/// The unit of a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Events; one person may be counted more than once.
    Events,
    /// Persons.
    Persons,
    /// Deaths.
    Deaths,
    /// Cases or other countable things.
    Count,
    /// Current United States dollars.
    Usd,
    /// Constant international dollars at purchasing power parity.
    InternationalUsd,
    /// Per cent.
    Percent,
    /// Per 100,000 inhabitants and year.
    #[serde(rename = "per-100k")]
    Per100k,
    /// Thousands of persons or jobs.
    Thousands,
    /// An index without dimension.
    Index,
    /// Units of one currency for a unit of another, as the publisher quotes it.
    ExchangeRate,
}

impl Unit {
    /// The word used in files and tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Unit::Events => "events",
            Unit::Persons => "persons",
            Unit::Deaths => "deaths",
            Unit::Count => "count",
            Unit::Usd => "usd",
            Unit::InternationalUsd => "international-usd",
            Unit::Percent => "percent",
            Unit::Per100k => "per-100k",
            Unit::Thousands => "thousands",
            Unit::Index => "index",
            Unit::ExchangeRate => "exchange-rate",
        }
    }

    /// Whether values count things, so that a fraction or a number below zero is an error.
    pub fn is_count(self) -> bool {
        matches!(self, Unit::Events | Unit::Persons | Unit::Deaths | Unit::Count)
    }
}

/// Whether values may be added along a direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Additive {
    /// Sums are meaningful (flows over time; counts over places).
    Sum,
    /// They are not (stocks over time; rates over places).
    No,
}

/// One measure.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Identifier, as written in a reading.
    pub id: String,
    /// Name for titles.
    pub title: String,
    /// Unit of the values.
    pub unit: Unit,
    /// The definition in a sentence or two.
    pub definition: String,
    /// Whether values of successive periods may be added.
    pub over_time: Additive,
    /// Whether values of several places, or of several values of a facet, may be added.
    pub over_facets: Additive,
    /// The facets every answer states, because the figure depends on them.
    #[serde(default)]
    pub defining: Vec<String>,
    /// Facets that must not be summed over, with the value taken when a reading names none.
    #[serde(default)]
    pub default: BTreeMap<String, String>,
    /// The measure this one is a filter of.
    #[serde(default)]
    pub of: Option<String>,
    /// The filter.
    #[serde(default, rename = "where")]
    pub filter: BTreeMap<String, String>,
    /// Whether its figures are statements in ledgers, which answer as intervals, rather than published observations.
    #[serde(default)]
    pub stated: bool,
    /// Other words for it.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// A measure nobody knows. Caused by the text given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no measure `{name}`{nearest}; measures are {known}")]
pub struct UnknownMeasure {
    /// What was given.
    pub name: String,
    /// `; did you mean …?` or nothing.
    pub nearest: String,
    /// All of them.
    pub known: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    measure: Vec<Measure>,
}

/// All measures, in the order of the data file.
pub fn measures() -> &'static [Measure] {
    static ALL: OnceLock<Vec<Measure>> = OnceLock::new();
    ALL.get_or_init(|| {
        toml::from_str::<File>(include_str!("../data/measures.toml"))
            .map(|f| f.measure)
            .unwrap_or_default()
    })
}

impl Measure {
    /// The measure called `name`, or by one of its aliases.
    ///
    /// ```
    /// use rootcast_core::measure::Measure;
    /// let m = Measure::find("apprehensions")?;
    /// assert_eq!(m.of.as_deref(), Some("encounters"));
    /// # Ok::<(), rootcast_core::measure::UnknownMeasure>(())
    /// ```
    pub fn find(name: &str) -> Result<&'static Measure, UnknownMeasure> {
        let wanted = crate::facet::slug(name);
        measures()
            .iter()
            .find(|m| m.id == wanted || m.aliases.contains(&wanted))
            .ok_or_else(|| UnknownMeasure {
                name: name.to_owned(),
                nearest: nearest(&wanted, measures().iter().map(|m| m.id.as_str())),
                known: measures()
                    .iter()
                    .map(|m| m.id.as_str())
                    .collect::<Vec<_>>()
                    .join(", "),
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_file_reads_and_refers_to_what_exists() {
        let file: File = toml::from_str(include_str!("../data/measures.toml")).unwrap();
        assert_eq!(file.measure.len(), measures().len());
        for m in measures() {
            for facet in m.defining.iter().chain(m.default.keys()).chain(m.filter.keys()) {
                crate::facet::Facet::find(facet).unwrap();
            }
            assert_eq!(
                m.stated,
                m.definition.contains("A statement in a ledger"),
                "{}: stated, and a definition that says so, go together",
                m.id
            );
            if let Some(of) = &m.of {
                let base = Measure::find(of).unwrap();
                assert!(base.of.is_none(), "{}: defined by a defined measure", m.id);
                assert_eq!((base.unit, base.over_time), (m.unit, m.over_time));
            }
        }
    }
}
