//! The command line's grammar, and the words of `--help`.

mod check;
mod forecast;
mod impact;
mod ledger;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, builder::styling};
use jiff::civil::Date;
use rootcast_core::release::Precision;

use crate::format::Format;
pub(super) use check::{CheckTexts, FailOn, Language, MarkupName};
pub(super) use forecast::{Backtest, Forecast, How, Score, Watch};
pub(super) use impact::{CurveArgs, ImpactCommand, PlanArgs, RunArgs};
pub(super) use ledger::{
    Check, Events, Import, LedgerCommand, LedgerDiff, LedgerExport, LedgerShow, Level, Reconcile, Timeline,
    Validate,
};

const STYLES: styling::Styles = styling::Styles::styled()
    .header(styling::AnsiColor::Green.on_default().bold())
    .usage(styling::AnsiColor::Green.on_default().bold())
    .literal(styling::AnsiColor::Cyan.on_default().bold())
    .placeholder(styling::AnsiColor::Cyan.on_default());

/// Answers questions about published figures of migration, and says which file, release and rows each number is from.
#[derive(Debug, Parser)]
#[command(
    name = "rootcast",
    version,
    styles = STYLES,
    propagate_version = true,
    disable_help_subcommand = true,
    max_term_width = 100,
    after_help = "\
A reading is a question with every choice spelled out:

  MEASURE [facet=value[+value…]]… [by=facet[,facet…]] [period=P[..P]] [as-of=DATE] [source=ID]

Examples:
  rootcast show encounters border=southwest period=FY2021..FY2023
  rootcast show encounters origin=northern-triangle border=southwest period=FY2023 as-of=2024-02-05
  rootcast explain encounters border=southwest period=2023-10
  rootcast ledger show call-to-action --as-of 2024-02-05
  rootcast check article.txt
  rootcast forecast encounters border=southwest --by origin
  rootcast watch
  rootcast brief --out brief.html

Exit codes:
  0  done
  1  the answer is no: check found a claim contradicted, verify or score a problem, ledger validate an
     error, forecast --file nothing to file, or reference build --check a difference
  2  the command line, a path or the reading is wrong
  3  a file was refused, and the store is as it was
  4  the machine, the network or the store failed
  5  no release held answers the reading"
)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Options of every command")]
pub(super) struct Global {
    /// Form of the output [default: table].
    #[arg(
        long,
        global = true,
        value_name = "FORMAT",
        value_enum,
        hide_possible_values = true,
        help = "Form of the output: table, csv, json or parquet [default: table]"
    )]
    pub(super) format: Option<Form>,
    /// Store folder.
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        help = "Store folder [default: ROOTCAST_STORE, else the data folder of the platform, \
                ~/.local/share/rootcast on Linux]"
    )]
    pub(super) store: Option<PathBuf>,
    /// Read the store folder alone, without the releases that ship in the program
    #[arg(long, global = true)]
    pub(super) no_embedded: bool,
    /// Colour and weight: auto, always or never; auto is on a terminal unless `NO_COLOR` is set
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        value_enum,
        default_value_t,
        hide_possible_values = true,
        hide_default_value = true
    )]
    pub(super) color: When,
    /// No progress and no messages on the error output, but errors
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
}

/// A form of output as the command line names it. The first four are of every result, the next two of `check`, the last
/// two of `ledger export`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    /// See [`Format`].
    Table,
    /// See [`Format`].
    Csv,
    /// See [`Format`].
    Json,
    /// See [`Format`].
    Parquet,
    /// A table to paste.
    Markdown,
    /// One self-contained page.
    Html,
    /// XML of the International Aid Transparency Initiative.
    Iati,
    /// The schema of our own ledger files.
    Toml,
}

impl Form {
    /// The format of results; `None` for what only a check or a ledger has.
    pub(super) fn of_results(self) -> Option<Format> {
        match self {
            Form::Table => Some(Format::Table),
            Form::Csv => Some(Format::Csv),
            Form::Json => Some(Format::Json),
            Form::Parquet => Some(Format::Parquet),
            Form::Markdown | Form::Html | Form::Iati | Form::Toml => None,
        }
    }
}

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    /// On a terminal, unless the environment says otherwise.
    #[default]
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Show(Show),
    Explain(Explain),
    Diff(Diff),
    Export(Export),
    Check(CheckTexts),
    Forecast(Forecast),
    Backtest(Backtest),
    Score(Score),
    Watch(Watch),
    #[command(subcommand)]
    Impact(ImpactCommand),
    Brief(Brief),
    #[command(subcommand)]
    Ledger(LedgerCommand),
    Ingest(Ingest),
    Fetch(Fetch),
    Sources(Sources),
    Releases(Releases),
    Verify(Verify),
    #[command(subcommand)]
    Store(StoreCommand),
    #[command(subcommand)]
    Reference(ReferenceCommand),
    Completions(Completions),
}

