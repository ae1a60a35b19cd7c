//! Sources and method: every release, every definition, every reading.

use rootcast_core::release::Release;

use crate::brief::{
    model::{Section, Table},
    numbers::count,
    reader::Record,
};

/// The closing section, made from what the others have used.
pub(in crate::brief) fn build(record: &Record) -> Section {
    let mut section = Section {
        id: "sources".to_owned(),
        title: "Sources and method".to_owned(),
        lead: vec![
            "Every figure on this page answers a reading: a measure with its definition, its period and the day as \
             known. For each period the latest release published on or before that day answers alone; releases are \
             never mixed inside one period. To get a figure again, give its reading to `rootcast show`; to see why \
             its release was chosen and what other sources say, to `rootcast explain`."
                .to_owned(),
            "The figures are aggregates published by agencies. They are not for decisions about individuals, and no \
             chart here says that one thing caused another."
                .to_owned(),
        ],
        ..Section::default()
    };
    section.tables.push(Table {
        caption: "Definitions".to_owned(),
        columns: vec!["Measure".to_owned(), "Definition".to_owned()],
        words: 2,
        rows: record
            .measures
            .iter()
            .map(|m| vec![m.title.clone(), m.definition.clone()])
            .collect(),
        ..Table::default()
    });
    section.tables.push(Table {
        caption: "Releases read".to_owned(),
        columns: [
            "No.",
            "Publisher",
            "Title",
            "Published",
            "File",
            "SHA-256",
            "Licence",
            "Bytes",
        ]
        .map(str::to_owned)
        .to_vec(),
        words: 7,
        rows: record
            .releases
            .iter()
            .enumerate()
            .map(|(i, r)| row(i, r))
            .collect(),
        ..Table::default()
    });
    section.tables.push(Table {
        caption: "Readings, in the order of the page".to_owned(),
        columns: vec!["Reading".to_owned(), "Releases".to_owned()],
        words: 2,
        rows: record
            .asked
            .iter()
            .map(|t| {
                let mut t = t.clone();
                record.renumber(&mut t);
                let numbers: Vec<String> = t.releases.iter().map(|i| (i + 1).to_string()).collect();
                vec![t.reading, numbers.join(", ")]
            })
            .collect(),
        ..Table::default()
    });
    section
}

fn row(index: usize, release: &Release) -> Vec<String> {
    vec![
        (index + 1).to_string(),
        release.publisher.clone(),
        release.title.clone(),
        release.published_text(),
        release.file.clone(),
        release.sha256.clone(),
        release.licence.clone(),
        count(release.bytes as f64),
    ]
}
