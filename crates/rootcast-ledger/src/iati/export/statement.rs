//! One statement as a transaction or as an indicator.

use jiff::{ToSpan, civil::Date};
use rootcast_core::{
    measure::Measure,
    period::{Period, PeriodRange},
    release::Precision,
};

use super::{
    build::Build,
    ledger::{Exported, is_reference},
    loss::Loss,
};
use crate::{
    iati::read::{MEASURES, STATEMENTS, covered, instrument, statement_prefix},
    ledger::{Aim, Figure, Instrument, Stage, Statement, Tally, Unit},
};

/// What stands where IATI would take the reporter for the giver.
const NOT_STATED: &str = "not stated";

/// The type of the transaction, and whether the receiver reports it.
fn kind(s: &Statement) -> (&'static str, bool) {
    match (s.stage, s.word.as_deref()) {
        (Stage::Pledge, Some("incoming pledge")) => ("13", true),
        (Stage::Commitment, Some("incoming commitment")) => ("11", true),
        (Stage::Pledge, _) => ("12", false),
        (Stage::Commitment, _) => ("2", false),
        (Stage::Disbursement, _) => ("3", false),
        // Results do not come here.
        (Stage::Expenditure | Stage::Output | Stage::Outcome, _) => ("4", false),
    }
}

/// The type of finance that says what kind of money it is.
fn finance_type(i: Instrument) -> Option<&'static str> {
    let code = match i {
        Instrument::Grant => "110",
        Instrument::Loan => "421",
        Instrument::Equity => "510",
        Instrument::Guarantee => "1100",
        Instrument::Investment => "710",
        Instrument::LoanPortfolio
        | Instrument::Sourcing
        | Instrument::InKind
        | Instrument::PublicFunding
        | Instrument::Mixed => return None,
    };
    // Both ways are one table.
    (instrument(Some(code), None) == Some(i)).then_some(code)
}

/// The last day of a period.
fn last_day(covers: PeriodRange) -> Date {
    let end = covers.span().end;
    end.checked_sub(1.day()).unwrap_or(end)
}

/// The reference of a statement inside its activity.
fn reference(of: &Exported, s: &Statement) -> String {
    s.id.strip_prefix(&statement_prefix(&of.activity.id))
        .unwrap_or(&s.id)
        .to_owned()
}

pub(super) fn transaction(of: &Exported, s: &Statement, updated: Date, file: &mut Build, loss: &mut Loss) {
    let (kind, incoming) = kind(s);
    // A transaction may not be in the future: money pledged for years to come is pledged on the day it was said.
    let day = s.covers.map_or(s.said_on, |c| last_day(c).min(s.said_on));
    let mut told = Told::of(of, s, updated, loss);
    if s.word.is_some() && !incoming {
        told.word(s);
    }
    if s.tally != Tally::Flow {
        told.lose(
            "tally",
            "a transaction is one movement of money; that the figure is not is told in the description",
        );
    }
    if s.covers != Some(PeriodRange::one(Period::Day(day))) {
        if let Some(c) = s.covers {
            told.says.push(format!("covers {c}"));
        }
        told.lose(
            "covers",
            "a transaction has one day: the last of the period if it was over, else that on which it was said",
        );
    }
    let value_day = s.value_date.unwrap_or(day);
    if s.value_date.is_none() {
        told.lose(
            "value-date",
            "IATI requires one; the day of the transaction stands there",
        );
    }
    let finance = s.instrument.and_then(finance_type);
    if let (Some(i), None) = (s.instrument, finance) {
        told.says.push(format!("instrument {}", i.as_str()));
        told.lose(
            "instrument",
            "IATI has no type of finance for it; it is told in the description",
        );
    }
    let description = told.finish();
    file.open("transaction", &[("ref", &reference(of, s))]);
    file.empty("transaction-type", &[("code", kind)]);
    file.empty("transaction-date", &[("iso-date", &day.to_string())]);
    file.leaf(
        "value",
        &[
            ("currency", s.unit.as_str()),
            ("value-date", &value_day.to_string()),
        ],
        &s.figure.value().to_string(),
    );
    if let Some(text) = description {
        file.told("description", &[], &text);
    }
    for (name, party, assumed) in [
        ("provider-org", &s.provider, !incoming),
        ("receiver-org", &s.receiver, incoming),
    ] {
        match party {
            Some(text) if is_reference(text) => file.empty(name, &[("ref", text)]),
            Some(text) => file.told(name, &[], text),
            None if assumed => {
                file.told(name, &[], NOT_STATED);
                let field = if incoming { "receiver" } else { "provider" };
                let why = "IATI takes the reporter where nobody is named; `not stated` stands in the file";
                loss.lose("statement", &s.id, field, why);
            }
            None => {}
        }
    }
    if let Some(code) = finance {
        file.empty("finance-type", &[("code", code)]);
    }
    file.close("transaction");
}

