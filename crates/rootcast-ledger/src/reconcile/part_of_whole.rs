//! A project against its region or plan: the figure of a part against that of what it is part of.

use std::collections::BTreeSet;

use super::{
    Finding, Kind, Level,
    share::share,
    view::{View, source, words},
};
use crate::{
    additivity::counts,
    amount::{amount, range},
    ledger::{Aim, Ledger, Statement, Tally},
    reconcile::view::Arithmetic,
};

pub(super) fn check(view: &View, out: &mut Vec<Finding>) {
    let known: Vec<&Statement> = view
        .ledger
        .statements
        .values()
        .filter(|s| s.known_from() <= view.as_of && s.tally == Tally::Whole)
        .collect();
    for part in view.statements.iter().filter(|s| s.tally == Tally::Whole) {
        let above = above(view.ledger, &part.activity);
        for whole in known.iter().filter(|w| above.contains(w.activity.as_str())) {
            // A part that shares a day or a text with the whole is added to its siblings instead.
            let added = part.stage == whole.stage
                && (part.document == whole.document || part.counts_to() == whole.counts_to());
            if comparable(part, whole) && !added && !counts(view.ledger, part).contains(whole.id.as_str()) {
                out.push(finding(view, part, whole));
            }
        }
    }
}

/// Money of the same or a later stage; a result with what was to be reached, and plans with plans.
fn comparable(part: &Statement, whole: &Statement) -> bool {
    if part.unit != whole.unit || part.stage.measure().is_some() != whole.stage.measure().is_some() {
        return false;
    }
    if part.stage.measure().is_some() {
        return part.stage >= whole.stage;
    }
    part.measure == whole.measure
        && (part.aim == whole.aim || (part.aim == Some(Aim::Actual) && whole.aim == Some(Aim::Target)))
}

fn finding(view: &View, part: &Statement, whole: &Statement) -> Finding {
    let unit = &whole.unit;
    let (p, w) = (part.figure.interval(), whole.figure.interval());
    let exceeds = p.low > w.high;
    let same_kind = part.stage == whole.stage && part.aim == whole.aim;
    let later = part.known_from() > whole.known_from();
    let level = match (exceeds, same_kind, later) {
        (false, _, _) => Level::Agrees,
        (true, true, false) => Level::Inconsistent,
        (true, _, _) => Level::Note,
    };
    let of = share(part, whole);
    let mut says = format!(
        "{}: \"{}\", {} ({}), of \"{}\", {} of {} ({}).",
        view.title(&part.activity),
        words(part),
        role(part),
        source(part),
        words(whole),
        role(whole),
        view.title(&whole.activity),
        source(whole)
    );
    says.push_str(&match level {
        Level::Agrees => format!(" {}", of.says()),
        Level::Inconsistent => " The part exceeds the whole.".to_owned(),
        _ if !same_kind => " The part exceeds what was meant for the whole.".to_owned(),
        _ => " The part exceeds the whole, which was stated earlier: it may have grown since, and nobody says so."
            .to_owned(),
    });
    let arithmetic = Arithmetic {
        stated: format!(
            "{} of {}: {}",
            amount(part.figure.value(), unit),
            amount(whole.figure.value(), unit),
            of.stated()
        ),
        interval: format!("{} of {}: {}", range(&p, unit), range(&w, unit), of.interval()),
    };
    view.finding(
        (Kind::PartOfWhole, level),
        &part.activity,
        &[part, whole],
        says,
        Some(arithmetic),
    )
}

fn role(s: &Statement) -> &'static str {
    match (s.stage.measure(), s.aim) {
        (Some(measure), _) => measure,
        (None, Some(Aim::Target)) => "to be reached",
        (None, _) => "reached",
    }
}

/// What an activity is part of, at any distance.
fn above<'l>(ledger: &'l Ledger, activity: &str) -> BTreeSet<&'l str> {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut next: Vec<&str> = Vec::new();
    let parents = |id: &str| ledger.activities.get(id).into_iter().flat_map(|a| &a.part_of);
    next.extend(parents(activity).map(String::as_str));
    while let Some(id) = next.pop() {
        if id != activity && seen.insert(id) {
            next.extend(parents(id).map(String::as_str));
        }
    }
    seen
}
