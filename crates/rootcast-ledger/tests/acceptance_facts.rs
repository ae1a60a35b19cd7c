//! The ledger in `reference/ledger` against the table of facts it was made from, row by row.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use jiff::civil::Date;
use rootcast_core::{agreement::Interval, release::Precision};
use rootcast_ledger::{
    file,
    ledger::{Ledger, Statement},
};

/// Rows that are no statement and no event of the ledger, by entity, measure and value, and why.
const LEFT_OUT: [(&str, &str, &str, &str); 9] = [
    (
        "Safe Mobility",
        "initiative no longer active (event; after US decision)",
        "",
        "an event without a day has no place on a timeline: the activity's description tells it",
    ),
    ("El Salvador", "homicides in year", "6656", HOMICIDE),
    ("El Salvador", "homicides in year", "214", HOMICIDE),
    ("El Salvador", "homicides in year", "114", HOMICIDE),
    ("El Salvador", "homicide rate", "1.9", HOMICIDE),
    ("Guatemala", "homicide rate (InSight Crime)", "16.1", HOMICIDE),
    ("Honduras", "homicide rate (InSight Crime)", "25.3", HOMICIDE),
    (
        "Darien Gap",
        "irregular crossings in year (at least)",
        "133000",
        CROSSINGS,
    ),
    (
        "Darien Gap",
        "irregular crossings in year (about)",
        "248000",
        CROSSINGS,
    ),
];
const HOMICIDE: &str =
    "a measurement of a country, not a statement about a programme: homicide rates are in the store";
const CROSSINGS: &str = "a measurement of a place, not a statement about a programme";

struct Fact {
    date: String,
    entity: String,
    measure: String,
    value: String,
    title: String,
}

fn shared() -> PathBuf {
    env::var_os("ROOTCAST_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    )
}

fn shipped() -> Ledger {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reference/ledger");
    let mut files: Vec<(String, String)> = fs::read_dir(&folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .map(|p| (p.display().to_string(), fs::read_to_string(&p).unwrap()))
        .collect();
    files.sort();
    let files: Vec<(&str, &str)> = files.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
    file::parse_all(&files).unwrap_or_else(|e| panic!("{e}"))
}

/// The table's rows: six cells, in quotes where they hold a comma.
fn facts() -> Vec<Fact> {
    let path = shared().join("data/programme_facts.csv");
    let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    text.lines()
        .skip(1)
        .map(|line| {
            let (mut cells, mut quoted) = (vec![String::new()], false);
            for c in line.chars() {
                match c {
                    '"' => quoted = !quoted,
                    ',' if !quoted => cells.push(String::new()),
                    c => cells.last_mut().unwrap().push(c),
                }
            }
            let [date, entity, measure, value, _unit, title] =
                cells.try_into().unwrap_or_else(|c| panic!("{line}: {c:?}"));
            Fact {
                date,
                entity,
                measure,
                value,
                title,
            }
        })
        .collect()
}

/// The day of a row is that of the statement, of what it covers, or of the end of the year or month the row names; a
/// row without a day is a statement from a document without one.
fn of_the_day(fact: &Fact, s: &Statement, ledger: &Ledger) -> bool {
    if fact.date == "undated" {
        return ledger.documents[&s.document].published.is_none();
    }
    let covers = s.covers.map(|c| c.span());
    // The table itself calls the day inexact; the document's own day is near.
    let near = fact.title.contains("date not exact")
        && fact
            .date
            .parse::<Date>()
            .is_ok_and(|d| (s.said_on - d).get_days().abs() <= 7);
    near || s.said_on.to_string().starts_with(&fact.date)
        || covers.is_some_and(|c| {
            c.start.to_string().starts_with(&fact.date)
                || c.end.yesterday().is_ok_and(|d| d.to_string().starts_with(&fact.date))
        })
        // A month, known only from a text of the next.
        || s.precision == Precision::Month && s.said_on.first_of_month().yesterday().is_ok_and(|d| d.to_string().starts_with(&fact.date))
        // A plan told before the day it is for.
        || s.known_from().to_string() <= fact.date && covers.is_some_and(|c| c.start.to_string() == fact.date)
}

fn statement_of<'l>(fact: &Fact, ledger: &'l Ledger) -> Option<&'l Statement> {
    let value: f64 = fact.value.parse().ok()?;
    ledger.statements.values().find(|s| {
        Interval::exact(value).contains(s.figure.value())
            && fact.title.contains(&ledger.documents[&s.document].title)
            && of_the_day(fact, s, ledger)
            && words_fit(&fact.measure, s)
    })
}

/// "More than" in the row is a figure open upwards in the ledger.
fn words_fit(measure: &str, s: &Statement) -> bool {
    let open = s.figure.interval().high.is_infinite();
    let says = ["more than", "over"]
        .iter()
        .any(|w| measure.contains(&format!("({w}")));
    !says || open
}

fn event_of<'l>(fact: &Fact, ledger: &'l Ledger) -> Option<&'l str> {
    ledger
        .events
        .values()
        .find(|e| {
            let document = &ledger.documents[&e.document];
            let dates = [Some(e.start), e.end, e.start.yesterday().ok(), document.published];
            let same_day = dates
                .into_iter()
                .flatten()
                .any(|d| d.to_string().starts_with(&fact.date));
            let told = fact
                .value
                .parse::<u64>()
                .map_or(true, |v| e.about.replace(',', "").contains(&v.to_string()));
            same_day && told && fact.title.contains(document.title.trim_end_matches(" page"))
        })
        .map(|e| e.id.as_str())
}

#[test]
fn every_fact_is_in_the_ledger_or_left_out_for_a_reason() {
    let ledger = shipped();
    let facts = facts();
    assert_eq!(facts.len(), 80);
    let (mut statements, mut events, mut out, mut missing) = (0, 0, 0, Vec::new());
    for fact in &facts {
        let left = LEFT_OUT.iter().any(|(entity, measure, value, _)| {
            (fact.entity == *entity) && (fact.measure == *measure) && (fact.value == *value)
        });
        match (statement_of(fact, &ledger), event_of(fact, &ledger), left) {
            (None, None, true) => out += 1,
            (Some(s), _, false) => {
                assert!(!s.said_by.is_empty());
                statements += 1;
            }
            (None, Some(_), false) => events += 1,
            (None, None, false) => missing.push(format!(
                "{} {} {} {}",
                fact.date, fact.entity, fact.measure, fact.value
            )),
            (_, _, true) => panic!("{} {} is left out and found", fact.entity, fact.measure),
        }
    }
    assert!(missing.is_empty(), "not in the ledger:\n{}", missing.join("\n"));
    println!("{statements} statements, {events} events, {out} left out");
    assert_eq!(out, LEFT_OUT.len());
}
