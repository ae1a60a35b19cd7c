//! Files into the ledger of the store folder.

use std::{fs, path::Path};

use jiff::civil::Date;
use rootcast_ledger::{
    file,
    ledger::{Ledger, LedgerError},
    shelf::{How, Imported, ShelfError},
};

use crate::home::{Home, LedgerFault};

/// Why a file is not in the ledger now.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It names what no ledger has, or contradicts what the program ships. Caused by the file.
    #[error("{file}: not imported, since it does not fit the ledger: {source}")]
    Unfit {
        /// The file.
        file: String,
        /// What does not fit.
        source: Box<LedgerError>,
    },
    /// It was refused, or cannot be kept.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
    /// The ledger that is there cannot be read.
    #[error(transparent)]
    Ledger(#[from] LedgerFault),
}

/// Imports a file: whole, or not at all.
pub fn import(home: &Home, path: &Path, how: &How, today: Date) -> Result<Imported, ImportError> {
    if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("toml"))
        && let Ok(text) = fs::read_to_string(path)
        && let Ok(own) = file::parse(&text, &path.display().to_string())
    {
        fits(home, &own, today).map_err(|e| match e {
            Unfit::Contents(source) => ImportError::Unfit {
                file: path.display().to_string(),
                source,
            },
            Unfit::Home(e) => ImportError::Ledger(e),
        })?;
    }
    // What cannot be read or parsed is refused by the shelf, with its lines.
    Ok(home.ledger_shelf().import(path, how)?)
}

enum Unfit {
    Contents(Box<LedgerError>),
    Home(LedgerFault),
}

/// Whether a ledger of our own schema fits what is there, so that no later command trips over it: what the program
/// ships, or all that is held. The latter alone would refuse a new edition of a file that was imported before.
fn fits(home: &Home, own: &Ledger, today: Date) -> Result<(), Unfit> {
    let with = |mut ledger: Ledger| ledger.merge(own.clone()).and_then(|()| ledger.check());
    let shipped = home.shipped_ledger().map_err(Unfit::Home)?;
    if with(shipped).is_ok() {
        return Ok(());
    }
    with(home.ledger_there(today).map_err(Unfit::Home)?).map_err(|e| Unfit::Contents(Box::new(e)))
}
