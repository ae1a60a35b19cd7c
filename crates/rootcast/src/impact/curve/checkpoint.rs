//! Results as they come, in a file, so that a curve that was broken off goes on where it was.
//!
//! The first line tells the plan and the figures; each other line is a job, with a sum over it. A line that was cut off when
//! the program was killed is cleared away, and its job is done again. Results are the same bytes either way.

use std::{
    collections::BTreeMap,
    fs::{File, OpenOptions, TryLockError},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    sync::Mutex,
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::work::Cells;

/// What is wrong with a file of results.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// The machine.
    #[error("cannot keep results in {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It is of something else.
    #[error(
        "{} holds results of {found}, not of this plan and these figures: name another file, or run the plan it was made for",
        path.display()
    )]
    Other {
        /// The file.
        path: PathBuf,
        /// What it is of.
        found: String,
    },
    /// Another run writes to it.
    #[error("{} is being written by another run: wait for it, or name another file", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
}

const MARK: &str = "rootcast curve 1";

#[derive(Serialize, Deserialize)]
struct Line {
    job: String,
    cells: Cells,
}

/// The file of a run.
pub(super) struct Checkpoint {
    path: PathBuf,
    of: String,
    file: Mutex<File>,
    known: BTreeMap<String, Cells>,
}

impl Checkpoint {
    /// Opens or begins a file for what has this hash.
    pub(super) fn open(path: &Path, of: &str) -> Result<Self, CheckpointError> {
        let io = |source| CheckpointError::Io {
            path: path.to_owned(),
            source,
        };
        let mut file = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .open(path)
            .map_err(io)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(CheckpointError::Busy {
                    path: path.to_owned(),
                });
            }
            Err(TryLockError::Error(source)) => return Err(io(source)),
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(io)?;
        let head = format!("{MARK} {of}\n");
        let mut known = BTreeMap::new();
        if bytes.starts_with(head.as_bytes()) {
            let whole = whole(&bytes, head.len(), &mut known);
            file.set_len(whole as u64).map_err(io)?;
        } else if head.as_bytes().starts_with(&bytes) {
            // New, or killed while its first line was written.
            file.set_len(0).map_err(io)?;
            file.write_all(head.as_bytes()).map_err(io)?;
        } else {
            let first = bytes.split(|b| *b == b'\n').next().unwrap_or(&[]);
            let first = String::from_utf8_lossy(&first[..first.len().min(120)]).into_owned();
            return Err(CheckpointError::Other {
                path: path.to_owned(),
                found: match first.strip_prefix(MARK) {
                    Some(hash) => format!("another plan ({})", hash.trim()),
                    None => "something else".to_owned(),
                },
            });
        }
        Ok(Self {
            path: path.to_owned(),
            of: of.to_owned(),
            file: Mutex::new(file),
            known,
        })
    }

    /// The name a job is kept under.
    fn key(&self, job: &str) -> String {
        hash(&[self.of.as_bytes(), job.as_bytes()])
    }

    /// The results of a job that was done before.
    pub(super) fn known(&self, job: &str) -> Option<&Cells> {
        self.known.get(&self.key(job))
    }

    /// Keeps the results of a job.
    pub(super) fn keep(&self, job: &str, cells: &Cells) -> Result<(), CheckpointError> {
        let io = |source| CheckpointError::Io {
            path: self.path.clone(),
            source,
        };
        let line = Line {
            job: self.key(job),
            cells: cells.clone(),
        };
        let text = serde_json::to_string(&line).map_err(|e| io(e.into()))?;
        let line = format!("{} {text}\n", &hash(&[text.as_bytes()])[..16]);
        let mut file = self
            .file
            .lock()
            .map_err(|_| io(io::Error::other("a thread that wrote to it broke off")))?;
        // One write: a line is there whole, or is cleared away by who comes next.
        file.write_all(line.as_bytes()).map_err(io)
    }
}

/// Reads lines until one is cut off or changed; how many bytes are good.
fn whole(bytes: &[u8], head: usize, known: &mut BTreeMap<String, Cells>) -> usize {
    let mut good = head;
    for line in bytes[head..].split_inclusive(|b| *b == b'\n') {
        let parsed = std::str::from_utf8(line)
            .ok()
            .and_then(|l| l.strip_suffix('\n'))
            .and_then(|l| l.split_once(' '))
            .filter(|(sum, text)| hash(&[text.as_bytes()]).get(..16) == Some(*sum))
            .and_then(|(_, text)| serde_json::from_str::<Line>(text).ok());
        let Some(line_) = parsed else { break };
        known.insert(line_.job, line_.cells);
        good += line.len();
    }
    good
}

/// Hash of parts one after another, each with its length.
pub(super) fn hash(parts: &[&[u8]]) -> String {
    let mut sum = Sha256::new();
    for p in parts {
        sum.update((p.len() as u64).to_le_bytes());
        sum.update(p);
    }
    sum.finalize().iter().fold(String::new(), |mut out, b| {
        out.push_str(&format!("{b:02x}"));
        out
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::impact::curve::work::Cell;
    use proptest::prelude::*;

    fn cells(x: f64) -> Cells {
        vec![
            None,
            Some(Cell {
                relative: vec![x, -0.1],
                p: vec![1.0 / 3.0],
            }),
        ]
    }

    #[test]
    fn a_file_of_another_plan_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kept");
        drop(Checkpoint::open(&path, "a").unwrap());
        let e = Checkpoint::open(&path, "b").err().unwrap().to_string();
        assert!(e.contains("another plan (a)"), "{e}");
        std::fs::write(&path, "a letter\n").unwrap();
        let e = Checkpoint::open(&path, "b").err().unwrap().to_string();
        assert!(e.contains("something else"), "{e}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "a letter\n");
    }

    #[test]
    fn two_runs_do_not_share_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kept");
        let _held = Checkpoint::open(&path, "a").unwrap();
        assert!(matches!(
            Checkpoint::open(&path, "a"),
            Err(CheckpointError::Busy { .. })
        ));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        /// Wherever the file is cut off, what is left is read as it was written, and the rest can be written again.
        #[test]
        fn a_file_cut_off_anywhere_goes_on(values in prop::collection::vec(-1e9_f64..1e9, 1..6), cut in 0.0_f64..1.0) {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("kept");
            let write = |c: &Checkpoint| {
                for (k, v) in values.iter().enumerate() {
                    if c.known(&k.to_string()).is_none() {
                        c.keep(&k.to_string(), &cells(*v)).unwrap();
                    }
                }
            };
            write(&Checkpoint::open(&path, "a").unwrap());
            let bytes = std::fs::read(&path).unwrap();
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let left = (cut * bytes.len() as f64) as usize;
            std::fs::write(&path, &bytes[..left]).unwrap();
            write(&Checkpoint::open(&path, "a").unwrap());
            prop_assert_eq!(std::fs::read(&path).unwrap(), bytes);
            let last = Checkpoint::open(&path, "a").unwrap();
            for (k, v) in values.iter().enumerate() {
                prop_assert_eq!(last.known(&k.to_string()), Some(&cells(*v)));
            }
        }
    }
}
