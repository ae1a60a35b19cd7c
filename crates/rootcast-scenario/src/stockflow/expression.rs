//! Equations in the language of XMILE: numbers, names, operators, `IF … THEN … ELSE`, calls.
//!
//! Operators by precedence, the tightest first: `^` (from the right); unary `-`, `+`, `NOT`; `*`, `/`, `MOD`; `+`, `-`;
//! `<`, `<=`, `>`, `>=`; `=`, `<>`; `AND`; `OR` (XMILE 1.0, section 3.3.1). Truth is any number but 0; comparisons give
//! 1 or 0. Names are the same where they differ in case only, or in blanks, underscores and line breaks between words;
//! a name with other signs stands in quotation marks. Braces hold comments.

use super::lexer::{Token, tokens};

/// How deep an equation may nest.
pub const DEEPEST: usize = 128;

/// The most operators of two arguments in an equation.
pub const MOST_OPERATORS: usize = 2_000;

/// The longest equation, in bytes.
pub const LONGEST: usize = 65_536;

/// What is wrong with an equation, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at byte {at}: {why}")]
pub struct ExpressionError {
    /// The place, in bytes from the start of the equation.
    pub at: usize,
    /// What is wrong.
    pub why: String,
}

impl ExpressionError {
    pub(super) fn new(at: usize, why: &str) -> Self {
        Self {
            at,
            why: why.to_owned(),
        }
    }
}

/// An operator of one or two arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Power,
    Times,
    Divide,
    Modulo,
    Plus,
    Minus,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    Unequal,
    And,
    Or,
}

/// An equation that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed(pub(super) Node);

/// A part of an equation, with names still to be resolved.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Number(f64),
    Name(String),
    Negate(Box<Node>),
    Not(Box<Node>),
    Two(Operator, Box<Node>, Box<Node>),
    If(Box<Node>, Box<Node>, Box<Node>),
    Call(String, Vec<Node>, usize),
}

/// The canonical form of a name: lower case, words joined by one underscore.
pub fn key(name: &str) -> String {
    let spaced = name
        .to_lowercase()
        .replace("\\n", " ")
        .replace(['_', '\u{a0}'], " ");
    spaced.split_whitespace().collect::<Vec<_>>().join("_")
}

/// Reads an equation. Errors give the place in bytes.
///
/// ```
/// use rootcast_scenario::stockflow::expression::parse;
/// assert!(parse("MAX(0, Births - \"Deaths (all)\") / 2^3").is_ok());
/// assert_eq!(parse("2 * (3 + 4").unwrap_err().at, 10);
/// ```
pub fn parse(text: &str) -> Result<Parsed, ExpressionError> {
    if text.len() > LONGEST {
        return Err(ExpressionError::new(
            LONGEST,
            &format!("the equation is longer than {LONGEST} bytes: split it"),
        ));
    }
    let tokens = tokens(text)?;
    let mut parser = Parser {
        tokens: &tokens,
        at: 0,
        end: text.len(),
        depth: 0,
        operators: 0,
    };
    let node = parser.level(0)?;
    match parser.peek() {
        None => Ok(Parsed(node)),
        Some(_) => {
            Err(parser.wrong("the equation should end here: an operator is missing, or a `)` is too many"))
        }
    }
}

/// Binary operators by precedence, the loosest first.
const LEVELS: [&[(&str, Operator)]; 6] = [
    &[("or", Operator::Or)],
    &[("and", Operator::And)],
    &[("=", Operator::Equal), ("<>", Operator::Unequal)],
    &[
        ("<", Operator::Less),
        ("<=", Operator::LessOrEqual),
        (">", Operator::Greater),
        (">=", Operator::GreaterOrEqual),
    ],
    &[("+", Operator::Plus), ("-", Operator::Minus)],
    &[
        ("*", Operator::Times),
        ("/", Operator::Divide),
        ("mod", Operator::Modulo),
    ],
];

const KEYWORDS: [&str; 7] = ["if", "then", "else", "and", "or", "not", "mod"];

