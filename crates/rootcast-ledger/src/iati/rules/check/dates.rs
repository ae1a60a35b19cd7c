//! Rules about days.
//!
//! Where both sides of a comparison have several days, as many as each other, they are compared in pairs in document
//! order (the start and the end of each budget); where one side has one day, it is compared with each of the other;
//! where there are several on both sides and not as many, the first of each.

use super::super::case::{Nodes, When};
use super::super::day::{a_year_after, day};
use super::super::xpath::{At, Evaluator, Item};
use super::Breach;
use jiff::civil::Date;

/// A day and the item that says it; none for today.
type Said = (Option<Item>, Option<Date>);

/// What is said of a day: its date and, unless it is today, its line.
fn show(evaluator: &Evaluator<'_>, (item, date): (Option<Item>, Date)) -> String {
    match item {
        Some(item) => format!("{date} (line {})", evaluator.scope.line(item)),
        None => format!("today, {date}"),
    }
}

/// The days of nodes: an attribute's value, an element's `@iso-date` or its text.
fn days(evaluator: &Evaluator<'_>, nodes: &Nodes, at: At) -> Vec<Said> {
    let items = evaluator.nodes(&nodes.expr, at);
    items
        .into_iter()
        .map(|item| {
            let scope = evaluator.scope;
            let element = item.id().filter(|_| !item.is_attribute());
            let named = element.and_then(|id| scope.tree().get(id, "iso-date"));
            let date = match named {
                Some(text) => day(text),
                None => day(&evaluator.text_of(item)),
            };
            (Some(item), date)
        })
        .collect()
}

fn when(evaluator: &Evaluator<'_>, when: &When, today: Date, at: At) -> Vec<Said> {
    match when {
        When::Today => vec![(None, Some(today))],
        When::Of(nodes) => days(evaluator, nodes, at),
    }
}

/// The pairs to compare; those without two days are left out.
fn pairs(left: &[Said], right: &[Said]) -> Vec<[(Option<Item>, Date); 2]> {
    let both = |(l, r): (&Said, &Said)| Some([(l.0, l.1?), (r.0, r.1?)]);
    match (left, right) {
        ([one], all) => all.iter().filter_map(|r| both((one, r))).collect(),
        (all, [one]) => all.iter().filter_map(|l| both((l, one))).collect(),
        _ if left.len() == right.len() => left.iter().zip(right).filter_map(both).collect(),
        _ => left.iter().zip(right).take(1).filter_map(both).collect(),
    }
}

pub(super) fn order(evaluator: &Evaluator<'_>, less: &When, more: &When, today: Date, at: At) -> Vec<Breach> {
    let early = when(evaluator, less, today, at);
    if early.is_empty() {
        return Vec::new();
    }
    let late = when(evaluator, more, today, at);
    pairs(&early, &late)
        .into_iter()
        .filter(|[early, late]| early.1 > late.1)
        .map(|[early, late]| {
            let found = format!("{} is after {}", show(evaluator, early), show(evaluator, late));
            (early.0.or(late.0).unwrap_or(at.item), found)
        })
        .collect()
}

pub(super) fn now(evaluator: &Evaluator<'_>, date: &Nodes, today: Date, at: At) -> Vec<Breach> {
    days(evaluator, date, at)
        .into_iter()
        .filter_map(|(item, date)| {
            let date = date.filter(|d| *d > today)?;
            Some((item?, format!("{date} is after today, {today}")))
        })
        .collect()
}

pub(super) fn limit(evaluator: &Evaluator<'_>, start: &When, end: &When, today: Date, at: At) -> Vec<Breach> {
    let starts = when(evaluator, start, today, at);
    if starts.is_empty() {
        return Vec::new();
    }
    pairs(&starts, &when(evaluator, end, today, at))
        .into_iter()
        .filter(|[start, end]| end.1 > a_year_after(start.1))
        .map(|[start, end]| {
            let found = format!(
                "{} to {} is longer than a year",
                show(evaluator, start),
                show(evaluator, end)
            );
            (start.0.or(end.0).unwrap_or(at.item), found)
        })
        .collect()
}

pub(super) fn between(
    evaluator: &Evaluator<'_>,
    date: &Nodes,
    start: &When,
    end: &When,
    today: Date,
    at: At,
) -> Vec<Breach> {
    let dates = days(evaluator, date, at);
    if dates.is_empty() {
        return Vec::new();
    }
    let first = |w: &When| when(evaluator, w, today, at).first().and_then(|s| s.1);
    let (start, end) = (first(start), first(end));
    dates
        .into_iter()
        .filter_map(|(item, date)| {
            let date = date?;
            let early = start.filter(|s| date < *s);
            let late = end.filter(|e| date > *e);
            let found = match (early, late) {
                (Some(start), _) => format!("{date} is before the start, {start}"),
                (None, Some(end)) => format!("{date} is after the end, {end}"),
                (None, None) => return None,
            };
            Some((item?, found))
        })
        .collect()
}
