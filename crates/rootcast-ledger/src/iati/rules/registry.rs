//! What only the standard's registry knows: which organisations are registered, and which agencies give identifiers.

use std::collections::BTreeSet;

/// Lists that a ruleset may ask for. Without them, the rules that ask are reported as not checked.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    organisations: BTreeSet<String>,
    prefixes: BTreeSet<String>,
}

impl Registry {
    /// From the identifiers of registered organisations (`GB-GOV-1`) and the codes of agencies that give
    /// identifiers (`GB-COH`).
    pub fn new(
        organisations: impl IntoIterator<Item = String>,
        prefixes: impl IntoIterator<Item = String>,
    ) -> Self {
        Self {
            organisations: organisations.into_iter().collect(),
            prefixes: prefixes.into_iter().collect(),
        }
    }

    /// Whether it is a registered organisation's identifier.
    pub(super) fn is_registered(&self, text: &str) -> bool {
        self.organisations.contains(text)
    }

    /// Whether it begins with a registered organisation's identifier and a hyphen.
    pub(super) fn begins_registered(&self, text: &str) -> bool {
        text.match_indices('-')
            .any(|(at, _)| self.organisations.contains(&text[..at]))
    }

    /// Whether what comes before the second hyphen is an agency's code.
    pub(super) fn begins_with_agency(&self, text: &str) -> bool {
        let end = text.match_indices('-').nth(1).map_or(text.len(), |(at, _)| at);
        self.prefixes.contains(&text[..end])
    }
}
