//! Records: "a record number of", "an all-time high", "the highest monthly total ever recorded", "the lowest since
//! February 2021", "the fewest in more than four years".

mod alike;

use alike::{alike, of_month};
use jiff::Unit;
use rootcast_core::period::{Granularity, Period, PeriodRange};

use super::{
    level, measure,
    moment::{self, Kept},
    order,
    scene::Scene,
    speaker, stance,
};
use crate::{
    claim::{Claim, ClaimKind, Direction, Uncheckable, When},
    lexicon::Word,
    time::{Days, Relation, Time, When as Said},
};

/// How far a period is held against what came before.
#[derive(Clone, Copy, Debug)]
enum Scope<'t> {
    /// All that is held.
    Ever,
    /// What came after some days.
    Since(&'t Days),
    /// So many months.
    Months(u32),
    /// Those of the administration of that day.
    Term,
    /// The same month of other years, by its number.
    Alike(i8),
}

/// How far behind a word of extremes its scope may stand, in tokens.
const REACH: usize = 11;

/// The record told at a token.
pub(super) fn claim(scene: &Scene<'_>, i: usize) -> Option<Claim> {
    let (low, from, mut end, scope) = named(scene, i)
        .or_else(|| extreme(scene, i))
        .or_else(|| than_any(scene, i))?;
    // "the largest fentanyl seizure in the agency's history"
    let other = (i..end.max(i + 4)).any(|j| {
        matches!(
            scene.word(j),
            "seizure"
                | "seizures"
                | "fentanyl"
                | "drug"
                | "drugs"
                | "cocaine"
                | "bust"
                | "decomiso"
                | "incautacion"
        )
    });
    if other {
        return None;
    }
    let (word, of, held) = counted(scene, i)?;
    let whens = whens(scene, i, word, scope);
    if let Scope::Since(_) = scope
        && let Some(t) = scene
            .times
            .iter()
            .find(|t| bounds(scene, t) && scene.token_at(t.span.start) > i)
    {
        end = end.max(scene.token_at(t.span.end.saturating_sub(1)) + 1);
    }
    Some(Claim {
        spans: Vec::new(),
        bytes: scene.tokens.span(from, end.min(scene.range.end)),
        words: String::new(),
        kind: ClaimKind::Record,
        subject: scene.subject_or_carried(of, Some(word)),
        other: None,
        counted: scene.counted(word, of),
        stated: placed(scene, i).map(order::nth),
        vague: None,
        before: None,
        direction: Some(if low { Direction::Down } else { Direction::Up }),
        when: whens,
        modality: stance::modality(scene, i),
        said_by: speaker::speaker(scene),
        uncheckable: (!held || is_far_down(scene, i)).then_some(Uncheckable::NotHeld),
        day: None,
    })
}

/// What a record is of, with the token where it is told, and whether it is held: "18,663 children were stopped, the largest monthly total", "the
/// 19,200 minors from Guatemala, making it the highest" are of the figure they stand behind.
fn counted(scene: &Scene<'_>, i: usize) -> Option<(&'static Word, usize, bool)> {
    const BEHIND: usize = 14;
    const OWN: usize = 6;
    let figure = scene
        .quantities
        .iter()
        .copied()
        .rfind(|q| scene.token_at(q.span.start) < i && !q.unit.is_percent() && !q.unit.is_money())
        .filter(|q| q.amount.first().value >= 100.0 && i - scene.token_at(q.span.start) <= BEHIND);
    let own = scene
        .hits
        .iter()
        .any(|h| h.tokens.start > i && h.tokens.start <= i + OWN && level::is_part(h.word));
    // "That number is an all-time high."
    if scene.hits.is_empty()
        && measure::points_at_figure(scene)
        && let Some((_, word)) = scene.memory.figure.filter(|(at, _)| scene.number - at <= 1)
    {
        return Some((word, i, !word.counted.is_empty()));
    }
    if let Some(q) = figure
        && !own
        && let Some(word) = measure::word(scene, q)
        && (level::is_part(word) || word.counted.is_empty())
    {
        return Some((word, scene.token_at(q.span.start), !word.counted.is_empty()));
    }
    order::word(scene, i).map(|w| (w, i, true))
}

type Found<'t> = (bool, usize, usize, Scope<'t>);

