//! Declared corrections of a publisher's errors. A correction names the cell and the figure it expects to find there:
//! once the publisher has put the figure right, it no longer applies.

use crate::{
    manifest::Correction,
    observation::{LabelColumn, NONE},
};

use super::{header::fold, table::Table};

enum Place {
    Field(usize),
    Facet(usize),
}

struct Bound<'m> {
    conditions: Vec<(Place, String)>,
    correction: &'m Correction,
}

/// The corrections of a manifest that a table can meet.
pub(super) struct Corrections<'m>(Vec<Bound<'m>>);

impl<'m> Corrections<'m> {
    pub(super) fn bind(table: &Table<'m>) -> Self {
        let bind = |correction: &'m Correction| {
            let conditions = correction.when.iter().map(|(key, text)| {
                let wanted = fold(text);
                let field = table.bound.names.iter().position(|n| fold(n) == fold(key));
                let facet = || table.facets.iter().position(|f| f == key);
                let place = field.map(Place::Field).or_else(|| facet().map(Place::Facet));
                place.map(|p| (p, wanted))
            });
            Some(Bound {
                conditions: conditions.collect::<Option<Vec<_>>>()?,
                correction,
            })
        };
        Self(table.manifest.corrections.iter().filter_map(bind).collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What the cell becomes (`None`: it is dropped) and why, where a correction applies.
    pub(super) fn apply(
        &self,
        fields: &[&[u8]],
        ids: &[u32],
        labels: &[LabelColumn],
        value: f64,
    ) -> Option<(Option<f64>, &'m str)> {
        let holds = |(place, wanted): &(Place, String)| match place {
            Place::Field(at) => fields
                .get(*at)
                .is_some_and(|f| fold(&String::from_utf8_lossy(f)) == *wanted),
            Place::Facet(at) => ids.get(*at).filter(|id| **id != NONE).is_some_and(|id| {
                labels
                    .get(at + 2)
                    .and_then(|l| l.dictionary.get(*id as usize))
                    .is_some_and(|d| d.to_lowercase() == *wanted)
            }),
        };
        self.0
            .iter()
            .find(|b| (b.correction.expect - value).abs() == 0.0 && b.conditions.iter().all(holds))
            .map(|b| (b.correction.value, b.correction.reason.as_str()))
    }
}
