//! From a record to statements: what its publisher says, on the day of its last update.
//!
//! Each transaction of a stage is one statement; so is each target and each actual figure that counts something. What
//! goes out is also summed to date, by stage and currency: the sum counts its transactions. What comes in is the
//! receiver's report of money that a giver reports too; it is stated with the word of its type, and in no sum. Incoming
//! funds, interest, repayments, equity, guarantees, budgets and planned disbursements are no stage and no statement:
//! they stay in the record.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rootcast_core::{
    calendar::Calendar,
    period::{Period, PeriodRange, Span},
    place::Place,
    release::{Precision, day_after},
};

use super::{
    activity::Reported,
    flow::{Side, Transaction, transaction_name},
    result::{Indicator, Measured, Outcome},
};
use crate::{
    ledger::{
        Activity, ActivityKind, Aim, Currency, Document, Figure, Instrument, Ledger, Stage, Statement, Tally,
        Unit,
    },
    money::Decimal,
};

/// The measure of results whose indicator is in no list that this crate knows.
pub const RESULT: &str = "result";
/// Where indicators of this crate's measures are defined, in an indicator's `reference`.
pub const MEASURES: &str = "urn:rootcast:measure";
/// Where identifiers of statements are from, in an indicator's `reference`.
pub const STATEMENTS: &str = "urn:rootcast:statement";

/// Where a record was read.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Identifier of the document.
    pub document: &'a str,
    /// The first day on which the document counts as known. What a record says was not said later, whatever its own
    /// date.
    pub known: Date,
}

impl Reported {
    /// The day on which its publisher said what it says.
    pub fn said_on(&self, source: &Source) -> Date {
        self.updated.map_or(source.known, |d| d.min(source.known))
    }

    /// All it states: transactions, their sums to date, results.
    pub fn statements(&self, source: &Source) -> Vec<Statement> {
        let mut out = Vec::new();
        let mut references: BTreeMap<&str, u32> = BTreeMap::new();
        for r in self.transactions.iter().filter_map(|t| t.reference.as_deref()) {
            *references.entry(r).or_default() += 1;
        }
        let mut ids = Ids::of(&self.id);
        let mut sums: BTreeMap<(Stage, Currency), Sum> = BTreeMap::new();
        for (n, t) in self.transactions.iter().enumerate() {
            let Some(mut s) = self.flow(n, t, source) else {
                continue;
            };
            let own = t.reference.as_deref().filter(|r| references.get(r) == Some(&1));
            s.id = ids.next(own, || format!("transaction-{}", n + 1));
            if t.side() == Side::Outgoing
                && let (Some(amount), Some(currency)) = (t.value.amount, t.value.currency)
            {
                s.counted_in.push(self.total_id(s.stage, currency));
                sums.entry((s.stage, currency)).or_default().add(amount, &s);
            }
            out.push(s);
        }
        for ((stage, currency), sum) in sums {
            if let Some(total) = sum.statement(self, stage, currency, source) {
                out.push(total);
                continue;
            }
            // A sum too long to be held: its parts then stand alone.
            let id = self.total_id(stage, currency);
            for s in &mut out {
                s.counted_in.retain(|c| *c != id);
            }
        }
        for (n, r) in self.results.iter().enumerate() {
            self.result(n, r, source, &mut ids, &mut out);
        }
        out
    }

    /// A ledger of this one activity. Its parents are named in `part_of` whether or not they are held.
    pub fn ledger(&self, document: Document, known: Date) -> Ledger {
        let source = Source {
            document: &document.id,
            known,
        };
        let mut ledger = Ledger::default();
        for s in self.statements(&source) {
            ledger.statements.insert(s.id.clone(), s);
        }
        ledger.activities.insert(self.id.clone(), self.noun());
        ledger.documents.insert(document.id.clone(), document);
        ledger
    }

