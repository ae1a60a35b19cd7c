//! Many texts in one stream: JSON Lines, a text a line.
//!
//! ```
//! use rootcast_claims::stream::documents;
//! let lines = "{\"name\": \"a\", \"text\": \"It rose.\", \"published\": \"2024-02-05\"}\n{\"text\": \"It fell.\"}\n";
//! let texts: Vec<_> = documents(lines.as_bytes()).collect::<Result<_, _>>()?;
//! assert_eq!(texts[0].name, "a");
//! assert_eq!(texts[1].name, "line 2");
//! # Ok::<(), rootcast_claims::stream::StreamError>(())
//! ```

use std::io::BufRead;

use jiff::civil::Date;
use serde::Deserialize;

use crate::{
    Lang,
    check::Input,
    text::{Markup, Note, NoteKind, Span, html::day::day},
};

/// Longest line read unless said otherwise, in bytes: what is held in memory at once is a few times that.
pub const LONGEST_LINE: usize = 256_000_000;

/// After so many times the longest line without an end, the stream is taken for one that has none.
const ENDLESS: u64 = 16;

/// A text of a stream.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnedInput {
    /// Its name, or the number of its line.
    pub name: String,
    /// The text.
    pub text: String,
    /// How it is marked up: as given, else as it looks.
    pub markup: Markup,
    /// The day it was published, where that is given.
    pub published: Option<Date>,
    /// Its language, where that is given.
    pub lang: Option<Lang>,
    /// The number of its line, from 1.
    pub line: usize,
    /// What had to be replaced to read it.
    pub note: Option<Note>,
}

impl OwnedInput {
    /// The text as one to check.
    pub fn as_input(&self) -> Input<'_> {
        Input {
            name: &self.name,
            text: &self.text,
            markup: self.markup,
            published: self.published,
            lang: self.lang,
        }
    }
}

/// A line that could not be read. The lines after it still can, unless the stream itself broke.
#[derive(Debug, thiserror::Error)]
pub enum StreamError {
    /// The stream broke.
    #[error("line {line}: the stream cannot be read: {source}; nothing after it was read")]
    Read {
        /// Its number, from 1.
        line: usize,
        /// Why.
        source: std::io::Error,
    },
    /// The line does not fit into memory set aside.
    #[error("line {line}: longer than {limit} bytes; cut that text in parts, or allow longer lines")]
    TooLong {
        /// Its number, from 1.
        line: usize,
        /// The limit.
        limit: usize,
    },
    /// The line does not end.
    #[error("line {line}: no end of it in {bytes} bytes; nothing after it was read; write one object a line")]
    Endless {
        /// Its number, from 1.
        line: usize,
        /// How far it was followed.
        bytes: u64,
    },
    /// The line is not what it must be.
    #[error(
        "line {line}, column {column}: {why}; write one object a line, such as {{\"name\": \"…\", \"text\": \"…\"}}"
    )]
    Json {
        /// Its number, from 1.
        line: usize,
        /// The byte of the line, from 1.
        column: usize,
        /// What is wrong.
        why: String,
    },
    /// The day is none.
    #[error("line {line}: `published` is `{value}`; write it as YYYY-MM-DD, or leave it out")]
    Day {
        /// Its number, from 1.
        line: usize,
        /// What stands there.
        value: String,
    },
}

/// The texts of a stream, one after the other. Empty lines are passed over, and fields of other names.
pub fn documents(stream: impl BufRead) -> impl Iterator<Item = Result<OwnedInput, StreamError>> {
    documents_up_to(stream, LONGEST_LINE)
}

/// The same with lines of so many bytes at most.
pub fn documents_up_to(
    stream: impl BufRead,
    longest: usize,
) -> impl Iterator<Item = Result<OwnedInput, StreamError>> {
    Documents {
        stream,
        limit: longest,
        line: 0,
        over: false,
    }
}

struct Documents<R> {
    stream: R,
    limit: usize,
    line: usize,
    over: bool,
}

/// A line as read.
enum Line {
    Whole(Vec<u8>),
    TooLong,
    Endless(u64),
    End,
}

impl<R: BufRead> Documents<R> {
    /// Reads a line; of one longer than the limit nothing is kept.
    fn read(&mut self) -> std::io::Result<Line> {
        let mut line = Vec::new();
        let (mut any, mut long) = (false, false);
        let mut bytes: u64 = 0;
        loop {
            let held = match self.stream.fill_buf() {
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => continue,
                other => other?,
            };
            if held.is_empty() {
                break;
            }
            any = true;
            let end = memchr::memchr(b'\n', held);
            let part = held.get(..end.unwrap_or(held.len())).unwrap_or_default();
            long |= line.len() + part.len() > self.limit;
            if long {
                line = Vec::new();
            } else {
                line.extend_from_slice(part);
            }
            let used = end.map_or(held.len(), |i| i + 1);
            self.stream.consume(used);
            bytes += used as u64;
            if end.is_some() {
                break;
            }
            if bytes / ENDLESS > self.limit as u64 {
                return Ok(Line::Endless(bytes));
            }
        }
        Ok(match (any, long) {
            (false, _) => Line::End,
            (true, true) => Line::TooLong,
            (true, false) => Line::Whole(line),
        })
    }
}

