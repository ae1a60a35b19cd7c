//! What a reader must know of a sum that is allowed.

use std::collections::BTreeMap;

use crate::{
    amount::amount,
    ledger::{Instrument, Statement},
};

/// The caveats, in a fixed order: instruments, what is not said, days.
pub(super) fn all(statements: &[&Statement]) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(first) = statements.first()
        && first.stage.measure().is_some()
    {
        instruments(statements, first, &mut out);
    }
    unsaid("gross or net", statements, |s| s.basis.is_some(), &mut out);
    unsaid("direct or indirect", statements, |s| s.reach.is_some(), &mut out);
    let days = statements.iter().map(|s| s.said_on);
    if let (Some(first), Some(last)) = (days.clone().min(), days.max())
        && first != last
    {
        out.push(format!("stated on days from {first} to {last}"));
    }
    out
}

/// Which instruments are added, each with its share; a loan portfolio is called one even alone.
fn instruments(statements: &[&Statement], first: &Statement, out: &mut Vec<String>) {
    let mut by: BTreeMap<Option<Instrument>, (f64, usize)> = BTreeMap::new();
    for s in statements {
        let entry = by.entry(s.instrument).or_default();
        entry.0 += s.figure.value();
        entry.1 += 1;
    }
    let unit = &first.unit;
    if by.len() > 1 {
        let named: Vec<String> = by
            .iter()
            .map(|(i, (value, _))| {
                format!(
                    "{} {}",
                    i.map_or("of no stated instrument", Instrument::as_str),
                    amount(*value, unit)
                )
            })
            .collect();
        out.push(format!("instruments are mixed: {}", named.join(", ")));
    }
    if let Some((value, _)) = by.get(&Some(Instrument::LoanPortfolio)) {
        out.push(format!(
            "{} of it is a loan portfolio: a lender's book, paid back and lent again, neither given nor spent",
            amount(*value, unit)
        ));
    }
}

/// Some say which and others do not.
fn unsaid(what: &str, statements: &[&Statement], said: impl Fn(&Statement) -> bool, out: &mut Vec<String>) {
    let silent: Vec<String> = statements
        .iter()
        .filter(|s| !said(s))
        .map(|s| format!("`{}`", s.id))
        .collect();
    if !silent.is_empty() && silent.len() < statements.len() {
        out.push(format!("whether {what} is not said of {}", silent.join(", ")));
    }
}
