//! The shelf: imported files, each in a folder `<source>/<published>-<hash>/` that never changes.
//!
//! A folder holds the original bytes, compressed in frames ([`Shelf::export_original`]), an index of its records, and
//! `release.json` ([`Import`]). It arrives under a temporary name and is renamed when it is whole. The catalogue is the
//! listing. Which import answers is decided when a ledger is asked for, by the day as known ([`Shelf::ledger`]):
//!
//! 1. Imports published after the day are not there.
//! 2. Of the imports that hold an activity, the newest answers alone: what its publisher withdrew from it is gone, and
//!    two releases of one activity are never mixed.
//! 3. Of our own files, the newest of each source answers, whatever the day: the statements in it carry their own.

mod answer;
mod error;
mod frames;
mod import;
mod index;
mod published;
mod record;
#[cfg(test)]
mod tests;
mod writing;

use std::{
    fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

pub use error::ShelfError;
pub use import::{How, Imported};
use import::{INDEX, ORIGINAL};
use index::Index;
pub use published::Published;
use record::FORMAT;
pub use record::{Contents, Findings, Import};
use writing::RECORD;

/// A shelf on disk.
#[derive(Clone, Debug)]
pub struct Shelf {
    root: PathBuf,
}

impl Shelf {
    /// The shelf in a folder, which need not exist yet.
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
        }
    }

    /// Its folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// All imports, by source and identifier.
    pub fn releases(&self) -> Result<Vec<Import>, ShelfError> {
        let mut out = Vec::new();
        for source in visible(&self.root)? {
            for id in visible(&self.root.join(&source))? {
                out.push(self.held(&source, &id)?);
            }
        }
        Ok(out)
    }

    /// The import of a name, `source/id`; of a source alone its newest.
    pub fn release(&self, name: &str) -> Result<Import, ShelfError> {
        let all = self.releases()?;
        let exact = all.iter().find(|i| i.name() == name);
        let newest = || {
            all.iter()
                .filter(|i| i.source == name)
                .max_by(|a, b| a.age().cmp(&b.age()))
        };
        exact.or_else(newest).cloned().ok_or_else(|| {
            let names: Vec<String> = all.iter().map(Import::name).collect();
            ShelfError::NoImport {
                name: name.to_owned(),
                nearest: rootcast_core::nearest::nearest(name, names.iter().map(String::as_str)),
            }
        })
    }

    /// Writes the bytes of an import as they were imported. The copy is compared with the hash that was kept.
    pub fn export_original(&self, name: &str, into: &mut dyn Write) -> Result<Import, ShelfError> {
        let import = self.release(name)?;
        let path = self.folder(&import).join(ORIGINAL);
        let mut packed = frames::open(&path).map_err(ShelfError::io("cannot open", &path))?;
        let mut hash = Sha256::new();
        let mut buffer = vec![0; frames::FRAME];
        loop {
            let n = packed
                .read(&mut buffer)
                .map_err(ShelfError::io("cannot unpack", &path))?;
            let Some(part) = buffer.get(..n).filter(|p| !p.is_empty()) else {
                break;
            };
            hash.update(part);
            into.write_all(part)
                .map_err(ShelfError::io("cannot write a copy of", &path))?;
        }
        if frames::hex(&hash.finalize()) != import.sha256 {
            return Err(ShelfError::Damaged {
                path,
                what: "the bytes are not those that were imported".to_owned(),
            });
        }
        Ok(import)
    }

    fn folder(&self, import: &Import) -> PathBuf {
        self.root.join(&import.source).join(&import.id)
    }

    fn held(&self, source: &str, id: &str) -> Result<Import, ShelfError> {
        let path = self.root.join(source).join(id).join(RECORD);
        let bytes = fs::read(&path).map_err(ShelfError::io("cannot read", &path))?;
        let damaged = |what: String| ShelfError::Damaged {
            path: path.clone(),
            what,
        };
        let import: Import = serde_json::from_slice(&bytes).map_err(|e| damaged(e.to_string()))?;
        if import.format != FORMAT {
            return Err(damaged(format!(
                "it has format {}, this program knows {FORMAT}",
                import.format
            )));
        }
        if import.source != source || import.id != id {
            return Err(damaged(format!("it speaks of {}", import.name())));
        }
        Ok(import)
    }

    /// The import of a source that came from these bytes.
    fn find(&self, source: &str, sha256: &str) -> Result<Option<Import>, ShelfError> {
        let short = sha256.get(..8).unwrap_or(sha256);
        for id in visible(&self.root.join(source))? {
            if id.ends_with(short) {
                let held = self.held(source, &id)?;
                if held.sha256 == sha256 {
                    return Ok(Some(held));
                }
            }
        }
        Ok(None)
    }

    fn index(&self, import: &Import) -> Result<Index, ShelfError> {
        let path = self.folder(import).join(INDEX);
        let text = fs::read_to_string(&path).map_err(ShelfError::io("cannot read", &path))?;
        Index::parse(&text).map_err(|line| ShelfError::Damaged {
            path,
            what: format!("line {line} cannot be read"),
        })
    }
}

/// Folders in a folder, sorted, without hidden ones; none where the folder does not exist.
fn visible(folder: &Path) -> Result<Vec<String>, ShelfError> {
    let entries = match fs::read_dir(folder) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(ShelfError::io("cannot list", folder))?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let name = entry
            .map_err(ShelfError::io("cannot list", folder))?
            .file_name()
            .to_string_lossy()
            .into_owned();
        if !name.starts_with('.') && folder.join(&name).is_dir() {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}
