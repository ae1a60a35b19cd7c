//! Start tags with their attributes, and end tags.

use std::borrow::Cow;

use super::{
    error::{Problem, Scanned, fault},
    lanes::value_stop,
    name::{is_space, qualified},
    scan::{Open, Scanner},
    tree::{Attribute, Tree},
};

impl<'a> Scanner<'a, '_> {
    /// The start tag that begins here. An element that is not empty is open afterwards.
    #[inline]
    pub(crate) fn start_tag(&mut self, tree: &mut Tree<'a>) -> Scanned<()> {
        self.counted(tree)?;
        let (tag, line, scope) = (self.at, self.line, self.scope.len());
        let name = self.name(tag + 1)?;
        let written = self.slice(tag + 1, name.end);
        if self.open.len() + self.around >= self.limits.depth {
            return self.too_many("the depth of elements inside each other", self.limits.depth);
        }
        tree.open(written, Cow::Borrowed(""), line);
        self.at = name.end;
        let first = tree.attribute_count();
        let mut colons = name.colon.is_some();
        let empty = loop {
            let before = self.at;
            self.space();
            match self.byte(self.at) {
                Some(b'>') => {
                    self.at += 1;
                    break false;
                }
                Some(b'/') => {
                    if self.byte(self.at + 1) != Some(b'>') {
                        return self.expected(self.at + 1, "`>`");
                    }
                    self.at += 2;
                    break true;
                }
                None => return self.ended(),
                Some(_) if before == self.at => return self.expected(self.at, "white space, `/>` or `>`"),
                Some(_) => colons |= self.attribute(tree, first)?,
            }
        };
        if colons || self.scope.has_default() {
            self.resolve(tree, tag, written, first)?;
        }
        if tree.attribute_count() - first > 1 {
            unique(tree, tag, first)?;
        }
        if empty {
            tree.close();
            self.scope.truncate(scope);
        } else {
            self.open.push(Open {
                name: written,
                line,
                scope,
            });
        }
        Ok(())
    }

    /// One attribute; whether it has a prefix or declares a namespace.
    #[inline]
    fn attribute(&mut self, tree: &mut Tree<'a>, first: usize) -> Scanned<bool> {
        let start = self.at;
        let name = self.name(start)?;
        let written = self.slice(start, name.end);
        if tree.attribute_count() - first >= self.limits.attributes {
            return self.too_many("the number of attributes of one element", self.limits.attributes);
        }
        self.counted(tree)?;
        self.at = name.end;
        if self.byte(self.at) != Some(b'=') {
            self.space();
            if self.byte(self.at) != Some(b'=') {
                return self.expected(self.at, "`=` and a value in quotation marks");
            }
        }
        self.at += 1;
        self.space();
        let value = self.value()?;
        tree.attribute(Attribute {
            name: written,
            namespace: Cow::Borrowed(""),
            value,
        });
        let declares = written == "xmlns";
        if declares {
            self.declare(start, "", tree)?;
        } else if let Some(colon) = name.colon {
            if qualified(written).is_none() {
                return fault(
                    start,
                    Problem::Colon {
                        name: written.to_owned(),
                    },
                );
            }
            if colon.get() == start + 5 && written.starts_with("xmlns") {
                self.declare(start, self.slice(colon.get() + 1, name.end), tree)?;
            }
            return Ok(true);
        }
        Ok(declares)
    }

    /// The attribute read last declares a namespace.
    fn declare(&mut self, at: usize, prefix: &'a str, tree: &Tree<'a>) -> Scanned<()> {
        if self.scope.len() >= self.limits.declarations {
            return self.too_many(
                "the number of namespace declarations in force",
                self.limits.declarations,
            );
        }
        let uri = tree.last_value().cloned().unwrap_or_default();
        match self.scope.declare(prefix, uri) {
            Ok(()) => Ok(()),
            Err(what) => fault(at, what),
        }
    }

    /// An attribute value in quotation marks, with references replaced and white space made spaces.
    #[inline]
    fn value(&mut self) -> Scanned<Cow<'a, str>> {
        let Some(quote @ (b'"' | b'\'')) = self.byte(self.at) else {
            return self.expected(self.at, "a value in quotation marks");
        };
        let start = self.at + 1;
        let at = value_stop(self.bytes, start);
        if self.byte(at) == Some(quote) {
            self.measured(start, at, "an attribute value")?;
            self.at = at + 1;
            return Ok(Cow::Borrowed(self.slice(start, at)));
        }
        self.other_value(start, at, quote)
    }

    /// A value with the other quotation mark in it, read up to `at`; or worse.
    #[cold]
    fn other_value(&mut self, start: usize, mut at: usize, quote: u8) -> Scanned<Cow<'a, str>> {
        while let Some(other @ (b'"' | b'\'')) = self.byte(at) {
            if other == quote {
                self.measured(start, at, "an attribute value")?;
                self.at = at + 1;
                return Ok(Cow::Borrowed(self.slice(start, at)));
            }
            at = value_stop(self.bytes, at + 1);
        }
        self.mixed_value(start, at, quote)
    }

    /// A value with references or white space, read up to `at`.
    #[cold]
    fn mixed_value(&mut self, start: usize, at: usize, quote: u8) -> Scanned<Cow<'a, str>> {
        let mut value = self.slice(start, at).to_owned();
        self.at = at;
        loop {
            let from = self.at;
            self.at = value_stop(self.bytes, from);
            value.push_str(self.slice(from, self.at));
            let Some(byte) = self.byte(self.at) else {
                let ended = self.ended();
                return ended.or_else(|found| self.wrong_within(start, "an attribute value", found));
            };
            self.measured(start, self.at, "an attribute value")?;
            match byte {
                byte if byte == quote => {
                    self.at += 1;
                    return Ok(Cow::Owned(value));
                }
                b'<' => return fault(self.at, Problem::Less),
                b'&' => {
                    let character = self.reference();
                    let character =
                        character.or_else(|found| self.wrong_within(start, "an attribute value", found))?;
                    value.push(character);
                }
                byte if is_space(byte) => {
                    self.line += u64::from(byte == b'\n');
                    value.push(' ');
                    self.at += 1;
                }
                other => {
                    value.push(char::from(other));
                    self.at += 1;
                }
            }
        }
    }

    /// Finds the namespaces of an element and its attributes, all declarations being known.
    fn resolve(&mut self, tree: &mut Tree<'a>, tag: usize, name: &'a str, first: usize) -> Scanned<()> {
        let namespace = if name.contains(':') {
            match qualified(name) {
                None => {
                    return fault(
                        tag + 1,
                        Problem::Colon {
                            name: name.to_owned(),
                        },
                    );
                }
                Some((prefix, _)) => self.namespace(tag + 1, prefix)?,
            }
        } else {
            let namespace = self.scope.unprefixed();
            if matches!(namespace, Cow::Owned(_)) {
                self.copies(namespace.len())?;
            }
            namespace
        };
        tree.set_namespace(namespace);
        for index in first..tree.attribute_count() {
            let Some(attribute) = tree.attribute_mut(index) else {
                continue;
            };
            if let Some((prefix, _)) = attribute.name.split_once(':')
                && prefix != "xmlns"
            {
                attribute.namespace = self.namespace(tag, prefix)?;
            }
        }
        Ok(())
    }

    /// Refuses to copy without end a namespace that is not in the text as it is.
    fn copies(&mut self, bytes: usize) -> Scanned<()> {
        self.copied = self.copied.saturating_add(bytes);
        if self.copied > self.limits.value_bytes {
            let what = "the bytes of namespaces that are written with references";
            return self.too_many(what, self.limits.value_bytes);
        }
        Ok(())
    }

    fn namespace(&mut self, at: usize, prefix: &str) -> Scanned<Cow<'a, str>> {
        match self.scope.prefix(prefix) {
            Some(namespace) => {
                if matches!(namespace, Cow::Owned(_)) {
                    self.copies(namespace.len())?;
                }
                Ok(namespace)
            }
            None => fault(
                at,
                Problem::Prefix {
                    prefix: prefix.to_owned(),
                },
            ),
        }
    }

    /// The end tag that begins here; it has to close the innermost element.
    #[inline]
    pub(super) fn end_tag(&mut self, tree: &mut Tree<'a>) -> Scanned<()> {
        let Some(open) = self.open.last().copied() else {
            return fault(self.at, Problem::Unopened);
        };
        let from = self.at + 2;
        let end = from + open.name.len();
        if self.bytes.get(from..end) == Some(open.name.as_bytes()) && self.byte(end) == Some(b'>') {
            self.at = end + 1;
        } else {
            self.other_end_tag(from, open.name, open.line)?;
        }
        self.open.pop();
        self.scope.truncate(open.scope);
        tree.close();
        Ok(())
    }

    /// An end tag with white space in it, or a wrong one.
    #[cold]
    pub(super) fn other_end_tag(&mut self, from: usize, open: &str, line: u64) -> Scanned<()> {
        let name = self.name(from)?;
        let found = self.slice(from, name.end);
        if found != open {
            return fault(
                self.at,
                Problem::Mismatched {
                    open: open.to_owned(),
                    line,
                    found: found.to_owned(),
                },
            );
        }
        self.at = name.end;
        self.space();
        if self.byte(self.at) != Some(b'>') {
            return self.expected(self.at, "`>`");
        }
        self.at += 1;
        Ok(())
    }
}