/// "record numbers", "a record high", "an all-time low", "récord".
fn named<'s>(scene: &Scene<'s>, i: usize) -> Option<Found<'s>> {
    let hyphen = |j: usize| j + usize::from(scene.word(j) == "-");
    let all_time = scene.word(i) == "all" && scene.word(hyphen(i + 1)) == "time";
    if all_time {
        let at = hyphen(i + 1) + 1;
        let low = match scene.word(at) {
            "high" | "highs" | "record" | "peak" => false,
            "low" | "lows" => true,
            _ => return None,
        };
        return Some((low, i, at + 1, Scope::Ever));
    }
    if !matches!(scene.word(i), "record" | "historic" | "maximo" | "minimo") {
        return None;
    }
    let next = hyphen(i + 1);
    let noun = matches!(
        scene.word(next),
        "number"
            | "numbers"
            | "high"
            | "highs"
            | "level"
            | "levels"
            | "low"
            | "lows"
            | "year"
            | "month"
            | "total"
            | "pace"
            | "historico"
            | "historica"
    );
    let before = scene.word(i.wrapping_sub(1));
    let spanish = matches!(before, "cifra" | "cifras" | "numero" | "nivel" | "maximo");
    let alone = matches!(before, "a" | "un" | "new")
        && matches!(scene.word(i + 1), "," | "." | "for" | "of" | "and" | "in" | "");
    let hit = scene
        .hits
        .iter()
        .any(|h| h.tokens.start == i + 1 || h.tokens.start == i + 2);
    let says_record = scene.word(i) == "record";
    if !(noun || says_record && (spanish || hit || alone)) || before == "on" {
        return None;
    }
    let low = matches!(scene.word(next), "low" | "lows") || scene.word(i) == "minimo";
    let end = scene
        .hits
        .iter()
        .map(|h| h.tokens.end)
        .find(|e| *e > i && *e <= i + 6)
        .unwrap_or(if noun { next + 1 } else { i + 1 });
    Some((low, i, end, since(scene, i).map_or(Scope::Ever, Scope::Since)))
}

/// "the highest … ever recorded", "the fewest since January 2021", "la cifra más alta desde 2019".
fn extreme<'s>(scene: &Scene<'s>, i: usize) -> Option<Found<'s>> {
    let low = match (scene.word(i), scene.word(i + 1)) {
        ("highest" | "largest" | "biggest" | "busiest", _)
        | ("mas", "alta" | "alto" | "altas" | "altos" | "elevada" | "elevado")
        | ("mayor", "cifra" | "numero" | "cantidad" | "total") => false,
        ("most", next)
            if scene.word(i.wrapping_sub(1)) == "the" && !matches!(next, "common" | "recent" | "likely") =>
        {
            false
        }
        ("lowest" | "fewest" | "smallest", _)
        | ("mas", "baja" | "bajo" | "bajas" | "bajos")
        | ("menor", "cifra" | "numero" | "cantidad" | "total") => true,
        _ => return None,
    };
    if let Some((end, month)) = alike(scene, i) {
        return Some((low, i, end, Scope::Alike(month)));
    }
    let limit = (i + REACH).min(scene.range.end);
    let closes = |j: &usize| {
        matches!(
            scene.word(*j),
            "ever" | "since" | "history" | "desde" | "registrada" | "registrado" | "historia" | "yet"
        ) || matches!(scene.word(*j), "record" | "recorded") && !scene.word(j + 1).starts_with("in")
            || matches!(
                (scene.word(*j), scene.word(j + 1)),
                ("data", "going") | ("at", "least") | ("of", "any")
            )
    };
    let close = (i + 1..limit).find(closes);
    if let Some(months) = window(scene, i, limit) {
        let (end, months) = months;
        return Some((low, i, end, Scope::Months(months)));
    }
    let term = (i + 1..limit).find(|j| {
        matches!(
            scene.word(*j),
            "administration" | "presidency" | "administracion" | "presidencia" | "gobierno" | "mandato"
        )
    });
    if let Some(end) = term.filter(|_| since(scene, i).is_none()) {
        return Some((low, i, end + 1, Scope::Term));
    }
    // "the third-highest monthly total": a place alone is one among all.
    let close = close.or_else(|| (placed(scene, i).is_some() && is_of_months(scene, i)).then_some(i + 1))?;
    let scope = since(scene, i).map_or(Scope::Ever, Scope::Since);
    Some((low, i, close + 1, scope))
}

