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

#[test]
fn a_table_of_statements_goes_out_and_comes_in() {
    let shell = stocked();
    let table = shell.path("table.csv").display().to_string();
    let show = |shell: &Shell| {
        shell
            .run(&[
                "ledger",
                "show",
                "bridge-fund",
                "--format",
                "json",
                "--as-of",
                "2024-01-31",
            ])
            .data()
    };
    let before = show(&shell);
    shell.run(&[
        "ledger",
        "export",
        "bridge-fund",
        "--format",
        "csv",
        "--out",
        &table,
    ]);
    let valid = json(shell.run(&["ledger", "validate", "--format", "json", &table]));
    assert_eq!(valid["valid"], true);
    assert!(valid["files"][0]["records"].as_u64().unwrap() > 0);
    shell.run(&["ledger", "import", &table]).data();
    assert_eq!(show(&shell), before, "what is stated twice alike is stated once");

    let text = fs::read_to_string(&table)
        .unwrap()
        .replacen("USD", "dollars of 2020", 1);
    fs::write(&table, text).unwrap();
    let run = shell.run(&["ledger", "validate", "--format", "json", &table]);
    assert_eq!(run.code, 1);
    assert!(
        run.out.contains("\"line\": 2") || run.out.contains("\"line\":2"),
        "{}",
        run.out
    );
}

#[test]
fn what_came_as_iati_goes_out_as_it_came() {
    let shell = stocked();
    let original = fs::read_to_string(fixture("valid.xml")).unwrap();
    let begin = original
        .find("<iati-activity ")
        .or_else(|| original.find("<iati-activity>"))
        .unwrap();
    let end = original.find("</iati-activity>").unwrap();
    let out = shell
        .run(&["ledger", "export", "XX-EXAMPLE-1-WELLS", "--format", "iati"])
        .data();
    assert!(out.contains(&original[begin..end]), "{out}");
    let whole = shell.run(&["ledger", "export", "--format", "iati"]).data();
    assert_eq!(whole, out, "it is the only import");
    let by = shell.run(&[
        "ledger",
        "export",
        "XX-EXAMPLE-1-WELLS",
        "--format",
        "iati",
        "--reporting-org",
        "XX-1",
        "--reporting-name",
        "Us",
        "--reporting-type",
        "80",
    ]);
    assert_eq!(by.code, 2);
    assert!(
        by.err.contains("goes out as its publisher wrote it"),
        "{}",
        by.err
    );
}

#[test]
fn the_schema_decides_and_only_what_is_named_when_something_is() {
    let shell = Shell::new();
    let text = fs::read_to_string(fixture("valid.xml")).unwrap();
    // A sector's share that does not add up to 100 breaks a rule, not the schema.
    let broken = text.replacen("<sector ", "<sector percentage=\"40\" ", 1);
    assert_ne!(broken, text);
    fs::write(shell.path("shares.xml"), &broken).unwrap();
    let run = |only: &[&str]| shell.run(&[&["ledger", "validate", "shares.xml"], only].concat());
    let all = run(&[]);
    assert_eq!(all.code, 0, "{}", all.out);
    assert!(all.out.contains("error"), "the broken rule is told: {}", all.out);
    assert_eq!(run(&["--only", "rules"]).code, 1);
    let schema = run(&["--only", "schema,codes"]);
    assert_eq!(schema.code, 0);
    assert!(!schema.out.contains("error:"), "{}", schema.out);
}

/// An indicator whose reference is a measure of money and whose title is a word once stopped every command.
#[test]
fn an_export_of_our_own_can_be_imported() {
    let shell = Shell::new();
    fs::create_dir_all(shell.path("home")).unwrap();
    let out = shell.path("own.xml").display().to_string();
    let run = |args: &[&str]| shell.bare(args);
    let wrote = run(&[
        "ledger",
        "export",
        "--format",
        "iati",
        "--reporting-org",
        "XX-EXAMPLE-9",
        "--reporting-name",
        "Us",
        "--reporting-type",
        "80",
        "--out",
        &out,
    ]);
    assert_eq!(wrote.code, 0, "{}", wrote.err);
    let store = shell.path("home").display().to_string();
    let put = run(&[
        "--store",
        &store,
        "ledger",
        "import",
        &out,
        "--published",
        "2024-10-01",
    ]);
    assert_eq!(put.code, 0, "{}", put.err);
    let show = run(&["--store", &store, "ledger", "show", "call-to-action"]);
    assert_eq!(show.code, 0, "{}", show.err);
}

