//! The scanner: from text to tree, one mark after the other, without a copy where none is needed.

use std::borrow::Cow;

use super::{
    error::{Fault, Problem, Scanned, fault},
    lanes::text_stop,
    limits::Limits,
    name::{self, Name, is_space},
    scope::Scope,
    tree::{NodeKind, Tree},
};

/// The bytes of the longest mark that ends a value, but one.
const MARK: usize = 2;

/// An element whose end tag is still to come.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open<'a> {
    pub(super) name: &'a str,
    pub(super) line: u64,
    /// How many namespace declarations were in force before it.
    pub(super) scope: usize,
}

/// What stands directly below the root element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Below {
    /// An element, a comment, an instruction or a text.
    Node,
    /// The end tag of the root.
    Closed,
    /// The text is at its end, between two things.
    End,
}

/// A place in a text, and what is open there.
#[derive(Debug)]
pub(crate) struct Scanner<'a, 'l> {
    pub(super) text: &'a str,
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
    pub(super) line: u64,
    pub(super) limits: &'l Limits,
    pub(super) scope: Scope<'a>,
    pub(super) open: Vec<Open<'a>>,
    /// Elements open around the text.
    pub(super) around: usize,
    /// Bytes of namespaces that had to be copied for this record.
    pub(super) copied: usize,
}

