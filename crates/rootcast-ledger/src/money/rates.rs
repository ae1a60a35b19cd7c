//! Conversion by rates that an evidence holds.

use std::{cell::RefCell, collections::BTreeMap, fmt};

use jiff::civil::Date;
use rootcast_core::{
    agreement::Interval,
    evidence::{Evidence, EvidenceError},
    period::{Granularity, Period, PeriodRange},
    provenance::Provenance,
    reading::Reading,
    release::Release,
};
use serde::Serialize;

use super::area::{Area, areas};
use crate::ledger::Currency;

/// The source whose rates are read: only of it is it known which way they are quoted.
const SOURCE: &str = "fed-h10";

/// Rates of exchange, as known on a day.
pub struct Rates<'e> {
    evidence: &'e dyn Evidence,
    as_of: Date,
    read: RefCell<BTreeMap<(&'static str, Period), Asked>>,
}

type Asked = Result<Rate, MoneyError>;

/// One rate, as published.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rate {
    /// The currency.
    pub currency: Currency,
    /// The country or area by which the publisher names it.
    pub area: String,
    /// The month it is the average of.
    pub month: Period,
    /// Units of the currency for one US dollar.
    pub per_usd: f64,
    /// Where it was published.
    pub release: Release,
    /// Where it was read.
    #[serde(skip)]
    pub provenance: Provenance,
}

impl fmt::Display for Rate {
    /// `17.1 MXN for 1 USD, average of 2024-01`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {} for 1 USD, average of {}",
            self.per_usd, self.currency, self.month
        )
    }
}

/// An amount in another currency, with all that made it so.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Converted {
    /// The original amount.
    pub amount: f64,
    /// Its currency.
    pub from: Currency,
    /// The day that sets the rate.
    pub value_date: Date,
    /// The currency asked for.
    pub to: Currency,
    /// The amount in it, not rounded.
    pub value: f64,
    /// The rates used: none where the currency stays, one where either is the US dollar, else two (a cross rate).
    pub rates: Vec<Rate>,
}

impl Converted {
    /// An interval of the original currency in the one asked for, at the same rate.
    pub fn interval(&self, original: Interval) -> Interval {
        let (from, to) = (self.leg(self.from), self.leg(self.to));
        Interval {
            low: original.low / from * to,
            high: original.high / from * to,
        }
    }

    /// Whether the rate is made of two rates to the US dollar.
    pub fn is_cross(&self) -> bool {
        self.rates.len() == 2
    }

    /// Where the rates come from.
    pub fn provenance(&self) -> Provenance {
        let mut all = Provenance::default();
        for u in self.rates.iter().flat_map(|r| &r.provenance.uses) {
            if !all.uses.contains(u) {
                all.uses.push(u.clone());
            }
        }
        all
    }

    fn leg(&self, currency: Currency) -> f64 {
        self.rates
            .iter()
            .find(|r| r.currency == currency)
            .map_or(1.0, |r| r.per_usd)
    }
}

impl fmt::Display for Converted {
    /// The rate in words: which, of which month, which way round, by whom published.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.rates.as_slice() {
            [] => write!(f, "{} as stated, no conversion", self.from),
            [one] => write!(f, "{one} ({})", one.release),
            all => {
                write!(f, "cross rate by the US dollar: ")?;
                for (i, r) in all.iter().enumerate() {
                    let and = if i == 0 { "" } else { "; " };
                    write!(f, "{and}{r}")?;
                }
                all.first().map_or(Ok(()), |r| write!(f, " ({})", r.release))
            }
        }
    }
}

/// Why an amount cannot be converted. Caused by what is asked or held; no amount is converted at a guess.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The H.10 release has no such currency.
    #[error(
        "no rate for {currency} is held: the Federal Reserve's H.10 release does not quote it. Quoted are {known} and USD; show the amount in {currency}"
    )]
    NotQuoted {
        /// The currency.
        currency: Currency,
        /// The codes that are.
        known: String,
    },
    /// The series is of another currency in that month.
    #[error(
        "no rate for {currency} is held for {month}: the series of {area} is of this currency {when}; show the amount in {currency}"
    )]
    Redenominated {
        /// The currency.
        currency: Currency,
        /// The month.
        month: Period,
        /// The publisher's name for it.
        area: &'static str,
        /// From when to when.
        when: String,
    },
    /// The series does not reach that month, or nothing was published by the day as known.
    #[error("no rate for {currency} is held for {month} as of {as_of}: {held}")]
    NotHeld {
        /// The currency.
        currency: Currency,
        /// The month.
        month: Period,
        /// The day as known.
        as_of: Date,
        /// What is held, and what to do.
        held: String,
    },
    /// The evidence cannot be read.
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
}

