//! Text to tokens, by the disambiguation rules of XPath 1.0, section 3.7.

use super::error::{Fault, XPathError};

/// A token.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Open,
    Close,
    OpenPredicate,
    ClosePredicate,
    Dot,
    DotDot,
    At,
    Comma,
    Axis,
    Slash,
    DoubleSlash,
    Pipe,
    Plus,
    Minus,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    And,
    Or,
    Mod,
    Div,
    Multiply,
    /// `*` as a name test.
    Any,
    /// `prefix:*`.
    AnyIn(String),
    /// A name, with its prefix if it has one.
    Name {
        prefix: Option<String>,
        local: String,
    },
    Literal(String),
    Number(f64),
    Variable(String),
    End,
}

impl Token {
    /// Whether an operand can have ended with it, so that `*`, `and`, `or`, `mod`, `div` are operators after it.
    fn ends_operand(&self) -> bool {
        matches!(
            self,
            Self::Close
                | Self::ClosePredicate
                | Self::Dot
                | Self::DotDot
                | Self::Any
                | Self::AnyIn(_)
                | Self::Name { .. }
                | Self::Literal(_)
                | Self::Number(_)
                | Self::Variable(_)
        )
    }

    /// How it is named in messages.
    pub(super) fn describe(&self) -> String {
        let mark = match self {
            Self::Open => "(",
            Self::Close => ")",
            Self::OpenPredicate => "[",
            Self::ClosePredicate => "]",
            Self::Dot => ".",
            Self::DotDot => "..",
            Self::At => "@",
            Self::Comma => ",",
            Self::Axis => "::",
            Self::Slash => "/",
            Self::DoubleSlash => "//",
            Self::Pipe => "|",
            Self::Plus => "+",
            Self::Minus => "-",
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::And => "and",
            Self::Or => "or",
            Self::Mod => "mod",
            Self::Div => "div",
            Self::Multiply | Self::Any => "*",
            Self::AnyIn(prefix) => return format!("`{prefix}:*`"),
            Self::Name { prefix, local } => {
                return prefix
                    .as_ref()
                    .map_or_else(|| format!("`{local}`"), |p| format!("`{p}:{local}`"));
            }
            Self::Literal(text) => return format!("the text '{text}'"),
            Self::Number(number) => return format!("the number {number}"),
            Self::Variable(name) => return format!("`${name}`"),
            Self::End => return "the end".to_owned(),
        };
        format!("`{mark}`")
    }
}

/// A token and the character at which it begins, from 1.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placed {
    pub(super) token: Token,
    pub(super) position: usize,
}

/// All tokens of a text, with [`Token::End`] as the last.
pub(super) fn tokens(text: &str) -> Result<Vec<Placed>, XPathError> {
    let mut lexer = Lexer {
        rest: text,
        position: 1,
    };
    let mut out: Vec<Placed> = Vec::new();
    loop {
        lexer.skip_space();
        let position = lexer.position;
        let operator = out.last().is_some_and(|p| p.token.ends_operand());
        let token = lexer.next(operator)?;
        let end = token == Token::End;
        out.push(Placed { token, position });
        if end {
            return Ok(out);
        }
    }
}

struct Lexer<'s> {
    rest: &'s str,
    position: usize,
}

impl<'s> Lexer<'s> {
    fn skip_space(&mut self) {
        while self.rest.starts_with([' ', '\t', '\n', '\r']) {
            self.take(1);
        }
    }

