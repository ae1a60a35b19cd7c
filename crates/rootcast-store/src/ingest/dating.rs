//! When a file was published, and how that is known.
//!
//! In order: what the caller says, what the file says, what is known of files with this hash, what the server said,
//! and where the publisher is monthly, the month after the last period covered.

use jiff::civil::Date;
use rootcast_core::release::Precision;

use super::Request;
use crate::{
    manifest::{KnownFile, Manifest, Publication},
    record::DateBasis,
};

/// A day of publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Dated {
    pub(super) published: Date,
    pub(super) precision: Precision,
    pub(super) basis: DateBasis,
    /// Where two sources of the date disagree.
    pub(super) note: Option<String>,
}

/// The day of publication, if it can be known. `covered` is the day after the last period the file covers.
pub(super) fn date(
    request: &Request,
    manifest: &Manifest,
    stated: Option<Date>,
    known: Option<&KnownFile>,
    covered: Option<Date>,
) -> Option<Dated> {
    let dated = |published, precision, basis| Dated {
        published,
        precision,
        basis,
        note: None,
    };
    if let Some((published, precision)) = request.published {
        let other = match (known, stated) {
            (Some(k), _) if (k.published, k.precision) != (published, precision) => {
                Some(format!("{} ({})", k.published, k.precision.as_str()))
            }
            (None, Some(day)) if day != published => Some(format!("{day}, as the file says itself")),
            _ => None,
        };
        let note = other.map(|other| {
            format!(
                "the date given, {published} ({}), is used; this file is known to be published on {other}",
                precision.as_str()
            )
        });
        return Some(Dated {
            note,
            ..dated(published, precision, DateBasis::Given)
        });
    }
    if let Some(day) = stated {
        return Some(dated(day, Precision::Day, DateBasis::Stated));
    }
    if let Some(known) = known {
        return Some(dated(known.published, known.precision, DateBasis::KnownFile));
    }
    if let Some(day) = request.served {
        return Some(dated(day, Precision::Day, DateBasis::Served));
    }
    match (manifest.publication, covered) {
        // The day after the last period is the first of the month in which a monthly publisher publishes.
        (Publication::MonthAfterCoverage, Some(after)) => {
            Some(dated(after, Precision::Month, DateBasis::MonthAfterCoverage))
        }
        _ => None,
    }
}
