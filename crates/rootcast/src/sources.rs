//! The verb `sources`: what can be read, and what of it is held.

use jiff::civil::Date;
use rootcast_store::{manifest::Manifest, shelf::Held};
use serde::Serialize;

/// A source: what its manifest says, and the releases held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Identifier.
    pub id: String,
    /// Who publishes it.
    pub publisher: String,
    /// Title of the dataset.
    pub title: String,
    /// What it is, for people.
    pub about: String,
    /// Licence of the figures.
    pub licence: String,
    /// Page on which the publisher describes it.
    pub homepage: String,
    /// Where `fetch` downloads it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub download: Option<String>,
    /// Releases held.
    pub releases: u64,
    /// Day of the latest of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest: Option<Date>,
}

/// Every source that has a manifest, by identifier.
pub fn sources(manifests: &[Manifest], held: &[Held]) -> Vec<Source> {
    let mut out: Vec<Source> = manifests
        .iter()
        .map(|m| {
            let of = || held.iter().filter(|h| h.record.release.source == m.id);
            Source {
                id: m.id.clone(),
                publisher: m.publisher.clone(),
                title: m.title.clone(),
                about: m.about.clone(),
                licence: m.licence.clone(),
                homepage: m.homepage.clone(),
                download: m.download.as_ref().map(|d| d.url.clone()),
                releases: of().count() as u64,
                latest: of().map(|h| h.record.release.published).max(),
            }
        })
        .collect();
    out.sort_by(|a, b| a.id.cmp(&b.id));
    out
}
