//! Bad input: a clear error each, and the store as it was, byte for byte.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)]

mod support;

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use rootcast_store::{
    ingest::{Limits, Request, ingest},
    manifest::built_in,
    shelf::Shelf,
};
use rust_xlsxwriter::Workbook;
use support::{HEADER, area, file, gzip, plain, problems, tree, zipped};

struct Scene {
    folder: tempfile::TempDir,
    shelf: Shelf,
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::at(&folder.path().join("store")).unwrap();
        plain(&shelf, &file(folder.path(), "held.csv", area(50, 0))).unwrap();
        Self { folder, shelf }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        file(self.path(), name, bytes)
    }

    /// The error that `path` causes, without the test's own folder; the store must not change.
    fn error(&self, path: &Path) -> String {
        self.error_of(&Request::new(path))
    }

    fn error_of(&self, request: &Request) -> String {
        let before = tree(self.shelf.root());
        let error = match ingest(&self.shelf, built_in(), request) {
            Err(e) => e,
            Ok(done) => panic!("it was ingested: {:?}", done[0].record),
        };
        assert_eq!(tree(self.shelf.root()), before, "the store changed");
        self.fresh(request);
        error.to_string().replace(&self.path().display().to_string(), "…")
    }

    /// A shelf that did not exist does not exist afterwards.
    fn fresh(&self, request: &Request) {
        let root = self.path().join("fresh");
        let none = Shelf::at(&root).unwrap();
        assert!(ingest(&none, built_in(), request).is_err());
        assert!(!root.exists(), "an empty store was left behind");
    }
}

fn with_row(row: &str) -> String {
    format!("{}{row}\r\n", area(3, 1))
}

const GOOD: &str = "2023,FYTD,OCT,U.S. Border Patrol,Southwest Land Border,Tucson Sector,TCA,FMUA,CUBA,Title 8,Apprehensions,";

#[test]
fn files_that_are_none() {
    let scene = Scene::new();
    let mut out = vec![
        scene.error(&scene.path().join("missing.csv")),
        scene.error(scene.path()),
        scene.error(&scene.file("empty.csv", "")),
        scene.error(&scene.file("empty.csv.gz", gzip(b""))),
        scene.error(&scene.file("blank.csv", "\r\n\r\n")),
        scene.error(&scene.file("empty.zip", zipped(&[]))),
        scene.error(&scene.file("photo.csv", (0..=255u8).cycle().take(5000).collect::<Vec<_>>())),
        scene.error(&scene.file("header.csv", format!("{HEADER}\r\n"))),
        scene.error(&scene.file("persons.csv", "Name,Date of Birth,A-Number\r\nx,y,z\r\n")),
    ];
    let request = scene.file("area.csv", area(3, 1));
    out.push(scene.error_of(&Request {
        source: Some("cbp-nationwide-oar"),
        ..Request::new(&request)
    }));
    insta::assert_snapshot!(out.join("\n"));
}

#[test]
fn broken_compression() {
    let scene = Scene::new();
    let whole = gzip(area(3000, 1).as_bytes());
    let mut flipped = whole.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 0xff;
    let zip = zipped(&[("a.csv", area(3000, 1).as_bytes())]);
    let mut damaged = zip.clone();
    damaged[200] ^= 0xff;
    let out = [
        scene.error(&scene.file("cut.csv.gz", &whole[..whole.len() / 2])),
        scene.error(&scene.file("cut-trailer.csv.gz", &whole[..whole.len() - 4])),
        scene.error(&scene.file("flipped.csv.gz", flipped)),
        scene.error(&scene.file("twice.csv.gz.gz", gzip(&whole))),
        scene.error(&scene.file("cut.zip", &zip[..zip.len() / 2])),
        scene.error(&scene.file("damaged.zip", damaged)),
        scene.error(&scene.file("nested.zip", zipped(&[("inner.zip", &zip)]))),
    ];
    insta::assert_snapshot!(out.join("\n"));
}

#[test]
fn headers_and_figures() {
    let scene = Scene::new();
    let whole = area(40, 1);
    let csv = |name: &str, text: String| scene.error(&scene.file(name, text));
    let out = [
        csv("cut-in-line.csv", whole[..whole.len() - 40].to_owned()),
        csv(
            "missing.csv",
            area(3, 1).replace("Citizenship,", "").replace("CUBA,", ""),
        ),
        csv(
            "duplicated.csv",
            area(3, 1).replace("Demographic,", "Citizenship,"),
        ),
        csv("negative.csv", with_row(&format!("{GOOD}-3"))),
        csv("words.csv", with_row(&format!("{GOOD}abc"))),
        csv("empty-count.csv", with_row(GOOD)),
        csv(
            "country.csv",
            with_row(&format!("{GOOD}5").replace("CUBA", "CUBBA")),
        ),
        csv("month.csv", with_row(&format!("{GOOD}5").replace("OCT", "OKT"))),
        csv(
            "demographic.csv",
            with_row(&format!("{GOOD}5").replace("FMUA", "FMUAA")),
        ),
        csv("year.csv", with_row(&format!("{GOOD}5").replace("2023", "23"))),
        csv("twice.csv", format!("{}{}", area(40, 1), area(40, 1))),
        scene.error(&scene.file("latin1.csv", {
            let mut bytes = with_row(&format!("{GOOD}5")).into_bytes();
            let at = bytes.windows(4).rposition(|w| w == b"CUBA").unwrap();
            bytes[at] = 0xd1;
            bytes
        })),
    ];
    insta::assert_snapshot!(out.join("\n"));
}

