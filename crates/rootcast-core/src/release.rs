//! Releases: what a publisher put out on a day. A release never changes; a correction is a new release.

use std::fmt;

use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

/// How exactly the day of publication is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Precision {
    /// To the day.
    Day,
    /// To the month: it counts from the month's last day.
    Month,
    /// To the year: it counts from 31 December.
    Year,
}

impl Precision {
    /// The word used in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Precision::Day => "day",
            Precision::Month => "month",
            Precision::Year => "year",
        }
    }

    /// The first day on which a release published on `published` counts as known.
    ///
    /// ```
    /// use jiff::civil::date;
    /// use rootcast_core::release::Precision;
    /// assert_eq!(Precision::Month.effective(date(2023, 11, 14)), date(2023, 11, 30));
    /// ```
    pub fn effective(self, published: Date) -> Date {
        match self {
            Precision::Day => published,
            Precision::Month => published.last_of_month(),
            Precision::Year => published.last_of_year(),
        }
    }
}

/// A release: publisher, title, date, file and hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// Identifier, `<published>-<first eight hex digits of the SHA-256>`.
    pub id: String,
    /// Identifier of the source (its manifest).
    pub source: String,
    /// Who published it.
    pub publisher: String,
    /// Title of the publication.
    pub title: String,
    /// Day of publication, as exact as `precision` says.
    pub published: Date,
    /// How exactly that day is known.
    pub precision: Precision,
    /// The first day on which it counts as known.
    pub effective: Date,
    /// Licence of the figures.
    pub licence: String,
    /// Name of the file as published; empty for a document of a ledger, which is no file.
    pub file: String,
    /// SHA-256 of the uncompressed bytes, lower-case hexadecimal; empty where there is no file.
    pub sha256: String,
    /// Size of the uncompressed bytes.
    pub bytes: u64,
}

impl Release {
    /// The identifier of a release.
    pub fn id_of(published: Date, sha256: &str) -> String {
        format!("{published}-{}", short(sha256))
    }

    /// The date in words that admit how exact it is: `2023-11`, `2021`, `2023-10-21`.
    pub fn published_text(&self) -> String {
        match self.precision {
            Precision::Day => self.published.to_string(),
            Precision::Month => self.published.strftime("%Y-%m").to_string(),
            Precision::Year => self.published.strftime("%Y").to_string(),
        }
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {} ({}", self.publisher, self.title, self.published_text())?;
        // A document of a ledger was read, and is not held as a file.
        if !self.file.is_empty() {
            write!(f, ", {}", self.file)?;
        }
        if !self.sha256.is_empty() {
            write!(f, ", sha256 {}", short(&self.sha256))?;
        }
        f.write_str(")")
    }
}

/// The first eight digits of a hash; all of a text that is none.
fn short(sha256: &str) -> &str {
    sha256.get(..8).unwrap_or(sha256)
}

/// The day after, for half-open spans.
pub fn day_after(day: Date) -> Date {
    day.checked_add(1.day()).unwrap_or(Date::MAX)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_release_is_known_from_the_end_of_what_is_known_of_its_date() {
        let day = date(2023, 11, 14);
        assert_eq!(Precision::Day.effective(day), day);
        assert_eq!(Precision::Month.effective(date(2024, 2, 1)), date(2024, 2, 29));
        assert_eq!(Precision::Year.effective(day), date(2023, 12, 31));
    }

    #[test]
    fn a_damaged_hash_does_not_panic() {
        assert_eq!(
            Release::id_of(date(2023, 11, 14), "é23456é"),
            "2023-11-14-é23456é"
        );
        assert_eq!(
            Release::id_of(date(2023, 11, 14), "0123456789"),
            "2023-11-14-01234567"
        );
    }
}
