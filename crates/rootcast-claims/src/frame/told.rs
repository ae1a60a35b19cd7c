//! What is told and not counted: dates of things, rules, membership, vague majorities.

use super::{moment, programme, scene::Scene, speaker};
use crate::{
    claim::{Claim, ClaimKind, Found, Modality, Subject, Uncheckable},
    time::When as Said,
    words::Words,
};
use rootcast_core::period::Period;

/// Verbs that date a thing. Sorted.
static DATED: Words = Words::new(&[
    "abrio",
    "announced",
    "began",
    "closed",
    "comenzo",
    "created",
    "effect",
    "end",
    "ended",
    "ends",
    "entro",
    "established",
    "expired",
    "expires",
    "expiro",
    "finalizo",
    "firmo",
    "fundada",
    "halted",
    "inaugurado",
    "inaugurated",
    "inauguro",
    "lanzo",
    "launched",
    "lifted",
    "opened",
    "reopened",
    "signed",
    "started",
    "suspended",
    "swearing",
    "sworn",
    "terminated",
    "termino",
    "took",
    "unveiled",
]);

/// Words of rules. Sorted.
static RULES: Words = Words::new(&[
    "allowed", "debe", "deben", "eligible", "entitled", "must", "permit", "permits", "pueden", "required",
    "requires", "wait",
]);

/// What rules give. Sorted.
static PERMITS: Words = Words::new(&["authorization", "permiso", "permit", "permits", "visa"]);

/// Verbs of what belongs to what. Sorted.
static INCLUDES: Words = Words::new(&["abarca", "covers", "include", "includes", "incluye"]);

/// Words of a size nobody can check. Sorted.
static VAGUE: Words = Words::new(&[
    "abrumadora",
    "huge",
    "inmensa",
    "overwhelming",
    "record-breaking",
    "significant",
    "vast",
    "vasta",
]);

/// Claims told in a sentence.
pub(super) fn claims(scene: &Scene<'_>) -> Vec<Claim> {
    let mut out = Vec::new();
    out.extend(dated(scene));
    out.extend(rule(scene));
    out.extend(member(scene));
    out.extend(majority(scene));
    out.extend(many(scene));
    out.extend(first_time(scene));
    out
}

fn blank(scene: &Scene<'_>, kind: ClaimKind, from: usize, to: usize) -> Claim {
    Claim {
        spans: Vec::new(),
        bytes: scene.tokens.span(from, to),
        words: String::new(),
        kind,
        subject: Subject {
            origins: String::new(),
            activity: None,
            words: String::new(),
            found: Found::Assumed,
        },
        other: None,
        counted: Vec::new(),
        stated: None,
        vague: None,
        before: None,
        direction: None,
        when: Vec::new(),
        modality: Modality::Fact,
        said_by: speaker::speaker(scene),
        uncheckable: Some(Uncheckable::NotHeld),
        day: None,
    }
}

/// "opened in 2023", "launched … on May 24, 2021".
fn dated(scene: &Scene<'_>) -> Option<Claim> {
    let verb = scene.places_of(&DATED).find(|i| dates(scene, *i))?;
    let time = scene.times.iter().find(|t| {
        let at = scene.token_at(t.span.start);
        let day = match &t.when {
            Said::Days(d) => {
                matches!(
                    d.period,
                    Some(Period::Day(_) | Period::Month { .. } | Period::Year { .. })
                ) || !d.is_certain()
            }
            _ => false,
        };
        day && at > verb && at - verb <= 16
    })?;
    let mut claim = blank(
        scene,
        ClaimKind::Dated,
        verb,
        scene.token_at(time.span.end.saturating_sub(1)) + 1,
    );
    claim.subject.activity = programme::nearest(scene, verb);
    if claim.subject.activity.is_some() {
        claim.uncheckable = None;
    }
    // A month dates a programme; of other things it says little more than "lately".
    let month = matches!(&time.when, Said::Days(d) if d.past.start.day() == 1 && d.past.end.day() == 1);
    if month && !programme::is_named(scene) {
        return None;
    }
    if let Said::Days(d) = &time.when {
        claim.day = Some(d.past);
    }
    Some(claim)
}

/// Whether a verb dates a thing here: "took effect", not "took 6,217 people"; no fiscal year "that ended".
fn dates(scene: &Scene<'_>, i: usize) -> bool {
    let before = |n: usize| scene.word(i.wrapping_sub(n));
    match scene.word(i) {
        "took" => matches!(scene.word(i + 1), "effect" | "office" | "force" | "power"),
        "effect" => matches!(before(1), "took" | "into" | "in"),
        "end" => before(1) == "an" && before(2) == "to",
        "ended" | "ends" | "began" | "closed" => {
            !(1..=3).any(|n| matches!(before(n), "fiscal" | "year" | "months" | "quarter" | "period"))
        }
        // What is announced with a sum is the sum, and not the beginning of a programme.
        "announced" | "unveiled" => !scene.quantities.iter().any(|q| q.unit.is_money()),
        _ => true,
    }
}

