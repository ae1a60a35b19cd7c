//! A check as one self-contained page: the text with its claims marked, beside it what was found on each.
//!
//! There is no script. The words of a claim are a link to its entry and the entry links back; the style sheet marks
//! what a link led to. The text of the page is the text of the original, character for character, but for the zero
//! character, which HTML cannot hold.

mod entry;
mod marked;

use std::{
    fmt::{self, Write},
    path::Path,
};

use rootcast_claims::verdict::Verdict;

use super::{
    annotate::{lines, slice},
    report::{Place, Related, Report, Text},
    rows::Sheet,
    words::{self, VERDICTS},
};
use crate::brief::escape::{Prose, Text as Escaped};

const FRAME: &str = include_str!(concat!(env!("ROOTCAST_WEB_DIST"), "/brief.css"));
const SHEET: &str = include_str!("../../../../web/src/check.css");

/// Characters of a note's words that are printed.
const NOTED: usize = 80;

/// Prints the page.
pub fn html(sheet: &Sheet<'_>) -> Result<String, fmt::Error> {
    let mut out = String::new();
    page(&mut out, sheet)?;
    Ok(out)
}

/// The class of a verdict.
fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Supported => "v-supported",
        Verdict::Contradicted => "v-contradicted",
        Verdict::Ambiguous => "v-ambiguous",
        Verdict::NotCheckable => "v-not-checkable",
    }
}

fn page(out: &mut String, sheet: &Sheet<'_>) -> fmt::Result {
    let report = sheet.report;
    let title = match report.documents.as_slice() {
        [one] => format!("Figures of “{}”, checked", short(one.name)),
        many => format!("Figures of {} texts, checked", many.len()),
    };
    write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n<style>\n{FRAME}\n{SHEET}\n",
        title = Escaped(&title),
    )?;
    for (d, text) in (1..).zip(&report.documents) {
        rules(out, d, text)?;
    }
    write!(
        out,
        "</style>\n</head>\n<body class=\"check\">\n<a class=\"skip\" href=\"#main\">Skip to the text</a>\n<header>\n\
         <p class=\"brand\">Rootcast check</p>\n<h1>{}</h1>\n<p class=\"standing\">A verdict is about a sentence: on which \
         readings of its words it holds, by figures that agencies published on or before the day of the text. What is \
         known now is as known on {}.</p>\n",
        Escaped(&title),
        report.as_of
    )?;
    legend(out, report)?;
    if report.documents.len() > 1 {
        contents(out, report)?;
    }
    out.push_str("</header>\n<main id=\"main\">\n");
    for (i, text) in report.documents.iter().enumerate() {
        document(out, sheet, i, text)?;
    }
    if !report.pairs.is_empty() {
        out.push_str("<section id=\"between\" aria-labelledby=\"between-title\">\n<h2 id=\"between-title\">Between the texts</h2>\n");
        pairs(out, &report.pairs, report.more_pairs, true)?;
        out.push_str("</section>\n");
    }
    out.push_str(
        "</main>\n<footer><p>Made by Rootcast. Same text, same releases, same days, same page. Any figure again: \
         <code>rootcast show READING</code>.</p></footer>\n</body>\n</html>\n",
    );
    Ok(())
}

/// The last part of a path.
fn short(name: &str) -> &str {
    Path::new(name)
        .file_name()
        .and_then(|n| n.to_str())
        .unwrap_or(name)
}

/// What a link led to is marked on both sides: the entry, and every part of the words.
fn rules(out: &mut String, d: usize, text: &Text<'_>) -> fmt::Result {
    for claim in &text.claims {
        let n = claim.number;
        writeln!(
            out,
            ":root:has(#d{d}-c{n}:target,#d{d}-t{n}:target) .d{d}c{n}{{outline:2px solid var(--link);outline-offset:1px}}"
        )?;
    }
    Ok(())
}

fn legend(out: &mut String, report: &Report<'_>) -> fmt::Result {
    let summary = &report.summary;
    out.push_str("<ul class=\"legend\">\n");
    for verdict in VERDICTS {
        let count = match verdict {
            Verdict::Supported => summary.supported,
            Verdict::Contradicted => summary.contradicted,
            Verdict::Ambiguous => summary.ambiguous,
            Verdict::NotCheckable => summary.not_checkable,
        };
        writeln!(
            out,
            "<li class=\"{class}\"><span class=\"sign\" aria-hidden=\"true\">{sign}</span> <strong>{count}</strong> \
             <span id=\"{class}\">{name}</span>: {meaning}</li>",
            class = class(verdict),
            sign = words::sign(verdict),
            name = words::verdict(verdict),
            meaning = words::meaning(verdict),
        )?;
    }
    out.push_str("</ul>\n");
    Ok(())
}

fn contents(out: &mut String, report: &Report<'_>) -> fmt::Result {
    out.push_str("<nav aria-label=\"Texts\"><ol>\n");
    for (d, text) in (1..).zip(&report.documents) {
        writeln!(out, "<li><a href=\"#d{d}\">{}</a></li>", Escaped(text.name))?;
    }
    if !report.pairs.is_empty() {
        out.push_str("<li><a href=\"#between\">Between the texts</a></li>\n");
    }
    out.push_str("</ol></nav>\n");
    Ok(())
}

