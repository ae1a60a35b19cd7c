//! What was to be reached against what was, with the days.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rootcast_core::agreement::Qualifier;

use super::{
    Finding, Kind, Level,
    share::share,
    sources::conflict,
    view::{Arithmetic, View, source, words},
};
use crate::{
    amount::{amount, range},
    ledger::{Aim, Statement, Tally, Unit},
};

/// A result of another source that is more than this many times the target is set against it as a conflict: the two
/// may count different things.
const BEYOND: f64 = 2.0;

pub(super) fn check(view: &View, out: &mut Vec<Finding>) {
    let mut things: BTreeMap<(&str, &str, &Unit), Vec<&Statement>> = BTreeMap::new();
    for s in view.statements.iter().filter(|s| s.aim.is_some()) {
        things
            .entry((&s.activity, &s.measure, &s.unit))
            .or_default()
            .push(s);
    }
    for all in things.values_mut() {
        all.sort_by(|a, b| {
            (a.counts_to(), a.known_from(), &a.id).cmp(&(b.counts_to(), b.known_from(), &b.id))
        });
        let (targets, results): (Vec<&Statement>, Vec<&Statement>) =
            all.iter().partition(|s| s.aim == Some(Aim::Target));
        let mut deadlines: Vec<Date> = targets
            .iter()
            .filter(|t| t.covers.is_some())
            .map(|t| deadline(t))
            .collect();
        deadlines.sort();
        for target in targets {
            out.push(match result_of(target, &results, &deadlines) {
                Some(result) => compare(view, target, result),
                None => silent(view, target),
            });
        }
    }
}

/// The last result that a target is answered by: of its own period, where it is of one; else up to the day of the next
/// target, which takes the results from there on.
fn result_of<'l>(target: &Statement, results: &[&'l Statement], deadlines: &[Date]) -> Option<&'l Statement> {
    let own = target
        .covers
        .filter(|_| target.tally == Tally::Flow)
        .map(|c| c.span());
    let next = target
        .covers
        .and_then(|_| deadlines.iter().find(|d| **d > deadline(target)));
    results.iter().rev().copied().find(|r| match own {
        Some(period) => r.covers.is_some_and(|c| c.span() == period),
        None => next.is_none_or(|n| r.counts_to() < *n),
    })
}

/// The last day on which a target may be reached.
fn deadline(target: &Statement) -> Date {
    target.covers.map_or_else(
        || target.known_from(),
        |c| {
            let end = c.span().end;
            end.yesterday().unwrap_or(end)
        },
    )
}

fn due(view: &View, target: &Statement) -> Option<bool> {
    target.covers.map(|_| deadline(target) <= view.as_of)
}

fn by(target: &Statement) -> String {
    target.covers.map_or_else(
        || "with no day named".to_owned(),
        |_| format!("by {}", deadline(target)),
    )
}

fn silent(view: &View, target: &Statement) -> Finding {
    let what = match due(view, target) {
        Some(true) => "The day has come, and no result is stated.",
        Some(false) => "The day has not come, and no result is stated yet.",
        None => "No result is stated.",
    };
    view.finding(
        (Kind::Target, Level::CannotSay),
        &target.activity,
        &[target],
        format!(
            "{}: \"{}\" to be reached, {} ({}). {what}",
            view.title(&target.activity),
            words(target),
            by(target),
            source(target)
        ),
        None,
    )
}

fn compare(view: &View, target: &Statement, result: &Statement) -> Finding {
    let unit = &target.unit;
    let (t, r) = (target.figure.interval(), result.figure.interval());
    if result.said_by != target.said_by
        && target.figure.qualifier() != Qualifier::AtMost
        && r.low > t.high * BEYOND
    {
        return conflict(
            view,
            target,
            result,
            " The smaller was planned and the larger is told as reached, by another source: they may count different things (a plant or its region, direct or indirect).",
        );
    }
    let gap = target.figure.value() - result.figure.value();
    let reached = gap <= 0.0;
    let (level, verdict) = if due(view, target) == Some(false) {
        (Level::Note, "The day has not come.".to_owned())
    } else if target.figure.qualifier() == Qualifier::AtMost {
        (
            Level::Note,
            "Any number up to the one named is within the words.".to_owned(),
        )
    } else if reached || r.low >= t.high {
        (Level::Agrees, "Reached, as stated.".to_owned())
    } else if r.high < t.low {
        (Level::Note, format!("Short by {}.", amount(gap, unit)))
    } else {
        (
            Level::Note,
            format!(
                "Short by {} at the numbers named; the rounding of the words leaves open whether it was reached.",
                amount(gap, unit)
            ),
        )
    };
    let late = match due(view, target) {
        Some(true) if result.counts_to() > deadline(target) => {
            " The result is of a later day; none is stated for the day itself."
        }
        _ => "",
    };
    let of = share(result, target);
    let says = format!(
        "{}: \"{}\" reached ({}), of \"{}\" to be reached, {} ({}). {verdict}{late}",
        view.title(&target.activity),
        words(result),
        source(result),
        words(target),
        by(target),
        source(target)
    );
    view.finding(
        (Kind::Target, level),
        &target.activity,
        &[target, result],
        says,
        Some(Arithmetic {
            stated: format!(
                "{} of {}: {}",
                amount(result.figure.value(), unit),
                amount(target.figure.value(), unit),
                of.stated()
            ),
            interval: format!("{} of {}: {}", range(&r, unit), range(&t, unit), of.interval()),
        }),
    )
}
