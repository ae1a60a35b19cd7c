//! What stands around the root element: declaration, document type, comments and instructions.

use super::{
    error::{Fault, Problem, Scanned, XmlError, fault},
    limits::Limits,
    name::{illegal, is_space},
    scan::Scanner,
    scope::Scope,
    tree::Tree,
};

/// What stands at a place outside the root element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outside {
    /// A comment or an instruction, which is read.
    Node,
    /// The start tag of the root, which is not read yet.
    Root,
    /// The text is at its end.
    End,
}

impl<'a> Scanner<'a, '_> {
    /// Reads the XML declaration, if there is one. The text is the beginning of the file without byte order mark.
    pub(crate) fn declaration(&mut self) -> Scanned<()> {
        const MARK: &str = "<?xml";
        let rest = self.text;
        if !rest.starts_with(MARK) || !self.byte(5).is_none_or(is_space) {
            return Ok(());
        }
        let Some(length) = memchr::memmem::find(
            self.bytes.get(..1000.min(self.bytes.len())).unwrap_or_default(),
            b"?>",
        ) else {
            if self.bytes.len() < 1000 {
                return self.ended();
            }
            return fault(
                0,
                Problem::Declaration {
                    why: "does not end; write `?>` after it",
                },
            );
        };
        if let Err(why) = check_declaration(self.slice(MARK.len(), length)) {
            return fault(0, Problem::Declaration { why });
        }
        let passed = self.slice(0, length);
        self.line += memchr::memchr_iter(b'\n', passed.as_bytes()).count() as u64;
        self.at = length + 2;
        Ok(())
    }

    /// The next thing outside the root element. A comment or an instruction goes into the tree.
    pub(crate) fn outside(&mut self, tree: &mut Tree<'a>) -> Scanned<Outside> {
        self.space();
        match (self.byte(self.at), self.byte(self.at + 1)) {
            (None, _) => Ok(Outside::End),
            (Some(b'<'), None) => self.ended(),
            (Some(b'<'), Some(b'?')) => self.instruction(tree).map(|()| Outside::Node),
            (Some(b'<'), Some(b'!')) => {
                if !self.stands(self.at, "<!--")? && !self.stands(self.at, "<!DOCTYPE")? {
                    return self.expected(self.at, "a tag or a comment");
                }
                self.comment(tree).map(|()| Outside::Node)
            }
            (Some(b'<'), Some(b'/')) => fault(self.at, Problem::Unopened),
            (Some(b'<'), Some(_)) => Ok(Outside::Root),
            (Some(_), _) => fault(self.at, Problem::Outside { what: "text" }),
        }
    }

    /// Passes over a document type declaration that stands here, if one does, and says whether. Nothing it names is
    /// loaded.
    pub(crate) fn doctype(&mut self) -> Scanned<bool> {
        const MARK: &str = "<!DOCTYPE";
        self.space();
        if self.byte(self.at) != Some(b'<')
            || self.byte(self.at + 1) != Some(b'!')
            || !self.stands(self.at, MARK)?
        {
            return Ok(false);
        }
        let start = self.at;
        self.at += MARK.len();
        self.required_space()?;
        let name = self.name(self.at)?;
        self.at = name.end;
        let before = self.at;
        self.space();
        if self.at > before && self.byte(self.at) == Some(b'P') && self.stands(self.at, "PUBLIC")? {
            self.at += 6;
            self.required_space()?;
            let public = self.literal()?;
            if !public
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b" \n-'()+,./:=?;!*#@$_%".contains(&b))
            {
                return fault(
                    start,
                    Problem::Doctype {
                        why: "has a public identifier with characters that are not allowed",
                    },
                );
            }
            self.required_space()?;
            self.literal()?;
        } else if self.at > before && self.byte(self.at) == Some(b'S') && self.stands(self.at, "SYSTEM")? {
            self.at += 6;
            self.required_space()?;
            self.literal()?;
        }
        self.space();
        match self.byte(self.at) {
            Some(b'>') => self.at += 1,
            Some(b'[') => {
                let why = "declares entities or a grammar of its own, which is never read; remove it and write out what it names";
                return fault(start, Problem::Doctype { why });
            }
            _ => return self.expected(self.at, "`>`"),
        }
        Ok(true)
    }

    fn required_space(&mut self) -> Scanned<()> {
        if !self.byte(self.at).is_some_and(is_space) {
            return self.expected(self.at, "white space");
        }
        self.space();
        Ok(())
    }

    /// A text in quotation marks without references.
    fn literal(&mut self) -> Scanned<&'a str> {
        let Some(quote @ (b'"' | b'\'')) = self.byte(self.at) else {
            return self.expected(self.at, "an identifier in quotation marks");
        };
        let start = self.at + 1;
        let rest = self.bytes.get(start..).unwrap_or_default();
        let Some(length) = memchr::memchr(quote, rest) else {
            let ended = self.ended();
            return ended.or_else(|found| self.wrong_within(start, "an identifier", found));
        };
        self.measured(start, start + length, "an identifier")?;
        let inside = self.slice(start, start + length);
        self.line += memchr::memchr_iter(b'\n', inside.as_bytes()).count() as u64;
        self.at = start + length + 1;
        Ok(inside)
    }
}

