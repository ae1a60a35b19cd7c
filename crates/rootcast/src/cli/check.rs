//! Checking texts: read, judged, and printed in the form asked for.

mod stream;

use std::{io, path::Path};

use rootcast_claims::{Lang, check::Document, cross, text::Markup};
use rootcast_store::store::Detail;

use super::{
    Context, Exit,
    args::{CheckTexts, FailOn, Form, Language, MarkupName},
    console::print_text,
    failure::Failure,
    save,
};
use crate::{
    check::{
        self, Checker, How,
        file::{self, Source, Text, TextError},
        markdown, page,
        report::{Report, Summary},
        rows::Sheet,
    },
    format::Format,
};

/// Name under which the standard input is given.
const INPUT: &str = "-";

pub(super) fn check(context: &Context, args: &CheckTexts) -> Result<Exit, Failure> {
    let as_of = args.as_of.unwrap_or(context.today);
    if let Some(published) = args.published
        && as_of < published
    {
        return Err(Failure::usage(format!(
            "--published {published} is after --as-of {as_of}; nothing is known of a later day"
        )));
    }
    let form = form(context, args)?;
    if let Some(path) = &args.out {
        save::can_be_written(path)?;
    }
    let held = context.home.held(as_of)?;
    let checker = Checker::new(&held);
    let how = How {
        published: args.published,
        lang: args.lang.map(lang),
        detail: Detail {
            rows: args.rows,
            cross_checks: false,
        },
    };
    let (sources, mut first) = open(context, args);
    // Of a stream each text is checked and written before the next is read.
    if form == Form::Json && sources.iter().any(|s| matches!(s, Source::Stream(_))) {
        return stream::check(context, args, &checker, sources, how, as_of, first);
    }
    let texts = read(context, sources, &mut first);
    let documents: Vec<Document> = texts
        .iter()
        .map(|text| {
            let bar = context.console.bar();
            bar.message(text.name.clone());
            checker.check_text(text, how, as_of)
        })
        .collect();
    if documents.is_empty() {
        return Ok(first.map_or(Exit::Done, |f| f.exit));
    }
    let between = cross::between(&documents);
    let report = Report::of(&documents, &between, as_of);
    let sheet = Sheet {
        report: &report,
        documents: &documents,
        texts: &texts,
    };
    let summary = report.summary;
    print(context, args, form, &sheet)?;
    Ok(match first {
        Some(failure) => failure.exit,
        None => exit(args.fail_on, &summary),
    })
}

/// What can be opened, and the first failure. One bad file does not lose the others.
fn open(context: &Context, args: &CheckTexts) -> (Vec<Source>, Option<Failure>) {
    if args.sample {
        return (vec![Source::One(check::sample::text())], None);
    }
    let mut sources = Vec::new();
    let mut first: Option<Failure> = None;
    for path in &args.files {
        match open_one(path, args.markup.map(markup)) {
            Ok(source) => sources.push(source),
            Err(e) => fail(context, e, &mut first),
        }
    }
    (sources, first)
}

/// All texts of what was opened.
fn read(context: &Context, sources: Vec<Source>, first: &mut Option<Failure>) -> Vec<Text> {
    let mut texts = Vec::new();
    for source in sources {
        match source {
            Source::One(text) => texts.push(text),
            Source::Stream(stream) => {
                for text in stream {
                    match text {
                        Ok(text) => texts.push(text),
                        Err(e) => fail(context, e, first),
                    }
                }
            }
        }
    }
    texts
}

/// Says that a text cannot be read, and keeps the first that could not.
fn fail(context: &Context, error: TextError, first: &mut Option<Failure>) {
    let failure = Failure::from(error);
    context.console.fail(&failure);
    first.get_or_insert(failure);
}

fn open_one(path: &Path, markup: Option<Markup>) -> Result<Source, TextError> {
    if path == Path::new(INPUT) {
        file::of_reader("standard input".to_owned(), io::stdin(), markup)
    } else {
        file::open(path, markup)
    }
}

/// The texts of a file, all of which must be readable.
pub(super) fn read_all(path: &Path) -> Result<Vec<Text>, TextError> {
    match open_one(path, None)? {
        Source::One(text) => Ok(vec![text]),
        Source::Stream(stream) => stream.collect(),
    }
}

/// The form asked for, else the one that the ending of `--out` names, else text for people.
fn form(context: &Context, args: &CheckTexts) -> Result<Form, Failure> {
    if let Some(form) = context.console.form() {
        return match form {
            Form::Iati | Form::Toml => Err(Failure::usage(
                "a check is --format table, csv, json, parquet, markdown or html; IATI and TOML are forms of a ledger",
            )),
            form => Ok(form),
        };
    }
    let ending = args
        .out
        .as_deref()
        .and_then(Path::extension)
        .map(|e| e.to_string_lossy().to_ascii_lowercase());
    Ok(match ending.as_deref() {
        Some("html" | "htm") => Form::Html,
        Some("md" | "markdown") => Form::Markdown,
        Some("json" | "jsonl" | "ndjson") => Form::Json,
        Some("csv") => Form::Csv,
        Some("parquet") => Form::Parquet,
        _ => Form::Table,
    })
}

fn print(context: &Context, args: &CheckTexts, form: Form, sheet: &Sheet<'_>) -> Result<(), Failure> {
    let text = match form {
        Form::Markdown => markdown::markdown(sheet.report),
        Form::Html => page::html(sheet).map_err(anyhow::Error::from)?,
        other => {
            let format = other.of_results().unwrap_or(Format::Table);
            return match &args.out {
                Some(path) => context.console.save_as(sheet, format, path),
                None => context.console.print_as(sheet, format),
            };
        }
    };
    match &args.out {
        Some(path) => context.console.save_bytes(text.as_bytes(), path),
        None => print_text(&text),
    }
}

fn exit(fail_on: FailOn, summary: &Summary) -> Exit {
    let found = match fail_on {
        FailOn::Never => 0,
        FailOn::Contradicted => summary.contradicted,
        FailOn::Ambiguous => summary.contradicted + summary.ambiguous,
    };
    if found == 0 { Exit::Done } else { Exit::No }
}

fn lang(name: Language) -> Lang {
    match name {
        Language::En => Lang::English,
        Language::Es => Lang::Spanish,
    }
}

fn markup(name: MarkupName) -> Markup {
    match name {
        MarkupName::Plain => Markup::Plain,
        MarkupName::Markdown => Markup::Markdown,
        MarkupName::Html => Markup::Html,
    }
}
