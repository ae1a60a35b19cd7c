//! From left to right over the tokens of a piece: numbers with their units, joined to ranges, kept if they state a
//! quantity.

use super::{
    Amount, Change, Form, Qualifier, Quantity, Unit, change, money,
    noun::{self, Phrase},
    qualifier::qualifier,
    range, rate, reject,
    unit::{Measure, Table, Which},
    vague,
};
use std::sync::LazyLock;

use crate::{
    Lang,
    number::{Number, numeral, plain, starts},
    time::calendar::month,
    token::Tokens,
    word::STOP,
};

/// A number with its unit, by tokens.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    /// First token: of a sign of money, or of the number.
    pub(super) start: usize,
    /// First token of the number.
    pub(super) first: usize,
    /// The token after the number.
    pub(super) last: usize,
    /// The token after the unit.
    pub(super) end: usize,
    pub(super) number: Number,
    pub(super) words: bool,
    /// Whether the digits are grouped in thousands or have decimals: no year.
    pub(super) shaped: bool,
    pub(super) measure: Option<&'static Measure>,
    pub(super) power: u8,
    /// Whether a hyphen joins number and unit.
    pub(super) hyphen: bool,
}

/// A quantity, by tokens.
#[derive(Clone, Debug)]
pub(super) struct Raw {
    pub(super) item: Item,
    pub(super) end: usize,
    pub(super) amount: Amount,
    pub(super) form: Form,
    pub(super) noun: Option<Phrase>,
    pub(super) share: bool,
    pub(super) per: Option<String>,
    pub(super) qualifier: Qualifier,
    pub(super) whole: usize,
    pub(super) change: Change,
    pub(super) record: bool,
    pub(super) lang: Lang,
}

impl Raw {
    /// A quantity of one number.
    pub(super) fn single(item: Item) -> Self {
        Self {
            end: item.end,
            amount: Amount::Single(item.number),
            form: if item.words { Form::Words } else { Form::Digits },
            item,
            noun: None,
            share: false,
            per: None,
            qualifier: Qualifier::Plain,
            whole: item.start,
            change: Change::None,
            record: false,
            lang: Lang::English,
        }
    }

    /// As it leaves this module, in bytes of the whole text.
    pub(super) fn finish(self, t: &Tokens, offset: usize, lang: Lang) -> Quantity {
        let at = |start: usize, end: usize| {
            let span = t.span(start, end);
            span.start + offset..span.end + offset
        };
        let noun = self.noun.as_ref().map(|p| p.noun(t, offset, lang));
        Quantity {
            span: at(self.item.start, self.item.end),
            whole: at(
                self.whole.min(self.item.start),
                self.end.max(self.noun.as_ref().map_or(0, |n| n.end)),
            ),
            amount: self.amount,
            unit: Unit {
                measure: self.item.measure,
                power: self.item.power,
                noun,
                share: self.share,
                per: self.per,
            },
            qualifier: self.qualifier,
            change: self.change,
            form: self.form,
            record: self.record,
        }
    }
}

/// All quantities of a piece.
pub(super) fn scan(t: &Tokens, lang: Lang) -> Vec<Raw> {
    let mut out: Vec<Raw> = Vec::new();
    let mut i = 0;
    while i < t.len() {
        if !starts(t, i, lang) && !Table::get().opens(t, i) {
            i += 1;
            continue;
        }
        let found = vague::magnitude(t, i, lang)
            .or_else(|| vague::multiple(t, i))
            .or_else(|| item(t, i, lang).map(|a| range::join(t, a, lang)));
        let Some(mut raw) = found else {
            i += 1;
            continue;
        };
        let next = raw.end.max(i + 1);
        let last = raw.item.last;
        raw.lang = lang;
        complete(t, &mut raw, lang);
        raw.end = raw.end.max(raw.item.end);
        if reject::rejected(t, &raw, lang) {
            // What is only a name may hide a quantity behind its first number.
            i = last.clamp(i + 1, next);
            continue;
        }
        // "63,150 Model 3s": digits inside a name count nothing.
        let name = raw
            .noun
            .as_ref()
            .filter(|n| (n.start..n.end).any(|j| t.is_digits(j)));
        i = raw.end.max(next).max(name.map_or(0, |n| n.end));
        out.push(raw);
    }
    out
}

