//! Words of rising and falling, and where they are none: "bajo custodia", "up to 30,000".

use super::scene::Scene;
use crate::{claim::Direction, words::Words};

/// Words of rising. Sorted.
static UP: Words = Words::new(&[
    "acrecento",
    "alza",
    "ascendieron",
    "ascendio",
    "aumenta",
    "aumentado",
    "aumentan",
    "aumentando",
    "aumentaron",
    "aumento",
    "aumentos",
    "climb",
    "climbed",
    "crecen",
    "crecido",
    "creciendo",
    "crecieran",
    "crecieron",
    "crecio",
    "disparado",
    "dispararon",
    "disparo",
    "doubled",
    "duplicado",
    "duplicaron",
    "duplico",
    "elevaron",
    "elevo",
    "grew",
    "grow",
    "growing",
    "growth",
    "increase",
    "increased",
    "increases",
    "increasing",
    "incrementado",
    "incrementan",
    "incrementaron",
    "incremento",
    "incrementos",
    "jump",
    "jumped",
    "multiplicado",
    "multiplicaron",
    "multiplico",
    "repunta",
    "repuntaron",
    "repunte",
    "repunto",
    "rise",
    "risen",
    "rises",
    "rising",
    "rose",
    "skyrocketed",
    "soared",
    "spike",
    "spiked",
    "sube",
    "suben",
    "subida",
    "subido",
    "subieron",
    "subio",
    "surge",
    "surged",
    "surging",
    "swelled",
    "tripled",
    "triplicaron",
    "triplico",
    "uptick",
]);

/// Words of falling. Sorted.
static DOWN: Words = Words::new(&[
    "baja",
    "bajado",
    "bajan",
    "bajando",
    "bajaron",
    "bajas",
    "bajo",
    "cae",
    "caen",
    "caida",
    "caidas",
    "caido",
    "cayendo",
    "cayeron",
    "cayo",
    "contrajo",
    "curbed",
    "decayeron",
    "decayo",
    "decline",
    "declined",
    "declines",
    "declining",
    "decrease",
    "decreased",
    "decreases",
    "decrecen",
    "decrecieron",
    "decrecio",
    "decremento",
    "descendido",
    "descendieron",
    "descendio",
    "descenso",
    "desciende",
    "descienden",
    "desplomado",
    "desplomaron",
    "desplome",
    "desplomo",
    "dipped",
    "disminucion",
    "disminuido",
    "disminuye",
    "disminuyen",
    "disminuyendo",
    "disminuyeron",
    "disminuyo",
    "drop",
    "dropped",
    "dropping",
    "drops",
    "dwindled",
    "ebbed",
    "fall",
    "fallen",
    "falling",
    "fell",
    "frenado",
    "freno",
    "halting",
    "halved",
    "lowered",
    "menguo",
    "merma",
    "mermaron",
    "plummeted",
    "plunge",
    "plunged",
    "reduccion",
    "reduce",
    "reduced",
    "reducen",
    "reducido",
    "reduction",
    "redujeron",
    "redujo",
    "retrocedieron",
    "retrocedio",
    "retroceso",
    "shrank",
    "shrunk",
    "slashed",
    "slid",
    "slowed",
    "slump",
    "slumped",
    "tumbled",
]);

/// Words that a falling or rising thing is told by when they are no move: "down the road", "up to 30,000".
const NOT_MOVES: [(&str, &str); 32] = [
    ("muy", "baja"),
    ("muy", "bajo"),
    ("muy", "bajas"),
    ("muy", "bajos"),
    ("cifras", "bajas"),
    ("niveles", "bajos"),
    ("al", "menos"),
    ("por", "menos"),
    ("up", "to"),
    ("bajo", "el"),
    ("bajo", "la"),
    ("set", "up"),
    ("open", "up"),
    ("made", "up"),
    ("showed", "up"),
    ("brought", "up"),
    ("break", "down"),
    ("bajo", "custodia"),
    ("bajo", "un"),
    ("bajo", "una"),
    ("bajo", "los"),
    ("bajo", "las"),
    ("bajo", "su"),
    ("bajo", "este"),
    ("bajo", "esta"),
    ("bajo", "titulo"),
    ("bajo", "detencion"),
    ("mas", "baja"),
    ("mas", "bajo"),
    ("mas", "bajas"),
    ("mas", "bajos"),
    ("de", "baja"),
];

