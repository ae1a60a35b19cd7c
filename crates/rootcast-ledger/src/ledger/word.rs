//! Words: the closed lists of the nouns, as files, readings and JSON write them.

/// A noun that is one of a closed list of words.
pub(crate) trait Word: Copy + 'static {
    /// All, in order.
    const WORDS: &'static [Self];

    /// The word.
    fn word(self) -> &'static str;
}

/// Gives an enumeration its list, its words and their inverse; the words are those of its serde form.
macro_rules! words {
    ($noun:ident, $count:literal, $($variant:ident = $word:literal),+ $(,)?) => {
        impl $noun {
            /// All, in order.
            pub const ALL: [$noun; $count] = [$($noun::$variant),+];

            /// The word used in files and readings.
            pub fn as_str(self) -> &'static str {
                match self {
                    $($noun::$variant => $word),+
                }
            }

            /// The inverse of `as_str`.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|v| v.as_str() == word)
            }
        }

        impl $crate::ledger::word::Word for $noun {
            const WORDS: &'static [Self] = &Self::ALL;

            fn word(self) -> &'static str {
                self.as_str()
            }
        }
    };
}
pub(crate) use words;

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::Word;
    use crate::ledger::{ActivityKind, Aim, Basis, DocumentKind, EventKind, Instrument, Reach, Stage, Tally};

    fn same_as_serde<T: Word + Serialize>() {
        for v in T::WORDS {
            let json = serde_json::to_value(v).unwrap();
            assert_eq!(json.as_str(), Some(v.word()));
        }
    }

    #[test]
    fn words_are_those_of_the_serde_form() {
        same_as_serde::<Stage>();
        same_as_serde::<Instrument>();
        same_as_serde::<Tally>();
        same_as_serde::<Aim>();
        same_as_serde::<Basis>();
        same_as_serde::<Reach>();
        same_as_serde::<ActivityKind>();
        same_as_serde::<DocumentKind>();
        same_as_serde::<EventKind>();
        assert_eq!(Stage::from_word("pledge"), Some(Stage::Pledge));
        assert_eq!(Stage::from_word("Pledge"), None);
    }
}
