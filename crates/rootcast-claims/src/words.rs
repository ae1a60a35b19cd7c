//! Sets of words. Nearly every word of a text is in none of those it is looked up in, so a set knows by the first, the
//! second and the last letter and the length of a word that it does not hold it, before any letters are compared.

use std::hash::{BuildHasherDefault, Hasher};

use crate::among;

/// Which words may be in a set: a bit for each, which several words share.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Marks([u64; ROWS]);

/// Rows of 64 bits: enough that of the words that are not in the set few share a bit with one that is.
const ROWS: usize = 64;

/// The row of a word, and its bit in it. The empty word has those of a word of zero bytes.
const fn mark(word: &[u8]) -> (usize, u64) {
    let (first, second, last) = match word {
        [first, second, .., last] => (*first, *second, *last),
        [first, last] => (*first, *last, *last),
        [first] => (*first, 0, *first),
        [] => (0, 0, 0),
    };
    #[allow(
        clippy::cast_possible_truncation,
        reason = "the lowest bits of a length part words as well as all"
    )]
    let length = word.len() as u8;
    let all = u32::from_le_bytes([first, second, last, length]).wrapping_mul(0x9E37_79B1);
    ((all >> 26) as usize, 1 << (all >> 20 & 63))
}

impl Marks {
    /// Those of no words.
    pub(crate) const NONE: Self = Self([0; ROWS]);

    /// With one more word.
    #[allow(
        clippy::indexing_slicing,
        reason = "a constant function knows no other way, and a row is one of 64"
    )]
    pub(crate) const fn with(mut self, word: &str) -> Self {
        let (row, bit) = mark(word.as_bytes());
        self.0[row] |= bit;
        self
    }

    /// Whether the set may hold a word; where not, it does not.
    pub(crate) fn may_hold(&self, word: &str) -> bool {
        let (row, bit) = mark(word.as_bytes());
        self.0.get(row).is_some_and(|held| held & bit != 0)
    }
}

/// A sorted list of words.
#[derive(Debug)]
pub(crate) struct Words {
    sorted: &'static [&'static str],
    marks: Marks,
}

impl Words {
    /// Takes a list that is sorted.
    #[allow(
        clippy::indexing_slicing,
        reason = "a constant function has no iterators; the loop ends with the list"
    )]
    pub(crate) const fn new(sorted: &'static [&'static str]) -> Self {
        let mut marks = Marks::NONE;
        let mut n = 0;
        while n < sorted.len() {
            marks = marks.with(sorted[n]);
            n += 1;
        }
        Self { sorted, marks }
    }

    /// Whether it holds a word.
    pub(crate) fn holds(&self, word: &str) -> bool {
        self.marks.may_hold(word) && among(self.sorted, word)
    }

    /// Whether the list is sorted, as it must be.
    #[cfg(test)]
    pub(crate) fn is_sorted(&self) -> bool {
        self.sorted.is_sorted()
    }
}

/// Hashes words of a few letters: a multiplication for every eight. The keys are those of our own tables, so that nobody
/// can choose them to collide.
#[derive(Default)]
pub(crate) struct Quick(u64);

/// Builds [`Quick`] hashers.
pub(crate) type BuildQuick = BuildHasherDefault<Quick>;

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        let mut add = |eight: u64| {
            // Both halves of the product, so that every letter moves every bit.
            let product = u128::from(self.0 ^ eight ^ 0x2D35_8DCC_AA6C_78A5) * 0x8BB8_4B93_962E_ACC9;
            #[allow(clippy::cast_possible_truncation, reason = "the lower half")]
            let low = product as u64;
            #[allow(clippy::cast_possible_truncation, reason = "the upper half")]
            let high = (product >> 64) as u64;
            self.0 = low ^ high;
        };
        let mut rest = bytes;
        while let Some((eight, after)) = rest.split_first_chunk::<8>() {
            add(u64::from_le_bytes(*eight));
            rest = after;
        }
        let mut last = [0; 8];
        for (to, from) in last.iter_mut().zip(rest) {
            *to = *from;
        }
        add(u64::from_le_bytes(last));
    }

    fn write_u8(&mut self, byte: u8) {
        self.0 = self.0.rotate_left(8) ^ u64::from(byte);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::HashMap, hash::BuildHasher};

    use super::*;

    static SOME: Words = Words::new(&["a", "año", "border", "bordering", "two"]);

    #[test]
    fn a_set_holds_its_words_and_no_others() {
        assert!(SOME.is_sorted());
        for word in SOME.sorted {
            assert!(SOME.holds(word), "{word}");
        }
        for word in ["", "b", "ano", "borders", "twp", "zz", "\u{0}"] {
            assert!(!SOME.holds(word), "{word}");
        }
    }

    #[test]
    fn marks_part_most_words() {
        let held = SOME
            .sorted
            .iter()
            .fold(Marks::NONE, |marks, word| marks.with(word));
        let others = [
            "the", "of", "arrests", "border-", "tow", "an", "migrants", "fell", "in", "2023",
        ];
        assert!(SOME.sorted.iter().all(|word| held.may_hold(word)));
        assert!(others.iter().filter(|word| held.may_hold(word)).count() <= 1);
    }

    #[test]
    fn words_hash_apart() {
        let words: Vec<String> = (0..5_000).map(|n| format!("word {n}")).collect();
        let hashes: std::collections::BTreeSet<u64> =
            words.iter().map(|w| BuildQuick::default().hash_one(w)).collect();
        assert_eq!(hashes.len(), words.len());
        let table: HashMap<&str, usize, BuildQuick> = words.iter().map(|w| (w.as_str(), w.len())).collect();
        assert_eq!(table.get("word 77"), Some(&7));
        assert_eq!(table.get("word"), None);
    }
}
