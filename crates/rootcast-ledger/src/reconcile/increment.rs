//! What was new against the change of the total.

use rootcast_core::agreement::Interval;

use super::{
    Finding, Kind, Level,
    view::{Arithmetic, View, said_on, words},
};
use crate::{
    additivity::sum,
    amount::{amount, range},
    ledger::{Statement, Tally},
};

pub(super) fn check(view: &View, out: &mut Vec<Finding>) {
    let new = view.classes(Tally::New);
    for (of, to_date) in view.classes(Tally::Cumulative) {
        let Some(new) = new.get(&of) else { continue };
        let steps = steps(&to_date, new);
        for pair in steps.windows(2) {
            let [before, after] = pair else { continue };
            let added: Vec<&Statement> = new
                .iter()
                .filter(|n| between(before, n, after))
                .copied()
                .collect();
            if !added.is_empty() {
                out.push(step(view, before, &added, after));
            }
        }
    }
}

/// Figures to date without restatements: where a number is told again, and nothing was new since, the first to tell it
/// stands.
#[allow(clippy::float_cmp, reason = "the same digits give the same bits")]
pub(super) fn steps<'l>(to_date: &[&'l Statement], new: &[&Statement]) -> Vec<&'l Statement> {
    let mut out: Vec<&Statement> = Vec::new();
    for s in to_date {
        let again = out.last().is_some_and(|last| {
            last.figure.value() == s.figure.value() && !new.iter().any(|n| between(last, n, s))
        });
        if !again {
            out.push(s);
        }
    }
    out
}

/// Whether something was new after one total and by the next.
fn between(before: &Statement, new: &Statement, after: &Statement) -> bool {
    before.counts_to() < new.counts_to() && new.counts_to() <= after.counts_to()
}

fn step(view: &View, before: &Statement, added: &[&Statement], after: &Statement) -> Finding {
    let mut parts = vec![before];
    parts.extend(added);
    let mut compared = parts.clone();
    compared.push(after);
    let unit = &after.unit;
    let total = match sum(view.ledger, &parts) {
        Ok(total) => total,
        Err(refusal) => {
            return view.finding(
                (Kind::Increment, Level::CannotSay),
                &after.activity,
                &compared,
                format!(
                    "What was new up to \"{}\" cannot be added up: {refusal}.",
                    words(after)
                ),
                None,
            );
        }
    };
    let all = Interval {
        low: total.low,
        high: total.high,
    };
    let open = after.figure.interval();
    let gap = after.figure.value() - total.stated;
    let same = gap.abs() <= total.stated.abs() * 1e-9;
    let level = match (all.meets(&open), same) {
        (false, _) => Level::Inconsistent,
        (true, true) => Level::Agrees,
        (true, false) => Level::Note,
    };
    let worded: Vec<String> = added.iter().map(|s| format!("\"{}\"", s.figure)).collect();
    let mut says = format!(
        "{}: \"{}\" to {}, and {} new, against \"{}\" to {}.",
        view.title(&after.activity),
        before.figure,
        before.counts_to(),
        worded.join(" and "),
        after.figure,
        after.counts_to()
    );
    says.push_str(&match (level, gap > 0.0) {
        (Level::Agrees, _) => " They add up.".to_owned(),
        (Level::Note, true) => format!(
            " At the numbers stated {} of the new total is in neither; the words leave it open.",
            amount(gap, unit)
        ),
        (Level::Note, false) => format!(
            " At the numbers stated they are {} more than the new total; the words leave it open.",
            amount(-gap, unit)
        ),
        (_, true) => format!(
            " The new total is larger than they can be, by {} at the numbers stated.",
            amount(gap, unit)
        ),
        (_, false) => format!(
            " The new total is smaller than they can be, by {} at the numbers stated.",
            amount(-gap, unit)
        ),
    });
    let numbers: Vec<String> = parts.iter().map(|s| amount(s.figure.value(), unit)).collect();
    let arithmetic = Arithmetic {
        stated: format!(
            "{} = {}, against {} ({})",
            numbers.join(" + "),
            amount(total.stated, unit),
            amount(after.figure.value(), unit),
            said_on(after)
        ),
        interval: format!(
            "{}, against {}; {}",
            range(&all, unit),
            range(&open, unit),
            if all.meets(&open) {
                "they meet"
            } else {
                "they do not meet"
            }
        ),
    };
    view.finding(
        (Kind::Increment, level),
        &after.activity,
        &compared,
        says,
        Some(arithmetic),
    )
}
