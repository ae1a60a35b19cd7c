//! References, comments, CDATA sections and processing instructions.

use super::{
    error::{Problem, Scanned, fault},
    name::{is_character, is_space},
    scan::Scanner,
    tree::{NodeKind, Tree},
};

impl<'a> Scanner<'a, '_> {
    /// The character the reference that begins here stands for.
    pub(super) fn reference(&mut self) -> Scanned<char> {
        let at = self.at;
        if self.byte(at + 1) == Some(b'#') {
            return self.numbered();
        }
        if at + 1 == self.bytes.len() {
            return self.ended();
        }
        let name = self.name(at + 1).map_err(|mut f| {
            if f.what == Problem::Name {
                (f.at, f.what) = (at, Problem::Ampersand);
            }
            f
        })?;
        self.at = name.end;
        if self.byte(self.at) != Some(b';') {
            return fault(at, Problem::Ampersand);
        }
        self.at += 1;
        match self.slice(at + 1, name.end) {
            "amp" => Ok('&'),
            "lt" => Ok('<'),
            "gt" => Ok('>'),
            "quot" => Ok('"'),
            "apos" => Ok('\''),
            other => fault(
                at,
                Problem::Entity {
                    name: other.to_owned(),
                },
            ),
        }
    }

    /// `&#…;` or `&#x…;`.
    fn numbered(&mut self) -> Scanned<char> {
        let at = self.at;
        let (radix, mut digit) = match self.byte(at + 2) {
            Some(b'x') => (16, at + 3),
            _ => (10, at + 2),
        };
        let first = digit;
        let mut code = 0_u32;
        while let Some(value) = self.byte(digit).and_then(|b| char::from(b).to_digit(radix)) {
            // Too large stays too large.
            code = code.saturating_mul(radix).saturating_add(value).min(0x11_0000);
            digit += 1;
        }
        self.at = digit;
        match self.byte(digit) {
            None => return self.ended(),
            Some(b';') if digit > first => self.at += 1,
            Some(_) => return fault(at, Problem::Ampersand),
        }
        match char::from_u32(code).filter(|_| is_character(code)) {
            Some(c) => Ok(c),
            None => fault(at, Problem::Character { code }),
        }
    }

    /// What stands after a mark of `skip` bytes and before the mark `end`, which is passed. It belongs to a value that
    /// began at `from`.
    fn until(&mut self, skip: usize, end: &[u8], from: usize, what: &'static str) -> Scanned<&'a str> {
        let start = self.at + skip;
        let rest = self.bytes.get(start..).unwrap_or_default();
        let Some(length) = memchr::memmem::find(rest, end) else {
            let ended = self.ended();
            return ended.or_else(|found| self.wrong_within(from, what, found));
        };
        self.measured(from, start + length, what)?;
        let inside = self.slice(start, start + length);
        self.line += memchr::memchr_iter(b'\n', inside.as_bytes()).count() as u64;
        self.at = start + length + end.len();
        Ok(inside)
    }

    /// The comment that begins here.
    pub(crate) fn comment(&mut self, tree: &mut Tree<'a>) -> Scanned<()> {
        if !self.stands(self.at, "<!--")? {
            let why = "stands after the root element began; remove it";
            if self.stands(self.at, "<!DOCTYPE")? {
                return fault(self.at, Problem::Doctype { why });
            }
            return self.expected(self.at, "a tag, a comment or text");
        }
        self.counted(tree)?;
        let line = self.line;
        let inside = self.until(4, b"--", self.at + 4, "a comment")?;
        match self.byte(self.at) {
            Some(b'>') => self.at += 1,
            None => return self.ended(),
            Some(_) => return fault(self.at - 2, Problem::Dashes),
        }
        tree.leaf(NodeKind::Comment(inside), line);
        Ok(())
    }

    /// The CDATA section that begins here; the text it belongs to began at `start`.
    pub(super) fn character_data(&mut self, start: usize) -> Scanned<&'a str> {
        if !self.stands(self.at, "<![CDATA[")? {
            return self.comment(&mut Tree::new()).map(|()| "");
        }
        self.until(9, b"]]>", start, "a text")
    }

    /// The processing instruction that begins here.
    pub(crate) fn instruction(&mut self, tree: &mut Tree<'a>) -> Scanned<()> {
        self.counted(tree)?;
        let (start, line) = (self.at, self.line);
        let name = self.name(start + 2)?;
        let target = self.slice(start + 2, name.end);
        if target.eq_ignore_ascii_case("xml") {
            let why =
                "stands only at the very beginning of a file, once; remove what is before it, or remove it";
            return fault(start, Problem::Declaration { why });
        }
        if name.colon.is_some() {
            return fault(
                start + 2,
                Problem::Colon {
                    name: target.to_owned(),
                },
            );
        }
        let next = self.byte(name.end);
        if !next.is_some_and(is_space) && !self.stands(name.end, "?>")? {
            return self.expected(name.end, "white space or `?>`");
        }
        let inside = self.until(2, b"?>", start + 2, "a processing instruction")?;
        tree.leaf(NodeKind::Instruction(inside), line);
        Ok(())
    }
}
