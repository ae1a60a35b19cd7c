//! Policy events: what happened when and where, and whose movement it is about.

use jiff::civil::Date;
use rootcast_core::{
    place::{PlaceError, PlaceSet},
    release::Precision,
};
use rootcast_ledger::ledger::{Event, EventKind, Ledger};
use serde::Serialize;

use super::{
    FORMAT,
    told::{Source, day_text, sources},
};

/// Which events.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this kind.
    pub kind: Option<EventKind>,
    /// Where any of these is named.
    pub place: Option<PlaceSet>,
    /// About the movement from any of these, or from everywhere.
    pub origin: Option<PlaceSet>,
    /// That begin, or end, on or after this day.
    pub from: Option<Date>,
    /// That begin on or before this day.
    pub to: Option<Date>,
}

/// Events known on a day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Events {
    /// [`FORMAT`].
    pub format: u32,
    /// The day as known on which.
    pub as_of: Date,
    /// The events, by their first day.
    pub events: Vec<Happened>,
    /// The documents named, in the order in which they are first named.
    pub documents: Vec<Source>,
}

/// One event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Happened {
    /// Identifier.
    pub id: String,
    /// Name.
    pub title: String,
    /// Its kind.
    pub kind: EventKind,
    /// The first day.
    pub start: Date,
    /// How exactly that day is known.
    pub precision: Precision,
    /// The last day, where it had one that was over on the day asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<Date>,
    /// How exactly the last day is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_precision: Option<Precision>,
    /// Where.
    pub places: String,
    /// Whose movement it is about; empty for all.
    pub origins: String,
    /// What it is.
    pub about: String,
    /// Where it was read.
    pub document: String,
}

impl Happened {
    /// The first day as exactly as it is known.
    pub fn day(&self) -> String {
        day_text(self.start, self.precision)
    }

    /// The last day as exactly as it is known; empty where there is none.
    pub fn end_day(&self) -> String {
        self.end.map_or_else(String::new, |d| {
            day_text(d, self.end_precision.unwrap_or(Precision::Day))
        })
    }

    /// Whether it names `origin`, a code, among those whose movement it is about; an event about everyone names nobody.
    pub fn names(&self, origin: &str) -> bool {
        PlaceSet::parse(&self.origins).is_ok_and(|set| set.iter().any(|p| p.code() == origin))
    }
}

/// Lists the events that had begun and were known on the day, by their first day.
pub fn events(ledger: &Ledger, filter: &Filter, as_of: Date) -> Events {
    let mut out: Vec<Happened> = ledger
        .events
        .values()
        .filter(|e| known_from(e) <= as_of && admits(filter, e))
        .map(|e| {
            // An end that lies ahead of the day asked had not happened.
            let over = e
                .end
                .filter(|d| e.end_precision.unwrap_or(Precision::Day).effective(*d) <= as_of);
            Happened {
                id: e.id.clone(),
                title: e.title.clone(),
                kind: e.kind,
                start: e.start,
                precision: e.precision,
                end: over,
                end_precision: e.end_precision.filter(|_| over.is_some()),
                places: e.places.clone(),
                origins: e.origins.clone(),
                about: e.about.clone(),
                document: e.document.clone(),
            }
        })
        .collect();
    out.sort_by(|a, b| (a.start, &a.id).cmp(&(b.start, &b.id)));
    let documents = sources(ledger, out.iter().map(|e| e.document.as_str()));
    Events {
        format: FORMAT,
        as_of,
        events: out,
        documents,
    }
}

/// An event happens in the open: it is known from its first day on, however late the text in which it was read for the
/// ledger.
fn known_from(e: &Event) -> Date {
    e.precision.effective(e.start)
}

fn admits(filter: &Filter, e: &Event) -> bool {
    let meets = |named: &str, wanted: &PlaceSet| {
        PlaceSet::parse(named).is_ok_and(|set| set.iter().any(|p| wanted.contains(*p)))
    };
    filter.kind.is_none_or(|k| e.kind == k)
        && filter.place.as_ref().is_none_or(|p| meets(&e.places, p))
        && filter
            .origin
            .as_ref()
            .is_none_or(|o| e.origins.is_empty() || meets(&e.origins, o))
        && filter
            .from
            .is_none_or(|from| e.start >= from || e.end.is_some_and(|end| end >= from))
        && filter.to.is_none_or(|to| e.start <= to)
}

/// Reads the places of a filter.
pub fn places(text: Option<&str>) -> Result<Option<PlaceSet>, PlaceError> {
    text.map(PlaceSet::parse).transpose()
}
