//! Readings and figures in plain words, for people who do not write readings.
//!
//! ```
//! use rootcast_claims::plain::words;
//! let reading = "encounters origin=MEX component=usbp border=southwest authority=all period=FY2023";
//! assert_eq!(
//!     words(&[reading], None),
//!     "encounters of people from Mexico, south-west border, Border Patrol alone, fiscal year 2023"
//! );
//! ```

use jiff::civil::Date;
use rootcast_core::{
    calendar::Calendar,
    facet::Facet,
    measure::Measure,
    period::{Granularity, Period, PeriodRange},
    place::{Group, Lang, Place, groups},
    reading::{By, Filter, Reading},
};

/// More places than this are counted or named by their group.
const NAMED: usize = 5;

/// A choice of a reading in words.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    /// The facet, or what else is chosen.
    of: String,
    words: String,
}

/// Readings asked together (both ends of a change, a part and its whole) in words: what they share is said once. The
/// day as known is said where it is not `day`.
pub fn words<T: AsRef<str>>(readings: &[T], day: Option<Date>) -> String {
    let mut parts = merged(readings);
    parts.extend(known(readings, day).into_iter().map(|words| Part {
        of: "as-of".to_owned(),
        words,
    }));
    said(&parts)
}

/// The days as known that are not `day`, in words.
fn known<T: AsRef<str>>(readings: &[T], day: Option<Date>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for reading in readings.iter().filter_map(|r| r.as_ref().parse::<Reading>().ok()) {
        let later = reading
            .as_of
            .filter(|d| day.is_some_and(|day| *d != day))
            .map(|d| format!("as known on {d}"));
        out.extend(later.filter(|k| !out.contains(k)));
    }
    out
}

/// What the second set of readings says that the first does not, with its day as known where that is not `day`; all of
/// it where they say the same.
pub fn instead<T: AsRef<str>>(one: &[T], other: &[T], day: Date) -> String {
    let (said, new) = (each(one), each(other));
    let mut parts: Vec<String> = new
        .into_iter()
        .filter(|p| !said.contains(p))
        .map(|p| p.words)
        .collect();
    if parts.is_empty() {
        return words(other, Some(day));
    }
    parts.extend(known(other, Some(day)));
    parts.join(", ")
}

/// On what two sets of readings differ: what the first says and the second does not, and the other way round. Where
/// the period differs nothing else is said.
pub fn difference<T: AsRef<str>>(one: &[T], other: &[T]) -> Option<Difference> {
    let (one, other) = (each(one), each(other));
    let of = |x: &[Part], y: &[Part], period: bool| {
        let parts: Vec<String> = x
            .iter()
            .filter(|p| (p.of == "period") == period && !y.contains(p))
            .map(|p| p.words.clone())
            .collect();
        parts.join(", ")
    };
    [true, false].into_iter().find_map(|period| {
        let (a, b) = (of(&one, &other, period), of(&other, &one, period));
        (!a.is_empty() || !b.is_empty()).then_some(Difference {
            period,
            one: a,
            other: b,
        })
    })
}

/// What differs between two sets of readings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Whether it is the period.
    pub period: bool,
    /// What the first says alone.
    pub one: String,
    /// What the other says alone.
    pub other: String,
}

/// The measure and whom it is of stand together; everything else follows after commas.
fn said(parts: &[Part]) -> String {
    let mut out = String::new();
    for part in parts {
        let of_people = part.of == "origin" || part.of == "place";
        if !out.is_empty() {
            out.push_str(if of_people { " " } else { ", " });
        }
        out.push_str(&part.words);
    }
    out
}

/// The choices of several readings, none twice, in the order they are met.
fn each<T: AsRef<str>>(readings: &[T]) -> Vec<Part> {
    let mut out: Vec<Part> = Vec::new();
    for reading in readings {
        for part in parts(reading.as_ref()) {
            if !out.contains(&part) {
                out.push(part);
            }
        }
    }
    out
}

/// The same with the choices of one facet in one: "fiscal year 2021 and fiscal year 2023".
fn merged<T: AsRef<str>>(readings: &[T]) -> Vec<Part> {
    let mut out: Vec<Part> = Vec::new();
    for part in each(readings) {
        match out.iter_mut().find(|p| p.of == part.of) {
            Some(known) => known.words = format!("{} and {}", known.words, part.words),
            None => out.push(part),
        }
    }
    out
}

