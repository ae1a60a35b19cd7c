//! Text in: what a reader pasted, cleaned so that sentences can be read, with every character traced to the original.
//!
//! Nothing is deleted silently: what is dropped (boilerplate), joined (broken lines) or doubtful (doubled words,
//! fragments) is a [`Note`] with its place in the original.

mod boilerplate;
mod broken;
mod clean;
mod decode;
pub(crate) mod html;
mod map;
mod markdown;
mod sentence;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Markup {
    /// Not at all.
    Plain,
    /// Markdown.
    Markdown,
    /// A page of the web.
    Html,
}

impl Markup {
    /// How a text is marked up, by the end of its file's name, and by how it begins where the name says nothing or
    /// says less: a page saved as `.txt` is a page.
    ///
    /// ```
    /// use rootcast_claims::text::Markup;
    /// assert_eq!(Markup::guess("story.htm", ""), Markup::Html);
    /// assert_eq!(Markup::guess("story.txt", "<!doctype html><p>…"), Markup::Html);
    /// assert_eq!(Markup::guess("notes.md", "plain words"), Markup::Markdown);
    /// assert_eq!(Markup::guess("-", "# Title\n\nSee [this](https://example.org)."), Markup::Markdown);
    /// assert_eq!(Markup::guess("-", "Plain words."), Markup::Plain);
    /// ```
    pub fn guess(name: &str, text: &str) -> Self {
        let end = name
            .rsplit_once('.')
            .map(|(_, end)| end.to_ascii_lowercase())
            .unwrap_or_default();
        match end.as_str() {
            "html" | "htm" | "xhtml" => Self::Html,
            "md" | "markdown" => Self::Markdown,
            _ if html::is_page(text) => Self::Html,
            "txt" | "text" => Self::Plain,
            _ if markdown::is_likely(text) => Self::Markdown,
            _ => Self::Plain,
        }
    }
}

/// What cleaning did at a place, or doubts there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoteKind {
    /// Left out: a form, a menu, a notice of the site.
    Boilerplate,
    /// A line that went on in a later one, or a number that went on behind a blank; they were joined.
    Joined,
    /// A word twice in a row; the second was left out of the sentence.
    Doubled,
    /// A piece that is no sentence and belongs to none.
    Fragment,
    /// An editor's or translator's question inside the text.
    Query,
    /// The bytes of the file are not UTF-8, or not all of them.
    Encoding,
    /// From here on the text was not searched for claims.
    Unread,
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
    /// The day it was published, where its markup says so.
    pub published: Option<Date>,
}