/// "must wait at least six months", "you will immediately receive a work permit".
fn rule(scene: &Scene<'_>) -> Option<Claim> {
    let permit = scene
        .places_of(&PERMITS)
        .find(|i| scene.word(i.wrapping_sub(1)) != "not")?;
    let word = scene.places_of(&RULES).find(|i| *i != permit)?;
    let length = scene.times.iter().find(|t| matches!(t.when, Said::Length(_)));
    let at_once = scene
        .range
        .clone()
        .find(|i| matches!(scene.word(*i), "immediately" | "inmediatamente" | "inmediato"));
    let other = length.map(|t| scene.token_at(t.span.start)).or(at_once)?;
    let (from, to) = (word.min(other).min(permit), word.max(other).max(permit) + 1);
    let mut claim = blank(scene, ClaimKind::Rule, from, to);
    claim.modality = Modality::Rule;
    claim.uncheckable = Some(Uncheckable::Rule);
    Some(claim)
}

/// "The program now also includes Colombia, Ecuador and Costa Rica."
fn member(scene: &Scene<'_>) -> Option<Claim> {
    let verb = scene.places_of(&INCLUDES).next()?;
    let things = scene.mentions.iter().find(|m| {
        m.tokens.start > verb && m.tokens.start <= verb + 4 && m.places().is_some_and(|p| p.len() > 1)
    })?;
    let mut claim = blank(scene, ClaimKind::Membership, scene.range.start, things.tokens.end);
    claim.subject.origins = things.places().map(crate::entity::written).unwrap_or_default();
    claim.subject.found = Found::Named;
    claim.subject.activity = programme::nearest(scene, verb);
    if claim.subject.activity.is_some() {
        claim.uncheckable = None;
    }
    Some(claim)
}

/// "an overwhelming majority".
fn majority(scene: &Scene<'_>) -> Option<Claim> {
    let i = scene.places_of(&VAGUE).find(|i| {
        matches!(scene.word(*i + 1), "majority" | "mayoria")
            || matches!(scene.word(i.wrapping_sub(1)), "mayoria")
    })?;
    let from = i.saturating_sub(2).max(scene.range.start);
    let mut claim = blank(scene, ClaimKind::Share, from, i + 2);
    claim.uncheckable = Some(Uncheckable::Vague);
    Some(claim)
}

/// "where many of the migrants come from", "la mayoría de los migrantes".
fn many(scene: &Scene<'_>) -> Option<Claim> {
    let hit = scene.hits.iter().find(|h| {
        let before: Vec<&str> = (h.tokens.start.saturating_sub(3)..h.tokens.start)
            .map(|i| scene.word(i))
            .collect();
        before
            .iter()
            .any(|w| matches!(*w, "many" | "most" | "majority" | "muchos" | "mayoria"))
            && !h.word.borders.is_empty()
    })?;
    let i = (hit.tokens.start.saturating_sub(3)..hit.tokens.start).find(|i| {
        matches!(
            scene.word(*i),
            "many" | "most" | "majority" | "muchos" | "mayoria"
        )
    })?;
    let end = (hit.tokens.end..(hit.tokens.end + 8).min(scene.range.end))
        .find(|j| matches!(scene.word(*j), "from" | "de" | "provienen"))?
        + 1;
    let subject = scene.subject(i, Some(hit.word));
    if subject.found == Found::Assumed {
        return None;
    }
    let mut claim = blank(scene, ClaimKind::Share, i, end);
    claim.subject = subject;
    claim.counted = scene.counted(hit.word, i);
    claim.when = moment::level(scene, i, hit.word);
    claim.when.retain(|w| w.period.is_one());
    claim.vague = Some(scene.word(i).to_owned());
    claim.uncheckable = None;
    Some(claim)
}

/// "the first time that …".
fn first_time(scene: &Scene<'_>) -> Option<Claim> {
    let i = scene.range.clone().find(|i| {
        matches!((scene.word(*i), scene.word(*i + 1)), ("first", "time") | ("primera", "vez"))
            // "for the first time since": a step in a story, not a claim to have been first.
            && !matches!(scene.word(i.wrapping_sub(2)), "for" | "por")
    })?;
    Some(blank(
        scene,
        ClaimKind::First,
        i.saturating_sub(1).max(scene.range.start),
        (i + 8).min(scene.range.end),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(
            DATED.is_sorted()
                && RULES.is_sorted()
                && VAGUE.is_sorted()
                && PERMITS.is_sorted()
                && INCLUDES.is_sorted()
        );
    }
}
