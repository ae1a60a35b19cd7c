//! Statements in order, in every format.

use rootcast_store::flat::Column;

use super::stages::{bibliography, reference};
use crate::{
    cli::list::unbroken,
    format::{Page, Report, number::count, table::TextColumn},
    ledger::timeline::{Entry, Step, Timeline},
};

/// A timeline to be printed.
pub(super) struct TimelineList<'a>(pub(super) &'a Timeline);

impl Report for TimelineList<'_> {
    fn columns(&self) -> Vec<Column> {
        let entries = &self.0.entries;
        let text = |name: &str, of: &dyn Fn(&Entry) -> Option<String>| {
            Column::text(name, entries.iter().map(of).collect())
        };
        let number = |name: &str, of: &dyn Fn(&Entry) -> f64| {
            let cells = entries.iter().map(|e| Some(of(e)).filter(|v| v.is_finite()));
            Column::number(name, cells.collect())
        };
        vec![
            Column::date(
                "known_from",
                entries.iter().map(|e| Some(e.told.known_from)).collect(),
            ),
            text("said_on", &|e| Some(e.told.day())),
            text("activity", &|e| Some(e.told.activity.clone())),
            text("stage", &|e| Some(e.told.stage.as_str().to_owned())),
            text("measure", &|e| Some(e.told.measure.clone())),
            text("figure", &|e| Some(e.told.figure.clone())),
            number("value", &|e| e.told.value),
            number("low", &|e| e.told.range.low),
            number("high", &|e| e.told.range.high),
            text("unit", &|e| Some(e.told.unit.clone())),
            text("tally", &|e| Some(e.told.tally.as_str().to_owned())),
            text("aim", &|e| e.told.aim.map(|a| a.as_str().to_owned())),
            text("instrument", &|e| {
                e.told.instrument.map(|i| i.as_str().to_owned())
            }),
            text("basis", &|e| e.told.basis.map(|b| b.as_str().to_owned())),
            text("reach", &|e| e.told.reach.map(|r| r.as_str().to_owned())),
            text("covers", &|e| e.told.covers.clone()),
            text("word", &|e| e.told.word.clone()),
            text("note", &|e| e.told.note.clone()),
            text("said_by", &|e| Some(e.told.said_by.clone())),
            text("document", &|e| Some(e.told.document.clone())),
            text("statement", &|e| Some(e.told.statement.clone())),
            text("step", &|e| {
                Some(e.step.as_str().to_owned()).filter(|s| !s.is_empty())
            }),
            text("step_from", &|e| match &e.step {
                Step::Changed { from } => Some(from.clone()),
                _ => None,
            }),
        ]
    }

    fn json(&self) -> serde_json::Result<serde_json::Value> {
        serde_json::to_value(self.0)
    }

    fn text(&self, page: &Page) -> String {
        let Timeline {
            entries, documents, ..
        } = self.0;
        let steps = entries.iter().filter(|e| e.step != Step::None).count() as u64;
        let head = format!(
            "{} as known on {}, {} of them steps",
            statements(entries.len() as u64),
            self.0.as_of,
            count(steps)
        );
        let mut out = format!("{}\n\n", page.strong(&head));
        if entries.is_empty() {
            return out;
        }
        let column = |of: &dyn Fn(&Entry) -> String| entries.iter().map(of).collect::<Vec<_>>();
        let columns = [
            TextColumn::left("said on", column(&|e| e.told.day())),
            TextColumn::left("activity", column(&|e| e.told.activity.clone())).flexible(),
            TextColumn::left("stage", column(&|e| e.told.stage.as_str().to_owned())),
            TextColumn::left("figure", column(&|e| e.told.with_unit())),
            TextColumn::left("what", column(&|e| e.told.kind())).flexible(),
            TextColumn::left(
                "step",
                column(&|e| match &e.step {
                    Step::Changed { from } => format!("from {from}"),
                    other => other.as_str().to_owned(),
                }),
            ),
            TextColumn::left("from", column(&|e| reference(documents, &e.told.document))),
        ];
        out.push_str(&unbroken(&columns, page));
        out.push('\n');
        out.push_str(&bibliography(documents, page));
        out
    }
}

fn statements(n: u64) -> String {
    if n == 1 {
        "1 statement".to_owned()
    } else {
        format!("{} statements", count(n))
    }
}
