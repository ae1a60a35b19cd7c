//! Tokens: words, runs of digits and single symbols, with their bytes.
//!
//! A word is a run of letters with its combining marks; digits never join letters, so that `50mph` is two tokens with
//! no gap between them. What a comma or a hyphen between two tokens means is for the grammar to say
//! ([`crate::number`]). Each token has a folded form, in lower case and without accents, in which tables are written.

use crate::{Span, number::Grouping};

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Letters.
    Word,
    /// ASCII digits.
    Digits,
    /// One character that is neither.
    Symbol,
}

/// What stands before a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// Nothing: it follows the token before directly.
    None,
    /// Spaces.
    Space,
    /// A line break, or the beginning of the text.
    Line,
}

/// One token.
#[derive(Clone, Debug)]
pub struct Token {
    /// Its bytes in the text.
    pub span: Span,
    /// Its bytes in the folded text.
    folded: Span,
    /// What it is made of.
    pub kind: Kind,
    /// What stands before it.
    pub gap: Gap,
}

/// A text cut into tokens.
#[derive(Clone, Debug)]
pub struct Tokens<'t> {
    text: &'t str,
    folded: String,
    list: Vec<Token>,
    grouping: Grouping,
}

impl<'t> Tokens<'t> {
    /// Cuts a text.
    ///
    /// ```
    /// use rootcast_claims::token::Tokens;
    /// let tokens = Tokens::new("más de 4,5 %");
    /// let words: Vec<&str> = (0..tokens.len()).map(|i| tokens.folded(i)).collect();
    /// assert_eq!(words, ["mas", "de", "4", ",", "5", "%"]);
    /// ```
    pub fn new(text: &'t str) -> Self {
        let mut out = Tokens {
            text,
            folded: String::with_capacity(text.len()),
            list: Vec::with_capacity(text.len() / 4 + 4),
            grouping: Grouping::Unknown,
        };
        let mut gap = Gap::Line;
        let mut chars = text.char_indices().peekable();
        while let Some((start, c)) = chars.next() {
            if c.is_whitespace() || is_mark(c) {
                gap = match (c, gap) {
                    ('\n', _) | (_, Gap::Line) => Gap::Line,
                    _ if is_mark(c) => gap,
                    _ => Gap::Space,
                };
                continue;
            }
            let folded = out.folded.len();
            let kind = kind_of(c);
            let mut end = start + c.len_utf8();
            out.fold(c);
            if kind != Kind::Symbol {
                while let Some(&(at, next)) = chars.peek() {
                    let joins = kind_of(next) == kind || kind == Kind::Word && is_combining(next);
                    if !joins {
                        break;
                    }
                    end = at + next.len_utf8();
                    out.fold(next);
                    chars.next();
                }
            }
            out.list.push(Token {
                span: start..end,
                folded: folded..out.folded.len(),
                kind,
                gap,
            });
            gap = Gap::None;
        }
        out
    }

    /// The same tokens, of a text whose style of numbers is known.
    pub(crate) fn styled(self, grouping: Grouping) -> Self {
        Self { grouping, ..self }
    }

    /// The sign that groups digits, as far as the text tells.
    pub(crate) fn grouping(&self) -> Grouping {
        self.grouping
    }

    fn fold(&mut self, c: char) {
        if c.is_ascii() {
            self.folded.push(c.to_ascii_lowercase());
            return;
        }
        match c {
            'á' | 'Á' | 'à' | 'À' | 'â' | 'ã' | 'ä' => self.folded.push('a'),
            'é' | 'É' | 'è' | 'È' | 'ê' | 'ë' => self.folded.push('e'),
            'í' | 'Í' | 'ì' | 'î' | 'ï' => self.folded.push('i'),
            'ó' | 'Ó' | 'ò' | 'ô' | 'ö' | 'õ' => self.folded.push('o'),
            'ú' | 'Ú' | 'ù' | 'û' | 'ü' | 'Ü' => self.folded.push('u'),
            '\u{2019}' | '\u{2018}' | '\u{b4}' => self.folded.push('\''),
            '\u{2010}'..='\u{2013}' | '\u{2212}' => self.folded.push('-'),
            _ if is_combining(c) => {}
            _ => self.folded.extend(c.to_lowercase()),
        }
    }

