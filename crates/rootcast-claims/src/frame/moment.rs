//! When: the periods that the words of a claim admit, each with its reason.

mod near;
mod paired;
mod to_date;
mod unstated;

use jiff::civil::Date;
use rootcast_core::{
    calendar::Calendar,
    period::{Granularity, Period, PeriodRange},
};

pub(super) use super::compared::comparator;
pub(super) use near::nearest;
pub(super) use unstated::{term_began, unstated};

use near::{FAR, explains, near};

use super::{scene::Scene, year_to_date};
use crate::{
    Lang,
    claim::When,
    lexicon::Word,
    time::{Days, Relation, Time, When as Said},
};

/// Which calendar a measure is published by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    /// By month: fiscal and calendar years can both be asked.
    Monthly,
    /// By calendar year.
    Yearly,
    /// By fiscal year.
    Fiscal,
}

/// The calendar of what a word counts.
pub(super) fn kept(word: &Word) -> Kept {
    if !word.borders.is_empty() {
        return Kept::Monthly;
    }
    match word.id.as_str() {
        "removals" => Kept::Fiscal,
        "job-openings" => Kept::Monthly,
        _ => Kept::Yearly,
    }
}

fn fiscal(year: i16) -> Period {
    Period::FiscalYear {
        calendar: Calendar::default(),
        year,
    }
}

/// The period that some days are, the past ones where the text leaves open which.
fn period(days: &Days) -> Option<Period> {
    days.period
        .filter(|_| days.is_certain())
        .or_else(|| days.past.period(Calendar::default()))
}

/// Several months that are no period of their own: "the first eight months of 2023", "so far this fiscal year" up to
/// the last month that was over.
fn months(days: &Days, published: Date) -> Option<PeriodRange> {
    let s = days.past;
    if period(days).is_some() || s.start.day() != 1 || !days.is_certain() {
        return None;
    }
    let first = Period::containing(Granularity::Month, s.start);
    let last = match s.end.day() {
        1 => Period::containing(Granularity::Month, s.end).back(1),
        _ if s.end >= published => last_over(Granularity::Month, published),
        _ => return None,
    };
    PeriodRange::new(first, last).ok()
}

/// The ways to read one time as a single period; a bare year is a fiscal or a calendar year.
pub(super) fn ways(scene: &Scene<'_>, days: &Days, kept: Kept) -> Vec<(Period, String, u8)> {
    let Some(p) = period(days) else { return Vec::new() };
    match (p, kept) {
        (Period::Year { year }, Kept::Monthly) => {
            let (first, second) = (
                (fiscal(year), "a bare year, read as the US fiscal year"),
                (p, "a bare year, read as a calendar year"),
            );
            let fiscal_far = u8::from(!scene.after_fiscal());
            vec![
                (first.0, first.1.to_owned(), fiscal_far),
                (second.0, second.1.to_owned(), 0),
            ]
        }
        (Period::Year { year }, Kept::Fiscal) => {
            vec![(fiscal(year), "published by fiscal year".to_owned(), 0)]
        }
        (Period::FiscalYear { year, .. }, Kept::Yearly) => vec![(
            Period::Year { year },
            "published by calendar year; the text says a fiscal year".to_owned(),
            1,
        )],
        _ => vec![(p, "as stated".to_owned(), 0)],
    }
}

/// Whether a time bounds a record: "the lowest since February 2021".
pub(super) fn of_record(scene: &Scene<'_>, t: &Time) -> bool {
    const REACH: usize = 10;
    let at = scene.token_at(t.span.start);
    t.relation == Relation::Since
        && (at.saturating_sub(REACH).max(scene.range.start)..at).any(|j| {
            matches!(
                scene.word(j),
                "highest"
                    | "lowest"
                    | "fewest"
                    | "most"
                    | "largest"
                    | "smallest"
                    | "biggest"
                    | "first"
                    | "record"
            ) || scene.word(j) == "mas" && matches!(scene.word(j + 1), "alta" | "alto" | "baja" | "bajo")
        })
}

/// Whether a time is that of an act told beside: "an order issued in March 2020".
pub(super) fn of_act(scene: &Scene<'_>, at: usize) -> bool {
    (1..=3).any(|n| {
        matches!(
            scene.word(at.wrapping_sub(n)),
            "issued"
                | "launched"
                | "signed"
                | "introduced"
                | "announced"
                | "created"
                | "enacted"
                | "imposed"
                | "passed"
                | "effect"
                | "took"
                | "elected"
                | "office"
                | "emitida"
                | "lanzado"
                | "firmado"
                | "anunciado"
                | "creado"
        )
    })
}

/// Whether a time is a day or a few.
pub(super) fn is_day(time: &Time) -> bool {
    const FEW: i32 = 20;
    match &time.when {
        Said::Days(d) => d
            .past
            .start
            .until((jiff::Unit::Day, d.past.end))
            .is_ok_and(|s| s.get_days() < FEW),
        _ => false,
    }
}

