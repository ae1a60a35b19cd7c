//! The notation of `data/iati-2.03.txt`, which its head explains: one line an element, children indented under it.

use thiserror::Error;

use super::datatype::Datatype;
use crate::iati::Kind;

/// A line of the table that cannot be read. Caused by us: the table is part of the program, and a test reads it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("table of IATI 2.03, line {line}: {what}")]
pub(super) struct NotationError {
    line: usize,
    what: String,
}

impl NotationError {
    pub(super) fn new(line: usize, what: String) -> Self {
        Self { line, what }
    }
}

/// How often a child may occur.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Count {
    /// Whether it must occur.
    pub(super) least: bool,
    /// Whether it may occur again.
    pub(super) many: bool,
}

impl Count {
    /// Any number of times.
    pub(super) const ANY: Self = Self {
        least: false,
        many: true,
    };
}

/// A line at the margin, with what is indented under it.
#[derive(Clone, Debug)]
pub(super) enum Line {
    /// An element.
    Element(Element),
    /// A type.
    Type(Element),
    /// An attribute known wherever anything goes.
    Attribute(Attribute),
}

/// `@name(TYPE)!`
#[derive(Clone, Debug)]
pub(super) struct Attribute {
    pub(super) name: &'static str,
    pub(super) datatype: Datatype,
    pub(super) required: bool,
}

/// `name* : TYPE = TYPE @attribute …`, or `name* ^`.
#[derive(Clone, Debug)]
pub(super) struct Element {
    pub(super) line: usize,
    pub(super) name: &'static str,
    pub(super) count: Count,
    /// `^`: declared at the margin.
    pub(super) elsewhere: bool,
    pub(super) base: Option<&'static str>,
    pub(super) text: Option<Datatype>,
    pub(super) anything: bool,
    pub(super) closed: bool,
    pub(super) attributes: Vec<Attribute>,
    pub(super) children: Vec<Element>,
}

/// Reads the common section and that of one document.
pub(super) fn read(text: &'static str, kind: Kind) -> Result<Vec<Line>, NotationError> {
    let section = match kind {
        Kind::Activities => "[activities]",
        Kind::Organisations => "[organisations]",
    };
    let mut wanted = false;
    let mut lines = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let words = line.trim();
        if words.starts_with('[') {
            wanted = words == "[common]" || words == section;
        } else if wanted && !words.is_empty() && !words.starts_with('#') {
            let depth = (line.len() - line.trim_start().len()) / 2;
            place(&mut lines, depth, words, number)?;
        }
    }
    Ok(lines)
}

/// Adds a line under the last one that is less indented.
fn place(
    lines: &mut Vec<Line>,
    depth: usize,
    words: &'static str,
    number: usize,
) -> Result<(), NotationError> {
    if depth == 0 {
        lines.push(if let Some(rest) = words.strip_prefix('@') {
            let (name, datatype) = rest.split_once(' ').unwrap_or((rest, "string"));
            Line::Attribute(Attribute {
                name,
                datatype: datatype_of(datatype, number)?,
                required: false,
            })
        } else if let Some(rest) = words.strip_prefix("type ") {
            Line::Type(element(rest, number)?)
        } else {
            Line::Element(element(words, number)?)
        });
        return Ok(());
    }
    let mut above = match lines.last_mut() {
        Some(Line::Element(element) | Line::Type(element)) => Some(element),
        _ => None,
    };
    for _ in 1..depth {
        above = above.and_then(|element| element.children.last_mut());
    }
    match above {
        Some(parent) => parent.children.push(element(words, number)?),
        None => return Err(NotationError::new(number, "indented under nothing".to_owned())),
    }
    Ok(())
}

fn element(words: &'static str, line: usize) -> Result<Element, NotationError> {
    let mut words = words.split_whitespace();
    let first = words.next().unwrap_or_default();
    let name = first.trim_end_matches(['?', '+', '*']);
    let mut element = Element {
        line,
        name,
        count: match first.get(name.len()..) {
            Some("?") => Count {
                least: false,
                many: false,
            },
            Some("+") => Count {
                least: true,
                many: true,
            },
            Some("*") => Count::ANY,
            _ => Count {
                least: true,
                many: false,
            },
        },
        elsewhere: false,
        base: None,
        text: None,
        anything: false,
        closed: false,
        attributes: Vec::new(),
        children: Vec::new(),
    };
    while let Some(word) = words.next() {
        match word {
            "^" => element.elsewhere = true,
            "closed" => element.closed = true,
            "anything" => element.anything = true,
            ":" => element.base = words.next(),
            "=" => element.text = Some(datatype_of(words.next().unwrap_or_default(), line)?),
            _ => match word.strip_prefix('@') {
                Some(attribute) => element.attributes.push(self::attribute(attribute, line)?),
                None => return Err(NotationError::new(line, format!("cannot read {word}"))),
            },
        }
    }
    Ok(element)
}

fn attribute(word: &'static str, line: usize) -> Result<Attribute, NotationError> {
    let (word, required) = word.strip_suffix('!').map_or((word, false), |w| (w, true));
    let (name, datatype) = match word.strip_suffix(')').and_then(|w| w.split_once('(')) {
        Some((name, datatype)) => (name, datatype_of(datatype, line)?),
        None if word == "xml:lang" => (word, Datatype::XmlLang),
        None => (word, Datatype::String),
    };
    Ok(Attribute {
        name,
        datatype,
        required,
    })
}

fn datatype_of(name: &str, line: usize) -> Result<Datatype, NotationError> {
    let found = Datatype::BUILT_IN.iter().find(|d| d.name() == name).copied();
    found.ok_or_else(|| NotationError::new(line, format!("no datatype {name}")))
}
