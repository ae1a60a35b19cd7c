//! Whose people a number counts: the countries named with it, and not those that stand in its sentence for another
//! reason.

use std::ops::Range;

use super::scene::{Scene, distance};
use rootcast_core::place::Place;

use crate::{
    entity::{Mention, Named},
    lexicon::Word,
    words::{Marks, Words},
};

/// Nouns behind the name of a people that make it an institution or a place of theirs: "Mexican authorities". Sorted.
static INSTITUTIONS: Words = Words::new(&[
    "agency",
    "agents",
    "ambassador",
    "app",
    "army",
    "authorities",
    "border",
    "cities",
    "city",
    "coast",
    "congress",
    "consulate",
    "counterpart",
    "counterparts",
    "court",
    "courts",
    "crackdown",
    "economy",
    "embassy",
    "enforcement",
    "forces",
    "foreign",
    "government",
    "immigration",
    "interior",
    "law",
    "leaders",
    "media",
    "migration",
    "military",
    "minister",
    "ministry",
    "officials",
    "police",
    "politics",
    "president",
    "senator",
    "side",
    "soil",
    "soldiers",
    "state",
    "states",
    "territory",
    "town",
    "towns",
    "troops",
]);

/// Verbs of those who count for themselves. Sorted.
static REPORT: Words = Words::new(&[
    "counted",
    "detected",
    "intercepted",
    "recorded",
    "registered",
    "reported",
    "reports",
    "said",
    "says",
    "stopped",
]);

/// The country of a number in a sentence that names as many countries as numbers, in one order: "Hondurans, Guatemalans and
/// Salvadorans came to 213,686, 220,085 and 61,515", "… from El Salvador and Mexico respectively".
pub(super) fn paired<'s>(
    scene: &Scene<'s>,
    near: usize,
    able: impl Fn(&Mention) -> bool,
) -> Option<(&'s Mention, Place)> {
    const LEAST: f64 = 100.0;
    let lists = || {
        scene
            .mentions
            .iter()
            .copied()
            .filter(|m| able(m) && !m.carried && !is_institution(scene, m))
            .filter_map(|m| Some((m, m.places().filter(|p| !p.is_empty())?)))
    };
    lists().find(|(_, p)| p.len() > 1)?;
    let own = scene
        .quantities
        .iter()
        .find(|q| scene.token_at(q.span.start) == near)?;
    let numbers: Vec<usize> = scene
        .quantities
        .iter()
        .filter(|q| q.unit.is_percent() == own.unit.is_percent())
        .filter(|q| q.unit.is_percent() || q.amount.first().value >= LEAST)
        .map(|q| scene.token_at(q.span.start))
        .collect();
    let place = numbers.iter().position(|n| *n == near)?;
    let told = scene
        .range
        .clone()
        .any(|i| matches!(scene.word(i), "respectivamente" | "respectively"));
    if told {
        let mut all = lists().flat_map(|(m, places)| places.iter().map(move |p| (m, *p)));
        let count = all.clone().count();
        return (count == numbers.len()).then(|| all.nth(place)).flatten();
    }
    // A run of numbers with nothing between them but commas and a joint.
    let joined = |a: usize, b: usize| {
        (scene.number_end(a)..b).all(|j| matches!(scene.word(j), "," | "y" | "e" | "and" | "%"))
    };
    let first = (0..place)
        .rev()
        .take_while(|n| matches!((numbers.get(*n), numbers.get(n + 1)), (Some(a), Some(b)) if joined(*a, *b)))
        .last()
        .unwrap_or(place);
    let last = (place + 1..numbers.len())
        .take_while(|n| matches!((numbers.get(n - 1), numbers.get(*n)), (Some(a), Some(b)) if joined(*a, *b)))
        .last()
        .unwrap_or(place);
    let start = numbers.get(first)?;
    let (m, places) = lists().filter(|(m, _)| m.tokens.end <= *start).last()?;
    (places.len() == last - first + 1 && places.len() > 1)
        .then(|| places.get(place - first).map(|p| (m, *p)))
        .flatten()
}

