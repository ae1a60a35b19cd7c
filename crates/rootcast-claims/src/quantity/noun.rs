//! What a number counts: the noun phrase behind it.

use super::{Amount, Noun, scan::Raw};
use crate::{
    Lang,
    number::{Number, numeral, small},
    token::Tokens,
    word::{self, ends_phrase, is_plural, singular, singular_spanish},
};

/// A noun phrase, by tokens.
#[derive(Clone, Debug)]
pub(super) struct Phrase {
    pub(super) start: usize,
    /// The token after the head.
    pub(super) end: usize,
    /// The token after a complement that belongs to the name: "in the world".
    pub(super) tail: usize,
    /// An adjective before the number that belongs to the name: "top" of "the top three seeds".
    pub(super) before: &'static str,
    /// Whether the head is to be put in the singular and superlatives to their root.
    pub(super) of_set: bool,
}

/// Plurals that stand before another noun.
const COLLECTIVE: &[&str] = &[
    "aircraft",
    "arms",
    "communications",
    "crew",
    "police",
    "staff",
    "earnings",
    "goods",
    "operations",
    "sales",
    "savings",
    "services",
    "sports",
    "systems",
    "women",
    "men",
];

/// Most tokens of a noun phrase.
const LONGEST: usize = 7;

impl Phrase {
    /// The phrase as it leaves this module.
    pub(super) fn noun(&self, t: &Tokens, offset: usize, lang: Lang) -> Noun {
        let span = t.span(self.start, self.end);
        let mut name = String::from(self.before);
        if !name.is_empty() {
            name.push(' ');
        }
        for i in self.start..self.tail {
            let possessive = t.folded(i) == "s" && t.joined(i) && matches!(t.before(i, 1), "'");
            let kept = !(possessive
                || matches!(
                    t.folded(i),
                    "'" | "," | "-" | "and" | "the" | "a" | "an" | "in" | "of" | "y" | "&"
                ));
            let hyphen = t.folded(i) == "-";
            if !(kept || hyphen) {
                continue;
            }
            if hyphen {
                name.push('-');
                continue;
            }
            if !name.is_empty()
                && !name.ends_with(['-', ' '])
                && !(t.joined(i) && (t.is_digits(i) || t.is_digits(i - 1)))
            {
                name.push(' ');
            }
            let word = t.text(i);
            let head = i + 1 == self.end;
            match lang {
                Lang::English if head => name.push_str(&singular(word)),
                Lang::English if self.start + 1 < self.end && i < self.end => {
                    name.push_str(&positive(word, self.of_set));
                }
                Lang::Spanish if i < self.end => name.push_str(&singular_spanish(word)),
                _ => name.push_str(word),
            }
        }
        Noun {
            span: span.start + offset..span.end + offset,
            name,
        }
    }
}

/// Words in -est that are no superlatives.
const KEPT: &[&str] = &[
    "best", "biggest", "forest", "guest", "honest", "interest", "latest", "modest", "protest", "request",
    "rest", "test", "west",
];

/// An adjective without its ending of comparison: "oldest" → "old", "smaller" → "small".
fn positive(word: &str, superlative: bool) -> String {
    let folded = word.to_lowercase();
    let stem = if superlative && folded.len() > 5 && folded.ends_with("iest") {
        return format!("{}y", folded.get(..folded.len() - 4).unwrap_or_default());
    } else if superlative && folded.len() > 5 && folded.ends_with("est") && !KEPT.contains(&folded.as_str()) {
        folded.get(..folded.len() - 3)
    } else if matches!(
        folded.as_str(),
        "smaller"
            | "larger"
            | "bigger"
            | "older"
            | "younger"
            | "newer"
            | "longer"
            | "shorter"
            | "cheaper"
            | "higher"
            | "lower"
    ) {
        folded
            .get(..folded.len() - 2)
            .map(|s| s.strip_suffix('e').unwrap_or(s))
    } else {
        None
    };
    match stem {
        // "hottest", "bigger"
        Some(s) if doubled(s) => s.get(..s.len() - 1).unwrap_or(s).to_owned(),
        Some("larg") => String::from("large"),
        Some("small" | "smal") => String::from("small"),
        Some(s) => s.to_owned(),
        None => word.to_owned(),
    }
}

fn doubled(stem: &str) -> bool {
    let b = stem.as_bytes();
    match (b.len().checked_sub(2).and_then(|i| b.get(i)), b.last()) {
        (Some(x), Some(y)) => x == y && matches!(y, b't' | b'g' | b'd' | b'n' | b'm'),
        _ => false,
    }
}

/// Whether a word can stand inside a noun phrase.
fn inside(t: &Tokens, j: usize) -> bool {
    t.is_word(j)
        && t.folded(j).len() > 1
        && small(t.folded(j)).is_none()
        && (!ends_phrase(t.folded(j)) || t.text(j) == "US")
        && !(j > 0 && t.gap(j) == crate::token::Gap::Line && t.is_capital(j))
}

