//! Which blocks of a page are its article.
//!
//! Readability finds the article but says nothing of places. Its text is therefore set against the blocks of the page
//! in order: blocks that stand once in both are certain, and what lies between two of them is matched between them.

use std::{
    collections::{BTreeSet, HashMap},
    ops::Range,
    panic::{AssertUnwindSafe, catch_unwind},
};

use dom_smoothie::{Config, Readability};

use super::page::{Block, Page};

/// Pages larger than this are read whole: building a tree of them takes time out of proportion.
const LARGEST: usize = 8 << 20;
/// Most tags of a page that a tree is built of.
const TAGS: usize = 20_000;
/// Most stretches of text and entities.
const MARKS: usize = 50_000;
/// Most elements inside each other.
const DEPTH: usize = 200;
/// Most elements that marks of style left open may be copied into.
const COPIES: usize = 200_000;
/// Letters of a block that can be an anchor.
const ANCHOR: usize = 20;

/// The numbers of the blocks that are the article; `None` when none is found, or its words are not found on the page.
pub(super) fn find(html: &str, page: &Page) -> Option<Vec<usize>> {
    if html.len() > LARGEST
        || page.tags > TAGS
        || page.marks > MARKS
        || page.depth > DEPTH
        || page.copies > COPIES
    {
        return None;
    }
    let (content, title) = extract(html)?;
    let article = Page::read(&content);
    let mut kept = align(&page.blocks, &article.blocks)?;
    let first = kept.iter().next().copied()?;
    // Readability takes the title off; the heading before the article is part of the text.
    let heads: Vec<usize> = (0..first).filter(|i| page.blocks[*i].title).collect();
    let title = letters(&title);
    if let Some(head) = heads.iter().rev().find(|i| {
        let own = letters(&page.blocks[**i].text);
        heads.len() == 1 || title.contains(&own) || own.contains(&title)
    }) {
        kept.insert(*head);
    }
    Some(kept.into_iter().collect())
}

/// The article's own HTML and its title.
fn extract(html: &str) -> Option<(String, String)> {
    let config = Config {
        disable_json_ld: true,
        max_elements_to_parse: TAGS * 4,
        ..Config::default()
    };
    // A fault of the extractor is no reason to lose the text.
    catch_unwind(AssertUnwindSafe(|| {
        let article = Readability::new(html, None, Some(config)).ok()?.parse().ok()?;
        Some((article.content.to_string(), article.title))
    }))
    .ok()
    .flatten()
}

/// A text without white space.
fn letters(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The blocks of the page that hold the article's, or `None` when more than a tenth of it is not found.
fn align(page: &[Block], article: &[Block]) -> Option<BTreeSet<usize>> {
    let keys = |blocks: &[Block]| -> Vec<String> { blocks.iter().map(|b| letters(&b.text)).collect() };
    let (ours, theirs) = (keys(page), keys(article));
    let whole: usize = theirs.iter().map(String::len).sum();
    let mut matching = Matching {
        places: places(&ours),
        page,
        article,
        ours: &ours,
        theirs: &theirs,
        kept: BTreeSet::new(),
        found: 0,
    };
    let mut from = (0, 0);
    let anchors = anchors(&ours, &theirs);
    for (i, j) in anchors.into_iter().chain([(ours.len(), theirs.len())]) {
        matching.gap(from.0..i, from.1..j);
        if let Some(key) = ours.get(i) {
            matching.keep(i, key.len());
        }
        from = (i + 1, j + 1);
    }
    (whole > 0 && matching.found * 10 >= whole * 9).then_some(matching.kept)
}

/// Where each key stands, in order.
fn places(keys: &[String]) -> HashMap<&str, Vec<usize>> {
    let mut out: HashMap<&str, Vec<usize>> = HashMap::new();
    for (i, key) in keys.iter().enumerate() {
        out.entry(key).or_default().push(i);
    }
    out
}

/// Blocks that stand once in both, as many as stand in one order.
fn anchors(ours: &[String], theirs: &[String]) -> Vec<(usize, usize)> {
    let (here, there) = (places(ours), places(theirs));
    let once = |of: &HashMap<&str, Vec<usize>>, key: &str| match of.get(key).map(Vec::as_slice) {
        Some([at]) => Some(*at),
        _ => None,
    };
    let pairs: Vec<(usize, usize)> = ours
        .iter()
        .filter(|key| key.len() >= ANCHOR)
        .filter_map(|key| Some((once(&here, key)?, once(&there, key)?)))
        .collect();
    longest_rising(&pairs)
}

/// The longest run of pairs whose second parts rise; the first rise already.
fn longest_rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // For each length, the pair that ends a run of it with the smallest second part.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (n, (_, j)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|e| pairs[*e].1 < *j);
        before.push(length.checked_sub(1).map(|l| ends[l]));
        if length == ends.len() {
            ends.push(n);
        } else {
            ends[length] = n;
        }
    }
    let mut out = Vec::with_capacity(ends.len());
    let mut at = ends.last().copied();
    while let Some(n) = at {
        out.push(pairs[n]);
        at = before[n];
    }
    out.reverse();
    out
}