    /// The activity as the ledger holds it.
    pub fn noun(&self) -> Activity {
        let related = |kind: &str| {
            self.related
                .iter()
                .filter(|(id, k)| k == kind && *id != self.id)
                .map(|(id, _)| id.clone())
                .collect::<BTreeSet<_>>()
        };
        let mut organisations: Vec<String> = Vec::new();
        for name in self.participants.iter().filter_map(|(_, p)| p.name()) {
            if !organisations.iter().any(|o| o == name) {
                organisations.push(name.to_owned());
            }
        }
        let about = self
            .descriptions
            .iter()
            .find(|(kind, _)| kind.as_deref() == Some("1"))
            .or_else(|| self.descriptions.first())
            .and_then(|(_, text)| text.shown());
        Activity {
            id: self.id.clone(),
            title: self.title.shown().unwrap_or(&self.id).to_owned(),
            kind: if related("2").is_empty() {
                ActivityKind::Project
            } else {
                ActivityKind::Programme
            },
            part_of: related("1").into_iter().collect(),
            counted_in: Vec::new(),
            organisations,
            places: self.places(),
            about: about.unwrap_or_default().to_owned(),
        }
    }

    /// Countries as the codes of a reading: those it names as recipients, else those of its locations.
    fn places(&self) -> String {
        let mut codes: Vec<&str> = self
            .recipients
            .shares
            .iter()
            .filter(|s| !s.region)
            .map(|s| s.code.as_str())
            .collect();
        if codes.is_empty() {
            // Vocabulary A4 of places is the countries of ISO 3166-1 alpha-2.
            codes = self
                .locations
                .iter()
                .flat_map(|l| &l.codes)
                .filter(|(vocabulary, _)| vocabulary == "A4")
                .map(|(_, code)| code.as_str())
                .collect();
        }
        let places: BTreeSet<&str> = codes
            .into_iter()
            .filter_map(|code| Place::all().find(|p| p.alpha2() == Some(code)))
            .map(Place::code)
            .collect();
        places.into_iter().collect::<Vec<_>>().join("+")
    }

    fn speaker(&self) -> String {
        self.reporter.name().unwrap_or(&self.id).to_owned()
    }

    fn total_id(&self, stage: Stage, currency: Currency) -> String {
        Ids::of(&self.id).generated(&format!("total-{}-{currency}", stage.as_str()))
    }

    fn blank(&self, stage: Stage, measure: &str, figure: Figure, unit: Unit, source: &Source) -> Statement {
        Statement {
            id: String::new(),
            activity: self.id.clone(),
            stage,
            measure: measure.to_owned(),
            figure,
            unit,
            tally: Tally::Flow,
            said_by: self.speaker(),
            said_on: self.said_on(source),
            precision: Precision::Day,
            document: source.document.to_owned(),
            word: None,
            instrument: None,
            covers: None,
            value_date: None,
            aim: None,
            basis: None,
            reach: None,
            provider: None,
            receiver: None,
            counted_in: Vec::new(),
            note: None,
        }
    }

    fn flow(&self, n: usize, t: &Transaction, source: &Source) -> Option<Statement> {
        let stage = t.stage()?;
        let measure = stage.measure()?;
        let figure = Figure::exact(t.value.amount?.as_f64());
        let mut s = self.blank(stage, measure, figure, Unit::Money(t.value.currency?), source);
        s.word = (t.side() == Side::Incoming)
            .then(|| transaction_name(&t.kind))
            .flatten()
            .map(str::to_owned);
        s.instrument = instrument(t.finance_type.as_deref(), t.channel.as_deref());
        s.covers = t.date.map(|d| PeriodRange::one(Period::Day(d)));
        s.value_date = t.value.value_date;
        s.provider = self.provider(n).map(str::to_owned);
        s.receiver = self.receiver(n).map(str::to_owned);
        s.note = t.description.shown().map(str::to_owned);
        Some(s)
    }

