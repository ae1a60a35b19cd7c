//! Named groups of countries.

use std::sync::OnceLock;

use serde::Deserialize;

use super::{Lang, Place, name::fold};

/// A named group of places, such as the Northern Triangle.
///
/// ```
/// use rootcast_core::place::{Group, Lang};
/// let group = Group::find("Triángulo Norte").ok_or("no such group")?;
/// assert_eq!((group.id.as_str(), group.members.len()), ("northern-triangle", 3));
/// assert_eq!(group.title(Lang::En), "Northern Triangle");
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Identifier, as written in a reading.
    pub id: String,
    en: String,
    es: String,
    /// Its members, sorted.
    pub members: Vec<Place>,
    /// Other words for it.
    pub aliases: Vec<String>,
    /// Who defines it, and when.
    pub source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    group: Vec<Group>,
}

pub(super) fn read(text: &str) -> Result<Vec<Group>, toml::de::Error> {
    Ok(toml::from_str::<File>(text)?.group)
}

/// All groups, in the order of the data file.
pub fn groups() -> &'static [Group] {
    static ALL: OnceLock<Vec<Group>> = OnceLock::new();
    ALL.get_or_init(|| read(include_str!("../../data/groups.toml")).unwrap_or_default())
}

impl Group {
    /// The group with this identifier, title or alias; case, accents and punctuation do not matter.
    pub fn find(text: &str) -> Option<&'static Group> {
        let wanted = fold(text);
        groups()
            .iter()
            .find(|g| g.words().any(|w| w == wanted) || fold(&g.en) == wanted || fold(&g.es) == wanted)
    }

    /// Its name for readers.
    pub fn title(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Es => &self.es,
        }
    }

    /// Identifier and aliases.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.id.as_str()).chain(self.aliases.iter().map(String::as_str))
    }
}
