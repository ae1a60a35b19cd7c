//! Times that belong to numbers by their order, and lengths that end with the text: "232,963 y 183,479 en agosto y julio,
//! respectivamente", "en los últimos seis meses".

use jiff::ToSpan;
use rootcast_core::period::{Granularity, PeriodRange};

use super::{Kept, Said, Scene, Time, When, last_over};
use crate::time::Step;

/// The time of a number in a sentence that pairs numbers and times "respectively".
pub(super) fn respective<'s>(scene: &Scene<'s>, token: usize) -> Option<&'s Time> {
    const LEAST: f64 = 1000.0;
    scene
        .range
        .clone()
        .any(|i| matches!(scene.word(i), "respectivamente" | "respectively"))
        .then_some(())?;
    let numbers: Vec<usize> = scene
        .quantities
        .iter()
        .filter(|q| q.amount.first().value >= LEAST || q.unit.is_percent())
        .map(|q| scene.token_at(q.span.start))
        .collect();
    let times: Vec<&'s Time> = scene
        .times
        .iter()
        .copied()
        .filter(|t| matches!(t.when, Said::Days(_)))
        .collect();
    let place = numbers.iter().position(|n| *n == token)?;
    (numbers.len() == times.len())
        .then(|| times.get(place).copied())
        .flatten()
}

/// The months of "en los últimos seis meses", where no other time is told nearer to a number.
pub(super) fn last_months(scene: &Scene<'_>, token: usize, kept: Kept) -> Option<When> {
    /// How long after its end a month is published, in days.
    const PUBLISHED_AFTER: i64 = 12;
    let (at, months) = scene.times.iter().find_map(|t| match t.when {
        Said::Length(l) if matches!(l.step, Step::Month) && l.months > 1 => {
            Some((scene.token_at(t.span.start), l.months))
        }
        _ => None,
    })?;
    let last = (1..=2).any(|n| {
        matches!(
            scene.word(at.wrapping_sub(n)),
            "ultimos" | "ultimas" | "last" | "past"
        )
    });
    let nearer = scene
        .times
        .iter()
        .filter(|t| matches!(t.when, Said::Days(_) | Said::Between { .. }))
        .any(|t| scene.token_at(t.span.start).abs_diff(token) <= at.abs_diff(token));
    if kept != Kept::Monthly || !last || nearer {
        return None;
    }
    let day = scene.published.checked_sub(PUBLISHED_AFTER.days()).ok()?;
    let end = last_over(Granularity::Month, day);
    let first = end.back(u32::try_from(months - 1).ok()?);
    Some(When {
        period: PeriodRange::new(first, end).ok()?,
        against: None,
        latest: false,
        why: "the last months published".to_owned(),
        distance: 0,
    })
}
