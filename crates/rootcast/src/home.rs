//! Where the figures are: the releases in the binary, and a store folder on this machine.

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
};

use jiff::civil::Date;
use rootcast_ledger::{
    file::FileError,
    ledger::{Ledger, LedgerError},
    shelf::{self as ledger_shelf, ShelfError},
};
use rootcast_store::{
    error::StoreError,
    shelf::{EmbeddedRelease, Shelf},
    store::Store,
};

use crate::{evidence::Held, reference};

/// Environment variable that names the store folder.
pub const STORE: &str = "ROOTCAST_STORE";

/// Where a command finds and keeps its releases.
#[derive(Clone, Debug)]
pub struct Home {
    /// The store folder; it need not exist.
    pub folder: PathBuf,
    /// Whether somebody asked for that folder, rather than its being the default.
    pub asked: bool,
    /// Whether the releases in the binary count.
    pub embedded: bool,
}

impl Home {
    /// The home for a folder given on the command line, else in [`STORE`], else the data folder of the platform.
    pub fn new(given: Option<&Path>, embedded: bool) -> Result<Self, NoFolder> {
        let chosen = given
            .map(Path::to_owned)
            .or_else(|| env::var_os(STORE).filter(|v| !v.is_empty()).map(PathBuf::from));
        let asked = chosen.is_some();
        let folder = chosen
            .or_else(|| data_folder(|name| env::var_os(name)))
            .ok_or(NoFolder)?;
        Ok(Self {
            folder,
            asked,
            embedded,
        })
    }

    /// The shelf on disk, to be read or added to.
    pub fn shelf(&self) -> Result<Shelf, StoreError> {
        Shelf::at(&self.folder)
    }

    /// The store: the releases in the binary and, where the folder exists, those on disk.
    ///
    /// A folder that was asked for and does not exist is an error: an answer without its releases would be a wrong one.
    pub fn open(&self) -> Result<Store, StoreError> {
        let disk = if self.folder.is_dir() || self.asked {
            Some(self.existing()?)
        } else {
            None
        };
        Store::open(disk.as_ref(), self.releases())
    }

    /// The shelf of a folder that exists.
    pub fn existing(&self) -> Result<Shelf, StoreError> {
        if !self.folder.exists() {
            return Err(StoreError::NotAStore {
                path: self.folder.clone(),
                what: "there is no such folder; ingest a file into it first".to_owned(),
            });
        }
        self.shelf()
    }

    /// The ledger in the binary, as far as it counts.
    pub fn shipped_ledger(&self) -> Result<Ledger, LedgerFault> {
        if self.embedded {
            Ok(reference::ledger()?)
        } else {
            Ok(Ledger::default())
        }
    }

    /// All that is held: statistics, and the ledger as known on a day.
    pub fn held(&self, as_of: Date) -> Result<Held, LedgerFault> {
        Ok(Held {
            store: self.open()?,
            ledger: self.ledger_there(as_of)?,
        })
    }

    /// Where imported ledger files are.
    pub fn ledger_shelf(&self) -> ledger_shelf::Shelf {
        ledger_shelf::Shelf::new(&self.folder.join("ledger"))
    }

    /// The ledger as known on a day: the one in the binary, and what was imported.
    ///
    /// A store folder that was asked for and does not exist is an error, as for statistics.
    pub fn ledger(&self, as_of: Date) -> Result<Ledger, LedgerFault> {
        if self.asked {
            self.existing()?;
        }
        self.ledger_there(as_of)
    }

    /// The ledger as known on a day, from a folder that need not exist yet.
    pub fn ledger_there(&self, as_of: Date) -> Result<Ledger, LedgerFault> {
        let mut ledger = self.shipped_ledger()?;
        ledger.merge(self.ledger_shelf().ledger(None, as_of)?)?;
        ledger.check()?;
        Ok(ledger)
    }

    /// The releases in the binary, as far as they count.
    pub fn releases(&self) -> &'static [EmbeddedRelease] {
        if self.embedded { reference::embedded() } else { &[] }
    }
}

/// Why there is no ledger.
#[derive(Debug, thiserror::Error)]
pub enum LedgerFault {
    /// The store folder that was asked for is not there.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The ledger in the binary cannot be read. Caused by Rootcast; the build refuses such a file.
    #[error(transparent)]
    Shipped(#[from] FileError),
    /// What was imported cannot be read.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
    /// What was imported does not fit together. Caused by the files imported.
    #[error("what was imported does not fit together: {0}")]
    Contents(#[from] LedgerError),
}

/// No folder for the store can be found. Caused by the environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "no folder for the store is known, because the environment names no home folder; name one with --store"
)]
pub struct NoFolder;

/// `$XDG_DATA_HOME/rootcast` or `~/.local/share/rootcast`; on macOS `~/Library/Application Support/rootcast`; on
/// Windows `%LOCALAPPDATA%\rootcast`.
fn data_folder(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let folder = |name: &str| variable(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    let parent = if cfg!(windows) {
        folder("LOCALAPPDATA")?
    } else if cfg!(target_os = "macos") {
        folder("HOME")?.join("Library/Application Support")
    } else {
        // The base directory specification has relative paths ignored.
        folder("XDG_DATA_HOME")
            .filter(|p| p.is_absolute())
            .or_else(|| Some(folder("HOME")?.join(".local/share")))?
    };
    Some(parent.join("rootcast"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(all(unix, not(target_os = "macos")))]
    fn the_data_folder_follows_the_base_directory_specification() {
        let with = |xdg: Option<&str>, home: Option<&str>| {
            data_folder(|name| match name {
                "XDG_DATA_HOME" => xdg.map(OsString::from),
                "HOME" => home.map(OsString::from),
                _ => None,
            })
        };
        let at = |p: &str| Some(PathBuf::from(p));
        assert_eq!(with(Some("/data"), Some("/home/a")), at("/data/rootcast"));
        assert_eq!(
            with(Some("data"), Some("/home/a")),
            at("/home/a/.local/share/rootcast")
        );
        assert_eq!(with(None, Some("/home/a")), at("/home/a/.local/share/rootcast"));
        assert_eq!(with(None, None), None);
    }

    #[test]
    fn a_folder_asked_for_must_exist_to_be_read() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::new(Some(&folder.path().join("absent")), false).unwrap();
        assert!(home.open().unwrap_err().to_string().contains("no such folder"));
        let default = Home { asked: false, ..home };
        assert!(default.open().is_ok());
    }
}