/// Fills in what stands before and behind.
fn complete(t: &Tokens, raw: &mut Raw, lang: Lang) {
    if raw.item.measure.is_none() {
        noun::count(t, raw, lang);
        measured_noun(t, raw);
        stated_age(t, raw);
    } else if raw.item.measure.is_some_and(|m| m.dimension != "age") {
        // "barrels of oil", "77 percent of migrants"
        noun::measured(t, raw);
    }
    if let Some((end, per)) = rate::rate(t, raw) {
        raw.end = end;
        raw.per = Some(per);
    }
    let (mut q, mut whole) = qualifier(t, raw.item.start, raw.end);
    // "spent over five years" is a time in which, "for over five years" one that is longer.
    let time = raw.item.measure.is_some_and(|m| m.dimension == "time");
    if time
        && whole + 1 == raw.item.start
        && t.folded(whole) == "over"
        && !matches!(
            t.before(whole, 1),
            "for"
                | "of"
                | "lasted"
                | "lasts"
                | "takes"
                | "took"
                | "been"
                | "just"
                | "well"
                | "little"
                | "aged"
                | "is"
                | "was"
        )
    {
        q = Qualifier::Plain;
        whole = raw.item.start;
    }
    raw.qualifier = q;
    raw.whole = whole;
    if raw.change == Change::None {
        raw.change = change::change(t, raw.whole, raw.item.measure.is_some());
    }
    if raw.change == Change::None && raw.item.measure.is_some() && matches!(raw.amount, Amount::Single(_)) {
        raw.change = match t.folded(raw.item.end) {
            "higher" | "increase" if t.folded(raw.item.end) == "higher" => Change::Up,
            "lower" => Change::Down,
            _ => Change::None,
        };
    }
    let record = |n: usize| t.before(raw.whole, n) == "record";
    raw.record =
        record(1) || matches!(t.before(raw.whole, 1), "high" | "of" | "low") && (record(2) || record(3));
}

/// "517 rushing yards", "50 previous years": a unit behind an adjective.
fn measured_noun(t: &Tokens, raw: &mut Raw) {
    let Some(noun) = raw.noun.as_ref().filter(|n| n.end > n.start + 1 && !raw.share) else {
        return;
    };
    if t.folded(noun.end - 1).len() == 1 {
        return; // "63,150 Model 3s"
    }
    let found = Table::get().at(t, noun.end - 1, Which::Any);
    if let Some((end, m)) = found.filter(|(end, m)| {
        *end == noun.end && matches!(m.dimension.as_str(), "length" | "time" | "mass" | "money")
    }) {
        raw.item.measure = Some(m);
        raw.end = end;
        raw.noun = None;
    }
}

/// "Maddon, 66, has": a number between commas behind a name is an age.
fn stated_age(t: &Tokens, raw: &mut Raw) {
    let a = &raw.item;
    let value = a.number.value;
    if raw.noun.is_some()
        || a.words
        || a.shaped
        || !(5.0..=110.0).contains(&value)
        || value.fract() != 0.0
        || a.start == 0
    {
        return;
    }
    let commas = t.before(a.start, 1) == "," && matches!(t.folded(a.last), "," | ".") && t.joined(a.last);
    let named = a.start > 1
        && t.is_capital(a.start - 2)
        && t.is_word(a.start - 2)
        && month(t.before(a.start, 2)).is_none();
    let listed = t.is_digits(a.last + 1)
        || t.folded(a.last) == "." && t.is_word(a.last + 1) && !t.is_capital(a.last + 1);
    let plain = a.start > 1
        && t.is_capital(a.start - 1)
        && t.is_capital(a.start - 2)
        && month(t.before(a.start, 1)).is_none()
        && matches!(
            t.folded(a.last),
            "has" | "is" | "was" | "had" | "said" | "says" | "who" | "of" | "from"
        );
    if commas && named && !listed || plain {
        raw.item.measure = Table::get().at(&YEAR_OLD, 0, Which::Any).map(|(_, m)| m);
    }
}

/// The unit of an age.
static YEAR_OLD: LazyLock<Tokens<'static>> = LazyLock::new(|| Tokens::new("year old"));

/// The number with its unit that begins at token `i`.
pub(super) fn item(t: &Tokens, i: usize, lang: Lang) -> Option<Item> {
    if let Some(a) = money::before(t, i, lang) {
        return Some(a);
    }
    let a = number(t, i, lang)?;
    Some(with_unit(t, a, lang))
}

