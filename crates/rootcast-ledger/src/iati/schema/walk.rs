//! One walk over a record, element by element, against the table of its document.

mod attributes;
mod words;

use std::borrow::Cow;

use self::words::{following, one_of};

use super::datatype::{Datatype, is_space};
use super::report::{Report, quote};
use super::table::{ANYTHING, Content, Shape, Table, UNCHECKED, key};
use crate::iati::Finding;
use crate::xml::{NodeId, NodeKind, Tree};

/// An element whose children are being looked at.
struct Frame {
    node: NodeId,
    shape: &'static Shape,
    /// The child that came last, as an index of [`Shape::slots`].
    cursor: usize,
    /// The children that came, by bit.
    seen: u64,
}

/// A walk over one record.
pub(super) struct Walk<'w, 'a> {
    tree: &'w Tree<'a>,
    table: &'static Table,
    report: Report<'w, 'a>,
    /// The open elements, outermost first.
    frames: Vec<Frame>,
    /// The values of `xml:id` so far.
    ids: Vec<&'w str>,
}

impl<'w, 'a> Walk<'w, 'a> {
    /// Over `root` and all below it.
    pub(super) fn new(
        tree: &'w Tree<'a>,
        root: NodeId,
        table: &'static Table,
        out: &'w mut Vec<Finding>,
    ) -> Self {
        let report = Report::new(tree, root, out);
        Self {
            tree,
            table,
            report,
            frames: Vec::with_capacity(16),
            ids: Vec::new(),
        }
    }

    /// Looks at `root` as an element declared with this shape, and at all below it.
    pub(super) fn declared(self, root: NodeId, shape: usize) {
        self.run(root, shape, true);
    }

    /// Looks at `root` as an element of another vocabulary, and at all below it.
    pub(super) fn other(self, root: NodeId) {
        self.run(root, ANYTHING, false);
    }

    /// Looks at the attributes of `root` only.
    pub(super) fn attributes_only(mut self, root: NodeId, shape: usize) {
        self.attributes(root, shape, true);
        self.report.end();
    }

    fn run(mut self, root: NodeId, shape: usize, declared: bool) {
        self.open(root, shape, declared);
        for id in self.tree.descendants(root) {
            match self.tree.kind(id) {
                NodeKind::Comment(_) | NodeKind::Instruction(_) => {}
                NodeKind::Text(text) => {
                    self.close_to(self.tree.parent(id));
                    if let Some(frame) = self.frames.last()
                        && frame.shape.content == Content::Elements
                        && !is_blank(text)
                    {
                        let node = frame.node;
                        let shape = frame.shape;
                        self.report.structure(node, None, "text-between-elements", || {
                            let names = one_of(shape.slots.iter().map(|s| s.name.text()));
                            let text = quote(text);
                            match names {
                                Some(names) => format!(
                                    "Text {text} between elements; expected {names} here. Put it into an element or remove it."
                                ),
                                None => format!("Text {text} in an element that has none. Remove it."),
                            }
                        });
                    }
                }
                NodeKind::Element { name, namespace } => {
                    self.close_to(self.tree.parent(id));
                    let (shape, declared) = self.place(id, name, namespace);
                    self.open(id, shape, declared);
                }
            }
        }
        self.close_to(None);
        self.report.end();
    }

    /// What the next child of the innermost open element has to look like, and whether the standard declares it.
    fn place(&mut self, id: NodeId, name: &str, namespace: &str) -> (usize, bool) {
        let Some(frame) = self.frames.last_mut() else {
            return (UNCHECKED, false);
        };
        let shape = frame.shape;
        let parent = frame.node;
        match shape.content {
            Content::Unchecked => return (UNCHECKED, false),
            Content::Anything => {
                let global = if namespace.is_empty() {
                    self.table.global(name)
                } else {
                    None
                };
                return global.map_or((ANYTHING, false), |shape| (shape, true));
            }
            Content::Text(_) => {
                let parent = self.tree.name(parent).unwrap_or_default();
                self.report.structure(id, None, "element-in-text", || {
                    format!("<{name}> inside <{parent}>, which holds only text. Move it out or remove it.")
                });
                return (UNCHECKED, false);
            }
            Content::Elements => {}
        }
        if !namespace.is_empty() {
            let Some(at) = shape.others else {
                return (UNCHECKED, false);
            };
            if frame.cursor <= at {
                frame.cursor = at;
            } else {
                let last = shape.slots.get(frame.cursor).map_or("", |s| s.name.text());
                self.report.structure(id, None, "element-out-of-order", || {
                    format!(
                        "<{name}>, which is not of the standard, comes too late. Move it before <{last}>."
                    )
                });
            }
            return (ANYTHING, false);
        }
        let wanted = key(name);
        let ahead = shape
            .slots
            .iter()
            .skip(frame.cursor)
            .position(|s| s.name.is(wanted, name));
        if let Some(ahead) = ahead {
            let at = frame.cursor + ahead;
            let (bit, slot) = (1 << at, &shape.slots[at]);
            if ahead == 0 && frame.seen & bit != 0 && !slot.count.many {
                self.repeated(id, name, parent);
            }
            let frame = self.frames.last_mut();
            if let Some(frame) = frame {
                frame.cursor = at;
                frame.seen |= bit;
            }
            return (slot.shape, true);
        }
        self.misplaced(id, name)
    }

