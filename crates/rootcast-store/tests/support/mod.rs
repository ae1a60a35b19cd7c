//! What the tests of ingest share: files in published layouts with invented figures, and pictures of a folder.

#![allow(dead_code)]

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use rootcast_store::{
    ingest::{IngestError, Ingested, Request, ingest},
    manifest::built_in,
    shelf::Shelf,
    verify::verify,
};

/// Header of the area layout.
pub(crate) const HEADER: &str = "Fiscal Year,Month Grouping,Month (abbv),Component,Land Border Region,Area of Responsibility,\
                          AOR (Abbv),Demographic,Citizenship,Title of Authority,Encounter Type,Encounter Count";
const MONTHS: [&str; 12] = [
    "OCT", "NOV", "DEC", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP",
];
const CITIZENS: [&str; 8] = [
    "CUBA",
    "\"CHINA, PEOPLES REPUBLIC OF\"",
    "EL SALVADOR",
    "GUATEMALA",
    "HAITI",
    "HONDURAS",
    "MEXICO",
    "OTHER",
];
const SECTORS: [(&str, &str); 4] = [
    ("Tucson Sector", "TCA"),
    ("Yuma Sector", "YUM"),
    ("Del Rio Sector", "DRT"),
    ("El Paso Sector", "EPT"),
];
const DEMOGRAPHICS: [&str; 3] = ["FMUA", "Single Adults", "UC / Single Minors"];

/// A file in the area layout with `rows` different cells; `seed` changes every figure.
pub(crate) fn area(rows: usize, seed: usize) -> String {
    let mut out = String::from(HEADER);
    out.push_str("\r\n");
    for i in 0..rows {
        let month = MONTHS[i % 12];
        let citizen = CITIZENS[i / 12 % 8];
        let (sector, short) = SECTORS[i / 96 % 4];
        let demographic = DEMOGRAPHICS[i / 384 % 3];
        let title = ["Title 8,Apprehensions", "Title 42,Expulsions"][i / 1152 % 2];
        let year = 2000 + i / 2304;
        let count = (i * 7919 + seed * 104_729) % 1000;
        let _ = write!(
            out,
            "{year},FYTD,{month},U.S. Border Patrol,Southwest Land Border,{sector},{short},{demographic},{citizen},\
             {title},{count}\r\n"
        );
    }
    out
}

/// Writes a file and returns its path.
pub(crate) fn file(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, bytes).unwrap();
    path
}

/// Bytes compressed as one gzip member.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

/// A zip with these members.
pub(crate) fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        out.start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        out.write_all(bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// Ingests with the built-in manifests and nothing said about the file.
pub(crate) fn plain(shelf: &Shelf, path: &Path) -> Result<Vec<Ingested>, IngestError> {
    ingest(shelf, built_in(), &Request::new(path))
}

/// Every file below a folder with its bytes; folders count as well.
pub(crate) fn tree(folder: &Path) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
    let mut out = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(at) = folders.pop() {
        for entry in fs::read_dir(&at).unwrap() {
            let path = entry.unwrap().path();
            let short = path.strip_prefix(folder).unwrap().to_owned();
            if path.is_dir() {
                out.insert(short, None);
                folders.push(path);
            } else {
                out.insert(short, Some(fs::read(&path).unwrap()));
            }
        }
    }
    out
}

/// Everything that verify finds wrong.
pub(crate) fn problems(shelf: &Shelf) -> Vec<String> {
    verify(shelf, built_in(), &|_, _| {})
        .unwrap()
        .into_iter()
        .flat_map(|v| v.problems.into_iter().map(move |p| format!("{}: {p}", v.release)))
        .collect()
}
