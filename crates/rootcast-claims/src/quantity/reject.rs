//! Numbers that name something and state no quantity: years, days, hours, versions, sections, scores.

use super::{Amount, Change, Form, Qualifier, scan::Raw};
use crate::{
    Lang, among,
    number::{is_pronoun, ordinal_word},
    time::calendar::{is_clock, month},
    token::Tokens,
    word::{ends_phrase, is_plural},
};

/// Words before a number that make it a name: "section 7", "level 3".
#[rustfmt::skip]
const LABEL: &[&str] = &[
    "act", "acuerdo", "anexo", "apartment", "appendix", "apt", "art", "article", "articulo", "avenida",
    "bbc", "box", "calle", "canal", "capitulo", "carretera", "category", "chapter", "class", "clause",
    "convenio", "covid", "cuadro", "day", "decreto", "division", "dow", "episode", "etapa", "exhibit",
    "exit", "expediente", "fase", "figure", "flight", "floor", "formula", "formulario", "ftse", "game",
    "gate", "grade", "grafica", "grafico", "group", "habitacion", "highway", "inciso", "informe", "inning",
    "interstate", "ipad", "iphone", "jornada", "kilometro", "km", "lane", "lesson", "level", "ley", "line",
    "linea", "local", "lot", "mark", "model", "nasdaq", "no", "nr", "nro", "num", "number", "numero",
    "oficina", "oil", "pag", "page", "pagina", "pags", "paragraph", "parrafo", "part", "phase", "pier",
    "piso", "platform", "point", "protocolo", "puerta", "resolucion", "round", "route", "row", "rule",
    "ruta", "sala", "salon", "season", "seccion", "section", "size", "sp", "stage", "step", "stoxx",
    "tabla", "table", "team", "terminal", "tier", "title", "titulo", "tomo", "track", "type", "unit",
    "version", "volume", "ward", "week", "windows", "zona", "zone",
];

/// Whether what was found is no quantity.
pub(super) fn rejected(t: &Tokens, raw: &Raw, lang: Lang) -> bool {
    let a = &raw.item;
    if matches!(raw.form, Form::Vague | Form::Multiple) {
        return false;
    }
    if a.first < a.start || a.start < a.first {
        return false; // Money.
    }
    if worn(t, raw) || is_clock(t, a.first, a.last) || dated(t, raw) {
        return true;
    }
    if a.measure.is_some() {
        return hyphenated_word(t, raw) || year_of(t, raw) || glued(t, raw);
    }
    if several(t, raw) || aged(t, raw) {
        return true;
    }
    if is_pronoun(t, a.first, a.last, lang) || year_of(t, raw) || score(t, raw) || glued(t, raw) {
        return true;
    }
    if hyphenated_word(t, raw) || one(t, raw, lang) || named(t, raw) || bare(t, raw) {
        return true;
    }
    false
}

/// Letters against the digits that are no unit: "21st", "4K", "1080p", "737s".
fn worn(t: &Tokens, raw: &Raw) -> bool {
    let j = raw.item.last;
    // "twenty-first"
    let k = j + usize::from(t.folded(j) == "-");
    if raw.item.words && ordinal_word(t.folded(k)).is_some() && raw.amount.first().value >= 20.0 {
        return true;
    }
    !raw.item.words && raw.item.measure.is_none() && t.is_word(j) && t.joined(j) && t.is_digits(j - 1)
}

/// Letters, signs or other digits against the front: "A320", "#1", "COVID-19", "10.1.2.3".
fn glued(t: &Tokens, raw: &Raw) -> bool {
    let i = raw.item.start;
    let j = raw.item.last;
    // "555-1234-22": no range, so a code.
    let code = t.folded(j) == "-" && t.joined(j) && t.joined(j + 1) && t.is_digits(j + 1);
    if code && matches!(raw.amount, Amount::Single(_)) && raw.item.measure.is_none() {
        return true;
    }
    // "401(k)"
    if t.folded(j) == "(" && t.joined(j) && t.folded(j + 2) == ")" && !raw.item.words {
        return true;
    }
    if i == 0 || !t.joined(i) || raw.item.words {
        return false;
    }
    match t.before(i, 1) {
        "-" => {
            let sub = matches!(t.before(i, 2), "sub" | "minus" | "plus" | "now" | "then");
            i > 1 && t.joined(i - 1) && !sub
        }
        "#" | "@" | "_" | ":" | "." | "=" | "&" => true,
        "/" => i > 1 && t.joined(i - 1),
        _ => t.is_word(i - 1) || t.is_digits(i - 1),
    }
}

