//! Links to documents.

use jiff::civil::Date;

use super::text::{Narratives, attribute, child_date, narratives};
use crate::xml::{NodeId, Tree};

/// A document somewhere on the web. Links are kept and never followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentLink {
    /// Where it is.
    pub url: Option<String>,
    /// Its media type.
    pub format: Option<String>,
    /// Its title.
    pub title: Narratives,
    /// What is in it.
    pub description: Narratives,
    /// Codelist `DocumentCategory`.
    pub categories: Vec<String>,
    /// Its languages.
    pub languages: Vec<String>,
    /// Its day.
    pub date: Option<Date>,
}

pub(super) fn document(tree: &Tree, node: NodeId, language: Option<&str>) -> DocumentLink {
    let codes = |name: &str| -> Vec<String> {
        tree.named(node, name)
            .filter_map(|c| attribute(tree, c, "code"))
            .collect()
    };
    DocumentLink {
        url: attribute(tree, node, "url"),
        format: attribute(tree, node, "format"),
        title: narratives(tree, node, "title", language),
        description: narratives(tree, node, "description", language),
        categories: codes("category"),
        languages: codes("language"),
        date: child_date(tree, node, "document-date"),
    }
}
