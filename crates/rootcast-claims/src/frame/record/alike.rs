//! Months among the same months of other years.

use rootcast_core::period::{Granularity, Period, PeriodRange};

use super::super::{moment, scene::Scene};
use crate::{claim::When, judge::OF_ITS_MONTH, lexicon::Word, time::calendar::month};

/// The month of other years that a record is one among: "the highest February ever", "the most for any March", "la mayor
/// cifra para un mes de marzo", "el febrero más alto", with the token behind it.
pub(super) fn alike(scene: &Scene<'_>, i: usize) -> Option<(usize, i8)> {
    const OF: usize = 4;
    let named = |j: usize| month(scene.word(j)).filter(|_| scene.number_end(j + 1) == j + 1);
    let before = i
        .checked_sub(2)
        .filter(|a| matches!(scene.word(*a), "el" | "un" | "ese"))
        .and_then(|a| named(a + 1));
    if let Some(month) = before {
        return Some((i + 2, month));
    }
    if let Some(month) = named(i + 1) {
        return Some((i + 2, month));
    }
    // "for any February", "for a March", "para un mes de marzo", "for the month of March".
    let any = (i + 1..(i + super::REACH).min(scene.range.end)).find(|j| {
        matches!(scene.word(*j), "any" | "cualquier")
            || matches!(
                (scene.word(*j), scene.word(j + 1)),
                ("for" | "para" | "en" | "in", "a" | "un") | ("for", "the") | ("para", "el" | "los")
            )
    })?;
    let at = (any + 1..any + 1 + OF).find(|j| named(*j).is_some())?;
    let between = (any + 1..at).all(|j| {
        matches!(
            scene.word(j),
            "a" | "an" | "un" | "el" | "los" | "the" | "mes" | "meses" | "month" | "of" | "de"
        )
    });
    // "for the March": only with the word itself.
    let told = scene.word(any + 1) != "the" || at > any + 2;
    (between && told)
        .then(|| named(at).map(|m| (at + 1, m)))
        .flatten()
}

/// A month against the same month of the years before.
pub(super) fn of_month(scene: &Scene<'_>, i: usize, word: &Word, month: i8) -> Vec<When> {
    const YEARS: u32 = 10;
    let is = |p: &Period| matches!(p, Period::Month { month: m, .. } if *m == month);
    let told = moment::level(scene, super::numbered(scene, i), word)
        .into_iter()
        .filter(|w| w.period.is_one())
        .map(|w| w.period.first())
        .find(is);
    // No year is named: the last such month that was over.
    let last = || {
        let over = moment::last_over(Granularity::Month, scene.published);
        (0..12).map(|n| over.back(n)).find(is)
    };
    let when = |p: Period| {
        Some(When {
            period: PeriodRange::one(p),
            against: PeriodRange::new(p.back(12 * YEARS), p).ok(),
            latest: false,
            why: OF_ITS_MONTH.to_owned(),
            distance: 0,
        })
    };
    told.or_else(last).and_then(when).into_iter().collect()
}
