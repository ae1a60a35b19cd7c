//! Which statements stand: those that nothing known replaces, in classes of figures that may be of the same thing.

use std::cmp::Ordering;

use jiff::civil::Date;
use rootcast_core::{agreement::Qualifier, release::day_after};

use crate::ledger::{Instrument, Statement, Tally};

/// Figures that may be of the same thing.
#[derive(Debug, Default)]
pub(super) struct Class<'l> {
    /// Those that stand, latest first.
    pub(super) standing: Vec<&'l Statement>,
    /// Those that repeat the first of them.
    pub(super) repeats: Vec<&'l Statement>,
}

impl Class<'_> {
    fn holds(&self, s: &Statement) -> bool {
        self.standing.iter().all(|other| comparable(other, s))
    }

    /// Whether another class has the same unit and kind of money, and counts gross for net or direct for indirect.
    pub(super) fn counts_otherwise(&self, other: &Class<'_>) -> bool {
        self.standing
            .iter()
            .all(|a| other.standing.iter().all(|b| same_kind(a, b)))
    }
}

/// Classes of the statements of one tally, the class with the latest statement first.
pub(super) fn classes(mut all: Vec<&Statement>, tally: Tally) -> Vec<Class<'_>> {
    // Earliest first, so that each statement meets what stood before it.
    all.sort_by(|a, b| latest_first(b, a));
    if let Some(last) = all.iter().map(|s| occasion(s, tally)).max() {
        all.retain(|s| occasion(s, tally) == last);
    }
    let mut classes: Vec<Class<'_>> = Vec::new();
    for s in all {
        let Some(class) = classes.iter_mut().find(|c| c.holds(s)) else {
            classes.push(Class {
                standing: vec![s],
                repeats: Vec::new(),
            });
            continue;
        };
        if tally == Tally::Cumulative {
            class.replace(s);
        } else {
            class.standing.retain(|old| !replaces(s, old));
            class.standing.push(s);
        }
    }
    for class in &mut classes {
        class.standing.sort_by(|a, b| latest_first(a, b));
        class.repeats.sort_by(|a, b| latest_first(a, b));
    }
    classes.sort_by(|a, b| match (a.standing.first(), b.standing.first()) {
        (Some(a), Some(b)) => latest_first(a, b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    });
    classes
}

impl<'l> Class<'l> {
    /// Takes in a later cumulative statement, or one of the same day.
    fn replace(&mut self, s: &'l Statement) {
        match self.standing.first() {
            Some(first) if repeats(s, first) => self.repeats.push(s),
            Some(first) if stands_for(first) == stands_for(s) && first.known_from() == s.known_from() => {
                self.standing.push(s);
            }
            _ => {
                self.standing = vec![s];
                self.repeats.clear();
            }
        }
    }
}

/// The day a figure stands for: of a cumulative one the last that it counts to.
fn stands_for(s: &Statement) -> Date {
    match s.tally {
        Tally::Cumulative => s.counts_to(),
        _ => s.known_from(),
    }
}

/// Latest first; of one day the narrower first, then by identifier, so that no order of reading shows.
pub(super) fn latest_first(a: &Statement, b: &Statement) -> Ordering {
    let width = |s: &Statement| {
        let i = s.figure.interval();
        i.high - i.low
    };
    stands_for(b)
        .cmp(&stands_for(a))
        .then(b.known_from().cmp(&a.known_from()))
        .then(b.said_on.cmp(&a.said_on))
        .then(width(a).total_cmp(&width(b)))
        .then(a.id.cmp(&b.id))
}

/// What must be the latest for a figure of an occasion or a period to stand; the same for all others.
fn occasion(s: &Statement, tally: Tally) -> (Option<Date>, Option<Date>) {
    match (tally, s.covers) {
        (Tally::Cumulative | Tally::Whole, _) => (None, None),
        (Tally::New, _) => (Some(s.known_from()), None),
        // The latest period; of two that end together, the shorter.
        (Tally::Flow, Some(c)) => (Some(c.span().end), Some(c.span().start)),
        (Tally::Flow, None) => (Some(day_after(s.known_from())), Some(s.known_from())),
    }
}

/// Whether a statement is the same speaker's later word.
fn replaces(new: &Statement, old: &Statement) -> bool {
    new.said_by == old.said_by && (new.known_from(), new.said_on) > (old.known_from(), old.said_on)
}

/// Whether a later figure gives the number that stands once more, in words that leave no more open: `4.2 billion` after
/// `more than 4.2 billion`. Who repeats a number leaves out a word; nothing was counted anew. After `up to` or `nearly`
/// the bare number is news: it was reached.
fn repeats(later: &Statement, first: &Statement) -> bool {
    let (l, f) = (&later.figure, &first.figure);
    let same_number = l.value().total_cmp(&f.value()).is_eq();
    let bare = l.qualifier() == Qualifier::Plain && !l.interval().is_exact();
    let reached = matches!(f.qualifier(), Qualifier::AtMost | Qualifier::Nearly);
    same_number && (l.interval() == f.interval() || bare && !reached)
}

/// Whether two figures may be of the same thing.
fn comparable(a: &Statement, b: &Statement) -> bool {
    same_kind(a, b) && may_be(a.basis, b.basis) && may_be(a.reach, b.reach)
}

/// Whether two figures have one unit, and no word about the money that contradicts the other's.
fn same_kind(a: &Statement, b: &Statement) -> bool {
    let mixed = |s: &Statement| s.instrument.filter(|i| *i != Instrument::Mixed);
    a.unit == b.unit
        && may_be(mixed(a), mixed(b))
        && may_be(a.provider.as_ref(), b.provider.as_ref())
        && may_be(a.receiver.as_ref(), b.receiver.as_ref())
}

/// What is not said contradicts nothing.
fn may_be<T: PartialEq>(a: Option<T>, b: Option<T>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    }
}
