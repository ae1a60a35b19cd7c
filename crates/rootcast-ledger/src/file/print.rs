//! The one form in which a ledger prints.

use jiff::civil::Date;
use rootcast_core::release::Precision;

use super::date;
use crate::ledger::{Activity, Aim, Basis, Document, Event, Instrument, Ledger, Reach, Statement};

/// Prints a ledger: documents, activities, statements and events, each by identifier, keys in the order of the
/// documentation, nothing that is absent. It reads back to an equal ledger.
pub fn toml(ledger: &Ledger) -> String {
    let mut out = Printer(String::new());
    ledger.documents.values().for_each(|d| out.document(d));
    ledger.activities.values().for_each(|a| out.activity(a));
    ledger.statements.values().for_each(|s| out.statement(s));
    ledger.events.values().for_each(|e| out.event(e));
    out.0
}

struct Printer(String);

impl Printer {
    fn head(&mut self, kind: &str) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        self.0.push_str(&format!("[[{kind}]]\n"));
    }

    fn key(&mut self, key: &str, text: &str) {
        self.0.push_str(&format!("{key} = {}\n", quoted(text)));
    }

    fn maybe(&mut self, key: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.key(key, text);
        }
    }

    fn given(&mut self, key: &str, text: &str) {
        self.maybe(key, Some(text).filter(|t| !t.is_empty()));
    }

    fn list(&mut self, key: &str, texts: &[String]) {
        if !texts.is_empty() {
            let texts: Vec<String> = texts.iter().map(|t| quoted(t)).collect();
            self.0.push_str(&format!("{key} = [{}]\n", texts.join(", ")));
        }
    }

    /// A date as far as it is known; beside its precision where it names a day that is not vouched for.
    fn date(&mut self, key: &str, precision_key: &str, day: Date, precision: Precision) {
        let short = date::short(day, precision);
        if date::read(&short) == Ok((day, precision)) {
            self.key(key, &short);
        } else {
            self.key(key, &day.to_string());
            self.key(precision_key, precision.as_str());
        }
    }

    fn document(&mut self, d: &Document) {
        self.head("document");
        self.key("id", &d.id);
        self.key("title", &d.title);
        self.key("publisher", &d.publisher);
        self.key("kind", d.kind.as_str());
        if let Some(day) = d.published {
            self.date(
                "published",
                "precision",
                day,
                d.precision.unwrap_or(Precision::Day),
            );
        }
        self.maybe("sha256", d.sha256.as_deref());
        self.maybe("note", d.note.as_deref());
    }

    fn activity(&mut self, a: &Activity) {
        self.head("activity");
        self.key("id", &a.id);
        self.key("title", &a.title);
        self.key("kind", a.kind.as_str());
        self.list("part-of", &a.part_of);
        self.list("counted-in", &a.counted_in);
        self.list("organisations", &a.organisations);
        self.given("places", &a.places);
        self.given("about", &a.about);
    }

    fn statement(&mut self, s: &Statement) {
        self.head("statement");
        self.key("id", &s.id);
        self.key("activity", &s.activity);
        self.key("stage", s.stage.as_str());
        self.key("measure", &s.measure);
        self.key("figure", s.figure.words());
        self.key("unit", s.unit.as_str());
        self.key("tally", s.tally.as_str());
        self.maybe("word", s.word.as_deref());
        self.maybe("aim", s.aim.map(Aim::as_str));
        self.maybe("basis", s.basis.map(Basis::as_str));
        self.maybe("reach", s.reach.map(Reach::as_str));
        self.maybe("instrument", s.instrument.map(Instrument::as_str));
        self.maybe("covers", s.covers.map(|c| c.to_string()).as_deref());
        self.key("said-by", &s.said_by);
        self.date("said-on", "precision", s.said_on, s.precision);
        self.key("document", &s.document);
        self.maybe("value-date", s.value_date.map(|d| d.to_string()).as_deref());
        self.maybe("provider", s.provider.as_deref());
        self.maybe("receiver", s.receiver.as_deref());
        self.list("counted-in", &s.counted_in);
        self.maybe("note", s.note.as_deref());
    }

    fn event(&mut self, e: &Event) {
        self.head("event");
        self.key("id", &e.id);
        self.key("title", &e.title);
        self.key("kind", e.kind.as_str());
        self.date("start", "precision", e.start, e.precision);
        if let Some(end) = e.end {
            self.date(
                "end",
                "end-precision",
                end,
                e.end_precision.unwrap_or(Precision::Day),
            );
        }
        self.key("places", &e.places);
        self.given("origins", &e.origins);
        self.key("about", &e.about);
        self.key("document", &e.document);
    }
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