fn parts(text: &str) -> Vec<Part> {
    let part = |of: &str, words: String| Part {
        of: of.to_owned(),
        words,
    };
    let Ok(reading) = text.parse::<Reading>() else {
        return vec![part("measure", text.to_owned())];
    };
    let mut out = vec![part("measure", measure(&reading.measure))];
    let (people, rest): (Vec<_>, Vec<_>) = reading
        .filters
        .iter()
        .partition(|(facet, _)| matches!(facet.as_str(), "origin" | "place"));
    // What a measure chooses by its definition is said by its name.
    let implied = |facet: &str, filter: &Filter| {
        let by_definition = Measure::find(&reading.measure)
            .ok()
            .and_then(|m| m.filter.get(facet));
        by_definition.is_some_and(|v| {
            filter
                .values()
                .is_some_and(|all| all.len() == 1 && all.contains(v))
        })
    };
    for (facet, filter) in people.into_iter().chain(rest) {
        if implied(facet, filter) {
            continue;
        }
        out.extend(choice(facet, filter).map(|words| part(facet, words)));
    }
    for by in &reading.by {
        let by = match by {
            By::Time(length) => match length {
                Granularity::Day => "day",
                Granularity::Month => "month",
                Granularity::Quarter | Granularity::FiscalQuarter(_) => "quarter",
                Granularity::Year => "year",
                Granularity::FiscalYear(_) => "fiscal year",
            }
            .to_owned(),
            By::Facet(facet) => title(facet),
        };
        out.push(part("by", format!("by {by}")));
    }
    out.extend(reading.period.map(|p| part("period", range(&p))));
    out
}

/// The title of a measure inside a sentence.
fn measure(id: &str) -> String {
    let title = Measure::find(id).map_or(id, |m| m.title.as_str());
    let mut letters = title.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() && !title.starts_with("Title ") => {
            first.to_lowercase().chain(title.chars().skip(1)).collect()
        }
        _ => title.to_owned(),
    }
}

fn title(facet: &str) -> String {
    Facet::find(facet).map_or(facet, Facet::title).to_lowercase()
}

/// One choice, or nothing where it leaves nothing out.
fn choice(facet: &str, filter: &Filter) -> Option<String> {
    let values = match filter {
        Filter::All => {
            return match facet {
                "component" => Some("Border Patrol and ports of entry".to_owned()),
                "border" => Some("all borders".to_owned()),
                _ => None,
            };
        }
        Filter::Values(values) => values,
    };
    let known = match (facet, values.as_slice()) {
        ("component", [one]) if one == "usbp" => "Border Patrol alone",
        ("component", [one]) if one == "ofo" => "ports of entry alone",
        ("border", [one]) if one == "southwest" => "south-west border",
        ("border", [one]) if one == "northern" => "northern border",
        ("authority", [one]) if one == "title8" => "Title 8 alone",
        ("authority", [one]) if one == "title42" => "Title 42 alone",
        ("tally", [one]) if one == "cumulative" => "to date",
        ("aim", [one]) if one == "target" => "as aimed at",
        ("aim", [one]) if one == "actual" => "as reached",
        ("origin", values) => return Some(format!("of people from {}", places(values))),
        ("place", values) => return Some(format!("in {}", places(values))),
        ("activity", values) => return Some(plain(values)),
        (facet, values) => return Some(format!("{} {}", title(facet), plain(values))),
    };
    Some(known.to_owned())
}

fn plain(values: &[String]) -> String {
    listed(&values.iter().map(|v| v.replace('-', " ")).collect::<Vec<_>>())
}

fn places(codes: &[String]) -> String {
    if codes.len() > NAMED {
        let whole = |g: &&Group| {
            g.members.len() == codes.len() && g.members.iter().all(|m| codes.iter().any(|c| c == m.code()))
        };
        return match groups().iter().find(whole) {
            Some(group) => group.title(Lang::En).to_owned(),
            None => format!("{} countries", codes.len()),
        };
    }
    let names: Vec<String> = codes
        .iter()
        .map(|c| {
            c.parse::<Place>()
                .map_or_else(|_| c.clone(), |p| p.name(Lang::En).to_owned())
        })
        .collect();
    listed(&names)
}

/// `a, b and c`.
fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

fn range(range: &PeriodRange) -> String {
    let (first, last) = (range.first(), range.last());
    if range.is_one() {
        return period(&first);
    }
    match (first, last) {
        (Period::Year { year: a }, Period::Year { year: b }) => format!("calendar years {a} to {b}"),
        (Period::FiscalYear { year: a, calendar }, Period::FiscalYear { year: b, .. })
            if calendar == Calendar::default() =>
        {
            format!("fiscal years {a} to {b}")
        }
        _ => format!("{} to {}", period(&first), period(&last)),
    }
}