    fn result(&self, n: usize, r: &Outcome, source: &Source, ids: &mut Ids, out: &mut Vec<Statement>) {
        let Some(stage) = r.stage() else { return };
        for (i, indicator) in r.indicators.iter().enumerate() {
            for (p, period) in indicator.periods.iter().enumerate() {
                let all = (period.targets.iter().map(|m| (Aim::Target, m)))
                    .chain(period.actuals.iter().map(|m| (Aim::Actual, m)));
                for (m, (aim, measured)) in all.enumerate() {
                    let Some(mut s) = self.measured(stage, r, indicator, measured, source) else {
                        continue;
                    };
                    s.id = ids.next(listed(indicator, STATEMENTS), || {
                        format!("result-{}.{}.{}.{}", n + 1, i + 1, p + 1, m + 1)
                    });
                    s.aim = Some(aim);
                    s.covers = covered(period.start, period.end);
                    s.word = (r.kind == "3").then(|| "impact".to_owned());
                    out.push(s);
                }
            }
        }
    }

    /// Only units, and shares of a whole, are figures of a ledger; ranks and classes are not.
    fn measured(
        &self,
        stage: Stage,
        r: &Outcome,
        indicator: &Indicator,
        measured: &Measured,
        source: &Source,
    ) -> Option<Statement> {
        let title = indicator
            .title
            .shown()
            .or_else(|| r.title.shown())
            .unwrap_or("units");
        let mut noun = match indicator.measure.as_str() {
            "1" => title.to_owned(),
            "2" => format!("per cent: {title}"),
            _ => return None,
        };
        let parts: Vec<String> = (measured
            .dimensions
            .iter()
            .map(|(name, value)| format!("{name} {value}")))
        .chain(measured.locations.iter().map(|l| format!("at {l}")))
        .collect();
        if !parts.is_empty() {
            noun = format!("{noun} ({})", parts.join(", "));
        }
        // A measure of money wants a currency; where the indicator names none, what it counts is all that is known.
        let known = listed(indicator, MEASURES).and_then(|m| {
            rootcast_core::measure::Measure::find(m)
                .ok()
                .filter(|k| k.id == m)
        });
        let currency = Currency::new(&noun.to_uppercase()).ok();
        let (measure, unit) = match (known, currency) {
            (Some(m), Some(c)) if m.unit == rootcast_core::measure::Unit::Usd => {
                (m.id.as_str(), Unit::Money(c))
            }
            (Some(m), _) if m.unit != rootcast_core::measure::Unit::Usd => {
                (m.id.as_str(), Unit::things(&noun)?)
            }
            _ => (RESULT, Unit::things(&noun)?),
        };
        let figure = Figure::exact(measured.number?.as_f64());
        let mut s = self.blank(stage, measure, figure, unit, source);
        s.note = measured.comment.shown().map(str::to_owned);
        Some(s)
    }
}

/// How the identifiers of sums go on after the activity's.
const TOTAL: &str = "#total-";

/// How the identifiers of an activity's statements begin: its own identifier and a slash. A slash in it is written `%2F`,
/// so that no two activities share one.
pub(crate) fn statement_prefix(activity: &str) -> String {
    activity.replace('/', "%2F") + "/"
}

/// Identifiers of the statements of one activity, after [`statement_prefix`]: the publisher's reference, or what is made
/// up here after a `#`.
struct Ids {
    prefix: String,
    taken: BTreeSet<String>,
}

impl Ids {
    fn of(activity: &str) -> Self {
        Self {
            prefix: statement_prefix(activity),
            taken: BTreeSet::new(),
        }
    }

    fn next(&mut self, own: Option<&str>, made_up: impl FnOnce() -> String) -> String {
        match own {
            Some(own) if !own.starts_with(TOTAL) && self.taken.insert(own.to_owned()) => {
                format!("{}{own}", self.prefix)
            }
            _ => {
                let mut name = made_up();
                // A publisher may have used what is made up here.
                while !self.taken.insert(format!("#{name}")) {
                    name.push('+');
                }
                self.generated(&name)
            }
        }
    }

