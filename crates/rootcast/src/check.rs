//! Checking texts: the claims of each are set against all that is held, and against each other.
//!
//! A text cannot confirm itself: where it is itself a document of the ledger, what it states is left out of the
//! evidence while it is checked. [`report`] is what is published of it; [`terminal`], [`markdown`], [`page`] and [`rows`]
//! print it.

pub mod annotate;
mod facts;
pub mod file;
pub mod markdown;
mod own;
pub mod page;
pub mod report;
pub mod rows;
pub mod sample;
pub mod terminal;
pub(crate) mod words;

use jiff::civil::Date;
use rootcast_claims::{
    Lang,
    ask::Answered,
    check::{Document, Grounds, Input},
    facts::Facts,
};
use rootcast_ledger::ledger::Ledger;
use rootcast_store::store::Detail;

use crate::evidence::Held;

pub use facts::facts;

/// Checks one text as of the day it was published and as of `today`.
pub fn check(held: &Held, input: Input<'_>, today: Date) -> Document {
    Checker::new(held, Detail::default()).check(input, today)
}

/// How a text is to be checked.
#[derive(Clone, Copy, Debug, Default)]
pub struct How {
    /// The day it was published, whatever it says itself.
    pub published: Option<Date>,
    /// Its language, whatever it seems to be in.
    pub lang: Option<Lang>,
}

/// Checks texts against what is held. What all texts have in common is made once, and a reading that several ask is
/// answered once while it is among the last [`MOST_ANSWERS`](rootcast_claims::ask::MOST_ANSWERS).
#[derive(Debug)]
pub struct Checker<'h> {
    held: &'h Held,
    detail: Detail,
    facts: Facts,
    titles: own::Titles<'h>,
    answered: Answered,
}

impl<'h> Checker<'h> {
    /// A checker against what is held, with as much beside the figures as is asked for.
    pub fn new(held: &'h Held, detail: Detail) -> Self {
        Self {
            held,
            detail,
            facts: facts(&held.ledger),
            titles: own::Titles::of(&held.ledger),
            answered: Answered::default(),
        }
    }

    /// Checks one text as read from a file; what reading it did is noted first.
    pub fn check_text(&self, text: &file::Text, how: How, today: Date) -> Document {
        let input = Input {
            name: &text.name,
            text: &text.text,
            markup: text.markup,
            published: how.published.or(text.published),
            lang: how.lang.or(text.lang),
        };
        let mut document = self.check(input, today);
        document.notes.splice(0..0, text.note.clone());
        document
    }

    /// Checks one text.
    pub fn check(&self, input: Input<'_>, today: Date) -> Document {
        let judge = |ledger: &Ledger, facts: &Facts, answered: &Answered| {
            let evidence = own::Rest {
                store: &self.held.store,
                ledger,
                detail: self.detail,
            };
            let grounds = Grounds {
                evidence: &evidence,
                facts,
                answered,
            };
            rootcast_claims::check::check(input, today, grounds)
        };
        match self.titles.document(input.text) {
            Some(id) => {
                let ledger = own::without(&self.held.ledger, id);
                judge(&ledger, &facts(&ledger), &Answered::default())
            }
            None => judge(&self.held.ledger, &self.facts, &self.answered),
        }
    }
}
