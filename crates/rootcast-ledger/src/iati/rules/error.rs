//! Why a ruleset cannot be used.

use super::xpath::XPathError;
use thiserror::Error;

/// A ruleset that cannot be used, and the place in it. Caused by whoever wrote the ruleset.
#[derive(Debug, Error)]
#[error("ruleset: {place}{fault}")]
pub struct RulesetError {
    /// Context, rule and case, as "`//budget`: `date_order`, case 2: "; empty for faults of the whole file.
    pub place: String,
    /// What is wrong there.
    pub fault: Box<RulesetFault>,
}

impl RulesetError {
    pub(super) fn new(place: &str, fault: RulesetFault) -> Self {
        Self {
            place: place.to_owned(),
            fault: Box::new(fault),
        }
    }
}

/// What is wrong with a ruleset.
#[derive(Debug, Error)]
pub enum RulesetFault {
    /// Not JSON, or a key twice.
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    /// Something of another type.
    #[error("`{key}` is {found}, expected {expected}")]
    Type {
        /// Which key.
        key: String,
        /// What is there.
        found: &'static str,
        /// What should be there.
        expected: &'static str,
    },
    /// Not a rule of the standard's ruleset format.
    #[error("`{name}` is not a rule{hint}")]
    Rule {
        /// The name found.
        name: String,
        /// The nearest known one, as `; did you mean …`.
        hint: String,
    },
    /// A key that the rule does not have.
    #[error("`{key}` is not a key here{hint}")]
    Key {
        /// The key found.
        key: String,
        /// The nearest known one, as `; did you mean …`.
        hint: String,
    },
    /// A key that the rule cannot do without.
    #[error("the key `{0}` is missing; add it")]
    Missing(&'static str),
    /// A value that is not one of those known.
    #[error("`{key}` is `{found}`, expected one of {expected}{hint}")]
    Value {
        /// Which key.
        key: &'static str,
        /// What is there.
        found: String,
        /// What may be there.
        expected: String,
        /// The nearest of these, as `; did you mean …`.
        hint: String,
    },
    /// An XPath that cannot be used.
    #[error("`{key}`: XPath `{text}`: {source}")]
    XPath {
        /// Which key.
        key: String,
        /// The expression.
        text: String,
        /// What is wrong with it.
        source: XPathError,
    },
    /// An XPath that gives no nodes where nodes are needed.
    #[error("`{key}`: XPath `{text}` gives {found}, expected nodes")]
    NotNodes {
        /// Which key.
        key: String,
        /// The expression.
        text: String,
        /// What it gives.
        found: &'static str,
    },
    /// A regular expression that cannot be used.
    #[error(
        "`regex`: {source}. Look-around and back-references are not supported; write the expression without them"
    )]
    Regex {
        /// What is wrong with it.
        source: Box<regex::Error>,
    },
    /// A loop in a loop, whose `$1` would be two things.
    #[error("a loop cannot stand in the `do` of a loop; write two cases")]
    Nested,
    /// Too many names.
    #[error("more than 65,000 names of elements; split the ruleset")]
    TooManyNames,
}
