//! Totals: what was added up so far, by group and period. Only what was met takes room.

use std::collections::HashMap;

use super::{
    Scan, Sum, Sums,
    batch::{Cell, NOWHERE},
};

/// Sums by group and wanted period.
pub(super) struct Totals {
    /// The periods of the scan, sorted.
    periods: Vec<usize>,
    keys: Vec<Vec<String>>,
    known: HashMap<Vec<String>, usize>,
    /// One run of periods a group: position among `cells`, or [`NOWHERE`].
    index: Vec<usize>,
    cells: Vec<Cell>,
    /// (position among `cells`, row of the original file), where rows are asked for.
    rows: Vec<(usize, u64)>,
}

impl Totals {
    /// Nothing yet, for the periods of a scan.
    pub(super) fn new(scan: &Scan) -> Self {
        let mut periods: Vec<usize> = scan.spans.iter().map(|s| s.2).collect();
        periods.sort_unstable();
        periods.dedup();
        Self {
            periods,
            keys: Vec::new(),
            known: HashMap::new(),
            index: Vec::new(),
            cells: Vec::new(),
            rows: Vec::new(),
        }
    }

    /// The position of a period among those of the scan.
    pub(super) fn period(&self, period: usize) -> Option<usize> {
        self.periods.binary_search(&period).ok()
    }

    /// The number of a group.
    pub(super) fn group(&mut self, key: Vec<String>) -> usize {
        if let Some(at) = self.known.get(&key) {
            return *at;
        }
        let at = self.keys.len();
        self.known.insert(key.clone(), at);
        self.keys.push(key);
        self.index.resize(self.keys.len() * self.periods.len(), NOWHERE);
        at
    }

    /// Where a group's sum of a period is; `period` is a position among those of the scan.
    pub(super) fn at(&mut self, group: usize, period: usize) -> usize {
        let slot = &mut self.index[group * self.periods.len() + period];
        if *slot == NOWHERE {
            *slot = self.cells.len();
            self.cells.push(Cell::default());
        }
        *slot
    }

    /// A sum by its place.
    pub(super) fn cell(&mut self, at: usize) -> &mut Cell {
        &mut self.cells[at]
    }

    /// Notes a row of the original file behind a sum.
    pub(super) fn row(&mut self, at: usize, row: u64) {
        self.rows.push((at, row));
    }

    /// Adds what was met later in the file.
    pub(super) fn merge(&mut self, later: Totals) {
        let width = later.periods.len();
        let mut moved = vec![NOWHERE; later.cells.len()];
        for (key, run) in later.keys.into_iter().zip(later.index.chunks(width.max(1))) {
            let group = self.group(key);
            for (period, from) in run.iter().enumerate().filter(|(_, from)| **from != NOWHERE) {
                let to = self.at(group, period);
                self.cells[to].add(&later.cells[*from]);
                moved[*from] = to;
            }
        }
        self.rows
            .extend(later.rows.into_iter().map(|(at, row)| (moved[at], row)));
    }

    /// The sums in order of key and period.
    pub(super) fn finish(self) -> Sums {
        let mut rows: Vec<Vec<u64>> =
            vec![Vec::new(); if self.rows.is_empty() { 0 } else { self.cells.len() }];
        for (at, row) in self.rows {
            rows[at].push(row);
        }
        let mut out = Sums::new();
        let width = self.periods.len().max(1);
        for (key, run) in self.keys.iter().zip(self.index.chunks(width)) {
            for (period, at) in self.periods.iter().zip(run).filter(|(_, at)| **at != NOWHERE) {
                let cell = &self.cells[*at];
                let sum = Sum {
                    total: cell.total,
                    cells: cell.cells,
                    below: cell.below,
                    below_cells: cell.below_cells,
                    missing: cell.missing,
                    reason: cell.reason,
                    rows: rows.get_mut(*at).map(std::mem::take).unwrap_or_default(),
                };
                out.insert((key.clone(), *period), sum);
            }
        }
        out
    }
}
