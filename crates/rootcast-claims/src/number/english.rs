//! English number words, and digits with what follows them.

mod words;

use super::{
    Number, Numeral, Plain,
    fraction::{self, denominator},
    notation::{exponent, slashed},
    plain,
    scale::{self, letter},
    times_ten,
};
use crate::{Lang, among, token::Tokens};

pub(crate) use words::{ordinal_word, small, tens};

/// Part of a number: where it ends, what it says, and the power of ten of its last multiplier.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub(super) end: usize,
    pub(super) value: f64,
    pub(super) power: i8,
    pub(super) decimals: u8,
    pub(super) words: bool,
    /// Whether it holds the word "hundred".
    pub(super) hundred: bool,
}

/// The number that begins at token `i`.
pub(super) fn number(t: &Tokens, i: usize) -> Option<Numeral> {
    if !t.is_digits(i)
        && let Some(n) = halves(t, i)
    {
        return Some(n);
    }
    if let Some(p) = plain(t, i, Lang::English)
        && let Some(n) = of_digits(t, i, &p)
    {
        return Some(n);
    }
    let bare = cardinal(t, i, false)?;
    if let Some(n) = mixed(t, &bare) {
        return Some(n);
    }
    // Only an "and" behind it lets the number go on.
    let whole = if t.folded(bare.end) == "and" {
        cardinal(t, i, true)?
    } else {
        bare
    };
    // "the past three quarters"
    let turned = matches!(
        t.before(i, 1),
        "last" | "past" | "next" | "previous" | "following" | "coming" | "first"
    );
    if let Some(d) = fraction_of(t, &whole).filter(|d| !(turned && t.before(d.end, 1) == "quarters")) {
        return Some(d);
    }
    if let Some(n) = mixed(t, &whole) {
        return Some(n);
    }
    let out = decimals(t, whole);
    Some(ratio(t, out).unwrap_or_else(|| finish(out)))
}

fn finish(p: Part) -> Numeral {
    Numeral {
        end: p.end,
        number: Number::decimal(p.value, p.decimals, p.power),
        words: p.words,
    }
}

/// Whether a fraction counted in a word: "half a million", "quarter million", "half a dozen", "a half", "a third".
fn halves(t: &Tokens, i: usize) -> Option<Numeral> {
    let article = |j: usize| usize::from(matches!(t.folded(j), "a" | "an"));
    let word = |end: usize, value: f64| {
        Some(Numeral {
            end,
            number: Number::fraction(value),
            words: true,
        })
    };
    let a = article(i);
    let unit = match t.folded(i + a) {
        "half" => 0.5,
        "quarter" => 0.25,
        "dozen" | "dozens" if a == 1 => return word(i + 2, 12.0),
        "dozen" => return None,
        _ => {
            if a == 0 {
                return None;
            }
            let d = denominator(t, i + a).filter(|d| !d.plural)?;
            // "a third" is a part; "a third time", "a fourth quarter" a place.
            let of = t.folded(d.end);
            let place = t.is_word(d.end)
                && !matches!(
                    of,
                    "of" | "are"
                        | "were"
                        | "is"
                        | "was"
                        | "have"
                        | "has"
                        | "had"
                        | "more"
                        | "less"
                        | "fewer"
                        | "say"
                        | "said"
                        | "in"
                        | "from"
                        | "to"
                        | "and"
                        | "or"
                        | "by"
                        | "on"
                        | "at"
                );
            return if place { None } else { word(d.end, 1.0 / d.value) };
        }
    };
    let next = i + a + 1;
    // "a quarter-million"
    let hyphen = t.folded(next) == "-" && t.joined(next) && scale::english(t.folded(next + 1)).is_some();
    let next = next + usize::from(hyphen);
    // "half a million", "half a dozen".
    let k = next + article(next);
    if matches!(t.folded(k), "dozen" | "dozens") {
        return word(k + 1, unit * 12.0);
    }
    if let Some(power) = scale::english(t.folded(k)).filter(|_| a == 0 || k == next) {
        let value = times_ten(unit, i32::from(power));
        return word(k + 1, value);
    }
    if a == 0 && unit < 0.5 {
        return None;
    }
    // "a quarter" of something; a quarter of a year is a time.
    if unit < 0.5 && !matches!(t.folded(next), "of" | "") && t.is_word(next) {
        return None;
    }
    word(next, unit)
}

/// Digits with a fraction, an exponent, a multiplier or a ratio behind them.
fn of_digits(t: &Tokens, i: usize, p: &Plain) -> Option<Numeral> {
    let done = |end: usize, value: f64| {
        Some(Numeral {
            end,
            number: Number::fraction(value),
            words: false,
        })
    };
    if p.decimals == 0 && !p.grouped {
        if let Some((end, value)) = slashed(t, i) {
            return done(end, value);
        }
        // "2 1/4", "7½".
        if let Some((end, value)) = slashed(t, p.end).filter(|(_, v)| *v < 1.0 && p.value < 1e4) {
            return done(end, p.value + value);
        }
        if let Some(part) = fraction::vulgar(t.text(p.end)) {
            return done(p.end + 1, p.value + part);
        }
    }
    if let Some((end, value)) = exponent(t, p) {
        return done(end, value);
    }
    if let Some((end, power)) = letter(t, p) {
        return Some(Numeral {
            end,
            number: Number::decimal(times_ten(p.value, i32::from(power)), p.decimals, power),
            words: false,
        });
    }
    None
}

