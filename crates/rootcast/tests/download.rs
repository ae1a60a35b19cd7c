//! Downloads from a server that answers badly.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers of tests fail the test"
)]

mod support;

use std::{
    fs,
    path::PathBuf,
    sync::Mutex,
    time::{Duration, Instant},
};

use rootcast::fetch::{FetchError, Fetched, Limits, Progress, Validators, download};
use support::server::{Request, Server, Step, reply, whole};

const BODY: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyz";

struct Place {
    _folder: tempfile::TempDir,
    part: PathBuf,
}

fn place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let part = folder.path().join("source.part");
    Place {
        _folder: folder,
        part,
    }
}

fn quick() -> Limits {
    Limits {
        first_pause: Duration::from_millis(5),
        stall: Duration::from_millis(300),
        connect: Duration::from_secs(5),
        ..Limits::default()
    }
}

fn get(server: &Server, place: &Place, limits: &Limits) -> Result<Fetched, FetchError> {
    download(
        &format!("{}/file.csv", server.root),
        &place.part,
        None,
        limits,
        &|_| {},
    )
}

fn got(result: &Result<Fetched, FetchError>, place: &Place) -> Vec<u8> {
    assert!(matches!(result, Ok(Fetched::Whole { .. })), "{result:?}");
    fs::read(&place.part).unwrap()
}

/// Half the body under a promise of all of it.
fn half(etag: &str) -> Vec<Step> {
    let length = BODY.len().to_string();
    vec![Step::Send(reply(
        "200 OK",
        &[("Content-Length", &length), ("ETag", etag)],
        &BODY[..18],
    ))]
}

fn rest(request: &Request, etag: &str) -> Vec<Step> {
    let from: usize = request
        .header("range")
        .and_then(|r| r.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok())
        .expect("a range is asked for");
    let length = (BODY.len() - from).to_string();
    let range = format!("bytes {from}-{}/{}", BODY.len() - 1, BODY.len());
    vec![Step::Send(reply(
        "206 Partial Content",
        &[
            ("Content-Length", &length),
            ("Content-Range", &range),
            ("ETag", etag),
        ],
        &BODY[from..],
    ))]
}

#[test]
fn a_missing_file_is_not_asked_for_twice() {
    let server = Server::start(|_, _| {
        vec![Step::Send(reply(
            "404 Not Found",
            &[("Content-Length", "0")],
            b"",
        ))]
    });
    let place = place();
    let e = get(&server, &place, &quick()).unwrap_err();
    assert!(
        e.to_string().contains("404 Not Found") && e.to_string().contains("rootcast ingest"),
        "{e}"
    );
    assert_eq!(server.requests().len(), 1);
    assert!(!place.part.exists());
}

#[test]
fn a_busy_server_is_asked_again_when_it_said() {
    let server = Server::start(|n, _| match n {
        0 => vec![Step::Send(reply(
            "503 Service Unavailable",
            &[("Retry-After", "1"), ("Content-Length", "0")],
            b"",
        ))],
        _ => whole(&[], BODY),
    });
    let place = place();
    let pauses = Mutex::new(Vec::new());
    let result = download(&server.root, &place.part, None, &quick(), &|p| {
        if let Progress::Again { after, .. } = p {
            pauses.lock().unwrap().push(after);
        }
    });
    assert_eq!(got(&result, &place), BODY);
    assert_eq!(*pauses.lock().unwrap(), [Duration::from_secs(1)]);
}

