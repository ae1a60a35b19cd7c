//! A download with patience: attempts, pauses between them, and an end to both.

use std::{
    path::Path,
    thread,
    time::{Duration, Instant},
};

use super::{
    Limits, Progress,
    attempt::{Attempt, attempt},
    error::FetchError,
    partial::Partial,
    seen::Validators,
};

/// What a download came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// The server says that nothing changed.
    Unchanged,
    /// The file is whole.
    Whole {
        /// What the server said of it.
        validators: Validators,
    },
}

/// Downloads `url` to `path`, continuing what is there if the server's file is still the same. `known` is the state
/// of the file that need not be downloaded again.
///
/// On an error, `path` holds what arrived as far as it can be continued, or nothing.
pub fn download(
    url: &str,
    path: &Path,
    known: Option<&Validators>,
    limits: &Limits,
    progress: &dyn Fn(Progress),
) -> Result<Fetched, FetchError> {
    check(url)?;
    let begun = Instant::now();
    let mut partial = Partial::open(path, url)?;
    let mut last = "no attempt was made".to_owned();
    for n in 1..=limits.attempts.max(1) {
        let remaining = limits.overall.saturating_sub(begun.elapsed());
        if remaining.is_zero() {
            return Err(too_long(url, limits, last));
        }
        let (why, after) = match attempt(url, &mut partial, known, limits, remaining, progress)? {
            Attempt::Whole => {
                return Ok(Fetched::Whole {
                    validators: partial.finish()?,
                });
            }
            Attempt::Unchanged => return Ok(Fetched::Unchanged),
            Attempt::Again { why, after } => (why, after),
        };
        if begun.elapsed() >= limits.overall {
            return Err(too_long(url, limits, why));
        }
        if let Some(after) = after.filter(|a| *a > limits.longest_pause) {
            return Err(FetchError::Busy {
                url: url.to_owned(),
                after,
            });
        }
        if n < limits.attempts {
            pause(after.unwrap_or_else(|| limits.pause(n)), &why, progress);
        }
        last = why;
    }
    Err(FetchError::GaveUp {
        url: url.to_owned(),
        attempts: limits.attempts.max(1),
        why: last,
    })
}

fn pause(after: Duration, why: &str, progress: &dyn Fn(Progress)) {
    progress(Progress::Again {
        why: why.to_owned(),
        after,
    });
    thread::sleep(after);
}

fn too_long(url: &str, limits: &Limits, why: String) -> FetchError {
    FetchError::TooLong {
        url: url.to_owned(),
        overall: limits.overall,
        why,
    }
}

fn check(url: &str) -> Result<(), FetchError> {
    let wrong = |reason: String| FetchError::Address {
        url: url.to_owned(),
        reason,
    };
    let uri: ureq::http::Uri = url.parse().map_err(|e| wrong(format!("{e}")))?;
    match uri.scheme_str() {
        Some("http" | "https") => Ok(()),
        _ => Err(wrong("it must begin with https:// or http://".to_owned())),
    }
}
