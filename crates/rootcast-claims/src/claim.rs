//! Claims: what a sentence says, taken apart, with every choice it leaves open.

use std::ops::Range;

use rootcast_core::{
    agreement::{Interval, Qualifier},
    period::{PeriodRange, Span as Days},
};
use serde::Serialize;

use crate::text::Span;

/// What kind of statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClaimKind {
    /// A figure of a period: "717,000 in fiscal 2023".
    Level,
    /// A move between periods, with or without its size: "fell", "from 700,000 to 500,000", "up 60 per cent".
    Change,
    /// A place in an order: "the largest source".
    Rank,
    /// Higher or lower than ever: "record numbers".
    Record,
    /// A part of a whole: "one in five", "20 per cent of encounters".
    Share,
    /// One thing against another: "more Venezuelans than Guatemalans".
    Comparison,
    /// Money pledged, committed, disbursed or spent.
    Money,
    /// A programme's output or outcome: people trained, jobs.
    Result,
    /// Something belongs to a set: "the programme now includes Colombia".
    Membership,
    /// The day or year of something.
    Dated,
    /// "The first time that …".
    First,
    /// What a rule says.
    Rule,
    /// What caused what.
    Cause,
}

/// In which way it is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Modality {
    /// As a fact, in the text's own voice or a source's.
    Fact,
    /// As an aim: "efforts to connect", "to train", "will create".
    Target,
    /// As what is expected.
    Forecast,
    /// As a rule or a law.
    Rule,
    /// As a cause: nobody's trend can support it.
    Cause,
    /// As a judgement.
    Opinion,
}

/// How the subject of a claim was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Found {
    /// It is named in the sentence.
    Named,
    /// A pronoun or a phrase ("the three countries", "they") that points back.
    Carried,
    /// Nothing is named: everybody, or what the text is about.
    Assumed,
}

/// What a claim is about.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Subject {
    /// Origins, as a reading writes them (`GTM+HND+SLV`); empty for all.
    pub origins: String,
    /// A programme or activity of the ledger, by its identifier.
    pub activity: Option<String>,
    /// The words it stands in.
    pub words: String,
    /// How it was found.
    pub found: Found,
}

/// A number as the sentence gives it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stated {
    /// The number.
    pub value: f64,
    /// What its digits and the word before it leave open.
    pub interval: Interval,
    /// The word before it.
    #[serde(skip)]
    pub qualifier: Qualifier,
    /// Its unit as a word: `USD`, `people`, `percent`, `per-100k`, or nothing.
    pub unit: String,
    /// Per what, for rates over time: `year`, `month`.
    pub per: Option<String>,
    /// The words.
    pub words: String,
}

/// Which way something moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Up.
    Up,
    /// Down.
    Down,
    /// Neither.
    Level,
}

/// One way to read the time of a claim.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct When {
    /// The period; for a change, the later one.
    pub period: PeriodRange,
    /// For a change or a record: what it is set against.
    pub against: Option<PeriodRange>,
    /// Whether the period is the last that was over: where nothing is published for it yet, the last published stands.
    pub latest: bool,
    /// Why this period: "fiscal year as stated", "bare year read as a calendar year".
    pub why: String,
    /// 0 for what the words say, more for what they merely admit.
    pub distance: u8,
}

/// One way to read what is counted.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Counted {
    /// The measure with the facets that the words fix, as the beginning of a reading:
    /// `encounters component=usbp border=southwest`.
    pub reading: String,
    /// Why: "arrests in the narrow sense", "the press says arrests for all encounters".
    pub why: String,
    /// Whether the word used means something else by definition.
    pub loose: bool,
    /// 0 for what the words say, more for what they merely admit.
    pub distance: u8,
    /// Whether it is only offered: it may bear the claim out, and does not speak against it.
    #[serde(skip)]
    pub offered: bool,
}

/// Why a claim cannot be checked against anything held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Uncheckable {
    /// It says what caused what.
    Cause,
    /// It says what a rule is.
    Rule,
    /// Its word has no size: "many", "overwhelming".
    Vague,
    /// No series is held.
    NotHeld,
    /// A programme's own count of its results.
    SelfReported,
    /// An aim, not a result.
    Target,
    /// A judgement.
    Opinion,
}

/// A statement with a quantity in it, taken apart.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Claim {
    /// Where it stands in the original, in code points; several where the text is broken.
    pub spans: Vec<Span>,
    /// Where it stands in the cleaned text, in bytes.
    #[serde(skip)]
    pub bytes: Range<usize>,
    /// The words of it.
    pub words: String,
    /// What kind.
    pub kind: ClaimKind,
    /// What it is about.
    pub subject: Subject,
    /// For a rank or a comparison: what it is set against.
    pub other: Option<Subject>,
    /// What is counted, as far as the words admit, nearest first.
    pub counted: Vec<Counted>,
    /// The number, where there is one; of a change with two ends, the later.
    pub stated: Option<Stated>,
    /// The word in place of a number, where it has no size: "many", "main".
    pub vague: Option<String>,
    /// Of a change with two ends, the earlier.
    pub before: Option<Stated>,
    /// Which way it moved.
    pub direction: Option<Direction>,
    /// When, as far as the words admit, nearest first.
    pub when: Vec<When>,
    /// In which way it is said.
    pub modality: Modality,
    /// Who says it, where the text says so.
    pub said_by: Option<String>,
    /// Known from the words alone: why it cannot be checked.
    pub uncheckable: Option<Uncheckable>,
    /// The days of a dated claim.
    pub day: Option<Days>,
}
