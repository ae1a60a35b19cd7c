//! Events: what happened when. Forecasts, impact estimates and charts take their dates from here.

use jiff::civil::Date;
use rootcast_core::release::Precision;
use serde::{Deserialize, Serialize};

use super::{place::places, word::words};

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

words!(
    EventKind,
    8,
    LegalPathway = "legal-pathway",
    ExpulsionRule = "expulsion-rule",
    TransitEnforcement = "transit-enforcement",
    Crackdown = "crackdown",
    Proclamation = "proclamation",
    GovernmentChange = "government-change",
    NaturalShock = "natural-shock",
    Programme = "programme"
);

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

impl Event {
    /// Whether its fields fit each other; else what to write.
    pub fn fits(&self) -> Result<(), String> {
        match (self.end, self.end_precision) {
            (Some(_), None) => {
                return Err(
                    "end has no end-precision: say whether the day, the month or the year is known"
                        .to_owned(),
                );
            }
            (None, Some(_)) => return Err("end-precision without end: leave it out".to_owned()),
            (Some(end), Some(precision)) if precision.effective(end) < self.start => {
                return Err(format!("it ends on {end}, before it starts on {}", self.start));
            }
            _ => {}
        }
        if self.places.is_empty() {
            return Err("places is empty: say where it happened, as in \"USA\"".to_owned());
        }
        places("places", &self.places)?;
        places("origins", &self.origins)
    }
}