/// Reads what the number of `raw` counts and sets its noun; "one of four" becomes a part.
pub(super) fn count(t: &Tokens, raw: &mut Raw, lang: Lang) {
    let mut j = raw.item.last.max(raw.end);
    if raw.form == super::Form::Vague {
        j = raw.end;
    }
    let fraction =
        matches!(raw.amount, Amount::Single(n) if n.value < 1.0 && n.value > 0.0 && raw.item.words);
    let of = matches!(t.folded(j), "of" | "de");
    if of && fraction {
        raw.share = true;
        raw.noun = share(t, j + 1);
        return;
    }
    if fraction {
        // "one in five children"
        let ratio =
            matches!(t.folded(raw.item.first + 1), "in" | "out") || t.folded(raw.item.first + 2) == "cada";
        raw.share = true;
        raw.noun = match lang {
            Lang::English => ratio.then(|| phrase(t, j, false)).flatten(),
            Lang::Spanish => ratio.then(|| phrase_spanish(t, j)).flatten(),
        };
        return;
    }
    // "12 of 435 members", "6 of the 10 shots"
    if of && !raw.item.words && matches!(raw.amount, Amount::Single(_)) {
        let k = (j + 1..j + 4)
            .find(|k| {
                !matches!(
                    t.folded(*k),
                    "the" | "their" | "his" | "her" | "its" | "our" | "last" | "past" | "first" | "top"
                )
            })
            .unwrap_or(j + 1);
        if let Some(n) = numeral(t, k, lang).filter(|n| n.number.value > raw.amount.first().value) {
            raw.noun = phrase(t, n.end, false);
            return;
        }
    }
    if of && lang == Lang::English && raw.item.words && raw.form != super::Form::Vague {
        set(t, raw, j + 1, lang);
        return;
    }
    if of {
        j += 1;
    }
    // "50 or more employees"
    if t.folded(j) == "or" && matches!(t.folded(j + 1), "more" | "fewer" | "less") {
        j += 2;
    }
    let hyphen = t.folded(j) == "-" && t.joined(j) && t.joined(j + 1);
    if hyphen {
        j += 1;
    }
    if raw.item.words || !t.joined(j) || hyphen {
        let one = matches!(raw.amount, Amount::Single(n) if (n.value - 1.0).abs() < f64::EPSILON);
        raw.noun = match lang {
            Lang::English => phrase(t, j, one),
            Lang::Spanish => phrase_spanish(t, j),
        };
        let before = ["top", "bottom", "previous", "remaining"];
        let adjective = before.into_iter().find(|w| *w == t.before(raw.item.start, 1));
        if let (Some(noun), Some(adjective)) = (raw.noun.as_mut(), adjective) {
            noun.before = adjective;
        }
    }
}

/// What a measure is of: "barrels of oil", "77 percent of migrants".
pub(super) fn measured(t: &Tokens, raw: &mut Raw) {
    let of = matches!(t.folded(raw.item.end), "of" | "de") && !t.joined(raw.item.end);
    if of && raw.noun.is_none() {
        // "five months of FY2024" are of no thing.
        let time = raw.item.measure.is_some_and(|m| m.dimension == "time");
        raw.noun =
            share(t, raw.item.end + 1).filter(|p| !(t.is_digits(p.start) || time && t.is_capital(p.start)));
    }
}

/// "one of the oldest parks", "two of Johnson's deputies", "one of four missions".
fn set(t: &Tokens, raw: &mut Raw, j: usize, lang: Lang) {
    let Amount::Single(number) = raw.amount else {
        return;
    };
    if let Some(n) = numeral(t, j, lang)
        .filter(|n| n.number.value > number.value && n.number.value < 1e4 && n.number.value.fract() == 0.0)
    {
        if let Some(p) = phrase(t, n.end, false) {
            raw.amount = Amount::Single(Number::fraction(number.value / n.number.value));
            raw.share = true;
            raw.item.last = n.end;
            raw.item.end = n.end;
            raw.end = n.end;
            raw.noun = Some(p);
        }
        return;
    }
    let mut k = j;
    while matches!(
        t.folded(k),
        "the"
            | "my"
            | "your"
            | "his"
            | "her"
            | "its"
            | "our"
            | "their"
            | "these"
            | "those"
            | "most"
            | "more"
            | "many"
            | "only"
            | "all"
            | "s"
            | "'"
    ) {
        k += 1;
    }
    if matches!(t.folded(k), "them" | "us" | "which" | "whom" | "you") {
        return;
    }
    // "nine of the 12 jurors"
    if let Some(n) = numeral(t, k, lang).filter(|_| k > j) {
        raw.noun = phrase(t, n.end, false);
        return;
    }
    if let Some(mut p) = phrase(t, k, false) {
        p.of_set = true;
        // "in the world", "in America" belong to a superlative's set.
        if matches!(t.folded(p.end), "in" | "of") && number.value <= 1.0 {
            let mut e = p.end + 1;
            if t.folded(e) == "the" {
                e += 1;
            }
            let first = e;
            while inside(t, e) && e < first + 2 && (e == first || t.is_capital(e)) {
                e += 1;
            }
            if e > first {
                p.tail = e;
            }
        }
        raw.noun = Some(p);
    }
}

