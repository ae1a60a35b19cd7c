//! Nothing: why a reading has no answer, and what to do about it.

use std::collections::BTreeSet;

use rootcast_core::{evidence::EvidenceError, nearest::nearest};

use super::{
    Held, Reason,
    choice::{Plan, Survey},
    question::Question,
};

/// Why no cut held can answer.
pub(super) fn can_answer(releases: &[Held], survey: &Survey<'_>, question: &Question) -> EvidenceError {
    let reading = question.reading.to_string();
    let unnamed = survey.refused.iter().find(|(held, _, why)| {
        let source = &held.record.release.source;
        why.reason == Reason::MustBeNamed && question.reading.source.as_ref().is_none_or(|s| s == source)
    });
    if let Some((held, cut, why)) = unnamed.filter(|_| survey.candidates.is_empty()) {
        return EvidenceError::Question {
            reading,
            what: format!(
                "{} (table {}): {}",
                held.record.release.source, cut.table, why.text
            ),
        };
    }
    let what = if let Some(source) = question
        .reading
        .source
        .as_ref()
        .filter(|s| !releases.iter().any(|h| h.record.release.source == **s))
    {
        let known: BTreeSet<&str> = releases
            .iter()
            .map(|h| h.record.release.source.as_str())
            .collect();
        format!(
            "no release of source `{source}` is held{}; `rootcast releases` lists what is",
            nearest(source, known)
        )
    } else if let Some(day) = survey
        .candidates
        .iter()
        .filter(|c| c.open == Err(Reason::PublishedLater))
        .map(|c| c.held.record.release.effective)
        .min()
    {
        format!(
            "on {} no release that can answer was known; the first one held counts from {day}",
            question.as_of
        )
    } else if survey.candidates.is_empty() && survey.refused.is_empty() {
        format!(
            "no release held has {}; `rootcast sources` says which publisher has it and `rootcast ingest` adds it",
            question.base
        )
    } else {
        let mut reasons: Vec<String> = Vec::new();
        for (held, _, why) in &survey.refused {
            let text = format!("{}: {}", held.record.release.source, why.text);
            if !reasons.contains(&text) {
                reasons.push(text);
            }
        }
        for c in &survey.candidates {
            let text = format!(
                "{}: it could, and is not the source asked for",
                c.held.record.release.source
            );
            if !reasons.contains(&text) {
                reasons.push(text);
            }
        }
        format!("no release held can answer; {}", reasons.join("; "))
    };
    EvidenceError::NotHeld { reading, what }
}

/// Why nothing that could answer covers any of the periods asked for.
pub(super) fn covers(survey: &Survey<'_>, question: &Question, plan: &Plan) -> EvidenceError {
    let mut why: Vec<String> = Vec::new();
    if let Some(p) = plan.periods.first() {
        why.push(survey.why_not(question, *p).1);
        if let Some(day) = survey.later(*p) {
            why.push(format!(
                "the first release held that covers it counts as known from {day}"
            ));
        }
    }
    let mut held: Vec<String> = Vec::new();
    for c in survey.candidates.iter().filter(|c| c.open.is_ok()) {
        let text = format!("{} has {}", c.held.name(), c.cut.periods.join(", "));
        if !held.contains(&text) && held.len() < 5 {
            held.push(text);
        }
    }
    EvidenceError::NotHeld {
        reading: question.reading.to_string(),
        what: format!("{}; {}", why.join("; "), held.join("; ")),
    }
}