pub(super) fn result(of: &Exported, s: &Statement, updated: Date, file: &mut Build, loss: &mut Loss) {
    let impact = s.stage == Stage::Outcome && s.word.as_deref() == Some("impact");
    let kind = match s.stage {
        _ if impact => "3",
        Stage::Outcome => "2",
        _ => "1",
    };
    let (start, end) = s
        .covers
        .map_or((s.said_on, s.said_on), |c| (c.span().start, last_day(c)));
    let mut told = Told::of(of, s, updated, loss);
    if s.word.is_some() && !impact {
        told.word(s);
    }
    if s.tally != Tally::Flow {
        told.lose(
            "tally",
            "a result is of its period; that the figure is not is told in the comment",
        );
    }
    if s.covers != covered(Some(start), Some(end)) {
        if let Some(c) = s.covers {
            told.says.push(format!("covers {c}"));
        }
        told.lose("covers", "a period has a first and a last day: those of the period it covers, or that on which it was said");
    }
    let (measure, title) = match &s.unit {
        Unit::Things(noun) => match noun.strip_prefix("per cent: ") {
            Some(of) => ("2", of.to_owned()),
            None => ("1", noun.clone()),
        },
        Unit::Money(c) => {
            told.lose(
                "unit",
                "IATI counts results without a currency; it stands in the indicator's title",
            );
            ("1", c.code().to_owned())
        }
    };
    let comment = told.finish();
    let known = Measure::find(&s.measure).ok();
    file.open("result", &[("type", kind)]);
    file.told(
        "title",
        &[],
        known.map_or(s.measure.as_str(), |m| m.title.as_str()),
    );
    file.open("indicator", &[("measure", measure)]);
    file.told("title", &[], &title);
    let listed = |file: &mut Build, code: &str, uri: &str| {
        file.empty(
            "reference",
            &[("vocabulary", "99"), ("code", code), ("indicator-uri", uri)],
        );
    };
    listed(file, &s.measure, MEASURES);
    listed(file, &reference(of, s), STATEMENTS);
    file.open("period", &[]);
    file.empty("period-start", &[("iso-date", &start.to_string())]);
    file.empty("period-end", &[("iso-date", &end.to_string())]);
    let aim = if s.aim == Some(Aim::Target) {
        "target"
    } else {
        "actual"
    };
    let value = s.figure.value().to_string();
    match comment {
        Some(text) => {
            file.open(aim, &[("value", &value)]);
            file.told("comment", &[], &text);
            file.close(aim);
        }
        None => file.empty(aim, &[("value", &value)]),
    }
    file.close("period");
    file.close("indicator");
    file.close("result");
}

/// What is told in words because IATI has no field for it.
struct Told<'a> {
    s: &'a Statement,
    loss: &'a mut Loss,
    says: Vec<String>,
    title: Option<&'a str>,
}

impl<'a> Told<'a> {
    fn of(of: &Exported<'a>, s: &'a Statement, updated: Date, loss: &'a mut Loss) -> Self {
        let mut told = Self {
            s,
            loss,
            says: Vec::new(),
            title: of.ledger.documents.get(&s.document).map(|d| d.title.as_str()),
        };
        if s.figure != Figure::exact(s.figure.value()) {
            told.says.push(format!("as worded: {}", s.figure.words()));
            let why = "IATI holds one number; the words, and the interval they leave open, are told in the description";
            told.lose("figure", why);
        }
        if s.said_by != of.by.name {
            told.says.push(format!("said by {}", s.said_by));
            told.lose(
                "said-by",
                "IATI takes the reporter for the speaker; who said it is told in the description",
            );
        }
        if s.said_on != updated || s.precision != Precision::Day {
            let day = match s.precision {
                Precision::Day => s.said_on.to_string(),
                Precision::Month => s.said_on.strftime("%Y-%m").to_string(),
                Precision::Year => s.said_on.strftime("%Y").to_string(),
            };
            told.says.push(format!("said on {day}"));
            let why =
                "IATI has one day of update for an activity; the day it was said is told in the description";
            if s.said_on != updated {
                told.lose("said-on", why);
            }
            if s.precision != Precision::Day {
                told.lose("precision", why);
            }
        }
        if let Some(b) = s.basis {
            told.says.push(b.as_str().to_owned());
            told.lose(
                "basis",
                "IATI has no field for gross or net; it is told in the description",
            );
        }
        if let Some(r) = s.reach {
            told.says.push(r.as_str().to_owned());
            told.lose(
                "reach",
                "IATI has no field for direct or indirect; it is told in the description",
            );
        }
        let total = statement_prefix(&s.activity) + "#total-";
        if s.counted_in.iter().any(|c| !c.starts_with(&total)) {
            told.lose("counted-in", "IATI does not say which figure counts which");
        }
        told
    }

    fn word(&mut self, s: &Statement) {
        if let Some(word) = &s.word {
            self.says.push(format!("in the speaker's word {word}"));
            self.lose(
                "word",
                "IATI has the code of a stage, not the speaker's word; it is told in the description",
            );
        }
    }

    fn lose(&mut self, field: &'static str, why: &str) {
        self.loss.lose("statement", &self.s.id, field, why);
    }

    /// The text, with the note at its end.
    fn finish(mut self) -> Option<String> {
        if self.says.is_empty() {
            return self.s.note.clone();
        }
        if let Some(title) = self.title {
            self.says.push(format!("in \u{201c}{title}\u{201d}"));
        }
        self.lose("note", "a description is one text; the note stands at its end");
        let mut text = self.says.join("; ");
        if let Some(first) = text.get(..1).map(str::to_uppercase) {
            text.replace_range(..1, &first);
        }
        text.push('.');
        if let Some(note) = &self.s.note {
            text.push(' ');
            text.push_str(note);
        }
        Some(text)
    }
}
