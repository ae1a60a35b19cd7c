//! Moves whose earlier end is told behind: "128,900 arrests in April, down from 137,480 in March".

use rootcast_core::period::{Period, PeriodRange};

use super::{
    level::{self, is_of_programme},
    measure, moment, moved,
    scene::Scene,
    speaker, stance,
};
use crate::{
    claim::{Claim, ClaimKind, Direction, When},
    quantity::{Amount, Quantity},
    time::When as Said,
};

/// How many tokens behind "down" the earlier number may begin.
const BEHIND: usize = 6;
/// How many bytes behind a number its time begins at most.
const NEAR: usize = 12;

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
    let word = measure::word(scene, later).or_else(|| scene.word_or_carried(token))?;
    let (first, last) = (earlier.amount.first().value, later.amount.first().value);
    let alike = first > 0.0 && last > 0.0 && (0.01..100.0).contains(&(last / first));
    if is_of_programme(word) || word.counted.is_empty() || !alike {
        return None;
    }
    let behind = scene
        .times
        .iter()
        .find(|t| t.span.start >= earlier.span.end && t.span.start - earlier.span.end <= NEAR);
    let end = behind.map_or(earlier.whole.end.max(earlier.span.end), |t| t.span.end);
    // Each end has the time that stands with it.
    let before = scene
        .times
        .iter()
        .filter(|t| matches!(t.when, Said::Days(_)) && t.span.end <= scene.tokens.span(i, i + 1).start)
        .min_by_key(|t| t.span.start.abs_diff(later.span.end));
    let pair = |a: Period, b: Period, why: String, distance: u8| When {
        period: PeriodRange::one(b),
        against: Some(PeriodRange::one(a)),
        latest: false,
        why,
        distance,
    };
    let kept = moment::kept(word);
    let told: Vec<When> = match (before.map(|t| &t.when), behind.map(|t| &t.when)) {
        (Some(Said::Days(to)), Some(Said::Days(from))) => moment::ends(scene, from, to, kept)
            .into_iter()
            .filter(|(a, b, ..)| a.span().start < b.span().start)
            .map(|(a, b, why, distance)| pair(a, b, why, distance))
            .collect(),
        // "up from 191,106 in November": what is told is of the period after it.
        (None, Some(Said::Days(from))) => moment::ways(scene, from, kept)
            .into_iter()
            .map(|(a, why, distance)| pair(a, a.next(), format!("the period after; {why}"), distance))
            .collect(),
        _ => Vec::new(),
    };
    let when = if told.is_empty() {
        moved::change(scene, i, word)
    } else {
        told
    };
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
        when,
        modality: stance::modality(scene, i),
        said_by: speaker::speaker(scene),
        uncheckable: None,
        day: None,
    })
}
