//! What a server said of a file: its validators, kept so that the next fetch can ask whether anything changed.

use std::{fs, path::Path};

use jiff::civil::Date;
use rootcast_store::error::StoreError;
use serde::{Deserialize, Serialize};

/// How a server names a state of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validators {
    /// `ETag`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// `Last-Modified`, as sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
}

impl Validators {
    /// The validator by which a download may be continued: a strong `ETag`, or else the date of the last change.
    pub fn for_range(&self) -> Option<&str> {
        self.etag
            .as_deref()
            .filter(|e| !e.starts_with("W/"))
            .or(self.last_modified.as_deref())
    }

    /// The day of the last change, in the server's words.
    pub fn modified_day(&self) -> Option<Date> {
        instant(self.last_modified.as_deref()?).map(|t| jiff::tz::TimeZone::UTC.to_datetime(t).date())
    }
}

/// A date of HTTP (`Tue, 21 Nov 2023 08:00:00 GMT`).
pub(super) fn instant(text: &str) -> Option<jiff::Timestamp> {
    jiff::fmt::rfc2822::DateTimeParser::new()
        .parse_timestamp(text)
        .ok()
}

/// The last fetch of a source that was ingested.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Seen {
    /// From which address.
    pub(super) url: String,
    /// What the server said of the file.
    pub(super) validators: Validators,
    /// The releases it became.
    pub(super) releases: Vec<String>,
}

/// Reads the memory of a source. A damaged one is as good as none: the file is downloaded in full.
pub(super) fn read<T: for<'a> Deserialize<'a>>(path: &Path) -> Option<T> {
    serde_json::from_slice(&fs::read(path).ok()?).ok()
}

/// Writes the memory of a source, whole or not at all.
pub(super) fn write<T: Serialize>(path: &Path, what: &T) -> Result<(), StoreError> {
    let mut json = serde_json::to_vec_pretty(what).map_err(|e| StoreError::Columns(e.to_string()))?;
    json.push(b'\n');
    let temporary = path.with_extension("json.new");
    fs::write(&temporary, json).map_err(StoreError::io("cannot write", &temporary))?;
    fs::rename(&temporary, path).map_err(StoreError::io("cannot name", path))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn weak_tags_do_not_continue_a_download() {
        let v = |etag: &str, day: Option<&str>| Validators {
            etag: Some(etag.to_owned()),
            last_modified: day.map(str::to_owned),
        };
        assert_eq!(v("\"a\"", None).for_range(), Some("\"a\""));
        assert_eq!(v("W/\"a\"", None).for_range(), None);
        assert_eq!(v("W/\"a\"", Some("d")).for_range(), Some("d"));
    }

    #[test]
    fn the_day_is_read_from_the_date_of_http() {
        let v = Validators {
            last_modified: Some("Tue, 21 Nov 2023 23:59:59 GMT".to_owned()),
            ..Validators::default()
        };
        assert_eq!(v.modified_day(), Some(date(2023, 11, 21)));
    }
}
