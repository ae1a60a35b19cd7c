//! Shelves: where releases stand. A shelf on disk is a folder `releases/<source>/<id>/`; a shelf in the binary is a
//! list of bytes. The catalogue is the listing: there is no database that could disagree with it.
//!
//! A release arrives under a temporary name and is renamed when it is whole, so it is there whole or not at all:
//! [`Writing`] and [`Draft`]. Reading needs no lock.

mod once;
mod seal;
mod writing;

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use parquet::file::reader::ChunkReader;

use crate::{
    error::StoreError,
    record::{FORMAT, Record},
};

use once::Once;
pub(crate) use seal::Seal;
pub use writing::{Draft, Hashed, Writing};

/// Name of the figures inside a release folder.
pub const OBSERVATIONS: &str = "observations.parquet";
/// Name of the rejected rows.
pub const REJECTED: &str = "rejected.parquet";
/// Name of the original bytes, compressed.
pub const ORIGINAL: &str = "original.zst";
/// Name of the record; written last.
pub const RECORD: &str = "release.json";
const LOCK: &str = ".lock";

/// A release that ships inside the binary.
#[derive(Clone, Copy, Debug)]
pub struct EmbeddedRelease {
    /// `release.json`.
    pub record: &'static [u8],
    /// `observations.parquet`.
    pub observations: &'static [u8],
}

/// Where the figures of a release are.
#[derive(Clone, Debug)]
pub enum Figures {
    /// In a release folder.
    Folder(PathBuf),
    /// In the binary.
    Embedded(&'static [u8]),
}

/// A release on a shelf.
#[derive(Clone, Debug)]
pub struct Held {
    /// What it says of itself.
    pub record: Record,
    /// Where its figures are.
    pub figures: Figures,
    /// What was read of both.
    once: Once,
}

impl Held {
    /// Identifier of the source and release, `cbp-nationwide-aor/2023-10-21-72247230`.
    pub fn name(&self) -> String {
        format!("{}/{}", self.record.release.source, self.record.release.id)
    }

    /// Opens the figures for reading.
    pub fn open(&self) -> Result<Chunks, StoreError> {
        match &self.figures {
            Figures::Embedded(bytes) => Ok(Chunks::Bytes(bytes::Bytes::from_static(bytes))),
            Figures::Folder(folder) => {
                let path = folder.join(OBSERVATIONS);
                File::open(&path)
                    .map(Chunks::File)
                    .map_err(StoreError::io("cannot open", path))
            }
        }
    }
}

/// Bytes of a Parquet file, on disk or in memory.
pub enum Chunks {
    /// On disk.
    File(File),
    /// In memory.
    Bytes(bytes::Bytes),
}

impl parquet::file::reader::Length for Chunks {
    fn len(&self) -> u64 {
        match self {
            Chunks::File(f) => parquet::file::reader::Length::len(f),
            Chunks::Bytes(b) => parquet::file::reader::Length::len(b),
        }
    }
}

impl ChunkReader for Chunks {
    type T = Box<dyn Read + Send>;

    fn get_read(&self, start: u64) -> parquet::errors::Result<Self::T> {
        Ok(match self {
            Chunks::File(f) => Box::new(f.get_read(start)?),
            Chunks::Bytes(b) => Box::new(b.get_read(start)?),
        })
    }

