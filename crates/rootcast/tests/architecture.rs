//! The house rules that a compiler does not check: which crate may know which, how long a file may be, and that
//! the shipped figures stay small.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

/// The crates in the order in which they may depend on each other: a crate may use those of lower rank, none of its
/// own rank.
fn rank(name: &str) -> Option<u8> {
    match name {
        "rootcast-core" => Some(0),
        "rootcast-store" | "rootcast-forecast" | "rootcast-impact" | "rootcast-scenario"
        | "rootcast-ledger" | "rootcast-claims" => Some(1),
        "rootcast" => Some(2),
        "rootcast-python" => Some(3),
        _ => None,
    }
}

fn edges() -> BTreeMap<String, Vec<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |v: &Value| v["name"].as_str().unwrap().to_owned();
    metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| {
            let of_ours = p["dependencies"]
                .as_array()
                .unwrap()
                .iter()
                .map(text)
                .filter(|d| d.starts_with("rootcast"));
            (text(p), of_ours.collect())
        })
        .collect()
}

fn offences(edges: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let mut out = Vec::new();
    for (from, to) in edges {
        let Some(high) = rank(from) else {
            out.push(format!("`{from}` has no place in the design"));
            continue;
        };
        for to in to {
            if rank(to).is_none_or(|low| low >= high) {
                out.push(format!("`{from}` must not depend on `{to}`"));
            }
        }
    }
    out
}

#[test]
fn dependencies_point_one_way() {
    let edges = edges();
    assert!(edges.contains_key("rootcast-core") && edges.contains_key("rootcast"));
    assert_eq!(offences(&edges), Vec::<String>::new());
}

#[test]
fn the_check_of_dependencies_can_fail() {
    let wrong = BTreeMap::from([
        ("rootcast-store".to_owned(), vec!["rootcast-ledger".to_owned()]),
        ("rootcast-core".to_owned(), vec!["rootcast-store".to_owned()]),
        ("rootcast-utils".to_owned(), vec![]),
    ]);
    assert_eq!(offences(&wrong).len(), 3);
}

#[test]
fn core_does_no_input_or_output() {
    let mut files = Vec::new();
    rust_files(&root().join("crates/rootcast-core/src"), &mut files);
    assert!(files.len() > 5);
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        for word in [
            "std::fs",
            "std::io",
            "std::net",
            "SystemTime",
            "Zoned::now",
            "println!",
        ] {
            assert!(!text.contains(word), "{}: {word}", file.display());
        }
    }
}

#[test]
fn a_file_is_one_concept() {
    let mut files = Vec::new();
    rust_files(&root().join("crates"), &mut files);
    let long: Vec<String> = files
        .iter()
        .map(|f| (std::fs::read_to_string(f).unwrap().lines().count(), f))
        .filter(|(n, _)| *n > 510)
        .map(|(n, f)| format!("{}: {n} lines", f.display()))
        .collect();
    assert_eq!(long, Vec::<String>::new());
}

fn rust_files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}
#[test]
fn the_embedded_figures_stay_under_four_megabytes() {
    let figures: usize = rootcast::reference::embedded()
        .iter()
        .map(|r| r.observations.len())
        .sum();
    let records: usize = rootcast::reference::embedded()
        .iter()
        .map(|r| r.record.len())
        .sum();
    assert!(figures > 100_000, "there are figures: {figures}");
    assert!(
        figures + records < 4 << 20,
        "{figures} bytes of figures, {records} of records"
    );
}
