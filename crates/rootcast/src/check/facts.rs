//! What a ledger tells beside figures: when things began and ended, and the countries of an activity.

use jiff::civil::Date;
use rootcast_claims::facts::{DatedFact, Facts, MemberFact};
use rootcast_core::{
    place::{Lang, PlaceSet},
    provenance::{Provenance, Use},
    release::Precision,
};
use rootcast_ledger::{
    evidence,
    ledger::{Document, Event, Ledger, Statement, words},
};

/// The facts of a ledger.
pub fn facts(ledger: &Ledger) -> Facts {
    Facts {
        dated: ledger.events.values().flat_map(|e| dated(ledger, e)).collect(),
        members: members(ledger),
    }
}

/// The first and the last day that a day known so exactly may be.
fn days(day: Date, precision: Precision) -> (Date, Date) {
    let last = precision.effective(day);
    let first = match precision {
        Precision::Day => day,
        Precision::Month => day.first_of_month(),
        Precision::Year => day.first_of_year(),
    };
    (first, last)
}

fn dated(ledger: &Ledger, event: &Event) -> Vec<DatedFact> {
    let (first, last) = days(event.start, event.precision);
    let document = ledger.documents.get(&event.document);
    let read_in = document.map_or_else(String::new, |d| {
        format!("; read in “{}” ({})", d.title, d.publisher)
    });
    let fact = |verb: &str, first: Date, last: Date, day: String| DatedFact {
        event: event.id.clone(),
        verb: verb.to_owned(),
        first,
        last,
        // What was done on a day was known on it, whenever the document that tells of it here was published.
        known_from: last,
        says: format!("{}: {verb} {day}{read_in}", event.title),
        provenance: document.map_or_else(Provenance::default, |d| of_document(d, event)),
    };
    let mut out = vec![fact(
        "began",
        first,
        last,
        words::day(event.start, event.precision),
    )];
    if let (Some(end), Some(precision)) = (event.end, event.end_precision) {
        let (first, last) = days(end, precision);
        out.push(fact("ended", first, last, words::day(end, precision)));
    }
    out
}

/// The document in the form of a release, so that a fact is traced as a figure is.
fn of_document(document: &Document, event: &Event) -> Provenance {
    Provenance {
        uses: vec![Use {
            release: evidence::document_release(document, (event.start, event.precision)),
            table: event.id.clone(),
            cells: 1,
            rows: None,
        }],
    }
}

/// The countries of each activity that names some, known since somebody first stated something of it.
fn members(ledger: &Ledger) -> Vec<MemberFact> {
    ledger
        .activities
        .values()
        .filter(|a| !a.places.is_empty())
        .filter_map(|a| {
            let places = PlaceSet::parse(&a.places).ok()?;
            let known_from = ledger
                .statements
                .values()
                .filter(|s| s.activity == a.id)
                .map(Statement::known_from)
                .min()?;
            let names: Vec<&str> = places.iter().map(|p| p.name(Lang::En)).collect();
            Some(MemberFact {
                activity: a.id.clone(),
                says: format!("{}: {}", a.title, names.join(", ")),
                places: places.iter().copied().collect(),
                known_from,
            })
        })
        .collect()
}