/// Checks what stands between `<?xml` and `?>`.
fn check_declaration(inside: &str) -> Result<(), &'static str> {
    let wrong = "is not of the form `<?xml version=\"1.0\" encoding=\"UTF-8\"?>`; write it so";
    let mut rest = inside;
    let mut expected = ["version", "encoding", "standalone"].iter();
    let mut version = false;
    while !rest.trim_matches(is_blank).is_empty() {
        let (name, value, after) = pseudo_attribute(rest).ok_or(wrong)?;
        if !expected.any(|e| *e == name) {
            return Err(wrong);
        }
        let legal = match name {
            "version" => {
                version = true;
                value
                    .strip_prefix("1.")
                    .is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()))
            }
            "standalone" => matches!(value, "yes" | "no"),
            _ => {
                value.starts_with(|c: char| c.is_ascii_alphabetic())
                    && value
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
            }
        };
        if !legal {
            return Err(wrong);
        }
        rest = after;
    }
    version.then_some(()).ok_or(wrong)
}

/// The first `name="value"` of a declaration, after white space, and what follows.
pub(crate) fn pseudo_attribute(text: &str) -> Option<(&str, &str, &str)> {
    let trimmed = text.trim_start_matches(is_blank);
    if trimmed.len() == text.len() {
        return None;
    }
    let (name, rest) = trimmed.split_once('=')?;
    let rest = rest.trim_start_matches(is_blank);
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (value, after) = rest.get(1..)?.split_once(quote)?;
    Some((name.trim_end_matches(is_blank), value, after))
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// Reads a whole document as one tree, whose root is its root element; what stands around that is checked and left out.
///
/// The text is in memory and all of it becomes nodes: for small files. Files of any size are read with
/// `iati::stream::read`.
///
/// # Errors
/// See [`Problem`]; the file is at fault.
///
/// ```
/// use rootcast_ledger::xml;
///
/// let tree = xml::parse("<activity><title>Ports &amp; roads</title></activity>")?;
/// let root = tree.root().ok_or("no element")?;
/// assert_eq!(tree.text(root), "Ports & roads");
///
/// let error = xml::parse("<activity>\n  <title></activity>").unwrap_err();
/// assert_eq!((error.line, error.column), (2, 10));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn parse(text: &str) -> Result<Tree<'_>, XmlError> {
    parse_within(
        text,
        &Limits {
            record_bytes: usize::MAX,
            ..Limits::default()
        },
    )
}

/// [`parse`] with other limits than the default ones.
///
/// # Errors
/// As for [`parse`].
pub fn parse_within<'a>(text: &'a str, limits: &Limits) -> Result<Tree<'a>, XmlError> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let bad = illegal(text);
    let visible = bad.map_or(text, |(at, _)| text.get(..at).unwrap_or_default());
    whole(visible, limits)
        .map_err(|fault| {
            let mut fault: Fault = *fault;
            if let (Problem::Ended { .. } | Problem::Empty, Some((at, code))) = (&fault.what, bad) {
                fault = Fault {
                    at,
                    what: Problem::Character { code },
                };
            }
            fault.placed(text.as_bytes())
        })
        .and_then(|tree| match bad {
            None => Ok(tree),
            Some((at, code)) => Err(Fault {
                at,
                what: Problem::Character { code },
            }
            .placed(text.as_bytes())),
        })
}