#[test]
fn a_server_that_asks_for_an_hour_is_left_alone() {
    let server = Server::start(|_, _| {
        vec![Step::Send(reply(
            "429 Too Many Requests",
            &[("Retry-After", "3600"), ("Content-Length", "0")],
            b"",
        ))]
    });
    let e = get(&server, &place(), &quick()).unwrap_err();
    assert!(
        matches!(e, FetchError::Busy { after, .. } if after.as_secs() == 3600),
        "{e}"
    );
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_server_in_trouble_is_given_up_after_all_attempts() {
    let server = Server::start(|_, _| {
        vec![Step::Send(reply(
            "500 Internal Server Error",
            &[("Content-Length", "0")],
            b"",
        ))]
    });
    for attempts in [1, 3] {
        let before = server.requests().len();
        let limits = Limits { attempts, ..quick() };
        let e = get(&server, &place(), &limits).unwrap_err();
        assert!(e.to_string().contains("500 Internal Server Error"), "{e}");
        assert_eq!(server.requests().len() - before, attempts as usize);
    }
}

#[test]
fn half_a_body_is_continued() {
    let server = Server::start(|n, r| match n {
        0 => half("\"a\""),
        _ => rest(r, "\"a\""),
    });
    let place = place();
    assert_eq!(got(&get(&server, &place, &quick()), &place), BODY);
    let second = &server.requests()[1];
    assert_eq!(second.header("range"), Some("bytes=18-"));
    assert_eq!(second.header("if-range"), Some("\"a\""));
}

#[test]
fn a_later_run_continues_what_an_earlier_one_left() {
    let server = Server::start(|n, r| match n {
        0 => half("\"a\""),
        _ => rest(r, "\"a\""),
    });
    let place = place();
    let once = Limits {
        attempts: 1,
        ..quick()
    };
    let e = get(&server, &place, &once).unwrap_err();
    assert!(e.to_string().contains("after 18 bytes of 36"), "{e}");
    assert_eq!(fs::read(&place.part).unwrap().len(), 18);
    assert_eq!(got(&get(&server, &place, &once), &place), BODY);
}

#[test]
fn half_a_body_without_a_validator_begins_anew() {
    let server = Server::start(|n, r| {
        assert_eq!(r.header("range"), None);
        let length = BODY.len().to_string();
        let sent = if n == 0 { &BODY[..18] } else { BODY };
        vec![Step::Send(reply("200 OK", &[("Content-Length", &length)], sent))]
    });
    let place = place();
    assert_eq!(got(&get(&server, &place, &quick()), &place), BODY);
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn content_that_changed_between_attempts_is_taken_whole() {
    let server = Server::start(|n, _| match n {
        0 => half("\"a\""),
        // What a server does whose file no longer is the one of `If-Range`.
        _ => whole(&[("ETag", "\"b\"")], b"another file"),
    });
    let place = place();
    assert_eq!(got(&get(&server, &place, &quick()), &place), b"another file");
}

#[test]
fn a_part_of_another_file_is_not_joined_to_the_first() {
    let server = Server::start(|n, r| match n {
        0 => half("\"a\""),
        1 => rest(r, "\"b\""),
        _ => whole(&[("ETag", "\"b\"")], b"another file"),
    });
    let place = place();
    assert_eq!(got(&get(&server, &place, &quick()), &place), b"another file");
    assert_eq!(server.requests()[2].header("range"), None);
}

#[test]
fn a_part_that_begins_elsewhere_is_not_joined() {
    let server = Server::start(|n, _| match n {
        0 => half("\"a\""),
        1 => vec![Step::Send(reply(
            "206 Partial Content",
            &[
                ("Content-Length", "4"),
                ("Content-Range", "bytes 0-3/36"),
                ("ETag", "\"a\""),
            ],
            &BODY[..4],
        ))],
        _ => whole(&[("ETag", "\"a\"")], BODY),
    });
    let place = place();
    assert_eq!(got(&get(&server, &place, &quick()), &place), BODY);
}

#[test]
fn a_range_that_no_longer_exists_begins_anew() {
    let server = Server::start(|n, _| match n {
        0 => half("\"a\""),
        1 => vec![Step::Send(reply(
            "416 Range Not Satisfiable",
            &[("Content-Length", "0")],
            b"",
        ))],
        _ => whole(&[], b"short"),
    });
    let place = place();
    assert_eq!(got(&get(&server, &place, &quick()), &place), b"short");
}

#[test]
fn a_wrong_length_is_never_taken_for_a_whole_file() {
    let server = Server::start(|_, _| vec![Step::Send(reply("200 OK", &[("Content-Length", "100")], BODY))]);
    let place = place();
    let e = get(&server, &place, &quick()).unwrap_err();
    assert!(matches!(e, FetchError::GaveUp { attempts: 5, .. }), "{e}");
    assert!(e.to_string().contains("36 bytes of 100"), "{e}");
}

#[test]
fn chunks_without_an_end_are_never_taken_for_a_whole_file() {
    let server = Server::start(|_, _| {
        vec![Step::Send(reply(
            "200 OK",
            &[("Transfer-Encoding", "chunked")],
            b"5\r\n01234\r\n",
        ))]
    });
    let e = get(&server, &place(), &quick()).unwrap_err();
    assert!(matches!(e, FetchError::GaveUp { .. }), "{e}");
}

#[test]
fn endless_slow_bytes_are_given_up() {
    let server = Server::start(|_, _| {
        vec![
            Step::Send(reply("200 OK", &[], b"")),
            Step::Drip(Duration::from_millis(20)),
        ]
    });
    let limits = Limits {
        attempts: 2,
        ..quick()
    };
    let begun = Instant::now();
    let e = get(&server, &place(), &limits).unwrap_err();
    assert!(
        e.to_string().contains("the server sent") && e.to_string().contains("2 attempts"),
        "{e}"
    );
    assert!(begun.elapsed() < Duration::from_secs(5));
    // The same bytes are fast enough for who is content with less; then only the time for everything ends it.
    let patient = Limits {
        slowest: 1,
        overall: Duration::from_secs(1),
        ..limits
    };
    let e = get(&server, &place(), &patient).unwrap_err();
    assert!(matches!(e, FetchError::TooLong { .. }), "{e}");
}

#[test]
fn a_silent_server_is_given_up() {
    let server = Server::start(|_, _| {
        vec![
            Step::Send(reply("200 OK", &[("Content-Length", "36")], &BODY[..3])),
            Step::Wait(Duration::from_secs(20)),
        ]
    });
    let limits = Limits {
        attempts: 1,
        ..quick()
    };
    let begun = Instant::now();
    get(&server, &place(), &limits).unwrap_err();
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_redirection_is_followed_and_a_loop_is_not() {
    let server = Server::start(|_, r| match r.path.as_str() {
        "/here" => whole(&[], BODY),
        "/moved" => vec![Step::Send(reply(
            "302 Found",
            &[("Location", "/here"), ("Content-Length", "0")],
            b"",
        ))],
        _ => vec![Step::Send(reply(
            "302 Found",
            &[("Location", "/loop"), ("Content-Length", "0")],
            b"",
        ))],
    });
    let place = place();
    let result = download(
        &format!("{}/moved", server.root),
        &place.part,
        None,
        &quick(),
        &|_| {},
    );
    assert_eq!(got(&result, &place), BODY);
    let before = server.requests().len();
    let e = download(
        &format!("{}/loop", server.root),
        &place.part,
        None,
        &quick(),
        &|_| {},
    )
    .unwrap_err();
    assert!(matches!(e, FetchError::Redirects { limit: 5, .. }), "{e}");
    assert!(server.requests().len() - before <= 6);
}

#[test]
fn a_body_over_the_limit_is_refused_by_its_promise_and_by_its_bytes() {
    let small = Limits { bytes: 20, ..quick() };
    for promised in [true, false] {
        let server = Server::start(move |_, _| {
            if promised {
                whole(&[], BODY)
            } else {
                vec![Step::Send(reply("200 OK", &[], BODY))]
            }
        });
        let place = place();
        let e = get(&server, &place, &small).unwrap_err();
        assert!(matches!(e, FetchError::TooLarge { limit: 20, .. }), "{e}");
        assert!(!place.part.exists());
        let enough = Limits { bytes: 36, ..small };
        assert_eq!(got(&get(&server, &place, &enough), &place), BODY);
    }
}

#[test]
fn an_unchanged_file_is_not_downloaded() {
    let server = Server::start(|_, r| {
        if r.header("if-none-match") == Some("\"a\"") && r.header("if-modified-since").is_some() {
            vec![Step::Send(reply("304 Not Modified", &[], b""))]
        } else {
            whole(
                &[
                    ("ETag", "\"a\""),
                    ("Last-Modified", "Tue, 21 Nov 2023 08:00:00 GMT"),
                ],
                BODY,
            )
        }
    });
    let place = place();
    let Ok(Fetched::Whole { validators }) = get(&server, &place, &quick()) else {
        panic!("the first download is whole");
    };
    assert_eq!(validators.modified_day(), Some(jiff::civil::date(2023, 11, 21)));
    let again = download(&server.root, &place.part, Some(&validators), &quick(), &|_| {});
    assert_eq!(again.unwrap(), Fetched::Unchanged);
    let changed = Validators {
        etag: Some("\"old\"".to_owned()),
        ..validators
    };
    let anew = download(&server.root, &place.part, Some(&changed), &quick(), &|_| {});
    assert_eq!(got(&anew, &place), BODY);
}

#[test]
fn nobody_listening_is_said_so() {
    let root = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}/x", listener.local_addr().unwrap())
    };
    let limits = Limits {
        attempts: 2,
        ..quick()
    };
    let e = download(&root, &place().part, None, &limits, &|_| {}).unwrap_err();
    assert!(matches!(e, FetchError::GaveUp { attempts: 2, .. }), "{e}");
}

#[test]
fn addresses_that_are_none_are_refused() {
    for url in [
        "",
        "file:///etc/hosts",
        "not an address",
        "ftp://example.org/x",
        "http://",
    ] {
        let e = download(url, &place().part, None, &quick(), &|_| {}).unwrap_err();
        assert!(matches!(e, FetchError::Address { .. }), "{url}: {e}");
    }
}
