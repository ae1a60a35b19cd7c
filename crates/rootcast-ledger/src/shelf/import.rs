//! Taking a file in: checked, indexed, hashed and compressed in one reading.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::Path,
};

use jiff::civil::Date;
use rootcast_core::{
    facet::slug,
    release::{Precision, Release},
};
use sha2::{Digest, Sha256};

use super::{
    Shelf,
    error::ShelfError,
    frames::{FRAME, Packed, Tee, hex, pack},
    index::{Entry, Index},
    record::{Contents, Counted, FORMAT, Findings, Import},
    writing::Draft,
};
use crate::{
    iati::{
        Finding, FindingKind, Kind, Level, check,
        export::root_tag,
        read::Party,
        stream::{Limits, Part, Record, Summary},
    },
    ledger::Ledger,
};

/// Name of the original bytes, compressed.
pub(super) const ORIGINAL: &str = "original.zst";
/// Name of the index.
pub(super) const INDEX: &str = "index.tsv";
/// How many errors a refusal lists.
const LISTED: usize = 20;

/// How a file is imported.
#[derive(Clone, Debug, Default)]
pub struct How {
    /// Whose file it is: a slug under which its imports stand together; that of the file's name when absent.
    pub source: Option<String>,
    /// When it was published; the root element's `generated-datetime` when absent.
    pub published: Option<(Date, Precision)>,
    /// Take a file with errors of structure, datatype or code too; they are counted in its record.
    pub lenient: bool,
}

/// What came of an import.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// The import.
    pub import: Import,
    /// Whether it is new; the same bytes twice are one import.
    pub new: bool,
    /// What was passed over on purpose, as sentences.
    pub notes: Vec<String>,
}

impl Shelf {
    /// Imports a file of IATI, or of our own schema where its name ends in `.toml` (a ledger) or `.csv` (statements). It is there whole afterwards, or not
    /// at all. Structure, datatypes and codes of IATI are checked; rules are not, since they say whether a file is to be
    /// believed and not whether it can be read ([`check::file_with_rules`] checks them).
    ///
    /// # Errors
    /// The file is not well-formed, is of something else, has errors that were not allowed, or says nowhere when it was
    /// published; or the disk fails. The shelf is then as it was.
    pub fn import(&self, path: &Path, how: &How) -> Result<Imported, ShelfError> {
        let file = path
            .file_name()
            .map(|n| n.to_string_lossy().into_owned())
            .unwrap_or_default();
        let stem = Path::new(&file)
            .file_stem()
            .map(|s| s.to_string_lossy().into_owned())
            .unwrap_or_default();
        let named = how.source.clone().unwrap_or(stem);
        let source = slug(&named);
        if source.is_empty() || !source.is_ascii() || (how.source.is_some() && source != named) {
            return Err(ShelfError::Source { text: named });
        }
        let coming = Coming { file, source, how };
        if crate::file::is_own(path) {
            return self.import_own(path, &coming);
        }
        let opened = File::open(path).map_err(ShelfError::io("cannot open", path))?;
        self.import_iati(opened, &coming)
    }

    /// Imports a ledger in our own schema.
    fn import_own(&self, path: &Path, coming: &Coming) -> Result<Imported, ShelfError> {
        let bytes = fs::read(path).map_err(ShelfError::io("cannot read", path))?;
        let text = std::str::from_utf8(&bytes).map_err(|_| ShelfError::NotALedger {
            file: coming.file.clone(),
            what: "it is not UTF-8; save it as UTF-8".to_owned(),
        })?;
        let ledger = crate::file::read(text, &coming.file)?;
        let last = ledger
            .statements
            .values()
            .map(|s| (s.said_on, s.precision))
            .max_by_key(|(day, precision)| precision.effective(*day));
        let published = coming.published(last)?;
        let writing = self.write()?;
        if let Some(held) = self.find(&coming.source, &hex(&Sha256::digest(&bytes)))? {
            return Ok(Imported::again(held));
        }
        let draft = writing.begin(&coming.source)?;
        let (packed, _) = packed(&draft, bytes.as_slice(), |tee| io::copy(tee, &mut io::sink()))?;
        let import = Import {
            publisher: only_publisher(&ledger),
            records: ledger.statements.len() as u64,
            ..coming.import(published, &packed)
        };
        keep(draft, import, Vec::new())
    }

    /// Imports a file of IATI.
    fn import_iati(&self, from: impl Read + Send, coming: &Coming) -> Result<Imported, ShelfError> {
        let writing = self.write()?;
        let draft = writing.begin(&coming.source)?;
        let mut seen = Seen::default();
        let mut counted = Counted::default();
        let (packed, read) = packed(&draft, from, |tee| {
            let taken = |(entry, reporter): (Entry, Option<String>), _: &mut Vec<Finding>| {
                seen.publisher = seen.publisher.take().or(reporter);
                seen.entries.push(entry);
            };
            check::file_seeing(tee, &Limits::default(), look, taken, &mut |f| counted.add(f))
        })?;
        let summary = read.map_err(|source| ShelfError::NotWellFormed {
            file: coming.file.clone(),
            source,
        })?;
        if let Some(held) = self.find(&coming.source, &packed.sha256)? {
            return Ok(Imported::again(held));
        }
        settle(draft, coming, &packed, &summary, seen, counted)
    }
}

/// A file on its way in.
struct Coming<'h> {
    file: String,
    source: String,
    how: &'h How,
}

