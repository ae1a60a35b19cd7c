//! Scanning: the sums of one release's cells by group and period. This is the only place that reads figures.
//!
//! Row groups that cannot hold a wanted period or label are passed over by their statistics; the others are read in
//! parallel and added up in the order of the file, so that the sums are the same for any number of threads.

use std::collections::BTreeMap;

use arrow::{
    array::{Array, AsArray, DictionaryArray, RecordBatch},
    datatypes::{Date32Type, Float64Type, Int64Type, UInt16Type},
};
use parquet::{
    arrow::{
        ProjectionMask,
        arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder},
    },
    file::{metadata::RowGroupMetaData, statistics::Statistics},
};
use rayon::prelude::*;
use rootcast_core::provenance::RowRanges;

use crate::{error::StoreError, shelf::Held};

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
    /// Distinct spans met, as a bit for each of the first 64 of the period.
    pub spans: u64,
    /// Rows of the original file, where asked for.
    pub rows: Vec<u64>,
}

impl Sum {
    fn add(&mut self, other: Sum) {
        self.total += other.total;
        self.cells += other.cells;
        self.below += other.below;
        self.below_cells += other.below_cells;
        self.missing += other.missing;
        self.spans |= other.spans;
        self.rows.extend(other.rows);
    }

    /// The rows as ranges.
    pub fn ranges(&self) -> RowRanges {
        RowRanges::collect(self.rows.clone())
    }
}

/// Sums by (group key, index of the period), in order.
pub type Sums = BTreeMap<(Vec<String>, usize), Sum>;

/// Adds up the cells of a release.
pub fn scan(held: &Held, scan: &Scan) -> Result<Sums, StoreError> {
    let chunks = held.open()?;
    let options = ArrowReaderOptions::new();
    let metadata = ArrowReaderMetadata::load(&chunks, options)?;
    let schema = metadata.metadata().file_metadata().schema_descr();
    let position = |name: &str| schema.columns().iter().position(|c| c.name() == name);

    let retabulated = scan.rows && position("rows").is_some();
    let mut names: Vec<&str> = Vec::new();
    for name in scan
        .filters
        .iter()
        .map(|(n, _)| n.as_str())
        .chain(scan.groups.iter().map(String::as_str))
    {
        if !names.contains(&name) && position(name).is_some() {
            names.push(name);
        }
    }
    names.extend(["start", "end", "value", "status"]);
    if retabulated {
        names.push("rows");
    } else if scan.rows {
        names.push("row");
    }
    let leaves: Vec<usize> = names.iter().filter_map(|n| position(n)).collect();

    // A filter on a column that is constant in every row group costs nothing: the statistics settle it.
    let groups: Vec<usize> = (0..metadata.metadata().num_row_groups())
        .filter(|g| may_match(metadata.metadata().row_group(*g), scan, &position))
        .collect();
    let mask = ProjectionMask::leaves(schema, leaves);
    let one = |group: &usize| -> Result<Sums, StoreError> {
        let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(held.open()?, metadata.clone())
            .with_row_groups(vec![*group])
            .with_projection(mask.clone())
            .with_batch_size(16 * 1024)
            .build()?;
        let mut sums = Adder::new(scan);
        for batch in reader {
            sums.add(&batch?)?;
        }
        Ok(sums.finish())
    };
    let parts: Vec<Sums> = if groups.len() > 1 {
        groups.par_iter().map(one).collect::<Result<_, _>>()?
    } else {
        groups.iter().map(one).collect::<Result<_, _>>()?
    };
    let mut out = Sums::new();
    for part in parts {
        for (key, sum) in part {
            out.entry(key).or_default().add(sum);
        }
    }
    Ok(out)
}

/// Whether a row group can hold a wanted span and label, by its statistics.
fn may_match(group: &RowGroupMetaData, scan: &Scan, position: &dyn Fn(&str) -> Option<usize>) -> bool {
    let stats = |name: &str| position(name).and_then(|i| group.column(i).statistics());
    let days = |name: &str| match stats(name) {
        Some(Statistics::Int32(s)) => s.min_opt().copied().zip(s.max_opt().copied()),
        _ => None,
    };
    if let (Some((first, _)), Some((_, last))) = (days("start"), days("end")) {
        if !scan.spans.iter().any(|(a, b, _)| *a >= first && *b <= last) {
            return false;
        }
    }
    scan.filters.iter().all(|(name, wanted)| match stats(name) {
        Some(Statistics::ByteArray(s)) => match (s.min_opt(), s.max_opt()) {
            (Some(min), Some(max)) => wanted
                .iter()
                .any(|w| w.as_bytes() >= min.data() && w.as_bytes() <= max.data()),
            _ => true,
        },
        _ => true,
    })
}

/// Adds up the batches of one row group.
struct Adder<'a> {
    scan: &'a Scan,
    periods: usize,
    /// Group keys met, with the dense row of sums of each.
    keys: Vec<Vec<String>>,
    sums: Vec<Vec<Sum>>,
    /// Position of each wanted span among the spans of its period.
    ordinals: Vec<u32>,
}

impl<'a> Adder<'a> {
    fn new(scan: &'a Scan) -> Self {
        let periods = scan.spans.iter().map(|s| s.2 + 1).max().unwrap_or(0);
        let mut next = vec![0u32; periods];
        let ordinals = scan
            .spans
            .iter()
            .map(|(_, _, p)| {
                next[*p] += 1;
                next[*p] - 1
            })
            .collect();
        Self {
            scan,
            periods,
            keys: Vec::new(),
            sums: Vec::new(),
            ordinals,
        }
    }

