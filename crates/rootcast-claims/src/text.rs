//! Text in: what a reader pasted, cleaned so that sentences can be read, with every character traced to the original.
//!
//! Nothing is deleted silently: what is dropped (boilerplate), joined (broken lines) or doubtful (doubled words,
//! fragments) is a [`Note`] with its place in the original.

mod boilerplate;
mod clean;
mod decode;
mod map;
mod markdown;
mod sentence;

use serde::Serialize;

pub use clean::clean;
pub use decode::decode;
pub use map::OffsetMap;
pub use sentence::Sentence;

/// A stretch of the original, in Unicode code points, the end not included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span {
    /// First code point.
    pub start: usize,
    /// The code point after the last.
    pub end: usize,
}

/// How a text is marked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Markup {
    /// Not at all.
    Plain,
    /// Markdown.
    Markdown,
}

/// What cleaning did at a place, or doubts there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoteKind {
    /// Left out: a form, a menu, a notice of the site.
    Boilerplate,
    /// A line that went on in a later one; they were joined.
    Joined,
    /// A word twice in a row; the second was left out of the sentence.
    Doubled,
    /// A piece that is no sentence and belongs to none.
    Fragment,
    /// An editor's or translator's question inside the text.
    Query,
    /// The bytes of the file are not UTF-8, or not all of them.
    Encoding,
}

/// A note of cleaning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// What.
    pub kind: NoteKind,
    /// Where in the original.
    pub span: Span,
    /// Why, in words.
    pub why: String,
}

/// A text made readable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cleaned {
    /// The text: paragraphs one a line.
    pub text: String,
    /// From its bytes to the code points of the original.
    pub map: OffsetMap,
    /// Its sentences, in order.
    pub sentences: Vec<Sentence>,
    /// What was done and doubted, in order of place.
    pub notes: Vec<Note>,
}
