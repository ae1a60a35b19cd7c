//! Two numbers that belong together: "5 to 7 %", "between 40 and 50", "33–35 billion", "from 541,618 to 495,286".

use super::{
    Amount, Change, Form,
    qualifier::qualifier,
    scan::{Item, Raw, item},
};
use crate::{Lang, token::Tokens, word::ends_phrase};

/// The quantity that begins with an item: alone, or joined with the next.
pub(super) fn join(t: &Tokens, a: Item, lang: Lang) -> Raw {
    // "in the first half to 1.2 million"
    if a.words && matches!(t.folded(a.first), "half" | "quarter") {
        return Raw::single(a);
    }
    let Some((link, j)) = connector(t, &a) else {
        return Raw::single(a);
    };
    let Some(b) = item(t, j, lang) else {
        return Raw::single(a);
    };
    match fit(t, &a, &b, link) {
        Some(raw) => raw,
        None => Raw::single(a),
    }
}

/// What joins two numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Link {
    /// A hyphen or slash against both.
    Dash,
    /// "to" without "from".
    To,
    /// "from … to".
    FromTo,
    /// "between … and".
    Between,
}

/// The connector behind an item, and the token after it.
fn connector(t: &Tokens, a: &Item) -> Option<(Link, usize)> {
    let j = a.end;
    let word = t.folded(j);
    let before = |words: &[&str]| {
        (1..=4).take_while(|n| *n == 1 || a.start >= *n).find_map(|n| {
            let w = t.before(a.start, n);
            if words.contains(&w) {
                return Some(true);
            }
            // Only qualifiers and articles may stand between.
            let light = matches!(
                w,
                "about"
                    | "around"
                    | "the"
                    | "a"
                    | "an"
                    | "just"
                    | "some"
                    | "roughly"
                    | "of"
                    | "nearly"
                    | "over"
                    | "los"
                    | "las"
                    | "el"
                    | "la"
                    | "minus"
            );
            (!light).then_some(false)
        }) == Some(true)
    };
    match word {
        "-" if t.joined(j) && t.joined(j + 1) => {
            if t.folded(j + 1) == "to" && t.folded(j + 2) == "-" {
                return Some((Link::Dash, j + 3));
            }
            Some((Link::Dash, j + 1))
        }
        "-" | "\u{2014}" if !t.joined(j) && !t.joined(j + 1) && t.folded(j) == "-" && a.measure.is_some() => {
            Some((Link::Dash, j + 1))
        }
        "/" if a.measure.is_some_and(|m| m.dimension == "money") && t.joined(j) => Some((Link::Dash, j + 1)),
        "to" | "through" | "till" | "until" | "a" | "hasta" => {
            let from = before(&["from", "de", "desde"]) || t.before(a.start, 1) == "from";
            if word == "a" && !from {
                return None;
            }
            if before(&["between"]) {
                return Some((Link::Between, j + 1));
            }
            Some((if from { Link::FromTo } else { Link::To }, j + 1))
        }
        "and" | "y" if before(&["between", "entre", "in between"]) => {
            let seven = usize::from(matches!(t.folded(j + 1), "the" | "los" | "las"));
            Some((Link::Between, j + 1 + seven))
        }
        // "from 138,285 lots to 150,000 lots"
        _ if before(&["from", "de"]) && t.is_word(j) && !ends_phrase(word) => (1..=2)
            .find(|n| t.folded(j + n) == "to")
            .map(|n| (Link::FromTo, j + n + 1)),
        _ => None,
    }
}

/// The range of two items, if they can be one.
fn fit(t: &Tokens, a: &Item, b: &Item, link: Link) -> Option<Raw> {
    let same = match (a.measure, b.measure) {
        (Some(x), Some(y)) => {
            x.dimension == y.dimension
                && (x.name == y.name || x.dimension == "money" && (x.code.is_none() || y.code.is_none()))
        }
        // "$9 to 12", "208 pounds to 193": the first says what the second is.
        (Some(x), None) => match link {
            Link::To => x.dimension == "money" && a.start < a.first,
            _ => true,
        },
        (None, _) => true,
    };
    if !same {
        return None;
    }
    let (x, y) = (a.number.value, b.number.value);
    // "rose 60 % in 2018 to 3.9 million"
    let year =
        |i: &Item, v: f64| i.measure.is_none() && !i.shaped && !i.words && (1900.0..2100.0).contains(&v);
    if year(a, x) && !year(b, y) && y > 100.0 {
        return None;
    }
    if link == Link::Dash {
        // Telephones, dates and codes: "555-1234-22", "2019-04-05".
        let more = t.folded(b.last) == "-" && t.joined(b.last) && t.is_digits(b.last + 1);
        let code = t.text(b.first).starts_with('0') && t.text(b.first).len() > 1 && !b.shaped;
        if more || code || t.folded(b.first) == "-" || a.words != b.words {
            return None;
        }
    }
    if link == Link::To {
        // "rose 3 points to 50 points", "$100 to 20 people", "two to tango".
        let (_, whole) = qualifier(t, a.start, a.end);
        let change = super::change::change(t, whole, true) != Change::None;
        if change && a.measure.is_some() {
            return None;
        }
        if a.measure.is_none() && b.measure.is_none() && y < x && (b.number.power() <= a.number.power()) {
            return None;
        }
    }
    let mut from = a.number;
    // "four to five thousand", "24.2 to 33 billion": the multiplier stands once.
    let power = b.number.power();
    let mantissa = crate::number::times_ten(y, -i32::from(power));
    if power > 0 && a.number.power() == 0 && x <= mantissa && x * 100.0 >= mantissa {
        from = a.number.scaled(power);
    }
    let measure = b.measure.or(a.measure);
    let end = b.end;
    let item = Item {
        last: b.last,
        end,
        measure,
        words: a.words && b.words,
        shaped: a.shaped || b.shaped,
        power: if b.measure.is_some() { b.power } else { a.power },
        hyphen: b.hyphen,
        ..*a
    };
    let mut raw = Raw::single(item);
    raw.amount = Amount::Range { from, to: b.number };
    raw.end = end;
    raw.form = if item.words { Form::Words } else { Form::Digits };
    if link == Link::FromTo {
        raw.change = Change::FromTo;
    }
    Some(raw)
}
