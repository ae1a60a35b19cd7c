//! The brief: what the readings say on one day, as a page and in the terminal.
//!
//! [`build`] asks readings and nothing else; [`html`] and [`terminal`] print what it made. A later question adds a
//! section under `brief/section/` and its kind of chart under `web/src/`.

mod desk;
pub(crate) mod escape;
mod focus;
mod happened;
mod model;
mod numbers;
mod page;
mod reader;
mod section;
mod text;

use jiff::civil::Date;
use rootcast_core::{
    evidence::{Evidence, EvidenceError},
    place::{Lang, Place},
    reading::ReadingError,
};

use rootcast_claims::check::Document;
use rootcast_ledger::ledger::Ledger;

use crate::{
    forecast::{outlook::Outlook, score::Record},
    impact::cases::Case,
    watch::Watch,
};

pub use focus::Focus;
pub use model::{
    Axis, Band, Brief, Chart, EventMark, FORMAT, GroupLine, KeyFigure, Line, Mark, Panel, Reach, Section,
    Shape, Style, Table, Tone, Traced, Unanswered,
};
pub use page::html;
pub use text::terminal;

/// Why there is no brief.
#[derive(Debug, thiserror::Error)]
pub enum BriefError {
    /// The focus names no place. Caused by the text given.
    #[error("--focus `{text}`: {what}")]
    Focus {
        /// What was given.
        text: String,
        /// What is wrong with it, and the nearest name.
        what: String,
    },
    /// A reading of the brief does not parse. Caused by Rootcast.
    #[error("the brief asks `{reading}`, which is no reading: {source}")]
    Reading {
        /// The reading.
        reading: String,
        /// Why not.
        source: Box<ReadingError>,
    },
    /// The evidence cannot be read, or contradicts a reading of the brief.
    #[error(transparent)]
    Evidence(EvidenceError),
    /// The brief cannot be written as JSON. Caused by Rootcast.
    #[error("the brief cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A figure refuses to be printed. Caused by Rootcast.
    #[error("the brief cannot be printed")]
    Print(#[from] std::fmt::Error),
}

/// What a brief shows beside its readings, made as of the same day.
#[derive(Clone, Copy, Debug, Default)]
pub struct Beside<'a> {
    /// Texts that were checked.
    pub texts: &'a [Document],
    /// The forecast of encounters, or why there is none; `None` leaves its section out.
    pub outlook: Option<Result<&'a Outlook, &'a str>>,
    /// The same by origin.
    pub parts: Option<Result<&'a Outlook, &'a str>>,
    /// The watch of the mix of origins, or why there is none; `None` leaves its section out.
    pub watch: Option<Result<&'a Watch, &'a str>>,
    /// The record of filed forecasts.
    pub record: Option<&'a Record>,
    /// Events and what came of the flows they name; `None` leaves the section out.
    pub cases: Option<&'a [Case]>,
}

/// Builds the brief as known on `as_of`, with one group of origins emphasised.
pub fn build(
    evidence: &dyn Evidence,
    ledger: &Ledger,
    as_of: Date,
    focus: &Focus,
) -> Result<Brief, BriefError> {
    build_with(evidence, ledger, as_of, focus, Beside::default())
}

/// Builds the brief with what was made beside it.
pub fn build_with(
    evidence: &dyn Evidence,
    ledger: &Ledger,
    as_of: Date,
    focus: &Focus,
    beside: Beside<'_>,
) -> Result<Brief, BriefError> {
    let reader = reader::Reader::new(evidence, as_of);
    let mut desk = desk::Desk::new(reader, focus, ledger)?;
    let mut sections = Vec::new();
    for make in section::SECTIONS {
        sections.push(make(&mut desk)?);
        if sections.last().is_some_and(|s| s.id == "origins") {
            if let Some(watch) = beside.watch {
                sections.push(section::shift::build(&mut desk, watch)?);
            }
            if let Some(outlook) = beside.outlook {
                sections.push(section::outlook::build(
                    &mut desk,
                    outlook,
                    beside.parts.unwrap_or(Err("none was made")),
                    beside.record,
                )?);
            }
        }
    }
    if let Some(cases) = beside.cases {
        sections.push(section::cases::build(&mut desk, cases)?);
    }
    if !beside.texts.is_empty() {
        sections.push(section::texts::build(&mut desk, beside.texts));
    }
    let record = desk.reader.finish();
    for section in &mut sections {
        renumber(section, &record);
    }
    sections.push(section::sources::build(&record));
    Ok(Brief {
        format: FORMAT,
        title: format!("Encounters at the US south-west border, as known on {as_of}"),
        as_of,
        groups: focus.lines(),
        releases: record.releases,
        sections,
    })
}

fn renumber(section: &mut Section, record: &reader::Record) {
    let figures = section.figures.iter_mut().map(|f| &mut f.traced);
    let charts = section.charts.iter_mut().flat_map(|c| &mut c.traced);
    let tables = section.tables.iter_mut().flat_map(|t| &mut t.traced);
    for traced in figures.chain(charts).chain(tables) {
        record.renumber(traced);
    }
}

/// The English name of a place, or the code itself where it has none.
fn place_name(code: &str) -> String {
    code.parse::<Place>()
        .map_or_else(|_| code.to_owned(), |p| p.name(Lang::En).to_owned())
}
