//! Entries become nouns.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rootcast_core::{measure::Measure, period::PeriodRange, place::PlaceSet, release::Precision};
use toml::de::{DeTable, DeValue};

use super::{
    FileError, MOST_BYTES, Problem,
    problem::Lines,
    table::{Table, cut},
};
use crate::ledger::{Activity, Document, Event, Figure, Ledger, Statement, Unit};

const KINDS: [&str; 4] = ["document", "activity", "statement", "event"];
const DOCUMENT: [&str; 8] = [
    "id",
    "title",
    "publisher",
    "kind",
    "published",
    "precision",
    "note",
    "sha256",
];
const ACTIVITY: [&str; 8] = [
    "id",
    "title",
    "kind",
    "part-of",
    "counted-in",
    "organisations",
    "places",
    "about",
];
pub(super) const STATEMENT: [&str; 22] = [
    "id",
    "activity",
    "stage",
    "measure",
    "figure",
    "unit",
    "tally",
    "said-by",
    "said-on",
    "precision",
    "document",
    "word",
    "instrument",
    "covers",
    "value-date",
    "aim",
    "basis",
    "reach",
    "provider",
    "receiver",
    "counted-in",
    "note",
];
const EVENT: [&str; 11] = [
    "id",
    "title",
    "kind",
    "start",
    "precision",
    "end",
    "end-precision",
    "places",
    "origins",
    "about",
    "document",
];

/// The keys of each kind of entry.
#[cfg(test)]
pub(super) const KEYS: [(&str, &[&str]); 4] = [
    ("document", &DOCUMENT),
    ("activity", &ACTIVITY),
    ("statement", &STATEMENT),
    ("event", &EVENT),
];

/// Files being read into one ledger.
#[derive(Default)]
pub(super) struct Reading {
    ledger: Ledger,
    /// File and line of each entry, by kind and identifier.
    places: BTreeMap<(&'static str, String), (String, u64)>,
    problems: Vec<Problem>,
}

impl Reading {
    /// Reads the documents of a file, which give other entries their dates.
    pub(super) fn documents(&mut self, text: &str, file: &str) {
        if let Some((table, lines)) = self.whole(text, file, true) {
            self.each((file, &lines), &table, "document", |r, t| {
                if let Some(d) = document(t) {
                    r.keep(file, t, "document", d.id.clone(), |l| &mut l.documents, d);
                }
            });
        }
    }

    /// Reads all other entries of a file.
    pub(super) fn entries(&mut self, text: &str, file: &str) {
        let Some((table, lines)) = self.whole(text, file, false) else {
            return;
        };
        let at = (file, &lines);
        self.each(at, &table, "activity", |r, t| {
            if let Some(a) = activity(t) {
                r.keep(file, t, "activity", a.id.clone(), |l| &mut l.activities, a);
            }
        });
        self.each(at, &table, "statement", |r, t| {
            if let Some(s) = statement(t, &r.ledger.documents) {
                r.keep(file, t, "statement", s.id.clone(), |l| &mut l.statements, s);
            }
        });
        self.each(at, &table, "event", |r, t| {
            if let Some(e) = event(t) {
                r.keep(file, t, "event", e.id.clone(), |l| &mut l.events, e);
            }
        });
    }

    /// The ledger, or all that is wrong.
    pub(super) fn finish(mut self, whole: bool) -> Result<Ledger, FileError> {
        if self.problems.is_empty() && whole {
            for e in self.ledger.problems() {
                let (kind, id) = e.at();
                let (file, line) = self
                    .places
                    .get(&(kind, id.to_owned()))
                    .cloned()
                    .unwrap_or_default();
                self.problems.push(Problem {
                    file,
                    line,
                    entry: String::new(),
                    what: e.to_string(),
                });
            }
        }
        if self.problems.is_empty() {
            return Ok(self.ledger);
        }
        self.problems.sort();
        Err(FileError {
            problems: self.problems,
        })
    }

