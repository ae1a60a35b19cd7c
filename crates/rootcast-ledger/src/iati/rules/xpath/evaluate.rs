//! Evaluation: what a compiled expression gives at a node. Nothing here can fail; types were checked by the parser.

use super::names::{Index, Names, Symbol};
use super::scope::{Item, Scope};
use super::syntax::{Expr, Function, Operator, Path, Predicate, Start, Step, Type};
use super::value::{self, Value, text_of, text_of_truth, truth_of};
use std::borrow::Cow;
use std::cell::Cell;
use std::ops::ControlFlow;

/// The node, position and size that an expression is evaluated with.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct At {
    pub(in super::super) item: Item,
    pub(super) position: usize,
    pub(super) size: usize,
}

impl At {
    pub(in super::super) fn node(item: Item) -> Self {
        Self {
            item,
            position: 1,
            size: 1,
        }
    }
}

/// Evaluates expressions on one document.
#[derive(Debug)]
pub(in super::super) struct Evaluator<'e> {
    pub(in super::super) scope: &'e Scope<'e>,
    pub(in super::super) index: &'e Index,
    /// The number of the name of the root element above a record.
    head: Symbol,
    /// What `$1` stands for.
    found: &'e str,
    /// Whether an answer depends on records that are out of sight.
    crossed: Cell<bool>,
    /// Whether the records below the root are looked for one by one, as contexts are.
    one_by_one: Cell<bool>,
}

impl<'e> Evaluator<'e> {
    pub(in super::super) fn new(scope: &'e Scope<'e>, index: &'e Index, names: &Names) -> Self {
        Self {
            scope,
            index,
            head: scope.head_name().map_or(0, |name| names.find(name)),
            found: "",
            crossed: Cell::new(false),
            one_by_one: Cell::new(false),
        }
    }