/// A reading, as one quoted text or as several words.
#[derive(Debug, Args)]
pub(super) struct ReadingWords {
    /// The reading, as one quoted text or as several words: MEASURE [facet=value[+value…]]… [by=…] [period=…]
    /// [as-of=DATE] [source=ID]
    #[arg(value_name = "READING", required = true, num_args = 1..)]
    words: Vec<String>,
}

impl ReadingWords {
    pub(super) fn text(&self) -> String {
        self.words.join(" ")
    }
}

/// Answer a reading
///
/// Prints the figures, and below them the reading with every choice spelled out, its definition, the releases it was
/// read from, the publisher's rounding, and what other sources say.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rootcast show encounters border=southwest period=FY2023
  rootcast show 'encounters origin=GTM+HND+SLV border=southwest period=FY2021..FY2023 by=origin'
  rootcast show encounters border=southwest period=2023-10 as-of=2023-11-30
  rootcast show --format csv encounters by=origin,month period=FY2023 > months.csv")]
pub(super) struct Show {
    #[command(flatten)]
    pub(super) reading: ReadingWords,
    /// List the rows of the published files behind the figures
    #[arg(long)]
    pub(super) rows: bool,
    /// Do not ask the other sources that could answer
    #[arg(long)]
    pub(super) no_cross_checks: bool,
}

/// Say which release answered each period and why, and what other sources say
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rootcast explain encounters border=southwest period=2023-10
  rootcast explain encounters border=southwest component=usbp period=FY2023 as-of=2024-11-30")]
pub(super) struct Explain {
    #[command(flatten)]
    pub(super) reading: ReadingWords,
}

/// List what publishers changed between two days
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rootcast diff encounters border=southwest period=2023-10 --from 2023-11-30 --to 2023-12-31
  rootcast diff encounters border=southwest by=origin,month --from 2023-11-30")]
pub(super) struct Diff {
    #[command(flatten)]
    pub(super) reading: ReadingWords,
    /// As known on this day
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(super) from: Date,
    /// Against as known on this day [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(super) to: Option<Date>,
}

/// Hand out the published cells behind a reading
///
/// One row a cell, with source, release, and the row of the published file it stands in.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rootcast export encounters origin=GTM border=southwest period=FY2023 --format csv
  rootcast export encounters border=southwest period=FY2023 --format parquet --out cells.parquet")]
pub(super) struct Export {
    #[command(flatten)]
    pub(super) reading: ReadingWords,
    /// File to write; the standard output when not given
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
}

/// Write the brief: what was measured lately, the shift in origins, what comes next, revisions, drivers
///
/// A summary on the output, or with --out one self-contained page. `--format json` gives its figures.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rootcast brief
  rootcast brief --out brief.html
  rootcast brief --as-of 2024-02-05 --focus nicaragua-venezuela-cuba-haiti --out brief.html
  rootcast brief --text article.txt --out brief.html")]
pub(super) struct Brief {
    /// As known on this day [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(super) as_of: Option<Date>,
    /// Group of origins to look at closely: a group, a country, or several joined by `+`
    #[arg(long, value_name = "GROUP", default_value = "northern-triangle")]
    pub(super) focus: String,
    /// Text to check in a section of its own, as `rootcast check` does; may be given several times
    #[arg(long, value_name = "FILE")]
    pub(super) text: Vec<PathBuf>,
    /// Seed of the draws of its forecast and alarms
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(super) seed: u64,
    /// File to write: one self-contained page, or with --format the text or the figures
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
}

/// Read published files into the store
///
/// The source is found by a file's own layout. Files may be plain, gzip, zip or workbooks. A file is taken whole or
/// refused whole; the same bytes are taken once.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rootcast ingest nationwide-encounters-fy21-fy24-aor.csv.gz
  rootcast ingest new.csv --published 2025-01-14
  rootcast ingest --store mystore --source cbp-nationwide-aor *.csv --published 2025-01")]
pub(super) struct Ingest {
    /// Files
    #[arg(value_name = "PATH", required = true)]
    pub(super) paths: Vec<PathBuf>,
    /// Source the files belong to, instead of the one their layout names
    #[arg(long, value_name = "ID")]
    pub(super) source: Option<String>,
    /// Day of publication, or month (2023-11) or year (2023) where no more is known
    #[arg(long, value_name = "DATE", value_parser = published)]
    pub(super) published: Option<(Date, Precision)>,
    /// Add up rows that repeat the labels and period of another, where the file would be refused for them
    #[arg(long)]
    pub(super) allow_repeats: bool,
}

