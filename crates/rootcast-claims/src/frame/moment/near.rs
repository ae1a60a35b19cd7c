//! The time of a sentence that is nearest to a number or a move.

use super::{Relation, Said, Scene, Time, comparator, is_day, of_act, of_record};
use crate::frame::compared::in_number;

/// The time nearest to a token that is days. What follows a number dates it before what precedes it; what stands behind
/// a comma or another clause, or is only compared with ("fewer than in May"), comes last.
pub(in crate::frame) fn nearest<'s>(scene: &Scene<'s>, token: usize) -> Option<&'s Time> {
    near(scene, token).map(|(_, t)| t)
}

/// From how far a time is only taken where nothing nearer was told before.
pub(super) const FAR: usize = 18;

/// [`nearest`], with how far it is.
pub(super) fn near<'s>(scene: &Scene<'s>, token: usize) -> Option<(usize, &'s Time)> {
    const CLAUSE: usize = 4;
    const COMPARED: usize = 14;
    const CROSSED: usize = 7;
    const TAKEN: usize = 30;
    const HEAD: usize = 8;
    const HEADED: usize = 8;
    let stop = scene.number_end(token);
    let told = |t: &&&Time| matches!(t.when, Said::Days(_) | Said::Between { .. });
    let days = scene.times.iter().filter(told).any(|t| !is_day(t));
    scene
        .times
        .iter()
        .filter(told)
        // "in the fiscal year that ended on Sept. 30": where a period is told, a day only says more of it.
        .filter(|t| !(days && is_day(t)))
        .filter(|t| !of_record(scene, t))
        // "up 1.7 % compared to September; families: 59,757": what the clause before is compared with.
        .filter(|t| {
            let end = scene.token_at(t.span.end.saturating_sub(1)) + 1;
            let parted = (end.min(token)..token).any(|j| scene.word(j) == ";");
            !(parted && comparator(scene, scene.token_at(t.span.start)).is_some())
        })
        .map(|t| {
            let at = scene.token_at(t.span.start);
            let end = scene.token_at(t.span.end.saturating_sub(1)) + 1;
            let behind = at >= token;
            let between = if behind {
                stop.min(at)..at
            } else {
                end.min(token)..token
            };
            let listed = |j: usize| scene.mentions.iter().any(|m| m.tokens.contains(&j));
            let marks = between
                .clone()
                .filter(|j| parts(scene, *j) && !listed(*j))
                .count();
            let clauses = marks.min(2);
            let compared = comparator(scene, at).is_some_and(|c| c >= token);
            let crossed = scene.numbers_between(between.start, between.end);
            // "compared with 28 per cent in May 2019": the time of the number that is compared with.
            let others = !behind && comparator(scene, at).is_some_and(|c| scene.numbers_between(c, at) > 0);
            let cost = between.len()
                + usize::from(others) * TAKEN
                + usize::from(!behind) * 3
                + clauses * CLAUSE
                + usize::from(behind) * crossed * CROSSED
                + usize::from(compared) * COMPARED
                + usize::from(behind && clauses > 0 && is_head(scene, end)) * COMPARED
                + usize::from(of_act(scene, at) || is_of_report(scene, end)) * COMPARED;
            // "In 2021, …" at the head of a sentence is of all of it.
            let head = end.saturating_sub(scene.range.start) <= HEAD && t.relation == Relation::In;
            // … and so is the one time of a clause, however long: "… personas fueron detenidas … en diciembre de 2021".
            let plain = clauses == 0 && crossed == 0 && !compared && !of_act(scene, at);
            let cost = match (head, crossed) {
                (true, 0) => cost.min(HEADED),
                (true, _) => cost.min(FAR - 1),
                _ if plain => cost.min(FAR - 1),
                _ => cost,
            };
            // "… que las de octubre, cuando se registraron 8,419": the number is of the time that its clause explains.
            let own = marks == 1 + usize::from(scene.word(end) == ",");
            let cost = if !behind && crossed == 0 && own && explains(scene, end) {
                0
            } else {
                cost
            };
            (cost, at, *t, behind)
        })
        .min_by_key(|(cost, at, ..)| (*cost, *at))
        // What a sentence tells before a number is its time, however far.
        .map(|(cost, _, t, behind)| (if behind { cost } else { 0 }, t))
}

/// "according to the April Southwest Border Migration Report": when the report is of, and not what it tells.
fn is_of_report(scene: &Scene<'_>, end: usize) -> bool {
    const NAME: usize = 6;
    (end..end + NAME)
        .take_while(|j| !matches!(scene.word(*j), "," | ";" | "."))
        .any(|j| matches!(scene.word(j), "report" | "reporte" | "informe"))
}

/// Whether "when" stands behind a time, or behind its comma.
pub(super) fn explains(scene: &Scene<'_>, end: usize) -> bool {
    let when = end + usize::from(scene.word(end) == ",");
    matches!(scene.word(when), "when" | "cuando")
}

/// Whether a time before a token heads a clause of its own: "2.4 million, and 2023 has had 2.8 million".
fn is_head(scene: &Scene<'_>, end: usize) -> bool {
    matches!(
        scene.word(end),
        "has" | "had" | "saw" | "was" | "were" | "tuvo" | "fue" | "hubo"
    )
}

/// Whether a word parts clauses.
fn parts(scene: &Scene<'_>, j: usize) -> bool {
    !in_number(scene, j)
        && matches!(
            scene.word(j),
            "," | ";"
                | ":"
                | "and"
                | "y"
                | "e"
                | "while"
                | "when"
                | "mientras"
                | "cuando"
                | "frente"
                | "pero"
                | "but"
        )
}