impl<R: BufRead> Iterator for Documents<R> {
    type Item = Result<OwnedInput, StreamError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.over {
            self.line += 1;
            let line = self.line;
            match self.read() {
                Err(source) => {
                    self.over = true;
                    return Some(Err(StreamError::Read { line, source }));
                }
                Ok(Line::End) => self.over = true,
                Ok(Line::Endless(bytes)) => {
                    self.over = true;
                    return Some(Err(StreamError::Endless { line, bytes }));
                }
                Ok(Line::TooLong) => {
                    let limit = self.limit;
                    return Some(Err(StreamError::TooLong { line, limit }));
                }
                Ok(Line::Whole(bytes)) => {
                    let mut body = bytes;
                    if line == 1 && body.starts_with(b"\xef\xbb\xbf") {
                        body.drain(..3);
                    }
                    if !body.trim_ascii().is_empty() {
                        return Some(document(body, line));
                    }
                }
            }
        }
        None
    }
}

/// A line as its fields.
#[derive(Deserialize)]
struct Fields {
    name: Option<String>,
    text: String,
    published: Option<String>,
    lang: Option<Lang>,
    markup: Option<Markup>,
}

fn document(bytes: Vec<u8>, line: usize) -> Result<OwnedInput, StreamError> {
    let (mended, surrogates) = mend(bytes);
    let decoded = String::from_utf8_lossy(&mended);
    let broken = std::str::from_utf8(&mended).is_err();
    let fields: Fields = serde_json::from_str(&decoded).map_err(|e| StreamError::Json {
        line,
        column: e.column(),
        // The place is told by line and column of the stream.
        why: e
            .to_string()
            .rsplit_once(" at line ")
            .map_or_else(|| e.to_string(), |(why, _)| why.to_owned()),
    })?;
    let published = match fields.published.as_deref().map(str::trim) {
        None | Some("") => None,
        Some(value) => Some(day(value).ok_or_else(|| StreamError::Day {
            line,
            value: value.chars().take(40).collect(),
        })?),
    };
    let name = fields
        .name
        .filter(|n| !n.trim().is_empty())
        .unwrap_or_else(|| format!("line {line}"));
    let mut why = Vec::new();
    if surrogates > 0 {
        why.push(format!("{surrogates} halves of a surrogate pair"));
    }
    if broken {
        why.push("bytes that are no UTF-8".to_owned());
    }
    Ok(OwnedInput {
        markup: fields
            .markup
            .unwrap_or_else(|| Markup::guess(&name, &fields.text)),
        note: (!why.is_empty()).then(|| Note {
            kind: NoteKind::Encoding,
            span: replaced(&fields.text),
            why: format!("the line has {}; each reads as U+FFFD", why.join(" and ")),
        }),
        name,
        text: fields.text,
        published,
        lang: fields.lang,
        line,
    })
}

/// From the first U+FFFD of a text to the last.
fn replaced(text: &str) -> Span {
    text.chars()
        .enumerate()
        .filter(|(_, c)| *c == char::REPLACEMENT_CHARACTER)
        .map(|(i, _)| Span { start: i, end: i + 1 })
        .reduce(|first, last| Span {
            start: first.start,
            end: last.end,
        })
        .unwrap_or(Span { start: 0, end: 0 })
}

/// Writes `\ufffd` for escapes that are one half of a surrogate pair: such text comes from cutting UTF-16 anywhere.
fn mend(mut out: Vec<u8>) -> (Vec<u8>, usize) {
    let (mut i, mut count) = (0, 0);
    while let Some(next) = out.get(i..).and_then(|rest| memchr::memchr(b'\\', rest)) {
        i += next;
        match escape(&out, i) {
            Some(0xd800..=0xdbff) if matches!(escape(&out, i + 6), Some(0xdc00..=0xdfff)) => i += 12,
            Some(0xd800..=0xdfff) => {
                if let Some(hex) = out.get_mut(i + 2..i + 6) {
                    hex.copy_from_slice(b"fffd");
                }
                count += 1;
                i += 6;
            }
            Some(_) => i += 6,
            None => i += 2,
        }
    }
    (out, count)
}

