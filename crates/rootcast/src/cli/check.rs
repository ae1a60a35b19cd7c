//! Checking texts: read, judged, and printed in the form asked for.

mod stream;

use std::{io, path::Path};

use jiff::civil::Date;
use rootcast_claims::{
    Lang,
    check::Document,
    cross,
    text::{Markup, NoteKind},
};
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
        file::{self, Source, Terms, Text, TextError},
        page,
        report::{Report, Summary},
        rows::Sheet,
    },
    format::{Format, Page},
};

/// Name under which the standard input is given.
const INPUT: &str = "-";

/// Megabytes in bytes.
const MEGABYTE: usize = 1_000_000;

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
    let detail = Detail {
        rows: args.rows,
        cross_checks: false,
    };
    let run = Run {
        context,
        args,
        checker: Checker::new(&held, detail),
        how: How {
            published: args.published,
            lang: args.lang.map(lang),
        },
        as_of,
    };
    let (sources, first) = open(context, args);
    let page = || match &args.out {
        Some(_) => Page::plain(),
        None => *context.console.page(),
    };
    let one_by_one = match form {
        Form::Json if sources.iter().any(Source::is_stream) => stream::Form::Lines,
        Form::Json => stream::Form::Object,
        Form::Csv => stream::Form::Rows,
        Form::Markdown => stream::Form::Markdown,
        Form::Html | Form::Parquet => return whole(&run, sources, form, first),
        Form::Table | Form::Iati | Form::Toml => stream::Form::Page(page()),
    };
    stream::check(&run, sources, one_by_one, first)
}

/// One command.
struct Run<'r> {
    context: &'r Context,
    args: &'r CheckTexts,
    checker: Checker<'r>,
    how: How,
    as_of: Date,
}

impl Run<'_> {
    /// Checks a text, and says where it was too long to be read to its end.
    fn check(&self, text: &Text) -> Document {
        let document = self.checker.check_text(text, self.how, self.as_of);
        for note in document.notes.iter().filter(|n| n.kind == NoteKind::Unread) {
            self.context.console.say(&format!(
                "`{}` is not read from character {} on: {}",
                text.name, note.span.start, note.why
            ));
        }
        document
    }

    /// The first failure, else what the verdicts say.
    fn exit(&self, first: Option<Failure>, summary: &Summary) -> Exit {
        match first {
            Some(failure) => failure.exit,
            None => exit(self.args.fail_on, summary),
        }
    }
}

/// Checks all texts before anything is written: a page begins with what all of them come to, and a file of columns is
/// written column by column.
fn whole(
    run: &Run<'_>,
    sources: Vec<Source>,
    form: Form,
    mut first: Option<Failure>,
) -> Result<Exit, Failure> {
    let bar = run.context.console.bar();
    let (mut texts, mut documents) = (Vec::new(), Vec::new());
    for text in sources.into_iter().flat_map(Source::texts) {
        match text {
            Ok(text) => {
                bar.message(text.name.clone());
                documents.push(run.check(&text));
                texts.push(text);
            }
            Err(e) => fail(run.context, e, &mut first),
        }
    }
    if documents.is_empty() {
        return Ok(run.exit(first, &Summary::default()));
    }
    let between = cross::between(&documents);
    let report = Report::of(&documents, &between, run.as_of);
    let sheet = Sheet {
        report: &report,
        documents: &documents,
        texts: &texts,
    };
    let summary = report.summary;
    print(run.context, run.args, form, &sheet)?;
    Ok(run.exit(first, &summary))
}

/// What can be opened, and the first failure. One bad file does not lose the others.
fn open(context: &Context, args: &CheckTexts) -> (Vec<Source>, Option<Failure>) {
    if args.sample {
        return (vec![Source::One(check::sample::text())], None);
    }
    let terms = Terms {
        markup: args.markup.map(markup),
        largest: (args.max_size as usize).saturating_mul(MEGABYTE),
    };
    let mut sources = Vec::new();
    let mut first: Option<Failure> = None;
    for path in &args.files {
        match open_one(path, terms) {
            Ok(source) => sources.push(source),
            Err(e) => fail(context, e, &mut first),
        }
    }
    (sources, first)
}

/// Says that a text cannot be read, and keeps the first that could not.
fn fail(context: &Context, error: TextError, first: &mut Option<Failure>) {
    let failure = Failure::from(error);
    context.console.fail(&failure);
    first.get_or_insert(failure);
}

fn open_one(path: &Path, terms: Terms) -> Result<Source, TextError> {
    if path == Path::new(INPUT) {
        file::of_reader("standard input".to_owned(), io::stdin(), terms)
    } else {
        file::open(path, terms)
    }
}

/// The texts of a file, all of which must be readable.
pub(super) fn read_all(path: &Path) -> Result<Vec<Text>, TextError> {
    open_one(path, Terms::default())?.texts().collect()
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
    if form == Form::Parquet {
        return match &args.out {
            Some(path) => context.console.save_as(sheet, Format::Parquet, path),
            None => context.console.print_as(sheet, Format::Parquet),
        };
    }
    let text = page::html(sheet).map_err(anyhow::Error::from)?;
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