/// The countries named that the number at a token, or what a sentence says there, is about.
pub(super) fn named<'s>(
    scene: &Scene<'s>,
    near: usize,
    able: impl Fn(&Mention) -> bool,
) -> Option<&'s Mention> {
    let number = scene
        .quantities
        .iter()
        .map(|q| {
            let first = scene.token_at(q.span.start);
            first..scene.token_at(q.span.end.saturating_sub(1)) + 1
        })
        .find(|r| r.contains(&near));
    let places =
        |m: &&&Mention| matches!(m.named, Named::Places { .. }) && able(m) && !is_institution(scene, m);
    let Some(number) = number else {
        return scene
            .mentions
            .iter()
            .filter(places)
            .min_by_key(|m| (distance(&m.tokens, near), m.tokens.start))
            .copied();
    };
    let others: Vec<usize> = scene
        .quantities
        .iter()
        .map(|q| scene.token_at(q.span.start))
        .filter(|t| !number.contains(t))
        .collect();
    // The one people of a sentence is that of its numbers, however many are compared: "25,349 Venezuelans …, up from
    // 17,652 in July and 6,301 a year before".
    let mut all = scene.mentions.iter().filter(places);
    if let (Some(m), None) = (all.next(), all.next())
        && matches!(m.named, Named::Places { people: true, .. })
        && m.tokens.end <= number.start
        && is_of_chain(scene, m.tokens.end..number.start)
    {
        return Some(m);
    }
    scene
        .mentions
        .iter()
        .filter(places)
        .map(|m| (cost(scene, &number, m, &others), m.tokens.start, *m))
        .filter(|(cost, _, _)| *cost < FAR)
        .min_by_key(|(cost, start, _)| (*cost, *start))
        .map(|(_, _, m)| m)
}

/// Whether a number goes on with what stands before it: it is compared with another, and nothing says that it is of all.
fn is_of_chain(scene: &Scene<'_>, between: Range<usize>) -> bool {
    let compared = between.clone().any(|i| {
        matches!(
            scene.word(i),
            "from" | "compared" | "than" | "respecto" | "relacion" | "comparacion" | "frente" | "veces"
        )
    });
    let other = between.into_iter().any(|i| {
        matches!(
            scene.word(i),
            ";" | "total" | "overall" | "all" | "totales" | "todos" | "while" | "mientras" | "of"
        )
    });
    compared && !other
}

/// What is farther than this is not named with the number.
const FAR: usize = 60;

/// How far a mention is from a number. "33,804 Venezuelans" and "Venezuela (46,917)" are nearest; what follows behind a
/// comma or another verb is of the next clause; and what stands on the other side of another number is of that.
fn cost(scene: &Scene<'_>, number: &Range<usize>, m: &Mention, others: &[usize]) -> usize {
    const CROSSED: usize = 14;
    let behind = m.tokens.start >= number.end;
    let between = if behind {
        number.end..m.tokens.start
    } else {
        m.tokens.end..number.start
    };
    let crossed = others.iter().filter(|o| between.contains(o)).count() * CROSSED;
    let gap = between.len();
    if !behind {
        let ended = between.clone().any(|i| matches!(scene.word(i), ";" | ":"));
        // "los venezolanos superan a los mexicanos, con 54,833": the number is of those who do.
        let object = scene.word(m.tokens.start.wrapping_sub(2)) == "a"
            && matches!(scene.word(m.tokens.start.wrapping_sub(1)), "los" | "las")
            && (3..=4).any(|n| {
                let verb = scene.word(m.tokens.start.wrapping_sub(n));
                ["super", "disput", "rebas", "desplaz"]
                    .iter()
                    .any(|stem| verb.starts_with(stem))
            });
        return gap + 2 + crossed + if ended || object { CROSSED } else { 0 };
    }
    let parted = between.clone().any(|i| {
        matches!(
            scene.word(i),
            "," | ";"
                | ":"
                | "("
                | "and"
                | "but"
                | "as"
                | "while"
                | "followed"
                | "than"
                | "y"
                | "pero"
                | "mientras"
                | "que"
                | "seguidos"
                | "seguida"
        )
    });
    gap + crossed + if parted { FAR } else { 0 }
}

/// Whether a mention is of a government, a border, a town: "Mexican authorities", "Mexico's migration agency".
fn is_institution(scene: &Scene<'_>, m: &Mention) -> bool {
    let mut next = m.tokens.end;
    if matches!(scene.word(next), "'" | "\u{2019}") {
        next += 1;
    }
    if scene.word(next) == "s" {
        next += 1;
    }
    INSTITUTIONS.holds(scene.word(next))
}

