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

/// Whether a file can be written, before the work that it is for.
pub(super) fn can_be_written(path: &Path) -> Result<(), StoreError> {
    let Some((temporary, place)) = moved(path) else {
        return Ok(());
    };
    let tried = if place.is_dir() {
        Err(io::ErrorKind::IsADirectory.into())
    } else {
        File::create(&temporary).and_then(|_| fs::remove_file(&temporary))
    };
    tried.map_err(StoreError::io("cannot write", path))
}

/// Where a file is written meanwhile, and where it goes; nowhere for what is no file.
fn moved(path: &Path) -> Option<(PathBuf, PathBuf)> {
    let there = fs::metadata(path).ok();
    if there.as_ref().is_some_and(|m| !m.is_file() && !m.is_dir()) {
        return None;
    }
    // Of a link the file behind it is replaced.
    let place = there.and_then(|_| fs::canonicalize(path).ok());
    let place = place.unwrap_or_else(|| path.to_owned());
    let mut name = place.clone().into_os_string();
    name.push(format!(".{}.partial", std::process::id()));
    Some((PathBuf::from(name), place))
}

/// A file being written beside its place. One that is not finished leaves nothing behind. What is no file, a pipe or a
/// device, is written to as it stands.
pub(super) struct Writing {
    out: BufWriter<File>,
    /// Where it is written meanwhile, and where it goes.
    moved: Option<(PathBuf, PathBuf)>,
    path: PathBuf,
}

impl Writing {
    /// Begins.
    pub(super) fn new(path: &Path) -> Result<Self, StoreError> {
        let moved = moved(path);
        let out = match &moved {
            Some((temporary, _)) => File::create(temporary),
            None => File::options().write(true).open(path),
        };
        Ok(Self {
            out: BufWriter::new(out.map_err(StoreError::io("cannot write", path))?),
            moved,
            path: path.to_owned(),
        })
    }

    /// Puts it in its place.
    pub(super) fn finish(mut self) -> Result<(), StoreError> {
        self.out
            .flush()
            .and_then(|()| match &self.moved {
                Some((temporary, place)) => fs::rename(temporary, place),
                None => Ok(()),
            })
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
        if let Some((temporary, _)) = &self.moved {
            let _ = fs::remove_file(temporary);
        }
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

    #[cfg(unix)]
    #[test]
    fn links_and_what_is_no_file_stay_what_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("a.csv"), folder.path().join("b.csv"));
        fs::write(&file, "old").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        whole(b"new", &link).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&file).unwrap(), b"new");
        whole(b"x", Path::new("/dev/null")).unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
        let full = Path::new("/dev/full");
        if full.exists() {
            assert!(whole(b"x", full).unwrap_err().to_string().contains("/dev/full"));
            assert!(!fs::metadata(full).unwrap().is_file());
        }
    }

    #[test]
    fn a_place_that_cannot_be_written_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let error = whole(b"x", &folder.path().join("no/such/folder.csv")).unwrap_err();
        assert!(error.to_string().contains("folder.csv"), "{error}");
    }
}
