//! Whether the scanner finds the same files well-formed as libxml2 does, by way of lxml.
//!
//! They differ on purpose in these, and nowhere else:
//! - A document type declaration with a part of its own (`[…]`) is refused here: entities in it are the way to a
//!   document that fills the memory, and no IATI file has use for one. libxml2 reads it.
//! - A reference to an entity that is not XML's own is refused here even where a document type declaration names a file
//!   in which it may be declared. libxml2 lets it stand without its text, which would be lost.
//! - A declared encoding that contradicts the first bytes is refused here, as XML 1.0 section 4.3.3 demands. libxml2
//!   ignores the declaration.
//! - Encodings other than the supported ones are refused here; libxml2 reads what the system's library reads.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test fails by panicking and reports its counts"
)]

use std::{
    env, fs,
    io::Read,
    ops::ControlFlow,
    path::{Path, PathBuf},
    process::Command,
};

use rootcast_ledger::{
    iati::stream::{self, Limits},
    xml::{Problem, XmlError},
};

const MUTATIONS: usize = 6_000;

fn shared() -> PathBuf {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = env::var_os("ROOTCAST_SHARED").map_or(beside, PathBuf::from);
    folder.join("data/corpora/iati")
}

fn read(source: impl Read + Send) -> Result<(), XmlError> {
    let sink = |()| ControlFlow::Continue(());
    stream::read(source, &Limits::default(), |_| (), sink).map(|_| ())
}

/// Whether a difference is one of those at the head of this file. `accepted` says that libxml2 reads the file.
fn on_purpose(text: &[u8], accepted: bool, ours: &Result<(), XmlError>) -> bool {
    let Err(error) = ours else { return false };
    let typed = memchr::memmem::find(text, b"<!DOCTYPE").is_some();
    accepted
        && match &error.what {
            Problem::Doctype { why } => why.starts_with("declares"),
            Problem::Entity { .. } => typed,
            Problem::Encoding { why, .. } => why.starts_with("contradicts"),
            _ => false,
        }
}

#[test]
fn verdicts_are_those_of_libxml2() {
    let python = env::var("ROOTCAST_PYTHON").expect("set ROOTCAST_PYTHON to a Python that has lxml");
    let folder = tempfile::tempdir().expect("a folder");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/xml/verdicts.py");
    let output = Command::new(python)
        .args([script.as_path(), &shared(), folder.path()])
        .arg(MUTATIONS.to_string())
        .output()
        .expect("ROOTCAST_PYTHON starts");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let verdicts = String::from_utf8(output.stdout).expect("text");
    let (mut files, mut well_formed, mut purposes) = (0, 0, 0);
    let mut wrong = Vec::new();
    for line in verdicts.lines() {
        let (name, verdict) = line.split_once('\t').expect("a name and a verdict");
        let text = fs::read(folder.path().join(name)).expect("the file");
        let ours = read(text.as_slice());
        let accepted = verdict == "ok";
        files += 1;
        well_formed += usize::from(accepted);
        if on_purpose(&text, accepted, &ours) {
            purposes += 1;
        } else if accepted != ours.is_ok() {
            if let Some(keep) = env::var_os("ROOTCAST_KEEP") {
                fs::write(Path::new(&keep).join(name), &text).expect("a folder to keep files in");
            }
            wrong.push(format!("{name}: libxml2: {verdict}; here: {ours:?}"));
        }
    }
    println!("{files} files, {well_formed} well-formed, {purposes} refused on purpose");
    assert!(
        files > MUTATIONS + 700 && well_formed > 1_500,
        "{files} files, {well_formed} well-formed"
    );
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}
