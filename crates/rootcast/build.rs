//! Embeds the re-tabulated figures and the ledger of `reference/` in the binary, and says where the built front end is.

use std::{
    env, fs,
    io::Write,
    path::{Path, PathBuf},
};

fn main() -> std::io::Result<()> {
    front_end();
    let reference = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reference");
    ledger(&reference.join("ledger"))?;
    println!("cargo::rerun-if-changed={}", reference.display());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("embedded.rs");
    let mut file = fs::File::create(out)?;
    writeln!(file, "&[")?;
    for source in folders(&reference)? {
        println!("cargo::rerun-if-changed={}", source.display());
        for release in folders(&source)? {
            let release = fs::canonicalize(release)?;
            println!("cargo::rerun-if-changed={}", release.display());
            // Quoted as Rust quotes strings: a folder's name may hold any character.
            let file_of = |name: &str| format!("include_bytes!({:?})", release.join(name).to_string_lossy());
            writeln!(
                file,
                "EmbeddedRelease {{ record: {}, observations: {} }},",
                file_of("release.json"),
                file_of("observations.parquet")
            )?;
        }
    }
    writeln!(file, "]")
}

/// The bundle of `web/` is part of the binary: without it there is no build.
fn front_end() {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/dist");
    for name in ["brief.js", "brief.css"] {
        let file = dist.join(name);
        println!("cargo::rerun-if-changed={}", file.display());
        if !file.is_file() {
            println!(
                "cargo::error=web/dist/{name} is not there: build the front end first with `make web` (Node 20 or later)"
            );
        }
    }
    println!("cargo::rustc-env=ROOTCAST_WEB_DIST={}", dist.display());
}

/// The ledger that ships, as names and texts. A file that cannot be read would be found by whoever runs the program, so
/// it ends the build.
fn ledger(folder: &Path) -> std::io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|e| e.map(|e| e.path()))
        .collect::<Result<_, _>>()?;
    paths.retain(|p| p.extension().is_some_and(|e| e == "toml"));
    paths.sort();
    let mut texts: Vec<(String, String)> = Vec::new();
    for path in &paths {
        println!("cargo::rerun-if-changed={}", path.display());
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        texts.push((format!("reference/ledger/{name}"), fs::read_to_string(path)?));
    }
    let named: Vec<(&str, &str)> = texts.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
    if let Err(e) = rootcast_ledger::file::parse_all(&named) {
        for problem in e.problems {
            println!("cargo::error={problem}");
        }
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("ledger.rs");
    let mut file = fs::File::create(out)?;
    writeln!(file, "&[")?;
    for ((name, _), path) in texts.iter().zip(&paths) {
        let path = fs::canonicalize(path)?;
        writeln!(file, "({name:?}, include_str!({:?})),", path.to_string_lossy())?;
    }
    writeln!(file, "]")
}

/// The folders in a folder, sorted, so that the binary is the same wherever it is built.
fn folders(parent: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut out: Vec<PathBuf> = fs::read_dir(parent)?
        .map(|e| e.map(|e| e.path()))
        .collect::<Result<_, _>>()?;
    out.retain(|p| p.is_dir());
    out.sort();
    Ok(out)
}
