//! Amounts without a number: "thousands of", "tens of millions", "decenas de miles"; "doubled", "sixfold".

use super::{
    Amount, Change, Form,
    scan::{Item, Raw},
    unit::{Table, Which},
};
use crate::{
    Lang,
    number::{Number, scale, small, times_ten},
    token::Tokens,
};

/// "thousands of", "tens of thousands of", "dozens of": from one power of ten to the next.
pub(super) fn magnitude(t: &Tokens, i: usize, lang: Lang) -> Option<Raw> {
    let (of, tens, hundreds, dozens) = match lang {
        Lang::English => ("of", "tens", "hundreds", "dozens"),
        Lang::Spanish => ("de", "decenas", "cientos", "docenas"),
    };
    let word = t.folded(i);
    let plural = |j: usize| -> Option<i8> {
        let w = t.folded(j);
        if w == hundreds || w == "centenares" {
            return Some(2);
        }
        (w.ends_with('s') && w != "mil")
            .then(|| scale(t, j, lang))
            .flatten()
            .map(|(_, p)| p)
    };
    if word == dozens && t.folded(i + 1) == of {
        let number = Number::fraction(12.0);
        return Some(raw(t, i, i + 1, Amount::Single(number), lang));
    }
    let (power, mut end) = if word == tens && t.folded(i + 1) == of {
        (plural(i + 2)? + 1, i + 3)
    } else {
        (plural(i)?, i + 1)
    };
    let mut power = power;
    if word != tens && t.folded(end) == of {
        // "hundreds of thousands of"
        if let Some(more) = plural(end + 1) {
            power += more;
            end += 2;
        }
    }
    let after = matches!(t.folded(end), "of" | "de");
    let bare = t.is_word(end) && crate::word::is_plural(t.folded(end));
    if !(after || bare) {
        return None;
    }
    let from = Number::fraction(times_ten(1.0, i32::from(power)));
    let to = Number::fraction(times_ten(1.0, i32::from(power) + 1));
    Some(raw(t, i, end, Amount::Range { from, to }, lang))
}

fn raw(t: &Tokens, start: usize, last: usize, amount: Amount, lang: Lang) -> Raw {
    let mut item = Item {
        start,
        first: start,
        last,
        end: last,
        number: amount.first(),
        words: true,
        shaped: true,
        measure: None,
        power: 1,
        hyphen: false,
    };
    let of = match lang {
        Lang::English => "of",
        Lang::Spanish => "de",
    };
    // "tens of thousands of dollars"
    if t.folded(last) == of
        && let Some((end, m)) = Table::get()
            .at(t, last + 1, Which::Any)
            .filter(|(_, m)| m.dimension != "count")
    {
        item.measure = Some(m);
        item.end = end;
    }
    let mut out = Raw::single(item);
    out.amount = amount;
    out.form = Form::Vague;
    out
}

/// "doubled", "tripled", "halved", "sixfold", "threefold", "10-fold".
pub(super) fn multiple(t: &Tokens, i: usize) -> Option<Raw> {
    let word = t.folded(i);
    let (value, change, fold) = match word {
        "doubled" | "doubling" | "twofold" | "duplicaron" | "duplico" | "duplicado" => {
            (2.0, Change::Up, word == "twofold")
        }
        "tripled" | "tripling" | "trebled" | "threefold" | "triplicaron" | "triplico" => {
            (3.0, Change::Up, word == "threefold")
        }
        "quadrupled" | "quadrupling" | "fourfold" => (4.0, Change::Up, word == "fourfold"),
        "quintupled" => (5.0, Change::Up, false),
        "halved" | "halving" => (0.5, Change::Down, false),
        "fold" if i > 1 && t.folded(i - 1) == "-" => return None,
        _ => {
            let stem = word.strip_suffix("fold")?;
            (small(stem).filter(|v| *v > 1.0)?, Change::None, true)
        }
    };
    let item = Item {
        start: i,
        first: i,
        last: i + 1,
        end: i + 1,
        number: Number::fraction(value),
        words: true,
        shaped: true,
        measure: fold.then(times).flatten(),
        power: 1,
        hyphen: false,
    };
    let mut out = Raw::single(item);
    out.form = if fold { Form::Words } else { Form::Multiple };
    out.change = if fold { Change::None } else { change };
    Some(out)
}

/// The unit of "three times".
fn times() -> Option<&'static super::Measure> {
    Table::get()
        .at(&Tokens::new("times"), 0, Which::Any)
        .map(|(_, m)| m)
}