    /// How many tokens there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The text that was cut.
    pub fn source(&self) -> &'t str {
        self.text
    }

    /// A token.
    pub fn get(&self, i: usize) -> Option<&Token> {
        self.list.get(i)
    }

    /// A token as it stands in the text; empty beyond the end.
    pub fn text(&self, i: usize) -> &'t str {
        self.list
            .get(i)
            .and_then(|t| self.text.get(t.span.clone()))
            .unwrap_or_default()
    }

    /// A token in lower case and without accents; empty beyond the end.
    pub fn folded(&self, i: usize) -> &str {
        self.list
            .get(i)
            .and_then(|t| self.folded.get(t.folded.clone()))
            .unwrap_or_default()
    }

    /// The folded form of the token `n` before `i`; empty before the beginning.
    pub fn before(&self, i: usize, n: usize) -> &str {
        i.checked_sub(n).map_or("", |j| self.folded(j))
    }

    /// What stands before a token; a line break beyond the end.
    pub fn gap(&self, i: usize) -> Gap {
        self.list.get(i).map_or(Gap::Line, |t| t.gap)
    }

    /// Whether a token follows the one before it directly.
    pub fn joined(&self, i: usize) -> bool {
        self.gap(i) == Gap::None
    }

    /// What a token is made of.
    pub fn kind(&self, i: usize) -> Option<Kind> {
        self.list.get(i).map(|t| t.kind)
    }

    /// Whether a token is a word.
    pub fn is_word(&self, i: usize) -> bool {
        self.kind(i) == Some(Kind::Word)
    }

    /// Whether a token is a run of digits.
    pub fn is_digits(&self, i: usize) -> bool {
        self.kind(i) == Some(Kind::Digits)
    }

    /// Whether a token begins with a capital letter.
    pub fn is_capital(&self, i: usize) -> bool {
        self.text(i).chars().next().is_some_and(char::is_uppercase)
    }

    /// The bytes from token `start` up to but without token `end`; empty where that is no run.
    pub fn span(&self, start: usize, end: usize) -> Span {
        let last = end.checked_sub(1).and_then(|e| self.list.get(e));
        match (self.list.get(start), last) {
            (Some(a), Some(b)) if a.span.start <= b.span.end => a.span.start..b.span.end,
            (Some(a), _) => a.span.start..a.span.start,
            _ => self.text.len()..self.text.len(),
        }
    }
}

fn kind_of(c: char) -> Kind {
    if c.is_ascii_digit() {
        Kind::Digits
    } else if c.is_alphabetic() && !is_unit_sign(c) {
        Kind::Word
    } else {
        Kind::Symbol
    }
}

/// Letters by Unicode's book that stand for a unit or a fraction of their own.
fn is_unit_sign(c: char) -> bool {
    matches!(c, 'ª' | 'º')
}

/// Marks that join the letter before them.
fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Marks that show nothing: direction, joiners, the byte-order mark, soft hyphens.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{
        Gap::{Line, None, Space},
        *,
    };

    fn words(text: &str) -> Vec<String> {
        let t = Tokens::new(text);
        (0..t.len()).map(|i| t.folded(i).to_owned()).collect()
    }

    #[test]
    fn digits_and_letters_part() {
        assert_eq!(words("A 50mph wind"), ["a", "50", "mph", "wind"]);
        assert_eq!(words("US$4.2bn–5"), ["us", "$", "4", ".", "2", "bn", "-", "5"]);
        assert_eq!(words("Año MILLÓN"), ["año", "millon"]);
    }

    #[test]
    fn gaps_tell_lines_from_spaces() {
        let t = Tokens::new("less\n than\u{200f} 5,0");
        let gaps: Vec<Gap> = (0..t.len()).map(|i| t.gap(i)).collect();
        assert_eq!(gaps, [Line, Line, Space, None, None]);
    }

    proptest! {
        #[test]
        fn tokens_are_in_order_on_boundaries(text in "\\PC*") {
            let t = Tokens::new(&text);
            let mut end = 0;
            for i in 0..t.len() {
                let span = t.get(i).map(|t| t.span.clone()).unwrap();
                prop_assert!(span.start >= end && span.end > span.start);
                prop_assert!(text.get(span.clone()).is_some());
                end = span.end;
            }
        }
    }
}
