//! A statement as it is handed out: the figure as worded, who said it, when, and in which document.

use jiff::civil::Date;
use rootcast_core::{agreement::Interval, release::Precision};
use rootcast_ledger::ledger::{
    Aim, Basis, Document, DocumentKind, Instrument, Ledger, Reach, Stage, Statement, Tally,
};
use serde::Serialize;

use super::currency::Conversion;

/// A statement for readers. What the speaker left out is absent.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Told {
    /// Identifier of the statement.
    pub statement: String,
    /// The activity it is about.
    pub activity: String,
    /// The stage.
    pub stage: Stage,
    /// What is counted.
    pub measure: String,
    /// The figure as worded.
    pub figure: String,
    /// The number in the words.
    pub value: f64,
    /// What the words leave open.
    pub range: Interval,
    /// A currency's code, or a noun.
    pub unit: String,
    /// How it stands to earlier figures.
    pub tally: Tally,
    /// Target or actual, for results.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aim: Option<Aim>,
    /// Who said it.
    pub said_by: String,
    /// When.
    pub said_on: Date,
    /// How exactly that day is known.
    pub precision: Precision,
    /// The first day on which it counts as known.
    pub known_from: Date,
    /// The document it was read in.
    pub document: String,
    /// The speaker's own word for the stage, where it is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub word: Option<String>,
    /// What kind of money.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instrument: Option<Instrument>,
    /// The period it covers, or by which it is to be reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub covers: Option<String>,
    /// Gross or net.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    /// Direct or indirect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reach: Option<Reach>,
    /// What a reader must know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// In the currency asked for, where it is of another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub converted: Option<Conversion>,
}

impl Told {
    /// The statement for readers.
    pub fn of(s: &Statement) -> Self {
        Self {
            statement: s.id.clone(),
            activity: s.activity.clone(),
            stage: s.stage,
            measure: s.measure.clone(),
            figure: s.figure.words().to_owned(),
            value: s.figure.value(),
            range: s.figure.interval(),
            unit: s.unit.to_string(),
            tally: s.tally,
            aim: s.aim,
            said_by: s.said_by.clone(),
            said_on: s.said_on,
            precision: s.precision,
            known_from: s.known_from(),
            document: s.document.clone(),
            word: s.word.clone(),
            instrument: s.instrument,
            covers: s.covers.map(|c| c.to_string()),
            basis: s.basis,
            reach: s.reach,
            note: s.note.clone(),
            converted: None,
        }
    }

    /// The figure with its unit.
    pub fn with_unit(&self) -> String {
        format!("{} {}", self.figure, self.unit)
    }

    /// The day it was said, as exactly as it is known.
    pub fn day(&self) -> String {
        day_text(self.said_on, self.precision)
    }

    /// What of the stage it is: how it stands to earlier figures, or what is counted and whether it is a target.
    pub fn kind(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        if self.stage.measure().is_none() {
            parts.push(self.measure.clone());
        }
        parts.extend(self.aim.map(|a| a.as_str().to_owned()));
        parts.push(self.tally.as_str().to_owned());
        parts.extend(self.instrument.map(|i| i.as_str().to_owned()));
        parts.extend(self.basis.map(|b| b.as_str().to_owned()));
        parts.extend(self.reach.map(|r| r.as_str().to_owned()));
        parts.extend(self.covers.clone());
        parts.join(", ")
    }
}

/// A day as exactly as it is known: `2023-11-27`, `2023-11`, `2023`.
pub fn day_text(day: Date, precision: Precision) -> String {
    match precision {
        Precision::Day => day.to_string(),
        Precision::Month => day.strftime("%Y-%m").to_string(),
        Precision::Year => day.strftime("%Y").to_string(),
    }
}

/// A document for readers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Identifier.
    pub id: String,
    /// Title.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// Its kind.
    pub kind: DocumentKind,
    /// When, as exactly as it is known; absent where nobody knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// What else a reader must know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Source {
    /// The document for readers.
    pub fn of(d: &Document) -> Self {
        Self {
            id: d.id.clone(),
            title: d.title.clone(),
            publisher: d.publisher.clone(),
            kind: d.kind,
            published: d
                .published
                .map(|day| day_text(day, d.precision.unwrap_or(Precision::Day))),
            note: d.note.clone(),
        }
    }

    /// `Publisher, Title (2023-11-27)`.
    pub fn line(&self) -> String {
        let when = self.published.as_deref().unwrap_or("no date");
        format!("{}, {} ({when})", self.publisher, self.title)
    }
}

/// The documents, each once, in the order in which they are first named.
pub fn sources<'a>(ledger: &Ledger, named: impl Iterator<Item = &'a str>) -> Vec<Source> {
    let mut out: Vec<Source> = Vec::new();
    for id in named {
        if !out.iter().any(|s| s.id == id)
            && let Some(d) = ledger.documents.get(id)
        {
            out.push(Source::of(d));
        }
    }
    out
}
