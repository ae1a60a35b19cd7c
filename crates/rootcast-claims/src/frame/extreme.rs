//! Months told to be the highest or the lowest of a longer time: "mayo fue el mes de mayores detenciones", "January was the
//! month with the fewest encounters".

use rootcast_core::{
    calendar::Calendar,
    period::{Granularity, Period, PeriodRange},
};

use super::{moment, order, scene::Scene, speaker, stance};
use crate::{
    claim::{Claim, ClaimKind, Direction, Uncheckable, When},
    time::{Time, When as Said},
};

/// Claims of extreme months in a sentence.
pub(super) fn claims(scene: &Scene<'_>) -> Vec<Claim> {
    scene.range.clone().filter_map(|i| claim(scene, i)).collect()
}

/// How many tokens from "month" the word of its extreme may stand, and how many the month's name.
const BEHIND: usize = 5;
const NAME: usize = 12;

fn claim(scene: &Scene<'_>, i: usize) -> Option<Claim> {
    if !matches!(scene.word(i), "mes" | "month") {
        return None;
    }
    let (at, low) = extreme(scene, i)?;
    let time = scene
        .times
        .iter()
        .copied()
        .filter(|t| month(t).is_some())
        .map(|t| (super::scene::distance(&place(scene, t), i), t))
        .filter(|(far, _)| *far <= NAME)
        .min_by_key(|(far, _)| *far)
        .map(|(_, t)| t)?;
    let word = order::word(scene, i)?;
    let named = place(scene, time);
    let (from, to) = (named.start.min(i), named.end.max(at + 1));
    let when = when(scene, time);
    Some(Claim {
        spans: Vec::new(),
        bytes: scene
            .tokens
            .span(from.max(scene.range.start), to.min(scene.range.end)),
        words: String::new(),
        kind: ClaimKind::Record,
        subject: scene.subject_or_carried(i, Some(word)),
        other: None,
        counted: scene.counted(word, i),
        stated: None,
        vague: None,
        before: None,
        direction: Some(if low { Direction::Down } else { Direction::Up }),
        uncheckable: when.is_none().then_some(Uncheckable::NotHeld),
        when: when.into_iter().collect(),
        modality: stance::modality(scene, i),
        said_by: speaker::speaker(scene),
        day: None,
    })
}

/// The word that makes a month the highest or the lowest: "el mes con mayores", "el mes que menos", "the month with the most".
fn extreme(scene: &Scene<'_>, i: usize) -> Option<(usize, bool)> {
    let low = |j: usize| match scene.word(j) {
        "mayor" | "mayores" | "mas" | "most" | "highest" | "largest" => Some(false),
        "menor" | "menores" | "menos" | "fewest" | "lowest" | "least" | "smallest" => Some(true),
        _ => None,
    };
    let links = matches!(
        scene.word(i + 1),
        "de" | "con" | "que" | "en" | "when" | "with" | "of" | "in" | "where"
    );
    (i + 2..(i + 2 + BEHIND).min(scene.range.end))
        .take_while(|j| links && !matches!(scene.word(*j), "," | ";" | "." | "than"))
        .find_map(|j| low(j).map(|l| (j, l)))
}

fn place(scene: &Scene<'_>, t: &Time) -> std::ops::Range<usize> {
    scene.token_at(t.span.start)..scene.token_at(t.span.end.saturating_sub(1)) + 1
}

fn month(t: &Time) -> Option<Period> {
    match &t.when {
        Said::Days(d) => d
            .past
            .period(Calendar::default())
            .filter(|p| matches!(p, Period::Month { .. })),
        _ => None,
    }
}

/// The month among those of the longer time that the text tells of.
fn when(scene: &Scene<'_>, time: &Time) -> Option<When> {
    let own = month(time)?;
    let longer = |start: jiff::civil::Date, end: jiff::civil::Date| {
        let first = Period::containing(Granularity::Month, start);
        let last = Period::containing(Granularity::Month, end).back(u32::from(end.day() == 1));
        let all = PeriodRange::new(first, last).ok()?;
        (!all.is_one() && all.span().contains(&own.span())).then_some(all)
    };
    let here = scene.times.iter().find_map(|t| match &t.when {
        Said::Days(d) => longer(d.past.start, d.past.end),
        Said::Between { from, to } => longer(from.past.start, to.past.end),
        _ => None,
    });
    let before = || {
        let told = &scene.memory.periods;
        told.iter().rev().find_map(|(_, s)| longer(s.start, s.end))
    };
    let carried = || match &moment::carried(scene)?.when {
        Said::Days(d) => longer(d.past.start, d.past.end),
        _ => None,
    };
    let all = here.or_else(before).or_else(carried)?;
    Some(When {
        period: PeriodRange::one(own),
        against: Some(all),
        latest: false,
        why: "the month among those told".to_owned(),
        distance: 0,
    })
}
