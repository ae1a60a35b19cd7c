//! Numbers as texts write them: digits, words, fractions, multipliers, in English and Spanish.
//!
//! [`numbers`] lists every number of a text, whatever it counts; [`crate::quantity`] keeps those that state a
//! quantity. The shape of digits is in `digits`, number words in `english` and `spanish`, parts of one in `fraction`,
//! places in an order in [`ordinal`], bounds and ranges in [`range`], percentages in [`percent`].

mod digits;
mod english;
mod fraction;
mod notation;
pub mod ordinal;
pub mod percent;
pub mod range;
mod scale;
mod spanish;
mod start;
mod style;

use rootcast_core::agreement::{Qualifier, Stated};

use crate::{
    Lang, Span, among,
    segment::segments,
    token::{Kind, Tokens},
};

pub(crate) use digits::{Plain, plain};
pub(crate) use english::{ordinal_word, small};
pub(crate) use scale::scale;
pub(crate) use start::starts;
pub(crate) use style::{Grouping, grouping};

/// A number, with the digits it was written in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number {
    /// Its value.
    pub value: f64,
    /// How many digits stand after the decimal point.
    decimals: u8,
    /// The power of ten that the multiplier after the digits stands for: 6 for "million".
    power: i8,
    /// Whether it is a whole number of units of its last digit: not a third, not one half.
    decimal: bool,
}

impl Number {
    /// A number written in digits or number words.
    pub(crate) fn decimal(value: f64, decimals: u8, power: i8) -> Self {
        // Of the decimal digits, not of the binary product: 4.1 billion is 4,100,000,000.
        let unit = i32::from(power) - i32::from(decimals);
        let exact = if unit >= 0 {
            value.round()
        } else {
            let scale = 10f64.powi(-unit);
            (value * scale).round() / scale
        };
        Self {
            value: if value.abs() < 1e15 { exact } else { value },
            decimals,
            power,
            decimal: true,
        }
    }

    /// A fraction.
    pub(crate) fn fraction(value: f64) -> Self {
        Self {
            value,
            decimals: 0,
            power: 0,
            decimal: false,
        }
    }

    /// The same number, times a power of ten that stands behind another ("33 to 35 billion").
    pub(crate) fn scaled(self, power: i8) -> Self {
        let value = times_ten(self.value, i32::from(power));
        if self.decimal {
            return Self::decimal(value, self.decimals, self.power + power);
        }
        Self {
            value,
            power: self.power + power,
            ..self
        }
    }

    /// The same number with the other sign.
    pub(crate) fn negated(self) -> Self {
        Self {
            value: -self.value,
            ..self
        }
    }

    /// The power of ten of its multiplier.
    pub(crate) fn power(self) -> i8 {
        self.power
    }

    /// The number with the tolerance of its own digits; `None` for a fraction, whose words leave none to read.
    ///
    /// ```
    /// use rootcast_claims::{Lang, number::numbers};
    /// use rootcast_core::agreement::{Interval, Qualifier};
    /// let found = numbers("4.2 billion", Lang::English);
    /// let stated = found[0].number.stated(Qualifier::Plain).unwrap();
    /// assert_eq!(stated.interval(), Interval::new(4_150_000_000.0, 4_250_000_000.0));
    /// ```
    pub fn stated(self, qualifier: Qualifier) -> Option<Stated> {
        if !self.decimal {
            return None;
        }
        let digits = times_ten(self.value, -i32::from(self.power));
        let text = format!("{digits:.*}", usize::from(self.decimals));
        Stated::parse(&text, self.power, qualifier).ok()
    }
}

/// `value × 10^power`, exact where the result is.
pub(crate) fn times_ten(value: f64, power: i32) -> f64 {
    if power >= 0 {
        value * 10f64.powi(power)
    } else {
        value / 10f64.powi(-power)
    }
}

/// A number found among tokens.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Numeral {
    /// The token after its last.
    pub(crate) end: usize,
    /// What it says.
    pub(crate) number: Number,
    /// Whether it is written in words.
    pub(crate) words: bool,
}

/// The number that begins at token `i`, the longest there is.
pub(crate) fn numeral(t: &Tokens, i: usize, lang: Lang) -> Option<Numeral> {
    // No text means more than a novemdecillion.
    read(t, i, lang).filter(|n| n.number.value.abs() < 1e60)
}

