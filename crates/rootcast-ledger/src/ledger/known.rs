//! What is known on a day: which statement answers, and when statements conflict.
//!
//! 1. Statements known after the day are not there.
//! 2. Figures are set side by side only where they may be of the same thing: one unit, and no word of one (gross or net,
//!    direct or indirect, instrument, provider, receiver) that contradicts the other's.
//! 3. Of *cumulative* figures the one that stands for the latest day answers, whoever gave it: figures to date grow. A
//!    figure stands for the end of the period it says it covers, else for the day it was said. Who repeats
//!    the number that stands and leaves out its word does not replace it: `4.2 billion`, said a year after `more than
//!    4.2 billion`, is that figure once more.
//! 4. Of *whole* figures each speaker's latest stands.
//! 5. Of *new* figures those of the latest occasion stand; of *flows*, those of the latest period, each speaker's latest.
//! 6. Where figures that stand share no number, the sources conflict, and the answer is the conflict: never an average,
//!    never the later of the two.
//! 7. Where figures of several kinds stand (two currencies, a grant and a loan, two transactions of a day), none is the
//!    whole, and no sum is made here: [`Known::Several`].

mod standing;

use jiff::civil::Date;
use rootcast_core::period::PeriodRange;
use serde::Serialize;

use super::{Aim, Instrument, Ledger, Statement, Tally, Unit};
use standing::{Class, classes};

/// What is asked of one activity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The activity.
    pub activity: String,
    /// The measure.
    pub measure: String,
    /// The day as known on which.
    pub as_of: Date,
    /// Only statements known from this day on; all when absent.
    pub since: Option<Date>,
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
    /// Only figures that cover exactly the days of this period; any when absent.
    pub covers: Option<PeriodRange>,
}

impl Question {
    /// What is stated of a measure of an activity, as known on a day.
    pub fn of(activity: &str, measure: &str, as_of: Date) -> Self {
        Self {
            activity: activity.to_owned(),
            measure: measure.to_owned(),
            as_of,
            since: None,
            tally: None,
            aim: None,
            instrument: None,
            unit: None,
            said_by: None,
            covers: None,
        }
    }

    /// Whether a statement may answer, whatever its tally.
    pub(crate) fn admits(&self, s: &Statement) -> bool {
        s.activity == self.activity
            && s.measure == self.measure
            && s.known_from() <= self.as_of
            && self.since.is_none_or(|day| s.known_from() >= day)
            && (s.stage.measure().is_some() || s.aim == Some(self.aim.unwrap_or(Aim::Actual)))
            && self.instrument.is_none_or(|i| s.instrument == Some(i))
            && self.unit.as_ref().is_none_or(|u| s.unit == *u)
            && self.said_by.as_ref().is_none_or(|by| s.said_by == *by)
            && self
                .covers
                .is_none_or(|c| s.covers.is_some_and(|own| own.span() == c.span()))
    }
}

/// A statement that answers, with those beside it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Held<'l> {
    /// The statement that answers.
    pub statement: &'l Statement,
    /// Others that say the same or repeat it, latest first.
    pub others: Vec<&'l Statement>,
    /// Others of the same measure that count otherwise (net beside gross, indirect beside direct), latest first.
    pub besides: Vec<&'l Statement>,
}

/// What is known.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", content = "statements", rename_all = "kebab-case")]
pub enum Known<'l> {
    /// Nothing was stated. It is not zero.
    Unknown,
    /// A statement answers.
    Stated(Held<'l>),
    /// Sources give figures that cannot both hold, latest first.
    Conflict(Vec<&'l Statement>),
    /// Figures of several kinds or occasions, latest first. None of them is the whole, and their sum is a question of
    /// its own.
    Several(Vec<&'l Statement>),
}

impl Ledger {
    /// What is known of one measure of one activity on a day.
    pub fn known(&self, question: &Question) -> Known<'_> {
        known(
            self.statements.values().filter(|s| question.admits(s)).collect(),
            question.tally,
        )
    }
}

/// What the statements that a question admits come to.
pub(crate) fn known(all: Vec<&Statement>, tally: Option<Tally>) -> Known<'_> {
    let has = |t: Tally| all.iter().any(|s| s.tally == t);
    let Some(tally) = tally.or_else(|| [Tally::Cumulative, Tally::Whole].into_iter().find(|t| has(*t)))
    else {
        // Occasions and periods alone: nobody gives a total.
        return several(all);
    };
    let classes = classes(all.into_iter().filter(|s| s.tally == tally).collect(), tally);
    match classes.as_slice() {
        [] => Known::Unknown,
        [one] => one.known(tally, Vec::new()),
        [latest, rest @ ..] => {
            // The same money or people counted otherwise: gross and net, direct and indirect.
            if rest.iter().all(|c| latest.counts_otherwise(c)) {
                let besides = rest.iter().flat_map(|c| c.standing.clone()).collect();
                latest.known(tally, besides)
            } else {
                several(classes.iter().flat_map(|c| c.standing.clone()).collect())
            }
        }
    }
}

fn several(mut all: Vec<&Statement>) -> Known<'_> {
    if all.is_empty() {
        return Known::Unknown;
    }
    all.sort_by(|a, b| standing::latest_first(a, b));
    Known::Several(all)
}

impl<'l> Class<'l> {
    fn known(&self, tally: Tally, besides: Vec<&'l Statement>) -> Known<'l> {
        // Two figures that one speaker gives of one occasion or period in one document are two things, and so are two
        // payments of a day.
        let apart = |a: &Statement, b: &Statement| {
            let one_text = a.said_by == b.said_by && a.document == b.document;
            matches!(tally, Tally::New | Tally::Flow) && (one_text || a.is_payment() && b.is_payment())
        };
        let (mut conflict, mut parts) = (false, false);
        for (i, a) in self.standing.iter().enumerate() {
            for b in self.standing.iter().skip(i + 1) {
                if apart(a, b) {
                    parts = true;
                } else if !a.figure.interval().meets(&b.figure.interval()) {
                    conflict = true;
                }
            }
        }
        match self.standing.split_first() {
            None => Known::Unknown,
            Some(_) if parts => Known::Several(self.standing.clone()),
            Some(_) if conflict => Known::Conflict(self.standing.clone()),
            Some((first, agree)) => {
                let mut others: Vec<&Statement> = agree.iter().chain(&self.repeats).copied().collect();
                others.sort_by(|a, b| standing::latest_first(a, b));
                Known::Stated(Held {
                    statement: first,
                    others,
                    besides,
                })
            }
        }
    }
}

#[cfg(test)]
mod tests;
