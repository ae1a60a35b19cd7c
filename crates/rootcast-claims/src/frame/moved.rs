//! The two periods of a move: which it is set against which, and why.

mod base;
mod to_date;

use base::{Base, base};
use jiff::ToSpan;
use rootcast_core::{
    calendar::Calendar,
    period::{Granularity, Period, PeriodRange},
};

use super::{
    memory::ROW,
    moment::{
        Kept, carried_or_reported as carried, comparator, ends, is_day, kept, last_over, nearest, of_record,
        ways,
    },
    scene::Scene,
};
use crate::{
    claim::When,
    judge::NO_BASE,
    lexicon::Word,
    time::{Days, Relation, Time, When as Said},
};

/// The two periods of a move that is told near `token`: both named, or one named and the year before, or what
/// "recent months" and "since" mean.
pub(super) fn change(scene: &Scene<'_>, token: usize, word: &Word) -> Vec<When> {
    let mut whens = pairs(scene, token, word);
    // A period set against itself is no move: both times named it.
    whens.retain(|w| w.against.as_ref() != Some(&w.period));
    whens
}

fn pairs(scene: &Scene<'_>, token: usize, word: &Word) -> Vec<When> {
    let kept = kept(word);
    let pair = |a: Period, b: Period, why: String, distance: u8| When {
        period: PeriodRange::one(b),
        against: Some(PeriodRange::one(a)),
        latest: false,
        why,
        distance,
    };
    if kept == Kept::Monthly
        && let Some(whens) = to_date::whens(scene)
    {
        return whens;
    }
    if let Some(d) = own(scene, token) {
        return against_before(scene, d, kept);
    }
    let days = days_told(scene, token);
    let range = scene.times.iter().find_map(|t| match &t.when {
        Said::Between { from, to } => Some((from, to)),
        _ => None,
    });
    if let Some(whens) = against_named(scene, token, kept) {
        return whens;
    }
    // "in fiscal 2019, from October 2018 to September 2019, … doubled from the year before"
    if range.is_some() && base(scene).is_some() {
        return days
            .first()
            .map(|d| against_before(scene, d, kept))
            .unwrap_or_default();
    }
    if let Some((from, to)) = range {
        return ends(scene, from, to, kept)
            .into_iter()
            .map(|(a, b, why, far)| pair(a, b, why, far))
            .collect();
    }
    if let Some((a, b)) = same_month(scene) {
        return vec![pair(a, b, "the same month of both years".to_owned(), 0)];
    }
    if let [first, second] = days.as_slice() {
        let all = ends(scene, first, second, kept);
        if !all.is_empty() {
            return all
                .into_iter()
                .map(|(a, b, why, far)| {
                    if a.span().start <= b.span().start {
                        pair(a, b, why, far)
                    } else {
                        pair(b, a, why, far)
                    }
                })
                .collect();
        }
    }
    if let Some((from, to)) = scene.same_period() {
        return ends(scene, &from, &to, kept)
            .into_iter()
            .map(|(a, b, why, far)| pair(a, b, format!("the period of the sentence before; {why}"), far))
            .collect();
    }
    // "Honduras: 76 % decrease": a row of a list that tells of a range before it.
    if scene.times.is_empty()
        && scene.range.len() <= ROW
        && let Some((at, (from, to))) = &scene.memory.range
        && scene.number - at <= 1
    {
        return ends(scene, from, to, kept)
            .into_iter()
            .map(|(a, b, why, far)| pair(a, b, format!("the periods told before the list; {why}"), far))
            .collect();
    }
    let Some(time) = nearest(scene, token).or_else(|| carried(scene)) else {
        return recent(scene, kept);
    };
    match (&time.when, time.relation) {
        (Said::Days(d), Relation::Since) => since_then(scene, d, kept),
        (Said::Days(d), _) => against_before(scene, d, kept),
        _ => recent(scene, kept),
    }
}