fn read(t: &Tokens, i: usize, lang: Lang) -> Option<Numeral> {
    match t.kind(i)? {
        Kind::Symbol => signed(t, i, lang),
        // "al menos 53" is at least 53.
        Kind::Word if t.folded(i) == "menos" && i > 0 && t.is_word(i - 1) => None,
        Kind::Word if matches!(t.folded(i), "minus" | "negative" | "menos") => {
            let next = if t.folded(i + 1) == "-" && t.joined(i + 1) {
                i + 2
            } else {
                i + 1
            };
            let n = unsigned(t, next, lang)?;
            Some(Numeral {
                number: n.number.negated(),
                ..n
            })
        }
        Kind::Word | Kind::Digits => unsigned(t, i, lang),
    }
}

/// Digits after a sign, a decimal point or a vulgar fraction.
fn signed(t: &Tokens, i: usize, lang: Lang) -> Option<Numeral> {
    if let Some(value) = fraction::vulgar(t.text(i)) {
        return Some(Numeral {
            end: i + 1,
            number: Number::fraction(value),
            words: false,
        });
    }
    match t.folded(i) {
        "-" => {
            let first = i == 0 && !t.joined(i + 1);
            let free = i == 0 || !t.joined(i) || matches!(t.before(i, 1), "(" | "<" | ">" | "=" | "^" | "-");
            if !(free && (t.joined(i + 1) || first)) {
                return None;
            }
            let n = unsigned(t, i + 1, lang).filter(|n| !n.words)?;
            let number = if t.folded(i) == "-" {
                n.number.negated()
            } else {
                n.number
            };
            Some(Numeral { number, ..n })
        }
        _ => unsigned(t, i, lang),
    }
}

fn unsigned(t: &Tokens, i: usize, lang: Lang) -> Option<Numeral> {
    match lang {
        Lang::English => english::number(t, i),
        Lang::Spanish => spanish::number(t, i),
    }
}

/// A number of a text with its bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Its bytes.
    pub span: Span,
    /// What it says.
    pub number: Number,
}

/// Every number of a text, whatever it counts: years, versions and numbers of telephones too. Numbers with a unit
/// written against them (`180ml`) and places in an order (`third`) are none.
///
/// ```
/// use rootcast_claims::{Lang, number::numbers};
/// let found = numbers("dos mil millones, 4,5 y un tercio", Lang::Spanish);
/// let values: Vec<f64> = found.iter().map(|f| f.number.value).collect();
/// assert_eq!(values, [2e9, 4.5, 1.0 / 3.0]);
/// ```
pub fn numbers(text: &str, lang: Lang) -> Vec<Found> {
    let mut out = Vec::new();
    let style = match lang {
        Lang::Spanish => grouping(text),
        Lang::English => Grouping::Unknown,
    };
    for piece in segments(text) {
        let Some(part) = text.get(piece.clone()) else {
            continue;
        };
        let t = Tokens::new(part).styled(style);
        let mut i = 0;
        while i < t.len() {
            let Some(n) = numeral(&t, i, lang) else {
                i += 1;
                continue;
            };
            if !is_pronoun(&t, i, n.end, lang) && !is_worn(&t, i, n.end) {
                let span = t.span(i, n.end);
                out.push(Found {
                    span: span.start + piece.start..span.end + piece.start,
                    number: n.number,
                });
            }
            i = n.end.max(i + 1);
        }
    }
    out
}

/// Words that point to one of several.
const POINTING: &[&str] = &[
    "another", "any", "each", "every", "no", "other", "same", "that", "the", "this", "which",
];

/// Whether a number of one word, "one", stands for a thing named before: "the one you mentioned".
pub(crate) fn is_pronoun(t: &Tokens, i: usize, end: usize, lang: Lang) -> bool {
    if lang != Lang::English || end != i + 1 || t.folded(i) != "one" {
        return false;
    }
    among(POINTING, t.before(i, 1)) && !t.joined(i)
}

/// Whether letters or an ordinal ending are written against the last digit.
fn is_worn(t: &Tokens, i: usize, end: usize) -> bool {
    let digits = t.is_digits(end.saturating_sub(1)) && end > i;
    digits && t.is_word(end) && t.joined(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str, lang: Lang) -> Vec<f64> {
        numbers(text, lang).iter().map(|f| f.number.value).collect()
    }

    #[test]
    fn tolerance_survives_the_multiplier() {
        let found = numbers("1.20 million", Lang::English);
        let interval = found[0].number.stated(Qualifier::Plain).unwrap().interval();
        assert_eq!((interval.low, interval.high), (1_195_000.0, 1_205_000.0));
        assert!(
            numbers("a third", Lang::English)[0]
                .number
                .stated(Qualifier::Plain)
                .is_none()
        );
    }

    #[test]
    fn pronouns_and_worn_digits_are_no_numbers() {
        assert!(values("The one we saw weighs 30kg", Lang::English).is_empty());
        assert_eq!(values("minus five of 12", Lang::English), [-5.0, 12.0]);
    }
}
