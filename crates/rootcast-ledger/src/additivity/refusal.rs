//! Why a sum is refused.

use std::fmt;

use serde::Serialize;

use crate::ledger::{Statement, Tally};

/// The rule that a sum would break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// There is nothing to add.
    Nothing,
    /// One statement is given twice.
    Repeated,
    /// Two stages.
    Stage,
    /// Two measures.
    Measure,
    /// Two currencies.
    Currency,
    /// Two units.
    Unit,
    /// A target and an actual figure.
    Aim,
    /// Gross and net.
    Basis,
    /// Direct and indirect.
    Reach,
    /// One is counted in the other.
    Counted,
    /// An activity and its part.
    Part,
    /// Two cumulative figures of one activity.
    Cumulative,
    /// A cumulative figure, and what was added up to its day.
    Inside,
    /// Two figures of the whole of one thing, or a whole and a share of it.
    Whole,
    /// Two figures of one period, or one of no stated period.
    Period,
    /// Two figures that sources give for one thing and that cannot both hold.
    Conflict,
    /// One edge from provider to receiver, reported by two.
    Edge,
    /// Money received and passed on.
    Onward,
}

impl Rule {
    /// What the rule forbids, and what to do.
    fn says(self) -> (&'static str, &'static str) {
        match self {
            Rule::Nothing => ("there is nothing to add", "name at least one statement"),
            Rule::Repeated => ("one statement is given twice", "name it once"),
            Rule::Stage => (
                "they are of different stages, and one stage never stands in for another",
                "add the figures of one stage",
            ),
            Rule::Measure => ("they count different things", "add the figures of one measure"),
            Rule::Currency => (
                "they are in different currencies",
                "convert them first, at named rates, or add each currency by itself",
            ),
            Rule::Unit => ("they are in different units", "add the figures of one unit"),
            Rule::Aim => (
                "one is a target and the other was reached",
                "add targets or actual figures",
            ),
            Rule::Basis => ("one is gross and the other net", "add one of the two kinds"),
            Rule::Reach => (
                "one counts direct and the other indirect results",
                "add one of the two kinds",
            ),
            Rule::Counted => (
                "one already counts the other",
                "leave out one of them: the total, or what it counts",
            ),
            Rule::Part => (
                "one is of an activity that is part of the other's",
                "leave out one of them: the whole, or its parts",
            ),
            Rule::Cumulative => (
                "both are figures to date of one activity, and the later holds the earlier",
                "take the later",
            ),
            Rule::Inside => (
                "the one is a figure to date that holds the other",
                "take the figure to date alone, or with what came after its day",
            ),
            Rule::Whole => (
                "both are of one thing, and one of them is of all of it",
                "take one of them",
            ),
            Rule::Period => (
                "both are of one activity, and their periods overlap or are not stated",
                "take periods that do not overlap",
            ),
            Rule::Conflict => (
                "they are figures of two sources for one thing and cannot both hold",
                "choose a source; an average would be nobody's figure",
            ),
            Rule::Edge => (
                "both are reports of what one provider gave one receiver",
                "take the report of one of the two",
            ),
            Rule::Onward => (
                "the receiver of the one is the provider of the other, so the same money may be in both",
                "take one step of the chain",
            ),
        }
    }
}

/// A sum refused. Caused by the choice of statements.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Refusal {
    /// The rule.
    pub rule: Rule,
    /// The statements that break it, by identifier; none where nothing was given.
    pub statements: Vec<String>,
    /// What is wrong, of which statements, and what to do.
    pub says: String,
}

impl Refusal {
    pub(super) fn nothing() -> Self {
        Self::of(Rule::Nothing, &[])
    }

    pub(super) fn of(rule: Rule, statements: &[&Statement]) -> Self {
        let (what, advice) = rule.says();
        let named: Vec<String> = statements.iter().map(|s| named(s)).collect();
        let says = if named.is_empty() {
            format!("{what}: {advice}")
        } else {
            format!("{} are not added: {what}; {advice}", named.join(" and "))
        };
        Self {
            rule,
            statements: statements.iter().map(|s| s.id.clone()).collect(),
            says,
        }
    }
}

/// A statement in few words: `` `new-2024-03` (more than 1 billion USD, pledge, new) ``.
fn named(s: &Statement) -> String {
    let tally = match s.tally {
        Tally::Cumulative => "to date",
        Tally::New => "new",
        Tally::Whole => "whole",
        Tally::Flow => "of a period",
    };
    format!(
        "`{}` ({} {}, {}, {tally})",
        s.id,
        s.figure,
        s.unit,
        s.stage.as_str()
    )
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.says)
    }
}

impl std::error::Error for Refusal {}