/// A workbook in the layout of the governance indicators, with its sheets named by `name`.
fn governance(path: &Path, name: impl Fn(&str) -> String, figure: &str) {
    let mut book = Workbook::new();
    for sheet in [
        "Introduction",
        "VoiceandAccountability",
        "Political StabilityNoViolence",
        "GovernmentEffectiveness",
        "RegulatoryQuality",
        "RuleofLaw",
        "ControlofCorruption",
    ] {
        let page = book.add_worksheet().set_name(name(sheet)).unwrap();
        page.write(0, 0, "Worldwide Governance Indicators").unwrap();
        if sheet == "Introduction" {
            continue;
        }
        page.write(14, 0, "Country/Territory").unwrap();
        page.write(14, 1, "Code").unwrap();
        page.write(15, 0, "Guatemala").unwrap();
        page.write(15, 1, "GTM").unwrap();
        for (column, what) in (2..).zip(["Estimate", "StdErr", "NumSrc", "Rank", "Lower", "Upper"]) {
            page.write(13, column, 2022).unwrap();
            page.write(14, column, what).unwrap();
            page.write(15, column, figure).unwrap();
        }
    }
    book.save(path).unwrap();
}

#[test]
fn workbooks() {
    let scene = Scene::new();
    let renamed = scene.path().join("renamed.xlsx");
    let rename = |sheet: &str| {
        if sheet == "RuleofLaw" {
            "Rule of the law"
        } else {
            sheet
        }
        .to_owned()
    };
    governance(&renamed, rename, "#N/A");
    let words = scene.path().join("words.xlsx");
    governance(&words, str::to_owned, "soon");
    let cut = fs::read(&renamed).unwrap();
    let small = Limits {
        workbook_bytes: 1000,
        ..Limits::default()
    };
    let shallow = Limits {
        workbook_unpacked_bytes: 1000,
        ..Limits::default()
    };
    let limited = |limits| {
        scene.error_of(&Request {
            limits,
            ..Request::new(&renamed)
        })
    };
    let out = [
        scene.error(&renamed),
        scene.error(&words),
        scene.error(&scene.file("cut.xlsx", &cut[..cut.len() / 2])),
        scene.error(&scene.file("junk.xls", [0xd0, 0xcf, 0x11, 0xe0, 1, 2, 3, 4])),
        limited(small),
        limited(shallow),
    ];
    insta::assert_snapshot!(out.join("\n"));
}

#[test]
fn bombs() {
    let scene = Scene::new();
    let mut text = format!("{HEADER}\r\n");
    text.push_str(&format!("{GOOD}5\r\n").repeat(120_000));
    let limits = Limits {
        ratio: 100,
        ratio_from: 1 << 20,
        members: 3,
        ..Limits::default()
    };
    let small = Limits {
        file_bytes: 1 << 20,
        ..Limits::default()
    };
    let error = |path: &Path, limits| {
        scene.error_of(&Request {
            limits,
            ..Request::new(path)
        })
    };
    let zip = scene.file("bomb.zip", zipped(&[("bomb.csv", text.as_bytes())]));
    let gz = scene.file("bomb.csv.gz", gzip(text.as_bytes()));
    let many = scene.file(
        "many.zip",
        zipped(&[("a", b"1"), ("b", b"1"), ("c", b"1"), ("d", b"1")]),
    );
    let plain = scene.file("large.csv", text.as_bytes());
    let out = [
        error(&zip, limits),
        error(&gz, limits),
        error(&many, limits),
        error(&plain, small),
        error(&gz, small),
    ];
    insta::assert_snapshot!(out.join("\n"));
}

#[test]
fn a_line_of_two_gigabytes_is_refused_with_its_number_at_once() {
    let scene = Scene::new();
    let path = scene.file("line.csv", area(3, 1));
    // A hole in the file: no disk is filled, and no line ends.
    File::options()
        .write(true)
        .open(&path)
        .unwrap()
        .set_len(2 << 30)
        .unwrap();
    let alone = scene.path().join("alone.csv");
    File::create(&alone).unwrap().set_len(2 << 30).unwrap();
    let started = std::time::Instant::now();
    insta::assert_snapshot!([scene.error(&path), scene.error(&alone)].join("\n"));
    assert!(started.elapsed().as_secs() < 10, "the whole line was read");
}

#[test]
fn a_zip_is_ingested_whole_or_not_at_all() {
    let scene = Scene::new();
    let good = area(30, 5);
    let bad = with_row(&format!("{GOOD}abc"));
    let mixed = scene.file(
        "mixed.zip",
        zipped(&[("good.csv", good.as_bytes()), ("bad.csv", bad.as_bytes())]),
    );
    let error = scene.error(&mixed);
    assert!(
        error.contains("mixed.zip/bad.csv") && error.contains("line 5"),
        "{error}"
    );
}

#[cfg(unix)]
#[test]
fn permission_denied() {
    use std::os::unix::fs::PermissionsExt;
    let scene = Scene::new();
    let path = scene.file("secret.csv", area(3, 1));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    // Whoever may read everything cannot be denied it.
    if File::open(&path).is_err() {
        let error = scene.error(&path);
        assert!(
            error.contains("permission denied; make the file readable"),
            "{error}"
        );
        let closed = scene.path().join("closed");
        fs::create_dir(&closed).unwrap();
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).unwrap();
        let shelf = Shelf::at(&closed.join("store")).unwrap();
        let error = plain(&shelf, &scene.path().join("held.csv"))
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("choose a folder you may write to with --store"),
            "{error}"
        );
    }
}

#[test]
fn what_is_held_stays_sound_after_all_that() {
    let scene = Scene::new();
    scene.error(&scene.file("bad.csv", with_row(&format!("{GOOD}abc"))));
    assert_eq!(problems(&scene.shelf), Vec::<String>::new());
}