/// From a time until the last that was over: "since 2021".
fn since_then(scene: &Scene<'_>, d: &Days, kept: Kept) -> Vec<When> {
    let pair = |a: Period, b: Period, why: String, distance: u8| When {
        period: PeriodRange::one(b),
        against: Some(PeriodRange::one(a)),
        latest: false,
        why,
        distance,
    };
    let last = last_over(yearly(kept), scene.published);
    ways(scene, d, kept)
        .into_iter()
        .filter_map(|(p, why, far)| {
            let first = Period::containing(yearly_like(p, kept), p.span().start);
            let last = if first.granularity() == last.granularity() {
                last
            } else {
                last_over(first.granularity(), scene.published)
            };
            (first.span().start < last.span().start).then(|| {
                let latest = kept == Kept::Yearly;
                // "since 2021" of a figure a month may count from any month of it.
                let no_base = kept == Kept::Monthly && d.period.is_some_and(|p| p == first);
                let mut since = format!("since then; {why}");
                if no_base {
                    since = format!("{NO_BASE}: {since}");
                }
                let mut out = vec![When {
                    latest,
                    ..pair(first, last, since, far)
                }];
                // Of a figure a year, "since 2021" may count from where things stood before that year.
                if latest {
                    out.push(When {
                        latest,
                        ..pair(
                            first.back(1),
                            last,
                            format!("since then, from the year before it; {why}"),
                            far.max(1),
                        )
                    });
                }
                out
            })
        })
        .flatten()
        .collect()
}

/// The time told with a move itself: "after a decrease in fiscal 2015, …", "…, declining to 41,435 in fiscal 2017". Other
/// times of the sentence are of other moves, unless it is compared with them.
fn own<'s>(scene: &Scene<'s>, token: usize) -> Option<&'s Days> {
    let at = |t: &Time| scene.token_at(t.span.start);
    // "1.64 million in fiscal 2000, before declining to 303,916 in fiscal 2017": the time before is its start.
    if (1..=3).any(|n| matches!(scene.word(token.wrapping_sub(n)), "before" | "antes")) {
        return None;
    }
    let within = |i: usize| matches!(scene.word(i), "in" | "during" | "en");
    let start = if within(token + 1) {
        token + 1
    } else if matches!(scene.word(token + 1), "to" | "a") && scene.number_end(token + 2) > token + 2 {
        scene.number_end(token + 2)
    } else {
        return None;
    };
    if !within(start) {
        return None;
    }
    let time = scene
        .times
        .iter()
        .find(|t| (start..=start + 2).contains(&at(t)) && !is_day(t))?;
    let compared = scene.times.iter().any(|t| {
        t.span != time.span
            && (comparator(scene, at(t)).is_some()
                || matches!(t.relation, Relation::Since)
                || (1..=3).any(|n| matches!(scene.word(at(t).wrapping_sub(n)), "from" | "than" | "desde")))
    });
    let parted = scene.times.iter().filter(|t| t.span != time.span).all(|t| {
        let (low, high) = (at(t).min(at(time)), at(t).max(at(time)));
        (low..high).any(|j| matches!(scene.word(j), "," | ";"))
    });
    match &time.when {
        Said::Days(d) if !compared && parted => Some(d),
        _ => None,
    }
}

/// "abril de 2022 y las del 2023": a month and a bare year beside it are the same month of both.
fn same_month(scene: &Scene<'_>) -> Option<(Period, Period)> {
    const BESIDE: usize = 4;
    let of = |t: &Time| match &t.when {
        Said::Days(d) if d.is_certain() => d.period,
        _ => None,
    };
    scene.times.windows(2).find_map(|two| {
        let [first, second] = two else { return None };
        let (end, start) = (scene.token_at(first.span.end), scene.token_at(second.span.start));
        let (Period::Month { year, month }, Period::Year { year: other }) = (of(first)?, of(second)?) else {
            return None;
        };
        let of = |year: i16| Period::Month { year, month };
        (year != other && start.saturating_sub(end) <= BESIDE)
            .then(|| (of(year.min(other)), of(year.max(other))))
    })
}

