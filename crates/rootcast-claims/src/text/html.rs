//! HTML: the article of a page, with every character traced to the page.
//!
//! Where readability finds no article, or a page is too large or too deep for it, all that is visible outside menus,
//! forms, and the head and foot of the page stands in.

mod article;
pub(crate) mod day;
mod page;
mod scan;

use super::{Cleaned, Markup, Note, NoteKind, Span, clean, map::Places};
use page::{Block, Page};

/// Makes a page readable.
pub(super) fn read(html: &str) -> Cleaned {
    let page = Page::read(html);
    let kept = article::find(html, &page).unwrap_or_else(|| visible(&page.blocks));
    let joined = join(html, &page.blocks, &kept);
    let mut out = clean::lines(&joined.text, Markup::Html);
    out.map = out.map.through(&out.text, &joined.places);
    for note in &mut out.notes {
        note.span = joined.places.span(note.span);
    }
    out.notes.extend(joined.left_out.into_iter().map(|span| Note {
        kind: NoteKind::Boilerplate,
        span,
        why: "outside the article of the page".to_owned(),
    }));
    out.notes.sort_by_key(|n| (n.span, n.kind));
    out.published = page.published;
    out
}

/// What is visible outside menus, forms, head and foot, and the title even there; all of it where that is nothing.
fn visible(blocks: &[Block]) -> Vec<usize> {
    let title = blocks.iter().position(|b| b.title);
    let of = |aside: bool| -> Vec<usize> {
        (0..blocks.len())
            .filter(|i| aside || !blocks[*i].aside || title == Some(*i))
            .collect()
    };
    let main = of(false);
    if main.iter().all(|i| blocks[*i].aside) {
        of(true)
    } else {
        main
    }
}

/// Blocks as one text.
struct Joined {
    text: String,
    places: Places,
    /// Where the blocks stand that are not in it.
    left_out: Vec<Span>,
}

fn join(html: &str, blocks: &[Block], kept: &[usize]) -> Joined {
    let mut out = Joined {
        text: String::new(),
        places: Places::default(),
        left_out: Vec::new(),
    };
    let mut kept = kept.iter().peekable();
    let mut page = Counter::new(html);
    // Characters written so far, and whether the block before was left out.
    let (mut count, mut dropped) = (0, false);
    for (i, block) in blocks.iter().enumerate() {
        if kept.next_if(|k| **k == i).is_none() {
            let start = block.runs.first().map_or(0, |(_, from)| page.to(*from));
            let end = page.to(block.end);
            match out.left_out.last_mut() {
                Some(last) if dropped => last.end = end,
                _ => out.left_out.push(Span { start, end }),
            }
            dropped = true;
            continue;
        }
        dropped = false;
        if !out.text.is_empty() {
            let mark = if block.goes_on { "\n" } else { "\n\n" };
            out.text.push_str(mark);
            count += mark.len();
        }
        let mut own = Counter::new(&block.text);
        for (at, from) in &block.runs {
            out.places.run(count + own.to(*at), page.to(*from));
        }
        let mut own = Counter::new(&block.text);
        for (at, bytes) in &block.wide {
            // Entities are ASCII: as many characters as bytes.
            out.places.wide(count + own.to(*at), *bytes);
        }
        count += block.text.chars().count();
        out.text.push_str(&block.text);
    }
    out
}

/// Counts the characters before bytes that come in order.
struct Counter<'t> {
    text: &'t str,
    byte: usize,
    points: usize,
}

impl<'t> Counter<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            byte: 0,
            points: 0,
        }
    }

    fn to(&mut self, byte: usize) -> usize {
        if let Some(between) = self.text.get(self.byte..byte) {
            self.points += between.chars().count();
            self.byte = byte;
        }
        self.points
    }
}

