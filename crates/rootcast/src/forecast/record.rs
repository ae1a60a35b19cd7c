//! The track record: forecasts as they were issued, each in a file named by the hash of its bytes.
//!
//! A filed forecast is never written again: a later look finds the same bytes or says that they were changed.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use jiff::civil::Date;
use rootcast_core::{period::Period, reading::Reading};
use rootcast_forecast::predictive::Predictive;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Fault, Run, outlook::Outlook, reference};
use crate::{evidence::Held, flows::Flows};

/// The version of the form.
pub const FORMAT: u32 = 1;

/// Levels at which distributions are filed: the median and the central 50, 80 and 95 per cent.
pub const LEVELS: [f64; 7] = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975];

/// A forecast as it was issued.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Filed {
    /// Version of the form.
    pub format: u32,
    /// Version of the program.
    pub program: String,
    /// The day of issue.
    pub issued: Date,
    /// The reading as it was answered.
    pub reading: String,
    /// Unit of the figures.
    pub unit: String,
    /// The model.
    pub model: String,
    /// What it is measured against.
    pub reference: String,
    /// Events said to shift every series.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<String>,
    /// How sums were made to add up.
    pub reconciliation: Option<String>,
    /// The seed.
    pub seed: u64,
    /// The last step known.
    pub last: Period,
    /// The releases read, each with the SHA-256 of its file.
    pub releases: Vec<String>,
    /// The series.
    pub series: Vec<FiledSeries>,
}

/// One series of a filed forecast.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FiledSeries {
    /// The values of its facets; `total` for the sum of all.
    pub key: String,
    /// The same for people.
    pub name: String,
    /// What was said; steps without skill were withheld and are not here.
    pub steps: Vec<FiledStep>,
}

/// One step of a filed forecast.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FiledStep {
    /// The step.
    pub period: Period,
    /// Steps ahead, from 1.
    pub ahead: usize,
    /// The mean.
    pub mean: f64,
    /// Levels and values.
    pub quantiles: Vec<(f64, f64)>,
    /// The reference's levels and values.
    pub reference: Vec<(f64, f64)>,
}

/// What is wrong with the record.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The machine.
    #[error("{what} {}: {source}", path.display())]
    Io {
        /// What was tried.
        what: &'static str,
        /// Where.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The bytes are not those filed.
    #[error(
        "{} was changed after it was filed: its hash is {found}; take it from a copy, or remove it from the record",
        path.display()
    )]
    Changed {
        /// The file.
        path: PathBuf,
        /// The hash found.
        found: String,
    },
    /// The name is no hash.
    #[error("{} is not a file of the record: its name is no hash; move it elsewhere", .0.display())]
    Foreign(PathBuf),
    /// The file is none of ours.
    #[error("{} is no filed forecast: {source}", path.display())]
    Json {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: serde_json::Error,
    },
    /// The form is a later one.
    #[error("{} has the form {format}, and this program knows {FORMAT}: use a later one", path.display())]
    Later {
        /// The file.
        path: PathBuf,
        /// Its form.
        format: u32,
    },
    /// What was to be forecast is known.
    #[error(
        "`{reading}` is known to {known}, and this forecast starts after {last}: what is known cannot be forecast. \
         `rootcast backtest` says what would have been said"
    )]
    Known {
        /// The reading.
        reading: String,
        /// The last step known.
        known: Period,
        /// The last step the forecast knew.
        last: Period,
    },
    /// The day as known lies ahead.
    #[error("a forecast of what is known on a day to come cannot be filed: leave out as-of, today is {0}")]
    Ahead(Date),
    /// All steps were withheld.
    #[error("there is nothing to file: forecasts of `{0}` have shown no skill one step ahead")]
    Nothing(String),
    /// The forecast cannot be written as JSON. Caused by Rootcast.
    #[error("the forecast cannot be written as JSON: {0}")]
    Encode(serde_json::Error),
}

/// The folder of the record, in the folder of the store.
pub fn folder(store: &Path) -> PathBuf {
    store.join("forecasts")
}

