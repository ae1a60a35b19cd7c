//! Stages: figures to date that fall, a later stage beyond an earlier one, and stages without a figure.

use super::{
    Finding, Kind, Level,
    increment::steps,
    share::to_date,
    view::{Arithmetic, View, source, words},
};
use crate::{
    amount::{amount, range},
    ledger::{ActivityKind, Aim, Stage, Statement, Tally},
};

const MONEY: [Stage; 4] = [
    Stage::Pledge,
    Stage::Commitment,
    Stage::Disbursement,
    Stage::Expenditure,
];

pub(super) fn check(view: &View, out: &mut Vec<Finding>) {
    for to_date in view.classes(Tally::Cumulative).values() {
        for pair in steps(to_date, &[]).windows(2) {
            if let [before, after] = pair
                && before.counts_to() < after.counts_to()
                && after.aim != Some(Aim::Target)
                && before.basis == after.basis
                && before.reach == after.reach
                && before.instrument == after.instrument
                && before.figure.interval().low > after.figure.interval().high
            {
                out.push(fall(view, before, after));
            }
        }
    }
    for a in &view.activities {
        for (i, earlier) in MONEY.iter().enumerate() {
            for later in MONEY.iter().skip(i + 1) {
                if let (Some(whole), Some(part)) =
                    (to_date(view, &a.id, *earlier), to_date(view, &a.id, *later))
                    && whole.unit == part.unit
                    && part.figure.interval().low > whole.figure.interval().high
                {
                    out.push(order(view, whole, part));
                }
            }
        }
        if a.kind == ActivityKind::Programme {
            out.extend(unknown(view, &a.id));
        }
    }
}

fn fall(view: &View, before: &Statement, after: &Statement) -> Finding {
    let unit = &after.unit;
    let named = |s: &Statement| s.word.clone().unwrap_or_else(|| s.measure.clone());
    let words_differ = if before.word == after.word {
        String::new()
    } else {
        format!(
            " The words differ (\"{}\", then \"{}\"), so they may count different things.",
            named(before),
            named(after)
        )
    };
    let says = format!(
        "{}: \"{}\" ({}), then \"{}\" ({}). A figure to date does not fall.{words_differ}",
        view.title(&after.activity),
        words(before),
        source(before),
        words(after),
        source(after)
    );
    view.finding(
        (Kind::Fall, Level::Inconsistent),
        &after.activity,
        &[before, after],
        says,
        Some(Arithmetic {
            stated: format!(
                "{} to {}: {} less",
                amount(before.figure.value(), unit),
                amount(after.figure.value(), unit),
                amount(before.figure.value() - after.figure.value(), unit)
            ),
            interval: format!(
                "{}, then {}: no number is in both",
                range(&before.figure.interval(), unit),
                range(&after.figure.interval(), unit)
            ),
        }),
    )
}

fn order(view: &View, whole: &Statement, part: &Statement) -> Finding {
    let unit = &whole.unit;
    let says = format!(
        "{}: \"{}\" {} ({}), more than \"{}\" {} ({}). More has been {} than was {}.",
        view.title(&whole.activity),
        words(part),
        part.measure,
        source(part),
        words(whole),
        whole.measure,
        source(whole),
        part.measure,
        whole.measure
    );
    view.finding(
        (Kind::StageOrder, Level::Inconsistent),
        &whole.activity,
        &[whole, part],
        says,
        Some(Arithmetic {
            stated: format!(
                "{} of {}",
                amount(part.figure.value(), unit),
                amount(whole.figure.value(), unit)
            ),
            interval: format!(
                "{} of {}: no number is in both",
                range(&part.figure.interval(), unit),
                range(&whole.figure.interval(), unit)
            ),
        }),
    )
}

/// Which of the six stages of a programme have no figure. Unknown is not zero.
fn unknown(view: &View, activity: &str) -> Option<Finding> {
    let stated = |stage: Stage| {
        view.statements
            .iter()
            .any(|s| s.activity == activity && s.stage == stage && s.aim != Some(Aim::Target))
    };
    let (known, missing): (Vec<Stage>, Vec<Stage>) = Stage::ALL.into_iter().partition(|s| stated(*s));
    if missing.is_empty() {
        return None;
    }
    let names = |stages: &[Stage]| stages.iter().map(|s| s.as_str()).collect::<Vec<_>>().join(", ");
    let title = view
        .ledger
        .activities
        .get(activity)
        .map_or(activity, |a| a.title.as_str());
    let beside = if known.is_empty() {
        "No stage has a figure of its own".to_owned()
    } else {
        format!("Stated are {}", names(&known))
    };
    Some(view.finding(
        (Kind::StageUnknown, Level::CannotSay),
        activity,
        &[],
        format!(
            "{title}: no figure for {}. {beside}. A stage without a figure is unknown, not zero.",
            names(&missing)
        ),
        None,
    ))
}
