//! Comparing figures on disk with figures read anew, row by row.

use std::{fs::File, path::Path};

use arrow::{
    array::{Array, ArrayRef, AsArray, DictionaryArray, RecordBatch},
    datatypes::{DataType, Date32Type, Float64Type, Int64Type, UInt16Type},
    util::display::array_value_to_string,
};
use parquet::{
    arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder},
    file::reader::{FileReader, SerializedFileReader},
};

use crate::{error::StoreError, shelf::OBSERVATIONS};

/// How many rows a Parquet file holds.
pub(super) fn count(path: &Path) -> Result<u64, StoreError> {
    let file = File::open(path).map_err(StoreError::io("cannot open", path))?;
    let rows = SerializedFileReader::new(file)?
        .metadata()
        .file_metadata()
        .num_rows();
    Ok(u64::try_from(rows).unwrap_or_default())
}

/// The rows of `observations.parquet`, from the first to the last.
pub(super) struct Figures {
    reader: ParquetRecordBatchReader,
    held: Option<RecordBatch>,
    from: usize,
}

impl Figures {
    pub(super) fn open(path: &Path) -> Result<Self, StoreError> {
        let file = File::open(path).map_err(StoreError::io("cannot open", path))?;
        let reader = ParquetRecordBatchReaderBuilder::try_new(file)?
            .with_batch_size(32 * 1024)
            .build()?;
        Ok(Self {
            reader,
            held: None,
            from: 0,
        })
    }

    fn fill(&mut self) -> Result<bool, StoreError> {
        while self.held.as_ref().is_none_or(|b| self.from >= b.num_rows()) {
            self.from = 0;
            self.held = self.reader.next().transpose()?;
            if self.held.is_none() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// How many rows nobody has compared, if there are some.
    pub(super) fn left(&mut self) -> Result<Option<usize>, StoreError> {
        let mut left = 0;
        while self.fill()? {
            let rows = self.held.as_ref().map_or(0, RecordBatch::num_rows);
            left += rows - self.from;
            self.from = rows;
        }
        Ok((left > 0).then_some(left))
    }

    /// Compares the next rows with `expected`, whose columns are those of [`crate::columns::schema`].
    pub(super) fn compare(
        &mut self,
        expected: &[ArrayRef],
        problem: &mut dyn FnMut(String),
    ) -> Result<(), StoreError> {
        let rows = expected.first().map_or(0, Array::len);
        let mut done = 0;
        while done < rows {
            if !self.fill()? {
                problem(format!(
                    "{OBSERVATIONS} ends {} rows before the original does",
                    rows - done
                ));
                return Ok(());
            }
            let Some(held) = &self.held else { return Ok(()) };
            let n = (rows - done).min(held.num_rows() - self.from);
            if held.num_columns() != expected.len() {
                problem(format!(
                    "{OBSERVATIONS} has {} columns instead of {}",
                    held.num_columns(),
                    expected.len()
                ));
                return Ok(());
            }
            for (at, (wanted, found)) in expected.iter().zip(held.columns()).enumerate() {
                let (wanted, found) = (wanted.slice(done, n), found.slice(self.from, n));
                let Some(row) = first_difference(&wanted, &found) else {
                    continue;
                };
                let text = |array: &ArrayRef| match array_value_to_string(array, row.min(n)) {
                    Ok(text) if text.is_empty() => "nothing".to_owned(),
                    Ok(text) => format!("`{text}`"),
                    Err(_) => "something else".to_owned(),
                };
                let line = held
                    .column_by_name("row")
                    .and_then(|c| c.as_primitive_opt::<Int64Type>())
                    .map_or(0, |c| c.value(self.from + row));
                problem(format!(
                    "row {line} of the original: `{}` is {} and should be {}",
                    held.schema_ref().field(at).name(),
                    text(&found),
                    text(&wanted)
                ));
            }
            done += n;
            self.from += n;
        }
        Ok(())
    }
}

/// The first row in which two columns differ. Columns of different types differ from the start.
fn first_difference(wanted: &ArrayRef, found: &ArrayRef) -> Option<usize> {
    if wanted.data_type() != found.data_type() {
        return Some(0);
    }
    let rows = wanted.len();
    match wanted.data_type() {
        DataType::Date32 => {
            let (a, b) = (
                wanted.as_primitive_opt::<Date32Type>()?,
                found.as_primitive_opt::<Date32Type>()?,
            );
            (0..rows).find(|i| a.is_valid(*i) != b.is_valid(*i) || a.value(*i) != b.value(*i))
        }
        DataType::Int64 => {
            let (a, b) = (
                wanted.as_primitive_opt::<Int64Type>()?,
                found.as_primitive_opt::<Int64Type>()?,
            );
            (0..rows).find(|i| a.is_valid(*i) != b.is_valid(*i) || a.value(*i) != b.value(*i))
        }
        DataType::Float64 => {
            let (a, b) = (
                wanted.as_primitive_opt::<Float64Type>()?,
                found.as_primitive_opt::<Float64Type>()?,
            );
            (0..rows).find(|i| match (a.is_valid(*i), b.is_valid(*i)) {
                (true, true) => a.value(*i).to_bits() != b.value(*i).to_bits(),
                (x, y) => x != y,
            })
        }
        DataType::Dictionary(..) => {
            let (a, b) = (
                wanted.as_dictionary_opt::<UInt16Type>()?,
                found.as_dictionary_opt::<UInt16Type>()?,
            );
            first_label_difference(a, b)
        }
        _ => Some(0),
    }
}

fn first_label_difference(a: &DictionaryArray<UInt16Type>, b: &DictionaryArray<UInt16Type>) -> Option<usize> {
    let (labels_a, labels_b) = (
        a.values().as_string_opt::<i32>()?,
        b.values().as_string_opt::<i32>()?,
    );
    // Which index of the one is which of the other is found out once a label.
    let mut same: Vec<Option<u16>> = vec![None; labels_a.len()];
    (0..a.len()).find(|i| {
        let (valid_a, valid_b) = (a.keys().is_valid(*i), b.keys().is_valid(*i));
        if !valid_a || !valid_b {
            return valid_a != valid_b;
        }
        let (x, y) = (a.keys().value(*i), b.keys().value(*i));
        let known = &mut same[usize::from(x)];
        if *known == Some(y) {
            return false;
        }
        let equal = labels_a.value(usize::from(x)) == labels_b.value(usize::from(y));
        if equal {
            *known = Some(y);
        }
        !equal
    })
}
