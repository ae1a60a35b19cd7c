//! Why a text is not read as XML, and where.

use thiserror::Error;

/// A text that is not well-formed XML, is beyond a limit, or cannot be read. Caused by the file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line}, column {column}: {what}")]
pub struct XmlError {
    /// The line, from 1.
    pub line: u64,
    /// The character in the line, from 1.
    pub column: u64,
    /// What is wrong, and what to do.
    pub what: Problem,
}

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Problem {
    /// The text ends too early.
    #[error("the file ends inside {inside}; it may have been cut off, get it again")]
    Ended {
        /// The innermost thing that is not finished.
        inside: String,
    },
    /// There is no element at all.
    #[error("there is no element; the file is not XML, or is empty")]
    Empty,
    /// An end tag that does not close the innermost open element.
    #[error("`</{found}>` stands where `</{open}>` has to close the element opened on line {line}")]
    Mismatched {
        /// The element that is open.
        open: String,
        /// The line on which it was opened.
        line: u64,
        /// The name in the end tag.
        found: String,
    },
    /// An end tag without an open element.
    #[error("an end tag closes nothing")]
    Unopened,
    /// Something other than white space, comments and instructions outside the root element.
    #[error("{what} stands outside the root element; a document has one root element and no text around it")]
    Outside {
        /// What stands there.
        what: &'static str,
    },
    /// A character XML does not allow.
    #[error("the character U+{code:04X} is not allowed in XML; remove it")]
    Character {
        /// Its number.
        code: u32,
    },
    /// Bytes that are no text in the encoding of the file.
    #[error(
        "the bytes are not {encoding}; save the file as UTF-8, or name its true encoding in the first line"
    )]
    Malformed {
        /// The encoding the file says or shows it has.
        encoding: String,
    },
    /// An encoding that is not supported or contradicts the file's first bytes.
    #[error("the encoding `{name}` {why}; save the file as UTF-8")]
    Encoding {
        /// The name in the declaration.
        name: String,
        /// Why it is refused.
        why: &'static str,
    },
    /// No legal name where one has to stand.
    #[error("a name has to stand here; write `&lt;` for a `<` that is text")]
    Name,
    /// A name with a misplaced colon.
    #[error("`{name}` is no name with a prefix; a colon stands between a prefix and a name, once")]
    Colon {
        /// The name.
        name: String,
    },
    /// Something is missing or wrong inside a mark.
    #[error("{expected} has to stand here")]
    Expected {
        /// What the grammar allows here.
        expected: &'static str,
    },
    /// An attribute written twice.
    #[error("the attribute `{name}` stands twice in this element; keep one")]
    Repeated {
        /// Its name as written.
        name: String,
    },
    /// A `<` in an attribute value.
    #[error("`<` is not allowed in an attribute value; write `&lt;`, or close the quotation before it")]
    Less,
    /// An `&` which begins no reference.
    #[error("`&` begins no reference; write `&amp;`")]
    Ampersand,
    /// A reference to an entity that XML does not define itself.
    #[error("the entity `&{name};` is not defined; write the character itself")]
    Entity {
        /// Its name.
        name: String,
    },
    /// `--` in a comment.
    #[error("`--` is not allowed in a comment")]
    Dashes,
    /// `]]>` in text.
    #[error("`]]>` is not allowed in text; write `]]&gt;`")]
    Brackets,
    /// An XML declaration that is not at the very beginning, or is wrong.
    #[error("the XML declaration {why}")]
    Declaration {
        /// What is wrong.
        why: &'static str,
    },
    /// A prefix that no `xmlns:…` in scope declares.
    #[error(
        "the prefix `{prefix}` is not declared; add `xmlns:{prefix}=\"…\"` to this element or one around it"
    )]
    Prefix {
        /// The prefix.
        prefix: String,
    },
    /// A declaration of a namespace that XML reserves or does not allow.
    #[error("the declaration of the namespace prefix `{prefix}` {why}")]
    Namespace {
        /// The prefix; empty for the default namespace.
        prefix: String,
        /// What is wrong.
        why: &'static str,
    },
    /// A document type declaration in a wrong place or form.
    #[error("the document type declaration {why}")]
    Doctype {
        /// What is wrong.
        why: &'static str,
    },
    /// More of something than is read.
    #[error("{what} is beyond the limit of {limit}; split the file, or it is not what it claims to be")]
    Limit {
        /// What there is too much of.
        what: &'static str,
        /// How much is read, with its unit.
        limit: String,
    },
    /// The file cannot be read.
    #[error("the file cannot be read: {why}")]
    Read {
        /// What the system says.
        why: String,
    },
}

/// A problem at a byte of the text being scanned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) at: usize,
    pub(crate) what: Problem,
}

/// Boxed, so that results stay small on the path where nothing is wrong.
pub(crate) type Scanned<T> = Result<T, Box<Fault>>;

pub(crate) fn fault<T>(at: usize, what: Problem) -> Scanned<T> {
    Err(Box::new(Fault { at, what }))
}

impl Fault {
    /// The place in lines and characters, for a text that begins at the start of a file.
    pub(crate) fn placed(self, text: &[u8]) -> XmlError {
        let (line, column) = place(text, self.at, (1, 1));
        XmlError {
            line,
            column,
            what: self.what,
        }
    }
}

/// Line and column of byte `at` of a text whose first character stands at `start`.
pub(crate) fn place(text: &[u8], at: usize, start: (u64, u64)) -> (u64, u64) {
    let before = text.get(..at).unwrap_or(text);
    let lines = memchr::memchr_iter(b'\n', before).count() as u64;
    let (tail, first) = match memchr::memrchr(b'\n', before) {
        Some(newline) => (&before[newline + 1..], 1),
        None => (before, start.1),
    };
    // Bytes that continue a character are not counted.
    let characters = tail.iter().filter(|b| **b & 0xC0 != 0x80).count() as u64;
    (start.0 + lines, first + characters)
}
