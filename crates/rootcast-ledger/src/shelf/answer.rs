//! From imports to a ledger, as known on a day.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Read,
    ops::ControlFlow,
};

use jiff::civil::Date;

use super::{
    Shelf,
    error::ShelfError,
    frames,
    import::ORIGINAL,
    index::{Entry, Index},
    record::{Contents, Import},
};
use crate::{
    iati::{
        read::{self, Reported},
        stream::{self, Limits, Part},
    },
    ledger::{Document, DocumentKind, Ledger},
    xml,
};

/// From how large a part of a file on the whole file is read instead of single records.
const WHOLE: usize = 4;

impl Shelf {
    /// All that the imports state, as known on a day. `scope` narrows the activities of IATI to one identifier and the
    /// activities below it, as far as the records name each other (parent or child); our own ledgers come whole.
    ///
    /// The ledger does not depend on the order in which files were imported.
    pub fn ledger(&self, scope: Option<&str>, as_of: Date) -> Result<Ledger, ShelfError> {
        let mut all = self.releases()?;
        all.sort_by(|a, b| b.age().cmp(&a.age()));
        let mut ledger = Ledger::default();
        let mut sources = BTreeSet::new();
        for import in all.iter().filter(|i| i.contents == Contents::Ledger) {
            if sources.insert(import.source.as_str()) {
                ledger.merge(self.own(import)?)?;
            }
        }
        all.retain(|i| i.contents == Contents::Activities && i.effective <= as_of);
        let mut imports = Vec::new();
        for import in all {
            let index = self.index(&import)?;
            imports.push((import, index));
        }
        let mut found = match scope {
            None => self.everything(&imports)?,
            Some(id) => self.below(&imports, id)?,
        };
        prune(&mut found);
        ledger.merge(found)?;
        Ok(ledger)
    }

    /// The record of an activity as its newest import known on a day has it, and that import.
    pub fn activity(&self, id: &str, as_of: Date) -> Result<Option<(Reported, Import)>, ShelfError> {
        let mut all = self.releases()?;
        all.retain(|i| i.contents == Contents::Activities && i.effective <= as_of);
        all.sort_by(|a, b| b.age().cmp(&a.age()));
        for import in all {
            let index = self.index(&import)?;
            if let Some(entry) = index.find(id) {
                let entry = entry.clone();
                return Ok(Some((self.record(&import, &index, &entry)?, import)));
            }
        }
        Ok(None)
    }

    fn own(&self, import: &Import) -> Result<Ledger, ShelfError> {
        let mut text = String::new();
        let path = self.folder(import).join(ORIGINAL);
        frames::open(&path)
            .and_then(|mut p| p.read_to_string(&mut text))
            .map_err(ShelfError::io("cannot unpack", &path))?;
        Ok(crate::file::read(&text, &import.file)?)
    }

    /// Every activity, from its newest import.
    fn everything(&self, imports: &[(Import, Index)]) -> Result<Ledger, ShelfError> {
        let mut taken: BTreeSet<&str> = BTreeSet::new();
        let mut ledger = Ledger::default();
        for (import, index) in imports {
            let wanted: Vec<&Entry> = index
                .entries
                .iter()
                .filter(|e| taken.insert(e.id.as_str()))
                .collect();
            if wanted.is_empty() {
                continue;
            }
            let records = if wanted.len() * WHOLE >= index.entries.len() || import.verbatim.is_none() {
                self.records(import, &wanted)?
            } else {
                let one = |e: &&Entry| self.record(import, index, e);
                wanted.iter().map(one).collect::<Result<_, _>>()?
            };
            for r in records {
                add(&mut ledger, &r, import);
            }
        }
        Ok(ledger)
    }

    /// An activity, and those that its record and theirs name as children.
    fn below(&self, imports: &[(Import, Index)], id: &str) -> Result<Ledger, ShelfError> {
        let mut ledger = Ledger::default();
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let mut next = vec![id.to_owned()];
        while let Some(id) = next.pop() {
            if !seen.insert(id.clone()) {
                continue;
            }
            let held = imports
                .iter()
                .find_map(|(import, index)| Some((import, index, index.find(&id)?)));
            if let Some((import, index, entry)) = held {
                let record = self.record(import, index, entry)?;
                next.extend(
                    record
                        .related
                        .iter()
                        .filter(|(_, kind)| kind == "2")
                        .map(|(id, _)| id.clone()),
                );
                add(&mut ledger, &record, import);
            }
        }
        Ok(ledger)
    }

