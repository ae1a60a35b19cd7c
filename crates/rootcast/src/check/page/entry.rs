//! What was found on a claim: an entry of the panel.

use std::fmt::{self, Write};

use rootcast_claims::verdict::{Fares, Verdict};

use super::class;
use crate::{
    brief::escape::{Prose, Text as Escaped},
    check::{
        report::{Claim, Reading, Standing},
        words,
    },
};

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
        otherwise(out, standing)?;
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

fn otherwise(out: &mut String, standing: &Standing<'_>) -> fmt::Result {
    writeln!(
        out,
        "<p><strong>{} {} as of {}:</strong> {}</p>",
        words::sign(standing.verdict),
        words::verdict(standing.verdict),
        standing.as_of,
        Prose(standing.says)
    )
}

/// The readings, open where they disagree: the question is only understood with them.
fn readings(out: &mut String, claim: &Claim<'_>) -> fmt::Result {
    let all = claim.readings.len();
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
        "<details{open}>\n<summary>{all} {noun} tried <span class=\"hidden\">for claim {}</span></summary>\n<ul class=\"tried\">",
        claim.number
    )?;
    let (unanswered, answered): (Vec<_>, Vec<_>) =
        claim.readings.iter().partition(|r| r.fares == Fares::Unanswered);
    for reading in answered.into_iter().chain(unanswered) {
        self::reading(out, reading)?;
    }
    out.push_str("</ul>\n</details>\n");
    Ok(())
}

fn reading(out: &mut String, reading: &Reading<'_>) -> fmt::Result {
    write!(
        out,
        "<li><strong class=\"fares\">{}</strong> ",
        words::fares(reading.fares)
    )?;
    for asked in &reading.asked {
        if let Some(value) = asked.value {
            write!(out, "<span class=\"figure\">{}</span> ", words::figure(value))?;
        }
        writeln!(out, "<code>{}</code>", Escaped(asked.reading))?;
    }
    write!(out, "<p>{}</p>", Prose(reading.says))?;
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
    out.push_str("</li>\n");
    Ok(())
}
