//! What the text of a key column means: labels, places, years, months and days.

use jiff::civil::Date;
use rootcast_core::{facet::slug, nearest::nearest, period::Period, place::Place};

use crate::{
    cut::day_number,
    manifest::layout::{Column, Read, Role},
};

use super::header::fold;

/// What a text means, with its label spelled out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    Label(String),
    Year(i16),
    Month(i8),
    Days(i32, i32),
    Nothing,
    Skip(String),
}

/// What `text` means in `column`, or what is wrong with it.
pub(super) fn find(column: &Column, text: &str) -> Result<Found, String> {
    let folded = fold(text);
    if let Some((reason, _)) = column
        .skip
        .iter()
        .find(|(_, labels)| labels.iter().any(|l| fold(l) == folded))
    {
        return Ok(Found::Skip(reason.clone()));
    }
    match column.role {
        Role::FiscalYear | Role::CalendarYear => year(&folded)
            .map(Found::Year)
            .ok_or_else(|| "it is not a year; write `2024`, `FY2024` or `2024 (FYTD)`".to_owned()),
        Role::Month => month(&folded)
            .map(Found::Month)
            .ok_or_else(|| format!("it is not a month{}", nearest(&folded, MONTHS))),
        Role::MonthStart => month_start(text.trim())
            .map(|(start, end)| Found::Days(start, end))
            .ok_or_else(|| "it is not the first day of a month, `2023-10-01`".to_owned()),
        Role::Check => label(column, &folded).map(|_| Found::Nothing),
        Role::Facet | Role::Measure => match (label(column, &folded), column.read) {
            (Ok(value), _) => Ok(Found::Label(value)),
            (Err(_), Read::PlaceName) if !folded.is_empty() => Place::from_name(text.trim())
                .map(|p| Found::Label(p.to_string()))
                .map_err(|e| e.to_string()),
            (Err(_), Read::PlaceCode) if !folded.is_empty() => place_code(text.trim()),
            (Err(e), _) => Err(e),
        },
        Role::Value | Role::Total | Role::Ignore => Ok(Found::Nothing),
    }
}

fn place_code(text: &str) -> Result<Found, String> {
    text.to_ascii_uppercase()
        .parse::<Place>()
        .map(|p| Found::Label(p.to_string()))
        .map_err(|e| e.to_string())
}

fn label(column: &Column, folded: &str) -> Result<String, String> {
    if let Some((_, value)) = column.labels.iter().find(|(l, _)| fold(l) == folded) {
        return Ok(value.clone());
    }
    if let Some(l) = column.slugs.iter().find(|l| fold(l) == folded) {
        return Ok(slug(l));
    }
    if folded.is_empty() {
        return Err("it is empty".to_owned());
    }
    let known = || column.labels.keys().chain(&column.slugs).map(String::as_str);
    let near = nearest(folded, known());
    let advice = if near.is_empty() && known().count() <= 12 {
        format!("; known labels are {}", known().collect::<Vec<_>>().join(", "))
    } else {
        near
    };
    Err(format!(
        "the source has no such label{advice}; add it to the manifest"
    ))
}

/// `2024`, `fy2024`, `fy 2024`, `2024 (fytd)`; between 1900 and 2199.
pub(super) fn year(folded: &str) -> Option<i16> {
    let text = folded.strip_prefix("fy").unwrap_or(folded).trim_start();
    let (digits, rest) = text.split_at_checked(4)?;
    if !matches!(rest.trim(), "" | "(fytd)" | "fytd") || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok().filter(|y| (1900..2200).contains(y))
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// `oct`, `oct.`, `october`, `10`, `01 october` (the ordinal of the fiscal year, or the calendar number).
pub(super) fn month(folded: &str) -> Option<i8> {
    let (number, name) = match folded.split_once(' ') {
        Some((number, name)) => (Some(number.parse::<i8>().ok()?), name),
        None => (None, folded),
    };
    if let Ok(n) = name.parse::<i8>() {
        return (number.is_none() && (1..=12).contains(&n)).then_some(n);
    }
    let name = name.trim_end_matches('.');
    if name.len() < 3 {
        return None;
    }
    let month = (1i8..)
        .zip(MONTHS)
        .find(|(_, m)| m.starts_with(name))
        .map(|(n, _)| n)?;
    let fiscal = (month + 2) % 12 + 1;
    match number {
        Some(n) if n != fiscal && n != month => None,
        _ => Some(month),
    }
}

fn month_start(text: &str) -> Option<(i32, i32)> {
    let date: Date = text.parse().ok()?;
    if date.day() != 1 || !(1900..2200).contains(&date.year()) {
        return None;
    }
    Some(days(Period::Month {
        year: date.year(),
        month: date.month(),
    }))
}

/// The days of a period, half-open, since 1970-01-01.
pub(super) fn days(period: Period) -> (i32, i32) {
    let span = period.span();
    (day_number(span.start), day_number(span.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years() {
        for text in ["2024", "fy2024", "fy 2024", "2024 (fytd)", "2024 fytd"] {
            assert_eq!(year(text), Some(2024), "{text}");
        }
        for text in ["", "24", "20244", "2024 (final)", "1066", "20é4", "2024x"] {
            assert_eq!(year(text), None, "{text}");
        }
    }

    #[test]
    fn months() {
        for text in ["oct", "oct.", "october", "10", "01 october", "10 october"] {
            assert_eq!(month(text), Some(10), "{text}");
        }
        assert_eq!(month("sept"), Some(9));
        assert_eq!(month("12 september"), Some(9));
        assert_eq!(month("04 january"), Some(1));
        for text in ["", "o", "oc", "13", "0", "02 october", "octobre", "01 10"] {
            assert_eq!(month(text), None, "{text}");
        }
    }

    #[test]
    fn days_of_months() {
        assert_eq!(month_start("1970-01-01"), Some((0, 31)));
        assert_eq!(month_start("1970-01-02"), None);
        assert_eq!(month_start("soon"), None);
    }
}