fn document(out: &mut String, sheet: &Sheet<'_>, i: usize, text: &Text<'_>) -> fmt::Result {
    let (Some(document), Some(original)) = (sheet.documents.get(i), sheet.texts.get(i)) else {
        return Ok(());
    };
    let d = i + 1;
    let name = Escaped(text.name);
    writeln!(
        out,
        "<section id=\"d{d}\" aria-labelledby=\"d{d}-title\">\n<h2 id=\"d{d}-title\">{name}</h2>\n<p class=\"source\">{}. {}.</p>",
        Escaped(&words::standing(text)),
        words::tally(&text.summary)
    )?;
    first(out, d, text)?;
    out.push_str("<div class=\"beside\">\n");
    write!(
        out,
        "<div class=\"text\" id=\"d{d}-text\" lang=\"{}\" dir=\"auto\">",
        text.language
    )?;
    marked::text(out, d, &original.text, document, text)?;
    writeln!(
        out,
        "</div>\n<div class=\"panel\" role=\"region\" aria-label=\"Claims of {name}\" tabindex=\"0\">"
    )?;
    if text.claims.is_empty() {
        out.push_str("<p>No statement with a quantity was found.</p>\n");
    } else {
        out.push_str("<ol class=\"claims\">\n");
        for claim in &text.claims {
            entry::claim(out, d, claim)?;
        }
        out.push_str("</ol>\n");
    }
    out.push_str("</div>\n</div>\n");
    if !text.pairs.is_empty() {
        writeln!(out, "<h3>Claims of this text that are about one thing</h3>")?;
        pairs(out, &text.pairs, text.more_pairs, false)?;
    }
    notes(out, d, &original.text, text)?;
    out.push_str("</section>\n");
    Ok(())
}

/// What a reader wants to know first: the claims that do not hold, and those that leave a question.
fn first(out: &mut String, d: usize, text: &Text<'_>) -> fmt::Result {
    let telling = |v: Verdict| matches!(v, Verdict::Contradicted | Verdict::Ambiguous);
    if !text.claims.iter().any(|c| telling(c.verdict)) {
        return Ok(());
    }
    writeln!(
        out,
        "<details class=\"first\" open>\n<summary>To look at first</summary>\n<ul>"
    )?;
    for claim in text.claims.iter().filter(|c| telling(c.verdict)) {
        writeln!(
            out,
            "<li class=\"{class}\"><span class=\"sign\" aria-hidden=\"true\">{sign}</span> {name}: <a \
             href=\"#d{d}-c{n}\">{n}. {words}</a>{question}</li>",
            class = class(claim.verdict),
            sign = words::sign(claim.verdict),
            name = words::verdict(claim.verdict),
            n = claim.number,
            words = Escaped(claim.text),
            question = claim
                .question
                .map(|q| format!(" <span class=\"source\">{}</span>", Prose(q)))
                .unwrap_or_default(),
        )?;
    }
    out.push_str("</ul>\n</details>\n");
    Ok(())
}

/// What cleaning did and doubted, with the line of the original.
fn notes(out: &mut String, d: usize, original: &str, text: &Text<'_>) -> fmt::Result {
    if text.notes.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<details class=\"notes\" id=\"d{d}-notes\">\n<summary>Notes on the text: {}</summary>\n<ul>",
        text.notes.len()
    )?;
    for (note, line) in text.notes.iter().zip(lines(original, text.notes)) {
        let words = slice(original, note.span).trim();
        let mut short: String = words.chars().take(NOTED).collect();
        if short.len() < words.len() {
            short.push('…');
        }
        write!(out, "<li>{}, line {line}", words::note(note.kind))?;
        if !short.is_empty() {
            write!(out, ": <q>{}</q>", Escaped(&short))?;
        }
        writeln!(out, ": {}</li>", Prose(&note.why))?;
    }
    out.push_str("</ul>\n</details>\n");
    Ok(())
}

fn pairs(out: &mut String, pairs: &[Related<'_>], more: usize, between: bool) -> fmt::Result {
    let place = |out: &mut String, p: &Place| match p.claim {
        Some(claim) => write!(
            out,
            "<a href=\"#d{d}-c{claim}\">{}claim {claim}</a>",
            if between {
                format!("text {}, ", p.document)
            } else {
                String::new()
            },
            d = p.document
        ),
        None => write!(out, "text {}", p.document),
    };
    out.push_str("<ul class=\"pairs\">\n");
    for pair in pairs {
        out.push_str("<li>");
        place(out, &pair.first)?;
        out.push_str(" and ");
        place(out, &pair.second)?;
        writeln!(
            out,
            ": <strong>{}</strong>: {}</li>",
            words::relation(pair.relation),
            Prose(pair.says)
        )?;
    }
    if let Some(more) = words::more_pairs(more) {
        writeln!(out, "<li>{more}</li>")?;
    }
    out.push_str("</ul>\n");
    Ok(())
}
