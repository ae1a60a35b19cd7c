//! Texts of one column that were seen before, with what they mean. Columns of published tables have few distinct
//! texts, so a row costs one comparison with the row before, or one probe of a small table, and no allocation.

/// What the text of a key column means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Meaning {
    /// A label: an index into the dictionary of its column.
    Label(u32),
    /// A year of the column's calendar.
    Year(i16),
    /// A month, 1 to 12.
    Month(i8),
    /// Days since 1970-01-01, half-open.
    Days(i32, i32),
    /// Checked, and nothing to keep.
    Nothing,
    /// The row is a documented skip: an index into the reasons.
    Skip(u32),
    /// It cannot be read: an index into the complaints.
    Bad(u32),
}

/// A text of up to 32 bytes as its length and four overlapping words: equal exactly when the texts are.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Short {
    len: usize,
    words: [u64; 4],
}

#[inline]
fn word(text: &[u8], at: usize) -> u64 {
    text.get(at..at + 8)
        .and_then(|w| w.try_into().ok())
        .map_or(0, u64::from_le_bytes)
}

impl Short {
    #[inline]
    fn of(text: &[u8]) -> Option<Self> {
        let len = text.len();
        let words = match len {
            0..=7 => {
                let mut w = 0u64;
                for b in text {
                    w = w << 8 | u64::from(*b);
                }
                [w, 0, 0, 0]
            }
            8..=16 => [word(text, 0), word(text, len - 8), 0, 0],
            17..=32 => [
                word(text, 0),
                word(text, 8),
                word(text, len - 16),
                word(text, len - 8),
            ],
            _ => return None,
        };
        Some(Self { len, words })
    }

    #[inline]
    fn hash(&self) -> usize {
        const K: u64 = 0x517c_c1b7_2722_0a95;
        let [first, second, third, last] = self.words;
        let mixed = first ^ second.rotate_left(21) ^ third.rotate_left(42) ^ last.rotate_left(53);
        ((mixed ^ self.len as u64).wrapping_mul(K) >> 32) as usize
    }
}

/// The texts seen in one column of one block.
#[derive(Default)]
pub(super) struct Memo {
    entries: Vec<(Short, Meaning)>,
    /// Open addressing; 0 is a free slot, otherwise an entry's index plus one.
    table: Vec<u32>,
    last: usize,
    /// Texts of more than 32 bytes are rare: names of long countries, and nonsense.
    long: std::collections::HashMap<Vec<u8>, Meaning>,
}

/// Far more texts than any label column has: a file of nonsense, which need not be fast, nor held in memory.
const MOST: usize = 1 << 16;

impl Memo {
    /// What `text` means, if it was seen before.
    #[inline]
    pub(super) fn get(&mut self, text: &[u8]) -> Option<Meaning> {
        let Some(short) = Short::of(text) else {
            return self.long.get(text).copied();
        };
        if let Some((s, meaning)) = self.entries.get(self.last)
            && *s == short
        {
            return Some(*meaning);
        }
        let mask = self.table.len().checked_sub(1)?;
        let mut slot = short.hash() & mask;
        loop {
            let at = (self.table[slot] as usize).checked_sub(1)?;
            let (s, meaning) = &self.entries[at];
            if *s == short {
                self.last = at;
                return Some(*meaning);
            }
            slot = (slot + 1) & mask;
        }
    }

    /// Remembers what `text`, not seen before, means.
    pub(super) fn insert(&mut self, text: &[u8], meaning: Meaning) {
        if self.entries.len().max(self.long.len()) >= MOST {
            return;
        }
        let Some(short) = Short::of(text) else {
            self.long.insert(text.to_owned(), meaning);
            return;
        };
        if (self.entries.len() + 1) * 2 > self.table.len() {
            self.table = vec![0; (self.table.len() * 2).max(64)];
            for at in 0..self.entries.len() {
                let slot = self.free(self.entries[at].0.hash());
                self.table[slot] = at as u32 + 1;
            }
        }
        let slot = self.free(short.hash());
        self.last = self.entries.len();
        self.entries.push((short, meaning));
        self.table[slot] = self.entries.len() as u32;
    }

    fn free(&self, hash: usize) -> usize {
        let mask = self.table.len() - 1;
        let mut slot = hash & mask;
        while self.table[slot] != 0 {
            slot = (slot + 1) & mask;
        }
        slot
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_was_put_in_is_found() {
        let mut memo = Memo::default();
        for n in 0..1000u32 {
            let text = format!("{:a>1$}", n, n as usize % 50);
            assert_eq!(memo.get(text.as_bytes()), None, "{text}");
            memo.insert(text.as_bytes(), Meaning::Label(n));
        }
        for n in (0..1000u32).rev() {
            let text = format!("{:a>1$}", n, n as usize % 50);
            assert_eq!(memo.get(text.as_bytes()), Some(Meaning::Label(n)), "{text}");
        }
        assert_eq!(memo.get(b"a text that was never there"), None);
    }

    proptest! {
        #[test]
        fn short_texts_are_equal_only_when_they_are(a in "[ab\\x00]{0,33}", b in "[ab\\x00]{0,33}") {
            if let (Some(x), Some(y)) = (Short::of(a.as_bytes()), Short::of(b.as_bytes())) {
                prop_assert_eq!(x == y, a == b);
            }
        }
    }
}
