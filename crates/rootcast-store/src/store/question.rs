//! Questions: a reading spelled out. Defined measures become filters of the measure they are defined by, a filter
//! that names the whole of a facet becomes no filter, and contradictions are refused here.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rootcast_core::{
    evidence::EvidenceError,
    facet::Facet,
    measure::Measure,
    reading::{By, Filter, Reading},
};

/// Facet of a reading that stands for the table of a release, not for a column of labels.
pub(super) const TABLE: &str = "table";

/// A reading spelled out.
#[derive(Clone, Debug)]
pub(super) struct Question {
    /// The reading as asked.
    pub(super) reading: Reading,
    /// Its measure.
    pub(super) measure: &'static Measure,
    /// The published measure that holds the figures.
    pub(super) base: String,
    /// Wanted values by facet; a facet that is not here is wanted whole.
    pub(super) wanted: BTreeMap<String, Vec<String>>,
    /// Facets of which the reading said that everything is wanted.
    pub(super) whole: BTreeSet<String>,
    /// Facets that tell groups apart, in the order asked for.
    pub(super) groups: Vec<String>,
    /// Tables to which the reading is restricted; empty for any.
    pub(super) tables: Vec<String>,
    /// The day as known on which it is asked.
    pub(super) as_of: Date,
}

/// The error of a question that contradicts itself.
pub(super) fn refuse(reading: &Reading, what: impl Into<String>) -> EvidenceError {
    EvidenceError::Question {
        reading: reading.to_string(),
        what: what.into(),
    }
}

impl Question {
    /// Spells a reading out, as known on its own day or else on `today`.
    pub(super) fn of(reading: &Reading, today: Date) -> Result<Self, EvidenceError> {
        let measure = reading.definition().map_err(|e| refuse(reading, e.to_string()))?;
        let mut wanted = BTreeMap::new();
        let mut whole = BTreeSet::new();
        let mut tables = Vec::new();
        for (facet, filter) in &reading.filters {
            match filter {
                Filter::All => {
                    whole.insert(facet.clone());
                }
                Filter::Values(values) if facet == TABLE => tables.clone_from(values),
                Filter::Values(values) => {
                    let parts = Facet::find(facet).map(Facet::whole).unwrap_or_default();
                    if !parts.is_empty() && parts.iter().all(|p| values.contains(p)) {
                        whole.insert(facet.clone());
                    } else {
                        wanted.insert(facet.clone(), values.clone());
                    }
                }
            }
        }
        for (facet, value) in &measure.filter {
            let said = reading.filters.get(facet);
            if said.is_some_and(|f| f.values() != Some(std::slice::from_ref(value))) {
                let of = measure.of.as_deref().unwrap_or_default();
                return Err(refuse(
                    reading,
                    format!(
                        "{} are by definition {of} with {facet}={value}: leave {facet} out, or ask for `{of}`",
                        measure.id
                    ),
                ));
            }
            wanted.insert(facet.clone(), vec![value.clone()]);
        }
        let groups: Vec<String> = reading.by_facets().map(str::to_owned).collect();
        if groups.iter().any(|g| g == TABLE) {
            return Err(refuse(
                reading,
                "the tables of a release hold the same figures in several cuts, so an answer is not broken down by \
                 them: name one with table=…, or see them all with `explain`",
            ));
        }
        Ok(Self {
            base: measure.of.clone().unwrap_or_else(|| measure.id.clone()),
            measure,
            wanted,
            whole,
            groups,
            tables,
            as_of: reading.as_of.unwrap_or(today),
            reading: reading.clone(),
        })
    }

    /// The reading with every choice spelled out: the definition's filters, the defaults and constants that were
    /// `applied`, the defining facets, and the day.
    pub(super) fn spelled(&self, applied: &BTreeMap<String, String>) -> Reading {
        let mut reading = self.reading.clone();
        for (facet, value) in self.measure.filter.iter().chain(applied) {
            reading
                .filters
                .entry(facet.clone())
                .or_insert_with(|| Filter::Values(vec![value.clone()]));
        }
        for facet in &self.measure.defining {
            if !reading.by.contains(&By::Facet(facet.clone())) {
                reading.filters.entry(facet.clone()).or_insert(Filter::All);
            }
        }
        reading.as_of = Some(self.as_of);
        reading
    }
}
