//! Streams of texts, and pages of the web: each known by how it looks, each text on a line of its own.

use std::{fs, io::Write, process::Stdio};

use rootcast::{
    check::{Checker, How, file, report::Report, rows::Sheet},
    format::{self, Format, Page},
};
use rootcast_claims::check::Document;
use rootcast_store::store::Detail;
use serde_json::{Value, json};

use super::{SHORT, Shell, check, json, shell_with};

/// Two texts with a line between them that is none.
fn lines() -> String {
    let one = json!({"name": "one", "text": SHORT});
    let page = format!("<!doctype html><html><body><article><p>{SHORT}</p></article></body></html>");
    let two = json!({"text": page, "published": "2024-03-01", "lang": "en"});
    format!("{one}\n{{\"text\": 5}}\n{two}\n")
}

fn values(out: &str) -> Vec<Value> {
    out.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

#[test]
fn a_stream_is_a_report_a_line_and_a_bad_line_loses_nothing() {
    let shell = shell_with("texts.jsonl", lines());
    let run = check(&shell, &["texts.jsonl", "--format", "json"]);
    assert_eq!(run.code, 3, "{}", run.err);
    assert!(
        run.err.starts_with("error: `texts.jsonl`, line 2, column 10: "),
        "{}",
        run.err
    );
    let found = values(&run.out);
    assert_eq!(found.len(), 2);
    assert!(
        found
            .iter()
            .all(|r| r["format"] == 1 && r["summary"]["documents"] == 1)
    );
    let of = |n: usize| &found[n]["documents"][0];
    assert_eq!(of(0)["name"], "one");
    assert_eq!(of(0)["dated"], "by-itself");
    assert_eq!(of(1)["name"], "texts.jsonl, line 3");
    assert_eq!(
        (&of(1)["published"], &of(1)["dated"]),
        (&"2024-03-01".into(), &"given".into())
    );
    assert!(of(1)["summary"]["claims"].as_u64().unwrap() >= 3, "{}", of(1));
}

#[test]
fn the_standard_input_may_be_a_stream_and_a_file_is_written_whole() {
    let shell = Shell::new();
    let mut child = shell
        .command(&["check", "-", "--as-of", "2024-12-31", "--out", "out.jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let text = "{\"text\": \"It rose by half a \\ud800 million.\"}\n";
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let run = shell.end(&child.wait_with_output().unwrap());
    assert_eq!((run.code, run.err.as_str()), (0, "wrote out.jsonl\n"));
    let found = values(&fs::read_to_string(shell.path("out.jsonl")).unwrap());
    assert_eq!(found[0]["documents"][0]["name"], "standard input, line 1");
    assert_eq!(found[0]["documents"][0]["notes"][0]["kind"], "encoding");
}

#[test]
fn a_stream_in_another_form_is_as_many_texts() {
    let shell = shell_with("texts.ndjson", lines());
    let run = check(&shell, &["texts.ndjson", "--format", "csv"]);
    assert_eq!(run.code, 3);
    assert!(
        run.out.contains("\none,") && run.out.contains("\n\"texts.ndjson, line 3\","),
        "{}",
        run.out
    );
}

#[test]
fn a_page_is_read_as_one_whatever_its_name() {
    let page = "<!doctype html><html><head><meta property=\"article:published_time\" content=\"2024-02-05\"></head>\
        <body><article><p>Mexico had <b>717,000</b> encounters at the southwest border in fiscal 2023.</p></article></body></html>";
    let shell = shell_with("page.txt", page);
    let value = json(&check(&shell, &["page.txt", "--format", "json"]));
    let text = &value["documents"][0];
    assert_eq!(text["published"], "2024-02-05");
    let claim = &text["claims"][0];
    assert!(!claim["text"].as_str().unwrap().contains('<'), "{claim}");
    let plain = json(&check(
        &shell,
        &["page.txt", "--markup", "plain", "--format", "json"],
    ));
    assert_eq!(plain["documents"][0]["dated"], "unknown");
}

#[test]
fn texts_written_one_by_one_are_the_report_of_all() {
    let shell = shell_with("one.txt", SHORT);
    fs::write(shell.path("two.txt"), SHORT.replace("266,071", "300,000")).unwrap();
    fs::write(
        shell.path("three.txt"),
        "February 6, 2024\n\nNothing is counted here.\n",
    )
    .unwrap();
    let files = ["one.txt", "two.txt", "three.txt"];
    let today = jiff::civil::date(2024, 12, 31);
    let held = super::html::held();
    let texts: Vec<file::Text> = files
        .iter()
        .map(|name| {
            let bytes = fs::read(shell.path(name)).unwrap();
            file::of_bytes((*name).to_owned(), &bytes, None).unwrap()
        })
        .collect();
    let checker = Checker::new(&held, Detail::default());
    let documents: Vec<Document> = texts
        .iter()
        .map(|t| checker.check_text(t, How::default(), today))
        .collect();
    let between = rootcast_claims::cross::between(&documents);
    assert!(!between.listed.is_empty());
    let report = Report::of(&documents, &between, today);
    let sheet = Sheet {
        report: &report,
        documents: &documents,
        texts: &texts,
    };
    for (name, format) in [
        ("json", Format::Json),
        ("csv", Format::Csv),
        ("table", Format::Table),
    ] {
        let mut whole = Vec::new();
        format::write(&sheet, format, &Page::plain(), &mut whole).unwrap();
        let run = check(&shell, &[&files[..], &["--format", name]].concat());
        assert_eq!(run.err, "");
        assert!(run.out == String::from_utf8(whole).unwrap(), "{name}");
    }
}

#[test]
fn more_is_read_of_one_text_where_it_is_allowed() {
    let shell = shell_with("long.txt", "It rained. ".repeat(100_000));
    let run = check(&shell, &["long.txt", "--max-size", "1"]);
    assert_eq!((run.code, run.out.as_str()), (3, ""));
    assert_eq!(
        run.err,
        "error: `long.txt` is longer than 1 MB, the most that is read of one text; check it in parts, or allow more \
         with --max-size\n"
    );
    assert_eq!(check(&shell, &["long.txt", "--max-size", "2"]).code, 0);
    let line = format!(
        "{}\n{}\n",
        json!({"text": "x ".repeat(600_000)}),
        json!({"text": "It rained."})
    );
    fs::write(shell.path("long.jsonl"), line).unwrap();
    let run = check(&shell, &["long.jsonl", "--max-size", "1", "--format", "json"]);
    assert_eq!(run.code, 3);
    assert!(
        run.err.contains("line 1: longer than 1000000 bytes"),
        "{}",
        run.err
    );
    assert_eq!(values(&run.out).len(), 1, "the next line is read");
}
