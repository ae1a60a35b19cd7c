//! A text cut where claims and notes begin and end, so that each piece can be marked. The pieces in order are the text.

use std::collections::BTreeMap;

use rootcast_claims::{
    check::Document,
    text::{Note, Span},
};

/// A stretch of the original in which the same claims and notes run from end to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece<'t> {
    /// Its characters.
    pub text: &'t str,
    /// The code point of the original after its last.
    pub end: usize,
    /// The claims it belongs to, by their place in the document, the shortest first.
    pub claims: Vec<usize>,
    /// The claims of which a span begins with it, the longest first.
    pub begins: Vec<usize>,
    /// The claims of which a span ends with it, the shortest first.
    pub ends: Vec<usize>,
    /// The notes on it.
    pub notes: Vec<usize>,
}

/// What begins and ends at a place.
#[derive(Default)]
struct Change {
    begins: Vec<usize>,
    ends: Vec<usize>,
    notes_begin: Vec<usize>,
    notes_end: Vec<usize>,
}

/// Cuts a text. Spans outside it and empty ones mark nothing.
pub fn pieces<'t>(text: &'t str, document: &Document) -> Vec<Piece<'t>> {
    let mut changes: BTreeMap<usize, Change> = BTreeMap::new();
    let length = text.chars().count();
    let within = |s: &Span| (s.start < s.end && s.start < length).then_some((s.start, s.end.min(length)));
    for (i, claim) in document.claims.iter().enumerate() {
        for (start, end) in claim.claim.spans.iter().filter_map(within) {
            changes.entry(start).or_default().begins.push(i);
            changes.entry(end).or_default().ends.push(i);
        }
    }
    for (i, (start, end)) in document
        .notes
        .iter()
        .enumerate()
        .filter_map(|(i, n)| Some((i, within(&n.span)?)))
    {
        changes.entry(start).or_default().notes_begin.push(i);
        changes.entry(end).or_default().notes_end.push(i);
    }
    let size = |i: &usize| -> usize {
        document.claims.get(*i).map_or(0, |c| {
            c.claim.spans.iter().map(|s| s.end.saturating_sub(s.start)).sum()
        })
    };
    let mut out: Vec<Piece<'t>> = Vec::new();
    let (mut claims, mut notes): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    let mut rest = text;
    let mut at = 0;
    let mut begins = Vec::new();
    for (place, mut change) in changes {
        let cut = bytes_of(rest, place - at);
        let (head, tail) = rest.split_at(cut);
        (rest, at) = (tail, place);
        change.ends.sort_by_key(|i| (size(i), *i));
        if !head.is_empty() {
            out.push(Piece {
                text: head,
                end: place,
                claims: claims.clone(),
                begins: std::mem::take(&mut begins),
                ends: change.ends.clone(),
                notes: notes.clone(),
            });
        }
        // A claim may have two spans that touch: each end closes one.
        for ended in &change.ends {
            if let Some(i) = claims.iter().position(|c| c == ended) {
                claims.remove(i);
            }
        }
        notes.retain(|n| !change.notes_end.contains(n));
        change.begins.sort_by_key(|i| (std::cmp::Reverse(size(i)), *i));
        claims.extend(&change.begins);
        claims.sort_by_key(|i| (size(i), *i));
        notes.extend(change.notes_begin);
        begins = change.begins;
    }
    if !rest.is_empty() {
        out.push(Piece {
            text: rest,
            end: length,
            claims,
            begins,
            ends: Vec::new(),
            notes,
        });
    }
    out
}

/// How many bytes so many characters take.
fn bytes_of(text: &str, characters: usize) -> usize {
    text.char_indices().nth(characters).map_or(text.len(), |(i, _)| i)
}

/// The characters of a span.
pub fn slice(text: &str, span: Span) -> &str {
    let start = bytes_of(text, span.start);
    let rest = text.get(start..).unwrap_or_default();
    let end = bytes_of(rest, span.end.saturating_sub(span.start));
    rest.get(..end).unwrap_or_default()
}

