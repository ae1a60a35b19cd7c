//! Places: countries by ISO 3166-1 alpha-3 code, publishers' buckets, and named groups of them.
//!
//! A [`Place`] is a country or area (`GTM`), a code that published files use without its being in ISO 3166-1 (`XKX`),
//! or a bucket in which a publisher puts people whose country it does not say (`other@cbp`). The list is data
//! (`data/places.toml`), and so are the groups (`data/groups.toml`, [`groups`]). What a name or a label of a publisher
//! means is decided in [`Place::from_name`]; what a reader may write in a reading, in [`PlaceSet::parse`].

mod group;
mod name;
mod set;
mod table;

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use group::{Group, groups};
pub use name::fold;
pub use set::PlaceSet;

/// A language in which places and groups have names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lang {
    /// English.
    En,
    /// Spanish.
    Es,
}

/// A country, area or publisher's bucket. Ordered by code, countries before buckets.
///
/// ```
/// use rootcast_core::place::{Lang, Place};
/// let place: Place = "SLV".parse()?;
/// assert_eq!((place.code(), place.alpha2(), place.numeric()), ("SLV", Some("SV"), Some(222)));
/// assert_eq!(Place::from_name("EL SALVADOR")?, place);
/// assert_eq!(Place::from_name("CHINA, PEOPLES REPUBLIC OF")?.name(Lang::Es), "China");
/// # Ok::<(), rootcast_core::place::PlaceError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place(u16);

/// A text that names no place. Caused by the text given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    /// No such code.
    #[error(
        "`{text}` is not the code of a place{nearest}; codes are ISO 3166-1 alpha-3 (`GTM`) or a publisher's bucket (`other@cbp`)"
    )]
    Code {
        /// What was given.
        text: String,
        /// `; did you mean …?` or nothing.
        nearest: String,
    },
    /// No such name.
    #[error("`{text}` is not a place{nearest}")]
    Name {
        /// What was given.
        text: String,
        /// `; did you mean …?`, or what to write.
        nearest: String,
    },
    /// A name that several places share.
    #[error("`{text}` may be any of {codes}: write the one that is meant")]
    Ambiguous {
        /// What was given.
        text: String,
        /// The codes.
        codes: &'static str,
    },
    /// Nothing where a place should be.
    #[error("a place is missing in `{text}`: write a code, a name or a group, several joined by `+`")]
    Empty {
        /// The whole text.
        text: String,
    },
}

impl Place {
    /// All places, by code.
    pub fn all() -> impl Iterator<Item = Place> {
        (0..).zip(table::entries()).map(|(i, _)| Place(i))
    }

    /// The place that a name in English or Spanish, or a label of a publisher, stands for. Case, accents and
    /// punctuation do not matter. Codes are not names, and what only its publisher can tell (`Other`, `Unknown`) is
    /// not a place: the source's manifest says what that is.
    pub fn from_name(text: &str) -> Result<Self, PlaceError> {
        name::find(text)
    }

    /// The canonical code.
    pub fn code(self) -> &'static str {
        self.entry().map_or("", |e| e.code.as_str())
    }

    /// The name shown to readers.
    pub fn name(self, lang: Lang) -> &'static str {
        self.entry().map_or("", |e| match lang {
            Lang::En => e.en.as_str(),
            Lang::Es => e.es.as_str(),
        })
    }

    /// Other names and labels of publishers.
    pub fn aliases(self) -> &'static [String] {
        self.entry().map_or(&[], |e| e.aliases.as_slice())
    }

    /// ISO 3166-1 alpha-2 code, where ISO gives one.
    pub fn alpha2(self) -> Option<&'static str> {
        self.entry()?.alpha2.as_deref()
    }

    /// ISO 3166-1 numeric code, which is that of UN M49, where there is one.
    pub fn numeric(self) -> Option<u16> {
        self.entry()?.m49
    }

    /// What a code outside ISO 3166-1 is.
    pub fn note(self) -> Option<&'static str> {
        self.entry()?.note.as_deref()
    }

    /// Whether it is a publisher's bucket rather than a country or area.
    pub fn is_bucket(self) -> bool {
        self.code().contains('@')
    }

    fn entry(self) -> Option<&'static table::Entry> {
        table::entries().get(usize::from(self.0))
    }
}

impl FromStr for Place {
    type Err = PlaceError;

    /// A code, in either case; names are read by [`Place::from_name`].
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wanted = text.trim();
        table::of_code(wanted).ok_or_else(|| PlaceError::Code {
            text: text.to_owned(),
            nearest: name::advice(wanted, false),
        })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
