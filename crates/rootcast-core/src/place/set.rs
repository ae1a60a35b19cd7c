//! Sets of places, as a reading writes them.

use std::{fmt, str::FromStr};

use super::{Group, Place, PlaceError, name, table};

/// One or more places, sorted, none twice.
///
/// ```
/// use rootcast_core::place::PlaceSet;
/// assert_eq!(PlaceSet::parse("northern-triangle+mexico+GTM")?.to_string(), "GTM+HND+MEX+SLV");
/// assert_eq!(
///     PlaceSet::parse("Guatemla").map(|s| s.to_string()).map_err(|e| e.to_string()),
///     Err("`Guatemla` is not a place; did you mean `guatemala` (GTM)?".to_owned()),
/// );
/// # Ok::<(), rootcast_core::place::PlaceError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceSet(Vec<Place>);

impl PlaceSet {
    /// Reads codes, names in English or Spanish, and groups, joined by `+`.
    pub fn parse(text: &str) -> Result<Self, PlaceError> {
        let mut places = Vec::new();
        for part in text.split('+') {
            let part = part.trim();
            if part.is_empty() {
                return Err(PlaceError::Empty {
                    text: text.to_owned(),
                });
            }
            if let Some(place) = table::of_code(part) {
                places.push(place);
            } else if let Some(group) = Group::find(part) {
                places.extend(&group.members);
            } else {
                places.push(Place::from_name(part).map_err(|e| match e {
                    PlaceError::Name { text, .. } => PlaceError::Name {
                        nearest: name::advice(&text, true),
                        text,
                    },
                    other => other,
                })?);
            }
        }
        places.sort();
        places.dedup();
        Ok(Self(places))
    }

    /// The places, by code.
    pub fn iter(&self) -> std::slice::Iter<'_, Place> {
        self.0.iter()
    }

    /// Whether a place is one of them.
    pub fn contains(&self, place: Place) -> bool {
        self.0.binary_search(&place).is_ok()
    }

    /// How many there are; at least one.
    #[allow(clippy::len_without_is_empty, reason = "a set is never empty")]
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

impl<'a> IntoIterator for &'a PlaceSet {
    type Item = &'a Place;
    type IntoIter = std::slice::Iter<'a, Place>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl FromStr for PlaceSet {
    type Err = PlaceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl fmt::Display for PlaceSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, place) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("+")?;
            }
            f.write_str(place.code())?;
        }
        Ok(())
    }
}
