//! What changed between two days, in every format.

use rootcast_ledger::diff::{Said, Step};
use rootcast_store::flat::Column;

use crate::{
    format::{Page, Report, number::count},
    ledger::changed::Changed,
};

/// Steps to be printed.
pub(super) struct ChangeList<'a>(pub(super) &'a Changed);

fn figures(said: &[Said]) -> Option<String> {
    let all: Vec<&str> = said.iter().map(|s| s.figure.as_str()).collect();
    (!all.is_empty()).then(|| all.join("; "))
}

impl Report for ChangeList<'_> {
    fn columns(&self) -> Vec<Column> {
        let steps = &self.0.steps;
        let text = |name: &str, of: &dyn Fn(&Step) -> Option<String>| {
            Column::text(name, steps.iter().map(of).collect())
        };
        vec![
            Column::date("day", steps.iter().map(|s| Some(s.day)).collect()),
            text("activity", &|s| Some(s.activity.clone())),
            text("measure", &|s| Some(s.measure.clone())),
            text("tally", &|s| Some(s.tally.as_str().to_owned())),
            text("aim", &|s| s.aim.map(|a| a.as_str().to_owned())),
            text("change", &|s| Some(s.change.as_str().to_owned())),
            text("before", &|s| figures(&s.before)),
            text("after", &|s| figures(&s.after)),
            text("new", &|s| figures(&s.new)),
            text("says", &|s| Some(s.says.clone())),
        ]
    }

    fn json(&self) -> serde_json::Result<serde_json::Value> {
        serde_json::to_value(self.0)
    }

    fn text(&self, page: &Page) -> String {
        let Changed {
            activity,
            from,
            to,
            steps,
            ..
        } = self.0;
        let n = steps.len() as u64;
        let head = format!(
            "{activity}: {} step{} after {from} and up to {to}",
            count(n),
            if n == 1 { "" } else { "s" }
        );
        let mut out = format!("{}\n\n", page.strong(&head));
        for s in steps {
            out.push_str(&page.entry(s.change.as_str(), &s.says, false));
        }
        out
    }
}
