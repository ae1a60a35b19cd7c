//! The commands that look forward.

use clap::{Args, ValueEnum};
use rootcast_forecast::coherent::Way;

use crate::forecast::events::KnownEvent;

/// Forecast a reading: a distribution for each step ahead, beside what came of such forecasts before
///
/// The same procedure is run from earlier origins, at each with what was known then, and marked beside the naive forecast.
/// Steps so far ahead that it has shown no skill are withheld, and said to be. Counts have no forecast below zero or above
/// the population of the origin; sums and parts add up.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rootcast forecast encounters border=southwest
  rootcast forecast encounters border=southwest --by origin --horizon 6
  rootcast forecast encounters border=southwest origin=VEN as-of=2023-10-31 --model combination
  rootcast forecast encounters border=southwest --file --store mystore")]
pub(in crate::cli) struct Forecast {
    #[command(flatten)]
    pub(in crate::cli) how: How,
    /// Probabilities of the intervals, in per cent
    #[arg(long, value_name = "PERCENT", value_delimiter = ',', default_values_t = [50.0, 80.0, 95.0], value_parser = per_cent)]
    pub(in crate::cli) level: Vec<f64>,
    /// Show the steps without skill too
    #[arg(long)]
    pub(in crate::cli) beyond: bool,
    /// File it in the store, to be marked by `rootcast score` when the figures come
    #[arg(long)]
    pub(in crate::cli) file: bool,
}

/// Say what forecasts from earlier origins would have said, and what came
///
/// At each origin only what was published then is used, where a release of the time is held; elsewhere the figures known
/// now are cut off there. Scores stand beside those of the naive forecast, by steps ahead, with and without the months in
/// which a series broke with its past, by origin and by size of flow.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rootcast backtest encounters border=southwest
  rootcast backtest encounters border=southwest --by origin --format csv
  rootcast backtest encounters border=southwest --model ets --first 48")]
pub(in crate::cli) struct Backtest {
    #[command(flatten)]
    pub(in crate::cli) how: How,
    /// Only origins of which a release held was the latest then
    #[arg(long)]
    pub(in crate::cli) by_release: bool,
}

/// How a forecast is made
#[derive(Debug, Args)]
pub(in crate::cli) struct How {
    /// The reading: MEASURE [facet=value[+value…]]… [by=facet] [period=P[..P]] [as-of=DATE] [source=ID]
    #[arg(value_name = "READING", required = true, num_args = 1..)]
    pub(in crate::cli) words: Vec<String>,
    /// How many steps ahead
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=120))]
    pub(in crate::cli) horizon: u32,
    /// Break the reading down, as by=FACET does
    #[arg(long, value_name = "FACET")]
    pub(in crate::cli) by: Vec<String>,
    /// Only what was known on a day, as as-of=DATE does
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) as_of: Option<jiff::civil::Date>,
    /// The model; without it `count` for monthly counts and `combination` for the rest
    #[arg(long, value_name = "NAME", value_parser = model_names())]
    pub(in crate::cli) model: Option<String>,
    /// A known event that shifts every series at a month, with the change it is thought to make at 80 % probability, in per
    /// cent: 2025-02=-90..-50; for the model `count`; may be given several times
    #[arg(long, value_name = "MONTH=LOW..HIGH", allow_hyphen_values = true)]
    pub(in crate::cli) event: Vec<KnownEvent>,
    /// How sums and parts are made to add up
    #[arg(long, value_name = "WAY", default_value = "scaled")]
    pub(in crate::cli) reconcile: Reconcile,
    /// How many figures are known at the first origin; without it three seasons, or eight figures
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=2400))]
    pub(in crate::cli) first: Option<u32>,
    /// How many origins of the past are tried, the latest [default: all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=2400))]
    pub(in crate::cli) origins: Option<u32>,
    /// Seed of the draws
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(in crate::cli) seed: u64,
}

fn model_names() -> clap::builder::PossibleValuesParser {
    rootcast_forecast::choice::CHOICES
        .iter()
        .map(|c| clap::builder::PossibleValue::new(c.name).help(c.about))
        .collect::<Vec<_>>()
        .into()
}

/// A way of making sums and parts add up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Reconcile {
    /// A part as far as its own errors reach, a sum a quarter as far as its parts together
    Scaled,
    /// Least squares, a sum weighing as much less as it has more parts
    Structural,
    /// By the covariance of errors, shrunk (`MinT`)
    Mint,
    /// Least squares, all weighing alike
    Ols,
    /// The parts, summed
    BottomUp,
}

impl Reconcile {
    pub(in crate::cli) fn way(self) -> Way {
        match self {
            Self::Scaled => Way::Scaled,
            Self::Structural => Way::Structural,
            Self::Mint => Way::MinT,
            Self::Ols => Way::Ols,
            Self::BottomUp => Way::BottomUp,
        }
    }
}

/// Mark the forecasts filed in the store by what came since
///
/// Exit code 1 when a file of the record is not as it was filed.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rootcast score --store mystore
  rootcast score encounters border=southwest --format csv")]
pub(in crate::cli) struct Score {
    /// Only forecasts of this reading
    #[arg(value_name = "READING", num_args = 0..)]
    pub(in crate::cli) words: Vec<String>,
}

fn per_cent(text: &str) -> Result<f64, String> {
    let n: f64 = text.parse().map_err(|_| "give a number, such as 80".to_owned())?;
    if (1.0..=99.0).contains(&n) {
        Ok(n)
    } else {
        Err("give a number from 1 to 99".to_owned())
    }
}

/// Watch the mix of flows: how far it has shifted, which bells rang, and where a surge is probable
///
/// Without READING, encounters along the southwest border. The flows are taken by month and by origin, unless the
/// reading is broken down by something else. Every ring is as of its own month: no later month was used, in figures as known now.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rootcast watch
  rootcast watch encounters border=southwest as-of=2022-10-31
  rootcast watch encounters border=all --group nicaragua-venezuela-cuba-haiti --false-alarms 1 --format json")]
pub(in crate::cli) struct Watch {
    /// The reading: MEASURE [facet=value[+value…]]… [by=facet] [period=P[..P]] [as-of=DATE] [source=ID]
    #[arg(value_name = "READING", num_args = 0.., default_values = ["encounters", "border=southwest"])]
    pub(in crate::cli) words: Vec<String>,
    /// Group of origins with a bell of its own: a group, or several origins joined by `+`
    #[arg(long, value_name = "GROUP", default_value = "northern-triangle")]
    pub(in crate::cli) group: String,
    /// How many false alarms a year are affordable
    #[arg(long, value_name = "N", default_value_t = 2.0, value_parser = a_year)]
    pub(in crate::cli) false_alarms: f64,
    /// Show every ring, not those of the last two years alone
    #[arg(long)]
    pub(in crate::cli) all: bool,
    /// Seed of the draws
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(in crate::cli) seed: u64,
}

fn a_year(text: &str) -> Result<f64, String> {
    let n: f64 = text.parse().map_err(|_| "give a number, such as 2".to_owned())?;
    if n > 0.0 && n <= 100.0 {
        Ok(n)
    } else {
        Err("give a number above 0, and up to 100".to_owned())
    }
}
