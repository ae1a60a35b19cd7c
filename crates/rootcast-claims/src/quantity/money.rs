//! Money: signs before and behind a number, scales behind the sign, small coins behind the large.

use super::{
    scan::{Item, number, with_unit},
    unit::{Table, Which},
};
use crate::{
    Lang,
    number::{Number, scale},
    token::Tokens,
};

/// A sign of money and the number behind it: `$75 million`, `US $ 10 billion`, `RM79`, `EUR 125`.
pub(super) fn before(t: &Tokens, i: usize, lang: Lang) -> Option<Item> {
    let open = i == 0 || !t.joined(i) || !(t.is_word(i - 1) || t.is_digits(i - 1)) || !t.is_word(i);
    if !open {
        return None;
    }
    let negative = usize::from(t.folded(i) == "-" && !t.joined(i) && t.joined(i + 1));
    let (mut j, mut measure) = match Table::get().at(t, i + negative, Which::Money) {
        Some(found) => found,
        // "dollar 22.5 million", "MAUD 60".
        None => word_before(t, i, lang)?,
    };
    let letters = t.is_word(j - 1);
    let mut millions = false;
    if letters && t.folded(i).starts_with('m') && measure.code.is_some() && t.folded(i).len() == 4 {
        millions = true;
    }
    // "Y = 100" is an equation.
    if t.folded(j - 1) == "=" && !t.joined(j) {
        return None;
    }
    // "$ un mil millones"
    let mut n = number(t, j, lang)
        .filter(|n| !n.words || !letters && lang == Lang::Spanish || t.folded(j - 1) == "dolar")?;
    if n.words && !matches!(t.folded(j - 1), "$" | "€" | "£" | "dolar") {
        return None;
    }
    if letters && single_letter(t, i, j, &n) {
        return None;
    }
    if let Some(scaled) = million(
        t,
        &Item {
            measure: Some(measure),
            ..n
        },
        lang,
    ) {
        n = Item {
            measure: None,
            ..scaled
        };
    }
    if millions {
        n.number = n.number.scaled(6);
    }
    let mut end = n.last;
    // "$76 US a barrel", "$ 10 dollars", "$500 US"
    match t.folded(end) {
        "us" if t.text(end) == "US" && t.text(j - 1) == "$" => {
            if let Some((k, m)) = Table::get().at(&Tokens::new("US$"), 0, Which::Money) {
                measure = if k > 0 { m } else { measure };
            }
            end += 1;
        }
        "dollar" | "dollars" | "usd" if t.text(j - 1) == "$" => end += 1,
        "sterling" if t.text(j - 1) == "$" || t.text(j - 1) == "£" => {
            if let Some((_, m)) = Table::get().at(&Tokens::new("£"), 0, Which::Money) {
                measure = m;
            }
            end += 1;
        }
        _ => {}
    }
    j = n.last;
    let mut out = Item {
        start: i,
        last: j,
        end,
        measure: Some(measure),
        shaped: true,
        ..n
    };
    if negative == 1 {
        out.number = out.number.negated();
    }
    behind(t, &mut out, lang);
    Some(out)
}

/// The name of a currency before its number: "dollar 22.5 million", "MAUD 60".
fn word_before(t: &Tokens, i: usize, lang: Lang) -> Option<(usize, &'static super::Measure)> {
    if !t.is_word(i) {
        return None;
    }
    if matches!(t.folded(i), "dollar" | "dolar" | "sen") && t.is_digits(i + 1) && !t.joined(i + 1) {
        return Table::get().at(t, i, Which::Any);
    }
    millions_code(t.text(i))
        .filter(|_| number(t, i + 1, lang).is_some_and(|n| !n.words))
        .map(|m| (i + 1, m))
}

/// "MUSD", "MEUR": a currency in millions.
fn millions_code(text: &str) -> Option<&'static super::Measure> {
    let code = text.strip_prefix('M').filter(|c| c.len() == 3)?;
    let (_, m) = Table::get().at(&Tokens::new(code), 0, Which::Money)?;
    (m.code.as_deref() == Some(code)).then_some(m)
}

/// "30 MUSD": a currency in millions behind the number.
pub(super) fn millions(t: &Tokens, a: &mut Item, j: usize) -> Option<(usize, &'static super::Measure)> {
    let m = millions_code(t.text(j)).filter(|_| a.number.power() == 0)?;
    a.number = a.number.scaled(6);
    Some((j + 1, m))
}

