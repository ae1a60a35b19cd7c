//! Adding up: the cells of one row group, by group and period.
//!
//! Labels are compared by their position in the dictionary of the batch, never as text: a filter is a truth table by
//! position, a group a number in mixed radix.

use std::collections::HashMap;

use arrow::{
    array::{Array, RecordBatch},
    buffer::BooleanBuffer,
};

use super::{
    Scan, Sum, Sums,
    batch::{Cell, DENSE, Figures, Groups, Labels, NOWHERE},
    prune::Needs,
};
use crate::error::StoreError;

/// Adds up the batches of one row group.
pub(super) struct Adder<'a> {
    scan: &'a Scan,
    needs: &'a Needs,
    periods: usize,
    keys: Vec<Vec<String>>,
    known: HashMap<Vec<String>, usize>,
    /// One run of periods a group.
    sums: Vec<Cell>,
    /// (position in `sums`, row of the original file), where rows are asked for.
    rows: Vec<(usize, u64)>,
    /// Wanted first days as a table, where they lie close together: position of a span, or [`NOWHERE`].
    by_day: Option<(i32, Vec<usize>)>,
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
                    *slot = at;
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
            if let Some(sum) = out.get_mut(&(self.keys[at / self.periods].clone(), at % self.periods)) {
                sum.rows.push(row);
            }
        }
        out
    }

    fn group_of(&mut self, key: Vec<String>) -> usize {
        if let Some(at) = self.known.get(&key) {
            return *at;
        }
        let at = self.keys.len();
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
        let figures = Figures::of(batch, self.needs.ends)?;
        let mut groups = Groups::of(batch, &self.scan.groups, &self.needs.constant)?;
        let mut group = if groups.is_single() {
            self.group_of(groups.key(0))
        } else {
            NOWHERE
        };
        let mut last = (i32::MIN, i32::MIN);
        let mut period: Option<usize> = None;
        let mut visit = |this: &mut Self, i: usize| {
            let span = figures.span(i);
            if span != last {
                last = span;
                period = this.find(span);
            }
            let Some(period) = period else { return };
            if !groups.is_single() {
                let code = groups.code(i);
                group = groups.known(code);
                if group == NOWHERE {
                    group = this.group_of(groups.key(i));
                    groups.learn(code, group);
                }
            }
            let at = group * this.periods + period;
            figures.add(i, &mut this.sums[at]);
            figures.rows(i, &mut |row| this.rows.push((at, row)));
        };
        match pass {
            Pass::All => (0..batch.num_rows()).for_each(|i| visit(self, i)),
            Pass::Some(bits) => bits.set_indices().for_each(|i| visit(self, i)),
        }
        Ok(())
    }

    fn find(&self, span: (i32, i32)) -> Option<usize> {
        let at = match &self.by_day {
            Some((first, table)) => {
                let day = usize::try_from(i64::from(span.0) - i64::from(*first)).ok()?;
                *table.get(day).filter(|at| **at != NOWHERE)?
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