/// A day or a number beside the name of a month.
fn dated(t: &Tokens, raw: &Raw) -> bool {
    let a = &raw.item;
    if a.measure.is_some_and(|m| m.dimension != "count") || a.words && a.number.value > 31.0 {
        return false;
    }
    let is_month = |j: usize| {
        t.is_word(j)
            && month(t.folded(j)).is_some()
            && (t.is_capital(j)
                || !matches!(
                    t.folded(j),
                    "may" | "mar" | "march" | "sep" | "dec" | "set" | "oct" | "sun"
                ))
    };
    let behind = a.last
        + match t.folded(a.last) {
            "de" | "of" | "-" | "/" | "st" | "nd" | "rd" | "th" => 1,
            _ => 0,
        };
    let value = a.number.value;
    let day = (1.0..=31.0).contains(&value) && !a.shaped;
    if day && (is_month(behind) || t.folded(a.last) == "th") {
        return true;
    }
    let Some(i) = a.start.checked_sub(1) else {
        return false;
    };
    let dot = usize::from(matches!(t.folded(i), "." | "," | "of" | "-" | "/"));
    let fits = day || year(value, a.shaped);
    if fits && i >= dot && is_month(i - dot) {
        return true;
    }
    // "December 2 2019", "Dec 20, 2019"
    let comma = usize::from(t.folded(i) == ",");
    year(value, a.shaped)
        && i > comma
        && t.is_digits(i - comma)
        && i - comma > 0
        && (is_month(i - comma - 1)
            || t.folded(i - comma - 1) == "." && i - comma > 1 && is_month(i - comma - 2))
}

fn year(value: f64, shaped: bool) -> bool {
    !shaped && value.fract() == 0.0 && (1000.0..2100.0).contains(&value)
}

/// A year: four digits that no unit or qualifier makes an amount.
fn year_of(t: &Tokens, raw: &Raw) -> bool {
    let a = &raw.item;
    // "two thousand and fifteen"
    let value = a.number.value;
    let said = a.words && raw.noun.is_none() && a.measure.is_none() && t.folded(a.first + 1) == "thousand";
    if said && value.fract() == 0.0 && (2000.0..2100.0).contains(&value) && raw.qualifier == Qualifier::Plain
    {
        return true;
    }
    // "2015/3", "10/25": a date more often than a part of nothing.
    let slashed = matches!(t.folded(a.first + 1), "/") && a.last == a.first + 3;
    if slashed && a.measure.is_none() && !raw.share {
        return true;
    }
    if a.words
        || a.shaped
        || a.measure
            .is_some_and(|m| m.dimension != "count" && m.dimension != "score")
    {
        return false;
    }
    let numbers = [raw.amount.first(), raw.amount.last()];
    let recent = |v: f64| v.fract() == 0.0 && (1900.0..2100.0).contains(&v);
    let first = numbers[0].value;
    // "2019–20"
    let short = matches!(raw.amount, Amount::Range { from, to } if recent(from.value) && to.value < 100.0 && from.power() == 0 && to.power() == 0);
    let both = numbers.iter().all(|n| recent(n.value) && n.power() == 0);
    if !(both || short) {
        let old = year(first, a.shaped)
            && matches!(
                t.before(a.start, 1),
                "in" | "since" | "by" | "until" | "d" | "en" | "desde"
            )
            && numbers.iter().all(|n| year(n.value, false));
        let old = old && (raw.noun.is_none() || matches!(raw.amount, Amount::Range { .. }));
        let ad =
            matches!(t.before(a.start, 1), "." | "ad" | "bc") && matches!(t.before(a.start, 2), "d" | "c");
        let span = matches!(raw.amount, Amount::Range { .. })
            && year(first, a.shaped)
            && year(numbers[1].value, a.shaped)
            && matches!(t.before(a.start, 1), "between" | "from" | "entre")
            && !raw
                .noun
                .as_ref()
                .is_some_and(|n| is_plural(t.folded(n.end - 1)) && n.end == n.start + 1);
        // The second of two years: "between A.D. 1000 and 1260".
        let pair = year(first, a.shaped)
            && matches!(t.before(a.start, 1), "and" | "to" | "-")
            && year(t.before(a.start, 2).parse().unwrap_or(0.0), false);
        return old || ad || span || pair && raw.noun.is_none();
    }
    // "more than 2000 people"; but "about 2019" and "over 2018" are times.
    let counted = raw.noun.as_ref().is_some_and(|n| is_plural(t.folded(n.end - 1)));
    let said = matches!(
        raw.qualifier,
        Qualifier::MoreThan
            | Qualifier::LessThan
            | Qualifier::AtLeast
            | Qualifier::AtMost
            | Qualifier::Nearly
    ) || raw.qualifier == Qualifier::About && !matches!(t.before(a.start, 1), "around" | "about");
    let people = raw.noun.as_ref().is_some_and(|n| {
        let word = matches!(t.folded(n.start), "people" | "personas" | "men" | "women");
        word && n.start == a.last && n.end == n.start + 1
    });
    !(counted && (said || raw.qualifier == Qualifier::About) || people)
}

