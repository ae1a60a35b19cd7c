//! The words of an equation.

use super::expression::{ExpressionError, key};

/// A word of an equation.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Number(f64),
    /// A name in its canonical form, and whether it was in quotation marks (then it is no keyword).
    Name(String, bool),
    Operator(&'static str),
}

/// Operators, the longer before those they begin with.
const OPERATORS: [&str; 15] = [
    "<=", ">=", "<>", "<", ">", "=", "(", ")", ",", "+", "-", "*", "/", "^", ";",
];

/// The words of an equation, each with its place in bytes.
pub(super) fn tokens(text: &str) -> Result<Vec<(Token, usize)>, ExpressionError> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        let Some(first) = rest.chars().next() else {
            break;
        };
        if first.is_whitespace() {
            at += first.len_utf8();
        } else if first == '{' {
            let Some(end) = rest.find('}') else {
                return Err(ExpressionError::new(
                    at,
                    "a comment that is opened by `{` is not closed",
                ));
            };
            at += end + 1;
        } else if first == '"' {
            let Some(end) = rest.get(1..).and_then(|r| r.find('"')) else {
                return Err(ExpressionError::new(
                    at,
                    "a name that is opened by `\"` is not closed",
                ));
            };
            let name = rest.get(1..=end).unwrap_or_default();
            if key(name).is_empty() {
                return Err(ExpressionError::new(at, "a name in quotation marks is empty"));
            }
            out.push((Token::Name(key(name), true), at));
            at += end + 2;
        } else if first.is_ascii_digit() || first == '.' {
            let length = number(rest.as_bytes());
            let value = rest
                .get(..length)
                .and_then(|n| n.parse::<f64>().ok())
                .filter(|v| v.is_finite());
            let Some(value) = value else {
                return Err(ExpressionError::new(at, "this is not a number"));
            };
            out.push((Token::Number(value), at));
            at += length;
        } else if first.is_alphabetic() || first == '_' {
            let length = rest
                .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'))
                .unwrap_or(rest.len());
            out.push((
                Token::Name(key(rest.get(..length).unwrap_or_default()), false),
                at,
            ));
            at += length;
        } else if let Some(operator) = OPERATORS.iter().find(|o| rest.starts_with(**o)) {
            out.push((Token::Operator(operator), at));
            at += operator.len();
        } else {
            return Err(ExpressionError::new(
                at,
                &format!("`{first}` has no meaning here"),
            ));
        }
    }
    Ok(out)
}

/// How many bytes of the beginning are a number: digits, a point, digits, an exponent.
fn number(bytes: &[u8]) -> usize {
    let digits = |from: usize| bytes.iter().skip(from).take_while(|b| b.is_ascii_digit()).count();
    let mut at = digits(0);
    if bytes.get(at) == Some(&b'.') {
        at += 1;
        at += digits(at);
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        let exponent = digits(at + 1 + sign);
        if exponent > 0 {
            at += 1 + sign + exponent;
        }
    }
    at
}