/// The line of the original in which each note begins, from one.
pub fn lines(text: &str, notes: &[Note]) -> Vec<usize> {
    let ends: Vec<usize> = text
        .chars()
        .enumerate()
        .filter(|(_, c)| *c == '\n')
        .map(|(i, _)| i)
        .collect();
    notes
        .iter()
        .map(|n| ends.partition_point(|end| *end < n.span.start) + 1)
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;
    use rootcast_claims::{
        ask::Answered,
        check::{Grounds, Input, check},
        facts::Facts,
        text::{Markup, NoteKind},
    };
    use rootcast_core::{
        evidence::{Answer, Answerable, Evidence, EvidenceError},
        reading::Reading,
    };

    use super::*;

    struct Nothing;

    impl Evidence for Nothing {
        fn answer(&self, reading: &Reading, _: jiff::civil::Date) -> Result<Answer, EvidenceError> {
            Err(EvidenceError::NotHeld {
                reading: reading.to_string(),
                what: "nothing is held".to_owned(),
            })
        }

        fn answerable(&self) -> Result<Vec<Answerable>, EvidenceError> {
            Ok(Vec::new())
        }
    }

    fn document(text: &str) -> Document {
        let input = Input {
            name: "x",
            text,
            markup: Markup::Plain,
            published: Some(date(2024, 2, 5)),
            lang: None,
        };
        let grounds = Grounds {
            evidence: &Nothing,
            facts: &Facts::default(),
            answered: &Answered::default(),
        };
        check(input, date(2024, 2, 5), grounds)
    }

    const TEXT: &str =
        "Año: border encounters fell to 495,000 in fiscal 2023.\n\nMexico had 717,000 in 2023.";

    #[test]
    fn pieces_are_cut_where_claims_begin_and_end() {
        let document = document(TEXT);
        assert!(document.claims.len() >= 2, "{:?}", document.claims);
        let pieces = pieces(TEXT, &document);
        for (i, claim) in document.claims.iter().enumerate() {
            let words: String = pieces
                .iter()
                .filter(|p| p.claims.contains(&i))
                .map(|p| p.text)
                .collect();
            let spans: String = claim.claim.spans.iter().map(|s| slice(TEXT, *s)).collect();
            assert_eq!(words, spans);
            assert!(TEXT.contains(&spans), "{spans}");
            assert!(pieces.iter().any(|p| p.begins.contains(&i)));
            assert!(pieces.iter().any(|p| p.ends.contains(&i)));
        }
    }

    #[test]
    fn notes_have_the_line_they_begin_in() {
        let at = |start| Note {
            kind: NoteKind::Query,
            span: Span {
                start,
                end: start + 1,
            },
            why: String::new(),
        };
        assert_eq!(lines("a\nb\n\nc", &[at(0), at(1), at(2), at(5)]), [1, 1, 2, 4]);
    }

    proptest! {
        /// Whatever the spans are, the pieces are the text.
        #[test]
        fn pieces_in_order_are_the_text(
            text in "[a-zñ€🙂 \n]{0,40}",
            spans in prop::collection::vec((0..50_usize, 0..50_usize), 0..8),
        ) {
            let mut document = document(TEXT);
            let template = document.claims.first().cloned();
            document.claims = spans
                .iter()
                .filter_map(|(start, end)| {
                    let mut claim = template.clone()?;
                    claim.claim.spans = vec![Span { start: *start, end: *end }, Span { start: *end, end: *start }];
                    Some(claim)
                })
                .collect();
            let pieces = pieces(&text, &document);
            prop_assert_eq!(pieces.iter().map(|p| p.text).collect::<String>(), text.clone());
            prop_assert!(pieces.iter().all(|p| !p.text.is_empty()));
            for (i, (start, end)) in spans.iter().enumerate() {
                let (low, high) = (*start.min(end), *start.max(end));
                let words: String = pieces.iter().filter(|p| p.claims.contains(&i)).map(|p| p.text).collect();
                let wanted: String = text.chars().skip(low).take(high - low).collect();
                prop_assert_eq!(words, wanted);
            }
        }
    }
}
