//! Adding up: the cells of one row group, by group and period.
//!
//! Labels are compared by their position in the dictionary of the batch, never as text: a filter is a truth table by
//! position, a group a number in mixed radix.

use arrow::array::{Array, RecordBatch};

use super::{
    Scan,
    batch::{DENSE, Figures, Groups, Labels, NOWHERE},
    prune::Needs,
    totals::Totals,
};
use crate::error::StoreError;

/// Adds up the batches of one row group.
pub(super) struct Adder<'a> {
    scan: &'a Scan,
    needs: &'a Needs,
    totals: Totals,
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
            totals: Totals::new(scan),
            scan,
            needs,
            by_day,
        }
    }

    /// What was added up.
    pub(super) fn finish(self) -> Totals {
        self.totals
    }

    /// Adds the cells of a batch.
    pub(super) fn add(&mut self, batch: &RecordBatch) -> Result<(), StoreError> {
        let Some(pass) = self.pass(batch)? else {
            return Ok(());
        };
        let figures = Figures::of(batch, self.needs.ends)?;
        let mut groups = Groups::of(batch, &self.scan.groups, &self.needs.constant)?;
        let mut group = if groups.is_single() {
            self.totals.group(groups.key(0))
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
                    group = this.totals.group(groups.key(i));
                    groups.learn(code, group);
                }
            }
            let at = this.totals.at(group, period);
            figures.add(i, this.totals.cell(at));
            figures.rows(i, &mut |row| this.totals.row(at, row));
        };
        match pass {
            Pass::All => (0..batch.num_rows()).for_each(|i| visit(self, i)),
            Pass::Some(rows) => rows.into_iter().for_each(|i| visit(self, i)),
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
        self.scan.spans.get(at).and_then(|s| self.totals.period(s.2))
    }

    /// Which rows pass the filters; `None` for none. The filter that lets the fewest labels pass comes first, and the
    /// others look at what is left.
    fn pass(&self, batch: &RecordBatch) -> Result<Option<Pass>, StoreError> {
        let mut tables: Vec<(usize, Labels<'_>, Vec<bool>)> = Vec::new();
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
            let passing = truth.iter().filter(|t| **t).count();
            if passing == 0 {
                return Ok(None);
            }
            if labels.nulls || passing < truth.len() {
                // Per thousand of the labels.
                tables.push((passing * 1000 / truth.len(), labels, truth));
            }
        }
        tables.sort_by_key(|(share, ..)| *share);
        let passes = |labels: &Labels<'_>, truth: &[bool], i: usize| {
            truth.get(usize::from(labels.ids[i])).copied().unwrap_or(false)
                && !(labels.nulls && labels.array.is_null(i))
        };
        let mut tables = tables.iter();
        let Some((_, labels, truth)) = tables.next() else {
            return Ok(Some(Pass::All));
        };
        let mut rows: Vec<usize> = (0..batch.num_rows())
            .filter(|i| passes(labels, truth, *i))
            .collect();
        for (_, labels, truth) in tables {
            rows.retain(|i| passes(labels, truth, *i));
        }
        Ok((!rows.is_empty()).then_some(Pass::Some(rows)))
    }
}

/// Rows that pass the filters.
enum Pass {
    All,
    Some(Vec<usize>),
}
