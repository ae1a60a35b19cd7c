use proptest::prelude::*;

use std::str::FromStr;

use super::*;
use crate::calendar::calendars;

fn any_period() -> impl Strategy<Value = Period> {
    let calendar = || proptest::sample::select(calendars().to_vec());
    prop_oneof![
        (1900i16..2100, 1i8..=12).prop_map(|(year, month)| Period::Month { year, month }),
        (1900i16..2100, 1i8..=4).prop_map(|(year, quarter)| Period::Quarter { year, quarter }),
        (1900i16..2100).prop_map(|year| Period::Year { year }),
        (1900i16..2100, calendar()).prop_map(|(year, calendar)| Period::FiscalYear { calendar, year }),
        (1900i16..2100, 1i8..=4, calendar()).prop_map(|(year, quarter, calendar)| {
            Period::FiscalQuarter {
                calendar,
                year,
                quarter,
            }
        }),
        (1900i16..2100, 1i8..=12, 1i8..=28).prop_map(|(y, m, d)| Period::Day(Date::new(y, m, d).unwrap())),
    ]
}

proptest! {
    #[test]
    fn text_round_trips(p in any_period()) {
        prop_assert_eq!(p.to_string().parse::<Period>().unwrap(), p);
    }

    #[test]
    fn periods_of_a_kind_tile_time(p in any_period()) {
        let n = p.next();
        prop_assert_eq!(p.span().end, n.span().start);
        prop_assert_eq!(n.back(1), p);
        prop_assert_eq!(Period::containing(p.granularity(), p.span().start), p);
    }

    #[test]
    fn months_tile_everything_but_days(p in any_period()) {
        let months = p.split(Granularity::Month);
        if matches!(p, Period::Day(_)) { prop_assert!(months.is_none()); return Ok(()); }
        let months = months.unwrap();
        prop_assert_eq!(months[0].span().start, p.span().start);
        prop_assert_eq!(months[months.len() - 1].span().end, p.span().end);
    }

    #[test]
    fn no_text_panics(t in "\\PC{0,12}") {
        let _ = t.parse::<PeriodRange>();
    }
}

#[test]
fn wrong_text_says_what_to_write() {
    for bad in [
        "",
        "20",
        "2023-13",
        "2023Q5",
        "FY23",
        "FY2023@zzz",
        "2023-02-30",
        "2023..FY2024",
        "2024..2023",
    ] {
        let e = bad.parse::<PeriodRange>().unwrap_err().to_string();
        assert!(e.len() > 20, "{bad}: {e}");
    }
}

#[test]
fn going_back_is_the_inverse_of_going_on() {
    let cases = [
        ("FY2023", 3, "FY2020"),
        ("FY2023Q1", 1, "FY2022Q4"),
        ("FY2023Q1@can", 5, "FY2021Q4@can"),
        ("2023-01", 1, "2022-12"),
        ("2024-03-01", 1, "2024-02-29"),
        ("2023Q1", 4, "2022Q1"),
        ("2023", 0, "2023"),
    ];
    for (from, n, to) in cases {
        let p: Period = from.parse().unwrap();
        assert_eq!(p.back(n).to_string(), to);
        assert_eq!((0..n).fold(p.back(n), |p, _| p.next()), p);
    }
    // No count, however large, takes long or panics.
    let p: Period = "2023-10".parse().unwrap();
    assert!(p.back(u32::MAX) < p);
    assert!(Period::from_str("2023-10-05").unwrap().back(u32::MAX) < p);
}

#[test]
fn the_end_of_time_ends() {
    let last = Period::Year { year: 9999 };
    assert!(last.split(Granularity::Month).is_none_or(|m| m.len() <= 12));
    let day = Period::Day(Date::MAX);
    assert_eq!(day.next(), day);
    for bad in [
        Period::Quarter {
            year: i16::MAX,
            quarter: i8::MAX,
        },
        Period::Month {
            year: i16::MIN,
            month: i8::MIN,
        },
    ] {
        let _ = (bad.span(), bad.next(), bad.back(1), bad.year_before());
    }
}

#[test]
fn fiscal_years_begin_where_their_calendar_says() {
    let cases = [
        ("FY2023", "2022-10-01", "2023-10-01"),
        ("FY2023@usa", "2022-10-01", "2023-10-01"),
        ("FY2023@mex", "2023-01-01", "2024-01-01"),
        ("FY2023@gbr", "2022-04-01", "2023-04-01"),
        ("FY2023@aus", "2022-07-01", "2023-07-01"),
        ("FY2023Q2", "2023-01-01", "2023-04-01"),
        ("FY2023Q4@gbr", "2023-01-01", "2023-04-01"),
        ("2023Q4", "2023-10-01", "2024-01-01"),
        ("2024-02", "2024-02-01", "2024-03-01"),
    ];
    for (text, start, end) in cases {
        let span = Period::from_str(text).unwrap().span();
        assert_eq!(
            (span.start.to_string().as_str(), span.end.to_string().as_str()),
            (start, end),
            "{text}"
        );
    }
}

#[test]
fn ranges_split_where_they_tile() {
    let count = |range: &str, g| PeriodRange::from_str(range).unwrap().split(g).map(|p| p.len());
    let (us, mex) = (Calendar::default(), Calendar::named("mex").unwrap());
    assert_eq!(count("FY2021..FY2023", Granularity::Month), Some(36));
    assert_eq!(count("FY2021..FY2023", Granularity::FiscalYear(us)), Some(3));
    assert_eq!(count("FY2021..FY2023", Granularity::Year), None);
    assert_eq!(count("2021..2023", Granularity::FiscalYear(mex)), Some(3));
    assert_eq!(count("2021..2023", Granularity::FiscalQuarter(us)), Some(12));
    assert_eq!(count("2022-11..2023-01", Granularity::Quarter), None);
    assert_eq!(count("2024-02..2024-02", Granularity::Day), Some(29));
}

proptest! {
    #[test]
    fn ranges_round_trip(p in any_period(), n in 0u32..40) {
        let last = (0..n).fold(p, |p, _| p.next());
        let range = PeriodRange::new(p, last).unwrap();
        prop_assert_eq!(range.to_string().parse::<PeriodRange>().unwrap(), range);
        prop_assert_eq!(range.periods().count(), n as usize + 1);
        let json = serde_json::to_string(&range).unwrap();
        prop_assert_eq!(serde_json::from_str::<PeriodRange>(&json).unwrap(), range);
    }

    #[test]
    fn a_span_finds_its_period(p in any_period()) {
        let calendar = match p {
            Period::FiscalYear { calendar, .. } | Period::FiscalQuarter { calendar, .. } => calendar,
            _ => Calendar::default(),
        };
        // A fiscal quarter of these calendars is a calendar quarter, and a fiscal year from January a year.
        prop_assert_eq!(p.span().period(calendar).map(|found| found.span()), Some(p.span()));
    }
}
