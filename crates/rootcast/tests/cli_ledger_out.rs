//! What leaves the ledger: exports, and readings of what was stated.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers of tests fail the test"
)]

mod support;

use std::fs;

use serde_json::Value;
use support::shell::{Run, Shell, fixture};

/// A store with the small ledger and the valid activity.
fn stocked() -> Shell {
    let shell = Shell::new();
    shell
        .run(&["ledger", "import", &fixture("ledger.toml"), &fixture("valid.xml")])
        .data();
    shell
}

fn json(run: Run) -> Value {
    serde_json::from_str(&run.data()).unwrap()
}

#[test]
fn what_is_exported_comes_back_the_same() {
    let shell = stocked();
    let toml = shell
        .run(&["ledger", "export", "bridge-fund", "--format", "toml"])
        .data();
    fs::write(shell.path("ledger.toml"), &toml).unwrap();
    let other = Shell::new();
    fs::write(other.path("again.toml"), &toml).unwrap();
    other.run(&["ledger", "import", "again.toml"]).data();
    let show = |s: &Shell| {
        s.run(&["ledger", "show", "bridge-fund", "--as-of", "2024-01-31"])
            .data()
    };
    assert_eq!(show(&shell), show(&other));
    assert_eq!(toml, other.run(&["ledger", "export", "bridge-fund"]).data());
    let value = json(shell.run(&["ledger", "export", "bridge-fund", "--format", "json"]));
    assert_eq!(
        (&value["format"], value["statements"].as_array().unwrap().len()),
        (&1.into(), 7)
    );
    let csv = shell
        .run(&["ledger", "export", "bridge-fund", "--format", "csv"])
        .data();
    assert_eq!(csv.lines().count(), 8);
}

#[test]
fn an_export_as_iati_is_valid_and_says_what_it_lost() {
    let shell = stocked();
    let with = |more: &[&str]| {
        let args = [
            "ledger",
            "export",
            "bridge-fund",
            "--format",
            "iati",
            "--as-of",
            "2024-01-31",
        ];
        shell.run(&[&args[..], more].concat())
    };
    let nobody = with(&[]);
    assert_eq!(nobody.code, 2);
    assert!(
        nobody
            .err
            .contains("--reporting-org and --reporting-name and --reporting-type"),
        "{}",
        nobody.err
    );
    let reporter = [
        "--reporting-org",
        "XX-EXAMPLE-2",
        "--reporting-name",
        "Example Institute",
        "--reporting-type",
        "80",
    ];
    let run = with(&[&reporter[..], &["--out", "fund.xml"]].concat());
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.err.contains("not in IATI: document"), "{}", run.err);
    let judged = shell.run(&["ledger", "validate", "fund.xml", "--level", "error"]);
    assert_eq!(judged.code, 0, "{}", judged.out);
    let toml = shell.run(&["ledger", "export", "--reporting-org", "XX-EXAMPLE-2"]);
    assert_eq!(toml.code, 2, "an option that would do nothing");
    let elsewhere = shell.run(&["sources", "--format", "iati"]);
    assert_eq!(elsewhere.code, 2);
    assert!(
        elsewhere.err.contains("rootcast ledger export"),
        "{}",
        elsewhere.err
    );
}

#[test]
fn readings_of_what_was_stated_are_put_to_the_ledger() {
    let shell = Shell::new();
    let pledged = "pledged programme=call-to-action as-of=2024-02-05";
    let text = shell.bare(&["show", pledged]).data();
    assert!(
        text.contains("more than 4\u{2009}200\u{2009}000\u{2009}000"),
        "{text}"
    );
    let value = json(shell.bare(&["show", pledged, "--format", "json"]));
    let range = &value["panel"]["series"][0]["points"][0]["range"];
    assert_eq!(
        (range["low"].as_f64(), &range["high"]),
        (Some(4.2e9), &Value::Null)
    );
    let csv = shell.bare(&["show", pledged, "--format", "csv"]).data();
    let mut lines = csv.lines();
    let (head, first) = (lines.next().unwrap(), lines.next().unwrap());
    let at = |name: &str| head.split(',').position(|h| h == name).unwrap();
    let cells: Vec<&str> = first.split(',').collect();
    assert_eq!((cells[at("low")], cells[at("high")]), ("4200000000", ""));
    let why = shell.bare(&["explain", pledged]).data();
    assert!(
        why.contains("more than 5.2 billion USD") && why.contains("after the day asked"),
        "{why}"
    );
    let diff = shell
        .bare(&[
            "diff",
            "pledged programme=call-to-action",
            "--from",
            "2024-02-05",
            "--to",
            "2024-03-25",
        ])
        .data();
    assert!(
        diff.contains("4\u{2009}200\u{2009}000\u{2009}000")
            && diff.contains("5\u{2009}200\u{2009}000\u{2009}000"),
        "{diff}"
    );
    assert!(
        diff.contains("revised"),
        "no one difference between figures that are open: {diff}"
    );
    let unknown = shell.bare(&["show", "pledged programme=call-to-acton"]);
    assert_eq!(unknown.code, 5, "{}", unknown.err);
    assert!(unknown.err.contains("call-to-action"), "{}", unknown.err);
    let statistics = shell
        .bare(&[
            "show",
            "encounters border=southwest period=2023-10 as-of=2023-11-30",
        ])
        .data();
    assert!(statistics.contains("240\u{2009}988"), "{statistics}");
}
