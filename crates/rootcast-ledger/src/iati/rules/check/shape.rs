//! Rules about what is there.

use super::super::case::Nodes;
use super::super::xpath::{At, Evaluator, Expr, Item};
use super::{Breach, joined, lines, named, union};

pub(super) fn no_more_than_one(evaluator: &Evaluator<'_>, paths: &[Nodes], at: At) -> Vec<Breach> {
    let items = union(evaluator, paths, at);
    match items.get(1) {
        None => Vec::new(),
        Some(second) => {
            let found = format!("found {} ({})", items.len(), lines(evaluator, &items));
            vec![(*second, found)]
        }
    }
}

pub(super) fn at_least_one(evaluator: &Evaluator<'_>, paths: &[Nodes], at: At) -> Vec<Breach> {
    if paths.iter().any(|p| evaluator.truth(&p.expr, at)) {
        return Vec::new();
    }
    vec![(at.item, format!("found no {}", named(evaluator, paths)))]
}

pub(super) fn only_one_of(
    evaluator: &Evaluator<'_>,
    excluded: &[Nodes],
    paths: &[Nodes],
    at: At,
) -> Vec<Breach> {
    let items = union(evaluator, paths, at);
    let present: Vec<Item> = union(evaluator, excluded, at);
    match (present.is_empty(), items.as_slice()) {
        (true, [_]) | (false, []) => Vec::new(),
        (true, []) => vec![(at.item, format!("found no {}", named(evaluator, paths)))],
        (true, [_, second, ..]) => {
            let found = format!("found {} ({})", items.len(), lines(evaluator, &items));
            vec![(*second, found)]
        }
        (false, [first, ..]) => {
            let found = format!(
                "found {} ({}) beside {} ({})",
                named(evaluator, paths),
                lines(evaluator, &items),
                named(evaluator, excluded),
                lines(evaluator, &present)
            );
            vec![(*first, found)]
        }
    }
}

/// `each` and `has` are the elements that must all have something, and what that is.
pub(super) fn one_or_all(
    evaluator: &Evaluator<'_>,
    one: &Nodes,
    (each, has, has_text): (&Expr, &Expr, &str),
    at: At,
) -> Vec<Breach> {
    if evaluator.truth(&one.expr, at) {
        return Vec::new();
    }
    let mut without = evaluator.nodes(each, at);
    without.retain(|item| !evaluator.truth(has, At::node(*item)));
    let Some(first) = without.first() else {
        return Vec::new();
    };
    let found = format!(
        "found no `{}` and {} of <{}> without `{has_text}` ({})",
        one.text,
        without.len(),
        evaluator.scope.name(*first),
        lines(evaluator, &without)
    );
    vec![(*first, found)]
}

pub(super) fn dependent(evaluator: &Evaluator<'_>, paths: &[Nodes], at: At) -> Vec<Breach> {
    let (mut there, mut missing) = (Vec::new(), Vec::new());
    for path in paths {
        let list = if evaluator.truth(&path.expr, at) {
            &mut there
        } else {
            &mut missing
        };
        list.push(format!("`{}`", path.text.replace("$1", evaluator.placeholder())));
    }
    if there.is_empty() || missing.is_empty() {
        return Vec::new();
    }
    let found = format!(
        "found {} without {}",
        joined(&there, "and"),
        joined(&missing, "and")
    );
    vec![(at.item, found)]
}

pub(super) fn if_then(
    evaluator: &Evaluator<'_>,
    condition: &Nodes,
    then: &Nodes,
    paths: &[Nodes],
    at: At,
) -> Vec<Breach> {
    if !evaluator.truth(&condition.expr, at) || evaluator.truth(&then.expr, at) {
        return Vec::new();
    }
    let items = union(evaluator, paths, at);
    if let Some(first) = items.first() {
        return vec![(*first, values(evaluator, &items))];
    }
    let show = |e: &Nodes| e.text.replace("$1", evaluator.placeholder());
    let found = format!("`{}` holds and `{}` does not", show(condition), show(then));
    vec![(at.item, found)]
}

pub(super) fn evaluates(evaluator: &Evaluator<'_>, eval: &Nodes, paths: &[Nodes], at: At) -> Vec<Breach> {
    if evaluator.truth(&eval.expr, at) {
        return Vec::new();
    }
    let items = union(evaluator, paths, at);
    if let Some(first) = items.first() {
        return vec![(*first, values(evaluator, &items))];
    }
    let text = eval.text.replace("$1", evaluator.placeholder());
    vec![(at.item, format!("`{text}` does not hold"))]
}

/// What is there: an attribute with its value, or elements by name and line.
fn values(evaluator: &Evaluator<'_>, items: &[Item]) -> String {
    match items {
        [only] if only.is_attribute() => {
            format!("found {}", super::quoted(&evaluator.text_of(*only)))
        }
        _ => {
            let mut names: Vec<String> = Vec::new();
            for item in items {
                let name = evaluator.scope.name(*item);
                let name = if item.is_attribute() {
                    format!("@{name}")
                } else {
                    format!("<{name}>")
                };
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            format!("found {} on {}", joined(&names, "and"), lines(evaluator, items))
        }
    }
}
