//! The grammar of `rootcast impact`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use rootcast_core::period::Period;
use rootcast_impact::appraisal::Way;

use crate::impact::Scale;

/// Ask whether an event moved a flow: a plan first, then the estimate, every specification, and the rivals
#[derive(Debug, Subcommand)]
#[command(after_help = "\
Examples:
  rootcast impact plan encounters border=southwest --treated SLV --from 2022-04 --out slv.toml
  rootcast impact run slv.toml
  rootcast impact curve slv.toml
  rootcast impact rivals slv.toml")]
pub(in crate::cli) enum ImpactCommand {
    Plan(Box<PlanArgs>),
    Run(RunArgs),
    Curve(RunArgs),
    Rivals(RunArgs),
}

/// Write the plan of an estimate, before any figure after the event is looked at
///
/// Donors are the origins with enough encounters before the event. The file holds the bars that the estimate must pass and
/// a hash of what it says; change it before the run, not after.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rootcast impact plan encounters border=southwest --treated northern-triangle --from 2021-06 --out programme.toml
  rootcast impact plan encounters border=southwest component=usbp --treated VEN --from 2022-11 --break 2023-05")]
pub(in crate::cli) struct PlanArgs {
    /// The outcomes: MEASURE [facet=value[+value…]]… [period=P[..P]] [as-of=DATE] [source=ID]; by origin
    #[arg(value_name = "READING", required = true, num_args = 1..)]
    pub(in crate::cli) words: Vec<String>,
    /// The treated origins, summed up: a group, or several joined by `+`
    #[arg(long, value_name = "ORIGINS")]
    pub(in crate::cli) treated: String,
    /// The first month under treatment
    #[arg(long, value_name = "MONTH")]
    pub(in crate::cli) from: Period,
    /// The last month looked at [default: 24 months of treatment, or as many as are published]
    #[arg(long, value_name = "MONTH")]
    pub(in crate::cli) to: Option<Period>,
    /// Which way the event is said to have moved the flow
    #[arg(long, value_name = "WAY", default_value = "fall")]
    pub(in crate::cli) claim: Claim,
    /// The scale on which flows are compared
    #[arg(long, value_name = "SCALE", default_value = "log")]
    pub(in crate::cli) scale: Scale,
    /// What happened, for the output
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) event: Option<String>,
    /// Origins that are no donors; may be given several times
    #[arg(long, value_name = "ORIGINS")]
    pub(in crate::cli) exclude: Vec<String>,
    /// Donors that the event may have moved as well; may be given several times
    #[arg(long, value_name = "ORIGINS")]
    pub(in crate::cli) neighbour: Vec<String>,
    /// Month in which the measure itself changed; may be given several times
    #[arg(long = "break", value_name = "MONTH")]
    pub(in crate::cli) breaks: Vec<Period>,
    /// Fewest encounters a month before the event for a donor
    #[arg(long, value_name = "N", default_value_t = 100.0)]
    pub(in crate::cli) least: f64,
    /// File to write; without it the plan is printed
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) out: Option<PathBuf>,
}

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Claim {
    /// Down
    Fall,
    /// Up
    Rise,
}

impl Claim {
    pub(in crate::cli) fn way(self) -> Way {
        match self {
            Self::Fall => Way::Fall,
            Self::Rise => Way::Rise,
        }
    }
}

/// Run a plan
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rootcast impact run slv.toml
  rootcast impact run slv.toml --format json
  rootcast impact curve slv.toml --format csv")]
pub(in crate::cli) struct RunArgs {
    /// The plan
    #[arg(value_name = "PLAN")]
    pub(in crate::cli) plan: PathBuf,
    /// Run it although it was changed after it was written; the result tells
    #[arg(long)]
    pub(in crate::cli) amended: bool,
}
