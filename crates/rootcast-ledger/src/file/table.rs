//! One entry of a file: keys taken one by one, each problem with its line.

use jiff::civil::Date;
use rootcast_core::{nearest::nearest, release::Precision};
use toml::de::{DeTable, DeValue};

use super::{
    date,
    problem::{Lines, Problem},
};
use crate::ledger::word::Word;

/// Longest text of one key, in bytes.
const MOST_TEXT: usize = 4_096;

/// Most values of one list.
const MOST_VALUES: usize = 1_000;

/// An entry being read.
pub(super) struct Table<'a, 'i> {
    file: &'a str,
    lines: &'a Lines,
    line: u64,
    entry: String,
    fields: &'a DeTable<'i>,
    problems: &'a mut Vec<Problem>,
}

impl<'a, 'i> Table<'a, 'i> {
    /// An entry of a kind (`statement`), the `number`-th of its file.
    pub(super) fn new(
        (file, lines): (&'a str, &'a Lines),
        (kind, number, byte): (&str, usize, usize),
        fields: &'a DeTable<'i>,
        problems: &'a mut Vec<Problem>,
    ) -> Self {
        let id = fields.get("id").and_then(|v| v.get_ref().as_str());
        let entry = match id {
            Some(id) => format!("{kind} `{}`", cut(id)),
            None => format!("{kind} {number}"),
        };
        Self {
            file,
            lines,
            line: lines.at(byte),
            entry,
            fields,
            problems,
        }
    }

    /// The line of the entry's head.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Reports keys that are none.
    pub(super) fn only(&mut self, known: &[&str]) {
        for key in self.fields.keys() {
            let name = key.get_ref().as_ref();
            if !known.contains(&name) {
                let near = nearest(name, known.iter().copied());
                let all = if near.is_empty() {
                    format!("; keys are {}", known.join(", "))
                } else {
                    near
                };
                self.problems.push(Problem {
                    file: self.file.to_owned(),
                    line: self.lines.at(key.span().start),
                    entry: self.entry.clone(),
                    what: format!("`{}` is not a key{all}", cut(name)),
                });
            }
        }
    }

    /// Reports a problem with a key, at its line, or at the entry's where the key is absent; with the entry as a whole
    /// where no key is named.
    pub(super) fn wrong(&mut self, key: &str, what: impl std::fmt::Display) {
        let line = self
            .fields
            .iter()
            .find(|(k, _)| k.get_ref() == key)
            .map_or(self.line, |(k, _)| self.lines.at(k.span().start));
        self.problems.push(Problem {
            file: self.file.to_owned(),
            line,
            entry: self.entry.clone(),
            what: if key.is_empty() {
                what.to_string()
            } else {
                format!("{key}: {what}")
            },
        });
    }

    /// Whether the key is there.
    pub(super) fn has(&self, key: &str) -> bool {
        self.fields.contains_key(key)
    }

    /// A text; absent where the key is.
    pub(super) fn text(&mut self, key: &str) -> Option<String> {
        let value = self.fields.get(key)?.get_ref();
        match checked(value) {
            Ok(text) => Some(text),
            Err(what) => {
                self.wrong(key, what);
                None
            }
        }
    }

    /// A text that must be there.
    pub(super) fn needed(&mut self, key: &str, example: &str) -> Option<String> {
        if !self.has(key) {
            self.wrong(key, format!("it is missing: write {key} = {example}"));
            return None;
        }
        self.text(key)
    }

    /// A list of texts; empty where the key is absent.
    pub(super) fn list(&mut self, key: &str) -> Vec<String> {
        let Some(value) = self.fields.get(key) else {
            return Vec::new();
        };
        let DeValue::Array(values) = value.get_ref() else {
            self.wrong(key, "write a list of texts, as in [\"a\", \"b\"]");
            return Vec::new();
        };
        if values.len() > MOST_VALUES {
            self.wrong(key, format!("more than {MOST_VALUES} values"));
            return Vec::new();
        }
        let mut out: Vec<String> = Vec::new();
        for v in values {
            match checked(v.get_ref()) {
                Ok(text) if out.contains(&text) => self.wrong(key, format!("`{text}` is given twice")),
                Ok(text) => out.push(text),
                Err(what) => self.wrong(key, what),
            }
        }
        out
    }

