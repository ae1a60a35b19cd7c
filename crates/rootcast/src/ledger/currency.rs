//! Money in another currency, beside the original: with the rate, its month and its release, or the reason why not.

use jiff::civil::Date;
use rootcast_core::agreement::Interval;
use rootcast_ledger::{
    ledger::{Currency, Ledger},
    money::Rates,
};
use serde::Serialize;

use super::{stages::Stages, told::Told};

/// An amount in another currency.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Conversion {
    /// It was converted.
    Converted {
        /// The currency.
        currency: Currency,
        /// The number in the words, converted.
        value: f64,
        /// What the words leave open, converted.
        range: Interval,
        /// The day that sets the rate.
        value_date: Date,
        /// The rate, its month, which way round it is quoted, and its release.
        rate: String,
    },
    /// It was not, and is added to nothing.
    NotConverted {
        /// The currency asked for.
        currency: Currency,
        /// Why, and what is held.
        why: String,
    },
}

/// Converts every amount of money that is not in the currency already.
pub fn convert(stages: &mut Stages, ledger: &Ledger, rates: &Rates<'_>, to: Currency) {
    let answers = stages
        .activities
        .iter_mut()
        .flat_map(|a| &mut a.stages)
        .flat_map(|s| &mut s.answers);
    for told in answers.flat_map(|a| a.told.iter_mut().chain(&mut a.agree)) {
        told.converted = one(told, ledger, rates, to);
    }
}

fn one(told: &Told, ledger: &Ledger, rates: &Rates<'_>, to: Currency) -> Option<Conversion> {
    let statement = ledger.statements.get(&told.statement)?;
    let from = statement.unit.currency().filter(|c| *c != to)?;
    let on = statement.value_date.unwrap_or(statement.said_on);
    Some(match rates.convert(told.value, from, to, on) {
        Ok(done) => Conversion::Converted {
            currency: to,
            value: done.value,
            range: done.interval(told.range),
            value_date: done.value_date,
            rate: done.to_string(),
        },
        Err(e) => Conversion::NotConverted {
            currency: to,
            why: e.to_string(),
        },
    })
}
