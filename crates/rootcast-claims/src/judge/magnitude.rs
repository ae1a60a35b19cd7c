//! Words that say how large a move was without its number: "plunged", "sharply", "slightly".
//!
//! They have no edges, and a writer may choose freely within wide ones. A move under five per cent is not dramatic,
//! though, and one over half is not slight: there the word says something else than the figures do.

/// A move smaller than this, in per cent, is none that words of great moves are said of.
const GREAT: f64 = 5.0;
/// A move greater than this, in per cent, is none that words of small moves are said of.
const SMALL: f64 = 50.0;

/// How a word sizes a move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Magnitude {
    /// "plunged", "sharply".
    Great,
    /// "slightly", "edged".
    Small,
}

/// Words of great moves, without accents. Sorted.
const GREAT_WORDS: [&str; 62] = [
    "abrupt",
    "abruptamente",
    "abrupto",
    "considerable",
    "considerablemente",
    "considerably",
    "desplomaron",
    "desplome",
    "desplomo",
    "disparado",
    "dispararon",
    "disparo",
    "dramatic",
    "dramatica",
    "dramatically",
    "dramaticamente",
    "dramatico",
    "drastic",
    "drastica",
    "drastically",
    "drasticamente",
    "drastico",
    "enormous",
    "explosive",
    "fuerte",
    "fuertemente",
    "huge",
    "marcada",
    "marcado",
    "marked",
    "markedly",
    "massive",
    "massively",
    "notable",
    "notablemente",
    "plummeted",
    "plunge",
    "plunged",
    "precipitous",
    "precipitously",
    "sharp",
    "sharply",
    "significant",
    "significantly",
    "significativa",
    "significativamente",
    "significativo",
    "skyrocketed",
    "soared",
    "spike",
    "spiked",
    "steep",
    "steeply",
    "substantial",
    "substantially",
    "surge",
    "surged",
    "tremendous",
    "tumbled",
    "vertiginosa",
    "vertiginosamente",
    "vertiginoso",
];

/// Words of small moves, without accents. Sorted.
const SMALL_WORDS: [&str; 18] = [
    "barely",
    "dipped",
    "edged",
    "inched",
    "leve",
    "levemente",
    "ligera",
    "ligeramente",
    "ligero",
    "marginally",
    "modest",
    "modestly",
    "slight",
    "slightly",
    "small",
    "ticked",
    "tiny",
    "uptick",
];

/// How a word sizes a move, if it does.
pub(crate) fn of(word: &str) -> Option<Magnitude> {
    if GREAT_WORDS.binary_search(&word).is_ok() {
        Some(Magnitude::Great)
    } else if SMALL_WORDS.binary_search(&word).is_ok() {
        Some(Magnitude::Small)
    } else {
        None
    }
}

/// Why a word does not fit a move of so many per cent, where it does not.
pub(super) fn unfit(word: &str, percent: f64) -> Option<String> {
    let size = percent.abs();
    match of(word)? {
        Magnitude::Great if size < GREAT => Some(format!("; under {GREAT} per cent is not “{word}”")),
        Magnitude::Small if size > SMALL => Some(format!("; over {SMALL} per cent is not “{word}”")),
        Magnitude::Great | Magnitude::Small => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(
            GREAT_WORDS.is_sorted(),
            "{:?}",
            GREAT_WORDS.windows(2).find(|w| w[0] > w[1])
        );
        assert!(
            SMALL_WORDS.is_sorted(),
            "{:?}",
            SMALL_WORDS.windows(2).find(|w| w[0] > w[1])
        );
    }

    #[test]
    fn words_fit_moves_of_their_size() {
        assert_eq!(unfit("plunged", -42.0), None);
        assert_eq!(unfit("slightly", 4.0), None);
        assert_eq!(unfit("sharply", 12.0), None);
        assert!(unfit("dramatically", -0.6).is_some_and(|why| why.contains("under 5")));
        assert!(unfit("slightly", 80.0).is_some_and(|why| why.contains("over 50")));
    }
}
