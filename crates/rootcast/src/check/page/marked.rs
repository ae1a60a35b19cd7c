//! The original with its claims as links to their entries.

use std::fmt::{self, Write};

use rootcast_claims::{check::Document, text::NoteKind};

use super::class;
use crate::check::{
    annotate::{Piece, pieces},
    report::{Claim, Text},
    words,
};

/// Prints the original. Every claim has a place to come back to, a number, and at least one link.
pub(super) fn text(
    out: &mut String,
    d: usize,
    original: &str,
    document: &Document,
    text: &Text<'_>,
) -> fmt::Result {
    let mut linked = vec![false; text.claims.len()];
    let mut placed = vec![false; text.claims.len()];
    for piece in pieces(original, document) {
        for i in &piece.begins {
            // A claim in several parts is come back to at its first.
            if let Some(place) = placed.get_mut(*i).filter(|p| !**p) {
                *place = true;
                write!(out, "<span id=\"d{d}-t{}\" class=\"place\"></span>", i + 1)?;
            }
        }
        let ended = words_of(out, d, &piece, text, &mut linked)?;
        for i in piece.ends.iter().filter(|i| Some(**i) != ended) {
            if let Some(claim) = text.claims.get(*i).filter(|c| ends_with(c, &piece)) {
                let stop = linked.get_mut(*i).is_none_or(|l| !std::mem::replace(l, true));
                number(out, d, claim, stop)?;
            }
        }
    }
    Ok(())
}

/// Whether the last part of a claim ends with the piece: earlier parts carry no number.
fn ends_with(claim: &Claim<'_>, piece: &Piece<'_>) -> bool {
    claim.spans.iter().map(|s| s.end).max() == Some(piece.end)
}

/// The characters of a piece. Those of a claim are a link to the entry of the shortest claim on them; it is given back
/// where its number stands on this piece.
fn words_of(
    out: &mut String,
    d: usize,
    piece: &Piece<'_>,
    text: &Text<'_>,
    linked: &mut [bool],
) -> Result<Option<usize>, fmt::Error> {
    let noted = piece
        .notes
        .iter()
        .filter_map(|i| text.notes.get(*i))
        .any(|n| !matches!(n.kind, NoteKind::Joined | NoteKind::Encoding | NoteKind::Unread));
    if noted {
        out.push_str("<span class=\"noted\">");
    }
    let inner = piece
        .claims
        .first()
        .and_then(|i| Some((*i, text.claims.get(*i)?)));
    let mut numbered = None;
    match inner {
        None => characters(out, piece.text)?,
        Some((i, claim)) => {
            let all: Vec<String> = piece.claims.iter().map(|c| format!("d{d}c{}", c + 1)).collect();
            write!(
                out,
                "<a href=\"#d{d}-c{}\" class=\"words {} {}\"",
                claim.number,
                class(claim.verdict),
                all.join(" ")
            )?;
            match linked.get_mut(i) {
                // One stop of the keyboard is enough for a claim.
                Some(true) => out.push_str(" tabindex=\"-1\""),
                Some(first) => {
                    *first = true;
                    write!(out, " aria-describedby=\"{}\"", class(claim.verdict))?;
                }
                None => {}
            }
            if piece.ends.contains(&i) && ends_with(claim, piece) {
                numbered = Some(i);
                write!(out, " data-n=\"{} {}\"", claim.number, words::sign(claim.verdict))?;
            }
            out.push('>');
            characters(out, piece.text)?;
            out.push_str("</a>");
        }
    }
    if noted {
        out.push_str("</span>");
    }
    Ok(numbered)
}

/// The number of a claim whose last words are those of a shorter claim. It is no text of the page: a copy of the text
/// is a copy of the original.
fn number(out: &mut String, d: usize, claim: &Claim<'_>, stop: bool) -> fmt::Result {
    let skipped = if stop { "" } else { " tabindex=\"-1\"" };
    write!(
        out,
        "<a href=\"#d{d}-c{n}\" class=\"number {class}\" aria-label=\"Claim {n}: {name}\" data-n=\"{n} {sign}\"{skipped}></a>",
        n = claim.number,
        class = class(claim.verdict),
        name = words::verdict(claim.verdict),
        sign = words::sign(claim.verdict),
    )
}

/// Characters that come back as they were from a reader of HTML: a carriage return by its number, a zero as U+FFFD.
fn characters(out: &mut String, text: &str) -> fmt::Result {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#13;"),
            '\0' => out.push(char::REPLACEMENT_CHARACTER),
            c => write!(out, "{c}")?,
        }
    }
    Ok(())
}
