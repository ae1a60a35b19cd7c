//! Years to date against the same months of an earlier year: "encounters this fiscal year to date are 29 per cent lower than
//! in the same period of the last".

use rootcast_core::{
    calendar::Calendar,
    period::{Granularity, Period, PeriodRange},
};

use super::super::{
    moment::{carried, last_over},
    scene::Scene,
    year_to_date,
};
use crate::{
    claim::When,
    time::{Time, When as Said},
};

/// The months of the year to date, and the same of the year they are compared with.
pub(super) fn whens(scene: &Scene<'_>) -> Option<Vec<When>> {
    let same = scene.range.clone().any(|i| {
        matches!(scene.word(i), "same" | "mismo" | "igual")
            && matches!(
                scene.word(i + 1),
                "period" | "time" | "point" | "span" | "periodo" | "lapso" | "tiempo"
            )
    });
    let to_date = || scene.range.clone().any(|i| told(scene, i));
    if !same || !to_date() {
        return None;
    }
    let fiscal = scene
        .range
        .clone()
        .any(|i| matches!(scene.word(i), "fiscal" | "fytd"));
    let month = |t: &Time| match &t.when {
        Said::Days(d) => match d.past.period(Calendar::default()) {
            Some(p @ Period::Month { .. }) => Some(p),
            _ => None,
        },
        _ => None,
    };
    let here = scene.times.iter().find_map(|t| month(t));
    let last = here
        .or_else(|| carried(scene).and_then(month))
        .unwrap_or_else(|| last_over(Granularity::Month, scene.published));
    let of = |g: Granularity, why: &str, distance: u8| {
        let year = Period::containing(g, last.span().start);
        let first = Period::containing(Granularity::Month, year.span().start);
        let back = 12 * years(scene, year);
        Some(When {
            period: PeriodRange::new(first, last).ok()?,
            against: PeriodRange::new(first.back(back), last.back(back)).ok(),
            latest: false,
            why: format!("{why} to date against the same months before"),
            distance,
        })
    };
    let fiscal_year = of(
        Granularity::FiscalYear(Calendar::default()),
        "the fiscal year",
        u8::from(!fiscal),
    );
    let year = of(Granularity::Year, "the calendar year", if fiscal { 2 } else { 0 });
    let mut out: Vec<When> = [year, fiscal_year].into_iter().flatten().collect();
    out.sort_by_key(|w| w.distance);
    Some(out)
}

/// "year to date", "so far this year", "en lo que va del año" at a token.
fn told(scene: &Scene<'_>, i: usize) -> bool {
    let next = (scene.word(i + 1), scene.word(i + 2));
    match scene.word(i) {
        "so" => next == ("far", "this") || next == ("far", "in"),
        "lo" => next == ("que", "va"),
        _ => year_to_date::says(scene, i),
    }
}

/// How many years before the base lies: one, where no other year is named.
fn years(scene: &Scene<'_>, own: Period) -> u32 {
    let number = |p: Period| match p {
        Period::Year { year } | Period::FiscalYear { year, .. } => Some(year),
        _ => None,
    };
    let Some(own) = number(own) else { return 1 };
    scene
        .times
        .iter()
        .filter_map(|t| match &t.when {
            Said::Days(d) => d.period.and_then(number),
            _ => None,
        })
        .find_map(|y| u32::try_from(own - y).ok().filter(|n| (1..=10).contains(n)))
        .unwrap_or(1)
}