/// Whether a text begins as a page does.
pub(super) fn is_page(text: &str) -> bool {
    const LOOK: usize = 2048;
    let mut end = text.len().min(LOOK);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = text[..end].trim_start_matches('\u{feff}').trim_start();
    let head = head.to_ascii_lowercase();
    head.starts_with("<!doctype html")
        || head.starts_with('<') && ["<html", "<head", "<body"].iter().any(|tag| head.contains(tag))
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const PAGE: &str = r#"<!DOCTYPE html><html><head><title>Encounters fall | The Paper</title>
<meta property="article:published_time" content="2024-02-05T08:00:00-06:00"><style>p { color: red }</style></head>
<body><nav><a href="/">Home</a> <a href="/news">News: 99,000 readers</a></nav>
<header><h1>Encounters fall &amp; rise</h1></header>
<div class="content"><article>
<p>The United States recorded 2,475,669 encounters at the southwest border in fiscal 2023, the agency said on Monday, and that was more than in any year before.</p>
<p>Mexico&rsquo;s share fell to <b>29&nbsp;percent</b>, from 35 percent a year earlier, according to figures that were published in October by the same agency, which counts events.</p>
<p>Officials said that the number would rise again, that they expected 180,000 in March, and that the posts at the river would be staffed with 300 more people by the summer.</p>
</article></div>
<div class="sidebar related"><ul><li><a href="/1">A teaser of 7,000 words</a></li><li><a href="/2">Another</a></li></ul></div>
<aside><p>Related: 5,000 arrested elsewhere, a story with many words, and commas, and more of them, that goes on.</p></aside>
<form><label>Your email</label></form><footer>© 2024 The Paper</footer><script>var x = "1,000 <p>people</p>";</script></body></html>"#;

    fn texts(html: &str) -> Vec<String> {
        let c = read(html);
        c.sentences
            .iter()
            .map(|s| c.text[s.start..s.end].to_owned())
            .collect()
    }

    #[test]
    fn the_article_is_kept_with_its_title_and_day() {
        let c = read(PAGE);
        let lines: Vec<&str> = c.text.lines().collect();
        assert_eq!(lines.len(), 4, "{lines:?}");
        assert_eq!(lines[0], "Encounters fall & rise");
        assert!(lines[3].ends_with("by the summer."));
        assert_eq!(c.published, Some(date(2024, 2, 5)));
        assert!(c.notes.iter().any(|n| n.kind == NoteKind::Boilerplate));
    }

    #[test]
    fn spans_are_those_of_the_page() {
        let c = read(PAGE);
        let original: Vec<char> = PAGE.chars().collect();
        for (words, is) in [
            ("2,475,669 encounters", "2,475,669 encounters"),
            ("Mexico’s share", "Mexico&rsquo;s share"),
            ("29\u{a0}percent", "29&nbsp;percent"),
            ("Mexico’", "Mexico&rsquo;"),
            ("to 29", "to <b>29"),
        ] {
            let at = c.text.find(words).unwrap_or_else(|| panic!("{words}"));
            let span = c.map.span(&c.text, at, at + words.len());
            let there: String = original[span.start..span.end].iter().collect();
            assert_eq!(there, is);
        }
    }

    #[test]
    fn without_an_article_the_visible_text_stands_in() {
        assert_eq!(
            texts("<nav>Menu</nav><p>It rose.</p><footer>Foot</footer>"),
            ["It rose."]
        );
        assert_eq!(texts("<header><p>Only this.</p></header>"), ["Only this."]);
        assert_eq!(texts(""), [""; 0]);
        // Text that is no page at all.
        assert_eq!(texts("It rose to 5 < 6."), ["It rose to 5 < 6."]);
    }

    #[test]
    fn pages_are_told_from_texts() {
        assert!(is_page("\u{feff}\n<!DOCTYPE HTML>"));
        assert!(is_page("<!-- saved --><html lang=en>"));
        assert!(!is_page("<3 of html"));
        assert!(!is_page("The <html> tag"));
    }

    /// Seconds that this thread has worked, where the system tells them: those that pass count what else it does.
    fn worked(since: Instant) -> f64 {
        let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
        let nanoseconds = told.and_then(|t| t.split(' ').next()?.parse::<f64>().ok());
        nanoseconds.map_or_else(|| since.elapsed().as_secs_f64(), |n| n / 1e9)
    }

    #[test]
    fn hostile_pages_take_bounded_time() {
        let start = Instant::now();
        let before = worked(start);
        let many = |piece: &str, bytes: usize| piece.repeat(bytes / piece.len());
        for piece in [
            "<",
            "<p",
            "<div>",
            "<b><i>",
            "<!--",
            "<a href='",
            "</x>",
            "&amp",
            "&#",
            "<p><b>x",
            "<svg>",
            "</div><p>x ",
        ] {
            read(&many(piece, 1_000_000));
        }
        // As large as a tree is built of, in depth, in width, and with marks of style that are never closed.
        read(&many("<div>", 199 * 5));
        read(&many("<p>a, b, c of it", 19_000 * 16));
        read(&(many("<b a=1><i>", 90 * 10) + &many("<p>x", 2_000 * 4)));
        read(&many("<table><tr><td>x", 60 * 16));
        let seconds = worked(start) - before;
        assert!(seconds < 60.0, "{seconds} s");
    }

    proptest! {
        #[test]
        fn every_character_kept_is_the_one_at_its_place(parts in proptest::collection::vec(prop::sample::select(vec![
            "<p>", "</p>", "<b>", "</b>", "<br>", "<div>", "</div>", "<h1>", "<nav>", "</nav>", "<!-- x -->", "<script>", "</script>",
            "Word here", "word", " ", "\n", "é 1,200", "&amp;", "&eacute;", ".", "?", "<", ">", "\u{200b}", "A sentence of five words.",
        ]), 0..40)) {
            let html = parts.concat();
            let c = read(&html);
            let original: Vec<char> = html.chars().collect();
            for s in &c.sentences {
                for (i, ch) in c.text[s.start..s.end].char_indices() {
                    let at = c.map.span(&c.text, s.start + i, s.start + i + ch.len_utf8());
                    prop_assert!(at.end <= original.len());
                    let there: String = original[at.start..at.end].iter().collect();
                    let same = there.starts_with(ch) || html_escape::decode_html_entities(&there).starts_with(ch);
                    prop_assert!(ch.is_whitespace() || same, "{there:?} for {ch:?} in {html:?}");
                }
            }
            for n in &c.notes {
                prop_assert!(n.span.start <= n.span.end && n.span.end <= original.len());
            }
        }
    }
}