    fn finish(self) -> Sums {
        let mut out = Sums::new();
        for (key, row) in self.keys.into_iter().zip(self.sums) {
            for (period, sum) in row.into_iter().enumerate() {
                if sum.cells + sum.below_cells + sum.missing > 0 {
                    out.insert((key.clone(), period), sum);
                }
            }
        }
        out
    }

    fn row_of(&mut self, key: Vec<String>) -> usize {
        if let Some(at) = self.keys.iter().position(|k| *k == key) {
            return at;
        }
        self.keys.push(key);
        self.sums.push(vec![Sum::default(); self.periods]);
        self.keys.len() - 1
    }

    fn add(&mut self, batch: &RecordBatch) -> Result<(), StoreError> {
        let column = |name: &str| batch.column_by_name(name);
        let missing = |name: &str| StoreError::Columns(format!("column `{name}` is not there"));
        let labels = |name: &str| -> Result<Option<&DictionaryArray<UInt16Type>>, StoreError> {
            match column(name) {
                None => Ok(None),
                Some(c) => c
                    .as_any()
                    .downcast_ref::<DictionaryArray<UInt16Type>>()
                    .map(Some)
                    .ok_or_else(|| StoreError::Columns(format!("column `{name}` does not hold labels"))),
            }
        };
        let n = batch.num_rows();
        // 1. Which rows pass the filters: a truth table by label, looked up by index.
        let mut pass = vec![true; n];
        for (name, wanted) in &self.scan.filters {
            let Some(array) = labels(name)? else {
                // The file has no such column: no cell carries the label.
                return Ok(());
            };
            let values = array.values().as_string::<i32>();
            let truth: Vec<bool> = values
                .iter()
                .map(|v| v.is_some_and(|v| wanted.iter().any(|w| w == v)))
                .collect();
            if truth.iter().all(|t| *t) && array.null_count() == 0 {
                continue;
            }
            if !truth.contains(&true) {
                return Ok(());
            }
            let keys = array.keys();
            if keys.null_count() == 0 {
                for (p, k) in pass.iter_mut().zip(keys.values()) {
                    *p &= truth[usize::from(*k)];
                }
            } else {
                for (i, p) in pass.iter_mut().enumerate() {
                    *p &= keys.is_valid(i) && truth[usize::from(keys.value(i))];
                }
            }
        }
        // 2. Which period each row counts for; runs of rows share their span.
        let start = column("start")
            .ok_or_else(|| missing("start"))?
            .as_primitive::<Date32Type>();
        let end = column("end")
            .ok_or_else(|| missing("end"))?
            .as_primitive::<Date32Type>();
        let value = column("value")
            .ok_or_else(|| missing("value"))?
            .as_primitive::<Float64Type>();
        let status = labels("status")?.filter(|s| s.null_count() < s.len());
        let row = column("row").map(|c| c.as_primitive::<Int64Type>());
        let rows = column("rows");
        // 3. Which group: local label indices to a dense row of sums.
        let groups: Vec<Option<&DictionaryArray<UInt16Type>>> = self
            .scan
            .groups
            .iter()
            .map(|g| labels(g))
            .collect::<Result<_, _>>()?;
        let mut known: Vec<(Vec<u16>, usize)> = Vec::new();
        let mut local = vec![u16::MAX; groups.len()];
        let mut last_span = (i32::MIN, i32::MIN);
        let mut target: Option<(usize, u32)> = None;
        let mut group: Option<usize> = None;
        for i in 0..n {
            if !pass[i] {
                continue;
            }
            let span = (start.value(i), end.value(i));
            if span != last_span {
                last_span = span;
                target = self.find(span);
            }
            let Some((period, ordinal)) = target else { continue };
            let mut changed = group.is_none();
            for (slot, array) in local.iter_mut().zip(&groups) {
                let id = match array {
                    Some(a) if a.keys().is_valid(i) => a.keys().value(i),
                    _ => u16::MAX,
                };
                changed |= *slot != id;
                *slot = id;
            }
            if changed {
                group = Some(match known.iter().find(|(k, _)| *k == local) {
                    Some((_, at)) => *at,
                    None => {
                        let key = local
                            .iter()
                            .zip(&groups)
                            .map(|(id, array)| match array {
                                Some(a) if *id != u16::MAX => {
                                    a.values().as_string::<i32>().value(usize::from(*id)).to_owned()
                                }
                                _ => String::new(),
                            })
                            .collect();
                        let at = self.row_of(key);
                        known.push((local.clone(), at));
                        at
                    }
                });
            }
            let Some(at) = group else { continue };
            let sum = &mut self.sums[at][period];
            sum.spans |= 1u64.checked_shl(ordinal).unwrap_or(0);
            let word = status.filter(|s| s.keys().is_valid(i)).map(|s| {
                s.values()
                    .as_string::<i32>()
                    .value(usize::from(s.keys().value(i)))
            });
            match word {
                Some("below-threshold") => {
                    sum.below += value.value(i);
                    sum.below_cells += 1;
                }
                Some(_) => sum.missing += 1,
                None => {
                    sum.total += value.value(i);
                    sum.cells += 1;
                }
            }
            if let Some(r) = row {
                sum.rows.push(u64::try_from(r.value(i)).unwrap_or_default());
            } else if let Some(text) = rows.and_then(|r| r.as_string_opt::<i32>()) {
                if let Some(ranges) = RowRanges::parse(text.value(i)) {
                    sum.rows.extend(ranges.rows());
                }
            }
        }
        Ok(())
    }

    fn find(&self, span: (i32, i32)) -> Option<(usize, u32)> {
        let at = self.scan.spans.binary_search_by(|s| (s.0, s.1).cmp(&span)).ok()?;
        Some((self.scan.spans[at].2, self.ordinals[at]))
    }
}
