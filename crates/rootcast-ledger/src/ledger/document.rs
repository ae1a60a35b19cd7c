//! Documents: where statements were read.

use jiff::civil::Date;
use rootcast_core::release::Precision;
use serde::{Deserialize, Serialize};

use super::word::words;

/// What kind of text a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DocumentKind {
    /// By the organisation whose figures it gives, or that runs what it tells of.
    Own,
    /// A newspaper, an agency, a magazine.
    Press,
    /// An auditor, a court, a parliament's research service, a statistics office.
    Audit,
    /// Scholars, think tanks, reference works.
    Study,
    /// Data in a standard's form (IATI).
    Data,
}

words!(
    DocumentKind,
    5,
    Own = "own",
    Press = "press",
    Audit = "audit",
    Study = "study",
    Data = "data"
);

/// A text or a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Document {
    /// Identifier, a slug.
    pub id: String,
    /// Title as published.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// Its kind.
    pub kind: DocumentKind,
    /// When; absent where nobody knows.
    #[serde(default)]
    pub published: Option<Date>,
    /// How exactly that day is known.
    #[serde(default)]
    pub precision: Option<Precision>,
    /// What else a reader must know: a reprint, a date taken from elsewhere.
    #[serde(default)]
    pub note: Option<String>,
    /// SHA-256 of the file, where it was read as a file.
    #[serde(default)]
    pub sha256: Option<String>,
}

impl Document {
    /// Whether its fields fit each other; else what to write.
    pub fn fits(&self) -> Result<(), String> {
        match (self.published, self.precision) {
            (Some(_), None) => Err(
                "published has no precision: say whether the day, the month or the year is known".to_owned(),
            ),
            (None, Some(_)) => {
                Err("precision without published: leave it out where no date is known".to_owned())
            }
            _ => Ok(()),
        }
    }
}
