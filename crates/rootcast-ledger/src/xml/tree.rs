//! One element and all below it, as a flat list of nodes in document order.
//!
//! A tree borrows the text of the file where it can (no copy of names, attributes or text without entity references)
//! and is cleared and filled again for the next record, so that a file of any size costs the memory of its largest
//! record.

use std::borrow::Cow;

use super::slots::Slots;

/// A node of a [`Tree`], by its place in document order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(u32);

impl NodeId {
    /// The node at a place in document order; the root is 0.
    pub fn at(index: u32) -> Self {
        Self(index)
    }

    /// Its place in document order.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a node is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NodeKind<'a> {
    /// An element.
    Element {
        /// The name as written, with its prefix.
        name: &'a str,
        /// The namespace it is in; empty for none, which is where the standard's own elements are.
        namespace: Cow<'a, str>,
    },
    /// Text between tags, with entity references replaced. CDATA sections are text.
    Text(Cow<'a, str>),
    /// A comment, without its marks.
    Comment(&'a str),
    /// A processing instruction, without its marks.
    Instruction(&'a str),
}

/// An attribute of an element. Declarations of namespaces (`xmlns`, `xmlns:p`) are kept among them, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute<'a> {
    /// The name as written, with its prefix.
    pub name: &'a str,
    /// The namespace of a prefixed name; empty for a name without prefix.
    pub namespace: Cow<'a, str>,
    /// The value, with entity references replaced and white space made spaces.
    pub value: Cow<'a, str>,
}

#[derive(Clone, Debug)]
struct Node<'a> {
    kind: NodeKind<'a>,
    parent: u32,
    /// The node after the last one below it.
    end: u32,
    line: u64,
    attributes: (u32, u32),
}

/// A record: its root element and all below it.
#[derive(Clone, Debug, Default)]
pub struct Tree<'a> {
    nodes: Slots<Node<'a>>,
    attributes: Slots<Attribute<'a>>,
    open: Vec<u32>,
}

impl<'a> Tree<'a> {
    /// An empty tree.
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets all nodes and keeps the memory.
    pub fn clear(&mut self) {
        self.nodes.clear();
        self.attributes.clear();
        self.open.clear();
    }

    /// The memory of this tree, for a tree of another text.
    pub(crate) fn recycled<'b>(mut self) -> Tree<'b> {
        self.clear();
        Tree {
            nodes: self.nodes.recycled(),
            attributes: self.attributes.recycled(),
            open: self.open,
        }
    }

    /// How many nodes and attributes there is room for.
    pub(crate) fn room(&self) -> usize {
        self.nodes.capacity() + self.attributes.capacity()
    }

    /// Opens an element below the innermost open one. `line` counts from 1.
    #[inline]
    pub fn open(&mut self, name: &'a str, namespace: Cow<'a, str>, line: u64) -> NodeId {
        let id = self.push(NodeKind::Element { name, namespace }, line);
        self.open.push(id.0);
        id
    }

    /// Adds an attribute to the element opened last.
    #[inline]
    pub fn attribute(&mut self, attribute: Attribute<'a>) {
        match self.attributes.next() {
            None => self.attributes.add(attribute),
            // Part by part: a whole is put together elsewhere first, and copied in pieces of another size.
            Some(slot) => {
                slot.name = attribute.name;
                slot.namespace = attribute.namespace;
                slot.value = attribute.value;
            }
        }
        if let Some(node) = self.nodes.last_mut() {
            node.attributes.1 = count(self.attributes.len());
        }
    }

    /// Closes the innermost open element and returns it; `None` when none is open.
    #[inline]
    pub fn close(&mut self) -> Option<NodeId> {
        let id = self.open.pop()?;
        let end = count(self.nodes.len());
        if let Some(node) = self.nodes.get_mut(id as usize) {
            node.end = end;
        }
        Some(NodeId(id))
    }

    /// Adds text, a comment or an instruction below the innermost open element.
    #[inline]
    pub fn leaf(&mut self, kind: NodeKind<'a>, line: u64) -> NodeId {
        let id = self.push(kind, line);
        if let Some(node) = self.nodes.last_mut() {
            node.end = id.0 + 1;
        }
        id
    }

    #[inline]
    fn push(&mut self, kind: NodeKind<'a>, line: u64) -> NodeId {
        let id = count(self.nodes.len());
        let first = count(self.attributes.len());
        let parent = self.open.last().copied().unwrap_or(u32::MAX);
        match self.nodes.next() {
            None => self.nodes.add(Node {
                kind,
                parent,
                end: id + 1,
                line,
                attributes: (first, first),
            }),
            Some(slot) => {
                slot.parent = parent;
                slot.end = id + 1;
                slot.line = line;
                slot.attributes = (first, first);
                slot.kind = kind;
            }
        }
        NodeId(id)
    }

    /// Nodes and attributes together.
    #[inline]
    pub(super) fn size(&self) -> usize {
        self.nodes.len() + self.attributes.len()
    }

    #[inline]
    pub(super) fn attribute_count(&self) -> usize {
        self.attributes.len()
    }

