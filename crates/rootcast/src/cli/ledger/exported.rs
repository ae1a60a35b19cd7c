//! `ledger export`: IATI, TOML, CSV or JSON, and what IATI cannot say on the error output.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use jiff::civil::Date;
use rootcast_ledger::{
    file,
    iati::export::{ExportError, Loss, Reporter, write},
    ledger::{Activity, Ledger},
};

use super::timeline::TimelineList;
use crate::{
    cli::{
        Context, Exit,
        args::{Form, LedgerExport},
        console::print_text,
        failure::Failure,
    },
    format::{self, Format, Page, json},
    ledger::{
        export::{Entries, narrowed},
        scope,
        timeline::timeline,
    },
};

pub(super) fn export(context: &Context, args: &LedgerExport) -> Result<Exit, Failure> {
    let as_of = context.day(args.day.as_of);
    let form = context.console.form().unwrap_or(Form::Toml);
    if form == Form::Iati
        && let Some(text) = as_published(context, args, as_of)?
    {
        put(context, text.as_bytes(), args.out.as_deref())?;
        return Ok(Exit::Done);
    }
    let reporter = reporter(args, form)?;
    let mut ledger = context.home.ledger(as_of)?;
    if form == Form::Iati {
        // What came as IATI is its publisher's to report.
        for id in context.home.ledger_shelf().activities(as_of)? {
            ledger.activities.remove(&id);
            ledger.statements.retain(|_, s| s.activity != id);
        }
    }
    let ledger = narrowed(&ledger, args.activity.as_deref(), as_of)?;
    let bytes = match (form, reporter) {
        (Form::Table | Form::Markdown | Form::Html, _) => {
            return Err(Failure::usage(
                "an export is --format iati, toml, csv or json; `rootcast ledger show` prints a table",
            ));
        }
        (Form::Iati, Some(by)) => {
            let mut bytes = Vec::new();
            let loss = write(&ledger, &by, as_of, &mut bytes)?;
            tell(context, &loss);
            bytes
        }
        // The reporter was asked for above.
        (Form::Iati, None) | (Form::Toml, _) => file::toml(&ledger).into_bytes(),
        (Form::Json, _) => {
            let mut bytes = Vec::new();
            let value =
                serde_json::to_value(Entries::of(&ledger, as_of)).map_err(format::FormatError::Json)?;
            json::write(value, &mut bytes)?;
            bytes
        }
        // The table that `ledger import` reads.
        (Form::Csv, _) => file::csv::write(ledger.statements.values())
            .map_err(|e| Failure::usage(e.to_string()))?
            .into_bytes(),
        (Form::Parquet, _) => rows(&ledger, as_of)?,
    };
    put(context, &bytes, args.out.as_deref())?;
    Ok(Exit::Done)
}

/// Activities that came as IATI go out as they came, element for element: nobody else answers for them. `None` where
/// something of our own is asked for.
fn as_published(context: &Context, args: &LedgerExport, as_of: Date) -> Result<Option<String>, Failure> {
    let shelf = context.home.ledger_shelf();
    let imported = shelf.activities(as_of)?;
    let by = [&args.reporting_org, &args.reporting_name, &args.reporting_type];
    let wanted: BTreeSet<String> = match &args.activity {
        Some(id) => {
            let ledger = context.home.ledger(as_of)?;
            let inside = scope::whole(&ledger, Some(id))?;
            let (theirs, ours): (Vec<&Activity>, Vec<&Activity>) =
                inside.into_iter().partition(|a| imported.contains(&a.id));
            if theirs.is_empty() {
                return Ok(None);
            }
            if !ours.is_empty() {
                return Err(Failure::usage(format!(
                    "`{id}` holds imported activities and some of our own, such as `{}`; export them by themselves",
                    ours.first().map_or("", |a| a.id.as_str())
                )));
            }
            if by.iter().any(|given| given.is_some()) {
                return Err(Failure::usage(format!(
                    "`{id}` was imported and goes out as its publisher wrote it; leave out --reporting-org, \
                     --reporting-name and --reporting-type"
                )));
            }
            theirs.iter().map(|a| a.id.clone()).collect()
        }
        None if by.iter().any(|given| given.is_some()) => return Ok(None),
        None => imported,
    };
    let mut files = shelf.published(&wanted, as_of)?;
    match files.len() {
        0 => Ok(None),
        1 => Ok(files.pop().map(|f| f.text)),
        _ => Err(Failure::usage(format!(
            "the activities are from several files ({}); name one activity, for a file has one publisher's root element",
            files
                .iter()
                .map(|f| f.import.file.as_str())
                .collect::<Vec<_>>()
                .join(", ")
        ))),
    }
}

