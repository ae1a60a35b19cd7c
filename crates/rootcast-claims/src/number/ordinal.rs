//! Places in an order: "eleventh", "21st", "the one before the last".

use super::{
    english::{cardinal, ordinal_word, tens},
    fraction::denominator,
    times_ten,
};
use crate::{
    Span,
    segment::segments,
    token::{Kind, Tokens},
};

/// Where in an order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rank {
    /// Counted from the first, which is 1.
    Start(f64),
    /// Counted back from the last, which is 0.
    End(u8),
    /// Counted from the current one, which is 0; the next is 1.
    Current(i8),
}

/// A place in an order.
#[derive(Clone, Debug, PartialEq)]
pub struct Ordinal {
    /// Its bytes.
    pub span: Span,
    /// Which place.
    pub rank: Rank,
}

/// The places in an order that an English text names.
///
/// ```
/// use rootcast_claims::number::ordinal::{Rank, ordinals};
/// let found = ordinals("The 21st, and the next to last.");
/// assert_eq!(found.iter().map(|o| o.rank).collect::<Vec<_>>(), [Rank::Start(21.0), Rank::End(1)]);
/// ```
pub fn ordinals(text: &str) -> Vec<Ordinal> {
    let mut out = Vec::new();
    for piece in segments(text) {
        let Some(part) = text.get(piece.clone()) else {
            continue;
        };
        let t = Tokens::new(part);
        let mut i = 0;
        while i < t.len() {
            let found = counted(&t, i)
                .map(|(end, value)| (end, Rank::Start(value)))
                .or_else(|| relative(&t, i));
            match found {
                Some((end, rank)) => {
                    let span = t.span(i, end);
                    out.push(Ordinal {
                        span: span.start + piece.start..span.end + piece.start,
                        rank,
                    });
                    i = end;
                }
                None => i += 1,
            }
        }
    }
    out
}

/// A place counted from the first: where it ends and its number.
pub(crate) fn counted(t: &Tokens, i: usize) -> Option<(usize, f64)> {
    if t.kind(i) == Some(Kind::Digits) {
        let ending = matches!(t.folded(i + 1), "st" | "nd" | "rd" | "th") && t.joined(i + 1);
        return (ending && t.folded(i).len() <= 9)
            .then(|| t.folded(i).parse().ok())
            .flatten()
            .map(|v| (i + 2, v));
    }
    // "a second to last" is none, and "a trillionth" a part of one.
    let article = matches!(t.folded(i), "a" | "an");
    let first = if article { i + 1 } else { i };
    if let Some(last) = one_word(t, first) {
        return (!article).then_some(last);
    }
    let c = cardinal(t, i, true)?;
    if !c.words || c.decimals > 0 {
        return None;
    }
    let j = if t.folded(c.end) == "-" { c.end + 1 } else { c.end };
    let j = if t.folded(j) == "and" { j + 1 } else { j };
    let (end, value) = match one_word(t, j) {
        // "three trillionth", "a hundred trillionth".
        Some((end, v)) if v >= 100.0 => (end, c.value * v),
        // "twenty-one trillion and three hundred twenty second".
        Some((end, v)) if c.value % 10f64.powi(digits(v)) == 0.0 => (end, c.value + v),
        _ => return None,
    };
    Some((end, value))
}

fn digits(value: f64) -> i32 {
    if value < 10.0 {
        1
    } else if value < times_ten(1.0, 2) {
        2
    } else {
        3
    }
}

fn one_word(t: &Tokens, j: usize) -> Option<(usize, f64)> {
    let word = t.folded(j);
    if let Some(ten) = tens(word) {
        let k = if t.folded(j + 1) == "-" { j + 2 } else { j + 1 };
        return ordinal_word(t.folded(k))
            .filter(|v| *v < 10.0)
            .map(|v| (k + 1, ten + v));
    }
    ordinal_word(word).map(|v| (j + 1, v)).or_else(|| {
        // "twenty-firsts" are parts.
        denominator(t, j)
            .filter(|d| !d.plural && d.value > 4.0)
            .map(|d| (d.end, d.value))
    })
}

/// A place told from the last or the current one.
fn relative(t: &Tokens, i: usize) -> Option<(usize, Rank)> {
    let is = |j: usize, words: &[&str]| words.iter().enumerate().all(|(n, w)| t.folded(j + n) == *w);
    let forms: &[(&[&str], Rank)] = &[
        (&["the", "one", "before", "the", "last", "one"], Rank::End(1)),
        (&["the", "one", "before", "the", "last"], Rank::End(1)),
        (&["the", "second", "to", "last"], Rank::End(1)),
        (&["the", "last", "but", "one"], Rank::End(1)),
        (&["next", "to", "last"], Rank::End(1)),
        (&["penultimate"], Rank::End(1)),
        (&["antepenultimate"], Rank::End(2)),
        (&["last"], Rank::End(0)),
        (&["previous", "one"], Rank::Current(-1)),
        (&["next", "one"], Rank::Current(1)),
        (&["current", "one"], Rank::Current(0)),
        (&["previous"], Rank::Current(-1)),
        (&["next"], Rank::Current(1)),
        (&["current"], Rank::Current(0)),
    ];
    let (words, rank) = forms.iter().find(|(words, _)| is(i, words))?;
    // "last semester", "next Monday" are times.
    Some((i + words.len(), *rank))
}
