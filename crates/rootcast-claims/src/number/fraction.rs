//! Parts of one: the words after the numerator, and the characters that are whole fractions.

use super::english::{ordinal_word, small, tens};
use crate::token::Tokens;

/// The value of a character that is a fraction.
pub(super) fn vulgar(text: &str) -> Option<f64> {
    Some(match text {
        "½" => 0.5,
        "⅓" => 1.0 / 3.0,
        "⅔" => 2.0 / 3.0,
        "¼" => 0.25,
        "¾" => 0.75,
        "⅕" => 0.2,
        "⅖" => 0.4,
        "⅗" => 0.6,
        "⅘" => 0.8,
        "⅙" => 1.0 / 6.0,
        "⅚" => 5.0 / 6.0,
        "⅐" => 1.0 / 7.0,
        "⅛" => 0.125,
        "⅜" => 0.375,
        "⅝" => 0.625,
        "⅞" => 0.875,
        "⅑" => 1.0 / 9.0,
        "⅒" => 0.1,
        _ => return None,
    })
}

/// An English denominator.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Denominator {
    /// The token after its last.
    pub(crate) end: usize,
    /// What the numerator is divided by.
    pub(crate) value: f64,
    /// Whether it is in the plural: "thirds".
    pub(crate) plural: bool,
}

/// The denominator that begins at token `j`: "third", "quarters", "twenty-fifths", "hundredth".
pub(crate) fn denominator(t: &Tokens, j: usize) -> Option<Denominator> {
    let word = t.folded(j);
    if let Some(ten) = tens(word) {
        let k = if t.folded(j + 1) == "-" { j + 2 } else { j + 1 };
        let (one, plural) = part(t.folded(k))?;
        return (one < 10.0).then_some(Denominator {
            end: k + 1,
            value: ten + one,
            plural,
        });
    }
    let (value, plural) = match word {
        "half" => (2.0, false),
        "halves" => (2.0, true),
        "quarter" => (4.0, false),
        "quarters" => (4.0, true),
        // A second is a time and a first is a place.
        "second" | "seconds" | "first" | "firsts" => return None,
        _ => part(word)?,
    };
    Some(Denominator {
        end: j + 1,
        value,
        plural,
    })
}

/// An ordinal as a denominator, and whether it is in the plural.
fn part(word: &str) -> Option<(f64, bool)> {
    if let Some(value) = ordinal_word(word) {
        return Some((value, false));
    }
    let stem = word.strip_suffix('s')?;
    small(stem).is_none().then_some(())?;
    ordinal_word(stem).map(|value| (value, true))
}