struct Matching<'t> {
    places: HashMap<&'t str, Vec<usize>>,
    page: &'t [Block],
    article: &'t [Block],
    ours: &'t [String],
    theirs: &'t [String],
    kept: BTreeSet<usize>,
    /// Bytes of the article found.
    found: usize,
}

impl Matching<'_> {
    fn keep(&mut self, i: usize, bytes: usize) {
        self.kept.insert(i);
        self.found += bytes;
    }

    /// Matches what lies between two anchors: equal blocks in order, then blocks most of whose words are the article's.
    fn gap(&mut self, ours: Range<usize>, theirs: Range<usize>) {
        let mut from = ours.start;
        let mut left: Vec<usize> = Vec::new();
        for j in theirs {
            let next = self.places.get(self.theirs[j].as_str()).and_then(|at| {
                at.get(at.partition_point(|i| *i < from))
                    .copied()
                    .filter(|i| *i < ours.end)
            });
            match next {
                Some(i) => {
                    self.keep(i, self.ours[i].len());
                    from = i + 1;
                }
                None => left.push(j),
            }
        }
        if left.is_empty() {
            return;
        }
        let mut unused: BTreeSet<[&str; 3]> =
            left.iter().flat_map(|j| threes(&self.article[*j].text)).collect();
        let all = unused.len();
        for i in ours {
            if self.kept.contains(&i) {
                continue;
            }
            let own: BTreeSet<[&str; 3]> = threes(&self.page[i].text).collect();
            let common = own.iter().filter(|t| unused.contains(*t)).count();
            if common > 0 && common * 5 >= own.len() * 4 {
                self.kept.insert(i);
                for t in &own {
                    unused.remove(t);
                }
            }
        }
        let bytes: usize = left.iter().map(|j| self.theirs[*j].len()).sum();
        self.found += bytes * (all - unused.len()) / all.max(1);
    }
}

/// Every three words that follow each other.
fn threes(text: &str) -> impl Iterator<Item = [&str; 3]> {
    let words = || text.split_whitespace();
    words()
        .zip(words().skip(1))
        .zip(words().skip(2))
        .map(|((a, b), c)| [a, b, c])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(texts: &[&str]) -> Vec<Block> {
        texts
            .iter()
            .map(|t| Block {
                text: (*t).to_owned(),
                ..Block::default()
            })
            .collect()
    }

    fn kept(page: &[&str], article: &[&str]) -> Option<Vec<usize>> {
        align(&blocks(page), &blocks(article)).map(|k| k.into_iter().collect())
    }

    const A: &str = "The first paragraph of a story.";
    const B: &str = "The second paragraph of it, which goes on.";
    const C: &str = "The third paragraph ends it all.";

    #[test]
    fn the_article_is_found_between_teasers() {
        // The teaser repeats the last paragraph, and a button was taken out of the second.
        assert_eq!(
            kept(
                &[
                    "Menu",
                    C,
                    A,
                    "Share",
                    "The second paragraph of it, which goes on. Share",
                    C,
                    "More"
                ],
                &[A, B, C]
            ),
            Some(vec![2, 4, 5])
        );
    }

    #[test]
    fn an_article_that_is_not_on_the_page_is_refused() {
        assert_eq!(kept(&[A, "Other words than those."], &[A, B]), None);
        assert_eq!(kept(&[A], &[]), None);
        assert_eq!(kept(&[], &[A]), None);
    }

    #[test]
    fn the_longest_rising_run() {
        let pairs = [(0, 9), (1, 1), (2, 5), (3, 2), (4, 3)];
        assert_eq!(longest_rising(&pairs), [(1, 1), (3, 2), (4, 3)]);
    }
}
