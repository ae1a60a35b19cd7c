//! Files that the commands write: whole, or as they were.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rootcast_store::error::StoreError;

/// Writes a file under another name beside its place, and renames it when it is whole.
pub(super) fn whole(bytes: &[u8], path: &Path) -> Result<(), StoreError> {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.partial", std::process::id()));
    let temporary = PathBuf::from(name);
    let written = fs::write(&temporary, bytes)
        .map_err(StoreError::io("cannot write", path))
        .and_then(|()| fs::rename(&temporary, path).map_err(StoreError::io("cannot write", path)));
    if written.is_err() {
        // Best effort: the error that matters is the first.
        let _ = fs::remove_file(&temporary);
    }
    written
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
