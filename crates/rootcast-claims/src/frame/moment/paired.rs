//! Times that belong to numbers by their order, and lengths that end with the text: "232,963 y 183,479 en agosto y julio,
//! respectivamente", "en los últimos seis meses".

use jiff::{ToSpan, Unit, civil::Date};
use rootcast_core::period::{Granularity, PeriodRange};

use super::{Days, Said, Scene, Time, When, last_over};

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

/// The months of "en los últimos seis meses": the last so many that were published.
pub(super) fn rolling(days: &Days, published: Date) -> Option<When> {
    /// How long after its end a month is published, in days.
    const PUBLISHED_AFTER: i64 = 12;
    /// How far from the day of the text such days may end.
    const NEAR: i32 = 3;
    const MONTH: f64 = 30.4369;
    let s = days.past;
    let until = |a: Date, b: Date| a.until((Unit::Day, b)).map_or(i32::MAX, |d| d.get_days());
    if s.start.day() == 1 && s.end.day() == 1 || until(published, s.end).abs() > NEAR {
        return None;
    }
    let months = (f64::from(until(s.start, s.end)) / MONTH).round();
    if !(2.0..=60.0).contains(&months) {
        return None;
    }
    let day = published.checked_sub(PUBLISHED_AFTER.days()).ok()?;
    let end = last_over(Granularity::Month, day);
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 2 and 60"
    )]
    let first = end.back(months as u32 - 1);
    Some(When {
        period: PeriodRange::new(first, end).ok()?,
        against: None,
        latest: false,
        why: "the last months published".to_owned(),
        distance: 0,
    })
}
