//! Tokens to a tree, by the grammar of XPath 1.0, section 3. Types are checked here, so that evaluation cannot fail.

use super::error::{Fault, XPathError};
use super::lexer::{Placed, Token, tokens};
use super::names::Names;
use super::syntax::{Axis, Comparison, Expr, Function, Operator, Path, Predicate, Start, Step, Test, Type};
use rootcast_core::nearest::nearest;

/// Brackets inside each other, at most.
const DEPTH: usize = 24;
/// Steps of one path, at most.
const STEPS: usize = 48;
/// Bytes of an expression, at most.
const LENGTH: usize = 16_384;
/// The namespace of `xml:lang`.
pub(super) const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// Compiles an expression. With `placeholder`, `$1` stands for what a loop has found.
pub(in super::super) fn compile(
    text: &str,
    names: &mut Names,
    placeholder: bool,
) -> Result<Expr, XPathError> {
    if text.len() > LENGTH {
        return Err(XPathError {
            position: 1,
            fault: Fault::TooLong(LENGTH),
        });
    }
    let mut parser = Parser {
        tokens: tokens(text)?,
        at: 0,
        depth: 0,
        names,
        placeholder,
    };
    let expr = parser.expr()?;
    match parser.peek() {
        Token::End => Ok(expr),
        _ => Err(parser.unexpected("an operator or the end")),
    }
}

struct Parser<'n> {
    tokens: Vec<Placed>,
    at: usize,
    depth: usize,
    names: &'n mut Names,
    placeholder: bool,
}

