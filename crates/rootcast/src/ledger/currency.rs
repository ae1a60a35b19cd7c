//! Money in another currency, beside the original: with the rate, its month and its release, or the reason why not.

use jiff::civil::Date;
use rootcast_core::agreement::Interval;
use rootcast_ledger::{
    ledger::{Currency, Ledger, Statement},
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

/// Two sums that differ by less are the same.
const CENT: f64 = 0.005;

/// A sum of transactions is the sum of their amounts, each at the rate of its own day: a rate of one day for all would
/// be nobody's.
fn by_parts(parts: &[&Statement], rates: &Rates<'_>, from: Currency, to: Currency) -> Conversion {
    let mut value = 0.0;
    let mut last: Option<(Date, String)> = None;
    for part in parts {
        let on = part.value_date.unwrap_or(part.said_on);
        match rates.convert(part.figure.value(), from, to, on) {
            Ok(done) => {
                value += done.value;
                if last.as_ref().is_none_or(|(day, _)| *day < done.value_date) {
                    last = Some((done.value_date, done.to_string()));
                }
            }
            Err(e) => {
                return Conversion::NotConverted {
                    currency: to,
                    why: e.to_string(),
                };
            }
        }
    }
    let (value_date, rate) = last.unwrap_or_default();
    Conversion::Converted {
        currency: to,
        value,
        range: Interval::exact(value),
        value_date,
        rate: match parts {
            [_] => rate,
            _ => format!(
                "{} amounts, each at the rate of its own day, the last of them {rate}",
                parts.len()
            ),
        },
    }
}

fn one(told: &Told, ledger: &Ledger, rates: &Rates<'_>, to: Currency) -> Option<Conversion> {
    let statement = ledger.statements.get(&told.statement)?;
    let from = statement.unit.currency().filter(|c| *c != to)?;
    let parts: Vec<&Statement> = ledger
        .statements
        .values()
        .filter(|s| s.counted_in.contains(&told.statement) && s.unit == statement.unit)
        .collect();
    let sum: f64 = parts.iter().map(|s| s.figure.value()).sum();
    if statement.value_date.is_none() && !parts.is_empty() && (sum - told.value).abs() <= CENT {
        return Some(by_parts(&parts, rates, from, to));
    }
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