/// Below a hundred in words, or a number of digits.
fn below_hundred(t: &Tokens, i: usize) -> Option<Part> {
    let part = |end: usize, value: f64, words: bool, decimals: u8| Part {
        end,
        value,
        power: 0,
        decimals,
        words,
        hundred: false,
    };
    if let Some(p) = plain(t, i, Lang::English) {
        return Some(part(p.end, p.value, false, p.decimals));
    }
    let word = t.folded(i);
    if let Some(ten) = tens(word) {
        let k = if t.folded(i + 1) == "-" && t.joined(i + 1) == t.joined(i + 2) {
            i + 2
        } else {
            i + 1
        };
        let one = small(t.folded(k)).filter(|v| (1.0..10.0).contains(v));
        return Some(match one {
            Some(one) => part(k + 1, ten + one, true, 0),
            None => part(i + 1, ten, true, 0),
        });
    }
    small(word).map(|v| part(i + 1, v, true, 0))
}

/// Below a thousand, or a number of digits, with its hundreds.
fn group(t: &Tokens, i: usize, and: bool) -> Option<Part> {
    let article = matches!(t.folded(i), "a" | "an");
    let hundred = |j: usize| matches!(t.folded(j), "hundred" | "hundreds");
    let mut p = if hundred(i) && t.folded(i) == "hundred" {
        Part {
            end: i,
            value: 1.0,
            power: 0,
            decimals: 0,
            words: true,
            hundred: false,
        }
    } else if article && scale::english(t.folded(i + 1)).is_some() {
        Part {
            end: i + 1,
            value: 1.0,
            power: 0,
            decimals: 0,
            words: true,
            hundred: false,
        }
    } else {
        below_hundred(t, i)?
    };
    if !hundred(p.end) {
        return Some(p);
    }
    p.value *= 100.0;
    p.power = 2;
    p.hundred = true;
    p.end += 1;
    let skipped = usize::from(t.folded(p.end) == "and");
    if skipped == 1 && !and {
        return Some(p);
    }
    let tail = below_hundred(t, p.end + skipped)
        .filter(|q| q.value > 0.0 && q.value < 100.0 && q.decimals == 0)
        .filter(|q| skipped == 1 || q.words)
        .filter(|q| !hundred(q.end));
    if let Some(q) = tail {
        p = Part {
            end: q.end,
            value: p.value + q.value,
            power: 0,
            ..p
        };
    }
    Some(p)
}

/// A number of groups, each smaller than the one before. Without `and`, the last "and" is not read through.
pub(super) fn cardinal(t: &Tokens, i: usize, and: bool) -> Option<Part> {
    let mut out: Option<Part> = None;
    let mut at = i;
    let mut limit = f64::INFINITY;
    loop {
        let skipped = usize::from(out.is_some() && t.folded(at) == "and");
        if skipped == 1 && !and {
            break;
        }
        let Some(mut g) = group(t, at + skipped, and) else {
            break;
        };
        let mut power = 0i8;
        while let Some(p) = scale::english(t.folded(g.end)).filter(|p| *p > 2 && power + p < 30) {
            power += p;
            g.end += 1;
        }
        let size = times_ten(1.0, i32::from(power));
        let value = g.value * size;
        if let Some(before) = out {
            // Digits go on a number only where a word after them says so: "4 thousand 3 hundred".
            let digits_alone = !g.words && power == 0 && !g.hundred;
            if value >= limit || value <= 0.0 || g.decimals > 0 || digits_alone {
                break;
            }
            out = Some(Part {
                end: g.end,
                value: before.value + value,
                power: 0,
                ..before
            });
        } else {
            let own = if g.power == 2 && power == 0 { 2 } else { power };
            out = Some(Part {
                value,
                power: own,
                ..g
            });
        }
        at = g.end;
        if power == 0 {
            break;
        }
        limit = size;
    }
    let mut out = out?;
    if matches!(
        t.folded(out.end),
        "dozen" | "dozens" | "dz" | "dzs" | "doz" | "dozs"
    ) {
        out.value *= 12.0;
        out.end += 1;
        out.power = 0;
    }
    Some(out)
}

