//! Figures of the parts against a total of the same day or the same text.

use std::collections::BTreeMap;

use super::{
    Finding, Kind, Level,
    named_parts::Verdict,
    view::{View, per_cent, source, words},
};
use crate::{
    additivity::{Sum, counts, sum},
    amount::amount,
    ledger::{Statement, Tally},
};

pub(super) fn check(view: &View, out: &mut Vec<Finding>) {
    let counted = view.counted();
    let mut children: BTreeMap<&str, Vec<&Statement>> = BTreeMap::new();
    for s in &view.statements {
        let above = view.ledger.activities.get(&s.activity).map(|a| &a.part_of);
        for whole in above.into_iter().flatten() {
            children.entry(whole).or_default().push(s);
        }
    }
    for total in &view.statements {
        // What an activity's own payments add up to is no headline: it need not count its parts.
        let own = counted.get(total.id.as_str()).is_some_and(|c| {
            c.iter()
                .any(|p| p.activity == total.activity && p.tally == Tally::Flow)
        });
        if own || total.tally == Tally::New || total.is_payment() {
            continue;
        }
        let parts: Vec<&Statement> = children
            .get(total.activity.as_str())
            .into_iter()
            .flatten()
            .filter(|p| comparable(p, total) && !counts(view.ledger, p).contains(total.id.as_str()))
            .copied()
            .collect();
        if parts.is_empty() {
            continue;
        }
        let mut compared = vec![*total];
        compared.extend(&parts);
        match sum(view.ledger, &parts) {
            Ok(all) => {
                let verdict = Verdict::of(total, &all);
                let says = sentence(view, total, &parts, &all, &verdict);
                out.push(view.finding(
                    (Kind::Parts, verdict.level),
                    &total.activity,
                    &compared,
                    says,
                    Some(verdict.arithmetic),
                ));
            }
            Err(refusal) => out.push(view.finding(
                (Kind::Parts, Level::CannotSay),
                &total.activity,
                &compared,
                format!("The parts of \"{}\" cannot be added up: {refusal}.", words(total)),
                None,
            )),
        }
    }
}

/// One text, or one day; figures to date with such, wholes with wholes, periods with the same period.
fn comparable(part: &Statement, total: &Statement) -> bool {
    part.stage == total.stage
        && part.measure == total.measure
        && part.unit == total.unit
        && part.aim == total.aim
        && part.tally == total.tally
        && part.basis == total.basis
        && part.reach == total.reach
        && (part.tally != Tally::Flow || part.covers == total.covers)
        && (part.document == total.document || part.counts_to() == total.counts_to())
}

fn sentence(view: &View, total: &Statement, parts: &[&Statement], all: &Sum, verdict: &Verdict) -> String {
    let unit = &all.unit;
    let numbers: Vec<String> = parts.iter().map(|p| p.figure.to_string()).collect();
    let one = parts.iter().all(|p| p.document == total.document);
    let mut says = format!(
        "{}: parts {} add up to {}, while {} says \"{}\" ({}).",
        view.title(&total.activity),
        numbers.join(" + "),
        amount(all.stated, unit),
        if one {
            "the same text"
        } else {
            "a total of that day"
        },
        words(total),
        source(total)
    );
    if let Some(rule) = verdict.rule(total, all) {
        says.push(' ');
        says.push_str(&rule);
    } else {
        says.push_str(&match verdict.level {
            Level::Inconsistent => format!(
                " The parts exceed the whole, by {} at the numbers stated.",
                amount(all.stated - total.figure.value(), unit)
            ),
            Level::Note => format!(
                " {} of the total is in no part that is named, {} of it.",
                amount(total.figure.value() - all.stated, unit),
                per_cent(total.figure.value() - all.stated, total.figure.value())
            ),
            _ => " They fit.".to_owned(),
        });
    }
    says
}
