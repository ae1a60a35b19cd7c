//! The grammar of `rootcast check`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use super::day;

/// Say which figures of a text hold, and on which reading
///
/// Every statement with a quantity in it is found, asked on every reading its words admit, and judged twice: on what
/// was known on the day of the text, and on what is known now. A verdict is about a sentence, never about who wrote it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rootcast check article.txt
  rootcast check --sample
  rootcast check article.txt --published 2024-02-05 --out article.html
  pandoc article.docx -t plain | rootcast check - --format json
  rootcast check articles.jsonl --format json > checked.jsonl
  rootcast check *.md --fail-on ambiguous --format markdown

Forms of output (--format): table (annotated text), csv, json, parquet, markdown or html; by default the ending of
--out names it.

Exit code 1 when a claim is contradicted as of the day of its text; see --fail-on.")]
pub(in crate::cli) struct CheckTexts {
    /// Texts: plain, Markdown, HTML or many in JSON Lines; `-` is the standard input
    #[arg(value_name = "FILE", required_unless_present = "sample")]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// Check the article that ships in the program
    #[arg(long, conflicts_with = "files")]
    pub(in crate::cli) sample: bool,
    /// The day of "now" [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(in crate::cli) as_of: Option<Date>,
    /// Day the texts were published, whatever they say themselves
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(in crate::cli) published: Option<Date>,
    /// Language of the texts, en or es, instead of the one they seem to be in
    #[arg(long, value_name = "LANG", value_enum, hide_possible_values = true)]
    pub(in crate::cli) lang: Option<Language>,
    /// How the texts are marked up: plain, markdown or html, instead of how they look
    #[arg(long, value_name = "MARKUP", value_enum, hide_possible_values = true)]
    pub(in crate::cli) markup: Option<MarkupName>,
    /// Largest text that is read, in megabytes; a line of JSON Lines is a text
    #[arg(long, value_name = "MB", default_value_t = 256, value_parser = clap::value_parser!(u32).range(1..))]
    pub(in crate::cli) max_size: u32,
    /// List the rows of the published files behind the figures
    #[arg(long)]
    pub(in crate::cli) rows: bool,
    /// Verdict that gives exit code 1: contradicted, ambiguous (or contradicted), or never
    #[arg(
        long,
        value_name = "VERDICT",
        value_enum,
        default_value_t,
        hide_possible_values = true
    )]
    pub(in crate::cli) fail_on: FailOn,
    /// File to write; the standard output when not given
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) out: Option<PathBuf>,
}

/// A language as the command line names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Language {
    /// English.
    En,
    /// Spanish.
    Es,
}

/// A markup as the command line names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum MarkupName {
    /// None.
    Plain,
    /// Markdown.
    Markdown,
    /// A page of the web.
    Html,
}

/// Which verdicts end in exit code 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum FailOn {
    /// Contradicted.
    #[default]
    Contradicted,
    /// Ambiguous or contradicted.
    Ambiguous,
    /// None.
    Never,
}
