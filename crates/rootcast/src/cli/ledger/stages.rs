//! The stages of activities in every format.

use rootcast_core::agreement::Interval;
use rootcast_store::flat::Column;

use crate::{
    cli::list::unbroken,
    format::{Page, Report, range, table::TextColumn},
    ledger::{
        currency::Conversion,
        stages::{Stages, Standing, Stated, Status},
        told::{Source, Told},
    },
};

/// Stages to be printed.
pub(super) struct StageList<'a>(pub(super) &'a Stages);

/// One line of the flat form: a statement, or a stage of which nothing is known.
struct Line<'a> {
    activity: &'a Standing,
    stage: &'a str,
    status: Status,
    told: Option<&'a Told>,
    role: &'static str,
}

/// One line for people.
#[derive(Default)]
struct Row {
    activity: String,
    stage: String,
    kind: String,
    figure: String,
    converted: String,
    said_by: String,
    on: String,
    from: String,
}

impl StageList<'_> {
    fn lines(&self) -> Vec<Line<'_>> {
        let mut out = Vec::new();
        for activity in &self.0.activities {
            for s in &activity.stages {
                let line = |told, status, role| Line {
                    activity,
                    stage: s.stage.as_str(),
                    status,
                    told,
                    role,
                };
                if s.answers.is_empty() {
                    out.push(line(None, Status::Unknown, ""));
                }
                for a in &s.answers {
                    out.extend(a.told.iter().map(|t| line(Some(t), a.status, "answers")));
                    out.extend(a.agree.iter().map(|t| line(Some(t), a.status, "agrees")));
                }
            }
        }
        out
    }

    fn number(&self, document: &str) -> String {
        reference(&self.0.documents, document)
    }

    /// The lines of an activity; of a part, the stages of which nothing is known are one line.
    fn rows(&self, activity: &Standing, part: bool) -> Vec<Row> {
        let mut out: Vec<Row> = Vec::new();
        let mut unknown: Vec<&str> = Vec::new();
        for s in &activity.stages {
            let stage = s.stage.as_str();
            if s.answers.is_empty() {
                if part {
                    unknown.push(stage);
                } else {
                    out.push(Row {
                        stage: stage.to_owned(),
                        figure: "unknown".to_owned(),
                        ..Row::default()
                    });
                }
            }
            for (i, (told, conflict)) in s.answers.iter().flat_map(shown).enumerate() {
                out.push(Row {
                    activity: String::new(),
                    stage: if i == 0 { stage.to_owned() } else { String::new() },
                    kind: if conflict {
                        format!("{} (conflict)", told.kind())
                    } else {
                        told.kind()
                    },
                    figure: told.with_unit(),
                    converted: converted(told),
                    said_by: told.said_by.clone(),
                    on: told.day(),
                    from: self.number(&told.document),
                });
            }
        }
        if !unknown.is_empty() {
            let stage = match unknown.as_slice() {
                [one] => one,
                all if all.len() == activity.stages.len() => "every stage",
                _ => "other stages",
            };
            out.push(Row {
                stage: stage.to_owned(),
                figure: "unknown".to_owned(),
                ..Row::default()
            });
        }
        if let Some(first) = out.first_mut() {
            first.activity.clone_from(&activity.id);
        }
        out
    }
}

/// The statements of an answer that stand in the table.
fn shown(answer: &Stated) -> impl Iterator<Item = (&Told, bool)> {
    let conflict = answer.status == Status::Conflict;
    answer.told.iter().map(move |t| (t, conflict))
}

/// An amount in the currency asked for; a dash where it was not converted.
fn converted(told: &Told) -> String {
    match &told.converted {
        None => String::new(),
        Some(Conversion::Converted { currency, range, .. }) => {
            format!("{} {currency}", range::words(range, 0))
        }
        Some(Conversion::NotConverted { .. }) => "—".to_owned(),
    }
}

/// The number of a document in a list, `[3]`.
pub(super) fn reference(documents: &[Source], id: &str) -> String {
    documents
        .iter()
        .position(|d| d.id == id)
        .map_or_else(String::new, |i| format!("[{}]", i + 1))
}

