//! `rejected.parquet`: the rows of a file that could not be read, each with the reason. Nothing is dropped silently.

use std::{fs::File, path::Path, sync::Arc};

use arrow::{
    array::{Array, ArrayRef, AsArray, Int64Array, RecordBatch, StringArray},
    datatypes::{DataType, Field, Int64Type, Schema},
};
use parquet::arrow::{ArrowWriter, arrow_reader::ParquetRecordBatchReaderBuilder};

use crate::{
    columns::properties,
    error::StoreError,
    observation::Reject,
    shelf::{Draft, REJECTED},
};

/// Writes the rejects of a release and returns the SHA-256 of the file.
pub(crate) fn write(draft: &Draft, rejects: &[Reject]) -> Result<String, StoreError> {
    let schema = Arc::new(Schema::new(vec![
        Field::new("sheet", DataType::Utf8, true),
        Field::new("row", DataType::Int64, false),
        Field::new("column", DataType::Utf8, false),
        Field::new("text", DataType::Utf8, false),
        Field::new("reason", DataType::Utf8, false),
    ]));
    let text = |of: fn(&Reject) -> &str| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(rejects.iter().map(of)))
    };
    let columns: Vec<ArrayRef> = vec![
        Arc::new(
            rejects
                .iter()
                .map(|r| r.sheet.as_deref())
                .collect::<StringArray>(),
        ),
        Arc::new(Int64Array::from_iter_values(
            rejects.iter().map(|r| i64::try_from(r.row).unwrap_or(i64::MAX)),
        )),
        text(|r| &r.column),
        text(|r| &r.text),
        text(|r| &r.reason),
    ];
    let batch = RecordBatch::try_new(schema.clone(), columns)?;
    let mut writer = ArrowWriter::try_new(draft.create(REJECTED)?, schema, Some(properties()))?;
    writer.write(&batch)?;
    writer.into_inner()?.finish()
}

/// Reads the first `limit` rejects of a release.
pub(crate) fn read(path: &Path, limit: usize) -> Result<Vec<Reject>, StoreError> {
    let file = File::open(path).map_err(StoreError::io("cannot open", path))?;
    let reader = ParquetRecordBatchReaderBuilder::try_new(file)?
        .with_limit(limit)
        .build()?;
    let mut out = Vec::new();
    for batch in reader {
        let batch = batch?;
        let column = |name: &str| {
            batch
                .column_by_name(name)
                .ok_or_else(|| StoreError::Columns(format!("column `{name}` is not there")))
        };
        let text = |name: &str| {
            column(name)?
                .as_string_opt::<i32>()
                .ok_or_else(|| StoreError::Columns(format!("column `{name}` does not hold text")))
        };
        let (sheet, columns, texts, reasons) =
            (text("sheet")?, text("column")?, text("text")?, text("reason")?);
        let rows = column("row")?
            .as_primitive_opt::<Int64Type>()
            .ok_or_else(|| StoreError::Columns("column `row` does not hold numbers".to_owned()))?;
        for at in 0..batch.num_rows() {
            out.push(Reject {
                sheet: sheet.is_valid(at).then(|| sheet.value(at).to_owned()),
                row: u64::try_from(rows.value(at)).unwrap_or_default(),
                column: columns.value(at).to_owned(),
                text: texts.value(at).to_owned(),
                reason: reasons.value(at).to_owned(),
            });
        }
    }
    Ok(out)
}
