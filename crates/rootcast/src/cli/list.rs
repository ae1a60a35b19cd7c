//! Sources and releases in every format.

use rootcast_store::{
    flat::Column,
    shelf::{Figures, Held},
};
use serde_json::json;

use crate::{
    format::{
        Page, Report,
        number::count,
        table::{self, TextColumn},
    },
    sources::Source,
};

/// Sources to be printed.
pub(super) struct SourceList(pub(super) Vec<Source>);

impl Report for SourceList {
    fn columns(&self) -> Vec<Column> {
        let text = |name: &str, of: &dyn Fn(&Source) -> Option<String>| {
            Column::text(name, self.0.iter().map(of).collect())
        };
        vec![
            text("source", &|s| Some(s.id.clone())),
            text("publisher", &|s| Some(s.publisher.clone())),
            text("title", &|s| Some(s.title.clone())),
            Column::count("releases", self.0.iter().map(|s| Some(s.releases)).collect()),
            Column::date("latest", self.0.iter().map(|s| s.latest).collect()),
            text("licence", &|s| Some(s.licence.clone())),
            text("homepage", &|s| Some(s.homepage.clone())),
            text("download", &|s| s.download.clone()),
            text("about", &|s| Some(s.about.clone())),
        ]
    }

    fn json(&self) -> serde_json::Result<serde_json::Value> {
        Ok(json!({ "sources": serde_json::to_value(&self.0)? }))
    }

    fn text(&self, page: &Page) -> String {
        let column = |of: &dyn Fn(&Source) -> String| self.0.iter().map(of).collect::<Vec<_>>();
        let columns = [
            TextColumn::left("source", column(&|s| s.id.clone())),
            TextColumn::right("releases", column(&|s| count(s.releases))),
            TextColumn::left(
                "latest",
                column(&|s| s.latest.map(|d| d.to_string()).unwrap_or_default()),
            ),
            TextColumn::left(
                "fetch",
                column(&|s| if s.download.is_some() { "yes" } else { "by hand" }.to_owned()),
            ),
            TextColumn::left("publisher", column(&|s| s.publisher.clone())).flexible(),
            TextColumn::left("title", column(&|s| s.title.clone())).flexible(),
        ];
        unbroken(&columns, page)
    }
}

/// Releases to be printed.
pub(super) struct ReleaseList<'a>(pub(super) Vec<&'a Held>);

impl Report for ReleaseList<'_> {
    fn columns(&self) -> Vec<Column> {
        let text = |name: &str, of: &dyn Fn(&Held) -> Option<String>| {
            Column::text(name, self.0.iter().map(|h| of(h)).collect())
        };
        let number = |name: &str, of: &dyn Fn(&Held) -> u64| {
            Column::count(name, self.0.iter().map(|h| Some(of(h))).collect())
        };
        let day = |name: &str, of: &dyn Fn(&Held) -> jiff::civil::Date| {
            Column::date(name, self.0.iter().map(|h| Some(of(h))).collect())
        };
        vec![
            text("source", &|h| Some(h.record.release.source.clone())),
            text("release", &|h| Some(h.record.release.id.clone())),
            day("published", &|h| h.record.release.published),
            text("precision", &|h| {
                Some(h.record.release.precision.as_str().to_owned())
            }),
            day("effective", &|h| h.record.release.effective),
            text("publisher", &|h| Some(h.record.release.publisher.clone())),
            text("title", &|h| Some(h.record.release.title.clone())),
            text("licence", &|h| Some(h.record.release.licence.clone())),
            text("file", &|h| Some(h.record.release.file.clone())),
            text("sha256", &|h| Some(h.record.release.sha256.clone())),
            number("bytes", &|h| h.record.release.bytes),
            number("rows", &|h| h.record.rows),
            number("cells", &|h| h.record.cells),
            number("observations", &|h| h.record.observations),
            number("rejected", &|h| h.record.rejected),
            number("skipped", &|h| h.record.skipped.values().sum()),
            text("where", &|h| Some(place(h).to_owned())),
        ]
    }

    fn json(&self) -> serde_json::Result<serde_json::Value> {
        let releases: Vec<serde_json::Value> = self
            .0
            .iter()
            .map(|h| Ok(json!({ "where": place(h), "record": serde_json::to_value(&h.record)? })))
            .collect::<serde_json::Result<_>>()?;
        Ok(json!({ "releases": releases }))
    }

    fn text(&self, page: &Page) -> String {
        if self.0.is_empty() {
            return "no releases are held; ingest a file, or fetch one\n".to_owned();
        }
        let column = |of: &dyn Fn(&Held) -> String| self.0.iter().map(|h| of(h)).collect::<Vec<_>>();
        let columns = [
            TextColumn::left("source", column(&|h| h.record.release.source.clone())),
            TextColumn::left("release", column(&|h| h.record.release.id.clone())),
            TextColumn::left("published", column(&|h| h.record.release.published_text())),
            TextColumn::right("observations", column(&|h| count(h.record.observations))),
            TextColumn::right("rejected", column(&|h| count(h.record.rejected))),
            TextColumn::left("where", column(&|h| place(h).to_owned())),
            TextColumn::left("title", column(&|h| h.record.release.title.clone())).flexible(),
        ];
        unbroken(&columns, page)
    }
}

/// Where the figures of a release are.
fn place(held: &Held) -> &'static str {
    match held.figures {
        Figures::Folder(_) => "store",
        Figures::Embedded(_) => "program",
    }
}

/// Sets a list whose lines belong together: never in blocks.
pub(super) fn unbroken(columns: &[TextColumn], page: &Page) -> String {
    table::set(columns, columns.len(), page)
}
