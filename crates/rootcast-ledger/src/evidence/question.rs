//! A reading understood as a question to a ledger.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rootcast_core::{
    evidence::EvidenceError,
    facet::slug,
    measure::{Measure, Unit as MeasureUnit},
    nearest::nearest,
    period::{Granularity, PeriodRange},
    reading::{Filter, Reading},
};

use super::source::SOURCE;
use crate::ledger::{Activity, ActivityKind, Aim, Currency, Instrument, Ledger, Statement, Tally, Unit};

/// The facets a ledger knows.
pub(super) const FACETS: [&str; 6] = ["programme", "activity", "instrument", "tally", "aim", "said-by"];

/// What is asked.
pub(super) struct Asked<'l> {
    /// As written.
    pub(super) reading: Reading,
    /// Of what.
    pub(super) measure: &'static Measure,
    /// The day as known on which.
    pub(super) as_of: Date,
    /// The activities asked of, sorted.
    pub(super) activities: Vec<&'l Activity>,
    /// Periods, and how long each is.
    pub(super) period: Option<PeriodRange>,
    /// Breakdown by time.
    pub(super) by_time: Option<Granularity>,
    /// Facets of the breakdown.
    pub(super) by: Vec<String>,
}

impl<'l> Asked<'l> {
    /// Understands a reading, or says what is wrong with it.
    pub(super) fn of(ledger: &'l Ledger, reading: &Reading, today: Date) -> Result<Self, EvidenceError> {
        let wrong = |what: String| EvidenceError::Question {
            reading: reading.to_string(),
            what,
        };
        let not_held = |what: String| EvidenceError::NotHeld {
            reading: reading.to_string(),
            what,
        };
        let measure = reading.definition().map_err(|e| wrong(e.to_string()))?;
        if !measure.stated {
            return Err(not_held(format!(
                "a ledger holds what people stated, and `{}` is published as observations: ask the store",
                measure.id
            )));
        }
        if reading.source.as_deref().is_some_and(|s| s != SOURCE) {
            return Err(not_held(format!(
                "`{}` is stated in ledgers: leave source out, or write source={SOURCE}",
                measure.id
            )));
        }
        let asked = reading
            .filters
            .keys()
            .map(String::as_str)
            .chain(reading.by_facets());
        for facet in asked {
            if !FACETS.contains(&facet) {
                return Err(wrong(format!(
                    "statements have no `{facet}`; they have {}",
                    FACETS.join(", ")
                )));
            }
        }
        let by: Vec<String> = reading.by_facets().map(str::to_owned).collect();
        check_words(reading).map_err(wrong)?;
        let activities = activities(ledger, reading, &by).map_err(not_held)?;
        let many = activities.len() > 1;
        if many && !by.iter().any(|f| f == "activity" || f == "programme") {
            return Err(wrong(format!(
                "figures of several activities are not added by a reading: name one, or break down by={}",
                if reading.filters.contains_key("activity") {
                    "activity"
                } else {
                    "programme"
                }
            )));
        }
        for (facet, why) in [
            ("tally", "cumulative and new figures count the same money twice"),
            ("aim", "targets and actual figures are not one figure"),
        ] {
            if reading.values(facet).is_some_and(|v| v.len() > 1) && !by.iter().any(|f| f == facet) {
                return Err(wrong(format!(
                    "{why}: name one {facet}, or break down by={facet}"
                )));
            }
        }
        let by_time = reading.by_time().or_else(|| {
            reading
                .period
                .filter(|p| !p.is_one())
                .map(|p| p.first().granularity())
        });
        Ok(Self {
            reading: reading.clone(),
            measure,
            as_of: reading.as_of.unwrap_or(today),
            activities,
            period: reading.period,
            by_time,
            by,
        })
    }

    /// The unit in which alone the answer may stand: dollars for money; any for what is counted.
    pub(super) fn unit(&self) -> Option<Unit> {
        (self.measure.unit == MeasureUnit::Usd).then_some(Unit::Money(Currency::USD))
    }

    /// Whether a statement is asked for, its unit and its day apart.
    pub(super) fn admits(&self, s: &Statement) -> bool {
        let money = s.stage.measure().is_some();
        s.measure == self.measure.id
            && self.activities.iter().any(|a| a.id == s.activity)
            && s.known_from() <= self.as_of
            && self.allows("instrument", s.instrument.map(Instrument::as_str))
            && self.allows("tally", Some(s.tally.as_str()))
            && self.allows("said-by", Some(&slug(&s.said_by)))
            && (money
                || self.by.iter().any(|f| f == "aim") && self.allows("aim", s.aim.map(Aim::as_str))
                || {
                    let wanted = self.reading.values("aim").and_then(|v| v.first());
                    s.aim.map(Aim::as_str) == Some(wanted.map_or("actual", String::as_str))
                })
    }

    fn allows(&self, facet: &str, value: Option<&str>) -> bool {
        match self.reading.values(facet) {
            None => true,
            Some(values) => value.is_some_and(|v| values.iter().any(|w| w == v)),
        }
    }

    /// The tally that answers for a group: the one asked for; else cumulative or whole, where it has such figures; else,
    /// for a period, its flow.
    pub(super) fn tally(&self, of: &[&Statement], in_period: bool) -> Option<Tally> {
        if let Some([one]) = self.reading.values("tally") {
            return Tally::from_word(one);
        }
        let has = |t: Tally| of.iter().any(|s| s.tally == t);
        let only = |t: Tally| !of.is_empty() && of.iter().all(|s| s.tally == t);
        let broken_down = self.by.iter().any(|f| f == "tally");
        if let Some(t) = Tally::ALL.into_iter().find(|t| broken_down && only(*t)) {
            return Some(t);
        }
        [Tally::Cumulative, Tally::Whole]
            .into_iter()
            .find(|t| has(*t))
            .or_else(|| Some(Tally::Flow).filter(|t| in_period && has(*t)))
    }

