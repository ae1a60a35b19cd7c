//! Bounds and ranges of numbers: "more than 20", "between 5 and 10", "at least 20 and at most 100".

use super::{numeral, ordinal::counted};
use crate::{Lang, Span, segment::segments, token::Tokens};

/// An end of a range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct End {
    /// The number.
    pub value: f64,
    /// Whether the number itself belongs to the range.
    pub included: bool,
}

/// A range of numbers, open at an end that is `None`.
#[derive(Clone, Debug, PartialEq)]
pub struct Bounds {
    /// Its bytes.
    pub span: Span,
    /// The lower end.
    pub low: Option<End>,
    /// The upper end.
    pub high: Option<End>,
}

/// The bounds and ranges of an English text. A range of two numbers ("20 to 30") includes its first and not its last.
///
/// ```
/// use rootcast_claims::number::range::number_ranges;
/// let found = number_ranges("Take at least 20 but fewer than 30.");
/// assert_eq!(found[0].low.unwrap().value, 20.0);
/// assert!(found[0].low.unwrap().included && !found[0].high.unwrap().included);
/// ```
pub fn number_ranges(text: &str) -> Vec<Bounds> {
    let mut out = Vec::new();
    for piece in segments(text) {
        let Some(part) = text.get(piece.clone()) else {
            continue;
        };
        let t = Tokens::new(part);
        let mut i = 0;
        while i < t.len() {
            let Some(mut found) = bound(&t, i).or_else(|| pair(&t, i)) else {
                i = skip(&t, i);
                continue;
            };
            if let Some(both) = combined(&t, &found) {
                found = both;
            }
            let span = t.span(i, found.end);
            out.push(Bounds {
                span: span.start + piece.start..span.end + piece.start,
                low: found.low,
                high: found.high,
            });
            i = found.end;
        }
    }
    out
}

/// A range by tokens.
#[derive(Clone, Copy, Debug)]
struct Found {
    end: usize,
    low: Option<End>,
    high: Option<End>,
}

impl Found {
    fn low(end: usize, value: f64, included: bool) -> Self {
        Self {
            end,
            low: Some(End { value, included }),
            high: None,
        }
    }

    fn high(end: usize, value: f64, included: bool) -> Self {
        Self {
            end,
            low: None,
            high: Some(End { value, included }),
        }
    }
}

/// The token to go on with where nothing was found: behind a number, so that its parts are not read again.
fn skip(t: &Tokens, i: usize) -> usize {
    value(t, i).map_or(i + 1, |(end, _)| end)
}

/// A number or a place in an order, with its article.
fn value(t: &Tokens, i: usize) -> Option<(usize, f64)> {
    let j = i + usize::from(t.folded(i) == "the");
    if let Some(place) = counted(t, j) {
        return Some(place);
    }
    numeral(t, j, Lang::English).map(|n| (n.end, n.number.value))
}

/// Which way a phrase bounds.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Side {
    Above,
    Below,
}

/// A word of comparison at token `i`.
fn comparative(word: &str) -> Option<Side> {
    match word {
        "more" | "greater" | "larger" | "higher" | "bigger" | "longer" | "older" => Some(Side::Above),
        "less" | "fewer" | "lower" | "smaller" | "shorter" | "younger" => Some(Side::Below),
        _ => None,
    }
}

/// A phrase that bounds the number behind it: where it ends, which way, and whether the number belongs to it.
fn phrase(t: &Tokens, i: usize) -> Option<(usize, Side, bool)> {
    let is = |n: usize, words: &[&str]| words.contains(&t.folded(i + n));
    match t.folded(i) {
        "over" | "above" | "exceed" | "exceeds" | "exceeding" | "exceeded" | "surpass" | "surpasses"
        | "surpassing" | "surpassed" => Some((i + 1, Side::Above, false)),
        "under" | "below" => Some((i + 1, Side::Below, false)),
        "at" if is(1, &["least"]) => {
            let or = is(2, &["or"]) && is(3, &["equal"]) && is(4, &["to"]);
            Some((i + if or { 5 } else { 2 }, Side::Above, true))
        }
        "at" if is(1, &["most"]) => Some((i + 2, Side::Below, true)),
        "up" if is(1, &["to"]) => Some((i + 2, Side::Below, true)),
        "no" | "not" if is(2, &["than"]) => match comparative(t.folded(i + 1))? {
            Side::Above => Some((i + 3, Side::Below, true)),
            Side::Below => Some((i + 3, Side::Above, true)),
        },
        "equal" if is(1, &["to"]) && is(2, &["or"]) && is(4, &["than"]) => {
            comparative(t.folded(i + 3)).map(|side| (i + 5, side, true))
        }
        ">" if !is(1, &["<"]) && t.before(i, 1) != "=" && t.before(i, 1) != "<" => {
            let equal = is(1, &["="]);
            Some((i + 1 + usize::from(equal), Side::Above, equal))
        }
        "<" if !is(1, &[">"]) && t.before(i, 1) != "=" => {
            let equal = is(1, &["="]);
            Some((i + 1 + usize::from(equal), Side::Below, equal))
        }
        "≥" => Some((i + 1, Side::Above, true)),
        "≤" => Some((i + 1, Side::Below, true)),
        word => {
            let side = comparative(word)?;
            if is(1, &["than"]) {
                // "less than or equal to"
                let or = is(2, &["or"]) && is(3, &["equal"]) && is(4, &["to", "than"]);
                return Some((i + if or { 5 } else { 2 }, side, or));
            }
            let or = is(1, &["or"]) && is(2, &["equal"]) && is(3, &["than", "to"]);
            or.then_some((i + 4, side, true))
        }
    }
}

