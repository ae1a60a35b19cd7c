//! Verifying: every release on a shelf against its own original bytes, cell by cell.
//!
//! First the folder is held against its seal (hashes of its files and of `release.json`), then the original is read
//! again through the same adapter and every label, period, figure and row number compared with what is on disk. A
//! re-tabulated release has no original; its hashes and counts are checked, and that is said.

mod compare;
mod reread;

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io,
    path::Path,
};

use rootcast_core::release::Release;
use sha2::{Digest, Sha256};

use crate::{
    error::StoreError,
    ingest::lines::hex,
    manifest::Manifest,
    record::Record,
    shelf::{OBSERVATIONS, ORIGINAL, RECORD, REJECTED, Seal, Shelf},
};

/// Problems listed of one release.
const LISTED: usize = 10;

/// What came of verifying one release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Source and release, `cbp-nationwide-aor/2023-10-21-72247230`.
    pub release: String,
    /// Whether everything agrees.
    pub ok: bool,
    /// Cells compared with the original.
    pub cells: u64,
    /// What does not agree, or could not be checked although it should be.
    pub problems: Vec<String>,
    /// What was checked in another way than cell by cell, and why.
    pub notes: Vec<String>,
}

/// Verifies every release of a shelf; `progress` is told the name of each and how many are left.
pub fn verify(
    shelf: &Shelf,
    manifests: &[Manifest],
    progress: &(dyn Fn(&str, usize) + Sync),
) -> Result<Vec<Verified>, StoreError> {
    let names = shelf.names()?;
    let mut out = Vec::new();
    for (at, (source, id)) in names.iter().enumerate() {
        let release = format!("{source}/{id}");
        progress(&release, names.len() - at);
        let mut report = Report::default();
        report.release(shelf, manifests, source, id);
        report.problems.truncate(LISTED);
        out.push(Verified {
            release,
            ok: report.problems.is_empty(),
            cells: report.cells,
            problems: report.problems,
            notes: report.notes,
        });
    }
    Ok(out)
}

/// What is found out about one release.
#[derive(Default)]
struct Report {
    cells: u64,
    problems: Vec<String>,
    notes: Vec<String>,
}

impl Report {
    fn problem(&mut self, text: impl Into<String>) {
        self.problems.push(text.into());
    }

    /// Whether there are so many problems that more would say nothing new.
    fn is_full(&self) -> bool {
        self.problems.len() >= LISTED
    }

    fn release(&mut self, place: &Shelf, manifests: &[Manifest], source: &str, id: &str) {
        let folder = place.folder(source, id);
        let whole = self.files(&folder);
        let record = match place.held(source, id) {
            Ok(release) => release.record,
            Err(e) => return self.problem(e.to_string()),
        };
        self.record(&record);
        if record.retabulated {
            self.notes
                .push("re-tabulated: there is no original; hashes and counts were checked".to_owned());
        }
        if whole
            .get(OBSERVATIONS)
            .is_none_or(|hash| *hash != record.observations_sha256)
        {
            return self.problem(format!("{OBSERVATIONS} is not the file that {RECORD} speaks of"));
        }
        if record.retabulated {
            if let Err(e) = compare::count(&folder.join(OBSERVATIONS)).map(|rows| {
                if rows != record.cuts.iter().map(|c| c.observations).sum::<u64>() {
                    self.problem(format!(
                        "{OBSERVATIONS} holds {rows} rows, {RECORD} says otherwise"
                    ));
                }
            }) {
                self.problem(e.to_string());
            }
            return;
        }
        if !whole.contains_key(ORIGINAL) {
            return self.problem(format!(
                "{ORIGINAL} cannot be relied on, so the figures were not compared"
            ));
        }
        match manifests.iter().position(|m| m.id == source) {
            None => self.problem(format!(
                "there is no manifest `{source}` to read the original with"
            )),
            Some(at) => {
                if let Err(e) = self.reread(&folder, &record, &manifests[at..=at]) {
                    self.problem(e.to_string());
                }
            }
        }
    }

