//! Amounts in sentences: `975.6 million USD`, `89,650 people`, `at least 4.15 billion USD`.

use rootcast_core::agreement::Interval;

use crate::ledger::Unit;

/// A number with its unit, in millions or billions where that loses nothing.
///
/// ```
/// use rootcast_ledger::{amount::amount, ledger::Unit};
/// assert_eq!(amount(975_600_000.0, &Unit::usd()), "975.6 million USD");
/// assert_eq!(amount(89_650.0, &Unit::Things("people".to_owned())), "89,650 people");
/// ```
pub fn amount(value: f64, unit: &Unit) -> String {
    format!("{} {unit}", number(value))
}

/// What an interval leaves open, in words: one number, a range, or an end with `at least` or `at most`.
pub fn range(interval: &Interval, unit: &Unit) -> String {
    if interval.is_exact() {
        return amount(interval.low, unit);
    }
    match (interval.low > 0.0, interval.high.is_finite()) {
        (true, true) => format!("{} to {}", number(interval.low), amount(interval.high, unit)),
        (true, false) => format!("at least {}", amount(interval.low, unit)),
        (false, true) if interval.low < 0.0 => {
            format!("{} to {}", number(interval.low), amount(interval.high, unit))
        }
        (false, true) => format!("at most {}", amount(interval.high, unit)),
        (false, false) => format!("any number of {unit}"),
    }
}

/// A number as sentences write it: `975.6 million`, `89,650`, `0.5`.
pub fn number(value: f64) -> String {
    if !value.is_finite() {
        return if value > 0.0 {
            "without limit".to_owned()
        } else {
            "unknown".to_owned()
        };
    }
    let size = value.abs();
    for (least, word) in [(1e9, "billion"), (1e6, "million")] {
        if size >= least {
            // Three decimals of a million are thousands; where those lose something the digits are written out.
            let scaled = value / least;
            let rounded = (scaled * 1e3).round() / 1e3;
            if (rounded * least - value).abs() <= size * 1e-12 {
                return format!("{rounded} {word}");
            }
        }
    }
    let rounded = (value * 100.0).round() / 100.0;
    let text = format!("{}", rounded.abs());
    let (whole, fraction) = text
        .split_once('.')
        .map_or((text.as_str(), None), |(w, f)| (w, Some(f)));
    let mut out = String::new();
    if rounded < 0.0 {
        out.push('-');
    }
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(c);
    }
    if let Some(f) = fraction {
        out.push('.');
        out.push_str(f);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_in_a_sentence() {
        let cases = [
            (975_600_000.0, "975.6 million"),
            (4.15e9, "4.15 billion"),
            (89_650.0, "89,650"),
            (1_234_567.0, "1,234,567"),
            (3_600_000.0, "3.6 million"),
            (-50_000_000.0, "-50 million"),
            (-1_500.0, "-1,500"),
            (0.5, "0.5"),
            (0.0, "0"),
            (999.999, "1,000"),
        ];
        for (value, text) in cases {
            assert_eq!(number(value), text, "{value}");
        }
    }

    #[test]
    fn ranges_name_the_ends_that_are_there() {
        let usd = Unit::usd();
        let open = |low, high| range(&Interval { low, high }, &usd);
        assert_eq!(open(4.15e9, f64::INFINITY), "at least 4.15 billion USD");
        assert_eq!(open(0.0, 3e4), "at most 30,000 USD");
        assert_eq!(open(2.0, 2.0), "2 USD");
        assert_eq!(open(-5.0, 5.0), "-5 to 5 USD");
        assert_eq!(open(0.0, f64::INFINITY), "any number of USD");
    }
}
