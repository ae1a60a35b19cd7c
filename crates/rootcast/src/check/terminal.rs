//! A check for the terminal: the text with its claims marked, below it each claim with the readings tried.

use std::collections::BTreeMap;

use rootcast_claims::{
    check::Document,
    text::{Note, NoteKind},
    verdict::{Fares, Verdict},
};

use super::{
    annotate::{Piece, lines, pieces, slice},
    report::{Claim, Place, Related, Report, Source, Text},
    rows::Sheet,
    words::{self, VERDICTS, harmless},
};
use crate::format::Page;

/// Characters up to which a text is printed whole; of a longer one, the lines with claims.
const WHOLE: usize = 40_000;
/// Readings printed for a claim; files have all.
const READINGS: usize = 4;
/// Notes of one kind that are printed.
const NOTES: usize = 5;
/// Characters of a note's words that are printed.
const NOTED: usize = 60;

/// Prints every text, what stands between them, and the counts.
pub(super) fn text(sheet: &Sheet<'_>, page: &Page) -> String {
    let mut out = String::new();
    let report = sheet.report;
    let texts = report.documents.iter().zip(sheet.documents).zip(sheet.texts);
    for (i, ((text, document), original)) in texts.enumerate() {
        out.push_str(&one(text, document, &original.text, i == 0, page));
    }
    out.push_str(&end(report, page));
    out
}

/// Prints a text; what the signs mean goes before the first.
pub fn one(text: &Text<'_>, document: &Document, original: &str, first: bool, page: &Page) -> String {
    let mut out = String::new();
    let title = format!("{}: {}", harmless(text.name), words::standing(text));
    out.push_str(&format!("{}\n", page.strong(&title)));
    out.push_str(&format!("{}\n\n", words::tally(&text.summary)));
    if first {
        legend(&mut out, page);
    }
    annotated(&mut out, original, &pieces(original, document), text, page);
    let mut sources = Sources::default();
    for claim in &text.claims {
        self::claim(&mut out, claim, &mut sources, page);
    }
    if text.claims.is_empty() {
        out.push_str("No statement with a quantity was found.\n\n");
    }
    pairs(&mut out, &text.pairs, text.more_pairs, false, page);
    notes(&mut out, original, text, page);
    sources.list(&mut out, page);
    out
}

/// Prints what stands between the texts, and the counts.
pub fn end(report: &Report<'_>, page: &Page) -> String {
    let mut out = String::new();
    pairs(&mut out, &report.pairs, report.more_pairs, true, page);
    if report.documents.len() > 1 {
        for text in &report.documents {
            out.push_str(&format!(
                "{}: {}\n",
                harmless(text.name),
                words::tally(&text.summary)
            ));
        }
        out.push_str(&format!("In all {}\n", words::tally(&report.summary)));
    } else {
        out.push_str(&format!("{}\n", words::tally(&report.summary)));
    }
    out
}

/// What the verdicts mean.
fn legend(out: &mut String, page: &Page) {
    for verdict in VERDICTS {
        let head = format!("{} {}", words::sign(verdict), words::verdict(verdict));
        let line = format!("{head:<15} {}", words::meaning(verdict));
        out.push_str(&format!("  {}\n", coloured(page, verdict, &line)));
    }
    out.push('\n');
}

/// The releases behind the readings printed, numbered in the order they are met.
#[derive(Default)]
struct Sources(Vec<String>);

impl Sources {
    /// The number of a release: `[2]`.
    fn mark(&mut self, source: &Source<'_>) -> String {
        let line = words::release(source);
        let at = self.0.iter().position(|s| *s == line).unwrap_or_else(|| {
            self.0.push(line);
            self.0.len() - 1
        });
        format!("[s{}]", at + 1)
    }

    fn list(&self, out: &mut String, page: &Page) {
        for (i, line) in self.0.iter().enumerate() {
            let label = if i == 0 { "source" } else { "" };
            out.push_str(&page.entry(label, &format!("[s{}] {line}", i + 1), false));
        }
        if !self.0.is_empty() {
            out.push('\n');
        }
    }
}

/// A word or a part of one, with the colour it has.
struct Run {
    text: String,
    verdict: Option<Verdict>,
    faint: bool,
}