/// "several hundred", "a few thousand": no number at all.
fn several(t: &Tokens, raw: &Raw) -> bool {
    matches!(
        t.before(raw.item.start, 1),
        "several" | "few" | "varios" | "pocos"
    ) && matches!(
        t.folded(raw.item.first),
        "hundred" | "thousand" | "million" | "mil" | "dozen"
    )
}

/// "women aged 25 to 54" says which women.
fn aged(t: &Tokens, raw: &Raw) -> bool {
    let of = usize::from(t.before(raw.item.start, 1) == "between");
    matches!(t.before(raw.item.start, 1 + of), "aged" | "ages")
}

/// "five-year plan", "two-pronged": a word joined to another.
fn hyphenated_word(t: &Tokens, raw: &Raw) -> bool {
    let a = &raw.item;
    if !a.words {
        return false;
    }
    let hyphen = t.folded(a.last) == "-" && t.joined(a.last) && t.joined(a.last + 1);
    if !hyphen {
        return t.joined(a.start) && t.before(a.start, 1) == "-";
    }
    a.measure.is_none_or(|m| m.dimension == "time") && matches!(raw.amount, Amount::Single(_))
}

/// "one" that is no number: "one hopes", "BBC One".
fn one(t: &Tokens, raw: &Raw, lang: Lang) -> bool {
    let a = &raw.item;
    if !a.words || a.last != a.first + 1 || lang == Lang::Spanish {
        return lang == Lang::Spanish
            && a.words
            && a.last == a.first + 1
            && matches!(t.folded(a.first), "un" | "una" | "uno");
    }
    if t.folded(a.first) != "one" {
        // "half" without its whole, "the first half", "a quarter".
        let half = t.folded(a.first) == "half";
        let of = t.folded(a.last) == "of";
        let changed = matches!(raw.change, Change::Up | Change::Down);
        return half
            && !changed
            && (!of
                || matches!(
                    t.before(a.first, 1),
                    "first" | "second" | "other" | "better" | "the"
                ));
    }
    let capital = t.is_capital(a.first) && a.first > 0 && t.is_word(a.first - 1);
    let after = t.folded(a.last);
    if t.before(a.first, 1) == "at" && matches!(after, "point" | "stage" | "time") {
        return true;
    }
    let pair = matches!(
        after,
        "another" | "day" | "way" | "time" | "thing" | "by" | "who" | "that" | "s"
    );
    capital || raw.noun.is_none() || pair && !raw.share
}

