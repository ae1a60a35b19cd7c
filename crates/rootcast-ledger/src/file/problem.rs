//! What is wrong with a file.

use std::fmt;

use serde::Serialize;

/// How many problems a message lists before it counts the rest.
const MOST_SHOWN: usize = 20;

/// One thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Problem {
    /// Name of the file.
    pub file: String,
    /// Line, from 1.
    pub line: u64,
    /// Which entry (``statement `pledged-2023-02` ``); empty for the file as a whole.
    pub entry: String,
    /// What is wrong and what to write.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.file, self.line)?;
        if !self.entry.is_empty() {
            write!(f, "{}: ", self.entry)?;
        }
        f.write_str(&self.what)
    }
}

/// A ledger file that cannot be read. Caused by whoever wrote it; every problem found is listed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[error("{}", list(.problems))]
pub struct FileError {
    /// All that is wrong, by file and line.
    pub problems: Vec<Problem>,
}

fn list(problems: &[Problem]) -> String {
    let mut lines: Vec<String> = problems
        .iter()
        .take(MOST_SHOWN)
        .map(ToString::to_string)
        .collect();
    if let Some(more) = problems.len().checked_sub(MOST_SHOWN).filter(|n| *n > 0) {
        lines.push(format!("… and {more} more"));
    }
    lines.join("\n")
}

/// The line of each byte of a text.
pub(super) struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    /// Finds the lines of a text.
    pub(super) fn of(text: &str) -> Self {
        Self {
            starts: memchr::memchr_iter(b'\n', text.as_bytes())
                .map(|i| i + 1)
                .collect(),
        }
    }

    /// The line, from 1, in which a byte lies.
    pub(super) fn at(&self, byte: usize) -> u64 {
        self.starts.partition_point(|s| *s <= byte) as u64 + 1
    }
}