impl Coming<'_> {
    fn published(&self, own: Option<(Date, Precision)>) -> Result<(Date, Precision), ShelfError> {
        self.how.published.or(own).ok_or_else(|| ShelfError::NoDate {
            file: self.file.clone(),
        })
    }

    /// The record of a ledger without findings.
    fn import(&self, (published, precision): (Date, Precision), packed: &Packed) -> Import {
        Import {
            format: FORMAT,
            source: self.source.clone(),
            id: Release::id_of(published, &packed.sha256),
            contents: Contents::Ledger,
            file: self.file.clone(),
            sha256: packed.sha256.clone(),
            bytes: packed.bytes,
            published,
            precision,
            effective: precision.effective(published),
            generated: None,
            publisher: None,
            version: None,
            records: 0,
            findings: Findings::default(),
            root: String::new(),
            verbatim: None,
            frame: FRAME,
        }
    }
}

/// What was seen of the records of a file.
#[derive(Default)]
struct Seen {
    entries: Vec<Entry>,
    /// Who reports the first record that says so.
    publisher: Option<String>,
}

/// Looks at one record, on any thread.
fn look(record: &Record<'_, '_>) -> (Entry, Option<String>) {
    let tree = record.tree;
    let mut entry = Entry {
        id: String::new(),
        number: record.number,
        line: 1,
        offset: record.offset,
        bytes: record.bytes,
    };
    let Some(root) = tree.root() else {
        return (entry, None);
    };
    entry.line = tree.line(root);
    if let Part::Record(kind) = record.part
        && let Some(id) = tree.first(root, identifier(kind))
    {
        tree.text(id).trim().clone_into(&mut entry.id);
    }
    let reporter = (record.number == 1)
        .then(|| tree.first(root, "reporting-org"))
        .flatten()
        .and_then(|r| Party::at(tree, r, "", None).name().map(str::to_owned));
    (entry, reporter)
}

fn identifier(kind: Kind) -> &'static str {
    match kind {
        Kind::Activities => "iati-identifier",
        Kind::Organisations => "organisation-identifier",
    }
}

/// Runs a reading over a source while its bytes are packed into the draft. A disk that fails is told before what it
/// did to the reading.
fn packed<R: Read + Send, T>(
    draft: &Draft,
    from: R,
    reading: impl FnOnce(&mut Tee<'_, R>) -> T,
) -> Result<(Packed, T), ShelfError> {
    let path = draft.path(ORIGINAL);
    let mut file = File::create(&path).map_err(ShelfError::io("cannot create", &path))?;
    let (result, packed) = pack(from, &mut file, reading);
    let packed = packed
        .and_then(|p| file.sync_all().map(|()| p))
        .map_err(ShelfError::io("cannot write", &path))?;
    Ok((packed, result))
}

/// Decides whether a file that was read whole is kept, and keeps it.
fn settle(
    draft: Draft,
    coming: &Coming,
    packed: &Packed,
    summary: &Summary,
    seen: Seen,
    mut counted: Counted,
) -> Result<Imported, ShelfError> {
    let Some(kind) = summary.head.kind else {
        return Err(ShelfError::NotALedger {
            file: coming.file.clone(),
            what: format!(
                "its root element is <{}>; expected <iati-activities> or <iati-organisations>, or a .toml or .csv file of our own",
                summary.head.name
            ),
        });
    };
    let Seen {
        mut entries,
        publisher,
    } = seen;
    entries.sort();
    for pair in entries.windows(2) {
        if let [first, second] = pair
            && first.id == second.id
        {
            counted.add(twice(kind, first, second));
        }
    }
    let (errors, first) = counted.errors();
    if errors > 0 && !coming.how.lenient {
        return Err(ShelfError::Invalid {
            file: coming.file.clone(),
            errors,
            first: first.iter().take(LISTED).cloned().collect(),
        });
    }
    let generated = summary.head.get("generated-datetime");
    let moment = generated.as_deref().map(str::trim);
    let day: Option<Date> = moment.and_then(|g| g.get(..10)?.parse().ok());
    let published = coming.published(day.map(|d| (d, Precision::Day)))?;
    let index = Index {
        frames: packed.frames.clone(),
        entries,
    };
    draft.file(INDEX, index.print().as_bytes())?;
    let import = Import {
        contents: kind.into(),
        generated: moment.and_then(|g| g.parse().ok()),
        publisher,
        version: summary.head.get("version"),
        records: summary.records,
        findings: counted.summary(),
        root: root_tag(&summary.head),
        verbatim: summary.verbatim,
        ..coming.import(published, packed)
    };
    keep(draft, import, summary.notes.clone())
}

fn twice(kind: Kind, first: &Entry, second: &Entry) -> Finding {
    Finding {
        line: second.line,
        level: Level::Warning,
        kind: FindingKind::Rule,
        code: "identifier-twice".to_owned(),
        path: format!("{}/{}", kind.record(), identifier(kind)),
        message: format!(
            "`{}` is also the identifier of the record on line {}, which counts; this one does not. Give each its own.",
            second.id, first.line
        ),
    }
}

fn keep(draft: Draft, import: Import, notes: Vec<String>) -> Result<Imported, ShelfError> {
    let mut text = serde_json::to_string_pretty(&import).map_err(|e| ShelfError::Damaged {
        path: draft.path("release.json"),
        what: e.to_string(),
    })?;
    text.push('\n');
    draft.publish(&import.id, text.as_bytes())?;
    Ok(Imported {
        import,
        new: true,
        notes,
    })
}

impl Imported {
    fn again(import: Import) -> Self {
        Self {
            import,
            new: false,
            notes: vec!["the same bytes are on the shelf already".to_owned()],
        }
    }
}

/// The publisher of all documents of a ledger, where it is one.
fn only_publisher(ledger: &Ledger) -> Option<String> {
    let mut all = ledger.documents.values().map(|d| &d.publisher);
    let first = all.next()?;
    all.all(|p| p == first).then(|| first.clone())
}
