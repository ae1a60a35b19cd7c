//! Imports in every format.

use rootcast_ledger::shelf::{Contents, Imported};
use rootcast_store::flat::Column;
use serde_json::json;

use crate::{
    format::{Page, Report, number::count},
    ledger::{FORMAT, told::day_text},
};

/// Imports to be printed.
pub(super) struct ImportList(pub(super) Vec<Imported>);

fn contents(c: Contents) -> &'static str {
    match c {
        Contents::Activities => "activities",
        Contents::Organisations => "organisations",
        Contents::Ledger => "statements",
    }
}

impl Report for ImportList {
    fn columns(&self) -> Vec<Column> {
        let text = |name: &str, of: &dyn Fn(&Imported) -> String| {
            Column::text(name, self.0.iter().map(|i| Some(of(i))).collect())
        };
        let number = |name: &str, of: &dyn Fn(&Imported) -> u64| {
            Column::count(name, self.0.iter().map(|i| Some(of(i))).collect())
        };
        vec![
            text("import", &|i| i.import.name()),
            text("new", &|i| if i.new { "yes" } else { "no" }.to_owned()),
            text("contents", &|i| contents(i.import.contents).to_owned()),
            number("records", &|i| i.import.records),
            text("published", &|i| day_text(i.import.published, i.import.precision)),
            number("errors", &|i| i.import.findings.errors),
            number("warnings", &|i| i.import.findings.warnings),
            text("file", &|i| i.import.file.clone()),
            number("bytes", &|i| i.import.bytes),
            text("sha256", &|i| i.import.sha256.clone()),
        ]
    }

    fn json(&self) -> serde_json::Result<serde_json::Value> {
        let imported = self
            .0
            .iter()
            .map(|i| {
                let record = serde_json::to_value(&i.import)?;
                Ok(json!({ "new": i.new, "record": record, "notes": i.notes }))
            })
            .collect::<serde_json::Result<Vec<_>>>()?;
        Ok(json!({ "format": FORMAT, "imported": imported }))
    }

    fn text(&self, page: &Page) -> String {
        let mut out = String::new();
        for Imported { import, new, notes } in &self.0 {
            let fate = if *new { "imported" } else { "held already" };
            out.push_str(&format!("{}  {fate}\n", page.strong(&import.name())));
            let what = match (import.records, import.contents) {
                (1, Contents::Activities) => "1 activity".to_owned(),
                (1, Contents::Organisations) => "1 organisation".to_owned(),
                (1, Contents::Ledger) => "1 statement".to_owned(),
                (n, of) => format!("{} {}", count(n), contents(of)),
            };
            out.push_str(&page.entry("holds", &what, false));
            out.push_str(&page.entry("published", &day_text(import.published, import.precision), false));
            if let Some(publisher) = &import.publisher {
                out.push_str(&page.entry("by", publisher, false));
            }
            let found = &import.findings;
            if found.errors + found.warnings > 0 {
                let all = format!(
                    "{} errors, {} warnings",
                    count(found.errors),
                    count(found.warnings)
                );
                out.push_str(&page.entry("findings", &all, false));
                for line in found.first.iter().take(LISTED) {
                    out.push_str(&page.entry("", line, false));
                }
            }
            for note in notes {
                out.push_str(&page.entry("note", note, false));
            }
        }
        out
    }
}

/// Findings of an import that are listed for people; `ledger validate` lists all.
const LISTED: usize = 6;