impl<'e> Rates<'e> {
    /// The rates of an evidence, as known on a day.
    pub fn new(evidence: &'e dyn Evidence, as_of: Date) -> Self {
        Self {
            evidence,
            as_of,
            read: RefCell::new(BTreeMap::new()),
        }
    }

    /// Converts an amount at the average rate of the month of `on`, its value date.
    pub fn convert(
        &self,
        amount: f64,
        from: Currency,
        to: Currency,
        on: Date,
    ) -> Result<Converted, MoneyError> {
        let mut out = Converted {
            amount,
            from,
            value_date: on,
            to,
            value: amount,
            rates: Vec::new(),
        };
        if from == to {
            return Ok(out);
        }
        for currency in [from, to] {
            if currency != Currency::USD {
                out.rates.push(self.rate(currency, on)?);
            }
        }
        out.value = amount / out.leg(from) * out.leg(to);
        Ok(out)
    }

    /// The average rate of a currency in the month of a day.
    pub fn rate(&self, currency: Currency, on: Date) -> Result<Rate, MoneyError> {
        let area = Area::of(currency).ok_or_else(|| MoneyError::NotQuoted {
            currency,
            known: areas().iter().map(|a| a.code).collect::<Vec<_>>().join(", "),
        })?;
        let month = Period::containing(Granularity::Month, on);
        if !area.holds(on) {
            let text = |(y, m): (i16, i8)| format!("{y}-{m:02}");
            let when = match (area.from.map(text), area.to.map(text)) {
                (Some(from), Some(to)) => format!("from {from} to {to}"),
                (Some(from), None) => format!("from {from}"),
                (None, Some(to)) => format!("to {to}"),
                (None, None) => "always".to_owned(),
            };
            return Err(MoneyError::Redenominated {
                currency,
                month,
                area: area.area,
                when,
            });
        }
        let key = (area.area, month);
        if let Some(known) = self.read.borrow().get(&key) {
            return known.clone();
        }
        let rate = self.ask(currency, area, month);
        self.read.borrow_mut().insert(key, rate.clone());
        rate
    }

    fn ask(&self, currency: Currency, area: &Area, month: Period) -> Result<Rate, MoneyError> {
        let question = |e: rootcast_core::reading::ReadingError| EvidenceError::Question {
            reading: format!("exchange-rate currency={}", area.area),
            what: e.to_string(),
        };
        let reading = Reading::of("exchange-rate")
            .and_then(|r| r.with("currency", area.area))
            .map_err(question)?
            .from_source(SOURCE)
            .over(PeriodRange::one(month))
            .as_of(self.as_of);
        let not_held = |why: Option<String>| MoneyError::NotHeld {
            currency,
            month,
            as_of: self.as_of,
            held: self.held(why),
        };
        let answer = match self.evidence.answer(&reading, self.as_of) {
            Ok(answer) => answer,
            Err(EvidenceError::NotHeld { what, .. }) => return Err(not_held(Some(what))),
            Err(e) => return Err(e.into()),
        };
        let point = answer.panel.single();
        let number = point
            .and_then(|p| p.value.as_number())
            .filter(|n| n.is_finite() && *n > 0.0);
        let used = point
            .and_then(|p| p.uses.first())
            .and_then(|u| answer.provenance.uses.get(*u as usize))
            .or_else(|| answer.provenance.uses.first());
        let (Some(per_usd), Some(used)) = (number, used) else {
            return Err(not_held(point.and_then(|p| p.note.clone())));
        };
        Ok(Rate {
            currency,
            area: area.area.to_owned(),
            month,
            per_usd,
            release: used.release.clone(),
            provenance: answer.provenance,
        })
    }

    /// What is held of the source, for a message.
    fn held(&self, why: Option<String>) -> String {
        let span = self
            .evidence
            .answerable()
            .ok()
            .into_iter()
            .flatten()
            .find(|a| a.source == SOURCE && a.measure == "exchange-rate")
            .map(|a| a.span);
        let held = match span {
            Some(s) => format!(
                "the H.10 file held has months from {} to before {}; ingest a later one, or show the amount unconverted",
                s.start, s.end
            ),
            None => {
                "no H.10 file is held; ingest one (`rootcast ingest --help`), or show the amount unconverted"
                    .to_owned()
            }
        };
        match why {
            Some(why) => format!("{why} ({held})"),
            None => held,
        }
    }
}

#[cfg(test)]
mod tests;
