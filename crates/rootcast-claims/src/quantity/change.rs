//! Whether a quantity is the size of a change: "rose by 5 %", "down 2.1 points", "cayó un 30 por ciento".

use super::Change;
use crate::{among, token::Tokens};

const UP: &[&str] = &[
    "accelerated",
    "advance",
    "advanced",
    "advances",
    "advancing",
    "aumentado",
    "aumentan",
    "aumentar",
    "aumentaron",
    "aumento",
    "climb",
    "climbed",
    "climbing",
    "climbs",
    "crecer",
    "crecieron",
    "crecio",
    "expand",
    "expanded",
    "gain",
    "gained",
    "gaining",
    "gains",
    "grew",
    "grow",
    "growing",
    "grown",
    "grows",
    "higher",
    "increase",
    "increased",
    "increases",
    "increasing",
    "jump",
    "jumped",
    "jumping",
    "jumps",
    "rallied",
    "rally",
    "rallying",
    "rise",
    "risen",
    "rises",
    "rising",
    "rose",
    "soar",
    "soared",
    "soaring",
    "spike",
    "spiked",
    "subieron",
    "subio",
    "subir",
    "surge",
    "surged",
    "surges",
    "surging",
    "swelled",
    "up",
    "upward",
    "upwards",
];

const DOWN: &[&str] = &[
    "baja",
    "bajado",
    "bajar",
    "bajaron",
    "bajo",
    "caer",
    "caido",
    "cayeron",
    "cayo",
    "decline",
    "declined",
    "declines",
    "declining",
    "decrease",
    "decreased",
    "decreases",
    "decreasing",
    "descendieron",
    "descendio",
    "dip",
    "dipped",
    "dipping",
    "disminuyeron",
    "disminuyo",
    "dive",
    "dived",
    "dove",
    "down",
    "downward",
    "downwards",
    "drop",
    "dropped",
    "dropping",
    "drops",
    "ease",
    "eased",
    "fall",
    "fallen",
    "falling",
    "falls",
    "fell",
    "lower",
    "plummet",
    "plummeted",
    "plunge",
    "plunged",
    "plunging",
    "reducido",
    "reducir",
    "redujeron",
    "redujo",
    "retreated",
    "sank",
    "shrank",
    "shrink",
    "shrunk",
    "sink",
    "slid",
    "slide",
    "sliding",
    "slip",
    "slipped",
    "slump",
    "slumped",
    "sunk",
    "tumble",
    "tumbled",
    "tumbles",
    "tumbling",
];

/// Verbs that tell of a change only where a measure follows: "added 15 cents", not "added three players".
const UP_BY_MEASURE: &[&str] = &["add", "added", "adding", "adds"];
const DOWN_BY_MEASURE: &[&str] = &["cut", "lose", "loses", "losing", "lost", "shed", "shedding"];

/// The change that the words before token `start`, where a number begins with its qualifier, tell of; `measured` where a unit of measure follows.
pub(super) fn change(t: &Tokens, start: usize, measured: bool) -> Change {
    let mut at = start;
    for _ in 0..2 {
        let word = t.before(at, 1);
        let light = matches!(
            word,
            "a" | "an" | "another" | "as" | "un" | "una" | "el" | "only" | "just" | "further"
        ) || word.len() > 4 && word.ends_with("ly");
        if !light || at == 0 {
            break;
        }
        at -= 1;
    }
    let by = matches!(t.before(at, 1), "by" | "to" | "en" | "a") && at > 0;
    if by {
        at -= 1;
    }
    for back in 1..=2 {
        let word = t.before(at, back);
        // "an increase of 5", "5 % higher than": the words of a level.
        if matches!(word, "up" | "down") && (!measured || phrasal(t.before(at, back + 1))) {
            return Change::None;
        }
        if among(UP, word) || measured && among(UP_BY_MEASURE, word) {
            return Change::Up;
        }
        if among(DOWN, word) || measured && among(DOWN_BY_MEASURE, word) {
            return Change::Down;
        }
        // One adverb between verb and number: "edged sharply", "trending up".
        if !(word.len() > 4 && word.ends_with("ly")) {
            break;
        }
    }
    Change::None
}

/// Verbs that take "up" or "down" without a change: "gave up 517 yards".
fn phrasal(verb: &str) -> bool {
    matches!(
        verb,
        "boiling"
            | "boils"
            | "came"
            | "come"
            | "gave"
            | "give"
            | "giving"
            | "handed"
            | "laid"
            | "made"
            | "make"
            | "makes"
            | "opened"
            | "picked"
            | "put"
            | "racked"
            | "set"
            | "setting"
            | "settled"
            | "shut"
            | "sat"
            | "took"
            | "wound"
            | "wrote"
            | "backed"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        for list in [UP, DOWN, UP_BY_MEASURE, DOWN_BY_MEASURE] {
            assert!(list.is_sorted(), "{list:?}");
        }
    }

    #[test]
    fn verbs_before_the_number() {
        let read = |text: &str| {
            let t = Tokens::new(text);
            let at = (0..t.len()).find(|i| t.is_digits(*i)).unwrap();
            let (_, whole) = super::super::qualifier::qualifier(&t, at, t.len());
            change(&t, whole, true)
        };
        assert_eq!(read("prices rose sharply by about 5 %"), Change::Up);
        assert_eq!(read("cayeron un 30 por ciento"), Change::Down);
        assert_eq!(read("an increase of 5 %"), Change::None);
        assert_eq!(read("shares shed 3 cents"), Change::Down);
    }
}
