//! Imported activities as their publisher wrote them, element for element.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
};

use jiff::civil::Date;

use super::{
    Shelf,
    error::ShelfError,
    frames,
    import::ORIGINAL,
    index::Index,
    record::{Contents, Import},
};
use crate::iati::{
    export::{copy, element},
    stream::{self, Limits, Part},
};

/// A file of IATI with activities of one import.
#[derive(Clone, Debug, PartialEq)]
pub struct Published {
    /// The import.
    pub import: Import,
    /// The file.
    pub text: String,
}

impl Shelf {
    /// The identifiers of the activities of IATI that are held as known on a day.
    pub fn activities(&self, as_of: Date) -> Result<BTreeSet<String>, ShelfError> {
        let imports = self.iati(as_of)?;
        let entries = imports.into_iter().flat_map(|(_, index)| index.entries);
        Ok(entries.map(|e| e.id).filter(|id| !id.is_empty()).collect())
    }

    /// Activities as published, each from its newest import known on a day, a file an import, newest import first.
    /// `wanted` names them. Attributes, texts, comments and elements of other vocabularies stand as they were sent.
    pub fn published(&self, wanted: &BTreeSet<String>, as_of: Date) -> Result<Vec<Published>, ShelfError> {
        let mut taken: BTreeSet<String> = BTreeSet::new();
        let mut out = Vec::new();
        for (import, index) in self.iati(as_of)? {
            let numbers: BTreeSet<u64> = index
                .entries
                .iter()
                .filter(|e| wanted.contains(&e.id) && taken.insert(e.id.clone()))
                .map(|e| e.number)
                .collect();
            if !numbers.is_empty() {
                // The whole of a file is copied with what stands between its records.
                let text = if numbers.len() == index.entries.len() {
                    self.whole(&import)?
                } else {
                    self.written(&import, &numbers)?
                };
                out.push(Published { import, text });
            }
        }
        Ok(out)
    }

    /// Imports of activities known on a day with their indices, newest first.
    fn iati(&self, as_of: Date) -> Result<Vec<(Import, Index)>, ShelfError> {
        let mut all = self.releases()?;
        all.retain(|i| i.contents == Contents::Activities && i.effective <= as_of);
        all.sort_by(|a, b| b.age().cmp(&a.age()));
        all.into_iter()
            .map(|import| {
                let index = self.index(&import)?;
                Ok((import, index))
            })
            .collect()
    }

    /// A file as it came, in UTF-8.
    fn whole(&self, import: &Import) -> Result<String, ShelfError> {
        let path = self.folder(import).join(ORIGINAL);
        let damaged = |what: String| ShelfError::Damaged {
            path: path.clone(),
            what,
        };
        let packed = frames::open(&path).map_err(ShelfError::io("cannot open", &path))?;
        let mut out = Vec::new();
        copy(packed, &Limits::default(), &mut out).map_err(|e| damaged(e.to_string()))?;
        String::from_utf8(out).map_err(|e| damaged(e.to_string()))
    }

    /// Records of an import by their numbers, under its root element.
    fn written(&self, import: &Import, numbers: &BTreeSet<u64>) -> Result<String, ShelfError> {
        let path = self.folder(import).join(ORIGINAL);
        let packed = frames::open(&path).map_err(ShelfError::io("cannot open", &path))?;
        let each = |r: &stream::Record<'_, '_>| -> Option<(u64, String)> {
            let root = r.tree.root()?;
            let wanted = matches!(r.part, Part::Record(_)) && numbers.contains(&r.number);
            wanted.then(|| {
                let mut text = String::new();
                element(r.tree, root, &mut text);
                (r.number, text)
            })
        };
        let mut found: BTreeMap<u64, String> = BTreeMap::new();
        stream::read(packed, &Limits::default(), each, |r| {
            found.extend(r);
            ControlFlow::Continue(())
        })
        .map_err(|e| ShelfError::Damaged {
            path,
            what: e.to_string(),
        })?;
        let mut out = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}\n", import.root);
        for text in found.values() {
            out.push_str(text);
            out.push('\n');
        }
        let name = import
            .root
            .trim_start_matches('<')
            .split([' ', '>', '\n', '\t'])
            .next()
            .unwrap_or_default();
        out.push_str(&format!("</{name}>\n"));
        Ok(out)
    }
}