/// A number that follows a name: "Title 42", "iPhone 11", "S&P 500".
fn named(t: &Tokens, raw: &Raw) -> bool {
    let a = &raw.item;
    // "the 737 MAX", "5G"
    let model = raw.noun.as_ref().is_some_and(|n| {
        n.end == n.start + 1
            && t.is_capital(n.start)
            && !is_plural(t.folded(n.start))
            && !t.folded(n.start).ends_with('s')
    });
    let digits = !a.words && !a.shaped && a.number.power() == 0;
    if digits && model && a.number.value > 1.0
        || !a.words
            && matches!(t.text(a.last - 1), "G" | "K")
            && a.last == a.first + 2
            && matches!(t.folded(a.first), "2" | "3" | "4" | "5" | "6" | "8")
    {
        return true;
    }
    // "version 2.0", "iOS 13.1"
    if a.start > 0 && a.shaped && a.number.value < 100.0 && a.number.power() == 0 {
        let before = t.text(a.start - 1);
        let camel = before.chars().skip(1).any(char::is_uppercase) && before.chars().any(char::is_lowercase);
        return camel || matches!(t.before(a.start, 1), "version" | "android" | "windows");
    }
    if a.words || a.shaped || a.number.power() != 0 || a.start == 0 || t.joined(a.start) {
        return false;
    }
    let dot = usize::from(
        t.before(a.start, 1) == "." && matches!(t.before(a.start, 2), "no" | "nr" | "art" | "num"),
    );
    if dot == 1 {
        return true;
    }
    let i = a.start - 1;
    let word = t.folded(i);
    if !t.is_word(i) {
        // "P 500" of "S&P 500", "TA-35".
        return false;
    }
    if among(LABEL, word) || matches!(word, "ftse" | "nasdaq" | "stoxx" | "sp") {
        return word != "no" || t.is_capital(i);
    }
    let text = t.text(i);
    let camel = text.chars().skip(1).any(char::is_uppercase) && text.chars().any(char::is_lowercase);
    if camel {
        return true;
    }
    if !t.is_capital(i) || ends_phrase(word) || month(word).is_some() {
        return false;
    }
    let acronym = text.len() > 1 && text.chars().all(char::is_uppercase) && a.number.value <= 20.0;
    let index = text.len() == 1 || acronym && text != "US" && text != "UK";
    let counted = raw.noun.as_ref().is_some_and(|n| {
        let head = n.end - 1;
        is_plural(t.folded(head)) && !t.is_capital(n.start)
    });
    let opening = i == 0 || matches!(t.before(i, 1), "." | ":" | ";" | "!" | "?" | "\"");
    let plural = raw.noun.as_ref().is_some_and(|n| is_plural(t.folded(n.end - 1)));
    index || !(counted || opening && plural)
}

/// Two numbers against each other that nobody counts: a result, "24/7", "89-89".
fn score(t: &Tokens, raw: &Raw) -> bool {
    let Amount::Range { from, to } = raw.amount else {
        return false;
    };
    let a = &raw.item;
    let dash = t.is_digits(a.first + 2)
        && a.last == a.first + 3
        && t.folded(a.first + 1) == "-"
        && t.joined(a.first + 1);
    if !dash || a.words || from.value > 200.0 || to.value > 200.0 {
        return false;
    }
    // A lead or a loss has a size; a result has none.
    let lead = matches!(
        t.folded(a.last),
        "lead" | "down" | "up" | "ahead" | "win" | "victory" | "defeat" | "loss" | "record" | "advantage"
    );
    let counted = raw.noun.as_ref().is_some_and(|n| is_plural(t.folded(n.end - 1)));
    !(lead || counted && from.value < to.value) && (to.value <= from.value || !counted)
}

/// A small number that stands alone.
fn bare(t: &Tokens, raw: &Raw) -> bool {
    if raw.noun.is_some() || raw.share || raw.per.is_some() {
        return false;
    }
    let a = &raw.item;
    if matches!(raw.amount, Amount::Range { .. }) {
        // "555-1212"
        let dash = t.folded(a.first + 1) == "-" && t.joined(a.first + 1) && !a.shaped;
        if dash && raw.change == Change::None && raw.qualifier == Qualifier::Plain && a.measure.is_none() {
            return !matches!(
                t.folded(a.last),
                "lead" | "down" | "up" | "ahead" | "win" | "record"
            );
        }
        return a.words && raw.change == Change::None && raw.qualifier == Qualifier::Plain;
    }
    let value = a.number.value.abs();
    if raw.qualifier != Qualifier::Plain || raw.change != Change::None {
        return false;
    }
    // "(2)" counts a list; "Guatemala (34,693)" does not.
    let list = !a.shaped && t.before(a.start, 1) == "(" && t.folded(a.last) == ")"
        || a.start == 0 && matches!(t.folded(a.last), "." | ")" | ":");
    if list {
        return true;
    }
    a.number.power() == 0 && !a.shaped && value < 100.0
}

#[cfg(test)]
mod tests {
    #[test]
    fn labels_are_sorted() {
        assert!(super::LABEL.is_sorted());
    }
}
