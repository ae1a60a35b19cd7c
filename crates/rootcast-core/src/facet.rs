//! Facets: the dimensions along which a publisher breaks a measure down, and the words people use for their values.
//!
//! The list is data (`data/facets.toml`). A facet is either a place (its values are [`PlaceSet`] codes) or a label
//! (lower-case slugs). [`Facet::normalise`] turns what a person writes into the canonical value.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::{nearest::nearest, place::PlaceSet};

/// What the values of a facet are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FacetKind {
    /// ISO 3166-1 alpha-3 codes, publishers' buckets, names and groups of countries.
    Place,
    /// Lower-case slugs.
    Label,
}

/// One facet.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facet {
    id: String,
    kind: FacetKind,
    title: String,
    about: String,
    #[serde(default)]
    whole: Vec<String>,
    #[serde(default)]
    all_aliases: Vec<String>,
    #[serde(default)]
    synonyms: Vec<String>,
    #[serde(default)]
    aliases: std::collections::BTreeMap<String, String>,
}

/// A facet or value nobody knows. Caused by the text given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FacetError {
    /// No such facet.
    #[error("there is no facet `{name}`{nearest}; facets are {known}")]
    Unknown {
        /// What was given.
        name: String,
        /// `; did you mean …?` or nothing.
        nearest: String,
        /// All of them.
        known: String,
    },
    /// No such value.
    #[error("`{value}` is not a value of {facet}{nearest}; values are {known}")]
    Value {
        /// The facet.
        facet: String,
        /// What was given.
        value: String,
        /// `; did you mean …?` or nothing.
        nearest: String,
        /// All of them.
        known: String,
    },
    /// Nothing but punctuation where a value should be.
    #[error("`{value}` is not a value of {facet}: write a word, as `{facet}=tucson-sector` does for an area")]
    Blank {
        /// The facet.
        facet: String,
        /// What was given.
        value: String,
    },
    /// A place that cannot be read.
    #[error("{facet}: {message}")]
    Place {
        /// The facet.
        facet: String,
        /// What the place parser said.
        message: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    facet: Vec<Facet>,
}

/// All facets, in canonical order (the order in which readings print them).
pub fn facets() -> &'static [Facet] {
    static ALL: OnceLock<Vec<Facet>> = OnceLock::new();
    ALL.get_or_init(|| {
        toml::from_str::<File>(include_str!("../data/facets.toml"))
            .map(|f| f.facet)
            .unwrap_or_default()
    })
}

/// Lower case, runs of anything but letters and digits become one hyphen: `UC / Single Minors` → `uc-single-minors`.
///
/// ```
/// assert_eq!(rootcast_core::facet::slug(" Big Bend, TX"), "big-bend-tx");
/// ```
pub fn slug(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Lower case first: `İ` becomes two characters, of which the second is not a letter.
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    while out.ends_with('-') {
        out.pop();
    }
    out
}

impl Facet {
    /// The facet called `name`, or by one of its synonyms.
    pub fn find(name: &str) -> Result<&'static Facet, FacetError> {
        let wanted = slug(name);
        facets()
            .iter()
            .find(|f| f.id == wanted || f.synonyms.contains(&wanted))
            .ok_or_else(|| FacetError::Unknown {
                name: name.to_owned(),
                nearest: nearest(&wanted, facets().iter().map(|f| f.id.as_str())),
                known: facets()
                    .iter()
                    .map(|f| f.id.as_str())
                    .collect::<Vec<_>>()
                    .join(", "),
            })
    }

    /// Its position in canonical order.
    pub fn position(id: &str) -> usize {
        facets().iter().position(|f| f.id == id).unwrap_or(usize::MAX)
    }

    /// The identifier, as in `origin=GTM`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Place or label.
    pub fn kind(&self) -> FacetKind {
        self.kind
    }

    /// A short name for tables.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What it means, in a sentence.
    pub fn about(&self) -> &str {
        &self.about
    }

    /// The values that together are everything, where the definition says so; else empty.
    pub fn whole(&self) -> &[String] {
        &self.whole
    }

    /// The words a label facet knows: its values, their aliases, and those that mean *all*.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.whole
            .iter()
            .chain(self.aliases.keys())
            .chain(&self.all_aliases)
            .map(String::as_str)
    }

    /// Turns one value as written into canonical values (a group of places gives several); `None` means *all*.
    pub fn normalise(&self, written: &str) -> Result<Option<Vec<String>>, FacetError> {
        let wanted = slug(written);
        if wanted == "all" || self.all_aliases.contains(&wanted) {
            return Ok(None);
        }
        match self.kind {
            FacetKind::Place => PlaceSet::parse(written)
                .map(|set| Some(set.iter().map(ToString::to_string).collect()))
                .map_err(|e| FacetError::Place {
                    facet: self.id.clone(),
                    message: e.to_string(),
                }),
            FacetKind::Label if wanted.is_empty() => Err(FacetError::Blank {
                facet: self.id.clone(),
                value: written.to_owned(),
            }),
            FacetKind::Label => {
                if let Some(value) = self.aliases.get(&wanted) {
                    return Ok(Some(vec![value.clone()]));
                }
                if self.whole.is_empty() || self.whole.contains(&wanted) {
                    return Ok(Some(vec![wanted]));
                }
                Err(FacetError::Value {
                    facet: self.id.clone(),
                    value: written.to_owned(),
                    nearest: nearest(
                        &wanted,
                        self.whole.iter().chain(self.aliases.keys()).map(String::as_str),
                    ),
                    known: self.whole.join(", "),
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_file_reads() {
        let file: File = toml::from_str(include_str!("../data/facets.toml")).unwrap();
        assert_eq!(file.facet.len(), facets().len());
        for f in facets() {
            for target in f.aliases.values().filter(|_| !f.whole.is_empty()) {
                assert!(f.whole.contains(target), "{}: alias to unknown `{target}`", f.id);
            }
        }
    }

    /// A value that is itself a word for another would change each time a reading is printed and read.
    #[test]
    fn values_stay_what_they_are() {
        for f in facets().iter().filter(|f| f.kind == FacetKind::Label) {
            for word in f.words() {
                assert_eq!(slug(word), word, "{}: words are written as slugs", f.id);
                let Some(values) = f.normalise(word).unwrap() else {
                    continue;
                };
                for v in values {
                    assert_eq!(f.normalise(&v).unwrap(), Some(vec![v]), "{}", f.id);
                }
            }
        }
    }

    #[test]
    fn names_of_facets_are_unique() {
        let mut names: Vec<&str> = facets()
            .iter()
            .flat_map(|f| std::iter::once(&f.id).chain(&f.synonyms))
            .map(String::as_str)
            .chain(["by", "period", "as-of", "source"])
            .collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }

    #[test]
    fn words_become_values() {
        let border = Facet::find("border").unwrap();
        assert_eq!(
            border.normalise("South-West").unwrap(),
            Some(vec!["southwest".into()])
        );
        assert_eq!(border.normalise("nationwide").unwrap(), None);
        assert!(
            border
                .normalise("southwst")
                .unwrap_err()
                .to_string()
                .contains("did you mean `southwest`")
        );
        assert!(
            Facet::find("orign")
                .unwrap_err()
                .to_string()
                .contains("did you mean `origin`")
        );
    }
}
