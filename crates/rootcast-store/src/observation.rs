//! Observations: one row per published cell, in columns.
//!
//! Adapters produce [`Batch`]es; the writer turns each into a Parquet row group. Labels are held as indices into a
//! small dictionary per batch, so that a file of ten million rows is never ten million strings.

use rootcast_core::value::Missing;

/// Index that stands for *no label* in a [`LabelColumn`].
pub const NONE: u32 = u32::MAX;

/// The label columns every release may have, in the order of the Parquet schema; after them the facets of the
/// source in canonical order, then `start`, `end`, `value`, `status`, `row`, `cell`.
pub const LEADING: [&str; 2] = ["table", "measure"];

/// A column of labels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LabelColumn {
    /// Name of the column: `table`, `measure`, or a facet.
    pub name: String,
    /// The distinct labels of this batch.
    pub dictionary: Vec<String>,
    /// One index per observation, or [`NONE`].
    pub ids: Vec<u32>,
}

/// What stands in a cell that has no number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Status {
    /// A number.
    Number,
    /// A count from zero up to, not including, the number in `value`.
    BelowThreshold,
    /// No number; `value` is NaN.
    Missing(Missing),
}

impl Status {
    /// The word in the `status` column; `None` for a number.
    pub fn as_str(self) -> Option<&'static str> {
        match self {
            Status::Number => None,
            Status::BelowThreshold => Some("below-threshold"),
            Status::Missing(m) => Some(m.as_str()),
        }
    }
}

/// A block of observations in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// `table`, `measure`, then the facets of the source in canonical order.
    pub labels: Vec<LabelColumn>,
    /// First day of the period, days since 1970-01-01.
    pub start: Vec<i32>,
    /// Day after the last.
    pub end: Vec<i32>,
    /// The figure; NaN where there is none.
    pub value: Vec<f64>,
    /// Rows whose cell has no plain number: (position in this batch, what stands there).
    pub status: Vec<(u32, Status)>,
    /// Line (text) or row (spreadsheet) of the original file, from 1.
    pub row: Vec<i64>,
    /// Column of the original file, for layouts with several figures a row; empty otherwise.
    pub cell: LabelColumn,
}

impl Batch {
    /// Number of observations.
    pub fn len(&self) -> usize {
        self.value.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.value.is_empty()
    }
}

/// A row, or one cell of it, that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Line or row, from 1.
    pub row: u64,
    /// Column, by its name in the header.
    pub column: String,
    /// What stood there, cut to 80 characters.
    pub text: String,
    /// What is wrong with it, and what to do.
    pub reason: String,
}

/// What became of the cells of a file: `cells = observations + rejected + skipped`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Data rows read (not header, preamble or blank lines at the end).
    pub rows: u64,
    /// Cells that could hold a figure: rows × value columns.
    pub cells: u64,
    /// Cells that became observations.
    pub observations: u64,
    /// Cells rejected.
    pub rejected: u64,
    /// Cells passed over, by documented reason (`blank`, `aggregate`, `total`), sorted by reason.
    pub skipped: std::collections::BTreeMap<String, u64>,
}
