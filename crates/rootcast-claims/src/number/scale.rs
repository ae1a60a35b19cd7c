//! Words and letters that multiply the number before them.

use super::Plain;
use crate::{Lang, token::Tokens};

/// Where a multiplier ends and the power of ten it stands for.
pub(crate) fn scale(t: &Tokens, j: usize, lang: Lang) -> Option<(usize, i8)> {
    let word = t.folded(j);
    let power = match lang {
        Lang::English => english(word),
        Lang::Spanish => spanish(word),
    };
    power.map(|p| (j + 1, p))
}

/// Powers of ten of the English words and the abbreviations of the press.
pub(super) fn english(word: &str) -> Option<i8> {
    Some(match word {
        "hundred" | "hundreds" => 2,
        "thousand" | "thousands" => 3,
        "lakh" | "lakhs" => 5,
        "million" | "millions" | "mln" | "mn" | "mil" | "mill" => 6,
        "crore" | "crores" => 7,
        "billion" | "billions" | "bn" | "bln" => 9,
        "trillion" | "trillions" | "tn" | "tln" | "trn" => 12,
        _ => return None,
    })
}

/// Powers of ten of the Spanish words: a "billón" is a million millions.
pub(super) fn spanish(word: &str) -> Option<i8> {
    Some(match word {
        "mil" | "miles" => 3,
        "millon" | "millones" | "mdd" | "mill" => 6,
        "millardo" | "millardos" => 9,
        "billon" | "billones" => 12,
        "trillon" | "trillones" => 18,
        _ => return None,
    })
}

/// A letter that multiplies the digits before it: `10k`, `1.2b`, `8 B`, `10M`, `1MM`. A small `m` may be metres: the
/// unit decides ([`crate::quantity`]).
pub(super) fn letter(t: &Tokens, after: &Plain) -> Option<(usize, i8)> {
    let j = after.end;
    let text = t.text(j);
    let joined = t.joined(j);
    // "8 B people", but not "8 K Street" nor the unit of "1,674.5 G/s".
    let alone =
        !t.joined(j + 1) || !(t.is_word(j + 1) || t.is_digits(j + 1) || matches!(t.folded(j + 1), "/" | "-"));
    if !alone {
        return None;
    }
    let power = match text {
        "k" | "K" => 3,
        "M" | "MM" => 6,
        _ if matches!(text, "B" | "G") || text == "b" && joined => 9,
        _ => return None,
    };
    Some((j + 1, power))
}