/// A period with its calendar.
pub fn period(period: &Period) -> String {
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
    const QUARTERS: [&str; 4] = [
        "January to March",
        "April to June",
        "July to September",
        "October to December",
    ];
    let nth = |names: &[&'static str], n: i8| usize::try_from(n - 1).ok().and_then(|i| names.get(i).copied());
    let said = match period {
        Period::Month { year, month } => nth(&MONTHS, *month).map(|m| format!("{m} {year}")),
        Period::Quarter { year, quarter } => nth(&QUARTERS, *quarter).map(|q| format!("{q} {year}")),
        Period::Year { year } => Some(format!("calendar year {year}")),
        Period::FiscalYear { calendar, year } if *calendar == Calendar::default() => {
            Some(format!("fiscal year {year}"))
        }
        Period::FiscalQuarter {
            calendar,
            year,
            quarter,
        } if *calendar == Calendar::default() => Some(format!("quarter {quarter} of fiscal year {year}")),
        Period::Day(_) | Period::FiscalYear { .. } | Period::FiscalQuarter { .. } => None,
    };
    said.unwrap_or_else(|| period.to_string())
}

/// From here on decimals say nothing to a reader.
const WHOLE: f64 = 10_000.0;

/// A number with thousands grouped, as many decimals as it has, two at most; large ones are whole.
pub fn grouped(value: f64) -> String {
    let rounded = if value.abs() < WHOLE {
        (value * 100.0).round() / 100.0
    } else {
        value.round()
    };
    let text = format!("{}", rounded.abs());
    let (whole, fraction) = text
        .split_once('.')
        .map_or((text.as_str(), None), |(w, f)| (w, Some(f)));
    let mut out = String::new();
    if rounded < 0.0 {
        out.push('\u{2212}');
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

    const ALL: &str = "encounters origin=GTM+HND+SLV component=all border=southwest authority=all period=";

    #[test]
    fn what_readings_share_is_said_once() {
        let both = [format!("{ALL}FY2021"), format!("{ALL}FY2023")];
        assert_eq!(
            words(&both, None),
            "encounters of people from Guatemala, Honduras and El Salvador, south-west border, Border Patrol \
             and ports of entry, fiscal year 2021 and fiscal year 2023"
        );
    }

    #[test]
    fn the_day_is_said_where_it_is_another() {
        let day: Date = "2024-02-05".parse().unwrap();
        let then = "homicide-rate place=SLV period=2018..2021 as-of=2024-02-05";
        assert_eq!(
            words(&[then], Some(day)),
            "intentional homicides per 100,000 in El Salvador, calendar years 2018 to 2021"
        );
        let now = then.replace("2024-02-05", "2026-11-25");
        assert!(words(&[now], Some(day)).ends_with(", as known on 2026-11-25"));
    }

    #[test]
    fn a_question_is_about_what_differs() {
        let one = [format!("{ALL}FY2023")];
        let other = [format!("{ALL}2023")];
        let found = difference(&one, &other).unwrap();
        assert!(found.period);
        assert_eq!(
            (found.one.as_str(), found.other.as_str()),
            ("fiscal year 2023", "calendar year 2023")
        );
        let patrol = [one[0].replace("component=all", "component=usbp")];
        let found = difference(&one, &patrol).unwrap();
        assert_eq!(
            (found.one.as_str(), found.other.as_str()),
            ("Border Patrol and ports of entry", "Border Patrol alone")
        );
        assert_eq!(difference(&one, &one), None);
        let day: Date = "2024-02-05".parse().unwrap();
        let later = [format!("{} as-of=2026-11-25", other[0])];
        assert_eq!(
            instead(&one, &later, day),
            "calendar year 2023, as known on 2026-11-25"
        );
    }

    #[test]
    fn what_a_measure_chooses_by_definition_is_not_said_again() {
        let reading = "apprehensions component=usbp border=southwest authority=title8 period=2023-10";
        assert_eq!(
            words(&[reading], None),
            "apprehensions, south-west border, October 2023"
        );
    }

    #[test]
    fn what_is_no_reading_is_left_as_it_is() {
        assert_eq!(words(&["a date"], None), "a date");
        assert_eq!(words::<&str>(&[], None), "");
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(grouped(495_286.0), "495,286");
        assert_eq!(grouped(-1234.5), "\u{2212}1,234.5");
        assert_eq!(grouped(38.25), "38.25");
        assert_eq!(grouped(4.2e9), "4,200,000,000");
        assert_eq!(grouped(2_452_101_826.7), "2,452,101,827");
    }
}
