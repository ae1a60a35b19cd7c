//! Statements on pages without a date: known since they were read, and nobody can say for how long before.

use super::{
    Finding, Kind, Level,
    view::{View, words},
};

pub(super) fn check(view: &View, out: &mut Vec<Finding>) {
    for s in &view.statements {
        let undated = view
            .ledger
            .documents
            .get(&s.document)
            .is_some_and(|d| d.published.is_none());
        if undated {
            let says = format!(
                "{}: \"{}\" ({}) is from a page without a date. It counts as known from {}, the day it was read, and answers no question about an earlier day.",
                view.title(&s.activity),
                words(s),
                s.said_by,
                s.known_from()
            );
            out.push(view.finding((Kind::Undated, Level::Note), &s.activity, &[s], says, None));
        }
    }
}
