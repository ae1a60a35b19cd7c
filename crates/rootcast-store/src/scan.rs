//! Scanning: the sums of one release's cells by group and period. This is the only place that reads figures.
//!
//! Row groups that cannot hold a wanted period or label are passed over by their statistics, and so are columns that
//! have one value throughout a row group. The others are read in parallel and added up in the order of the file, so
//! that the sums are the same for any number of threads.

mod adder;
mod batch;
mod cells;
mod prune;
mod totals;

use std::collections::{BTreeMap, BTreeSet};

use parquet::arrow::{ProjectionMask, arrow_reader::ParquetRecordBatchReaderBuilder};
use rayon::prelude::*;
use rootcast_core::{provenance::RowRanges, value::Missing};

use crate::{error::StoreError, shelf::Held};
use adder::Adder;
pub(crate) use cells::cells;
use prune::Needs;
use totals::Totals;

/// What to add up.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    /// Columns narrowed to labels: table, measure and facets.
    pub filters: Vec<(String, Vec<String>)>,
    /// Facets that tell groups apart.
    pub groups: Vec<String>,
    /// Wanted spans, as days since 1970-01-01, sorted by start, each with the index of the period it counts for.
    pub spans: Vec<(i32, i32, usize)>,
    /// Whether to list the rows of the original file.
    pub rows: bool,
}

/// The sum of one group in one period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sum {
    /// Sum of the numbers.
    pub total: f64,
    /// How many numbers.
    pub cells: u64,
    /// Sum of the thresholds of cells known only to be below one.
    pub below: f64,
    /// How many of those.
    pub below_cells: u64,
    /// How many cells were published without a number.
    pub missing: u64,
    /// Why not: the first reason in the order of [`Missing`], where there are several.
    pub reason: Option<Missing>,
    /// Rows of the original file, where asked for.
    pub rows: Vec<u64>,
}

impl Sum {
    /// Adds what was summed elsewhere.
    pub fn add(&mut self, other: Sum) {
        self.total += other.total;
        self.cells += other.cells;
        self.below += other.below;
        self.below_cells += other.below_cells;
        self.missing += other.missing;
        self.reason = self.reason.into_iter().chain(other.reason).min();
        self.rows.extend(other.rows);
    }

    /// The rows as ranges.
    pub fn ranges(&self) -> RowRanges {
        RowRanges::collect(self.rows.clone())
    }
}

/// Sums by (group key, index of the period), in order.
pub type Sums = BTreeMap<(Vec<String>, usize), Sum>;

/// Rows decoded at a time.
const BATCH: usize = 32 * 1024;

/// Adds up the cells of a release.
pub fn scan(held: &Held, scan: &Scan) -> Result<Sums, StoreError> {
    let metadata = held.layout()?;
    let file = metadata.metadata();
    let schema = file.file_metadata().schema_descr();
    let suffice = starts_suffice(held, scan);
    let needs: Vec<(usize, Needs)> = (0..file.num_row_groups())
        .filter_map(|g| Needs::of(scan, file.row_group(g), suffice).map(|n| (g, n)))
        .collect();
    let one = |(group, needs): &(usize, Needs)| -> Result<Totals, StoreError> {
        let mut sums = Adder::new(scan, needs);
        let leaves = needs.columns.iter().copied();
        let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(held.open()?, metadata.clone())
            .with_row_groups(vec![*group])
            .with_projection(ProjectionMask::leaves(schema, leaves))
            .with_batch_size(BATCH)
            .build()?;
        for batch in reader {
            sums.add(&batch?)?;
        }
        Ok(sums.finish())
    };
    let parts: Vec<Totals> = if needs.len() > 1 {
        needs.par_iter().map(one).collect::<Result<_, _>>()?
    } else {
        needs.iter().map(one).collect::<Result<_, _>>()?
    };
    let mut parts = parts.into_iter();
    let mut totals = parts.next().unwrap_or_else(|| Totals::new(scan));
    parts.for_each(|part| totals.merge(part));
    Ok(totals.finish())
}

/// Whether the first day of a cell's period tells which period it is, by what the release says it covers.
fn starts_suffice(held: &Held, scan: &Scan) -> bool {
    let wanted = |column: &str, value: &String| {
        scan.filters
            .iter()
            .filter(|(name, _)| name == column)
            .all(|(_, values)| values.contains(value))
    };
    let mut starts = BTreeMap::new();
    let mut spans = BTreeSet::new();
    for (cut, published) in held.record.cuts.iter().zip(held.spans()) {
        if wanted("table", &cut.table) && wanted("measure", &cut.measure) {
            spans.extend(published.iter().copied());
        }
    }
    spans.iter().all(|s| starts.insert(s.start, s.end).is_none())
}