    fn get_bytes(&self, start: u64, length: usize) -> parquet::errors::Result<bytes::Bytes> {
        match self {
            Chunks::File(f) => f.get_bytes(start, length),
            Chunks::Bytes(b) => b.get_bytes(start, length),
        }
    }
}

/// Reads the record of an embedded release.
pub fn embedded(release: &EmbeddedRelease) -> Result<Held, StoreError> {
    let record = parse_record(release.record, Path::new("(embedded)"))?;
    Ok(Held {
        record,
        figures: Figures::Embedded(release.observations),
        once: Once::default(),
    })
}

fn parse_record(bytes: &[u8], path: &Path) -> Result<Record, StoreError> {
    let damaged = |what: String| StoreError::Damaged {
        path: path.to_owned(),
        what,
    };
    let record: Record = serde_json::from_slice(bytes).map_err(|e| damaged(e.to_string()))?;
    if record.format != FORMAT {
        return Err(damaged(format!(
            "it has format {}, this program knows {FORMAT}",
            record.format
        )));
    }
    Ok(record)
}

/// A shelf on disk.
#[derive(Clone, Debug)]
pub struct Shelf {
    root: PathBuf,
}

impl Shelf {
    /// The shelf in folder `root`, which need not exist yet. A folder that holds other things is refused.
    pub fn at(root: &Path) -> Result<Self, StoreError> {
        let not = |what: &str| StoreError::NotAStore {
            path: root.to_owned(),
            what: what.to_owned(),
        };
        if root.exists() {
            if !root.is_dir() {
                return Err(not("it is a file; name a folder"));
            }
            let mut names = listing(root)?;
            // The same folder holds the imports of the ledger and the forecasts filed.
            names.retain(|n| ![LOCK, "releases", "ledger", "forecasts"].contains(&n.as_str()));
            if !names.is_empty() && !root.join("releases").is_dir() {
                return Err(not(
                    "it holds other files and no folder `releases`; name an empty or new folder",
                ));
            }
        }
        Ok(Self {
            root: root.to_owned(),
        })
    }

    /// Its folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of a release.
    pub fn folder(&self, source: &str, id: &str) -> PathBuf {
        self.root.join("releases").join(source).join(id)
    }

    /// Every release that is whole, sorted by source and identifier.
    pub fn list(&self) -> Result<Vec<Held>, StoreError> {
        let releases = self.root.join("releases");
        let mut out = Vec::new();
        if !releases.is_dir() {
            return Ok(out);
        }
        for source in visible(&releases)? {
            for id in visible(&releases.join(&source))? {
                out.push(self.held(&source, &id)?);
            }
        }
        Ok(out)
    }

    /// The names of all releases, sorted by source and identifier, whatever state they are in.
    pub(crate) fn names(&self) -> Result<Vec<(String, String)>, StoreError> {
        let releases = self.root.join("releases");
        let mut out = Vec::new();
        if releases.is_dir() {
            for source in visible(&releases)? {
                for id in visible(&releases.join(&source))? {
                    out.push((source.clone(), id));
                }
            }
        }
        Ok(out)
    }

    /// One release.
    pub(crate) fn held(&self, source: &str, id: &str) -> Result<Held, StoreError> {
        let folder = self.folder(source, id);
        let path = folder.join(RECORD);
        let bytes = fs::read(&path).map_err(StoreError::io("cannot read", &path))?;
        let record = parse_record(&bytes, &path)?;
        if record.release.source != source || record.release.id != id {
            let what = format!("it speaks of {}/{}", record.release.source, record.release.id);
            return Err(StoreError::Damaged { path, what });
        }
        Ok(Held {
            record,
            figures: Figures::Folder(folder),
            once: Once::default(),
        })
    }

    /// The release of `source` that came from these bytes.
    pub(crate) fn find(&self, source: &str, sha256: &str) -> Result<Option<Held>, StoreError> {
        let folder = self.root.join("releases").join(source);
        let short = sha256.get(..8).unwrap_or(sha256);
        if !folder.is_dir() {
            return Ok(None);
        }
        for id in visible(&folder)?.iter().filter(|id| id.ends_with(short)) {
            let held = self.held(source, id)?;
            if held.record.release.sha256 == sha256 {
                return Ok(Some(held));
            }
        }
        Ok(None)
    }
}

fn listing(folder: &Path) -> Result<Vec<String>, StoreError> {
    let entries = match fs::read_dir(folder) {
        // A writer whose draft came to nothing takes an empty folder away while others read.
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(StoreError::io("cannot list", folder))?,
    };
    let mut names: Vec<String> = entries
        .map(|e| e.map(|e| e.file_name().to_string_lossy().into_owned()))
        .collect::<Result<_, _>>()
        .map_err(StoreError::io("cannot list", folder))?;
    names.sort();
    Ok(names)
}

fn visible(folder: &Path) -> Result<Vec<String>, StoreError> {
    let mut names = listing(folder)?;
    names.retain(|n| !n.starts_with('.') && folder.join(n).is_dir());
    Ok(names)
}
