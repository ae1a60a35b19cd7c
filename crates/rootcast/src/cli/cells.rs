//! The published cells behind an answer, in every format.

use std::collections::BTreeSet;

use rootcast_core::facet::Facet;
use rootcast_store::{
    flat::Column,
    store::export::{Cell, observation_columns},
};
use serde_json::json;

use super::list::unbroken;
use crate::format::{
    Page, Report,
    number::{count, plain},
    table::TextColumn,
};

/// Cells to be handed out.
pub(super) struct Cells(pub(super) Vec<Cell>);

impl Cells {
    /// The facets that any cell has, in canonical order.
    fn facets(&self) -> Vec<&str> {
        let all: BTreeSet<(usize, &str)> = self
            .0
            .iter()
            .flat_map(|c| c.facets.iter().map(|(f, _)| (Facet::position(f), f.as_str())))
            .collect();
        all.into_iter().map(|(_, f)| f).collect()
    }
}

fn value<'a>(cell: &'a Cell, facet: &str) -> Option<&'a String> {
    cell.facets.iter().find(|(f, _)| f == facet).map(|(_, v)| v)
}

impl Report for Cells {
    fn columns(&self) -> Vec<Column> {
        observation_columns(&self.0)
    }

    fn json(&self) -> serde_json::Result<serde_json::Value> {
        let cells: Vec<serde_json::Value> = self
            .0
            .iter()
            .map(|c| {
                let facets: serde_json::Map<_, _> =
                    c.facets.iter().map(|(f, v)| (f.clone(), json!(v))).collect();
                json!({
                    "source": c.source, "release": c.release, "table": c.table, "measure": c.measure,
                    "facets": facets, "start": c.start.to_string(), "end": c.end.to_string(), "value": c.value,
                    "status": c.status.as_deref().unwrap_or("number"), "rows": c.rows, "cell": c.cell,
                })
            })
            .collect();
        Ok(json!({ "cells": cells }))
    }

    fn text(&self, page: &Page) -> String {
        let column = |of: &dyn Fn(&Cell) -> String| self.0.iter().map(of).collect::<Vec<_>>();
        let mut columns = vec![TextColumn::left(
            "release",
            column(&|c| format!("{}/{}", c.source, c.release)),
        )];
        columns.push(TextColumn::left("table", column(&|c| c.table.clone())));
        for facet in self.facets() {
            columns.push(
                TextColumn::left(facet, column(&|c| value(c, facet).cloned().unwrap_or_default())).flexible(),
            );
        }
        columns.push(TextColumn::left("start", column(&|c| c.start.to_string())));
        columns.push(TextColumn::left("end", column(&|c| c.end.to_string())));
        let cells = column(&|c| match (&c.status, c.value) {
            (None, Some(v)) => plain(v),
            (Some(s), Some(v)) => format!("{s} {}", plain(v)),
            (s, None) => s.clone().unwrap_or_default(),
        });
        columns.push(TextColumn::right("value", cells));
        columns.push(TextColumn::left("rows", column(&|c| c.rows.clone())));
        if self.0.iter().any(|c| c.cell.is_some()) {
            columns.push(TextColumn::left(
                "cell",
                column(&|c| c.cell.clone().unwrap_or_default()),
            ));
        }
        let mut out = unbroken(&columns, page);
        out.push('\n');
        let all = format!("{} published cells", count(self.0.len() as u64));
        out.push_str(&page.entry("in all", &all, false));
        out
    }
}
