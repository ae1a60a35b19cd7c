//! Texts one by one: each is checked, written and given up before the next is read.
//!
//! Of JSON Lines and of rows nothing is kept. What ends with the pairs between the texts keeps their claims, without the
//! readings tried.

use std::{
    fmt::Write as _,
    io::{self, BufWriter, Seek, Write},
};

use rootcast_claims::{check::Document, cross};
use tempfile::SpooledTempFile;

use super::Run;
use crate::{
    check::{
        file::{Source, Text},
        markdown,
        report::{self, Report, Summary},
        rows::Sheet,
        terminal,
    },
    cli::{Exit, failure::Failure, save::Writing},
    format::{Page, Report as _, csv, json},
};

/// What is written of each text.
#[derive(Clone, Copy, Debug)]
pub(super) enum Form {
    /// A report of one document on a line.
    Lines,
    /// A part of one report.
    Object,
    /// Rows below one header.
    Rows,
    /// A table in Markdown.
    Markdown,
    /// The text with its claims, for people.
    Page(Page),
}

/// How much of a report of several texts is held in memory until their counts are known; the rest is held on disk.
const IN_MEMORY: usize = 8 << 20;

/// Checks the texts one by one. Nothing is written where none can be read, but the lines of a stream.
pub(super) fn check(
    run: &Run<'_>,
    sources: Vec<Source>,
    form: Form,
    mut first: Option<Failure>,
) -> Result<Exit, Failure> {
    let summary = if let Some(path) = &run.args.out {
        let mut file = Writing::new(path)?;
        let summary = write(run, sources, form, &mut first, &mut file)?;
        if summary.documents > 0 || matches!(form, Form::Lines) {
            file.finish()?;
            run.context.console.say(&format!("wrote {}", path.display()));
        }
        summary
    } else {
        let mut out = BufWriter::new(io::stdout().lock());
        write(run, sources, form, &mut first, &mut out)?
    };
    Ok(run.exit(first, &summary))
}

fn write(
    run: &Run<'_>,
    sources: Vec<Source>,
    form: Form,
    first: &mut Option<Failure>,
    out: &mut dyn Write,
) -> Result<Summary, Failure> {
    let bar = run.context.console.bar();
    let mut writer = Writer {
        spool: SpooledTempFile::new(IN_MEMORY),
        form,
        run,
        summary: Summary::default(),
        kept: Vec::new(),
    };
    for text in sources.into_iter().flat_map(Source::texts) {
        match text {
            Ok(text) => {
                bar.message(text.name.clone());
                writer.text(&text, out)?;
            }
            Err(e) => super::fail(run.context, e, first),
        }
    }
    if writer.summary.documents > 0 {
        writer.end(out)?;
    }
    out.flush()?;
    Ok(writer.summary)
}

struct Writer<'r> {
    run: &'r Run<'r>,
    form: Form,
    summary: Summary,
    /// What is needed to set the texts against each other.
    kept: Vec<Document>,
    /// The documents of a report, until its counts are known.
    spool: SpooledTempFile,
}

impl Writer<'_> {
    /// Checks a text and writes what was found.
    fn text(&mut self, text: &Text, out: &mut dyn Write) -> Result<(), Failure> {
        let document = self.run.check(text);
        let number = self.summary.documents + 1;
        let between = cross::Pairs::default();
        let report = Report::of(std::slice::from_ref(&document), &between, self.run.as_of);
        self.summary.add(&report.summary);
        match &self.form {
            Form::Lines => return Ok(json::write_line(&report, out)?),
            Form::Rows => {
                let sheet = Sheet {
                    report: &report,
                    documents: std::slice::from_ref(&document),
                    texts: std::slice::from_ref(text),
                };
                let columns = sheet.columns();
                let written = match number {
                    1 => csv::write(&columns, out),
                    _ => csv::write_rows(&columns, out),
                };
                return Ok(written?);
            }
            Form::Object => {
                let mut spool = BufWriter::new(&mut self.spool);
                let before: &[u8] = if number == 1 { b"\n    " } else { b",\n    " };
                spool.write_all(before)?;
                json::write_inside(report::Text::of(&document, number), 2, &mut spool)?;
                spool.flush()?;
            }
            Form::Markdown => {
                for text in &report.documents {
                    out.write_all(markdown::one(text).as_bytes())?;
                }
            }
            Form::Page(page) => {
                for found in &report.documents {
                    let page = terminal::one(found, &document, &text.text, number == 1, page);
                    out.write_all(page.as_bytes())?;
                }
            }
        }
        let mut document = document;
        document.give_up_readings();
        self.kept.push(document);
        Ok(())
    }

    /// Writes what can be said when all texts were read.
    fn end(&mut self, out: &mut dyn Write) -> Result<(), Failure> {
        let between = cross::between(&self.kept);
        let report = Report::of(&self.kept, &between, self.run.as_of);
        match &self.form {
            Form::Lines | Form::Rows => {}
            Form::Markdown => out.write_all(markdown::end(&report).as_bytes())?,
            Form::Page(page) => out.write_all(terminal::end(&report, page).as_bytes())?,
            Form::Object => {
                let mut head = format!("{{\n  \"format\": {},\n  \"as_of\": ", report.format);
                let _ = write!(head, "\"{}\",\n  \"summary\": ", report.as_of);
                out.write_all(head.as_bytes())?;
                json::write_inside(report.summary, 1, out)?;
                out.write_all(b",\n  \"documents\": [")?;
                self.spool.rewind()?;
                io::copy(&mut self.spool, out)?;
                out.write_all(b"\n  ],\n  \"pairs\": ")?;
                json::write_inside(&report.pairs, 1, out)?;
                if report.more_pairs > 0 {
                    out.write_all(format!(",\n  \"more_pairs\": {}", report.more_pairs).as_bytes())?;
                }
                out.write_all(b"\n}\n")?;
            }
        }
        Ok(())
    }
}