/// The days a sentence tells, but those that bound a record.
fn days_told<'s>(scene: &Scene<'s>, token: usize) -> Vec<&'s Days> {
    scene
        .times
        .iter()
        .filter(|t| t.relation != Relation::Since || !of_record(scene, t))
        // "grew tenfold by fiscal 2021, before climbing to 600,000 in fiscal 2022": the next move has its own.
        .filter(|t| {
            let at = scene.token_at(t.span.start);
            !(token..at).any(|i| {
                scene.word(i) == "before" && scene.word(i + 1).ends_with("ing")
                    || scene.word(i) == "antes" && scene.word(i + 1) == "de"
            })
        })
        .filter_map(|t| match &t.when {
            Said::Days(d) => Some(d),
            _ => None,
        })
        .collect()
}

/// How many tokens behind a move the time it is compared with may stand.
const COMPARED: usize = 16;

/// A move that is compared with a time ("fewer than in May"): the period is the other time of the sentence, or that of
/// the sentences before, or the last of the kind that was over.
fn against_named(scene: &Scene<'_>, token: usize, kept: Kept) -> Option<Vec<When>> {
    let days = |t: &'_ Time| match &t.when {
        Said::Days(d) => Some((*d, *d)),
        Said::Between { from, to } => Some((*from, *to)),
        _ => None,
    };
    let base = scene.times.iter().find(|t| {
        let at = scene.token_at(t.span.start);
        at >= token
            && at - token <= COMPARED
            && days(t).is_some()
            && comparator(scene, at).is_some_and(|c| c >= token)
    })?;
    let own = scene
        .times
        .iter()
        .filter(|t| {
            let at = scene.token_at(t.span.start);
            days(t).is_some()
                && t.span != base.span
                && comparator(scene, at).is_none()
                && t.relation != Relation::Since
        })
        .min_by_key(|t| scene.token_at(t.span.start).abs_diff(token))
        .copied();
    let (first, last) = days(base)?;
    let bases = spans(scene, &first, &last, kept);
    let mut out = Vec::new();
    if let Some((from, to)) = own.or_else(|| carried(scene)).and_then(days) {
        for (now, why, far) in spans(scene, &from, &to, kept) {
            for (base, _, also) in &bases {
                let alike = base.first().granularity() == now.first().granularity()
                    && base.periods().count() == now.periods().count()
                    && base.span().start < now.span().start;
                // "En marzo …, en comparación con el mes pasado", written in April: the month before it.
                let same = *base == now && now.is_one() && is_last_month(scene);
                if same {
                    out.push(When {
                        period: now,
                        against: Some(PeriodRange::one(now.first().back(1))),
                        latest: false,
                        why: why.clone(),
                        distance: far.max(*also),
                    });
                }
                if alike {
                    out.push(When {
                        period: now,
                        against: Some(*base),
                        latest: false,
                        why: why.clone(),
                        distance: far.max(*also),
                    });
                }
            }
        }
    }
    if out.is_empty() {
        for (base, why, far) in bases.iter().filter(|b| b.0.is_one()) {
            let now = last_over(base.first().granularity(), scene.published);
            if base.span().start < now.span().start {
                out.push(When {
                    period: PeriodRange::one(now),
                    against: Some(*base),
                    latest: kept == Kept::Yearly,
                    why: format!("the last that was over; {why}"),
                    distance: *far,
                });
            }
        }
    }
    Some(out).filter(|o| !o.is_empty())
}

/// Whether a sentence is compared with "last month".
fn is_last_month(scene: &Scene<'_>) -> bool {
    scene.range.clone().any(|i| {
        matches!(
            (scene.word(i), scene.word(i + 1)),
            ("last", "month") | ("mes", "pasado")
        )
    })
}

