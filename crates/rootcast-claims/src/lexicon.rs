//! The words of the domain and what they count (`data/lexicon.toml`).

use std::sync::OnceLock;

use serde::Deserialize;

use crate::{Lang, phrase::Phrases, token::Tokens};

/// One way in which a word counts.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meaning {
    /// The beginning of a reading: a measure with the facets that the word fixes.
    pub reading: String,
    /// Why the word admits it.
    pub why: String,
    /// Whether the word means something else by the agencies' definitions.
    #[serde(default)]
    pub loose: bool,
    /// 0 for what the word says, more for what it merely admits.
    pub far: u8,
}

/// One entry: phrases that mean the same.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Word {
    /// Identifier.
    pub id: String,
    /// English phrases.
    #[serde(default)]
    pub en: Vec<String>,
    /// Spanish phrases.
    #[serde(default)]
    pub es: Vec<String>,
    /// What it counts; empty where nothing is held.
    #[serde(default)]
    pub counted: Vec<Meaning>,
    /// Which borders it leaves open when none is named, nearest first; empty where a border has no meaning.
    #[serde(default)]
    pub borders: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    word: Vec<Word>,
}

/// All entries, in the order of the file.
pub fn words() -> &'static [Word] {
    static ALL: OnceLock<Vec<Word>> = OnceLock::new();
    ALL.get_or_init(|| {
        toml::from_str::<File>(include_str!("../data/lexicon.toml"))
            .map(|f| f.word)
            .unwrap_or_default()
    })
}

/// The longest phrase of the lexicon at a token, with the token after it.
pub(crate) fn at(tokens: &Tokens<'_>, i: usize, lang: Lang) -> Option<(usize, &'static Word)> {
    static PHRASES: OnceLock<[Phrases<usize>; 2]> = OnceLock::new();
    let [english, spanish] = PHRASES.get_or_init(|| {
        let of = |pick: fn(&Word) -> &Vec<String>| {
            Phrases::new(
                words()
                    .iter()
                    .enumerate()
                    .flat_map(|(n, w)| pick(w).iter().map(move |p| (p.as_str(), n))),
            )
        };
        [of(|w| &w.en), of(|w| &w.es)]
    });
    let phrases = match lang {
        Lang::English => english,
        Lang::Spanish => spanish,
    };
    let (end, n) = phrases.at(tokens, i)?;
    Some((end, words().get(n)?))
}

#[cfg(test)]
mod tests {
    use rootcast_core::reading::Reading;

    use super::*;

    #[test]
    fn every_meaning_begins_a_reading() {
        let file: File = toml::from_str(include_str!("../data/lexicon.toml")).unwrap();
        assert_eq!(file.word.len(), words().len());
        for w in words() {
            assert!(!w.en.is_empty() && !w.es.is_empty(), "{}", w.id);
            for m in &w.counted {
                m.reading.parse::<Reading>().unwrap();
                for b in &w.borders {
                    format!("{} border={b}", m.reading).parse::<Reading>().unwrap();
                }
            }
        }
    }

    #[test]
    fn the_longest_phrase_of_the_language_is_found() {
        let t = Tokens::new("saw 583,000 border arrests");
        assert_eq!(
            at(&t, 4, Lang::English).map(|(e, w)| (e, w.id.as_str())),
            Some((6, "border-arrests"))
        );
        let t = Tokens::new("la Inversión Extranjera Directa");
        assert_eq!(at(&t, 1, Lang::Spanish).map(|(_, w)| w.id.as_str()), Some("fdi"));
        assert!(at(&t, 1, Lang::English).is_none());
    }
}
