//! The table of places, read once from `data/places.toml`.

use std::{collections::BTreeMap, sync::OnceLock};

use serde::Deserialize;

use super::Place;

/// One place.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    /// Filled from the key of the table.
    #[serde(skip)]
    pub(super) code: String,
    pub(super) alpha2: Option<String>,
    pub(super) m49: Option<u16>,
    pub(super) en: String,
    pub(super) es: String,
    #[serde(default)]
    pub(super) aliases: Vec<String>,
    pub(super) note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    place: BTreeMap<String, Entry>,
}

pub(super) fn read(text: &str) -> Result<Vec<Entry>, toml::de::Error> {
    let file: File = toml::from_str(text)?;
    Ok(file
        .place
        .into_iter()
        .map(|(code, entry)| Entry { code, ..entry })
        .collect())
}

/// All places, sorted by code: upper case sorts before lower, so countries come before buckets.
pub(super) fn entries() -> &'static [Entry] {
    static ALL: OnceLock<Vec<Entry>> = OnceLock::new();
    ALL.get_or_init(|| read(include_str!("../../data/places.toml")).unwrap_or_default())
}

/// The place with this code, in either case.
pub(super) fn of_code(text: &str) -> Option<Place> {
    let code = if text.contains('@') {
        text.to_ascii_lowercase()
    } else {
        text.to_ascii_uppercase()
    };
    let at = entries()
        .binary_search_by(|e| e.code.as_str().cmp(code.as_str()))
        .ok()?;
    u16::try_from(at).ok().map(Place)
}
