//! Nodes along an axis, nearest first, and which of them pass a node test.

use super::evaluate::Evaluator;
use super::parser::XML;
use super::scope::Item;
use super::syntax::{Axis, Step, Test};
use crate::xml::{NodeId, NodeKind, Tree};
use std::ops::ControlFlow;

/// Below this many nodes, children are looked at one by one.
const FEW: usize = 24;

impl Evaluator<'_> {
    /// Hands over each node along the axis that passes the test, nearest first; predicates are not looked at.
    pub(super) fn along(
        &self,
        item: Item,
        step: &Step,
        each: &mut dyn FnMut(Item) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let test = &step.test;
        match step.axis {
            Axis::Itself => self.offer(item, test, each),
            Axis::Parent => match self.scope.parent(item) {
                Some(parent) => self.offer(parent, test, each),
                None => ControlFlow::Continue(()),
            },
            Axis::Attribute => self.attributes(item, test, each),
            Axis::Child => self.children(item, test, each),
            Axis::Descendant => self.descendants(item, test, each),
            Axis::DescendantOrSelf => {
                self.offer(item, test, each)?;
                self.descendants(item, test, each)
            }
            Axis::Ancestor => self.ancestors(item, test, each),
            Axis::AncestorOrSelf => {
                self.offer(item, test, each)?;
                self.ancestors(item, test, each)
            }
            Axis::FollowingSibling => {
                self.leaves_record(item, true);
                let siblings = self.siblings(item);
                siblings
                    .filter(|s| *s > item)
                    .try_for_each(|s| self.offer(s, test, each))
            }
            Axis::PrecedingSibling => {
                self.leaves_record(item, true);
                let mut before: Vec<Item> = self.siblings(item).filter(|s| *s < item).collect();
                before.reverse();
                before.into_iter().try_for_each(|s| self.offer(s, test, each))
            }
            Axis::Following => {
                self.leaves_record(item, false);
                let tree = self.scope.tree();
                let from = match item.id() {
                    // What follows an attribute is what its element holds, and all after.
                    Some(id) if item.is_attribute() => id.index() + 1,
                    Some(id) => end(tree, id),
                    None => tree.len(),
                };
                nodes(from, tree.len()).try_for_each(|n| self.offer(n, test, each))
            }
            Axis::Preceding => {
                self.leaves_record(item, false);
                let Some(id) = item.id() else {
                    return ControlFlow::Continue(());
                };
                let mut above: Vec<Item> = Vec::new();
                let mut at = item.element();
                while let Some(parent) = self.scope.parent(at) {
                    above.push(parent);
                    at = parent;
                }
                nodes(0, id.index())
                    .rev()
                    .filter(|n| !above.contains(n))
                    .try_for_each(|n| self.offer(n, test, each))
            }
        }
    }

    fn siblings(&self, item: Item) -> impl Iterator<Item = Item> {
        let parent = if item.is_attribute() {
            None
        } else {
            self.scope.parent(item).and_then(Item::id)
        };
        let tree = self.scope.tree();
        parent.into_iter().flat_map(|p| tree.children(p)).map(Item::node)
    }

    fn attributes(
        &self,
        item: Item,
        test: &Test,
        each: &mut dyn FnMut(Item) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        if let Test::Name { local, .. } = test {
            return match self.scope.named(item, local) {
                Some((attribute, _)) => each(attribute),
                None => ControlFlow::Continue(()),
            };
        }
        for (attribute, name, namespace) in self.scope.attributes(item) {
            let passes = match test {
                Test::Any | Test::Node => true,
                Test::Qualified {
                    namespace: wanted,
                    local,
                } => name
                    .split_once(':')
                    .is_some_and(|(prefix, l)| l == &**local && bound(prefix, namespace) == &**wanted),
                Test::AnyIn(wanted) => name
                    .split_once(':')
                    .is_some_and(|(prefix, _)| bound(prefix, namespace) == &**wanted),
                Test::Name { .. } | Test::Text | Test::Comment | Test::Instruction(_) => false,
            };
            if passes {
                each(attribute)?;
            }
        }
        ControlFlow::Continue(())
    }

    fn children(
        &self,
        item: Item,
        test: &Test,
        each: &mut dyn FnMut(Item) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        if item.is_attribute() {
            return ControlFlow::Continue(());
        }
        let Some(id) = item.id() else {
            if item == Item::HEAD {
                self.sees_records(item);
            }
            return match self.scope.below(item) {
                Some(below) => self.offer(below, test, each),
                None => ControlFlow::Continue(()),
            };
        };
        let tree = self.scope.tree();
        if let Test::Name { symbol, .. } = test {
            if !self.index.has(*symbol) {
                return ControlFlow::Continue(());
            }
            if id.index() == 0 && tree.len() > FEW {
                return self
                    .index
                    .all(*symbol)
                    .filter(|n| tree.parent(*n) == Some(id))
                    .try_for_each(|n| each(Item::node(n)));
            }
            return tree
                .children(id)
                .filter(|n| self.index.symbol(*n) == *symbol)
                .try_for_each(|n| each(Item::node(n)));
        }
        tree.children(id)
            .try_for_each(|n| self.offer(Item::node(n), test, each))
    }

    fn descendants(
        &self,
        item: Item,
        test: &Test,
        each: &mut dyn FnMut(Item) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        if item.is_attribute() {
            return ControlFlow::Continue(());
        }
        let tree = self.scope.tree();
        let (from, to) = if let Some(id) = item.id() {
            (id.index() + 1, end(tree, id))
        } else {
            self.sees_records(item);
            if item == Item::DOCUMENT && self.scope.is_record() {
                self.offer(Item::HEAD, test, each)?;
            }
            (0, tree.len())
        };
        if let Test::Name { symbol, .. } = test {
            if from <= 1 && to == tree.len() {
                return self
                    .index
                    .all(*symbol)
                    .filter(|n| n.index() >= from)
                    .try_for_each(|n| each(Item::node(n)));
            }
            if !self.index.has(*symbol) {
                return ControlFlow::Continue(());
            }
        }
        nodes(from, to).try_for_each(|n| self.offer(n, test, each))
    }

    fn ancestors(
        &self,
        item: Item,
        test: &Test,
        each: &mut dyn FnMut(Item) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let mut at = item;
        while let Some(parent) = self.scope.parent(at) {
            self.offer(parent, test, each)?;
            at = parent;
        }
        ControlFlow::Continue(())
    }

    /// Hands over an item if it passes the test of an axis of elements.
    fn offer(
        &self,
        item: Item,
        test: &Test,
        each: &mut dyn FnMut(Item) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        if self.passes(item, test) {
            each(item)
        } else {
            ControlFlow::Continue(())
        }
    }

    fn passes(&self, item: Item, test: &Test) -> bool {
        if *test == Test::Node {
            return true;
        }
        if item.is_attribute() {
            return false;
        }
        let Some(id) = item.id() else {
            return item == Item::HEAD && self.head_passes(test);
        };
        let kind = self.scope.tree().kind(id);
        match (test, kind) {
            (Test::Name { symbol, .. }, _) => self.index.symbol(id) == *symbol,
            (Test::Text, NodeKind::Text(_))
            | (Test::Comment, NodeKind::Comment(_))
            | (Test::Any, NodeKind::Element { .. })
            | (Test::Instruction(None), NodeKind::Instruction(_)) => true,
            (Test::Instruction(Some(target)), NodeKind::Instruction(_)) => self.scope.name(item) == &**target,
            (Test::Qualified { namespace, local }, NodeKind::Element { .. }) => {
                self.scope.qualified(item) == Some((local, namespace))
            }
            (Test::AnyIn(wanted), NodeKind::Element { namespace, .. }) => namespace == &**wanted,
            _ => false,
        }
    }

    fn head_passes(&self, test: &Test) -> bool {
        let Some((name, space)) = self.scope.qualified(Item::HEAD) else {
            return false;
        };
        match test {
            Test::Any => true,
            Test::Name { local, .. } => name == &**local && space.is_empty(),
            Test::Qualified { namespace, local } => name == &**local && space == &**namespace,
            Test::AnyIn(namespace) => space == &**namespace,
            _ => false,
        }
    }
}

/// The place after the last node below.
fn end(tree: &Tree<'_>, id: NodeId) -> usize {
    id.index() + 1 + tree.descendants(id).size_hint().0
}

fn nodes(from: usize, to: usize) -> impl DoubleEndedIterator<Item = Item> {
    let place = |i: usize| u32::try_from(i).unwrap_or(u32::MAX);
    (place(from)..place(to)).map(NodeId::at).map(Item::node)
}

/// `xml` is bound whether or not a parser says so.
fn bound<'n>(prefix: &str, namespace: &'n str) -> &'n str {
    if prefix == "xml" { XML } else { namespace }
}
