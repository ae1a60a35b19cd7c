//! Streams of texts, and pages of the web: each known by how it looks, each text on a line of its own.

use std::{fs, io::Write, process::Stdio};

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