/// Whether a letter before digits names something else than money: `Q3` is a quarter, `R2` a robot.
fn single_letter(t: &Tokens, i: usize, j: usize, n: &Item) -> bool {
    let alone = j == i + 1 && t.text(i).len() == 1;
    alone
        && (!t.is_capital(i)
            || n.number.value < 10.0 && !n.shaped
            || !t.joined(j) && !n.shaped && n.number.power() == 0)
}

/// A small `m`, `t` or `mil` behind the digits as a multiplier: always after money, and before a noun otherwise.
pub(super) fn million(t: &Tokens, a: &Item, lang: Lang) -> Option<Item> {
    if a.words || a.number.power() != 0 {
        return None;
    }
    let j = a.last;
    let money = a.measure.is_some();
    let ends = !t.joined(j + 1) || !(t.is_word(j + 1) || t.is_digits(j + 1));
    let power = match t.text(j) {
        "m" if t.joined(j) && ends => {
            let follows = t.folded(j + 1);
            let length = [
                "long",
                "tall",
                "wide",
                "high",
                "deep",
                "away",
                "above",
                "below",
                "race",
                "sprint",
                "hurdles",
                "freestyle",
            ];
            let noun = t.is_word(j + 1)
                && !t.joined(j + 1)
                && !crate::word::ends_phrase(follows)
                && !length.contains(&follows);
            if !money && !noun && !counted(t, a.start) {
                return None;
            }
            6
        }
        "t" | "tn" if money && t.joined(j) && ends => 12,
        "mil" | "mill" | "mio" if money && lang == Lang::English && ends => 6,
        _ => return None,
    };
    Some(Item {
        number: a.number.scaled(power),
        last: j + 1,
        end: j + 1,
        ..*a
    })
}

/// Whether a word shortly before speaks of people or money, so that "1.2m" is a million and no length.
fn counted(t: &Tokens, start: usize) -> bool {
    (1..=6).any(|n| {
        matches!(
            t.before(start, n),
            "population"
                | "users"
                | "people"
                | "sales"
                | "viewers"
                | "subscribers"
                | "members"
                | "customers"
                | "revenue"
                | "revenues"
                | "profit"
                | "profits"
                | "loss"
                | "losses"
                | "cost"
                | "copies"
                | "visitors"
                | "fee"
                | "worth"
                | "budget"
                | "fund"
                | "turnover"
                | "audience"
                | "followers"
                | "views"
                | "downloads"
                | "homes"
                | "migrants"
                | "refugees"
        )
    })
}

/// What may follow a currency: a scale ("75 USD million") and small coins ("3 dollars 50 cents").
pub(super) fn behind(t: &Tokens, a: &mut Item, lang: Lang) {
    if a.number.power() == 0
        && a.end > a.last
        && let Some((end, power)) = scale(t, a.end, lang).filter(|(_, p)| *p >= 6)
    {
        a.number = a.number.scaled(power);
        a.end = end;
        return;
    }
    if a.number.power() != 0 || a.number.value.fract() != 0.0 || a.number.value < 1.0 || a.number.value > 1e6
    {
        return;
    }
    let and = usize::from(matches!(t.folded(a.end), "and" | "con" | "y"));
    let Some(coin) = number(t, a.end + and, lang) else {
        return;
    };
    let value = coin.number.value;
    if !(1.0..100.0).contains(&value) || value.fract() != 0.0 || coin.number.power() != 0 {
        return;
    }
    let unit = with_unit(t, coin, lang);
    let cents = unit
        .measure
        .is_some_and(|m| matches!(m.name.as_str(), "cent" | "penny" | "pence"));
    // Without the word "cents", only where number, currency and number stand alone: "15 dollars 50".
    let ends = !t.is_word(unit.end) || matches!(t.folded(unit.end), "more" | "puedes" | "of");
    let bare = unit.measure.is_none()
        && a.end > a.last
        && ends
        && t.folded(unit.end) != "%"
        && !t.joined(coin.first);
    if cents || bare {
        a.number = Number::decimal(a.number.value + value / 100.0, 2, 0);
        a.end = unit.end;
    }
}
