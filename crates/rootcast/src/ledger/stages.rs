//! The stages of an activity side by side. A stage without a figure is unknown, and never filled from another.

use jiff::civil::Date;
use rootcast_ledger::ledger::{
    Activity, ActivityKind, Aim, Instrument, Known, Ledger, Question, Stage, Statement, Tally, Unit,
};
use serde::Serialize;

use super::{
    FORMAT,
    told::{Source, Told, sources},
};

/// What is known of the stages of activities on a day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stages {
    /// [`FORMAT`].
    pub format: u32,
    /// The day as known on which.
    pub as_of: Date,
    /// The activities, in the order asked for.
    pub activities: Vec<Standing>,
    /// The documents named, in the order in which they are first named.
    pub documents: Vec<Source>,
    /// Statements read in documents that bear no date; they count as known from the day they were read.
    pub undated: Vec<String>,
}

/// One activity.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Standing {
    /// Identifier.
    pub id: String,
    /// Name.
    pub title: String,
    /// How large it is.
    pub kind: ActivityKind,
    /// What it is part of.
    pub part_of: Vec<String>,
    /// The stages asked for, in order.
    pub stages: Vec<StageStanding>,
}

/// One stage of one activity.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StageStanding {
    /// The stage.
    pub stage: Stage,
    /// Unknown where there is no answer; a conflict where any answer is one.
    pub status: Status,
    /// What is stated of it: one answer for each thing counted.
    pub answers: Vec<Stated>,
}

/// Whether something is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Nothing was stated. It is not zero.
    Unknown,
    /// A statement answers.
    Stated,
    /// Sources give figures that cannot both hold.
    Conflict,
}

impl Status {
    /// The word in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Unknown => "unknown",
            Status::Stated => "stated",
            Status::Conflict => "conflict",
        }
    }
}

/// What is stated of one thing: the statement that answers, or those that conflict.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stated {
    /// Stated, or a conflict.
    pub status: Status,
    /// The statement that answers; in a conflict all of them, latest first.
    pub told: Vec<Told>,
    /// Statements that say the same.
    pub agree: Vec<Told>,
}

/// What tells the answers of a stage apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Kind {
    measure: String,
    aim: Option<Aim>,
    tally: Tally,
    instrument: Option<Instrument>,
    unit: Unit,
}

/// Sets the stages side by side.
pub fn stages(ledger: &Ledger, activities: &[&Activity], only: Option<Stage>, as_of: Date) -> Stages {
    let standings: Vec<Standing> = activities
        .iter()
        .map(|a| Standing {
            id: a.id.clone(),
            title: a.title.clone(),
            kind: a.kind,
            part_of: a.part_of.clone(),
            stages: Stage::ALL
                .into_iter()
                .filter(|s| only.is_none_or(|o| o == *s))
                .map(|s| stage(ledger, &a.id, s, as_of))
                .collect(),
        })
        .collect();
    let told = || {
        standings
            .iter()
            .flat_map(|a| &a.stages)
            .flat_map(|s| &s.answers)
            .flat_map(|a| a.told.iter().chain(&a.agree))
    };
    let documents = sources(ledger, told().map(|t| t.document.as_str()));
    let undated = told()
        .filter(|t| {
            documents
                .iter()
                .any(|d| d.id == t.document && d.published.is_none())
        })
        .map(|t| t.statement.clone())
        .collect();
    Stages {
        format: FORMAT,
        as_of,
        activities: standings,
        documents,
        undated,
    }
}

fn stage(ledger: &Ledger, activity: &str, stage: Stage, as_of: Date) -> StageStanding {
    let known: Vec<&Statement> = ledger
        .statements
        .values()
        .filter(|s| s.activity == activity && s.stage == stage && s.known_from() <= as_of)
        .collect();
    let mut kinds: Vec<Kind> = known
        .iter()
        .map(|s| Kind {
            measure: s.measure.clone(),
            aim: s.aim,
            tally: s.tally,
            // Cumulative headlines are of all instruments together; single things are told apart.
            instrument: s.instrument.filter(|_| s.tally != Tally::Cumulative),
            unit: s.unit.clone(),
        })
        .collect();
    kinds.sort();
    kinds.dedup();
    let answers: Vec<Stated> = kinds
        .into_iter()
        .filter_map(|kind| {
            let question = Question {
                tally: Some(kind.tally),
                aim: kind.aim,
                instrument: kind.instrument,
                unit: Some(kind.unit),
                ..Question::of(activity, &kind.measure, as_of)
            };
            stated(ledger.known(&question))
        })
        .collect();
    let status = if answers.iter().any(|a| a.status == Status::Conflict) {
        Status::Conflict
    } else if answers.is_empty() {
        Status::Unknown
    } else {
        Status::Stated
    };
    StageStanding {
        stage,
        status,
        answers,
    }
}

fn stated(known: Known<'_>) -> Option<Stated> {
    match known {
        Known::Unknown => None,
        Known::Stated(held) => Some(Stated {
            status: Status::Stated,
            told: vec![Told::of(held.statement)],
            agree: held.others.into_iter().map(Told::of).collect(),
        }),
        // Each of its own: none is the whole, and no sum is made.
        Known::Several(all) => Some(Stated {
            status: Status::Stated,
            told: all.into_iter().map(Told::of).collect(),
            agree: Vec::new(),
        }),
        Known::Conflict(all) => Some(Stated {
            status: Status::Conflict,
            told: all.into_iter().map(Told::of).collect(),
            agree: Vec::new(),
        }),
    }
}
