//! Formats: how a result becomes bytes on the output. One small file a format.
//!
//! A result that can be printed is a [`Report`]: flat columns for CSV and Parquet, a value for JSON, text for people.

pub mod csv;
pub mod json;
pub mod number;
pub mod page;
pub mod range;
pub mod table;

use std::io::{self, Write};

use rootcast_store::{error::StoreError, flat};

pub use page::Page;

/// A form of output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people: aligned columns, thin spaces between thousands, and where the figures come from.
    #[default]
    Table,
    /// Comma-separated values with a header, UTF-8, one row a figure.
    Csv,
    /// One JSON object.
    Json,
    /// A Parquet file with the columns of the CSV.
    Parquet,
}

/// A result that can be printed in every [`Format`].
pub trait Report {
    /// The result as columns of equal length.
    fn columns(&self) -> Vec<flat::Column>;

    /// The result as JSON, before its numbers are made plain.
    fn json(&self) -> serde_json::Result<serde_json::Value>;

    /// The result for people.
    fn text(&self, page: &Page) -> String;
}

/// Why a result could not be printed. Caused by the machine, or by us.
#[derive(Debug, thiserror::Error)]
pub enum FormatError {
    /// The output cannot be written.
    #[error("cannot write the output: {0}")]
    Output(#[from] io::Error),
    /// The result cannot be encoded. Caused by us.
    #[error("cannot encode the result: {0}")]
    Json(#[from] serde_json::Error),
    /// The result cannot be encoded. Caused by us.
    #[error(transparent)]
    Parquet(#[from] StoreError),
}

/// Prints a result.
pub fn write(
    report: &dyn Report,
    format: Format,
    page: &Page,
    out: &mut dyn Write,
) -> Result<(), FormatError> {
    match format {
        Format::Table => out.write_all(report.text(page).as_bytes())?,
        Format::Csv => csv::write(&report.columns(), out)?,
        Format::Json => json::write(report.json()?, out)?,
        Format::Parquet => out.write_all(&flat::parquet(&report.columns())?)?,
    }
    out.flush()?;
    Ok(())
}
