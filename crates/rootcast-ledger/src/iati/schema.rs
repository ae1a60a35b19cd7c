//! The structure and the datatypes of IATI 2.03: whether each element may stand where it stands, with the attributes
//! and values it has.

use super::{Finding, FindingKind, Kind, Level};
use crate::xml::{NodeId, Tree};

/// Checks one record, the element `node` of `tree` and all below it, and adds what is wrong to `out`.
pub fn check(tree: &Tree, node: NodeId, at: Kind, out: &mut Vec<Finding>) {
    if !tree.is(node, at.record()) {
        let name = tree.name(node).unwrap_or_default();
        out.push(Finding {
            line: tree.line(node),
            level: Level::Error,
            kind: FindingKind::Structure,
            code: "unexpected-element".to_owned(),
            path: name.to_owned(),
            message: format!(
                "<{name}> is not a record of <{}>; expected <{}>. Rename or remove it.",
                at.root(),
                at.record()
            ),
        });
    }
}