    /// Attributes from the one with this number on.
    pub(super) fn attributes_from(&self, first: usize) -> &[Attribute<'a>] {
        self.attributes.get(first..).unwrap_or_default()
    }

    pub(super) fn attribute_mut(&mut self, index: usize) -> Option<&mut Attribute<'a>> {
        self.attributes.get_mut(index)
    }

    /// The value of the attribute added last.
    pub(super) fn last_value(&self) -> Option<&Cow<'a, str>> {
        self.attributes.last().map(|a| &a.value)
    }

    /// Puts the element opened last into a namespace.
    pub(super) fn set_namespace(&mut self, uri: Cow<'a, str>) {
        if let Some(NodeKind::Element { namespace, .. }) = self.nodes.last_mut().map(|n| &mut n.kind) {
            *namespace = uri;
        }
    }

    /// Trims the text added last of white space; whether anything is left of it.
    pub(super) fn trim_text(&mut self) -> bool {
        let blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
        let Some(NodeKind::Text(text)) = self.nodes.last_mut().map(|n| &mut n.kind) else {
            return false;
        };
        match text {
            Cow::Borrowed(t) => *t = t.trim_matches(blank),
            Cow::Owned(t) => *t = t.trim_matches(blank).to_owned(),
        }
        !text.is_empty()
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The root element; `None` for an empty tree.
    pub fn root(&self) -> Option<NodeId> {
        (!self.nodes.is_empty()).then_some(NodeId(0))
    }

    /// What the node is.
    pub fn kind(&self, id: NodeId) -> &NodeKind<'a> {
        &self.nodes[id.index()].kind
    }

    /// The name of an element as written; `None` for other nodes.
    pub fn name(&self, id: NodeId) -> Option<&'a str> {
        match self.kind(id) {
            NodeKind::Element { name, .. } => Some(name),
            _ => None,
        }
    }

    /// The name of an element without its prefix, and its namespace.
    pub fn qualified(&self, id: NodeId) -> Option<(&'a str, &str)> {
        match self.kind(id) {
            NodeKind::Element { name, namespace } => {
                let local = name.split_once(':').map_or(*name, |(_, local)| local);
                Some((local, namespace))
            }
            _ => None,
        }
    }

    /// Whether it is an element of the standard, which is in no namespace, with this name.
    pub fn is(&self, id: NodeId, name: &str) -> bool {
        matches!(self.kind(id), NodeKind::Element { name: n, namespace } if *n == name && namespace.is_empty())
    }

    /// The line of the file on which it begins, from 1.
    pub fn line(&self, id: NodeId) -> u64 {
        self.nodes[id.index()].line
    }

    /// The element around it; `None` for the root.
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        let parent = self.nodes[id.index()].parent;
        (parent != u32::MAX).then_some(NodeId(parent))
    }

    /// Nodes directly below it, in document order.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let end = self.nodes[id.index()].end;
        let mut next = id.0 + 1;
        std::iter::from_fn(move || {
            (next < end).then(|| {
                let child = NodeId(next);
                next = self.nodes[child.index()].end;
                child
            })
        })
    }

    /// Elements directly below it, in document order.
    pub fn elements(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        self.children(id)
            .filter(|c| matches!(self.kind(*c), NodeKind::Element { .. }))
    }

    /// Elements of the standard with this name directly below it.
    pub fn named<'t>(&'t self, id: NodeId, name: &'t str) -> impl Iterator<Item = NodeId> + 't {
        self.children(id).filter(move |c| self.is(*c, name))
    }

    /// The first of [`Tree::named`].
    pub fn first(&self, id: NodeId, name: &str) -> Option<NodeId> {
        self.children(id).find(|c| self.is(*c, name))
    }

    /// Every node below it, in document order.
    pub fn descendants(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        (id.0 + 1..self.nodes[id.index()].end).map(NodeId)
    }

    /// Its attributes, in the order written.
    pub fn attributes(&self, id: NodeId) -> &[Attribute<'a>] {
        let (first, end) = self.nodes[id.index()].attributes;
        &self.attributes[first as usize..end as usize]
    }

    /// The value of an attribute by its name as written (`xml:lang`, `ref`).
    pub fn get(&self, id: NodeId, name: &str) -> Option<&str> {
        self.attributes(id)
            .iter()
            .find(|a| a.name == name)
            .map(|a| a.value.as_ref())
    }

    /// The text below it, of all depths, joined: `XPath`'s string value of an element.
    pub fn text(&self, id: NodeId) -> Cow<'_, str> {
        if let NodeKind::Text(t) = self.kind(id) {
            return Cow::Borrowed(t);
        }
        let mut texts = self.descendants(id).filter_map(|d| match self.kind(d) {
            NodeKind::Text(t) => Some(t.as_ref()),
            _ => None,
        });
        let Some(first) = texts.next() else {
            return Cow::Borrowed("");
        };
        match texts.next() {
            None => Cow::Borrowed(first),
            Some(second) => {
                let mut all = format!("{first}{second}");
                all.extend(texts);
                Cow::Owned(all)
            }
        }
    }
}

/// Nodes are counted in 32 bits; the scanner refuses records long before that.
fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
