use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;

const ANCHOR: Date = date(2024, 2, 5);

/// First day and day after the last, reading names that come round as past ones.
fn read(text: &str, lang: Lang) -> Vec<(Date, Date)> {
    times(text, ANCHOR, lang)
        .iter()
        .filter_map(|t| match t.when {
            When::Days(d) | When::Season(d) => Some((d.past.start, d.past.end)),
            When::Between { from, to } => Some((from.past.start, to.past.end)),
            When::Length(_) | When::Recent(_) | When::Away { .. } => None,
        })
        .collect()
}

fn english(text: &str) -> Vec<(Date, Date)> {
    read(text, Lang::English)
}

#[test]
fn fiscal_years_are_resolved_by_their_calendar() {
    let fy = |y: i16| vec![(date(y - 1, 10, 1), date(y, 10, 1))];
    for (text, year) in [
        ("in fiscal 2021", 2021),
        ("FY21 was higher", 2021),
        ("in FY2021-22", 2022),
        ("the fiscal year ended in September 2023", 2023),
        ("for the fiscal year ending September 30, 2023,", 2023),
        ("the 2024 budget year", 2024),
        ("last fiscal year", 2023),
        ("this fiscal year", 2024),
    ] {
        assert_eq!(english(text), fy(year), "{text}");
    }
    assert_eq!(read("en el año fiscal 2023", Lang::Spanish), fy(2023));
    assert_eq!(
        english("first three months of the 2024 budget year"),
        [(date(2023, 10, 1), date(2024, 1, 1))]
    );
    assert_eq!(
        english("the second quarter of fiscal 2023"),
        [(date(2023, 1, 1), date(2023, 4, 1))]
    );
}

#[test]
fn dates_and_periods_of_a_text() {
    for (text, from, to) in [
        ("on 24 May 2021", date(2021, 5, 24), date(2021, 5, 25)),
        ("since Jan. 20, 2021", date(2021, 1, 20), date(2021, 1, 21)),
        ("in October", date(2023, 10, 1), date(2023, 11, 1)),
        ("last year", date(2023, 1, 1), date(2024, 1, 1)),
        ("from 2017 to 2019", date(2017, 1, 1), date(2020, 1, 1)),
        (
            "between October and December 2023",
            date(2023, 10, 1),
            date(2024, 1, 1),
        ),
        ("over the past three years", date(2021, 2, 5), date(2024, 2, 5)),
        ("the first half of 2023", date(2023, 1, 1), date(2023, 7, 1)),
        ("since spring 2021", date(2021, 3, 1), date(2021, 6, 1)),
        (
            "in the 12 months to June 2023",
            date(2022, 7, 1),
            date(2023, 7, 1),
        ),
        (
            "the three months ended September 30, 2023",
            date(2023, 7, 1),
            date(2023, 10, 1),
        ),
        ("yesterday", date(2024, 2, 4), date(2024, 2, 5)),
        ("this Friday", date(2024, 2, 9), date(2024, 2, 10)),
        ("in mid-January", date(2024, 1, 10), date(2024, 1, 21)),
        ("the 1990s", date(1990, 1, 1), date(2000, 1, 1)),
        ("two years ago", date(2022, 2, 5), date(2022, 2, 6)),
    ] {
        assert_eq!(english(text), [(from, to)], "{text}");
    }
}

#[test]
fn spanish_times() {
    for (text, from, to) in [
        ("el 24 de mayo de 2021", date(2021, 5, 24), date(2021, 5, 25)),
        ("en octubre de 2023", date(2023, 10, 1), date(2023, 11, 1)),
        ("el año pasado", date(2023, 1, 1), date(2024, 1, 1)),
        ("entre 2019 y 2021", date(2019, 1, 1), date(2022, 1, 1)),
        ("hace dos años", date(2022, 2, 5), date(2022, 2, 6)),
        ("el primer trimestre de 2023", date(2023, 1, 1), date(2023, 4, 1)),
        ("los últimos tres meses", date(2023, 11, 5), date(2024, 2, 5)),
        (
            "los primeros tres meses del año fiscal 2024",
            date(2023, 10, 1),
            date(2024, 1, 1),
        ),
    ] {
        assert_eq!(read(text, Lang::Spanish), [(from, to)], "{text}");
    }
}

#[test]
fn relations_and_lengths() {
    let found = times(
        "Since 2021 it took three months, until May 3.",
        ANCHOR,
        Lang::English,
    );
    let relations: Vec<Relation> = found.iter().map(|t| t.relation).collect();
    assert_eq!(relations, [Relation::Since, Relation::In, Relation::Until]);
    assert!(matches!(found[1].when, When::Length(l) if l.months == 3));
    let later = times("Three years later, the road was open.", ANCHOR, Lang::English);
    assert!(matches!(later[0].when, When::Away { length, later: true } if length.months == 36));
    assert!(times("about $1 billion a year", ANCHOR, Lang::English).is_empty());
    let recent = times("in recent months", ANCHOR, Lang::English);
    assert_eq!(recent[0].when, When::Recent(Step::Month));
}

#[test]
fn numbers_that_are_no_times() {
    for text in [
        "He may march 5 miles",
        "a second later than 7,250",
        "5.2 billion",
        "Title 42",
        "100,000 people",
    ] {
        let found: Vec<_> = times(text, ANCHOR, Lang::English)
            .into_iter()
            .filter(|t| matches!(t.when, When::Days(_) | When::Between { .. }))
            .collect();
        assert!(found.is_empty(), "{text}: {found:?}");
    }
}

proptest! {
    #[test]
    fn any_text_reads(text in "\\PC{0,60}", y in 1i16..9999, spanish: bool) {
        let lang = if spanish { Lang::Spanish } else { Lang::English };
        let mut end = 0;
        for t in times(&text, date(y, 6, 15), lang) {
            prop_assert!(t.span.start >= end && text.get(t.span.clone()).is_some());
            end = t.span.end;
        }
    }

    #[test]
    fn words_of_time_in_any_order(words in proptest::collection::vec(
        prop::sample::select(vec!["last", "next", "first", "three", "2", "31", "2023", "FY", "fiscal", "year", "weeks", "of", "the",
            "May", "Friday", "to", "-", "/", "from", "quarter", "ago", "before", "yesterday", "half", "week", "1990", "s", "hace", "años"]), 0..12),
        y in 1i16..9999,
    ) {
        let text = words.join(" ");
        times(&text, date(y, 1, 1), Lang::English);
        times(&text, date(y, 12, 31), Lang::Spanish);
    }
}
