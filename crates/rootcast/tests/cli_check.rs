//! `rootcast check` as a process, on the figures that ship in the program: what it prints, what it ends with, and what
//! it does with files that are no texts and with hostile ones.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers of tests fail the test"
)]

#[path = "cli_check/hostile.rs"]
mod hostile;
#[path = "cli_check/html.rs"]
mod html;
#[path = "cli_check/schema.rs"]
mod schema;
#[path = "cli_check/stream.rs"]
mod stream;
mod support;

use std::{fs, io::Write, process::Stdio};

use serde_json::Value;
use support::shell::{Run, Shell};

/// The day of "now" in every test.
const NOW: [&str; 2] = ["--as-of", "2024-12-31"];

/// Claims that hold, that hold on some readings, on none, and that are about a rule.
const SHORT: &str = "\
February 5, 2024\n\n\
Encounters of Venezuelans at the southwest border rose from 187,716 in fiscal 2022 to 266,071 in fiscal 2023.\n\n\
Honduras was the second largest source of encounters at the southwest border in fiscal 2023. An asylum seeker \
must wait at least 180 days for a work permit.\n";

fn shell_with(name: &str, text: impl AsRef<[u8]>) -> Shell {
    let shell = Shell::new();
    fs::write(shell.path(name), text).unwrap();
    shell
}

fn check(shell: &Shell, args: &[&str]) -> Run {
    shell.bare(&[&["check"], &NOW[..], args].concat())
}

fn json(run: &Run) -> Value {
    assert_eq!(run.err, "");
    serde_json::from_str(&run.out).unwrap()
}

fn spans_of(claim: &Value) -> Vec<(usize, usize)> {
    let number = |v: &Value| usize::try_from(v.as_u64().unwrap()).unwrap();
    claim["spans"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| (number(&s["start"]), number(&s["end"])))
        .collect()
}

#[test]
fn a_short_text_in_the_terminal() {
    let shell = shell_with("short.txt", SHORT);
    let run = check(&shell, &["short.txt"]);
    assert_eq!((run.code, run.err.as_str()), (1, ""));
    insta::assert_snapshot!("check_terminal", run.out);
}

#[test]
fn a_short_text_as_markdown() {
    let shell = shell_with("short.txt", SHORT);
    let run = check(&shell, &["short.txt", "--format", "markdown"]);
    insta::assert_snapshot!("check_markdown", run.out);
}

#[test]
fn a_short_text_as_json() {
    let text = "February 5, 2024\n\nMexico had 717,000 encounters at the southwest border in fiscal 2023.\n";
    let shell = shell_with("one.txt", text);
    let value = json(&check(&shell, &["one.txt", "--format", "json"]));
    assert_eq!(value["format"], 1);
    insta::assert_json_snapshot!("check_json", value);
}

#[test]
fn rows_are_one_a_reading_with_the_words_of_the_json() {
    let shell = shell_with("short.txt", SHORT);
    let value = json(&check(&shell, &["short.txt", "--format", "json"]));
    let csv = check(&shell, &["short.txt", "--format", "csv"]).out;
    let readings: usize = value["documents"][0]["claims"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["readings"].as_array().unwrap().len().max(1))
        .sum();
    assert!(readings >= 3);
    assert_eq!(csv.lines().count(), readings + 1);
    assert!(csv.contains(",not_checkable,rule,"), "{csv}");
    let parquet = check(
        &shell,
        &["short.txt", "--format", "parquet", "--out", "short.parquet"],
    );
    assert_eq!(parquet.code, 1, "{}", parquet.err);
    assert_eq!(&fs::read(shell.path("short.parquet")).unwrap()[..4], b"PAR1");
}

#[test]
fn a_revision_is_said_and_does_not_change_the_verdict_of_the_day() {
    let text = "In October 2023 there were 240,988 encounters at the southwest land border.";
    let shell = shell_with("october.txt", text);
    let args = ["october.txt", "--published", "2023-12-02", "--format", "json"];
    let value = json(&check(&shell, &args));
    let claim = &value["documents"][0]["claims"][0];
    assert_eq!(claim["as_of_article"]["as_of"], "2023-12-02");
    assert_eq!(claim["as_of_now"]["as_of"], "2024-12-31");
    let revised = claim["revised"][0].as_str().unwrap();
    assert!(
        revised.contains("240,988") && revised.contains("revised since to 240,927"),
        "{revised}"
    );
    let known = |standing: &Value| -> Vec<f64> {
        let readings = standing["readings"].as_array().unwrap();
        readings.iter().filter_map(|r| r["value"].as_f64()).collect()
    };
    assert!(known(&claim["as_of_article"]).contains(&240_988.0));
    assert!(known(&claim["as_of_now"]).contains(&240_927.0));
}

