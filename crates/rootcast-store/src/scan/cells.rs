//! Cells one by one: the observations that a scan adds up.

use std::ops::ControlFlow;

use arrow::{
    array::{Array, ArrayRef, AsArray, RecordBatch},
    datatypes::{Date32Type, Float64Type, Int64Type, UInt16Type},
};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::{BATCH, Scan, prune::Needs, starts_suffice};
use crate::{cut::day, error::StoreError, shelf::Held, store::export::Cell};

/// Columns of a release that are not facets.
const NOT_FACETS: [&str; 11] = [
    "source", "release", "table", "measure", "start", "end", "value", "status", "row", "rows", "cell",
];

/// Hands every cell that `scan` would add up to `take`, in the order of the file, until it breaks off.
pub(crate) fn cells(
    held: &Held,
    scan: &Scan,
    take: &mut dyn FnMut(Cell) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    let metadata = held.layout()?;
    let suffice = starts_suffice(held, scan);
    for group in 0..metadata.metadata().num_row_groups() {
        if Needs::of(scan, metadata.metadata().row_group(group), suffice).is_none() {
            continue;
        }
        let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(held.open()?, metadata.clone())
            .with_row_groups(vec![group])
            .with_batch_size(BATCH)
            .build()?;
        for batch in reader {
            let batch = batch?;
            for row in 0..batch.num_rows() {
                if cell(&batch, row, scan).is_some_and(|cell| take(cell).is_break()) {
                    return Ok(());
                }
            }
        }
    }
    Ok(())
}

fn label(column: Option<&ArrayRef>, row: usize) -> Option<&str> {
    let labels = column?.as_dictionary_opt::<UInt16Type>()?;
    let words = labels.values().as_string_opt::<i32>()?;
    (!labels.is_null(row)).then(|| words.value(usize::from(labels.keys().value(row))))
}

/// The cell of a row, if the scan wants it.
fn cell(batch: &RecordBatch, row: usize, scan: &Scan) -> Option<Cell> {
    let column = |name: &str| batch.column_by_name(name);
    let date = |name: &str| Some(column(name)?.as_primitive_opt::<Date32Type>()?.value(row));
    let (start, end) = (date("start")?, date("end")?);
    if !scan.spans.iter().any(|s| (s.0, s.1) == (start, end)) {
        return None;
    }
    let text = |name: &str| label(column(name), row).map(str::to_owned);
    for (name, wanted) in &scan.filters {
        let found = label(column(name), row)?;
        if !wanted.iter().any(|w| w == found) {
            return None;
        }
    }
    let value = column("value")?.as_primitive_opt::<Float64Type>()?;
    let rows = match column("rows").and_then(|c| c.as_string_opt::<i32>()) {
        Some(ranges) => ranges.value(row).to_owned(),
        None => column("row")?
            .as_primitive_opt::<Int64Type>()?
            .value(row)
            .to_string(),
    };
    Some(Cell {
        source: text("source")?,
        release: text("release")?,
        table: text("table")?,
        measure: text("measure")?,
        facets: batch
            .schema_ref()
            .fields()
            .iter()
            .filter(|f| !NOT_FACETS.contains(&f.name().as_str()))
            .filter_map(|f| Some((f.name().clone(), text(f.name())?)))
            .collect(),
        start: day(start),
        end: day(end),
        value: value.is_valid(row).then(|| value.value(row)),
        status: text("status"),
        rows,
        cell: text("cell"),
    })
}
