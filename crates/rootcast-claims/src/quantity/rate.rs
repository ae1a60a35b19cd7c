//! Rates: "a year", "per month", "per 100,000 people", "/kWh", "al año".

use super::{
    scan::Raw,
    unit::{Table, Which},
};
use crate::{Lang, number::numeral, token::Tokens, word::singular};

/// What a rate is counted by, where the word "a" alone says so.
fn by_article(word: &str) -> bool {
    matches!(
        word,
        "share"
            | "barrel"
            | "ounce"
            | "pound"
            | "gallon"
            | "tonne"
            | "ton"
            | "litre"
            | "liter"
            | "kilo"
            | "kilogram"
            | "head"
            | "piece"
            | "person"
            | "unit"
            | "dozen"
            | "bushel"
            | "mile"
            | "night"
            | "game"
            | "acre"
            | "hectare"
            | "year"
            | "month"
            | "week"
            | "day"
            | "hour"
            | "minute"
            | "second"
            | "quarter"
            | "bottle"
            | "ticket"
    )
}

/// The rate behind a quantity: where it ends and what it is counted by.
pub(super) fn rate(t: &Tokens, raw: &Raw) -> Option<(usize, String)> {
    let counted = raw.noun.as_ref().map_or(raw.end, |n| n.end);
    let j = counted.max(raw.end);
    if raw.item.measure.is_none() && raw.noun.is_none() {
        // "38.2 per 100,000"
        let k = if t.folded(j + 1) == "cada" { j + 2 } else { j + 1 };
        let many = matches!(t.folded(j), "per" | "por")
            && numeral(t, k, raw.lang).is_some_and(|n| n.number.value >= 100.0);
        return many.then(|| by(t, k, raw.lang)).flatten();
    }
    let dash = |j: usize| {
        if t.folded(j) == "-" && t.joined(j) {
            j + 1
        } else {
            j
        }
    };
    let j = dash(j);
    match t.folded(j) {
        "mensual" | "mensuales" => Some((j + 1, String::from("month"))),
        "anual" | "anuales" => Some((j + 1, String::from("year"))),
        "diario" | "diarios" | "diarias" => Some((j + 1, String::from("day"))),
        "semanal" | "semanales" => Some((j + 1, String::from("week"))),
        "per" | "por" => {
            // "por ciento" is a unit, and "every 33 years" no rate of what stands before.
            let k = if t.folded(j + 1) == "cada" { j + 2 } else { j + 1 };
            let k = dash(k);
            by(t, k, raw.lang)
        }
        "/" if t.joined(j) && t.is_word(j + 1) => by(t, j + 1, raw.lang),
        "a" | "an" if time_spanish(t.folded(j + 1)).is_none() => {
            let k = dash(j + 1);
            // "a week earlier" is a time.
            let earlier = matches!(
                t.folded(k + 1),
                "earlier" | "later" | "ago" | "before" | "after" | "prior"
            );
            (by_article(t.folded(k)) && !earlier).then(|| (k + 1, t.folded(k).to_owned()))
        }
        "al" | "a" => time_spanish(t.folded(j + 1)).map(|n| (j + 2, n.to_owned())),
        _ => None,
    }
}

fn time_spanish(word: &str) -> Option<&'static str> {
    Some(match word {
        "año" => "year",
        "mes" => "month",
        "dia" => "day",
        _ => return None,
    })
}

/// What stands behind "per": a unit, a number of people, or any noun.
fn by(t: &Tokens, k: usize, lang: Lang) -> Option<(usize, String)> {
    if let Some(n) = numeral(t, k, lang).filter(|n| n.number.value >= 10.0) {
        let number = group(n.number.value);
        let noun = t.is_word(n.end) && !crate::word::ends_phrase(t.folded(n.end));
        return Some(if noun {
            (n.end + 1, format!("{number} {}", t.folded(n.end)))
        } else {
            (n.end, number)
        });
    }
    let square = matches!(t.folded(k), "square" | "sq");
    let cubic = matches!(t.folded(k), "cubic" | "cu");
    let u = k + usize::from(square || cubic);
    if let Some((end, m)) = Table::get()
        .at(t, u, Which::Any)
        .filter(|(_, m)| m.dimension != "money")
    {
        let exponent = t.joined(end) && m.dimension == "length";
        let square = square || exponent && matches!(t.text(end), "2" | "²");
        let cubic = cubic || exponent && matches!(t.text(end), "3" | "³");
        let name = match (square, cubic) {
            (true, _) => format!("square {}", m.name),
            (_, true) => format!("cubic {}", m.name),
            _ => m.name.clone(),
        };
        let end = end + usize::from((square || cubic) && u == k);
        return Some((end, name));
    }
    if matches!(t.folded(k), "annum" | "capita") {
        let name = if t.folded(k) == "annum" { "year" } else { "person" };
        return Some((k + 1, name.to_owned()));
    }
    let spanish = t.before(k, 1) == "por";
    let counted = matches!(
        t.folded(k),
        "persona" | "habitante" | "hogar" | "familia" | "accion" | "cabeza" | "kilo"
    );
    (t.is_word(k) && (!spanish || counted)).then(|| (k + 1, singular(t.folded(k))))
}

/// A whole number with thin groups: 100,000.
fn group(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut out = String::new();
    for (n, c) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n) % 3 == 0 {
            out.push(',');
        }
        out.push(c);
    }
    out
}
