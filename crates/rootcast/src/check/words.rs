//! The words and marks of a check: what every form says alike.

use rootcast_claims::{
    check::Dated,
    claim::Uncheckable,
    cross::Relation,
    text::NoteKind,
    verdict::{Fares, Verdict},
};

use super::report::{Claim, Reading, Source, Standing, Summary, Text};
use crate::format::number::people;

/// The verdicts, in the order of every legend.
pub(crate) const VERDICTS: [Verdict; 4] = [
    Verdict::Supported,
    Verdict::Contradicted,
    Verdict::Ambiguous,
    Verdict::NotCheckable,
];

/// A verdict in words.
pub(crate) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Supported => "supported",
        Verdict::Contradicted => "contradicted",
        Verdict::Ambiguous => "ambiguous",
        Verdict::NotCheckable => "not checkable",
    }
}

/// A verdict as one sign, so that no meaning hangs on colour.
pub(crate) fn sign(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Supported => "✓",
        Verdict::Contradicted => "✗",
        Verdict::Ambiguous => "?",
        Verdict::NotCheckable => "–",
    }
}

/// What a verdict means.
pub(crate) fn meaning(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Supported => {
            "published figures bear the sentence out, whichever way its words may fairly be read"
        }
        Verdict::Contradicted => "they go against it, whichever way its words may fairly be read",
        Verdict::Ambiguous => "it depends on what is meant: the question says on what",
        Verdict::NotCheckable => "no figure held can say",
    }
}

/// How a claim fares, in a word or two.
pub(crate) fn fares(fares: Fares) -> &'static str {
    match fares {
        Fares::Holds => "holds",
        Fares::Near => "near",
        Fares::Fails => "fails",
        Fares::Open => "open",
        Fares::Unanswered => "no figure",
    }
}

/// Why a claim cannot be checked, in a word or two.
pub(crate) fn reason(reason: Uncheckable) -> &'static str {
    match reason {
        Uncheckable::Cause => "a cause",
        Uncheckable::Rule => "a rule",
        Uncheckable::Vague => "a word without size",
        Uncheckable::NotHeld => "no series held",
        Uncheckable::SelfReported => "self-reported",
        Uncheckable::Target => "an aim",
        Uncheckable::Opinion => "a judgement",
    }
}

/// How two claims stand to each other.
pub(crate) fn relation(relation: Relation) -> &'static str {
    match relation {
        Relation::Disagree => "different figures",
        Relation::Grown => "grown since",
        Relation::AimAndResult => "aim and result",
        Relation::RulesDiffer => "rules",
        Relation::Agree => "the same",
    }
}

/// What cleaning did at a place.
pub(crate) fn note(kind: NoteKind) -> &'static str {
    match kind {
        NoteKind::Boilerplate => "left out",
        NoteKind::Joined => "joined",
        NoteKind::Doubled => "doubled",
        NoteKind::Fragment => "fragment",
        NoteKind::Query => "query",
        NoteKind::Encoding => "encoding",
        NoteKind::Unread => "not read",
    }
}

/// How the day of a text is known.
pub(crate) fn dated(dated: Dated) -> &'static str {
    match dated {
        Dated::Given => "the day given",
        Dated::ByItself => "a line of the text says so",
        Dated::Unknown => "no day is given or found; today stands in",
    }
}

/// What is to be known of a reading that is shown and does not count.
pub(crate) const ASIDE: &str = "shown for comparison, does not count";

/// A verdict on another day than the one in front: the day, and what it is.
pub(crate) fn otherwise(claim: &Claim<'_>, standing: &Standing<'_>) -> String {
    let day = if standing.as_of == claim.as_of_article.as_of {
        "With only what was published by"
    } else {
        "As known on"
    };
    format!(
        "{day} {}: {}. {}",
        standing.as_of,
        verdict(standing.verdict),
        standing.says
    )
}

/// The language, the day and how it is known: what a text is read by.
pub(crate) fn standing(text: &Text<'_>) -> String {
    let language = if text.language == "es" {
        "Spanish"
    } else {
        "English"
    };
    match text.dated {
        Dated::Unknown => format!("{language}; {}: {}", dated(text.dated), text.published),
        known => format!("{language}, published {} ({})", text.published, dated(known)),
    }
}

