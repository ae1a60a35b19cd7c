//! Ledgers of any content that hold together, for tests of what must be true of all of them.

use std::collections::BTreeMap;

use jiff::{
    ToSpan,
    civil::{Date, date},
};
use proptest::prelude::*;
use rootcast_core::release::Precision;

use super::{
    Activity, ActivityKind, Aim, Basis, Document, DocumentKind, Event, EventKind, Figure, Instrument, Ledger,
    Reach, Stage, Statement, Tally, Unit,
};

/// A day within five years.
pub(crate) fn day() -> impl Strategy<Value = Date> {
    (0i64..1_800).prop_map(|n| date(2020, 1, 1).saturating_add(n.days()))
}

fn precision() -> impl Strategy<Value = Precision> {
    prop_oneof![
        6 => Just(Precision::Day),
        2 => Just(Precision::Month),
        1 => Just(Precision::Year)
    ]
}

fn figure() -> impl Strategy<Value = Figure> {
    let words = ["", "more than ", "up to ", "nearly ", "about ", "exactly "];
    let scale = ["", " thousand", " million", " billion"];
    prop_oneof![
        (0..words.len(), 1u32..20, 0..scale.len()).prop_map(move |(w, n, s)| {
            let scale = if words[w] == "exactly " { "" } else { scale[s] };
            Figure::worded(&format!("{}{n}{scale}", words[w])).unwrap()
        }),
        (-1e6..1e9f64).prop_map(Figure::exact),
    ]
}

/// A text of one line with all that needs care in TOML and CSV.
fn line() -> impl Strategy<Value = String> {
    "[A-Za-z\"\\\\,;'|#=ñ“é ]{0,10}[a-z]".prop_map(|t| t.trim().to_owned())
}

fn maybe<T: Clone + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = Option<T>> {
    prop_oneof![3 => Just(None), 1 => proptest::sample::select(all).prop_map(Some)]
}

fn statement() -> impl Strategy<Value = Statement> {
    let what = (0..2usize, 0..3usize, figure(), 0..4usize, 0..3usize);
    let when = (
        day(),
        precision(),
        maybe(&["2021", "FY2022", "2023-02-15", "2020..2024", "2024Q1"]),
        day(),
        any::<bool>(),
    );
    let kind = (
        maybe(&Instrument::ALL),
        maybe(&Basis::ALL),
        maybe(&Reach::ALL),
        maybe(&[Aim::Target]),
    );
    let told = (
        line(),
        proptest::option::of(line()),
        proptest::option::of(line()),
        any::<bool>(),
    );
    (what, when, kind, told).prop_map(
        |(
            (activity, measure, figure, tally, by),
            (said_on, precision, covers, value, valued),
            kind,
            told,
        )| {
            let (instrument, basis, reach, aim) = kind;
            let (provider, word, note, foreign) = told;
            let money = measure < 2;
            let stage = [Stage::Pledge, Stage::Disbursement, Stage::Outcome][measure];
            Statement {
                id: String::new(),
                activity: format!("activity-{activity}"),
                stage,
                measure: stage.measure().unwrap_or("jobs").to_owned(),
                figure,
                unit: match (money, foreign) {
                    (true, true) => Unit::from_word("GTQ").unwrap(),
                    (true, false) => Unit::usd(),
                    _ => Unit::from_word("jobs").unwrap(),
                },
                tally: Tally::ALL[tally],
                said_by: ["The firm", "An agency", "A government"][by].to_owned(),
                said_on,
                precision,
                document: format!("document-{by}"),
                word,
                instrument: instrument.filter(|_| money),
                covers: covers.map(|c| c.parse().unwrap()),
                value_date: Some(value).filter(|_| valued),
                aim: (!money).then(|| aim.unwrap_or(Aim::Actual)),
                basis: basis.filter(|_| !money),
                reach: reach.filter(|_| !money),
                provider: Some(provider).filter(|_| money && foreign),
                receiver: None,
                counted_in: Vec::new(),
                note,
            }
        },
    )
}

/// Up to twelve statements of two activities.
pub(crate) fn statements() -> impl Strategy<Value = Vec<Statement>> {
    proptest::collection::vec(statement(), 0..12)
}

/// A ledger of them.
pub(crate) fn ledger() -> impl Strategy<Value = Ledger> {
    (
        statements(),
        line(),
        line(),
        day(),
        precision(),
        proptest::option::of((1i64..900, precision())),
    )
        .prop_map(|(mut all, title, about, start, precision, end)| {
            for (i, s) in all.iter_mut().enumerate() {
                s.id = format!("statement-{i:02}");
                if i > 0 {
                    s.counted_in = vec!["statement-00".to_owned()];
                }
            }
            let mut l = frame(&title);
            l.statements = all.into_iter().map(|s| (s.id.clone(), s)).collect();
            let id = "event".to_owned();
            let event = Event {
                id: id.clone(),
                title,
                kind: EventKind::Programme,
                start,
                precision,
                end: end.map(|(n, _)| start.saturating_add(n.days())),
                end_precision: end.map(|(_, p)| p),
                places: "GTM+northern-triangle".to_owned(),
                origins: String::new(),
                about,
                document: "document-0".to_owned(),
            };
            l.events.insert(id, event);
            l
        })
}

/// The activities and documents of generated ledgers.
fn frame(title: &str) -> Ledger {
    let activity = |n: usize| Activity {
        id: format!("activity-{n}"),
        title: title.to_owned(),
        kind: ActivityKind::ALL[n],
        part_of: (0..n).map(|p| format!("activity-{p}")).collect(),
        counted_in: Vec::new(),
        organisations: vec![title.to_owned()],
        places: ["", "honduras"][n].to_owned(),
        about: String::new(),
    };
    let document = |n: usize| Document {
        id: format!("document-{n}"),
        title: title.to_owned(),
        publisher: "A publisher".to_owned(),
        kind: DocumentKind::ALL[n],
        published: (n > 0).then(|| date(2023, 2, 14)),
        precision: (n > 0).then_some([Precision::Day, Precision::Day, Precision::Month][n]),
        note: None,
        sha256: (n == 2).then(|| "0f".repeat(32)),
    };
    Ledger {
        activities: (0..2).map(activity).map(|a| (a.id.clone(), a)).collect(),
        documents: (0..3).map(document).map(|d| (d.id.clone(), d)).collect(),
        statements: BTreeMap::new(),
        events: BTreeMap::new(),
    }
}
