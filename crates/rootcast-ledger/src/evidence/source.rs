//! Documents as releases, so that an answer names them as it names published files.

use rootcast_core::{
    provenance::{Provenance, Use},
    release::{Precision, Release},
};

use crate::ledger::{Ledger, Statement};

/// The source under which a ledger's documents stand in provenance, and the word after `source=`.
pub const SOURCE: &str = "ledger";

/// Whose the figures are.
const LICENCE: &str = "figures as stated by whom the note names; the text itself is not held";

/// The document of a statement as a release. A document without a date counts from the day of the statement; one that
/// was not read as a file has no file, no hash and no bytes.
pub fn release(ledger: &Ledger, s: &Statement) -> Release {
    let d = ledger.documents.get(&s.document);
    let (published, precision) = match d.and_then(|d| Some((d.published?, d.precision))) {
        Some((day, precision)) => (day, precision.unwrap_or(Precision::Day)),
        None => (s.said_on, s.precision),
    };
    let sha256 = d.and_then(|d| d.sha256.clone()).unwrap_or_default();
    Release {
        // A hash makes an identifier as in the store; else the document's own names it.
        id: if sha256.is_empty() {
            s.document.clone()
        } else {
            Release::id_of(published, &sha256)
        },
        source: SOURCE.to_owned(),
        publisher: d.map_or_else(|| s.said_by.clone(), |d| d.publisher.clone()),
        title: d.map_or_else(|| s.document.clone(), |d| d.title.clone()),
        published,
        precision,
        effective: precision.effective(published),
        licence: LICENCE.to_owned(),
        file: String::new(),
        sha256,
        bytes: 0,
    }
}

/// The statements used so far, each of which is one use of its document.
#[derive(Default)]
pub(super) struct Uses {
    of: Vec<String>,
    provenance: Provenance,
}

impl Uses {
    /// The index of a statement among the uses, taking it in where it is new.
    pub(super) fn index(&mut self, ledger: &Ledger, s: &Statement) -> u32 {
        let at = self.of.iter().position(|id| *id == s.id).unwrap_or_else(|| {
            self.of.push(s.id.clone());
            self.provenance.uses.push(Use {
                release: release(ledger, s),
                table: s.id.clone(),
                cells: 1,
                rows: None,
            });
            self.of.len() - 1
        });
        u32::try_from(at).unwrap_or(u32::MAX)
    }

    /// All of them.
    pub(super) fn into_provenance(self) -> Provenance {
        self.provenance
    }
}