/// Whether a time is a part of a month, from a day to a day: "del 15 al 30 de octubre".
pub(super) fn is_part(time: &Time) -> bool {
    const MONTH: i32 = 28;
    let Said::Between { from, to } = &time.when else {
        return false;
    };
    let day = |d: &Days| matches!(period(d), Some(Period::Day(_)));
    let length = from.past.start.until((jiff::Unit::Day, to.past.end));
    day(from) && day(to) && length.is_ok_and(|s| s.get_days() < MONTH)
}

/// The period of the sentences just before, where a sentence names none.
pub(super) fn carried<'s>(scene: &'s Scene<'_>) -> Option<&'s Time> {
    const REACH: usize = 5;
    let (at, time) = scene.memory.when.as_ref()?;
    (scene.number - at <= REACH).then_some(time)
}

/// The period of the sentences just before, else the one that the text reports.
pub(super) fn carried_or_reported<'s>(scene: &'s Scene<'_>) -> Option<&'s Time> {
    carried(scene).or(scene.memory.report.as_ref())
}

/// The last period of a length that was over and could be published when the text was.
pub(super) fn last_over(granularity: Granularity, published: Date) -> Period {
    Period::containing(granularity, published).back(1)
}

/// The periods of a figure that stands near `token`.
pub(super) fn level(scene: &Scene<'_>, token: usize, word: &Word) -> Vec<When> {
    let kept = kept(word);
    if let Some(time) = paired::respective(scene, token) {
        return told(scene, time, kept);
    }
    if let Some(whens) = paired::bracketed(scene, token, kept) {
        return whens;
    }
    if kept == Kept::Monthly
        && let Some(whens) = year_to_date::whens(scene, token)
    {
        return whens;
    }
    let time = match (near(scene, token), carried_or_reported(scene)) {
        // The only time told is one that is compared with, or that of another thing.
        (Some((_, t)), before)
            if only_compared(scene, t, token)
                && let Some(whens) = after(scene, t, before, kept) =>
        {
            return whens;
        }
        (Some((cost, t)), Some(before))
            if cost >= FAR && !is_of_list(scene, t, token) || only_compared(scene, t, token) =>
        {
            before
        }
        (Some((_, t)), _) | (None, Some(t)) => t,
        (None, None) => return unstated(scene, kept),
    };
    let mut at = time.clone();
    if at.relation == Relation::Since && is_clause_of(scene, time, token) {
        at.relation = Relation::In;
    }
    // "fell from fiscal 2022 to 2023, to 430,000": where a move ended.
    if let Said::Between { to, .. } = &at.when
        && scene.lang == Lang::English
        && super::size::is_reached(scene, token)
    {
        at.when = Said::Days(*to);
    }
    let mut whens = told(scene, &at, kept);
    if kept == Kept::Monthly
        && let Some(both) = paired::joined(scene, time)
    {
        // One of them alone is what the words merely admit.
        for when in &mut whens {
            when.distance = when.distance.max(1);
        }
        whens.insert(0, both);
    }
    if kept == Kept::Yearly && scene.times.is_empty() {
        // A year told sentences before is a guess: the last published may be meant.
        for when in &mut whens {
            when.latest = true;
        }
    }
    if whens.is_empty() {
        unstated(scene, kept)
    } else {
        to_date::cut(whens, kept, scene.published)
    }
}

/// "220,908 Cubans, with 187,716 Venezuelans and 163,876 Nicaraguans in fiscal 2022": the one time of a list, at its end.
fn is_of_list(scene: &Scene<'_>, time: &Time, token: usize) -> bool {
    const LONGEST: usize = 60;
    let at = scene.token_at(time.span.start);
    let told = |t: &&&Time| matches!(t.when, Said::Days(_) | Said::Between { .. });
    let only = scene.times.iter().filter(told).count() == 1;
    let stop = scene.number_end(token);
    only && at > stop
        && at - stop <= LONGEST
        && time.relation == Relation::In
        && scene.numbers_between(stop, at) > 0
        && (stop..at).all(|j| {
            !matches!(
                scene.word(j),
                "while"
                    | "when"
                    | "but"
                    | "compared"
                    | "than"
                    | "mientras"
                    | "cuando"
                    | "pero"
                    | ";"
                    | "frente"
            )
        })
}

/// "since May 2024, when there were 117,905": the number is of the time that its clause explains.
fn is_clause_of(scene: &Scene<'_>, time: &Time, token: usize) -> bool {
    let end = scene.token_at(time.span.end.saturating_sub(1)) + 1;
    end < token && explains(scene, end)
}

