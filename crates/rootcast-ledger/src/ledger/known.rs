//! What is known on a day: which statement answers, and when statements conflict.
//!
//! 1. Statements known after the day are not there.
//! 2. A speaker's later statement replaces an earlier one of the same speaker about the same thing.
//! 3. Of *cumulative* figures the one that counts furthest ([`Statement::counts_to`]) answers, whoever gave it: figures
//!    to date grow. A figure told later of an earlier day does not replace it.
//! 4. The same number told again is a restatement, kept beside the statement that gave it first: a newspaper that drops
//!    `more than` narrows nothing.
//! 5. Of *whole* figures each speaker's latest stands. Where their intervals share no number the sources conflict, and
//!    the answer is the conflict: never an average, never the later of the two.

use jiff::civil::Date;
use rootcast_core::agreement::Qualifier;

use super::{Aim, Instrument, Ledger, Statement, Tally, Unit};

/// What is asked of one activity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The activity.
    pub activity: String,
    /// The measure.
    pub measure: String,
    /// The day as known on which.
    pub as_of: Date,
    /// How the figure stands to earlier ones; when absent, cumulative where that is stated, else whole.
    pub tally: Option<Tally>,
    /// Target or actual; actual when absent.
    pub aim: Option<Aim>,
    /// Only this instrument; any when absent.
    pub instrument: Option<Instrument>,
    /// Only this unit; any when absent.
    pub unit: Option<Unit>,
    /// Only this speaker; all when absent.
    pub said_by: Option<String>,
}

impl Question {
    /// What is stated of a measure of an activity, as known on a day.
    pub fn of(activity: &str, measure: &str, as_of: Date) -> Self {
        Self {
            activity: activity.to_owned(),
            measure: measure.to_owned(),
            as_of,
            tally: None,
            aim: None,
            instrument: None,
            unit: None,
            said_by: None,
        }
    }

    fn admits(&self, s: &Statement) -> bool {
        s.activity == self.activity
            && s.measure == self.measure
            && s.known_from() <= self.as_of
            && (s.stage.measure().is_some() || s.aim == Some(self.aim.unwrap_or(Aim::Actual)))
            && self.instrument.is_none_or(|i| s.instrument == Some(i))
            && self.unit.as_ref().is_none_or(|u| s.unit == *u)
            && self.said_by.as_ref().is_none_or(|by| s.said_by == *by)
    }
}

/// A statement that answers, with those that say the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Held<'l> {
    /// The statement that answers.
    pub statement: &'l Statement,
    /// Others known on that day whose intervals meet its own, latest first.
    pub others: Vec<&'l Statement>,
}

/// What is known.
#[derive(Clone, Debug, PartialEq)]
pub enum Known<'l> {
    /// Nothing was stated. It is not zero.
    Unknown,
    /// A statement answers.
    Stated(Held<'l>),
    /// Sources give figures that cannot both hold, latest first.
    Conflict(Vec<&'l Statement>),
}

impl Ledger {
    /// What is known of one measure of one activity on a day.
    pub fn known(&self, question: &Question) -> Known<'_> {
        let mut all: Vec<&Statement> = self.statements.values().filter(|s| question.admits(s)).collect();
        let Some(tally) = question.tally.or_else(|| {
            [Tally::Cumulative, Tally::Whole]
                .into_iter()
                .find(|t| all.iter().any(|s| s.tally == *t))
        }) else {
            return Known::Unknown;
        };
        all.retain(|s| s.tally == tally);
        // Latest first; on one day the narrower first, then by identifier, so that no order of reading shows.
        let day = |s: &Statement| match tally {
            Tally::Cumulative => s.counts_to(),
            _ => s.known_from(),
        };
        all.sort_by(|a, b| {
            day(b)
                .cmp(&day(a))
                .then(b.known_from().cmp(&a.known_from()))
                .then(b.said_on.cmp(&a.said_on))
                .then(width(a).total_cmp(&width(b)))
                .then(a.id.cmp(&b.id))
        });
        let Some(latest) = all.first().copied() else {
            return Known::Unknown;
        };
        let mut answering = latest;
        let standing: Vec<&Statement> = match tally {
            Tally::Cumulative => {
                let run: Vec<&Statement> = all
                    .iter()
                    .take_while(|s| s.id == latest.id || restates(latest, s))
                    .copied()
                    .collect();
                answering = run.last().copied().unwrap_or(latest);
                let same_day = |s: &Statement| s.counts_to() == latest.counts_to();
                all.iter()
                    .filter(|s| same_day(s) || run.iter().any(|r| r.id == s.id))
                    .copied()
                    .collect()
            }
            Tally::New | Tally::Flow => all
                .iter()
                .filter(|s| s.known_from() == latest.known_from() && s.covers == latest.covers)
                .copied()
                .collect(),
            Tally::Whole => {
                let mut speakers: Vec<&str> = Vec::new();
                let mut standing = Vec::new();
                for s in &all {
                    if !speakers.contains(&s.said_by.as_str()) {
                        speakers.push(&s.said_by);
                        standing.push(*s);
                    }
                }
                standing
            }
        };
        let comparable = |a: &Statement, b: &Statement| a.unit == b.unit && a.basis == b.basis;
        let conflict = standing.iter().enumerate().any(|(i, a)| {
            standing[i + 1..]
                .iter()
                .any(|b| comparable(a, b) && !a.figure.interval().meets(&b.figure.interval()))
        });
        if conflict {
            return Known::Conflict(standing);
        }
        Known::Stated(Held {
            statement: answering,
            others: standing.into_iter().filter(|s| s.id != answering.id).collect(),
        })
    }
}

/// Whether the later statement only repeats the number of the earlier. After `up to` or `nearly` the bare number is
/// news: it was reached.
#[allow(clippy::float_cmp, reason = "the same digits give the same bits")]
fn restates(later: &Statement, earlier: &Statement) -> bool {
    later.figure.value() == earlier.figure.value()
        && later.unit == earlier.unit
        && later.basis == earlier.basis
        && !matches!(earlier.figure.qualifier(), Qualifier::AtMost | Qualifier::Nearly)
}

fn width(s: &Statement) -> f64 {
    let i = s.figure.interval();
    i.high - i.low
}
