//! The ledger that ships in `reference/ledger`: it reads, and answers by the day as known.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{fs, path::Path};

use jiff::civil::{Date, date};
use rootcast_ledger::{
    file,
    ledger::{Held, Known, Ledger, Question, Statement},
    reconcile::{Finding, reconcile},
};

fn shipped() -> Ledger {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reference/ledger");
    let mut files: Vec<(String, String)> = fs::read_dir(&folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "toml"))
        .map(|p| {
            (
                p.file_name().unwrap().to_string_lossy().into_owned(),
                fs::read_to_string(&p).unwrap(),
            )
        })
        .collect();
    files.sort();
    let files: Vec<(&str, &str)> = files.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
    file::parse_all(&files).unwrap_or_else(|e| panic!("{e}"))
}

fn answer<'l>(ledger: &'l Ledger, activity: &str, measure: &str, on: Date) -> Option<&'l Statement> {
    match ledger.known(&Question::of(activity, measure, on)) {
        Known::Stated(Held { statement, .. }) => Some(statement),
        Known::Unknown => None,
        Known::Conflict(c) => panic!("{c:?}"),
    }
}

#[test]
fn pledges_and_what_was_deployed_grow_with_the_day_as_known() {
    let ledger = shipped();
    let pledged = |on| {
        answer(&ledger, "call-to-action", "pledged", on).map(|s| (s.figure.words(), s.figure.interval().low))
    };
    let cases = [
        // The launch's total was told in December 2021; before that day nobody knew one.
        (date(2021, 5, 27), None),
        (date(2021, 12, 12), None),
        (date(2021, 12, 13), Some(("over 1.2 billion", 1.2e9))),
        (date(2021, 12, 14), Some(("over 1.2 billion", 1.2e9))),
        (date(2022, 6, 7), Some(("3.2 billion", 3.15e9))),
        (date(2023, 2, 5), Some(("3.2 billion", 3.15e9))),
        (date(2023, 2, 6), Some(("more than 4.2 billion", 4.2e9))),
        (date(2024, 2, 5), Some(("more than 4.2 billion", 4.2e9))),
        (date(2024, 3, 25), Some(("more than 5.2 billion", 5.2e9))),
        (date(2026, 11, 24), Some(("more than 5.2 billion", 5.2e9))),
    ];
    for (on, wanted) in cases {
        assert_eq!(pledged(on), wanted, "{on}");
    }
    let launch = &ledger.statements["cta-pledged-2021-05"];
    assert_eq!(
        (launch.figure.interval().low, launch.said_on),
        (7.5e8, date(2021, 12, 14))
    );
    assert_eq!(launch.covers.unwrap().to_string(), "2021-05-27");

    let deployed = |on| answer(&ledger, "call-to-action", "disbursed", on);
    assert!(deployed(date(2023, 11, 29)).is_none());
    let first = deployed(date(2023, 11, 30)).unwrap();
    assert_eq!(
        (first.figure.words(), first.word.as_deref()),
        ("more than 1 billion", Some("deployed"))
    );
    let second = deployed(date(2024, 9, 30)).unwrap();
    assert_eq!(
        (second.figure.interval().low, second.said_by.as_str()),
        (1.1e9, "Partnership for Central America")
    );
    for stage in ["committed", "spent"] {
        assert!(
            answer(&ledger, "call-to-action", stage, date(2026, 11, 24)).is_none(),
            "{stage}"
        );
    }
}

/// A finding as it is printed.
fn text(f: &Finding) -> String {
    let mut out = format!(
        "{} {} {}\n  {}\n",
        f.level.as_str(),
        f.kind.as_str(),
        f.subject,
        f.says
    );
    if let Some(a) = &f.arithmetic {
        out.push_str(&format!(
            "  at the numbers stated: {}\n  in intervals: {}\n",
            a.stated, a.interval
        ));
    }
    out
}

#[test]
fn what_reconciliation_finds() {
    let findings = reconcile(&shipped(), None, date(2026, 11, 24));
    let all: Vec<String> = findings.iter().map(text).collect();
    insta::assert_snapshot!(all.join("\n"));
}
