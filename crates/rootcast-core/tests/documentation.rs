//! The page on readings names everything there is, and its examples parse.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use rootcast_core::{
    agreement::{Interval, Qualifier, Stated},
    calendar::calendars,
    facet::facets,
    measure::measures,
    place::{Place, groups},
    reading::Reading,
};

const PAGE: &str = include_str!("../../../docs/readings.md");

#[test]
fn every_example_parses() {
    let mut examples = 0;
    let mut inside = false;
    for line in PAGE.lines() {
        match line {
            "```reading" => inside = true,
            "```" => inside = false,
            _ if inside => {
                let reading: Reading = line.parse().unwrap_or_else(|e| panic!("{line}: {e}"));
                assert_eq!(reading.to_string().parse(), Ok(reading));
                examples += 1;
            }
            _ => {}
        }
    }
    assert!(examples >= 20, "{examples} examples");
}

#[test]
fn the_page_names_every_measure_facet_group_calendar_and_bucket() {
    let buckets = Place::all().filter(|p| p.is_bucket() || p.note().is_some());
    let words = measures()
        .iter()
        .map(|m| m.id.clone())
        .chain(facets().iter().map(|f| f.id().to_owned()))
        .chain(facets().iter().flat_map(|f| f.whole().to_vec()))
        .chain(groups().iter().map(|g| g.id.clone()))
        .chain(calendars().iter().map(|c| c.id().to_owned()))
        .chain(buckets.map(|p| p.to_string()));
    let missing: Vec<String> = words.filter(|w| !PAGE.contains(&format!("`{w}`"))).collect();
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn the_verdicts_of_the_page_are_what_the_code_says() {
    let verdict = |digits, qualifier, figure: f64, unit: f64| {
        let stated = Stated::parse(digits, 0, qualifier).unwrap();
        format!(
            "{:?}",
            stated
                .against(figure, Interval::rounded(figure, unit, 1))
                .agreement
        )
        .to_lowercase()
    };
    let rows = [
        (
            "| \"583,000\" | 584,049 |",
            verdict("583,000", Qualifier::Plain, 584_049.0, 0.0),
        ),
        (
            "| \"over 700,000\" | 701,049 |",
            verdict("700,000", Qualifier::AtLeast, 701_049.0, 0.0),
        ),
        (
            "| \"over 700,000\" | 683,894 |",
            verdict("700,000", Qualifier::AtLeast, 683_894.0, 0.0),
        ),
        (
            "| 2,045,838 (exact) | 2,045,840 (rounded to tens) |",
            verdict("2,045,838", Qualifier::Plain, 2_045_840.0, 10.0),
        ),
    ];
    for (row, says) in rows {
        assert!(PAGE.contains(&format!("{row} {says}")), "{row} {says}");
    }
}