    /// Takes a number of bytes, which end at a character.
    fn take(&mut self, bytes: usize) -> &'s str {
        let (taken, rest) = self.rest.split_at(bytes);
        self.position += taken.chars().count();
        self.rest = rest;
        taken
    }

    fn fault(&self, fault: Fault) -> XPathError {
        XPathError {
            position: self.position,
            fault,
        }
    }

    fn next(&mut self, operator: bool) -> Result<Token, XPathError> {
        const MARKS: [(&str, Token); 20] = [
            ("::", Token::Axis),
            ("//", Token::DoubleSlash),
            ("..", Token::DotDot),
            ("!=", Token::NotEqual),
            ("<=", Token::LessOrEqual),
            (">=", Token::GreaterOrEqual),
            ("(", Token::Open),
            (")", Token::Close),
            ("[", Token::OpenPredicate),
            ("]", Token::ClosePredicate),
            ("@", Token::At),
            (",", Token::Comma),
            ("/", Token::Slash),
            ("|", Token::Pipe),
            ("+", Token::Plus),
            ("-", Token::Minus),
            ("=", Token::Equal),
            ("<", Token::Less),
            (">", Token::Greater),
            ("*", Token::Any),
        ];
        let Some(first) = self.rest.chars().next() else {
            return Ok(Token::End);
        };
        let second = self.rest.chars().nth(1);
        if first.is_ascii_digit() || (first == '.' && second.is_some_and(|c| c.is_ascii_digit())) {
            return Ok(self.number());
        }
        if first == '"' || first == '\'' {
            let Some(end) = self.rest[1..].find(first) else {
                return Err(self.fault(Fault::OpenLiteral));
            };
            let text = self.rest[1..=end].to_owned();
            self.take(end + 2);
            return Ok(Token::Literal(text));
        }
        if first == '$' {
            let name: String = self.rest[1..].chars().take_while(|c| name_char(*c)).collect();
            self.take(1 + name.len());
            return Ok(Token::Variable(name));
        }
        for (mark, token) in MARKS {
            if self.rest.starts_with(mark) {
                self.take(mark.len());
                return Ok(match token {
                    Token::Any if operator => Token::Multiply,
                    token => token,
                });
            }
        }
        if first == '.' {
            self.take(1);
            return Ok(Token::Dot);
        }
        if name_start(first) {
            return Ok(self.name(operator));
        }
        Err(self.fault(Fault::Character(first)))
    }

    fn number(&mut self) -> Token {
        let digits = |s: &str| s.bytes().take_while(u8::is_ascii_digit).count();
        let mut length = digits(self.rest);
        if self.rest[length..].starts_with('.') {
            length += 1;
            length += digits(&self.rest[length..]);
        }
        let text = self.take(length);
        Token::Number(super::value::number(text))
    }

    fn ncname(&mut self) -> String {
        let length = self
            .rest
            .char_indices()
            .find(|(_, c)| !name_char(*c))
            .map_or(self.rest.len(), |(i, _)| i);
        self.take(length).to_owned()
    }

    fn name(&mut self, operator: bool) -> Token {
        let first = self.ncname();
        if operator {
            match first.as_str() {
                "and" => return Token::And,
                "or" => return Token::Or,
                "mod" => return Token::Mod,
                "div" => return Token::Div,
                _ => {}
            }
        }
        if self.rest.starts_with(":*") {
            self.take(2);
            return Token::AnyIn(first);
        }
        if self.rest.starts_with(':') && self.rest[1..].starts_with(name_start) {
            self.take(1);
            return Token::Name {
                prefix: Some(first),
                local: self.ncname(),
            };
        }
        Token::Name {
            prefix: None,
            local: first,
        }
    }
}

/// XML's `NameStartChar`, without the colon.
fn name_start(c: char) -> bool {
    matches!(c, 'A'..='Z' | 'a'..='z' | '_'
        | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}'
        | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}'
        | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

/// XML's `NameChar`, without the colon.
fn name_char(c: char) -> bool {
    name_start(c)
        || matches!(c, '0'..='9' | '-' | '.' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<Token> {
        let mut all: Vec<Token> = tokens(text).unwrap().into_iter().map(|p| p.token).collect();
        assert_eq!(all.pop(), Some(Token::End));
        all
    }

    fn name(local: &str) -> Token {
        Token::Name {
            prefix: None,
            local: local.to_owned(),
        }
    }

    #[test]
    fn a_star_after_an_operand_multiplies_and_is_a_name_elsewhere() {
        assert_eq!(of("* * *"), [Token::Any, Token::Multiply, Token::Any]);
        assert_eq!(of("@*"), [Token::At, Token::Any]);
        assert_eq!(of("2*3")[1], Token::Multiply);
    }

    #[test]
    fn operator_names_are_names_where_an_operand_is_due() {
        assert_eq!(of("and and and"), [name("and"), Token::And, name("and")]);
        assert_eq!(of("div div mod"), [name("div"), Token::Div, name("mod")]);
    }

    #[test]
    fn names_hold_hyphens_and_dots_and_prefixes() {
        assert_eq!(of("a-b"), [name("a-b")]);
        assert_eq!(of("a -b"), [name("a"), Token::Minus, name("b")]);
        assert_eq!(
            of("xml:lang"),
            [Token::Name {
                prefix: Some("xml".to_owned()),
                local: "lang".to_owned()
            }]
        );
        assert_eq!(of("self::a"), [name("self"), Token::Axis, name("a")]);
    }

    #[test]
    fn numbers_begin_and_end_with_dots() {
        assert_eq!(
            of("1. .5 2.25"),
            [Token::Number(1.0), Token::Number(0.5), Token::Number(2.25)]
        );
        assert_eq!(of(". .."), [Token::Dot, Token::DotDot]);
    }

    #[test]
    fn faults_say_where() {
        let error = tokens("a[é = 'x]").unwrap_err();
        assert_eq!((error.position, error.fault), (7, Fault::OpenLiteral));
        let error = tokens("a # b").unwrap_err();
        assert_eq!((error.position, error.fault), (3, Fault::Character('#')));
    }
}
