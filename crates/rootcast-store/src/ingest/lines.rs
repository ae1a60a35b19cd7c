//! Cutting a stream of text into blocks of whole lines, while its hash, size and line numbers are kept.
//!
//! A line end inside quotes does not end a line: blocks are cut where an even number of quotation marks lies before.

use std::io::{self, Read};

use memchr::{memchr_iter, memrchr};
use sha2::{Digest, Sha256};

use super::{IngestError, LimitReached, Limits};
use crate::container::failure;

/// Bytes of one block: small enough to stay in a processor's cache while it is read.
pub(crate) const BLOCK: usize = 2 << 20;
/// Bytes looked at to recognise a file.
const HEAD: usize = 1 << 20;

/// A block of whole lines.
#[derive(Debug)]
pub(crate) struct Block {
    /// Bytes of the file, header included in the first block.
    pub(crate) bytes: Vec<u8>,
    /// Where the data lines begin in `bytes`.
    pub(crate) data: usize,
    /// Number of the first data line, from 1.
    pub(crate) line: u64,
    /// Whether the file ends with this block.
    pub(crate) last: bool,
}

/// What the whole stream came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Digested {
    /// SHA-256, lower-case hexadecimal.
    pub(crate) sha256: String,
    /// Size in bytes.
    pub(crate) bytes: u64,
}

/// Hash and size of bytes held in memory.
pub(crate) fn digest(bytes: &[u8]) -> Digested {
    Digested {
        sha256: hex(&Sha256::digest(bytes)),
        bytes: bytes.len() as u64,
    }
}

/// Cuts one stream into blocks.
pub(crate) struct Lines<'a, R> {
    reader: R,
    file: &'a str,
    limits: Limits,
    /// Bytes read and not yet given out.
    held: Vec<u8>,
    ended: bool,
    hash: Sha256,
    bytes: u64,
    data: usize,
    line: u64,
}

impl<'a, R: Read> Lines<'a, R> {
    /// Starts at the beginning of `reader`; `file` is the name for errors.
    pub(crate) fn new(reader: R, file: &'a str, limits: Limits) -> Self {
        Self {
            reader,
            file,
            limits,
            held: Vec::new(),
            ended: false,
            hash: Sha256::new(),
            bytes: 0,
            data: 0,
            line: 1,
        }
    }

    /// The first bytes of the file, for recognising it; what has been looked at is not lost.
    pub(crate) fn head(&mut self) -> Result<&[u8], IngestError> {
        self.fill(HEAD)?;
        let first = memchr::memchr(b'\n', &self.held).unwrap_or(self.held.len());
        if first > self.limits.line_bytes {
            return Err(self.too_long(1));
        }
        Ok(&self.held)
    }

    /// Says where the data begins, once the header is understood.
    pub(crate) fn begin(&mut self, header: usize, first_line: u64) {
        self.data = header.min(self.held.len());
        self.line = first_line;
    }

    /// The next block, until the file ends.
    pub(crate) fn block(&mut self) -> Result<Option<Block>, IngestError> {
        let mut want = BLOCK;
        let end = loop {
            self.fill(want)?;
            if self.ended {
                break self.held.len();
            }
            match cut(&self.held[self.data..]) {
                Some(end) => break self.data + end,
                // Not one whole line: more of it is needed, up to the limit.
                None if self.held.len() - self.data > self.limits.line_bytes => {
                    return Err(self.too_long(self.line));
                }
                None => want = self.held.len() + BLOCK,
            }
        };
        if end == 0 {
            return Ok(None);
        }
        let rest = self.held[end..].to_vec();
        let mut bytes = std::mem::replace(&mut self.held, rest);
        bytes.truncate(end);
        let data = std::mem::take(&mut self.data);
        if let Some(line) = long_line(&bytes[data..], self.limits.line_bytes) {
            return Err(self.too_long(self.line + line));
        }
        let line = self.line;
        self.line += memchr_iter(b'\n', &bytes[data..]).count() as u64;
        Ok(Some(Block {
            bytes,
            data,
            line,
            last: self.ended && self.held.is_empty(),
        }))
    }

    /// Hash and size; complete once [`Lines::block`] has returned `None`.
    pub(crate) fn finish(self) -> Digested {
        Digested {
            sha256: hex(&self.hash.finalize()),
            bytes: self.bytes,
        }
    }

    /// Reads until `want` bytes are held, or the file ends. Whether it has ended is known once it has.
    fn fill(&mut self, want: usize) -> Result<(), IngestError> {
        // One byte more tells a block that ends the file from one that does not.
        while !self.ended && self.held.len() <= want {
            let from = self.held.len();
            let missing = want + 1 - from;
            self.held.reserve(missing);
            let read = (&mut self.reader)
                .take(missing as u64)
                .read_to_end(&mut self.held)
                .map_err(|e: io::Error| failure(self.file, &e))?;
            self.hash.update(&self.held[from..]);
            self.bytes += read as u64;
            self.ended = read < missing;
        }
        Ok(())
    }

