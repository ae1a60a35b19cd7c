//! Source manifests: one TOML file per published dataset that says what its columns mean.
//!
//! The first half of a manifest says what the source *is* (publisher, licence, how absent cells, rounding and
//! publication dates are to be understood): [`Manifest`]. The second half says how its files are *laid out*:
//! [`layout`]. Manifests are strict: an unknown key is an error that names the nearest known one.

mod built_in;
mod check;
pub mod layout;

use std::collections::BTreeMap;

use jiff::civil::Date;
use rootcast_core::{facet::Facet, release::Precision};
use serde::{Deserialize, Serialize};

pub use built_in::built_in;
pub use check::ManifestError;
use layout::{Layout, Role};

/// What one published dataset is, and how its files become observations.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Identifier, also the name of the manifest's file.
    pub id: String,
    /// Who publishes it.
    pub publisher: String,
    /// Title of the dataset.
    pub title: String,
    /// Licence of the figures.
    pub licence: String,
    /// Page on which the publisher describes it.
    pub homepage: String,
    /// What it is, for people: definition, what is left out, traps.
    pub about: String,
    /// Where `rootcast fetch` downloads it, if it has a stable address.
    #[serde(default)]
    pub download: Option<Download>,
    /// How the publication date of a file is found when the caller does not give it.
    #[serde(default)]
    pub publication: Publication,
    /// How many rows may be rejected before a file is refused whole.
    #[serde(default)]
    pub max_rejects: u64,
    /// What to do with rows that repeat the labels and period of an earlier one.
    #[serde(default)]
    pub repeats: Repeats,
    /// What an absent combination of facets means inside what a release covers.
    #[serde(default)]
    pub absent: Absent,
    /// Values are multiples of this, because the publisher rounds.
    #[serde(default)]
    pub rounding: Option<f64>,
    /// Facets whose published values add up to the whole.
    #[serde(default)]
    pub complete: Vec<String>,
    /// Facets whose values overlap or mix authorities: a reading must name them or group by them.
    #[serde(default)]
    pub overlapping: Vec<String>,
    /// Facets that have one value throughout, which no column states.
    #[serde(default)]
    pub constant: BTreeMap<String, String>,
    /// Facet values that mean what they say only from a date on.
    #[serde(default, rename = "limit")]
    pub limits: Vec<Limit>,
    /// Errors of the publisher that are put right, each guarded by the value it expects to find.
    #[serde(default, rename = "correction")]
    pub corrections: Vec<Correction>,
    /// Files of this source whose hash and date are known.
    #[serde(default)]
    pub known: Vec<KnownFile>,
    /// How files are recognised and read.
    pub layout: Layout,
}

/// A published file whose hash, title and date are known.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownFile {
    /// SHA-256 of the uncompressed bytes, lower-case hexadecimal.
    pub sha256: String,
    /// Name of the file.
    pub file: String,
    /// Title of the publication.
    pub title: String,
    /// Day of publication, as exact as `precision` says.
    pub published: Date,
    /// How exactly that day is known.
    pub precision: Precision,
    /// What to know about this file.
    #[serde(default)]
    pub note: String,
}

impl Manifest {
    /// Reads a manifest strictly: unknown keys, facets, measures and values are errors that name the nearest known one.
    pub fn parse(toml: &str, file_name: &str) -> Result<Self, ManifestError> {
        check::parse(toml, file_name)
    }

    /// The facets its observations may have, in canonical order.
    pub fn facets(&self) -> Vec<&str> {
        let mut all: Vec<&str> = self
            .layout
            .columns
            .iter()
            .flat_map(|c| {
                c.facet
                    .iter()
                    .filter(|_| c.role == Role::Facet)
                    .chain(c.with.keys())
            })
            .chain(self.constant.keys())
            .map(String::as_str)
            .collect();
        all.sort_by_key(|id| (Facet::position(id), *id));
        all.dedup();
        all
    }

    /// The file with this hash, if it is a known one.
    pub fn known_file(&self, sha256: &str) -> Option<&KnownFile> {
        self.known.iter().find(|k| k.sha256 == sha256)
    }
}

/// Where a dataset is downloaded.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Download {
    /// Address of the file.
    pub url: String,
    /// Name under which it is kept.
    pub file: String,
}

/// How the publication date of a file is found when the caller does not give it and its hash is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Publication {
    /// It must be given.
    #[default]
    Given,
    /// The file states it (a `Last Updated Date` line).
    Stated,
    /// The month after the last period covered, to the month: agencies that publish every month.
    MonthAfterCoverage,
}

/// What to do with rows that repeat the labels and period of an earlier one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Repeats {
    /// The file is refused: published tables do not repeat themselves, files put together by hand do.
    #[default]
    Refuse,
    /// They are added up, with a note: rows are parts of what has one label here. Copies are refused all the same.
    Add,
}

/// What an absent combination means inside what a release covers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Absent {
    /// Nothing was counted.
    Zero,
    /// A small count the publisher withheld or rounded to nothing: zero up to, not including, this.
    Below(f64),
    /// Nobody said anything.
    #[default]
    Missing,
}

/// A facet value that means what it says only from a date on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Facet.
    pub facet: String,
    /// Values; all values of the facet when empty.
    #[serde(default)]
    pub values: Vec<String>,
    /// First day from which it holds.
    pub from: Date,
    /// Why, for people.
    pub reason: String,
}

/// A declared correction of a publisher's error.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// Cells to which it applies: column names (or facets) and the text found there.
    pub when: BTreeMap<String, String>,
    /// The value the file must hold for the correction to apply.
    pub expect: f64,
    /// What it becomes; absent to drop the cell.
    #[serde(default)]
    pub value: Option<f64>,
    /// Why, with the source.
    pub reason: String,
}
