//! Words that say how exactly a number is meant: "more than", "nearly", "up to", "unos".

use rootcast_core::agreement;

use crate::token::Tokens;

/// What the words around a number make of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Qualifier {
    /// Nothing.
    #[default]
    Plain,
    /// About, roughly, some.
    About,
    /// Nearly, almost: below, but not by much.
    Nearly,
    /// More than, over.
    MoreThan,
    /// At least, no fewer than.
    AtLeast,
    /// Less than, under.
    LessThan,
    /// At most, no more than, up to.
    AtMost,
}

impl Qualifier {
    /// As the interval of a stated number takes it.
    pub fn interval(self) -> agreement::Qualifier {
        match self {
            Qualifier::Plain => agreement::Qualifier::Plain,
            Qualifier::About => agreement::Qualifier::About,
            Qualifier::Nearly => agreement::Qualifier::Nearly,
            Qualifier::MoreThan | Qualifier::AtLeast => agreement::Qualifier::AtLeast,
            Qualifier::LessThan | Qualifier::AtMost => agreement::Qualifier::AtMost,
        }
    }
}

use Qualifier::{About, AtLeast, AtMost, LessThan, MoreThan, Nearly};

/// Phrases that end directly before a number; longer ones first where one is the tail of another.
const BEFORE: &[(&[&str], Qualifier)] = &[
    (&["no", "more", "than"], AtMost),
    (&["not", "more", "than"], AtMost),
    (&["no", "less", "than"], AtLeast),
    (&["no", "fewer", "than"], AtLeast),
    (&["not", "less", "than"], AtLeast),
    (&["more", "than"], MoreThan),
    (&["more", "then"], MoreThan),
    (&["greater", "than"], MoreThan),
    (&["higher", "than"], MoreThan),
    (&["larger", "than"], MoreThan),
    (&["bigger", "than"], MoreThan),
    (&["longer", "than"], MoreThan),
    (&["in", "excess", "of"], MoreThan),
    (&["upwards", "of"], MoreThan),
    (&["upward", "of"], MoreThan),
    (&["north", "of"], MoreThan),
    (&["over"], MoreThan),
    (&["above"], MoreThan),
    (&["exceeding"], MoreThan),
    (&["exceeded"], MoreThan),
    (&["exceeds"], MoreThan),
    (&["exceed"], MoreThan),
    (&["surpassing"], MoreThan),
    (&["surpassed"], MoreThan),
    (&["topping"], MoreThan),
    (&["topped"], MoreThan),
    (&["at", "least"], AtLeast),
    (&["a", "minimum", "of"], AtLeast),
    (&["minimum", "of"], AtLeast),
    (&["less", "than"], LessThan),
    (&["fewer", "than"], LessThan),
    (&["lower", "than"], LessThan),
    (&["smaller", "than"], LessThan),
    (&["shorter", "than"], LessThan),
    (&["south", "of"], LessThan),
    (&["under"], LessThan),
    (&["below"], LessThan),
    (&["under", "the", "age", "of"], LessThan),
    (&["sub", "-"], LessThan),
    (&["as", "many", "as"], AtMost),
    (&["as", "much", "as"], AtMost),
    (&["as", "high", "as"], AtMost),
    (&["as", "few", "as"], AtLeast),
    (&["as", "little", "as"], AtLeast),
    (&["up", "to"], AtMost),
    (&["at", "most"], AtMost),
    (&["a", "maximum", "of"], AtMost),
    (&["maximum", "of"], AtMost),
    (&["close", "to"], Nearly),
    (&["nearly"], Nearly),
    (&["almost"], Nearly),
    (&["nearing"], Nearly),
    (&["barely"], About),
    (&["approaching"], Nearly),
    (&["just", "shy", "of"], Nearly),
    (&["shy", "of"], Nearly),
    (&["about"], About),
    (&["around"], About),
    (&["roughly"], About),
    (&["approximately"], About),
    (&["approx"], About),
    (&["approx", "."], About),
    (&["an", "estimated"], About),
    (&["estimated"], About),
    (&["some"], About),
    (&["circa"], About),
    (&["in", "the", "region", "of"], About),
    (&["somewhere", "around"], About),
    (&["≈"], About),
    (&["~"], About),
    (&[">", "="], AtLeast),
    (&["≥"], AtLeast),
    (&["<", "="], AtMost),
    (&["≤"], AtMost),
    (&[">"], MoreThan),
    (&["<"], LessThan),
    (&["no", "menos", "de"], AtLeast),
    (&["no", "mas", "de"], AtMost),
    (&["por", "lo", "menos"], AtLeast),
    (&["al", "menos"], AtLeast),
    (&["como", "minimo"], AtLeast),
    (&["mas", "de"], MoreThan),
    (&["mas", "del"], MoreThan),
    (&["menos", "del"], LessThan),
    (&["cerca", "del"], About),
    (&["alrededor", "del"], About),
    (&["mayor", "a"], MoreThan),
    (&["mayor", "de"], MoreThan),
    (&["superior", "a"], MoreThan),
    (&["superiores", "a"], MoreThan),
    (&["por", "encima", "de"], MoreThan),
    (&["por", "encima", "de", "los"], MoreThan),
    (&["menos", "de"], LessThan),
    (&["inferior", "a"], LessThan),
    (&["por", "debajo", "de"], LessThan),
    (&["hasta"], AtMost),
    (&["casi"], Nearly),
    (&["cerca", "de"], About),
    (&["alrededor", "de"], About),
    (&["en", "torno", "a"], About),
    (&["aproximadamente"], About),
    (&["unos"], About),
    (&["unas"], About),
    (&["mas", "o", "menos"], About),
];

