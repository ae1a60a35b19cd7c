//! The notation of `data/codelists.txt`, which its head explains, as lists to look codes up in and as paths to walk.

use std::sync::OnceLock;

use rootcast_core::place::{Lang, Place};
use thiserror::Error;

/// A line that cannot be read. Caused by us: the table is part of the program, and a test reads it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("codes of IATI 2.03, line {line}: {what}")]
pub(super) struct TableError {
    line: usize,
    what: &'static str,
}

/// A code of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Code {
    pub(super) text: &'static str,
    pub(super) name: &'static str,
    /// Of a currency: its number, and the digits of its smallest unit.
    pub(super) currency: Option<(u16, Option<u8>)>,
}

/// A list of codes.
#[derive(Clone, Debug)]
pub(super) struct List {
    pub(super) name: &'static str,
    pub(super) complete: bool,
    pub(super) source: &'static str,
    /// Short codes first, then by code, which is the order of numbers.
    pub(super) codes: Vec<Code>,
}

impl List {
    /// The code of this text.
    pub(super) fn find(&self, code: &str) -> Option<&Code> {
        let at = self
            .codes
            .binary_search_by_key(&(code.len(), code), |c| (c.text.len(), c.text))
            .ok()?;
        self.codes.get(at)
    }
}

/// An attribute that takes codes of a list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Use {
    pub(super) attribute: &'static str,
    /// As an index of [`Tables::lists`].
    pub(super) list: usize,
    /// The attribute that must have a value for the list to hold.
    pub(super) when: Option<(&'static str, &'static str)>,
}

/// An element on the way to attributes that take codes.
#[derive(Clone, Debug, Default)]
pub(super) struct Step {
    pub(super) children: Vec<(&'static str, usize)>,
    pub(super) uses: Vec<Use>,
}

/// All lists, and where they are used.
#[derive(Clone, Debug, Default)]
pub(super) struct Tables {
    pub(super) lists: Vec<List>,
    /// The first is what is around a record.
    pub(super) steps: Vec<Step>,
}

impl Tables {
    /// Those that are part of the program.
    pub(super) fn built_in() -> &'static Self {
        static TABLES: OnceLock<Tables> = OnceLock::new();
        // The text is ours, and a test reads it.
        TABLES.get_or_init(|| Self::read(include_str!("../../../data/codelists.txt")).unwrap_or_default())
    }

    /// The list of this name.
    pub(super) fn list(&self, name: &str) -> Option<&List> {
        self.lists.iter().find(|list| list.name == name)
    }

    pub(super) fn read(text: &'static str) -> Result<Self, TableError> {
        let mut tables = Self {
            lists: Vec::new(),
            steps: vec![Step::default()],
        };
        for (number, line) in (1..).zip(text.lines()) {
            let fault = |what| TableError { line: number, what };
            let words = line.trim();
            if words.is_empty() || words.starts_with('#') {
                continue;
            }
            if let Some(rest) = words.strip_prefix("list ") {
                let (head, source) = rest.split_once(" : ").ok_or(fault("a list without a source"))?;
                let (name, how) = head
                    .split_once(' ')
                    .ok_or(fault("a list of unknown completeness"))?;
                let complete = match how {
                    "complete" => true,
                    "grows" => false,
                    _ => return Err(fault("a list is complete or grows")),
                };
                let codes = if name == "Country" {
                    countries()
                } else {
                    Vec::new()
                };
                tables.lists.push(List {
                    name,
                    complete,
                    source,
                    codes,
                });
            } else if let Some(path) = words.strip_prefix("at ") {
                tables
                    .place(path)
                    .ok_or(fault("a path ends in an attribute, and belongs to a list"))?;
            } else {
                let list = tables.lists.last_mut().ok_or(fault("a code outside a list"))?;
                list.codes
                    .push(code(words, list.name).ok_or(fault("a code has a name"))?);
            }
        }
        for list in &mut tables.lists {
            list.codes.sort_by_key(|c| (c.text.len(), c.text));
        }
        Ok(tables)
    }

    /// Adds a path for the last list.
    fn place(&mut self, path: &'static str) -> Option<()> {
        let (path, when) = match path.split_once(" when @") {
            Some((path, condition)) => (path, Some(condition.split_once(" is ")?)),
            None => (path, None),
        };
        let (elements, attribute) = path.split_once("/@")?;
        let list = self.lists.len().checked_sub(1)?;
        let mut at = 0;
        for name in elements.split('/') {
            let known = self
                .steps
                .get(at)?
                .children
                .iter()
                .find(|(child, _)| *child == name);
            at = if let Some((_, step)) = known {
                *step
            } else {
                let new = self.steps.len();
                self.steps.push(Step::default());
                self.steps.get_mut(at)?.children.push((name, new));
                new
            };
        }
        self.steps.get_mut(at)?.uses.push(Use {
            attribute,
            list,
            when,
        });
        Some(())
    }
}

fn code(words: &'static str, list: &str) -> Option<Code> {
    let (text, name) = words.split_once(' ')?;
    if !list.ends_with("Currency") {
        return Some(Code {
            text,
            name,
            currency: None,
        });
    }
    let (number, rest) = name.split_once(' ')?;
    let (digits, name) = rest.split_once(' ')?;
    let digits = if digits == "-" {
        None
    } else {
        Some(digits.parse().ok()?)
    };
    Some(Code {
        text,
        name,
        currency: Some((number.parse().ok()?, digits)),
    })
}

fn countries() -> Vec<Code> {
    let places = Place::all().filter_map(|place| Some((place.alpha2()?, place.name(Lang::En))));
    places
        .map(|(text, name)| Code {
            text,
            name,
            currency: None,
        })
        .collect()
}
