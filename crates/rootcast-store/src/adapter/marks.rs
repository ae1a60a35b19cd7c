//! The positions of delimiters, quotes and line ends in a block, 64 bytes at a time.
//!
//! Fields of published tables are short, so a search that starts anew at each mark spends more time starting than
//! searching. Here the bytes of a chunk are compared in one vectorised loop, packed into a word of bits, and the
//! bits are taken off one by one.

const CHUNK: usize = 64;

/// Positions of three bytes in a block, in order.
pub(super) struct Marks<'b> {
    block: &'b [u8],
    wanted: [u8; 3],
    bits: u64,
    /// Where the chunk of `bits` begins.
    base: usize,
    next: usize,
}

impl<'b> Marks<'b> {
    pub(super) fn new(block: &'b [u8], wanted: [u8; 3]) -> Self {
        Self {
            block,
            wanted,
            bits: 0,
            base: 0,
            next: 0,
        }
    }

    #[inline]
    fn load(&mut self) -> bool {
        let [a, b, c] = self.wanted;
        let rest = &self.block[self.next..];
        self.base = self.next;
        if let Some(chunk) = rest.first_chunk::<CHUNK>() {
            let mut hits = [0u8; CHUNK];
            for (hit, byte) in hits.iter_mut().zip(chunk) {
                *hit = u8::from(*byte == a) | u8::from(*byte == b) | u8::from(*byte == c);
            }
            let mut bits = 0u64;
            for (at, eight) in hits.as_chunks::<8>().0.iter().enumerate() {
                // Eight bytes of 0 or 1 into eight bits: the product gathers them in its highest byte.
                let packed = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
                bits |= packed << (at * 8);
            }
            self.bits = bits;
            self.next += CHUNK;
            return true;
        }
        self.bits = 0;
        for (at, byte) in rest.iter().enumerate() {
            self.bits |= u64::from(self.wanted.contains(byte)) << at;
        }
        self.next = self.block.len();
        !rest.is_empty()
    }
}

impl Iterator for Marks<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.bits == 0 {
            if !self.load() {
                return None;
            }
        }
        let at = self.base + self.bits.trailing_zeros() as usize;
        self.bits &= self.bits - 1;
        Some(at)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn marks_are_where_the_bytes_are(block in proptest::collection::vec(proptest::sample::select(b",\"\nab".to_vec()), 0..300)) {
            let found: Vec<usize> = Marks::new(&block, *b",\"\n").collect();
            let expected: Vec<usize> = (0..block.len()).filter(|at| b",\"\n".contains(&block[*at])).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
