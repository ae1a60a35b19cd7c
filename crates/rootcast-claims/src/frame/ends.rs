//! Moves whose earlier end is told behind: "128,900 arrests in April, down from 137,480 in March".

use super::{
    level::{self, is_of_programme},
    moved,
    scene::Scene,
    speaker, stance,
};
use crate::{
    claim::{Claim, ClaimKind, Direction},
    quantity::{Amount, Quantity},
};

/// How many tokens behind "down" the earlier number may begin.
const BEHIND: usize = 6;

/// The move at token `i`, where an earlier number follows it and a later one stands before it.
pub(super) fn claim(scene: &Scene<'_>, i: usize, direction: Direction) -> Option<Claim> {
    let from = (i + 1..=i + 2).find(|j| {
        matches!(
            (scene.word(*j), scene.word(*j + 1)),
            ("from" | "desde", _) | ("compared", "to" | "with") | ("frente", "a")
        )
    })?;
    let counts = |q: &&Quantity| {
        !q.unit.is_money() && !q.unit.is_percent() && !q.unit.share && matches!(q.amount, Amount::Single(_))
    };
    let at = |q: &Quantity| scene.token_at(q.span.start);
    let earlier = scene
        .quantities
        .iter()
        .copied()
        .filter(counts)
        .find(|q| at(q) > from && at(q) <= from + BEHIND)?;
    let later = scene
        .quantities
        .iter()
        .copied()
        .filter(counts)
        .rfind(|q| at(q) < i)?;
    let token = at(later);
    let word = scene.word_or_carried(token)?;
    let (first, last) = (earlier.amount.first().value, later.amount.first().value);
    let alike = first > 0.0 && last > 0.0 && (0.01..100.0).contains(&(last / first));
    if is_of_programme(word) || word.counted.is_empty() || !alike {
        return None;
    }
    let end = scene
        .times
        .iter()
        .filter(|t| t.span.start >= earlier.span.end && t.span.start - earlier.span.end <= 12)
        .map(|t| t.span.end)
        .max()
        .unwrap_or(earlier.whole.end.max(earlier.span.end));
    Some(Claim {
        spans: Vec::new(),
        bytes: scene.tokens.span(i, i + 1).start..end,
        words: String::new(),
        kind: ClaimKind::Change,
        subject: scene.subject_or_carried(token, Some(word)),
        other: None,
        counted: scene.counted(word, token),
        stated: level::stated(scene, later),
        vague: None,
        before: level::stated(scene, earlier),
        direction: Some(direction),
        when: moved::change(scene, i, word),
        modality: stance::modality(scene, i),
        said_by: speaker::speaker(scene),
        uncheckable: None,
        day: None,
    })
}
