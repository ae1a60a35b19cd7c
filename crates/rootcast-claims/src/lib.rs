//! Statements of a text: its quantities and times, each with the bytes it stands on.
//!
//! Everything here is a hand-written grammar over tables: deterministic, without a model, a network or a clock. The
//! day a text was written is passed in ([`time::times`]). Spans are byte offsets into the text given and always lie
//! on character boundaries.
//!
//! ```
//! use rootcast_claims::{Lang, quantity::quantities};
//! let found = quantities("Arrests fell to about 495,000 from 541,618.", Lang::English);
//! let values: Vec<f64> = found.iter().map(|q| q.amount.first().value).collect();
//! assert_eq!(values, [495_000.0, 541_618.0]);
//! ```

#![allow(
    clippy::many_single_char_names,
    reason = "`t` is the tokens and `i`, `j`, `k` are places in them throughout"
)]

pub mod ask;
pub mod check;
pub mod claim;
pub mod cross;
pub mod entity;
pub mod facts;
pub mod frame;
pub mod judge;
pub mod language;
pub mod lexicon;
pub mod number;
mod phrase;
pub mod plain;
pub mod quantity;
mod segment;
pub mod stream;
pub mod text;
pub mod time;
pub mod token;
pub mod verdict;
mod word;
mod words;

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

/// The language a text is read in: it decides number words and what a comma between digits means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English: `1,234.5`.
    #[default]
    #[serde(alias = "en")]
    English,
    /// Spanish: `1.234,5`.
    #[serde(alias = "es")]
    Spanish,
}

/// Bytes of a text, half-open.
pub type Span = std::ops::Range<usize>;

/// Whether a sorted list holds a word.
pub(crate) fn among(sorted: &[&str], word: &str) -> bool {
    sorted.binary_search_by(|w| order(w, word)).is_ok()
}

/// The order of bytes. Most words part at the first or second letter, for which a call to compare memory is too much.
fn order(a: &str, b: &str) -> Ordering {
    for (x, y) in a.bytes().zip(b.bytes()) {
        if x != y {
            return x.cmp(&y);
        }
    }
    a.len().cmp(&b.len())
}