/// Phrases directly behind a number and its unit.
const BEHIND: &[(&[&str], Qualifier)] = &[
    (&["or", "more"], AtLeast),
    (&["and", "more"], AtLeast),
    (&["or", "above"], AtLeast),
    (&["or", "over"], AtLeast),
    (&["or", "older"], AtLeast),
    (&["or", "less"], AtMost),
    (&["or", "fewer"], AtMost),
    (&["or", "under"], AtMost),
    (&["or", "so"], About),
    (&["+"], AtLeast),
    (&["o", "mas"], AtLeast),
    (&["o", "menos"], AtMost),
];

/// Words that may stand between a qualifier and its number.
fn between(word: &str) -> bool {
    matches!(
        word,
        "a" | "an" | "the" | "another" | "el" | "la" | "los" | "las" | "un" | "una"
    )
}

/// The qualifier of the number whose first token is `start` and last but one `end`, with its first token.
pub(super) fn qualifier(t: &Tokens, start: usize, end: usize) -> (Qualifier, usize) {
    let mut best: Option<(Qualifier, usize)> = None;
    for skip in [false, true] {
        if skip && !between(t.before(start, 1)) {
            break;
        }
        let at = start - usize::from(skip);
        let last = t.before(at, 1);
        for (phrase, q) in BEFORE.iter().filter(|(phrase, _)| phrase.last() == Some(&last)) {
            let n = phrase.len();
            // "under a $4 billion pledge" is no bound, "over another 5 %" is one.
            let alone = matches!(
                *phrase,
                ["under" | "over" | "above" | "below" | "some" | "about" | "around"]
            );
            if skip && alone && t.before(start, 1) != "another" {
                continue;
            }
            let fits = n <= at && phrase.iter().enumerate().all(|(k, w)| t.folded(at - n + k) == *w);
            // "cuatro veces mayor a los 6,301": what it is so many times of.
            let times = fits
                && matches!(*phrase, ["mayor" | "superior" | "inferior" | "menor", _])
                && t.before(at - n, 1) == "veces";
            let fits = fits && !times;
            if fits && best.is_none_or(|(_, first)| at - n < first) {
                best = Some((*q, at - n));
            }
        }
    }
    if let Some((q, first)) = best {
        return (q, first);
    }
    let behind = BEHIND
        .iter()
        .find(|(phrase, _)| phrase.iter().enumerate().all(|(k, w)| t.folded(end + k) == *w));
    (behind.map_or(Qualifier::Plain, |(_, q)| *q), start)
}
