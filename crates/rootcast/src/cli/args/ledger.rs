//! The grammar of `rootcast ledger`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;
use rootcast_core::release::Precision;
use rootcast_ledger::ledger::{Currency, EventKind, Stage};

use super::{day, published};

/// What was pledged, committed, spent and achieved, by whom it is said, and when each thing happened
#[derive(Debug, Subcommand)]
#[command(after_help = "\
Examples:
  rootcast ledger show call-to-action --as-of 2024-02-05
  rootcast ledger timeline call-to-action
  rootcast ledger reconcile
  rootcast ledger events --kind legal-pathway
  rootcast ledger validate activities.xml")]
pub(in crate::cli) enum LedgerCommand {
    Show(LedgerShow),
    Timeline(Timeline),
    Diff(LedgerDiff),
    Reconcile(Reconcile),
    Events(Events),
    Validate(Validate),
    Import(Import),
    Export(LedgerExport),
}

/// The day as known on which.
#[derive(Debug, Args)]
pub(in crate::cli) struct AsOf {
    /// As known on this day [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(in crate::cli) as_of: Option<Date>,
}

/// Set the stages of an activity side by side: pledge, commitment, disbursement, expenditure, output, outcome
///
/// A stage without a figure is unknown, and never filled from another. Figures stand as they were worded, with who said
/// them, when and where. Sources that cannot both be right stand beside each other. Without ACTIVITY, every programme.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rootcast ledger show
  rootcast ledger show call-to-action --as-of 2024-02-05
  rootcast ledger show call-to-action --stage pledge --format csv
  rootcast ledger show safe-mobility --format json")]
pub(in crate::cli) struct LedgerShow {
    /// Activity; one that has parts is shown with them
    #[arg(value_name = "ACTIVITY")]
    pub(in crate::cli) activity: Option<String>,
    /// Only this stage: pledge, commitment, disbursement, expenditure, output or outcome
    #[arg(long, value_name = "STAGE", value_parser = stage)]
    pub(in crate::cli) stage: Option<Stage>,
    #[command(flatten)]
    pub(in crate::cli) day: AsOf,
    /// Convert money to this currency as well, with the rate of the day it was valued, the month and the release named
    #[arg(long, value_name = "CODE", value_parser = currency)]
    pub(in crate::cli) currency: Option<Currency>,
}

/// List the statements about an activity and its parts in order of the day, and mark those that changed an answer
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rootcast ledger timeline call-to-action
  rootcast ledger timeline call-to-action --as-of 2023-02-06 --format csv")]
pub(in crate::cli) struct Timeline {
    /// Activity, with its parts; all when not given
    #[arg(value_name = "ACTIVITY")]
    pub(in crate::cli) activity: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) day: AsOf,
}

/// List what changed between two days
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rootcast ledger diff call-to-action --from 2024-02-05 --to 2024-03-25")]
pub(in crate::cli) struct LedgerDiff {
    /// Activity, with its parts
    #[arg(value_name = "ACTIVITY")]
    pub(in crate::cli) activity: String,
    /// As known on this day
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(in crate::cli) from: Date,
    /// Against as known on this day [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(in crate::cli) to: Option<Date>,
}

/// Set headlines against their parts, totals against what was new, results against targets, sources against sources
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rootcast ledger reconcile
  rootcast ledger reconcile call-to-action --as-of 2024-03-31")]
pub(in crate::cli) struct Reconcile {
    /// Activity, with its parts; all when not given
    #[arg(value_name = "ACTIVITY")]
    pub(in crate::cli) activity: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) day: AsOf,
}

/// List policy events with their days, places and sources
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rootcast ledger events
  rootcast ledger events --kind legal-pathway --origin VEN
  rootcast ledger events --from 2023-01-01 --to 2023-12-31 --format csv")]
pub(in crate::cli) struct Events {
    /// Only of this kind: legal-pathway, expulsion-rule, transit-enforcement, crackdown, proclamation,
    /// government-change, natural-shock or programme
    #[arg(long, value_name = "KIND", value_parser = kind)]
    pub(in crate::cli) kind: Option<EventKind>,
    /// Only where any of these places is named: a country, a group, or several joined by `+`
    #[arg(long, value_name = "PLACE")]
    pub(in crate::cli) place: Option<String>,
    /// Only about the movement from any of these: a country, a group, or several joined by `+`
    #[arg(long, value_name = "ORIGIN")]
    pub(in crate::cli) origin: Option<String>,
    /// Only those that begin or end on or after this day
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(in crate::cli) from: Option<Date>,
    /// Only those that begin on or before this day
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(in crate::cli) to: Option<Date>,
    #[command(flatten)]
    pub(in crate::cli) day: AsOf,
}

