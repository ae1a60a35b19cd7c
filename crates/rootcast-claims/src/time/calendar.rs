//! Names of months, days and seasons, and hours of the clock.

use crate::{number::small, token::Tokens};

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

/// The number of a day of the week, Monday being 0.
pub(super) fn weekday(word: &str) -> Option<i8> {
    Some(match word {
        "monday" | "mondays" | "mon" | "lunes" => 0,
        "tuesday" | "tuesdays" | "tue" | "tues" | "martes" => 1,
        "wednesday" | "wednesdays" | "wed" | "weds" | "miercoles" => 2,
        "thursday" | "thursdays" | "thu" | "thur" | "thurs" | "jueves" => 3,
        "friday" | "fridays" | "fri" | "viernes" => 4,
        "saturday" | "saturdays" | "sat" | "sabado" => 5,
        "sunday" | "sundays" | "sun" | "domingo" => 6,
        _ => return None,
    })
}

/// The month in which a season of the northern temperate zone begins, as meteorologists count.
pub(super) fn season(word: &str) -> Option<i8> {
    Some(match word {
        "spring" | "primavera" => 3,
        "summer" | "verano" => 6,
        "autumn" | "otoño" => 9,
        "winter" | "invierno" => 12,
        _ => return None,
    })
}

/// The value of a word that counts the first to the fifth.
pub(super) fn place(word: &str) -> Option<i32> {
    Some(match word {
        "first" | "1st" | "primer" | "primera" | "primero" => 1,
        "second" | "2nd" | "segundo" | "segunda" => 2,
        "third" | "3rd" | "tercer" | "tercera" | "tercero" => 3,
        "fourth" | "4th" | "cuarto" | "cuarta" => 4,
        "fifth" | "5th" | "quinto" | "quinta" => 5,
        _ => return None,
    })
}

/// Whether a word abbreviates the name of a month and is also an English word of its own.
pub(super) fn ambiguous(t: &Tokens, i: usize) -> bool {
    let word = t.folded(i);
    matches!(
        word,
        "may" | "march" | "mar" | "ago" | "set" | "sun" | "sat" | "mon" | "wed"
    ) && !t.is_capital(i)
}

/// A count in digits or a small word.
pub(super) fn count(t: &Tokens, i: usize) -> Option<i32> {
    if t.is_digits(i) {
        return t.folded(i).parse().ok().filter(|n| *n <= 9999);
    }
    #[allow(clippy::cast_possible_truncation, reason = "numbers below twenty")]
    small(t.folded(i)).map(|v| v as i32)
}

/// Whether the number from token `i` up to `end` is an hour of the clock.
pub(crate) fn is_clock(t: &Tokens, i: usize, end: usize) -> bool {
    let colon = |j: usize| t.folded(j) == ":" && t.joined(j);
    let behind = colon(end) && t.joined(end + 1) && t.is_digits(end + 1);
    let before = i > 1 && t.joined(i) && colon(i - 1) && t.is_digits(i - 2);
    if behind || before {
        return true;
    }
    let dotted = |j: usize| {
        matches!(t.folded(j), "a" | "p")
            && t.folded(j + 1) == "."
            && t.folded(j + 2) == "m"
            && t.joined(j + 2)
    };
    matches!(t.folded(end), "am" | "pm")
        || dotted(end)
        || t.folded(end) == "o" && t.folded(end + 1) == "'" && t.folded(end + 2) == "clock"
}