/// The place told before a word of extremes: "third-highest", "el tercer total mensual más alto".
fn placed(scene: &Scene<'_>, i: usize) -> Option<f64> {
    const BEFORE: usize = 4;
    (i.saturating_sub(BEFORE).max(scene.range.start)..i)
        .rev()
        .take_while(|j| !matches!(scene.word(*j), "," | ";" | "." | "and" | "y"))
        .find_map(|j| order::ordinal(scene.word(j)))
}

/// "el decimoséptimo total más alto", "the 17th-highest": a place too far down to tell since when it is counted.
fn is_far_down(scene: &Scene<'_>, i: usize) -> bool {
    const BEFORE: usize = 4;
    (i.saturating_sub(BEFORE).max(scene.range.start)..i).any(|j| {
        let w = scene.word(j);
        w.starts_with("decim")
            || w.starts_with("vigesim")
            || w.starts_with("undecim")
            || matches!(w, "octavo" | "noveno" | "eighth" | "ninth" | "tenth" | "th")
    })
}

/// "in four years", "in more than two decades": so many months.
fn window(scene: &Scene<'_>, i: usize, limit: usize) -> Option<(usize, u32)> {
    scene.times.iter().find_map(|t| {
        let at = scene.token_at(t.span.start);
        // "in 15 years" alone is as far away as it is long.
        let (Said::Length(length) | Said::Away { length, .. }) = &t.when else {
            return None;
        };
        let near = at > i && at < limit;
        let within = (i + 1..=at).any(|j| matches!(scene.word(j), "in" | "en"));
        let months = u32::try_from(length.months)
            .ok()
            .filter(|m| *m >= 2 && length.days == 0)?;
        (near && within).then_some((scene.token_at(t.span.end.saturating_sub(1)) + 1, months))
    })
}

/// How far behind "more" its "than" may stand, in tokens.
const FAR: usize = 18;

/// "more … than in any earlier month on record", "more than in any other year".
fn than_any<'s>(scene: &Scene<'s>, i: usize) -> Option<Found<'s>> {
    let low = match scene.word(i) {
        "more" | "higher" | "mas" => false,
        "fewer" | "lower" | "less" | "menos" => true,
        _ => return None,
    };
    let limit = (i + FAR).min(scene.range.end);
    let than = (i + 1..limit).find(|j| matches!(scene.word(*j), "than" | "que"))?;
    let any = (than + 1..than + 4).find(|j| matches!(scene.word(*j), "any" | "ever" | "cualquier" | "nunca"));
    let Some(any) = any else {
        // "more migrants in a single month than they have since 2006"
        let since = (than + 1..than + 6).find(|j| matches!(scene.word(*j), "since" | "desde"))?;
        let month = (i + 1..than).any(|j| matches!(scene.word(j), "month" | "year" | "mes" | "ano"));
        let days = self::since(scene, than)?;
        return month.then_some((low, i, since + 1, Scope::Since(days)));
    };
    let unit = (any..any + 4).find(|j| {
        matches!(
            scene.word(*j),
            "month" | "year" | "point" | "time" | "mes" | "ano" | "año" | "before" | "ever"
        )
    })?;
    let scope = since(scene, unit).map_or(Scope::Ever, Scope::Since);
    Some((low, i, unit + 1, scope))
}

fn since<'s>(scene: &Scene<'s>, i: usize) -> Option<&'s Days> {
    scene.times.iter().find_map(|t| match &t.when {
        Said::Days(d) if bounds(scene, t) && scene.token_at(t.span.start) > i => Some(d),
        _ => None,
    })
}

/// Whether a record is told from a time on: "since September 2020", "since the 40,507 of September 2020".
fn bounds(scene: &Scene<'_>, t: &Time) -> bool {
    const BETWEEN: usize = 6;
    let at = scene.token_at(t.span.start);
    let figure = || {
        (at.saturating_sub(BETWEEN).max(scene.range.start)..at)
            .rev()
            .take_while(|j| !matches!(scene.word(*j), "," | ";" | "(") || scene.tokens.is_digits(*j + 1))
            .find(|j| matches!(scene.word(*j), "since" | "desde"))
            .is_some_and(|j| scene.tokens.is_digits(j + 1) || scene.tokens.is_digits(j + 2))
    };
    t.relation == Relation::Since || figure()
}

