//! Findings in IATI files, in every format.

use rootcast_store::flat::Column;

use crate::{
    format::{Page, Report, number::count},
    ledger::validate::{Found, Validated, Validation},
};

/// Checked files to be printed.
pub(super) struct ValidatedList<'a>(pub(super) &'a Validation);

impl Report for ValidatedList<'_> {
    fn columns(&self) -> Vec<Column> {
        let lines: Vec<(&Validated, &Found)> = self
            .0
            .files
            .iter()
            .flat_map(|f| f.findings.iter().map(move |x| (f, x)))
            .collect();
        let text = |name: &str, of: &dyn Fn(&Validated, &Found) -> String| {
            let cells = lines
                .iter()
                .map(|(f, x)| Some(of(f, x)).filter(|t| !t.is_empty()));
            Column::text(name, cells.collect())
        };
        vec![
            text("file", &|f, _| f.file.clone()),
            Column::count("line", lines.iter().map(|(_, x)| Some(x.line)).collect()),
            text("level", &|_, x| x.level.clone()),
            text("kind", &|_, x| x.kind.clone()),
            text("code", &|_, x| x.code.clone()),
            text("path", &|_, x| x.path.clone()),
            text("message", &|_, x| x.message.clone()),
        ]
    }

    fn json(&self) -> serde_json::Result<serde_json::Value> {
        serde_json::to_value(self.0)
    }

    fn text(&self, page: &Page) -> String {
        let mut out = String::new();
        for f in &self.0.files {
            for x in &f.findings {
                let level = if x.level == "error" {
                    page.bad(&x.level)
                } else {
                    x.level.clone()
                };
                let place = if x.path.is_empty() {
                    String::new()
                } else {
                    format!("{}: ", x.path)
                };
                out.push_str(&format!("{}:{}: {level}: {place}{}\n", f.file, x.line, x.message));
            }
            if f.left_out > 0 {
                out.push_str(&format!("{}: and {} more\n", f.file, count(f.left_out)));
            }
            let verdict = if f.valid {
                page.good("valid")
            } else {
                page.bad("INVALID")
            };
            out.push_str(&format!("{verdict}  {}  {}\n", f.file, summary(f)));
            for note in &f.notes {
                out.push_str(&page.entry("note", note, false));
            }
        }
        out
    }
}

fn summary(f: &Validated) -> String {
    let what = match f.root.as_deref() {
        Some("iati-organisations") => "organisation",
        Some(_) => "activity",
        None => "record",
    };
    let plural = |n: u64, one: &str| match (n, one) {
        (1, _) => format!("1 {one}"),
        (_, "activity") => format!("{} activities", count(n)),
        _ => format!("{} {one}s", count(n)),
    };
    format!(
        "{}, {}, {}",
        plural(f.records, what),
        plural(f.errors, "error"),
        plural(f.warnings, "warning")
    )
}
