//! When: the periods that the words of a claim admit, each with its reason.

use jiff::{ToSpan, civil::Date};
use rootcast_core::{
    calendar::Calendar,
    period::{Granularity, Period, PeriodRange},
};

use super::scene::Scene;
use crate::{
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

/// The ways to read one time as a single period; a bare year is a fiscal or a calendar year.
fn ways(scene: &Scene<'_>, days: &Days, kept: Kept) -> Vec<(Period, String, u8)> {
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

/// The time nearest to a token that is days, past any that only date a quotation.
pub(super) fn nearest<'s>(scene: &Scene<'s>, token: usize) -> Option<&'s Time> {
    scene
        .times
        .iter()
        .filter(|t| matches!(t.when, Said::Days(_) | Said::Between { .. }))
        .min_by_key(|t| {
            let at = scene.token_at(t.span.start);
            // What follows the number dates it before what precedes it.
            let behind = at >= token;
            (at.abs_diff(token) + usize::from(!behind) * 3, at)
        })
        .copied()
}

/// The last period of a length that was over and could be published when the text was.
fn last_over(granularity: Granularity, published: Date) -> Period {
    Period::containing(granularity, published).back(1)
}

/// The periods of a figure that stands near `token`.
pub(super) fn level(scene: &Scene<'_>, token: usize, word: &Word) -> Vec<When> {
    let kept = kept(word);
    let one = |p: Period, why: String, distance: u8| When {
        period: PeriodRange::one(p),
        against: None,
        latest: false,
        why,
        distance,
    };
    let Some(time) = nearest(scene, token) else {
        return unstated(scene, kept);
    };
    match &time.when {
        Said::Days(d) if time.relation == Relation::Since => since(scene, d, kept),
        Said::Days(d) => ways(scene, d, kept)
            .into_iter()
            .map(|(p, why, far)| one(p, why, far))
            .collect(),
        Said::Between { from, to } => between(scene, from, to, kept),
        Said::Length(_) | Said::Season(_) | Said::Recent(_) | Said::Away { .. } => unstated(scene, kept),
    }
}

/// No period is named: the last fiscal and calendar year that were over, and all since the last change of
/// administration in the United States, which is how the press counts totals.
fn unstated(scene: &Scene<'_>, kept: Kept) -> Vec<When> {
    let year = Granularity::Year;
    let fiscal_year = Granularity::FiscalYear(Calendar::default());
    let one = |p: Period, why: &str, distance: u8| When {
        period: PeriodRange::one(p),
        against: None,
        latest: false,
        why: why.to_owned(),
        distance,
    };
    match kept {
        Kept::Yearly => vec![When {
            latest: true,
            ..one(
                last_over(year, scene.published),
                "no year is named: the last that was over",
                0,
            )
        }],
        Kept::Fiscal => vec![one(
            last_over(fiscal_year, scene.published),
            "no year is named: the last fiscal year that was over",
            0,
        )],
        Kept::Monthly => {
            let mut out = vec![
                one(
                    last_over(fiscal_year, scene.published),
                    "no period is named: the last fiscal year that was over",
                    0,
                ),
                one(
                    last_over(year, scene.published),
                    "no period is named: the last calendar year that was over",
                    0,
                ),
            ];
            let month = last_over(Granularity::Month, scene.published);
            if let Some(first) = term_began(scene.published)
                && let Ok(range) =
                    PeriodRange::new(Period::containing(Granularity::Month, first).next(), month)
            {
                out.push(When {
                    period: range,
                    against: None,
                    latest: false,
                    why: "no period is named: all months since the administration changed".to_owned(),
                    distance: 0,
                });
            }
            out
        }
    }
}

/// The 20 January on which the administration of that day took office.
fn term_began(day: Date) -> Option<Date> {
    let mut year = day.year() - (day.year() - 2021).rem_euclid(4);
    if day < Date::new(year, 1, 20).ok()? {
        year -= 4;
    }
    Date::new(year, 1, 20).ok()
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
fn ends(scene: &Scene<'_>, from: &Days, to: &Days, kept: Kept) -> Vec<(Period, Period, String, u8)> {
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

/// The two periods of a move that is told near `token`: both named, or one named and the year before, or what
/// "recent months" and "since" mean.
pub(super) fn change(scene: &Scene<'_>, token: usize, word: &Word) -> Vec<When> {
    let kept = kept(word);
    let pair = |a: Period, b: Period, why: String, distance: u8| When {
        period: PeriodRange::one(b),
        against: Some(PeriodRange::one(a)),
        latest: false,
        why,
        distance,
    };
    let days: Vec<&Days> = scene
        .times
        .iter()
        .filter_map(|t| match &t.when {
            Said::Days(d) => Some(d),
            _ => None,
        })
        .collect();
    let range = scene.times.iter().find_map(|t| match &t.when {
        Said::Between { from, to } => Some((from, to)),
        _ => None,
    });
    if let Some((from, to)) = range {
        return ends(scene, from, to, kept)
            .into_iter()
            .map(|(a, b, why, far)| pair(a, b, why, far))
            .collect();
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
    let Some(time) = nearest(scene, token) else {
        return recent(scene, kept);
    };
    match (&time.when, time.relation) {
        (Said::Days(d), Relation::Since) => {
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
                        let mut out = vec![When {
                            latest,
                            ..pair(first, last, format!("since then; {why}"), far)
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
        (Said::Days(d), _) => ways(scene, d, kept)
            .into_iter()
            .map(|(p, why, far)| {
                pair(
                    p.year_before(),
                    p,
                    format!("against the same period a year before; {why}"),
                    far,
                )
            })
            .collect(),
        _ => recent(scene, kept),
    }
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
                    0,
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

/// The whole of what is held up to a period, for records: from ten years before.
pub(super) fn record(scene: &Scene<'_>, token: usize, word: &Word) -> Vec<When> {
    let mut whens = level(scene, token, word);
    let whole = |g: Granularity| !matches!(g, Granularity::Day);
    whens.retain(|w| w.period.is_one() && whole(w.period.first().granularity()));
    if whens.is_empty() {
        whens = unstated(scene, kept(word));
        whens.retain(|w| w.period.is_one());
    }
    for w in &mut whens {
        let p = w.period.first();
        let years_back = match p.granularity() {
            Granularity::Month => 60,
            _ => 6,
        };
        w.against = PeriodRange::new(p.back(years_back), p).ok();
    }
    whens
}
