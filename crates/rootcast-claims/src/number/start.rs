//! Which tokens a number can begin with: most words of a text end here, before any grammar is tried.

use super::spanish::begins;
use crate::{
    Lang,
    token::{Kind, Tokens},
    words::Words,
};

/// English words that begin a number or an amount without one.
#[rustfmt::skip]
static FIRST: Words = Words::new(&[
    "a", "an", "billions", "crores", "doubled", "doubling", "dozens", "eight", "eighteen", "eighty",
    "eleven", "fifteen", "fifty", "five", "forty", "four", "fourfold", "fourteen", "fourty", "half",
    "halved", "halving", "hundred", "hundreds", "lakhs", "millions", "minus", "naught", "negative", "nine",
    "nineteen", "ninety", "nought", "one", "quadrupled", "quadrupling", "quarter", "quintupled", "seven",
    "seventeen", "seventy", "six", "sixteen", "sixty", "ten", "tens", "thirteen", "thirty", "thousands",
    "three", "threefold", "trebled", "trillions", "tripled", "tripling", "twelve", "twenty", "two",
    "twofold", "zero",
]);

/// Whether a number, or an amount in words, can begin at token `i`.
pub(crate) fn starts(t: &Tokens, i: usize, lang: Lang) -> bool {
    let word = t.folded(i);
    match (t.kind(i), lang) {
        (None, _) => false,
        (Some(Kind::Digits), _) => true,
        (Some(Kind::Symbol), _) => {
            !matches!(word, "," | "." | ")" | ":" | ";" | "'" | "\"") || t.is_digits(i + 1)
        }
        (Some(Kind::Word), Lang::English) => FIRST.holds(word) || word.ends_with("fold"),
        (Some(Kind::Word), Lang::Spanish) => begins(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted() {
        assert!(FIRST.is_sorted());
    }
}
