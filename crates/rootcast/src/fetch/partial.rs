//! A download that is not whole yet: its bytes on disk, and the state of the file they belong to.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
};

use rootcast_store::error::StoreError;
use serde::{Deserialize, Serialize};

use super::seen::{self, Validators};

/// What the bytes on disk belong to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Of {
    url: String,
    validators: Validators,
}

/// A download in progress.
#[derive(Debug)]
pub(super) struct Partial {
    path: PathBuf,
    of: Of,
    file: Option<File>,
    have: u64,
}

impl Partial {
    /// The download that a former process left at `path` if it is of the same address and can be continued, or a new one.
    pub(super) fn open(path: &Path, url: &str) -> Result<Self, StoreError> {
        let of = seen::read::<Of>(&note(path))
            .filter(|of| of.url == url && of.validators.for_range().is_some())
            .unwrap_or_default();
        let mut partial = Self {
            path: path.to_owned(),
            of,
            file: None,
            have: 0,
        };
        if partial.of.url.is_empty() {
            partial.discard(url)?;
        } else if let Ok(file) = File::options().append(true).open(path) {
            partial.have = file
                .metadata()
                .map_err(StoreError::io("cannot read", path))?
                .len();
            partial.file = Some(file);
        }
        Ok(partial)
    }

    /// Bytes on disk.
    pub(super) fn have(&self) -> u64 {
        self.have
    }

    /// The state of the file the bytes belong to.
    pub(super) fn validators(&self) -> &Validators {
        &self.of.validators
    }

    /// From which byte and of which state of the file to continue, where that is possible.
    pub(super) fn resume(&self) -> Option<(u64, &str)> {
        self.of
            .validators
            .for_range()
            .filter(|_| self.have > 0)
            .map(|v| (self.have, v))
    }

    /// Throws the bytes away.
    pub(super) fn discard(&mut self, url: &str) -> Result<(), StoreError> {
        self.file = None;
        self.have = 0;
        self.of = Of {
            url: url.to_owned(),
            validators: Validators::default(),
        };
        for path in [&self.path, &note(&self.path)] {
            match fs::remove_file(path) {
                Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                    return Err(StoreError::io("cannot remove", path)(e));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Begins anew with a state of the file.
    pub(super) fn begin(&mut self, url: &str, validators: Validators) -> Result<(), StoreError> {
        self.discard(url)?;
        self.of.validators = validators;
        seen::write(&note(&self.path), &self.of)?;
        self.file = Some(File::create(&self.path).map_err(StoreError::io("cannot create", &self.path))?);
        Ok(())
    }

    /// Adds bytes.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        if let Some(file) = &mut self.file {
            file.write_all(bytes)
                .map_err(StoreError::io("cannot write", &self.path))?;
            self.have += bytes.len() as u64;
        }
        Ok(())
    }

    /// Makes the bytes durable; the file at the path is whole.
    pub(super) fn finish(mut self) -> Result<Validators, StoreError> {
        if let Some(file) = self.file.take() {
            file.sync_all()
                .map_err(StoreError::io("cannot make durable", &self.path))?;
        }
        let _ = fs::remove_file(note(&self.path));
        Ok(self.of.validators)
    }
}

fn note(path: &Path) -> PathBuf {
    path.with_extension("part.json")
}
