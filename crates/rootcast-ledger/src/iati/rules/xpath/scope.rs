//! The document that expressions see: a whole one, or one record with its root element above it.
//!
//! A record is all that is held of a file, so the document node and the root element are not in its tree. They are
//! put above it here, so that `/iati-activities/iati-activity/budget` and `../@version` give the same nodes for a
//! record as for the whole file. What a record cannot tell, the other records, is noted where an expression asks.

use super::names::same;
use crate::iati::Kind;
use crate::xml::{NodeId, NodeKind, Tree};
use std::borrow::Cow;
use std::sync::LazyLock;

/// A node of an expression's document: the document itself, an element, text, a comment, an instruction or an
/// attribute. Items are in document order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Item(u64);

const HEAD: u64 = 1;
const FIRST: u64 = 2;

impl Item {
    /// The document, above the root element.
    pub const DOCUMENT: Self = Self(0);
    /// The root element above a record.
    pub(in super::super) const HEAD: Self = Self(HEAD << 32);

    /// A node of the tree.
    pub fn node(id: NodeId) -> Self {
        Self((id.index() as u64 + FIRST) << 32)
    }

    /// An attribute of an element, by its place among the element's.
    fn attribute(self, place: usize) -> Self {
        Self(self.0 | (place as u64 + 1))
    }

    /// The element of an attribute; every other item is itself.
    #[must_use]
    pub fn element(self) -> Self {
        Self(self.0 >> 32 << 32)
    }

    /// Whether it is an attribute.
    pub fn is_attribute(self) -> bool {
        self.attribute_place().is_some()
    }

    fn attribute_place(self) -> Option<usize> {
        let low = self.0 & 0xFFFF_FFFF;
        low.checked_sub(1).and_then(|p| usize::try_from(p).ok())
    }

    /// The node of the tree that it is, or whose attribute it is; none above the record.
    pub fn id(self) -> Option<NodeId> {
        let place = (self.0 >> 32).checked_sub(FIRST)?;
        u32::try_from(place).ok().map(NodeId::at)
    }

    /// Whether it is above the record: the document or the root element that is not in the tree.
    pub(in super::super) fn above(self) -> bool {
        self.0 < FIRST << 32
    }
}

#[derive(Clone, Copy, Debug)]
enum Above<'t> {
    /// The tree's root is the document's root.
    Nothing,
    /// The tree is one record below this root element, which is a tree of its own.
    Root(&'t Tree<'t>),
    /// The tree is one record below a root element of which only the name is known.
    Named(&'static str),
}

/// The document that expressions see.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'t> {
    tree: &'t Tree<'t>,
    above: Above<'t>,
}

impl<'t> Scope<'t> {
    /// A whole document.
    pub fn document(tree: &'t Tree<'t>) -> Self {
        Self {
            tree,
            above: Above::Nothing,
        }
    }

    /// One record below its root element. Without `head`, the root element has the name that belongs to `kind`
    /// and no attributes.
    pub fn record(tree: &'t Tree<'t>, kind: Kind, head: Option<&'t Tree<'t>>) -> Self {
        let above = match head {
            Some(head) if !head.is_empty() => Above::Root(head),
            _ => Above::Named(kind.root()),
        };
        Self { tree, above }
    }

    /// The root element of a file alone, for the rules that hold above its records.
    pub fn head(head: &'t Tree<'t>) -> Self {
        static NONE: LazyLock<Tree<'static>> = LazyLock::new(Tree::new);
        Self {
            tree: &NONE,
            above: Above::Root(head),
        }
    }

    /// The tree.
    pub fn tree(&self) -> &'t Tree<'t> {
        self.tree
    }

    /// Whether other records are out of sight.
    pub(in super::super) fn is_record(&self) -> bool {
        !matches!(self.above, Above::Nothing)
    }

