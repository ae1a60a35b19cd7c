//! Two sources about one thing. A conflict stays one: no average, and no choice of the later.

use std::collections::BTreeMap;

use super::{
    Finding, Kind, Level,
    view::{Arithmetic, View, source, words},
};
use crate::{
    amount::{amount, number, range},
    ledger::{ActivityKind, Aim, Statement, Tally},
};

pub(super) fn check(view: &View, out: &mut Vec<Finding>) {
    for tally in Tally::ALL {
        for all in view.classes(tally).values() {
            // One speaker does not contradict himself by saying more than one thing.
            let alone = all
                .windows(2)
                .all(|w| matches!(w, [a, b] if a.said_by == b.said_by));
            if alone {
                continue;
            }
            let standing = match tally {
                // A speaker's later figure for a whole replaces the earlier.
                Tally::Whole => latest_of_each(all),
                _ => all.iter().filter(|s| !s.is_payment()).copied().collect(),
            };
            for (i, a) in standing.iter().enumerate() {
                for b in standing.iter().skip(i + 1) {
                    if of_one_thing(a, b) && apart(a, b) {
                        out.push(conflict(view, a, b, ""));
                    }
                }
            }
        }
    }
    across_stages(view, out);
}

/// Two figures that one time is told of by two speakers.
fn of_one_thing(a: &Statement, b: &Statement) -> bool {
    let same_time = match a.tally {
        Tally::Whole => true,
        // Targets of different days are different targets.
        Tally::Cumulative | Tally::New => a.counts_to() == b.counts_to(),
        Tally::Flow => a.covers.is_some() && a.covers == b.covers,
    };
    let one_target = a.aim != Some(Aim::Target) || a.covers == b.covers;
    same_time
        && one_target
        && a.said_by != b.said_by
        && a.basis == b.basis
        && a.reach == b.reach
        && a.instrument == b.instrument
        && a.provider == b.provider
        && a.receiver == b.receiver
}

fn apart(a: &Statement, b: &Statement) -> bool {
    !a.figure.interval().meets(&b.figure.interval())
}

fn latest_of_each<'l>(all: &[&'l Statement]) -> Vec<&'l Statement> {
    let mut latest: BTreeMap<(&str, _), &Statement> = BTreeMap::new();
    for s in all {
        // In the order of days: the last stands. Targets of different days stand side by side.
        latest.insert((&s.said_by, s.covers), s);
    }
    let mut out: Vec<&Statement> = latest.into_values().collect();
    out.sort_by(|a, b| a.id.cmp(&b.id));
    out
}

/// The whole of one project, given by two speakers at two stages of money.
fn across_stages(view: &View, out: &mut Vec<Finding>) {
    for a in view.activities.iter().filter(|a| a.kind == ActivityKind::Project) {
        let whole: Vec<&Statement> = view
            .statements
            .iter()
            .filter(|s| s.activity == a.id && s.tally == Tally::Whole && s.stage.measure().is_some())
            .copied()
            .collect();
        for (i, x) in whole.iter().enumerate() {
            for y in whole.iter().skip(i + 1) {
                if x.stage != y.stage && x.unit == y.unit && x.said_by != y.said_by && apart(x, y) {
                    out.push(conflict(
                        view,
                        x,
                        y,
                        " They are of different stages, which may explain the difference: then the rest was promised and nobody says what became of it.",
                    ));
                }
            }
        }
    }
}

/// A conflict of two statements; `may` is what could explain it.
pub(super) fn conflict(view: &View, a: &Statement, b: &Statement, may: &str) -> Finding {
    let unit = &a.unit;
    let (large, small) = if a.figure.value() >= b.figure.value() {
        (a, b)
    } else {
        (b, a)
    };
    let said = |s: &Statement| {
        let word = s
            .word
            .as_deref()
            .map_or_else(String::new, |w| format!(", \"{w}\""));
        format!("\"{}\", {}{word} ({})", words(s), s.stage.as_str(), source(s))
    };
    let says = format!(
        "{}: {}, against {}.{may} The two are shown side by side: an average would be nobody's figure.",
        view.title(&a.activity),
        said(large),
        said(small)
    );
    let times = if small.figure.value() > 0.0 {
        format!(
            ", {} times as much",
            number((large.figure.value() / small.figure.value() * 10.0).round() / 10.0)
        )
    } else {
        String::new()
    };
    let arithmetic = Arithmetic {
        stated: format!(
            "{} against {}: {} apart{times}",
            amount(large.figure.value(), unit),
            amount(small.figure.value(), unit),
            amount(large.figure.value() - small.figure.value(), unit)
        ),
        interval: format!(
            "{} against {}: no number is in both",
            range(&large.figure.interval(), unit),
            range(&small.figure.interval(), unit)
        ),
    };
    view.finding(
        (Kind::Sources, Level::Conflict),
        &a.activity,
        &[large, small],
        says,
        Some(arithmetic),
    )
}