/// The hash by which bytes are filed.
pub fn hash(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().fold(String::new(), |mut out, b| {
        out.push_str(&format!("{b:02x}"));
        out
    })
}

impl Filed {
    /// What is filed of a run: the steps with skill.
    ///
    /// # Errors
    /// Where the steps are known already, or none has skill.
    pub fn of(held: &Held, run: &Run, issued: Date) -> Result<Self, Fault> {
        let last = run.periods.last().copied().unwrap_or(run.ahead[0]);
        let now = Flows::of(held, &open(&run.reading), issued)?;
        if let Some(known) = now.periods.last().filter(|p| p.span().start > last.span().start) {
            return Err(RecordError::Known {
                reading: run.reading.to_string(),
                known: *known,
                last,
            }
            .into());
        }
        if issued < run.reading.as_of.unwrap_or(issued) {
            return Err(RecordError::Ahead(issued).into());
        }
        let known = total_known(held, run, issued);
        let outlook = Outlook::of(run, &[], false);
        let mut series = Vec::new();
        for (k, s) in outlook.series.into_iter().enumerate() {
            let (Ok(said), Ok(base)) = (&run.outcome.now[k], &run.outcome.reference[k]) else {
                continue;
            };
            let at = |p: &Predictive, step: usize| LEVELS.map(|l| (l, p.quantile(step, l))).to_vec();
            let steps: Vec<FiledStep> = s
                .steps
                .iter()
                .filter(|step| step.said.is_some())
                // The total may be published further than its parts.
                .filter(|step| {
                    k > 0
                        || run.nodes.sums() == 0
                        || known.is_none_or(|p| step.period.span().start > p.span().start)
                })
                .map(|step| FiledStep {
                    period: step.period,
                    ahead: step.ahead,
                    mean: said.mean()[step.ahead - 1],
                    quantiles: at(said, step.ahead - 1),
                    reference: at(base, step.ahead - 1),
                })
                .collect();
            if !steps.is_empty() {
                series.push(FiledSeries {
                    key: s.key,
                    name: s.name,
                    steps,
                });
            }
        }
        if series.is_empty() {
            return Err(RecordError::Nothing(run.reading.to_string()).into());
        }
        let releases = run
            .provenance
            .uses
            .iter()
            .map(|u| {
                format!(
                    "{}/{} sha256 {}",
                    u.release.source, u.release.id, u.release.sha256
                )
            })
            .collect();
        Ok(Self {
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            issued,
            reading: run.reading.to_string(),
            unit: run.unit.as_str().to_owned(),
            model: run.model.name.to_owned(),
            reference: reference().to_owned(),
            events: run.events.iter().map(ToString::to_string).collect(),
            reconciliation: run.way.map(|w| w.name().to_owned()),
            seed: run.seed,
            last,
            releases,
            series,
        })
    }

    /// Files it: the path, and whether it was there already.
    ///
    /// # Errors
    /// The machine.
    pub fn file(&self, store: &Path) -> Result<(PathBuf, bool), RecordError> {
        let mut bytes = serde_json::to_vec_pretty(self).map_err(RecordError::Encode)?;
        bytes.push(b'\n');
        let folder = folder(store);
        fs::create_dir_all(&folder).map_err(io_error("cannot make", &folder))?;
        let path = folder.join(format!("{}.json", hash(&bytes)));
        if path.exists() {
            read(&path)?;
            return Ok((path, true));
        }
        // Whole under another name first: a file of the record is never half there.
        let partial = folder.join(format!(".{}.partial", std::process::id()));
        let written = fs::File::create(&partial).and_then(|mut f| {
            f.write_all(&bytes)?;
            f.sync_all()
        });
        if let Err(source) = written.and_then(|()| fs::rename(&partial, &path)) {
            // What is left of it is of no use, and its loss no news.
            let _ = fs::remove_file(&partial);
            return Err(io_error("cannot write", &path)(source));
        }
        Ok((path, false))
    }
}

