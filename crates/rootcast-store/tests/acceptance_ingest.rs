//! Every published file into one store: no row lost, hashes as recorded, a second time nothing changes, and every
//! figure on disk is the original's.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use rootcast_core::release::Precision;
use rootcast_store::{
    ingest::{Request, ingest},
    manifest::built_in,
    shelf::Shelf,
    verify::verify,
};

fn published() -> PathBuf {
    let shared = std::env::var_os("ROOTCAST_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let folder = shared.join("data/published");
    assert!(
        folder.is_dir(),
        "the published files are not at {}",
        folder.display()
    );
    folder
}

struct Listed {
    file: String,
    source: String,
    published: String,
    precision: String,
    sha256: String,
    bytes: u64,
}

fn listed(folder: &Path) -> Vec<Listed> {
    let mut reader = csv::Reader::from_path(folder.join("RELEASES.csv")).unwrap();
    let header = reader.headers().unwrap().clone();
    let at = |name: &str| header.iter().position(|h| h == name).unwrap();
    let columns = [
        "file",
        "source",
        "published",
        "published_precision",
        "sha256",
        "bytes",
    ]
    .map(at);
    reader
        .records()
        .map(|r| {
            let r = r.unwrap();
            let [file, source, published, precision, sha256, bytes] = columns.map(|c| r[c].to_owned());
            Listed {
                file,
                source,
                published,
                precision,
                sha256,
                bytes: bytes.parse().unwrap(),
            }
        })
        .collect()
}

/// Every file below a folder with its bytes.
fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut out = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                out.insert(path.clone(), fs::read(&path).unwrap());
            }
        }
    }
    out
}

#[test]
fn every_published_file_is_ingested_and_verified() {
    let folder = published();
    let files = listed(&folder);
    assert_eq!(files.len(), 31);
    let store = tempfile::tempdir().unwrap();
    let shelf = Shelf::at(&store.path().join("store")).unwrap();
    let mut failures = Vec::new();
    for file in &files {
        let path = folder.join(&file.file);
        let ingested = match ingest(&shelf, built_in(), &Request::new(&path)) {
            Ok(ingested) => ingested,
            Err(e) => {
                failures.push(format!("{}: {e}", file.file));
                continue;
            }
        };
        assert_eq!(ingested.len(), 1, "{}", file.file);
        let record = &ingested[0].record;
        assert!(ingested[0].new, "{}", file.file);
        assert_eq!(record.release.source, file.source, "{}", file.file);
        assert_eq!(record.release.sha256, file.sha256, "{}", file.file);
        assert_eq!(record.release.bytes, file.bytes, "{}", file.file);
        assert_eq!(
            record.release.published.to_string(),
            file.published,
            "{}",
            file.file
        );
        assert_eq!(record.release.precision.as_str(), file.precision, "{}", file.file);
        assert_eq!(record.rejected, 0, "{}", file.file);
        assert_eq!(
            record.cells,
            record.observations + record.rejected + record.skipped.values().sum::<u64>(),
            "{}",
            file.file
        );
        println!(
            "{:<70} rows {:>7} cells {:>8} observations {:>8} skipped {:?} notes {:?}",
            file.file, record.rows, record.cells, record.observations, record.skipped, record.notes
        );
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));

    let before = tree(shelf.root());
    for file in &files {
        let path = folder.join(&file.file);
        let again = ingest(
            &shelf,
            built_in(),
            &Request {
                // A date that contradicts the one held must not make a second release.
                published: Some(("1999-01-01".parse().unwrap(), Precision::Day)),
                ..Request::new(&path)
            },
        )
        .unwrap();
        assert!(!again[0].new, "{}", file.file);
        let notes = &again[0].record.notes;
        assert!(notes.iter().any(|n| n.contains("1999-01-01")), "{notes:?}");
    }
    assert_eq!(tree(shelf.root()), before);

    let verified = verify(&shelf, built_in(), &|_, _| {}).unwrap();
    assert_eq!(verified.len(), files.len());
    for v in &verified {
        assert!(v.ok, "{}: {:?}", v.release, v.problems);
    }
    let cells: u64 = verified.iter().map(|v| v.cells).sum();
    let observations: u64 = shelf.list().unwrap().iter().map(|h| h.record.observations).sum();
    assert_eq!(cells, observations);
}
