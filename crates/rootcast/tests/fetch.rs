//! `rootcast fetch` as a process, from a server on this machine to the store.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers of tests fail the test"
)]

mod support;

use std::{fs, time::Duration};

use support::{
    server::{Server, Step, reply, whole},
    shell::{Run, Shell, fixture},
};

/// The source of the files of these tests.
const SOURCE: &str = "cbp-nationwide-aor";

fn fetch(shell: &Shell, server: &Server, more: &[&str]) -> Run {
    let url = format!("{}/aor.csv", server.root);
    shell.run(&[&["fetch", SOURCE, "--url", &url], more].concat())
}

fn releases(shell: &Shell) -> usize {
    shell.run(&["releases", "--format", "csv"]).data().lines().count() - 1
}

#[test]
fn a_file_is_downloaded_once_and_a_new_one_again() {
    let october = fs::read(fixture("october.csv")).unwrap();
    let november = fs::read(fixture("november.csv")).unwrap();
    let server = Server::start(move |n, r| {
        let day = ("Last-Modified", "Tue, 14 Nov 2023 08:00:00 GMT");
        match (n, r.header("if-none-match")) {
            (0, None) => whole(&[("ETag", "\"october\""), day], &october),
            (1, Some("\"october\"")) => vec![Step::Send(reply("304 Not Modified", &[], b""))],
            _ => whole(&[("ETag", "\"november\"")], &november),
        }
    });
    let shell = Shell::new();
    let first = fetch(&shell, &server, &[]);
    assert_eq!(first.code, 0, "{}", first.err);
    assert!(first.out.contains("8 observations"), "{}", first.out);
    assert!(first.out.contains("2023-11"), "{}", first.out);
    let same = fetch(&shell, &server, &[]);
    assert_eq!(same.code, 0, "{}", same.err);
    assert!(
        same.out.starts_with(&format!("{SOURCE}: nothing changed since")),
        "{}",
        same.out
    );
    assert_eq!(releases(&shell), 1);
    let changed = fetch(&shell, &server, &[]);
    assert_eq!(changed.code, 0, "{}", changed.err);
    assert_eq!(releases(&shell), 2);
    // What was downloaded is in the releases; nothing else is left of it.
    let left: Vec<_> = fs::read_dir(shell.path("store/downloads"))
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .filter(|n| !n.starts_with('.'))
        .collect();
    assert_eq!(left, [format!("{SOURCE}.json")]);
}

#[test]
fn a_release_that_was_removed_is_downloaded_anew() {
    let october = fs::read(fixture("october.csv")).unwrap();
    let server = Server::start(move |_, r| {
        if r.header("if-none-match").is_some() {
            vec![Step::Send(reply("304 Not Modified", &[], b""))]
        } else {
            whole(&[("ETag", "\"october\"")], &october)
        }
    });
    let shell = Shell::new();
    assert_eq!(fetch(&shell, &server, &[]).code, 0);
    fs::remove_dir_all(shell.path("store/releases").join(SOURCE)).unwrap();
    assert_eq!(fetch(&shell, &server, &[]).code, 0);
    assert_eq!(releases(&shell), 1);
}

#[test]
fn a_failed_fetch_leaves_the_releases_alone() {
    let october = fs::read(fixture("october.csv")).unwrap();
    let cases: [(&str, i32, Vec<u8>); 4] = [
        ("404", 4, reply("404 Not Found", &[("Content-Length", "0")], b"")),
        (
            "half",
            4,
            reply("200 OK", &[("Content-Length", "100000")], &october),
        ),
        (
            "page",
            3,
            reply("200 OK", &[], b"<!doctype html><title>Moved</title>\n"),
        ),
        (
            "large",
            4,
            reply("200 OK", &[("Content-Length", "99999999999")], b""),
        ),
    ];
    let shell = Shell::new();
    assert_eq!(
        shell
            .run(&["ingest", &fixture("october.csv"), "--published", "2023-11-14"])
            .code,
        0
    );
    let before = fs::read_dir(shell.path("store/releases").join(SOURCE))
        .unwrap()
        .count();
    for (name, code, bytes) in cases {
        let server = Server::start(move |_, _| vec![Step::Send(bytes.clone())]);
        let run = fetch(&shell, &server, &["--attempts", "1"]);
        assert_eq!((run.code, run.out.as_str()), (code, ""), "{name}: {}", run.err);
        let after = fs::read_dir(shell.path("store/releases").join(SOURCE))
            .unwrap()
            .count();
        assert_eq!(before, after, "{name}");
        assert_eq!(shell.run(&["verify"]).code, 0, "{name}");
    }
}

#[test]
fn limits_are_the_ones_of_the_command_line() {
    let october = fs::read(fixture("october.csv")).unwrap();
    let length = october.len().to_string();
    let server = Server::start(move |_, _| whole(&[], &october));
    let shell = Shell::new();
    let small = fetch(&shell, &server, &["--max-bytes", "100"]);
    assert_eq!(small.code, 4);
    assert!(small.err.contains("larger than 100 bytes"), "{}", small.err);
    assert_eq!(fetch(&shell, &server, &["--max-bytes", &length]).code, 0);

    let busy = Server::start(|_, _| {
        vec![Step::Send(reply(
            "503 Service Unavailable",
            &[("Retry-After", "0"), ("Content-Length", "0")],
            b"",
        ))]
    });
    for attempts in ["1", "3"] {
        let before = busy.requests().len();
        assert_eq!(fetch(&shell, &busy, &["--attempts", attempts]).code, 4);
        assert_eq!((busy.requests().len() - before).to_string(), attempts);
    }

    let slow = Server::start(|_, _| {
        vec![
            Step::Send(reply("200 OK", &[], b"")),
            Step::Drip(Duration::from_millis(50)),
        ]
    });
    let stalled = fetch(&shell, &slow, &["--attempts", "1", "--stall-timeout", "1"]);
    assert!(stalled.err.contains("the server sent"), "{}", stalled.err);
    let late = fetch(&shell, &slow, &["--attempts", "1", "--timeout", "1"]);
    assert!(late.err.contains("allow more with --timeout"), "{}", late.err);
}

#[test]
fn a_source_without_an_address_is_said_to_be_for_hands() {
    let shell = Shell::new();
    let listed = shell.bare(&["sources", "--format", "json"]).data();
    let listed: serde_json::Value = serde_json::from_str(&listed).unwrap();
    let by_hand = listed["sources"]
        .as_array()
        .unwrap()
        .iter()
        .find(|s| s.get("download").is_none());
    let id = by_hand.expect("some source has no address")["id"]
        .as_str()
        .unwrap();
    let run = shell.run(&["fetch", id]);
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("by hand") && run.err.contains("rootcast ingest"),
        "{}",
        run.err
    );
}
