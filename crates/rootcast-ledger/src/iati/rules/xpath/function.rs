//! The core function library of XPath 1.0, section 4.

use super::evaluate::{At, Evaluator};
use super::parser::XML;
use super::scope::Item;
use super::syntax::{Expr, Function, Type};
use super::value::{self, SPACE, round};
use crate::xml::NodeId;
use std::borrow::Cow;

impl Evaluator<'_> {
    pub(super) fn call_truth(&self, function: Function, arguments: &[Expr], at: At) -> bool {
        match (function, arguments) {
            (Function::Not, [argument]) => !self.truth(argument, at),
            (Function::Boolean, [argument]) => self.truth(argument, at),
            (Function::True, _) => true,
            (Function::Contains, [text, part]) => self.text(text, at).contains(&*self.text(part, at)),
            (Function::StartsWith, [text, part]) => self.text(text, at).starts_with(&*self.text(part, at)),
            (Function::Lang, [wanted]) => self.in_language(at.item, &self.text(wanted, at)),
            _ => false,
        }
    }

    pub(super) fn call_number(&self, function: Function, arguments: &[Expr], at: At) -> f64 {
        match (function, arguments) {
            // Positions and counts are far below 2^53.
            (Function::Last, _) => at.size as f64,
            (Function::Position, _) => at.position as f64,
            (Function::Count, [nodes]) => self.count(nodes, at) as f64,
            (Function::StringLength, _) => self.argument_text(arguments, at).chars().count() as f64,
            (Function::Number, [argument]) => self.number(argument, at),
            (Function::Number, _) => value::number(&self.text_of(at.item)),
            (Function::Sum, [nodes]) => self
                .nodes(nodes, at)
                .into_iter()
                .map(|n| value::number(&self.text_of(n)))
                .fold(0.0, |sum, n| sum + n),
            (Function::Floor, [argument]) => self.number(argument, at).floor(),
            (Function::Ceiling, [argument]) => self.number(argument, at).ceil(),
            (Function::Round, [argument]) => round(self.number(argument, at)),
            _ => f64::NAN,
        }
    }

    pub(super) fn call_text<'x>(&'x self, function: Function, arguments: &'x [Expr], at: At) -> Cow<'x, str> {
        match (function, arguments) {
            (Function::LocalName, _) => self.about(arguments, at, |e, item| {
                e.scope.qualified(item).map_or("", |(local, _)| local)
            }),
            (Function::NamespaceUri, _) => self.about(arguments, at, |e, item| {
                if item.is_attribute() && e.scope.name(item).starts_with("xml:") {
                    return XML;
                }
                e.scope.qualified(item).map_or("", |(_, namespace)| namespace)
            }),
            (Function::Name, _) => self.about(arguments, at, |e, item| e.scope.name(item)),
            (Function::String, _) => self.argument_text(arguments, at),
            (Function::Concat, parts) => Cow::Owned(parts.iter().map(|p| self.text(p, at)).collect()),
            (Function::SubstringBefore, [text, mark]) => {
                let (text, mark) = (self.text(text, at), self.text(mark, at));
                Cow::Owned(
                    text.split_once(&*mark)
                        .map_or("", |(before, _)| before)
                        .to_owned(),
                )
            }
            (Function::SubstringAfter, [text, mark]) => {
                let (text, mark) = (self.text(text, at), self.text(mark, at));
                Cow::Owned(text.split_once(&*mark).map_or("", |(_, after)| after).to_owned())
            }
            (Function::Substring, [text, from, rest @ ..]) => {
                let length = rest.first().map(|l| self.number(l, at));
                Cow::Owned(substring(&self.text(text, at), self.number(from, at), length))
            }
            (Function::NormalizeSpace, _) => normalised(self.argument_text(arguments, at)),
            (Function::Translate, [text, from, to]) => {
                let (from, to) = (self.text(from, at), self.text(to, at));
                Cow::Owned(translated(&self.text(text, at), &from, &to))
            }
            _ => Cow::Borrowed(""),
        }
    }

    /// The text of the argument, or of the context node where there is none.
    fn argument_text<'x>(&'x self, arguments: &'x [Expr], at: At) -> Cow<'x, str> {
        match arguments.first() {
            Some(argument) => self.text(argument, at),
            None => self.text_of(at.item),
        }
    }

    /// Something of the first node of the argument, or of the context node where there is none.
    fn about<'x>(
        &'x self,
        arguments: &[Expr],
        at: At,
        of: impl Fn(&'x Self, Item) -> &'x str,
    ) -> Cow<'x, str> {
        let item = match arguments.first() {
            Some(argument) => self.first(argument, at),
            None => Some(at.item),
        };
        Cow::Borrowed(item.map_or("", |i| of(self, i)))
    }

    /// `lang()`: the nearest `xml:lang` is the language asked for or a kind of it.
    fn in_language(&self, item: Item, wanted: &str) -> bool {
        let mut at = Some(item);
        while let Some(here) = at {
            let mut attributes = self.scope.attributes(here);
            if let Some((attribute, ..)) = attributes.find(|(_, name, _)| *name == "xml:lang") {
                let language = self.scope.text(attribute);
                let (Some(head), rest) = (language.get(..wanted.len()), language.get(wanted.len()..)) else {
                    return false;
                };
                return head.eq_ignore_ascii_case(wanted)
                    && rest.is_some_and(|r| r.is_empty() || r.starts_with('-'));
            }
            at = self.scope.parent(here);
        }
        false
    }

    /// `id()`: without a document type, `xml:id` alone identifies.
    pub(super) fn identified(&self, arguments: &[Expr], at: At) -> Vec<Item> {
        let Some(argument) = arguments.first() else {
            return Vec::new();
        };
        let texts: Vec<Cow<'_, str>> = if argument.kind() == Type::Nodes {
            let nodes = self.nodes(argument, at);
            nodes.into_iter().map(|n| self.text_of(n)).collect()
        } else {
            vec![self.text(argument, at)]
        };
        let wanted: Vec<&str> = texts
            .iter()
            .flat_map(|t| t.split(SPACE))
            .filter(|w| !w.is_empty())
            .collect();
        self.sees_records(Item::DOCUMENT);
        let tree = self.scope.tree();
        let mut out: Vec<Item> = Vec::new();
        let mut taken: Vec<&str> = Vec::new();
        for node in (0..).take(tree.len()).map(NodeId::at) {
            if let Some(id) = tree.get(node, "xml:id")
                && wanted.contains(&id)
                && !taken.contains(&id)
            {
                taken.push(id);
                out.push(Item::node(node));
            }
        }
        out
    }
}

/// Characters from a position, counted from 1 and rounded, for a length.
fn substring(text: &str, from: f64, length: Option<f64>) -> String {
    let from = round(from);
    let end = length.map_or(f64::INFINITY, |l| from + round(l));
    text.chars()
        .zip(1u32..)
        .filter(|(_, position)| f64::from(*position) >= from && f64::from(*position) < end)
        .map(|(c, _)| c)
        .collect()
}

/// One space between words, none around.
fn normalised(text: Cow<'_, str>) -> Cow<'_, str> {
    let clean = !text.starts_with(SPACE)
        && !text.ends_with(SPACE)
        && !text.contains(['\t', '\n', '\r'])
        && !text.contains("  ");
    if clean {
        return text;
    }
    let words: Vec<&str> = text.split(SPACE).filter(|w| !w.is_empty()).collect();
    Cow::Owned(words.join(" "))
}

/// Each character of `from` becomes the one of `to` at the same place, or goes where `to` is shorter.
fn translated(text: &str, from: &str, to: &str) -> String {
    text.chars()
        .filter_map(|c| match from.chars().position(|f| f == c) {
            Some(place) => to.chars().nth(place),
            None => Some(c),
        })
        .collect()
}
