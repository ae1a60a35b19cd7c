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
mod words;

use jiff::civil::Date;
use rootcast_claims::check::{Document, Input};

use crate::evidence::Held;

pub use facts::facts;

/// Checks one text as of the day it was published and as of `today`.
pub fn check(held: &Held, input: Input<'_>, today: Date) -> Document {
    match own::document(&held.ledger, input.text) {
        Some(id) => {
            let ledger = own::without(&held.ledger, id);
            let facts = facts(&ledger);
            let rest = own::Rest {
                store: &held.store,
                ledger: &ledger,
            };
            rootcast_claims::check::check(input, today, &rest, &facts)
        }
        None => rootcast_claims::check::check(input, today, held, &facts(&held.ledger)),
    }
}
