//! Where an item is, as findings say it: element names from the record down, with positions among namesakes.

use super::xpath::{Evaluator, Item};
use crate::iati::Kind;
use crate::xml::NodeId;

/// `iati-activity/transaction[2]/value/@currency`; the root element alone for what is above the records.
pub(super) fn path(evaluator: &Evaluator<'_>, item: Item) -> String {
    let scope = evaluator.scope;
    let tree = scope.tree();
    let mut parts: Vec<String> = Vec::new();
    if item.is_attribute() {
        parts.push(format!("@{}", scope.name(item)));
    }
    let mut at = item.element();
    while let Some(id) = at.id() {
        let name = tree.name(id).unwrap_or("text()");
        let parent = tree.parent(id);
        // The root of a whole document is said only of itself, so that records read one by one have the same paths.
        let root =
            parent.is_none() && (name == Kind::Activities.root() || name == Kind::Organisations.root());
        if !root || parts.iter().all(|p| p.starts_with('@')) {
            let record = parent.is_none_or(|p| tree.parent(p).is_none() && is_root(tree.name(p)));
            parts.push(if record {
                name.to_owned()
            } else {
                numbered(evaluator, id, name)
            });
        }
        let Some(parent) = scope.parent(at) else {
            break;
        };
        at = parent;
    }
    if item.above() && item != Item::DOCUMENT {
        parts.push(scope.name(item.element()).to_owned());
    }
    parts.reverse();
    parts.join("/")
}

fn is_root(name: Option<&str>) -> bool {
    name == Some(Kind::Activities.root()) || name == Some(Kind::Organisations.root())
}

fn numbered(evaluator: &Evaluator<'_>, id: NodeId, name: &str) -> String {
    let tree = evaluator.scope.tree();
    let Some(parent) = tree.parent(id).filter(|_| tree.name(id).is_some()) else {
        return name.to_owned();
    };
    let (mut count, mut position) = (0, 0);
    let mut see = |sibling: NodeId| {
        count += 1;
        position += usize::from(sibling <= id);
    };
    match evaluator.index.namesakes(id) {
        Some(namesakes) => namesakes
            .filter(|n| tree.parent(*n) == Some(parent))
            .for_each(&mut see),
        None => tree
            .children(parent)
            .filter(|s| tree.name(*s) == Some(name))
            .for_each(&mut see),
    }
    if count < 2 {
        return name.to_owned();
    }
    format!("{name}[{position}]")
}
