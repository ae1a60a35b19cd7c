//! The comparisons of XPath 1.0, section 3.4, which look for one node, or one pair, that makes them true.

use super::evaluate::{At, Evaluator};
use super::names::same;
use super::syntax::{Comparison, Expr, Type};
use super::value;
use std::collections::HashSet;
use std::ops::ControlFlow;

impl Evaluator<'_> {
    /// A chain of comparisons, from left to right.
    pub(super) fn comparison(&self, first: &Expr, rest: &[(Comparison, Expr)], at: At) -> bool {
        let Some(((comparison, second), rest)) = rest.split_first() else {
            return self.truth(first, at);
        };
        let start = self.pair(first, *comparison, second, at);
        rest.iter().fold(start, |left, (comparison, right)| {
            self.with_truth(left, *comparison, right, at)
        })
    }

    fn pair(&self, left: &Expr, comparison: Comparison, right: &Expr, at: At) -> bool {
        match (left.kind(), right.kind()) {
            (Type::Nodes, Type::Nodes) => self.nodes_with_nodes(left, comparison, right, at),
            (Type::Boolean, _) => self.with_truth(self.truth(left, at), comparison, right, at),
            (_, Type::Boolean) => self.with_truth(self.truth(right, at), comparison.mirrored(), left, at),
            (Type::Nodes, _) => self.nodes_with(left, comparison, right, at),
            (_, Type::Nodes) => self.nodes_with(right, comparison.mirrored(), left, at),
            (Type::Text, Type::Text) if equality(comparison) => {
                (self.text(left, at) == self.text(right, at)) == (comparison == Comparison::Equal)
            }
            _ => numbers(self.number(left, at), comparison, self.number(right, at)),
        }
    }

    /// With a truth value on the left, the right becomes one too.
    fn with_truth(&self, left: bool, comparison: Comparison, right: &Expr, at: At) -> bool {
        let number = |truth: bool| f64::from(u8::from(truth));
        if equality(comparison) || right.kind() == Type::Nodes {
            numbers(number(left), comparison, number(self.truth(right, at)))
        } else {
            numbers(number(left), comparison, self.number(right, at))
        }
    }

    /// Nodes with text or a number: any node will do.
    fn nodes_with(&self, nodes: &Expr, comparison: Comparison, other: &Expr, at: At) -> bool {
        if other.kind() == Type::Text && equality(comparison) {
            let text = self.text(other, at);
            let equal = comparison == Comparison::Equal;
            return self.any(nodes, at, |found| same(found, &text) == equal);
        }
        let number = self.number(other, at);
        self.any(nodes, at, |found| {
            numbers(value::number(found), comparison, number)
        })
    }

    fn any(&self, nodes: &Expr, at: At, mut test: impl FnMut(&str) -> bool) -> bool {
        if let Expr::Path(path) = nodes
            && let Some(name) = &path.attribute
        {
            return self
                .scope
                .named(at.item, name)
                .is_some_and(|(_, value)| test(value));
        }
        let mut each = |item| {
            if test(&self.text_of(item)) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        match nodes {
            Expr::Path(path) => self.walk(path, at, &mut each).is_break(),
            _ => self.nodes(nodes, at).into_iter().try_for_each(each).is_break(),
        }
    }

    fn nodes_with_nodes(&self, left: &Expr, comparison: Comparison, right: &Expr, at: At) -> bool {
        let right: Vec<_> = self
            .nodes(right, at)
            .into_iter()
            .map(|i| self.text_of(i))
            .collect();
        match comparison {
            Comparison::Equal => {
                let known: HashSet<&str> = right.iter().map(AsRef::as_ref).collect();
                self.any(left, at, |found| known.contains(found))
            }
            Comparison::NotEqual => {
                let Some(first) = right.first() else {
                    return false;
                };
                // With two different texts on the right, one of them differs from any text on the left.
                let mixed = right.iter().any(|r| r != first);
                self.any(left, at, |found| mixed || found != first)
            }
            Comparison::Less | Comparison::LessOrEqual => {
                let most = right.iter().map(|r| value::number(r)).fold(f64::NAN, f64::max);
                self.any(left, at, |found| numbers(value::number(found), comparison, most))
            }
            Comparison::Greater | Comparison::GreaterOrEqual => {
                let least = right.iter().map(|r| value::number(r)).fold(f64::NAN, f64::min);
                self.any(left, at, |found| numbers(value::number(found), comparison, least))
            }
        }
    }
}

fn equality(comparison: Comparison) -> bool {
    matches!(comparison, Comparison::Equal | Comparison::NotEqual)
}

/// By IEEE 754, to which XPath 1.0 refers: nothing equals NaN, and NaN differs from everything.
#[allow(clippy::float_cmp)]
fn numbers(left: f64, comparison: Comparison, right: f64) -> bool {
    match comparison {
        Comparison::Equal => left == right,
        Comparison::NotEqual => left != right,
        Comparison::Less => left < right,
        Comparison::LessOrEqual => left <= right,
        Comparison::Greater => left > right,
        Comparison::GreaterOrEqual => left >= right,
    }
}