/// Whether somebody else than the agencies of the United States counted: "Mexico's migration authorities reported".
pub(super) fn is_foreign(scene: &Scene<'_>, word: &Word, near: usize) -> bool {
    if word.borders.is_empty() {
        return false;
    }
    if is_told_abroad(scene) {
        return true;
    }
    !is_told_at_home(scene)
        && scene.mentions.iter().any(|m| {
            let Named::Places {
                places,
                people: false,
                ..
            } = &m.named
            else {
                return institution_abroad(scene, m);
            };
            let abroad = places.iter().any(|p| p.code() != "USA");
            let speaks = REPORT.holds(scene.word(m.tokens.end));
            abroad
                && (speaks || is_institution(scene, m))
                && m.tokens.start < near + 24
                && !before_border(scene, m)
        })
}

/// Bodies of other countries that count migrants, as words in small letters without accents.
const BODIES: [&[&str]; 22] = [
    &["acnur"],
    &["autoridades", "mexicanas"],
    &["autoridades", "migratorias"],
    &["autoridades", "panameñas"],
    &["comar"],
    &["comision", "mexicana"],
    &["comision", "nacional", "de", "los", "derechos", "humanos"],
    &["conmigho"],
    &["direccion", "general", "de", "migracion"],
    &["gobernacion"],
    &["gobierno", "de", "mexico"],
    &["gobierno", "mexicano"],
    &["gobierno", "panameño"],
    &["igm"],
    &["inm"],
    &["instituto", "de", "migracion"],
    &["instituto", "guatemalteco", "de", "migracion"],
    &["instituto", "nacional", "de", "migracion"],
    &["migracion", "colombia"],
    &["observatorio", "consular"],
    &["senafront"],
    &["servicio", "nacional", "de", "migracion"],
];

/// The first words of their names.
#[allow(
    clippy::indexing_slicing,
    reason = "a constant has no iterators; the loop ends with the list, and no name is without words"
)]
static FIRSTS: Marks = {
    let mut firsts = Marks::NONE;
    let mut n = 0;
    while n < BODIES.len() {
        firsts = firsts.with(BODIES[n][0]);
        n += 1;
    }
    firsts
};

/// Whether a sentence names an agency of the United States that counts.
pub(super) fn is_told_at_home(scene: &Scene<'_>) -> bool {
    scene.range.clone().any(|i| {
        let next = || scene.word(i + 1);
        match scene.word(i) {
            "cbp" => true,
            "border" => next() == "patrol",
            "customs" => next() == "and",
            "patrulla" => next() == "fronteriza",
            "aduanas" => next() == "y",
            "u" => next() == ".",
            _ => false,
        }
    })
}

/// Whether a sentence is told by a body of another country, and by none of the United States.
pub(super) fn is_told_abroad(scene: &Scene<'_>) -> bool {
    scene.range.clone().any(|i| {
        FIRSTS.may_hold(scene.word(i))
            && BODIES
                .iter()
                .any(|b| b.iter().enumerate().all(|(k, w)| scene.word(i + k) == *w))
    }) && !is_told_at_home(scene)
}

/// Whether a mention is of those left out: "countries other than Mexico", "from beyond the Northern Triangle".
pub(super) fn is_excepted(scene: &Scene<'_>, m: &Mention) -> bool {
    let before = |n: usize| scene.word(m.tokens.start.wrapping_sub(n));
    (1..=2).any(|n| {
        matches!(
            before(n),
            "beyond" | "outside" | "besides" | "except" | "excluding" | "salvo" | "excepto"
        ) || matches!(
            (before(n + 1), before(n)),
            ("other", "than") | ("distintos" | "distintas", "de")
        )
    })
}

fn institution_abroad(scene: &Scene<'_>, m: &Mention) -> bool {
    matches!(&m.named, Named::Places { places, .. } if places.iter().any(|p| p.code() != "USA"))
        && is_institution(scene, m)
        && !before_border(scene, m)
        && (m.tokens.end..(m.tokens.end + 4).min(scene.range.end)).any(|i| REPORT.holds(scene.word(i)))
}

fn before_border(scene: &Scene<'_>, m: &Mention) -> bool {
    matches!(scene.word(m.tokens.end), "border" | "side")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(INSTITUTIONS.is_sorted() && REPORT.is_sorted());
    }
}
