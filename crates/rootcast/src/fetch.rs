//! Fetching: from a publisher's address to a release on the shelf.
//!
//! [`fetch`] asks the address in a source's manifest whether anything changed, downloads what did beside the
//! shelf, and ingests it. Downloads survive closed connections, busy servers and killed processes: `transfer` tries
//! again, `partial` continues where the last attempt ended, `seen` remembers what the server said of the file
//! that was ingested. Nothing reaches the releases before a download is whole.

mod attempt;
mod error;
mod limits;
mod partial;
mod seen;
mod transfer;

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    time::Duration,
};

use rootcast_store::{
    error::StoreError,
    ingest::{self, Ingested},
    manifest::Manifest,
    shelf::Shelf,
};

pub use error::FetchError;
pub use limits::Limits;
pub use seen::Validators;
pub use transfer::{Fetched, download};

/// Folder of a store in which downloads are kept until they are ingested, and what servers said of them.
pub const DOWNLOADS: &str = "downloads";

/// How far a fetch has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Another fetch into the same store is running; this one waits its turn.
    Waiting,
    /// Bytes downloaded so far, and of how many where the server says.
    Bytes {
        /// So far, with those of earlier attempts.
        bytes: u64,
        /// In all.
        of: Option<u64>,
    },
    /// An attempt failed and the next one comes after a pause.
    Again {
        /// What happened.
        why: String,
        /// The pause.
        after: Duration,
    },
    /// The file is whole and is being ingested.
    Ingest(ingest::Progress),
}

/// What a fetch of one source came to.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The server says that nothing changed since these releases were made.
    Unchanged(Vec<String>),
    /// A file was downloaded and ingested.
    Ingested(Vec<Ingested>),
}

/// Downloads the file of a source and ingests it. `address` replaces the manifest's, for mirrors.
pub fn fetch(
    shelf: &Shelf,
    manifests: &[Manifest],
    manifest: &Manifest,
    address: Option<&str>,
    limits: &Limits,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Outcome, FetchError> {
    let named = manifest.download.as_ref();
    let Some(url) = address.or(named.map(|d| d.url.as_str())) else {
        return Err(FetchError::NoAddress {
            source_id: manifest.id.clone(),
            homepage: manifest.homepage.clone(),
        });
    };
    let file = named.map_or_else(|| file_of(url, &manifest.id), |d| d.file.clone());
    let folder = downloads(shelf)?;
    let _lock = lock(&folder, progress)?;

    let memory = folder.join(format!("{}.json", manifest.id));
    let held: Vec<String> = shelf
        .list()?
        .iter()
        .map(rootcast_store::shelf::Held::name)
        .collect();
    let seen = seen::read::<seen::Seen>(&memory)
        .filter(|s| s.url == url && !s.releases.is_empty() && s.releases.iter().all(|r| held.contains(r)));
    let part = folder.join(format!("{}.part", manifest.id));
    let fetched = download(url, &part, seen.as_ref().map(|s| &s.validators), limits, progress)?;
    let Fetched::Whole { validators } = fetched else {
        return Ok(Outcome::Unchanged(seen.map(|s| s.releases).unwrap_or_default()));
    };

    // The name as published becomes the release's; the download itself is not needed once it is ingested.
    let whole = folder.join(&file);
    fs::rename(&part, &whole).map_err(StoreError::io("cannot name", &whole))?;
    let result = ingest::ingest(
        shelf,
        manifests,
        &ingest::Request {
            source: Some(&manifest.id),
            served: validators.modified_day(),
            progress: &|p| progress(Progress::Ingest(p)),
            ..ingest::Request::new(&whole)
        },
    );
    // A leftover would only take up space: the release keeps the original bytes, and a refused file is fetched anew.
    let _ = fs::remove_file(&whole);
    let ingested = result?;
    let releases = ingested
        .iter()
        .map(|i| format!("{}/{}", i.record.release.source, i.record.release.id))
        .collect();
    seen::write(
        &memory,
        &seen::Seen {
            url: url.to_owned(),
            validators,
            releases,
        },
    )?;
    Ok(Outcome::Ingested(ingested))
}

/// The name of a file by its address: the last part of the path, or the source's name where that is none.
fn file_of(url: &str, source: &str) -> String {
    let path = url.parse::<ureq::http::Uri>().map(|u| u.path().to_owned());
    let path = path.unwrap_or_default();
    let last = path.rsplit('/').next().unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if !last.is_empty() && !last.starts_with('.') && last.len() <= 120 && last.chars().all(plain) {
        last.to_owned()
    } else {
        source.to_owned()
    }
}

fn downloads(shelf: &Shelf) -> Result<PathBuf, StoreError> {
    // A folder with anything but `releases` in it is not taken for a store, so that one comes first.
    for name in ["releases", DOWNLOADS] {
        let folder = shelf.root().join(name);
        fs::create_dir_all(&folder).map_err(StoreError::io("cannot create", &folder))?;
    }
    Ok(shelf.root().join(DOWNLOADS))
}

fn lock(folder: &Path, progress: &dyn Fn(Progress)) -> Result<File, StoreError> {
    let path = folder.join(".lock");
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(StoreError::io("cannot open", &path))?;
    if file.try_lock().is_err() {
        progress(Progress::Waiting);
        file.lock().map_err(StoreError::io("cannot lock", &path))?;
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_by_its_address_where_that_is_a_name() {
        let named = |url: &str| file_of(url, "source");
        assert_eq!(named("https://example.org/a/b/aor-fy24.csv?x=1"), "aor-fy24.csv");
        for odd in [
            "https://example.org",
            "https://example.org/",
            "https://example.org/a/..",
            "https://example.org/%2e",
            "x y",
        ] {
            assert_eq!(named(odd), "source", "{odd}");
        }
        assert_eq!(named("https://example.org/.part"), "source");
    }
}
