//! The nouns: activities, documents, statements, events, and the ledger that holds them.
//!
//! A ledger only grows: what was said on a day stays said. Which statement answers a question is decided when it is
//! asked, by the day as known ([`Ledger::known`]), so the order in which files are read changes nothing.

mod activity;
mod document;
mod event;
mod figure;
#[cfg(test)]
pub(crate) mod generate;
mod instrument;
mod known;
mod place;
pub mod ratio;
mod stage;
mod statement;
mod unit;
pub(crate) mod word;
pub mod words;

use std::collections::BTreeMap;

pub use activity::{Activity, ActivityKind};
pub use document::{Document, DocumentKind};
pub use event::{Event, EventKind};
pub use figure::{Figure, FigureError};
pub use instrument::Instrument;
pub(crate) use known::known;
pub use known::{Held, Known, Question};
pub use ratio::{Range, Ratio};
pub use stage::Stage;
pub use statement::{Aim, Basis, Reach, Statement, Tally};
pub use unit::{Currency, CurrencyError, Unit, UnitError};

/// Activities, documents, statements and events, by identifier.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger {
    /// What money and results are stated of.
    pub activities: BTreeMap<String, Activity>,
    /// Where statements were read.
    pub documents: BTreeMap<String, Document>,
    /// Who said what.
    pub statements: BTreeMap<String, Statement>,
    /// What happened when.
    pub events: BTreeMap<String, Event>,
}

/// Why two ledgers do not fit together, or one not with itself. Caused by the files read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// One identifier, two contents.
    #[error(
        "{what} `{id}` is stated twice, and differently: give the second its own identifier (a ledger only grows)"
    )]
    Differs {
        /// Activity, document, statement or event.
        what: &'static str,
        /// The identifier.
        id: String,
    },
    /// A reference to something that is not there.
    #[error("{what} `{id}` names {field} `{missing}`, which is not in the ledger{nearest}")]
    Missing {
        /// Activity, statement or event.
        what: &'static str,
        /// Its identifier.
        id: String,
        /// The field.
        field: &'static str,
        /// What it names.
        missing: String,
        /// `; did you mean …?` or nothing.
        nearest: String,
    },
    /// An activity that is part of itself.
    #[error("activity `{id}` is part of itself, by way of {way}")]
    Circle {
        /// The activity.
        id: String,
        /// The activities passed.
        way: String,
    },
    /// An entry whose fields do not fit each other.
    #[error("{what} `{id}`: {why}")]
    Fields {
        /// Activity, document, statement or event.
        what: &'static str,
        /// Its identifier.
        id: String,
        /// What does not fit, and what to write.
        why: String,
    },
}

impl LedgerError {
    /// The entry at fault: its kind and its identifier.
    pub fn at(&self) -> (&'static str, &str) {
        match self {
            LedgerError::Differs { what, id }
            | LedgerError::Missing { what, id, .. }
            | LedgerError::Fields { what, id, .. } => (what, id),
            LedgerError::Circle { id, .. } => ("activity", id),
        }
    }
}

impl Ledger {
    /// Takes in all of another ledger; equal entries under one identifier are one.
    pub fn merge(&mut self, other: Ledger) -> Result<(), LedgerError> {
        add("activity", &mut self.activities, other.activities)?;
        add("document", &mut self.documents, other.documents)?;
        add("statement", &mut self.statements, other.statements)?;
        add("event", &mut self.events, other.events)
    }

    /// Checks that every identifier named is there, that no activity is part of itself, and that each entry's fields
    /// fit each other. The first problem, in the order of [`Ledger::problems`].
    pub fn check(&self) -> Result<(), LedgerError> {
        self.problems().into_iter().next().map_or(Ok(()), Err)
    }

    /// Everything that is wrong with the ledger: activities first, then documents, statements and events.
    pub fn problems(&self) -> Vec<LedgerError> {
        let mut out = Vec::new();
        let mut note = |r: Result<(), LedgerError>| out.extend(r.err());
        for a in self.activities.values() {
            for (field, named) in [("part-of", &a.part_of), ("counted-in", &a.counted_in)] {
                for id in named {
                    note(has("activity", &a.id, field, id, &self.activities));
                }
            }
            note(self.no_circle(a));
            note(fits("activity", &a.id, a.fits()));
        }
        for d in self.documents.values() {
            note(fits("document", &d.id, d.fits()));
        }
        for s in self.statements.values() {
            note(has("statement", &s.id, "activity", &s.activity, &self.activities));
            note(has("statement", &s.id, "document", &s.document, &self.documents));
            for id in &s.counted_in {
                note(has("statement", &s.id, "counted-in", id, &self.statements));
            }
            note(fits("statement", &s.id, s.fits()));
        }
        for e in self.events.values() {
            note(has("event", &e.id, "document", &e.document, &self.documents));
            note(fits("event", &e.id, e.fits()));
        }
        out
    }

    /// The activity and all that is part of it, at any depth, sorted.
    pub fn within(&self, activity: &str) -> Vec<&Activity> {
        let mut out: Vec<&Activity> = Vec::new();
        let mut next: Vec<&str> = vec![activity];
        while let Some(id) = next.pop() {
            if let Some(a) = self.activities.get(id)
                && !out.iter().any(|o| o.id == a.id)
            {
                out.push(a);
                next.extend(
                    self.activities
                        .values()
                        .filter(|c| c.part_of.iter().any(|p| p == id))
                        .map(|c| c.id.as_str()),
                );
            }
        }
        out.sort_by(|a, b| a.id.cmp(&b.id));
        out
    }

    fn no_circle(&self, start: &Activity) -> Result<(), LedgerError> {
        let mut seen: Vec<&str> = Vec::new();
        let mut next: Vec<&str> = start.part_of.iter().map(String::as_str).collect();
        while let Some(id) = next.pop() {
            if id == start.id {
                return Err(LedgerError::Circle {
                    id: start.id.clone(),
                    way: if seen.is_empty() {
                        "itself".to_owned()
                    } else {
                        seen.join(", ")
                    },
                });
            }
            if !seen.contains(&id) {
                seen.push(id);
                next.extend(
                    self.activities
                        .get(id)
                        .iter()
                        .flat_map(|a| &a.part_of)
                        .map(String::as_str),
                );
            }
        }
        Ok(())
    }
}

fn add<T: PartialEq>(
    what: &'static str,
    into: &mut BTreeMap<String, T>,
    from: BTreeMap<String, T>,
) -> Result<(), LedgerError> {
    for (id, new) in from {
        match into.get(&id) {
            Some(old) if *old == new => {}
            Some(_) => return Err(LedgerError::Differs { what, id }),
            None => {
                into.insert(id, new);
            }
        }
    }
    Ok(())
}

/// Whether an entry that is named is there.
fn has<T>(
    what: &'static str,
    id: &str,
    field: &'static str,
    named: &str,
    there: &BTreeMap<String, T>,
) -> Result<(), LedgerError> {
    if there.contains_key(named) {
        return Ok(());
    }
    Err(LedgerError::Missing {
        what,
        id: id.to_owned(),
        field,
        missing: named.to_owned(),
        nearest: nearest(named, there.keys()),
    })
}

fn fits(what: &'static str, id: &str, fits: Result<(), String>) -> Result<(), LedgerError> {
    fits.map_err(|why| LedgerError::Fields {
        what,
        id: id.to_owned(),
        why,
    })
}

fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a String>) -> String {
    rootcast_core::nearest::nearest(name, known.map(String::as_str))
}
