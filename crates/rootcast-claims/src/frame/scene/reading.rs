//! A whole text with everything found in it, from which sentences are taken.

use std::ops::Range;

use jiff::civil::Date;

use super::{Hit, Scene};
use crate::{
    Lang,
    entity::{self, Mention},
    frame::{domain, memory::Memory, timeline},
    lexicon,
    number::Grouping,
    quantity::{self, Quantity},
    segment::segments,
    time::{self, Time},
    token::Tokens,
};

/// A whole text, read once.
pub(in crate::frame) struct Reading<'t> {
    text: &'t str,
    tokens: Tokens<'t>,
    mentions: Vec<Mention>,
    quantities: Vec<Quantity>,
    times: Vec<Time>,
    hits: Vec<Hit>,
    published: Date,
    lang: Lang,
    ours: bool,
}

impl<'t> Reading<'t> {
    pub(in crate::frame) fn new(text: &'t str, published: Date, lang: Lang) -> Self {
        let (tokens, quantities, times) = figures(text, published, lang);
        let mut mentions = entity::mentions(&tokens, lang);
        entity::resolve(&tokens, &mut mentions);
        let mut hits = Vec::new();
        let mut i = 0;
        while i < tokens.len() {
            match lexicon::at(&tokens, i, lang) {
                // "the Migration Policy Institute" counts nobody.
                Some((end, word)) if word.id == "names" => i = end,
                // "migrantes y solicitantes de asilo": one group, counted as the first.
                Some((end, word))
                    if word.id == "asylum-seekers"
                        && hits
                            .last()
                            .is_some_and(|h: &Hit| h.tokens.end + 1 == i && h.word.id == "migrants") =>
                {
                    i = end;
                }
                Some((end, word)) => {
                    hits.push(Hit {
                        tokens: i..end,
                        bytes: tokens.span(i, end),
                        word,
                    });
                    i = end;
                }
                None => i += 1,
            }
        }
        let ours = domain::is_ours(&tokens);
        if !ours {
            domain::elsewhere(&mut hits);
        }
        Self {
            mentions,
            hits,
            quantities,
            times: timeline::resolve(&tokens, times, published),
            tokens,
            text,
            published,
            lang,
            ours,
        }
    }

    pub(in crate::frame) fn scene<'s>(
        &'s self,
        number: usize,
        bytes: Range<usize>,
        memory: &'s Memory,
    ) -> Scene<'s> {
        let first = self.token_from(bytes.start);
        let last = self.token_from(bytes.end);
        Scene {
            number,
            tokens: &self.tokens,
            range: first..last,
            mentions: inside(&self.mentions, &bytes, |m| &m.span),
            quantities: inside(&self.quantities, &bytes, |q| &q.span),
            times: inside(&self.times, &bytes, |t| &t.span),
            hits: inside(&self.hits, &bytes, |h| &h.bytes),
            source: self.text,
            published: self.published,
            lang: self.lang,
            ours: self.ours,
            memory,
        }
    }

    /// The first token that begins at a byte or after it.
    fn token_from(&self, byte: usize) -> usize {
        let (mut low, mut high) = (0, self.tokens.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.tokens.get(middle).is_some_and(|t| t.span.start < byte) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

/// The tokens of a text, its quantities and its times, which read it in pieces: a text of one piece is cut once.
fn figures<'t>(text: &'t str, published: Date, lang: Lang) -> (Tokens<'t>, Vec<Quantity>, Vec<Time>) {
    let style = quantity::style(text, lang);
    let (mut quantities, mut times) = (Vec::new(), Vec::new());
    let mut read = |tokens: Tokens<'t>, start: usize| {
        let tokens = tokens.styled(style);
        quantities.extend(quantity::of_piece(&tokens, start, lang));
        let tokens = tokens.styled(Grouping::Unknown);
        times.extend(time::of_piece(&tokens, start, published, lang));
        tokens
    };
    let mut tokens = Tokens::new(text);
    for piece in segments(text) {
        if piece.len() == text.len() {
            tokens = read(tokens, 0);
        } else if let Some(part) = text.get(piece.clone()) {
            read(Tokens::new(part), piece.start);
        }
    }
    (tokens, quantities, times)
}

/// Those of a list in order of place that lie inside a stretch.
fn inside<'a, T>(all: &'a [T], bytes: &Range<usize>, span: fn(&T) -> &Range<usize>) -> Vec<&'a T> {
    let from = all.partition_point(|x| span(x).start < bytes.start);
    all.iter()
        .skip(from)
        .take_while(|x| span(x).start < bytes.end)
        .filter(|x| span(x).end <= bytes.end)
        .collect()
}
