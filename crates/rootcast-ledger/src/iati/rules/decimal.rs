//! Decimal numbers, added and compared exactly: 33.3 + 33.3 + 33.4 is 100.

use std::cmp::Ordering;
use std::fmt;

/// Digits of a number, at most; 38 would be the most that fit.
const DIGITS: usize = 34;

/// A whole number of units of a power of ten.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decimal {
    units: i128,
    /// Digits after the point.
    scale: u32,
}

impl Decimal {
    pub(super) const ZERO: Self = Self { units: 0, scale: 0 };

    /// Digits with at most one point and a sign, white space around them; no exponent. `None` for anything else and
    /// for more than 34 digits.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim_matches([' ', '\t', '\n', '\r']);
        let (negative, digits) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let part = part.trim_end_matches('0');
        let whole_digits = whole.trim_start_matches('0');
        if digits.trim_matches('.').is_empty() || whole_digits.len() + part.len() > DIGITS {
            return None;
        }
        let mut units = 0i128;
        for byte in whole.bytes().chain(part.bytes()) {
            if !byte.is_ascii_digit() {
                return None;
            }
            units = units * 10 + i128::from(byte - b'0');
        }
        Some(Self {
            units: if negative { -units } else { units },
            scale: u32::try_from(part.len()).ok()?,
        })
    }

    /// The sum; `None` where it has too many digits.
    pub(super) fn plus(self, other: Self) -> Option<Self> {
        let (a, b, scale) = self.aligned(other)?;
        Some(Self {
            units: a.checked_add(b)?,
            scale,
        })
    }

    fn aligned(self, other: Self) -> Option<(i128, i128, u32)> {
        let scale = self.scale.max(other.scale);
        let at = |d: Self| d.units.checked_mul(10i128.checked_pow(scale - d.scale)?);
        Some((at(self)?, at(other)?, scale))
    }

    /// Which is greater.
    pub(super) fn compare(self, other: Self) -> Ordering {
        if let Some((a, b, _)) = self.aligned(other) {
            return a.cmp(&b);
        }
        // One of them is too large to be written in the units of the other, so whole numbers tell them apart.
        let whole = |d: Self| d.units / 10i128.checked_pow(d.scale).unwrap_or(i128::MAX);
        whole(self).cmp(&whole(other))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.units.unsigned_abs().to_string();
        let sign = if self.units < 0 { "-" } else { "" };
        let scale = self.scale as usize;
        if scale == 0 {
            return write!(f, "{sign}{digits}");
        }
        let digits = format!("{digits:0>width$}", width = scale + 1);
        let (whole, part) = digits.split_at(digits.len() - scale);
        let part = part.trim_end_matches('0');
        let point = if part.is_empty() { "" } else { "." };
        write!(f, "{sign}{whole}{point}{part}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(text: &str) -> Decimal {
        Decimal::parse(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn percentages_that_binary_numbers_miss_add_to_a_hundred() {
        for parts in [
            vec!["33.3", "33.3", "33.4"],
            vec!["0.1"; 1000],
            vec!["14.29"; 7],
            vec!["66.66", "33.34"],
        ] {
            let sum = parts
                .iter()
                .try_fold(Decimal::ZERO, |sum, p| sum.plus(of(p)))
                .unwrap();
            let expected = if parts.len() == 7 { "100.03" } else { "100" };
            assert_eq!(sum.compare(of(expected)), Ordering::Equal, "{parts:?} {sum}");
        }
    }

    #[test]
    fn only_plain_decimals_are_read() {
        for (text, shown) in [
            (" 100.00\n", "100"),
            ("-0.50", "-0.5"),
            (".5", "0.5"),
            ("5.", "5"),
            ("+7", "7"),
        ] {
            assert_eq!(of(text).to_string(), shown);
        }
        for text in ["", ".", "-", "1e2", "10%", "1,5", "1.2.3", "NaN", "--1", "٣"] {
            assert!(Decimal::parse(text).is_none(), "{text}");
        }
        assert!(Decimal::parse(&"9".repeat(35)).is_none());
        assert!(Decimal::parse(&format!("0.{}", "0".repeat(500))).is_some());
    }

    proptest! {
        #[test]
        fn order_and_sums_are_those_of_whole_numbers(a in -10_000i64..10_000, b in -10_000i64..10_000) {
            let at = |n: i64| Decimal { units: i128::from(n), scale: 2 };
            prop_assert_eq!(at(a).compare(at(b)), a.cmp(&b));
            prop_assert_eq!(at(a).plus(at(b)).unwrap().compare(at(a + b)), Ordering::Equal);
            prop_assert_eq!(of(&at(a).to_string()).compare(at(a)), Ordering::Equal);
        }
    }
}
