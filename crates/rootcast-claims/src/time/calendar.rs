//! Names of months and days, and hours of the clock.

use crate::token::Tokens;

/// The number of a month, from its name or abbreviation in English or Spanish.
pub(crate) fn month(word: &str) -> Option<i8> {
    Some(match word {
        "january" | "jan" | "enero" | "ene" => 1,
        "february" | "feb" | "febrero" => 2,
        "march" | "mar" | "marzo" => 3,
        "april" | "apr" | "abril" | "abr" => 4,
        "may" | "mayo" => 5,
        "june" | "jun" | "junio" => 6,
        "july" | "jul" | "julio" => 7,
        "august" | "aug" | "agosto" | "ago" => 8,
        "september" | "sept" | "sep" | "septiembre" | "setiembre" => 9,
        "october" | "oct" | "octubre" => 10,
        "november" | "nov" | "noviembre" => 11,
        "december" | "dec" | "diciembre" | "dic" => 12,
        _ => return None,
    })
}

/// Whether the number from token `i` up to `end` is an hour of the clock.
pub(crate) fn is_clock(t: &Tokens, i: usize, end: usize) -> bool {
    let colon = |j: usize| t.folded(j) == ":" && t.joined(j);
    if colon(end) && t.joined(end + 1) && t.is_digits(end + 1)
        || i > 1 && t.joined(i) && colon(i - 1) && t.is_digits(i - 2)
    {
        return true;
    }
    let m = |j: usize| {
        matches!(t.folded(j), "am" | "pm")
            || matches!(t.folded(j), "a" | "p")
                && t.folded(j + 1) == "."
                && t.folded(j + 2) == "m"
                && t.joined(j + 2)
    };
    m(end) || t.folded(end) == "o" && t.folded(end + 1) == "'" && t.folded(end + 2) == "clock"
}