    /// The file as a table; `report` on the first of its two readings only.
    fn whole<'i>(&mut self, text: &'i str, file: &str, report: bool) -> Option<(DeTable<'i>, Lines)> {
        let lines = Lines::of(text);
        let mut problems = Vec::new();
        let mut wrong = |byte: usize, what: String| {
            problems.push(Problem {
                file: file.to_owned(),
                line: lines.at(byte),
                entry: String::new(),
                what,
            });
        };
        let mut out = None;
        if text.len() > MOST_BYTES {
            wrong(
                0,
                format!(
                    "the file has {} bytes; the largest read is {MOST_BYTES}: split it",
                    text.len()
                ),
            );
        } else {
            match DeTable::parse(text) {
                Err(e) => wrong(
                    e.span().map_or(0, |s| s.start),
                    format!("it is not TOML: {}", e.message()),
                ),
                Ok(table) => {
                    for (key, value) in table.get_ref() {
                        let name = key.get_ref().as_ref();
                        if !KINDS.contains(&name) {
                            wrong(
                                key.span().start,
                                format!(
                                    "`{}` is not an entry; entries are [[document]], [[activity]], [[statement]] and [[event]]{}",
                                    cut(name),
                                    rootcast_core::nearest::nearest(name, KINDS)
                                ),
                            );
                        } else if !matches!(value.get_ref(), DeValue::Array(a) if a.iter().all(|v| v.get_ref().is_table()))
                        {
                            wrong(
                                key.span().start,
                                format!("write [[{name}]] with two brackets: a file may hold several"),
                            );
                        }
                    }
                    out = Some(table.into_inner());
                }
            }
        }
        if report {
            self.problems.append(&mut problems);
        }
        out.map(|table| (table, lines))
    }

    fn each(
        &mut self,
        at: (&str, &Lines),
        table: &DeTable<'_>,
        kind: &'static str,
        mut read: impl FnMut(&mut Self, &mut Table<'_, '_>),
    ) {
        let Some(DeValue::Array(entries)) = table.get(kind).map(toml::Spanned::get_ref) else {
            return;
        };
        for (i, entry) in entries.iter().enumerate() {
            if let DeValue::Table(fields) = entry.get_ref() {
                let mut problems = Vec::new();
                let mut t = Table::new(at, (kind, i + 1, entry.span().start), fields, &mut problems);
                read(self, &mut t);
                self.problems.append(&mut problems);
            }
        }
    }

    fn keep<T: PartialEq>(
        &mut self,
        file: &str,
        t: &mut Table<'_, '_>,
        kind: &'static str,
        id: String,
        of: impl FnOnce(&mut Ledger) -> &mut BTreeMap<String, T>,
        noun: T,
    ) {
        let here = (file.to_owned(), t.line());
        if let Some((other, line)) = self.places.get(&(kind, id.clone())) {
            t.wrong(
                "id",
                format!(
                    "there is one already, at {other}:{line}: a ledger only grows, so give this one its own identifier"
                ),
            );
            return;
        }
        self.places.insert((kind, id.clone()), here);
        of(&mut self.ledger).insert(id, noun);
    }
}

fn document(t: &mut Table<'_, '_>) -> Option<Document> {
    t.only(&DOCUMENT);
    let id = t.needed("id", "\"a-slug\"");
    let title = t.needed("title", "\"Title as published\"");
    let publisher = t.needed("publisher", "\"Who published it\"");
    let kind = t.needed_word("kind");
    let known = t.date("published", "precision");
    let note = t.text("note");
    let sha256 = t.parsed("sha256", |text| {
        let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        if text.len() == 64 && text.bytes().all(hex) {
            Ok(text.to_owned())
        } else {
            Err("a SHA-256 is 64 lower-case hexadecimal digits")
        }
    });
    Some(Document {
        id: id?,
        title: title?,
        publisher: publisher?,
        kind: kind?,
        published: known.map(|k| k.0),
        precision: known.map(|k| k.1),
        note,
        sha256,
    })
}

fn activity(t: &mut Table<'_, '_>) -> Option<Activity> {
    t.only(&ACTIVITY);
    let id = t.needed("id", "\"a-slug\"");
    let title = t.needed("title", "\"Name for titles\"");
    let kind = t.needed_word("kind");
    let part_of = t.list("part-of");
    let counted_in = t.list("counted-in");
    let organisations = t.list("organisations");
    let places = places(t, "places");
    let about = t.text("about").unwrap_or_default();
    Some(Activity {
        id: id?,
        title: title?,
        kind: kind?,
        part_of,
        counted_in,
        organisations,
        places,
        about,
    })
}

