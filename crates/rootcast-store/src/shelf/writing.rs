//! Adding to a shelf: one writer at a time, each release a draft until it is whole and durable.

use std::{
    collections::BTreeMap,
    fs::{self, File, TryLockError},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use sha2::{Digest, Sha256};

use super::{LOCK, RECORD, Seal, Shelf, listing, visible};
use crate::{error::StoreError, ingest::lines::hex, record::Record};

const TEMPORARY: &str = ".partial-";
const BUFFER: usize = 1 << 20;

/// Exclusive right to add to a shelf; ends when dropped, or when the process dies.
#[derive(Debug)]
pub struct Writing {
    shelf: Shelf,
    drafts: AtomicU32,
    lock: File,
    /// Folders that were made for this, outermost first; taken away again if nothing came of it.
    made: Vec<PathBuf>,
}

impl Shelf {
    /// Waits for the exclusive right to add releases, and clears away what a killed process left behind. `waiting` is
    /// called when another process has the right.
    pub fn write(&self, waiting: &dyn Fn()) -> Result<Writing, StoreError> {
        let releases = self.root.join("releases");
        let path = self.root.join(LOCK);
        loop {
            let made: Vec<PathBuf> = [self.root.clone(), releases.clone()]
                .into_iter()
                .filter(|f| !f.exists())
                .collect();
            fs::create_dir_all(&releases).map_err(StoreError::io("cannot create", &releases))?;
            let lock = File::options()
                .create(true)
                .truncate(false)
                .write(true)
                .open(&path)
                .map_err(StoreError::io("cannot open", &path))?;
            match lock.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    waiting();
                    lock.lock().map_err(StoreError::io("cannot lock", &path))?;
                }
                Err(TryLockError::Error(e)) => return Err(StoreError::io("cannot lock", &path)(e)),
            }
            // Whoever had the right may have taken an empty shelf away with its lock.
            if !is_at(&lock, &path) || !releases.is_dir() {
                continue;
            }
            for source in visible(&releases)? {
                let folder = releases.join(&source);
                for name in listing(&folder)?.into_iter().filter(|n| n.starts_with(TEMPORARY)) {
                    let stale = folder.join(name);
                    fs::remove_dir_all(&stale).map_err(StoreError::io("cannot remove", &stale))?;
                }
                // Only a folder with nothing in it can be removed like this.
                let _ = fs::remove_dir(&folder);
            }
            return Ok(Writing {
                shelf: self.clone(),
                drafts: AtomicU32::new(0),
                lock,
                made,
            });
        }
    }
}

/// Whether the open file is still the one with this name.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), fs::metadata(path)) {
        (Ok(a), Ok(b)) => a.ino() == b.ino() && a.dev() == b.dev(),
        _ => false,
    }
}

/// Elsewhere an open file cannot be taken away.
#[cfg(not(unix))]
fn is_at(_file: &File, path: &Path) -> bool {
    path.exists()
}

impl Writing {
    /// A new folder under a temporary name.
    pub fn begin(&self, source: &str) -> Result<Draft, StoreError> {
        let parent = self.shelf.root.join("releases").join(source);
        fs::create_dir_all(&parent).map_err(StoreError::io("cannot create", &parent))?;
        let number = self.drafts.fetch_add(1, Ordering::Relaxed);
        let folder = parent.join(format!("{TEMPORARY}{}-{number}", std::process::id()));
        fs::create_dir(&folder).map_err(StoreError::io("cannot create", &folder))?;
        Ok(Draft {
            parent,
            folder,
            kept: false,
        })
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        // Best effort: a shelf that did not exist before and holds nothing now is taken away again.
        for folder in self.made.iter().rev() {
            if *folder == self.shelf.root && listing(folder).is_ok_and(|names| names == [LOCK]) {
                let _ = fs::remove_file(folder.join(LOCK));
            }
            let _ = fs::remove_dir(folder);
        }
        let _ = self.lock.unlock();
    }
}

/// A release being written. Dropped without [`Draft::publish`], it leaves nothing behind.
#[derive(Debug)]
pub struct Draft {
    parent: PathBuf,
    folder: PathBuf,
    kept: bool,
}

impl Draft {
    /// Its folder, for the files of the release.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A new file of the release.
    pub fn create(&self, name: &str) -> Result<Hashed, StoreError> {
        Hashed::create(self.folder.join(name))
    }

    /// Writes the record with the hashes of the files, makes it durable and gives the folder its name. The files must
    /// be durable already ([`Hashed::finish`]).
    pub fn publish(
        mut self,
        record: &Record,
        files: &BTreeMap<String, String>,
    ) -> Result<PathBuf, StoreError> {
        let mut file = self.create(RECORD)?;
        let path = file.path.clone();
        file.write_all(&Seal::write(record, files)?)
            .map_err(StoreError::io("cannot write", &path))?;
        file.finish()?;
        sync_folder(&self.folder)?;
        let name = self.parent.join(&record.release.id);
        fs::rename(&self.folder, &name).map_err(StoreError::io("cannot name", &name))?;
        self.kept = true;
        sync_folder(&self.parent)?;
        Ok(name)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.kept {
            // Best effort: what stays is swept away by the next writer.
            let _ = fs::remove_dir_all(&self.folder);
            let _ = fs::remove_dir(&self.parent);
        }
    }
}

/// A file that is hashed while it is written.
pub struct Hashed {
    path: PathBuf,
    file: BufWriter<File>,
    hash: Sha256,
}

impl Hashed {
    fn create(path: PathBuf) -> Result<Self, StoreError> {
        let file = File::create(&path).map_err(StoreError::io("cannot create", &path))?;
        Ok(Self {
            path,
            file: BufWriter::with_capacity(BUFFER, file),
            hash: Sha256::new(),
        })
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes it durable and returns its SHA-256, lower-case hexadecimal.
    pub fn finish(mut self) -> Result<String, StoreError> {
        self.file
            .flush()
            .and_then(|()| self.file.get_ref().sync_all())
            .map_err(StoreError::io("cannot write", &self.path))?;
        Ok(hex(&self.hash.finalize()))
    }
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.file.write(bytes)?;
        self.hash.update(&bytes[..n]);
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    File::open(folder)
        .and_then(|f| f.sync_all())
        .map_err(StoreError::io("cannot make durable", folder))
}
