//! What a check does with files that nobody means to be read, and with outputs that cannot be written.

use std::{fs, io::Read, process::Stdio};

use super::{SHORT, check, json, shell_with};

#[test]
fn folders_and_noise_are_named_and_lose_nothing() {
    let shell = shell_with("good.txt", SHORT);
    fs::create_dir(shell.path("folder")).unwrap();
    // Bytes that repeat only after a long time, so that no two files of noise are needed.
    let mut state = 1u32;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    })
    .take(5_000)
    .collect();
    fs::write(shell.path("noise.txt"), noise).unwrap();
    let run = check(&shell, &["folder", "noise.txt", "good.txt"]);
    assert_eq!(run.code, 2, "{}", run.err);
    let lines: Vec<&str> = run.err.lines().collect();
    assert!(
        lines[0].starts_with("error: cannot read `folder`: "),
        "{}",
        run.err
    );
    assert!(lines[0].ends_with("give the path of a text, or `-` for the standard input"));
    assert!(
        lines[1].starts_with("error: `noise.txt` is not a text: "),
        "{}",
        run.err
    );
    assert_eq!(lines.len(), 2);
    assert!(run.out.contains("good.txt: English"));
}

#[test]
fn an_output_that_cannot_be_written_is_said_before_the_work() {
    let shell = shell_with("good.txt", SHORT);
    fs::create_dir(shell.path("folder")).unwrap();
    for place in ["folder", "absent/a.html", "good.txt/a.json"] {
        // A text that cannot be read would be an error of its own, were it read first.
        let run = check(&shell, &["absent.txt", "--out", place]);
        assert_eq!((run.code, run.out.as_str()), (4, ""), "{place}: {}", run.err);
        assert!(
            run.err.starts_with(&format!("error: cannot write `{place}`: ")),
            "{}",
            run.err
        );
        assert_eq!(run.err.lines().count(), 1, "{}", run.err);
    }
    let left = fs::read_dir(shell.path(".")).unwrap().count();
    assert_eq!(left, 2, "nothing half written stays");
}

#[test]
fn a_file_stays_as_it_was_where_no_text_could_be_read() {
    let shell = shell_with("kept.html", "kept");
    assert_eq!(check(&shell, &["absent.txt", "--out", "kept.html"]).code, 2);
    assert_eq!(fs::read(shell.path("kept.html")).unwrap(), b"kept");
}

#[cfg(unix)]
#[test]
fn a_device_is_written_to_and_not_replaced() {
    use std::os::unix::fs::FileTypeExt as _;

    let shell = shell_with("good.txt", SHORT);
    fs::write(shell.path("texts.jsonl"), "{\"text\": \"It rose by 5.\"}\n").unwrap();
    let device = |path: &str| fs::metadata(path).unwrap().file_type().is_char_device();
    for file in ["good.txt", "texts.jsonl"] {
        let args = [
            file,
            "--fail-on",
            "never",
            "--format",
            "json",
            "--out",
            "/dev/null",
        ];
        assert_eq!(check(&shell, &args).code, 0);
        assert!(device("/dev/null"));
        if std::path::Path::new("/dev/full").exists() {
            let run = check(&shell, &[file, "--format", "json", "--out", "/dev/full"]);
            assert_eq!(run.code, 4, "{}", run.err);
            assert!(run.err.starts_with("error: cannot write "), "{}", run.err);
            assert!(device("/dev/full"));
        }
    }
}

#[test]
fn a_reader_that_has_enough_ends_the_check_without_a_word() {
    let line = format!("{}\n", serde_json::json!({"name": "a", "text": SHORT}));
    let shell = shell_with("texts.jsonl", line.repeat(50));
    let mut child = shell
        .command(&[
            "check",
            "texts.jsonl",
            "--as-of",
            "2024-12-31",
            "--format",
            "json",
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = child.stdout.take().unwrap();
    out.read_exact(&mut [0; 10]).unwrap();
    drop(out);
    let run = shell.end(&child.wait_with_output().unwrap());
    assert_eq!((run.code, run.err.as_str()), (0, ""));
}

#[test]
fn odd_characters_are_read_and_their_claims_found() {
    let claim = "Mexico had 717,333 encounters at the southwest border in fiscal 2023.";
    let zalgo: String = "Encounters rose"
        .chars()
        .flat_map(|c| [c, '\u{301}', '\u{35f}'])
        .collect();
    let right: String = claim
        .replace("717", "\u{202b}717")
        .replace("fiscal", "\u{200f}fiscal\u{202c}");
    let numbers = "1 ".repeat(5_000);
    let nested = format!("<html><body>{}<p>{claim}</p>", "<div>".repeat(5_000));
    for (name, text) in [
        ("zalgo.txt", format!("{zalgo} by 5 %.\n\n{claim}")),
        ("right.txt", right),
        ("numbers.txt", format!("{numbers}.\n\n{claim}")),
        ("word.txt", format!("{}\n\n{claim}", "ñ".repeat(20_000))),
        ("nested.html", nested),
    ] {
        let shell = shell_with(name, text);
        let value = json(&check(&shell, &[name, "--fail-on", "never", "--format", "json"]));
        let claims = value["documents"][0]["claims"].as_array().unwrap();
        let found = claims.iter().any(|c| c["stated"]["value"] == 717_333.0);
        assert!(found, "{name}: {claims:?}");
    }
}
