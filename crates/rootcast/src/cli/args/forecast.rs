//! The commands that look forward.

use clap::Args;

/// Watch the mix of flows: how far it has shifted, which bells rang, and where a surge is probable
///
/// Without READING, encounters along the southwest border. The flows are taken by month and by origin, unless the
/// reading is broken down by something else. Every ring is as of its own month: nothing later was used.
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
