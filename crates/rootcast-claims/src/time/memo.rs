//! What was read at a token, so that grammars that begin with the same words read them once.

use std::cell::Cell;

use super::{Days, Length};
use crate::number::Numeral;

/// How many tokens are remembered at once. A grammar reads on from its first token, and comes back to it.
const TOKENS: usize = 8;

/// A rule at some tokens.
#[derive(Debug)]
pub(super) struct Rule<T: Copy>([Cell<(usize, Option<T>)>; TOKENS]);

impl<T: Copy> Default for Rule<T> {
    fn default() -> Self {
        Self(std::array::from_fn(|_| Cell::new((usize::MAX, None))))
    }
}

impl<T: Copy> Rule<T> {
    /// What the rule reads at token `i`, by `read` where it was not read before.
    pub(super) fn at(&self, i: usize, read: impl FnOnce() -> Option<T>) -> Option<T> {
        let Some(cell) = self.0.get(i % TOKENS) else {
            return read();
        };
        let (held, found) = cell.get();
        if held == i {
            return found;
        }
        let found = read();
        cell.set((i, found));
        found
    }
}

/// Rules that others begin with.
#[derive(Debug, Default)]
pub(super) struct Memo {
    pub(super) numeral: Rule<Numeral>,
    pub(super) length: Rule<(usize, Length)>,
    pub(super) date: Rule<(usize, Days)>,
    pub(super) fiscal: Rule<(usize, Days)>,
    pub(super) period: Rule<(usize, Days)>,
    pub(super) stretch: Rule<(usize, Days)>,
    pub(super) day_number: Rule<(usize, i8)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_read_once_at_a_token() {
        let rule = Rule::default();
        let read = Cell::new(0);
        let at = |i: usize| {
            rule.at(i, || {
                read.set(read.get() + 1);
                (i != 2).then_some(i * 10)
            })
        };
        assert_eq!([at(1), at(1), at(2), at(2)], [Some(10), Some(10), None, None]);
        assert_eq!(read.get(), 2);
        assert_eq!([at(1 + TOKENS), at(1)], [Some(10 + TOKENS * 10), Some(10)]);
        assert_eq!(read.get(), 4);
    }
}
