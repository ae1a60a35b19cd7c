//! `rootcast ledger` as a process, on a store with an invented ledger and an invented IATI activity.

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

/// Copies a fixture beside the store, so that outputs name no folder of this machine.
fn local(shell: &Shell, name: &str) -> String {
    fs::copy(fixture(name), shell.path(name)).unwrap();
    name.to_owned()
}

#[test]
fn stages_are_shown_with_what_is_unknown_and_in_conflict() {
    let shell = stocked();
    let on = |args: &[&str]| shell.run(&[&["ledger", "show"], args].concat()).data();
    let mut all = on(&["bridge-fund", "--as-of", "2024-01-31"]);
    all.push('\n');
    all.push_str(&on(&[
        "bridge-fund",
        "--as-of",
        "2022-03-01",
        "--stage",
        "pledge",
    ]));
    all.push('\n');
    all.push_str(&on(&["XX-EXAMPLE-1-WELLS", "--as-of", "2024-01-31"]));
    insta::assert_snapshot!("ledger_show", all);
}

#[test]
fn files_carry_the_ends_of_intervals_and_leave_open_ones_empty() {
    let shell = stocked();
    let csv = shell
        .run(&[
            "ledger",
            "show",
            "bridge-fund",
            "--as-of",
            "2022-12-31",
            "--stage",
            "pledge",
            "--format",
            "csv",
        ])
        .data();
    let mut lines = csv.lines();
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    let first: Vec<&str> = lines.next().unwrap().split(',').collect();
    let cell = |name: &str| first[head.iter().position(|h| *h == name).unwrap()];
    assert_eq!((cell("low"), cell("high")), ("100000000", ""));
    assert_eq!(cell("figure"), "more than 100 million");
    let value = json(shell.run(&[
        "ledger",
        "show",
        "bridge-fund",
        "--as-of",
        "2022-12-31",
        "--format",
        "json",
    ]));
    assert_eq!(value["format"], 1);
    let pledge = &value["activities"][0]["stages"][0];
    assert_eq!(pledge["status"], "stated");
    assert_eq!(pledge["answers"][0]["told"][0]["range"]["high"], Value::Null);
    let commitment = &value["activities"][0]["stages"][1];
    assert_eq!(
        (
            commitment["status"].as_str(),
            commitment["answers"].as_array().unwrap().len()
        ),
        (Some("unknown"), 0)
    );
}

#[test]
fn every_json_of_the_ledger_names_its_format() {
    let shell = stocked();
    let valid = fixture("valid.xml");
    let commands: [&[&str]; 6] = [
        &["show"],
        &["timeline"],
        &["reconcile"],
        &["events"],
        &["validate", &valid],
        &["import", &valid],
    ];
    for command in commands {
        let value = json(shell.run(&[&["ledger"], command, &["--format", "json"]].concat()));
        assert_eq!(value["format"], 1, "{command:?}");
    }
}

#[test]
fn timelines_findings_and_events_are_told() {
    let shell = stocked();
    let mut all = String::new();
    for command in [
        ["timeline", "bridge-fund"],
        ["reconcile", "bridge-fund"],
        ["events", "--quiet"],
    ] {
        let run = shell.run(&[&["ledger"], &command[..], &["--as-of", "2024-01-31"]].concat());
        all.push_str(&format!(
            "$ rootcast ledger {}\n{}\n",
            command.join(" "),
            run.data()
        ));
    }
    insta::assert_snapshot!("ledger_lists", all);
}

#[test]
fn a_file_is_judged_with_lines_and_an_exit_code() {
    let shell = Shell::new();
    let (valid, invalid) = (local(&shell, "valid.xml"), local(&shell, "invalid.xml"));
    let good = shell.run(&["ledger", "validate", &valid]);
    assert_eq!((good.code, good.err.as_str()), (0, ""), "{}", good.out);
    let bad = shell.run(&["ledger", "validate", &invalid, &valid]);
    assert_eq!((bad.code, bad.err.as_str()), (1, ""));
    insta::assert_snapshot!("ledger_validate", bad.out);
    let csv = shell.run(&["ledger", "validate", &invalid, "--format", "csv"]);
    assert_eq!(csv.code, 1);
    assert!(
        csv.out
            .starts_with("file,line,level,kind,code,path,message\ninvalid.xml,4,error,"),
        "{}",
        csv.out
    );
    let value: Value = serde_json::from_str(
        &shell
            .run(&["ledger", "validate", &invalid, "--format", "json"])
            .out,
    )
    .unwrap();
    assert_eq!(
        (&value["valid"], &value["files"][0]["errors"]),
        (&false.into(), &6.into())
    );
}