pub(super) fn statement(t: &mut Table<'_, '_>, documents: &BTreeMap<String, Document>) -> Option<Statement> {
    t.only(&STATEMENT);
    let id = t.needed("id", "\"a-slug\"");
    let activity = t.needed("activity", "\"the id of an activity\"");
    let stage = t.needed_word("stage");
    let measure = t.needed("measure", "\"pledged\"");
    let measure = measure.and_then(|m| match Measure::find(&m) {
        Ok(found) => Some(found.id.clone()),
        Err(e) => {
            t.wrong("measure", e);
            None
        }
    });
    let figure = t
        .needed("figure", "\"more than 4.2 billion\"")
        .and_then(|_| t.parsed("figure", |f| Figure::try_from(f.to_owned())));
    let unit = t
        .needed("unit", "\"USD\", or a noun such as \"jobs\"")
        .and_then(|_| t.parsed("unit", Unit::from_word));
    let tally = t.needed_word("tally");
    let said_by = t.needed("said-by", "\"Whose figure it is\"");
    let document = t.needed("document", "\"the id of a document\"");
    let said = said_on(t, document.as_ref().and_then(|d| documents.get(d)));
    let word = t.text("word");
    let instrument = t.word("instrument");
    let covers = t.parsed("covers", str::parse::<PeriodRange>);
    let value_date = t.date("value-date", "").and_then(|(day, precision)| {
        if precision != Precision::Day {
            t.wrong("value-date", "a rate of exchange needs a day: write 2023-02-06");
        }
        Some(day).filter(|_| precision == Precision::Day)
    });
    let aim = t.word("aim");
    let basis = t.word("basis");
    let reach = t.word("reach");
    let provider = t.text("provider");
    let receiver = t.text("receiver");
    let counted_in = t.list("counted-in");
    let note = t.text("note");
    let (said_on, precision) = said?;
    let s = Statement {
        id: id?,
        activity: activity?,
        stage: stage?,
        measure: measure?,
        figure: figure?,
        unit: unit?,
        tally: tally?,
        said_by: said_by?,
        said_on,
        precision,
        document: document?,
        word,
        instrument,
        covers,
        value_date,
        aim,
        basis,
        reach,
        provider,
        receiver,
        counted_in,
        note,
    };
    if let Err(what) = s.fits() {
        t.wrong("", what);
        return None;
    }
    Some(s)
}

/// The day of a statement: its own, else that of its document.
fn said_on(t: &mut Table<'_, '_>, document: Option<&Document>) -> Option<(Date, Precision)> {
    if t.has("said-on") || t.has("precision") {
        return t.date("said-on", "precision");
    }
    let own = document.and_then(|d| Some((d.published?, d.precision?)));
    if own.is_none() {
        let why = match document {
            Some(_) => "its document has no date either",
            None => "its document is not in this file",
        };
        t.wrong(
            "said-on",
            format!("it is missing, and {why}: write said-on = \"2023-02-06\", or as much of it as is known"),
        );
    }
    own
}

fn event(t: &mut Table<'_, '_>) -> Option<Event> {
    t.only(&EVENT);
    let id = t.needed("id", "\"a-slug\"");
    let title = t.needed("title", "\"Name for charts\"");
    let kind = t.needed_word("kind");
    if !t.has("start") {
        t.wrong(
            "start",
            "it is missing: write start = \"2023-05-11\", or as much of it as is known",
        );
    }
    let start = t.date("start", "precision");
    let end = t.date("end", "end-precision");
    let needed = t.needed("places", "\"USA\"");
    let places = places(t, "places");
    let origins = self::places(t, "origins");
    let about = t.needed("about", "\"What it is\"");
    let document = t.needed("document", "\"the id of a document\"");
    let (start, precision) = start?;
    needed?;
    let e = Event {
        id: id?,
        title: title?,
        kind: kind?,
        start,
        precision,
        end: end.map(|e| e.0),
        end_precision: end.map(|e| e.1),
        places,
        origins,
        about: about?,
        document: document?,
    };
    if let Err(what) = e.fits() {
        t.wrong("", what);
        return None;
    }
    Some(e)
}

/// Places as written, once they are known to be places.
fn places(t: &mut Table<'_, '_>, key: &str) -> String {
    t.parsed(key, |text| PlaceSet::parse(text).map(|_| text.to_owned()))
        .unwrap_or_default()
}
