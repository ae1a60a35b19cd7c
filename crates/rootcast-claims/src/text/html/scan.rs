//! HTML into tags and stretches of text, with their places: one pass, no tree.

/// A piece of a page, by bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// A comment, a declaration, or a tag that the page ends in: nothing to read.
    Nothing,
    /// Characters, entities not yet decoded.
    Text { start: usize, end: usize },
    /// What stands in a script, a style or another element without markup in it.
    Raw {
        name: &'t str,
        attributes: Attributes<'t>,
        body: &'t str,
    },
    /// A tag that opens an element.
    Open {
        name: &'t str,
        attributes: Attributes<'t>,
    },
    /// A tag that closes one.
    Close { name: &'t str },
}

/// Elements whose content is no markup.
const RAW: [&str; 8] = [
    "script", "style", "textarea", "title", "iframe", "noembed", "noframes", "xmp",
];

/// The pieces of a page in order.
pub(super) struct Scanner<'t> {
    html: &'t str,
    at: usize,
    /// A raw element was opened and its content comes next.
    raw: Option<(&'t str, Attributes<'t>)>,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(html: &'t str) -> Self {
        Self {
            html,
            at: 0,
            raw: None,
        }
    }

    fn rest(&self) -> &'t str {
        self.html.get(self.at..).unwrap_or_default()
    }

    /// The byte after the next `mark`, or the end of the page.
    fn past(&self, mark: &str) -> usize {
        memchr::memmem::find(self.rest().as_bytes(), mark.as_bytes())
            .map_or(self.html.len(), |i| self.at + i + mark.len())
    }

    /// Reads a tag or a comment at a `<`: `None` when it is a mere character. What is not closed reaches to the end.
    fn tag(&mut self) -> Option<Piece<'t>> {
        let rest = self.rest();
        if rest.starts_with("<!--") {
            // `<!-->` is a whole comment.
            self.at += 2;
            self.at = self.past("-->");
            return Some(Piece::Nothing);
        }
        let closes = rest.starts_with("</");
        let from = self.at + 1 + usize::from(closes);
        let first = self.html.as_bytes().get(from)?;
        if matches!(first, b'!' | b'?') || closes && !first.is_ascii_alphabetic() {
            self.at = self.past(">");
            return Some(Piece::Nothing);
        }
        if !first.is_ascii_alphabetic() {
            return None;
        }
        let tail = self.html.get(from..)?;
        let length = tail
            .bytes()
            .position(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'))
            .unwrap_or(tail.len());
        let name = tail.get(..length)?;
        let attributes = Attributes {
            html: self.html,
            at: from + length,
        };
        let mut walk = attributes.clone();
        walk.by_ref().for_each(drop);
        self.at = walk.at.min(self.html.len());
        if self.html.as_bytes().get(self.at) != Some(&b'>') {
            // The page ends inside a tag.
            self.at = self.html.len();
            return Some(Piece::Nothing);
        }
        self.at += 1;
        if closes {
            return Some(Piece::Close { name });
        }
        if RAW.iter().any(|r| r.eq_ignore_ascii_case(name)) {
            self.raw = Some((name, attributes.clone()));
        }
        Some(Piece::Open { name, attributes })
    }

    /// Where the tag that closes a raw element begins.
    fn raw_end(&self, name: &str) -> usize {
        let rest = self.rest().as_bytes();
        memchr::memmem::find_iter(rest, b"</")
            .find(|i| {
                rest.get(i + 2..i + 2 + name.len())
                    .is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes()))
            })
            .map_or(self.html.len(), |i| self.at + i)
    }
}

impl<'t> Iterator for Scanner<'t> {
    type Item = Piece<'t>;

    fn next(&mut self) -> Option<Piece<'t>> {
        if let Some((name, attributes)) = self.raw.take() {
            let end = self.raw_end(name);
            let body = self.html.get(self.at..end).unwrap_or_default();
            self.at = end;
            return Some(Piece::Raw {
                name,
                attributes,
                body,
            });
        }
        let start = self.at;
        if *self.html.as_bytes().get(start)? == b'<' {
            if let Some(piece) = self.tag() {
                return Some(piece);
            }
            self.at += 1;
        }
        self.at = memchr::memchr(b'<', self.rest().as_bytes()).map_or(self.html.len(), |i| self.at + i);
        Some(Piece::Text { start, end: self.at })
    }
}

/// The attributes of a tag: names as written and values, entities not decoded. It ends at the `>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Attributes<'t> {
    html: &'t str,
    at: usize,
}

impl<'t> Attributes<'t> {
    /// The value of an attribute; empty when it has none.
    pub(super) fn get(&self, name: &str) -> Option<&'t str> {
        self.clone()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, v)| v)
    }

    fn skip(&mut self, of: impl Fn(u8) -> bool) {
        let rest = self.html.as_bytes().get(self.at..).unwrap_or_default();
        self.at += rest.iter().position(|b| !of(*b)).unwrap_or(rest.len());
    }

    fn byte(&self) -> Option<u8> {
        self.html.as_bytes().get(self.at).copied()
    }
}

impl<'t> Iterator for Attributes<'t> {
    type Item = (&'t str, &'t str);