/// Download sources from their publishers, and ingest what changed
///
/// Without SOURCE, every source that has an address. A download is tried again when the server is busy, continued
/// where it ended, and not repeated when nothing changed. The store stays as it was when a download fails.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rootcast fetch
  rootcast fetch bls-jolts-openings
  rootcast fetch cbp-nationwide-aor --url https://mirror.example.org/aor.csv")]
pub(super) struct Fetch {
    /// Sources
    #[arg(value_name = "SOURCE")]
    pub(super) sources: Vec<String>,
    /// Address to download from instead of the publisher's (with one SOURCE)
    #[arg(long, value_name = "URL")]
    pub(super) url: Option<String>,
    /// Attempts a download
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub(super) attempts: u32,
    /// Seconds a download may take, pauses included
    #[arg(long, value_name = "SECONDS", default_value_t = 3600, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(super) timeout: u64,
    /// Seconds after which a server that sends next to nothing is given up
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(super) stall_timeout: u64,
    /// Bytes a download may have
    #[arg(long, value_name = "BYTES", default_value_t = 4 << 30)]
    pub(super) max_bytes: u64,
}

/// List the sources Rootcast can read
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rootcast sources
  rootcast sources --format json")]
pub(super) struct Sources {}

/// List the releases held
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rootcast releases
  rootcast releases cbp-nationwide-aor --format csv")]
pub(super) struct Releases {
    /// Only those of this source
    #[arg(value_name = "SOURCE")]
    pub(super) source: Option<String>,
}

/// Check every release of the store folder against its original file
///
/// Reads the originals again and compares hashes and every figure. Exit code 1 when anything does not agree.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rootcast verify
  rootcast verify --store mystore --format json")]
pub(super) struct Verify {}

/// The store for other programs
#[derive(Debug, Subcommand)]
pub(super) enum StoreCommand {
    Views(Views),
}

/// Print SQL views of the store folder for DuckDB, with the as-of rule as a macro
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rootcast store views > views.sql
  duckdb -init views.sql")]
pub(super) struct Views {}

/// The figures that ship in the program
#[derive(Debug, Subcommand)]
pub(super) enum ReferenceCommand {
    Build(Build),
}

/// Make the figures that ship in the program from the published files
///
/// For developers: run in the repository, and build the program again. Same files, same bytes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rootcast reference build --published ../shared/data/published
  rootcast reference build --published ../shared/data/published --check")]
pub(super) struct Build {
    /// Folder of the published files
    #[arg(long, value_name = "DIR")]
    pub(super) published: PathBuf,
    /// Folder of the figures and their specification, tables.toml
    #[arg(long, value_name = "DIR", default_value = "reference")]
    pub(super) folder: PathBuf,
    /// Change nothing; say what would change, with exit code 1
    #[arg(long)]
    pub(super) check: bool,
}

/// Print completions for a shell
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rootcast completions bash > ~/.local/share/bash-completion/completions/rootcast
  rootcast completions fish > ~/.config/fish/completions/rootcast.fish")]
pub(super) struct Completions {
    /// Shell
    #[arg(value_name = "SHELL", value_enum)]
    pub(super) shell: clap_complete::Shell,
}

fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "write it as 2024-02-05".to_owned())
}

/// A day, or a month or year, which stands for its first day.
fn published(text: &str) -> Result<(Date, Precision), String> {
    let forms = [
        (text.to_owned(), Precision::Day),
        (format!("{text}-01"), Precision::Month),
        (format!("{text}-01-01"), Precision::Year),
    ];
    let lengths = [10, 7, 4];
    forms
        .into_iter()
        .zip(lengths)
        .filter(|(_, length)| *length == text.len())
        .find_map(|((day, precision), _)| Some((day.parse().ok()?, precision)))
        .ok_or_else(|| "write it as 2023-11-14, 2023-11 or 2023".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_grammar_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_date_of_publication_is_as_exact_as_it_is_written() {
        assert_eq!(published("2023-11-14"), Ok((date(2023, 11, 14), Precision::Day)));
        assert_eq!(published("2023-11"), Ok((date(2023, 11, 1), Precision::Month)));
        assert_eq!(published("2023"), Ok((date(2023, 1, 1), Precision::Year)));
        for wrong in [
            "",
            "23",
            "2023-13",
            "2023-1",
            "2023-02-30",
            "20231114",
            "November 2023",
        ] {
            assert!(published(wrong).is_err(), "{wrong}");
        }
    }
}
