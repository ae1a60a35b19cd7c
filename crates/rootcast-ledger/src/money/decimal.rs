//! Exact decimal amounts, so that sums do not depend on their order.

use std::fmt;

/// A decimal number as a table or a report writes it, kept digit for digit: `1000.10` is not `1000.1000000000001`.
///
/// ```
/// use rootcast_ledger::money::Decimal;
/// let sum = Decimal::parse("0.1").and_then(|a| a.plus(Decimal::parse("0.2")?));
/// assert_eq!(sum.map(|s| s.to_string()), Some("0.3".to_owned()));
/// assert_eq!(Decimal::parse("1,000"), None);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Decimal {
    units: i128,
    /// How many of the digits are decimals.
    places: u8,
}

/// More digits than any amount of money has, and few enough that sums of millions of them fit 128 bits.
const DIGITS: usize = 30;

impl Decimal {
    /// Nothing.
    pub const ZERO: Decimal = Decimal { units: 0, places: 0 };

    /// Reads a number of XML Schema's type `decimal`: a sign, digits, a point; no exponent and no separators. `None`
    /// for anything else, and for more than 30 digits.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim_matches([' ', '\t', '\r', '\n']);
        let (negative, digits) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let part = part.trim_end_matches('0');
        let whole = whole.trim_start_matches('0');
        if !digits.bytes().any(|b| b.is_ascii_digit())
            || whole.len() + part.len() > DIGITS
            || !whole.bytes().chain(part.bytes()).all(|b| b.is_ascii_digit())
        {
            return None;
        }
        let units = whole
            .bytes()
            .chain(part.bytes())
            .fold(0i128, |n, b| n * 10 + i128::from(b - b'0'));
        Some(Self {
            units: if negative { -units } else { units },
            places: u8::try_from(part.len()).ok()?,
        })
    }

    /// The shortest decimal that is the same `f64`; `None` for what is no number.
    pub fn of(value: f64) -> Option<Self> {
        Self::parse(&format!("{value}"))
    }

    /// The sum; `None` where it has too many digits.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        let places = self.places.max(other.places);
        let units = self.at(places)?.checked_add(other.at(places)?)?;
        Some(Self { units, places }.trimmed())
    }

    /// The nearest `f64`.
    pub fn as_f64(self) -> f64 {
        // Text is the one way that rounds once.
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    /// Whether it is nothing.
    pub fn is_zero(self) -> bool {
        self.units == 0
    }

    /// Whether it is below zero.
    pub fn is_negative(self) -> bool {
        self.units < 0
    }

    fn at(self, places: u8) -> Option<i128> {
        10i128
            .checked_pow(u32::from(places.checked_sub(self.places)?))
            .and_then(|p| self.units.checked_mul(p))
    }

    fn trimmed(mut self) -> Self {
        while self.places > 0 && self.units % 10 == 0 {
            self.units /= 10;
            self.places -= 1;
        }
        self
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        let (a, b) = (self.trimmed(), other.trimmed());
        (a.units, a.places) == (b.units, b.places)
    }
}

impl Eq for Decimal {}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.units < 0 { "-" } else { "" };
        let digits = self.units.unsigned_abs().to_string();
        let places = usize::from(self.places);
        if places == 0 {
            return write!(f, "{sign}{digits}");
        }
        let digits = format!("{digits:0>width$}", width = places + 1);
        let (whole, part) = digits.split_at(digits.len() - places);
        write!(f, "{sign}{whole}.{part}")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_what_the_schema_calls_a_decimal() {
        let cases = [
            ("1000", Some("1000")),
            (" -12.50\n", Some("-12.5")),
            ("+5", Some("5")),
            (".5", Some("0.5")),
            ("5.", Some("5")),
            ("00.070", Some("0.07")),
            ("-0", Some("0")),
            ("", None),
            (".", None),
            ("-", None),
            ("1e3", None),
            ("1,000", None),
            ("--1", None),
            ("1.2.3", None),
            ("NaN", None),
            ("1234567890123456789012345678901", None),
        ];
        for (text, printed) in cases {
            assert_eq!(
                Decimal::parse(text).map(|d| d.to_string()).as_deref(),
                printed,
                "{text}"
            );
        }
        assert_eq!(Decimal::of(f64::INFINITY), None);
        assert_eq!(
            Decimal::of(1e21).map(|d| d.to_string()).as_deref(),
            Some("1000000000000000000000")
        );
    }

    proptest! {
        #[test]
        fn sums_do_not_depend_on_their_order(mut cents in proptest::collection::vec(-10_000_000_000i64..10_000_000_000, 0..40)) {
            let sum = |all: &[i64]| {
                all.iter().try_fold(Decimal::ZERO, |s, c| {
                    s.plus(Decimal { units: i128::from(*c), places: 2 })
                })
            };
            let forwards = sum(&cents);
            cents.reverse();
            prop_assert_eq!(forwards, sum(&cents));
            let exact: i64 = cents.iter().sum();
            prop_assert_eq!(forwards, Some(Decimal { units: i128::from(exact), places: 2 }));
        }

        #[test]
        fn printing_and_parsing_round_trip(units in any::<i64>(), places in 0u8..9) {
            let d = Decimal { units: i128::from(units), places };
            prop_assert_eq!(Decimal::parse(&d.to_string()), Some(d));
        }
    }
}