    fn too_long(&self, line: u64) -> IngestError {
        IngestError::Limit {
            file: self.file.to_owned(),
            limit: LimitReached::LineBytes {
                bytes: self.limits.line_bytes,
                line,
            },
        }
    }
}

/// Where the last whole line ends: after the last line end with an even number of quotation marks before it.
fn cut(bytes: &[u8]) -> Option<usize> {
    let mut end = memrchr(b'\n', bytes)?;
    let mut quotes = memchr_iter(b'"', &bytes[..end]).count();
    while quotes % 2 == 1 {
        let before = memrchr(b'\n', &bytes[..end])?;
        quotes -= memchr_iter(b'"', &bytes[before..end]).count();
        end = before;
    }
    Some(end + 1)
}

/// Index of the first line longer than `limit` bytes. Such a line spans a whole window of half that size, and looking
/// for one line end in each window is much less than looking for all.
fn long_line(bytes: &[u8], limit: usize) -> Option<u64> {
    let window = (limit / 2).max(1);
    let suspect = bytes
        .chunks_exact(window)
        .any(|w| memchr::memchr(b'\n', w).is_none());
    if !suspect {
        return None;
    }
    let mut from = 0;
    for (index, end) in memchr_iter(b'\n', bytes).chain([bytes.len()]).enumerate() {
        if end - from > limit {
            return Some(index as u64);
        }
        from = end + 1;
    }
    None
}

/// Bytes as lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: [u8; 16] = *b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|b| [DIGITS[usize::from(b >> 4)], DIGITS[usize::from(b & 15)]])
        .map(char::from)
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn limits(line_bytes: usize) -> Limits {
        Limits {
            line_bytes,
            ..Limits::default()
        }
    }

    #[test]
    fn cuts_stand_outside_quotes() {
        assert_eq!(cut(b"a,b\nc,d"), Some(4));
        assert_eq!(cut(b"a,b\nc,\"d\ne"), Some(4));
        assert_eq!(cut(b"a,b\nc,\"d\ne\"\nf"), Some(12));
        assert_eq!(cut(b"\"a\nb"), None);
        assert_eq!(cut(b"abc"), None);
    }

    #[test]
    fn long_lines_are_found_with_their_number() {
        let mut text = b"short\nshort\n".to_vec();
        text.extend(vec![b'x'; 101]);
        text.extend(b"\nshort\n");
        assert_eq!(long_line(&text, 100), Some(2));
        assert_eq!(long_line(&text, 101), None);
    }

    #[test]
    fn an_endless_line_is_refused_after_little_more_than_the_limit() {
        struct Endless<'a>(&'a std::cell::Cell<u64>);
        impl Read for Endless<'_> {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                buffer.fill(b'x');
                self.0.set(self.0.get() + buffer.len() as u64);
                Ok(buffer.len())
            }
        }
        let read = std::cell::Cell::new(0);
        let start: &[u8] = b"a,b\n1,2\n";
        let mut lines = Lines::new(start.chain(Endless(&read)), "endless.csv", limits(1 << 20));
        lines.head().unwrap();
        lines.begin(4, 2);
        let first = lines.block().unwrap().unwrap();
        assert_eq!((first.line, first.last), (2, false));
        let error = lines.block().unwrap_err();
        assert!(error.to_string().contains("line 3 is longer than"), "{error}");
        assert!(read.get() < 16 << 20);
    }

    #[test]
    fn a_file_of_one_endless_line_is_refused_at_once() {
        let mut lines = Lines::new(io::repeat(b'x'), "endless.csv", limits(1 << 19));
        assert!(lines.head().unwrap_err().to_string().contains("line 1 is longer"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn blocks_are_the_file(text in "([a-z\n,]|\"[a-z\n]{0,5}\"){0,400}", pad in 0usize..3) {
            let mut file = text.into_bytes();
            // Push the interesting part across the border of a block.
            let filler = b"0123456789abcd\n".repeat(BLOCK / 15 - pad);
            let mut whole = filler;
            whole.append(&mut file);
            let mut lines = Lines::new(&whole[..], "t.csv", limits(1 << 20));
            lines.head().unwrap();
            lines.begin(15, 2);
            let mut back = Vec::new();
            let mut last = false;
            while let Some(block) = lines.block().unwrap() {
                prop_assert!(!last);
                let before = memchr_iter(b'\n', &back).count() as u64 + 1 + u64::from(back.is_empty());
                prop_assert_eq!(block.line, before);
                let quotes = memchr_iter(b'"', &block.bytes).count();
                prop_assert!(quotes.is_multiple_of(2));
                last = block.last;
                back.extend(block.bytes);
            }
            prop_assert!(last);
            prop_assert_eq!(&back, &whole);
            prop_assert_eq!(lines.finish(), Digested { sha256: hex(&Sha256::digest(&whole)), bytes: whole.len() as u64 });
        }
    }
}
