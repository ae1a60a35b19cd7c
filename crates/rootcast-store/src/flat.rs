//! Flat tables: named columns of one kind each, the form in which results leave as CSV or Parquet.
//!
//! Arrow stays behind [`parquet()`]; whoever has a result to hand over describes it as [`Column`]s.

use std::sync::Arc;

use ::parquet::arrow::ArrowWriter;
use arrow::{
    array::{ArrayRef, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray},
    datatypes::{DataType, Field, Schema},
};
use jiff::civil::Date;

use crate::{columns::properties, cut::day_number, error::StoreError};

/// A column of a flat table.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Name in the header.
    pub name: String,
    /// The cells, as many as in every other column of the table.
    pub cells: Cells,
}

/// The cells of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Cells {
    /// Labels and sentences.
    Text(Vec<Option<String>>),
    /// Figures, in the unit that another column names.
    Number(Vec<Option<f64>>),
    /// Counts of cells, rows or bytes.
    Count(Vec<Option<u64>>),
    /// Days.
    Date(Vec<Option<Date>>),
}

impl Cells {
    /// How many.
    pub fn len(&self) -> usize {
        match self {
            Cells::Text(c) => c.len(),
            Cells::Number(c) => c.len(),
            Cells::Count(c) => c.len(),
            Cells::Date(c) => c.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Column {
    /// A column of text.
    pub fn text(name: &str, cells: Vec<Option<String>>) -> Self {
        Self::new(name, Cells::Text(cells))
    }

    /// A column of figures.
    pub fn number(name: &str, cells: Vec<Option<f64>>) -> Self {
        Self::new(name, Cells::Number(cells))
    }

    /// A column of counts.
    pub fn count(name: &str, cells: Vec<Option<u64>>) -> Self {
        Self::new(name, Cells::Count(cells))
    }

    /// A column of days.
    pub fn date(name: &str, cells: Vec<Option<Date>>) -> Self {
        Self::new(name, Cells::Date(cells))
    }

    fn new(name: &str, cells: Cells) -> Self {
        Self {
            name: name.to_owned(),
            cells,
        }
    }
}

/// The table as the bytes of a Parquet file; the same columns give the same bytes.
pub fn parquet(columns: &[Column]) -> Result<Vec<u8>, StoreError> {
    let fields: Vec<Field> = columns
        .iter()
        .map(|c| {
            let kind = match c.cells {
                Cells::Text(_) => DataType::Utf8,
                Cells::Number(_) => DataType::Float64,
                Cells::Count(_) => DataType::Int64,
                Cells::Date(_) => DataType::Date32,
            };
            Field::new(&c.name, kind, true)
        })
        .collect();
    let arrays: Vec<ArrayRef> = columns.iter().map(|c| array(&c.cells)).collect();
    let schema = Arc::new(Schema::new(fields));
    let mut writer = ArrowWriter::try_new(Vec::new(), Arc::clone(&schema), Some(properties()))?;
    writer.write(&RecordBatch::try_new(schema, arrays)?)?;
    Ok(writer.into_inner()?)
}

fn array(cells: &Cells) -> ArrayRef {
    match cells {
        Cells::Text(c) => Arc::new(c.iter().map(Option::as_deref).collect::<StringArray>()),
        Cells::Number(c) => Arc::new(c.iter().copied().collect::<Float64Array>()),
        // No count of bytes or cells reaches 2^63.
        Cells::Count(c) => Arc::new(
            c.iter()
                .map(|n| n.map(|n| i64::try_from(n).unwrap_or(i64::MAX)))
                .collect::<Int64Array>(),
        ),
        Cells::Date(c) => Arc::new(c.iter().map(|d| d.map(day_number)).collect::<Date32Array>()),
    }
}

#[cfg(test)]
mod tests {
    use ::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_table_is_read_back_as_it_was_written() {
        let columns = [
            Column::text("a", vec![Some("x".into()), None]),
            Column::number("b", vec![Some(1.5), None]),
            Column::count("c", vec![None, Some(7)]),
            Column::date("d", vec![Some(date(1970, 1, 3)), None]),
        ];
        let bytes = parquet(&columns).unwrap();
        assert_eq!(bytes, parquet(&columns).unwrap());
        let batch = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(bytes))
            .unwrap()
            .build()
            .unwrap()
            .next()
            .unwrap()
            .unwrap();
        let names: Vec<String> = batch.schema().fields().iter().map(|f| f.name().clone()).collect();
        assert_eq!(names, ["a", "b", "c", "d"]);
        let days = batch.column(3).as_any().downcast_ref::<Date32Array>().unwrap();
        assert_eq!((days.value(0), batch.column(3).null_count()), (2, 1));
    }

    #[test]
    fn columns_of_unequal_length_are_an_error() {
        let columns = [Column::text("a", vec![]), Column::number("b", vec![None])];
        assert!(parquet(&columns).is_err());
    }
}