    /// A text read by a function of its own; absent where the key is, or where it cannot be read.
    pub(super) fn parsed<T, E: std::fmt::Display>(
        &mut self,
        key: &str,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = self.text(key)?;
        match read(&text) {
            Ok(value) => Some(value),
            Err(e) => {
                self.wrong(key, e);
                None
            }
        }
    }

    /// One of a closed list of words; absent where the key is.
    pub(super) fn word<T: Word>(&mut self, key: &str) -> Option<T> {
        self.parsed(key, word)
    }

    /// One of a closed list of words, which must be there.
    pub(super) fn needed_word<T: Word>(&mut self, key: &str) -> Option<T> {
        if !self.has(key) {
            let words: Vec<&str> = T::WORDS.iter().map(|w| w.word()).collect();
            self.wrong(key, format!("it is missing: write one of {}", words.join(", ")));
            return None;
        }
        self.word(key)
    }

    /// A date and how exactly it is known: as much of the date as is known, or the whole of it beside a key that says
    /// how much of that is vouched for.
    pub(super) fn date(&mut self, key: &str, precision_key: &str) -> Option<(Date, Precision)> {
        let said = self.parsed(precision_key, precision);
        let Some(value) = self.fields.get(key) else {
            if self.has(precision_key) {
                self.wrong(precision_key, format!("there is no {key} to be exact about"));
            }
            return None;
        };
        let read = match value.get_ref() {
            DeValue::Datetime(d) if d.time.is_none() && d.offset.is_none() => date::read(&d.to_string()),
            DeValue::Datetime(d) => Err(format!("`{d}` has a time of day: write the day alone")),
            DeValue::Integer(i) => Err(format!("write a year as text: {key} = \"{i}\"")),
            other => checked(other).and_then(|text| date::read(&text)),
        };
        match (read, said) {
            (Err(what), _) => {
                self.wrong(key, what);
                None
            }
            (Ok(known), None) => Some(known),
            (Ok((day, written)), Some(said)) if written == said || written == Precision::Day => {
                Some((day, said))
            }
            (Ok((_, written)), Some(said)) => {
                self.wrong(
                    precision_key,
                    format!(
                        "{key} is written to the {}, so it is not known to the {}: leave {precision_key} out",
                        written.as_str(),
                        said.as_str()
                    ),
                );
                None
            }
        }
    }
}

/// One of a closed list of words.
pub(super) fn word<T: Word>(text: &str) -> Result<T, String> {
    T::WORDS
        .iter()
        .copied()
        .find(|w| w.word() == text)
        .ok_or_else(|| {
            let words: Vec<&str> = T::WORDS.iter().map(|w| w.word()).collect();
            let near = nearest(text, words.iter().copied());
            format!("`{}` is none of {}{near}", cut(text), words.join(", "))
        })
}

fn precision(text: &str) -> Result<Precision, String> {
    [Precision::Day, Precision::Month, Precision::Year]
        .into_iter()
        .find(|p| p.as_str() == text)
        .ok_or_else(|| {
            let near = nearest(text, ["day", "month", "year"]);
            format!("`{}` is none of day, month, year{near}", cut(text))
        })
}

/// A text that is neither empty nor endless nor padded.
fn checked(value: &DeValue<'_>) -> Result<String, String> {
    let DeValue::String(text) = value else {
        return Err(format!("write text in quotes, not {}", kind(value)));
    };
    plain(text)
}

/// The text itself, where it is neither empty nor endless nor padded.
pub(super) fn plain(text: &str) -> Result<String, String> {
    if text.is_empty() {
        return Err("it is empty: leave out what is not known".to_owned());
    }
    if text.len() > MOST_TEXT {
        return Err(format!(
            "it has {} bytes; the longest text read is {MOST_TEXT}",
            text.len()
        ));
    }
    if text.trim() != text {
        return Err("it begins or ends with a space".to_owned());
    }
    if text.chars().any(char::is_control) {
        return Err("it holds a line end or another control character: write one line".to_owned());
    }
    Ok(text.to_owned())
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// The beginning of a text, for messages.
pub(super) fn cut(text: &str) -> String {
    const MOST: usize = 80;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    text.chars().take(MOST).chain(['…']).collect()
}