    fn next(&mut self) -> Option<(&'t str, &'t str)> {
        let space = |b: u8| b.is_ascii_whitespace();
        self.skip(|b| space(b) || b == b'/');
        if matches!(self.byte(), None | Some(b'>')) {
            return None;
        }
        let start = self.at;
        // An equals sign in the first place is part of the name.
        self.at += 1;
        self.skip(|b| !space(b) && !matches!(b, b'/' | b'>' | b'='));
        let name = self.html.get(start..self.at).unwrap_or_default();
        self.skip(space);
        if self.byte() != Some(b'=') {
            return Some((name, ""));
        }
        self.at += 1;
        self.skip(space);
        let value = if let Some(quote @ (b'"' | b'\'')) = self.byte() {
            let from = self.at + 1;
            self.at = from;
            self.skip(|b| b != quote);
            let value = self.html.get(from..self.at).unwrap_or_default();
            self.at += usize::from(self.byte().is_some());
            value
        } else {
            let from = self.at;
            self.skip(|b| !space(b) && b != b'>');
            self.html.get(from..self.at).unwrap_or_default()
        };
        Some((name, value))
    }
}

/// The characters of an entity at the beginning of `text`, and its length in bytes.
pub(super) fn entity(text: &str) -> Option<(String, usize)> {
    let body = text.strip_prefix('&')?;
    let run = |text: &str, of: fn(&u8) -> bool| text.bytes().take(LONGEST_ENTITY).take_while(of).count();
    if let Some(number) = body.strip_prefix('#') {
        let (digits, radix, lead) = match number.strip_prefix(['x', 'X']) {
            Some(hex) => (hex, 16, 3),
            None => (number, 10, 2),
        };
        let length = if radix == 16 {
            run(digits, u8::is_ascii_hexdigit)
        } else {
            run(digits, u8::is_ascii_digit)
        };
        let code = u32::from_str_radix(digits.get(..length)?, radix).ok()?;
        let mark = usize::from(digits.get(length..)?.starts_with(';'));
        return Some((numbered(code).to_string(), lead + length + mark));
    }
    let length = run(body, u8::is_ascii_alphanumeric);
    let whole = text.get(..length + 2).filter(|w| w.ends_with(';'))?;
    let decoded = html_escape::decode_html_entities(whole);
    (decoded != whole).then(|| (decoded.into_owned(), whole.len()))
}

/// Longer than the name of any entity.
const LONGEST_ENTITY: usize = 40;

/// The character of a number; those of the controls 128 to 159 mean Windows-1252, as every browser reads them.
fn numbered(code: u32) -> char {
    if let Some(byte) = u8::try_from(code).ok().filter(|b| (0x80..0xa0).contains(b)) {
        let bytes = [byte];
        let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
        return text.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER);
    }
    char::from_u32(code)
        .filter(|c| *c != '\0')
        .unwrap_or(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(html: &str) -> Vec<String> {
        Scanner::new(html)
            .filter(|p| *p != Piece::Nothing)
            .map(|p| match p {
                Piece::Nothing => String::new(),
                Piece::Text { start, end } => html[start..end].to_owned(),
                Piece::Raw { name, body, .. } => format!("{name}:{body}"),
                Piece::Open { name, .. } => format!("+{name}"),
                Piece::Close { name } => format!("-{name}"),
            })
            .collect()
    }

    #[test]
    fn tags_comments_and_scripts_are_told_from_text() {
        assert_eq!(
            words("<!DOCTYPE html><P a='>'>1 < 2<!-- <b> --></p><script>a</b>'</SCRIPT>x<br/>"),
            [
                "+P",
                "1 ",
                "< 2",
                "-p",
                "+script",
                "script:a</b>'",
                "-SCRIPT",
                "x",
                "+br"
            ]
        );
        assert_eq!(words("a<!-- never closed <p>b"), ["a"]);
        assert_eq!(words("a<p title='never closed>b"), ["a"]);
        assert_eq!(words("<!-->a</ >b<"), ["a", "b", "<"]);
    }

    #[test]
    fn attributes_of_every_kind_of_quote() {
        let Some(Piece::Open { attributes, .. }) = Scanner::new("<meta A=1 b = \"x y\" c d='e'/>").next()
        else {
            panic!("a tag");
        };
        assert_eq!(
            attributes.clone().collect::<Vec<_>>(),
            [("A", "1"), ("b", "x y"), ("c", ""), ("d", "e")]
        );
        assert_eq!(attributes.get("a"), Some("1"));
    }

    #[test]
    fn entities_by_name_and_number() {
        for (text, is, length) in [
            ("&amp;x", "&", 5),
            ("&ntilde;", "ñ", 8),
            ("&#8217;s", "’", 7),
            ("&#x2019 s", "’", 7),
            ("&#146;", "’", 6),
            ("&#0;", "\u{fffd}", 4),
            ("&nbsp;", "\u{a0}", 6),
        ] {
            assert_eq!(entity(text), Some((is.to_owned(), length)), "{text}");
        }
        for text in ["& x", "&nothing;", "&;", "&#;", "&#x;", "&#99999999999;", "&ñ;"] {
            assert_eq!(entity(text), None, "{text}");
        }
    }
}
