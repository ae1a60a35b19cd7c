//! What was said, in the order in which it came to be known, and which statements changed an answer.

use jiff::{ToSpan, civil::Date};
use rootcast_ledger::ledger::{Activity, Known, Ledger, Question, Statement};
use serde::Serialize;

use super::{
    FORMAT,
    told::{Source, Told, sources},
};

/// Statements in order.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Timeline {
    /// [`FORMAT`].
    pub format: u32,
    /// The day as known on which.
    pub as_of: Date,
    /// The statements, by the day from which they count as known, then by the day they were said.
    pub entries: Vec<Entry>,
    /// The documents named, in the order in which they are first named.
    pub documents: Vec<Source>,
}

/// One statement, and what it changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// The statement.
    #[serde(flatten)]
    pub told: Told,
    /// What it changed on the day it came to be known.
    pub step: Step,
}

/// What a statement changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Step {
    /// Nothing: another statement answers, or it says the same.
    None,
    /// There was no answer before.
    First,
    /// It answers in place of another figure.
    Changed {
        /// The figure that answered before, with its unit.
        from: String,
    },
    /// It cannot be true together with another that stands.
    Conflict,
}

impl Step {
    /// The word in files and tables.
    pub fn as_str(&self) -> &'static str {
        match self {
            Step::None => "",
            Step::First => "first",
            Step::Changed { .. } => "changed",
            Step::Conflict => "conflict",
        }
    }
}

/// Lists the statements about the activities.
pub fn timeline(ledger: &Ledger, activities: &[&Activity], as_of: Date) -> Timeline {
    let mut all: Vec<&Statement> = ledger
        .statements
        .values()
        .filter(|s| s.known_from() <= as_of && activities.iter().any(|a| a.id == s.activity))
        .collect();
    all.sort_by(|a, b| {
        (a.known_from(), a.said_on, &a.activity, a.stage, &a.id).cmp(&(
            b.known_from(),
            b.said_on,
            &b.activity,
            b.stage,
            &b.id,
        ))
    });
    let entries: Vec<Entry> = all
        .into_iter()
        .map(|s| Entry {
            told: Told::of(s),
            step: step(ledger, s),
        })
        .collect();
    let documents = sources(ledger, entries.iter().map(|e| e.told.document.as_str()));
    Timeline {
        format: FORMAT,
        as_of,
        entries,
        documents,
    }
}

fn step(ledger: &Ledger, s: &Statement) -> Step {
    let day = s.known_from();
    let ask = |day: Date| {
        ledger.known(&Question {
            tally: Some(s.tally),
            aim: s.aim,
            unit: Some(s.unit.clone()),
            ..Question::of(&s.activity, &s.measure, day)
        })
    };
    let figure = |s: &Statement| format!("{} {}", s.figure, s.unit);
    match ask(day) {
        Known::Conflict(all) if all.iter().any(|c| c.id == s.id) => Step::Conflict,
        Known::Stated(held) if held.statement.id == s.id => {
            match day.checked_sub(1.day()).map_or(Known::Unknown, ask) {
                Known::Unknown => Step::First,
                Known::Stated(before) if before.statement.figure.interval() == s.figure.interval() => {
                    Step::None
                }
                Known::Stated(before) => Step::Changed {
                    from: figure(before.statement),
                },
                Known::Conflict(all) | Known::Several(all) => Step::Changed {
                    from: all.into_iter().map(figure).collect::<Vec<_>>().join(" or "),
                },
            }
        }
        _ => Step::None,
    }
}
