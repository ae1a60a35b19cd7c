//! Rules about what texts and numbers are.

use super::super::Given;
use super::super::case::{Nodes, Prefix};
use super::super::decimal::Decimal;
use super::super::xpath::{At, Evaluator, Item};
use super::{Breach, lines, named, quoted, union};
use regex::Regex;
use std::cmp::Ordering;

pub(super) fn sum(
    evaluator: &Evaluator<'_>,
    paths: &[Nodes],
    wanted: Decimal,
    strict: bool,
    at: At,
) -> Vec<Breach> {
    const SHOWN: usize = 8;
    let items = union(evaluator, paths, at);
    if items.is_empty() && !strict {
        return Vec::new();
    }
    let (mut total, mut parts) = (Decimal::ZERO, Vec::with_capacity(items.len()));
    for item in &items {
        let text = evaluator.text_of(*item);
        let Some(part) = Decimal::parse(&text) else {
            return vec![(*item, format!("{} is not a decimal number", quoted(&text)))];
        };
        let Some(sum) = total.plus(part) else {
            return vec![(
                *item,
                "the numbers have too many digits to be added exactly".to_owned(),
            )];
        };
        total = sum;
        parts.push(part);
    }
    if total.compare(wanted) == Ordering::Equal {
        return Vec::new();
    }
    let Some(first) = items.first() else {
        return vec![(
            at.item,
            format!("found no {}, expected {wanted}", named(evaluator, paths)),
        )];
    };
    let mut terms: Vec<String> = parts.iter().take(SHOWN).map(ToString::to_string).collect();
    if parts.len() > SHOWN {
        terms.push("…".to_owned());
    }
    let found = if parts.len() == 1 {
        format!("found {total} on {}, not {wanted}", lines(evaluator, &items))
    } else {
        format!(
            "they add to {total} ({}, {}), not {wanted}",
            terms.join(" + "),
            lines(evaluator, &items)
        )
    };
    vec![(*first, found)]
}

pub(super) fn range(
    evaluator: &Evaluator<'_>,
    paths: &[Nodes],
    min: Option<Decimal>,
    max: Option<Decimal>,
    at: At,
) -> Vec<Breach> {
    each(evaluator, paths, at, |text| {
        let Some(number) = Decimal::parse(text) else {
            return Some(format!("{} is not a decimal number", quoted(text)));
        };
        if let Some(min) = min.filter(|m| number.compare(*m) == Ordering::Less) {
            return Some(format!("{number} is below {min}"));
        }
        let max = max.filter(|m| number.compare(*m) == Ordering::Greater)?;
        Some(format!("{number} is above {max}"))
    })
}

/// An empty text is left to the rules that ask for one, as the standard's validator does.
pub(super) fn regex(
    evaluator: &Evaluator<'_>,
    paths: &[Nodes],
    regex: &Regex,
    matches: bool,
    at: At,
) -> Vec<Breach> {
    each(evaluator, paths, at, |text| {
        let wrong = !text.is_empty() && regex.is_match(text) != matches;
        let verb = if matches { "does not match" } else { "matches" };
        wrong.then(|| format!("{} {verb} `{regex}`", quoted(text)))
    })
}

pub(super) fn starts_with(
    evaluator: &Evaluator<'_>,
    paths: &[Nodes],
    prefix: &Prefix,
    separator: &str,
    given: &Given<'_>,
    at: At,
) -> Vec<Breach> {
    match prefix {
        Prefix::Registry => {
            let Some(registry) = given.registry else {
                return Vec::new();
            };
            each(evaluator, paths, at, |text| {
                (!registry.begins_with_agency(text))
                    .then(|| format!("{} does not begin with an agency's code", quoted(text)))
            })
        }
        Prefix::Texts(starts) => {
            let begins = |text: &str, item: Item| {
                text.strip_prefix(&*evaluator.text_of(item))
                    .is_some_and(|rest| rest.starts_with(separator))
            };
            let items = union(evaluator, starts, at);
            each(evaluator, paths, at, |text| {
                if items.iter().any(|item| begins(text, *item)) {
                    return None;
                }
                let Some(first) = items.first() else {
                    return Some(format!("there is no {} to begin with", named(evaluator, starts)));
                };
                let first = evaluator.text_of(*first);
                Some(format!(
                    "{} does not begin with {}",
                    quoted(text),
                    quoted(&format!("{first}{separator}"))
                ))
            })
        }
    }
}

pub(super) fn no_spaces(evaluator: &Evaluator<'_>, paths: &[Nodes], at: At) -> Vec<Breach> {
    each(evaluator, paths, at, |text| {
        (text.trim() != text).then(|| format!("found white space around {}", quoted(text.trim())))
    })
}

/// A breach for each text of which something is found.
fn each(
    evaluator: &Evaluator<'_>,
    paths: &[Nodes],
    at: At,
    mut found: impl FnMut(&str) -> Option<String>,
) -> Vec<Breach> {
    union(evaluator, paths, at)
        .into_iter()
        .filter_map(|item| found(&evaluator.text_of(item)).map(|found| (item, found)))
        .collect()
}
