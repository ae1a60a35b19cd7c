//! Migration that no agency of the United States counts: through the Darién, through other countries.

use super::{agency, scene::Scene};
use crate::{entity::Named, words::Words};

/// Places on the way that others count at. Sorted.
static PLACES: Words = Words::new(&[
    "darien",
    "jungle",
    "necocli",
    "selva",
    "tapachula",
    "tapon",
    "turbo",
]);

/// How many sentences what was told of such a place goes on.
const CARRY: usize = 6;

/// Whether a sentence tells of migration elsewhere, or goes on with it.
pub(super) fn is(scene: &Scene<'_>) -> bool {
    named(scene)
        || !ours(scene)
            && scene
                .memory
                .elsewhere
                .is_some_and(|at| scene.number - at <= CARRY)
}

/// Whether a sentence tells of what two countries counted together: "detenidos en Estados Unidos y en México", "the
/// authorities of both countries". A border between them is one.
pub(super) fn is_of_both(scene: &Scene<'_>) -> bool {
    const BEFORE: usize = 4;
    const BETWEEN: usize = 3;
    let usa = |i: usize| {
        matches!(
            (scene.word(i), scene.word(i + 1)),
            ("estados", "unidos") | ("united", "states")
        )
    };
    let joint = |from: usize| {
        (from..from + BETWEEN)
            .find(|j| matches!(scene.word(*j), "y" | "and"))
            .map(|j| j + 1 + usize::from(matches!(scene.word(j + 1), "en" | "in" | "de")))
    };
    // "la frontera de Estados Unidos y México" is one of both; "la frontera sur de Estados Unidos y en México" is not.
    let border = |i: usize| {
        let near = i.saturating_sub(BEFORE).max(scene.range.start)..i;
        let within = (i..i + 5)
            .any(|j| matches!(scene.word(j), "y" | "and") && matches!(scene.word(j + 1), "en" | "in"));
        !within
            && near.into_iter().any(|j| {
                matches!(
                    scene.word(j),
                    "frontera" | "border" | "fronteras" | "limite" | "muro" | "wall"
                )
            })
    };
    let apart = |i: usize| {
        (i.saturating_sub(BEFORE).max(scene.range.start)..i).all(|j| {
            !matches!(
                scene.word(j),
                "entre" | "between" | "compartida" | "comun" | "shared" | "relacion" | "relaciones"
            )
        })
    };
    scene.range.clone().any(|i| {
        let ends =
            usa(i) && joint(i + 2).is_some_and(|j| scene.word(j) == "mexico") && scene.word(i + 2) != ",";
        let begins = scene.word(i) == "mexico" && joint(i + 1).is_some_and(usa) && scene.word(i + 1) != ",";
        let both = matches!(
            (scene.word(i), scene.word(i + 1)),
            ("estadounidenses" | "mexicanas" | "mexicanos", "y")
        ) && matches!(scene.word(i + 2), "mexicanas" | "mexicanos" | "estadounidenses");
        (ends || begins || both) && apart(i) && !border(i)
    })
}

/// Whether a number counts those held on a day, of which nothing is kept: "children in CBP custody".
pub(super) fn is_held(scene: &Scene<'_>, near: usize) -> bool {
    const REACH: usize = 12;
    const IN: usize = 4;
    let from = near.saturating_sub(REACH).max(scene.range.start);
    (from..(near + REACH).min(scene.range.end)).any(|j| {
        matches!(scene.word(j), "custody" | "detention" | "shelters" | "custodia")
            && (1..=IN).any(|n| matches!(scene.word(j.wrapping_sub(n)), "in" | "bajo" | "en"))
            && scene.numbers_between(near.min(j) + 1, near.max(j)) == 0
            && (near.min(j)..near.max(j)).all(|k| !matches!(scene.word(k), "and" | ";" | "while" | "y"))
    })
}

/// Whether a sentence names a place on the way, and no border of the United States.
pub(super) fn named(scene: &Scene<'_>) -> bool {
    let place = scene.range.clone().any(|i| PLACES.holds(scene.word(i)));
    (place || through(scene)) && !ours(scene)
}

/// "migration through Honduras", "cross through Guatemala".
fn through(scene: &Scene<'_>) -> bool {
    scene.mentions.iter().any(|m| {
        let abroad = matches!(&m.named, Named::Places { places, people: false, .. }
            if places.iter().any(|p| p.code() != "USA"));
        abroad
            && matches!(
                scene.word(m.tokens.start.wrapping_sub(1)),
                "through" | "transiting"
            )
    })
}

/// Whether a sentence speaks of a border or an agency of the United States, or in the words of their statistics.
pub(super) fn ours(scene: &Scene<'_>) -> bool {
    scene.mentions.iter().any(|m| matches!(m.named, Named::Border(_)))
        || agency::named(scene, scene.range.start).is_some()
        || scene.hits.iter().any(|h| {
            matches!(
                h.word.id.as_str(),
                "encounters"
                    | "apprehensions"
                    | "border-arrests"
                    | "border-patrol-encounters"
                    | "port-encounters"
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(PLACES.is_sorted());
    }
}
