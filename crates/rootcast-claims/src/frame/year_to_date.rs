//! Years told up to a month: "a record year-to-date 2,150,639 encounters", "FYTD".

use rootcast_core::{
    calendar::Calendar,
    period::{Granularity, Period, PeriodRange},
};

use super::{
    moment::{carried, last_over, nearest},
    scene::Scene,
};
use crate::{
    claim::When,
    time::{Time, When as Said},
};

/// How many tokens from a number the words may stand.
const REACH: usize = 12;

/// The fiscal year, and the calendar year, up to the month that the sentence tells of, where it says "to date".
pub(super) fn whens(scene: &Scene<'_>, token: usize) -> Option<Vec<When>> {
    let from = token.saturating_sub(REACH).max(scene.range.start);
    let to = (token + REACH).min(scene.range.end);
    let fiscal = (from..to).any(|i| scene.word(i) == "fytd")
        || (from..to).any(|i| scene.word(i) == "fiscal" && says(scene, i + 1));
    if !fiscal && !(from..to).any(|i| says(scene, i)) {
        return None;
    }
    let month = |t: &Time| match &t.when {
        Said::Days(d) => match d.past.period(Calendar::default()) {
            Some(p @ Period::Month { .. }) => Some(p),
            _ => None,
        },
        _ => None,
    };
    let before = scene
        .times
        .iter()
        .filter(|t| scene.token_at(t.span.start) < token)
        .filter_map(|t| month(t))
        .next_back();
    let last = before
        .or_else(|| nearest(scene, token).and_then(month))
        .or_else(|| carried(scene).and_then(month))
        .unwrap_or_else(|| last_over(Granularity::Month, scene.published));
    let since = |g: Granularity| {
        Period::containing(
            Granularity::Month,
            Period::containing(g, last.span().start).span().start,
        )
    };
    let when = |first: Period, why: &str, distance: u8| {
        Some(When {
            period: PeriodRange::new(first, last).ok()?,
            against: None,
            latest: false,
            why: why.to_owned(),
            distance,
        })
    };
    let all = [
        when(
            since(Granularity::FiscalYear(Calendar::default())),
            "to date: the fiscal year up to the month told",
            0,
        ),
        when(
            since(Granularity::Year),
            "to date: the calendar year up to the month told",
            if fiscal { 2 } else { 1 },
        ),
    ];
    Some(all.into_iter().flatten().collect())
}

/// "year to date" or "year-to-date" at a token.
pub(super) fn says(scene: &Scene<'_>, i: usize) -> bool {
    let hyphen = |j: usize| j + usize::from(scene.word(j) == "-");
    let to = hyphen(i + 1);
    scene.word(i) == "ytd"
        || scene.word(i) == "year" && scene.word(to) == "to" && scene.word(hyphen(to + 1)) == "date"
}
