//! Making the embedded figures from published files: same inputs, same bytes.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use rootcast_store::{
    ingest::{Request, ingest},
    manifest::{Manifest, built_in},
    retabulate::{Tabulation, retabulate},
    shelf::{OBSERVATIONS, RECORD, Shelf},
};
use serde::Deserialize;

/// `reference/tables.toml`: which figures ship, and in how much detail.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Specification {
    /// One entry a source.
    pub tabulation: Vec<Tabulation>,
}

/// Files of the embedded figures by their path below `reference/`, and what they hold.
#[derive(Clone, Debug, Default)]
pub struct Built {
    /// Contents by path, `<source>/<release>/<file>`.
    pub files: BTreeMap<PathBuf, Vec<u8>>,
}

impl Built {
    /// Size of all files in bytes; the figures are compressed, the records are not.
    pub fn size(&self) -> usize {
        self.files.values().map(Vec::len).sum()
    }

    /// Writes the files into `folder`; release folders there that are not part of it are removed.
    pub fn write(&self, folder: &Path) -> Result<()> {
        for stale in self
            .differences(folder)?
            .into_iter()
            .filter(|p| !self.files.contains_key(p))
        {
            let path = folder.join(stale);
            fs::remove_file(&path).with_context(|| format!("cannot remove `{}`", path.display()))?;
        }
        for (name, bytes) in &self.files {
            let path = folder.join(name);
            let parent = path.parent().unwrap_or(folder);
            fs::create_dir_all(parent).with_context(|| format!("cannot create `{}`", parent.display()))?;
            fs::write(&path, bytes).with_context(|| format!("cannot write `{}`", path.display()))?;
        }
        Ok(())
    }

    /// Paths whose contents in `folder` are missing, different, or not part of this build.
    pub fn differences(&self, folder: &Path) -> Result<Vec<PathBuf>> {
        let mut out: Vec<PathBuf> = self
            .files
            .iter()
            .filter(|(name, bytes)| fs::read(folder.join(name)).ok().as_ref() != Some(bytes))
            .map(|(name, _)| name.clone())
            .collect();
        for source in folders(folder)? {
            for release in folders(&folder.join(&source))? {
                for file in entries(&folder.join(&source).join(&release))? {
                    let name = source.join(&release).join(file);
                    if !self.files.contains_key(&name) {
                        out.push(name);
                    }
                }
            }
        }
        out.sort();
        Ok(out)
    }
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut names: Vec<PathBuf> = fs::read_dir(folder)
        .and_then(|d| {
            d.map(|e| e.map(|e| PathBuf::from(e.file_name())))
                .collect::<Result<_, _>>()
        })
        .with_context(|| format!("cannot list `{}`", folder.display()))?;
    names.sort();
    Ok(names)
}

fn folders(folder: &Path) -> Result<Vec<PathBuf>> {
    Ok(entries(folder)?
        .into_iter()
        .filter(|n| folder.join(n).is_dir())
        .collect())
}

/// Every published file below `folder` that a tabulation needs, ingested, added up and encoded.
///
/// `progress` is told the name of each file as it is read.
pub fn build(published: &Path, specification: &str, progress: &mut dyn FnMut(&str)) -> Result<Built> {
    let specification: Specification = toml::from_str(specification).context("reference/tables.toml")?;
    let manifests = built_in();
    let scratch = tempfile::tempdir().context("cannot create a scratch folder")?;
    let shelf = Shelf::at(scratch.path())?;
    let mut built = Built::default();
    for tabulation in &specification.tabulation {
        let manifest = manifests
            .iter()
            .find(|m| m.id == tabulation.source)
            .with_context(|| {
                format!(
                    "reference/tables.toml: there is no source `{}`",
                    tabulation.source
                )
            })?;
        let files = wanted(published, manifest, tabulation)?;
        for file in files {
            progress(&file.display().to_string());
            let request = Request {
                source: Some(&tabulation.source),
                ..Request::new(&file)
            };
            ingest(&shelf, manifests, &request)?;
        }
        let held = shelf.list()?;
        let mut made = 0;
        for release in held
            .iter()
            .filter(|h| h.record.release.source == tabulation.source)
        {
            let made_of = retabulate(release, manifest, tabulation)?;
            let folder = PathBuf::from(&tabulation.source).join(&release.record.release.id);
            let mut record = serde_json::to_vec_pretty(&made_of.record)?;
            record.push(b'\n');
            built.files.insert(folder.join(RECORD), record);
            built
                .files
                .insert(folder.join(OBSERVATIONS), made_of.observations);
            made += 1;
        }
        if made == 0 {
            bail!(
                "no published file of source `{}` was found below `{}`",
                tabulation.source,
                published.display()
            );
        }
    }
    Ok(built)
}

/// The published files of a source that a tabulation asks for: those the manifest knows, wherever below `published`.
fn wanted(published: &Path, manifest: &Manifest, tabulation: &Tabulation) -> Result<Vec<PathBuf>> {
    let asked = |sha256: &str| {
        tabulation.releases.is_empty() || tabulation.releases.iter().any(|r| sha256.starts_with(r.as_str()))
    };
    if let Some(unknown) = tabulation
        .releases
        .iter()
        .find(|r| !manifest.known.iter().any(|k| k.sha256.starts_with(r.as_str())))
    {
        bail!(
            "reference/tables.toml: source `{}` knows no release `{unknown}`",
            tabulation.source
        );
    }
    let mut found = Vec::new();
    files_below(published, &mut found)?;
    let mut out = Vec::new();
    for known in manifest.known.iter().filter(|k| asked(&k.sha256)) {
        let path = found
            .iter()
            .find(|p| {
                let name = p
                    .file_name()
                    .map(|n| n.to_string_lossy().into_owned())
                    .unwrap_or_default();
                name == known.file || name.strip_suffix(".gz") == Some(&known.file)
            })
            .with_context(|| {
                format!(
                    "`{}` is not below `{}`: the embedded figures are made from it",
                    known.file,
                    published.display()
                )
            })?;
        out.push(path.clone());
    }
    Ok(out)
}

fn files_below(folder: &Path, out: &mut Vec<PathBuf>) -> Result<()> {
    if !folder.is_dir() {
        bail!(
            "`{}` is not a folder: name the one that holds the published files",
            folder.display()
        );
    }
    for name in entries(folder)? {
        let path = folder.join(name);
        if path.is_dir() {
            files_below(&path, out)?;
        } else {
            out.push(path);
        }
    }
    Ok(())
}