/// "108,301 encounters, up from 97,074 in March": nothing else is told, or only of periods of another length, and the
/// figure is of the period after.
fn after(scene: &Scene<'_>, base: &Time, before: Option<&Time>, kept: Kept) -> Option<Vec<When>> {
    let one = |t: &Time| match &t.when {
        Said::Days(d) => period(d),
        _ => None,
    };
    // "from 950 in the same month of 2022"
    let words = scene.source.get(base.span.clone()).unwrap_or_default();
    let back = [
        "same", "mism", "earlier", "before", "ago", "antes", "anterior", "previous", "prior",
    ];
    if back.iter().any(|w| words.contains(w)) {
        return None;
    }
    let base = match &base.when {
        Said::Days(d) => ways(scene, d, kept),
        _ => return None,
    };
    let first = base.first()?.0;
    let alike = |p: Period| p.granularity() == first.granularity() && p.span().start > first.span().start;
    if before.is_some_and(|t| one(t).is_none_or(alike)) || first.granularity() == Granularity::Day {
        return None;
    }
    Some(
        base.into_iter()
            .map(|(p, why, distance)| When {
                period: PeriodRange::one(p.next()),
                against: None,
                latest: false,
                why: format!("the period after the one it is compared with; {why}"),
                distance,
            })
            .collect(),
    )
}

/// Whether a time is told only for something that stands behind a number to be compared with it.
fn only_compared(scene: &Scene<'_>, time: &Time, token: usize) -> bool {
    comparator(scene, scene.token_at(time.span.start)).is_some_and(|c| c >= token)
}

/// The periods that one time is.
fn told(scene: &Scene<'_>, time: &Time, kept: Kept) -> Vec<When> {
    let one = |p: Period, why: String, distance: u8| When {
        period: PeriodRange::one(p),
        against: None,
        latest: false,
        why,
        distance,
    };
    match &time.when {
        Said::Days(d) if time.relation == Relation::Since => since(scene, d, kept),
        Said::Days(d) => match months(d, scene.published) {
            Some(range) if kept == Kept::Monthly => {
                let whole = d.past.end.day() == 1;
                let stated = When {
                    period: range,
                    against: None,
                    latest: false,
                    why: if whole {
                        to_date::WHOLE_MONTHS
                    } else {
                        "as stated, month by month"
                    }
                    .to_owned(),
                    distance: 0,
                };
                let fiscal = to_date::fiscal(scene.published, &stated);
                [stated].into_iter().chain(fiscal).collect()
            }
            _ => match paired::rolling(d, scene.published).filter(|_| kept == Kept::Monthly) {
                Some(when) => vec![when],
                None => ways(scene, d, kept)
                    .into_iter()
                    .map(|(p, why, far)| one(p, why, far))
                    .collect(),
            },
        },
        Said::Between { from, to } => between(scene, from, to, kept),
        Said::Length(_) | Said::Season(_) | Said::Recent(_) | Said::Away { .. } => unstated(scene, kept),
    }
}

/// From a time until the text was written.
fn since(scene: &Scene<'_>, from: &Days, kept: Kept) -> Vec<When> {
    let granularity = match kept {
        Kept::Monthly => Granularity::Month,
        Kept::Yearly => Granularity::Year,
        Kept::Fiscal => Granularity::FiscalYear(Calendar::default()),
    };
    let last = last_over(granularity, scene.published);
    let mut out = Vec::new();
    for (p, why, far) in ways(scene, from, kept) {
        let first = Period::containing(granularity, p.span().start);
        if let Ok(range) = PeriodRange::new(first, last) {
            out.push(When {
                period: range,
                against: None,
                latest: false,
                why: format!("since then; {why}"),
                distance: far,
            });
        }
    }
    out
}

/// Everything from one time to another.
fn between(scene: &Scene<'_>, from: &Days, to: &Days, kept: Kept) -> Vec<When> {
    // "between Dec. 1 and Dec. 31, 2023"
    let (start, end) = (from.past.start, to.past.end);
    let days = |d: &Days| matches!(period(d), Some(Period::Day(_)));
    if kept == Kept::Monthly && days(from) && days(to) && start.day() == 1 && end.day() == 1 && start < end {
        let month = |day| Period::containing(Granularity::Month, day);
        if let Ok(range) = PeriodRange::new(month(start), month(end).back(1)) {
            return vec![When {
                period: range,
                against: None,
                latest: false,
                why: "as stated, whole months".to_owned(),
                distance: 0,
            }];
        }
    }
    ends(scene, from, to, kept)
        .into_iter()
        .filter_map(|(a, b, why, far)| {
            Some(When {
                period: PeriodRange::new(a, b).ok()?,
                against: None,
                latest: false,
                why,
                distance: far,
            })
        })
        .collect()
}

/// Two times as two periods of one kind.
pub(super) fn ends(
    scene: &Scene<'_>,
    from: &Days,
    to: &Days,
    kept: Kept,
) -> Vec<(Period, Period, String, u8)> {
    let (first, last) = (ways(scene, from, kept), ways(scene, to, kept));
    let mut out = Vec::new();
    for (a, why, far) in &first {
        for (b, _, also) in &last {
            if a.granularity() == b.granularity() {
                out.push((*a, *b, why.clone(), (*far).max(*also)));
            }
        }
    }
    out
}