/// Two releases of one activity: what the later one repeats is no step, what it changes is one.
#[test]
fn a_release_that_changes_one_figure_is_one_step() {
    let shell = Shell::new();
    let file = |day: &str, commitment: &str| {
        format!(
            "<iati-activities version=\"2.03\" generated-datetime=\"{day}T00:00:00Z\">\
             <iati-activity default-currency=\"USD\" last-updated-datetime=\"{day}T00:00:00Z\" xml:lang=\"en\">\
             <iati-identifier>XX-1-A</iati-identifier>\
             <reporting-org ref=\"XX-1\" type=\"80\"><narrative>Org</narrative></reporting-org>\
             <title><narrative>Wells</narrative></title><description><narrative>D</narrative></description>\
             <participating-org role=\"4\" type=\"80\" ref=\"XX-1\"><narrative>Org</narrative></participating-org>\
             <activity-status code=\"2\"/><activity-date iso-date=\"2021-01-01\" type=\"2\"/>\
             <recipient-country code=\"GT\"/><sector code=\"14030\" vocabulary=\"1\"/>\
             <transaction ref=\"c\"><transaction-type code=\"2\"/><transaction-date iso-date=\"2021-02-01\"/>\
             <value value-date=\"2021-02-01\">{commitment}</value></transaction>\
             <transaction ref=\"d\"><transaction-type code=\"3\"/><transaction-date iso-date=\"2021-04-01\"/>\
             <value currency=\"EUR\" value-date=\"2021-04-01\">5000</value></transaction>\
             </iati-activity></iati-activities>"
        )
    };
    for (name, day, commitment) in [("1.xml", "2022-01-01", "1000"), ("2.xml", "2023-01-01", "2000")] {
        fs::write(shell.path(name), file(day, commitment)).unwrap();
        let run = shell.run(&["ledger", "import", name, "--source", "org"]);
        assert_eq!(run.code, 0, "{}", run.err);
    }
    let args = [
        "ledger",
        "diff",
        "XX-1-A",
        "--from",
        "2022-06-01",
        "--to",
        "2023-06-01",
        "--format",
        "json",
    ];
    let found = json(shell.run(&args));
    let steps: Vec<(&Value, &Value)> = found["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| (&s["measure"], &s["tally"]))
        .collect();
    assert!(steps.iter().all(|(m, _)| *m == "committed"), "{steps:?}");
    assert!(steps.iter().any(|(_, t)| *t == "cumulative"), "{steps:?}");
    let told = found["steps"].to_string();
    assert!(told.contains("1000") && told.contains("2000"), "{told}");

    // Of the sum and of its only part the amount in dollars is the same: the rate is that of the transaction's day. The
    // rates are those that ship.
    fs::create_dir_all(shell.path("home")).unwrap();
    let (home, file) = (
        shell.path("home").display().to_string(),
        shell.path("2.xml").display().to_string(),
    );
    assert_eq!(shell.bare(&["--store", &home, "ledger", "import", &file]).code, 0);
    let shown = json(shell.bare(&[
        "--store",
        &home,
        "ledger",
        "show",
        "XX-1-A",
        "--currency",
        "USD",
        "--format",
        "json",
    ]));
    let mut amounts = Vec::new();
    converted(&shown, &mut amounts);
    assert!(
        amounts.len() >= 2 && amounts.iter().all(|a| (a - amounts[0]).abs() < 0.01),
        "{amounts:?}"
    );
}

/// Every converted value below a JSON value.
fn converted(value: &Value, out: &mut Vec<f64>) {
    if let Some(v) = value.pointer("/converted/value").and_then(Value::as_f64) {
        out.push(v);
    }
    match value {
        Value::Object(o) => o.values().for_each(|v| converted(v, out)),
        Value::Array(a) => a.iter().for_each(|v| converted(v, out)),
        _ => {}
    }
}
