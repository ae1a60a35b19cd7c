//! A page as blocks of text, each with its place, and what the page says about its day.

use jiff::civil::Date;

use super::{
    day::{Days, Source},
    scan::{Attributes, Piece, Scanner, entity},
};

/// Text between two marks that end a paragraph.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    /// Its characters: entities decoded, white space in one.
    pub(super) text: String,
    /// Where stretches of it stand in the page: byte of the text, byte of the page.
    pub(super) runs: Vec<(usize, usize)>,
    /// Characters written as entities: byte of the text, bytes of the page.
    pub(super) wide: Vec<(usize, usize)>,
    /// The byte of the page after its last character.
    pub(super) end: usize,
    /// A heading of the first order.
    pub(super) title: bool,
    /// Inside a menu, a form, the head or foot of the page.
    pub(super) aside: bool,
    /// Only a line ends before it, not a paragraph.
    pub(super) goes_on: bool,
}

/// A page read in one pass.
#[derive(Clone, Debug, Default)]
pub(super) struct Page {
    pub(super) blocks: Vec<Block>,
    /// The day it was published, as it says.
    pub(super) published: Option<Date>,
    /// Tags that open an element.
    pub(super) tags: usize,
    /// Elements inside each other, at most.
    pub(super) depth: usize,
    /// Tags, each as often as there are marks of style open: what building a tree may have to copy.
    pub(super) copies: usize,
    /// Stretches of text and entities.
    pub(super) marks: usize,
}

const HIDDEN: u8 = 1;
const ASIDE: u8 = 2;
const TITLE: u8 = 4;
const ARTICLE: u8 = 8;
const DRAWING: u8 = 16;

/// What an element makes of the text in it.
fn flags(name: &str) -> u8 {
    match name {
        "script" | "style" | "template" | "title" | "textarea" | "select" | "iframe" | "noembed"
        | "noframes" | "object" | "canvas" | "audio" | "video" | "datalist" => HIDDEN,
        "svg" | "math" => HIDDEN | DRAWING,
        "nav" | "header" | "footer" | "aside" | "form" | "noscript" | "button" | "menu" | "dialog" => ASIDE,
        "h1" => TITLE,
        "article" | "main" => ARTICLE,
        _ => 0,
    }
}

/// Elements without an end.
fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Elements inside a line: all others end a paragraph.
fn is_inline(name: &str) -> bool {
    is_style(name)
        || matches!(
            name,
            "abbr"
                | "acronym"
                | "bdi"
                | "bdo"
                | "cite"
                | "data"
                | "del"
                | "dfn"
                | "img"
                | "ins"
                | "kbd"
                | "label"
                | "link"
                | "mark"
                | "meta"
                | "output"
                | "q"
                | "ruby"
                | "samp"
                | "script"
                | "span"
                | "sub"
                | "sup"
                | "svg"
                | "time"
                | "var"
                | "wbr"
        )
}

/// Marks of style, which go on across paragraphs until they are closed.
fn is_style(name: &str) -> bool {
    matches!(
        name,
        "a" | "b"
            | "big"
            | "code"
            | "em"
            | "font"
            | "i"
            | "nobr"
            | "s"
            | "small"
            | "strike"
            | "strong"
            | "tt"
            | "u"
    )
}

/// How far up the end of an element is looked for.
const REACH: usize = 256;

impl Page {
    /// Reads a page.
    pub(super) fn read(html: &str) -> Self {
        let mut reader = Reader {
            html,
            page: Self::default(),
            open: Vec::new(),
            block: Block::default(),
            expected: None,
            space: None,
            style: 0,
            goes_on: false,
            days: Days::default(),
        };
        for piece in Scanner::new(html) {
            reader.take(piece);
        }
        reader.end_block(false);
        reader.page.published = reader.days.best();
        reader.page
    }
}

struct Reader<'t> {
    html: &'t str,
    page: Page,
    /// Elements open, with the flags of all around them.
    open: Vec<(&'t str, u8)>,
    block: Block,
    /// The byte of the page that goes on the run; `None` after an entity.
    expected: Option<usize>,
    /// White space not yet written.
    space: Option<usize>,
    /// Marks of style opened and not closed.
    style: usize,
    goes_on: bool,
    days: Days,
}

impl<'t> Reader<'t> {
    fn flags(&self) -> u8 {
        self.open.last().map_or(0, |(_, flags)| *flags)
    }

    fn take(&mut self, piece: Piece<'t>) {
        match piece {
            Piece::Nothing => {}
            Piece::Text { start, end } => {
                self.page.marks += 1;
                if self.flags() & HIDDEN == 0 {
                    self.text(start, end);
                }
            }
            Piece::Raw {
                name,
                attributes,
                body,
            } => {
                if name.eq_ignore_ascii_case("script")
                    && attributes
                        .get("type")
                        .is_some_and(|t| t.trim().eq_ignore_ascii_case("application/ld+json"))
                {
                    self.days.linked(body);
                }
            }
            Piece::Open { name, attributes } => self.opens(name, &attributes),
            Piece::Close { name } => self.closes(name),
        }
    }

