//! What an import says of itself: `release.json`.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use rootcast_core::release::Precision;
use serde::{Deserialize, Serialize};

use crate::iati::{Finding, Kind, Level};

/// The form of `release.json` that this program writes and reads.
pub(super) const FORMAT: u32 = 1;
/// How many findings are kept word for word.
const KEPT: usize = 50;

/// What kind of file was imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Contents {
    /// Activities of IATI.
    Activities,
    /// Organisations of IATI.
    Organisations,
    /// A ledger in our own schema.
    Ledger,
}

impl From<Kind> for Contents {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Activities => Contents::Activities,
            Kind::Organisations => Contents::Organisations,
        }
    }
}

/// How many findings there were, and the first of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Findings {
    /// Errors.
    pub errors: u64,
    /// Warnings.
    pub warnings: u64,
    /// How many there are of each code.
    pub codes: BTreeMap<String, u64>,
    /// The first fifty, errors before warnings, as sentences with their line.
    pub first: Vec<String>,
}

/// Findings while they are counted.
#[derive(Default)]
pub(super) struct Counted {
    errors: u64,
    warnings: u64,
    codes: BTreeMap<String, u64>,
    first_errors: Vec<Finding>,
    first_warnings: Vec<Finding>,
}

impl Counted {
    pub(super) fn add(&mut self, finding: Finding) {
        match self.codes.get_mut(&finding.code) {
            Some(n) => *n += 1,
            None => {
                self.codes.insert(finding.code.clone(), 1);
            }
        }
        let (count, first) = match finding.level {
            Level::Error => (&mut self.errors, &mut self.first_errors),
            Level::Warning => (&mut self.warnings, &mut self.first_warnings),
        };
        *count += 1;
        if first.len() < KEPT {
            first.push(finding);
        }
    }

    pub(super) fn errors(&self) -> (u64, &[Finding]) {
        (self.errors, &self.first_errors)
    }

    pub(super) fn summary(&self) -> Findings {
        Findings {
            errors: self.errors,
            warnings: self.warnings,
            codes: self.codes.clone(),
            first: (self.first_errors.iter().chain(&self.first_warnings))
                .take(KEPT)
                .map(ToString::to_string)
                .collect(),
        }
    }
}

/// An import on the shelf.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Import {
    /// The form of this record.
    pub format: u32,
    /// Whose file it is, as named at import: a slug.
    pub source: String,
    /// `<published>-<first eight digits of the hash>`.
    pub id: String,
    /// What it holds.
    pub contents: Contents,
    /// Name of the file as imported.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// The day it was published.
    pub published: Date,
    /// How exactly that day is known.
    pub precision: Precision,
    /// The first day on which it counts as known.
    pub effective: Date,
    /// The moment the file says it was made, which orders two files of one day.
    pub generated: Option<Timestamp>,
    /// Who reports: the organisation of the first record, or the publishers of a ledger's documents where they are one.
    pub publisher: Option<String>,
    /// The release of the standard that the file names.
    pub version: Option<String>,
    /// Activities, organisations or statements in it.
    pub records: u64,
    /// What was found wrong in it.
    pub findings: Findings,
    /// The start tag of the root element, within which records are read again; empty for a ledger of our own.
    pub root: String,
    /// Bytes before the text of the file, where records can be read one by one; else they are read with all before them.
    pub verbatim: Option<u64>,
    /// Bytes of the file in each compressed frame.
    pub frame: usize,
}

impl Import {
    /// The name of an import: `usaid/2024-02-05-0123abcd`.
    pub fn name(&self) -> String {
        format!("{}/{}", self.source, self.id)
    }

    /// By what imports of one activity are ordered, oldest first: the day known, the day published, the moment made,
    /// and last the name, so that no order of importing shows.
    pub(super) fn age(&self) -> (Date, Date, Option<Timestamp>, &str, &str) {
        (
            self.effective,
            self.published,
            self.generated,
            &self.id,
            &self.source,
        )
    }
}
