//! Rules of the standard's JSON ruleset format: what a valid file must say to be believed.
//!
//! A [`Ruleset`] is read once, from the format of IATI's rulesets or from our own ([`Ruleset::built_in`]), and checked
//! against each record of a file ([`Ruleset::check`]) or a whole document. A record and its document give the same
//! findings. What one record cannot answer, values that must be unique in the file, is left to [`Across`], and
//! what nobody could answer is listed as [`Unchecked`].
//!
//! The format, and the facts in our own ruleset, are those of IATI's rulesets for version 2.03 of the standard; the
//! words are ours.

mod across;
mod case;
mod check;
mod day;
mod decimal;
mod error;
mod fields;
mod json;
mod kind;
mod load;
mod place;
mod registry;
pub mod xpath;

#[cfg(test)]
mod tests;

pub use across::{Across, Seen, Unchecked, Why};
pub use case::RuleInfo;
use case::{Case, Prefix, Rule};
pub use error::{RulesetError, RulesetFault};
use jiff::civil::Date;
pub use registry::Registry;
use xpath::Scope;

use super::Finding;

/// What rules need to know besides the file.
#[derive(Clone, Copy, Debug)]
pub struct Given<'r> {
    /// The day that counts as today.
    pub today: Date,
    /// The registry's lists, if they are at hand.
    pub registry: Option<&'r Registry>,
}

impl Given<'_> {
    /// A day, and no lists.
    pub fn day(today: Date) -> Self {
        Self {
            today,
            registry: None,
        }
    }
}

/// Rules, compiled.
#[derive(Debug)]
pub struct Ruleset {
    loaded: load::Loaded,
}

impl Ruleset {
    /// Reads a ruleset. Anything in it that is not known is an error, since it would not be checked.
    pub fn parse(json: &str) -> Result<Self, RulesetError> {
        load::load(json).map(|loaded| Self { loaded })
    }

    /// The rules that the standard states for version 2.03, as we word and number them.
    pub fn built_in() -> Result<Self, RulesetError> {
        Self::parse(include_str!("../../data/rules-2.03.json"))
    }

    /// Its rules, in its order. A loop comes before the rules in it.
    pub fn rules(&self) -> impl Iterator<Item = &RuleInfo> {
        self.loaded.infos.iter()
    }

    /// Checks one document and adds the breaches to `out`: a whole one, a record, or a root element alone, as the
    /// scope says. Each file's root element is to be checked once, and each record once; what is returned is for
    /// [`Across::take`], in the order of the file.
    pub fn check(&self, scope: &Scope<'_>, given: &Given<'_>, out: &mut Vec<Finding>) -> Seen {
        check::Run::new(given, out).all(&self.loaded, scope)
    }

    /// Checks a whole document by itself: the breaches in the order of their lines, and what was not checked.
    pub fn check_document(
        &self,
        tree: &crate::xml::Tree<'_>,
        given: &Given<'_>,
    ) -> (Vec<Finding>, Vec<Unchecked>) {
        let mut out = Vec::new();
        let seen = self.check(&Scope::document(tree), given, &mut out);
        let mut across = Across::new(self, given);
        across.take(seen, &mut out);
        out.sort();
        (out, across.finish())
    }

    fn info(&self, case: usize) -> Option<&RuleInfo> {
        self.loaded.infos.get(case)
    }

    /// The numbers of the cases that ask for the registry's lists.
    fn asking_registry(&self) -> impl Iterator<Item = usize> {
        let outer = self.loaded.contexts.iter().flat_map(|c| &c.cases);
        let all = outer.flat_map(|case| match &case.rule {
            Rule::Loop { cases, .. } => cases.as_slice(),
            _ => std::slice::from_ref(case),
        });
        all.filter(|case| asks_registry(case)).map(|case| case.number)
    }
}

fn asks_registry(case: &Case) -> bool {
    let prefix = matches!(
        &case.rule,
        Rule::StartsWith {
            prefix: Prefix::Registry,
            ..
        }
    );
    prefix || case.id_condition.is_some()
}

/// What a rule asks for and what was found, as one sentence. `$1` in a loop's message is what the turn has found.
fn message(info: &RuleInfo, says: &str, turn: &str, found: &str) -> String {
    let asked = info.message.as_deref().unwrap_or(says);
    if turn.is_empty() {
        return format!("{asked}: {found}.");
    }
    format!("{}: {found}.", asked.replace("$1", turn))
}

/// A value as messages show it.
fn short(text: &str) -> String {
    const SHOWN: usize = 60;
    let mut shown: String = text.chars().take(SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}