/// The number that begins at token `i`, without a unit.
pub(super) fn number(t: &Tokens, i: usize, lang: Lang) -> Option<Item> {
    let n = numeral(t, i, lang)?;
    let signed = usize::from(!n.words && t.folded(i) == "-");
    let shaped = plain(t, i + signed, lang).is_some_and(|p| p.grouped || p.decimals > 0);
    Some(Item {
        start: i,
        first: i,
        last: n.end,
        end: n.end,
        number: n.number,
        words: n.words,
        shaped,
        measure: None,
        power: 1,
        hyphen: false,
    })
}

/// The number with the unit behind it.
pub(super) fn with_unit(t: &Tokens, a: Item, lang: Lang) -> Item {
    let mut a = a;
    let hyphen = t.folded(a.last) == "-" && t.joined(a.last) && t.joined(a.last + 1);
    let mut j = if hyphen { a.last + 1 } else { a.last };
    // "400 million-year-old", "0.5-point", "78 (1.5)": only a hyphen may stand between.
    let (power, skipped) = dimension(t, j);
    j += skipped;
    // "420 millones de euros"
    let of = lang == Lang::Spanish && a.number.power() >= 6 && t.folded(j) == "de";
    j += usize::from(of);
    if let Some(scaled) = money::million(t, &a, lang) {
        a = scaled;
        j = a.last;
    }
    let percent = (t.folded(j) == "pc" && t.joined(j))
        .then(|| Table::get().at(&PERCENT, 0, Which::Any))
        .flatten();
    let found = match percent {
        Some((_, m)) => Some((j + 1, m)),
        None => Table::get().at(t, j, Which::Any),
    };
    // "a 20-fold increase"
    if t.folded(j) == "fold" && !a.words {
        a.measure = Table::get().at(&TIMES, 0, Which::Any).map(|(_, m)| m);
        a.end = j + 1;
        return a;
    }
    let found = found.or_else(|| money::millions(t, &mut a, j));
    let Some((mut end, mut measure)) = found else {
        return part_of(t, a);
    };
    if measure.name == "pound-mass" && a.number.power() >= 3 {
        // Nobody weighs millions of pounds more often than they pay them.
        measure = Table::get()
            .at(&STERLING, 0, Which::Money)
            .map_or(measure, |(_, m)| m);
    }
    if skipped == 0 && !allowed(t, &a, j, end, measure) {
        return a;
    }
    a.measure = Some(measure);
    a.hyphen = hyphen;
    a.power = power;
    if skipped == 0 && measure.dimension == "length" {
        let exponent = match t.text(end) {
            "2" | "²" => 2,
            "3" | "³" => 3,
            _ => 1,
        };
        if exponent > 1 && t.joined(end) {
            a.power = exponent;
            end += 1;
        }
    }
    a.end = end;
    if measure.dimension == "time" {
        age(t, &mut a);
    }
    if measure.dimension == "money" {
        money::behind(t, &mut a, lang);
    }
    a
}

/// The sign of the unit that "24pc" means.
static PERCENT: LazyLock<Tokens<'static>> = LazyLock::new(|| Tokens::new("%"));

/// The unit of "20-fold".
static TIMES: LazyLock<Tokens<'static>> = LazyLock::new(|| Tokens::new("times"));

/// The money that "361 million pounds" means.
static STERLING: LazyLock<Tokens<'static>> = LazyLock::new(|| Tokens::new("£"));

/// A fraction of a unit: "1/16 of a pint", "a quarter of a mile".
fn part_of(t: &Tokens, mut a: Item) -> Item {
    let of = t.folded(a.last) == "of" && matches!(t.folded(a.last + 1), "a" | "an");
    if !of || a.number.value >= 1.0 || a.number.value <= 0.0 {
        return a;
    }
    let found = Table::get().at(t, a.last + 2, Which::Any);
    if let Some((end, measure)) = found.filter(|(_, m)| m.dimension != "share" && m.dimension != "count") {
        a.measure = Some(measure);
        a.end = end;
    }
    a
}

/// "square", "cubic": the power and how many tokens say it.
fn dimension(t: &Tokens, j: usize) -> (u8, usize) {
    let power = match t.folded(j) {
        "square" | "sq" => 2,
        "cubic" | "cu" => 3,
        _ => return (1, 0),
    };
    let mark = |sign: &str| t.folded(j + 1) == sign && t.joined(j + 1);
    let dot = usize::from(mark(".") || mark("-"));
    let length = Table::get()
        .at(t, j + 1 + dot, Which::Any)
        .is_some_and(|(_, m)| m.dimension == "length");
    if length { (power, 1 + dot) } else { (1, 0) }
}

