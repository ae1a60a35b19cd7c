//! Dates of things and memberships, against what a ledger tells.

use std::sync::Arc;

use jiff::civil::Date;

use crate::{
    claim::{Claim, ClaimKind},
    facts::{Facts, verb_of},
    frame::programme::events_of,
    token::Tokens,
    verdict::{Behind, Fares, Tried},
};

/// Asks the facts known on a day.
pub(super) fn ask(facts: &Facts, claim: &Claim, as_of: Date) -> Vec<Tried> {
    match claim.kind {
        ClaimKind::Dated => dated(facts, claim, as_of),
        ClaimKind::Membership => member(facts, claim, as_of),
        _ => Vec::new(),
    }
}

fn dated(facts: &Facts, claim: &Claim, as_of: Date) -> Vec<Tried> {
    let (Some(stated), Some(activity)) = (claim.day, &claim.subject.activity) else {
        return Vec::new();
    };
    let tokens = Tokens::new(&claim.words);
    let Some(verb) = (0..tokens.len()).find_map(|i| verb_of(tokens.folded(i))) else {
        return Vec::new();
    };
    facts
        .dated
        .iter()
        .filter(|f| {
            let about = f.event == *activity || events_of(activity).contains(&f.event);
            about && f.verb == verb && f.known_from <= as_of
        })
        .map(|f| {
            let holds = stated.start <= f.last && f.first < stated.end;
            tried(
                format!("{} {}", f.event, f.verb),
                f.says.clone(),
                holds,
                Behind::from(Arc::new(f.provenance.clone())),
            )
        })
        .collect()
}

fn member(facts: &Facts, claim: &Claim, as_of: Date) -> Vec<Tried> {
    let Some(activity) = &claim.subject.activity else {
        return Vec::new();
    };
    facts
        .members
        .iter()
        .filter(|f| f.activity == *activity && f.known_from <= as_of)
        .map(|f| {
            let holds = claim
                .subject
                .origins
                .split('+')
                .all(|code| f.places.iter().any(|p| p.code() == code));
            tried(
                format!("{activity} countries"),
                f.says.clone(),
                holds,
                Behind::default(),
            )
        })
        .collect()
}

fn tried(what: String, says: String, holds: bool, provenance: Behind) -> Tried {
    Tried {
        readings: vec![what],
        values: vec![None],
        derived: None,
        comparison: None,
        fares: if holds { Fares::Holds } else { Fares::Fails },
        why: vec!["told by the ledger".to_owned()],
        distance: 0,
        merely: true,
        loose: false,
        offered: false,
        says,
        provenance,
    }
}
