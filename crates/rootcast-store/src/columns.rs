//! The Parquet schema of a release, and batches as row groups of it.

use std::sync::Arc;

use arrow::{
    array::{ArrayRef, Date32Array, DictionaryArray, Float64Array, Int64Array, StringArray, UInt16Array},
    datatypes::{DataType, Field, Schema, SchemaRef, UInt16Type},
};
use parquet::{
    arrow::arrow_writer::{ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves},
    basic::{Compression, Encoding, ZstdLevel},
    file::properties::{EnabledStatistics, WriterProperties, WriterVersion},
    schema::types::ColumnPath,
};

use crate::{
    error::StoreError,
    observation::{Batch, LabelColumn, NONE, Status},
};

/// Width of a dictionary index: 16 bits hold the labels of any row group seen in practice.
fn label_type() -> DataType {
    DataType::Dictionary(Box::new(DataType::UInt16), Box::new(DataType::Utf8))
}

/// The schema of a release whose observations have these facets, `source` and `release` first.
pub fn schema(facets: &[String]) -> SchemaRef {
    let mut fields: Vec<Field> = ["source", "release", "table", "measure"]
        .into_iter()
        .map(|name| Field::new(name, label_type(), false))
        .collect();
    fields.extend(facets.iter().map(|f| Field::new(f, label_type(), true)));
    fields.extend([
        Field::new("start", DataType::Date32, false),
        Field::new("end", DataType::Date32, false),
        Field::new("value", DataType::Float64, true),
        Field::new("status", label_type(), true),
        Field::new("row", DataType::Int64, false),
        Field::new("cell", label_type(), true),
    ]);
    Arc::new(Schema::new(fields))
}

/// How columns are encoded: dictionaries for labels, deltas for rows, zstd pages, statistics by row group.
pub fn properties() -> WriterProperties {
    WriterProperties::builder()
        .set_writer_version(WriterVersion::PARQUET_2_0)
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_column_dictionary_enabled(ColumnPath::from("row"), false)
        .set_column_encoding(ColumnPath::from("row"), Encoding::DELTA_BINARY_PACKED)
        .set_created_by("rootcast".to_owned())
        .build()
}

fn labels(column: &LabelColumn, len: usize) -> Result<ArrayRef, StoreError> {
    if column.ids.is_empty() {
        return Ok(no_labels(len));
    }
    let values: ArrayRef = Arc::new(StringArray::from_iter_values(&column.dictionary));
    if column.dictionary.len() >= usize::from(u16::MAX) {
        return Err(StoreError::Columns(format!(
            "column `{}` has {} distinct labels in one block, more than a label column can hold",
            column.name,
            column.dictionary.len()
        )));
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "below the limit every index fits 16 bits"
    )]
    let narrow = |id: &u32| *id as u16;
    let keys: UInt16Array = if column.ids.contains(&NONE) {
        let narrow = |id: &u32| (*id != NONE).then(|| narrow(id));
        column.ids.iter().map(narrow).collect()
    } else {
        column.ids.iter().map(narrow).collect()
    };
    Ok(Arc::new(DictionaryArray::<UInt16Type>::try_new(keys, values)?))
}

fn no_labels(len: usize) -> ArrayRef {
    let keys: UInt16Array = std::iter::repeat_n(None::<u16>, len).collect();
    let values: ArrayRef = Arc::new(StringArray::from_iter_values([""]));
    // Null keys refer to nothing, so the pair is always consistent.
    Arc::new(DictionaryArray::<UInt16Type>::new(keys, values))
}

fn one_label(text: &str, len: usize) -> ArrayRef {
    let keys: UInt16Array = std::iter::repeat_n(Some(0u16), len).collect();
    Arc::new(DictionaryArray::<UInt16Type>::new(
        keys,
        Arc::new(StringArray::from_iter_values([text])),
    ))
}

/// The columns that say which release a row belongs to; they are the same in every row.
pub const NAMING: usize = 2;

/// The arrays of a batch, in the order of [`schema`].
pub fn arrays(source: &str, release: &str, batch: Batch) -> Result<Vec<ArrayRef>, StoreError> {
    let len = batch.len();
    let mut out = naming(source, release, len);
    out.append(&mut figures(batch)?);
    Ok(out)
}

/// The first [`NAMING`] columns of `len` rows.
pub(crate) fn naming(source: &str, release: &str, len: usize) -> Vec<ArrayRef> {
    vec![one_label(source, len), one_label(release, len)]
}

/// The arrays of a batch without the first [`NAMING`], which are known only when the whole file is read.
pub(crate) fn figures(batch: Batch) -> Result<Vec<ArrayRef>, StoreError> {
    let len = batch.len();
    let mut out: Vec<ArrayRef> = Vec::with_capacity(batch.labels.len() + 6);
    for column in &batch.labels {
        out.push(labels(column, len)?);
    }
    out.push(Arc::new(Date32Array::from(batch.start)));
    out.push(Arc::new(Date32Array::from(batch.end)));
    let mut status = LabelColumn {
        name: "status".to_owned(),
        ..LabelColumn::default()
    };
    if batch.status.is_empty() {
        out.push(Arc::new(Float64Array::from(batch.value)));
    } else {
        status.ids = vec![NONE; len];
        for (at, s) in &batch.status {
            if let Some(word) = s.as_str() {
                let id = status
                    .dictionary
                    .iter()
                    .position(|d| d == word)
                    .unwrap_or_else(|| {
                        status.dictionary.push(word.to_owned());
                        status.dictionary.len() - 1
                    });
                status.ids[*at as usize] = u32::try_from(id).unwrap_or(NONE);
            }
        }
        let mut values: Vec<Option<f64>> = batch.value.into_iter().map(Some).collect();
        for (at, s) in &batch.status {
            if matches!(s, Status::Missing(_)) {
                values[*at as usize] = None;
            }
        }
        out.push(Arc::new(Float64Array::from(values)));
    }
    out.push(labels(&status, len)?);
    out.push(Arc::new(Int64Array::from(batch.row)));
    out.push(labels(&batch.cell, len)?);
    Ok(out)
}

/// One row group being encoded. Needs no file: any thread may do it.
pub(crate) struct RowGroup {
    schema: SchemaRef,
    writers: Vec<ArrowColumnWriter>,
    rows: usize,
}

impl RowGroup {
    /// A row group of `schema`, as `factory` encodes it.
    pub(crate) fn begin(
        schema: &SchemaRef,
        factory: &ArrowRowGroupWriterFactory,
    ) -> Result<Self, StoreError> {
        Ok(Self {
            schema: schema.clone(),
            writers: factory.create_column_writers(0)?,
            rows: 0,
        })
    }

    /// Adds rows.
    pub(crate) fn add(&mut self, arrays: &[ArrayRef]) -> Result<(), StoreError> {
        if arrays.len() != self.writers.len() {
            return Err(StoreError::Columns(format!(
                "a batch has {} columns, the release {}",
                arrays.len(),
                self.writers.len()
            )));
        }
        self.rows += arrays.first().map_or(0, |a| a.len());
        for ((writer, field), array) in self.writers.iter_mut().zip(self.schema.fields()).zip(arrays) {
            for leaf in compute_leaves(field, array)? {
                writer.write(&leaf)?;
            }
        }
        Ok(())
    }

    /// The encoded columns; none where there are no rows.
    pub(crate) fn finish(self) -> Result<Vec<ArrowColumnChunk>, StoreError> {
        if self.rows == 0 {
            return Ok(Vec::new());
        }
        self.writers.into_iter().map(|w| Ok(w.close()?)).collect()
    }
}
