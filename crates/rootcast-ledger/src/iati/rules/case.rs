//! Rules, compiled.

use super::decimal::Decimal;
use super::xpath::Expr;
use crate::iati::Level;
use regex::Regex;

/// What a ruleset says about one of its rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleInfo {
    /// The rule's `id`, else the name of its kind and its number in the ruleset: `atleast_one.3`.
    pub code: String,
    /// How grave a breach is: `error` and `critical` are errors, `warning`, `advisory` and `info` warnings, an error
    /// where nothing is said.
    pub level: Level,
    /// What the rule asks for, in the ruleset's own words.
    pub message: Option<String>,
    /// Where the ruleset says there is more to read: an address, or a path on the standard's site.
    pub link: Option<String>,
}

/// The nodes for which rules hold.
#[derive(Clone, Debug)]
pub(super) struct Context {
    pub(super) nodes: Expr,
    pub(super) cases: Vec<Case>,
}

/// One rule at one context.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) info: RuleInfo,
    /// Its number in the ruleset, from 0.
    pub(super) number: usize,
    /// What a breach is called where the ruleset has no words for it.
    pub(super) says: &'static str,
    pub(super) condition: Option<Expr>,
    pub(super) id_condition: Option<IdCondition>,
    pub(super) rule: Rule,
}

/// A path and its text, for messages.
#[derive(Clone, Debug)]
pub(super) struct Nodes {
    pub(super) text: String,
    pub(super) expr: Expr,
}

/// A day: that of nodes, or today.
#[derive(Clone, Debug)]
pub(super) enum When {
    Today,
    Of(Nodes),
}

/// A rule that is ignored for identifiers that the registry knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IdCondition {
    /// No value is a registered organisation's identifier.
    Unregistered,
    /// No value begins with one and a hyphen.
    UnregisteredPrefix,
}

/// What a text may begin with.
#[derive(Clone, Debug)]
pub(super) enum Prefix {
    /// An agency's code from the registry's list.
    Registry,
    Texts(Vec<Nodes>),
}

/// What all must have where one thing is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum All {
    Language,
    Sector,
    Currency,
    Place,
}

impl All {
    pub(super) const ALL: [(&'static str, Self); 4] = [
        ("lang", Self::Language),
        ("sector", Self::Sector),
        ("currency", Self::Currency),
        ("recipient-country|recipient-region", Self::Place),
    ];
}

#[derive(Clone, Debug)]
pub(super) enum Rule {
    NoMoreThanOne(Vec<Nodes>),
    AtLeastOne(Vec<Nodes>),
    OnlyOneOf {
        excluded: Vec<Nodes>,
        paths: Vec<Nodes>,
    },
    OneOrAll {
        one: Nodes,
        /// The elements that must all have it.
        each: Expr,
        has: Expr,
        has_text: &'static str,
    },
    Dependent(Vec<Nodes>),
    Sum {
        paths: Vec<Nodes>,
        sum: Decimal,
        /// Whether no value at all adds to 0 rather than being no sum.
        strict: bool,
    },
    DateOrder {
        less: When,
        more: When,
    },
    DateNow(Nodes),
    TimeLimit {
        start: When,
        end: When,
    },
    BetweenDates {
        date: Nodes,
        start: When,
        end: When,
    },
    Regex {
        paths: Vec<Nodes>,
        regex: Regex,
        /// Whether a match is right.
        matches: bool,
    },
    StartsWith {
        paths: Vec<Nodes>,
        prefix: Prefix,
        separator: String,
    },
    Unique(Vec<Nodes>),
    IfThen {
        condition: Nodes,
        then: Nodes,
        paths: Vec<Nodes>,
    },
    Evaluates {
        eval: Nodes,
        paths: Vec<Nodes>,
    },
    Range {
        paths: Vec<Nodes>,
        min: Option<Decimal>,
        max: Option<Decimal>,
    },
    NoSpaces(Vec<Nodes>),
    Loop {
        each: Nodes,
        cases: Vec<Case>,
    },
}

impl Rule {
    /// The paths whose texts an `idCondition` looks at.
    pub(super) fn paths(&self) -> &[Nodes] {
        match self {
            Self::NoMoreThanOne(paths)
            | Self::AtLeastOne(paths)
            | Self::OnlyOneOf { paths, .. }
            | Self::Dependent(paths)
            | Self::Sum { paths, .. }
            | Self::Regex { paths, .. }
            | Self::StartsWith { paths, .. }
            | Self::Unique(paths)
            | Self::IfThen { paths, .. }
            | Self::Evaluates { paths, .. }
            | Self::Range { paths, .. }
            | Self::NoSpaces(paths) => paths,
            Self::OneOrAll { .. }
            | Self::DateOrder { .. }
            | Self::DateNow(_)
            | Self::TimeLimit { .. }
            | Self::BetweenDates { .. }
            | Self::Loop { .. } => &[],
        }
    }
}
