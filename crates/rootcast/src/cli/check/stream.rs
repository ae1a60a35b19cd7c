//! Checking a stream of texts: each is written before the next is read, so that memory does not grow with their number.

use std::io::{self, BufWriter, Write};

use jiff::civil::Date;

use super::{exit, fail};
use crate::{
    check::{
        Checker, How,
        file::{Source, Text, TextError},
        report::{Report, Summary},
    },
    cli::{Context, Exit, args::CheckTexts, failure::Failure, save::Writing},
    format::json,
};

/// Checks the texts of streams and of files, and writes a report of one document for each, a line each.
pub(super) fn check(
    context: &Context,
    args: &CheckTexts,
    checker: &Checker<'_>,
    sources: Vec<Source>,
    how: How,
    as_of: Date,
    mut first: Option<Failure>,
) -> Result<Exit, Failure> {
    let mut summary = Summary::default();
    let bar = context.console.bar();
    let write = |out: &mut dyn Write| -> Result<(), Failure> {
        let mut take = |text: Result<Text, TextError>| -> Result<(), Failure> {
            match text {
                Ok(text) => {
                    bar.message(text.name.clone());
                    let documents = [checker.check_text(&text, how, as_of)];
                    let report = Report::of(&documents, &[], as_of);
                    summary.add(&report.summary);
                    let value = serde_json::to_value(&report).map_err(anyhow::Error::from)?;
                    Ok(json::write_line(value, &mut *out)?)
                }
                Err(e) => {
                    fail(context, e, &mut first);
                    Ok(())
                }
            }
        };
        for source in sources {
            match source {
                Source::One(text) => take(Ok(text))?,
                Source::Stream(mut stream) => stream.try_for_each(&mut take)?,
            }
        }
        Ok(out.flush()?)
    };
    match &args.out {
        Some(path) => {
            let mut file = Writing::new(path)?;
            write(&mut file)?;
            file.finish()?;
            context.console.say(&format!("wrote {}", path.display()));
        }
        None => write(&mut BufWriter::new(io::stdout().lock()))?,
    }
    Ok(match first {
        Some(failure) => failure.exit,
        None => exit(args.fail_on, &summary),
    })
}
