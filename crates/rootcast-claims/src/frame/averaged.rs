//! Means told before a number: "a daily average of 5,200 encounters", "el promedio diario fue de 952".

use super::scene::Scene;
use crate::quantity::Quantity;

/// How many tokens before its number a mean may be told.
const REACH: usize = 24;

/// Of what length of time a number is the mean, where the words before it say so, or the one behind its noun.
pub(super) fn per(scene: &Scene<'_>, q: &Quantity) -> Option<&'static str> {
    let token = scene.token_at(q.span.start);
    let end = scene.token_at(q.whole.end.max(q.span.end).saturating_sub(1)) + 1;
    let noun = q.unit.noun.as_ref();
    let behind = noun.map_or(end, |n| end.max(scene.token_at(n.span.end.saturating_sub(1)) + 1));
    if matches!(scene.word(behind), "daily" | "diaria" | "diarias" | "diarios") {
        return Some("day");
    }
    if q.unit.is_percent() || q.unit.share {
        return None;
    }
    let told = |i: usize| match (scene.word(i), scene.word(i + 1)) {
        ("promedio" | "media" | "daily", "diario" | "diaria" | "average") | ("average", "daily") => {
            Some("day")
        }
        ("cada" | "por" | "al", "dia") | ("each" | "every" | "per", "day") => Some("day"),
        ("promedio" | "media" | "monthly", "mensual" | "average") | ("average", "monthly") => Some("month"),
        _ => None,
    };
    let from = token.saturating_sub(REACH).max(scene.range.start);
    (from..token)
        .rev()
        .find_map(|i| told(i).map(|per| (i, per)))
        .filter(|(i, _)| scene.numbers_between(i + 2, token) == 0)
        .map(|(_, per)| per)
}
