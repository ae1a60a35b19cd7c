//! `release.json`: what a release folder says of itself, beside its figures.

use std::collections::BTreeMap;

use rootcast_core::release::Release;
use serde::{Deserialize, Serialize};

use crate::cut::Cut;

/// Version of the folder's layout; a reader refuses what it does not know.
pub const FORMAT: u32 = 1;

/// How the publication date became known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateBasis {
    /// The caller said so.
    Given,
    /// The file says so.
    Stated,
    /// The file is one whose hash and date are known.
    KnownFile,
    /// The server said so when the file was fetched.
    Served,
    /// Taken as the month after the last period covered.
    MonthAfterCoverage,
}

/// The contents of `release.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// [`FORMAT`].
    pub format: u32,
    /// Publisher, title, date, file, hash.
    pub release: Release,
    /// How the publication date became known.
    pub date_basis: DateBasis,
    /// Data rows of the file.
    pub rows: u64,
    /// Cells that could hold a figure.
    pub cells: u64,
    /// Cells that became observations.
    pub observations: u64,
    /// Cells rejected, listed in `rejected.parquet`.
    pub rejected: u64,
    /// Cells passed over, by documented reason.
    pub skipped: BTreeMap<String, u64>,
    /// What whoever ingested it was told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// SHA-256 of `observations.parquet`.
    pub observations_sha256: String,
    /// The figures are a re-tabulation: cells of the original file added up, with its rows listed in column `rows`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retabulated: bool,
    /// What it covers.
    pub cuts: Vec<Cut>,
}
