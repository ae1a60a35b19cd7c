//! What can be wrong with the text of an expression.

use thiserror::Error;

/// An expression that cannot be used, with the place of the fault. Caused by whoever wrote the expression.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("at character {position}: {fault}")]
pub struct XPathError {
    /// Which character, from 1.
    pub position: usize,
    /// What is wrong there.
    pub fault: Fault,
}

/// What is wrong with an expression.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Fault {
    /// A character that begins nothing in XPath.
    #[error("`{0}` begins nothing in XPath 1.0; remove it or put text in quotation marks")]
    Character(char),
    /// A quotation mark without its partner.
    #[error("the text that begins here is not closed; add the same quotation mark at its end")]
    OpenLiteral,
    /// Something else was expected.
    #[error("found {found}, expected {expected}")]
    Unexpected {
        /// What is there.
        found: String,
        /// What would be right.
        expected: &'static str,
    },
    /// Not a function of the core library.
    #[error("`{name}` is not a function of XPath 1.0{hint}")]
    Function {
        /// The name found.
        name: String,
        /// The nearest known one, as `; did you mean …`.
        hint: String,
    },
    /// Not an axis.
    #[error("`{name}` is not an axis of XPath 1.0 that can be used here{hint}")]
    Axis {
        /// The name found.
        name: String,
        /// The nearest known one, as `; did you mean …`.
        hint: String,
    },
    /// Too few or too many arguments.
    #[error("{name}() takes {takes}, found {found}")]
    Arguments {
        /// The function.
        name: &'static str,
        /// How many it takes, in words.
        takes: &'static str,
        /// How many there are.
        found: usize,
    },
    /// Nodes are needed, and this gives text, a number or a truth value.
    #[error("{place} needs nodes, and this gives {found}; write a path there")]
    NotNodes {
        /// Which operator or function needs them.
        place: &'static str,
        /// What it gives.
        found: &'static str,
    },
    /// A prefix that is bound to no namespace.
    #[error("the prefix `{0}` is bound to no namespace; only `xml` is known here")]
    Prefix(String),
    /// A variable; there are none but the placeholder of a loop.
    #[error("`${0}` is not known here; only `$1` is, in the keys that a loop lists in `subs`")]
    Variable(String),
    /// Brackets in brackets beyond the limit.
    #[error("more than {0} brackets inside each other; write it flatter")]
    TooDeep(usize),
    /// More steps in one path than the limit.
    #[error("more than {0} steps in one path; use `//`")]
    TooManySteps(usize),
    /// Longer than the limit.
    #[error("longer than {0} bytes; split it")]
    TooLong(usize),
}
