//! Percentages, with and without a number: "20 per cent", "percent of 10", "a small percent".

use crate::{Lang, Span, segment::segments, token::Tokens};

use super::{Grouping, grouping, numeral};

/// A percentage.
#[derive(Clone, Debug, PartialEq)]
pub struct Percentage {
    /// Its bytes.
    pub span: Span,
    /// How many of a hundred; `None` where the word stands alone.
    pub value: Option<f64>,
}

/// Every percentage of a text.
///
/// ```
/// use rootcast_claims::{Lang, number::percent::percentages};
/// let found = percentages("twenty per cent, a small percentage", Lang::English);
/// assert_eq!(found.iter().map(|p| p.value).collect::<Vec<_>>(), [Some(20.0), None]);
/// ```
pub fn percentages(text: &str, lang: Lang) -> Vec<Percentage> {
    let mut out = Vec::new();
    let style = match lang {
        Lang::Spanish => grouping(text),
        Lang::English => Grouping::Unknown,
    };
    for piece in segments(text) {
        let Some(part) = text.get(piece.clone()) else {
            continue;
        };
        let t = Tokens::new(part).styled(style);
        let mut push = |start: usize, end: usize, value: Option<f64>| {
            let span = t.span(start, end);
            out.push(Percentage {
                span: span.start + piece.start..span.end + piece.start,
                value,
            });
        };
        let mut i = 0;
        while i < t.len() {
            if in_address(&t, i) {
                i += 1;
            } else if let Some(n) = numeral(&t, i, lang) {
                match sign(&t, n.end) {
                    Some(end) => {
                        push(i, end, Some(n.number.value));
                        i = end;
                    }
                    None => i = n.end.max(i + 1),
                }
            } else if let Some(end) = sign(&t, i) {
                // "per cent of twenty-two"
                let of = matches!(t.folded(end), "of" | "de")
                    .then(|| numeral(&t, end + 1, lang))
                    .flatten();
                if let Some(n) = of {
                    push(i, n.end, Some(n.number.value));
                    i = n.end;
                } else {
                    push(i, end, None);
                    i = end;
                }
            } else {
                i += 1;
            }
        }
    }
    out
}

/// Where a sign or word for "of a hundred" at token `j` ends.
pub(crate) fn sign(t: &Tokens, j: usize) -> Option<usize> {
    match t.folded(j) {
        "%" | "percent" | "percents" | "percentage" | "percentages" | "pct" => Some(j + 1),
        "pc" if t.joined(j) => Some(j + 1),
        "per" if matches!(t.folded(j + 1), "cent" | "cents") => Some(j + 2),
        "por" if matches!(t.folded(j + 1), "ciento" | "cien") => Some(j + 2),
        _ => None,
    }
}

/// Whether a token lies in the address of a page, whose escapes look like percentages.
fn in_address(t: &Tokens, i: usize) -> bool {
    let mut j = i;
    while j > 0 && t.joined(j) {
        j -= 1;
        if i - j > 200 {
            return true;
        }
    }
    t.folded(j) == "http" || t.folded(j) == "https"
}
