//! What is known across the records of a file: values that must be unique in all of it, and rules that one record
//! cannot answer.

use super::case::RuleInfo;
use super::{Given, Ruleset};
use crate::iati::{Finding, FindingKind};
use std::collections::{BTreeSet, HashMap};
use std::fmt;

/// Bytes of values that are kept to compare, at most.
const MEMORY: usize = 64 << 20;

/// What the check of one record leaves to the whole file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    pub(super) values: Vec<Shared>,
    /// Numbers of the cases that would need other records.
    pub(super) others: Vec<usize>,
}

/// A value that must be unique in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shared {
    pub(super) case: usize,
    /// The text that `$1` stood for, and the value.
    pub(super) key: (String, String),
    pub(super) line: u64,
    pub(super) path: String,
}

/// Why a rule was not checked, or not wholly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// It asks for a list of the registry, which was not given.
    Registry,
    /// It compares records with each other, and records are read one at a time.
    OtherRecords,
    /// The file has more different values than are kept.
    Memory,
}

/// A rule that was not checked, or not wholly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unchecked {
    /// Which rule.
    pub rule: RuleInfo,
    /// Why.
    pub why: Why,
}

impl fmt::Display for Unchecked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let why = match self.why {
            Why::Registry => "needs the registry's list; not checked",
            Why::OtherRecords => "compares records with each other; checked on whole documents only",
            Why::Memory => "more than 64 MB of different values; those after them not checked",
        };
        write!(f, "{}: {why}", self.rule.code)
    }
}

/// The state of a file, fed with each record's [`Seen`] in the order of the file.
#[derive(Debug)]
pub struct Across<'r> {
    ruleset: &'r Ruleset,
    /// The line on which each value was first seen.
    first: HashMap<(usize, String, String), u64>,
    bytes: usize,
    unchecked: BTreeSet<(usize, Why)>,
}

impl<'r> Across<'r> {
    /// The state before the first record.
    pub fn new(ruleset: &'r Ruleset, given: &Given<'_>) -> Self {
        let mut unchecked = BTreeSet::new();
        if given.registry.is_none() {
            unchecked.extend(ruleset.asking_registry().map(|case| (case, Why::Registry)));
        }
        Self {
            ruleset,
            first: HashMap::new(),
            bytes: 0,
            unchecked,
        }
    }

    /// Takes what a record left, and adds the values that came before to `out`.
    pub fn take(&mut self, seen: Seen, out: &mut Vec<Finding>) {
        for case in seen.others {
            self.unchecked.insert((case, Why::OtherRecords));
        }
        for value in seen.values {
            let Some(info) = self.ruleset.info(value.case) else {
                continue;
            };
            let (group, text) = value.key;
            let size = group.len() + text.len() + 64;
            let key = (value.case, group, text);
            if let Some(line) = self.first.get(&key) {
                out.push(Finding {
                    line: value.line,
                    level: info.level,
                    kind: FindingKind::Rule,
                    code: info.code.clone(),
                    path: value.path,
                    message: super::message(info, "The texts must differ", &key.1, &repeated(&key.2, *line)),
                });
            } else if self.bytes + size <= MEMORY {
                self.bytes += size;
                self.first.insert(key, value.line);
            } else {
                self.unchecked.insert((value.case, Why::Memory));
            }
        }
    }

    /// The rules that were not checked, or not wholly, in the order of the ruleset.
    pub fn finish(self) -> Vec<Unchecked> {
        let unchecked = self.unchecked.into_iter();
        unchecked
            .filter_map(|(case, why)| {
                self.ruleset.info(case).map(|rule| Unchecked {
                    rule: rule.clone(),
                    why,
                })
            })
            .collect()
    }
}

/// What is found where a value comes again.
pub(super) fn repeated(text: &str, line: u64) -> String {
    format!("`{}` is already on line {line}", super::short(text))
}
