//! Digits: groups of three, decimals, and which of the two a comma is.

use super::Grouping;
use crate::{
    Lang,
    token::{Gap, Tokens},
};

/// A number of digits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Plain {
    /// The token after its last.
    pub(crate) end: usize,
    /// Its value.
    pub(crate) value: f64,
    /// Digits after the decimal point.
    pub(crate) decimals: u8,
    /// Whether its digits are grouped in thousands: no year is written so.
    pub(crate) grouped: bool,
}

/// Most tokens that one number of digits may take.
const LONGEST: usize = 24;

/// The digits collected so far.
struct Collected {
    text: String,
    decimals: u8,
}

impl Collected {
    fn finish(self, end: usize, grouped: bool) -> Option<Plain> {
        Some(Plain {
            end,
            value: self.text.parse().ok()?,
            decimals: self.decimals,
            grouped,
        })
    }
}

/// The number of digits that begins at token `i`.
pub(crate) fn plain(t: &Tokens, i: usize, lang: Lang) -> Option<Plain> {
    let (group, point) = match (lang, t.grouping()) {
        (Lang::English, _) | (Lang::Spanish, Grouping::Comma) => (",", "."),
        (Lang::Spanish, _) => (".", ","),
    };
    if !t.is_digits(i) {
        // ".25", but not the end of a sentence before a number, nor the tail of another number.
        let leading = t.folded(i) == point && t.is_digits(i + 1) && t.joined(i + 1);
        if !leading || i > 0 && t.joined(i) && !opens(t.before(i, 1)) {
            return None;
        }
        let mut c = Collected {
            text: String::from("0."),
            decimals: length(t.folded(i + 1)),
        };
        c.text.push_str(t.folded(i + 1));
        return c.finish(i + 2, false);
    }
    // Most numbers are one run of digits.
    let follows = |j: usize| matches!(t.folded(j), "," | ".") && t.joined(j);
    if !follows(i + 1) && !t.is_digits(i + 1) {
        let value = t.folded(i).parse().ok()?;
        return Some(Plain {
            end: i + 1,
            value,
            decimals: 0,
            grouped: false,
        });
    }
    let next = |j: usize| {
        let separator = t.folded(j);
        let joined = t.joined(j) && t.joined(j + 1) && t.is_digits(j + 1);
        (joined && (separator == group || separator == point)).then_some(separator)
    };
    let mut c = Collected {
        text: t.folded(i).to_owned(),
        decimals: 0,
    };
    let mut end = i + 1;
    // How the groups behind the first lie.
    let mut run: Vec<(&str, usize)> = Vec::new();
    while let Some(separator) = next(end + 2 * run.len()) {
        if run.len() == LONGEST {
            break;
        }
        run.push((separator, t.folded(end + 2 * run.len() + 1).len()));
    }
    let first = t.folded(i).len();
    // In a list, "22,24,26", and in an address no comma or point joins.
    let listed =
        i > 1 && t.joined(i) && t.joined(i - 1) && t.is_digits(i - 2) && matches!(t.before(i, 1), "," | ".");
    if listed {
        run.clear();
    }
    let zero = t.folded(i) == "0";
    // "15,400" in Spanish: news has no three decimals, and Central America groups so.
    let american = lang == Lang::Spanish
        && t.grouping() == Grouping::Unknown
        && matches!(run.as_slice(), [(",", 3)])
        && first <= 3
        && !zero;
    let (groups, tail) = if american {
        (1, false)
    } else {
        shape(first, zero, &run, group, point)
    };
    for _ in 0..groups {
        c.text.push_str(t.folded(end + 1));
        end += 2;
    }
    if tail {
        c.text.push('.');
        c.text.push_str(t.folded(end + 1));
        c.decimals = length(t.folded(end + 1));
        end += 2;
    }
    let mut grouped = groups > 0;
    if !grouped && !tail {
        while first <= 3 && end - i < LONGEST && spaced_group(t, i, end) {
            c.text.push_str(t.folded(end));
            end += 1;
            grouped = true;
        }
        if grouped && t.folded(end) == point && t.joined(end) && t.is_digits(end + 1) && t.joined(end + 1) {
            c.text.push('.');
            c.text.push_str(t.folded(end + 1));
            c.decimals = length(t.folded(end + 1));
            end += 2;
        }
    }
    c.finish(end, grouped)
}

