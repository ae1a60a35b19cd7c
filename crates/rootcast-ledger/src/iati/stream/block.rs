//! One block of text: its records, and how it ends.

use super::{Head, Part, Record};
use crate::xml::{Below, Fault, Limits, Outside, Problem, Scanned, Scanner, Scope, Tree, fault, illegal};

/// What all blocks of a file have in common.
pub(super) struct Around<'h, F> {
    pub(super) head: &'h Head,
    pub(super) root: &'h str,
    pub(super) scope: Scope<'h>,
    pub(super) limits: &'h Limits,
    pub(super) each: &'h F,
}

/// What a block holds.
pub(super) struct Outcome<T> {
    pub(super) results: Vec<T>,
    /// Records among them.
    pub(super) records: u64,
    /// Bytes of the largest thing in it.
    pub(super) largest: usize,
    pub(super) end: End,
}

/// Where a block begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct From {
    pub(super) line: u64,
    /// Where in the text of the file, in bytes.
    pub(super) offset: u64,
    /// Records before it.
    pub(super) before: u64,
    /// Whether the file ends with it.
    pub(super) last: bool,
    /// Whether the root element is closed.
    pub(super) after: bool,
}

/// Nodes and attributes for which memory is kept from block to block: 8 MB.
const ROOM: usize = 1 << 17;

/// How a block ends.
pub(super) enum End {
    /// Between two things below the root, or after it.
    Between,
    /// Inside the thing that begins at this byte. The fault is the right one when nothing follows.
    Inside(usize, Box<Fault>),
    /// The root was closed before this byte.
    Closed(usize),
    /// It is not well-formed, whatever follows.
    Wrong(Box<Fault>),
}

/// The part of a text that is legal, and what is wrong at its end. Bytes of an unfinished character at the end of a
/// text that is not the last one are not wrong.
pub(super) fn visible<'a>(text: &'a [u8], last: bool, encoding: &str) -> (&'a str, Option<Problem>) {
    let (valid, mut problem) = match std::str::from_utf8(text) {
        Ok(valid) => (valid, None),
        Err(error) => {
            let before = text.get(..error.valid_up_to()).unwrap_or_default();
            let malformed = last || error.error_len().is_some();
            let problem = malformed.then(|| Problem::Malformed {
                encoding: encoding.to_owned(),
            });
            (std::str::from_utf8(before).unwrap_or_default(), problem)
        }
    };
    let mut legal = valid;
    if let Some((at, code)) = illegal(valid) {
        legal = valid.get(..at).unwrap_or_default();
        problem = Some(Problem::Character { code });
    }
    (legal, problem)
}

impl<F> Around<'_, F> {
    /// What stands before the root element, in a text that ends with its start tag.
    pub(super) fn before<T>(&self, text: &[u8]) -> Vec<T>
    where
        F: Fn(&Record<'_, '_>) -> T,
    {
        let mut results = Vec::new();
        let text = std::str::from_utf8(text).unwrap_or_default();
        // The text has been read without error once.
        let _ = super::head::find(text, &Limits::unlimited(), |tree| {
            results.push((self.each)(&Record {
                head: self.head,
                tree,
                number: 0,
                offset: 0,
                bytes: 0,
                part: Part::Before,
            }));
        });
        results
    }

    /// What is wrong when the file ends between two records.
    pub(super) fn unclosed(&self) -> Problem {
        Problem::Ended {
            inside: format!("the element `{}` of line {}", self.head.name, self.head.line),
        }
    }

    /// Reads a block that begins below or after the root element.
    ///
    /// `spare` is a tree whose memory is used, and left for the next block.
    pub(super) fn read<T>(&self, text: &[u8], from: &From, spare: &mut Tree<'static>) -> Outcome<T>
    where
        F: Fn(&Record<'_, '_>) -> T,
    {
        let From {
            line,
            offset,
            before,
            last,
            after,
        } = *from;
        let (legal, problem) = visible(text, last, "UTF-8");
        let mut outcome = Outcome {
            results: Vec::new(),
            records: 0,
            largest: 0,
            end: End::Between,
        };
        let around = usize::from(!after);
        let mut scanner = Scanner::new(legal, line, around, self.scope.clone(), self.limits);
        let mut tree = std::mem::take(spare).recycled();
        outcome.end = loop {
            tree.clear();
            scanner.space();
            let start = scanner.at();
            let next = if after {
                outside(&mut scanner, &mut tree)
            } else {
                scanner.below_root(&mut tree, self.root, self.head.line)
            };
            let next = next.and_then(|next| self.sized(start, scanner.at()).map(|()| next));
            match next {
                Ok(Below::Node) => {
                    let part = if after { Part::After } else { self.part(&tree) };
                    outcome.records += u64::from(matches!(part, Part::Record(_)));
                    outcome.largest = outcome.largest.max(scanner.at() - start);
                    outcome.results.push((self.each)(&Record {
                        head: self.head,
                        tree: &tree,
                        number: before + outcome.records,
                        offset: offset + start as u64,
                        bytes: scanner.at() - start,
                        part,
                    }));
                }
                Ok(Below::Closed) => break End::Closed(scanner.at()),
                Ok(Below::End) => break End::Between,
                Err(found) => {
                    break match (self.sized(start, found.at), &found.what) {
                        (Err(large), _) => End::Wrong(large),
                        (Ok(()), Problem::Ended { .. }) => End::Inside(start, found),
                        (Ok(()), _) => End::Wrong(found),
                    };
                }
            }
        };
        Self::finish(&mut outcome, legal.len(), text.len(), problem);
        // A tree that was larger than a block can fill is not kept.
        if tree.room() <= ROOM {
            *spare = tree.recycled();
        }
        outcome
    }

    /// What is wrong at the end of the legal text is wrong unless something before it is.
    fn finish<T>(outcome: &mut Outcome<T>, legal: usize, whole: usize, problem: Option<Problem>) {
        match (&outcome.end, problem) {
            (End::Between | End::Inside(..), Some(what)) => {
                outcome.end = End::Wrong(Box::new(Fault { at: legal, what }));
            }
            (End::Between, None) if legal < whole => {
                let what = Problem::Ended {
                    inside: "a character".to_owned(),
                };
                outcome.end = End::Inside(legal, Box::new(Fault { at: whole, what }));
            }
            _ => {}
        }
    }

    /// Refuses a record from `start` to `at` that is too large.
    fn sized(&self, start: usize, at: usize) -> Scanned<()> {
        let limit = self.limits.record_bytes;
        if at.saturating_sub(start) <= limit {
            return Ok(());
        }
        fault(
            start,
            Problem::Limit {
                what: "the size of one record",
                limit: format!("{limit} bytes"),
            },
        )
    }

    fn part(&self, tree: &Tree<'_>) -> Part {
        match (self.head.kind, tree.root()) {
            (Some(kind), Some(root)) if tree.is(root, kind.record()) => Part::Record(kind),
            _ => Part::Between,
        }
    }
}

/// The next thing after the root element, in the terms of what is below it.
fn outside<'a>(scanner: &mut Scanner<'a, '_>, tree: &mut Tree<'a>) -> Scanned<Below> {
    match scanner.outside(tree)? {
        Outside::Node => Ok(Below::Node),
        Outside::End => Ok(Below::End),
        Outside::Root => {
            let what = "a second element";
            fault(scanner.at(), Problem::Outside { what })
        }
    }
}