impl Run {
    fn set(&self, page: &Page) -> String {
        match self.verdict {
            Some(verdict) => coloured(page, verdict, &self.text),
            None if self.faint => page.faint(&self.text),
            None => self.text.clone(),
        }
    }
}

fn coloured(page: &Page, verdict: Verdict, text: &str) -> String {
    match verdict {
        Verdict::Supported => page.good(text),
        Verdict::Contradicted => page.bad(text),
        Verdict::Ambiguous => page.doubtful(text),
        Verdict::NotCheckable => page.strong(text),
    }
}

/// The original, broken into lines of the page. `[3✗ words]` is claim 3.
fn annotated(out: &mut String, original: &str, pieces: &[Piece<'_>], text: &Text<'_>, page: &Page) {
    let whole = original.chars().count() <= WHOLE;
    let mut line: Vec<Vec<Run>> = vec![Vec::new()];
    let mut marked = false;
    let mut blank = true;
    let mut flush = |line: &mut Vec<Vec<Run>>, marked: &mut bool| {
        let empty = line.iter().all(Vec::is_empty);
        // Empty lines part paragraphs; one is enough.
        if empty && !blank {
            out.push('\n');
        } else if !empty && (whole || *marked) {
            set(out, line, page);
        }
        if empty || whole || *marked {
            blank = empty;
        }
        *line = vec![Vec::new()];
        *marked = false;
    };
    for piece in pieces {
        let of = |i: &usize| text.claims.get(*i);
        let inner = piece.claims.first().and_then(of).map(|c| c.verdict);
        let faint = piece
            .notes
            .iter()
            .filter_map(|i| text.notes.get(*i))
            .any(|n| n.kind == NoteKind::Boilerplate);
        let mut open = String::new();
        for claim in piece.begins.iter().filter_map(of) {
            open.push_str(&format!("[{}{} ", claim.number, words::sign(claim.verdict)));
        }
        let mut put = |line: &mut Vec<Vec<Run>>, text: &str| {
            if let Some(word) = line.last_mut() {
                word.push(Run {
                    text: format!("{}{}", std::mem::take(&mut open), harmless(text)),
                    verdict: inner,
                    faint,
                });
            }
        };
        let mut from = 0;
        for (at, c) in piece.text.char_indices().filter(|(_, c)| c.is_whitespace()) {
            if from < at {
                put(&mut line, piece.text.get(from..at).unwrap_or_default());
                marked |= inner.is_some();
            }
            from = at + c.len_utf8();
            if c == '\n' {
                flush(&mut line, &mut marked);
            } else if line.last().is_some_and(|w| !w.is_empty()) {
                line.push(Vec::new());
            }
        }
        if from < piece.text.len() {
            put(&mut line, piece.text.get(from..).unwrap_or_default());
            marked |= inner.is_some();
        }
        for ended in piece.ends.iter().filter_map(of) {
            if let Some(word) = line.iter_mut().rev().find(|w| !w.is_empty()) {
                word.push(Run {
                    text: "]".to_owned(),
                    verdict: Some(ended.verdict),
                    faint: false,
                });
            }
        }
    }
    flush(&mut line, &mut marked);
    out.push('\n');
}

/// Breaks a line of words into lines of the page.
fn set(out: &mut String, words: &[Vec<Run>], page: &Page) {
    const INDENT: &str = "  ";
    let mut used = 0;
    for word in words.iter().filter(|w| !w.is_empty()) {
        let length: usize = word.iter().map(|r| r.text.chars().count()).sum();
        if used > 0 && used + 1 + length > page.width {
            out.push('\n');
            used = 0;
        }
        if used == 0 {
            out.push_str(INDENT);
            used = INDENT.len();
        } else {
            out.push(' ');
            used += 1;
        }
        for run in word {
            out.push_str(&run.set(page));
        }
        used += length;
    }
    out.push('\n');
}

fn claim(out: &mut String, claim: &Claim<'_>, sources: &mut Sources, page: &Page) {
    let head = format!(
        "[{}] {} {}",
        claim.number,
        words::sign(claim.verdict),
        words::verdict(claim.verdict)
    );
    let reason = claim
        .reason
        .map(|r| format!(" ({})", words::reason(r)))
        .unwrap_or_default();
    out.push_str(&format!(
        "{}{reason}  “{}”\n",
        coloured(page, claim.verdict, &head),
        harmless(claim.text)
    ));
    out.push_str(&page.entry("found", &harmless(claim.says), false));
    if let Some(question) = claim.question {
        out.push_str(&page.entry("question", &harmless(question), false));
    }
    for standing in claim.turned() {
        let line = harmless(&words::otherwise(claim, standing));
        out.push_str(&page.entry("other day", &line, false));
    }
    for line in claim.revised {
        out.push_str(&page.entry("revised", line, false));
    }
    if let Some(by) = claim.said_by {
        out.push_str(&page.entry("said by", &harmless(by), false));
    }
    readings(out, claim, sources, page);
    out.push('\n');
}

/// The nearest few readings, each with its figure, what it is, how the claim fares on it and why, and as it can be asked.
fn readings(out: &mut String, claim: &Claim<'_>, sources: &mut Sources, page: &Page) {
    let (first, rest) = claim.shown(READINGS);
    for reading in &first {
        let (figure, says) = words::told(reading);
        let figure = figure.map_or_else(String::new, |f| format!("{f} "));
        let line = format!("{figure}{}: {says}", reading.plain);
        out.push_str(&page.entry(words::outcome(reading), &harmless(&line), false));
        let mut parts: Vec<&str> = reading.why.iter().map(String::as_str).collect();
        if !reading.counts && claim.verdict != Verdict::NotCheckable && reading.fares != Fares::Unanswered {
            parts.push(words::ASIDE);
        }
        let mut marks: Vec<String> = Vec::new();
        for mark in reading.releases.iter().map(|s| sources.mark(s)) {
            if !marks.contains(&mark) {
                marks.push(mark);
            }
        }
        let line = format!("{} {}", parts.join("; "), marks.concat());
        out.push_str(&page.entry("", line.trim_end(), false));
        // Never broken, so that it can be copied.
        for asked in &reading.asked {
            out.push_str(&page.entry("", &page.faint(asked.reading), true));
        }
    }
    if !rest.is_empty() {
        let noun = if rest.len() == 1 { "reading" } else { "readings" };
        let more = format!("and {} more {noun}, in --format json or html", rest.len());
        out.push_str(&page.entry("", &more, false));
    }
    if let Some(more) = words::more_readings(claim.more_readings) {
        out.push_str(&page.entry("", &more, false));
    }
}

fn notes(out: &mut String, original: &str, text: &Text<'_>, page: &Page) {
    let mut lines = lines(original, text.notes).into_iter();
    let mut noted: BTreeMap<NoteKind, Vec<(usize, &Note)>> = BTreeMap::new();
    for note in text.notes {
        let line = lines.next().unwrap_or_default();
        noted.entry(note.kind).or_default().push((line, note));
    }
    for (kind, all) in &noted {
        for (line, note) in all.iter().take(NOTES) {
            let words = harmless(slice(original, note.span).trim());
            let mut short: String = words.chars().take(NOTED).collect();
            if short.len() < words.len() {
                short.push('…');
            }
            let quoted = if short.is_empty() {
                short
            } else {
                format!(" “{short}”")
            };
            let told = format!("line {line}{quoted}: {}", harmless(&note.why));
            out.push_str(&page.entry(words::note(*kind), &told, false));
        }
        if all.len() > NOTES {
            out.push_str(&page.entry("", &format!("and {} more", all.len() - NOTES), false));
        }
    }
    if !noted.is_empty() {
        out.push('\n');
    }
}

fn pairs(out: &mut String, pairs: &[Related<'_>], more: usize, between: bool, page: &Page) {
    let name = |place: &Place| match (between, place.claim) {
        (true, Some(claim)) => format!("text {} [{claim}]", place.document),
        (true, None) => format!("text {}", place.document),
        (false, Some(claim)) => format!("[{claim}]"),
        (false, None) => format!("at {}", place.span.start),
    };
    for pair in pairs {
        let line = format!(
            "{} and {}: {}: {}",
            name(&pair.first),
            name(&pair.second),
            words::relation(pair.relation),
            harmless(pair.says)
        );
        out.push_str(&page.entry(if between { "between" } else { "within" }, &line, false));
    }
    if let Some(more) = words::more_pairs(more) {
        out.push_str(&page.entry("", &more, false));
    }
    if !pairs.is_empty() {
        out.push('\n');
    }
}
