//! The grammar of `rootcast impact`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use rootcast_core::period::Period;
use rootcast_impact::{
    appraisal::Way,
    methods::{Method, Role},
};

use crate::impact::{
    Scale,
    covariates::{As, Covariate},
    plan::Chosen,
};

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
    Curve(CurveArgs),
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
    /// The method that the gates are about: demeaned-control, synthetic-control, predictor-control, augmented-control,
    /// penalised-control, synthetic-difference, difference, interactive, completion or structural
    #[arg(long, value_name = "METHOD", default_value = "demeaned-control", value_parser = method)]
    pub(in crate::cli) method: Method,
    /// Methods that stand beside it, these and fixed-effects, event-study, group-time and cohorts; may be given several times
    /// [default: all that can be used]
    #[arg(long, value_name = "METHOD", value_parser = method)]
    pub(in crate::cli) beside: Vec<Method>,
    /// Treated origins that begin in a month of their own, and are units of their own then; may be given several times
    #[arg(long, value_name = "ORIGINS=MONTH", value_parser = start)]
    pub(in crate::cli) start: Vec<(String, Period)>,
    /// Reading whose mean before the event the control is to meet, as `homicide-rate`, `log:fdi` or `per-head:fdi`; may be
    /// given several times
    #[arg(long, value_name = "READING")]
    pub(in crate::cli) predictor: Vec<String>,
    /// Reading that stands on the right-hand side of regressions; as --predictor
    #[arg(long, value_name = "READING")]
    pub(in crate::cli) regressor: Vec<String>,
    /// Fewest encounters a month before the event for a donor
    #[arg(long, value_name = "N", default_value_t = 100.0)]
    pub(in crate::cli) least: f64,
    /// File to write; without it the plan is printed
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) out: Option<PathBuf>,
}

fn method(text: &str) -> Result<Method, String> {
    Method::ALL
        .into_iter()
        .find(|m| m.as_str() == text)
        .ok_or_else(|| {
            let known: Vec<&str> = Method::ALL.iter().map(|m| m.as_str()).collect();
            format!("methods are {}", known.join(", "))
        })
}

fn start(text: &str) -> Result<(String, Period), String> {
    let (origins, month) = text
        .split_once('=')
        .ok_or_else(|| "write ORIGINS=MONTH, as CUB+HTI=2023-01".to_owned())?;
    let month = month.parse::<Period>().map_err(|e| e.to_string())?;
    Ok((origins.to_owned(), month))
}

impl PlanArgs {
    /// The methods, and what they take.
    pub(in crate::cli) fn chosen(&self) -> Chosen {
        let of = |role: Role| {
            move |text: &String| {
                let (scale, reading) = match text.split_once(':') {
                    Some(("log", rest)) => (As::Log, rest),
                    Some(("per-head", rest)) => (As::PerHead, rest),
                    _ => (As::Level, text.as_str()),
                };
                Covariate {
                    reading: reading.to_owned(),
                    scale,
                    role,
                }
            }
        };
        let covariates = self
            .predictor
            .iter()
            .map(of(Role::Predictor))
            .chain(self.regressor.iter().map(of(Role::Regressor)))
            .collect();
        let usable = |m: &Method| match m {
            Method::PredictorControl => !self.predictor.is_empty() && self.start.is_empty(),
            Method::AugmentedControl | Method::PenalisedControl | Method::Structural => self.start.is_empty(),
            _ => true,
        };
        let beside = if self.beside.is_empty() {
            Method::ALL.into_iter().filter(usable).collect()
        } else {
            self.beside.clone()
        };
        Chosen {
            method: self.method,
            beside,
            starts: self.start.clone(),
            covariates,
        }
    }
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

/// Estimate under every admissible choice: outcome, scale, window, donors, estimator
///
/// Effects are parts of what there would have been. The curve is also compared with those of the donors, each taken as if it
/// had been treated.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rootcast impact curve slv.toml
  rootcast impact curve slv.toml --leave-out 2 --resume slv.curve
  rootcast impact curve slv.toml --format csv")]
pub(in crate::cli) struct CurveArgs {
    /// The plan
    #[arg(value_name = "PLAN")]
    pub(in crate::cli) plan: PathBuf,
    /// Run it although it was changed after it was written
    #[arg(long)]
    pub(in crate::cli) amended: bool,
    /// Up to how many donors are left out together
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(0..=2))]
    pub(in crate::cli) leave_out: u8,
    /// File in which results are kept as they come; a run that was broken off goes on from it
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) resume: Option<PathBuf>,
    /// Tell how far it is on the error stream, on a terminal or not
    #[arg(long)]
    pub(in crate::cli) progress: bool,
}