    /// The value of a facet of the breakdown.
    pub(super) fn key(facet: &str, s: &Statement) -> String {
        match facet {
            "instrument" => s.instrument.map_or("unknown", Instrument::as_str).to_owned(),
            "tally" => s.tally.as_str().to_owned(),
            "aim" => s.aim.map_or("none", Aim::as_str).to_owned(),
            "said-by" => slug(&s.said_by),
            _ => s.activity.clone(),
        }
    }

    /// The reading with every choice spelled out.
    pub(super) fn spelled(&self, tallies: &BTreeSet<Tally>) -> Reading {
        let mut out = self.reading.clone();
        out.as_of = Some(self.as_of);
        let only = tallies.first().filter(|_| tallies.len() == 1);
        if let Some(tally) = only.filter(|_| !self.by.iter().any(|f| f == "tally")) {
            let one = Filter::Values(vec![tally.as_str().to_owned()]);
            out.filters.entry("tally".to_owned()).or_insert(one);
        }
        if self.measure.default.contains_key("aim") && !self.by.iter().any(|f| f == "aim") {
            let one = Filter::Values(vec![Aim::Actual.as_str().to_owned()]);
            out.filters.entry("aim".to_owned()).or_insert(one);
        }
        out
    }
}

/// Whether the words of closed lists are words of them.
fn check_words(reading: &Reading) -> Result<(), String> {
    let lists: [(&str, Vec<&str>); 3] = [
        ("instrument", Instrument::ALL.iter().map(|i| i.as_str()).collect()),
        ("tally", Tally::ALL.iter().map(|t| t.as_str()).collect()),
        ("aim", Aim::ALL.iter().map(|a| a.as_str()).collect()),
    ];
    for (facet, words) in lists {
        for value in reading.values(facet).unwrap_or_default() {
            if !words.contains(&value.as_str()) {
                return Err(format!(
                    "`{value}` is no {facet}; they are {}{}",
                    words.join(", "),
                    nearest(value, words.iter().copied())
                ));
            }
        }
    }
    Ok(())
}

/// The activities a reading asks of: `programme=` and `activity=` name them; `by=activity` under a programme takes the
/// programme and all its parts; with neither, `by=programme` takes the programmes and `by=activity` everything.
fn activities<'l>(ledger: &'l Ledger, reading: &Reading, by: &[String]) -> Result<Vec<&'l Activity>, String> {
    let has = |facet: &str| by.iter().any(|f| f == facet);
    let programme = |a: &&Activity| a.kind == ActivityKind::Programme;
    let mut out: Vec<&Activity> = Vec::new();
    match (reading.values("programme"), reading.values("activity")) {
        (Some(programmes), None) => {
            for name in programmes {
                let a = named(ledger, "programme", name, programme)?;
                if has("activity") {
                    out.extend(ledger.within(&a.id));
                } else {
                    out.push(a);
                }
            }
        }
        (programmes, Some(names)) => {
            for name in names {
                out.push(named(ledger, "activity", name, |_| true)?);
            }
            for name in programmes.unwrap_or_default() {
                let whole = ledger.within(&named(ledger, "programme", name, programme)?.id);
                if let Some(outside) = out.iter().find(|a| !whole.iter().any(|w| w.id == a.id)) {
                    return Err(format!("`{}` is no part of `{name}`", outside.id));
                }
            }
        }
        (None, None) if has("activity") => out.extend(ledger.activities.values()),
        (None, None) if has("programme") => out.extend(ledger.activities.values().filter(programme)),
        (None, None) => {
            return Err(format!(
                "say of what: programme= one of {}; or activity=, or by=programme",
                list(ledger.activities.values().filter(programme))
            ));
        }
    }
    out.sort_by(|a, b| a.id.cmp(&b.id));
    out.dedup_by(|a, b| a.id == b.id);
    if out.is_empty() {
        return Err("the ledger holds no activities: import a file with `rootcast ledger import`".to_owned());
    }
    Ok(out)
}

fn list<'l>(all: impl Iterator<Item = &'l Activity>) -> String {
    const MOST: usize = 12;
    let mut ids: Vec<String> = all.take(MOST + 1).map(|a| slug(&a.id)).collect();
    if ids.len() > MOST {
        ids.truncate(MOST);
        ids.push("…".to_owned());
    }
    ids.join(", ")
}

/// The activity that a reading names by its identifier, as a slug: readings are lower case.
fn named<'l>(
    ledger: &'l Ledger,
    what: &str,
    name: &str,
    of: impl Fn(&&Activity) -> bool,
) -> Result<&'l Activity, String> {
    let mut found = ledger.activities.values().filter(|a| slug(&a.id) == name);
    match (found.next(), found.next()) {
        (Some(a), None) if of(&a) => Ok(a),
        (Some(a), None) => Err(format!(
            "`{name}` is a {}, not a {what}: write activity={name}",
            a.kind.as_str()
        )),
        (Some(a), Some(b)) => Err(format!(
            "`{name}` may be `{}` or `{}`, which readings cannot tell apart",
            a.id, b.id
        )),
        _ => {
            let known: Vec<String> = ledger
                .activities
                .values()
                .filter(&of)
                .map(|a| slug(&a.id))
                .collect();
            let near = nearest(name, known.iter().map(String::as_str));
            let near = if near.is_empty() {
                format!("; held are {}", list(ledger.activities.values().filter(&of)))
            } else {
                near
            };
            Err(format!("no {what} `{name}` is in the ledger{near}"))
        }
    }
}
