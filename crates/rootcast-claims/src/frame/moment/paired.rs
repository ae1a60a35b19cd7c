//! Times that belong to numbers by their order, and lengths that end with the text: "232,963 y 183,479 en agosto y julio,
//! respectivamente", "en los últimos seis meses".

use jiff::{ToSpan, Unit, civil::Date};
use rootcast_core::{
    calendar::Calendar,
    period::{Granularity, Period, PeriodRange},
};

use super::{Days, Kept, Relation, Said, Scene, Time, When, last_over, told};

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

/// The months joined in "en octubre y noviembre", of which one number is the sum.
pub(super) fn joined(scene: &Scene<'_>, time: &Time) -> Option<When> {
    const BETWEEN: usize = 2;
    let month = |t: &Time| match &t.when {
        Said::Days(d) => match d.past.period(Calendar::default()) {
            Some(p @ Period::Month { .. }) => Some(p),
            _ => None,
        },
        _ => None,
    };
    let pair = scene.times.windows(2).find(|two| {
        let [a, b] = two else { return false };
        let (end, start) = (
            scene.token_at(a.span.end.saturating_sub(1)) + 1,
            scene.token_at(b.span.start),
        );
        let and = (end..start).any(|j| matches!(scene.word(j), "y" | "and" | "e"));
        let only = start - end.min(start) <= BETWEEN && scene.numbers_between(end, start) == 0;
        and && only && (a.span == time.span || b.span == time.span)
    })?;
    let [a, b] = pair else { return None };
    let (first, second) = (month(a)?, month(b)?);
    // "octubre y noviembre de 2022": the year behind the second is that of both.
    let first = match (first, second) {
        (Period::Month { month, .. }, Period::Month { year, .. }) => Period::Month { year, month },
        other => other.0,
    };
    (first.next() == second).then_some(When {
        period: PeriodRange::new(first, second).ok()?,
        against: None,
        latest: false,
        why: "both months together".to_owned(),
        distance: 0,
    })
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
/// The periods of a number in brackets: "the lowest since fiscal 2012 (24,481)", "… of fiscal 2022, the year when they
/// reached a high (149,093)".
pub(super) fn bracketed(scene: &Scene<'_>, token: usize, kept: Kept) -> Option<Vec<When>> {
    const WHEN: usize = 10;
    let open = token.checked_sub(1).filter(|i| scene.word(*i) == "(")?;
    let ends = |t: &Time| scene.token_at(t.span.end.saturating_sub(1)) + 1;
    let the_year = (open.saturating_sub(WHEN).max(scene.range.start)..open).find(|i| {
        matches!(scene.word(*i), "year" | "ano")
            && matches!(
                (scene.word(*i + 1), scene.word(*i + 2)),
                ("when", _) | ("in", "which") | ("en", "que")
            )
    });
    let time = scene
        .times
        .iter()
        .filter(|t| matches!(t.when, Said::Days(_)))
        .rfind(|t| ends(t) <= the_year.unwrap_or(open))
        .filter(|t| the_year.is_some() || ends(t) == open)?;
    let Said::Days(days) = &time.when else { return None };
    if the_year.is_none() {
        let at = Time {
            relation: Relation::In,
            ..(*time).clone()
        };
        return Some(told(scene, &at, kept));
    }
    // "the first eight months of fiscal 2022, the year when …"
    let fiscal = scene.after_fiscal() || days.past.start.month() == 10;
    let granularity = if fiscal && kept != Kept::Yearly {
        Granularity::FiscalYear(Calendar::default())
    } else {
        Granularity::Year
    };
    Some(vec![When {
        period: PeriodRange::one(Period::containing(granularity, days.past.start)),
        against: None,
        latest: false,
        why: "the year told before".to_owned(),
        distance: 0,
    }])
}
