//! A check as Markdown: a table a text, to paste into a note or an issue.

use rootcast_claims::text::NoteKind;

use super::{
    report::{Claim, Place, Related, Report, Text},
    words,
};

/// Prints the table of a text.
pub fn one(text: &Text<'_>) -> String {
    let mut out = format!(
        "## {}\n\n{}. {}.\n\n",
        cell(text.name),
        words::standing(text),
        words::tally(&text.summary)
    );
    if !text.claims.is_empty() {
        out.push_str("| | claim | verdict | nearest reading | figure | source | question |\n");
        out.push_str("|--:|---|---|---|--:|---|---|\n");
    }
    for claim in &text.claims {
        row(&mut out, claim);
    }
    if !text.claims.is_empty() {
        out.push('\n');
    }
    pairs(&mut out, &text.pairs, text.more_pairs, false);
    unread(&mut out, text);
    out
}

/// Prints what stands between the texts, and the counts.
pub fn end(report: &Report<'_>) -> String {
    let mut out = String::new();
    pairs(&mut out, &report.pairs, report.more_pairs, true);
    if report.documents.len() > 1 {
        out.push_str(&format!("In all {}.\n", words::tally(&report.summary)));
    }
    out
}

/// Says where the text was no longer searched for claims.
fn unread(out: &mut String, text: &Text<'_>) {
    for note in text.notes.iter().filter(|n| n.kind == NoteKind::Unread) {
        out.push_str(&format!(
            "Not read from character {} on: {}.\n\n",
            note.span.start,
            cell(&note.why)
        ));
    }
}

fn row(out: &mut String, claim: &Claim<'_>) {
    let mut verdict = format!("{} {}", words::sign(claim.verdict), words::verdict(claim.verdict));
    if let Some(reason) = claim.reason {
        verdict.push_str(&format!(" ({})", words::reason(reason)));
    }
    for other in claim.turned() {
        verdict.push_str(&format!(
            "; {} as of {}",
            words::verdict(other.verdict),
            other.as_of
        ));
    }
    let nearest = claim.nearest();
    let reading = nearest
        .as_ref()
        .map_or_else(String::new, |r| format!("{} {}", cell(&r.plain), code(&r.text)));
    let figure = nearest
        .as_ref()
        .map_or_else(String::new, |r| cell(&words::result(r)));
    let mut sources: Vec<String> = nearest
        .iter()
        .flat_map(|r| &r.releases)
        .map(|s| format!("{}, {} ({})", s.publisher, s.title, s.published))
        .collect();
    sources.dedup();
    out.push_str(&format!(
        "| {} | {} | {verdict} | {reading} | {figure} | {} | {} |\n",
        claim.number,
        cell(claim.text),
        cell(&sources.join("; ")),
        claim.question.map(cell).unwrap_or_default(),
    ));
}

fn pairs(out: &mut String, pairs: &[Related<'_>], more: usize, between: bool) {
    for pair in pairs {
        let place = |p: &Place| {
            let claim = p.claim.map_or_else(|| "?".to_owned(), |c| c.to_string());
            if between {
                format!("text {}, claim {claim}", p.document)
            } else {
                format!("claim {claim}")
            }
        };
        out.push_str(&format!(
            "- {} and {}: {}: {}\n",
            place(&pair.first),
            place(&pair.second),
            words::relation(pair.relation),
            cell(pair.says)
        ));
    }
    if let Some(more) = words::more_pairs(more) {
        out.push_str(&format!("- {more}\n"));
    }
    if !pairs.is_empty() {
        out.push('\n');
    }
}

/// Text in a cell: on one line, with what Markdown and HTML would act on made harmless.
fn cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => out.push(' '),
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '|' | '\\' | '*' | '_' | '[' | ']' | '#' | '!' | '~' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push(char::REPLACEMENT_CHARACTER),
            c => out.push(c),
        }
    }
    out
}

/// A reading as code in a cell.
fn code(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    format!(
        "`{}`",
        text.replace('`', "'").replace('|', "\\|").replace('\n', " ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_stays_in_its_table_and_out_of_the_page() {
        assert_eq!(
            cell("a | b\n<script>*x*</script> [l](u) `c`"),
            "a \\| b &lt;script>\\*x\\*&lt;/script> \\[l\\](u) `c`"
        );
        assert_eq!(code("a|b `c`"), "`a\\|b 'c'`");
    }
}
