//! What was found on a claim: an entry of the panel.

use std::fmt::{self, Write};

use rootcast_claims::verdict::{Fares, Verdict};

use super::class;
use crate::{
    brief::escape::{Prose, Text as Escaped},
    check::{
        report::{Claim, Reading},
        words,
    },
};

/// Readings shown before the others unfold.
const READINGS: usize = 4;

/// Prints the entry.
pub(super) fn claim(out: &mut String, d: usize, claim: &Claim<'_>) -> fmt::Result {
    let n = claim.number;
    let reason = claim
        .reason
        .map(|r| format!(" ({})", words::reason(r)))
        .unwrap_or_default();
    writeln!(
        out,
        "<li id=\"d{d}-c{n}\" class=\"claim {class}\">\n<h3><span class=\"sign\" aria-hidden=\"true\">{sign}</span> {n}. \
         {name}{reason}</h3>\n<p class=\"quote\"><q>{words}</q> <a href=\"#d{d}-t{n}\" aria-label=\"Claim {n} in the \
         text\">in the text</a></p>\n<p>{says}</p>",
        class = class(claim.verdict),
        sign = words::sign(claim.verdict),
        name = words::verdict(claim.verdict),
        words = Escaped(claim.text),
        says = Prose(claim.says),
    )?;
    if let Some(question) = claim.question {
        writeln!(
            out,
            "<p class=\"question\"><strong>Question:</strong> {}</p>",
            Prose(question)
        )?;
    }
    for standing in claim.turned() {
        writeln!(
            out,
            "<p><strong>Another day:</strong> {}</p>",
            Prose(&words::otherwise(claim, standing))
        )?;
    }
    for line in claim.revised {
        writeln!(out, "<p><strong>Revised:</strong> {}</p>", Prose(line))?;
    }
    if let Some(by) = claim.said_by {
        writeln!(out, "<p>Said by {}.</p>", Escaped(by))?;
    }
    readings(out, claim)?;
    out.push_str("</li>\n");
    Ok(())
}

/// The readings, open where they disagree: the question is only understood with them. The nearest few come first.
fn readings(out: &mut String, claim: &Claim<'_>) -> fmt::Result {
    let all = claim.readings.tried();
    if all == 0 {
        return Ok(());
    }
    let open = if claim.verdict == Verdict::Ambiguous {
        " open"
    } else {
        ""
    };
    let noun = if all == 1 { "reading" } else { "readings" };
    writeln!(
        out,
        "<details{open}>\n<summary>{all} {noun} tried <span class=\"hidden\">for claim {}</span></summary>",
        claim.number
    )?;
    let (first, rest) = claim.shown(READINGS);
    list(out, claim, &first)?;
    if !rest.is_empty() {
        writeln!(
            out,
            "<details>\n<summary>{} more <span class=\"hidden\">readings of claim {}</span></summary>",
            rest.len(),
            claim.number
        )?;
        list(out, claim, &rest)?;
        out.push_str("</details>\n");
    }
    if let Some(more) = words::more_readings(claim.more_readings) {
        writeln!(out, "<p class=\"source\">{more}</p>")?;
    }
    out.push_str("</details>\n");
    Ok(())
}

fn list(out: &mut String, claim: &Claim<'_>, readings: &[Reading<'_>]) -> fmt::Result {
    out.push_str("<ul class=\"tried\">\n");
    for reading in readings {
        let aside =
            !reading.counts && claim.verdict != Verdict::NotCheckable && reading.fares != Fares::Unanswered;
        self::reading(out, reading, aside)?;
    }
    out.push_str("</ul>\n");
    Ok(())
}

fn reading(out: &mut String, reading: &Reading<'_>, aside: bool) -> fmt::Result {
    let note = if aside {
        format!(" <span class=\"source\">({})</span>", words::ASIDE)
    } else {
        String::new()
    };
    write!(
        out,
        "<li{}><strong class=\"fares f-{fares}\">{}</strong> ",
        if aside { " class=\"aside\"" } else { "" },
        words::outcome(reading),
        fares = words::fares(reading.fares).replace(' ', "-"),
    )?;
    let (figure, says) = words::told(reading);
    if let Some(figure) = figure {
        write!(out, "<span class=\"figure\">{figure}</span> ")?;
    }
    write!(out, "{}: {}.{note}", Escaped(&reading.plain), Prose(&says))?;
    if !reading.why.is_empty() {
        write!(
            out,
            "<p class=\"source\">Because: {}.</p>",
            Prose(&reading.why.join("; "))
        )?;
    }
    let mut sources: Vec<String> = reading.releases.iter().map(words::release).collect();
    sources.dedup();
    if !sources.is_empty() {
        write!(
            out,
            "<p class=\"source\">From: {}.</p>",
            Escaped(&sources.join("; "))
        )?;
    }
    out.push_str("<p class=\"source\">Ask again: <code>rootcast show</code> ");
    for asked in &reading.asked {
        write!(out, "<code>{}</code> ", Escaped(asked.reading))?;
    }
    out.push_str("</p></li>\n");
    Ok(())
}
