//! What verifying came to, in every format.

use rootcast_store::{flat::Column, verify::Verified};
use serde_json::json;

use crate::format::{Page, Report, number::count};

/// Verified releases to be printed.
pub(super) struct Checked(pub(super) Vec<Verified>);

impl Checked {
    /// Whether everything agrees.
    pub(super) fn ok(&self) -> bool {
        self.0.iter().all(|v| v.ok)
    }
}

impl Report for Checked {
    fn columns(&self) -> Vec<Column> {
        let text = |name: &str, of: &dyn Fn(&Verified) -> Option<String>| {
            Column::text(name, self.0.iter().map(of).collect())
        };
        let joined = |lines: &[String]| (!lines.is_empty()).then(|| lines.join("; "));
        vec![
            text("release", &|v| Some(v.release.clone())),
            text("ok", &|v| Some(if v.ok { "yes" } else { "no" }.to_owned())),
            Column::count("cells", self.0.iter().map(|v| Some(v.cells)).collect()),
            text("problems", &|v| joined(&v.problems)),
            text("notes", &|v| joined(&v.notes)),
        ]
    }

    fn json(&self) -> serde_json::Result<serde_json::Value> {
        let releases: Vec<serde_json::Value> = self
            .0
            .iter()
            .map(|v| {
                json!({
                    "release": v.release, "ok": v.ok, "cells": v.cells, "problems": v.problems, "notes": v.notes,
                })
            })
            .collect();
        Ok(json!({ "ok": self.ok(), "releases": releases }))
    }

    fn text(&self, page: &Page) -> String {
        let mut out = String::new();
        for v in &self.0 {
            let verdict = if v.ok { page.good("ok") } else { page.bad("WRONG") };
            out.push_str(&format!("{verdict}  {}  {} cells\n", v.release, count(v.cells)));
            for line in v.problems.iter().chain(&v.notes) {
                out.push_str(&page.entry("", line, false));
            }
        }
        let wrong = self.0.iter().filter(|v| !v.ok).count() as u64;
        let summary = match (self.0.len(), wrong) {
            (0, _) => "the store folder holds no releases".to_owned(),
            (1, 0) => "1 release agrees with its original".to_owned(),
            (n, 0) => format!("{} releases agree with their originals", count(n as u64)),
            (n, _) => format!(
                "{} of {} releases not in agreement with the original",
                count(wrong),
                count(n as u64)
            ),
        };
        out.push_str(&format!("{summary}\n"));
        out
    }
}
