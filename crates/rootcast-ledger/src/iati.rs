//! IATI 2.03, the International Aid Transparency Initiative's standard for activities and organisations.
//!
//! A file is read record by record; each record is checked for structure and datatypes ([`schema`]) and for codes
//! ([`codelist`]). Everything that is wrong is a [`Finding`]: which line, where in the record, what was
//! expected there and what to do.

pub mod check;
pub mod codelist;
pub mod export;
pub mod read;
pub mod rules;
pub mod schema;
pub mod stream;

use std::fmt;

/// Which of the standard's two documents: a file of activities or a file of organisations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A file whose root is `iati-activities`.
    Activities,
    /// A file whose root is `iati-organisations`.
    Organisations,
}

impl Kind {
    /// The name of the root element.
    pub fn root(self) -> &'static str {
        match self {
            Self::Activities => "iati-activities",
            Self::Organisations => "iati-organisations",
        }
    }

    /// The name of the element of one record.
    pub fn record(self) -> &'static str {
        match self {
            Self::Activities => "iati-activity",
            Self::Organisations => "iati-organisation",
        }
    }
}

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The file is not valid.
    Error,
    /// The file is valid, and something in it is likely to be wrong or to be read wrongly.
    Warning,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

/// Which of the checks made a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingKind {
    /// It is not XML.
    WellFormed,
    /// An element or attribute is missing, unknown, repeated or out of order.
    Structure,
    /// A value is not of the type of its element or attribute.
    Datatype,
    /// A code is not in its list.
    Codelist,
    /// A rule of a ruleset is broken.
    Rule,
}

impl fmt::Display for FindingKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::WellFormed => "well-formed",
            Self::Structure => "structure",
            Self::Datatype => "datatype",
            Self::Codelist => "codelist",
            Self::Rule => "rule",
        })
    }
}

/// Something wrong in a file, caused by the file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The line of the file, from 1, on which the element begins.
    pub line: u64,
    /// How grave it is.
    pub level: Level,
    /// Which check made it.
    pub kind: FindingKind,
    /// A name for this sort of finding that does not change between releases, for filters: `missing-attribute`.
    pub code: String,
    /// Where: element names from the record down, a position from 1 where a sibling has the same name, and the
    /// attribute: `iati-activity/transaction[2]/value/@currency`.
    pub path: String,
    /// What is wrong, what was expected and what to do, as sentences.
    pub message: String,
}

impl fmt::Display for Finding {
    /// `line 12: error: iati-activity/transaction[2]/value/@currency: …`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            line,
            level,
            path,
            message,
            ..
        } = self;
        write!(f, "line {line}: {level}: {path}: {message}")
    }
}
