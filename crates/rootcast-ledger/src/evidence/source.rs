//! Documents as releases, so that an answer names them as it names published files.

use jiff::civil::Date;
use rootcast_core::{
    provenance::{Provenance, Use},
    release::{Precision, Release},
};

use crate::ledger::{Document, DocumentKind, Ledger, Statement};

/// The source under which a ledger's documents stand in provenance, and the word after `source=`.
pub const SOURCE: &str = "ledger";

/// Whose the figures are.
const LICENCE: &str = "figures as stated by whom the note names; the text itself is not held";

/// The document of a statement as a release. A document without a date counts from the day of the statement; one that
/// was not read as a file has no file, no hash and no bytes.
pub fn release(ledger: &Ledger, s: &Statement) -> Release {
    let told = (s.said_on, s.precision);
    match ledger.documents.get(&s.document) {
        Some(d) => document_release(d, told),
        None => Release {
            publisher: s.said_by.clone(),
            ..document_release(&nameless(&s.document), told)
        },
    }
}

/// What stands in for a document that is not in the ledger.
fn nameless(id: &str) -> Document {
    Document {
        id: id.to_owned(),
        title: id.to_owned(),
        publisher: String::new(),
        kind: DocumentKind::Press,
        published: None,
        precision: None,
        note: None,
        sha256: None,
    }
}

/// A document as a release. One without a date counts from the day of what it tells, as exactly as that is known.
pub fn document_release(d: &Document, told: (Date, Precision)) -> Release {
    let (published, precision) = match d.published {
        Some(day) => (day, d.precision.unwrap_or(Precision::Day)),
        None => told,
    };
    let sha256 = d.sha256.clone().unwrap_or_default();
    Release {
        // A hash makes an identifier as in the store; else the document's own names it.
        id: if sha256.is_empty() {
            d.id.clone()
        } else {
            Release::id_of(published, &sha256)
        },
        source: SOURCE.to_owned(),
        publisher: d.publisher.clone(),
        title: d.title.clone(),
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
