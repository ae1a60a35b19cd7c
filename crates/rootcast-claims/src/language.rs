//! Which language a text is in, by its commonest words.

use crate::{Lang, token::Tokens};

/// Commonest words that the other language does not have. Sorted.
const ENGLISH: [&str; 20] = [
    "and", "are", "as", "at", "but", "by", "for", "from", "has", "have", "in", "is", "of", "on", "that",
    "the", "to", "was", "were", "with",
];
const SPANISH: [&str; 20] = [
    "con", "de", "del", "desde", "el", "en", "entre", "fue", "la", "las", "los", "más", "mas", "para", "por",
    "que", "se", "según", "un", "una",
];

/// How many words are looked at.
const ENOUGH: usize = 2000;

/// The language of a text; English where it says nothing.
///
/// ```
/// use rootcast_claims::{Lang, language::detect};
/// assert_eq!(detect("Los encuentros en la frontera bajaron según la agencia"), Lang::Spanish);
/// assert_eq!(detect("Encounters at the border fell"), Lang::English);
/// ```
pub fn detect(text: &str) -> Lang {
    let mut end = text.len().min(ENOUGH * 8);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let tokens = Tokens::new(&text[..end]);
    let count = |list: &[&str]| {
        (0..tokens.len().min(ENOUGH))
            .filter(|i| list.contains(&tokens.folded(*i)))
            .count()
    };
    if count(&SPANISH) > count(&ENGLISH) {
        Lang::Spanish
    } else {
        Lang::English
    }
}
