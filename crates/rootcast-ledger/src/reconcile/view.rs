//! What is known on a day, within a scope, grouped for the checks.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rootcast_core::{agreement::Interval, release::Precision};
use serde::Serialize;

use super::{Finding, Kind, Level};
use crate::ledger::{Activity, Aim, Ledger, Stage, Statement, Tally, Unit};

/// A figure as worded, with its source.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// The statement, by identifier.
    pub statement: String,
    /// The activity, by title.
    pub activity: String,
    /// The figure in its own words, with its unit.
    pub words: String,
    /// The stage.
    pub stage: Stage,
    /// Target or actual; absent for money.
    pub aim: Option<Aim>,
    /// The number in the words.
    pub stated: f64,
    /// What the words leave open.
    pub interval: Interval,
    /// Whose figure it is.
    pub said_by: String,
    /// When it was said, as exactly as that is known: `2024-09`.
    pub said_on: String,
    /// The document, by title.
    pub document: String,
}

/// An arithmetic, done twice.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Arithmetic {
    /// At the numbers in the words.
    pub stated: String,
    /// In the intervals that the words leave open.
    pub interval: String,
}

/// What makes figures of one activity comparable.
pub(super) type Class<'l> = (&'l str, Stage, &'l str, &'l Unit, Option<Aim>);

pub(super) struct View<'l> {
    pub(super) ledger: &'l Ledger,
    pub(super) as_of: Date,
    /// Known on the day and within the scope, by identifier.
    pub(super) statements: Vec<&'l Statement>,
    /// Within the scope, by identifier.
    pub(super) activities: Vec<&'l Activity>,
}

impl<'l> View<'l> {
    pub(super) fn new(ledger: &'l Ledger, scope: Option<&str>, as_of: Date) -> Self {
        let activities: Vec<&Activity> = match scope {
            Some(id) => ledger.within(id),
            None => ledger.activities.values().collect(),
        };
        let inside: BTreeSet<&str> = activities.iter().map(|a| a.id.as_str()).collect();
        let statements = ledger
            .statements
            .values()
            .filter(|s| s.known_from() <= as_of && inside.contains(s.activity.as_str()))
            .collect();
        Self {
            ledger,
            as_of,
            statements,
            activities,
        }
    }

    /// The statements of one tally by what makes them comparable, each in the order of the days they count to.
    pub(super) fn classes(&self, tally: Tally) -> BTreeMap<Class<'l>, Vec<&'l Statement>> {
        let mut out: BTreeMap<Class, Vec<&Statement>> = BTreeMap::new();
        for s in self.statements.iter().filter(|s| s.tally == tally) {
            out.entry(class(s)).or_default().push(s);
        }
        for all in out.values_mut() {
            all.sort_by(|a, b| {
                (a.counts_to(), a.known_from(), &a.id).cmp(&(b.counts_to(), b.known_from(), &b.id))
            });
        }
        out
    }

    /// The statements that count into each, directly.
    pub(super) fn counted(&self) -> BTreeMap<&'l str, Vec<&'l Statement>> {
        let mut out: BTreeMap<&str, Vec<&Statement>> = BTreeMap::new();
        for s in &self.statements {
            for whole in &s.counted_in {
                out.entry(whole).or_default().push(s);
            }
        }
        out
    }

    pub(super) fn title(&self, activity: &'l str) -> &'l str {
        self.ledger
            .activities
            .get(activity)
            .map_or(activity, |a| a.title.as_str())
    }

    pub(super) fn finding(
        &self,
        (kind, level): (Kind, Level),
        subject: &str,
        compared: &[&Statement],
        says: String,
        arithmetic: Option<Arithmetic>,
    ) -> Finding {
        Finding {
            kind,
            level,
            subject: subject.to_owned(),
            says,
            statements: compared.iter().map(|s| s.id.clone()).collect(),
            figures: compared.iter().map(|s| self.line(s)).collect(),
            arithmetic,
        }
    }

    fn line(&self, s: &Statement) -> Line {
        Line {
            statement: s.id.clone(),
            activity: self
                .ledger
                .activities
                .get(&s.activity)
                .map_or_else(|| s.activity.clone(), |a| a.title.clone()),
            words: words(s),
            stage: s.stage,
            aim: s.aim,
            stated: s.figure.value(),
            interval: s.figure.interval(),
            said_by: s.said_by.clone(),
            said_on: said_on(s),
            document: self
                .ledger
                .documents
                .get(&s.document)
                .map_or_else(|| s.document.clone(), |d| d.title.clone()),
        }
    }
}

pub(super) fn class(s: &Statement) -> Class<'_> {
    (&s.activity, s.stage, &s.measure, &s.unit, s.aim)
}

/// The figure in its own words, with its unit: `more than 4.2 billion USD`.
pub(super) fn words(s: &Statement) -> String {
    format!("{} {}", s.figure, s.unit)
}

/// The day as exactly as it is known.
pub(super) fn said_on(s: &Statement) -> String {
    match s.precision {
        Precision::Day => s.said_on.to_string(),
        Precision::Month => s.said_on.strftime("%Y-%m").to_string(),
        Precision::Year => s.said_on.strftime("%Y").to_string(),
    }
}

/// Who said it and when: `Partnership for Central America, 2024-09`.
pub(super) fn source(s: &Statement) -> String {
    format!("{}, {}", s.said_by, said_on(s))
}

/// A share in per cent, to one decimal.
pub(super) fn per_cent(part: f64, whole: f64) -> String {
    let tenths = (part / whole * 1000.0).round() / 10.0;
    format!("{tenths} %")
}
