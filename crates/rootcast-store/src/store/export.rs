//! Exports: answers, and the observations behind them, as columns and as Parquet.

use rootcast_core::{
    evidence::{Answer, EvidenceError},
    reading::Reading,
};

use super::Store;
use jiff::civil::Date;

/// One cell of a published file, as it stands behind an answer.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Cell {
    /// Identifier of the source.
    pub source: String,
    /// Identifier of the release.
    pub release: String,
    /// Table of the release.
    pub table: String,
    /// Measure.
    pub measure: String,
    /// Facets and values, in canonical order.
    pub facets: Vec<(String, String)>,
    /// First day.
    pub start: Date,
    /// The day after the last.
    pub end: Date,
    /// The number, or the threshold where `status` is `below-threshold`.
    pub value: Option<f64>,
    /// What stands there instead of a number.
    pub status: Option<String>,
    /// Rows of the original file, like `3-5,9`.
    pub rows: String,
    /// Column of the original file, for layouts with several figures a row.
    pub cell: Option<String>,
}

/// An answer as a Parquet file: one row a figure, the reading and the releases in the file's metadata.
pub fn parquet(_answer: &Answer) -> Result<Vec<u8>, EvidenceError> {
    Err(EvidenceError::Store("being built".to_owned()))
}

/// The observations behind the answer to a reading, in order of release and row.
pub fn observations(_store: &Store, _reading: &Reading, _today: Date) -> Result<Vec<Cell>, EvidenceError> {
    Err(EvidenceError::Store("being built".to_owned()))
}

/// Observations as a Parquet file, one column a facet.
pub fn observations_parquet(_cells: &[Cell]) -> Result<Vec<u8>, EvidenceError> {
    Err(EvidenceError::Store("being built".to_owned()))
}
