//! One document, or one record, against the rules.

mod dates;
mod shape;
mod texts;

use super::across::{Seen, Shared, repeated};
use super::case::{Case, Context, IdCondition, Nodes, Rule};
use super::load::Loaded;
use super::xpath::{At, Evaluator, Index, Item, Scope};
use super::{Given, message, place, short};
use crate::iati::{Finding, FindingKind};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

/// A breach: the item at fault and what was found there.
type Breach = (Item, String);

/// A check under way.
pub(super) struct Run<'r> {
    pub(super) given: &'r Given<'r>,
    pub(super) out: &'r mut Vec<Finding>,
    pub(super) seen: Seen,
    /// Values said to be repeated, or left to the whole file, so that each is said once.
    said: HashSet<(usize, Item)>,
}

impl<'r> Run<'r> {
    pub(super) fn new(given: &'r Given<'r>, out: &'r mut Vec<Finding>) -> Self {
        Self {
            given,
            out,
            seen: Seen::default(),
            said: HashSet::new(),
        }
    }

    /// All rules.
    pub(super) fn all(mut self, rules: &Loaded, scope: &Scope<'_>) -> Seen {
        let index = Index::of(scope.tree(), &rules.names);
        let evaluator = Evaluator::new(scope, &index, &rules.names);
        for context in &rules.contexts {
            self.context(context, &evaluator);
        }
        self.seen.others.sort_unstable();
        self.seen.others.dedup();
        self.seen
    }

    fn context(&mut self, context: &Context, evaluator: &Evaluator<'_>) {
        let items = evaluator.contexts(&context.nodes);
        if evaluator.took_other_records() {
            self.seen.others.extend(context.cases.iter().map(|c| c.number));
            return;
        }
        // What is above the records is checked once, with the root element, and not again with each record.
        let above_is_done = evaluator.scope.is_record() && !evaluator.scope.tree().is_empty();
        for item in items {
            for case in &context.cases {
                if !(above_is_done && item.above()) {
                    self.case(case, evaluator, At::node(item));
                } else if let Rule::Unique(paths) = &case.rule {
                    self.unique(case, paths, evaluator, At::node(item), true);
                }
            }
        }
    }

    fn case(&mut self, case: &Case, evaluator: &Evaluator<'_>, at: At) {
        if !self.applies(case, evaluator, at) {
            return;
        }
        match &case.rule {
            Rule::Loop { each, cases } => {
                let nodes = evaluator.nodes(&each.expr, at);
                if evaluator.took_other_records() {
                    self.seen.others.extend(cases.iter().map(|c| c.number));
                    return;
                }
                let mut turns: Vec<Cow<'_, str>> = Vec::with_capacity(nodes.len());
                turns.extend(nodes.into_iter().map(|n| evaluator.text_of(n)));
                turns.sort_unstable();
                turns.dedup();
                for turn in &turns {
                    let evaluator = evaluator.with(turn);
                    for case in cases {
                        self.case(case, &evaluator, at);
                    }
                }
            }
            Rule::Unique(paths) => self.unique(case, paths, evaluator, at, false),
            rule => {
                let breaches = self.breaches(rule, evaluator, at);
                if evaluator.took_other_records() {
                    self.seen.others.push(case.number);
                    return;
                }
                for (item, found) in breaches {
                    self.report(case, evaluator, item, &found);
                }
            }
        }
    }

    /// Whether the conditions hold.
    fn applies(&mut self, case: &Case, evaluator: &Evaluator<'_>, at: At) -> bool {
        if let Some(condition) = &case.condition {
            let holds = evaluator.truth(condition, at);
            if evaluator.took_other_records() {
                self.seen.others.push(case.number);
                return false;
            }
            if !holds {
                return false;
            }
        }
        let Some(condition) = case.id_condition else {
            return true;
        };
        let Some(registry) = self.given.registry else {
            return false;
        };
        union(evaluator, case.rule.paths(), at).into_iter().all(|item| {
            let text = evaluator.text_of(item);
            match condition {
                IdCondition::Unregistered => !registry.is_registered(&text),
                IdCondition::UnregisteredPrefix => !registry.begins_registered(&text),
            }
        })
    }

