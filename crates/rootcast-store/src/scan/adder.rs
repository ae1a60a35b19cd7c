//! Adding up: the cells of one row group, by group and period.
//!
//! Labels are compared by their position in the dictionary of the batch, never as text: a filter is a truth table by
//! position, a group a number in mixed radix.

use std::collections::HashMap;

use arrow::{
    array::{Array, AsArray, DictionaryArray, RecordBatch},
    buffer::BooleanBuffer,
    datatypes::{Date32Type, Float64Type, Int64Type, UInt16Type},
};
use rootcast_core::{provenance::RowRanges, value::Missing};

use super::{Scan, Sum, Sums, prune::Needs};
use crate::error::StoreError;

/// Up to this many combinations of labels a plain table finds the group; above it, a hash table.
const DENSE: usize = 1 << 16;
/// No group yet, or no wanted period.
const NOWHERE: u32 = u32::MAX;

/// A sum without its rows.
#[derive(Clone, Copy, Default)]
struct Cell {
    total: f64,
    cells: u64,
    below: f64,
    below_cells: u64,
    missing: u64,
    reason: Option<Missing>,
}

/// Adds up the batches of one row group.
pub(super) struct Adder<'a> {
    scan: &'a Scan,
    needs: &'a Needs,
    periods: usize,
    keys: Vec<Vec<String>>,
    known: HashMap<Vec<String>, u32>,
    /// One run of periods a group.
    sums: Vec<Cell>,
    /// (position in `sums`, row of the original file), where rows are asked for.
    rows: Vec<(u32, u64)>,
    /// Wanted first days as a table, where they lie close together: position of a span, or [`NOWHERE`].
    by_day: Option<(i32, Vec<u32>)>,
}

/// A column of labels in a batch.
struct Labels<'b> {
    array: &'b DictionaryArray<UInt16Type>,
    ids: &'b [u16],
    nulls: bool,
}

