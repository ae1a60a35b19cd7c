//! The sections of a brief, in order. A new question is a new file here and a line in [`SECTIONS`]: it gets the desk,
//! asks readings and returns figures, charts and tables of the shapes in [`super::model`]; page and terminal need no
//! change.

mod border;
pub(super) mod cases;
mod drivers;
mod latest;
mod ledger;
mod origins;
pub(super) mod outlook;
mod revisions;
pub(super) mod shift;
pub(super) mod sources;
pub(super) mod texts;

use super::{BriefError, desk::Desk, model::Section};

/// Makes one section.
pub(super) type Build = fn(&mut Desk<'_>) -> Result<Section, BriefError>;

/// Every section that needs readings only. What is made beside them, the bell, the forecast and the texts that were
/// checked, is added by [`super::build_with`], and what all have used stands last.
pub(super) const SECTIONS: [Build; 6] = [
    latest::build,
    origins::build,
    border::build,
    revisions::build,
    drivers::build,
    ledger::build,
];
