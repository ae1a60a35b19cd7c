//! The element names that expressions ask for, numbered, so that a record's names are looked up once.

use crate::xml::{NodeId, NodeKind, Tree};

/// A number for an element name in no namespace; 0 is every name that no expression asks for.
pub(in super::super) type Symbol = u16;

/// Names by number, and numbers by name.
#[derive(Clone, Debug)]
pub(in super::super) struct Names {
    names: Vec<Box<str>>,
    /// Open addressing, a power of two in length, at most half full.
    slots: Vec<Symbol>,
}

impl Default for Names {
    fn default() -> Self {
        Self {
            names: vec![Box::from("")],
            slots: vec![0; 256],
        }
    }
}

impl Names {
    /// How many numbers are in use, the 0 among them.
    pub(in super::super) fn len(&self) -> usize {
        self.names.len()
    }

    /// The number of a name, a new one if it had none. Names beyond the 65,535th share 0, which no element test
    /// accepts; a ruleset of that size is refused before.
    pub(super) fn number(&mut self, name: &str) -> Symbol {
        let known = self.find(name);
        if known != 0 {
            return known;
        }
        let Ok(symbol) = Symbol::try_from(self.names.len()) else {
            return 0;
        };
        self.names.push(Box::from(name));
        if self.names.len() * 2 > self.slots.len() {
            self.slots = vec![0; self.slots.len() * 2];
            for old in 1..symbol {
                self.place(old);
            }
        }
        self.place(symbol);
        symbol
    }

    fn place(&mut self, symbol: Symbol) {
        let mask = self.slots.len() - 1;
        let mut slot = hash(&self.names[usize::from(symbol)]) & mask;
        while self.slots[slot] != 0 {
            slot = (slot + 1) & mask;
        }
        self.slots[slot] = symbol;
    }

    /// The number of a name, 0 if it has none.
    pub(super) fn find(&self, name: &str) -> Symbol {
        let mask = self.slots.len() - 1;
        let mut slot = hash(name) & mask;
        loop {
            let symbol = self.slots[slot];
            if symbol == 0 || same(&self.names[usize::from(symbol)], name) {
                return symbol;
            }
            slot = (slot + 1) & mask;
        }
    }
}

/// Equality of short texts, which names and codes are, without a call.
#[inline]
pub(super) fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    match (a.first_chunk::<8>(), b.first_chunk::<8>()) {
        (Some(x), Some(y)) if a.len() <= 16 => x == y && a.last_chunk::<8>() == b.last_chunk::<8>(),
        (Some(_), _) => a == b,
        _ => match (a.first_chunk::<4>(), b.first_chunk::<4>()) {
            (Some(x), Some(y)) => x == y && a.last_chunk::<4>() == b.last_chunk::<4>(),
            _ => a.iter().zip(b).all(|(x, y)| x == y),
        },
    }
}

/// A hash of the length and the ends of a name, which differ between the standard's names.
fn hash(name: &str) -> usize {
    let bytes = name.as_bytes();
    let word = |part: &[u8]| part.iter().fold(0u64, |w, b| (w << 8) | u64::from(*b));
    let (head, tail) = match (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        (Some(head), Some(tail)) => (u64::from_le_bytes(*head), u64::from_le_bytes(*tail)),
        _ => (word(bytes), 0),
    };
    let mixed = (head ^ tail.rotate_left(29) ^ (bytes.len() as u64)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    // The upper half is mixed best.
    (mixed >> 40) as usize
}

/// Where the numbered names are in a tree.
#[derive(Clone, Debug)]
pub(in super::super) struct Index {
    symbols: Vec<Symbol>,
    /// The next node of the same symbol.
    next: Vec<u32>,
    /// The first node of each symbol.
    first: Vec<u32>,
}

/// No node.
const NONE: u32 = u32::MAX;

impl Index {
    /// Looks up every element of a tree.
    pub(in super::super) fn of(tree: &Tree<'_>, names: &Names) -> Self {
        let mut symbols = vec![0; tree.len()];
        let mut next = vec![NONE; tree.len()];
        let mut first = vec![NONE; names.len()];
        for i in (0..u32::try_from(tree.len()).unwrap_or(NONE)).rev() {
            let node = NodeId::at(i);
            if let NodeKind::Element { name, namespace } = tree.kind(node)
                && namespace.is_empty()
            {
                let symbol = names.find(name);
                symbols[node.index()] = symbol;
                let slot = &mut first[usize::from(symbol)];
                next[node.index()] = *slot;
                *slot = i;
            }
        }
        Self { symbols, next, first }
    }

    /// The symbol of a node; 0 for one that is not an element with a numbered name.
    pub(super) fn symbol(&self, node: NodeId) -> Symbol {
        self.symbols[node.index()]
    }

    /// All elements with the name of a node, in document order; `None` where the name has no number.
    pub(in super::super) fn namesakes(&self, node: NodeId) -> Option<impl Iterator<Item = NodeId> + '_> {
        let symbol = self.symbol(node);
        (symbol != 0).then(|| self.all(symbol))
    }

    /// Whether any element has it.
    pub(in super::super) fn has(&self, symbol: Symbol) -> bool {
        self.first[usize::from(symbol)] != NONE
    }

    /// All elements with a symbol, in document order.
    pub(super) fn all(&self, symbol: Symbol) -> impl Iterator<Item = NodeId> + '_ {
        let mut at = self.first[usize::from(symbol)];
        std::iter::from_fn(move || {
            (at != NONE).then(|| {
                let node = NodeId::at(at);
                at = self.next[node.index()];
                node
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn short_texts_are_compared_like_any(a in "[ab]{0,20}", b in "[ab]{0,20}", cut in 0usize..20) {
            prop_assert_eq!(same(&a, &b), a == b);
            prop_assert!(same(&a, &a.clone()));
            let mut other = a.clone().into_bytes();
            if let Some(byte) = other.get_mut(cut) {
                *byte = b'c';
                prop_assert!(!same(&a, std::str::from_utf8(&other).unwrap()));
            }
        }
    }
    use std::borrow::Cow;

    #[test]
    fn every_name_keeps_its_number_as_the_table_grows() {
        let mut names = Names::default();
        let all: Vec<String> = (0..1000).map(|i| format!("element-{i}-x{}", i % 7)).collect();
        let numbers: Vec<Symbol> = all.iter().map(|n| names.number(n)).collect();
        for (name, number) in all.iter().zip(&numbers) {
            assert_eq!(names.find(name), *number);
            assert_eq!(names.number(name), *number);
        }
        assert_eq!(names.find("element-1001"), 0);
        assert_eq!(names.len(), 1001);
    }

    #[test]
    fn elements_of_a_name_are_found_in_order_and_namespaced_ones_are_not() {
        let mut tree = Tree::new();
        tree.open("a", Cow::Borrowed(""), 1);
        tree.open("b", Cow::Borrowed(""), 2);
        tree.close();
        tree.open("b", Cow::Borrowed("urn:x"), 3);
        tree.close();
        tree.open("b", Cow::Borrowed(""), 4);
        tree.close();
        tree.close();
        let mut names = Names::default();
        let (b, c) = (names.number("b"), names.number("c"));
        let index = Index::of(&tree, &names);
        let lines: Vec<u64> = index.all(b).map(|n| tree.line(n)).collect();
        assert_eq!(lines, [2, 4]);
        assert!(!index.has(c));
        assert!(!Index::of(&Tree::new(), &names).has(b));
    }
}
