//! What a ledger says and IATI cannot.

use std::fmt;

use serde::Serialize;

/// One thing that is not in the exported file as it is in the ledger.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Lost {
    /// `statement`, `activity`, `document` or `event`.
    pub what: &'static str,
    /// Its identifier.
    pub id: String,
    /// The field; empty where the whole is not there.
    pub field: &'static str,
    /// Why, and where it is told instead.
    pub why: String,
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, id, field, why } = self;
        if field.is_empty() {
            write!(f, "{what} `{id}`: {why}")
        } else {
            write!(f, "{what} `{id}`, {field}: {why}")
        }
    }
}

/// The difference between a ledger and its export.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Loss {
    /// What the file does not say, or says otherwise, sorted.
    pub lost: Vec<Lost>,
    /// What the standard requires and the ledger does not hold, with what stands there instead.
    pub added: Vec<String>,
}

impl Loss {
    pub(super) fn lose(&mut self, what: &'static str, id: &str, field: &'static str, why: impl Into<String>) {
        self.lost.push(Lost {
            what,
            id: id.to_owned(),
            field,
            why: why.into(),
        });
    }

    pub(super) fn add(&mut self, says: impl Into<String>) {
        self.added.push(says.into());
    }

    pub(super) fn sort(&mut self) {
        self.lost.sort();
        self.lost.dedup();
        self.added.sort();
        self.added.dedup();
    }

    /// Whether a field of something is not there as it is in the ledger, or the thing is not there at all.
    pub fn has(&self, what: &str, id: &str, field: &str) -> bool {
        self.lost
            .iter()
            .any(|l| l.what == what && l.id == id && (l.field == field || l.field.is_empty()))
    }
}
