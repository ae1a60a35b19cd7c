//! What was to be reached against what was, with the days.

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
    ledger::{Aim, Statement},
};

/// A result of another source that is more than this many times the target is set against it as a conflict: the two
/// may count different things.
const BEYOND: f64 = 2.0;

pub(super) fn check(view: &View, out: &mut Vec<Finding>) {
    let aimed = |aim: Aim| view.statements.iter().filter(move |s| s.aim == Some(aim));
    for target in aimed(Aim::Target) {
        let same = |s: &&&Statement| {
            s.activity == target.activity && s.measure == target.measure && s.unit == target.unit
        };
        let day = target.covers.map(|_| deadline(target));
        // A later target of the same thing takes the results from its own day on.
        let next: Option<Date> = day.and_then(|d| {
            aimed(Aim::Target)
                .filter(same)
                .filter(|t| t.covers.is_some() && deadline(t) > d)
                .map(|t| deadline(t))
                .min()
        });
        let mut results: Vec<&Statement> = aimed(Aim::Actual)
            .filter(same)
            .filter(|s| next.is_none_or(|n| s.counts_to() < n))
            .copied()
            .collect();
        results.sort_by(|a, b| {
            (a.counts_to(), a.known_from(), &a.id).cmp(&(b.counts_to(), b.known_from(), &b.id))
        });
        match results.last() {
            Some(result) => out.push(compare(view, target, result)),
            None => out.push(silent(view, target)),
        }
    }
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
