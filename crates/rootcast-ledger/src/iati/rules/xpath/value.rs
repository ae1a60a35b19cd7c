//! Values and how one type becomes another: XPath 1.0, sections 3.2 to 3.6 and 4.2 to 4.4.

use super::scope::Item;
use std::borrow::Cow;

/// XML's white space.
pub(super) const SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

/// What an expression gives.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'t> {
    /// Nodes, in document order.
    Nodes(Vec<Item>),
    /// Text.
    Text(Cow<'t, str>),
    /// A number.
    Number(f64),
    /// True or false.
    Boolean(bool),
}

/// Text as a number: digits with at most one dot and a minus sign, white space around it; anything else is NaN.
pub(in super::super) fn number(text: &str) -> f64 {
    let text = text.trim_matches(SPACE);
    let digits = text.strip_prefix('-').unwrap_or(text);
    let mut dots = 0;
    let numeral = digits.bytes().all(|b| {
        dots += usize::from(b == b'.');
        b.is_ascii_digit() || b == b'.'
    });
    if !numeral || dots > 1 || digits.len() == dots {
        return f64::NAN;
    }
    text.parse().unwrap_or(f64::NAN)
}

/// A number as text: the shortest decimal that reads back as the same number, never with an exponent.
pub(super) fn text_of(number: f64) -> Cow<'static, str> {
    if number.is_nan() {
        Cow::Borrowed("NaN")
    } else if number.is_infinite() {
        Cow::Borrowed(if number > 0.0 { "Infinity" } else { "-Infinity" })
    } else if number == 0.0 {
        Cow::Borrowed("0")
    } else {
        Cow::Owned(number.to_string())
    }
}

/// A truth value as text.
pub(super) fn text_of_truth(truth: bool) -> &'static str {
    if truth { "true" } else { "false" }
}

/// A number as a truth value.
pub(super) fn truth_of(number: f64) -> bool {
    number != 0.0 && !number.is_nan()
}

/// The nearest whole number, the greater of two equally near.
pub(super) fn round(number: f64) -> f64 {
    if !number.is_finite() || number.fract() == 0.0 {
        return number;
    }
    let floor = number.floor();
    let rounded = if number - floor >= 0.5 { floor + 1.0 } else { floor };
    if rounded == 0.0 && number < 0.0 {
        -0.0
    } else {
        rounded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_reads_as_a_number_only_in_xpath_s_own_form() {
        for (text, expected) in [
            ("12", 12.0),
            (" -1.5\n", -1.5),
            (".5", 0.5),
            ("5.", 5.0),
            ("-.5", -0.5),
            ("007", 7.0),
        ] {
            assert!((number(text) - expected).abs() < f64::EPSILON, "{text}");
        }
        for text in [
            "", " ", "-", ".", "-.", "+1", "1e3", "1,000", "1.2.3", "0x1", "inf", "NaN", "--1", "1 2",
            "\u{a0}1",
        ] {
            assert!(number(text).is_nan(), "{text}");
        }
    }

    #[test]
    fn numbers_print_without_exponent_and_without_a_needless_dot() {
        assert_eq!(text_of(3.0), "3");
        assert_eq!(text_of(-0.0), "0");
        assert_eq!(text_of(0.1), "0.1");
        assert_eq!(text_of(-2.5), "-2.5");
        assert_eq!(text_of(1e21), "1000000000000000000000");
        assert_eq!(text_of(1e-7), "0.0000001");
        assert_eq!(text_of(f64::NAN), "NaN");
        assert_eq!(text_of(f64::NEG_INFINITY), "-Infinity");
    }

    #[test]
    fn halves_round_up() {
        assert!((round(2.5) - 3.0).abs() < f64::EPSILON);
        assert!((round(-2.5) + 2.0).abs() < f64::EPSILON);
        assert!(round(-0.2).is_sign_negative());
        assert!((round(0.499_999_999_999_999_94) - 0.0).abs() < f64::EPSILON);
        assert!(round(f64::NAN).is_nan());
    }
}