    fn breaches(&self, rule: &Rule, evaluator: &Evaluator<'_>, at: At) -> Vec<Breach> {
        match rule {
            Rule::NoMoreThanOne(paths) => shape::no_more_than_one(evaluator, paths, at),
            Rule::AtLeastOne(paths) => shape::at_least_one(evaluator, paths, at),
            Rule::OnlyOneOf { excluded, paths } => shape::only_one_of(evaluator, excluded, paths, at),
            Rule::OneOrAll {
                one,
                each,
                has,
                has_text,
            } => shape::one_or_all(evaluator, one, (each, has, has_text), at),
            Rule::Dependent(paths) => shape::dependent(evaluator, paths, at),
            Rule::IfThen {
                condition,
                then,
                paths,
            } => shape::if_then(evaluator, condition, then, paths, at),
            Rule::Evaluates { eval, paths } => shape::evaluates(evaluator, eval, paths, at),
            Rule::Sum { paths, sum, strict } => texts::sum(evaluator, paths, *sum, *strict, at),
            Rule::Range { paths, min, max } => texts::range(evaluator, paths, *min, *max, at),
            Rule::Regex {
                paths,
                regex,
                matches,
            } => texts::regex(evaluator, paths, regex, *matches, at),
            Rule::StartsWith {
                paths,
                prefix,
                separator,
            } => texts::starts_with(evaluator, paths, prefix, separator, self.given, at),
            Rule::NoSpaces(paths) => texts::no_spaces(evaluator, paths, at),
            Rule::DateOrder { less, more } => dates::order(evaluator, less, more, self.given.today, at),
            Rule::DateNow(date) => dates::now(evaluator, date, self.given.today, at),
            Rule::TimeLimit { start, end } => dates::limit(evaluator, start, end, self.given.today, at),
            Rule::BetweenDates { date, start, end } => {
                dates::between(evaluator, date, start, end, self.given.today, at)
            }
            // Taken apart where cases are.
            Rule::Unique(_) | Rule::Loop { .. } => Vec::new(),
        }
    }

    /// A value that comes again. Values of other records are left to the whole file; with `others_only`, nothing
    /// else is looked at.
    fn unique(&mut self, case: &Case, paths: &[Nodes], evaluator: &Evaluator<'_>, at: At, others_only: bool) {
        let items = union(evaluator, paths, at);
        if evaluator.took_other_records() {
            let root_alone = evaluator.scope.tree().is_empty();
            for item in items.into_iter().filter(|i| i.above() == root_alone) {
                if self.said.insert((case.number, item)) {
                    self.seen.values.push(Shared {
                        case: case.number,
                        key: (
                            evaluator.placeholder().to_owned(),
                            evaluator.scope.text(item).into_owned(),
                        ),
                        line: evaluator.scope.line(item),
                        path: place::path(evaluator, item),
                    });
                }
            }
            return;
        }
        if others_only || items.len() < 2 {
            return;
        }
        let mut first: BTreeMap<Cow<'_, str>, u64> = BTreeMap::new();
        for item in items {
            let text = evaluator.text_of(item);
            let line = evaluator.scope.line(item);
            match first.get(&text) {
                None => {
                    first.insert(text, line);
                }
                Some(line) => {
                    if self.said.insert((case.number, item)) {
                        let found = repeated(&text, *line);
                        self.report(case, evaluator, item, &found);
                    }
                }
            }
        }
    }

    fn report(&mut self, case: &Case, evaluator: &Evaluator<'_>, item: Item, found: &str) {
        self.out.push(Finding {
            line: evaluator.scope.line(item),
            level: case.info.level,
            kind: FindingKind::Rule,
            code: case.info.code.clone(),
            path: place::path(evaluator, item),
            message: message(&case.info, case.says, evaluator.placeholder(), found),
        });
    }
}

/// The nodes of all paths, each once, in document order.
fn union(evaluator: &Evaluator<'_>, paths: &[Nodes], at: At) -> Vec<Item> {
    if let [only] = paths {
        return evaluator.nodes(&only.expr, at);
    }
    let mut all: Vec<Item> = Vec::new();
    for path in paths {
        evaluator.add_nodes(&path.expr, at, &mut all);
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// Paths as the ruleset writes them, with what `$1` stands for.
fn named(evaluator: &Evaluator<'_>, paths: &[Nodes]) -> String {
    let all: Vec<String> = paths
        .iter()
        .map(|p| format!("`{}`", p.text.replace("$1", evaluator.placeholder())))
        .collect();
    joined(&all, "or")
}

/// `line 3`, `lines 3 and 5`, `lines 3, 5, 7 and 2 more`.
fn lines(evaluator: &Evaluator<'_>, items: &[Item]) -> String {
    const SHOWN: usize = 5;
    let mut all: Vec<String> = Vec::new();
    for item in items.iter().take(SHOWN) {
        let line = evaluator.scope.line(*item).to_string();
        if all.last() != Some(&line) {
            all.push(line);
        }
    }
    if items.len() > SHOWN {
        all.push(format!("{} more", items.len() - SHOWN));
    }
    let noun = if all.len() == 1 { "line" } else { "lines" };
    format!("{noun} {}", joined(&all, "and"))
}

fn joined(all: &[String], word: &str) -> String {
    match all {
        [] => "nothing".to_owned(),
        [only] => only.clone(),
        [before @ .., last] => format!("{} {word} {last}", before.join(", ")),
    }
}

/// A value in quotation marks, cut if it is long.
fn quoted(text: &str) -> String {
    format!("`{}`", short(text))
}