/// The counts, as a sentence: `25 claims: 9 supported, 5 contradicted, 4 ambiguous, 7 not checkable`.
pub(crate) fn tally(summary: &Summary) -> String {
    let noun = if summary.claims == 1 { "claim" } else { "claims" };
    format!(
        "{} {noun}: {} supported, {} contradicted, {} ambiguous, {} not checkable",
        summary.claims, summary.supported, summary.contradicted, summary.ambiguous, summary.not_checkable
    )
}

/// Readings that were tried and are not listed: `and 12 more readings tried, not listed`.
pub(crate) fn more_readings(more: usize) -> Option<String> {
    let noun = if more == 1 { "reading" } else { "readings" };
    (more > 0).then(|| format!("and {more} more {noun} tried, not listed"))
}

/// Pairs that are not listed.
pub(crate) fn more_pairs(more: usize) -> Option<String> {
    let noun = if more == 1 { "pair" } else { "pairs" };
    (more > 0).then(|| format!("and {more} more {noun}, not listed"))
}

/// A figure for people: whole numbers whole, others with as many digits as they can use. Thousands have commas, as in
/// the sentences beside them.
pub(crate) fn figure(value: f64) -> String {
    let decimals = if value.fract() == 0.0 {
        0
    } else if value.abs() < 1.0 {
        3
    } else if value.abs() < 1000.0 {
        2
    } else {
        0
    };
    people(value, decimals).replace('\u{2009}', ",")
}

/// How a claim fares on a reading, in a word or two. A figure that cannot decide (an aim beside a result) is beside it.
pub(crate) fn outcome(reading: &Reading<'_>) -> &'static str {
    match (reading.fares, reading.value) {
        (Fares::Unanswered, Some(_)) => "beside it",
        (other, _) => fares(other),
    }
}

/// A reading for people: its figure, where it has one of its own, what it is, and the result without the figure.
pub(crate) fn told(reading: &Reading<'_>) -> (Option<String>, String) {
    let own = match reading.asked.as_slice() {
        [one] if one.value == reading.value => one.value.map(figure),
        _ => None,
    };
    let says = reading.says.trim_end_matches('.');
    let rest = own
        .as_deref()
        .and_then(|f| says.strip_prefix(f)?.strip_prefix(": "))
        .unwrap_or(says);
    (own, rest.to_owned())
}

/// A cell of a table: the figure of a reading, or what is worked out from several, and how the claim fares on it.
pub(crate) fn result(reading: &Reading<'_>) -> String {
    let (own, says) = told(reading);
    let figure = match own {
        Some(figure) => figure,
        None if reading.value.is_some() => says,
        None => return outcome(reading).to_owned(),
    };
    format!("{figure} ({})", outcome(reading))
}

/// Ranges of rows that are listed for people; files have all.
const ROWS: usize = 6;

/// A release for people: publisher, title, date, the file with its hash, and rows where they were asked for.
pub(crate) fn release(source: &Source<'_>) -> String {
    let mut out = format!("{}, {} ({}", source.publisher, source.title, source.published);
    // A document of the ledger is cited; no file of it is held.
    if let Some(hash) = source.sha256.get(..8) {
        out.push_str(&format!(", {}, sha256 {hash}", source.file));
    }
    if let Some(rows) = &source.rows {
        out.push_str(&format!(", rows {}", rows.short(ROWS)));
    }
    out.push(')');
    out
}

/// Whether a character must not reach a terminal or may turn the direction of what stands around it.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Text for a terminal: control characters and marks of direction are shown as U+FFFD.
pub(crate) fn harmless(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\t' => ' ',
            c if is_unsafe(c) => char::REPLACEMENT_CHARACTER,
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_the_digits_they_need() {
        let cases = [
            (495_286.0, "495,286"),
            (20.037, "20.04"),
            (0.1234, "0.123"),
            (-21.5, "−21.50"),
            (2452.7, "2,453"),
            (0.0, "0"),
        ];
        for (value, text) in cases {
            assert_eq!(figure(value), text);
        }
    }

    #[test]
    fn nothing_steers_a_terminal() {
        assert_eq!(
            harmless("a\x1b[31m\u{202e}b\n\u{9b}c"),
            "a\u{fffd}[31m\u{fffd}b \u{fffd}c"
        );
    }
}