/// Refuses an element with an attribute that stands twice, by name or by namespace and local name.
fn unique(tree: &Tree<'_>, tag: usize, first: usize) -> Scanned<()> {
    let attributes = tree.attributes_from(first);
    let repeated = if attributes.len() <= 12 {
        let pairs = attributes.iter().enumerate();
        pairs
            .flat_map(|(i, a)| attributes[..i].iter().map(move |b| (a, b)))
            .find(|(a, b)| same(a, b))
            .map(|(a, _)| a)
    } else {
        let mut sorted: Vec<_> = attributes.iter().collect();
        sorted.sort_by(|a, b| key(a).cmp(&key(b)));
        sorted.windows(2).find(|w| key(w[0]) == key(w[1])).map(|w| w[1])
    };
    match repeated {
        None => Ok(()),
        Some(attribute) => fault(
            tag,
            Problem::Repeated {
                name: attribute.name.to_owned(),
            },
        ),
    }
}

#[inline]
fn same(a: &Attribute<'_>, b: &Attribute<'_>) -> bool {
    if a.namespace.is_empty() && b.namespace.is_empty() {
        return a.name == b.name;
    }
    key(a) == key(b)
}

/// What an attribute is known by: declarations by their whole name, others by namespace and local name.
fn key<'k>(attribute: &'k Attribute<'_>) -> (&'k str, &'k str) {
    let local = match attribute.name.split_once(':') {
        Some((_, local)) if !attribute.namespace.is_empty() => local,
        _ => attribute.name,
    };
    (&attribute.namespace, local)
}
