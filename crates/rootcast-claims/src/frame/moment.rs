//! When: the periods that the words of a claim admit, each with its reason.

use jiff::civil::Date;
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
pub(super) fn last_over(granularity: Granularity, published: Date) -> Period {
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

/// What a record is held against: all from the period that "since" names, else what is held of the years before.
pub(super) fn record(scene: &Scene<'_>, token: usize, word: &Word) -> Vec<When> {
    let kept = kept(word);
    let since = scene.times.iter().find_map(|t| match &t.when {
        Said::Days(d) if t.relation == Relation::Since => Some(d),
        _ => None,
    });
    let mut whens = match since {
        None => level(scene, token, word),
        // "the lowest since February 2021": the period itself is another time of the sentence.
        Some(_) => scene
            .times
            .iter()
            .filter(|t| t.relation != Relation::Since)
            .find_map(|t| match &t.when {
                Said::Days(d) => Some(ways(scene, d, kept)),
                _ => None,
            })
            .unwrap_or_default()
            .into_iter()
            .map(|(p, why, distance)| When {
                period: PeriodRange::one(p),
                against: None,
                latest: false,
                why,
                distance,
            })
            .collect(),
    };
    let whole = |g: Granularity| !matches!(g, Granularity::Day);
    whens.retain(|w| w.period.is_one() && whole(w.period.first().granularity()));
    if whens.is_empty() {
        whens = unstated(scene, kept);
        whens.retain(|w| w.period.is_one());
    }
    for w in &mut whens {
        let p = w.period.first();
        let first = match since.and_then(period) {
            // Lower than all since then: that period itself was lower, or is not counted.
            Some(s) => Period::containing(p.granularity(), s.span().start).next(),
            None => p.back(match p.granularity() {
                Granularity::Month => 60,
                _ => 6,
            }),
        };
        w.against = PeriodRange::new(first, p).ok();
    }
    whens.retain(|w| w.against.is_some());
    whens
}
