//! Findings of reconciliation in every format.

use rootcast_ledger::reconcile::{Finding, Level};
use rootcast_store::flat::Column;

use crate::{
    format::{Page, Report, number::count},
    ledger::reconciled::Reconciled,
};

/// Findings to be printed.
pub(super) struct FindingList<'a>(pub(super) &'a Reconciled);

impl Report for FindingList<'_> {
    fn columns(&self) -> Vec<Column> {
        let text = |name: &str, of: &dyn Fn(&Finding) -> Option<String>| {
            Column::text(name, self.0.findings.iter().map(of).collect())
        };
        vec![
            text("level", &|f| Some(f.level.as_str().to_owned())),
            text("kind", &|f| Some(f.kind.as_str().to_owned())),
            text("activity", &|f| Some(f.subject.clone())),
            text("says", &|f| Some(f.says.clone())),
            text("stated", &|f| Some(f.arithmetic.as_ref()?.stated.clone())),
            text("interval", &|f| Some(f.arithmetic.as_ref()?.interval.clone())),
            text("statements", &|f| Some(f.statements.join(";"))),
            text("as_of", &|_| Some(self.0.as_of.to_string())),
        ]
    }

    fn json(&self) -> serde_json::Result<serde_json::Value> {
        serde_json::to_value(self.0)
    }

    fn text(&self, page: &Page) -> String {
        let findings = &self.0.findings;
        let mut out = String::new();
        for f in findings {
            let level = match f.level {
                Level::Conflict | Level::Inconsistent => page.bad(f.level.as_str()),
                Level::Agrees => page.good(f.level.as_str()),
                Level::Note | Level::CannotSay => f.level.as_str().to_owned(),
            };
            out.push_str(&format!(
                "{level}  {}  {}\n",
                f.kind.as_str(),
                page.strong(&f.subject)
            ));
            out.push_str(&page.entry("", &f.says, false));
            if let Some(a) = &f.arithmetic {
                out.push_str(&page.entry("as stated", &a.stated, false));
                out.push_str(&page.entry("in intervals", &a.interval, false));
            }
            out.push('\n');
        }
        let of = |level: Level| findings.iter().filter(|f| f.level == level).count() as u64;
        let parts: Vec<String> = [
            (Level::Conflict, "in conflict"),
            (Level::Inconsistent, "inconsistent"),
            (Level::Note, "to note"),
            (Level::CannotSay, "that cannot be said"),
            (Level::Agrees, "that agree"),
        ]
        .into_iter()
        .map(|(level, words)| format!("{} {words}", count(of(level))))
        .collect();
        let all = format!(
            "{} comparisons as known on {}: {}",
            count(findings.len() as u64),
            self.0.as_of,
            parts.join(", ")
        );
        out.push_str(&page.entry("in all", &all, false));
        out
    }
}