/// The last step to which the sum of all parts is known by itself, where it is known further than they are.
pub(super) fn total_known(held: &Held, run: &Run, today: Date) -> Option<Period> {
    let mut reading = open(&run.reading);
    reading.by = Vec::new();
    let last = run.periods.last()?;
    let flows = Flows::of(held, &reading, today).ok()?;
    let known = flows.periods.last()?;
    (known.span().start > last.span().start).then_some(*known)
}

/// A reading without the words that look at a part of the past.
pub(super) fn open(reading: &Reading) -> Reading {
    let mut reading = reading.clone();
    reading.as_of = None;
    reading.period = None;
    reading
}

fn io_error(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> RecordError {
    let path = path.to_owned();
    move |source| RecordError::Io { what, path, source }
}

/// Reads a filed forecast.
///
/// # Errors
/// Where the bytes are not those that were filed.
pub fn read(path: &Path) -> Result<Filed, RecordError> {
    let bytes = fs::read(path).map_err(io_error("cannot read", path))?;
    let found = hash(&bytes);
    let named = |s: &std::ffi::OsStr| {
        s.len() == found.len() && s.to_string_lossy().bytes().all(|b| b.is_ascii_hexdigit())
    };
    if !path.file_stem().is_some_and(named) {
        return Err(RecordError::Foreign(path.to_owned()));
    }
    if path.file_stem().is_none_or(|s| s != found.as_str()) {
        return Err(RecordError::Changed {
            path: path.to_owned(),
            found,
        });
    }
    let filed: Filed = serde_json::from_slice(&bytes).map_err(|source| RecordError::Json {
        path: path.to_owned(),
        source,
    })?;
    if filed.format > FORMAT {
        return Err(RecordError::Later {
            path: path.to_owned(),
            format: filed.format,
        });
    }
    Ok(filed)
}

/// A filed forecast and its file.
pub type Found = (PathBuf, Filed);

/// The filed forecasts of a store, oldest first, and what could not be read.
///
/// # Errors
/// Where the folder cannot be listed.
pub fn all(store: &Path) -> Result<(Vec<Found>, Vec<RecordError>), RecordError> {
    let folder = folder(store);
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok((Vec::new(), Vec::new())),
        Err(e) => return Err(io_error("cannot list", &folder)(e)),
    };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(io_error("cannot list", &folder))?.path();
        if path.extension().is_some_and(|e| e == "json") {
            paths.push(path);
        }
    }
    paths.sort();
    let (mut filed, mut wrong) = (Vec::new(), Vec::new());
    for path in paths {
        match read(&path) {
            Ok(f) => filed.push((path, f)),
            Err(e) => wrong.push(e),
        }
    }
    filed.sort_by(|(a, x), (b, y)| x.issued.cmp(&y.issued).then_with(|| a.cmp(b)));
    Ok((filed, wrong))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn filed() -> Filed {
        Filed {
            format: FORMAT,
            program: "0".to_owned(),
            issued: date(2024, 11, 1),
            reading: "encounters border=southwest".to_owned(),
            unit: "events".to_owned(),
            model: "count".to_owned(),
            reference: "naive".to_owned(),
            events: Vec::new(),
            reconciliation: None,
            seed: 1,
            last: "2024-09".parse().unwrap(),
            releases: vec![],
            series: vec![],
        }
    }

    #[test]
    fn what_was_filed_is_found_again_and_a_change_is_seen() {
        let store = tempfile::tempdir().unwrap();
        let (path, before) = filed().file(store.path()).unwrap();
        assert!(!before);
        assert!(filed().file(store.path()).unwrap().1);
        assert_eq!(all(store.path()).unwrap().0, [(path.clone(), filed())]);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace("\"seed\": 1", "\"seed\": 2")).unwrap();
        let (good, wrong) = all(store.path()).unwrap();
        assert!(good.is_empty());
        assert!(wrong[0].to_string().contains("was changed after it was filed"));
        assert!(filed().file(store.path()).is_err());
    }

    #[test]
    fn a_store_without_a_record_has_an_empty_one() {
        let store = tempfile::tempdir().unwrap();
        assert!(all(store.path()).unwrap().0.is_empty());
    }
}