/// The documents below a table.
pub(super) fn bibliography(documents: &[Source], page: &Page) -> String {
    let mut out = String::new();
    for (i, d) in documents.iter().enumerate() {
        let note = d.note.as_ref().map_or_else(String::new, |n| format!(". {n}"));
        let text = format!("[{}] {}{note}", i + 1, d.line());
        out.push_str(&page.entry(if i == 0 { "source" } else { "" }, &text, false));
    }
    out
}

fn grid(rows: &[Row], page: &Page) -> String {
    let column = |of: &dyn Fn(&Row) -> &str| rows.iter().map(|r| of(r).to_owned()).collect::<Vec<_>>();
    let mut columns = Vec::new();
    if rows.iter().any(|r| !r.activity.is_empty()) {
        columns.push(TextColumn::left("activity", column(&|r| &r.activity)));
    }
    columns.extend([
        TextColumn::left("stage", column(&|r| &r.stage)),
        TextColumn::left("figure", column(&|r| &r.figure)),
    ]);
    if rows.iter().any(|r| !r.converted.is_empty()) {
        columns.push(TextColumn::left("converted", column(&|r| &r.converted)));
    }
    columns.extend([
        TextColumn::left("what", column(&|r| &r.kind)).flexible(),
        TextColumn::left("said by", column(&|r| &r.said_by)).flexible(),
        TextColumn::left("on", column(&|r| &r.on)),
        TextColumn::left("from", column(&|r| &r.from)),
    ]);
    unbroken(&columns, page)
}

impl Report for StageList<'_> {
    fn columns(&self) -> Vec<Column> {
        let lines = self.lines();
        let text = |name: &str, of: &dyn Fn(&Line) -> Option<String>| {
            Column::text(name, lines.iter().map(of).collect())
        };
        let told = |name: &str, of: &dyn Fn(&Told) -> Option<String>| {
            Column::text(name, lines.iter().map(|l| l.told.and_then(of)).collect())
        };
        let number = |name: &str, of: &dyn Fn(&Told) -> f64| {
            let finite = |l: &Line| l.told.map(of).filter(|v| v.is_finite());
            Column::number(name, lines.iter().map(finite).collect())
        };
        let bound = |name: &str, of: &dyn Fn(&Interval) -> f64| {
            let end = |l: &Line| match l.told?.converted.as_ref()? {
                Conversion::Converted { range, .. } => Some(of(range)).filter(|v| v.is_finite()),
                Conversion::NotConverted { .. } => None,
            };
            Column::number(name, lines.iter().map(end).collect())
        };
        vec![
            text("activity", &|l| Some(l.activity.id.clone())),
            text("stage", &|l| Some(l.stage.to_owned())),
            text("status", &|l| Some(l.status.as_str().to_owned())),
            text("role", &|l| Some(l.role.to_owned()).filter(|r| !r.is_empty())),
            told("measure", &|t| Some(t.measure.clone())),
            told("figure", &|t| Some(t.figure.clone())),
            number("value", &|t| t.value),
            number("low", &|t| t.range.low),
            number("high", &|t| t.range.high),
            told("unit", &|t| Some(t.unit.clone())),
            told("tally", &|t| Some(t.tally.as_str().to_owned())),
            told("aim", &|t| t.aim.map(|a| a.as_str().to_owned())),
            told("instrument", &|t| t.instrument.map(|i| i.as_str().to_owned())),
            told("basis", &|t| t.basis.map(|b| b.as_str().to_owned())),
            told("reach", &|t| t.reach.map(|r| r.as_str().to_owned())),
            told("covers", &|t| t.covers.clone()),
            told("word", &|t| t.word.clone()),
            told("said_by", &|t| Some(t.said_by.clone())),
            told("said_on", &|t| Some(t.day())),
            Column::date(
                "known_from",
                lines.iter().map(|l| l.told.map(|t| t.known_from)).collect(),
            ),
            told("document", &|t| Some(t.document.clone())),
            told("statement", &|t| Some(t.statement.clone())),
            told("note", &|t| t.note.clone()),
            told("converted_unit", &|t| match t.converted.as_ref()? {
                Conversion::Converted { currency, .. } => Some(currency.to_string()),
                Conversion::NotConverted { .. } => None,
            }),
            bound("converted_low", &|r| r.low),
            bound("converted_high", &|r| r.high),
            told("rate", &|t| match t.converted.as_ref()? {
                Conversion::Converted { rate, .. } => Some(rate.clone()),
                Conversion::NotConverted { why, .. } => Some(why.clone()),
            }),
            text("as_of", &|_| Some(self.0.as_of.to_string())),
        ]
    }

    fn json(&self) -> serde_json::Result<serde_json::Value> {
        serde_json::to_value(self.0)
    }

    fn text(&self, page: &Page) -> String {
        let stages = self.0;
        let Some((first, rest)) = stages.activities.split_first() else {
            return "the ledger holds no activities\n".to_owned();
        };
        let heading = |a: &Standing| format!("{} ({}), as known on {}", a.title, a.id, stages.as_of);
        let mut out = format!("{}\n\n", page.strong(&heading(first)));
        // The parts of an activity stand in one table, programmes each in their own.
        let parts = rest.iter().all(|a| !a.part_of.is_empty()) && !rest.is_empty();
        let mut rows = self.rows(first, false);
        for row in &mut rows {
            row.activity.clear();
        }
        out.push_str(&grid(&rows, page));
        if parts {
            out.push_str(&format!("\n{}\n\n", page.strong("Parts")));
            let rows: Vec<Row> = rest.iter().flat_map(|a| self.rows(a, true)).collect();
            out.push_str(&grid(&rows, page));
        } else {
            for a in rest {
                out.push_str(&format!("\n{}\n\n", page.strong(&heading(a))));
                let mut rows = self.rows(a, false);
                for row in &mut rows {
                    row.activity.clear();
                }
                out.push_str(&grid(&rows, page));
            }
        }
        out.push('\n');
        out.push_str(&self.remarks(page));
        out.push_str(&bibliography(&stages.documents, page));
        out
    }
}