impl Parser<'_> {
    fn peek(&self) -> &Token {
        self.ahead(0)
    }

    /// A token further on; the last one is [`Token::End`].
    fn ahead(&self, by: usize) -> &Token {
        self.tokens.get(self.at + by).map_or(&Token::End, |p| &p.token)
    }

    fn position(&self) -> usize {
        self.tokens.get(self.at).map_or(1, |p| p.position)
    }

    fn take(&mut self) -> Token {
        let token = self.peek().clone();
        if token != Token::End {
            self.at += 1;
        }
        token
    }

    fn eat(&mut self, token: &Token) -> bool {
        let there = self.peek() == token;
        if there {
            self.at += 1;
        }
        there
    }

    fn expect(&mut self, token: &Token, expected: &'static str) -> Result<(), XPathError> {
        if self.eat(token) {
            Ok(())
        } else {
            Err(self.unexpected(expected))
        }
    }

    fn fault<T>(&self, fault: Fault) -> Result<T, XPathError> {
        Err(XPathError {
            position: self.position(),
            fault,
        })
    }

    fn unexpected(&self, expected: &'static str) -> XPathError {
        XPathError {
            position: self.position(),
            fault: Fault::Unexpected {
                found: self.peek().describe(),
                expected,
            },
        }
    }

    fn expr(&mut self) -> Result<Expr, XPathError> {
        if self.depth >= DEPTH {
            return self.fault(Fault::TooDeep(DEPTH));
        }
        self.depth += 1;
        let mut any = vec![self.and()?];
        while self.eat(&Token::Or) {
            any.push(self.and()?);
        }
        self.depth -= 1;
        Ok(single_or(any, Expr::Or))
    }

    fn and(&mut self) -> Result<Expr, XPathError> {
        let mut all = vec![self.equality()?];
        while self.eat(&Token::And) {
            all.push(self.equality()?);
        }
        Ok(single_or(all, Expr::And))
    }

    fn equality(&mut self) -> Result<Expr, XPathError> {
        let first = self.relation()?;
        let mut rest = Vec::new();
        loop {
            let comparison = match self.peek() {
                Token::Equal => Comparison::Equal,
                Token::NotEqual => Comparison::NotEqual,
                _ => break,
            };
            self.at += 1;
            rest.push((comparison, self.relation()?));
        }
        Ok(chain(first, rest, Expr::Compare))
    }

    fn relation(&mut self) -> Result<Expr, XPathError> {
        let first = self.sum()?;
        let mut rest = Vec::new();
        loop {
            let comparison = match self.peek() {
                Token::Less => Comparison::Less,
                Token::LessOrEqual => Comparison::LessOrEqual,
                Token::Greater => Comparison::Greater,
                Token::GreaterOrEqual => Comparison::GreaterOrEqual,
                _ => break,
            };
            self.at += 1;
            rest.push((comparison, self.sum()?));
        }
        Ok(chain(first, rest, Expr::Compare))
    }

    fn sum(&mut self) -> Result<Expr, XPathError> {
        let first = self.product()?;
        let mut rest = Vec::new();
        loop {
            let operator = match self.peek() {
                Token::Plus => Operator::Add,
                Token::Minus => Operator::Subtract,
                _ => break,
            };
            self.at += 1;
            rest.push((operator, self.product()?));
        }
        Ok(chain(first, rest, Expr::Arithmetic))
    }

    fn product(&mut self) -> Result<Expr, XPathError> {
        let first = self.unary()?;
        let mut rest = Vec::new();
        loop {
            let operator = match self.peek() {
                Token::Multiply => Operator::Multiply,
                Token::Div => Operator::Divide,
                Token::Mod => Operator::Modulo,
                _ => break,
            };
            self.at += 1;
            rest.push((operator, self.unary()?));
        }
        Ok(chain(first, rest, Expr::Arithmetic))
    }

    /// Signs before an operand: an odd number of them is one, an even number two.
    fn unary(&mut self) -> Result<Expr, XPathError> {
        let mut signs = 0usize;
        while self.eat(&Token::Minus) {
            signs += 1;
        }
        let operand = self.union()?;
        Ok(match signs {
            0 => operand,
            odd if odd % 2 == 1 => Expr::Negate(Box::new(operand)),
            _ => Expr::Negate(Box::new(Expr::Negate(Box::new(operand)))),
        })
    }

    fn union(&mut self) -> Result<Expr, XPathError> {
        let mut position = self.position();
        let mut parts = vec![self.path()?];
        if *self.peek() != Token::Pipe {
            return Ok(single_or(parts, Expr::Union));
        }
        nodes_or_fault(parts.last(), "`|`", position)?;
        while self.eat(&Token::Pipe) {
            position = self.position();
            parts.push(self.path()?);
            nodes_or_fault(parts.last(), "`|`", position)?;
        }
        Ok(Expr::Union(parts))
    }

    fn path(&mut self) -> Result<Expr, XPathError> {
        if self.begins_primary() {
            return self.filter();
        }
        let mut steps = Vec::new();
        let start = if self.eat(&Token::Slash) {
            if !self.begins_step() {
                return Ok(Expr::Path(Path::new(Start::Document, steps)));
            }
            Start::Document
        } else if self.eat(&Token::DoubleSlash) {
            steps.push(Step::any_depth());
            Start::Document
        } else {
            Start::Context
        };
        self.steps(&mut steps)?;
        Ok(Expr::Path(Path::new(start, steps)))
    }

    /// Whether what follows is a literal, a number, a bracket, a variable or a function call.
    fn begins_primary(&self) -> bool {
        match self.peek() {
            Token::Open | Token::Literal(_) | Token::Number(_) | Token::Variable(_) => true,
            Token::Name { prefix, local } => {
                *self.ahead(1) == Token::Open && !(prefix.is_none() && node_type(local))
            }
            _ => false,
        }
    }

    fn begins_step(&self) -> bool {
        matches!(
            self.peek(),
            Token::Dot | Token::DotDot | Token::At | Token::Any | Token::AnyIn(_) | Token::Name { .. }
        )
    }

    fn filter(&mut self) -> Result<Expr, XPathError> {
        let position = self.position();
        let primary = self.primary()?;
        let predicates = self.predicates()?;
        let mut steps = Vec::new();
        if !predicates.is_empty() {
            nodes_or_fault(Some(&primary), "`[`", position)?;
        }
        let deep = *self.peek() == Token::DoubleSlash;
        if deep || *self.peek() == Token::Slash {
            nodes_or_fault(Some(&primary), "`/`", position)?;
            self.at += 1;
            if deep {
                steps.push(Step::any_depth());
            }
            self.steps(&mut steps)?;
        }
        if predicates.is_empty() && steps.is_empty() {
            return Ok(primary);
        }
        Ok(Expr::Path(Path::new(
            Start::Filter(Box::new(primary), predicates),
            steps,
        )))
    }

    fn primary(&mut self) -> Result<Expr, XPathError> {
        let position = self.position();
        match self.take() {
            Token::Open => {
                let inner = self.expr()?;
                self.expect(&Token::Close, "`)`")?;
                Ok(inner)
            }
            Token::Literal(text) if self.placeholder && text == "$1" => Ok(Expr::Placeholder),
            Token::Literal(text) if self.placeholder && text.contains("$1") => {
                Ok(Expr::Template(text.into()))
            }
            Token::Literal(text) => Ok(Expr::Literal(text.into())),
            Token::Number(number) => Ok(Expr::Number(number)),
            Token::Variable(name) if self.placeholder && name == "1" => Ok(Expr::Placeholder),
            Token::Variable(name) => Err(XPathError {
                position,
                fault: Fault::Variable(name),
            }),
            Token::Name { prefix, local } => self.call(prefix.as_deref(), &local, position),
            _ => Err(self.unexpected("a value")),
        }
    }

    fn call(&mut self, prefix: Option<&str>, local: &str, position: usize) -> Result<Expr, XPathError> {
        let found = Function::ALL
            .iter()
            .find(|(name, ..)| prefix.is_none() && *name == local);
        let Some((name, function, least, most, takes)) = found else {
            let name = prefix.map_or_else(|| local.to_owned(), |p| format!("{p}:{local}"));
            let hint = nearest(&name, Function::ALL.iter().map(|f| f.0));
            return Err(XPathError {
                position,
                fault: Fault::Function { name, hint },
            });
        };
        self.expect(&Token::Open, "`(`")?;
        let mut arguments = Vec::new();
        if !self.eat(&Token::Close) {
            loop {
                let at = self.position();
                arguments.push(self.expr()?);
                if arguments.len() == 1 && function.takes_nodes() {
                    nodes_or_fault(arguments.last(), name, at)?;
                }
                if !self.eat(&Token::Comma) {
                    break;
                }
            }
            self.expect(&Token::Close, "`,` or `)`")?;
        }
        if arguments.len() < *least || arguments.len() > *most {
            return Err(XPathError {
                position,
                fault: Fault::Arguments {
                    name,
                    takes,
                    found: arguments.len(),
                },
            });
        }
        Ok(Expr::Call(*function, arguments))
    }

    fn steps(&mut self, steps: &mut Vec<Step>) -> Result<(), XPathError> {
        loop {
            if steps.len() >= STEPS {
                return self.fault(Fault::TooManySteps(STEPS));
            }
            steps.push(self.step()?);
            if self.eat(&Token::DoubleSlash) {
                steps.push(Step::any_depth());
            } else if !self.eat(&Token::Slash) {
                return Ok(());
            }
        }
    }

    fn step(&mut self) -> Result<Step, XPathError> {
        if self.eat(&Token::Dot) {
            return Ok(Step::bare(Axis::Itself, Test::Node));
        }
        if self.eat(&Token::DotDot) {
            return Ok(Step::bare(Axis::Parent, Test::Node));
        }
        let axis = if self.eat(&Token::At) {
            Axis::Attribute
        } else if *self.ahead(1) == Token::Axis {
            self.axis()?
        } else {
            Axis::Child
        };
        let test = self.test()?;
        let predicates = self.predicates()?;
        let positional = predicates.iter().any(|p| p.positional);
        Ok(Step {
            axis,
            test,
            predicates,
            positional,
        })
    }

    fn axis(&mut self) -> Result<Axis, XPathError> {
        let Token::Name { prefix: None, local } = self.peek().clone() else {
            return Err(self.unexpected("an axis before `::`"));
        };
        let Some((_, axis)) = Axis::ALL.iter().find(|(name, _)| *name == local) else {
            let hint = nearest(&local, Axis::ALL.iter().map(|a| a.0));
            return self.fault(Fault::Axis { name: local, hint });
        };
        self.at += 2;
        Ok(*axis)
    }

    fn test(&mut self) -> Result<Test, XPathError> {
        let position = self.position();
        let (prefix, local) = match self.take() {
            Token::Any => return Ok(Test::Any),
            Token::AnyIn(prefix) => return Ok(Test::AnyIn(namespace(&prefix, position)?)),
            Token::Name { prefix, local } => (prefix, local),
            other => {
                return Err(XPathError {
                    position,
                    fault: Fault::Unexpected {
                        found: other.describe(),
                        expected: "the name of an element or attribute, `*` or a node test",
                    },
                });
            }
        };
        if *self.peek() == Token::Open && prefix.is_none() {
            self.at += 1;
            let test = match local.as_str() {
                "text" => Test::Text,
                "comment" => Test::Comment,
                "node" => Test::Node,
                "processing-instruction" => {
                    let target = match self.peek() {
                        Token::Literal(text) => Some(text.clone().into_boxed_str()),
                        _ => None,
                    };
                    self.at += usize::from(target.is_some());
                    Test::Instruction(target)
                }
                _ => return Err(self.unexpected("a node test: text(), comment(), node()")),
            };
            self.expect(&Token::Close, "`)`")?;
            return Ok(test);
        }
        match prefix {
            None => Ok(Test::Name {
                symbol: self.names.number(&local),
                local: local.into(),
            }),
            Some(prefix) => Ok(Test::Qualified {
                namespace: namespace(&prefix, position)?,
                local: local.into(),
            }),
        }
    }

    fn predicates(&mut self) -> Result<Vec<Predicate>, XPathError> {
        let mut all = Vec::new();
        while self.eat(&Token::OpenPredicate) {
            let expr = self.expr()?;
            self.expect(&Token::ClosePredicate, "`]`")?;
            let positional = expr.kind() == Type::Number || expr.asks_position();
            all.push(Predicate { expr, positional });
        }
        Ok(all)
    }
}

