//! Which namespaces prefixes stand for at a place of a document.

use std::borrow::Cow;

use super::{error::Problem, uri::is_reference};

/// The namespace of the prefix `xml`.
pub(crate) const XML: &str = "http://www.w3.org/XML/1998/namespace";
/// The namespace of declarations themselves.
pub(crate) const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// Declarations in force, innermost last.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope<'a> {
    bindings: Vec<(&'a str, Cow<'a, str>)>,
    defaults: usize,
}

impl<'a> Scope<'a> {
    pub(crate) fn len(&self) -> usize {
        self.bindings.len()
    }

    /// Forgets declarations made since there were `length`.
    pub(crate) fn truncate(&mut self, length: usize) {
        if length < self.bindings.len() {
            let gone = self.bindings.drain(length..);
            self.defaults -= gone.filter(|(prefix, _)| prefix.is_empty()).count();
        }
    }

    /// Declares a prefix; the empty prefix is the default namespace.
    pub(crate) fn declare(&mut self, prefix: &'a str, uri: Cow<'a, str>) -> Result<(), Problem> {
        let refuse = |why| {
            Err(Problem::Namespace {
                prefix: prefix.to_owned(),
                why,
            })
        };
        match (prefix, uri.as_ref()) {
            ("xml", XML) => return Ok(()),
            ("xml", _) => return refuse("gives `xml` another namespace than its own; remove it"),
            ("xmlns", _) => return refuse("is not allowed; remove it"),
            (_, XML) => return refuse("gives XML's own namespace another prefix; use `xml:`"),
            (_, XMLNS) => return refuse("names the namespace of declarations; remove it"),
            (_, uri) if !is_reference(uri) => return refuse("is no URI; escape what is not allowed in one"),
            ("", _) => self.defaults += 1,
            (_, "") => return refuse("is empty; name a namespace"),
            _ => {}
        }
        self.bindings.push((prefix, uri));
        Ok(())
    }

    /// Whether a default namespace may be in force.
    #[inline]
    pub(crate) fn has_default(&self) -> bool {
        self.defaults > 0
    }

    /// The namespace of elements without a prefix.
    pub(crate) fn unprefixed(&self) -> Cow<'a, str> {
        self.find("").cloned().unwrap_or_default()
    }

    /// The namespace of a prefix that is not empty; `None` when it is not declared.
    pub(crate) fn prefix(&self, prefix: &str) -> Option<Cow<'a, str>> {
        match prefix {
            "xml" => Some(Cow::Borrowed(XML)),
            "xmlns" => None,
            _ => self.find(prefix).cloned(),
        }
    }

    fn find(&self, prefix: &str) -> Option<&Cow<'a, str>> {
        let found = self.bindings.iter().rev().find(|(p, _)| *p == prefix);
        found.map(|(_, uri)| uri)
    }
}
