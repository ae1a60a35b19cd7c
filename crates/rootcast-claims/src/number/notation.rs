//! Numbers in signs: `3/4`, `1e10`, `1.3x10^6`.

use super::Plain;
use crate::token::Tokens;

/// `3/4`, but not a part of `5/17/2018` or of `222-2222/2222`.
pub(super) fn slashed(t: &Tokens, i: usize) -> Option<(usize, f64)> {
    let slash = matches!(t.folded(i + 1), "/" | "\u{2044}") && t.joined(i + 1) && t.joined(i + 2);
    if !slash || !t.is_digits(i) || !t.is_digits(i + 2) {
        return None;
    }
    let open = !t.joined(i) || !matches!(t.before(i, 1), "/" | "." | ",") && t.before(i, 2) != "/";
    let phone = t.joined(i) && t.before(i, 1) == "-" && i > 1 && t.joined(i - 1);
    let closed = !(t.joined(i + 3)
        && matches!(t.folded(i + 3), "/" | "." | "-")
        && t.is_digits(i + 4)
        && t.joined(i + 4));
    let a: f64 = t.folded(i).parse().ok()?;
    let b: f64 = t.folded(i + 2).parse().ok()?;
    (open && !phone && closed && b > 0.0).then_some((i + 3, a / b))
}

/// `1e10`, `1.3x10^6`, `1.1^23`.
pub(super) fn exponent(t: &Tokens, p: &Plain) -> Option<(usize, f64)> {
    let j = p.end;
    let signed = |k: usize| -> Option<(usize, i32)> {
        let mut k = k;
        let mut sign = 1;
        while matches!(t.folded(k), "-" | "+") && t.joined(k) {
            if t.folded(k) == "-" && sign == 1 {
                sign = -1;
            }
            k += 1;
        }
        let power: i32 = t.folded(k).parse().ok().filter(|e| *e <= 300)?;
        (t.is_digits(k) && t.joined(k)).then_some((k + 1, sign * power))
    };
    // "3 x 10^8"
    let spaced = matches!(t.folded(j), "x" | "×") && t.folded(j + 1) == "10" && t.folded(j + 2) == "^";
    if !t.joined(j) && !spaced {
        return None;
    }
    let scientific = |k: usize, power: i32| {
        let value = format!("{}e{power}", p.value).parse().ok()?;
        Some((k, value))
    };
    match t.folded(j) {
        "e" => signed(j + 1).and_then(|(k, e)| scientific(k, e)),
        "^" => signed(j + 1).map(|(k, e)| (k, p.value.powi(e))),
        "x" | "×" if t.folded(j + 1) == "10" && t.folded(j + 2) == "^" => {
            signed(j + 3).and_then(|(k, e)| scientific(k, e))
        }
        _ => None,
    }
}
