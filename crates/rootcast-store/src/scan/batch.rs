//! Batches: the columns of a block of cells, looked at by position.

use std::collections::HashMap;

use arrow::{
    array::{Array, AsArray, DictionaryArray, Float64Array, Int64Array, RecordBatch, StringArray},
    datatypes::{Date32Type, Float64Type, Int64Type, UInt16Type},
};
use rootcast_core::{provenance::RowRanges, value::Missing};

use crate::error::StoreError;

/// Up to this many combinations of labels a plain table finds the group; above it, a hash table.
pub(super) const DENSE: usize = 1 << 16;
/// No group yet, or no wanted period.
pub(super) const NOWHERE: usize = usize::MAX;

/// A sum without its rows.
#[derive(Clone, Copy, Default)]
pub(super) struct Cell {
    pub(super) total: f64,
    pub(super) cells: u64,
    pub(super) below: f64,
    pub(super) below_cells: u64,
    pub(super) missing: u64,
    pub(super) reason: Option<Missing>,
}

impl Cell {
    /// Adds what was summed elsewhere.
    pub(super) fn add(&mut self, other: &Cell) {
        self.total += other.total;
        self.cells += other.cells;
        self.below += other.below;
        self.below_cells += other.below_cells;
        self.missing += other.missing;
        self.reason = self.reason.into_iter().chain(other.reason).min();
    }
}

/// A column of labels in a batch.
pub(super) struct Labels<'b> {
    pub(super) array: &'b DictionaryArray<UInt16Type>,
    pub(super) ids: &'b [u16],
    pub(super) nulls: bool,
}

impl<'b> Labels<'b> {
    pub(super) fn of(batch: &'b RecordBatch, name: &str) -> Result<Option<Self>, StoreError> {
        let Some(column) = batch.column_by_name(name) else {
            return Ok(None);
        };
        let array = column
            .as_any()
            .downcast_ref::<DictionaryArray<UInt16Type>>()
            .ok_or_else(|| StoreError::Columns(format!("column `{name}` does not hold labels")))?;
        Ok(Some(Self {
            array,
            ids: array.keys().values(),
            nulls: array.null_count() > 0,
        }))
    }

    pub(super) fn words(&self) -> Result<Vec<&'b str>, StoreError> {
        let words = self
            .array
            .values()
            .as_string_opt::<i32>()
            .ok_or_else(|| StoreError::Columns("labels are not text".to_owned()))?;
        Ok(words.iter().map(Option::unwrap_or_default).collect())
    }

    /// Position in the dictionary; one past its end where there is no label.
    fn id(&self, row: usize, size: usize) -> usize {
        if self.nulls && self.array.is_null(row) {
            size
        } else {
            usize::from(self.ids[row])
        }
    }
}

/// The columns of a batch that hold figures and their periods.
pub(super) struct Figures<'b> {
    starts: &'b [i32],
    ends: Option<&'b [i32]>,
    values: &'b Float64Array,
    status: Option<Labels<'b>>,
    words: Vec<&'b str>,
    row: Option<&'b Int64Array>,
    rows: Option<&'b StringArray>,
}