fn whole<'a>(text: &'a str, limits: &Limits) -> Scanned<Tree<'a>> {
    let mut scanner = Scanner::new(text, 1, 0, Scope::default(), limits);
    let (mut tree, mut around) = (Tree::new(), Tree::new());
    scanner.declaration()?;
    let mut typed = false;
    loop {
        if !typed && scanner.doctype()? {
            typed = true;
        }
        around.clear();
        match scanner.outside(&mut around)? {
            Outside::Node => {}
            Outside::Root => break,
            Outside::End => return fault(text.len(), Problem::Empty),
        }
    }
    scanner.element(&mut tree)?;
    loop {
        around.clear();
        match scanner.outside(&mut around)? {
            Outside::Node => {}
            Outside::Root => {
                return fault(
                    scanner.at(),
                    Problem::Outside {
                        what: "a second element",
                    },
                );
            }
            Outside::End => return Ok(tree),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::xml::{Problem, XmlError};

    fn refused(text: &str) -> XmlError {
        match parse(text) {
            Ok(tree) => panic!("{text:?} is read as {tree:?}"),
            Err(error) => error,
        }
    }

    #[test]
    fn well_formed_documents_are_read() {
        for text in [
            "<a/>",
            "\u{FEFF}<?xml version='1.0' encoding=\"UTF-8\" standalone='no' ?>\n<!-- c --><?p q?><a></a >\n<!--d-->",
            "<!DOCTYPE a><a/>",
            "<!DOCTYPE a PUBLIC '-//X//EN' \"x.dtd\" ><a/>",
            "<a b='1' c=\"&lt;&#10;'\"><![CDATA[<&]]>x]]&gt;<b/></a>",
            "<é:ü xmlns:é='x' é:ö='1' ö='2'/>",
            "<a xmlns='x' xml:lang='en'><b xmlns=''/></a>",
        ] {
            if let Err(error) = parse(text) {
                panic!("{text}: {error}");
            }
        }
    }

    #[test]
    fn errors_say_where_they_are() {
        let error = refused("<a>\n <é x='1' x='2'/>\n</a>");
        assert_eq!((error.line, error.column), (2, 2));
        assert_eq!(error.what, Problem::Repeated { name: "x".to_owned() });
        let error = refused("<a>\n é\u{1}</a>");
        assert_eq!((error.line, error.column), (2, 3));
        assert_eq!(error.what, Problem::Character { code: 1 });
    }

    #[test]
    fn malformed_documents_are_refused() {
        for text in [
            "",
            " ",
            "x",
            "<a>",
            "<a",
            "<",
            "</a>",
            "<a/><b/>",
            "<a/>x",
            "<a></b>",
            "<a b></a>",
            "<a b=c/>",
            "<a b='<'/>",
            "<a b='1'c='2'/>",
            "<a b='1' b='1'/>",
            "<a>&</a>",
            "<a>&x;</a>",
            "<a>&#0;</a>",
            "<a>&#xFFFE;</a>",
            "<a>&#x;</a>",
            "<a>&amp</a>",
            "<a>]]></a>",
            "<a><!-- -- --></a>",
            "<a><!-- ---></a>",
            "<a><?xml x?></a>",
            " <?xml version='1.0'?><a/>",
            "<?xml?><a/>",
            "<?xml version='2.0'?><a/>",
            "<a><!DOCTYPE a></a>",
            "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
            "<p:a/>",
            "<a p:b='1'/>",
            "<a xmlns:p=''/>",
            "<a xmlns:xmlns='x'/>",
            "<a xmlns:xml='x'/>",
            "<:a/>",
            "<a:/>",
            "<a xmlns:p='x' xmlns:q='x' p:b='1' q:b='2'/>",
            "<1/>",
            "<a><![CDATA[</a>",
            "<a>\u{FFFF}</a>",
        ] {
            refused(text);
        }
    }
}