struct Parser<'a> {
    tokens: &'a [(Token, usize)],
    at: usize,
    end: usize,
    depth: usize,
    operators: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(token, _)| token)
    }

    /// Whether the next word is this operator or keyword.
    fn is(&self, word: &str) -> bool {
        match self.peek() {
            Some(Token::Operator(o)) => *o == word,
            Some(Token::Name(name, false)) => name == word,
            _ => false,
        }
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.is(word);
        self.at += usize::from(found);
        found
    }

    fn place(&self) -> usize {
        self.tokens.get(self.at).map_or(self.end, |(_, at)| *at)
    }

    fn wrong(&self, why: &str) -> ExpressionError {
        ExpressionError::new(self.place(), why)
    }

    fn expect(&mut self, word: &str) -> Result<(), ExpressionError> {
        if self.take(word) {
            return Ok(());
        }
        Err(self.wrong(&format!("`{}` is missing here", word.to_uppercase())))
    }

    fn deeper<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, ExpressionError>,
    ) -> Result<T, ExpressionError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.wrong(&format!("the equation nests deeper than {DEEPEST}: split it")));
        }
        let out = read(self);
        self.depth -= 1;
        out
    }

    /// Operators of a level and all tighter ones, from the left.
    fn level(&mut self, level: usize) -> Result<Node, ExpressionError> {
        let Some(operators) = LEVELS.get(level) else {
            return self.unary();
        };
        let mut left = self.level(level + 1)?;
        while let Some((_, operator)) = operators.iter().find(|(word, _)| self.is(word)) {
            // A long chain makes a tree as deep as it is long, which all that follows walks down.
            self.operators += 1;
            if self.operators > MOST_OPERATORS {
                return Err(self.wrong(&format!(
                    "the equation has more than {MOST_OPERATORS} operators: split it"
                )));
            }
            self.at += 1;
            let right = self.level(level + 1)?;
            left = Node::Two(*operator, Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<Node, ExpressionError> {
        if self.take("-") {
            return Ok(Node::Negate(Box::new(self.deeper(Self::unary)?)));
        }
        if self.take("+") {
            return self.deeper(Self::unary);
        }
        if self.take("not") {
            return Ok(Node::Not(Box::new(self.deeper(Self::unary)?)));
        }
        let base = self.primary()?;
        if self.take("^") {
            // From the right, and `2^-1` needs no parentheses.
            let exponent = self.deeper(Self::unary)?;
            return Ok(Node::Two(Operator::Power, Box::new(base), Box::new(exponent)));
        }
        Ok(base)
    }

    fn primary(&mut self) -> Result<Node, ExpressionError> {
        let place = self.place();
        match self.peek().cloned() {
            Some(Token::Number(value)) => {
                self.at += 1;
                Ok(Node::Number(value))
            }
            Some(Token::Operator("(")) => {
                self.at += 1;
                let inner = self.deeper(|p| p.level(0))?;
                self.expect(")")?;
                Ok(inner)
            }
            Some(Token::Name(name, false)) if name == "if" => {
                self.at += 1;
                self.deeper(|p| {
                    let condition = p.level(0)?;
                    p.expect("then")?;
                    let yes = p.level(0)?;
                    p.expect("else")?;
                    let no = p.level(0)?;
                    Ok(Node::If(Box::new(condition), Box::new(yes), Box::new(no)))
                })
            }
            Some(Token::Name(name, quoted)) if quoted || !KEYWORDS.contains(&name.as_str()) => {
                self.at += 1;
                if !self.take("(") {
                    return Ok(Node::Name(name));
                }
                let mut arguments = Vec::new();
                if !self.take(")") {
                    loop {
                        arguments.push(self.deeper(|p| p.level(0))?);
                        if !self.take(",") {
                            break;
                        }
                    }
                    self.expect(")")?;
                }
                Ok(Node::Call(name, arguments, place))
            }
            Some(_) => Err(self.wrong("a number, a name or `(` should stand here")),
            None => Err(self.wrong("the equation ends too early: a number, a name or `(` is missing")),
        }
    }
}
