//! Checking texts: read, judged, and printed in the form asked for.

use std::{
    io::{self, Read},
    path::Path,
};

use rootcast_claims::{Lang, check::Document, cross, text::Markup};
use rootcast_store::store::Detail;

use super::{
    Context, Exit,
    args::{CheckTexts, FailOn, Form, Language, MarkupName},
    console::print_text,
    failure::Failure,
};
use crate::{
    check::{
        self, How,
        file::{self, Text, TextError},
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
    let held = context.home.held(as_of)?;
    let (texts, first) = read(context, args);
    let how = How {
        published: args.published,
        lang: args.lang.map(lang),
        detail: Detail {
            rows: args.rows,
            cross_checks: false,
        },
    };
    let documents: Vec<Document> = texts
        .iter()
        .map(|text| {
            let bar = context.console.bar();
            bar.message(text.name.clone());
            check::check_text(&held, text, how, as_of)
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

/// The texts that can be read, and the first failure. One bad file does not lose the others.
fn read(context: &Context, args: &CheckTexts) -> (Vec<Text>, Option<Failure>) {
    if args.sample {
        return (vec![check::sample::text()], None);
    }
    let mut texts = Vec::new();
    let mut first: Option<Failure> = None;
    for path in &args.files {
        match read_one(path, args.markup.map(markup)) {
            Ok(text) => texts.push(text),
            Err(e) => {
                let failure = Failure::from(e);
                context.console.fail(&failure);
                first.get_or_insert(failure);
            }
        }
    }
    (texts, first)
}

pub(super) fn read_one(path: &Path, markup: Option<Markup>) -> Result<Text, TextError> {
    if path != Path::new(INPUT) {
        return file::open(path, markup);
    }
    let name = "standard input".to_owned();
    let mut bytes = Vec::new();
    match io::stdin().lock().read_to_end(&mut bytes) {
        Ok(_) => file::of_bytes(name, &bytes, markup),
        Err(source) => Err(TextError::Unreadable { name, source }),
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
        Some("json") => Form::Json,
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
    }
}