/// "of those screened", "of the US population".
fn share(t: &Tokens, j: usize) -> Option<Phrase> {
    let those = matches!(t.folded(j), "those" | "them" | "which" | "whom");
    if matches!(t.folded(j), "which" | "whom" | "them") {
        return None;
    }
    let mut k = j;
    if those {
        let end = if t.is_word(j + 1) && !word::STOP.holds(t.folded(j + 1)) {
            j + 2
        } else {
            j + 1
        };
        return Some(Phrase {
            start: j,
            end,
            tail: end,
            of_set: false,
            before: "",
        });
    }
    while matches!(
        t.folded(k),
        "the"
            | "all"
            | "its"
            | "their"
            | "our"
            | "a"
            | "an"
            | "these"
            | "los"
            | "las"
            | "la"
            | "el"
            | "his"
            | "her"
    ) {
        k += 1;
    }
    let p = phrase(t, k, false)?;
    // The head of a share is often no plural: "of the US population".
    let mut end = p.end;
    while !is_plural(t.folded(end - 1)) && inside(t, end) && end < k + 3 {
        end += 1;
    }
    Some(Phrase {
        start: k,
        end,
        tail: end,
        of_set: false,
        before: "",
    })
}

/// The noun phrase that begins at token `j`: up to its plural, or its first words where there is none.
fn phrase(t: &Tokens, j: usize, one: bool) -> Option<Phrase> {
    let found = |start: usize, end: usize| {
        Some(Phrase {
            start,
            end,
            tail: end,
            of_set: false,
            before: "",
        })
    };
    // "eight more picks", "the 20 most expensive ones"
    let j = if matches!(t.folded(j), "more" | "most") && inside(t, j + 1) {
        j + 1
    } else {
        j
    };
    if !inside(t, j) {
        return None;
    }
    let mut end = None;
    let mut k = j;
    while k < j + LONGEST {
        if inside(t, k) {
            k += 1;
            if is_plural(t.folded(k - 1)) && !one {
                end = Some(k);
                // "sales positions": another plural directly behind is the head.
                let next = COLLECTIVE.contains(&t.folded(k - 1))
                    && is_plural(t.folded(k))
                    && inside(t, k)
                    && !t.joined(k);
                let possessive = t.folded(k) == "'" && t.joined(k);
                if !next && !possessive {
                    break;
                }
            }
            continue;
        }
        let glue = match t.folded(k) {
            "-" => t.joined(k) && t.joined(k + 1) && inside(t, k + 1),
            "'" => t.joined(k) && (t.folded(k + 1) == "s" && t.joined(k + 1) || inside(t, k + 1)),
            "and" | "," | "&" => end.is_none() && !one && k > j && lookahead(t, k + 1, j + LONGEST),
            // "737 Max jets", "Model 3s"
            _ => {
                t.is_digits(k)
                    && k > j
                    && (t.is_capital(k - 1) || t.is_capital(k + 1) && t.is_word(k + 1))
                    && !one
                    && end.is_none()
            }
        };
        if !glue {
            break;
        }
        if t.is_digits(k) && t.folded(k + 1) == "s" && t.joined(k + 1) {
            return found(j, k + 2);
        }
        k += 1;
        if t.folded(k) == "s" && t.joined(k) && t.before(k, 1) == "'" {
            k += 1;
        }
    }
    if let Some(end) = end {
        return found(j, end);
    }
    // No plural: one thing, or a measure of the thing behind ("12 page document").
    let mut stop = j + 1;
    let mut last = k;
    while last > j + 1 && !t.is_word(last - 1) {
        last -= 1;
    }
    if one {
        // "one particular demand that"
        stop = last.min(j + 3);
    }
    found(j, stop.max(j + 1))
}

/// Whether a plural follows within a noun phrase.
fn lookahead(t: &Tokens, from: usize, until: usize) -> bool {
    (from..until)
        .take_while(|k| inside(t, *k))
        .any(|k| is_plural(t.folded(k)))
}

/// A Spanish noun phrase: the noun, with the adjectives behind it that agree.
fn phrase_spanish(t: &Tokens, j: usize) -> Option<Phrase> {
    if !inside(t, j) {
        return None;
    }
    let plural = t.folded(j).ends_with('s');
    let mut end = j + 1;
    while plural && end < j + 3 && inside(t, end) && t.folded(end).ends_with('s') && !t.is_capital(end) {
        end += 1;
    }
    Some(Phrase {
        start: j,
        end,
        tail: end,
        of_set: false,
        before: "",
    })
}