/// A number with a phrase before or behind it.
fn bound(t: &Tokens, i: usize) -> Option<Found> {
    if let Some((j, side, included)) = phrase(t, i) {
        let (mut end, v) = value(t, j)?;
        let mut included = included;
        // "less than 5000 or equal to"
        let or = t.folded(end) == "or" && t.folded(end + 1) == "equal";
        let to = usize::from(t.folded(end + 2) == "to");
        if or && value(t, end + 2 + to).is_none() {
            end += 2 + to;
            included = true;
        }
        return Some(match side {
            Side::Above => Found::low(end, v, included),
            Side::Below => Found::high(end, v, included),
        });
    }
    if matches!(t.folded(i), "equal" | "equals" | "equaling" | "equalling") {
        let j = i + 1 + usize::from(t.folded(i + 1) == "to");
        let (end, v) = value(t, j).filter(|_| j > i + 1 || t.folded(i) == "equals")?;
        let at = End {
            value: v,
            included: true,
        };
        return Some(tail(t, end, v).unwrap_or(Found {
            end,
            low: Some(at),
            high: Some(at),
        }));
    }
    let (end, v) = value(t, i)?;
    tail(t, end, v)
}

/// "or more", "and less", "or greater than" behind a number.
fn tail(t: &Tokens, end: usize, v: f64) -> Option<Found> {
    let side = match (t.folded(end), t.folded(end + 1)) {
        ("or" | "and", "above" | "over") => Side::Above,
        ("or" | "and", "below" | "under") => Side::Below,
        ("or" | "and", word) => comparative(word)?,
        _ => return None,
    };
    let than = usize::from(t.folded(end + 2) == "than");
    // "200 or greater than 190": the number behind has the word.
    if value(t, end + 2 + than).is_some() || t.folded(end + 2) == "or" {
        return None;
    }
    let stop = end + 2 + than;
    Some(match side {
        Side::Above => Found::low(stop, v, true),
        Side::Below => Found::high(stop, v, true),
    })
}

/// "between 20 and 30", "from 20 to 30", "20 through 30", "20-30", "20~30".
fn pair(t: &Tokens, i: usize) -> Option<Found> {
    let word = t.folded(i);
    let opening = matches!(word, "between" | "from");
    let (end, a) = value(t, i + usize::from(opening))?;
    let link = t.folded(end);
    let links = match word {
        "between" => link == "and" || link == "-",
        "from" => matches!(link, "to" | "through" | "-"),
        _ => matches!(link, "to" | "through" | "-" | "~"),
    };
    let (stop, b) = value(t, end + 1).filter(|_| links)?;
    if link == "-" {
        // No telephones, dates and years with months.
        let more = |j: usize| t.folded(j) == "-" || t.folded(j) == "/";
        let zero = t.folded(end + 1).starts_with('0') && t.folded(end + 1).len() > 1;
        let chained =
            i > 0 && t.joined(i) && more(i - 1) || more(stop) && t.joined(stop) || t.before(i, 1) == "+";
        if zero || chained {
            return None;
        }
    }
    (a < b).then_some(Found {
        end: stop,
        low: Some(End {
            value: a,
            included: true,
        }),
        high: Some(End {
            value: b,
            included: false,
        }),
    })
}

/// Two bounds that leave something between them: "more than 20 and less than 30".
fn combined(t: &Tokens, a: &Found) -> Option<Found> {
    let mut j = a.end;
    for _ in 0..2 {
        j += usize::from(matches!(t.folded(j), "and" | "but" | ","));
    }
    if j == a.end {
        return None;
    }
    let b = bound(t, j)?;
    let ((Some(low), None, None, Some(high)) | (None, Some(high), Some(low), None)) =
        (a.low, a.high, b.low, b.high)
    else {
        return None;
    };
    (low.value < high.value).then_some(Found {
        end: b.end,
        low: Some(low),
        high: Some(high),
    })
}