impl StageList<'_> {
    /// Conflicts, words that differ from the stage, and statements without a date.
    fn remarks(&self, page: &Page) -> String {
        let mut out = String::new();
        let mut entries: Vec<(&str, String)> = Vec::new();
        let answers = || {
            let stages = self.0.activities.iter().flat_map(|a| &a.stages);
            stages.flat_map(|s| &s.answers)
        };
        for a in answers().filter(|a| a.status == Status::Conflict) {
            let Some(first) = a.told.first() else { continue };
            let said: Vec<String> = a
                .told
                .iter()
                .map(|t| format!("{} ({}, {})", t.with_unit(), t.said_by, t.day()))
                .collect();
            entries.push((
                "conflict",
                format!(
                    "{}, {}: {}; these cannot all hold, and none is taken for the answer",
                    first.activity,
                    first.stage.as_str(),
                    said.join(" against ")
                ),
            ));
        }
        let mut words: Vec<String> = answers()
            .flat_map(|a| &a.told)
            .filter(|t| t.stage.measure().is_some())
            .filter_map(|t| Some(format!("“{}” as {}", t.word.as_ref()?, t.stage.as_str())))
            .collect();
        words.sort();
        words.dedup();
        if !words.is_empty() {
            entries.push((
                "words",
                format!("the speakers' own, entered here: {}", words.join("; ")),
            ));
        }
        for t in answers().flat_map(|a| &a.agree) {
            entries.push((
                "others say",
                format!(
                    "{}, {}: {} ({}, {}) {}",
                    t.activity,
                    t.stage.as_str(),
                    t.with_unit(),
                    t.said_by,
                    t.day(),
                    self.number(&t.document)
                ),
            ));
        }
        let mut rates: Vec<(&str, String)> = answers()
            .flat_map(|a| &a.told)
            .filter_map(|t| match t.converted.as_ref()? {
                Conversion::Converted { rate, .. } => Some(("rate", rate.clone())),
                Conversion::NotConverted { why, .. } => Some(("no rate", why.clone())),
            })
            .collect();
        rates.sort();
        rates.dedup();
        entries.extend(rates);
        for id in &self.0.undated {
            entries.push((
                "undated",
                format!(
                    "`{id}` is from a document without a date; it counts as known from the day it was read"
                ),
            ));
        }
        let mut last = "";
        for (label, text) in entries {
            out.push_str(&page.entry(if label == last { "" } else { label }, &text, false));
            last = label;
        }
        out
    }
}