    fn generated(&self, name: &str) -> String {
        format!("{}#{name}", self.prefix)
    }
}

/// A sum of outgoing transactions to date.
#[derive(Default)]
struct Sum {
    amount: Option<Decimal>,
    count: u64,
    instruments: BTreeSet<Option<Instrument>>,
    providers: BTreeSet<Option<String>>,
    receivers: BTreeSet<Option<String>>,
    too_long: bool,
}

impl Sum {
    fn add(&mut self, amount: Decimal, s: &Statement) {
        match self.amount.unwrap_or(Decimal::ZERO).plus(amount) {
            Some(sum) => self.amount = Some(sum),
            None => self.too_long = true,
        }
        self.count += 1;
        self.instruments.insert(s.instrument);
        self.providers.insert(s.provider.clone());
        self.receivers.insert(s.receiver.clone());
    }

    fn statement(
        self,
        of: &Reported,
        stage: Stage,
        currency: Currency,
        source: &Source,
    ) -> Option<Statement> {
        let figure = Figure::exact(self.amount.filter(|_| !self.too_long)?.as_f64());
        let mut s = of.blank(stage, stage.measure()?, figure, Unit::Money(currency), source);
        s.id = of.total_id(stage, currency);
        s.tally = Tally::Cumulative;
        let several = self.instruments.len() > 1;
        s.instrument = only(self.instruments).or(several.then_some(Instrument::Mixed));
        s.provider = only(self.providers);
        s.receiver = only(self.receivers);
        s.note = Some(match self.count {
            1 => "one transaction".to_owned(),
            n => format!("sum of {n} transactions"),
        });
        Some(s)
    }
}

/// The member of a set of one.
fn only<T: Ord>(set: BTreeSet<Option<T>>) -> Option<T> {
    let mut all = set.into_iter();
    match (all.next(), all.next()) {
        (Some(one), None) => one,
        _ => None,
    }
}

/// The code of an indicator in a list, by where the list is.
fn listed<'i>(indicator: &'i Indicator, uri: &str) -> Option<&'i str> {
    indicator
        .references
        .iter()
        .find(|r| r.vocabulary == "99" && r.uri.as_deref() == Some(uri))
        .map(|r| r.code.as_str())
}

/// What kind of money, where the type of finance (codelist `FinanceType`) or the channel says so plainly.
pub fn instrument(finance_type: Option<&str>, channel: Option<&str>) -> Option<Instrument> {
    // Codelist `DisbursementChannel`: 3 and 4 are aid in kind.
    if matches!(channel, Some("3" | "4")) {
        return Some(Instrument::InKind);
    }
    match finance_type? {
        "110" | "111" | "210" | "211" => Some(Instrument::Grant),
        "410" | "411" | "412" | "413" | "414" | "421" | "431" => Some(Instrument::Loan),
        "432" | "510" | "511" | "512" | "520" => Some(Instrument::Equity),
        "710" | "711" => Some(Instrument::Investment),
        "1100" => Some(Instrument::Guarantee),
        _ => None,
    }
}

/// The period from a first to a last day, by its name where it has one: a month, a quarter, a year.
pub(crate) fn covered(start: Option<Date>, end: Option<Date>) -> Option<PeriodRange> {
    let (start, end) = match (start, end) {
        (Some(a), Some(b)) => (a, b),
        (Some(one), None) | (None, Some(one)) => (one, one),
        (None, None) => return None,
    };
    let span = Span {
        start,
        end: day_after(end),
    };
    match span.period(Calendar::default()) {
        // A fiscal year is a guess about whose calendar it is.
        Some(p) if !matches!(p, Period::FiscalYear { .. }) => Some(PeriodRange::one(p)),
        _ => PeriodRange::new(Period::Day(start), Period::Day(end)).ok(),
    }
}