/// A number, "and", and a proper fraction: "three and a fifth", "one million and a half", "five and a half million".
fn mixed(t: &Tokens, whole: &Part) -> Option<Numeral> {
    if t.folded(whole.end) != "and" || whole.decimals > 0 {
        return None;
    }
    let j = whole.end + 1;
    let (numerator, k) = match t.folded(j) {
        "a" | "an" => (1.0, j + 1),
        _ => {
            let n = cardinal(t, j, false)?;
            (n.value, n.end)
        }
    };
    let k = if t.folded(k) == "-" { k + 1 } else { k };
    let d = denominator(t, k)?;
    if numerator >= d.value || (d.plural == (numerator <= 1.0)) {
        return None;
    }
    let part = numerator / d.value;
    let (end, value) = match scale::english(t.folded(d.end)).filter(|p| *p > 2) {
        // "five and a half million"; "one billion and a half million".
        Some(p) if whole.power == 0 => (d.end + 1, times_ten(whole.value + part, i32::from(p))),
        Some(p) => (d.end + 1, whole.value + times_ten(part, i32::from(p))),
        None if whole.power > 2 => (d.end, whole.value + times_ten(part, i32::from(whole.power))),
        None => (d.end, whole.value + part),
    };
    Some(Numeral {
        end,
        number: Number::fraction(value),
        words: true,
    })
}

/// A numerator and its denominator: "two thirds", "one-eighth", "two thirds of a million".
fn fraction_of(t: &Tokens, whole: &Part) -> Option<Numeral> {
    if whole.decimals > 0 {
        return None;
    }
    let k = if t.folded(whole.end) == "-" {
        whole.end + 1
    } else {
        whole.end
    };
    let d = denominator(t, k)?;
    if d.plural == (whole.value <= 1.0) || !whole.words {
        return None;
    }
    // "two quarters" and "three quarters in a row" are times.
    if d.value > 3.5 && d.value < 4.5 && whole.value >= 4.0 {
        return None;
    }
    let value = whole.value / d.value;
    let of = usize::from(t.folded(d.end) == "of" && matches!(t.folded(d.end + 1), "a" | "an")) * 2;
    let (end, value) = match scale::english(t.folded(d.end + of)).filter(|p| *p > 2) {
        Some(p) => (d.end + of + 1, times_ten(value, i32::from(p))),
        None => (d.end, value),
    };
    Some(Numeral {
        end,
        number: Number::fraction(value),
        words: true,
    })
}

/// "point" and what follows it.
fn decimals(t: &Tokens, p: Part) -> Part {
    if t.folded(p.end) != "point" || !p.words || p.decimals > 0 {
        return p;
    }
    let mut text = String::new();
    let mut j = p.end + 1;
    while let Some(digit) = small(t.folded(j)).or_else(|| tens(t.folded(j))) {
        if digit >= 10.0 {
            if !text.is_empty() {
                break;
            }
            let Some(q) = below_hundred(t, j) else { break };
            text = format!("{}", q.value);
            j = q.end;
            break;
        }
        text.push_str(&format!("{digit}"));
        j += 1;
        if text.len() > 15 {
            break;
        }
    }
    let value = format!("{}.{text}", p.value).parse();
    match (text.is_empty(), value) {
        (false, Ok(value)) => {
            let decimals = u8::try_from(text.len()).unwrap_or(0);
            let scaled = scale::english(t.folded(j)).map_or((j, 0), |power| (j + 1, power));
            Part {
                end: scaled.0,
                value: times_ten(value, i32::from(scaled.1)),
                decimals,
                power: scaled.1,
                words: true,
                hundred: false,
            }
        }
        _ => p,
    }
}

/// What follows a number of times and not of parts: "two in three games".
const SPELLS: &[&str] = &[
    "day", "days", "decades", "games", "hours", "matches", "minutes", "months", "seasons", "starts", "weeks",
    "years",
];

/// "one in three", "two out of five hundred", "one over three".
fn ratio(t: &Tokens, p: Part) -> Option<Numeral> {
    let j = p.end;
    let (k, over) = match t.folded(j) {
        "in" => (j + 1, false),
        "out" if t.folded(j + 1) == "of" => (j + 2, false),
        "over" => (j + 1, true),
        _ => return None,
    };
    if p.decimals > 0 || p.power != 0 {
        return None;
    }
    let d = cardinal(t, k, true)?;
    if d.decimals > 0 || d.value <= 0.0 {
        return None;
    }
    // "one in three"; not "three in 2019", "12 in six boxes", "$2000 over 3 years", "one in the 2 boxes".
    let ends = !t.is_word(d.end);
    let fits = if over {
        ends && !matches!(t.before(p.end, 2), "$") && (p.words || d.value > 0.0)
    } else if t.folded(j) == "in" {
        p.value < d.value
            && p.value <= 10.0
            && d.value <= 1000.0
            && (p.value <= 1.0 || d.value % 5.0 == 0.0 || p.words == d.words && d.value <= 10.0)
            && !among(SPELLS, t.folded(d.end))
    } else {
        p.value < d.value
    };
    fits.then_some(Numeral {
        end: d.end,
        number: Number::fraction(p.value / d.value),
        words: true,
    })
}
