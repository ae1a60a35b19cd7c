//! A headline against the lines that it is said to count.

use std::collections::BTreeMap;

use rootcast_core::agreement::Interval;

use super::{
    Finding, Kind, Level, conveyed,
    view::{Arithmetic, View, per_cent, source, words},
};
use crate::{
    additivity::{Sum, sum},
    amount::{amount, range},
    ledger::{Instrument, Statement, Tally},
};

pub(super) fn check(view: &View, out: &mut Vec<Finding>) {
    for (id, mut parts) in view.counted() {
        let Some(headline) = view.statements.iter().find(|s| s.id == id) else {
            continue;
        };
        // What was new is compared with the change of the total instead.
        parts.retain(|p| p.tally != Tally::New);
        let own = parts.iter().all(|p| p.activity == headline.activity);
        if parts.is_empty() {
            continue;
        }
        let mut compared = vec![*headline];
        compared.extend(&parts);
        match sum(view.ledger, &parts) {
            Ok(total) => {
                let verdict = Verdict::of(headline, &total);
                // The sum of an activity's own payments is made of them; only a break in it is news.
                if own && verdict.level != Level::Inconsistent {
                    continue;
                }
                out.push(view.finding(
                    (Kind::NamedParts, verdict.level),
                    &headline.activity,
                    &compared,
                    sentence(view, headline, &parts, &total, &verdict),
                    Some(verdict.arithmetic),
                ));
            }
            Err(refusal) => out.push(view.finding(
                (Kind::NamedParts, Level::CannotSay),
                &headline.activity,
                &compared,
                format!(
                    "What is counted in \"{}\" cannot be added up: {refusal}.",
                    words(headline)
                ),
                None,
            )),
        }
    }
}

/// How the sum of parts stands to a total.
pub(super) struct Verdict {
    pub(super) level: Level,
    /// Beyond what the words convey, though not beyond what they leave open.
    pub(super) literal: bool,
    pub(super) arithmetic: Arithmetic,
}

impl Verdict {
    /// Parts beyond the total, by its words or by what these convey, do not fit; parts short of it leave something
    /// unnamed; parts that reach it agree.
    pub(super) fn of(total: &Statement, parts: &Sum) -> Self {
        let (open, conveys) = (total.figure.interval(), conveyed(&total.figure));
        // Sums of binary fractions differ in their last bits.
        let slack = parts.stated.abs() * 1e-9;
        let beyond = parts.low > open.high + slack;
        let literal = !beyond && parts.low > conveys.high + slack;
        let level = if beyond || literal {
            Level::Inconsistent
        } else if parts.stated + slack < total.figure.value()
            // Parts open upwards may reach the total; at the numbers stated they do not.
            && (parts.high + slack < open.low || parts.high.is_infinite())
        {
            Level::Note
        } else {
            Level::Agrees
        };
        let unit = &parts.unit;
        let gap = total.figure.value() - parts.stated;
        let standing = match gap {
            g if g > slack => format!("{} more than the parts", amount(g, unit)),
            g if g < -slack => format!("{} less than the parts", amount(-g, unit)),
            _ => "the same".to_owned(),
        };
        let all = Interval {
            low: parts.low,
            high: parts.high,
        };
        Self {
            level,
            literal,
            arithmetic: Arithmetic {
                stated: format!(
                    "parts {}; total {}, {standing}",
                    amount(parts.stated, unit),
                    amount(total.figure.value(), unit)
                ),
                interval: format!(
                    "parts {}; total {}; {}",
                    range(&all, unit),
                    range(&open, unit),
                    if all.meets(&open) {
                        "they meet"
                    } else {
                        "they do not meet"
                    }
                ),
            },
        }
    }

    /// Says by which rule a total that is literally true still does not fit.
    pub(super) fn rule(&self, total: &Statement, parts: &Sum) -> Option<String> {
        let conveys = conveyed(&total.figure);
        self.literal.then(|| {
            format!(
                "\"{}\" is literally true of {}, yet the parts are {} of the number named: a careful speaker's words convey at most one unit of the last digit more, {}.",
                words(total),
                amount(parts.stated, &parts.unit),
                per_cent(parts.stated, total.figure.value()),
                range(&conveys, &parts.unit)
            )
        })
    }
}

fn sentence(
    view: &View,
    headline: &Statement,
    parts: &[&Statement],
    total: &Sum,
    verdict: &Verdict,
) -> String {
    let unit = &total.unit;
    let value = headline.figure.value();
    let lines = match parts.len() {
        1 => "One line is named under it".to_owned(),
        n => format!("{n} lines are named under it"),
    };
    let mut says = format!(
        "{}: \"{}\" ({}). {lines}, {} in all, {} of it.",
        view.title(&headline.activity),
        words(headline),
        source(headline),
        amount(total.stated, unit),
        per_cent(total.stated, value)
    );
    if let Some(rule) = verdict.rule(headline, total) {
        says.push(' ');
        says.push_str(&rule);
    } else if verdict.level == Level::Inconsistent {
        says.push_str(" The parts exceed the whole.");
    } else if total.stated < value {
        let least = if headline.figure.interval().high.is_finite() {
            ""
        } else {
            "at least "
        };
        let open = if total.high.is_finite() {
            ""
        } else {
            ", unless the lines are more than their numbers"
        };
        says.push_str(&format!(
            " Not named: {least}{}{open}.",
            amount(value - total.stated, unit)
        ));
    }
    says.push_str(&instruments(parts, total));
    says
}

/// The lines by instrument, each with its share of them. A lender's larger book is said to be one.
fn instruments(parts: &[&Statement], total: &Sum) -> String {
    let mut by: BTreeMap<Option<Instrument>, f64> = BTreeMap::new();
    for p in parts {
        *by.entry(p.instrument).or_default() += p.figure.value();
    }
    let share = |value: f64| {
        format!(
            "{} ({})",
            amount(value, &total.unit),
            per_cent(value, total.stated)
        )
    };
    let mut out = String::new();
    if by.len() > 1 {
        let named: Vec<String> = by
            .iter()
            .map(|(i, value)| {
                let name = i.map_or("of no stated instrument", Instrument::as_str);
                format!("{name} {}", share(*value))
            })
            .collect();
        out.push_str(&format!(" By instrument: {}.", named.join(", ")));
    }
    if let Some(value) = by.get(&Some(Instrument::LoanPortfolio)) {
        out.push_str(&format!(
            " {} of the lines is the growth of a loan portfolio, which is paid back and lent again, neither given nor spent.",
            share(*value)
        ));
    }
    out
}