/// The periods that may be meant, each with all it is held against.
fn whens(scene: &Scene<'_>, i: usize, word: &Word, scope: Scope<'_>) -> Vec<When> {
    let kept = moment::kept(word);
    if let Scope::Alike(month) = scope {
        return of_month(scene, i, word, month);
    }
    let mut out = told(scene, i, word, kept, scope);
    let whole = |g: Granularity| !matches!(g, Granularity::Day);
    out.retain(|w| w.period.is_one() && whole(w.period.first().granularity()));
    if out.is_empty() {
        let mut last = Vec::new();
        if kept == Kept::Monthly && (!matches!(scope, Scope::Ever) || is_of_months(scene, i)) {
            let month = moment::last_over(Granularity::Month, scene.published);
            last.push(When {
                period: PeriodRange::one(month),
                against: None,
                latest: true,
                why: "no period is named: the last month published".to_owned(),
                distance: 0,
            });
        } else {
            last = moment::unstated(scene, kept);
            last.retain(|w| w.period.is_one());
        }
        out = last;
    }
    for w in &mut out {
        let p = w.period.first();
        let first = match scope {
            // Lower than all since then: that period itself was lower, or is not counted.
            // "The lowest month since 2021": since some month of that year.
            Scope::Since(days) if long(days) && p.granularity() == Granularity::Month => {
                Period::containing(Granularity::Month, days.past.end)
            }
            Scope::Since(days) => Period::containing(p.granularity(), days.past.start).next(),
            Scope::Months(months) => p.back(match p.granularity() {
                Granularity::Month => months,
                Granularity::Quarter | Granularity::FiscalQuarter(_) => months.div_ceil(3),
                _ => months.div_ceil(12),
            }),
            Scope::Term => match moment::term_began(scene.published) {
                Some(day) => Period::containing(p.granularity(), day).next(),
                None => continue,
            },
            Scope::Ever | Scope::Alike(_) => p.back(match p.granularity() {
                Granularity::Month => 60,
                _ => 21,
            }),
        };
        w.against = PeriodRange::new(first, p).ok();
    }
    out.retain(|w| w.against.is_some());
    out
}

/// The period that is told to be a record: another time of the sentence than the one it is held against.
fn told(scene: &Scene<'_>, i: usize, word: &Word, kept: Kept, scope: Scope<'_>) -> Vec<When> {
    if !matches!(scope, Scope::Since(_)) {
        let monthly = is_of_months(scene, i);
        return moment::level(scene, numbered(scene, i), word)
            .into_iter()
            .filter(|w| !w.why.starts_with("no period is named"))
            .filter(|w| !monthly || w.period.first().granularity() == Granularity::Month)
            .collect();
    }
    let own = scene
        .times
        .iter()
        .filter(|t| matches!(t.when, Said::Days(_)) && !moment::is_day(t) && !bounds(scene, t))
        .filter(|t| moment::comparator(scene, scene.token_at(t.span.start)).is_none())
        .min_by_key(|t| scene.token_at(t.span.start).abs_diff(i))
        .copied();
    let days = |t: &Time| match &t.when {
        Said::Days(d) => Some(*d),
        _ => None,
    };
    let Some(d) = own.or_else(|| moment::carried(scene)).and_then(days) else {
        return Vec::new();
    };
    // A month is a record among months.
    let alike = |p: Period| match scope {
        Scope::Since(s) => long(s) || length(p.span().start, p.span().end) < 100,
        _ => true,
    };
    moment::ways(scene, &d, kept)
        .into_iter()
        .filter(|(p, ..)| alike(*p))
        .map(|(p, why, distance)| When {
            period: PeriodRange::one(p),
            against: None,
            latest: false,
            why,
            distance,
        })
        .collect()
}

/// "A record of 68,541 in fiscal 2014": the number says when.
fn numbered(scene: &Scene<'_>, i: usize) -> usize {
    let begins = |j: &usize| scene.number_end(*j) > *j;
    let mut told = (i + 1..i + 5)
        .take_while(|j| begins(j) || matches!(scene.word(*j), "of" | "de" | "-" | "high" | "low"));
    told.find(begins).unwrap_or(i)
}

/// Whether a record is one among months: "the highest monthly total".
fn is_of_months(scene: &Scene<'_>, i: usize) -> bool {
    const REACH: usize = 4;
    (i.saturating_sub(1)..i + REACH).any(|j| {
        matches!(
            scene.word(j),
            "monthly" | "mensual" | "mensuales" | "month" | "mes"
        )
    })
}

fn long(days: &Days) -> bool {
    length(days.past.start, days.past.end) > 100
}

fn length(start: jiff::civil::Date, end: jiff::civil::Date) -> i32 {
    start.until((Unit::Day, end)).map_or(0, |s| s.get_days())
}