impl<'a, 'l> Scanner<'a, 'l> {
    /// Begins at the start of a text, which is on `line`, below `around` open elements with `scope` in force.
    pub(crate) fn new(text: &'a str, line: u64, around: usize, scope: Scope<'a>, limits: &'l Limits) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            at: 0,
            line,
            limits,
            scope,
            open: Vec::new(),
            around,
            copied: 0,
        }
    }

    pub(crate) fn at(&self) -> usize {
        self.at
    }

    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// Whether an element is open that began in this text.
    pub(crate) fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// The namespace declarations in force.
    pub(crate) fn into_scope(self) -> Scope<'a> {
        self.scope
    }

    #[inline]
    pub(super) fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    #[inline]
    pub(super) fn slice(&self, from: usize, to: usize) -> &'a str {
        self.text.get(from..to).unwrap_or_default()
    }

    /// The text ends before what it began.
    #[cold]
    pub(super) fn ended<T>(&self) -> Scanned<T> {
        let inside = match self.open.last() {
            Some(open) => format!("the element `{}` of line {}", open.name, open.line),
            None => "a mark".to_owned(),
        };
        fault(self.bytes.len(), Problem::Ended { inside })
    }

    #[cold]
    pub(super) fn expected<T>(&self, at: usize, expected: &'static str) -> Scanned<T> {
        if at >= self.bytes.len() {
            return self.ended();
        }
        fault(at, Problem::Expected { expected })
    }

    /// Whether `mark` stands at `at`; a text that ends within it has ended too early.
    pub(super) fn stands(&self, at: usize, mark: &str) -> Scanned<bool> {
        let rest = self.bytes.get(at..).unwrap_or_default();
        if rest.starts_with(mark.as_bytes()) {
            return Ok(true);
        }
        if mark.as_bytes().starts_with(rest) {
            return self.ended();
        }
        Ok(false)
    }

    /// Passes white space over.
    #[inline]
    pub(crate) fn space(&mut self) {
        let (mut at, mut lines) = (self.at, 0);
        while let Some(byte) = self.byte(at) {
            if !is_space(byte) {
                break;
            }
            lines += u64::from(byte == b'\n');
            at += 1;
        }
        self.at = at;
        self.line += lines;
    }

    /// The name that has to begin at `from`.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "its result would be handed on in memory, which took a tenth of all time"
    )]
    pub(super) fn name(&self, from: usize) -> Scanned<Name> {
        let name = name::name(self.text, from);
        if name.end == from || name.end == self.bytes.len() || name.end - from > self.limits.name_bytes {
            return self.no_name(from, name.end);
        }
        Ok(name)
    }

    /// What is wrong with a name from `from` to `end`.
    #[cold]
    fn no_name<T>(&self, from: usize, end: usize) -> Scanned<T> {
        if end - from > self.limits.name_bytes {
            return too_much(from + self.limits.name_bytes, "a name", self.limits.name_bytes);
        }
        if end == self.bytes.len() {
            return self.ended();
        }
        fault(from, Problem::Name)
    }

    /// Refuses a value from `from` to `to` that is too long.
    #[inline]
    pub(super) fn measured(&self, from: usize, to: usize, what: &'static str) -> Scanned<()> {
        if to - from > self.limits.value_bytes {
            return self.too_long(from, what);
        }
        Ok(())
    }

    /// A value that began at `from` is too long. The place is one at which this is known however little of the text
    /// can be seen behind it: the first bytes beyond the limit may be a part of the mark that ends the value.
    #[cold]
    fn too_long<T>(&self, from: usize, what: &'static str) -> Scanned<T> {
        let limit = self.limits.value_bytes;
        too_much(from.saturating_add(limit).saturating_add(MARK), what, limit)
    }

    /// Something is wrong inside a value that began at `from`, or it does not end: unless it is too long anyway.
    #[cold]
    pub(super) fn wrong_within<T>(&self, from: usize, what: &'static str, found: Box<Fault>) -> Scanned<T> {
        let seen = found.at.max(self.at).saturating_sub(from);
        if seen > self.limits.value_bytes.saturating_add(MARK) {
            return self.too_long(from, what);
        }
        Err(found)
    }

    /// Refuses a record of too many nodes.
    #[inline]
    pub(super) fn counted(&self, tree: &Tree<'a>) -> Scanned<()> {
        if tree.size() >= self.limits.nodes {
            return self.too_many(
                "the number of elements, attributes and texts of one record",
                self.limits.nodes,
            );
        }
        Ok(())
    }

    /// Refuses more of something than is read.
    #[cold]
    pub(super) fn too_many<T>(&self, what: &'static str, limit: usize) -> Scanned<T> {
        let limit = limit.to_string();
        fault(self.at, Problem::Limit { what, limit })
    }

    /// The element that begins here, with all below it.
    pub(crate) fn element(&mut self, tree: &mut Tree<'a>) -> Scanned<()> {
        self.open.clear();
        self.copied = 0;
        self.start_tag(tree)?;
        while !self.open.is_empty() {
            self.text_run(tree)?;
            match self.byte(self.at + 1) {
                Some(b'/') => self.end_tag(tree)?,
                Some(b'!') => self.comment(tree)?,
                Some(b'?') => self.instruction(tree)?,
                _ => self.start_tag(tree)?,
            }
        }
        Ok(())
    }

    /// The next thing directly below a root element that was opened before this text begins, on line `root_line`. White space is
    /// passed over and texts are trimmed of it, so that where a file is cut makes no difference.
    pub(crate) fn below_root(&mut self, tree: &mut Tree<'a>, root: &str, root_line: u64) -> Scanned<Below> {
        self.open.clear();
        loop {
            self.space();
            match (self.byte(self.at), self.byte(self.at + 1)) {
                (None, _) => return Ok(Below::End),
                (Some(b'<'), None) => return self.ended(),
                (Some(b'<'), Some(b'/')) => {
                    self.other_end_tag(self.at + 2, root, root_line)?;
                    return Ok(Below::Closed);
                }
                (Some(b'<'), Some(b'?')) => self.instruction(tree)?,
                (Some(b'<'), Some(b'!')) if self.stands(self.at, "<!--")? => self.comment(tree)?,
                (Some(b'<'), Some(next)) if next != b'!' => self.element(tree)?,
                _ => {
                    let (start, line) = (self.at, self.line);
                    self.mixed_text(tree, start, line)?;
                    if !tree.trim_text() {
                        tree.clear();
                        continue;
                    }
                }
            }
            return Ok(Below::Node);
        }
    }

    /// Text and CDATA sections up to the next other mark.
    #[inline]
    fn text_run(&mut self, tree: &mut Tree<'a>) -> Scanned<()> {
        let (start, line) = (self.at, self.line);
        self.text_end(start)?;
        if self.byte(self.at) == Some(b'&') || self.byte(self.at + 1) == Some(b'!') {
            return self.mixed_text(tree, start, line);
        }
        if self.at > start {
            self.counted(tree)?;
            self.measured(start, self.at, "a text")?;
            tree.leaf(NodeKind::Text(Cow::Borrowed(self.slice(start, self.at))), line);
        }
        Ok(())
    }

    /// Passes over text to the next `<` or `&`, counting lines. The text began at `start`.
    #[inline]
    fn text_end(&mut self, start: usize) -> Scanned<()> {
        let mut at = self.at;
        loop {
            let (stop, lines) = text_stop(self.bytes, at);
            self.line += lines;
            at = stop;
            match self.byte(at) {
                None => {
                    let ended = self.ended();
                    return ended.or_else(|found| self.wrong_within(start, "a text", found));
                }
                Some(b']') => {
                    if self.bytes.get(at..at + 3) == Some(b"]]>") {
                        self.measured(start, at, "a text")?;
                        return fault(at, Problem::Brackets);
                    }
                    at += 1;
                }
                Some(_) => break,
            }
        }
        self.at = at;
        Ok(())
    }

    /// Text with references or CDATA sections, which began at `start`.
    #[cold]
    fn mixed_text(&mut self, tree: &mut Tree<'a>, start: usize, line: u64) -> Scanned<()> {
        if !matches!(self.byte(self.at), Some(b'<' | b'&')) {
            self.text_end(start)?;
        }
        let mut whole = Cow::Borrowed(self.slice(start, self.at));
        loop {
            self.measured(start, self.at, "a text")?;
            match self.byte(self.at) {
                Some(b'&') => {
                    let character = self.reference();
                    let character = character.or_else(|found| self.wrong_within(start, "a text", found))?;
                    whole.to_mut().push(character);
                }
                _ if self.at + 1 == self.bytes.len() => return self.ended(),
                _ if self.byte(self.at + 1) == Some(b'!') && !self.stands(self.at, "<!--")? => {
                    join(&mut whole, self.character_data(start)?);
                }
                _ => break,
            }
            let from = self.at;
            self.text_end(start)?;
            join(&mut whole, self.slice(from, self.at));
        }
        if !whole.is_empty() {
            self.counted(tree)?;
            tree.leaf(NodeKind::Text(whole), line);
        }
        Ok(())
    }
}

#[cold]
fn too_much<T>(at: usize, what: &'static str, limit: usize) -> Scanned<T> {
    fault(
        at,
        Problem::Limit {
            what,
            limit: format!("{limit} bytes"),
        },
    )
}

/// Appends, borrowing while only one part is not empty.
fn join<'a>(whole: &mut Cow<'a, str>, part: &'a str) {
    if whole.is_empty() {
        *whole = Cow::Borrowed(part);
    } else if !part.is_empty() {
        whole.to_mut().push_str(part);
    }
}
