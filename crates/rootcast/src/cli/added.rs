//! What ingesting came to, in every format.

use rootcast_store::{flat::Column, ingest::Ingested, observation::Reject, store::Revision};
use serde_json::json;

use crate::format::{
    Page, Report,
    number::{count, difference, people},
};

/// Revised periods that are listed one by one; `diff` lists them all.
const PERIODS: usize = 12;

/// A file that was read, and what its release revises.
pub(super) struct Added {
    pub(super) ingested: Ingested,
    pub(super) revisions: Vec<Revision>,
}

/// The result of one `ingest` or `fetch`.
#[derive(Default)]
pub(super) struct AddedList {
    pub(super) added: Vec<Added>,
    /// Sources whose server said that nothing changed, with their releases.
    pub(super) unchanged: Vec<(String, Vec<String>)>,
}

impl Report for AddedList {
    fn columns(&self) -> Vec<Column> {
        let text = |name: &str, of: &dyn Fn(&Added) -> String| {
            Column::text(name, self.added.iter().map(|a| Some(of(a))).collect())
        };
        let number = |name: &str, of: &dyn Fn(&Added) -> u64| {
            Column::count(name, self.added.iter().map(|a| Some(of(a))).collect())
        };
        vec![
            text("file", &|a| a.ingested.record.release.file.clone()),
            text("source", &|a| a.ingested.record.release.source.clone()),
            text("release", &|a| a.ingested.record.release.id.clone()),
            text("published", &|a| a.ingested.record.release.published_text()),
            text("new", &|a| if a.ingested.new { "yes" } else { "no" }.to_owned()),
            number("rows", &|a| a.ingested.record.rows),
            number("cells", &|a| a.ingested.record.cells),
            number("observations", &|a| a.ingested.record.observations),
            number("rejected", &|a| a.ingested.record.rejected),
            number("skipped", &|a| a.ingested.record.skipped.values().sum()),
            number("revised", &|a| {
                let revised = a.revisions.iter().filter(|r| r.previous.is_some());
                revised.map(|r| r.changed + r.appeared + r.withdrawn).sum()
            }),
        ]
    }

    fn json(&self) -> serde_json::Result<serde_json::Value> {
        let added: Vec<serde_json::Value> = self
            .added
            .iter()
            .map(|a| {
                let rejects: Vec<serde_json::Value> = a
                    .ingested
                    .rejects
                    .iter()
                    .map(|r| json!({ "sheet": r.sheet, "row": r.row, "column": r.column, "text": r.text, "reason": r.reason }))
                    .collect();
                Ok(json!({
                    "new": a.ingested.new,
                    "record": serde_json::to_value(&a.ingested.record)?,
                    "first_rejects": rejects,
                    "revisions": serde_json::to_value(&a.revisions)?,
                }))
            })
            .collect::<serde_json::Result<_>>()?;
        let unchanged: Vec<serde_json::Value> = self
            .unchanged
            .iter()
            .map(|(source, releases)| json!({ "source": source, "releases": releases }))
            .collect();
        Ok(json!({ "ingested": added, "unchanged": unchanged }))
    }

    fn text(&self, page: &Page) -> String {
        let mut out = String::new();
        for a in &self.added {
            out.push_str(&one(a, page));
        }
        for (source, releases) in &self.unchanged {
            out.push_str(&format!(
                "{source}: nothing changed since {}\n",
                releases.join(", ")
            ));
        }
        out
    }
}