    fn opens(&mut self, written: &'t str, attributes: &Attributes<'t>) {
        let name = written.to_ascii_lowercase();
        self.page.tags += 1;
        self.page.copies = self.page.copies.saturating_add(self.style);
        if !is_inline(&name) {
            self.end_block(name == "br");
            // A paragraph or an item ends where the next begins, closed or not.
            if let Some((last, _)) = self.open.last()
                && (last.eq_ignore_ascii_case("p")
                    || matches!(name.as_str(), "li" | "tr" | "td" | "th" | "dt" | "dd" | "option")
                        && last.eq_ignore_ascii_case(&name))
                && name != "br"
            {
                self.open.pop();
            }
        }
        let around = self.flags();
        self.day(&name, attributes, around);
        if is_void(&name) {
            return;
        }
        let mut flags = around | flags(&name);
        if attributes.get("hidden").is_some() {
            flags |= HIDDEN;
        }
        // In a drawing `<path/>` is a whole element; elsewhere the stroke means nothing.
        if around & DRAWING != 0 {
            return;
        }
        self.style += usize::from(is_style(&name));
        self.open.push((written, flags));
        self.page.depth = self.page.depth.max(self.open.len());
    }

    fn closes(&mut self, name: &str) {
        let lower = name.to_ascii_lowercase();
        if !is_inline(&lower) {
            self.end_block(false);
        }
        if is_style(&lower) {
            self.style = self.style.saturating_sub(1);
        }
        let from = self.open.len().saturating_sub(REACH);
        let found = self
            .open
            .iter()
            .skip(from)
            .rposition(|(open, _)| open.eq_ignore_ascii_case(name));
        if let Some(i) = found {
            self.open.truncate(from + i);
        }
    }

    fn day(&mut self, name: &str, attributes: &Attributes<'_>, around: u8) {
        match name {
            "meta" => {
                let value = |name| attributes.get(name).unwrap_or_default();
                for key in [value("property"), value("name"), value("itemprop")] {
                    self.days.meta(key, value("content"));
                }
            }
            "time" => {
                let Some(text) = attributes.get("datetime") else {
                    return;
                };
                let own = attributes
                    .get("itemprop")
                    .is_some_and(|p| p.eq_ignore_ascii_case("datePublished"));
                let source = if own {
                    Source::Item
                } else if around & ARTICLE != 0 {
                    Source::Article
                } else if around & ASIDE == 0 {
                    Source::Time
                } else {
                    return;
                };
                self.days.offer(source, text);
            }
            _ => {}
        }
    }

    fn text(&mut self, start: usize, end: usize) {
        let html = self.html;
        let Some(text) = html.get(start..end) else { return };
        let mut done = 0;
        for (i, c) in text.char_indices() {
            if i < done {
                continue;
            }
            if matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
                self.space.get_or_insert(start + i);
                continue;
            }
            self.page.marks += usize::from(c == '&');
            if c == '&'
                && let Some((chars, length)) = text.get(i..).and_then(entity)
            {
                for c in chars.chars() {
                    self.put(c, start + i, length);
                }
                done = i + length;
                continue;
            }
            self.put(c, start + i, c.len_utf8());
        }
    }

    /// Writes a character that stands at a byte of the page and takes some of its bytes.
    fn put(&mut self, c: char, at: usize, bytes: usize) {
        if let Some(space) = self.space.take()
            && !self.block.text.is_empty()
        {
            self.write(' ', space, 1);
        }
        if self.block.text.is_empty() {
            let flags = self.flags();
            self.block.title = flags & TITLE != 0;
            self.block.aside = flags & ASIDE != 0;
            self.block.goes_on = self.goes_on;
        }
        self.write(c, at, bytes);
    }

    fn write(&mut self, c: char, at: usize, bytes: usize) {
        let here = self.block.text.len();
        if self.expected != Some(at) {
            self.block.runs.push((here, at));
        }
        self.block.text.push(c);
        self.block.end = at + bytes;
        self.expected = if bytes == c.len_utf8() {
            Some(at + bytes)
        } else {
            self.block.wide.push((here, bytes));
            None
        };
    }

    fn end_block(&mut self, goes_on: bool) {
        self.space = None;
        self.expected = None;
        let block = std::mem::take(&mut self.block);
        let empty = block.text.trim().is_empty();
        // Two line ends in a row are the end of a paragraph.
        self.goes_on = goes_on && !empty;
        if !empty {
            self.page.blocks.push(block);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(html: &str) -> Vec<String> {
        Page::read(html).blocks.into_iter().map(|b| b.text).collect()
    }

    #[test]
    fn blocks_end_where_a_reader_sees_them_end() {
        assert_eq!(
            texts(
                "<h1>A\n  title</h1><p>One <b>two</b>three<p>Four<br>five<ul><li>x<li>y</ul><svg><path/>no</svg>z"
            ),
            ["A title", "One twothree", "Four", "five", "x", "y", "z"]
        );
        assert_eq!(
            texts("<p hidden>no</p><p>yes &amp;&nbsp;no</p><style>p{}</style>"),
            ["yes &\u{a0}no"]
        );
    }

    #[test]
    fn places_are_those_of_the_page() {
        let html = "<p>  a &amp; <b>ñb</b>  c</p>";
        let page = Page::read(html);
        let block = &page.blocks[0];
        assert_eq!(block.text, "a & ñb c");
        assert_eq!(block.wide, [(2, 5)]);
        for (at, from) in &block.runs {
            let (a, b) = (block.text[*at..].chars().next(), html[*from..].chars().next());
            assert_eq!(a, b, "{at} {from}");
        }
    }
}
