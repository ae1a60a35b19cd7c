//! Events: what happened when. Forecasts, impact estimates and charts take their dates from here.

use jiff::civil::Date;
use rootcast_core::release::Precision;
use serde::{Deserialize, Serialize};

/// What kind of event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventKind {
    /// A way to come legally opens, widens or closes.
    LegalPathway,
    /// A rule on expulsion or on who may ask for asylum.
    ExpulsionRule,
    /// A country on the way enforces more or less.
    TransitEnforcement,
    /// A government's crackdown inside a country of origin.
    Crackdown,
    /// A proclamation or order at the border.
    Proclamation,
    /// A government changes.
    GovernmentChange,
    /// A storm, an earthquake, a drought.
    NaturalShock,
    /// A programme of money begins, grows or ends.
    Programme,
}

impl EventKind {
    /// All.
    pub const ALL: [EventKind; 8] = [
        EventKind::LegalPathway,
        EventKind::ExpulsionRule,
        EventKind::TransitEnforcement,
        EventKind::Crackdown,
        EventKind::Proclamation,
        EventKind::GovernmentChange,
        EventKind::NaturalShock,
        EventKind::Programme,
    ];

    /// The word used in files and tables.
    pub fn as_str(self) -> &'static str {
        match self {
            EventKind::LegalPathway => "legal-pathway",
            EventKind::ExpulsionRule => "expulsion-rule",
            EventKind::TransitEnforcement => "transit-enforcement",
            EventKind::Crackdown => "crackdown",
            EventKind::Proclamation => "proclamation",
            EventKind::GovernmentChange => "government-change",
            EventKind::NaturalShock => "natural-shock",
            EventKind::Programme => "programme",
        }
    }
}

/// Something that happened, or held, from a day on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Event {
    /// Identifier, a slug.
    pub id: String,
    /// Name for charts.
    pub title: String,
    /// Its kind.
    pub kind: EventKind,
    /// The first day.
    pub start: Date,
    /// How exactly that day is known.
    pub precision: Precision,
    /// The last day; absent for what is done in a day or has no end in the ledger.
    #[serde(default)]
    pub end: Option<Date>,
    /// How exactly the last day is known.
    #[serde(default)]
    pub end_precision: Option<Precision>,
    /// Where it happened, as codes and groups of places.
    pub places: String,
    /// Origins whose movement it is about; empty for all.
    #[serde(default)]
    pub origins: String,
    /// What it is, in a sentence or two.
    pub about: String,
    /// Where it was read.
    pub document: String,
}
