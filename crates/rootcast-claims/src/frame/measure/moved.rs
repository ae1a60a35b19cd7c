//! The word of what moves.

use super::{
    super::{
        direction, level,
        scene::{Hit, Scene},
    },
    refined,
};
use crate::{
    entity::Named,
    lexicon::{self, Word},
};

/// The word of what moves: before the number or the verb rather than behind it, else that of the sentences before.
pub(in crate::frame) fn moved(scene: &Scene<'_>, token: usize) -> Option<&'static Word> {
    const CLAUSE: usize = 10;
    if let Some(word) = told_with(scene, token) {
        return Some(word);
    }
    let counts = |h: &&Hit| !h.word.counted.is_empty() && !level::is_of_programme(h.word);
    let before = scene
        .hits
        .iter()
        .copied()
        .filter(|h| h.tokens.end <= token)
        .rfind(counts);
    let behind = || {
        scene
            .hits
            .iter()
            .copied()
            .filter(|h| h.tokens.start >= token)
            .find(counts)
    };
    // "las remesas sumaron …, un 20.6 % más": what moves is known and not held.
    if !scene.hits.is_empty() && scene.hits.iter().all(|h| h.word.counted.is_empty()) {
        return None;
    }
    // "una disminución del 14 por ciento, así como una de familias": what stands in the next clause is of that.
    let parted = |h: &&Hit| (token..h.tokens.start).any(|i| scene.word(i) == ",");
    let carried = || {
        let figure = scene
            .memory
            .figure
            .filter(|(at, w)| scene.number - at <= 1 && !w.counted.is_empty());
        figure
            .filter(|_| points_at_figure(scene))
            .map(|(_, word)| word)
            .or_else(|| scene.word_carried())
    };
    // "Esa cifra, que supera en 45 % a las detenciones de febrero": what moves is what the figure before counts.
    let figure = scene.memory.figure.filter(|(at, w)| {
        scene.number - at <= 1
            && !w.counted.is_empty()
            && token <= scene.range.start + CLAUSE
            && points_at_figure(scene)
    });
    if let Some((_, word)) = figure {
        return Some(word);
    }
    let near = before.or_else(|| behind().filter(|h| !parted(h)));
    match near {
        Some(h) => Some(refined(scene, h)),
        None => carried().or_else(|| behind().map(|h| refined(scene, h))),
    }
    .or_else(|| scene.word_or_carried(token))
    .or_else(|| topic(scene))
}

/// Whether a sentence begins with what points at the figure before: "That number represents …", "Esa cifra significa …".
pub(in crate::frame) fn points_at_figure(scene: &Scene<'_>) -> bool {
    let first = scene.range.start;
    let (one, two) = (scene.word(first), scene.word(first + 1));
    // "Esto representa casi el doble …"
    let bare = matches!(one, "esto" | "eso" | "this" | "that")
        && matches!(
            two,
            "representa" | "significa" | "supone" | "equivale" | "represents" | "represented" | "marks"
        );
    let named = matches!(
        one,
        "that" | "this" | "the" | "esta" | "esa" | "este" | "ese" | "la" | "dicha"
    ) && matches!(
        two,
        "number" | "figure" | "total" | "cifra" | "cantidad" | "numero"
    );
    bare || named
}

/// "a five per cent decline in apprehensions", "una disminución del 15 % en los inadmisibles": what moves is told with it.
fn told_with(scene: &Scene<'_>, token: usize) -> Option<&'static Word> {
    const WITHIN: usize = 4;
    let mut next = scene.number_end(token);
    next += usize::from(matches!(scene.word(next), "%" | "percent"));
    next += if scene.word(next) == "per" || scene.word(next) == "por" {
        2
    } else {
        0
    };
    let moves = direction::is_move(scene.word(next));
    let back = token.saturating_sub(WITHIN).max(scene.range.start);
    let noun = moves || (back..token).any(|i| direction::is_move(scene.word(i)));
    next += usize::from(moves);
    if !noun || !matches!(scene.word(next), "in" | "en" | "of") {
        return None;
    }
    scene
        .hits
        .iter()
        .find(|h| h.tokens.start > next)
        .filter(|h| h.tokens.start <= next + WITHIN && !h.word.borders.is_empty())
        .filter(|h| !(next..h.tokens.start).any(|i| matches!(scene.word(i), "," | ";" | "and" | "y")))
        .map(|h| refined(scene, h))
}

/// What a text about migration counts where it names people and no word says how: "los hondureños bajaron de … a …".
pub(super) fn topic(scene: &Scene<'_>) -> Option<&'static Word> {
    let people = scene
        .mentions
        .iter()
        .any(|m| matches!(m.named, Named::Places { people: true, .. }));
    (scene.ours && people && !scene.strayed()).then(|| match scene.memory.word {
        Some((_, word)) => Some(word),
        None => lexicon::words().iter().find(|w| w.id == "migrants"),
    })?
}
