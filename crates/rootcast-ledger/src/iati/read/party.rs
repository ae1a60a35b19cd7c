//! Organisations as they take part.

use super::text::{Narratives, attribute};
use crate::xml::{NodeId, Tree};

/// An organisation, where a record names one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Party {
    /// Its identifier.
    pub reference: Option<String>,
    /// Its kind (codelist `OrganisationType`).
    pub kind: Option<String>,
    /// Its names.
    pub names: Narratives,
    /// The activity of its own through which it takes part.
    pub activity: Option<String>,
}

impl Party {
    /// The organisation that an element names; `activity` is the attribute that holds its activity's identifier.
    pub(crate) fn at(tree: &Tree, node: NodeId, activity: &str, language: Option<&str>) -> Self {
        Self {
            reference: attribute(tree, node, "ref"),
            kind: attribute(tree, node, "type"),
            names: Narratives::below(tree, node, language),
            activity: attribute(tree, node, activity),
        }
    }

    /// What it is matched by: the identifier, or the name where there is none.
    pub fn key(&self) -> Option<&str> {
        self.reference.as_deref().or_else(|| self.names.shown())
    }

    /// What it is called: the name, or the identifier where there is none.
    pub fn name(&self) -> Option<&str> {
        self.names.shown().or(self.reference.as_deref())
    }
}