#[test]
fn what_is_no_xml_is_invalid_and_what_is_not_there_is_a_wrong_path() {
    let shell = Shell::new();
    fs::write(shell.path("list.csv"), "a,b\n1,2\n").unwrap();
    fs::write(
        shell.path("cut.xml"),
        "<iati-activities version='2.03'>\n<iati-activity>",
    )
    .unwrap();
    for file in ["list.csv", "cut.xml"] {
        let run = shell.run(&["ledger", "validate", file]);
        assert_eq!(run.code, 1, "{}", run.err);
        assert!(run.out.contains("INVALID"), "{}", run.out);
    }
    let none = shell.run(&["ledger", "validate", "none.xml", "cut.xml"]);
    assert_eq!(none.code, 2);
    assert!(
        none.err.starts_with("error: cannot read `none.xml`"),
        "{}",
        none.err
    );
    assert!(
        none.out.contains("cut.xml"),
        "the other file is judged all the same"
    );
}

#[test]
fn an_import_is_whole_or_not_at_all() {
    let shell = Shell::new();
    let refused = shell.run(&["ledger", "import", &fixture("invalid.xml")]);
    assert_eq!(refused.code, 3);
    assert!(
        refused.err.contains("4 error(s)") && refused.err.contains("--allow-invalid"),
        "{}",
        refused.err
    );
    assert!(!shell.path("store/ledger").join("invalid").exists());
    let taken = shell.run(&["ledger", "import", &fixture("invalid.xml"), "--allow-invalid"]);
    assert_eq!(taken.code, 0, "{}", taken.err);
    assert!(taken.out.contains("4 errors"), "{}", taken.out);
    let again = shell
        .run(&["ledger", "import", &fixture("invalid.xml"), "--allow-invalid"])
        .data();
    assert!(again.contains("held already"), "{again}");
}

#[test]
fn a_ledger_that_names_what_nobody_knows_is_refused_before_it_is_kept() {
    let shell = Shell::new();
    let text = fs::read_to_string(fixture("ledger.toml")).unwrap();
    fs::write(
        shell.path("odd.toml"),
        text.replace("part-of = [\"bridge-fund\"]", "part-of = [\"bridge-fond\"]"),
    )
    .unwrap();
    fs::write(shell.path("typo.toml"), text.replace("said-by", "said-bye")).unwrap();
    let odd = shell.run(&["ledger", "import", "odd.toml"]);
    assert_eq!(odd.code, 3);
    assert!(odd.err.contains("did you mean `bridge-fund`"), "{}", odd.err);
    let typo = shell.run(&["ledger", "import", "typo.toml"]);
    assert_eq!(typo.code, 3);
    assert!(
        typo.err.contains("typo.toml:") && typo.err.contains("said-by"),
        "{}",
        typo.err
    );
    assert!(!shell.path("store/ledger/odd").exists());
}

#[test]
fn wrong_words_are_answered_with_the_nearest() {
    let shell = stocked();
    let cases: [(&[&str], &str); 6] = [
        (&["show", "bridge-fond"], "did you mean `bridge-fund`"),
        (&["timeline", "bridge-fond"], "did you mean `bridge-fund`"),
        (&["reconcile", "bridge-fond"], "did you mean `bridge-fund`"),
        (&["show", "--stage", "pledg"], "did you mean `pledge`"),
        (&["events", "--kind", "crackdon"], "did you mean `crackdown`"),
        (&["events", "--origin", "Guatemla"], "did you mean `guatemala`"),
    ];
    for (args, advice) in cases {
        let run = shell.run(&[&["ledger"], args].concat());
        assert_eq!(run.code, 2, "{args:?}");
        assert!(run.err.contains(advice), "{}", run.err);
    }
    let date = shell.run(&["ledger", "show", "--as-of", "5 February"]);
    assert_eq!(date.code, 2);
    assert!(date.err.contains("write it as 2024-02-05"), "{}", date.err);
    let days = shell.run(&["ledger", "events", "--from", "2024-01-01", "--to", "2023-01-01"]);
    assert_eq!(days.code, 2);
    assert!(days.err.contains("exchange them"), "{}", days.err);
}

