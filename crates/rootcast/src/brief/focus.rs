//! Which groups of origins the brief sets side by side. The first is emphasised; no country is in two of them.

use rootcast_core::place::{Group, Lang, Place, PlaceSet, groups};

use super::{
    BriefError,
    model::{GroupLine, Tone},
    numbers::list,
    place_name,
};

/// The group of the Root Causes Strategy, and the four origins that grew while it shrank.
const DEFAULT: [&str; 2] = ["northern-triangle", "nicaragua-venezuela-cuba-haiti"];
/// The largest single origin, always shown.
const ALWAYS: &str = "MEX";
const TONES: [Tone; 4] = [Tone::Focus, Tone::Second, Tone::Third, Tone::Fourth];

/// The groups, the emphasised one first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Focus {
    groups: Vec<FocusGroup>,
}

/// One group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FocusGroup {
    /// Name for titles.
    pub(crate) title: String,
    /// Country codes, sorted.
    pub(crate) members: Vec<String>,
    /// Colour and weight.
    pub(crate) tone: Tone,
}

impl FocusGroup {
    /// The members as a reading writes them.
    pub(crate) fn origin(&self) -> String {
        self.members.join("+")
    }
}

impl Focus {
    /// Emphasises a named group, a country, or several joined by `+`.
    ///
    /// # Errors
    /// [`BriefError::Focus`] where the text names no place.
    pub fn parse(text: &str) -> Result<Self, BriefError> {
        let mut focus = Self { groups: Vec::new() };
        focus.push(text, true)?;
        for other in DEFAULT.into_iter().chain([ALWAYS]) {
            focus.push(other, false)?;
        }
        Ok(focus)
    }

    /// Adds what of a group is not in an earlier one.
    fn push(&mut self, text: &str, whole: bool) -> Result<(), BriefError> {
        let set = PlaceSet::parse(text).map_err(|e| BriefError::Focus {
            text: text.to_owned(),
            what: e.to_string(),
        })?;
        let taken = |p: &Place| self.groups.iter().any(|g| g.members.contains(&p.to_string()));
        let places: Vec<&Place> = set.iter().filter(|p| !taken(p)).collect();
        let Some(tone) = TONES
            .get(self.groups.len())
            .copied()
            .filter(|_| !places.is_empty())
        else {
            return Ok(());
        };
        let names: Vec<String> = places.iter().map(|p| p.name(Lang::En).to_owned()).collect();
        let group = Group::find(text).filter(|_| whole || names.len() == set.iter().count());
        self.groups.push(FocusGroup {
            title: group.map_or_else(|| list(&names), |g| g.title(Lang::En).to_owned()),
            members: places.iter().map(ToString::to_string).collect(),
            tone,
        });
        Ok(())
    }

    /// The groups, the emphasised one first.
    pub(crate) fn groups(&self) -> &[FocusGroup] {
        &self.groups
    }

    /// The groups as the page names them.
    pub(crate) fn lines(&self) -> Vec<GroupLine> {
        self.groups
            .iter()
            .map(|g| GroupLine {
                title: g.title.clone(),
                members: g.origin(),
                countries: g.members.iter().map(|code| place_name(code)).collect(),
                tone: g.tone,
            })
            .collect()
    }

    /// The identifiers a reader may name, for messages and completions.
    pub fn names() -> impl Iterator<Item = &'static str> {
        groups().iter().map(|g| g.id.as_str())
    }
}