    /// One record, unpacking no more than it needs.
    fn record(&self, import: &Import, index: &Index, entry: &Entry) -> Result<Reported, ShelfError> {
        let Some(before) = import.verbatim else {
            return self
                .records(import, &[entry])?
                .pop()
                .ok_or_else(|| self.damaged(import, entry));
        };
        let path = self.folder(import).join(ORIGINAL);
        let bytes = frames::slice(&path, &index.frames, before + entry.offset, entry.bytes)
            .map_err(ShelfError::io("cannot unpack", &path))?;
        let name = import
            .root
            .trim_start_matches('<')
            .split([' ', '>'])
            .next()
            .unwrap_or_default();
        let text = format!("{}{}</{name}>", import.root, String::from_utf8_lossy(&bytes));
        let tree = xml::parse(&text).map_err(|_| self.damaged(import, entry))?;
        tree.root()
            .and_then(|root| tree.elements(root).next())
            .map(|node| read::activity(&tree, node))
            .filter(|r| r.id == entry.id)
            .map(|mut r| {
                let shift = entry.line.saturating_sub(r.line);
                r.shift(shift);
                r
            })
            .ok_or_else(|| self.damaged(import, entry))
    }

    /// Several records, in the order of the file, reading it whole.
    fn records(&self, import: &Import, wanted: &[&Entry]) -> Result<Vec<Reported>, ShelfError> {
        let numbers: BTreeSet<u64> = wanted.iter().map(|e| e.number).collect();
        let path = self.folder(import).join(ORIGINAL);
        let packed = frames::open(&path).map_err(ShelfError::io("cannot open", &path))?;
        let mut out = Vec::with_capacity(numbers.len());
        let each = |r: &stream::Record<'_, '_>| -> Option<Reported> {
            let root = r.tree.root()?;
            (matches!(r.part, Part::Record(_)) && numbers.contains(&r.number))
                .then(|| read::activity(r.tree, root))
        };
        stream::read(packed, &Limits::default(), each, |r| {
            out.extend(r);
            ControlFlow::Continue(())
        })
        .map_err(|e| ShelfError::Damaged {
            path: path.clone(),
            what: e.to_string(),
        })?;
        if out.len() != numbers.len() {
            return Err(ShelfError::Damaged {
                path,
                what: "records are not where the index says".to_owned(),
            });
        }
        Ok(out)
    }

    fn damaged(&self, import: &Import, entry: &Entry) -> ShelfError {
        ShelfError::Damaged {
            path: self.folder(import).join(ORIGINAL),
            what: format!("`{}` is not where the index says", entry.id),
        }
    }
}

/// The document that an import is.
fn document(import: &Import) -> Document {
    Document {
        id: import.name(),
        title: import.file.clone(),
        publisher: import.publisher.clone().unwrap_or_else(|| import.source.clone()),
        kind: DocumentKind::Data,
        published: Some(import.published),
        precision: Some(import.precision),
        note: import.version.as_ref().map(|v| format!("IATI {v}")),
        sha256: Some(import.sha256.clone()),
    }
}

fn add(ledger: &mut Ledger, record: &Reported, import: &Import) {
    let one = record.ledger(document(import), import.effective);
    // An activity comes once, and the identifiers of its statements begin with its own.
    ledger.activities.extend(one.activities);
    ledger.documents.extend(one.documents);
    ledger.statements.extend(one.statements);
}

/// Takes away what a file names and nobody holds, and what would make an activity part of itself: publishers name
/// parents in files that were not imported, and some name each other.
fn prune(ledger: &mut Ledger) {
    let held: BTreeSet<String> = ledger.activities.keys().cloned().collect();
    let mut parents: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (id, activity) in &mut ledger.activities {
        activity.part_of.retain(|p| held.contains(p));
        // In the order of identifiers: the edge that closes a circle is left out.
        activity.part_of.retain(|p| !above(&parents, p).contains(id));
        parents.insert(id.clone(), activity.part_of.clone());
    }
}

/// The activity and all that it is part of, as far as entered.
fn above(parents: &BTreeMap<String, Vec<String>>, id: &str) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    let mut next = vec![id.to_owned()];
    while let Some(id) = next.pop() {
        if out.insert(id.clone()) {
            next.extend(parents.get(&id).into_iter().flatten().cloned());
        }
    }
    out
}
