//! XPath 1.0 over records, for rulesets.
//!
//! An expression is compiled once and evaluated on every record. It sees a whole document ([`Scope::document`]) or one
//! record below a root element that is not in the record's tree ([`Scope::record`]). All of the recommendation's
//! expressions, axes and functions are there but the namespace axis and variables; the only prefix is `xml`.
//!
//! Source: XML Path Language (XPath) Version 1.0, W3C Recommendation, 16 November 1999.

mod axis;
mod compare;
mod error;
mod evaluate;
mod function;
mod lexer;
mod names;
mod parser;
mod scope;
mod shape;
mod syntax;
mod value;

#[cfg(test)]
mod tests;

pub use error::{Fault, XPathError};
pub(super) use evaluate::{At, Evaluator};
pub(super) use names::{Index, Names};
pub(super) use parser::compile;
pub use scope::{Item, Scope};
pub(super) use syntax::Expr;
pub use syntax::Type;
pub use value::Value;

/// An expression that stands alone.
///
/// ```
/// use rootcast_ledger::iati::rules::xpath::{Item, Scope, Value, XPath};
/// let tree = rootcast_ledger::xml::parse("<a><b c='1'/><b c='2'/></a>")?;
/// let scope = Scope::document(&tree);
/// let sum = XPath::parse("sum(/a/b/@c)")?;
/// assert_eq!(sum.evaluate(&scope, Item::DOCUMENT), Value::Number(3.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct XPath {
    expr: Expr,
    names: Names,
}

impl XPath {
    /// Compiles an expression.
    pub fn parse(text: &str) -> Result<Self, XPathError> {
        let mut names = Names::default();
        let expr = compile(text, &mut names, false)?;
        Ok(Self { expr, names })
    }

    /// What it gives.
    pub fn kind(&self) -> Type {
        self.expr.kind()
    }

    /// Its value at an item of a document.
    pub fn evaluate(&self, scope: &Scope<'_>, item: Item) -> Value<'static> {
        let index = Index::of(scope.tree(), &self.names);
        let evaluator = Evaluator::new(scope, &index, &self.names);
        match evaluator.value(&self.expr, At::node(item)) {
            Value::Nodes(nodes) => Value::Nodes(nodes),
            Value::Text(text) => Value::Text(text.into_owned().into()),
            Value::Number(number) => Value::Number(number),
            Value::Boolean(truth) => Value::Boolean(truth),
        }
    }
}