fn node_type(name: &str) -> bool {
    matches!(name, "text" | "comment" | "node" | "processing-instruction")
}

fn namespace(prefix: &str, position: usize) -> Result<Box<str>, XPathError> {
    if prefix == "xml" {
        return Ok(XML.into());
    }
    Err(XPathError {
        position,
        fault: Fault::Prefix(prefix.to_owned()),
    })
}

/// The only expression of a list, or the list as one.
fn single_or(mut all: Vec<Expr>, join: impl Fn(Vec<Expr>) -> Expr) -> Expr {
    match all.pop() {
        Some(only) if all.is_empty() => only,
        Some(last) => {
            all.push(last);
            join(all)
        }
        None => join(all),
    }
}

/// An expression alone, or with what follows it in a chain.
fn chain<O>(first: Expr, rest: Vec<(O, Expr)>, join: impl Fn(Box<Expr>, Vec<(O, Expr)>) -> Expr) -> Expr {
    if rest.is_empty() {
        first
    } else {
        join(Box::new(first), rest)
    }
}

fn nodes_or_fault(expr: Option<&Expr>, place: &'static str, position: usize) -> Result<(), XPathError> {
    match expr.map(Expr::kind) {
        None | Some(Type::Nodes) => Ok(()),
        Some(other) => Err(XPathError {
            position,
            fault: Fault::NotNodes {
                place,
                found: other.describe(),
            },
        }),
    }
}
