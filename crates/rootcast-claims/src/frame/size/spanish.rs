//! Sizes of moves as Spanish tells them: "un aumento del 27 %", "subió en marzo 71 %", "un 18 % menor que".

use super::super::{direction, scene::Scene};
use crate::claim::Direction;

/// Nouns of moving that are no moves of their own elsewhere: "crecimiento económico".
const UP: [&str; 3] = ["crecimiento", "expansion", "repunte"];
const DOWN: [&str; 3] = ["contraccion", "desplome", "rebaja"];

/// How many words between a noun of moving and its size are skipped.
const LIGHT: usize = 8;

/// Which way the percentage from the token `first` to before `end` moves something, if it does.
pub(super) fn direction(scene: &Scene<'_>, first: usize, end: usize) -> Option<Direction> {
    behind(scene, end).or_else(|| before(scene, first).map(|(d, _)| d))
}

/// "27 % más que", "18 % menor", "un 5 % más bajo", "un 12,8 % de incremento", "un 3 % por encima de".
fn behind(scene: &Scene<'_>, end: usize) -> Option<Direction> {
    match (scene.word(end), scene.word(end + 1)) {
        ("mas", low) if low.starts_with("baj") => Some(Direction::Down),
        ("mas" | "superior" | "superiores" | "mayor" | "mayores" | "adicional", _) | ("por", "encima") => {
            Some(Direction::Up)
        }
        ("menos" | "inferior" | "inferiores" | "menor" | "menores", _) | ("por", "debajo") => {
            Some(Direction::Down)
        }
        ("de", _) => moving(scene, end + 1),
        _ => None,
    }
}

/// "un aumento interanual del 27 %", "cayeron un 30 %", "aumentaron en marzo 70 por ciento", "redujo en más de un 4 %".
pub(super) fn before(scene: &Scene<'_>, first: usize) -> Option<(Direction, usize)> {
    let mut i = first;
    let mut linked = false;
    for _ in 0..LIGHT {
        i = i.checked_sub(1).filter(|i| scene.range.contains(i))?;
        if let Some(d) = moving(scene, i) {
            return Some((d, i));
        }
        // A time between: "subió en marzo un 71 %".
        let byte = scene.tokens.span(i, i + 1).start;
        if scene.times.iter().any(|t| t.span.contains(&byte)) {
            continue;
        }
        match scene.word(i) {
            "de" | "del" => linked = true,
            "un" | "una" | "el" | "la" | "en" | "casi" | "cerca" | "alrededor" | "aproximadamente"
            | "mas" | "menos" | "poco" | "apenas" | "solo" => {}
            // One word of kind between noun and size: "aumento interanual del".
            _ if linked => {
                return i
                    .checked_sub(1)
                    .filter(|i| scene.range.contains(i))
                    .and_then(|i| Some((moving(scene, i)?, i)));
            }
            _ => return None,
        }
    }
    None
}

/// "un aumento de 11 % respecto a agosto y de 18 % respecto a septiembre": a size that goes on with the move before it.
pub(super) fn is_joined(scene: &Scene<'_>, first: usize, end: usize) -> bool {
    let mut i = first;
    while matches!(
        scene.word(i.wrapping_sub(1)),
        "un" | "una" | "de" | "del" | "casi" | "el"
    ) {
        i -= 1;
    }
    let based = matches!(scene.word(end), "respecto" | "frente" | "sobre" | "comparado")
        || matches!(
            (scene.word(end), scene.word(end + 1)),
            ("con" | "en", "respecto" | "comparacion" | "relacion")
        );
    i < first && matches!(scene.word(i.wrapping_sub(1)), "y" | ",") && based
}

fn moving(scene: &Scene<'_>, i: usize) -> Option<Direction> {
    let word = scene.word(i);
    if matches!(word, "mas" | "menos" | "bajo") {
        return None;
    }
    let exceeds = matches!(word, "supera" | "superan" | "supero" | "superaron" | "superando")
        && matches!(scene.word(i + 1), "en" | "por");
    if UP.contains(&word) || exceeds {
        return Some(Direction::Up);
    }
    if DOWN.contains(&word) {
        return Some(Direction::Down);
    }
    direction::direction(scene, i)
}
