//! The standard's files, unpacked from the folder of shared material.

#![allow(dead_code, reason = "each test that reads the suites uses a part of this")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// An archive of the standard, unpacked.
pub(crate) struct Suite {
    folder: tempfile::TempDir,
}

fn shared() -> PathBuf {
    env::var_os("ROOTCAST_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    )
}

impl Suite {
    /// Unpacks `data/corpora/iati/NAME.tar.gz`.
    pub(crate) fn unpack(name: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let archive = shared().join(format!("data/corpora/iati/{name}.tar.gz"));
        let status = Command::new("tar")
            .arg("-xzf")
            .arg(&archive)
            .arg("-C")
            .arg(folder.path())
            .status()
            .expect("tar");
        assert!(status.success(), "{} cannot be unpacked", archive.display());
        Self { folder }
    }

    /// The folder it is in.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The text of one of its files.
    pub(crate) fn read(&self, path: &str) -> String {
        let path = self.folder.path().join(path);
        fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    }

    /// The texts of all its XML files, by path.
    pub(crate) fn documents(&self) -> Vec<(String, String)> {
        let mut out = Vec::new();
        collect(self.folder.path(), &mut out);
        out.sort();
        out
    }
}

fn collect(folder: &Path, out: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a folder of the suite") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, out);
        } else if path.extension().is_some_and(|e| e == "xml") {
            // One old sample is not UTF-8.
            if let Ok(text) = fs::read_to_string(&path) {
                out.push((path.display().to_string(), text));
            }
        }
    }
}

/// The standard's annotated example activity.
pub(crate) fn example() -> String {
    let path = shared().join("data/corpora/iati/activity-standard-example-annotated.xml");
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}
