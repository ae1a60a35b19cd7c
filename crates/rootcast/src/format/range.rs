//! Intervals as text: what a figure leaves open, in words.

use rootcast_core::agreement::Interval;

use super::number::people;

/// `more than 4 200 000 000`, `up to 30 000`, `7 000 to 8 000`, or the number alone where there is one.
///
/// "More than" and "up to" are the words for an end without a bound; a figure's own words say whether the bound itself
/// is meant.
pub fn words(range: &Interval, decimals: usize) -> String {
    match (range.low.is_finite(), range.high.is_finite()) {
        _ if range.is_exact() => people(range.low, decimals),
        (true, false) => format!("more than {}", people(range.low, decimals)),
        (false, true) => format!("up to {}", people(range.high, decimals)),
        // What is counted or paid is not below zero, so a range from zero has no lower bound of its own.
        (true, true) if range.low == 0.0 => format!("up to {}", people(range.high, decimals)),
        (true, true) => format!(
            "{} to {}",
            people(range.low, decimals),
            people(range.high, decimals)
        ),
        (false, false) => "any number".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_end_is_said_in_words() {
        let cases = [
            (
                4.2e9,
                f64::INFINITY,
                "more than 4\u{2009}200\u{2009}000\u{2009}000",
            ),
            (0.0, 3e4, "up to 30\u{2009}000"),
            (f64::NEG_INFINITY, 5.0, "up to 5"),
            (7e3, 8e3, "7\u{2009}000 to 8\u{2009}000"),
            (12.0, 12.0, "12"),
            (f64::NEG_INFINITY, f64::INFINITY, "any number"),
        ];
        for (low, high, text) in cases {
            assert_eq!(words(&Interval { low, high }, 0), text);
        }
    }
}