fn one(a: &Added, page: &Page) -> String {
    let r = &a.ingested.record;
    let mut out = format!("{}\n", page.strong(&r.release.file));
    let state = if a.ingested.new {
        ""
    } else {
        " (held already; nothing was added)"
    };
    out.push_str(&page.entry(
        "release",
        &format!("{}/{}{state}", r.release.source, r.release.id),
        false,
    ));
    let dated = format!("{}, {}", r.release.published_text(), basis(r.date_basis));
    out.push_str(&page.entry("published", &dated, false));
    let skipped: u64 = r.skipped.values().sum();
    let read = format!(
        "{} rows with {} cells: {} observations, {} rejected, {} passed over{}",
        count(r.rows),
        count(r.cells),
        count(r.observations),
        count(r.rejected),
        count(skipped),
        reasons(r)
    );
    out.push_str(&page.entry("read", &read, false));
    for (i, reject) in a.ingested.rejects.iter().enumerate() {
        out.push_str(&page.entry(if i == 0 { "rejected" } else { "" }, &rejected(reject), false));
    }
    let more = r.rejected.saturating_sub(a.ingested.rejects.len() as u64);
    if more > 0 {
        let text = format!("and {} more, all in rejected.parquet of the release", count(more));
        out.push_str(&page.entry("", &text, false));
    }
    for (i, text) in first_figures(&a.revisions).iter().enumerate() {
        out.push_str(&page.entry(if i == 0 { "adds" } else { "" }, text, false));
    }
    let revised: Vec<&Revision> = a.revisions.iter().filter(|r| r.previous.is_some()).collect();
    for (i, revision) in revised.iter().rev().take(PERIODS).enumerate() {
        out.push_str(&page.entry(if i == 0 { "revises" } else { "" }, &change(revision), false));
    }
    if let Some(more) = revised.len().checked_sub(PERIODS).filter(|n| *n > 0) {
        let text = format!("and {more} earlier periods; `rootcast diff` lists them");
        out.push_str(&page.entry("", &text, false));
    }
    for note in &r.notes {
        out.push_str(&page.entry("note", note, false));
    }
    out
}

/// The periods that no release covered before, by measure and table.
fn first_figures(revisions: &[Revision]) -> Vec<String> {
    let mut groups: Vec<(&str, &str, Vec<&Revision>)> = Vec::new();
    for r in revisions.iter().filter(|r| r.previous.is_none()) {
        match groups
            .iter_mut()
            .find(|(measure, table, _)| *measure == r.measure && *table == r.table)
        {
            Some((.., of)) => of.push(r),
            None => groups.push((&r.measure, &r.table, vec![r])),
        }
    }
    let text = |(measure, table, of): (&str, &str, Vec<&Revision>)| {
        let first = of.iter().min_by_key(|r| r.span)?;
        let last = of.iter().max_by_key(|r| r.span)?;
        Some(match of.len() {
            1 => format!("{measure} (table {table}): first figures for {}", first.period),
            n => format!(
                "{measure} (table {table}): first figures for {n} periods, {} to {}",
                first.period, last.period
            ),
        })
    };
    groups.into_iter().filter_map(text).collect()
}

/// What was changed in one period.
fn change(r: &Revision) -> String {
    let before = r.previous.as_ref().map_or("", |p| p.id.as_str());
    let mut text = format!(
        "{} {} (table {}), before in {before}: ",
        r.measure, r.period, r.table
    );
    if let (Some(old), Some(new)) = (r.old, r.new) {
        text.push_str(&format!(
            "{} → {} ({}); ",
            people(old, 0),
            people(new, 0),
            difference(new - old, 0)
        ));
    }
    text.push_str(&format!(
        "{} cells changed, {} new, {} gone, {} the same",
        count(r.changed),
        count(r.appeared),
        count(r.withdrawn),
        count(r.unchanged)
    ));
    text
}

fn reasons(r: &rootcast_store::record::Record) -> String {
    if r.skipped.is_empty() {
        return String::new();
    }
    let parts: Vec<String> = r
        .skipped
        .iter()
        .map(|(why, n)| format!("{} {why}", count(*n)))
        .collect();
    format!(" ({})", parts.join(", "))
}

fn rejected(r: &Reject) -> String {
    let sheet = r
        .sheet
        .as_ref()
        .map(|s| format!("sheet `{s}`, "))
        .unwrap_or_default();
    format!(
        "{sheet}line {}, column `{}`, `{}`: {}",
        r.row, r.column, r.text, r.reason
    )
}

fn basis(basis: rootcast_store::record::DateBasis) -> &'static str {
    use rootcast_store::record::DateBasis::{Given, KnownFile, MonthAfterCoverage, Served, Stated};
    match basis {
        Given => "as given",
        Stated => "as the file says",
        KnownFile => "a known file",
        Served => "as the server says",
        MonthAfterCoverage => "taken as the month after the last one covered",
    }
}
