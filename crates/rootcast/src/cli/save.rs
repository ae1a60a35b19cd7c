//! Files that the commands write: whole, or as they were.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use rootcast_store::error::StoreError;

/// Writes a file under another name beside its place, and renames it when it is whole.
pub(super) fn whole(bytes: &[u8], path: &Path) -> Result<(), StoreError> {
    let mut file = Writing::new(path)?;
    file.write_all(bytes)
        .map_err(StoreError::io("cannot write", path))?;
    file.finish()
}

/// A file being written beside its place. One that is not finished leaves nothing behind.
pub(super) struct Writing {
    out: BufWriter<File>,
    temporary: PathBuf,
    path: PathBuf,
}

impl Writing {
    /// Begins.
    pub(super) fn new(path: &Path) -> Result<Self, StoreError> {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".{}.partial", std::process::id()));
        let temporary = PathBuf::from(name);
        let out = File::create(&temporary).map_err(StoreError::io("cannot write", path))?;
        Ok(Self {
            out: BufWriter::new(out),
            temporary,
            path: path.to_owned(),
        })
    }

    /// Puts it in its place.
    pub(super) fn finish(mut self) -> Result<(), StoreError> {
        self.out
            .flush()
            .and_then(|()| fs::rename(&self.temporary, &self.path))
            .map_err(StoreError::io("cannot write", &self.path))
    }
}

impl Write for Writing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        // Best effort: what was finished is no longer there, and of the rest the first error matters.
        let _ = fs::remove_file(&self.temporary);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_nothing_else_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("page.html");
        whole(b"one", &path).unwrap();
        whole(b"two", &path).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_place_that_cannot_be_written_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let error = whole(b"x", &folder.path().join("no/such/folder.csv")).unwrap_err();
        assert!(error.to_string().contains("folder.csv"), "{error}");
    }
}