    /// Holds the files of a folder against its seal; returns the hashes of those that agree.
    fn files(&mut self, folder: &Path) -> BTreeMap<String, String> {
        let mut whole = BTreeMap::new();
        let text = match fs::read(folder.join(RECORD)) {
            Ok(text) => text,
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                self.problem(format!("{RECORD} is missing"));
                return whole;
            }
            Err(e) => {
                self.problem(format!("{RECORD}: {e}"));
                return whole;
            }
        };
        if let Err(e) = Seal::check(&text) {
            self.problem(format!("{RECORD}: {e}"));
        }
        let seal = match Seal::read(&text) {
            Ok(seal) => seal,
            Err(e) => {
                self.problem(format!("{RECORD}: {e}"));
                return whole;
            }
        };
        for (name, stated) in &seal.files {
            match hash(&folder.join(name)) {
                Ok(found) if found == *stated => {
                    whole.insert(name.clone(), found);
                }
                Ok(_) => self.problem(format!("{name} is not as it was written: its hash differs")),
                Err(e) if e.kind() == io::ErrorKind::NotFound => self.problem(format!("{name} is missing")),
                Err(e) => self.problem(format!("{name}: {e}")),
            }
        }
        let names = fs::read_dir(folder).and_then(|entries| {
            entries
                .map(|e| e.map(|e| e.file_name().to_string_lossy().into_owned()))
                .collect::<Result<Vec<_>, _>>()
        });
        match names {
            Err(e) => self.problem(format!("the folder cannot be listed: {e}")),
            Ok(mut names) => {
                names.sort();
                for name in names
                    .iter()
                    .filter(|n| *n != RECORD && !seal.files.contains_key(*n))
                {
                    self.problem(format!("{name} does not belong to the release"));
                }
            }
        }
        whole
    }

    /// Whether a record agrees with itself.
    fn record(&mut self, record: &Record) {
        let release = &record.release;
        if release.id != Release::id_of(release.published, &release.sha256)
            || release.effective != release.precision.effective(release.published)
        {
            self.problem("identifier, date and hash of the release do not fit each other");
        }
        let skipped: u64 = record.skipped.values().sum();
        if record.cells != record.observations + record.rejected + skipped {
            self.problem(format!(
                "{} cells are not {} observations, {} rejected and {skipped} passed over",
                record.cells, record.observations, record.rejected
            ));
        }
    }

    fn reread(&mut self, folder: &Path, record: &Record, manifest: &[Manifest]) -> Result<(), StoreError> {
        let mut figures = compare::Figures::open(&folder.join(OBSERVATIONS))?;
        let release = &record.release;
        let found = reread::read(&folder.join(ORIGINAL), manifest, &release.file, &mut |batch| {
            if self.is_full() {
                return Ok(());
            }
            self.cells += batch.len() as u64;
            let expected = crate::columns::arrays(&release.source, &release.id, batch)?;
            figures.compare(&expected, &mut |problem| self.problem(problem))
        });
        let found = match found {
            Ok(found) => found,
            Err(reread::Failure::Store(e)) => return Err(e),
            Err(reread::Failure::Original(what)) => {
                self.problem(format!("{ORIGINAL}: {what}"));
                return Ok(());
            }
        };
        if self.is_full() {
            return Ok(());
        }
        if let Some(left) = figures.left()? {
            self.problem(format!("{OBSERVATIONS} holds {left} rows more than the original"));
        }
        if (&found.digested.sha256, found.digested.bytes) != (&release.sha256, release.bytes) {
            self.problem(format!(
                "{ORIGINAL} does not hold the published bytes: their hash differs"
            ));
        }
        let tally = &found.account.tally;
        for (what, stated, counted) in [
            ("rows", record.rows, tally.rows),
            ("cells", record.cells, tally.cells),
            ("observations", record.observations, tally.observations),
            ("rejected cells", record.rejected, tally.rejected),
        ] {
            if stated != counted {
                self.problem(format!(
                    "{RECORD} says {stated} {what}, the original has {counted}"
                ));
            }
        }
        if record.skipped != tally.skipped {
            self.problem(format!(
                "{RECORD} says {:?} passed over, the original has {:?}",
                record.skipped, tally.skipped
            ));
        }
        if record.cuts != found.cuts {
            self.problem(format!(
                "what {RECORD} says is covered is not what the original covers"
            ));
        }
        let path = folder.join(REJECTED);
        let rejects = if record.rejected > 0 || path.exists() {
            crate::ingest::rejected::read(&path, usize::MAX)?
        } else {
            Vec::new()
        };
        if rejects != found.account.rejects {
            self.problem(format!(
                "{REJECTED} does not list what the original's rejects are"
            ));
        }
        Ok(())
    }
}

fn hash(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hasher = HashWriter(Sha256::new());
    io::copy(&mut file, &mut hasher)?;
    Ok(hex(&hasher.0.finalize()))
}

struct HashWriter(Sha256);

impl io::Write for HashWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
