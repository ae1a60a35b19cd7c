//! When: the periods that the words of a claim admit, each with its reason.

mod paired;
mod to_date;
mod unstated;

use jiff::civil::Date;
use rootcast_core::{
    calendar::Calendar,
    period::{Granularity, Period, PeriodRange},
};

pub(super) use super::compared::comparator;
pub(super) use unstated::{term_began, unstated};

use super::{compared::in_number, scene::Scene, year_to_date};
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

/// The time nearest to a token that is days. What follows a number dates it before what precedes it; what stands behind
/// a comma or another clause, or is only compared with ("fewer than in May"), comes last.
pub(super) fn nearest<'s>(scene: &Scene<'s>, token: usize) -> Option<&'s Time> {
    near(scene, token).map(|(_, t)| t)
}

/// From how far a time is only taken where nothing nearer was told before.
const FAR: usize = 18;

/// [`nearest`], with how far it is.
fn near<'s>(scene: &Scene<'s>, token: usize) -> Option<(usize, &'s Time)> {
    const CLAUSE: usize = 4;
    const COMPARED: usize = 14;
    const CROSSED: usize = 7;
    const TAKEN: usize = 30;
    const HEAD: usize = 8;
    const HEADED: usize = 8;
    let stop = scene.number_end(token);
    let told = |t: &&&Time| matches!(t.when, Said::Days(_) | Said::Between { .. });
    let days = scene.times.iter().filter(told).any(|t| !is_day(t));
    scene
        .times
        .iter()
        .filter(told)
        // "in the fiscal year that ended on Sept. 30": where a period is told, a day only says more of it.
        .filter(|t| !(days && is_day(t)))
        .filter(|t| !of_record(scene, t))
        .map(|t| {
            let at = scene.token_at(t.span.start);
            let end = scene.token_at(t.span.end.saturating_sub(1)) + 1;
            let behind = at >= token;
            let between = if behind {
                stop.min(at)..at
            } else {
                end.min(token)..token
            };
            let listed = |j: usize| scene.mentions.iter().any(|m| m.tokens.contains(&j));
            let clauses = between
                .clone()
                .filter(|j| parts(scene, *j) && !listed(*j))
                .count()
                .min(2);
            let compared = comparator(scene, at).is_some_and(|c| c >= token);
            let crossed = scene.numbers_between(between.start, between.end);
            // "compared with 28 per cent in May 2019": the time of the number that is compared with.
            let others = !behind && comparator(scene, at).is_some_and(|c| scene.numbers_between(c, at) > 0);
            let cost = between.len()
                + usize::from(others) * TAKEN
                + usize::from(!behind) * 3
                + clauses * CLAUSE
                + usize::from(behind) * crossed * CROSSED
                + usize::from(compared) * COMPARED
                + usize::from(behind && clauses > 0 && is_head(scene, end)) * COMPARED
                + usize::from(of_act(scene, at)) * COMPARED;
            // "In 2021, …" at the head of a sentence is of all of it.
            let head = end.saturating_sub(scene.range.start) <= HEAD && t.relation == Relation::In;
            // … and so is the one time of a clause, however long: "… personas fueron detenidas … en diciembre de 2021".
            let plain = clauses == 0 && crossed == 0 && !compared && !of_act(scene, at);
            let cost = match (head, crossed) {
                (true, 0) => cost.min(HEADED),
                (true, _) => cost.min(FAR - 1),
                _ if plain => cost.min(FAR - 1),
                _ => cost,
            };
            (cost, at, *t, behind)
        })
        .min_by_key(|(cost, at, ..)| (*cost, *at))
        // What a sentence tells before a number is its time, however far.
        .map(|(cost, _, t, behind)| (if behind { cost } else { 0 }, t))
}

/// Whether a time before a token heads a clause of its own: "2.4 million, and 2023 has had 2.8 million".
fn is_head(scene: &Scene<'_>, end: usize) -> bool {
    matches!(
        scene.word(end),
        "has" | "had" | "saw" | "was" | "were" | "tuvo" | "fue" | "hubo"
    )
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
fn of_act(scene: &Scene<'_>, at: usize) -> bool {
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

/// Whether a word parts clauses.
fn parts(scene: &Scene<'_>, j: usize) -> bool {
    !in_number(scene, j)
        && matches!(
            scene.word(j),
            "," | ";"
                | ":"
                | "and"
                | "y"
                | "e"
                | "while"
                | "when"
                | "mientras"
                | "cuando"
                | "frente"
                | "pero"
                | "but"
        )
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
        (Some((cost, t)), Some(before)) if cost >= FAR || only_compared(scene, t, token) => before,
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

/// "since May 2024, when there were 117,905": the number is of the time that its clause explains.
fn is_clause_of(scene: &Scene<'_>, time: &Time, token: usize) -> bool {
    let end = scene.token_at(time.span.end.saturating_sub(1)) + 1;
    let when = end + usize::from(scene.word(end) == ",");
    when < token && matches!(scene.word(when), "when" | "cuando")
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
                let stated = When {
                    period: range,
                    against: None,
                    latest: false,
                    why: "as stated, month by month".to_owned(),
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
