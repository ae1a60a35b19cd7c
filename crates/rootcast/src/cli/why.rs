//! How an answer came about, in every format.

use rootcast_core::{release::Release, value::Value};
use rootcast_store::{
    flat::Column,
    store::{Explanation, PeriodExplained},
};

use super::{
    answer::check,
    figure::{figure, label, status},
};
use crate::format::{Page, Report};

/// An explanation to be printed, with the facets of its groups.
pub(super) struct Why<'a> {
    pub(super) explanation: &'a Explanation,
    pub(super) facets: Vec<String>,
}

/// Groups listed under a period; `show` lists them all.
const GROUPS: usize = 12;

/// One line of the flat form: what was made of one release in one period.
struct Line<'a> {
    period: &'a PeriodExplained,
    release: &'a Release,
    table: &'a str,
    role: &'static str,
    reason: String,
    text: String,
    value: Option<f64>,
    difference: Option<f64>,
    expected: Option<f64>,
}

impl Why<'_> {
    fn lines(&self) -> Vec<Line<'_>> {
        let mut out = Vec::new();
        for period in &self.explanation.periods {
            for c in &period.chosen {
                let alone = match period.figures.as_slice() {
                    [(_, Value::Number { value })] => Some(*value),
                    _ => None,
                };
                out.push(Line {
                    period,
                    release: &c.release,
                    table: &c.table,
                    role: "chosen",
                    reason: c.spans.join(";"),
                    text: c.why.clone(),
                    value: alone,
                    difference: None,
                    expected: None,
                });
            }
            for p in &period.passed {
                out.push(Line {
                    period,
                    release: &p.release,
                    table: &p.table,
                    role: "passed",
                    reason: word(p.reason),
                    text: p.text.clone(),
                    value: None,
                    difference: None,
                    expected: None,
                });
            }
            for c in self
                .explanation
                .cross_checks
                .iter()
                .filter(|c| c.period == period.period)
            {
                out.push(Line {
                    period,
                    release: &c.release,
                    table: &c.table,
                    role: "cross-check",
                    reason: word(c.comparison.agreement),
                    text: c.key.join(" "),
                    value: Some(c.value),
                    difference: Some(c.comparison.difference),
                    expected: Some(c.comparison.expected),
                });
            }
        }
        out
    }
}

/// The candidates passed over, those of one release for one reason together.
fn passed(period: &PeriodExplained) -> Vec<String> {
    let mut groups: Vec<(&Release, &str, Vec<&str>)> = Vec::new();
    for p in &period.passed {
        match groups
            .iter_mut()
            .find(|(r, text, _)| *r == &p.release && *text == p.text)
        {
            Some((.., tables)) => tables.push(&p.table),
            None => groups.push((&p.release, &p.text, vec![&p.table])),
        }
    }
    groups
        .into_iter()
        .map(|(r, text, tables)| format!("{}/{} ({}): {text}", r.source, r.id, tables.join(", ")))
        .collect()
}

/// The word of an enumeration, as its serialised form has it.
fn word(of: impl serde::Serialize) -> String {
    match serde_json::to_value(of) {
        Ok(serde_json::Value::String(s)) => s,
        _ => String::new(),
    }
}

impl Report for Why<'_> {
    fn columns(&self) -> Vec<Column> {
        let lines = self.lines();
        let text = |name: &str, of: &dyn Fn(&Line) -> String| {
            let cells = lines.iter().map(|l| Some(of(l)).filter(|t| !t.is_empty()));
            Column::text(name, cells.collect())
        };
        let number = |name: &str, of: &dyn Fn(&Line) -> Option<f64>| {
            Column::number(name, lines.iter().map(of).collect())
        };
        vec![
            text("period", &|l| l.period.period.to_string()),
            text("role", &|l| l.role.to_owned()),
            text("source", &|l| l.release.source.clone()),
            text("release", &|l| l.release.id.clone()),
            text("table", &|l| l.table.to_owned()),
            text("published", &|l| l.release.published_text()),
            text("reason", &|l| l.reason.clone()),
            text("text", &|l| l.text.clone()),
            number("value", &|l| l.value),
            number("difference", &|l| l.difference),
            number("expected", &|l| l.expected),
            text("reading", &|_| self.explanation.reading.to_string()),
        ]
    }

    fn json(&self) -> serde_json::Result<serde_json::Value> {
        serde_json::to_value(self.explanation)
    }

    fn text(&self, page: &Page) -> String {
        let e = self.explanation;
        let mut out = page.entry("reading", &e.reading.to_string(), true);
        out.push_str(&page.entry("as known on", &e.as_of.to_string(), false));
        for period in &e.periods {
            out.push_str(&format!("\n{}\n", page.strong(&period.period.to_string())));
            for (i, (key, value)) in period.figures.iter().enumerate().take(GROUPS) {
                let text = format!("{} {}", figure(value, e.unit), self.group(key, value));
                out.push_str(&page.entry(if i == 0 { e.unit.as_str() } else { "" }, text.trim_end(), false));
            }
            if let Some(more) = period.figures.len().checked_sub(GROUPS).filter(|n| *n > 0) {
                out.push_str(&page.entry("", &format!("and {more} more groups"), false));
            }
            for c in &period.chosen {
                let text = format!("{} (table {}): {}", c.release, c.table, c.why);
                out.push_str(&page.entry("answered by", &text, false));
                if period.chosen.len() > 1 {
                    out.push_str(&page.entry("", &format!("for {}", c.spans.join(", ")), false));
                }
            }
            for text in passed(period) {
                out.push_str(&page.entry("not", &text, false));
            }
            for c in e.cross_checks.iter().filter(|c| c.period == period.period) {
                out.push_str(&page.entry("others say", &check(c, &self.facets, e.unit), false));
            }
            if let Some(note) = &period.note {
                out.push_str(&page.entry("note", note, false));
            }
        }
        if !e.notes.is_empty() {
            out.push('\n');
        }
        for note in &e.notes {
            out.push_str(&page.entry("note", note, false));
        }
        out
    }
}

impl Why<'_> {
    fn group(&self, key: &[String], value: &Value) -> String {
        let mut parts: Vec<String> = self.facets.iter().zip(key).map(|(f, v)| label(f, v)).collect();
        if !matches!(value, Value::Number { .. }) {
            parts.push(format!("({})", status(value)));
        }
        parts.join(", ")
    }
}