    /// A child whose name does not follow the last one.
    fn misplaced(&mut self, id: NodeId, name: &str) -> (usize, bool) {
        let Some(frame) = self.frames.last_mut() else {
            return (UNCHECKED, false);
        };
        let (shape, cursor, parent) = (frame.shape, frame.cursor, frame.node);
        let wanted = key(name);
        let Some(at) = shape.slots.iter().position(|s| s.name.is(wanted, name)) else {
            let seen = frame.seen;
            let parent = self.tree.name(parent).unwrap_or_default();
            self.report.structure(id, None, "unknown-element", || {
                let next = one_of(following(shape, cursor, seen));
                let expected = next.map_or("no further element".to_owned(), |next| next);
                format!(
                    "<{name}> is not an element of <{parent}>; expected {expected} here. Correct the name or remove it; \
                     elements of your own need a namespace."
                )
            });
            return (UNCHECKED, false);
        };
        let bit = 1 << at;
        let again = frame.seen & bit != 0;
        frame.seen |= bit;
        let slot = &shape.slots[at];
        let behind = shape.others == Some(cursor) && cursor == at + 1;
        if behind && slot.count.many && (again || !slot.count.least) {
            frame.cursor = at;
            self.report.warn(id, "element-out-of-order", || {
                format!(
                    "<{name}> comes after an element that is not of the standard. The schema does not allow it, and \
                     many validators let it pass. Move it before that element."
                )
            });
            return (slot.shape, true);
        }
        if again && !slot.count.many {
            self.repeated(id, name, parent);
        } else {
            let next = shape.slots.iter().enumerate().skip(at + 1);
            let seen = self.frames.last().map_or(0, |f| f.seen);
            let before = next
                .filter(|(i, s)| seen >> i & 1 == 1 && !s.name.text().is_empty())
                .map(|(_, s)| s.name.text())
                .next();
            self.report.structure(id, None, "element-out-of-order", || {
                let before = before.map_or("the elements that are not of the standard".to_owned(), |b| {
                    format!("<{b}>")
                });
                format!("<{name}> comes too late; expected before {before}. Move it there.")
            });
        }
        (slot.shape, true)
    }

    fn repeated(&mut self, id: NodeId, name: &str, parent: NodeId) {
        let parent = self.tree.name(parent).unwrap_or_default();
        self.report.structure(id, None, "repeated-element", || {
            format!("<{name}> again; expected at most one in <{parent}>. Keep one of them.")
        });
    }

    /// Begins an element: its attributes and its text.
    fn open(&mut self, node: NodeId, shape: usize, declared: bool) {
        let index = if shape == UNCHECKED {
            shape
        } else {
            self.attributes(node, shape, declared)
        };
        let table: &'static Table = self.table;
        let shape = table.shape(index);
        if let Content::Text(datatype) = shape.content
            && datatype != Datatype::String
        {
            let text = own_text(self.tree, node);
            if !datatype.admits(&text) {
                self.report.value(node, None, &text, datatype);
            }
        }
        self.frames.push(Frame {
            node,
            shape,
            cursor: 0,
            seen: 0,
        });
    }

    /// Ends the open elements below `parent`.
    fn close_to(&mut self, parent: Option<NodeId>) {
        while let Some(frame) = self.frames.last()
            && Some(frame.node) != parent
        {
            let missing = frame.shape.needed & !frame.seen;
            if missing != 0 {
                let (node, shape) = (frame.node, frame.shape);
                self.missing(node, shape, missing);
            }
            self.frames.pop();
        }
    }

    fn missing(&mut self, node: NodeId, shape: &Shape, missing: u64) {
        let parent = self.tree.name(node).unwrap_or_default();
        for (at, slot) in shape
            .slots
            .iter()
            .enumerate()
            .filter(|(at, _)| missing >> at & 1 == 1)
        {
            let name = slot.name.text();
            self.report.structure(node, None, "missing-element", || {
                let place = match at.checked_sub(1).and_then(|before| shape.slots.get(before)) {
                    Some(before) => format!("after <{}>", before.name.text()),
                    None => "as its first element".to_owned(),
                };
                format!("<{parent}> lacks <{name}>. Add it {place}.")
            });
        }
    }
}

/// Whether a text is white space only.
fn is_blank(text: &str) -> bool {
    text.bytes().all(is_space)
}

/// The text directly in an element, comments left out.
fn own_text<'t>(tree: &'t Tree, node: NodeId) -> Cow<'t, str> {
    let mut texts = tree.children(node).filter_map(|child| match tree.kind(child) {
        NodeKind::Text(text) => Some(text.as_ref()),
        _ => None,
    });
    let first = texts.next().unwrap_or_default();
    match texts.next() {
        None => Cow::Borrowed(first),
        Some(second) => {
            let mut all = format!("{first}{second}");
            all.extend(texts);
            Cow::Owned(all)
        }
    }
}
