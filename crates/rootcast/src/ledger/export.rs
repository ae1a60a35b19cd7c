//! The ledger, or an activity with its parts, out again in another form.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rootcast_ledger::ledger::{Activity, Document, Event, Ledger, Statement};
use serde::Serialize;

use super::{FORMAT, scope::UnknownActivity};

/// A ledger as JSON: the fields of its entries are those of ledger files.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entries<'l> {
    /// [`FORMAT`].
    pub format: u32,
    /// The day as known on which.
    pub as_of: Date,
    /// What money and results are stated of.
    pub activities: Vec<&'l Activity>,
    /// Where statements were read.
    pub documents: Vec<&'l Document>,
    /// Who said what.
    pub statements: Vec<&'l Statement>,
    /// What happened when.
    pub events: Vec<&'l Event>,
}

impl<'l> Entries<'l> {
    /// The entries of a ledger.
    pub fn of(ledger: &'l Ledger, as_of: Date) -> Self {
        Self {
            format: FORMAT,
            as_of,
            activities: ledger.activities.values().collect(),
            documents: ledger.documents.values().collect(),
            statements: ledger.statements.values().collect(),
            events: ledger.events.values().collect(),
        }
    }
}

/// What is known on a day of an activity and its parts, with the documents it was read in; without an activity, of
/// everything, with the events. What the parts name outside of them (a programme above) is not taken along.
pub fn narrowed(ledger: &Ledger, id: Option<&str>, as_of: Date) -> Result<Ledger, UnknownActivity> {
    let activities = super::scope::whole(ledger, id)?;
    let inside: BTreeSet<&str> = activities.iter().map(|a| a.id.as_str()).collect();
    let mut out = Ledger::default();
    for s in ledger.statements.values() {
        if s.known_from() <= as_of && inside.contains(s.activity.as_str()) {
            out.statements.insert(s.id.clone(), s.clone());
        }
    }
    let held: BTreeSet<String> = out.statements.keys().cloned().collect();
    for s in out.statements.values_mut() {
        s.counted_in.retain(|id| held.contains(id));
    }
    for a in activities {
        let mut a = a.clone();
        a.part_of.retain(|id| inside.contains(id.as_str()));
        a.counted_in.retain(|id| inside.contains(id.as_str()));
        out.activities.insert(a.id.clone(), a);
    }
    if id.is_none() {
        let begun = |e: &&Event| e.precision.effective(e.start) <= as_of;
        let events = ledger.events.values().filter(begun);
        out.events.extend(events.map(|e| (e.id.clone(), e.clone())));
    }
    let named = out.statements.values().map(|s| &s.document);
    let named: BTreeSet<&String> = named.chain(out.events.values().map(|e| &e.document)).collect();
    let documents = ledger.documents.values().filter(|d| named.contains(&d.id));
    let documents: Vec<(String, Document)> = documents.map(|d| (d.id.clone(), d.clone())).collect();
    out.documents.extend(documents);
    Ok(out)
}