#[test]
fn an_empty_ledger_says_so() {
    let shell = Shell::new();
    fs::create_dir(shell.path("store")).unwrap();
    assert_eq!(
        shell.run(&["ledger", "show"]).data(),
        "the ledger holds no activities\n"
    );
    assert!(
        shell
            .run(&["ledger", "timeline"])
            .data()
            .starts_with("0 statements")
    );
    assert!(shell.run(&["ledger", "events"]).data().starts_with("0 events"));
    let missing = Shell::new().run(&["ledger", "show"]);
    assert_eq!(
        missing.code, 2,
        "a store that was asked for and is not there: {}",
        missing.out
    );
}

#[test]
fn the_ledger_that_ships_answers_without_imports() {
    let shell = Shell::new();
    let out = shell
        .bare(&[
            "ledger",
            "show",
            "call-to-action",
            "--stage",
            "pledge",
            "--as-of",
            "2024-02-05",
        ])
        .data();
    assert!(out.contains("more than 4.2 billion USD"), "{out}");
    let reconciled = shell
        .bare(&["ledger", "reconcile", "safe-mobility", "--as-of", "2024-12-31"])
        .data();
    assert!(reconciled.contains("89,650"), "{reconciled}");
}

#[test]
fn money_is_converted_beside_the_original_or_the_reason_is_given() {
    let shell = Shell::new();
    let show = |currency: &str| {
        shell
            .bare(&[
                "ledger",
                "show",
                "yazaki-guatemala-plant",
                "--stage",
                "disbursement",
                "--currency",
                currency,
                "--as-of",
                "2026-07-01",
            ])
            .data()
    };
    let euros = show("EUR");
    assert!(
        euros.contains("10 million USD") && euros.contains(" EUR"),
        "{euros}"
    );
    assert!(
        euros.contains("average of 2023-02") && euros.contains("H.10"),
        "{euros}"
    );
    let quetzales = show("GTQ");
    assert!(quetzales.contains("no rate for GTQ is held"), "{quetzales}");
}

#[test]
fn a_ruleset_of_ones_own_is_checked_instead() {
    let shell = Shell::new();
    let valid = local(&shell, "valid.xml");
    let rules = r#"{"//iati-activity": {"atleast_one": {"cases": [{"paths": ["humanitarian-scope"]}]}}}"#;
    fs::write(shell.path("rules.json"), rules).unwrap();
    let run = shell.run(&["ledger", "validate", &valid, "--rules", "rules.json"]);
    assert_eq!(run.code, 1, "{}{}", run.out, run.err);
    assert!(run.out.contains("humanitarian-scope"), "{}", run.out);
    fs::write(shell.path("odd.json"), r#"{"//iati-activity": {"at_least": {}}}"#).unwrap();
    let odd = shell.run(&["ledger", "validate", &valid, "--rules", "odd.json"]);
    assert_eq!(odd.code, 2, "{}", odd.out);
    assert!(odd.err.contains("`odd.json` is no ruleset"), "{}", odd.err);
}

#[test]
fn the_step_between_two_days_is_told() {
    let shell = stocked();
    let args = [
        "ledger",
        "diff",
        "bridge-fund",
        "--from",
        "2023-01-01",
        "--to",
        "2023-12-31",
    ];
    insta::assert_snapshot!("ledger_diff", shell.run(&args).data());
    let value = json(shell.run(&[&args[..], &["--format", "json"]].concat()));
    assert_eq!(value["format"], 1);
    let before = json(shell.run(&[
        "ledger",
        "diff",
        "bridge-fund",
        "--from",
        "2020-01-01",
        "--to",
        "2021-01-01",
        "--format",
        "json",
    ]));
    assert_eq!(before["steps"].as_array().unwrap().len(), 0);
    let wrong = shell.run(&[
        "ledger",
        "diff",
        "bridge-fund",
        "--from",
        "2024-01-01",
        "--to",
        "2023-01-01",
    ]);
    assert_eq!(wrong.code, 2);
    assert_eq!(
        shell
            .run(&["ledger", "diff", "bridge-fond", "--from", "2023-01-01"])
            .code,
        2
    );
}
