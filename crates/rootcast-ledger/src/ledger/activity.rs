//! Activities: what money is given for and results are stated of.

use serde::{Deserialize, Serialize};

use super::{place::places, word::words};

/// How large an activity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ActivityKind {
    /// Holds others together, has headline figures.
    Programme,
    /// One organisation's contribution to a programme, over a region.
    Contribution,
    /// One thing in one place: a plant, an office, a project.
    Project,
}

words!(
    ActivityKind,
    3,
    Programme = "programme",
    Contribution = "contribution",
    Project = "project"
);

/// A programme, a contribution or a project.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Activity {
    /// Identifier: a slug of our own (`call-to-action`), or an IATI activity identifier.
    pub id: String,
    /// Name for titles.
    pub title: String,
    /// How large it is.
    pub kind: ActivityKind,
    /// The activities it is part of. Figures of a part are in those of the whole, as far as the whole counts them.
    #[serde(default)]
    pub part_of: Vec<String>,
    /// Activities whose figures already count this one's, without being its programme (a region's total that holds a
    /// plant). Never added to them.
    #[serde(default)]
    pub counted_in: Vec<String>,
    /// The organisations that do or fund it, by name.
    #[serde(default)]
    pub organisations: Vec<String>,
    /// Where, as codes and groups of places (`GTM+HND+SLV`); empty where nobody says.
    #[serde(default)]
    pub places: String,
    /// What it is, in a sentence.
    #[serde(default)]
    pub about: String,
}

impl Activity {
    /// Whether its fields fit each other; else what to write.
    pub fn fits(&self) -> Result<(), String> {
        places("places", &self.places)
    }
}