impl<'b> Figures<'b> {
    pub(super) fn of(batch: &'b RecordBatch, ends: bool) -> Result<Self, StoreError> {
        let lacks =
            |name: &str| StoreError::Columns(format!("column `{name}` is not there or not of its type"));
        let days = |name: &str| -> Result<&'b [i32], StoreError> {
            let column = batch.column_by_name(name).ok_or_else(|| lacks(name))?;
            let days = column
                .as_primitive_opt::<Date32Type>()
                .ok_or_else(|| lacks(name))?;
            Ok(days.values())
        };
        let status = Labels::of(batch, "status")?;
        Ok(Self {
            starts: days("start")?,
            ends: if ends { Some(days("end")?) } else { None },
            values: batch
                .column_by_name("value")
                .and_then(|c| c.as_primitive_opt::<Float64Type>())
                .ok_or_else(|| lacks("value"))?,
            words: match &status {
                Some(labels) => labels.words()?,
                None => Vec::new(),
            },
            status,
            row: batch
                .column_by_name("row")
                .and_then(|c| c.as_primitive_opt::<Int64Type>()),
            rows: batch
                .column_by_name("rows")
                .and_then(|c| c.as_string_opt::<i32>()),
        })
    }

    /// First day and day after the last; the least number for the latter where it was not read.
    pub(super) fn span(&self, i: usize) -> (i32, i32) {
        (self.starts[i], self.ends.map_or(i32::MIN, |e| e[i]))
    }

    /// Adds what stands in row `i`.
    pub(super) fn add(&self, i: usize, cell: &mut Cell) {
        let word = match &self.status {
            Some(s) if !(s.nulls && s.array.is_null(i)) => self.words.get(usize::from(s.ids[i])).copied(),
            _ => None,
        };
        match word {
            None => {
                cell.total += self.values.value(i);
                cell.cells += 1;
            }
            Some("below-threshold") => {
                cell.below += self.values.value(i);
                cell.below_cells += 1;
            }
            Some(word) => {
                cell.missing += 1;
                cell.reason = cell.reason.into_iter().chain(Missing::from_word(word)).min();
            }
        }
    }

    /// Hands over the rows of the original file, where they were read.
    pub(super) fn rows(&self, i: usize, take: &mut dyn FnMut(u64)) {
        if let Some(row) = self.row {
            take(u64::try_from(row.value(i)).unwrap_or_default());
        } else if let Some(ranges) = self.rows.and_then(|texts| RowRanges::parse(texts.value(i))) {
            ranges.rows().for_each(take);
        }
    }
}

/// The columns of a batch that tell groups apart, and the groups met in it.
pub(super) struct Groups<'b> {
    /// The only label of each column of the scan that has only one.
    constant: &'b [Option<String>],
    /// Position among the columns of the scan, labels, dictionary.
    columns: Vec<(usize, Labels<'b>, Vec<&'b str>)>,
    dense: Vec<usize>,
    sparse: HashMap<usize, usize>,
}

impl<'b> Groups<'b> {
    pub(super) fn of(
        batch: &'b RecordBatch,
        names: &[String],
        constant: &'b [Option<String>],
    ) -> Result<Self, StoreError> {
        let mut columns = Vec::new();
        for (at, name) in names.iter().enumerate() {
            if constant.get(at).is_some_and(Option::is_some) {
                continue;
            }
            if let Some(labels) = Labels::of(batch, name)? {
                let words = labels.words()?;
                columns.push((at, labels, words));
            }
        }
        let combinations = columns
            .iter()
            .try_fold(1usize, |n, (_, _, words)| n.checked_mul(words.len() + 1))
            .filter(|n| *n <= DENSE && !columns.is_empty())
            .unwrap_or(0);
        Ok(Self {
            constant,
            columns,
            dense: vec![NOWHERE; combinations],
            sparse: HashMap::new(),
        })
    }

    /// Whether all rows are of one group.
    pub(super) fn is_single(&self) -> bool {
        self.columns.is_empty()
    }

    /// A number for the labels of row `i`.
    pub(super) fn code(&self, i: usize) -> usize {
        self.columns.iter().fold(0, |code, (_, labels, words)| {
            code.wrapping_mul(words.len() + 1)
                .wrapping_add(labels.id(i, words.len()))
        })
    }

    /// The group with this number, or [`NOWHERE`].
    pub(super) fn known(&self, code: usize) -> usize {
        if self.dense.is_empty() {
            self.sparse.get(&code).copied().unwrap_or(NOWHERE)
        } else {
            self.dense.get(code).copied().unwrap_or(NOWHERE)
        }
    }

    /// Remembers the group with this number.
    pub(super) fn learn(&mut self, code: usize, group: usize) {
        match self.dense.get_mut(code) {
            Some(slot) => *slot = group,
            None => {
                self.sparse.insert(code, group);
            }
        }
    }

    /// The labels of row `i`.
    pub(super) fn key(&self, i: usize) -> Vec<String> {
        let mut key: Vec<String> = self
            .constant
            .iter()
            .map(|only| only.clone().unwrap_or_default())
            .collect();
        for (at, labels, words) in &self.columns {
            let word = words.get(labels.id(i, words.len())).copied().unwrap_or_default();
            if let Some(slot) = key.get_mut(*at) {
                word.clone_into(slot);
            }
        }
        key
    }
}