fn put(context: &Context, bytes: &[u8], out: Option<&Path>) -> Result<(), Failure> {
    match out {
        Some(path) => context.console.save_bytes(bytes, path),
        None => match std::str::from_utf8(bytes) {
            Ok(text) => print_text(text),
            Err(_) => Err(Failure::usage("Parquet goes to a file: give --out FILE")),
        },
    }
}

/// The statements for other programs, one row each, with intervals as numbers.
fn rows(ledger: &Ledger, as_of: Date) -> Result<Vec<u8>, Failure> {
    let all: Vec<_> = ledger.activities.values().collect();
    let found = timeline(ledger, &all, as_of);
    let mut bytes = Vec::new();
    format::write(&TimelineList(&found), Format::Parquet, &Page::plain(), &mut bytes)?;
    Ok(bytes)
}

/// Who reports; only IATI wants to know.
fn reporter(args: &LedgerExport, form: Form) -> Result<Option<Reporter>, Failure> {
    let given = [
        ("--reporting-org", &args.reporting_org),
        ("--reporting-name", &args.reporting_name),
        ("--reporting-type", &args.reporting_type),
    ];
    if form != Form::Iati {
        return match given.iter().find(|(_, value)| value.is_some()) {
            Some((name, _)) => Err(Failure::usage(format!(
                "{name} is for --format iati; leave it out"
            ))),
            None => Ok(None),
        };
    }
    let missing: Vec<&str> = given
        .iter()
        .filter(|(_, value)| value.is_none())
        .map(|(name, _)| *name)
        .collect();
    match (&args.reporting_org, &args.reporting_name, &args.reporting_type) {
        (Some(reference), Some(name), Some(kind)) => Ok(Some(Reporter {
            reference: reference.clone(),
            name: name.clone(),
            kind: kind.clone(),
            // The statements are others': whoever exports a ledger reports at second hand.
            secondary: true,
        })),
        _ => Err(Failure::usage(format!(
            "IATI wants one organisation to answer for a file; give {}, as in --reporting-org XM-EXAMPLE-1 \
             --reporting-name 'Example Institute' --reporting-type 80",
            missing.join(" and ")
        ))),
    }
}

/// Entries of one sort that are named in a line; the others are counted.
const NAMED: usize = 3;

/// Says what the file does not say, what is alike in one line.
fn tell(context: &Context, loss: &Loss) {
    let mut groups: BTreeMap<(&str, &str, &str), Vec<&str>> = BTreeMap::new();
    for l in &loss.lost {
        groups.entry((l.what, l.field, &l.why)).or_default().push(&l.id);
    }
    for ((what, field, why), ids) in groups {
        let names = ids
            .iter()
            .take(NAMED)
            .map(|id| format!("`{id}`"))
            .collect::<Vec<_>>();
        let more = match ids.len().saturating_sub(NAMED) {
            0 => String::new(),
            n => format!(" and {n} more"),
        };
        let field = if field.is_empty() {
            String::new()
        } else {
            format!(", {field}")
        };
        context.console.say(&format!(
            "not in IATI: {what} {}{more}{field}: {why}",
            names.join(", ")
        ));
    }
    for added in &loss.added {
        context.console.say(&format!("added for IATI: {added}"));
    }
}

impl From<ExportError> for Failure {
    fn from(e: ExportError) -> Self {
        match e {
            ExportError::Write(e) => e.into(),
            other => Self::usage(other.to_string()),
        }
    }
}
