//! Verify notices whatever happens to a release on disk, and never panics.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)]

mod support;

use std::{fs, path::PathBuf};

use rootcast_store::{manifest::built_in, shelf::Shelf, verify::verify};
use support::{area, file, plain, problems};

struct Scene {
    _folder: tempfile::TempDir,
    shelf: Shelf,
    release: PathBuf,
}

fn scene() -> Scene {
    let folder = tempfile::tempdir().unwrap();
    let shelf = Shelf::at(&folder.path().join("store")).unwrap();
    let done = plain(&shelf, &file(folder.path(), "area.csv", area(2000, 0))).unwrap();
    let release = shelf.folder(&done[0].record.release.source, &done[0].record.release.id);
    Scene {
        _folder: folder,
        shelf,
        release,
    }
}

#[test]
fn a_sound_release_is_compared_cell_by_cell() {
    let scene = scene();
    let found = verify(&scene.shelf, built_in(), &|_, _| {}).unwrap();
    assert!(found[0].ok, "{:?}", found[0].problems);
    assert_eq!(found[0].cells, 2000);
}

#[test]
fn a_flipped_byte_is_noticed_wherever_it_is() {
    let scene = scene();
    for name in ["observations.parquet", "original.zst", "release.json"] {
        let path = scene.release.join(name);
        let whole = fs::read(&path).unwrap();
        let step = (whole.len() / 40).max(1);
        for at in (0..whole.len()).step_by(step).chain([whole.len() - 1]) {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x10;
            fs::write(&path, &bytes).unwrap();
            assert!(!problems(&scene.shelf).is_empty(), "byte {at} of {name}");
        }
        for length in [0, 1, whole.len() / 2, whole.len() - 1] {
            fs::write(&path, &whole[..length]).unwrap();
            assert!(!problems(&scene.shelf).is_empty(), "{length} bytes of {name}");
        }
        fs::write(&path, &whole).unwrap();
        assert!(problems(&scene.shelf).is_empty());
    }
}

#[test]
fn a_missing_a_foreign_and_an_edited_file_are_named() {
    let scene = scene();
    let expect = |wanted: &str| {
        let found = problems(&scene.shelf);
        assert!(found.iter().any(|p| p.contains(wanted)), "{wanted}: {found:?}");
    };
    for name in ["observations.parquet", "original.zst", "release.json"] {
        let path = scene.release.join(name);
        let whole = fs::read(&path).unwrap();
        fs::remove_file(&path).unwrap();
        expect(name);
        fs::write(&path, whole).unwrap();
    }
    let foreign = scene.release.join("notes.txt");
    fs::write(&foreign, "mine").unwrap();
    expect("notes.txt does not belong");
    fs::remove_file(foreign).unwrap();

    let path = scene.release.join("release.json");
    let text = fs::read_to_string(&path).unwrap();
    let edited = text.replace("\"observations\": 2000", "\"observations\": 1999");
    assert_ne!(edited, text);
    fs::write(&path, edited).unwrap();
    expect("it was edited");
    expect("release.json says 1999 observations, the original has 2000");
}

#[test]
fn a_figure_that_is_not_the_originals_is_named_with_its_row() {
    let scene = scene();
    // The figures of another file under the name and seals of this one.
    let folder = tempfile::tempdir().unwrap();
    let other = Shelf::at(&folder.path().join("store")).unwrap();
    let mut text = area(2000, 0);
    let from = text.rfind(',').unwrap();
    text.replace_range(from.., ",123456\r\n");
    let done = plain(&other, &file(folder.path(), "area.csv", text)).unwrap();
    let theirs = other.folder(&done[0].record.release.source, &done[0].record.release.id);
    let ours = fs::read_to_string(scene.release.join("release.json")).unwrap();
    let their_hash = &done[0].record.observations_sha256;
    let our_hash = &scene.shelf.list().unwrap()[0].record.observations_sha256;
    fs::write(
        scene.release.join("release.json"),
        ours.replace(our_hash, their_hash),
    )
    .unwrap();
    fs::copy(
        theirs.join("observations.parquet"),
        scene.release.join("observations.parquet"),
    )
    .unwrap();
    let found = problems(&scene.shelf);
    assert!(
        found
            .iter()
            .any(|p| p.contains("row 2001 of the original: `value` is `123456.0` and should be")),
        "{found:?}"
    );
}
