//! A table of a file: one text, or one sheet of a workbook.

use crate::manifest::Manifest;

use super::header::Bound;

/// One table of a file: a bound header and what the manifest says around it.
#[derive(Clone, Debug)]
pub(super) struct Table<'m> {
    pub(super) manifest: &'m Manifest,
    pub(super) bound: Bound<'m>,
    pub(super) facets: Vec<&'m str>,
    pub(super) name: &'m str,
    pub(super) sheet: Option<&'m str>,
    pub(super) measure: Option<&'m str>,
    /// Day after the last month of the file, where years end with it.
    pub(super) ends: Option<i32>,
}

impl<'m> Table<'m> {
    pub(super) fn new(manifest: &'m Manifest, bound: Bound<'m>) -> Self {
        Self {
            manifest,
            bound,
            facets: manifest.facets(),
            name: "main",
            sheet: None,
            measure: None,
            ends: None,
        }
    }

    pub(super) fn facet(&self, id: &str) -> Option<usize> {
        self.facets.iter().position(|f| *f == id)
    }
}