/// Whether a unit may be read where it stands: short signs are words too.
fn allowed(t: &Tokens, a: &Item, j: usize, end: usize, measure: &Measure) -> bool {
    let sign = t.text(j);
    let one = end == j + 1;
    let joined = t.joined(j);
    // "3 USD50 cards", "1 $10 bill": the sign belongs to the number behind.
    if measure.dimension == "money" && one && sign.len() == 1 && t.is_word(j) && sign != "p" {
        return false; // "2019-Q1"
    }
    if measure.dimension == "money" && !joined && t.joined(end) && t.is_digits(end) {
        return false;
    }
    if one && sign.len() == 1 && sign.is_ascii() && t.is_word(j) {
        // "12 C", "5m", but not "5 a", "3 A level passes".
        let capital = t.is_capital(j);
        let alone = !t.is_word(end) || !t.joined(end);
        // "1080p" counts lines of a picture.
        if sign == "p" && (!joined || [480.0, 720.0, 1080.0, 1440.0, 2160.0].contains(&a.number.value)) {
            return false;
        }
        let decade = sign == "s" && !a.shaped && (a.number.value >= 1000.0 || a.number.value % 10.0 == 0.0);
        // "5 A and", "30 m long"; but not "5 A level passes".
        let closed = !t.is_word(end) || STOP.holds(t.folded(end));
        let clear = matches!(sign, "W" | "V" | "C" | "F" | "K")
            || closed
            || !t.is_capital(end) && sign != "A" && sign != "L";
        let small = matches!(sign, "m" | "g" | "l" | "h" | "s") && closed;
        let divided = t.folded(end) == "/" && t.joined(end);
        let form = t.before(j, 1) == "-" && capital; // "10-K"
        return alone && !a.words && !decade && !form && (joined || capital && clear || small || divided);
    }
    if one && matches!(sign, "'" | "\"" | "\u{2019}" | "”" | "″" | "′") {
        // Feet and inches stand against their digits and before a space; a closing quotation mark does too.
        return joined
            && !a.words
            && (!t.joined(end) || matches!(t.folded(end), "." | "," | ")" | ";"))
            && (sign != "”" && sign != "\u{2019}")
            && a.number.value < 1000.0;
    }
    if measure.dimension == "time" && measure.name == "second" && a.words && a.number.value <= 1.0 {
        return false;
    }
    // "during 2016 Stone spoke"
    let title = t.is_capital(j) && t.text(j).chars().skip(1).any(char::is_lowercase);
    if title
        && one
        && matches!(
            t.folded(j),
            "stone"
                | "cup"
                | "cups"
                | "foot"
                | "yard"
                | "yards"
                | "lot"
                | "lots"
                | "point"
                | "points"
                | "bit"
                | "times"
                | "time"
        )
    {
        return false;
    }
    match t.folded(j) {
        // "one second", "24 points" are measures; "a time" is none.
        "time" => a.hyphen,
        "in" => joined && !a.words,
        "min" | "h" | "mi" | "ct" | "bu" | "bar" | "nit" => joined || one && sign == "min",
        "point" | "points" | "bit" | "bits" => !(a.words && a.number.value <= 1.0),
        // "three seconds left" and the like stay; "won" is a verb more often than money.
        "won" | "try" | "real" | "sol" | "colon" => a.number.power() >= 3 || t.is_capital(j),
        _ => true,
    }
}

/// "year-old", "years of age": a time as an age.
fn age(t: &Tokens, a: &mut Item) {
    let dash = |j: usize| if t.folded(j) == "-" { j + 1 } else { j };
    let j = dash(a.end);
    let old = matches!(t.folded(j), "old" | "olds");
    let of_age = t.folded(j) == "of" && t.folded(j + 1) == "age";
    let under = t.before(a.start, 1) == "of" && t.before(a.start, 2) == "age";
    let de_edad = t.folded(j) == "de" && t.folded(j + 1) == "edad";
    let name = match (
        a.measure.map(|m| m.name.as_str()),
        old || of_age || under || de_edad,
    ) {
        (Some("year"), true) => "year old",
        (Some("month"), true) => "month old",
        (Some("week"), true) => "week old",
        (Some("day"), true) => "day old",
        _ => return,
    };
    let form = Tokens::new(name);
    a.measure = Table::get().at(&form, 0, Which::Any).map(|(_, m)| m);
    a.end = match (old, of_age || de_edad) {
        (true, _) => j + 1,
        (_, true) => j + 2,
        _ => a.end,
    };
}
