//! The structure and the datatypes of IATI 2.03: whether each element may stand where it stands, with the attributes
//! and values it has.
//!
//! What the standard's schemas say is a table of our own (`data/iati-2.03.txt`), so that a record is checked in one walk
//! without regard to the rest of the file. A file has the same verdict as from libxml2 with the schemas. Codes and the
//! rules between values are not looked at here: see [`crate::iati::codelist`].

mod datatype;
mod facts;
mod notation;
mod report;
mod table;
mod walk;

pub use self::facts::facts;
pub(in crate::iati) use self::report::{path, quote};
use self::table::Table;
use self::walk::Walk;
use super::{Finding, FindingKind, Kind, Level};
use crate::xml::{NodeId, NodeKind, Tree};

/// The release of the standard that is checked.
pub const RELEASE: &str = "2.03";

/// Checks one record, the element `node` of `tree` and all below it, and adds what is wrong to `out`: at most 100
/// findings, and one that says how many more there are.
pub fn check(tree: &Tree, node: NodeId, at: Kind, out: &mut Vec<Finding>) {
    let table = Table::of(at);
    match table.global(at.record()) {
        Some(shape) if tree.is(node, at.record()) => Walk::new(tree, node, table, out).declared(node, shape),
        _ => {
            let name = tree.name(node).unwrap_or_default();
            out.push(not_a_record(tree.line(node), name, at));
        }
    }
}

/// Checks the root element `node` of a file: its name and its attributes.
///
/// The schemas accept any `version`; a file that names another release than [`RELEASE`] is checked against this one,
/// and a warning says so.
pub fn check_root(tree: &Tree, node: NodeId, at: Kind, out: &mut Vec<Finding>) {
    let table = Table::of(at);
    let line = tree.line(node);
    let shape = table.global(at.root()).filter(|_| tree.is(node, at.root()));
    let Some(shape) = shape else {
        let name = tree.name(node).unwrap_or_default();
        out.push(Finding {
            line,
            level: Level::Error,
            kind: FindingKind::Structure,
            code: "not-iati".to_owned(),
            path: name.to_owned(),
            message: format!(
                "<{name}> is not the root of an IATI file; expected <{}>.",
                at.root()
            ),
        });
        return;
    };
    Walk::new(tree, node, table, out).attributes_only(node, shape);
    if let Some(version) = tree.get(node, "version")
        && version.trim() != RELEASE
    {
        let version = report::quote(version);
        out.push(Finding {
            line,
            level: Level::Warning,
            kind: FindingKind::Structure,
            code: "other-release".to_owned(),
            path: format!("{}/@version", at.root()),
            message: format!(
                "The file says it is of release {version} and is checked as {RELEASE}; what differs between the two is \
                 found as errors. Convert it to {RELEASE}, or correct the version."
            ),
        });
    }
}

/// The order of what is directly below the root element: one record at least, then elements of other vocabularies.
#[derive(Clone, Debug)]
pub struct Order {
    at: Kind,
    records: u64,
    /// Whether an element of another vocabulary came.
    others: bool,
}

impl Order {
    /// At the beginning of a file.
    pub fn new(at: Kind) -> Self {
        Self {
            at,
            records: 0,
            others: false,
        }
    }

    /// The next thing is a record, on this line.
    pub fn record(&mut self, line: u64, out: &mut Vec<Finding>) {
        self.records += 1;
        // One before the first record is a finding of its own.
        if self.others && self.records > 1 {
            let record = self.at.record();
            out.push(Finding {
                line,
                level: Level::Warning,
                kind: FindingKind::Structure,
                code: "element-out-of-order".to_owned(),
                path: format!("{}/{record}[{}]", self.at.root(), self.records),
                message: format!(
                    "<{record}> comes after an element that is not of the standard. The schema does not allow it, and \
                     many validators let it pass. Move such elements behind the last <{record}>."
                ),
            });
        }
    }

    /// The next thing is not a record: text, or another element, which is checked with all below it.
    pub fn between(&mut self, tree: &Tree, node: NodeId, out: &mut Vec<Finding>) {
        let finding = |code: &str, path: String, message: String| Finding {
            line: tree.line(node),
            level: Level::Error,
            kind: FindingKind::Structure,
            code: code.to_owned(),
            path,
            message,
        };
        let (root, record) = (self.at.root(), self.at.record());
        match tree.kind(node) {
            NodeKind::Comment(_) | NodeKind::Instruction(_) => {}
            NodeKind::Text(text) => {
                if !text.bytes().all(datatype::is_space) {
                    let text = report::quote(text);
                    out.push(finding(
                        "text-between-elements",
                        root.to_owned(),
                        format!("Text {text} between records; expected <{record}> here. Remove it."),
                    ));
                }
            }
            NodeKind::Element { name, namespace } if namespace.is_empty() => {
                let mut found = not_a_record(tree.line(node), name, self.at);
                found.path = format!("{root}/{name}");
                out.push(found);
            }
            NodeKind::Element { name, .. } => {
                if self.records == 0 && !self.others {
                    let path = format!("{root}/{name}");
                    let message =
                        format!("<{name}> comes before the first <{record}>. Move it behind the last one.");
                    out.push(finding("element-out-of-order", path, message));
                }
                self.others = true;
                Walk::new(tree, node, Table::of(self.at), out).other(node);
            }
        }
    }

    /// An element of another vocabulary comes next that was checked elsewhere ([`Order::between`] on another thread):
    /// no record may follow it.
    pub fn passed(&mut self) {
        self.others = true;
    }

    /// The root element ends; it began on this line.
    pub fn end(self, line: u64, out: &mut Vec<Finding>) {
        if self.records == 0 {
            let (root, record) = (self.at.root(), self.at.record());
            out.push(Finding {
                line,
                level: Level::Error,
                kind: FindingKind::Structure,
                code: "missing-element".to_owned(),
                path: root.to_owned(),
                message: format!("<{root}> has no <{record}>. Add one at least."),
            });
        }
    }
}

/// Checks a whole file held as one tree.
pub fn check_document(tree: &Tree, at: Kind, out: &mut Vec<Finding>) {
    let Some(root) = tree.root() else {
        return;
    };
    check_root(tree, root, at, out);
    let mut order = Order::new(at);
    for child in tree.children(root) {
        if tree.is(child, at.record()) {
            order.record(tree.line(child), out);
            check(tree, child, at, out);
        } else {
            order.between(tree, child, out);
        }
    }
    order.end(tree.line(root), out);
}

fn not_a_record(line: u64, name: &str, at: Kind) -> Finding {
    let (root, record) = (at.root(), at.record());
    Finding {
        line,
        level: Level::Error,
        kind: FindingKind::Structure,
        code: "unknown-element".to_owned(),
        path: name.to_owned(),
        message: format!(
            "<{name}> is not an element of <{root}>; expected <{record}>. Correct the name or remove it; elements of your \
             own need a namespace."
        ),
    }
}

#[cfg(test)]
mod tests;
