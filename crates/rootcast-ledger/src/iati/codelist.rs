//! The codes of IATI: which texts are codes where a list is prescribed, and what they mean.
//!
//! The lists are in `data/codelists.txt`, with the paths that use them and the source of each. A code that is not in a
//! complete list is an error; one that is not in a list that others extend is a warning. Lists that are not held, such as
//! sectors and aid types, are not checked; `docs/iati.md` names them.

mod table;
#[cfg(test)]
mod tests;

use self::table::{Code, List, Tables, Use};
use super::schema::{path, quote};
use super::{Finding, FindingKind, Level};
use crate::xml::{NodeId, NodeKind, Tree};

/// How many codes a message lists.
const LISTED: usize = 16;

/// A currency by its code in ISO 4217.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Currency {
    /// Three letters: `USD`.
    pub code: &'static str,
    /// The number that stands for it as well: 840.
    pub number: u16,
    /// Digits after the point of its smallest unit; `None` for what has none, such as gold.
    pub digits: Option<u8>,
    /// Its name in English.
    pub name: &'static str,
    /// Whether it is still in use.
    pub current: bool,
}

/// What a code of a list means, in English.
///
/// ```
/// use rootcast_ledger::iati::codelist;
///
/// assert_eq!(codelist::name("TransactionType", "3"), Some("Disbursement"));
/// assert_eq!(codelist::name("TransactionType", "D"), None);
/// assert_eq!(codelist::name("Country", "GT"), Some("Guatemala"));
/// ```
pub fn name(list: &str, code: &str) -> Option<&'static str> {
    find(list, code).map(|code| code.name)
}

/// The codes of a list with their names, in order; nothing for a list that is not held.
pub fn codes(list: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let list = Tables::built_in().list(list);
    list.into_iter()
        .flat_map(|list| list.codes.iter().map(|c| (c.text, c.name)))
}

/// A currency in use, or one that was and is still met in data.
///
/// ```
/// use rootcast_ledger::iati::codelist;
///
/// let yen = codelist::currency("JPY").unwrap();
/// assert_eq!((yen.number, yen.digits, yen.current), (392, Some(0), true));
/// assert!(!codelist::currency("DEM").unwrap().current);
/// ```
pub fn currency(code: &str) -> Option<Currency> {
    let in_list = |list| Tables::built_in().list(list).and_then(|list| list.find(code));
    let (found, current) = match in_list("Currency") {
        Some(found) => (found, true),
        None => (in_list("FormerCurrency")?, false),
    };
    let (number, digits) = found.currency?;
    Some(Currency {
        code: found.text,
        number,
        digits,
        name: found.name,
        current,
    })
}

/// Checks the codes of one record, the element `node` of `tree` and all below it, and adds what is wrong to `out`.
pub fn check(tree: &Tree, node: NodeId, out: &mut Vec<Finding>) {
    let tables = Tables::built_in();
    let languages = tables.list("Language");
    // The open elements that are on the way to codes, with their steps.
    let mut open: Vec<(NodeId, usize)> = Vec::with_capacity(8);
    for id in std::iter::once(node).chain(tree.descendants(node)) {
        let NodeKind::Element { name, namespace } = tree.kind(id) else {
            continue;
        };
        let parent = if id == node { None } else { tree.parent(id) };
        while open.last().is_some_and(|(last, _)| Some(*last) != parent) {
            open.pop();
        }
        if let Some(languages) = languages
            && let Some(attribute) = tree.attributes(id).iter().find(|a| a.name == "xml:lang")
        {
            let language = attribute.value.split('-').next().unwrap_or_default();
            if !language.is_empty() && languages.find(language).is_none() {
                let place = (id, attribute.name);
                out.push(unknown(tree, node, place, &attribute.value, languages));
            }
        }
        let above = match (parent, open.last()) {
            (None, _) => 0,
            (Some(_), Some((_, step))) => *step,
            (Some(_), None) => continue,
        };
        if !namespace.is_empty() {
            continue;
        }
        let step = tables.steps.get(above).and_then(|above| {
            let child = above.children.iter().find(|(child, _)| child == name);
            child.map(|(_, step)| *step)
        });
        let Some(step) = step else {
            continue;
        };
        open.push((id, step));
        for used in tables.steps.get(step).map_or(&[][..], |step| &step.uses) {
            if let (Some(value), Some(list)) = (tree.get(id, used.attribute), tables.lists.get(used.list))
                && holds(tree, id, used)
                && find_in(list, value).is_none()
            {
                out.push(unknown(tree, node, (id, used.attribute), value, list));
            }
        }
    }
}

/// Whether the other attribute that the list depends on has the value.
fn holds(tree: &Tree, id: NodeId, used: &Use) -> bool {
    used.when
        .is_none_or(|(attribute, value)| tree.get(id, attribute) == Some(value))
}

fn find(list: &str, code: &str) -> Option<&'static Code> {
    Tables::built_in().list(list).and_then(|list| find_in(list, code))
}

/// Finds a code in a list; a currency also among those that were.
fn find_in<'l>(list: &'l List, code: &str) -> Option<&'l Code>
where
    'static: 'l,
{
    list.find(code).or_else(|| {
        let former = (list.name == "Currency").then(|| Tables::built_in().list("FormerCurrency"));
        former.flatten().and_then(|former| former.find(code))
    })
}

fn unknown(
    tree: &Tree,
    root: NodeId,
    (node, attribute): (NodeId, &str),
    value: &str,
    list: &List,
) -> Finding {
    let value = if value.trim().is_empty() {
        "Nothing".to_owned()
    } else {
        quote(value)
    };
    let expected = if list.codes.len() <= LISTED {
        let codes: Vec<String> = list
            .codes
            .iter()
            .map(|c| format!("{} ({})", c.text, c.name))
            .collect();
        format!("one of {}", codes.join(", "))
    } else {
        format!("one of {}", list.source)
    };
    let (level, why) = if list.complete {
        (Level::Error, "")
    } else {
        (Level::Warning, " that is known here, and the list grows")
    };
    Finding {
        line: tree.line(node),
        level,
        kind: FindingKind::Codelist,
        code: format!("not-in-{}", list.name),
        path: path(tree, root, node, Some(attribute)),
        message: format!(
            "{value} is not a code of {}{why}; expected {expected}. Correct the code.",
            list.name
        ),
    }
}
