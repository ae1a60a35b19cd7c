//! What the commands that answer readings print, for people and machines.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers of tests fail the test"
)]

mod support;

use std::fs;

use support::shell::{fixture, stocked};

/// Readings of the stocked store, each with its command.
const ANSWERS: [&[&str]; 9] = [
    &[
        "show",
        "encounters border=southwest period=2023-10 as-of=2024-01-31",
    ],
    &[
        "show",
        "encounters",
        "border=southwest",
        "period=2023-10",
        "as-of=2023-11-30",
        "--rows",
    ],
    &[
        "show",
        "encounters border=southwest by=origin,month period=2023-08..2023-12 as-of=2024-01-31",
    ],
    &[
        "show",
        "encounters border=southwest by=origin,component period=2023-10 as-of=2024-01-31",
    ],
    &[
        "show",
        "apprehensions border=southwest by=month period=2023-08..2023-11 as-of=2024-01-31",
    ],
    &[
        "explain",
        "encounters border=southwest period=2023-10 as-of=2024-01-31",
    ],
    &[
        "diff",
        "encounters border=southwest by=origin,month",
        "--from",
        "2023-11-14",
        "--to",
        "2024-01-31",
    ],
    &[
        "diff",
        "encounters border=southwest period=2023-08",
        "--from",
        "2023-11-14",
        "--to",
        "2024-01-31",
    ],
    &[
        "export",
        "encounters origin=MEX border=southwest period=2023-10 as-of=2024-01-31",
    ],
];

#[test]
fn answers_are_printed_for_people_and_machines() {
    let shell = stocked();
    for (format, name) in [
        ("table", "answers"),
        ("csv", "answers_csv"),
        ("json", "answers_json"),
    ] {
        let mut all = String::new();
        for args in ANSWERS {
            let out = shell.run(&[&["--format", format], args].concat()).data();
            all.push_str(&format!("$ rootcast {}\n{out}\n", args.join(" ")));
        }
        insta::assert_snapshot!(name, all);
    }
}

#[test]
fn parquet_is_parquet_and_the_same_every_time() {
    let shell = stocked();
    for args in ANSWERS {
        let bytes = || {
            let all = [
                &["--store", "store", "--no-embedded", "--format", "parquet"],
                args,
            ]
            .concat();
            shell.command(&all).output().unwrap().stdout
        };
        let once = bytes();
        assert!(once.starts_with(b"PAR1") && once.ends_with(b"PAR1"), "{args:?}");
        assert_eq!(once, bytes());
    }
}

#[test]
fn export_writes_a_file() {
    let shell = stocked();
    let args = [
        "export",
        "encounters origin=MEX period=2023-10 as-of=2024-01-31",
        "--format",
        "csv",
    ];
    let printed = shell.run(&args).data();
    let run = shell.run(&[&args[..], &["--out", "cells.csv"]].concat());
    assert_eq!(
        (run.code, run.out.as_str(), run.err.as_str()),
        (0, "", "wrote cells.csv\n")
    );
    assert_eq!(fs::read_to_string(shell.path("cells.csv")).unwrap(), printed);
    let nowhere = shell.run(&[&args[..], &["--out", "no/such/cells.csv"]].concat());
    assert_eq!(nowhere.code, 4);
}

#[test]
fn every_failure_of_a_reading_has_its_exit_code() {
    let shell = stocked();
    let code = |args: &[&str]| shell.run(args).code;
    assert_eq!(code(&["show", "encounters period=2023-10"]), 0);
    assert_eq!(code(&["show", "encounters period=FY23"]), 2);
    assert_eq!(code(&["show", "encounters period=1999-10"]), 5);
    assert_eq!(code(&["show", "homicide-rate"]), 5);
    assert_eq!(
        code(&["diff", "encounters", "--from", "2024-01-02", "--to", "2024-01-01"]),
        2
    );
    assert_eq!(
        code(&["diff", "encounters as-of=2024-01-02", "--from", "2024-01-02"]),
        2
    );
}

#[test]
fn cross_checks_and_rows_come_and_go_with_their_options() {
    let shell = stocked();
    let state = fixture("state.csv");
    shell.run(&["ingest", &state, "--published", "2023-11-10"]).data();
    let show = [
        "show",
        "encounters border=southwest period=2023-10 as-of=2024-01-31",
    ];
    let with = shell.run(&show).data();
    assert!(
        with.contains("others say   cbp-nationwide-state 2023-11-10, table main: "),
        "{with}"
    );
    let without = shell.run(&[&show[..], &["--no-cross-checks"]].concat()).data();
    assert!(!without.contains("others say"), "{without}");
    let rows = shell.run(&[&show[..], &["--rows"]].concat()).data();
    assert!(rows.contains("; rows ") && !with.contains("; rows "), "{rows}");
}

#[test]
fn the_releases_in_the_program_may_be_left_out() {
    let shell = stocked();
    let alone = shell.run(&["releases", "--format", "csv"]).data();
    assert!(!alone.contains(",program\n"), "{alone}");
    let all = shell
        .bare(&["--store", "store", "releases", "--format", "csv"])
        .data();
    let inside = rootcast::reference::embedded().len();
    assert_eq!(all.lines().count() - alone.lines().count(), inside);
}

#[test]
fn views_name_the_store() {
    let shell = stocked();
    let sql = shell.run(&["store", "views"]).data();
    assert!(sql.contains("store/releases/"), "{sql}");
    assert_eq!(shell.run(&["store", "views", "--format", "csv"]).code, 2);
}
