//! Statements: who said what about which activity, on which day.

use jiff::{ToSpan, civil::Date};
use rootcast_core::{
    measure::{Measure, Unit as MeasureUnit},
    period::PeriodRange,
    release::{Precision, day_after},
};
use serde::{Deserialize, Serialize};

use super::{Figure, Instrument, Stage, Unit, word::words};

/// How a figure stands to those stated before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tally {
    /// All from the beginning to the day stated; a later one replaces it.
    Cumulative,
    /// Added on this occasion; part of the next cumulative figure.
    New,
    /// The whole of one thing: a plant, a project, one line of an announcement. It does not grow with time; two
    /// speakers who give different figures disagree.
    Whole,
    /// What happened in the period it covers: a year's funding.
    Flow,
}

words!(
    Tally,
    4,
    Cumulative = "cumulative",
    New = "new",
    Whole = "whole",
    Flow = "flow"
);

/// Meant to be reached, or reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aim {
    /// To be reached.
    Target,
    /// Reached, as stated.
    Actual,
}

words!(Aim, 2, Target = "target", Actual = "actual");

/// Whether losses are taken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// Gains alone.
    Gross,
    /// Gains less losses.
    Net,
}

words!(Basis, 2, Gross = "gross", Net = "net");

/// Whether only the activity's own are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// The activity's own.
    Direct,
    /// Those of suppliers and neighbours too.
    Indirect,
}

words!(Reach, 2, Direct = "direct", Indirect = "indirect");

/// One figure, as somebody gave it.
///
/// What the speaker did not say (`instrument`, `basis`, `reach`, `covers`) is absent, and stays unknown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Statement {
    /// Identifier, a slug.
    pub id: String,
    /// The activity it is about.
    pub activity: String,
    /// The stage.
    pub stage: Stage,
    /// What is counted, an identifier of [`rootcast_core::measure`]: `pledged`, `jobs`, `people-registered`.
    pub measure: String,
    /// The figure, as worded.
    pub figure: Figure,
    /// Its unit: a currency's code, or a noun.
    pub unit: Unit,
    /// How it stands to earlier ones.
    pub tally: Tally,
    /// Whose figure it is.
    pub said_by: String,
    /// On which day it was said.
    pub said_on: Date,
    /// How exactly that day is known.
    pub precision: Precision,
    /// Where it was read.
    pub document: String,
    /// The word the speaker used, where it differs from the stage (`commitments` for pledges, `deployed`).
    #[serde(default)]
    pub word: Option<String>,
    /// What kind of money.
    #[serde(default)]
    pub instrument: Option<Instrument>,
    /// The period it covers, or by which it is to be reached.
    #[serde(default)]
    pub covers: Option<PeriodRange>,
    /// The day that sets the rate of exchange, where money was valued on another day than it was stated.
    #[serde(default)]
    pub value_date: Option<Date>,
    /// Target or actual; absent for money.
    #[serde(default)]
    pub aim: Option<Aim>,
    /// Gross or net.
    #[serde(default)]
    pub basis: Option<Basis>,
    /// Direct or indirect.
    #[serde(default)]
    pub reach: Option<Reach>,
    /// Who gives the money.
    #[serde(default)]
    pub provider: Option<String>,
    /// Who gets it.
    #[serde(default)]
    pub receiver: Option<String>,
    /// Statements whose figure already counts this one.
    #[serde(default)]
    pub counted_in: Vec<String>,
    /// What a reader must know.
    #[serde(default)]
    pub note: Option<String>,
}

impl Statement {
    /// The first day on which it counts as known.
    pub fn known_from(&self) -> Date {
        self.precision.effective(self.said_on)
    }

    /// The last day that the figure is of: of the period it covers as far as that is past, or else the day on which it
    /// counts as known. A target is of the day it was set, not of that by which it is to be reached.
    pub fn counts_to(&self) -> Date {
        match self.covers {
            Some(c) if self.aim != Some(Aim::Target) => {
                let end = c.span().end;
                end.checked_sub(1.day()).unwrap_or(end).min(self.known_from())
            }
            _ => self.known_from(),
        }
    }

    /// Whether it is a flow of a single day: a payment. Two payments of one day are two payments.
    pub fn is_payment(&self) -> bool {
        self.tally == Tally::Flow
            && self
                .covers
                .is_some_and(|c| day_after(c.span().start) >= c.span().end)
    }

    /// Whether its fields fit each other; else what to write.
    pub fn fits(&self) -> Result<(), String> {
        let measure = Measure::find(&self.measure).map_err(|e| e.to_string())?;
        if !measure.stated {
            return Err(format!(
                "`{}` is published as observations, and a ledger holds what people state: the store answers it",
                measure.id
            ));
        }
        if Unit::from_word(self.unit.as_str()).as_ref() != Ok(&self.unit) {
            return Err(format!(
                "`{}` is no noun to count by: write one such as people, in lower case",
                self.unit
            ));
        }
        if measure.unit == MeasureUnit::Usd && self.unit.currency().is_none() {
            return Err(format!(
                "`{}` is money: the unit is a currency such as USD, not `{}`",
                measure.id, self.unit
            ));
        }
        match self.stage.measure() {
            Some(m) if m != self.measure => {
                return Err(format!(
                    "stage `{}` is measured as `{m}`, not as `{}`",
                    self.stage.as_str(),
                    self.measure
                ));
            }
            None if self.instrument.is_some() => {
                return Err("a result has no instrument".to_owned());
            }
            _ => {}
        }
        if self.stage.measure().is_some() && self.aim.is_some() {
            return Err("aim (target, actual) is for results; money has stages".to_owned());
        }
        if self.stage.measure().is_none() && self.aim.is_none() {
            return Err(
                "a result says whether it is a target or an actual figure: aim = \"actual\"".to_owned(),
            );
        }
        if self.counted_in.contains(&self.id) {
            return Err("it is counted in itself".to_owned());
        }
        Ok(())
    }
}
