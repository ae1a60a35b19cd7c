//! Words near a quantity that may name what it is about.

use crate::{
    Span,
    token::{Gap, Kind, Tokens},
    word::STOP,
};

/// How far to look, in tokens.
const REACH: usize = 14;
/// Most words to give.
const MOST: usize = 8;

/// Words of the same sentence before a quantity, then behind it, nearest first on each side put in the order of the
/// text.
pub(super) fn concepts(t: &Tokens, start: usize, end: usize, offset: usize) -> Vec<Span> {
    let ends = |i: usize| {
        let stop = matches!(t.folded(i), "." | ";" | "!" | "?") && !t.joined(i + 1);
        stop || t.gap(i + 1) == Gap::Line && t.is_capital(i + 1)
    };
    let content =
        |i: usize| t.kind(i) == Some(Kind::Word) && t.folded(i).len() > 1 && !STOP.holds(t.folded(i));
    let mut before = Vec::new();
    for n in 1..=REACH.min(start) {
        let i = start - n;
        if ends(i) {
            break;
        }
        if content(i) && before.len() < MOST {
            before.push(i);
        }
    }
    before.reverse();
    let mut behind = Vec::new();
    for i in end..(end + REACH).min(t.len()) {
        if ends(i) {
            break;
        }
        if content(i) && behind.len() < MOST {
            behind.push(i);
        }
    }
    before
        .into_iter()
        .chain(behind)
        .filter_map(|i| t.get(i))
        .map(|token| token.span.start + offset..token.span.end + offset)
        .collect()
}
