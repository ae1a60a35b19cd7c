//! Reconciliation: which figures of a ledger fit each other, which do not, and which cannot be compared.
//!
//! Every check goes by structure (what counts what, what is part of what, which day, which stage), never by a name.
//! Each finding carries the figures as worded with source and day, and its arithmetic twice: in the intervals that the
//! words leave open, and at the numbers in the words. What agrees is found too, so that silence is never taken for
//! agreement.
//!
//! | kind | compares |
//! |---|---|
//! | `named-parts` | a headline with the lines it is said to count |
//! | `increment` | what was new with the change of the total |
//! | `parts` | figures of the parts with a total of the same day or text |
//! | `part-of-whole` | a project with its region or plan |
//! | `target` | what was to be reached with what was |
//! | `sources` | two sources about one thing |
//! | `fall` | figures to date that fall |
//! | `stage-order` | a later stage with an earlier one |
//! | `share` | how much of an earlier stage has reached a later one |
//! | `stage-unknown` | the stages of a programme that have no figure |
//! | `undated` | statements on pages without a date |

mod convey;
mod increment;
mod named_parts;
mod part_of_whole;
mod parts;
mod share;
mod sources;
mod stages;
mod target;
mod undated;
mod view;

use jiff::civil::Date;
use serde::Serialize;

use crate::ledger::Ledger;

pub use convey::conveyed;
pub use view::{Arithmetic, Line};

/// What was compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A headline with the lines it is said to count.
    NamedParts,
    /// What was new with the change of the total.
    Increment,
    /// Figures of the parts with a total of the same day or text.
    Parts,
    /// A project with its region or plan.
    PartOfWhole,
    /// What was to be reached with what was.
    Target,
    /// Two sources about one thing.
    Sources,
    /// Figures to date that fall.
    Fall,
    /// A later stage with an earlier one.
    StageOrder,
    /// How much of an earlier stage has reached a later one.
    Share,
    /// The stages of a programme that have no figure.
    StageUnknown,
    /// Statements on pages without a date.
    Undated,
}

impl Kind {
    /// The word used in tables and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::NamedParts => "named-parts",
            Kind::Increment => "increment",
            Kind::Parts => "parts",
            Kind::PartOfWhole => "part-of-whole",
            Kind::Target => "target",
            Kind::Sources => "sources",
            Kind::Fall => "fall",
            Kind::StageOrder => "stage-order",
            Kind::Share => "share",
            Kind::StageUnknown => "stage-unknown",
            Kind::Undated => "undated",
        }
    }
}

/// How the figures stand to each other; the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Sources contradict each other about one thing.
    Conflict,
    /// Figures cannot all hold, or not as a careful speaker would word them.
    Inconsistent,
    /// They can all hold, and a reader should know how.
    Note,
    /// Nothing can be said, and this is why.
    CannotSay,
    /// They fit.
    Agrees,
}

impl Level {
    /// The word used in tables and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Conflict => "conflict",
            Level::Inconsistent => "inconsistent",
            Level::Note => "note",
            Level::CannotSay => "cannot-say",
            Level::Agrees => "agrees",
        }
    }
}

/// One comparison.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// What was compared.
    pub kind: Kind,
    /// How it stands.
    pub level: Level,
    /// The activity it is about, by identifier.
    pub subject: String,
    /// The finding in a sentence or two.
    pub says: String,
    /// The statements compared, by identifier, in the order of `figures`.
    pub statements: Vec<String>,
    /// The figures as worded, with source and day.
    pub figures: Vec<Line>,
    /// The arithmetic; absent where there is none.
    pub arithmetic: Option<Arithmetic>,
}

/// Compares what is known of an activity and its parts on a day, or of the whole ledger. The gravest findings come
/// first; the order does not depend on that of the files read. A scope that is not in the ledger has no findings.
pub fn reconcile(ledger: &Ledger, scope: Option<&str>, as_of: Date) -> Vec<Finding> {
    let view = view::View::new(ledger, scope, as_of);
    let mut out = Vec::new();
    named_parts::check(&view, &mut out);
    increment::check(&view, &mut out);
    parts::check(&view, &mut out);
    part_of_whole::check(&view, &mut out);
    target::check(&view, &mut out);
    sources::check(&view, &mut out);
    stages::check(&view, &mut out);
    share::check(&view, &mut out);
    undated::check(&view, &mut out);
    out.sort_by(|a, b| {
        (a.level, a.kind, &a.subject, &a.statements).cmp(&(b.level, b.kind, &b.subject, &b.statements))
    });
    out
}

#[cfg(test)]
mod tests;