#[test]
fn the_day_of_the_text_is_given_or_found_or_today() {
    let shell = shell_with("short.txt", SHORT);
    let dated = |args: &[&str]| {
        let value = json(&check(&shell, &[args, &["--format", "json"]].concat()));
        let text = value["documents"][0].clone();
        (
            text["published"].as_str().unwrap().to_owned(),
            text["dated"].as_str().unwrap().to_owned(),
        )
    };
    let pair = |day: &str, how: &str| (day.to_owned(), how.to_owned());
    assert_eq!(dated(&["short.txt"]), pair("2024-02-05", "by-itself"));
    assert_eq!(
        dated(&["short.txt", "--published", "2024-03-01"]),
        pair("2024-03-01", "given")
    );
    fs::write(shell.path("plain.txt"), "There were 100 encounters.").unwrap();
    assert_eq!(dated(&["plain.txt"]), pair("2024-12-31", "unknown"));
}

#[test]
fn the_language_and_the_markup_can_be_given() {
    let shell = shell_with("short.txt", SHORT);
    let of = |args: &[&str]| json(&check(&shell, &[args, &["--format", "json"]].concat()));
    assert_eq!(of(&["short.txt"])["documents"][0]["language"], "en");
    assert_eq!(
        of(&["short.txt", "--lang", "es"])["documents"][0]["language"],
        "es"
    );
    fs::write(
        shell.path("bold.txt"),
        "Mexico had **717,000** encounters in fiscal 2023.",
    )
    .unwrap();
    let words = |markup: &str| {
        let value = of(&["bold.txt", "--markup", markup]);
        value["documents"][0]["claims"][0]["text"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert!(!words("markdown").contains('*'));
    assert_ne!(words("plain"), words("markdown"));
}

#[test]
fn the_exit_code_says_what_was_found() {
    let shell = shell_with("false.txt", SHORT);
    fs::write(
        shell.path("true.txt"),
        "Encounters of Venezuelans at the southwest border rose from 187,716 in fiscal 2022 to 266,071 in fiscal 2023.",
    )
    .unwrap();
    fs::write(
        shell.path("open.txt"),
        "February 5, 2024\n\nMexico had 717,000 encounters in 2023.",
    )
    .unwrap();
    let code = |args: &[&str]| check(&shell, args).code;
    assert_eq!(code(&["true.txt"]), 0);
    assert_eq!(code(&["false.txt"]), 1);
    assert_eq!(code(&["true.txt", "false.txt"]), 1);
    assert_eq!(code(&["false.txt", "--fail-on", "never"]), 0);
    assert_eq!(code(&["open.txt"]), 0);
    assert_eq!(code(&["open.txt", "--fail-on", "ambiguous"]), 1);
    assert_eq!(code(&["false.txt", "--fail-on", "ambiguous"]), 1);
}

#[test]
fn one_bad_file_does_not_lose_the_others() {
    let shell = shell_with("good.txt", SHORT);
    fs::write(shell.path("picture.png"), b"\x89PNG\r\n\x1a\n\0\0\0\0").unwrap();
    fs::write(shell.path("empty.txt"), " \n").unwrap();
    let run = check(&shell, &["absent.txt", "picture.png", "empty.txt", "good.txt"]);
    assert_eq!(run.code, 2, "the first failure decides");
    assert!(run.out.contains("good.txt: English"));
    for (name, what) in [
        ("absent.txt", "give the path of a text"),
        ("picture.png", "save its words"),
        ("empty.txt", "give a file with sentences"),
    ] {
        let line = run.err.lines().find(|l| l.contains(name)).unwrap();
        assert!(line.starts_with("error: ") && line.contains(what), "{line}");
    }
    assert_eq!(check(&shell, &["picture.png"]).code, 3);
    assert_eq!(check(&shell, &["empty.txt"]).code, 3);
}

#[test]
fn wrong_options_say_what_to_do() {
    let shell = shell_with("good.txt", SHORT);
    let cases: [(&[&str], &str); 7] = [
        (&["good.txt", "--published", "2024"], "write it as 2024-02-05"),
        (
            &["good.txt", "--published", "2025-06-01"],
            "is after --as-of 2024-12-31",
        ),
        (&["good.txt", "--format", "iati"], "markdown or html"),
        (&["good.txt", "--lang", "fr"], "en, es"),
        (&[], "<FILE>"),
        (&["good.txt", "--sample"], "cannot be used"),
        (&["good.txt", "--fail-on", "supported"], "contradicted"),
    ];
    for (args, what) in cases {
        let run = check(&shell, args);
        assert_eq!(run.code, 2, "{args:?}");
        assert!(run.err.contains(what), "{args:?}: {}", run.err);
    }
    let other = shell.bare(&["releases", "--format", "html"]);
    assert_eq!(other.code, 2);
    assert!(
        other.err.contains("rootcast check FILE --format html"),
        "{}",
        other.err
    );
}

#[test]
fn the_standard_input_is_a_text() {
    let shell = Shell::new();
    let mut child = shell
        .command(&["check", "-", "--as-of", "2024-12-31"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(SHORT.as_bytes()).unwrap();
    let run = shell.end(&child.wait_with_output().unwrap());
    assert_eq!(run.code, 1);
    assert!(run.out.starts_with("standard input: English"), "{}", run.out);
}

#[test]
fn the_ending_of_the_file_to_write_names_its_form() {
    let shell = shell_with("good.txt", SHORT);
    for (name, start) in [
        ("a.html", "<!doctype html>"),
        ("a.md", "## good.txt"),
        ("a.json", "{\n  \"format\": 1"),
        ("a.csv", "document,"),
        ("a.txt", "good.txt: English"),
    ] {
        let run = check(&shell, &["good.txt", "--out", name]);
        assert_eq!((run.code, run.out.as_str()), (1, ""), "{name}: {}", run.err);
        let text = fs::read_to_string(shell.path(name)).unwrap();
        assert!(text.starts_with(start), "{name}: {}", &text[..40]);
    }
}

#[test]
fn every_span_is_of_the_words_in_the_original() {
    // Code points, not bytes: accents, an emoji and a carriage return stand before the claims.
    let text = format!("Año 🙂 niñez\r\n\r\n{SHORT}");
    let shell = shell_with("accents.txt", &text);
    let value = json(&check(&shell, &["accents.txt", "--format", "json"]));
    let claims = value["documents"][0]["claims"].as_array().unwrap();
    assert!(claims.len() >= 3);
    let squeeze = |s: &str| s.split_whitespace().collect::<Vec<_>>().join(" ");
    for claim in claims {
        let words: Vec<String> = spans_of(claim)
            .iter()
            .map(|(start, end)| text.chars().skip(*start).take(end - start).collect())
            .collect();
        assert_eq!(
            squeeze(&words.join(" ")),
            squeeze(claim["text"].as_str().unwrap())
        );
    }
}

#[test]
fn pairs_point_at_claims_of_both_texts() {
    let shell = shell_with(
        "early.txt",
        "February 6, 2023\n\nCompanies have pledged more than $4.2 billion under the Call to Action.",
    );
    fs::write(
        shell.path("late.txt"),
        "March 25, 2024\n\nCompanies have pledged more than $5.2 billion under the Call to Action.",
    )
    .unwrap();
    let run = check(&shell, &["early.txt", "late.txt", "--format", "json"]);
    let value = json(&run);
    let pair = &value["pairs"][0];
    assert_eq!(pair["relation"], "grown", "{pair}");
    assert_eq!(
        (&pair["first"]["document"], &pair["second"]["document"]),
        (&1.into(), &2.into())
    );
    assert_eq!(pair["first"]["claim"], 1);
    assert_eq!(value["summary"]["documents"], 2);
}

#[test]
fn the_same_text_gives_the_same_bytes() {
    let shell = Shell::new();
    for format in ["table", "json", "html", "markdown", "csv"] {
        let run = || check(&shell, &["--sample", "--format", format]).out;
        assert!(run() == run(), "{format}");
    }
}

#[test]
fn the_sample_has_every_verdict() {
    let shell = Shell::new();
    let value = json(&check(&shell, &["--sample", "--format", "json"]));
    let summary = &value["summary"];
    for verdict in ["supported", "contradicted", "ambiguous", "not_checkable"] {
        assert!(summary[verdict].as_u64().unwrap() > 0, "{verdict}: {summary}");
    }
    assert_eq!(check(&shell, &["--sample"]).code, 1);
}