/// The number of a `\u` escape at a byte.
fn escape(line: &[u8], at: usize) -> Option<u32> {
    let hex = line.get(at..at + 6)?.strip_prefix(b"\\u")?;
    hex.iter()
        .try_fold(0, |sum, b| Some(sum * 16 + char::from(*b).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn read(lines: &str) -> Vec<Result<OwnedInput, String>> {
        documents(lines.as_bytes())
            .map(|d| d.map_err(|e| e.to_string()))
            .collect()
    }

    #[test]
    fn every_field_is_read_and_others_are_passed_over() {
        let found = read(
            "\u{feff}{\"name\":\"a.md\",\"text\":\"Año\",\"published\":\"2024-02-05T10:00Z\",\"lang\":\"es\",\"id\":[1]}\r\n\n{\"text\":\"<html><p>It\",\"markup\":null}\n{\"text\":\"x\",\"markup\":\"html\",\"lang\":\"english\"}",
        );
        let found: Vec<OwnedInput> = found
            .into_iter()
            .map(|d| d.unwrap_or_else(|e| panic!("{e}")))
            .collect();
        assert_eq!(found.len(), 3);
        let a = &found[0];
        assert_eq!((a.name.as_str(), a.text.as_str(), a.line), ("a.md", "Año", 1));
        assert_eq!(a.published, Some(date(2024, 2, 5)));
        assert_eq!((a.lang, a.markup), (Some(Lang::Spanish), Markup::Markdown));
        assert_eq!(
            (found[1].name.as_str(), found[1].markup),
            ("line 3", Markup::Html)
        );
        assert_eq!(
            (found[2].markup, found[2].lang),
            (Markup::Html, Some(Lang::English))
        );
        assert!(found.iter().all(|d| d.note.is_none()));
    }

    #[test]
    fn a_bad_line_is_named_and_the_next_is_read() {
        let found = read("{\"text\": 5}\n[]\n{\"text\":\"a\",\"published\":\"soon\"}\n{\"text\":\"b\"}\n");
        let said: Vec<&str> = found
            .iter()
            .filter_map(|d| d.as_ref().err().map(String::as_str))
            .collect();
        assert_eq!(said.len(), 3);
        assert!(
            said[0].starts_with("line 1, column 10: invalid type"),
            "{}",
            said[0]
        );
        assert!(said[1].starts_with("line 2, column"), "{}", said[1]);
        assert_eq!(
            said[2],
            "line 3: `published` is `soon`; write it as YYYY-MM-DD, or leave it out"
        );
        assert!(found[3].is_ok());
    }

    #[test]
    fn a_long_line_takes_no_memory_and_the_next_is_read() {
        let text = format!("{{\"text\":\"{}\"}}\n{{\"text\":\"b\"}}\n", "a".repeat(5_000));
        let found: Vec<_> = Documents {
            stream: BufReader::with_capacity(64, text.as_bytes()),
            limit: 1_000,
            line: 0,
            over: false,
        }
        .collect();
        assert!(matches!(
            found[0],
            Err(StreamError::TooLong {
                line: 1,
                limit: 1_000
            })
        ));
        assert!(matches!(&found[1], Ok(d) if d.text == "b"));
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn a_line_without_end_ends_the_stream() {
        let endless = std::io::repeat(b'a');
        let mut found = Documents {
            stream: BufReader::with_capacity(64, endless),
            limit: 1_000,
            line: 0,
            over: false,
        };
        let said = found.next().unwrap_or_else(|| panic!("an error"));
        assert!(matches!(said, Err(StreamError::Endless { line: 1, bytes }) if bytes < 17_000));
        assert!(found.next().is_none());
    }

    #[test]
    fn halves_of_pairs_are_replaced_and_noted() {
        let found = read(r#"{"text":"a\ud83d\ude00 b\ud800c \\ud800 \udc00\ud800\u0041"}"#);
        let d = found[0].as_ref().unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(d.text, "a😀 b\u{fffd}c \\ud800 \u{fffd}\u{fffd}A");
        let note = d.note.as_ref().unwrap_or_else(|| panic!("a note"));
        assert_eq!(note.span, Span { start: 4, end: 16 });
        assert!(note.why.contains('3'), "{}", note.why);
    }

    #[test]
    fn bytes_that_are_no_utf8_are_replaced_and_noted() {
        let found: Vec<_> = documents(&b"{\"text\":\"a\xff\"}"[..]).collect();
        assert!(matches!(&found[0], Ok(d) if d.text == "a\u{fffd}" && d.note.is_some()));
    }

    proptest! {
        #[test]
        fn no_line_panics_and_each_is_answered(lines in proptest::collection::vec("[a-z{}\\[\\]\":,\\\\u0-9d ]{1,30}", 0..6)) {
            let text = lines.join("\n");
            let written = lines.iter().filter(|l| !l.trim().is_empty()).count();
            prop_assert_eq!(documents(text.as_bytes()).count(), written);
        }
    }
}
