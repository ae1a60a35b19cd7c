//! Whether a text is about migration. "Crossings" are also of bridges and "encounters" with bears: words that mean
//! something here only in texts of the domain count only there.

use super::scene::Hit;
use crate::{
    token::Tokens,
    words::{Marks, Words},
};

/// Words that only texts about migration use, alone or in such company. Sorted.
static ALONE: Words = Words::new(&[
    "acnur",
    "asilo",
    "asylum",
    "cbp",
    "chnv",
    "coyotes",
    "darien",
    "deportacion",
    "deportaciones",
    "deportados",
    "deportation",
    "deportations",
    "deported",
    "deportees",
    "fronteriza",
    "gotaways",
    "ice",
    "immigrant",
    "immigrants",
    "immigration",
    "indocumentados",
    "inmigracion",
    "inmigrante",
    "inmigrantes",
    "migracion",
    "migrant",
    "migrante",
    "migrantes",
    "migrants",
    "migration",
    "migratoria",
    "migratorio",
    "noncitizens",
    "parole",
    "paroled",
    "refugee",
    "refugees",
    "refugiados",
    "refugio",
    "remesas",
    "remittances",
    "smugglers",
    "undocumented",
    "unhcr",
    "usbp",
    "uscis",
]);

/// Pairs of words that do.
const PAIRS: [(&str, &str); 15] = [
    ("border", "patrol"),
    ("southern", "border"),
    ("southwest", "border"),
    ("border", "crossings"),
    ("mexico", "border"),
    ("mexican", "border"),
    ("frontera", "sur"),
    ("border", "security"),
    ("title", "42"),
    ("land", "border"),
    ("homeland", "security"),
    ("southwestern", "border"),
    ("frontera", "suroeste"),
    ("frontera", "sudoeste"),
    ("frontera", "estadounidense"),
];

/// The first words of the pairs.
#[allow(
    clippy::indexing_slicing,
    reason = "a constant has no iterators; the loop ends with the list"
)]
static PAIR_FIRSTS: Marks = {
    let mut firsts = Marks::NONE;
    let mut n = 0;
    while n < PAIRS.len() {
        firsts = firsts.with(PAIRS[n].0);
        n += 1;
    }
    firsts
};

/// Words of the trade, which a note of a few sentences need not explain.
const TRADE: [&str; 6] = [
    "apprehensions",
    "aprehensiones",
    "encounter",
    "encounters",
    "encuentro",
    "encuentros",
];

/// How many words such a note has at most.
const NOTE: usize = 80;

/// Whether the text is about migration or the countries it comes from.
pub(super) fn is_ours(tokens: &Tokens<'_>) -> bool {
    let is_note = tokens.len() <= NOTE;
    (0..tokens.len()).any(|i| {
        let word = tokens.folded(i);
        if is_note && TRADE.contains(&word) {
            return true;
        }
        let capital_only = matches!(word, "ice" | "parole");
        (ALONE.holds(word) && (!capital_only || tokens.text(i).chars().all(char::is_uppercase)))
            || PAIR_FIRSTS.may_hold(word)
                && PAIRS
                    .iter()
                    .any(|(a, b)| word == *a && tokens.folded(i + 1) == *b)
    })
}

/// Leaves of the words found those that mean what they mean in any text.
pub(super) fn elsewhere(hits: &mut Vec<Hit>) {
    hits.retain(|h| h.word.borders.is_empty() && h.word.id != "removals" && h.word.id != "people-admitted");
}