fn length(digits: &str) -> u8 {
    u8::try_from(digits.len()).unwrap_or(u8::MAX)
}

/// Symbols after which a decimal point may open a number.
fn opens(symbol: &str) -> bool {
    matches!(symbol, "(" | "-" | "$" | "€" | "£" | "/" | "'" | "\"")
}

/// How many groups of a run belong to the number, and whether a decimal part follows them.
fn shape(first: usize, zero: bool, run: &[(&str, usize)], group: &str, point: &str) -> (usize, bool) {
    let Some(&(separator, size)) = run.first() else {
        return (0, false);
    };
    // Groups of one separator, then at most one decimal part after the other.
    let same = run.iter().take_while(|(s, _)| *s == separator).count();
    let after = run.get(same);
    let alone = run.len() == same + 1;
    let sizes = |n: usize| run.get(..n).unwrap_or_default();
    let thousands = first <= 3 && sizes(same).iter().all(|(_, n)| *n == 3);
    let indian = first <= 2
        && same >= 2
        && sizes(same - 1).iter().all(|(_, n)| *n == 2)
        && run.get(same - 1).is_some_and(|(_, n)| *n == 3);
    let decimal_after = after.is_some() && alone;
    if separator == group {
        if (thousands && !zero) || indian {
            return (same, decimal_after);
        }
        // "5,00", "1,3": a decimal in the other language's manner, if it stands alone.
        return (0, run.len() == 1 && (size != 3 || zero || first > 3));
    }
    if same > 1 || after.is_some() {
        // "1.111,11" in an English text, and never "192.168.1.2".
        let foreign = thousands && !zero && (decimal_after || same > 1 && after.is_none());
        return if foreign && point == separator {
            (same, decimal_after)
        } else {
            (0, false)
        };
    }
    (0, true)
}

/// Whether the token at `end` is a group of three digits after a space.
fn spaced_group(t: &Tokens, i: usize, end: usize) -> bool {
    let group = |j: usize| t.is_digits(j) && t.gap(j) == Gap::Space && t.folded(j).len() == 3;
    // "423 0000" is two numbers, and so is "12 500 5000".
    let clean = |j: usize| !t.is_digits(j) || t.gap(j) != Gap::Space || t.folded(j).len() == 3;
    group(end) && clean(end + 1) && one_space(t, end) && !(i > 0 && t.is_digits(i - 1) && !t.joined(i))
}

/// Whether exactly one space stands before a token.
fn one_space(t: &Tokens, j: usize) -> bool {
    let ends = j.checked_sub(1).and_then(|p| t.get(p)).map(|p| p.span.end);
    match (ends, t.get(j)) {
        (Some(end), Some(next)) => t
            .source()
            .get(end..next.span.start)
            .is_some_and(|gap| gap.chars().count() == 1),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, lang: Lang) -> Option<f64> {
        let t = Tokens::new(text);
        plain(&t, 0, lang).filter(|p| p.end == t.len()).map(|p| p.value)
    }

    #[test]
    fn english_digits() {
        for (text, value) in [
            ("1,234,567", 1_234_567.0),
            ("12,34,567.5", 1_234_567.5),
            ("4.800", 4.8),
            ("1.111,25", 1111.25),
            ("5,25", 5.25),
            ("40 000", 40_000.0),
            (".5", 0.5),
            ("7 250 000.5", 7_250_000.5),
        ] {
            assert_eq!(read(text, Lang::English), Some(value), "{text}");
        }
        for list in ["22,24,26", "10.1.2.3", "423 0000"] {
            assert_eq!(read(list, Lang::English), None, "{list}");
        }
    }

    #[test]
    fn spanish_digits() {
        for (text, value) in [
            ("1.234.567,5", 1_234_567.5),
            ("4,80", 4.8),
            ("15,400", 15_400.0),
            ("1.000", 1000.0),
            ("0.683", 0.683),
            ("1111.25", 1111.25),
            (",5", 0.5),
        ] {
            assert_eq!(read(text, Lang::Spanish), Some(value), "{text}");
        }
    }
}
