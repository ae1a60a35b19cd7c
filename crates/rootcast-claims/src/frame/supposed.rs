//! What a claim takes from the sentences before it, where those leave it open: of which of several periods, and of which
//! whole or order.

use rootcast_core::{
    calendar::Calendar,
    period::{Granularity, Period, PeriodRange, Span as Stretch},
};

use super::scene::{Scene, published};
use crate::{
    claim::{Claim, ClaimKind, Found, Subject, When},
    entity::Named,
    judge::OF_SEVERAL,
    time::When as Said,
};

/// Says of a claim's periods where they are one of several told before, and sets a rank or a share within a group that
/// the text is about beside that group.
pub(super) fn mark(scene: &Scene<'_>, claim: &mut Claim) {
    period(scene, claim);
    if matches!(claim.kind, ClaimKind::Rank | ClaimKind::Share) && claim.other.is_none() {
        whole(scene, claim);
    }
}

/// The days of a time told as a period.
fn told(when: &Said) -> Option<Stretch> {
    match when {
        Said::Days(d) => Some(d.past),
        Said::Between { from, to } => Some(Stretch {
            start: from.past.start,
            end: to.past.end,
        }),
        _ => None,
    }
}

fn period(scene: &Scene<'_>, claim: &mut Claim) {
    let others = |span: Stretch| scene.memory.periods.iter().any(|(_, s)| *s != span);
    let several = scene
        .memory
        .periods
        .first()
        .is_some_and(|(_, span)| others(*span));
    if !several {
        return;
    }
    let mut carried = false;
    for when in &mut claim.when {
        let span = when.period.span();
        let own = |t: Stretch| t.start < span.end && span.start < t.end;
        let here = scene.times.iter().filter_map(|t| told(&t.when)).any(own);
        // What the text says that it reports is none of several.
        let report = scene.memory.report.as_ref().and_then(|t| told(&t.when));
        if !here && report != Some(span) && !when.why.starts_with("no ") {
            when.why = format!("{OF_SEVERAL}; {}", when.why);
            carried = true;
        }
    }
    let level = matches!(claim.kind, ClaimKind::Level | ClaimKind::Share);
    let monthly = claim.counted.iter().any(|c| c.reading.contains("border="));
    if carried && level && monthly {
        let known: Vec<PeriodRange> = claim.when.iter().map(|w| w.period).collect();
        let all = scene.memory.periods.iter().rev().filter_map(|(_, s)| range(*s));
        claim
            .when
            .extend(all.filter(|p| !known.contains(p)).map(|period| When {
                period,
                against: None,
                latest: false,
                why: OF_SEVERAL.to_owned(),
                distance: 1,
            }));
    }
}

/// Days as a period, or as months.
fn range(days: Stretch) -> Option<PeriodRange> {
    if let Some(p) = days.period(Calendar::default()) {
        return Some(PeriodRange::one(p));
    }
    let whole = days.start.day() == 1 && days.end.day() == 1;
    let month = |day| Period::containing(Granularity::Month, day);
    whole
        .then(|| PeriodRange::new(month(days.start), month(days.end).back(1)).ok())
        .flatten()
}

/// How many sentences a group is one that ranks and shares may be within.
const REACH: usize = 12;

/// The group within which a rank or a share may be: the one that its words name behind it, else the last that the text
/// named, where the subject is one of it.
fn whole(scene: &Scene<'_>, claim: &mut Claim) {
    let member = |origins: &str, group: &str| {
        !origins.is_empty()
            && origins != group
            && origins.split('+').all(|o| group.split('+').any(|g| g == o))
    };
    // "el 11.5 por ciento de los centroamericanos": the group is the whole, and the part stands before.
    if claim.kind == ClaimKind::Share && claim.subject.origins.contains('+') {
        let end = scene.token_at(claim.bytes.end.saturating_sub(1)) + 1;
        let named = scene.mentions.iter().find(|m| {
            m.tokens.start <= end + 2
                && m.span.start > claim.bytes.start
                && m.places().map(published).as_deref() == Some(claim.subject.origins.as_str())
                && matches!(
                    scene.word(m.tokens.start.wrapping_sub(1)),
                    "de" | "los" | "las" | "of" | "all" | "the"
                )
        });
        let group = claim.subject.origins.clone();
        let part = named.and_then(|m| {
            scene
                .mentions
                .iter()
                .rev()
                .filter(|o| o.span.end <= m.span.start && matches!(o.named, Named::Places { .. }))
                .filter_map(|o| o.places().map(published))
                .find(|origins| member(origins, &group))
                .or_else(|| {
                    let (_, before) = scene.memory.subject.as_ref()?;
                    member(&before.origins, &group).then(|| before.origins.clone())
                })
        });
        if let Some(part) = part {
            let whole = Subject {
                origins: part,
                found: Found::Carried,
                ..claim.subject.clone()
            };
            claim.other = Some(std::mem::replace(&mut claim.subject, whole));
        }
        return;
    }
    // "la nacionalidad más grande de centroamericanos es la guatemalteca"
    if claim.kind == ClaimKind::Rank && claim.subject.origins.contains('+') && claim.vague.is_none() {
        let group = claim.subject.origins.clone();
        let one = scene.mentions.iter().find(|m| {
            matches!(m.named, Named::Places { .. })
                && !scene.is_setting(m, None)
                && m.places().map(published).is_some_and(|o| member(&o, &group))
        });
        if let Some(m) = one {
            let part = Subject {
                origins: m.places().map(published).unwrap_or_default(),
                words: scene.source.get(m.span.clone()).unwrap_or_default().to_owned(),
                ..claim.subject.clone()
            };
            claim.other = Some(std::mem::replace(&mut claim.subject, part));
        }
        return;
    }
    let Some((at, group)) = &scene.memory.group else {
        return;
    };
    if scene.number - at <= REACH && member(&claim.subject.origins, &group.origins) {
        claim.other = Some(group.clone());
    }
}
