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

#[derive(Clone, Copy)]
struct Entry {
    from: usize,
    len: usize,
    meaning: Meaning,
}

/// The texts seen in one column of one block.
#[derive(Default)]
pub(super) struct Memo {
    arena: Vec<u8>,
    entries: Vec<Entry>,
    /// Open addressing; 0 is a free slot, otherwise an entry's index plus one.
    table: Vec<u32>,
    last: usize,
}

impl Memo {
    fn text(&self, entry: &Entry) -> &[u8] {
        &self.arena[entry.from..entry.from + entry.len]
    }

    /// What `text` means, if it was seen before.
    #[inline]
    pub(super) fn get(&mut self, text: &[u8]) -> Option<Meaning> {
        if let Some(entry) = self.entries.get(self.last) {
            if self.text(entry) == text {
                return Some(entry.meaning);
            }
        }
        if self.table.is_empty() {
            return None;
        }
        let mask = self.table.len() - 1;
        let mut slot = hash(text) & mask;
        loop {
            let at = (self.table[slot] as usize).checked_sub(1)?;
            let entry = &self.entries[at];
            if self.text(entry) == text {
                self.last = at;
                return Some(entry.meaning);
            }
            slot = (slot + 1) & mask;
        }
    }

    /// Remembers what `text`, not seen before, means.
    pub(super) fn insert(&mut self, text: &[u8], meaning: Meaning) {
        // Far more texts than any label column has: a file of nonsense, which need not be fast, nor held in memory.
        if self.entries.len() >= 1 << 16 {
            return;
        }
        if (self.entries.len() + 1) * 2 > self.table.len() {
            let size = (self.table.len() * 2).max(64);
            self.table = vec![0; size];
            for at in 0..self.entries.len() {
                let slot = self.free(hash(self.text(&self.entries[at])));
                self.table[slot] = at as u32 + 1;
            }
        }
        let entry = Entry {
            from: self.arena.len(),
            len: text.len(),
            meaning,
        };
        self.arena.extend_from_slice(text);
        let slot = self.free(hash(text));
        self.last = self.entries.len();
        self.entries.push(entry);
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

/// Multiply and rotate over eight bytes at a time: labels are short and trusted only as far as the table is small.
#[inline]
fn hash(text: &[u8]) -> usize {
    const K: u64 = 0x517c_c1b7_2722_0a95;
    let mut h = text.len() as u64;
    let mut chunks = text.chunks_exact(8);
    for chunk in &mut chunks {
        let word = u64::from_le_bytes(chunk.try_into().unwrap_or_default());
        h = (h.rotate_left(5) ^ word).wrapping_mul(K);
    }
    let mut word = 0u64;
    for b in chunks.remainder() {
        word = word << 8 | u64::from(*b);
    }
    h = (h.rotate_left(5) ^ word).wrapping_mul(K);
    (h >> 32) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_in_is_found() {
        let mut memo = Memo::default();
        for n in 0..1000u32 {
            let text = format!("label {n}");
            assert_eq!(memo.get(text.as_bytes()), None);
            memo.insert(text.as_bytes(), Meaning::Label(n));
        }
        for n in (0..1000u32).rev() {
            assert_eq!(memo.get(format!("label {n}").as_bytes()), Some(Meaning::Label(n)));
        }
        assert_eq!(memo.get(b""), None);
    }
}
