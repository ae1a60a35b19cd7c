//! Events in every format.

use rootcast_store::flat::Column;

use super::stages::{bibliography, reference};
use crate::{
    cli::list::unbroken,
    format::{Page, Report, number::count, table::TextColumn},
    ledger::events::{Events, Happened},
};

/// Events to be printed.
pub(super) struct EventList<'a>(pub(super) &'a Events);

impl Report for EventList<'_> {
    fn columns(&self) -> Vec<Column> {
        let events = &self.0.events;
        let text = |name: &str, of: &dyn Fn(&Happened) -> Option<String>| {
            Column::text(name, events.iter().map(of).collect())
        };
        let filled = |t: String| Some(t).filter(|t| !t.is_empty());
        vec![
            text("event", &|e| Some(e.id.clone())),
            text("kind", &|e| Some(e.kind.as_str().to_owned())),
            text("title", &|e| Some(e.title.clone())),
            text("start", &|e| Some(e.day())),
            text("end", &|e| filled(e.end_day())),
            text("places", &|e| filled(e.places.clone())),
            text("origins", &|e| filled(e.origins.clone())),
            text("about", &|e| Some(e.about.clone())),
            text("document", &|e| Some(e.document.clone())),
        ]
    }

    fn json(&self) -> serde_json::Result<serde_json::Value> {
        serde_json::to_value(self.0)
    }

    fn text(&self, page: &Page) -> String {
        let Events {
            events, documents, ..
        } = self.0;
        let n = events.len() as u64;
        let head = format!(
            "{} event{} as known on {}",
            count(n),
            if n == 1 { "" } else { "s" },
            self.0.as_of
        );
        let mut out = format!("{}\n\n", page.strong(&head));
        if events.is_empty() {
            return out;
        }
        let column = |of: &dyn Fn(&Happened) -> String| events.iter().map(of).collect::<Vec<_>>();
        let columns = [
            TextColumn::left("start", column(&Happened::day)),
            TextColumn::left("end", column(&Happened::end_day)),
            TextColumn::left("kind", column(&|e| e.kind.as_str().to_owned())),
            TextColumn::left("event", column(&|e| e.title.clone())).flexible(),
            TextColumn::left("places", column(&|e| e.places.clone())).flexible(),
            TextColumn::left("origins", column(&|e| e.origins.clone())).flexible(),
            TextColumn::left("from", column(&|e| reference(documents, &e.document))),
        ];
        out.push_str(&unbroken(&columns, page));
        out.push('\n');
        out.push_str(&bibliography(documents, page));
        out
    }
}
