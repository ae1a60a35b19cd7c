//! Adding to a shelf: one writer at a time, each import a draft until it is whole and durable.

use std::{
    fs::{self, File, TryLockError},
    path::{Path, PathBuf},
};

use super::{Shelf, error::ShelfError, visible};

/// Name of the record of an import; written last.
pub(super) const RECORD: &str = "release.json";
const LOCK: &str = ".lock";
const TEMPORARY: &str = ".partial-";

/// Exclusive right to add to a shelf; ends when dropped, or when the process dies.
#[derive(Debug)]
pub(super) struct Writing {
    root: PathBuf,
    lock: File,
}

impl Shelf {
    /// Waits for the exclusive right, and clears away what a killed process left behind.
    pub(super) fn write(&self) -> Result<Writing, ShelfError> {
        let root = self.root();
        fs::create_dir_all(root).map_err(ShelfError::io("cannot create", root))?;
        let path = root.join(LOCK);
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(ShelfError::io("cannot open", &path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => lock.lock().map_err(ShelfError::io("cannot lock", &path))?,
            Err(TryLockError::Error(e)) => return Err(ShelfError::io("cannot lock", &path)(e)),
        }
        for source in visible(root)? {
            let folder = root.join(&source);
            let entries = fs::read_dir(&folder).map_err(ShelfError::io("cannot list", &folder))?;
            for entry in entries {
                let entry = entry.map_err(ShelfError::io("cannot list", &folder))?;
                if entry.file_name().to_string_lossy().starts_with(TEMPORARY) {
                    let stale = entry.path();
                    fs::remove_dir_all(&stale).map_err(ShelfError::io("cannot remove", &stale))?;
                }
            }
            // Only a folder with nothing in it can be removed like this.
            let _ = fs::remove_dir(&folder);
        }
        Ok(Writing {
            root: root.to_owned(),
            lock,
        })
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        let _ = self.lock.unlock();
    }
}

impl Writing {
    /// A new folder of a source under a temporary name.
    pub(super) fn begin(&self, source: &str) -> Result<Draft, ShelfError> {
        let parent = self.root.join(source);
        fs::create_dir_all(&parent).map_err(ShelfError::io("cannot create", &parent))?;
        let folder = parent.join(format!("{TEMPORARY}{}", std::process::id()));
        fs::create_dir(&folder).map_err(ShelfError::io("cannot create", &folder))?;
        Ok(Draft {
            parent,
            folder,
            kept: false,
        })
    }
}

/// An import being written. Dropped without [`Draft::publish`], it leaves nothing behind.
#[derive(Debug)]
pub(super) struct Draft {
    parent: PathBuf,
    folder: PathBuf,
    kept: bool,
}

impl Draft {
    /// The path of a file of the import.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Writes a whole file and makes it durable.
    pub(super) fn file(&self, name: &str, bytes: &[u8]) -> Result<(), ShelfError> {
        let path = self.path(name);
        let write = || {
            fs::write(&path, bytes)?;
            File::open(&path)?.sync_all()
        };
        write().map_err(ShelfError::io("cannot write", &path))
    }

    /// Writes the record, makes it durable and gives the folder its name. All other files must be durable already.
    pub(super) fn publish(mut self, id: &str, record: &[u8]) -> Result<(), ShelfError> {
        self.file(RECORD, record)?;
        sync_folder(&self.folder)?;
        let name = self.parent.join(id);
        fs::rename(&self.folder, &name).map_err(ShelfError::io("cannot name", &name))?;
        self.kept = true;
        sync_folder(&self.parent)
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

fn sync_folder(folder: &Path) -> Result<(), ShelfError> {
    File::open(folder)
        .and_then(|f| f.sync_all())
        .map_err(ShelfError::io("cannot make durable", folder))
}
