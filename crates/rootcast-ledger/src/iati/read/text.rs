//! Texts, dates and codes of a record.

use std::borrow::Cow;

use jiff::civil::Date;

use crate::xml::{NodeId, Tree};

/// A text in one or more languages, in the order written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narratives(Vec<Narrative>);

/// A text in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Narrative {
    /// Its language, or that of the activity; absent where neither is stated.
    pub language: Option<String>,
    /// The text, with runs of white space made one space.
    pub text: String,
}

impl Narratives {
    /// The narratives directly below an element.
    pub fn below(tree: &Tree, node: NodeId, default: Option<&str>) -> Self {
        Self(
            tree.named(node, "narrative")
                .map(|n| Narrative {
                    language: tree.get(n, "xml:lang").or(default).map(str::to_owned),
                    text: collapsed(&tree.text(n)),
                })
                .filter(|n| !n.text.is_empty())
                .collect(),
        )
    }

    /// All of them.
    pub fn all(&self) -> &[Narrative] {
        &self.0
    }

    /// The text to show: English where there is one, else the first; nothing where there is none.
    pub fn shown(&self) -> Option<&str> {
        self.0
            .iter()
            .find(|n| {
                n.language
                    .as_deref()
                    .is_some_and(|l| l.eq_ignore_ascii_case("en"))
            })
            .or_else(|| self.0.first())
            .map(|n| n.text.as_str())
    }

    /// The text in a language, by its code.
    pub fn in_language(&self, code: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|n| n.language.as_deref() == Some(code))
            .map(|n| n.text.as_str())
    }
}

/// Text without white space at its ends and with one space for each run inside.
pub(super) fn collapsed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The value of an attribute, trimmed; `None` where it is absent or empty.
pub(super) fn attribute(tree: &Tree, node: NodeId, name: &str) -> Option<String> {
    tree.get(node, name)
        .map(str::trim)
        .filter(|v| !v.is_empty())
        .map(str::to_owned)
}

/// The `code` of a child element.
pub(super) fn code(tree: &Tree, node: NodeId, child: &str) -> Option<String> {
    attribute(tree, tree.first(node, child)?, "code")
}

/// The narratives of a child element.
pub(super) fn narratives(tree: &Tree, node: NodeId, child: &str, default: Option<&str>) -> Narratives {
    tree.first(node, child)
        .map(|c| Narratives::below(tree, c, default))
        .unwrap_or_default()
}

/// The day of a value of type `date` or `dateTime`, as written there: an offset from UTC does not move it.
pub(super) fn day(text: &str) -> Option<Date> {
    text.trim().get(..10)?.parse().ok()
}

/// The day in an attribute.
pub(super) fn date(tree: &Tree, node: NodeId, name: &str) -> Option<Date> {
    tree.get(node, name).and_then(day)
}

/// The `iso-date` of a child element.
pub(super) fn child_date(tree: &Tree, node: NodeId, child: &str) -> Option<Date> {
    date(tree, tree.first(node, child)?, "iso-date")
}

/// The truth value of an attribute of type `boolean`.
pub(super) fn truth(tree: &Tree, node: NodeId, name: &str) -> Option<bool> {
    match tree.get(node, name)?.trim() {
        "1" | "true" => Some(true),
        "0" | "false" => Some(false),
        _ => None,
    }
}

/// The text of an element, trimmed.
pub(super) fn content<'t>(tree: &'t Tree, node: NodeId) -> Cow<'t, str> {
    match tree.text(node) {
        Cow::Borrowed(t) => Cow::Borrowed(t.trim()),
        Cow::Owned(t) => Cow::Owned(t.trim().to_owned()),
    }
}
