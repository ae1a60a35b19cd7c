//! Facts that are no figures: when things happened, and which countries belong to what. A ledger tells them.

use jiff::civil::Date;
use rootcast_core::{place::Place, provenance::Provenance};
use serde::Serialize;

/// Something dated.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DatedFact {
    /// The event, by its identifier in the ledger.
    pub event: String,
    /// What happened, a word of [`verb_of`]: `began`, `ended`.
    pub verb: String,
    /// First and last day it may have been, as exactly as it is known.
    pub first: Date,
    /// The last day it may have been.
    pub last: Date,
    /// The day from which it counts as known.
    pub known_from: Date,
    /// It in words.
    pub says: String,
    /// Where it was read.
    pub provenance: Provenance,
}

/// The countries of an activity.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberFact {
    /// The activity.
    pub activity: String,
    /// Its countries.
    pub places: Vec<Place>,
    /// The day from which it counts as known.
    pub known_from: Date,
    /// It in words.
    pub says: String,
}

/// What a checker knows beside figures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// Dated things.
    pub dated: Vec<DatedFact>,
    /// Memberships.
    pub members: Vec<MemberFact>,
}

/// Verbs that date a thing with the one word that stands for all forms: what is launched, opened or put into effect
/// began.
const VERBS: [(&str, &[&str]); 2] = [
    (
        "began",
        &[
            "began",
            "begins",
            "begin",
            "started",
            "starts",
            "launched",
            "launches",
            "launch",
            "unveiled",
            "announced",
            "opened",
            "opens",
            "inaugurated",
            "inaugurates",
            "took",
            "effect",
            "established",
            "created",
            "comenzo",
            "comienza",
            "inicio",
            "empezo",
            "entro",
            "lanzo",
            "lanzado",
            "lanzada",
            "lanzamiento",
            "anuncio",
            "abrio",
            "inauguro",
            "inaugurada",
            "inaugurado",
        ],
    ),
    (
        "ended",
        &[
            "ended",
            "ends",
            "lifted",
            "expired",
            "closed",
            "terminated",
            "end",
            "halted",
            "termino",
            "finalizo",
            "expiro",
            "cerro",
        ],
    ),
];

/// The word that stands for all forms of a verb that dates something; `None` for other words.
pub fn verb_of(word: &str) -> Option<&'static str> {
    VERBS
        .iter()
        .find(|(_, forms)| forms.contains(&word))
        .map(|(verb, _)| *verb)
}