    /// The name of the root element above the record.
    pub(super) fn head_name(&self) -> Option<&'t str> {
        match self.above {
            Above::Nothing => None,
            Above::Root(head) => head.root().and_then(|r| head.name(r)),
            Above::Named(name) => Some(name),
        }
    }

    /// The tree and the node in it, for items that are in one.
    fn place(&self, item: Item) -> Option<(&'t Tree<'t>, NodeId)> {
        match item.id() {
            Some(id) => Some((self.tree, id)),
            None => self.head_tree(item),
        }
    }

    fn head_tree(&self, item: Item) -> Option<(&'t Tree<'t>, NodeId)> {
        match self.above {
            Above::Root(head) if item.element() == Item::HEAD => head.root().map(|r| (head, r)),
            _ => None,
        }
    }

    /// The line on which an item's element begins.
    pub fn line(&self, item: Item) -> u64 {
        self.place(item).map_or(1, |(tree, id)| tree.line(id))
    }

    /// What is directly above.
    pub fn parent(&self, item: Item) -> Option<Item> {
        if item.is_attribute() {
            return Some(item.element());
        }
        match item.id() {
            Some(id) => Some(match self.tree.parent(id) {
                Some(parent) => Item::node(parent),
                None if self.is_record() => Item::HEAD,
                None => Item::DOCUMENT,
            }),
            None => (item == Item::HEAD).then_some(Item::DOCUMENT),
        }
    }

    /// The one child of an item above the tree's root.
    pub(super) fn below(&self, item: Item) -> Option<Item> {
        if item == Item::DOCUMENT && self.is_record() {
            return Some(Item::HEAD);
        }
        self.tree.root().map(Item::node)
    }

    /// Attributes, without the declarations of namespaces, which are none in XPath.
    pub(super) fn attributes(&self, item: Item) -> impl Iterator<Item = (Item, &'t str, &'t str)> {
        let attributes = match self.place(item) {
            Some((tree, id)) if !item.is_attribute() => tree.attributes(id),
            _ => &[],
        };
        attributes
            .iter()
            .enumerate()
            .filter(|(_, a)| a.name != "xmlns" && !a.name.starts_with("xmlns:"))
            .map(move |(i, a)| (item.attribute(i), a.name, a.namespace.as_ref()))
    }

    /// An attribute in no namespace, and its value.
    #[inline]
    pub(super) fn named(&self, item: Item, name: &str) -> Option<(Item, &'t str)> {
        if item.is_attribute() {
            return None;
        }
        let (tree, id) = self.place(item)?;
        let attributes = tree.attributes(id);
        let place = attributes.iter().position(|a| same(a.name, name))?;
        if name == "xmlns" {
            return None;
        }
        let value = attributes.get(place)?.value.as_ref();
        Some((item.attribute(place), value))
    }

    /// Name without prefix, and namespace, of an element or attribute. An instruction's name is its target.
    pub fn qualified(&self, item: Item) -> Option<(&'t str, &'t str)> {
        let Some((tree, id)) = self.place(item) else {
            return match self.above {
                Above::Named(name) if item == Item::HEAD => Some((name, "")),
                _ => None,
            };
        };
        if let Some(place) = item.attribute_place() {
            let a = tree.attributes(id).get(place)?;
            let local = a.name.split_once(':').map_or(a.name, |(_, local)| local);
            return Some((local, a.namespace.as_ref()));
        }
        match tree.kind(id) {
            NodeKind::Instruction(text) => Some((target(text), "")),
            _ => tree.qualified(id),
        }
    }

    /// The name as written, with its prefix; empty for what has none.
    pub fn name(&self, item: Item) -> &'t str {
        let Some((tree, id)) = self.place(item) else {
            return match self.above {
                Above::Named(name) if item == Item::HEAD => name,
                _ => "",
            };
        };
        match item.attribute_place() {
            Some(place) => tree.attributes(id).get(place).map_or("", |a| a.name),
            None => match tree.kind(id) {
                NodeKind::Instruction(text) => target(text),
                _ => tree.name(id).unwrap_or_default(),
            },
        }
    }

    /// The text of an item: an attribute's value, an element's text of all depths.
    pub fn text(&self, item: Item) -> Cow<'t, str> {
        if item.above() && !item.is_attribute() {
            return self.tree.root().map_or(Cow::Borrowed(""), |r| self.tree.text(r));
        }
        let Some((tree, id)) = self.place(item) else {
            return Cow::Borrowed("");
        };
        if let Some(place) = item.attribute_place() {
            return Cow::Borrowed(tree.attributes(id).get(place).map_or("", |a| a.value.as_ref()));
        }
        match tree.kind(id) {
            NodeKind::Comment(text) => Cow::Borrowed(text),
            NodeKind::Instruction(text) => {
                Cow::Borrowed(text[target(text).len()..].trim_start_matches(super::value::SPACE))
            }
            _ => tree.text(id),
        }
    }
}

/// The target of a processing instruction.
fn target(text: &str) -> &str {
    text.split(super::value::SPACE).next().unwrap_or_default()
}