/// One time, or one to another, as ranges of periods.
fn spans(scene: &Scene<'_>, from: &Days, to: &Days, kept: Kept) -> Vec<(PeriodRange, String, u8)> {
    ends(scene, from, to, kept)
        .into_iter()
        .filter_map(|(a, b, why, far)| Some((PeriodRange::new(a, b).ok()?, why, far)))
        .collect()
}

/// One period named: it is set against the one before, or the same of the year before, whichever the sentence says.
fn against_before(scene: &Scene<'_>, days: &Days, kept: Kept) -> Vec<When> {
    let pair = |a: Period, b: Period, why: String, distance: u8| When {
        period: PeriodRange::one(b),
        against: Some(PeriodRange::one(a)),
        latest: false,
        why,
        distance,
    };
    // "in the first three months of the fiscal year"
    let counted = scene.times.iter().any(|t| {
        let own = matches!(&t.when, Said::Days(d) if d.past == days.past);
        let (first, last) = (
            scene.token_at(t.span.start),
            scene.token_at(t.span.end.saturating_sub(1)),
        );
        let has = |a: &str, b: &str| (first..=last).any(|i| scene.word(i) == a || scene.word(i) == b);
        own && has("months", "meses") && has("year", "ano")
    });
    ways(scene, days, kept)
        .into_iter()
        .flat_map(|(p, why, far)| {
            let year = |far| {
                let why = format!("against the same period a year before; {why}");
                pair(p.year_before(), p, why, far)
            };
            let before = |far| pair(p.back(1), p, format!("against the period before; {why}"), far);
            let short = matches!(
                p.granularity(),
                Granularity::Month | Granularity::Quarter | Granularity::FiscalQuarter(_)
            );
            // A move told of a month is against the one before or the one a year before, as it happens.
            let guess = |mut when: When| {
                when.why = format!("{NO_BASE}: {}", when.why);
                when
            };
            match base(scene) {
                Some(Base::Before) => vec![before(far)],
                // A part of a year told by its months from the start is set against the same part of the year before.
                None if counted => vec![year(far), before(far.max(2))],
                None if short => vec![guess(before(far)), guess(year(far.max(1)))],
                Some(Base::Year) | None => vec![year(far)],
            }
        })
        .collect()
}

fn yearly(kept: Kept) -> Granularity {
    match kept {
        Kept::Yearly => Granularity::Year,
        Kept::Monthly | Kept::Fiscal => Granularity::FiscalYear(Calendar::default()),
    }
}

fn yearly_like(p: Period, kept: Kept) -> Granularity {
    match p {
        Period::Year { .. } => Granularity::Year,
        Period::FiscalYear { .. } => p.granularity(),
        _ => yearly(kept),
    }
}

/// No period is named: the last months against those half a year before, or the last year against the one before.
fn recent(scene: &Scene<'_>, kept: Kept) -> Vec<When> {
    let pair = |a: Period, b: Period, why: &str, distance: u8| When {
        period: PeriodRange::one(b),
        against: Some(PeriodRange::one(a)),
        latest: false,
        why: why.to_owned(),
        distance,
    };
    match kept {
        Kept::Monthly => {
            let month = last_over(Granularity::Month, scene.published);
            // A month is published in the middle of the next.
            let month = match scene.published.checked_sub(15.days()) {
                Ok(day) => last_over(Granularity::Month, day),
                Err(_) => month,
            };
            vec![
                pair(
                    month.back(6),
                    month,
                    "no period is named: the last month published against that half a year before",
                    1,
                ),
                pair(
                    month.year_before(),
                    month,
                    "no period is named: the last month published against the same month a year before",
                    1,
                ),
            ]
        }
        Kept::Yearly | Kept::Fiscal => {
            let last = last_over(yearly(kept), scene.published);
            vec![When {
                latest: kept == Kept::Yearly,
                ..pair(
                    last.back(1),
                    last,
                    "no year is named: the last that was over against the one before",
                    0,
                )
            }]
        }
    }
}
