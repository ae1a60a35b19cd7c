//! How the brief writes numbers, periods and changes: thin thousands separators, a true minus sign, one decimal in
//! percentages, months by name.

use rootcast_core::{
    period::Period,
    value::{Missing, Value},
};

use super::model::Style;
use crate::format::number::{THIN_SPACE, people};

/// The thin space that does not break: in running text a number must stay in one piece.
pub(crate) const NARROW: &str = "\u{202f}";
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A whole number: `240 927`, `−312`.
pub(crate) fn count(value: f64) -> String {
    decimal(value, 0)
}

/// A number with `places` decimals, unbroken at the end of a line.
pub(crate) fn decimal(value: f64, places: usize) -> String {
    people(value, places).replace(THIN_SPACE, NARROW)
}

/// Parts of a hundred: `20.0 %`.
pub(crate) fn percent(value: f64) -> String {
    format!("{}{NARROW}%", decimal(value, 1))
}

/// A number in the style of its chart.
pub(crate) fn styled(style: Style, value: f64) -> String {
    match style {
        Style::Count => count(value),
        Style::Percent => percent(value),
        Style::Decimal => decimal(value, 2),
        Style::Usd => format!("{}{NARROW}million", decimal(value / 1e6, 1)),
    }
}

/// A change with its sign, `+12.3 %` or `−0.1 %`; `None` where the base is zero.
pub(crate) fn change(from: f64, to: f64) -> Option<String> {
    (from != 0.0).then(|| {
        let relative = (to - from) / from * 100.0;
        // A change too small for one decimal is still a change.
        let places = if relative != 0.0 && relative.abs() < 0.05 {
            3
        } else {
            1
        };
        format!("{}{NARROW}%", signed(relative, places))
    })
}

/// A difference with its sign: `+5`, `−61`, `0`.
pub(crate) fn signed(value: f64, places: usize) -> String {
    let text = decimal(value, places);
    let zero = !text.contains(|c: char| matches!(c, '1'..='9'));
    if value > 0.0 && !zero {
        format!("+{text}")
    } else {
        text
    }
}

/// The reason a number is missing, in words.
pub(crate) fn missing(reason: Missing) -> &'static str {
    match reason {
        Missing::NotPublished => "not published",
        Missing::NotCovered => "not covered",
        Missing::Suppressed => "suppressed",
        Missing::NotApplicable => "not applicable",
        Missing::Unknown => "unknown",
        Missing::Conflicting => "sources conflict",
    }
}

/// A value in the style of its chart, or why there is none.
pub(crate) fn value(style: Style, value: Value) -> String {
    match value {
        Value::Number { value } => styled(style, value),
        Value::BelowThreshold { threshold } => format!("below {}", styled(style, threshold)),
        Value::Missing { reason } => missing(reason).to_owned(),
    }
}

/// A period in words: `October 2023`, `FY2023`, `2023`.
pub(crate) fn period(period: Period) -> String {
    match period {
        Period::Month { year, month } => {
            month_name(month).map_or_else(|| period.to_string(), |m| format!("{m} {year}"))
        }
        _ => period.to_string(),
    }
}

/// The English name of a month, 1 to 12.
pub(crate) fn month_name(month: i8) -> Option<&'static str> {
    let index = usize::try_from(month).ok()?.checked_sub(1)?;
    MONTHS.get(index).copied()
}

/// Names joined as in a sentence: `a, b and c`.
pub(crate) fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., last] => format!("{} and {last}", head.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_read_thin_separators_and_true_minus_signs() {
        assert_eq!(count(2_475_669.0), "2\u{202f}475\u{202f}669");
        assert_eq!(count(1234.0), "1\u{202f}234");
        assert_eq!(count(-61.4), "\u{2212}61");
        assert_eq!(decimal(-0.001, 2), "0.00");
        assert_eq!(percent(20.007), "20.0\u{202f}%");
    }

    #[test]
    fn changes_keep_a_digit_however_small() {
        assert_eq!(
            change(240_988.0, 240_927.0).as_deref(),
            Some("\u{2212}0.025\u{202f}%")
        );
        assert_eq!(change(200.0, 250.0).as_deref(), Some("+25.0\u{202f}%"));
        assert_eq!(change(0.0, 5.0), None);
        assert_eq!(signed(0.0, 0), "0");
    }

    #[test]
    fn names_join_as_in_a_sentence() {
        let names = ["Cuba", "Haiti", "Nicaragua"].map(String::from);
        assert_eq!(list(&names), "Cuba, Haiti and Nicaragua");
        assert_eq!(list(&names[..1]), "Cuba");
    }
}