impl<'b> Labels<'b> {
    fn of(batch: &'b RecordBatch, name: &str) -> Result<Option<Self>, StoreError> {
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

    fn words(&self) -> Result<Vec<&'b str>, StoreError> {
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

impl<'a> Adder<'a> {
    pub(super) fn new(scan: &'a Scan, needs: &'a Needs) -> Self {
        let first = scan.spans.first().map_or(0, |s| s.0);
        let last = scan.spans.last().map_or(0, |s| s.0);
        let days = usize::try_from(i64::from(last) - i64::from(first) + 1).unwrap_or(usize::MAX);
        let by_day = (!needs.ends && days <= DENSE).then(|| {
            let mut table = vec![NOWHERE; days];
            for (at, span) in scan.spans.iter().enumerate() {
                if let Some(slot) = usize::try_from(span.0 - first)
                    .ok()
                    .and_then(|d| table.get_mut(d))
                {
                    *slot = at as u32;
                }
            }
            (first, table)
        });
        Self {
            periods: scan.spans.iter().map(|s| s.2 + 1).max().unwrap_or(0),
            scan,
            needs,
            keys: Vec::new(),
            known: HashMap::new(),
            sums: Vec::new(),
            rows: Vec::new(),
            by_day,
        }
    }

    pub(super) fn finish(self) -> Sums {
        let mut out = Sums::new();
        for (at, cell) in self.sums.iter().enumerate() {
            if cell.cells + cell.below_cells + cell.missing > 0 {
                let sum = Sum {
                    total: cell.total,
                    cells: cell.cells,
                    below: cell.below,
                    below_cells: cell.below_cells,
                    missing: cell.missing,
                    reason: cell.reason,
                    rows: Vec::new(),
                };
                out.insert((self.keys[at / self.periods].clone(), at % self.periods), sum);
            }
        }
        for (at, row) in self.rows {
            let at = at as usize;
            if let Some(sum) = out.get_mut(&(self.keys[at / self.periods].clone(), at % self.periods)) {
                sum.rows.push(row);
            }
        }
        out
    }

    fn group_of(&mut self, key: Vec<String>) -> u32 {
        if let Some(at) = self.known.get(&key) {
            return *at;
        }
        let at = self.keys.len() as u32;
        self.known.insert(key.clone(), at);
        self.keys.push(key);
        self.sums.resize(self.keys.len() * self.periods, Cell::default());
        at
    }

    /// Adds the cells of a batch.
    pub(super) fn add(&mut self, batch: &RecordBatch) -> Result<(), StoreError> {
        let Some(pass) = self.pass(batch)? else {
            return Ok(());
        };
        let lacks =
            |name: &str| StoreError::Columns(format!("column `{name}` is not there or not of its type"));
        let days = |name: &str| -> Result<&[i32], StoreError> {
            let column = batch.column_by_name(name).ok_or_else(|| lacks(name))?;
            let days = column
                .as_primitive_opt::<Date32Type>()
                .ok_or_else(|| lacks(name))?;
            Ok(days.values())
        };
        let starts = days("start")?;
        let ends = if self.needs.ends { Some(days("end")?) } else { None };
        let value = batch
            .column_by_name("value")
            .and_then(|c| c.as_primitive_opt::<Float64Type>())
            .ok_or_else(|| lacks("value"))?;
        let values: &[f64] = value.values();
        let status = Labels::of(batch, "status")?;
        let status_words = status
            .as_ref()
            .map(Labels::words)
            .transpose()?
            .unwrap_or_default();
        let row = batch
            .column_by_name("row")
            .and_then(|c| c.as_primitive_opt::<Int64Type>());
        let rows = batch.column_by_name("rows");

        // Columns that tell groups apart, with the size of their dictionaries.
        let mut columns: Vec<(usize, Labels<'_>, Vec<&str>)> = Vec::new();
        for (at, (name, only)) in self.scan.groups.iter().zip(&self.needs.constant).enumerate() {
            if only.is_none() {
                if let Some(labels) = Labels::of(batch, name)? {
                    let words = labels.words()?;
                    columns.push((at, labels, words));
                }
            }
        }
        let combinations = columns
            .iter()
            .try_fold(1usize, |n, (_, _, words)| n.checked_mul(words.len() + 1))
            .unwrap_or(usize::MAX);
        let mut dense = vec![NOWHERE; if combinations <= DENSE { combinations } else { 0 }];
        let mut sparse: HashMap<usize, u32> = HashMap::new();
        let single = columns.is_empty();
        let mut group = if single {
            self.group_of(self.key(&[], 0))
        } else {
            NOWHERE
        };

        let mut last = (i32::MIN, i32::MIN);
        let mut period: Option<usize> = None;
        let mut visit = |this: &mut Self, i: usize| {
            let span = (starts[i], ends.map_or(i32::MIN, |e| e[i]));
            if span != last {
                last = span;
                period = this.find(span);
            }
            let Some(period) = period else { return };
            if !single {
                let mut code = 0usize;
                for (_, labels, words) in &columns {
                    code = code
                        .wrapping_mul(words.len() + 1)
                        .wrapping_add(labels.id(i, words.len()));
                }
                let known = if dense.is_empty() {
                    sparse.get(&code).copied().unwrap_or(NOWHERE)
                } else {
                    dense[code]
                };
                group = if known == NOWHERE {
                    let new = this.group_of(this.key(&columns, i));
                    if dense.is_empty() {
                        sparse.insert(code, new);
                    } else {
                        dense[code] = new;
                    }
                    new
                } else {
                    known
                };
            }
            let at = group as usize * this.periods + period;
            let cell = &mut this.sums[at];
            let word = match &status {
                Some(s) if !(s.nulls && s.array.is_null(i)) => {
                    status_words.get(usize::from(s.ids[i])).copied()
                }
                _ => None,
            };
            match word {
                None => {
                    cell.total += values[i];
                    cell.cells += 1;
                }
                Some("below-threshold") => {
                    cell.below += values[i];
                    cell.below_cells += 1;
                }
                Some(word) => {
                    cell.missing += 1;
                    cell.reason = cell.reason.into_iter().chain(Missing::from_word(word)).min();
                }
            }
            if let Some(row) = row {
                this.rows
                    .push((at as u32, u64::try_from(row.value(i)).unwrap_or_default()));
            } else if let Some(ranges) = rows
                .and_then(|r| r.as_string_opt::<i32>())
                .and_then(|texts| RowRanges::parse(texts.value(i)))
            {
                this.rows.extend(ranges.rows().map(|r| (at as u32, r)));
            }
        };
        match pass {
            Pass::All => (0..batch.num_rows()).for_each(|i| visit(self, i)),
            Pass::Some(bits) => bits.set_indices().for_each(|i| visit(self, i)),
        }
        Ok(())
    }

    /// The labels of the groups in row `i`.
    fn key(&self, columns: &[(usize, Labels<'_>, Vec<&str>)], i: usize) -> Vec<String> {
        let mut key: Vec<String> = self
            .needs
            .constant
            .iter()
            .map(|only| only.clone().unwrap_or_default())
            .collect();
        for (at, labels, words) in columns {
            let word = words.get(labels.id(i, words.len())).copied().unwrap_or_default();
            word.clone_into(&mut key[*at]);
        }
        key
    }

    fn find(&self, span: (i32, i32)) -> Option<usize> {
        let at = match &self.by_day {
            Some((first, table)) => {
                let day = usize::try_from(i64::from(span.0) - i64::from(*first)).ok()?;
                *table.get(day).filter(|at| **at != NOWHERE)? as usize
            }
            None if self.needs.ends => self.scan.spans.binary_search_by(|s| (s.0, s.1).cmp(&span)).ok()?,
            None => self.scan.spans.binary_search_by(|s| s.0.cmp(&span.0)).ok()?,
        };
        self.scan.spans.get(at).map(|s| s.2)
    }

    /// Which rows pass the filters; `None` for none.
    fn pass(&self, batch: &RecordBatch) -> Result<Option<Pass>, StoreError> {
        let mut bits: Option<BooleanBuffer> = None;
        for at in &self.needs.filters {
            let (name, wanted) = &self.scan.filters[*at];
            let Some(labels) = Labels::of(batch, name)? else {
                return Ok(None);
            };
            let truth: Vec<bool> = labels
                .words()?
                .iter()
                .map(|word| wanted.iter().any(|w| w == word))
                .collect();
            if !truth.contains(&true) {
                return Ok(None);
            }
            if !labels.nulls && truth.iter().all(|t| *t) {
                continue;
            }
            let passes = BooleanBuffer::collect_bool(batch.num_rows(), |i| {
                truth.get(usize::from(labels.ids[i])).copied().unwrap_or(false)
                    && !(labels.nulls && labels.array.is_null(i))
            });
            bits = Some(match bits {
                None => passes,
                Some(before) => &before & &passes,
            });
        }
        Ok(Some(match bits {
            None => Pass::All,
            Some(bits) if bits.count_set_bits() == 0 => return Ok(None),
            Some(bits) => Pass::Some(bits),
        }))
    }
}

/// Rows that pass the filters.
enum Pass {
    All,
    Some(BooleanBuffer),
}