    /// The same, with a text that `$1` stands for.
    pub(in super::super) fn with<'f>(&self, found: &'f str) -> Evaluator<'f>
    where
        'e: 'f,
    {
        Evaluator {
            scope: self.scope,
            index: self.index,
            head: self.head,
            found,
            crossed: Cell::new(false),
            one_by_one: Cell::new(false),
        }
    }

    /// Whether an answer since the last call would have needed records that are out of sight.
    pub(in super::super) fn took_other_records(&self) -> bool {
        self.crossed.replace(false)
    }

    /// What `$1` stands for.
    pub(in super::super) fn placeholder(&self) -> &'e str {
        self.found
    }

    /// Notes that all records would be seen from here.
    pub(super) fn sees_records(&self, item: Item) {
        if item.above() && self.scope.is_record() && !self.one_by_one.get() {
            self.crossed.set(true);
        }
    }

    /// Notes that an axis leads to other records: siblings do from the record itself, others from anywhere in it.
    pub(super) fn leaves_record(&self, item: Item, siblings: bool) {
        let record = item.id().is_some_and(|id| id.index() == 0) && !item.is_attribute();
        if self.scope.is_record() && (record || !siblings) {
            self.crossed.set(true);
        }
    }

    /// The nodes of a context: each record gives its own, so nothing is missed by seeing one at a time, unless
    /// records are counted.
    pub(in super::super) fn contexts(&self, expr: &Expr) -> Vec<Item> {
        self.one_by_one.set(true);
        let nodes = self.nodes(expr, At::node(Item::DOCUMENT));
        self.one_by_one.set(false);
        nodes
    }

    /// Any value.
    pub(super) fn value<'x>(&'x self, expr: &'x Expr, at: At) -> Value<'x> {
        match expr.kind() {
            Type::Nodes => Value::Nodes(self.nodes(expr, at)),
            Type::Text => Value::Text(self.text(expr, at)),
            Type::Number => Value::Number(self.number(expr, at)),
            Type::Boolean => Value::Boolean(self.truth(expr, at)),
        }
    }

    /// `boolean()`: whether there are nodes, a text that is not empty, a number that is neither 0 nor NaN.
    pub(in super::super) fn truth(&self, expr: &Expr, at: At) -> bool {
        match expr {
            Expr::Or(all) => all.iter().any(|e| self.truth(e, at)),
            Expr::And(all) => all.iter().all(|e| self.truth(e, at)),
            Expr::Compare(first, rest) => self.comparison(first, rest, at),
            Expr::Path(path) => match &path.attribute {
                Some(name) => self.scope.named(at.item, name).is_some(),
                None => self.walk(path, at, &mut |_| ControlFlow::Break(())).is_break(),
            },
            Expr::Union(all) => all.iter().any(|e| self.truth(e, at)),
            Expr::Call(function, arguments) if function.kind() == Type::Boolean => {
                self.call_truth(*function, arguments, at)
            }
            Expr::Call(Function::Id, _) => !self.nodes(expr, at).is_empty(),
            _ if expr.kind() == Type::Number => truth_of(self.number(expr, at)),
            _ => !self.text(expr, at).is_empty(),
        }
    }

    /// `number()`.
    pub(super) fn number(&self, expr: &Expr, at: At) -> f64 {
        match expr {
            Expr::Number(number) => *number,
            Expr::Negate(inner) => -self.number(inner, at),
            Expr::Arithmetic(first, rest) => {
                rest.iter()
                    .fold(self.number(first, at), |left, (operator, right)| {
                        let right = self.number(right, at);
                        match operator {
                            Operator::Add => left + right,
                            Operator::Subtract => left - right,
                            Operator::Multiply => left * right,
                            Operator::Divide => left / right,
                            Operator::Modulo => left % right,
                        }
                    })
            }
            Expr::Call(function, arguments) if function.kind() == Type::Number => {
                self.call_number(*function, arguments, at)
            }
            _ if expr.kind() == Type::Boolean => f64::from(u8::from(self.truth(expr, at))),
            _ => value::number(&self.text(expr, at)),
        }
    }

    /// `string()`: of nodes, that of the first in document order.
    pub(super) fn text<'x>(&'x self, expr: &'x Expr, at: At) -> Cow<'x, str> {
        match expr {
            Expr::Literal(text) => Cow::Borrowed(text),
            Expr::Template(text) => Cow::Owned(text.replace("$1", self.found)),
            Expr::Placeholder => Cow::Borrowed(self.found),
            Expr::Path(_) | Expr::Union(_) | Expr::Call(Function::Id, _) => self
                .first(expr, at)
                .map_or(Cow::Borrowed(""), |item| self.text_of(item)),
            Expr::Call(function, arguments) if function.kind() == Type::Text => {
                self.call_text(*function, arguments, at)
            }
            _ if expr.kind() == Type::Boolean => Cow::Borrowed(text_of_truth(self.truth(expr, at))),
            _ => text_of(self.number(expr, at)),
        }
    }

    /// The text of an item.
    pub(in super::super) fn text_of(&self, item: Item) -> Cow<'e, str> {
        if !item.is_attribute() {
            self.sees_records(item);
        }
        self.scope.text(item)
    }

    /// The first node in document order.
    pub(in super::super) fn first(&self, expr: &Expr, at: At) -> Option<Item> {
        if let Expr::Path(path) = expr
            && path.ordered
        {
            let mut first = None;
            let _found = self.walk(path, at, &mut |item| {
                first = Some(item);
                ControlFlow::Break(())
            });
            return first;
        }
        self.nodes(expr, at).first().copied()
    }

    /// Nodes in document order, each once. Empty for an expression that gives none.
    pub(in super::super) fn nodes(&self, expr: &Expr, at: At) -> Vec<Item> {
        let mut out = Vec::new();
        self.add_nodes(expr, at, &mut out);
        let ordered = matches!(expr, Expr::Path(path) if path.ordered);
        if !ordered {
            out.sort_unstable();
            out.dedup();
        }
        out
    }

    /// Adds the nodes to others, in no order, and once for each part of a union that has them.
    pub(in super::super) fn add_nodes(&self, expr: &Expr, at: At, out: &mut Vec<Item>) {
        match expr {
            Expr::Path(path) => {
                let _all = self.walk(path, at, &mut |item| {
                    out.push(item);
                    ControlFlow::Continue(())
                });
            }
            Expr::Union(all) => all.iter().for_each(|part| self.add_nodes(part, at, out)),
            Expr::Call(Function::Id, arguments) => out.extend(self.identified(arguments, at)),
            _ => {}
        }
    }

    /// How many nodes.
    pub(super) fn count(&self, expr: &Expr, at: At) -> usize {
        let Expr::Path(path) = expr else {
            return self.nodes(expr, at).len();
        };
        let mut count = 0;
        let _all = self.walk(path, at, &mut |_| {
            count += 1;
            ControlFlow::Continue(())
        });
        count
    }

    /// Hands over each node of a path once, in document order if the path is so ordered.
    pub(in super::super) fn walk(
        &self,
        path: &Path,
        at: At,
        each: &mut dyn FnMut(Item) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        if let Some(name) = &path.attribute {
            return match self.scope.named(at.item, name) {
                Some((attribute, _)) => each(attribute),
                None => ControlFlow::Continue(()),
            };
        }
        if !self.may_be_elsewhere(path, at)
            && path.needs.iter().any(|s| !self.index.has(*s) && *s != self.head)
        {
            return ControlFlow::Continue(());
        }
        let start = match &path.start {
            Start::Context => at.item,
            Start::Document => Item::DOCUMENT,
            Start::Filter(primary, predicates) => {
                let outer = self.one_by_one.replace(false);
                let mut nodes = self.nodes(primary, at);
                for predicate in predicates {
                    self.filter(&mut nodes, predicate);
                }
                self.one_by_one.set(outer);
                return self.steps(&path.steps, nodes).into_iter().try_for_each(each);
            }
        };
        if path.distinct {
            self.down(&path.steps, start, each)
        } else {
            self.steps(&path.steps, vec![start])
                .into_iter()
                .try_for_each(each)
        }
    }

    /// Whether what a path asks for may be in other records although it is not in this one.
    fn may_be_elsewhere(&self, path: &Path, at: At) -> bool {
        let from_above = matches!(path.start, Start::Document) || at.item.above();
        from_above && self.scope.is_record() && !self.one_by_one.get()
    }

    /// Depth first, without a list.
    fn down(
        &self,
        steps: &[Step],
        item: Item,
        each: &mut dyn FnMut(Item) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let Some((step, rest)) = steps.split_first() else {
            return each(item);
        };
        if step.positional {
            return self
                .selected(item, step)
                .into_iter()
                .try_for_each(|n| self.down(rest, n, each));
        }
        if step.predicates.is_empty() {
            if rest.is_empty() {
                return self.along(item, step, each);
            }
            return self.along(item, step, &mut |n| self.down(rest, n, each));
        }
        self.along(item, step, &mut |n| {
            let outer = self.one_by_one.replace(false);
            let passes = step.predicates.iter().all(|p| self.truth(&p.expr, At::node(n)));
            self.one_by_one.set(outer);
            if passes {
                self.down(rest, n, each)
            } else {
                ControlFlow::Continue(())
            }
        })
    }

    /// Step by step, with a sorted list between steps.
    fn steps(&self, steps: &[Step], start: Vec<Item>) -> Vec<Item> {
        let mut nodes = start;
        for step in steps {
            let mut next: Vec<Item> = nodes.iter().flat_map(|n| self.selected(*n, step)).collect();
            next.sort_unstable();
            next.dedup();
            nodes = next;
        }
        nodes
    }

    /// The nodes of one step from one node, nearest first.
    fn selected(&self, item: Item, step: &Step) -> Vec<Item> {
        let mut nodes = Vec::new();
        let _all = self.along(item, step, &mut |n| {
            nodes.push(n);
            ControlFlow::Continue(())
        });
        if step.positional && item.above() && self.scope.is_record() && nodes.iter().any(|n| !n.above()) {
            self.crossed.set(true);
        }
        let outer = self.one_by_one.replace(false);
        for predicate in &step.predicates {
            self.filter(&mut nodes, predicate);
        }
        self.one_by_one.set(outer);
        nodes
    }

    fn filter(&self, nodes: &mut Vec<Item>, predicate: &Predicate) {
        let size = nodes.len();
        let mut position = 0;
        let by_number = predicate.expr.kind() == Type::Number;
        nodes.retain(|item| {
            position += 1;
            let at = At {
                item: *item,
                position,
                size,
            };
            if by_number {
                // Positions are far below 2^53.
                (self.number(&predicate.expr, at) - position as f64).abs() == 0.0
            } else {
                self.truth(&predicate.expr, at)
            }
        });
    }
}
