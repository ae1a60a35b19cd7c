//! The findings on one record: where each is, in words, and not more of them than anybody reads.

use std::fmt::Write as _;

use super::datatype::Datatype;
use crate::iati::{Finding, FindingKind, Level};
use crate::xml::{NodeId, NodeKind, Tree};

/// Findings kept of one record. More are counted.
pub(super) const KEPT: u64 = 100;

/// Characters of a value that are quoted.
const QUOTED: usize = 60;

/// Adds the findings on one record to those of the file.
pub(super) struct Report<'w, 'a> {
    tree: &'w Tree<'a>,
    root: NodeId,
    out: &'w mut Vec<Finding>,
    count: u64,
}

impl<'w, 'a> Report<'w, 'a> {
    /// For the element `root` and all below it; paths begin with its name.
    pub(super) fn new(tree: &'w Tree<'a>, root: NodeId, out: &'w mut Vec<Finding>) -> Self {
        Self {
            tree,
            root,
            out,
            count: 0,
        }
    }

    /// Something wrong with the structure.
    pub(super) fn structure(
        &mut self,
        node: NodeId,
        attribute: Option<&str>,
        code: &str,
        words: impl FnOnce() -> String,
    ) {
        self.add(
            (node, attribute),
            Level::Error,
            FindingKind::Structure,
            code,
            words,
        );
    }

    /// Something in the structure that most validators let pass.
    pub(super) fn warn(&mut self, node: NodeId, code: &str, words: impl FnOnce() -> String) {
        self.add((node, None), Level::Warning, FindingKind::Structure, code, words);
    }

    /// A value that is none of its datatype.
    pub(super) fn value(&mut self, node: NodeId, attribute: Option<&str>, value: &str, datatype: Datatype) {
        let code = match datatype {
            Datatype::XmlLang => "not-language".to_owned(),
            Datatype::XmlSpace => "not-space".to_owned(),
            _ => format!("not-{}", datatype.name()),
        };
        self.add(
            (node, attribute),
            Level::Error,
            FindingKind::Datatype,
            &code,
            || {
                let what = if value.is_empty() {
                    "It is empty".to_owned()
                } else {
                    quote(value) + " is not valid here"
                };
                format!("{what}; expected {}. Correct it.", datatype.expected())
            },
        );
    }

    fn add(
        &mut self,
        (node, attribute): (NodeId, Option<&str>),
        level: Level,
        kind: FindingKind,
        code: &str,
        words: impl FnOnce() -> String,
    ) {
        self.count += 1;
        if self.count <= KEPT {
            self.out.push(Finding {
                line: self.tree.line(node),
                level,
                kind,
                code: code.to_owned(),
                path: path(self.tree, self.root, node, attribute),
                message: words(),
            });
        }
    }

    /// Says how many findings were counted and not kept.
    pub(super) fn end(self) {
        let more = self.count.saturating_sub(KEPT);
        if more > 0 {
            self.out.push(Finding {
                line: self.tree.line(self.root),
                level: Level::Error,
                kind: FindingKind::Structure,
                code: "further-findings".to_owned(),
                path: path(self.tree, self.root, self.root, None),
                message: format!(
                    "{more} more findings in this record are not listed. Correct those listed and check again."
                ),
            });
        }
    }
}

/// A value as it is quoted in messages, cut when it is long.
pub(in crate::iati) fn quote(value: &str) -> String {
    let value = value.trim();
    let mut text = String::from("\"");
    for (count, c) in value.chars().enumerate() {
        if count == QUOTED {
            text.push('…');
            break;
        }
        text.push(if c.is_control() { ' ' } else { c });
    }
    text.push('"');
    text
}

/// The names from `root` down to `node`, with a position from 1 where siblings have the same name.
pub(in crate::iati) fn path(tree: &Tree, root: NodeId, node: NodeId, attribute: Option<&str>) -> String {
    let mut chain = Vec::new();
    let mut at = Some(node);
    while let Some(id) = at {
        if matches!(tree.kind(id), NodeKind::Element { .. }) {
            chain.push(id);
        }
        at = if id == root { None } else { tree.parent(id) };
    }
    let mut path = String::new();
    for id in chain.into_iter().rev() {
        let name = tree.name(id).unwrap_or_default();
        if !path.is_empty() {
            path.push('/');
        }
        path.push_str(name);
        if id == root {
            continue;
        }
        if let Some(parent) = tree.parent(id) {
            let mut like = tree.children(parent).filter(|c| tree.name(*c) == Some(name));
            let position = like.by_ref().take_while(|c| *c != id).count() + 1;
            if position > 1 || like.next().is_some() {
                // Writing to a `String` cannot fail.
                let _ = write!(path, "[{position}]");
            }
        }
    }
    if let Some(name) = attribute {
        path.push_str("/@");
        path.push_str(name);
    }
    path
}