/// Check IATI 2.03 files for structure, datatypes, codes and rules, with line numbers
///
/// A file is valid when it is as the standard's schema says. Codes that are in no list and rules that are broken are listed
/// and leave it valid, as in the standard; `--only` judges by what it names. Exit code 0 when every file is valid, 1 when
/// one is not.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rootcast ledger validate activities.xml
  rootcast ledger validate *.xml --level error --format csv
  rootcast ledger validate activities.xml --rules mine.json --only rules")]
pub(in crate::cli) struct Validate {
    /// Files
    #[arg(value_name = "FILE", required = true)]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// Ruleset to check instead of the standard's, in the JSON of IATI's rulesets; what breaks it is not valid
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) rules: Option<PathBuf>,
    /// List these checks alone and judge by them: schema, codes or rules, several joined by commas
    #[arg(
        long,
        value_name = "CHECK",
        value_enum,
        value_delimiter = ',',
        hide_possible_values = true
    )]
    pub(in crate::cli) only: Vec<Check>,
    /// Least grave finding to list: error or warning
    #[arg(
        long,
        value_name = "LEVEL",
        value_enum,
        default_value_t,
        hide_possible_values = true
    )]
    pub(in crate::cli) level: Level,
}

/// What a file is checked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Check {
    /// Well-formed, structure, datatypes.
    Schema,
    /// Codelists.
    Codes,
    /// Rules.
    Rules,
}

/// How grave a finding must be to be listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Level {
    /// Errors alone.
    Error,
    /// Errors and warnings.
    #[default]
    Warning,
}

/// Read IATI files and files of our own schema into the ledger of the store folder
///
/// A file is taken whole or refused whole; the same bytes are taken once. The file itself is kept.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rootcast ledger import activities.xml
  rootcast ledger import pledges.toml --published 2024-03-25")]
pub(in crate::cli) struct Import {
    /// Files
    #[arg(value_name = "FILE", required = true)]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// Day of publication, or month (2023-11) or year (2023) where no more is known
    #[arg(long, value_name = "DATE", value_parser = published)]
    pub(in crate::cli) published: Option<(Date, Precision)>,
    /// Name of the source, instead of the one the file gives
    #[arg(long, value_name = "ID")]
    pub(in crate::cli) source: Option<String>,
    /// Take activities that are not valid IATI too; the findings are listed either way
    #[arg(long)]
    pub(in crate::cli) allow_invalid: bool,
}

/// Write the ledger, or an activity with its parts, as IATI 2.03, TOML, CSV or JSON
///
/// `--format iati`, `toml`, `csv` or `json`. What the form cannot say is listed on the error output.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rootcast ledger export call-to-action --format toml
  rootcast ledger export call-to-action --format iati --out call-to-action.xml \\
    --reporting-org XM-EXAMPLE-1 --reporting-name 'Example Institute' --reporting-type 80")]
pub(in crate::cli) struct LedgerExport {
    /// Activity, with its parts; all when not given
    #[arg(value_name = "ACTIVITY")]
    pub(in crate::cli) activity: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) day: AsOf,
    /// File to write; the standard output when not given
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) out: Option<PathBuf>,
    /// Identifier of the organisation that reports, for --format iati
    #[arg(long, value_name = "REF")]
    pub(in crate::cli) reporting_org: Option<String>,
    /// Its name
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) reporting_name: Option<String>,
    /// Its type, a code of IATI's list of organisation types, such as 80
    #[arg(long, value_name = "CODE")]
    pub(in crate::cli) reporting_type: Option<String>,
}

fn stage(text: &str) -> Result<Stage, String> {
    Stage::from_word(text).ok_or_else(|| unknown("stage", text, Stage::ALL.iter().map(|s| s.as_str())))
}

fn kind(text: &str) -> Result<EventKind, String> {
    EventKind::ALL
        .into_iter()
        .find(|k| k.as_str() == text)
        .ok_or_else(|| unknown("kind of event", text, EventKind::ALL.iter().map(|k| k.as_str())))
}

fn currency(text: &str) -> Result<Currency, String> {
    Currency::new(text).map_err(|e| e.to_string())
}

fn unknown<'a>(what: &str, text: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    let nearest = rootcast_core::nearest::nearest(text, known.clone());
    format!(
        "there is no {what} `{text}`{nearest}; there are {}",
        known.collect::<Vec<_>>().join(", ")
    )
}
