//! Numbers as text: plain for machines, with thin spaces between thousands for people.

use rootcast_core::measure::Unit;

/// U+2009, as the international system of units asks for.
pub const THIN_SPACE: char = '\u{2009}';

/// The shortest decimal text that reads back as the same number, without exponent.
pub fn plain(value: f64) -> String {
    if value == 0.0 {
        "0".to_owned()
    } else {
        value.to_string()
    }
}

/// A whole number for people: `495 286`.
pub fn count(value: u64) -> String {
    grouped(&value.to_string())
}

/// A number for people with a fixed number of decimals: `−12 345.60`.
pub fn people(value: f64, decimals: usize) -> String {
    let text = format!("{:.*}", decimals, value.abs());
    let sign = if value < 0.0 && text.bytes().any(|b| b.is_ascii_digit() && b != b'0') {
        "−"
    } else {
        ""
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{}{point}{fraction}", grouped(whole))
}

/// A difference for people, with its sign: `+120`, `−2`, `0`.
pub fn difference(value: f64, decimals: usize) -> String {
    let text = people(value, decimals);
    if value > 0.0 { format!("+{text}") } else { text }
}

/// How many decimals a figure of this unit is shown with; files hold every digit.
pub fn decimals(unit: Unit) -> usize {
    match unit {
        Unit::Events
        | Unit::Persons
        | Unit::Deaths
        | Unit::Count
        | Unit::Usd
        | Unit::InternationalUsd
        | Unit::Thousands => 0,
        Unit::Percent | Unit::Per100k => 2,
        Unit::Index => 3,
        Unit::ExchangeRate => 4,
    }
}

/// Whether showing the number with so many decimals leaves digits out.
pub fn is_cut(value: f64, decimals: usize) -> bool {
    format!("{value:.decimals$}").parse::<f64>() != Ok(value)
}

fn grouped(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 * THIN_SPACE.len_utf8());
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(THIN_SPACE);
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(2_475_669), "2\u{2009}475\u{2009}669");
        assert_eq!(people(-1234.5, 2), "−1\u{2009}234.50");
        assert_eq!(people(-0.001, 2), "0.00");
        assert_eq!(difference(12.0, 0), "+12");
        assert_eq!(difference(-2.0, 0), "−2");
        assert_eq!(difference(0.0, 0), "0");
    }

    #[test]
    fn digits_left_out_are_noticed() {
        assert!(is_cut(0.123, 2));
        assert!(!is_cut(0.12, 2));
        assert!(!is_cut(495_286.0, 0));
    }
}
