//! Phrases: lists of words looked up at a token, the longest that fits first.

use std::collections::HashMap;

use crate::{
    token::Tokens,
    words::{BuildQuick, Marks},
};

/// Phrases with what each stands for, by their first word.
#[derive(Clone, Debug)]
pub(crate) struct Phrases<T> {
    by_first: HashMap<String, Vec<(Vec<String>, T)>, BuildQuick>,
    /// Nearly every word of a text is none of the first words.
    firsts: Marks,
}

impl<T: Copy> Phrases<T> {
    /// Takes phrases as people write them; case and accents do not matter. Of equal phrases the first stays.
    pub(crate) fn new<'p>(phrases: impl IntoIterator<Item = (&'p str, T)>) -> Self {
        let mut by_first: HashMap<String, Vec<(Vec<String>, T)>, BuildQuick> = HashMap::default();
        let mut firsts = Marks::NONE;
        for (phrase, what) in phrases {
            let tokens = Tokens::new(phrase);
            let words: Vec<String> = (0..tokens.len()).map(|i| tokens.folded(i).to_owned()).collect();
            let Some(first) = words.first() else { continue };
            firsts = firsts.with(first);
            let same_start = by_first.entry(first.clone()).or_default();
            if !same_start.iter().any(|(w, _)| *w == words) {
                same_start.push((words, what));
            }
        }
        #[allow(clippy::iter_over_hash_type, reason = "each list is sorted by itself")]
        for list in by_first.values_mut() {
            list.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
        }
        Self { by_first, firsts }
    }

    /// The longest phrase that stands at token `i`, with the token after it.
    pub(crate) fn at(&self, tokens: &Tokens<'_>, i: usize) -> Option<(usize, T)> {
        let first = tokens.folded(i);
        // A word with a tilde may stand for one without.
        if !self.firsts.may_hold(first) && first.is_ascii() {
            return None;
        }
        self.by_first
            .get(first)
            .or_else(|| {
                first
                    .contains('ñ')
                    .then(|| self.by_first.get(&first.replace('ñ', "n")))?
            })?
            .iter()
            .find_map(|(words, what)| {
                let fits = words
                    .iter()
                    .enumerate()
                    .all(|(k, w)| same(tokens.folded(i + k), w));
                fits.then_some((i + words.len(), *what))
            })
    }
}

/// Whether a word is that of a phrase, which may be written without its tilde.
fn same(word: &str, of_phrase: &str) -> bool {
    word == of_phrase || word.contains('ñ') && word.replace('ñ', "n") == of_phrase
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_phrase_wins() {
        let phrases = Phrases::new([("Costa Rica", 1), ("costa", 2), ("COSTA", 3)]);
        let plain = Phrases::new([("menores no acompanados", 1), ("ninos", 2)]);
        let text = Tokens::new("menores no acompañados y niños");
        assert_eq!(plain.at(&text, 0), Some((3, 1)));
        assert_eq!(plain.at(&text, 4), Some((5, 2)));
        let text = Tokens::new("en Costa Rica y la costa");
        assert_eq!(phrases.at(&text, 1), Some((3, 1)));
        assert_eq!(phrases.at(&text, 5), Some((6, 2)));
        assert_eq!(phrases.at(&text, 0), None);
    }
}