/// Whether a word is one of rising or falling.
pub(super) fn is_move(word: &str) -> bool {
    UP.holds(word) || DOWN.holds(word)
}

/// Where a word moves something, if it does.
pub(super) fn direction(scene: &Scene<'_>, i: usize) -> Option<Direction> {
    let word = scene.word(i);
    // No other word moves anything.
    let may = matches!(
        word,
        "up" | "down" | "more" | "fewer" | "less" | "mas" | "menos" | "active"
    ) || is_move(word);
    if !may {
        return None;
    }
    let pair = NOT_MOVES.iter().any(|(a, b)| {
        (word == *a && scene.word(i + 1) == *b) || (word == *b && scene.word(i.wrapping_sub(1)) == *a)
    });
    if pair {
        return None;
    }
    // "registrados bajo solicitud": without its accent it is a verb only before where it leads.
    if word == "bajo"
        && scene.tokens.text(i).is_ascii()
        && !matches!(
            scene.word(i + 1),
            "a" | "al" | "de" | "en" | "hasta" | "desde" | "respecto" | "casi" | "mas"
        )
        && !scene.tokens.is_digits(i + 1)
    {
        return None;
    }
    // "up 12 per cent", "down from": bare adverbs move something only before a number or an end.
    if matches!(word, "up" | "down") {
        // "drove down crossings"
        let driven = matches!(
            scene.word(i.wrapping_sub(1)),
            "drove" | "driven" | "driving" | "drive" | "drives" | "bringing"
        ) && scene
            .hits
            .iter()
            .any(|h| h.tokens.start > i && h.tokens.start <= i + 3);
        let moves =
            driven || scene.tokens.is_digits(i + 1) || matches!(scene.word(i + 1), "from" | "by" | "sharply");
        return match (moves, word) {
            (false, _) => None,
            (true, "up") => Some(Direction::Up),
            (true, _) => Some(Direction::Down),
        };
    }
    // "more FDI", "fewer encounters".
    let counted_next = scene
        .hits
        .iter()
        .any(|h| h.tokens.start == i + 1 || h.tokens.start == i + 2);
    if counted_next
        && matches!(word, "more" | "fewer" | "less" | "mas" | "menos")
        && !matches!(scene.word(i + 1), "than" | "de")
    {
        return Some(if matches!(word, "more" | "mas") {
            Direction::Up
        } else {
            Direction::Down
        });
    }
    // "migration usually rises in spring" says of no period that it did; a pandemic that "slowed migration" is a cause.
    let before = |n: usize| scene.word(i.wrapping_sub(n));
    let habit = (1..=2).any(|n| {
        matches!(
            before(n),
            "usually"
                | "typically"
                | "normally"
                | "generally"
                | "often"
                | "typical"
                | "seasonal"
                | "usual"
                | "suele"
                | "suelen"
                | "normalmente"
                | "tipica"
                | "tipico"
                | "habitual"
        )
    }) || matches!(scene.word(i + 1), "estacional" | "estacionales");
    let cause = word == "slowed"
        && (1..=14).any(|n| matches!(before(n), "pandemic" | "outbreak" | "coronavirus" | "covid"));
    // "fell almost every day": of days no figures are held.
    let daily = (i + 1..i + 6).any(|j| {
        matches!(
            (scene.word(j), scene.word(j + 1)),
            ("every" | "each" | "cada", "day" | "week" | "dia" | "semana") | ("todos", "los")
        )
    });
    if habit || cause || daily {
        return None;
    }
    if UP.holds(word) {
        Some(Direction::Up)
    } else if DOWN.holds(word) {
        Some(Direction::Down)
    } else if word == "active" && scene.word(i + 1) == "again" {
        Some(Direction::Up)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(UP.is_sorted());
        assert!(DOWN.is_sorted());
    }
}
