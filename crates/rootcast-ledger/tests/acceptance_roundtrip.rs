//! What is written against what was read, compared by lxml: files of other publishers element for element, and our own
//! ledger as a file that the standard's schema accepts.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test fails by panicking and reports its counts"
)]

#[path = "rules/suite.rs"]
mod suite;

use std::{
    env, fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use jiff::civil::date;
use rootcast_ledger::{
    file,
    iati::{
        export::{self, Reporter},
        stream::Limits,
    },
    xml,
};
use suite::Suite;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/roundtrip/compare.py");

/// Asks lxml about pairs of files; returns what it found to differ.
fn compare(pairs: &[(&str, PathBuf, PathBuf)]) -> Vec<String> {
    let python = env::var("ROOTCAST_PYTHON").expect("set ROOTCAST_PYTHON to a Python that has lxml");
    let mut child = Command::new(python)
        .arg(SCRIPT)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("ROOTCAST_PYTHON starts");
    let mut input = child.stdin.take().expect("piped");
    let lines: String = pairs
        .iter()
        .flat_map(|(mode, a, b)| [*mode, "\t", text(a), "\t", text(b), "\n"])
        .collect();
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()).expect("Python reads"));
    let output = child.wait_with_output().expect("Python ends");
    writer.join().expect("all was written");
    assert!(output.status.success(), "the comparison failed");
    let answers = String::from_utf8(output.stdout).expect("text");
    assert_eq!(answers.lines().count(), pairs.len());
    (pairs.iter().zip(answers.lines()))
        .filter(|(_, answer)| *answer != "same")
        .map(|((_, a, _), answer)| format!("{}: {answer}", a.display()))
        .collect()
}

fn text(path: &Path) -> &str {
    path.to_str().expect("text")
}

/// Writes a file again in both ways; `None` where it is not well-formed.
fn again(bytes: &[u8], folder: &Path, name: &str) -> Option<Vec<(&'static str, PathBuf, PathBuf)>> {
    let original = folder.join(format!("{name}.in.xml"));
    let copied = folder.join(format!("{name}.copy.xml"));
    let mut out = Vec::new();
    export::copy(bytes, &Limits::default(), &mut out).ok()?;
    fs::write(&original, bytes).expect("space");
    fs::write(&copied, out).expect("space");
    let mut pairs = vec![("records", original.clone(), copied)];
    if let Ok(text) = std::str::from_utf8(bytes) {
        // A tree is of text whose line ends are those of XML.
        let text = text.replace("\r\n", "\n");
        let whole = folder.join(format!("{name}.whole.xml"));
        let tree = xml::parse(&text).expect("it was read record by record");
        let mut out = String::new();
        export::element(&tree, tree.root().expect("an element"), &mut out);
        fs::write(&whole, out).expect("space");
        pairs.push(("whole", original, whole));
    }
    Some(pairs)
}

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, out);
        } else {
            out.push(path);
        }
    }
}

#[test]
fn the_annotated_example_goes_in_and_comes_out_element_for_element() {
    let folder = tempfile::tempdir().expect("a folder");
    let pairs = again(suite::example().as_bytes(), folder.path(), "example").expect("well-formed");
    assert_eq!(pairs.len(), 2);
    let wrong = compare(&pairs);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_of_the_suites_comes_out_as_it_went_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut pairs = Vec::new();
    let (mut should_pass, mut samples, mut refused) = (0, 0, Vec::new());
    for name in ["iati-schemas-2.03-tests", "iati-old-samples", "iati-rulesets-mit"] {
        let suite = Suite::unpack(name);
        let mut paths = Vec::new();
        files(suite.folder(), &mut paths);
        paths.sort();
        for path in paths.iter().filter(|p| p.extension().is_some_and(|e| e == "xml")) {
            let bytes = fs::read(path).expect("a file");
            match again(&bytes, folder.path(), &format!("{name}-{}", pairs.len())) {
                Some(more) => {
                    should_pass += usize::from(text(path).contains("/should-pass/"));
                    samples += usize::from(name == "iati-old-samples");
                    pairs.extend(more);
                }
                None => refused.push(path.display().to_string()),
            }
        }
    }
    println!(
        "{} comparisons, {should_pass} files that pass, {samples} old samples",
        pairs.len()
    );
    assert!(
        refused.iter().all(|r| r.contains("/should-fail/")),
        "{refused:#?}"
    );
    assert!(should_pass >= 233 && samples >= 6, "{should_pass} {samples}");
    let wrong = compare(&pairs);
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn our_own_ledger_is_exported_as_a_file_that_the_schema_accepts() {
    let suite = Suite::unpack("iati-schemas-2.03-tests");
    let mut paths = Vec::new();
    files(suite.folder(), &mut paths);
    let schema = (paths.into_iter())
        .find(|p| p.ends_with("iati-activities-schema.xsd"))
        .expect("the schema");
    let reference = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reference/ledger");
    let mut texts = Vec::new();
    for entry in fs::read_dir(&reference).expect("the shipped ledger") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|e| e == "toml") {
            texts.push((
                path.display().to_string(),
                fs::read_to_string(&path).expect("text"),
            ));
        }
    }
    let named: Vec<(&str, &str)> = texts.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
    let ledger = file::parse_all(&named).expect("the shipped ledger");
    let by = Reporter {
        reference: "XM-EXAMPLE-1".to_owned(),
        name: "Example".to_owned(),
        kind: "22".to_owned(),
        secondary: true,
    };
    let folder = tempfile::tempdir().expect("a folder");
    let mut pairs = Vec::new();
    for (n, day) in [date(2021, 1, 1), date(2023, 2, 6), date(2024, 9, 30)]
        .into_iter()
        .enumerate()
    {
        let path = folder.path().join(format!("{n}.xml"));
        let loss =
            export::write(&ledger, &by, day, fs::File::create(&path).expect("space")).expect("exported");
        println!("{day}: {} lost, {} added", loss.lost.len(), loss.added.len());
        pairs.push(("valid", schema.clone(), path));
    }
    let wrong = compare(&pairs);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
